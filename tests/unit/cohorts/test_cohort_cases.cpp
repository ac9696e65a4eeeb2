// Cases that were worked out by hand: cohorts, their cells, and cohorts side by side.
#include <catch2/catch.hpp>

#include "purchase_log.hpp"

using namespace spendlens;
using namespace spendlens::cohorts;
using namespace spendlens::test;

TEST_CASE("case 1, one cohort, three units") {
  const auto analysis = PurchaseLog()
                            .add("A", "1998-01-05", 1000)
                            .add("A", "1998-03-03", 2000)
                            .add("B", "1998-01-20", 500)
                            .add("C", "1998-01-31", 700)
                            .add("C", "1998-02-01", 800)
                            .analyze("1998-03-31");
  REQUIRE(analysis.cohorts.size() == 1);
  REQUIRE(analysis.cells.size() == 3);
  const CellFigures& first = analysis.cells[0];
  CHECK(first.age == 0);
  CHECK(first.active == 3);
  CHECK(first.revenue == 2200);
  CHECK(text(first.retention) == "100.00");
  CHECK(first.repeat_orders == 0);
  CHECK(text(first.repeat_rate) == "null");
  const CellFigures& second = analysis.cells[1];
  CHECK(second.active == 1);
  CHECK(second.retained == 1);
  CHECK(second.retained_revenue == 800);
  CHECK(second.retained_base == 700);
  CHECK(text(second.retention) == "33.33");
  CHECK(text(second.repeat_rate) == "33.33");
  CHECK(text(second.spend_per_member) == "2.67");
  CHECK(text(second.cumulative_spend_per_member) == "10.00");
  const CellFigures& third = analysis.cells[2];
  CHECK(third.active == 1);
  CHECK(text(third.repeat_rate) == "0.00");
  CHECK(text(third.second_purchase_share) == "66.67");
  CHECK(base_of(analysis, "1998-02").lapsed == 2);
  CHECK(base_of(analysis, "1998-02").dormant == 2);
  CHECK(base_of(analysis, "1998-03").reactivated == 1);
  CHECK(base_of(analysis, "1998-03").lapsed == 1);
}

TEST_CASE("case 2, age is calendar time") {
  const auto analysis = PurchaseLog().add("A", "2025-01-10", 100).add("A", "2025-07-02", 100).analyze("2025-07-31");
  REQUIRE(analysis.cells.size() == 7);
  CHECK(cell_of(analysis, "2025-01", "2025-07").age == 6);
  for (std::size_t age = 1; age <= 5; ++age) {
    const CellFigures* cell = analysis.cell_at_age(0, age);
    REQUIRE(cell != nullptr);
    CHECK(cell->active == 0);
    CHECK(cell->orders == 0);
    CHECK(text(cell->retention) == "0.00");
    CHECK(text(cell->orders_per_active) == "null");
  }
  CHECK(text(cell_of(analysis, "2025-01", "2025-03").repeat_rate) == "null");
  CHECK(base_of(analysis, "2025-07").reactivated == 1);
  CHECK(analysis.cohorts[0].intermittent == 1);
}

TEST_CASE("case 3, five orders on one day") {
  PurchaseLog log;
  for (Timestamp hour = 1; hour <= 5; ++hour) log.add("A", "2025-01-10", 100, hour * 3600);
  const auto analysis = log.analyze("2025-03-31");
  const CohortFigures& cohort = analysis.cohorts.at(0);
  CHECK(cohort.one_time_buyers == 0);
  CHECK(cohort.one_day_buyers == 1);
  CHECK(cohort.same_day_second == 1);
  CHECK(cohort.returned == 0);
  CHECK(analysis.cells[0].second_purchases == 1);
  CHECK(analysis.cells[0].repeat_orders == 0);
  CHECK(analysis.cells[0].orders == 5);
}

