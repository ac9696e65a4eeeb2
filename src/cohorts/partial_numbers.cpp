#include <fmt/core.h>

#include <type_traits>

#include "cohorts/columns.hpp"
#include "spendlens/core/wrapped_sums.hpp"
#include "spendlens/cohorts/partial.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens::cohorts {

namespace {

/// A number of 128 bits that counts no more than 96 of them is two numbers whose sums over ranks do not overflow.
constexpr int kHalfBits = 32;

// Each hands pairs of numbers of two equal structs to `visit`, in one fixed order.

template <class A, class B, class Visit>
void each_of_cell(A& a, B& b, Visit visit) {
  visit(a.active, b.active);
  visit(a.orders, b.orders);
  visit(a.revenue, b.revenue);
  visit(a.margin, b.margin);
  visit(a.retained, b.retained);
  visit(a.retained_revenue, b.retained_revenue);
  visit(a.retained_base, b.retained_base);
  visit(a.second_purchases, b.second_purchases);
  visit(a.returns, b.returns);
  visit(a.last_active, b.last_active);
  visit(a.refund_count, b.refund_count);
  visit(a.refund_total, b.refund_total);
}

template <class A, class B, class Visit>
void each_of_cohort(A& a, B& b, Visit visit) {
  visit(a.customers, b.customers);
  visit(a.first_day_orders, b.first_day_orders);
  visit(a.first_day_revenue, b.first_day_revenue);
  visit(a.one_day_buyers, b.one_day_buyers);
  visit(a.same_day_second, b.same_day_second);
  visit(a.silent, b.silent);
  visit(a.came_back, b.came_back);
  visit(a.intermittent, b.intermittent);
  for (std::size_t i = 0; i < a.order_distribution.size(); ++i) visit(a.order_distribution[i], b.order_distribution[i]);
  for (std::size_t i = 0; i < a.spend_distribution.size(); ++i) visit(a.spend_distribution[i], b.spend_distribution[i]);
}

template <class A, class B, class Visit>
void each_of_week(A& a, B& b, Visit visit) {
  visit(a.observed_through, b.observed_through);
  for (EventSums WeekSums::*event : {&WeekSums::returned, &WeekSums::second_purchase, &WeekSums::silence}) {
    visit((a.*event).last_at_risk, (b.*event).last_at_risk);
    visit((a.*event).events, (b.*event).events);
  }
}

template <class A, class B, class Visit>
void each_of_unit(A& a, B& b, Visit visit) {
  visit(a.refund_count, b.refund_count);
  visit(a.refund_total, b.refund_total);
  visit(a.acquired_earlier, b.acquired_earlier);
  visit(a.acquired_earlier_revenue, b.acquired_earlier_revenue);
}

template <class A, class B, class Visit>
void each_of_class(A& a, B& b, Visit visit) {
  visit(a.customers, b.customers);
  visit(a.revenue, b.revenue);
}

template <class A, class B, class Each, class Visit>
void each_of_all(A& a, B& b, Each each, Visit visit) {
  for (std::size_t i = 0; i < a.size(); ++i) each(a[i], b[i], visit);
}

/// The numbers of the vectors of two partials, of the same reach.
template <class A, class B, class Visit>
void each_number(A& a, B& b, Visit visit) {
  const auto pair = [&](auto& x, auto& y) { visit(x, y); };
  each_of_all(
      a.cells, b.cells, [](auto& x, auto& y, auto& v) { each_of_cell(x, y, v); }, pair);
  each_of_all(
      a.cohorts, b.cohorts, [](auto& x, auto& y, auto& v) { each_of_cohort(x, y, v); }, pair);
  each_of_all(
      a.weeks, b.weeks, [](auto& x, auto& y, auto& v) { each_of_week(x, y, v); }, pair);
  each_of_all(
      a.units, b.units, [](auto& x, auto& y, auto& v) { each_of_unit(x, y, v); }, pair);
  for (std::size_t unit = 0; unit < a.classes.size(); ++unit)
    each_of_all(
        a.classes[unit], b.classes[unit], [](auto& x, auto& y, auto& v) { each_of_class(x, y, v); }, pair);
}

/// References to a partial's vectors.
template <class Cells, class Cohorts, class Weeks, class Units, class Classes>
struct Numbers {
  Cells& cells;
  Cohorts& cohorts;
  Weeks& weeks;
  Units& units;
  Classes& classes;
};
/// clang 14 does not deduce it from the members.
template <class Cells, class Cohorts, class Weeks, class Units, class Classes>
Numbers(Cells&, Cohorts&, Weeks&, Units&, Classes&) -> Numbers<Cells, Cohorts, Weeks, Units, Classes>;

}  // namespace

