#include <catch2/catch.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "spendlens/report/summary.hpp"

using namespace spendlens;

namespace {

audit::AuditResult result_of_two() {
  audit::AuditResult result;
  result.ledger.currency = "USD";
  result.ledger.timezone = "UTC";
  result.lens1.total_revenue = 250031563;
  result.lens1.one_time_buyer_pct = {5052};
  result.lens1.revenue_concentration[10] = {2357, {5094}};
  result.lens1_compare.revenue_concentration[10] = {};
  result.lens1.rfm_distribution[555] = 731;
  result.lens1.lorenz[50] = 1041;
  result.lens1.gini_millionths = 634571;
  result.lens2.new_customers = 12;
  result.lens2.bridge.churned = -5;
  return result;
}

}  // namespace

TEST_CASE("summary.json has the promised keys in exact decimals") {
  const auto json = nlohmann::json::parse(report::summary_json(result_of_two()));
  for (const char* key : {"ledger", "periods", "rfm", "lens1", "lens1_compare", "lens2", "data_quality", "run"}) CHECK(json.contains(key));
  CHECK(json["lens1"]["total_revenue"] == "2500315.63");
  CHECK(json["lens1"]["one_time_buyer_pct"] == "50.52");
  CHECK(json["lens1"]["revenue_concentration"]["10"]["share"] == "50.94");
  CHECK(json["lens1"]["revenue_concentration"]["10"]["customers"] == 2357);
  CHECK(json["lens1"]["rfm_distribution"]["555"] == 731);
  CHECK(json["lens1"]["lorenz"][50] == "0.1041");
  CHECK(json["lens1"]["gini"] == "0.634571");
  CHECK(json["lens2"]["new"] == 12);
  CHECK(json["lens2"]["revenue_bridge"]["churned"] == "-0.05");
}

TEST_CASE("The summary fits one screen and separates thousands") {
  const std::string screen = report::summary_screen(result_of_two());
  CHECK(std::count(screen.begin(), screen.end(), '\n') <= 45);
  CHECK_THAT(screen, Catch::Contains("2,500,315.63"));
}
