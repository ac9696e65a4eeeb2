#include "spendlens/cohorts/partial_series.hpp"

#include <algorithm>
#include <limits>

#include "cohorts/magnitude.hpp"
#include "spendlens/core/spend_classes.hpp"
#include "spendlens/core/wrapped_sums.hpp"

namespace spendlens::cohorts {

namespace {

constexpr Day kDaysAWeek = 7;

std::size_t order_class_of(std::uint64_t orders, const CohortSums& sums) {
  return std::min<std::size_t>(orders, sums.order_distribution.size()) - 1;
}

}  // namespace

/// A walk along a customer's purchase dates. `settled` are the figures as the reference before has them.
struct CohortSeries::Walk {
  std::uint32_t row = 0;
  std::size_t reference = 0;  ///< of the dates at hand
  std::size_t unit = 0;
  std::size_t unit_before = 0;
  Day unit_end = kNoDay;
  bool follows = false;  ///< on a unit with a purchase
  bool is_first = true;
  bool intermittent = false;
  Minor unit_spend = 0;
  Minor settled_unit_spend = 0;
  bool unit_is_settled = false;
  std::uint64_t orders = 0;
  Minor spend = 0;
  std::uint64_t settled_orders = 0;  ///< 0: of nobody yet
  Minor settled_spend = 0;
};

bool CohortSeries::is_of(Granularity granularity, std::span<const CohortRules> rules) {
  if (rules.empty() || rules.size() > std::numeric_limits<std::uint16_t>::max()) return false;
  const CohortRules& first = rules.front();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const CohortRules& of = rules[i];
    if (of.first_day != first.first_day || of.acquired_from != first.acquired_from ||
        of.silence_days != first.silence_days || of.with_margin != first.with_margin ||
        of.fiscal_year_start != first.fiscal_year_start || (i > 0 && of.reference < rules[i - 1].reference))
      return false;
  }
  return CalendarUnits(granularity, first.first_day, rules.back().reference, first.fiscal_year_start).size() <=
         kMostCohorts;
}

CohortSeries::CohortSeries(Granularity granularity, std::span<const CohortRules> rules)
    : first_day_(rules.front().first_day) {
  for (const CohortRules& of : rules) empty_.emplace_back(granularity, of);
  steps_ = empty_;
  const auto days = static_cast<std::size_t>(rules.back().reference - first_day_) + 1;
  for (std::size_t day = 0, reference = 0; day < days; ++day) {
    while (rules[reference].reference < first_day_ + static_cast<Day>(day)) ++reference;
    reference_of_day_.push_back(static_cast<std::uint16_t>(reference));
  }
  for (auto* counts : {&customers_, &second_awaited_}) counts->resize(days);
  for (auto* counts : {&returned_, &bought_again_, &fell_silent_}) counts->resize(days * rules.size());
}

CohortSeries::Placement CohortSeries::add(const PurchaseHistory& history, const CohortColumns& columns,
                                          std::uint64_t customer) {
  if (history.days().empty()) return {};
  const Day first = history.facts().first;
  const std::uint32_t row = steps_.back().row_of(first);
  add_purchases(history, row);
  add_facts(history, row);
  if (!history.refunds().empty()) add_refunds(history, row);
  add_turnover(history, columns, customer);
  return {row, static_cast<std::uint32_t>(reference_of(first))};
}

/// A unit's spend is in one class as of each reference.
void CohortSeries::settle_unit(Walk& walk) {
  CohortPartial& step = steps_[walk.reference];
  if (walk.unit_is_settled) step.remove_spend(walk.unit, walk.settled_unit_spend);
  step.add_spend(walk.unit, walk.unit_spend);
  walk.settled_unit_spend = walk.unit_spend;
  walk.unit_is_settled = true;
}

void CohortSeries::settle_customer(Walk& walk) {
  CohortSums& sums = steps_[walk.reference].cohort(walk.row);
  if (walk.settled_orders > 0) {
    --sums.order_distribution[order_class_of(walk.settled_orders, sums)];
    --sums.spend_distribution[spend_class_of(std::max<Minor>(walk.settled_spend, 0))];
  }
  ++sums.order_distribution[order_class_of(walk.orders, sums)];
  ++sums.spend_distribution[spend_class_of(std::max<Minor>(walk.spend, 0))];
  walk.settled_orders = walk.orders;
  walk.settled_spend = walk.spend;
}

