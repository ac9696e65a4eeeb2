#include <catch2/catch.hpp>

#include "rfm_columns.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/rfm/rfm.hpp"

using namespace spendlens;
using namespace spendlens::rfm;
using namespace spendlens::test;

namespace {

const Period kHalfYear{day("2025-01-01"), day("2025-07-01")};

}  // namespace

TEST_CASE("metrics follow the definitions, in the order given, buyers only") {
  Log log;
  log.customer("zoe", {{at("2025-06-30", 1), -1000}, {at("2025-01-05"), -501}, {at("2025-03-01"), 300}});
  log.customer("before", {{at("2024-12-31"), -1}});
  log.customer("refund only", {{at("2025-02-01"), 1}});
  log.customer("amy", {{at("2025-05-01", 43'200), -333},
                       {at("2025-05-01", 50'000), -333},
                       {at("2025-04-01"), -334},
                       {at("2025-07-01"), -9}});

  const RfmMetrics metrics = calculate_rfm(log.ids(), log.columns(), kHalfYear);

  CHECK(metrics.customer_id == std::vector<std::string_view>{"zoe", "amy"});
  // zoe: 86,399 s before the end is 0 days; amy: May 1 at 13:53:20, 60.4 days before July 1
  CHECK(metrics.recency_days == std::vector<std::uint32_t>{0, 60});
  CHECK(metrics.frequency == std::vector<std::uint32_t>{2, 3});
  CHECK(metrics.total_spend == std::vector<Minor>{1501, 1000});
  CHECK(metrics.monetary == std::vector<Minor>{751, 333});  // 750.5 away from zero; 333.33
  CHECK(metrics.observation_start == std::vector<Day>{day("2025-01-01"), day("2025-01-01")});
  CHECK(metrics.observation_end == day("2025-07-01"));
  CHECK(metrics.active_days == std::vector<std::uint32_t>{2, 2});
  CHECK(metrics.first_purchase == std::vector<Timestamp>{at("2025-01-05"), at("2025-04-01")});
  CHECK(metrics.last_purchase == std::vector<Timestamp>{at("2025-06-30", 1), at("2025-05-01", 50'000)});
  CHECK(metrics.refund_count == std::vector<std::uint32_t>{1, 0});
  CHECK(metrics.refund_total == std::vector<Minor>{300, 0});
  CHECK(metrics.refund_count_of_others == 1);  // "refund only"
  CHECK(metrics.refund_total_of_others == 1);
}

TEST_CASE("no customers and no buyers make empty metrics that know the observation's end") {
  CHECK(calculate_rfm(std::span<const std::string_view>{}, TransactionColumns{}, kHalfYear).size() == 0);
  Log log;
  log.customer("a", {});
  const RfmMetrics metrics = calculate_rfm(log.ids(), log.columns(), kHalfYear);
  CHECK(metrics.size() == 0);
  CHECK(metrics.observation_end == kHalfYear.end);
}

TEST_CASE("ids that differ in case or trailing blanks are different customers") {
  Log log;
  log.customer("a", {{at("2025-02-01"), -1}})
      .customer("A", {{at("2025-02-01"), -2}})
      .customer("a ", {{at("2025-02-01"), -3}});
  CHECK(calculate_rfm(log.ids(), log.columns(), kHalfYear).total_spend == std::vector<Minor>{1, 2, 3});
}

TEST_CASE("parallel and sequential metrics are identical, n_workers below 1 is an error") {
  const Log log = random_log(21, 3'000, 40, true);
  const Period period{day("2024-06-01"), day("2025-06-01")};
  const RfmMetrics sequential = calculate_rfm(log.ids(), log.columns(), period, kSequential);
  CHECK(sequential.size() > 2'000);
  for (const int workers : {1, 2, 3, 4})
    CHECK(same(calculate_rfm(log.ids(), log.columns(), period, ParallelPolicy::always(workers)), sequential));
  for (const std::uint64_t threshold : {2'999U, 3'000U, 3'001U})
    CHECK(same(calculate_rfm(log.ids(), log.columns(), period, {true, threshold, 4}), sequential));
  CHECK_THROWS_AS(calculate_rfm(log.ids(), log.columns(), period, {true, 10, 0}), UsageError);
  CHECK_THROWS_AS(calculate_rfm(log.ids(), log.columns(), period, {false, 10, -1}), UsageError);
}

TEST_CASE("ids and offsets of different lengths are a usage error") {
  Log log;
  log.customer("a", {});
  CHECK_THROWS_AS(calculate_rfm(std::span<const std::string_view>{}, log.columns(), kHalfYear), UsageError);
}
