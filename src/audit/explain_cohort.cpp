#include "audit/explain_cohort.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "spendlens/audit/cohort_tables.hpp"
#include "spendlens/audit/result_columns.hpp"
#include "spendlens/cohorts/purchase_history.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"

namespace spendlens::audit {

namespace {

/// The table of cohorts, or of their cells, of one calendar unit.
struct TableOf {
  const ResultReader& result;
  std::string group;

  [[nodiscard]] std::vector<std::string> texts(const char* column) const {
    return result.file().read_all_texts(group + "/" + column);
  }
  template <class T>
  [[nodiscard]] T value(const char* column, std::uint64_t row) const {
    T value{};
    result.file().read(group + "/" + column, row, std::span<T>(&value, 1));
    return value;
  }
};

std::optional<std::uint64_t> row_named(const TableOf& table, const std::string& cohort) {
  const auto names = table.texts("cohort");
  const auto found = std::find(names.begin(), names.end(), cohort);
  return found == names.end() ? std::nullopt : std::optional(static_cast<std::uint64_t>(found - names.begin()));
}

/// The cell of a cohort at an age.
std::optional<std::uint64_t> row_at_age(const TableOf& cells, const std::string& cohort, std::uint64_t age) {
  const auto names = cells.texts("cohort");
  const auto ages = cells.result.file().read_all<std::uint32_t>(cells.group + "/age");
  for (std::size_t row = 0; row < names.size() && row < ages.size(); ++row)
    if (names[row] == cohort && ages[row] == age) return row;
  return std::nullopt;
}

/// What the customer had bought by the end of a unit.
void add_purchases(const cohorts::PurchaseHistory& history, Period unit, ExplainedAge& to) {
  for (const cohorts::PurchaseDay& day : history.days()) {
    if (day.day >= unit.end) break;
    to.orders += day.orders;
    to.spend += day.spend;
    if (day.day >= unit.start) to.orders_in_unit += day.orders;
  }
}

std::optional<ExplainedAge> last_age(const ResultReader& result, const cohorts::PurchaseHistory& history,
                                     const cohorts::CalendarUnits& units, const std::string& cohort) {
  std::size_t over = units.size();
  while (over > 0 && !units.observed(over - 1)) --over;
  if (over == 0) return std::nullopt;
  const TableOf cells{result, fmt::format("/cohort_cells/{}", cohorts::granularity_name(units.granularity()))};
  const auto row = row_at_age(cells, cohort, over - 1);
  if (!row) return std::nullopt;
  ExplainedAge at;
  at.age = over - 1;
  at.active = cells.value<std::uint64_t>("active", *row);
  at.retention = cells.value<double>("retention", *row);
  at.cumulative_spend_per_member = cells.value<double>("cumulative_spend_per_member", *row);
  add_purchases(history, units.period(over - 1), at);
  return at;
}

/// Where no customers are kept: the unit's cohort, or `earlier` where there is none of it. Empty where it cannot be
/// told, in the unit within which cohorts begin.
std::string cohort_by_unit(const ResultReader& result, const std::string& unit, const char* granularity) {
  if (!row_named({result, fmt::format("/cohorts/{}", granularity)}, unit)) return "earlier";
  const TableOf base{result, fmt::format("/base/{}", granularity)};
  const auto periods = base.texts("period");
  const auto found = static_cast<std::uint64_t>(std::find(periods.begin(), periods.end(), unit) - periods.begin());
  const bool is_told = found < periods.size() && base.value<std::uint8_t>("acquired_is_seen_first", found) == 0;
  return is_told ? unit : "";
}

/// The cohort that the result keeps of the customer, or that the rows say.
std::string cohort_of(const ResultReader& result, const cohorts::CalendarUnits& units, const std::string& customer_id) {
  const char* granularity = cohorts::granularity_name(units.granularity());
  const std::string path = cohort_group(units.granularity()) + "/" + kCohortColumn;
  const auto row = result.file().layout().has(path) ? result.row_of(customer_id) : std::nullopt;
  if (!row) return cohort_by_unit(result, units.name(0), granularity);
  std::uint16_t code = 0;
  result.file().read(path, *row, std::span(&code, 1));
  std::string kept = cohort_name(units.granularity(), code);
  if (kept != units.name(0) && kept != "earlier")
    throw InputError(fmt::format("{} has customer '{}' in cohort {}, but the ledger in {}; audit the ledger again",
                                 result.file().path(), readable(customer_id, 64), kept.empty() ? "none" : kept,
                                 units.name(0)));
  return kept;
}

}  // namespace

std::vector<ExplainedCohort> explain_cohorts(const ResultReader& result, const TransactionColumns& rows,
                                             const std::string& customer_id) {
  if (result.shape().cohorts.empty() || rows.timestamp.empty()) return {};
  cohorts::CohortRules rules;
  rules.first_day = day_of(*std::min_element(rows.timestamp.begin(), rows.timestamp.end()));
  rules.reference = result.reference();
  if (rules.first_day > rules.reference) return {};
  cohorts::PurchaseHistory history(rules);
  history.read({rows, {}}, 0);
  if (history.days().empty()) return {};
  std::vector<ExplainedCohort> explained;
  for (const Granularity granularity : result.shape().cohorts) {
    const cohorts::CalendarUnits units(granularity, history.facts().first, rules.reference,
                                       result.profile().fiscal_year_start);
    ExplainedCohort of;
    of.granularity = granularity;
    of.cohort = cohort_of(result, units, customer_id);
    of.first_purchase = history.facts().first;
    of.age = units.size() - 1;
    of.returned = history.days().size() > 1;
    const TableOf cohorts{result, fmt::format("/cohorts/{}", cohorts::granularity_name(granularity))};
    const auto row = row_named(cohorts, of.cohort);
    if (!row) continue;
    of.customers = cohorts.value<std::uint64_t>("customers", *row);
    of.returned_pct = cohorts.value<double>("returned_pct", *row);
    of.at = last_age(result, history, units, of.cohort);
    explained.push_back(std::move(of));
  }
  return explained;
}

}  // namespace spendlens::audit