void CohortSeries::begin_unit(Walk& walk, Day day) {
  const CalendarUnits& units = steps_.back().units();
  CohortPartial& step = steps_[walk.reference];
  walk.unit_before = walk.unit;
  walk.unit = units.unit_of(day);
  walk.unit_end = units.period(walk.unit).end;
  CellSums& cell = step.cell(walk.row, walk.unit);
  ++cell.active;
  ++cell.last_active;
  walk.follows = !walk.is_first && walk.unit_before + 1 == walk.unit;
  if (walk.is_first && walk.row == kEarlierRow) ++step.unit(walk.unit).acquired_earlier;
  if (walk.follows) {
    ++cell.retained;
    add_wrapped(cell.retained_base, walk.unit_spend);
  }
  if (!walk.is_first) {
    --step.cell(walk.row, walk.unit_before).last_active;
    if (!walk.follows && !walk.intermittent) ++step.cohort(walk.row).intermittent;
    walk.intermittent |= !walk.follows;
  }
  walk.unit_spend = 0;
  walk.unit_is_settled = false;
}

void CohortSeries::add_purchases(const PurchaseHistory& history, std::uint32_t row) {
  Walk walk;
  walk.row = row;
  bool in_first_unit = true;
  for (const PurchaseDay& on : history.days()) {
    const std::size_t reference = reference_of(on.day);
    const bool is_later = !walk.is_first && reference != walk.reference;
    const bool is_new_unit = on.day >= walk.unit_end;
    if (!walk.is_first && (is_later || is_new_unit)) settle_unit(walk);
    if (is_later) settle_customer(walk);
    in_first_unit = walk.is_first || (in_first_unit && !is_new_unit);
    walk.reference = reference;
    if (is_new_unit) begin_unit(walk, on.day);
    walk.is_first = false;
    CohortPartial& step = steps_[reference];
    CellSums& cell = step.cell(row, walk.unit);
    cell.orders += on.orders;
    add_wrapped(cell.revenue, on.spend);
    add_wrapped(cell.margin, on.margin);
    if (walk.follows) add_wrapped(cell.retained_revenue, on.spend);
    if (row == kEarlierRow && in_first_unit) add_wrapped(step.unit(walk.unit).acquired_earlier_revenue, on.spend);
    add_wrapped(walk.unit_spend, on.spend);
    add_wrapped(walk.spend, on.spend);
    walk.orders += on.orders;
  }
  settle_unit(walk);
  settle_customer(walk);
}

/// What the dates of the purchases say; each becomes true as of one reference and stays so.
void CohortSeries::add_facts(const PurchaseHistory& history, std::uint32_t row) {
  const HistoryFacts& facts = history.facts();
  const PurchaseDay& first_day = history.days().front();
  const std::size_t known = reference_of(facts.first);
  const std::size_t returned = facts.return_day == kNoDay ? size() : reference_of(facts.return_day);
  const bool second_on_first_day = first_day.orders > 1;
  CohortSums& sums = steps_[known].cohort(row);
  ++sums.customers;
  sums.first_day_orders += first_day.orders;
  add_wrapped(sums.first_day_revenue, first_day.spend);
  ++sums.one_day_buyers;
  sums.same_day_second += second_on_first_day ? 1U : 0U;
  if (returned < size()) {
    const std::size_t unit = steps_.back().units().unit_of(facts.return_day);
    --steps_[returned].cohort(row).one_day_buyers;
    ++steps_[returned].cell(row, unit).returns;
    if (!second_on_first_day) ++steps_[returned].cell(row, unit).second_purchases;
  }
  if (second_on_first_day) ++steps_[known].cell(row, steps_.back().units().unit_of(facts.first)).second_purchases;
  if (const std::size_t silent = reference_of(facts.silence_end); silent < size()) ++steps_[silent].cohort(row).silent;
  if (facts.came_back) {
    const auto days = history.days();
    const auto back = std::find_if(days.begin(), days.end(), [&](const PurchaseDay& on) {
      return on.day > facts.silence_end;  // the first one after the first silence
    });
    ++steps_[reference_of(back->day)].cohort(row).came_back;
  }
  const auto place = static_cast<std::size_t>(facts.first - first_day_);
  ++customers_[place];
  add_event(&WeekSums::returned, returned_, facts.first, row, facts.return_day);
  if (!second_on_first_day) {
    ++second_awaited_[place];
    add_event(&WeekSums::second_purchase, bought_again_, facts.first, row, facts.return_day);
  }
  add_event(&WeekSums::silence, fell_silent_, facts.first, row, facts.silence_end);
}

