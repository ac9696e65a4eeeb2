#include "audit/stage/kept_values.hpp"

#include <fmt/core.h>

#include "spendlens/audit/clv_tables.hpp"

namespace spendlens::audit {

namespace {

/// Whatever is known before the fit lies among the inputs.
bool is_input(const std::string& name) {
  return name == "x" || name == "t_x_days" || name == "T_days" || name == "repeat_spend";
}

template <class Record>
std::vector<Record> read_some(const RecordSpill<Record>& spill, ItemRange customers) {
  std::vector<Record> values;
  values.reserve(customers.end - customers.begin);
  spill.for_each_part(
      customers, [&values](std::span<const Record> part) { values.insert(values.end(), part.begin(), part.end()); });
  return values;
}

}  // namespace

KeptValues::KeptValues(const personas::Registry& registry, const std::vector<int>& horizons,
                       const std::string& directory, int rank)
    : horizons_(horizons) {
  for (const personas::Field& field : value_fields(horizons)) {
    if (!personas::find_field(registry.fields, field.name)) continue;
    const std::string path = fmt::format("{}/.{}-{}.tmp", directory, field.name, rank);
    if (is_input(field.name))
      reads_inputs_ = true;
    else if (field.kind == personas::FieldKind::kNumber)
      numbers_.emplace(field.name, std::make_unique<Numbers>(path));
    else
      amounts_.emplace(field.name, std::make_unique<Amounts>(path));
  }
}

void KeptValues::append(const value::ScoreColumns& scores) {
  const auto add = [](auto& kept, const std::string& name, const auto& values) {
    if (const auto found = kept.find(name); found != kept.end()) found->second->append(values);
  };
  add(numbers_, "p_alive", std::span<const double>(scores.p_alive));
  for (std::size_t h = 0; h < horizons_.size(); ++h)
    add(numbers_, horizon_column(horizons_[h]), std::span<const double>(scores.expected_purchases[h]));
  add(amounts_, "expected_spend", std::span<const Minor>(scores.expected_spend));
  add(amounts_, "clv", std::span<const Minor>(scores.clv));
}

void KeptValues::read(ItemRange customers, const InputSpill& inputs, ValueFields& to) const {
  for (const auto& [name, kept] : numbers_) to.numbers[name] = read_some(*kept, customers);
  for (const auto& [name, kept] : amounts_) to.amounts[name] = read_some(*kept, customers);
  if (!reads_inputs_) return;
  const std::vector<InputRecord> records = read_some(inputs, customers);
  to.resize_inputs(records.size());
  for (std::size_t i = 0; i < records.size(); ++i)
    to.set_inputs(i, {records[i].x, records[i].t_x, records[i].T, records[i].repeat_spend});
}

}  // namespace spendlens::audit
