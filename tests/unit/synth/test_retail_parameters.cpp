#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

#include "spendlens/core/error.hpp"
#include "spendlens/synth/retail_model.hpp"

using namespace spendlens;
using namespace spendlens::synth;
using Catch::Matchers::Contains;

namespace {

void check_set_refused(const char* key, const char* value, const char* part) {
  RetailParameters parameters;
  CAPTURE(key, value);
  CHECK_THROWS_AS(set_parameter(parameters, key, value), UsageError);
  CHECK_THROWS_WITH(set_parameter(parameters, key, value), Contains(part));
  CHECK(parameters == RetailParameters{});
}

void check_yaml_refused(const std::string& text, int line, const char* part) {
  RetailParameters parameters;
  CAPTURE(text);
  CHECK_THROWS_AS(read_scenario_yaml(text, "shop.yaml", parameters), UsageError);
  CHECK_THROWS_WITH(read_scenario_yaml(text, "shop.yaml", parameters),
                    Contains("scenario file shop.yaml, line " + std::to_string(line) + ": ") && Contains(part));
  CHECK(parameters == RetailParameters{});
}

RetailParameters read(const std::string& text, RetailParameters parameters = {}) {
  read_scenario_yaml(text, "shop.yaml", parameters);
  return parameters;
}

std::string file_text(const std::string& path) {
  std::ifstream file(SOURCE_DIRECTORY "/" + path);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

Day day(const char* text) { return parse_date(text).value(); }

}  // namespace

TEST_CASE("parameters are set from texts") {
  RetailParameters parameters;
  set_parameter(parameters, "price_mean", "12.5");
  set_parameter(parameters, "orders_per_month", "+.5");
  set_parameter(parameters, "margin_share", "-1e-1");
  set_parameter(parameters, "launch_ramp_days", "90.0");
  set_parameter(parameters, "promotion_month", "2025-03");
  set_parameter(parameters, "recall_month", "4");
  set_parameter(parameters, "launch", "2024-11-15");
  CHECK(parameters.price_mean == 12.5);
  CHECK(parameters.orders_per_month == 0.5);
  CHECK(parameters.margin_share == -0.1);
  CHECK(parameters.launch_ramp_days == 90);
  CHECK(parameters.promotion_month == CalendarPoint{0, day("2025-03-01")});
  CHECK(parameters.recall_month == CalendarPoint{4, std::nullopt});
  CHECK(parameters.launch == CalendarPoint{0, day("2024-11-15")});
  set_parameter(parameters, "launch", "none");
  CHECK_FALSE(parameters.launch);
}

TEST_CASE("months are counted back from the one of as-of") {
  CHECK(first_day_of(CalendarPoint{0, {}}, day("2025-06-30")) == day("2025-06-01"));
  CHECK(first_day_of(CalendarPoint{1, {}}, day("2025-03-31")) == day("2025-02-01"));
  CHECK(first_day_of(CalendarPoint{15, {}}, day("2025-03-01")) == day("2023-12-01"));
  CHECK(first_day_of(CalendarPoint{1, day("2024-11-15")}, day("2025-03-01")) == day("2024-11-15"));
}

TEST_CASE("unknown keys are refused with the nearest and all known ones") {
  check_set_refused("price_men", "3",
                    "there is no parameter 'price_men'; the nearest is price_mean; known: existing_share (0 to 1), ");
  check_set_refused("churn_monthly", "3", "return_share (0 to 0.5)");
  check_set_refused("", "3", "there is no parameter ''");
  check_set_refused(std::string(5000, 'x').c_str(), "3", "xxx...'");
}

TEST_CASE("values that are none, or out of range, are refused with the range") {
  check_set_refused("price_mean", "much",
                    "price_mean must be a number within 0.01 to 10000 (major units a piece), not 'much'");
  for (const char* value : {"", "0", "10000.01", "nan", "inf", "1,5", " 1", "0x10", "1e99", "--1", "1 2"})
    check_set_refused("price_mean", value, "price_mean must be a number");
  check_set_refused("existing_share", "1.01", "within 0 to 1");
  check_set_refused("launch_ramp_days", "1.5",
                    "launch_ramp_days must be a whole number within 0 to 3660 (days), not '1.5'");
  check_set_refused("seasonal_peak_month", "13", "within 1 to 12");
  for (const char* value : {"", "-1", "1201", "2025-13", "2025-3", "2025-03-01", "none", "1.5", "March", "1969-12"})
    check_set_refused("promotion_month", value,
                      "promotion_month must be a month, YYYY-MM or 0 to 1200 months before the one of as-of");
  for (const char* value : {"", "2025-02-30", "never", "2025-03-01T00:00", "2106-01-01"})
    check_set_refused("launch", value, "launch must be none, YYYY-MM-DD, YYYY-MM or 0 to 1200");
}

TEST_CASE("scenarios by name") {
  CHECK(scenario_names().size() == 8);
  for (const std::string& name : scenario_names()) {
    CAPTURE(name);
    CHECK_NOTHROW(validate(scenario_parameters(name)));
    CHECK((scenario_parameters(name) == RetailParameters{}) == (name == "baseline"));
    CHECK(read("scenario: " + name) == scenario_parameters(name));
    CHECK(read(scenario_yaml(scenario_parameters(name))) == scenario_parameters(name));
  }
  CHECK_THROWS_WITH(
      scenario_parameters("boom"),
      Contains("no scenario 'boom'") && Contains("baseline, promotion, launch, recall, seasonal, high-churn, stable"));
}

TEST_CASE("a scenario file sets what it names, upon the scenario that it names") {
  RetailParameters expected = scenario_parameters("recall");
  expected.recall_drop = 0.8;
  expected.recall_month = CalendarPoint{0, day("2025-02-01")};
  CHECK(read("recall_drop: 0.8\nrecall_month: \"2025-02\"\nscenario: recall\n") == expected);
  RetailParameters before;
  before.price_mean = 3;
  CHECK(read("", before) == before);
  CHECK(read("# nothing\n", before) == before);
  CHECK(read("price_spread: 1", before).price_mean == 3);
  CHECK(read("scenario: baseline", before).price_mean == 25);
}

TEST_CASE("scenario files that are wrong are refused with file and line") {
  check_yaml_refused("price_mean: 3\nprise_spread: 1\n", 2,
                     "there is no parameter 'prise_spread'; the nearest is price_spread");
  check_yaml_refused("\nprice_mean: 0\n", 2, "price_mean must be a number within 0.01 to 10000");
  check_yaml_refused("price_mean:\n\n", 1, "price_mean must be");
  check_yaml_refused("price_mean: ~", 1, "price_mean must be");
  check_yaml_refused("price_mean: \"3\"", 1, "price_mean must be");
  check_yaml_refused("rate_shape: 1\nprice_mean: [3]", 2, "(a list)");
  check_yaml_refused("price_mean: {a: 3}", 1, "(a map)");
  check_yaml_refused("unheard_of: {a: 3}", 1, "there is no parameter 'unheard_of'");
  check_yaml_refused("price_mean: 3\nprice_mean: 4", 2, "'price_mean' comes twice");
  check_yaml_refused("price_mean: 3\nscenario: boom", 2, "no scenario 'boom'");
  check_yaml_refused("scenario: [a]", 1, "no scenario");
  check_yaml_refused("- price_mean\n", 1, "must be a map");
  check_yaml_refused("price_mean", 1, "must be a map");
  check_yaml_refused("? [a]\n: 3\n", 1, "there is no parameter");
  check_yaml_refused("price_mean: 3\n---\nprice_mean: 4\n", 3, "a second document");
  check_yaml_refused("price_mean: 3\n  rate: [\n", 2, "");
  check_yaml_refused(std::string("price_mean: 3\n\0", 15), 2, "control character");
  check_yaml_refused(std::string(100'000, '['), 1, "");
  RetailParameters parameters;
  CHECK_THROWS_WITH(read_scenario_yaml(std::string((1U << 20U) + 1, '#'), "shop.yaml", parameters),
                    Contains("over 1048576 bytes"));
}

TEST_CASE("the shipped scenario file spells out every parameter of the baseline") {
  const std::string text = file_text("jobs/scenarios/retail.yaml");
  RetailParameters other = scenario_parameters("high-churn");
  for (const char* point : {"promotion_month", "recall_month", "launch"}) set_parameter(other, point, "2020-01");
  for (const char* key : {"seasonal_amplitude", "promotion_uplift", "recall_drop", "recall_churn", "price_spread",
                          "margin_share", "margin_spread", "return_share"})
    set_parameter(other, key, "0.01");
  for (const char* key : {"orders_per_month", "rate_shape", "weekend_factor", "seasonal_peak_month", "launch_ramp_days",
                          "products_per_order", "quantity_mean", "price_mean"})
    set_parameter(other, key, "9");
  CHECK(read(text, other) == RetailParameters{});
}

TEST_CASE("the documented scenario file parses") {
  const std::string page = file_text("docs/synthetic.md");
  const std::size_t begin = page.find("```yaml\n");
  REQUIRE(begin != std::string::npos);
  const std::size_t end = page.find("```", begin + 8);
  const RetailParameters parameters = read(page.substr(begin + 8, end - begin - 8));
  CHECK(parameters.recall_drop == 0.8);
  CHECK(parameters.monthly_churn == scenario_parameters("recall").monthly_churn);
  CHECK(parameters != scenario_parameters("recall"));
}
