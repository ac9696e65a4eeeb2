#include <catch2/catch.hpp>

#include <algorithm>

#include "rfm_columns.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/rfm/rfm.hpp"

using namespace spendlens;
using namespace spendlens::rfm;
using namespace spendlens::test;
using Catch::Matchers::Contains;

namespace {

const Day kEnd = day("2025-04-01");

struct Aggregation {
  std::string_view id;
  std::string_view start;
  std::string_view end;
  std::uint32_t orders = 1;
  Minor spend = 0;
  Timestamp last = kNoTimestamp;
  std::uint32_t refund_count = 0;
  Minor refund_total = 0;
};

PeriodAggregations mart_of(const std::vector<Aggregation>& rows) {
  PeriodAggregations mart;
  for (const Aggregation& row : rows) {
    mart.customer_id.push_back(row.id);
    mart.period_start.push_back(day(row.start));
    mart.period_end.push_back(day(row.end));
    mart.total_orders.push_back(row.orders);
    mart.total_spend.push_back(row.spend);
    mart.last_transaction_ts.push_back(row.last);
    mart.refund_count.push_back(row.refund_count);
    mart.refund_total.push_back(row.refund_total);
  }
  return mart;
}

RfmMetrics metrics_of_mart(const std::vector<Aggregation>& rows, Day end = kEnd) {
  return calculate_rfm(mart_of(rows).columns(), end);
}

constexpr std::uint32_t kNull = 0xFFFF'FFFF;

}  // namespace