TEST_CASE("case 4, a running unit") {
  const PurchaseLog log =
      PurchaseLog().add("A", "2025-01-10", 100).add("A", "2025-02-03", 200).add("B", "2025-02-05", 400);
  PurchaseLog less = PurchaseLog().add("A", "2025-01-10", 100).add("A", "2025-02-03", 200);
  const auto running = less.analyze("2025-02-27");
  const CellFigures& so_far = cell_of(running, "2025-01", "2025-02");
  CHECK_FALSE(running.units[1].observed);
  CHECK(so_far.active == 1);
  CHECK(so_far.revenue == 200);
  for (const Ratio& ratio :
       {so_far.retention, so_far.orders_per_active, so_far.average_order_value, so_far.spend_per_active,
        so_far.orders_per_member, so_far.spend_per_member, so_far.cumulative_spend_per_member,
        so_far.second_purchase_share, so_far.return_share, so_far.repeat_rate})
    CHECK(text(ratio) == "null");
  CHECK(running.pooled.size() == 1);
  CHECK(text(running.base[1].active_share) == "null");
  const auto observed = log.analyze("2025-02-28");
  CHECK(observed.units[1].observed);
  CHECK(text(cell_of(observed, "2025-01", "2025-02").retention) == "100.00");
  CHECK(text(base_of(observed, "2025-02").repeat_rate) == "100.00");
  CHECK(text(base_of(observed, "2025-02").acquired_revenue_share) == "66.67");
}

TEST_CASE("case 5, refunds") {
  const auto analysis = PurchaseLog()
                            .add("A", "2025-01-02", -300)
                            .add("A", "2025-02-10", 900)
                            .add("A", "2025-03-01", -400)
                            .add("B", "2025-02-11", -100)
                            .analyze("2025-03-31");
  REQUIRE(analysis.cohorts.size() == 1);
  CHECK(analysis.units[0].name == "2025-02");
  CHECK(analysis.cohorts[0].name == "2025-02");
  CHECK(analysis.cohorts[0].customers == 1);
  CHECK(analysis.cohorts[0].refund_count == 1);
  CHECK(analysis.cohorts[0].refund_total == 400);
  CHECK(cell_of(analysis, "2025-02", "2025-03").active == 0);
  CHECK(cell_of(analysis, "2025-02", "2025-03").refund_total == 400);
  CHECK(base_of(analysis, "2025-02").refund_count == 0);
}

TEST_CASE("case 6, an order of value zero") {
  const auto analysis = PurchaseLog().add("A", "2025-01-10", 0).add("A", "2025-02-10", 600).analyze("2025-02-28");
  CHECK(analysis.cohorts.at(0).name == "2025-01");
  CHECK(analysis.cells[0].orders == 1);
  CHECK(text(analysis.cells[0].average_order_value) == "0.00");
  CHECK(text(analysis.base[0].acquired_revenue_share) == "null");
  CHECK(text(analysis.base[0].top_10pct_share) == "null");
}

TEST_CASE("case 7, nothing after the reference") {
  const auto analysis = PurchaseLog().add("A", "2025-01-10", 100).add("B", "2025-03-01", 100).analyze("2025-02-28");
  CHECK(analysis.cohorts.size() == 1);
  CHECK(analysis.units.size() == 2);
}

TEST_CASE("case 12, equal age") {
  const auto analysis = PurchaseLog()
                            .add("A", "2025-01-10", 100)
                            .add("A", "2025-03-10", 100)
                            .add("B", "2025-01-10", 100)
                            .add("C", "2025-02-10", 100)
                            .add("C", "2025-04-10", 100)
                            .add("D", "2025-02-10", 100)
                            .analyze("2025-03-31");
  CHECK(text(cohort_of(analysis, "2025-01").one_time_buyer_pct) == "50.00");
  CHECK(text(cohort_of(analysis, "2025-02").one_time_buyer_pct) == "100.00");
  const DriftFigures& drift = analysis.drift.at(0);
  CHECK(drift.age == 1);
  CHECK(drift.cohorts == 2);
  CHECK(drift.rises == 0);
  CHECK(drift.falls == 0);
  REQUIRE(analysis.compared.size() == 2);
  CHECK(text(analysis.compared[1].retention_change_pct) == "null");
  REQUIRE(analysis.pooled.size() == 3);
  CHECK(analysis.pooled[2].cohorts == 1);
}

TEST_CASE("case 13, decomposition") {
  PurchaseLog log;
  log.add("A", "2025-01-01", 1000).add("B", "2025-01-01", 1000).add("A", "2025-02-01", 1000);
  log.add("A", "2025-02-02", 2000);
  for (const char* customer : {"C", "D", "E"}) log.add(customer, "2025-02-01", 3000);
  log.add("C", "2025-03-01", 6000).add("D", "2025-03-01", 3000).add("E", "2025-03-01", 3000);
  const auto analysis = log.analyze("2025-03-31");
  REQUIRE(analysis.compared.size() == 2);
  const ComparedFigures& at_1 = analysis.compared[1];
  CHECK(at_1.age == 1);
  CHECK(text(at_1.customers_change_pct) == "50.00");
  CHECK(text(at_1.retention_change_pct) == "100.00");
  CHECK(text(at_1.orders_per_active_change_pct) == "-50.00");
  CHECK(text(at_1.average_order_value_change_pct) == "166.67");
  CHECK(text(at_1.revenue_change_pct) == "300.00");
}

