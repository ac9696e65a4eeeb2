#include "audit/stage/segment_fields.hpp"

#include "spendlens/audit/cohort_tables.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::audit {

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
  throw InternalError("segments cannot read " + name);
}

std::vector<personas::WindowColumns> SegmentFields::columns(const personas::Registry& registry) const {
  personas::WindowColumns all{kSegmentWindow, {}};
  for (const personas::Field& field : registry.fields) all.columns.push_back(column(field.name));
  return {std::move(all)};
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
