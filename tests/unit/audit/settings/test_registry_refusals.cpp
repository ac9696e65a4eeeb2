#include <catch2/catch.hpp>

#include <string>

#include "registry_texts.hpp"
#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::test;
using Catch::Contains;

namespace {

const std::vector<Day> kWindows{30, 180};

void check_refused(const std::string& text, int line, const std::string& what) {
  CAPTURE(text);
  CHECK_THROWS_AS(audit::parse_registry(text, "dir/r.yaml", kWindows), UsageError);
  CHECK_THROWS_WITH(audit::parse_registry(text, "dir/r.yaml", kWindows),
                    Catch::StartsWith("registry dir/r.yaml, line " + std::to_string(line) + ": ") && Contains(what));
}

std::string repeated(std::size_t count, const std::string& from, const std::string& to,
                     std::string (*persona)(std::size_t)) {
  std::string text = from;
  for (std::size_t i = 0; i < count; ++i) text += persona(i);
  return text + to;
}

std::string short_persona(std::size_t i) {
  return "  - {id: p" + std::to_string(i) + ", name: P, priority: " + std::to_string(i + 1) +
         ", criteria: {operator: OR, conditions: [{signal: spend, operator: '>', value: 1}]}}\n";
}

}  // namespace

TEST_CASE("The registry that the refusals start from is accepted") {
  CHECK(audit::parse_registry(registry_text(), "r.yaml", kWindows).size() == 1);
  CHECK(audit::parse_registry(two_personas("b", "4"), "r.yaml", kWindows).size() == 2);
}

TEST_CASE("Unknown keys are refused at their line") {
  check_refused(registry_text("personas:", "people:"), 1, "unknown key 'people' in a registry; known: personas");
  check_refused(registry_text("description:", "descripton:"), 4,
                "unknown key 'descripton' in a persona; known: id, name");
  check_refused(registry_text("      operator: AND", "      operators: AND"), 7, "unknown key 'operators' in criteria");
  check_refused(registry_text("time_window:", "window:"), 12,
                "unknown key 'window' in a condition; known: signal, operator, value, time_window");
}

TEST_CASE("Missing keys are refused at the map that lacks them") {
  check_refused("{}\n", 1, "a registry has no 'personas'");
  check_refused("", 1, "a registry must be a map of personas");
  check_refused(registry_text("- id: low_savings\n    name", "- name"), 2, "a persona has no 'id'");
  check_refused(registry_text("    name: Low savings\n"), 2, "a persona has no 'name'");
  check_refused(registry_text("    priority: 3\n"), 2, "a persona has no 'priority'");
  check_refused(registry_text("      operator: AND\n"), 7, "criteria has no 'operator'");
  check_refused(registry_text("          operator: <\n"), 9, "a condition has no 'operator'");
  check_refused(registry_text("          value: 3\n"), 9, "a condition has no 'value'");
  check_refused(registry_text("- signal: emergency_fund_months\n          operator", "- operator"), 9,
                "a condition has no 'signal'");
}

TEST_CASE("Keys that come twice are refused") {
  check_refused(registry_text("    priority: 3\n", "    priority: 3\n    priority: 4\n"), 6,
                "key 'priority' comes twice in a persona");
  check_refused(registry_text("          value: 3\n", "          value: 3\n          value: 3\n"), 12,
                "key 'value' comes twice in a condition");
  check_refused(registry_text() + "personas: []\n", 15, "key 'personas' comes twice");
}

TEST_CASE("Wrong types are refused") {
  check_refused("personas: 5\n", 1, "personas must be a list");
  check_refused("personas: [5]\n", 1, "a persona must be a map");
  check_refused("personas: []\n", 1, "at least one persona");
  check_refused(registry_text("id: low_savings", "id: [a]"), 2, "id must be a text");
  check_refused(registry_text("name: Low savings", "name: ~"), 3, "'name' has no value");
  check_refused(registry_text("name: Low savings", "name:"), 3, "'name' has no value");
  check_refused(registry_text("description: Little is saved", "description: {a: b}"), 4, "description must be a text");
  check_refused(registry_text("[Emergency fund, Transfers]", "Emergency fund"), 13,
                "focus_areas must be a list of texts");
  check_refused(registry_text("[Article]", "[[Article]]"), 14, "each of content_types must be a text");
  check_refused(registry_text("operator: <", "operator: [<]"), 10, "one of >= <= > < ==");
  check_refused(registry_text("time_window: 30d", "time_window: [30d]"), 12, "time_window must be");
  check_refused(registry_text("name: Low savings", "name: \"Low\\nsavings\""), 3, "must not contain line breaks");
  check_refused(registry_text("name: Low savings", "name: \"Low\\0savings\""), 3,
                "must not contain control characters");
}

