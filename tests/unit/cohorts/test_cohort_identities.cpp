// What must hold of any ledger.
#include <catch2/catch.hpp>

#include "random_log.hpp"

using namespace spendlens;
using namespace spendlens::cohorts;
using namespace spendlens::test;

namespace {

void check_base(const CohortAnalysis& analysis) {
  std::uint64_t acquired = 0;
  for (std::size_t unit = 0; unit < analysis.base.size(); ++unit) {
    const BaseFigures& base = analysis.base[unit];
    acquired += base.acquired;
    CHECK(base.ever == acquired);
    CHECK(base.active == base.acquired + base.retained + base.reactivated);
    CHECK(base.revenue == base.acquired_revenue + base.retained_revenue + base.reactivated_revenue);
    CHECK(base.dormant + base.active == base.ever);
    std::uint64_t active = 0, orders = 0;
    Minor revenue = 0;
    for (const CohortInUnit& part : base.by_cohort) {
      active += part.active;
      orders += part.orders;
      revenue += part.revenue;
    }
    CHECK(active == base.active);
    CHECK(orders == base.orders);
    CHECK(revenue == base.revenue);
    if (unit == 0) continue;
    const BaseFigures& before = analysis.base[unit - 1];
    CHECK(base.active == before.active + base.acquired + base.reactivated - base.lapsed.value());
    const BaseBridge& bridge = base.bridge.value();
    CHECK(bridge.previous_revenue == before.revenue);
    CHECK(bridge.lapsed <= 0);
    CHECK(bridge.previous_revenue + bridge.lapsed + bridge.retained + bridge.reactivated + bridge.acquired ==
          bridge.revenue);
  }
}

void check_cohorts(const CohortAnalysis& analysis) {
  std::uint64_t customers = 0;
  for (std::size_t i = 0; i < analysis.cohorts.size(); ++i) {
    const CohortFigures& cohort = analysis.cohorts[i];
    customers += cohort.customers;
    std::uint64_t last_active = 0, seconds = 0, returns = 0, by_orders = 0, by_spend = 0;
    for (std::size_t c = cohort.first_cell; c < cohort.first_cell + cohort.num_cells; ++c) {
      last_active += analysis.cells[c].last_active;
      seconds += analysis.cells[c].second_purchases;
      returns += analysis.cells[c].returns;
    }
    for (const std::uint64_t count : cohort.order_distribution) by_orders += count;
    for (const std::uint64_t count : cohort.spend_distribution) by_spend += count;
    CHECK(last_active == cohort.customers);
    CHECK(by_orders == cohort.customers);
    CHECK(by_spend == cohort.customers);
    CHECK(seconds == cohort.customers - cohort.one_time_buyers);
    CHECK(returns == cohort.returned);
    if (!cohort.earlier) CHECK(analysis.cells[cohort.first_cell].active == cohort.customers);
    const LifeTable& table = analysis.weeks[i].returned;
    for (std::size_t week = 0; week < table.at_risk.size(); ++week) CHECK(table.events[week] <= table.at_risk[week]);
  }
  CHECK((analysis.base.empty() ? 0 : analysis.base.back().ever) == customers);
}

/// Integers of a cell that is observed do not change when more is known, but for those about the last purchase so far.
bool same_observed(const CellFigures& sooner, const CellFigures& later) {
  CellFigures a = sooner;
  CellFigures b = later;
  a.last_active = b.last_active = 0;
  a.cohort = b.cohort = 0;
  return a == b;
}

}  // namespace

TEST_CASE("flows and bridges add up, and cohorts to the whole") {
  std::mt19937_64 random(301);
  for (int round = 0; round < 60; ++round) {
    const PurchaseLog log = random_log(random, 40, 900, false);
    const CohortRules rules = random_rules(random, 900);
    for (const Granularity granularity : kGranularities) {
      const CohortAnalysis analysis = log.analyze(rules, granularity);
      check_base(analysis);
      check_cohorts(analysis);
    }
  }
}

TEST_CASE("a unit's sums are those of a log of this unit alone") {
  std::mt19937_64 random(302);
  for (int round = 0; round < 20; ++round) {
    const PurchaseLog::Columns columns(random_log(random, 40, 400, false));
    CohortRules rules;
    rules.first_day = day("2023-01-01");
    rules.reference = day("2024-01-31");
    const CohortAnalysis whole = analyze_cohorts(columns.view(), Granularity::kMonth, rules, {false, 0, 1});
    for (const BaseFigures& base : whole.base) {
      const Period period = whole.units[base.unit].period;
      std::uint64_t active = 0, orders = 0;
      Minor revenue = 0;
      for (std::size_t customer = 0; customer + 1 < columns.offset.size(); ++customer) {
        const std::uint64_t before = orders;
        for (std::size_t row = columns.offset[customer]; row < columns.offset[customer + 1]; ++row) {
          const Day on = day_of(columns.timestamp[row]);
          if (columns.amount[row] > 0 || on < period.start || on >= period.end || on > rules.reference) continue;
          ++orders;
          revenue -= columns.amount[row];
        }
        active += orders > before ? 1 : 0;
      }
      CHECK(base.active == active);
      CHECK(base.orders == orders);
      CHECK(base.revenue == revenue);
    }
  }
}

TEST_CASE("a later as-of extends the triangle and changes no observed cell") {
  std::mt19937_64 random(303);
  for (int round = 0; round < 40; ++round) {
    const PurchaseLog log = random_log(random, 40, 600, false);
    CohortRules rules;
    rules.first_day = day("2023-01-01");
    rules.reference = rules.first_day + static_cast<Day>(random() % 500);
    const CohortAnalysis sooner = log.analyze(rules);
    rules.reference += static_cast<Day>(1 + random() % 90);
    const CohortAnalysis later = log.analyze(rules);
    for (const CellFigures& cell : sooner.cells) {
      const UnitState& unit = sooner.units[cell.unit];
      const CellFigures& same = cell_of(later, sooner.cohorts[cell.cohort].name, unit.name);
      if (unit.observed) {
        CHECK(same_observed(cell, same));
      } else {
        CHECK(same.active >= cell.active);
        CHECK(same.orders >= cell.orders);
        CHECK(same.revenue >= cell.revenue);
        CHECK_FALSE(cell.orders_per_active.has_value());
      }
    }
  }
}

TEST_CASE("a running month at its end is observed") {
  std::mt19937_64 random(304);
  const PurchaseLog log = random_log(random, 200, 100, false);
  const CohortAnalysis inside = log.analyze("2023-03-15");
  const CohortAnalysis ended = log.analyze("2023-03-31");
  REQUIRE(inside.units.size() == ended.units.size());
  CHECK_FALSE(inside.units.back().observed);
  CHECK(ended.units.back().observed);
  CHECK(inside.base.back().orders < ended.base.back().orders);
  CHECK_FALSE(inside.base.back().repeat_rate.has_value());
  CHECK(ended.base.back().repeat_rate.has_value());
}
