#include <catch2/catch.hpp>

#include <string>

#include "registry_texts.hpp"
#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::test;
using Catch::Contains;

namespace {

const audit::ConditionTerms kTerms = audit::condition_terms({});

void check_refused(const std::string& text, int line, const std::string& what) {
  CAPTURE(text);
  CHECK_THROWS_AS(audit::parse_registry(text, "dir/r.yaml", kTerms), UsageError);
  CHECK_THROWS_WITH(audit::parse_registry(text, "dir/r.yaml", kTerms),
                    Catch::StartsWith("registry dir/r.yaml, line " + std::to_string(line) + ": ") && Contains(what));
}

std::string repeated(std::size_t count, const std::string& from, const std::string& to,
                     std::string (*persona)(std::size_t)) {
  std::string text = from;
  for (std::size_t i = 0; i < count; ++i) text += persona(i);
  return text + to;
}

std::string short_persona(std::size_t i) {
  const std::string number = std::to_string(i);
  return "  - {id: p" + number + ", name: P" + number + ", priority: " + std::to_string(i + 1) +
         ", criteria: {operator: OR, conditions: [{signal: spending, operator: '>', value: 1}]}}\n";
}

}  // namespace

TEST_CASE("The registry that the refusals start from is accepted") {
  CHECK(audit::parse_registry(registry_text(), "r.yaml", kTerms).size() == 1);
  CHECK(audit::parse_registry(two_personas("b", "4"), "r.yaml", kTerms).size() == 2);
}

TEST_CASE("Unknown keys are refused at their line") {
  check_refused(registry_text("personas:", "people:"), 1,
                "unknown key 'people' in a registry; known: subject, personas, segments");
  check_refused(registry_text("description:", "descripton:"), 4,
                "unknown key 'descripton' in a persona; known: id, name");
  check_refused(registry_text("      operator: AND", "      operators: AND"), 7, "unknown key 'operators' in criteria");
  check_refused(registry_text("window:", "time_window:"), 12,
                "unknown key 'time_window' in a condition; known: signal, operator, value, window");
}

