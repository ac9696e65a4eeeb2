#include "spendlens/cohorts/partial.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <bit>

#include "spendlens/core/wrapped_sums.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/spend_classes.hpp"

namespace spendlens::cohorts {

namespace {

constexpr Day kWeekDays = 7;
constexpr Minor kFirstOctave = 128;
constexpr int kFirstOctaveBits = 7;
constexpr int kOctaveClassBits = 6;

/// Room for more classes comes an octave at a time.
constexpr std::size_t kClassesAtOnce = 64;

std::uint32_t week_of(Day days_after_first) {
  return static_cast<std::uint32_t>((days_after_first + kWeekDays - 1) / kWeekDays);
}

// What is called for every purchase is in here: a function that others may call is not inlined.

inline std::size_t class_of_spend(Minor spend) {
  if (spend < kFirstOctave) return static_cast<std::size_t>(std::max<Minor>(spend, 0));
  const auto value = static_cast<std::uint64_t>(spend);
  const int octave = static_cast<int>(std::bit_width(value)) - 1;
  const std::uint64_t within = (value >> (octave - kOctaveClassBits)) & ((1U << kOctaveClassBits) - 1);
  return static_cast<std::size_t>(kFirstOctave) +
         static_cast<std::size_t>(octave - kFirstOctaveBits) * (1U << kOctaveClassBits) + within;
}

}  // namespace

std::size_t concentration_class(Minor spend) { return class_of_spend(spend); }

CohortPartial::CohortPartial(Granularity granularity, const CohortRules& rules)
    : rules_(rules),
      units_(std::make_shared<const CalendarUnits>(granularity, rules.first_day, rules.reference,
                                                   rules.fiscal_year_start)) {
  const std::size_t units = units_->size();
  first_cohort_unit_ = units > kMostCohorts ? units - kMostCohorts : 0;
  cohorts_.resize(1 + units - first_cohort_unit_);
  unit_sums_.resize(units);
  spend_classes_.resize(units);
  std::size_t cells = 0;
  std::size_t weeks = 0;
  for (std::size_t row = 0; row < cohorts_.size(); ++row) {
    const std::size_t unit = unit_of_row(row);
    cell_begin_.push_back(cells - unit);
    cells += units - unit;
    week_begin_.push_back(weeks);
    weeks += 1 + std::min<std::size_t>(
                     kMostWeeks, static_cast<std::size_t>((rules.reference - units_->period(unit).start) / kWeekDays));
  }
  week_begin_.push_back(weeks);
  cells_.resize(cells);
  weeks_.resize(weeks);
}

std::size_t CohortPartial::unit_of_row(std::size_t row) const {
  return row == kEarlierRow ? 0 : first_cohort_unit_ + row - 1;
}

std::uint32_t CohortPartial::row_of(Day first_purchase) const {
  const std::uint32_t unit = units_->unit_of(first_purchase);
  if (unit < first_cohort_unit_ || (rules_.acquired_from && first_purchase < *rules_.acquired_from)) return kEarlierRow;
  return static_cast<std::uint32_t>(unit - first_cohort_unit_) + 1;
}

inline SpendClassSums& CohortPartial::spend_class_at(std::size_t unit, Minor spend) {
  const std::size_t spend_class = class_of_spend(spend);
  std::vector<SpendClassSums>& classes = spend_classes_[unit];
  if (spend_class >= classes.size()) classes.resize((spend_class / kClassesAtOnce + 1) * kClassesAtOnce);
  return classes[spend_class];
}

void CohortPartial::add_spend(std::size_t unit, Minor spend) {
  SpendClassSums& sums = spend_class_at(unit, spend);
  ++sums.customers;
  add_wrapped(sums.revenue, spend);
}

void CohortPartial::remove_spend(std::size_t unit, Minor spend) {
  SpendClassSums& sums = spend_class_at(unit, spend);
  --sums.customers;
  sums.revenue = static_cast<Minor>(static_cast<std::uint64_t>(sums.revenue) - static_cast<std::uint64_t>(spend));
}

void CohortPartial::add_turnover(uint128 of_amounts, uint128 of_margins) {
  turnover_ += of_amounts;
  margin_turnover_ += of_margins;
}

void CohortPartial::check_turnover() const {
  if (turnover_ > kMaxTurnover || margin_turnover_ > kMaxTurnover)
    throw InputError("the amounts of all purchases and refunds, added up without their signs, overflow 64 bits");
}

namespace {

/// All bits for 1, none for 0. What cannot be predicted is masked: a branch on it costs more than the sum.
constexpr std::uint64_t all_if(std::uint64_t holds) { return ~std::uint64_t{0} * holds; }

/// A customer's purchases in one unit.
struct UnitPurchases {
  std::size_t unit;
  std::uint64_t orders;
  Minor spend;
  Minor margin;
};

/// As many as are gathered before they are added.
using SomeUnits = std::array<UnitPurchases, 32>;

/// Days from `next` on by unit, as many as there is room for: how many. Whether a day is of the unit before it cannot be
/// predicted, so nothing branches on that.
std::size_t gather_units(std::span<const PurchaseDay> days, const CalendarUnits& units, std::size_t& next,
                         SomeUnits& to) {
  UnitPurchases sum{units.size(), 0, 0, 0};  // of no unit
  std::size_t length = 0;
  for (; next < days.size(); ++next) {
    const PurchaseDay& day = days[next];
    const std::size_t unit = units.unit_of(day.day);
    const auto is_same = static_cast<std::uint64_t>(unit == sum.unit);
    if (length + 1 - is_same > to.size()) break;
    length += 1 - is_same;
    sum.unit = unit;
    sum.orders = (sum.orders & all_if(is_same)) + day.orders;
    sum.spend &= static_cast<Minor>(all_if(is_same));
    sum.margin &= static_cast<Minor>(all_if(is_same));
    add_wrapped(sum.spend, day.spend);
    add_wrapped(sum.margin, day.margin);
    to[length - 1] = sum;
  }
  return length;
}

}  // namespace

/// Adds the customer to a cell a unit with purchases. True where an idle unit lies between two of them.
inline bool CohortPartial::add_purchases(const PurchaseHistory& history, std::uint32_t row) {
  CellSums* const cells = &cells_[cell_begin_[row]];
  const std::size_t none = units_->size();
  bool intermittent = false;
  std::size_t unit_before = none;
  Minor spend_before = 0;
  SomeUnits some;
  for (std::size_t next = 0; next < history.days().size();) {
    const std::span<const UnitPurchases> gathered =
        std::span(some).first(gather_units(history.days(), *units_, next, some));
    if (row == kEarlierRow && unit_before == none) {
      UnitSums& sums = unit_sums_[gathered.front().unit];
      ++sums.acquired_earlier;
      add_wrapped(sums.acquired_earlier_revenue, gathered.front().spend);
    }
    for (const UnitPurchases& in : gathered) {
      CellSums& cell = cells[in.unit];
      ++cell.active;
      cell.orders += in.orders;
      add_wrapped(cell.revenue, in.spend);
      add_wrapped(cell.margin, in.margin);
      const auto is_retained = static_cast<std::uint64_t>(unit_before + 1 == in.unit);
      cell.retained += is_retained;
      add_wrapped(cell.retained_revenue, in.spend & static_cast<Minor>(all_if(is_retained)));
      add_wrapped(cell.retained_base, spend_before & static_cast<Minor>(all_if(is_retained)));
      intermittent |= unit_before + 1 < in.unit;
      unit_before = in.unit;
      spend_before = in.spend;
      SpendClassSums& of_class = spend_class_at(in.unit, in.spend);
      ++of_class.customers;
      add_wrapped(of_class.revenue, in.spend);
    }
  }
  ++cells[unit_before].last_active;
  return intermittent;
}

/// At risk from week 1 on, to the week of the event or the last one that was seen.
inline void CohortPartial::add_events(const HistoryFacts& facts, std::uint32_t row, bool second_on_first_day) {
  WeekSums* const weeks = &weeks_[week_begin_[row]];
  const auto seen =
      std::min<std::uint32_t>(kMostWeeks, static_cast<std::uint32_t>((rules_.reference - facts.first) / kWeekDays));
  ++weeks[seen].observed_through;
  const auto add_event = [&](EventSums WeekSums::*event, Day day, std::uint64_t customers) {
    const std::uint32_t week = day == kNoDay ? seen + 1 : week_of(day - facts.first);
    EventSums& sums = weeks[std::min(week, seen)].*event;  // without a branch: when it comes cannot be predicted
    sums.last_at_risk += customers;
    sums.events += week <= seen ? customers : 0;
  };
  add_event(&WeekSums::returned, facts.return_day, 1);
  add_event(&WeekSums::second_purchase, facts.return_day, second_on_first_day ? 0 : 1);
  add_event(&WeekSums::silence, facts.silence_end, 1);
}

void CohortPartial::add_refunds(const PurchaseHistory& history, std::uint32_t row) {
  const std::size_t unit_of_cohort = unit_of_row(row);
  for (const Refund& refund : history.refunds()) {
    const std::size_t unit = units_->unit_of(refund.day);
    ++unit_sums_[unit].refund_count;
    add_wrapped(unit_sums_[unit].refund_total, refund.amount);
    if (unit < unit_of_cohort) continue;
    CellSums& cell = cells_[cell_index(row, unit)];
    ++cell.refund_count;
    add_wrapped(cell.refund_total, refund.amount);
  }
}

std::uint32_t CohortPartial::add(const PurchaseHistory& history) {
  if (history.days().empty()) return kNoRow;
  const HistoryFacts& facts = history.facts();
  const PurchaseDay& first_day = history.days().front();
  const std::uint32_t row = row_of(facts.first);
  const bool second_on_first_day = first_day.orders > 1;
  const bool intermittent = add_purchases(history, row);
  if (facts.return_day != kNoDay) ++cell(row, units_->unit_of(facts.return_day)).returns;
  if (const Day second = second_on_first_day ? facts.first : facts.return_day; second != kNoDay)
    ++cell(row, units_->unit_of(second)).second_purchases;
  add_events(facts, row, second_on_first_day);
  if (!history.refunds().empty()) add_refunds(history, row);
  CohortSums& sums = cohorts_[row];
  ++sums.customers;
  sums.first_day_orders += first_day.orders;
  add_wrapped(sums.first_day_revenue, first_day.spend);
  sums.one_day_buyers += facts.return_day == kNoDay ? 1U : 0U;
  sums.same_day_second += second_on_first_day ? 1U : 0U;
  sums.silent += facts.silence_end <= rules_.reference ? 1U : 0U;
  sums.came_back += facts.came_back ? 1U : 0U;
  sums.intermittent += intermittent ? 1U : 0U;
  ++sums.order_distribution[std::min<std::size_t>(facts.orders, sums.order_distribution.size()) - 1];
  ++sums.spend_distribution[spend_class_of(std::max<Minor>(facts.spend, 0))];
  add_turnover(history.turnover(), history.margin_turnover());
  return row;
}

}  // namespace spendlens::cohorts