void check_lengths(const CohortColumns& columns, const CohortRules& rules, std::span<const std::uint32_t> row) {
  const TransactionColumns& transactions = columns.transactions;
  const auto offset = transactions.offset;
  const std::uint64_t rows = offset.empty() ? 0 : offset.back() - offset.front();
  for (std::size_t c = 0; c + 1 < offset.size(); ++c)
    if (offset[c] > offset[c + 1]) throw UsageError(fmt::format("offset {} is above the next one", c));
  if (transactions.timestamp.size() != rows || transactions.amount.size() != rows ||
      (!transactions.row_class.empty() && transactions.row_class.size() != rows))
    throw UsageError(fmt::format("offsets of {} rows with {} timestamps, {} amounts and {} row classes", rows,
                                 transactions.timestamp.size(), transactions.amount.size(),
                                 transactions.row_class.size()));
  if (!columns.margin.empty() && (!rules.with_margin || columns.margin.size() != rows))
    throw UsageError(fmt::format("{} margins for {} rows {} margin", columns.margin.size(), rows,
                                 rules.with_margin ? "with" : "without"));
  if (row.size() != transactions.num_customers())
    throw UsageError(fmt::format("{} cohorts asked for {} customers", row.size(), transactions.num_customers()));
}

void CohortPartial::add(const CohortColumns& columns, std::span<std::uint32_t> row) {
  check_lengths(columns, rules_, row);
  PurchaseHistory history(rules_);
  for (std::size_t customer = 0; customer < row.size(); ++customer) {
    history.read(columns, customer);
    row[customer] = add(history);
  }
}

std::vector<std::uint64_t> CohortPartial::reach() const {
  std::vector<std::uint64_t> classes;
  for (const auto& of_unit : spend_classes_) classes.push_back(of_unit.size());
  return classes;
}

void CohortPartial::reach(std::span<const std::uint64_t> classes) {
  if (classes.size() != spend_classes_.size())
    throw InternalError(fmt::format("classes of {} units for {}", classes.size(), spend_classes_.size()));
  for (std::size_t unit = 0; unit < classes.size(); ++unit)
    if (spend_classes_[unit].size() < classes[unit]) spend_classes_[unit].resize(classes[unit]);
}

void CohortPartial::merge(const CohortPartial& other) {
  if (other.cells_.size() != cells_.size() || other.weeks_.size() != weeks_.size())
    throw InternalError("partials of different calendars cannot be merged");
  for (std::size_t unit = 0; unit < spend_classes_.size(); ++unit) {
    const std::vector<SpendClassSums>& more = other.spend_classes_[unit];
    if (spend_classes_[unit].size() < more.size()) spend_classes_[unit].resize(more.size());
    for (std::size_t i = 0; i < more.size(); ++i)
      each_of_class(spend_classes_[unit][i], more[i], [](auto& sum, const auto& number) { add_wrapped(sum, number); });
  }
  const std::vector<std::vector<SpendClassSums>> none;
  std::vector<std::vector<SpendClassSums>> ours;
  Numbers to{cells_, cohorts_, weeks_, unit_sums_, ours};
  const Numbers from{other.cells_, other.cohorts_, other.weeks_, other.unit_sums_, none};
  each_number(to, from, [](auto& sum, const auto& number) { add_wrapped(sum, number); });
  add_turnover(other.turnover_, other.margin_turnover_);
}