/// An event counts as of the first reference that has seen its week through; until then the customer is at risk.
void CohortSeries::add_event(EventSums WeekSums::*event, std::vector<std::uint64_t>& gone, Day first, std::uint32_t row,
                             Day day) {
  if (day == kNoDay) return;
  const Day week = (day - first + kDaysAWeek - 1) / kDaysAWeek;
  if (week > static_cast<Day>(kMostWeeks)) return;
  const std::size_t reference = reference_of(first + week * kDaysAWeek);
  if (reference == size()) return;
  EventSums& sums = steps_[reference].week(row, static_cast<std::size_t>(week)).*event;
  ++sums.last_at_risk;
  ++sums.events;
  ++gone[reference * customers_.size() + static_cast<std::size_t>(first - first_day_)];
}

/// A refund before the first purchase is of nobody until that is known.
void CohortSeries::add_refunds(const PurchaseHistory& history, std::uint32_t row) {
  const std::size_t known = reference_of(history.facts().first);
  const std::size_t unit_of_cohort = steps_.back().unit_of_row(row);
  for (const Refund& refund : history.refunds()) {
    CohortPartial& step = steps_[std::max(known, reference_of(refund.day))];
    const std::size_t unit = steps_.back().units().unit_of(refund.day);
    ++step.unit(unit).refund_count;
    add_wrapped(step.unit(unit).refund_total, refund.amount);
    if (unit < unit_of_cohort) continue;
    CellSums& cell = step.cell(row, unit);
    ++cell.refund_count;
    add_wrapped(cell.refund_total, refund.amount);
  }
}

/// Of rows where there are margins, or more of them than a sum of 64 bits takes.
void CohortSeries::add_turnover(const PurchaseHistory& history, const CohortColumns& columns, std::uint64_t customer) {
  const TransactionColumns& rows = columns.transactions;
  const std::uint64_t begin = rows.offset[customer] - rows.offset.front();
  const std::uint64_t end = rows.offset[customer + 1] - rows.offset.front();
  const std::size_t known = reference_of(history.facts().first);
  if (columns.margin.empty() && end - begin <= kRowsWithoutOverflow) {
    for (const PurchaseDay& on : history.days())
      steps_[reference_of(on.day)].add_turnover(static_cast<std::uint64_t>(on.spend), 0);
    for (const Refund& refund : history.refunds())
      steps_[std::max(known, reference_of(refund.day))].add_turnover(static_cast<std::uint64_t>(refund.amount), 0);
    return;
  }
  for (std::uint64_t row = begin; row < end; ++row) {
    const std::size_t reference = std::max(known, reference_of(day_of(rows.timestamp[row])));
    if (reference == size()) continue;
    const std::uint8_t bits = rows.row_class.empty() ? std::uint8_t{0} : rows.row_class[row];
    const bool buys = is_purchase(rows.amount[row], bits);
    if (!buys && !is_refund(rows.amount[row], bits)) continue;
    const std::uint64_t margin = buys && !columns.margin.empty() ? magnitude(columns.margin[row]) : 0;
    steps_[reference].add_turnover(magnitude(rows.amount[row]), margin);
  }
}

/// What time alone tells of the customers whom a reference knows. The counts of events are of all references up to it.
void CohortSeries::add_weeks(std::size_t reference, CohortPartial& to) const {
  const Day last = to.rules().reference;
  const std::size_t events = reference * customers_.size();
  for (std::size_t place = 0; place < customers_.size() && first_day_ + static_cast<Day>(place) <= last; ++place) {
    if (customers_[place] == 0) continue;
    const Day first = first_day_ + static_cast<Day>(place);
    const auto seen = std::min<std::size_t>(kMostWeeks, static_cast<std::size_t>((last - first) / kDaysAWeek));
    WeekSums& week = to.week(to.row_of(first), seen);
    week.observed_through += customers_[place];
    week.returned.last_at_risk += customers_[place] - returned_[events + place];
    week.second_purchase.last_at_risk += second_awaited_[place] - bought_again_[events + place];
    week.silence.last_at_risk += customers_[place] - fell_silent_[events + place];
  }
}

void CohortSeries::collect(std::span<CohortPartial* const> to) {
  const std::size_t days = customers_.size();
  for (std::size_t i = 0; i < size(); ++i) {
    if (i > 0) {
      steps_[i].merge_earlier(steps_[i - 1]);
      for (auto* gone : {&returned_, &bought_again_, &fell_silent_})
        for (std::size_t place = 0; place < days; ++place) (*gone)[i * days + place] += (*gone)[(i - 1) * days + place];
    }
    to[i]->merge(steps_[i]);
    add_weeks(i, *to[i]);
  }
  steps_ = empty_;
  for (auto* counts : {&customers_, &second_awaited_, &returned_, &bought_again_, &fell_silent_})
    std::fill(counts->begin(), counts->end(), 0);
}

}  // namespace spendlens::cohorts
