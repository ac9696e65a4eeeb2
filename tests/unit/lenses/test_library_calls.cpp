#include <catch2/catch.hpp>

#include <malloc.h>

#include "rfm_columns.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/lenses/period_comparison.hpp"
#include "spendlens/rfm/data_mart.hpp"

using namespace spendlens;
using namespace spendlens::lenses;
using namespace spendlens::test;

namespace {

const Period kFirst{day("2024-01-01"), day("2025-01-01")};
const Period kSecond{day("2025-01-01"), day("2026-01-01")};

/// Everything that the library makes of a log.
struct Audit {
  rfm::RfmMetrics period1;
  rfm::RfmMetrics period2;
  rfm::RfmScores scores;
  SinglePeriodAnalysis lens1;
  PeriodComparison lens2;
  std::size_t data_mart_rows = 0;

  Audit(const Log& log, const ParallelPolicy& policy)
      : period1(rfm::calculate_rfm(log.ids(), log.columns(), kFirst, policy)),
        period2(rfm::calculate_rfm(log.ids(), log.columns(), kSecond, policy)),
        scores(rfm::calculate_rfm_scores(period2, {}, policy)),
        lens1(analyze_single_period(period2, &scores, kDefaultPercentiles, policy)),
        lens2(analyze_period_comparison(period1, period2, std::nullopt, nullptr, &lens1, policy)),
        data_mart_rows(rfm::aggregate_periods(log.ids(), log.columns(), {}, Granularity::kQuarter, policy).size()) {}

  bool operator==(const Audit& other) const {
    return same(period1, other.period1) && same(period2, other.period2) && scores.rfm_score == other.scores.rfm_score &&
           lens1 == other.lens1 && lens2 == other.lens2 && data_mart_rows == other.data_mart_rows;
  }
};

std::size_t bytes_in_use() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

}  // namespace

TEST_CASE("Lens 1 of a log counts the refunds of those who bought nothing in the period") {
  Log log;
  log.customer("a", {{at("2024-12-10"), -10000}, {at("2025-01-05"), 10000}});
  log.customer("b", {{at("2025-01-10"), -5000}, {at("2025-01-11"), 500}});
  const Audit audit(log, {});
  CHECK(audit.lens1.total_customers == 1);
  CHECK(audit.lens1.refund_count == 2);
  CHECK(audit.lens1.refund_total == 10500);  // 100.00 + 5.00
}

TEST_CASE("no customers and one customer go through every call") {
  const Audit nothing(Log{}, {});
  CHECK(nothing.lens1.total_customers == 0);
  CHECK(nothing.lens2 == PeriodComparison{});

  Log log;
  log.customer("a", {{at("2025-05-05"), -100}});
  const Audit one(log, {});
  CHECK(one.scores.rfm_score == std::vector<std::uint16_t>{333});
  CHECK(one.lens1.total_revenue == 100);
  CHECK(one.lens2.first_time == 1);
  CHECK(one.data_mart_rows == 1);
}

TEST_CASE("100,000 customers: parallel results are the sequential ones") {
  const Log log = random_log(71, 100'000, 8, false);
  const Audit sequential(log, kSequential);
  CHECK(sequential.period2.size() > 60'000);
  CHECK(Audit(log, {true, 1'000, 4}) == sequential);
  CHECK(Audit(log, {}) == sequential);  // the default threshold is not reached
}

TEST_CASE("the threshold decides, and the results do not depend on it") {
  const Log log = random_log(72, 500, 8, false);
  const Audit sequential(log, kSequential);
  const std::uint64_t buyers = sequential.period2.size();
  CHECK(ParallelPolicy{true, 499, 4}.workers_for(500) == 4);
  CHECK(ParallelPolicy{true, 500, 4}.workers_for(500) == 1);
  CHECK(ParallelPolicy{true, 501, 4}.workers_for(500) == 1);
  for (const std::uint64_t threshold :
       {std::uint64_t{499}, std::uint64_t{500}, std::uint64_t{501}, buyers - 1, buyers, buyers + 1})
    CHECK(Audit(log, {true, threshold, 4}) == sequential);
}

TEST_CASE("n_workers of 0 is an error in every call, 1 is sequential, 4 is fine") {
  const Log log = random_log(73, 300, 8, false);
  const Audit sequential(log, kSequential);
  for (const bool parallel : {true, false})
    for (const int workers : {0, -3}) {
      const ParallelPolicy policy{parallel, 10, workers};
      const auto mart = rfm::aggregate_periods(log.ids(), log.columns(), {}, Granularity::kYear);
      CHECK_THROWS_AS(rfm::calculate_rfm(log.ids(), log.columns(), kFirst, policy), UsageError);
      CHECK_THROWS_AS(rfm::calculate_rfm(mart.columns(), kSecond.end, policy), UsageError);
      CHECK_THROWS_AS(rfm::aggregate_periods(log.ids(), log.columns(), {}, Granularity::kYear, policy), UsageError);
      CHECK_THROWS_AS(rfm::calculate_rfm_scores(sequential.period1, {}, policy), UsageError);
      CHECK_THROWS_AS(analyze_single_period(sequential.period1, nullptr, kDefaultPercentiles, policy), UsageError);
      CHECK_THROWS_AS(calculate_revenue_concentration(sequential.period1.total_spend, kDefaultPercentiles, policy),
                      UsageError);
      CHECK_THROWS_AS(
          analyze_period_comparison(sequential.period1, sequential.period2, std::nullopt, nullptr, nullptr, policy),
          UsageError);
    }
  CHECK(Audit(log, ParallelPolicy::always(1)) == sequential);
  CHECK(Audit(log, ParallelPolicy::always(4)) == sequential);
}

TEST_CASE("a thousand repeated calls do not grow memory") {
  const Log log = random_log(74, 200, 10, true);
  const Audit expected(log, ParallelPolicy::always(3));
  std::size_t after_a_hundred = 0;
  for (int call = 1; call <= 1'000; ++call) {
    REQUIRE(Audit(log, ParallelPolicy::always(3)) == expected);
    if (call == 100) after_a_hundred = bytes_in_use();
  }
  // A leak of a byte a customer in one of the calls would be 900 · 200 = 180,000 bytes.
  CHECK(bytes_in_use() < after_a_hundred + 65'536);
}
