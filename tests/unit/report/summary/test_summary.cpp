#include <catch2/catch.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "report/screen/screen_bars.hpp"
#include "spendlens/audit/registry_yaml.hpp"
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
  result.rfm.grid[5][4] = {3, 100000};
  result.lens1.gini_millionths = 634571;
  result.lens2.new_customers = 12;
  result.lens2.bridge.churned = -5;
  result.registry = audit::load_registry("default", {}).registry;
  for (const signals::Window& window : signals::windows_of(result.signal_profile)) {
    result.windows.push_back({window,
                              signals::SignalPartial(result.signal_profile.set),
                              personas::PersonaPartial(result.registry.size()),
                              {}});
    // The first qualifies for cash_shortfall and variable_income, the second for nothing.
    const std::vector<std::uint8_t> assigned = {0, 9};
    const std::vector<std::uint64_t> qualifying = {0b101, 0};
    result.windows.back().personas.add(assigned, qualifying);
  }
  return result;
}

}  // namespace

TEST_CASE("summary.json has the promised keys in exact decimals") {
  const auto json = nlohmann::json::parse(report::summary_json(result_of_two()));
  for (const char* key :
       {"ledger", "periods", "rfm", "lens1", "lens1_compare", "lens2", "signals", "personas", "data_quality", "run"})
    CHECK(json.contains(key));
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

TEST_CASE("summary.json counts personas by window, with who qualifies for two and the share unclassified") {
  const auto json = nlohmann::json::parse(report::summary_json(result_of_two()))["personas"];
  for (const char* window : {"1m", "6m", "12m"}) {
    CHECK(json[window]["assigned"]["cash_shortfall"] == 1);
    CHECK(json[window]["assigned"]["unclassified"] == 1);
    CHECK(json[window]["assigned"]["not_assessed"] == 0);
    CHECK(json[window]["assigned"]["too_new"] == 0);
    CHECK(json[window]["unclassified_pct"] == "50.00");
    CHECK(json[window]["overlap"]["cash_shortfall"]["variable_income"] == 1);
    CHECK(json[window]["overlap"]["variable_income"]["cash_shortfall"] == 1);
    CHECK(json[window]["overlap"]["cash_shortfall"]["revolving_debt"] == 0);
  }
  CHECK(json["registry"][0]["id"] == "cash_shortfall");
}

TEST_CASE("summary.json has revenue by recency and frequency, classes of signals and the conditions of personas") {
  const auto json = nlohmann::json::parse(report::summary_json(result_of_two()));
  const auto& cells = json["lens1"]["rf_grid"];
  REQUIRE(cells.size() == 1);
  CHECK(cells[0] ==
        nlohmann::json{
            {"r_score", 5}, {"f_score", 4}, {"customers", 3}, {"revenue", "1000.00"}, {"average_value", "333.33"}});
  CHECK(json["lens1_compare"]["rf_grid"].empty());
  const auto& classes = json["signals"]["6m"]["signals"]["subscription_share_pct"]["distribution"];
  REQUIRE(classes.size() == 22);
  CHECK(classes[0]["from"].is_null());
  CHECK(classes[5]["from"] == "20.00");
  CHECK(classes[21]["to"].is_null());
  const auto& criteria = json["personas"]["registry"][0]["criteria"];
  CHECK(criteria["conditions"][0] ==
        nlohmann::json{{"signal", "shortfall_count"}, {"operator", ">="}, {"value", "4"}, {"window", "12m"}});
  CHECK_FALSE(json["personas"].contains("note"));
  CHECK(json["signals"]["utilization_tiers"]["very_high"] == "80.00");
}

TEST_CASE("A result without personas says why") {
  audit::AuditResult result = result_of_two();
  result.scope = {.signals = true, .personas = false, .why_no_personas = "none can be judged"};
  result.registry = {};
  const auto json = nlohmann::json::parse(report::summary_json(result))["personas"];
  CHECK(json["note"] == "none can be judged");
  CHECK_FALSE(json.contains("6m"));
  CHECK(json["registry"].empty());
  CHECK_THAT(report::summary_screen(result), Catch::Contains("No personas: none can be judged"));
  result.scope.signals = false;
  result.scope.why_no_signals = "nothing is known";
  result.windows.clear();
  CHECK_THAT(report::summary_screen(result), Catch::Contains("No signals and personas: nothing is known"));
}

TEST_CASE("bars are as long as their values, plain or of eighths") {
  CHECK(report::screen_bar({}, 50, 100, 20) == "##########");
  CHECK(report::screen_bar({}, 1, 1000, 20) == "#");
  CHECK(report::screen_bar({}, 0, 100, 20).empty());
  CHECK(report::screen_bar({}, -500, 100, 4) == "####");
  CHECK(report::screen_bar({}, 5, 0, 4).empty());
  CHECK(report::screen_bar({false, true}, 50, 100, 3) == "\u2588\u258C");
  CHECK(report::screen_bar({true, false}, -50, 100, 4) == "\033[31m##\033[0m");
  CHECK(report::screen_bar({true, false}, 50, 100, 4) == "\033[34m##\033[0m");
}

TEST_CASE("The summary fits one screen and separates thousands") {
  const std::string screen = report::summary_screen(result_of_two());
  CHECK(std::count(screen.begin(), screen.end(), '\n') <= 55);
  CHECK(screen.find('\033') == std::string::npos);
  CHECK_THAT(screen, Catch::Contains("1 cash_shortfall") && Catch::Contains("50.00 %"));
  CHECK_THAT(screen, Catch::Contains("2,500,315.63"));
}