TEST_CASE("Missing keys are refused at the map that lacks them") {
  check_refused("{}\n", 1, "a registry has no 'personas'");
  check_refused("", 1, "a registry must be a map of subject");
  check_refused(registry_text("- id: thin_buffer\n    name", "- name"), 2, "a persona has no 'id'");
  check_refused(registry_text("    name: Thin buffer\n"), 2, "a persona has no 'name'");
  check_refused(registry_text("    priority: 3\n"), 2, "a persona has no 'priority'");
  check_refused(registry_text("      operator: AND\n"), 7, "criteria has no 'operator'");
  check_refused(registry_text("          operator: <\n"), 9, "a condition has no 'operator'");
  check_refused(registry_text("          value: 3\n"), 9, "a condition has no 'value'");
  check_refused(registry_text("- signal: liquid_months\n          operator", "- operator"), 9,
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
  check_refused("personas: []\n", 1, "there must be at least one of personas");
  check_refused(registry_text("id: thin_buffer", "id: [a]"), 2, "id must be a text");
  check_refused(registry_text("name: Thin buffer", "name: ~"), 3, "'name' has no value");
  check_refused(registry_text("name: Thin buffer", "name:"), 3, "'name' has no value");
  check_refused(registry_text("description: Little is saved", "description: {a: b}"), 4, "description must be a text");
  check_refused(registry_text("[Emergency fund, Transfers]", "Emergency fund"), 13,
                "focus_areas must be a list of texts");
  check_refused(registry_text("[Article]", "[[Article]]"), 14, "each of content_types must be a text");
  check_refused(registry_text("operator: <", "operator: [<]"), 10, "one of >= <= > < == in");
  check_refused(registry_text("window: 6m", "window: [6m]"), 12, "window must be");
  check_refused(registry_text("name: Thin buffer", "name: \"Thin\\nbuffer\""), 3, "must not contain line breaks");
  check_refused(registry_text("name: Thin buffer", "name: \"Thin\\0buffer\""), 3,
                "must not contain control characters");
}

TEST_CASE("Ids and priorities that are malformed or taken are refused") {
  check_refused(registry_text("id: thin_buffer", "id: Low"), 2, "id 'Low' must be 1 to 64 lower case letters");
  check_refused(registry_text("id: thin_buffer", "id: unclassified"), 2, "choose another one");
  check_refused(registry_text("priority: 3", "priority: 0"), 5, "priority must be within 1 to");
  check_refused(registry_text("priority: 3", "priority: -1"), 5, "priority must be within 1 to");
  check_refused(registry_text("priority: 3", "priority: 1.5"), 5, "priority must be a whole number");
  check_refused(registry_text("priority: 3", "priority: \"3\""), 5, "priority must be a number, not the text '3'");
  check_refused(registry_text("priority: 3", "priority: high"), 5, "priority must be a number");
  check_refused(two_personas("thin_buffer", "4"), 15, "id 'thin_buffer' is taken");
  check_refused(two_personas("other", "3"), 18, "priority 3 is taken by persona 'thin_buffer'");
  check_refused(two_personas("other", "4", "Thin buffer"), 16, "name 'Thin buffer' is taken by persona 'thin_buffer'");
}

TEST_CASE("Criteria that cannot be judged are refused") {
  check_refused(registry_text("operator: AND", "operator: NOT"), 7, "operator of criteria must be AND or OR");
  check_refused(registry_text("operator: AND", "operator: and"), 7, "must be AND or OR");
  check_refused(registry_text("liquid_months", "liquid_month"), 9,
                "there is no signal 'liquid_month'; the nearest is liquid_months");
  const std::string rhythm = registry_text("liquid_months", "income_frequency");
  check_refused(rhythm, 11, "value of income_frequency must be one of weekly, biweekly");
  check_refused(std::string(rhythm).replace(rhythm.find("value: 3"), 8, "value: monthly"), 9,
                "income_frequency is a name");
  check_refused(registry_text("liquid_months", "r_score"), 9, "r_score is known after all customers were read");
  check_refused(registry_text("liquid_months", "p_alive"), 9, "p_alive is known after all customers were read");
  check_refused(registry_text("liquid_months", "expected_purchases_30d"), 9, "segments can read it");
  check_refused(registry_text("operator: <", "operator: in"), 11, "value of `in` must be a list");
  check_refused(registry_text("operator: <", "operator: ="), 10, "one of >= <= > < == in");
  check_refused(registry_text("operator: <", "operator: lt"), 10, "one of >= <= > < == in");
  check_refused("personas:\n  - {id: a, name: A, priority: 1, criteria: {operator: OR, conditions: []}}\n", 2,
                "at least one condition");
}

TEST_CASE("Thresholds that are no numbers are refused") {
  for (const char* value :
       {"three", "'3'", "nan", ".nan", ".inf", "-.inf", "0x10", "1,000", "3 %", "true", "[3]", "1e999"})
    check_refused(registry_text("value: 3", std::string("value: ") + value), 11, "value must be a number");
  const std::string money = registry_text("liquid_months", "credit_total_limits");
  const auto with_value = [&](const std::string& value) {
    return std::string(money).replace(money.find("value: 3"), 8, "value: " + value);
  };
  check_refused(with_value("3000.005"), 11,
                "value of credit_total_limits, money in major units, must have at most 2 decimals");
  check_refused(with_value("1e16"), 11, "must be within");
  check_refused(with_value("$5"), 11, "must be a number, not '$5'");
}

TEST_CASE("Windows that the profile does not have are refused") {
  check_refused(registry_text("6m", "30d"), 12, "window 30d is none of the profile's windows (1m, 6m, 12m)");
  for (const char* window : {"30", "m", "-6m", "6 m", "99999999999999999999d", "6M", "1y"})
    check_refused(registry_text("6m", window), 12,
                  "window must be one of the profile's windows (1m, 6m, 12m), as 6m or 30d");
  audit::ConditionTerms other = kTerms;
  other.windows = {"7d"};
  CHECK_THROWS_WITH(audit::parse_registry(registry_text(), "r.yaml", other),
                    Contains("6m is none of the profile's windows (7d)"));
}

TEST_CASE("A registry is of personas or of segments") {
  check_refused("subject: segments\n" + registry_text(), 1, "subject must be persona or segment");
  check_refused("subject: segment\n" + registry_text(), 3, "has 'segments', no 'personas'");
  check_refused(registry_text("personas:", "segments:"), 2, "has 'personas', no 'segments'");
}

TEST_CASE("64 personas are accepted and 65 refused at the last one's line") {
  CHECK(audit::parse_registry(repeated(64, "personas:\n", "", short_persona), "r.yaml", kTerms).size() == 64);
  check_refused(repeated(65, "personas:\n", "", short_persona), 66, "65 personas are more than the 64");
}
