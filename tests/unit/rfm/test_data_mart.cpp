#include <catch2/catch.hpp>

#include "rfm_columns.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/rfm/data_mart.hpp"

using namespace spendlens;
using namespace spendlens::rfm;
using namespace spendlens::test;
using Catch::Matchers::Contains;

namespace {

PeriodAggregations aggregate(const Log& log, Granularity granularity, const ParallelPolicy& policy = {}) {
  return aggregate_periods(log.ids(), log.columns(), {}, granularity, policy);
}

bool same(const PeriodAggregations& a, const PeriodAggregations& b) {
  return a.customer_id == b.customer_id && a.period_start == b.period_start && a.period_end == b.period_end &&
         a.total_orders == b.total_orders && a.total_spend == b.total_spend && a.total_margin == b.total_margin &&
         a.total_quantity == b.total_quantity && a.last_transaction_ts == b.last_transaction_ts &&
         a.refund_count == b.refund_count && a.refund_total == b.refund_total;
}

}  // namespace

TEST_CASE("orders fall into calendar months, quarters and years") {
  Log log;
  log.customer(
      "b",
      {{at("2024-12-31", 86'399), -100}, {at("2025-01-01"), -200}, {at("2025-02-28"), -300}, {at("2025-03-01"), -400}});
  log.customer("a", {{at("2025-01-15"), -5}});

  const PeriodAggregations months = aggregate(log, Granularity::kMonth);
  CHECK(months.customer_id == std::vector<std::string_view>{"b", "b", "b", "b", "a"});
  CHECK(months.period_start == std::vector<Day>{day("2024-12-01"), day("2025-01-01"), day("2025-02-01"),
                                                day("2025-03-01"), day("2025-01-01")});
  CHECK(months.period_end == std::vector<Day>{day("2025-01-01"), day("2025-02-01"), day("2025-03-01"),
                                              day("2025-04-01"), day("2025-02-01")});
  CHECK(months.total_spend == std::vector<Minor>{100, 200, 300, 400, 5});

  const PeriodAggregations quarters = aggregate(log, Granularity::kQuarter);
  CHECK(quarters.period_start == std::vector<Day>{day("2024-10-01"), day("2025-01-01"), day("2025-01-01")});
  CHECK(quarters.total_spend == std::vector<Minor>{100, 900, 5});  // 200 + 300 + 400
  CHECK(quarters.total_orders == std::vector<std::uint32_t>{1, 3, 1});
  CHECK(quarters.last_transaction_ts ==
        std::vector<Timestamp>{at("2024-12-31", 86'399), at("2025-03-01"), at("2025-01-15")});

  const PeriodAggregations years = aggregate(log, Granularity::kYear);
  CHECK(years.period_end == std::vector<Day>{day("2025-01-01"), day("2026-01-01"), day("2026-01-01")});
  CHECK(years.total_spend == std::vector<Minor>{100, 900, 5});
}

TEST_CASE("orders fall into ISO weeks and fiscal quarters") {
  Log log;
  log.customer(
      "a",
      {{at("2024-12-29", 86'399), -1}, {at("2024-12-30"), -20}, {at("2025-01-05"), -300}, {at("2025-02-01"), -4000}});

  const PeriodAggregations weeks = aggregate_periods(log.ids(), log.columns(), {}, UnitCalendar::weeks());
  CHECK(weeks.period_start == std::vector<Day>{day("2024-12-23"), day("2024-12-30"), day("2025-01-27")});
  CHECK(weeks.period_end == std::vector<Day>{day("2024-12-30"), day("2025-01-06"), day("2025-02-03")});
  CHECK(weeks.total_spend == std::vector<Minor>{1, 320, 4000});

  const UnitCalendar from_february(Granularity::kQuarter, 2);
  const PeriodAggregations quarters = aggregate_periods(log.ids(), log.columns(), {}, from_february);
  CHECK(quarters.period_start == std::vector<Day>{day("2024-11-01"), day("2025-02-01")});
  CHECK(quarters.total_spend == std::vector<Minor>{321, 4000});
}

TEST_CASE("refunds stand beside purchases, and what is neither makes no row") {
  using namespace row_class;
  Log log;
  log.customer("a", {{at("2025-01-02"), -100},
                     {at("2025-01-03"), 30},
                     {at("2025-01-04"), 0},
                     {at("2025-02-01"), 70},
                     {at("2025-02-02"), 1},
                     {at("2025-03-01"), -50, kNotSpending | kTransfer},
                     {at("2025-03-02"), 900, kIncome},
                     {at("2025-03-03"), -5, kLeftOut},
                     {at("2025-03-04"), 5, kTransfer}});

  const PeriodAggregations months = aggregate(log, Granularity::kMonth);

  REQUIRE(months.size() == 2);
  CHECK(months.total_orders == std::vector<std::uint32_t>{2, 0});
  CHECK(months.total_spend == std::vector<Minor>{100, 0});
  CHECK(months.refund_count == std::vector<std::uint32_t>{1, 2});
  CHECK(months.refund_total == std::vector<Minor>{30, 71});
  CHECK(months.last_transaction_ts == std::vector<Timestamp>{at("2025-01-04"), kNoTimestamp});
}

TEST_CASE("margin and quantity are summed over purchases") {
  Log log;
  log.customer("a", {{at("2025-01-02"), -100}, {at("2025-01-03"), 30}, {at("2025-01-04"), -50}});
  const std::vector<Minor> margin{40, 1000, -15};
  const std::vector<std::uint32_t> quantity{3, 1000, 4'294'967'295U};

  const PeriodAggregations months =
      aggregate_periods(log.ids(), log.columns(), {margin, quantity}, Granularity::kMonth);

  CHECK(months.total_margin == std::vector<Minor>{25});                        // 40 - 15
  CHECK(months.total_quantity == std::vector<std::uint64_t>{4'294'967'298U});  // 3 + 2^32 - 1
}

TEST_CASE("no customers and customers without rows make an empty data mart") {
  CHECK(aggregate(Log{}, Granularity::kMonth).size() == 0);
  Log log;
  log.customer("a", {});
  CHECK(aggregate(log, Granularity::kYear).size() == 0);
}

TEST_CASE("any number of workers makes the same data mart") {
  const Log log = random_log(3, 1'000, 30, true);
  const PeriodAggregations sequential = aggregate(log, Granularity::kMonth, kSequential);
  CHECK(sequential.size() > 1'000);
  for (const int workers : {1, 2, 3, 4})
    CHECK(same(aggregate(log, Granularity::kMonth, ParallelPolicy::always(workers)), sequential));
  CHECK_THROWS_AS(aggregate(log, Granularity::kMonth, ParallelPolicy::always(0)), UsageError);
}

TEST_CASE("what does not fit is refused") {
  Log log;
  log.customer("ann", {{at("2025-01-02"), -100}});
  const std::vector<Minor> margin{1, 2};
  CHECK_THROWS_AS(aggregate_periods({}, log.columns(), {}, Granularity::kMonth), UsageError);
  CHECK_THROWS_AS(aggregate_periods(log.ids(), log.columns(), {margin, {}}, Granularity::kMonth), UsageError);

  log.customer("bob", {{at("2025-01-02"), kMaxOrderMinor + 1}});
  CHECK_THROWS_WITH(aggregate(log, Granularity::kMonth), Contains("'bob'"));
}

TEST_CASE("a sum beyond 64 bits is refused with the customer's name") {
  Log log;
  // 922,338 · 10^13 is above 2^63 - 1 = 9,223,372,036,854,775,807
  log.customer("ann", std::vector<Row>(922'338, Row{at("2025-01-02"), -kMaxOrderMinor}));
  CHECK_THROWS_AS(aggregate(log, Granularity::kMonth), InputError);
  CHECK_THROWS_WITH(aggregate(log, Granularity::kMonth), Contains("'ann'") && Contains("total_spend"));

  Log margins;
  margins.customer("bob", {{at("2025-01-02"), -1}, {at("2025-01-02"), -1}});
  const std::vector<Minor> margin{std::numeric_limits<Minor>::max(), 1};
  CHECK_THROWS_WITH(aggregate_periods(margins.ids(), margins.columns(), {margin, {}}, Granularity::kMonth),
                    Contains("'bob'") && Contains("total_margin"));
}
