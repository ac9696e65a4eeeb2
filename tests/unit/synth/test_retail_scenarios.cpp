#include <catch2/catch.hpp>

#include "retail_log.hpp"

using namespace spendlens;
using namespace spendlens::synth;
using namespace spendlens::test;

namespace {

double of(Hundredths value) { return static_cast<double>(value.count) / 100; }

RetailLog log_of(const char* scenario, std::uint32_t rows_per_customer) {
  return {scenario_parameters(scenario), settings(rows_per_customer)};
}

}  // namespace

// As of 2025-06-30 the promotion and the recall are in May, the launch is on 2024-12-01.

TEST_CASE("baseline has about the same revenue from quarter to quarter") {
  const RetailLog log = log_of("baseline", 0);
  CHECK(std::abs(of(log.compare(month("2024-Q4"), month("2025-Q1")).revenue_change_pct)) < 8);
  CHECK(std::abs(of(log.compare(month("2025-Q1"), month("2025-Q2")).revenue_change_pct)) < 8);
}

TEST_CASE("promotion: revenue rises in its month and falls back after it") {
  const std::uint32_t rows = GENERATE(0U, 12U, 30U);
  const RetailLog log = log_of("promotion", rows);
  CHECK(of(log.compare(month("2025-04"), month("2025-05")).revenue_change_pct) > 45);
  CHECK(of(log.compare(month("2025-04"), month("2025-05")).revenue_change_pct) < 80);
  CHECK(of(log.compare(month("2025-05"), month("2025-06")).revenue_change_pct) < -30);
}

TEST_CASE("launch: no sales before, then first-time buyers above all") {
  const std::uint32_t rows = GENERATE(0U, 12U, 30U);
  const RetailLog log = log_of("launch", rows);
  CHECK(log.metrics(parse_period("2000-01-01..2024-12-01", 0, 0)).size() == 0);
  const auto first = log.compare(month("2024-11"), month("2024-12"));
  CHECK(first.first_time > 500);
  CHECK(first.retained + first.reactivated == 0);
  const auto second = log.compare(month("2024-12"), month("2025-01"));
  CHECK(second.first_time > second.retained);
  CHECK(of(second.revenue_change_pct) > 200);
}

TEST_CASE("recall: revenue falls in its month and customers stay away after it") {
  const std::uint32_t rows = GENERATE(0U, 12U, 30U);
  const RetailLog log = log_of("recall", rows);
  const auto recall = log.compare(month("2025-04"), month("2025-05"));
  CHECK(of(recall.revenue_change_pct) < -50);
  CHECK(recall.churned > recall.retained);
  const auto after = log.compare(month("2025-04"), month("2025-06"));
  CHECK(of(after.revenue_change_pct) < -10);
  CHECK(of(log.compare(month("2025-03"), month("2025-04")).revenue_change_pct) > -10);
}

TEST_CASE("seasonal: December sells far more than June, every year") {
  const std::uint32_t rows = GENERATE(0U, 12U, 30U);
  const RetailLog log = log_of("seasonal", rows);
  CHECK(2 * log.revenue(month("2023-12")) > 5 * log.revenue(month("2024-06")));
  CHECK(2 * log.revenue(month("2024-12")) > 5 * log.revenue(month("2024-06")));
  CHECK(of(log.compare(month("2024-06"), month("2024-12")).revenue_change_pct) > 200);
}

TEST_CASE("high-churn: retention far below stable's") {
  // As the orders come; then with exact numbers of orders, where those who leave early buy faster before.
  const auto retention = [](const char* scenario, std::uint32_t rows, const char* before, const char* period) {
    return of(log_of(scenario, rows).compare(month(before), month(period)).retention_rate);
  };
  CHECK(retention("high-churn", 0, "2025-04", "2025-05") < retention("stable", 0, "2025-04", "2025-05") - 15);
  CHECK(retention("high-churn", 0, "2025-Q1", "2025-Q2") < retention("stable", 0, "2025-Q1", "2025-Q2") - 35);
  CHECK(retention("high-churn", 12, "2025-Q1", "2025-Q2") < retention("stable", 12, "2025-Q1", "2025-Q2") - 12);
  CHECK(retention("high-churn", 30, "2025-Q1", "2025-Q2") < retention("stable", 30, "2025-Q1", "2025-Q2") - 20);
  CHECK(retention("high-churn", 12, "2024-Q2", "2025-Q2") < retention("stable", 12, "2024-Q2", "2025-Q2") - 50);
}

TEST_CASE("the share of existing customers is the share of those without a first order in the history") {
  RetailParameters parameters;
  parameters.existing_share = 1;
  parameters.monthly_churn = 0.3;
  const RetailLog log(parameters, settings());
  CHECK(log.metrics(month("2023-Q3")).size() > kCustomers * 85 / 100);  // nobody arrives later
  parameters.existing_share = 0;
  CHECK(RetailLog(parameters, settings()).metrics(month("2023-Q3")).size() < kCustomers / 5);
}