TEST_CASE("Ids and priorities that are malformed or taken are refused") {
  check_refused(registry_text("id: low_savings", "id: Low"), 2, "id 'Low' must be 1 to 64 lower case letters");
  check_refused(registry_text("id: low_savings", "id: unclassified"), 2, "choose another one");
  check_refused(registry_text("priority: 3", "priority: 0"), 5, "priority must be within 1 to");
  check_refused(registry_text("priority: 3", "priority: -1"), 5, "priority must be within 1 to");
  check_refused(registry_text("priority: 3", "priority: 1.5"), 5, "priority must be a whole number");
  check_refused(registry_text("priority: 3", "priority: \"3\""), 5, "priority must be a number, not the text '3'");
  check_refused(registry_text("priority: 3", "priority: high"), 5, "priority must be a number");
  check_refused(two_personas("low_savings", "4"), 15, "id 'low_savings' is taken");
  check_refused(two_personas("other", "3"), 18, "priority 3 is taken by persona 'low_savings'");
}

TEST_CASE("Criteria that cannot be judged are refused") {
  check_refused(registry_text("operator: AND", "operator: NOT"), 7, "operator of criteria must be AND or OR");
  check_refused(registry_text("operator: AND", "operator: and"), 7, "must be AND or OR");
  check_refused(registry_text("emergency_fund_months", "emergency_fund_month"), 9,
                "there is no signal 'emergency_fund_month'; the nearest is emergency_fund_months");
  check_refused(registry_text("emergency_fund_months", "payment_frequency"), 9, "payment_frequency is a name");
  check_refused(registry_text("operator: <", "operator: ="), 10, "one of >= <= > < ==");
  check_refused(registry_text("operator: <", "operator: lt"), 10, "one of >= <= > < ==");
  check_refused("personas:\n  - {id: a, name: A, priority: 1, criteria: {operator: OR, conditions: []}}\n", 2,
                "at least one condition");
}

TEST_CASE("Thresholds that are no numbers are refused") {
  for (const char* value :
       {"three", "'3'", "nan", ".nan", ".inf", "-.inf", "0x10", "1,000", "3 %", "true", "[3]", "1e999"})
    check_refused(registry_text("value: 3", std::string("value: ") + value), 11, "value must be a number");
  const std::string money = registry_text("emergency_fund_months", "credit_total_limits");
  const auto with_value = [&](const std::string& value) {
    return std::string(money).replace(money.find("value: 3"), 8, "value: " + value);
  };
  check_refused(with_value("3000.005"), 11,
                "value of credit_total_limits, money in major units, must have at most 2 decimals");
  check_refused(with_value("1e16"), 11, "must be within");
  check_refused(with_value("$5"), 11, "must be a number, not '$5'");
}

TEST_CASE("Time windows that the profile does not have are refused") {
  check_refused(registry_text("30d", "90d"), 12, "time_window 90d is none of the profile's windows (30d, 180d)");
  for (const char* window : {"30", "d", "0d", "-30d", "30 d", "3661d", "99999999999999999999d", "30D", "1m"})
    check_refused(registry_text("30d", window), 12, "time_window must be a window of the profile in days, as 30d");
  CHECK_THROWS_WITH(audit::parse_registry(registry_text(), "r.yaml", std::vector<Day>{7}),
                    Contains("30d is none of the profile's windows (7d)"));
}

TEST_CASE("64 personas are accepted and 65 refused at the last one's line") {
  CHECK(audit::parse_registry(repeated(64, "personas:\n", "", short_persona), "r.yaml", kWindows).size() == 64);
  check_refused(repeated(65, "personas:\n", "", short_persona), 66, "65 personas are more than the 64");
}