TEST_CASE("case 15, acquired_from") {
  const PurchaseLog log =
      PurchaseLog().add("A", "2025-01-15", 100).add("A", "2025-02-15", 100).add("B", "2025-02-10", 100);
  CohortRules rules = log.rules("2025-02-28");
  rules.acquired_from = day("2025-02-01");
  const auto analysis = log.analyze(rules);
  REQUIRE(analysis.cohorts.size() == 2);
  CHECK(analysis.cohorts[0].name == "earlier");
  CHECK(analysis.cohorts[1].name == "2025-02");
  const CellFigures& earlier = cell_of(analysis, "earlier", "2025-02");
  CHECK_FALSE(earlier.age.has_value());
  CHECK(text(earlier.retention) == "null");
  CHECK(text(earlier.repeat_rate) == "100.00");
  REQUIRE(analysis.pooled.size() == 1);
  CHECK(analysis.pooled[0].customers == 1);
  CHECK_FALSE(analysis.weeks.back().cohort.has_value());
  CHECK(analysis.weeks.back().customers == 1);
  const BaseFigures& base = base_of(analysis, "2025-02");
  CHECK(base.ever == 2);
  CHECK(base.acquired == 1);
  CHECK(base.retained == 1);
  CHECK(analysis.units[0].seen_first);
  CHECK_FALSE(analysis.units[1].seen_first);
}

TEST_CASE("case 17, calendar") {
  const PurchaseLog log =
      PurchaseLog().add("A", "2024-02-29", 100).add("A", "2024-12-31", 100).add("A", "2025-01-01", 100);
  const std::pair<Granularity, std::uint64_t> expected[] = {
      {Granularity::kMonth, 11}, {Granularity::kQuarter, 4}, {Granularity::kYear, 1}};
  for (const auto& [granularity, age] : expected) {
    const auto analysis = log.analyze("2025-01-01", granularity);
    CHECK(analysis.cells.back().age == age);
    CHECK(analysis.cells.back().retained == 1);
  }
}

TEST_CASE("case 18, midnight") {
  const PurchaseLog log = PurchaseLog().add("A", "2025-01-10", 100, 86'340).add("A", "2025-01-11", 300, 60);
  const PurchaseLog::Columns columns(log);
  PurchaseHistory history(log.rules("2025-01-31"));
  history.read(columns.view(), 0);
  CHECK(history.days().size() == 2);                                   // x = 1
  CHECK(history.facts().last - history.facts().first == 1);            // t_x
  CHECK(day("2025-01-31") - history.facts().first == 21);              // T
  CHECK(history.facts().spend - history.days().front().spend == 300);  // repeat_spend
}

TEST_CASE("more than 240 units: the cohorts before the last 240 are earlier, and no unit is lost") {
  PurchaseLog log;
  log.add("A", "1990-05-01", 100).add("A", "2025-03-01", 200);
  log.add("B", "2005-03-31", 100).add("C", "2005-04-01", 100).add("D", "2025-03-02", 50);
  const auto analysis = log.analyze("2025-03-31");
  CHECK(analysis.units.size() == 35 * 12 - 1);
  REQUIRE(analysis.cohorts.size() == 3);
  CHECK(analysis.cohorts[0].customers == 2);
  CHECK(analysis.cohorts[1].name == "2005-04");
  CHECK(base_of(analysis, "1990-05").acquired == 1);
  CHECK(base_of(analysis, "2005-03").acquired == 1);
  CHECK(base_of(analysis, "2005-03").ever == 2);
  CHECK(base_of(analysis, "2025-03").active == 2);
  CHECK(base_of(analysis, "2025-03").reactivated == 1);
}

TEST_CASE("the first cohort is held against the median of the next three") {
  PurchaseLog log;
  const int customers[] = {9, 1, 4, 2};
  for (int month = 0; month < 4; ++month)
    for (int i = 0; i < customers[month]; ++i)
      log.add(std::to_string(month) + "/" + std::to_string(i), "2025-0" + std::to_string(month + 1) + "-10", 1);
  CHECK(text(log.analyze("2025-04-30").first_cohort_ratio) == "4.50");
  CHECK(text(log.analyze("2025-03-31").first_cohort_ratio) == "null");
}