TEST_CASE("aggregations of a customer are put together, customers in ascending order of id") {
  const RfmMetrics metrics = metrics_of_mart({{"b", "2025-02-01", "2025-03-01", 2, 1000, at("2025-02-20", 10), 1, 50},
                                              {"B", "2025-03-01", "2025-04-01", 1, 7, at("2025-03-31", 86'399)},
                                              {"a", "2025-01-01", "2025-02-01", 1, 5, at("2025-01-01")},
                                              {"b", "2025-01-01", "2025-02-01", 1, 501, at("2025-01-31"), 2, 25}});

  CHECK(metrics.customer_id == std::vector<std::string_view>{"B", "a", "b"});  // bytewise: capitals first
  CHECK(metrics.recency_days ==
        std::vector<std::uint32_t>{0, 90, 39});  // Jan 1 to Apr 1: 31+28+31; Feb 20: 8+31 and part
  CHECK(metrics.frequency == std::vector<std::uint32_t>{1, 1, 3});
  CHECK(metrics.total_spend == std::vector<Minor>{7, 5, 1501});
  CHECK(metrics.monetary == std::vector<Minor>{7, 5, 500});  // 500.33
  CHECK(metrics.observation_start == std::vector<Day>{day("2025-03-01"), day("2025-01-01"), day("2025-01-01")});
  CHECK(metrics.active_days == std::vector<std::uint32_t>{kNull, kNull, kNull});
  CHECK(metrics.first_purchase == std::vector<Timestamp>{kNoTimestamp, kNoTimestamp, kNoTimestamp});
  CHECK(metrics.last_purchase ==
        std::vector<Timestamp>{at("2025-03-31", 86'399), at("2025-01-01"), at("2025-02-20", 10)});
  CHECK(metrics.refund_count == std::vector<std::uint32_t>{0, 0, 3});
  CHECK(metrics.refund_total == std::vector<Minor>{0, 0, 75});
}

TEST_CASE("period_end stands in for an unknown last purchase") {
  const RfmMetrics metrics = metrics_of_mart({{"all known by period", "2025-02-01", "2025-03-01", 1, 1},
                                              {"known later", "2025-01-01", "2025-02-01", 1, 1},
                                              {"known later", "2025-02-01", "2025-03-01", 1, 1, at("2025-02-10")},
                                              {"known on the end", "2025-01-01", "2025-02-01", 1, 1},
                                              {"known on the end", "2025-02-01", "2025-03-01", 1, 1, at("2025-02-01")},
                                              {"until the end", "2025-03-01", "2025-04-01", 1, 1}});

  CHECK(metrics.customer_id ==
        std::vector<std::string_view>{"all known by period", "known later", "known on the end", "until the end"});
  CHECK(metrics.recency_days == std::vector<std::uint32_t>{31, 50, 59, 0});  // from Mar 1; Feb 10; Feb 1; Apr 1
  CHECK(metrics.last_purchase ==
        std::vector<Timestamp>{kNoTimestamp, at("2025-02-10"), at("2025-02-01"), kNoTimestamp});
}

TEST_CASE("without a column of last purchases every period_end stands in") {
  PeriodAggregations mart = mart_of({{"a", "2025-02-01", "2025-03-01", 1, 1}});
  PeriodAggregationColumns columns = mart.columns();
  columns.last_transaction_ts = {};
  columns.refund_count = {};
  columns.refund_total = {};
  CHECK(calculate_rfm(columns, kEnd).recency_days == std::vector<std::uint32_t>{31});
}

TEST_CASE("a purchase after the observation's end is an error that names the customer") {
  const auto last = [](Timestamp timestamp) {
    return std::vector<Aggregation>{{"ok", "2025-01-01", "2025-02-01", 1, 1},
                                    {"eve", "2025-03-01", "2025-04-01", 1, 1, timestamp}};
  };
  CHECK(metrics_of_mart(last(at("2025-04-01") - 1)).recency_days == std::vector<std::uint32_t>{0, 59});
  CHECK_THROWS_AS(metrics_of_mart(last(at("2025-04-01"))), InputError);
  CHECK_THROWS_WITH(metrics_of_mart(last(at("2025-04-01"))), Contains("'eve'") && Contains("2025-04-01 00:00:00"));
  CHECK_THROWS_WITH(metrics_of_mart({{"eve", "2025-03-01", "2025-04-02", 1, 1}}),
                    Contains("'eve'") && Contains("2025-04-02"));
}

TEST_CASE("an aggregation of refunds only has no purchase to date") {
  const RfmMetrics metrics = metrics_of_mart({{"a", "2025-01-01", "2025-02-01", 1, 10, at("2025-01-15")},
                                              {"a", "2025-04-01", "2025-05-01", 0, 0, kNoTimestamp, 1, 10},
                                              {"nobody", "2025-02-01", "2025-03-01", 0, 0, kNoTimestamp, 1, 5}});
  CHECK(metrics.customer_id == std::vector<std::string_view>{"a"});
  CHECK(metrics.recency_days == std::vector<std::uint32_t>{76});  // Jan 15 to Feb 1: 17, + 28 + 31
  CHECK(metrics.refund_total == std::vector<Minor>{10});
  CHECK(metrics.refund_count_of_others == 1);  // nobody's
  CHECK(metrics.refund_total_of_others == 5);
}

TEST_CASE("untrusted aggregations are refused with the customer's name") {
  CHECK_THROWS_WITH(metrics_of_mart({{"eve", "2025-01-01", "2025-02-01", 1, -1}}), Contains("'eve'"));
  CHECK_THROWS_WITH(metrics_of_mart({{"eve", "2025-01-01", "2025-02-01", 1, 1, kNoTimestamp, 1, -1}}),
                    Contains("'eve'"));
  CHECK_THROWS_WITH(metrics_of_mart({{"eve", "2025-01-01", "2025-02-01", 0, 1}}), Contains("'eve'"));
  CHECK_THROWS_WITH(metrics_of_mart({{"eve", "2025-02-01", "2025-02-01", 1, 1}}), Contains("'eve'"));
  const Minor most = std::numeric_limits<Minor>::max();
  CHECK_THROWS_AS(
      metrics_of_mart({{"eve", "2025-01-01", "2025-02-01", 1, most}, {"eve", "2025-02-01", "2025-03-01", 1, 1}}),
      InputError);
  CHECK_THROWS_WITH(metrics_of_mart({{"eve", "2025-01-01", "2025-02-01", kNull, 1}}), Contains("'eve'"));
  CHECK(metrics_of_mart({{"eve", "2025-01-01", "2025-02-01", 1, most}}).total_spend == std::vector<Minor>{most});
}

TEST_CASE("columns of different lengths are a usage error, no rows are no customers") {
  PeriodAggregations mart = mart_of({{"a", "2025-02-01", "2025-03-01", 1, 1}});
  mart.total_spend.clear();
  CHECK_THROWS_AS(calculate_rfm(mart.columns(), kEnd), UsageError);
  CHECK(metrics_of_mart({}).size() == 0);
}

TEST_CASE("metrics from the data mart equal those from the orders where the period is made of whole aggregations") {
  const Log log = random_log(31, 2'000, 25, true);
  const Period period{day("2024-01-01"), day("2026-01-01")};
  const RfmMetrics from_orders = calculate_rfm(log.ids(), log.columns(), period);
  for (const Granularity granularity : {Granularity::kMonth, Granularity::kQuarter, Granularity::kYear}) {
    const PeriodAggregations mart = aggregate_periods(log.ids(), log.columns(), {}, granularity);
    for (const int workers : {1, 3}) {
      const RfmMetrics from_mart = calculate_rfm(mart.columns(), period.end, ParallelPolicy::always(workers));
      REQUIRE(from_mart.size() == from_orders.size());
      for (std::size_t i = 0; i < from_orders.size(); ++i) {
        const auto found =
            std::lower_bound(from_mart.customer_id.begin(), from_mart.customer_id.end(), from_orders.customer_id[i]);
        const auto j = static_cast<std::size_t>(found - from_mart.customer_id.begin());
        REQUIRE(from_mart.customer_id[j] == from_orders.customer_id[i]);
        REQUIRE(from_mart.recency_days[j] == from_orders.recency_days[i]);
        REQUIRE(from_mart.frequency[j] == from_orders.frequency[i]);
        REQUIRE(from_mart.total_spend[j] == from_orders.total_spend[i]);
        REQUIRE(from_mart.monetary[j] == from_orders.monetary[i]);
        REQUIRE(from_mart.last_purchase[j] == from_orders.last_purchase[i]);
        REQUIRE(from_mart.refund_total[j] == from_orders.refund_total[i]);
      }
    }
  }
}

TEST_CASE("any number of workers makes the same metrics from aggregations, and errors name the same customer") {
  const Log log = random_log(32, 2'000, 10, false);
  const PeriodAggregations mart = aggregate_periods(log.ids(), log.columns(), {}, Granularity::kMonth);
  const RfmMetrics sequential = calculate_rfm(mart.columns(), day("2026-01-01"), kSequential);
  for (const int workers : {1, 2, 3, 4})
    CHECK(same(calculate_rfm(mart.columns(), day("2026-01-01"), ParallelPolicy::always(workers)), sequential));
  CHECK_THROWS_AS(calculate_rfm(mart.columns(), day("2026-01-01"), ParallelPolicy::always(0)), UsageError);

  std::string message;
  for (const int workers : {1, 2, 3, 4}) {
    try {
      (void)calculate_rfm(mart.columns(), day("2025-06-01"), ParallelPolicy::always(workers));
      FAIL("purchases after the end must be refused");
    } catch (const InputError& error) {
      if (message.empty()) message = error.what();
      CHECK(message == error.what());
    }
  }
}