void CohortPartial::merge_earlier(const CohortPartial& other) {
  const auto add = [](auto& sum, const auto& number) { add_wrapped(sum, number); };
  const std::size_t units = other.units_->size();
  if (other.first_cohort_unit_ != first_cohort_unit_ || units > units_->size() ||
      other.units_->period(0).start != units_->period(0).start)
    throw InternalError("partials of different calendars cannot be merged");
  for (std::size_t row = 0; row < other.num_rows(); ++row) {
    each_of_cohort(cohorts_[row], other.cohorts_[row], add);
    for (std::size_t unit = unit_of_row(row); unit < units; ++unit)
      each_of_cell(cell(row, unit), other.cell(row, unit), add);
    for (std::size_t w = 0; w <= other.weeks_of_row(row); ++w) each_of_week(week(row, w), other.week(row, w), add);
  }
  for (std::size_t unit = 0; unit < units; ++unit) {
    each_of_unit(unit_sums_[unit], other.unit_sums_[unit], add);
    const std::vector<SpendClassSums>& more = other.spend_classes_[unit];
    if (spend_classes_[unit].size() < more.size()) spend_classes_[unit].resize(more.size());
    each_of_all(
        more, spend_classes_[unit], [](const auto& from, auto& to, auto visit) { each_of_class(to, from, visit); },
        add);
  }
  add_turnover(other.turnover_, other.margin_turnover_);
}

std::vector<int128> CohortPartial::numbers() const {
  std::vector<int128> all;
  for (const uint128 turnover : {turnover_, margin_turnover_}) {
    all.push_back(static_cast<int128>(turnover >> kHalfBits));
    all.push_back(static_cast<int128>(turnover & ((uint128{1} << kHalfBits) - 1)));
  }
  const Numbers from{cells_, cohorts_, weeks_, unit_sums_, spend_classes_};
  each_number(from, from, [&](const auto& number, const auto&) { all.push_back(number); });
  return all;
}

void CohortPartial::set_numbers(std::span<const int128> numbers) {
  Numbers to{cells_, cohorts_, weeks_, unit_sums_, spend_classes_};
  std::size_t expected = 4;
  each_number(to, to, [&](const auto&, const auto&) { ++expected; });
  if (numbers.size() != expected)
    throw InternalError(fmt::format("{} numbers do not make a partial of cohorts of {}", numbers.size(), expected));
  std::size_t next = 0;
  for (uint128* turnover : {&turnover_, &margin_turnover_}) {
    const int128 high = numbers[next++];
    *turnover = (static_cast<uint128>(high) << kHalfBits) + static_cast<uint128>(numbers[next++]);
  }
  each_number(to, to, [&](auto& number, const auto&) {
    number = static_cast<std::decay_t<decltype(number)>>(numbers[next++]);
  });
}

std::vector<int128> CohortPartial::packed() const {
  std::vector<int128> list;
  for (const auto& of_unit : spend_classes_) list.push_back(of_unit.size());
  const std::vector<int128> all = numbers();
  list.insert(list.end(), all.begin(), all.end());
  return list;
}

CohortPartial CohortPartial::unpacked(std::span<const int128> packed) const {
  CohortPartial partial(units_->granularity(), rules_);
  const std::size_t units = units_->size();
  std::vector<std::uint64_t> classes;
  for (std::size_t unit = 0; unit < units; ++unit)
    if (unit < packed.size() && packed[unit] >= 0 && packed[unit] <= int128{kMostSpendClasses})
      classes.push_back(static_cast<std::uint64_t>(packed[unit]));
  if (classes.size() != units) throw InputError("sums of cohorts of another audit");
  partial.reach(classes);
  try {
    partial.set_numbers(packed.subspan(units));
  } catch (const InternalError&) {
    throw InputError("sums of cohorts of another audit");
  }
  return partial;
}

std::uint64_t CohortPartial::memory_bytes() const {
  std::uint64_t bytes = cells_.capacity() * sizeof(CellSums) + cohorts_.capacity() * sizeof(CohortSums) +
                        weeks_.capacity() * sizeof(WeekSums) + unit_sums_.capacity() * sizeof(UnitSums);
  for (const auto& of_unit : spend_classes_) bytes += of_unit.capacity() * sizeof(SpendClassSums);
  return bytes;
}

}  // namespace spendlens::cohorts
