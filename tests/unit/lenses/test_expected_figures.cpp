#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "rfm_columns.hpp"
#include "spendlens/lenses/period_comparison.hpp"

using namespace spendlens;
using namespace spendlens::lenses;
using namespace spendlens::test;
using Json = nlohmann::json;

namespace {

/// Where expected figures of real logs lie; empty where they are absent.
std::filesystem::path expected_directory() {
  const char* given = std::getenv("SPENDLENS_SHARED");
  const std::filesystem::path directory =
      std::filesystem::path(given != nullptr && *given != '\0' ? given : SHARED_DIRECTORY) / "expected";
  if (std::filesystem::exists(directory)) return directory;
  std::cout << "skipped: no expected figures in " << directory.string()
            << "; name the folder that holds expected/ and data/ by the environment variable SPENDLENS_SHARED\n";
  return {};
}

/// One period's metrics and scores as another implementation has them.
struct Expected {
  std::deque<std::string> ids;
  rfm::RfmMetrics metrics;
  std::vector<int> r, f, m;

  explicit Expected(const std::filesystem::path& file) {
    const std::string command = std::string(PYTHON) + " " + METRICS_SCRIPT + " " + file.string();
    FILE* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string text;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text.push_back(static_cast<char>(c));
    REQUIRE(pclose(pipe) == 0);
    std::istringstream lines(text);
    std::vector<Buyer> buyers;
    std::vector<Minor> monetary;
    std::string id;
    Buyer buyer;
    for (Minor mean = 0; lines >> id >> buyer.recency_days >> buyer.frequency >> buyer.total_spend >> mean;) {
      ids.push_back(id);
      buyer.id = ids.back();
      buyers.push_back(buyer);
      monetary.push_back(mean);
      for (auto* scores : {&r, &f, &m}) lines >> scores->emplace_back();
    }
    metrics = metrics_of(buyers);
    CHECK(metrics.monetary == monetary);
  }
};

void check_lens1(const SinglePeriodAnalysis& lens, const Json& expected) {
  CHECK(lens.total_customers == expected["total_customers"]);
  CHECK(lens.total_orders == expected["total_orders"]);
  CHECK(lens.one_time_buyers == expected["one_time_buyers"]);
  CHECK(decimal_text(lens.one_time_buyer_pct) == expected["one_time_buyer_pct"]);
  CHECK(decimal_text(lens.total_revenue, 2) == expected["total_revenue"]);
  CHECK(decimal_text(lens.avg_orders_per_customer) == expected["avg_orders_per_customer"]);
  CHECK(decimal_text(lens.median_customer_value, 2) == expected["median_customer_value"]);
  CHECK(decimal_text(lens.top_10pct_revenue_contribution) == expected["top_10pct_revenue_contribution"]);
  CHECK(decimal_text(lens.top_20pct_revenue_contribution) == expected["top_20pct_revenue_contribution"]);
  for (const auto& [percentile, share] : expected["revenue_concentration"].items())
    CHECK(decimal_text(lens.revenue_concentration.at(std::stoi(percentile)).share) == share);
  CHECK(lens.rfm_distribution.size() == expected["rfm_distribution"].size());
  for (const auto& [score, customers] : expected["rfm_distribution"].items())
    CHECK(lens.rfm_distribution.at(std::stoi(score)) == customers);
}

void check_lens2(const PeriodComparison& lens, const Json& expected) {
  CHECK(lens.retained == expected["retained"]);
  CHECK(lens.churned == expected["churned"]);
  CHECK(lens.new_customers == expected["new"]);
  CHECK(decimal_text(lens.retention_rate) == expected["retention_rate"]);
  CHECK(decimal_text(lens.churn_rate) == expected["churn_rate"]);
  CHECK(lens.customer_count_change == expected["customer_count_change"]);
  CHECK(decimal_text(lens.revenue_change_pct) == expected["revenue_change_pct"]);
  CHECK(decimal_text(lens.avg_order_value_change_pct) == expected["avg_order_value_change_pct"]);
}

std::filesystem::path metrics_file(const std::filesystem::path& directory, const std::string& log, std::string period) {
  std::replace(period.begin(), period.end(), '.', '_');
  period.erase(period.find('_'), 1);
  return directory / (log + "-rfm-" + period + ".csv.gz");
}

}  // namespace

TEST_CASE("scores, Lens 1 and Lens 2 of real logs are those of an independent implementation") {
  const std::filesystem::path directory = expected_directory();
  if (directory.empty()) return;
  for (const std::string log : {"cdnow_master", "online_retail"}) {
    std::ifstream file(directory / (log + ".json"));
    const Json figures = Json::parse(file);
    for (const auto& [name, expected] : figures.items()) {
      INFO(log << ' ' << name);
      if (name.find('>') == std::string::npos) {
        const Expected period(metrics_file(directory, log, name));
        const rfm::RfmScores scores = rfm::calculate_rfm_scores(period.metrics);
        CHECK(std::vector<int>(scores.r_score.begin(), scores.r_score.end()) == period.r);
        CHECK(std::vector<int>(scores.f_score.begin(), scores.f_score.end()) == period.f);
        CHECK(std::vector<int>(scores.m_score.begin(), scores.m_score.end()) == period.m);
        check_lens1(analyze_single_period(period.metrics, &scores, std::vector<int>{1, 5, 10, 20, 50, 80, 100}),
                    expected);
      } else {
        if (!std::filesystem::exists(metrics_file(directory, log, expected["period1"]))) continue;
        const Expected period1(metrics_file(directory, log, expected["period1"]));
        const Expected period2(metrics_file(directory, log, expected["period2"]));
        check_lens2(analyze_period_comparison(period1.metrics, period2.metrics), expected);
      }
    }
  }
}
