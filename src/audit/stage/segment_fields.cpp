#include "audit/stage/segment_fields.hpp"

#include <algorithm>

#include "spendlens/audit/cohort_tables.hpp"
#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::audit {

void ValueFields::resize_inputs(std::size_t num_customers) {
  for (const char* name : {"x", "t_x_days", "T_days"}) counts[name].resize(num_customers);
  amounts["repeat_spend"].resize(num_customers);
}

void ValueFields::set_inputs(std::size_t customer, const value::PurchaseInputs& inputs) {
  const bool bought = inputs.T != value::kNoPurchase;
  counts["x"][customer] = bought ? inputs.x : signals::kNoCount;
  counts["t_x_days"][customer] = bought ? inputs.t_x : signals::kNoCount;
  counts["T_days"][customer] = bought ? inputs.T : signals::kNoCount;
  amounts["repeat_spend"][customer] = bought ? inputs.repeat_spend : kNoMoney;
}

ValueFields ValueFields::unknown(const std::vector<int>& horizons, std::size_t num_customers) {
  ValueFields fields;
  for (const personas::Field& field : value_fields(horizons)) {
    if (field.kind == personas::FieldKind::kCount)
      fields.counts[field.name].assign(num_customers, signals::kNoCount);
    else if (field.kind == personas::FieldKind::kNumber)
      fields.numbers[field.name].assign(num_customers, signals::kNoNumber);
    else
      fields.amounts[field.name].assign(num_customers, kNoMoney);
  }
  return fields;
}

void SegmentFields::resize(std::size_t num_customers) {
  recency_days.resize(num_customers);
  frequency.resize(num_customers);
  monetary.resize(num_customers);
  total_spend.resize(num_customers);
  for (auto& of_metric : scores) of_metric.resize(num_customers);
  group.resize(num_customers);
  cohort.resize(num_customers);
}

personas::FieldColumn SegmentFields::column(const std::string& name) const {
  if (name == "recency_days") return std::span<const std::uint32_t>(recency_days);
  if (name == "frequency") return std::span<const std::uint32_t>(frequency);
  if (name == "monetary") return std::span<const Minor>(monetary);
  if (name == "total_spend") return std::span<const Minor>(total_spend);
  if (name == "r_score") return std::span<const std::uint8_t>(scores[index_of(Metric::kRecency)]);
  if (name == "f_score") return std::span<const std::uint8_t>(scores[index_of(Metric::kFrequency)]);
  if (name == "m_score") return std::span<const std::uint8_t>(scores[index_of(Metric::kMonetary)]);
  if (name == "lens2_group") return std::span<const std::uint8_t>(group);
  if (name == "cohort") return std::span<const std::uint16_t>(cohort);
  if (const auto of = value.counts.find(name); of != value.counts.end())
    return std::span<const std::uint32_t>(of->second);
  if (const auto of = value.numbers.find(name); of != value.numbers.end()) return std::span<const double>(of->second);
  if (const auto of = value.amounts.find(name); of != value.amounts.end()) return std::span<const Minor>(of->second);
  throw InternalError("segments cannot read " + name);
}

std::vector<personas::WindowColumns> SegmentFields::columns(const personas::Registry& registry) const {
  personas::WindowColumns all{kSegmentWindow, {}};
  for (const personas::Field& field : registry.fields) all.columns.push_back(column(field.name));
  return {std::move(all)};
}

bool reads_scores_alone(const personas::Registry& registry) {
  return std::ranges::all_of(registry.fields, [](const personas::Field& field) {
    return field.name == "r_score" || field.name == "f_score" || field.name == "m_score";
  });
}

bool reads_cohort(const personas::Registry& registry) {
  return personas::find_field(registry.fields, "cohort").has_value();
}

std::uint16_t compared_cohort(std::uint16_t code, Day last) {
  if (code == kNoCohortCode) return personas::kNoCohort;
  if (code == kEarlierCohortCode) return personas::kEarlierCohort;
  const CivilDate date = civil_from_day(last);
  const int months = (date.year - 1970) * 12 + static_cast<int>(date.month) - 1;
  return code > months ? personas::kNoCohort : static_cast<std::uint16_t>(code + 1);
}

}  // namespace spendlens::audit
