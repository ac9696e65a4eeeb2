#include <catch2/catch.hpp>

#include <string>

#include "registry_texts.hpp"
#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/personas/judgement.hpp"

using namespace spendlens;
using namespace spendlens::test;
using personas::Comparison;
using personas::Condition;

namespace {

const audit::ConditionTerms kTerms = audit::condition_terms({});

personas::Registry parse(const std::string& text) { return audit::parse_registry(text, "r.yaml", kTerms); }

/// A registry of one condition.
personas::Registry with_condition(const std::string& fields) {
  return parse("personas: [{id: a, name: A, priority: 1, criteria: {operator: OR, conditions: [{" + fields + "}]}}]");
}
Condition condition_of(const std::string& fields) { return with_condition(fields).personas.at(0).conditions.at(0); }

std::vector<std::string> criteria_of(const personas::Registry& registry, std::size_t p) {
  std::vector<std::string> texts;
  for (const Condition& condition : registry.personas.at(p).conditions)
    texts.push_back(personas::criterion_text(condition, registry.field_of(condition)));
  return texts;
}

}  // namespace

TEST_CASE("Every key of a persona is read") {
  const personas::Registry registry = parse(registry_text());
  const personas::Persona& persona = registry.personas.at(0);
  CHECK(persona.id == "thin_buffer");
  CHECK(persona.name == "Thin buffer");
  CHECK(persona.description == "Little is saved");
  CHECK(persona.priority == 3);
  CHECK(persona.all_conditions);
  CHECK(criteria_of(registry, 0) == std::vector<std::string>{"liquid_months < 3 (6m)"});
  CHECK(persona.focus_areas == std::vector<std::string>{"Emergency fund", "Transfers"});
  CHECK(persona.content_types == std::vector<std::string>{"Article"});
  CHECK_FALSE(parse(registry_text("AND", "OR")).personas.at(0).all_conditions);
}

TEST_CASE("Personas are put in order of priority, fields are there once") {
  const personas::Registry registry = parse(two_personas("first", "1"));
  CHECK(personas::persona_names(registry) ==
        std::vector<std::string>{"first", "thin_buffer", "unclassified", "not_assessed", "too_new"});
  CHECK(registry.fields.size() == 1);
}

TEST_CASE("Money is in major units, exactly") {
  const auto money_of = [](const std::string& fields) { return condition_of(fields).thresholds.at(0).money; };
  CHECK(money_of("signal: spending, operator: '>=', value: 3000") == 300'000);
  CHECK(money_of("signal: savings_net_inflow, operator: '<', value: -0.29") == -29);
  CHECK(money_of("signal: spending, operator: '==', value: 90071992547409.93") == 9'007'199'254'740'993);
  CHECK(money_of("value: 1.5, operator: '>', signal: total_spend") == 150);
  CHECK(condition_of("signal: monthly_outgoings, operator: '>', value: 1.555").thresholds.at(0).number == 1.555);
}

TEST_CASE("Flags are true and false or 1 and 0") {
  for (const char* yes : {"true", "1", "1.0"})
    CHECK(condition_of(std::string("signal: has_interest_charges, operator: '==', value: ") + yes)
              .thresholds.at(0)
              .number == 1);
  CHECK(condition_of("signal: has_interest_charges, operator: '==', value: false").thresholds.at(0).number == 0);
}

TEST_CASE("Every operator is read") {
  for (const char* text : {">=", "<=", "<", ">", "=="})
    CHECK(std::string(personas::text_of(
              condition_of(std::string("signal: spending, operator: '") + text + "', value: 1").comparison)) == text);
}

TEST_CASE("Names and lists are read") {
  CHECK(criteria_of(with_condition("signal: income_frequency, operator: '==', value: monthly"), 0) ==
        std::vector<std::string>{"income_frequency == monthly"});
  CHECK(criteria_of(with_condition("signal: income_frequency, operator: in, value: [irregular, weekly], window: 6m"),
                    0) == std::vector<std::string>{"income_frequency in irregular, weekly (6m)"});
  CHECK(criteria_of(with_condition("signal: overdraft_count, operator: in, value: [1, 2]"), 0) ==
        std::vector<std::string>{"overdraft_count in 1, 2"});
  CHECK(criteria_of(with_condition("signal: activity, operator: '==', value: card_only"), 0) ==
        std::vector<std::string>{"activity == card_only"});
}

TEST_CASE("RFM of the period and the Lens 2 group can be read") {
  CHECK(criteria_of(with_condition("signal: recency_days, operator: '<=', value: 30"), 0) ==
        std::vector<std::string>{"recency_days <= 30"});
  CHECK(criteria_of(with_condition("signal: lens2_group, operator: in, value: [churned, inactive]"), 0) ==
        std::vector<std::string>{"lens2_group in churned, inactive"});
}

TEST_CASE("A registry of segments may read scores") {
  const personas::Registry registry = parse(
      "subject: segment\nsegments: [{id: a, name: A, priority: 1, criteria: {operator: AND, conditions: [{signal: "
      "r_score, operator: '>=', value: 4}]}}]");
  CHECK(registry.subject == personas::Subject::kSegment);
  CHECK(criteria_of(registry, 0) == std::vector<std::string>{"r_score >= 4"});
}

TEST_CASE("What does not decide who qualifies may be left out") {
  const personas::Persona persona = with_condition("signal: spending, operator: '>', value: 1").personas.at(0);
  CHECK(persona.description.empty());
  CHECK(persona.focus_areas.empty());
  CHECK(persona.content_types.empty());
}

TEST_CASE("The shipped registry is that of the definitions") {
  const personas::Registry registry = parse(*audit::shipped_registry_text("default"));
  struct Criteria {
    const char* id;
    bool all;
    std::vector<std::string> conditions;
  };
  const std::vector<Criteria> expected{
      {"cash_shortfall", false, {"shortfall_count >= 4 (12m)", "advance_count >= 3", "overdue_count >= 1"}},
      {"revolving_debt", false, {"revolving_utilization_pct >= 50", "minimum_payment_only_count >= 1"}},
      {"variable_income", true, {"income_regular_share_pct < 50"}},
      {"thin_buffer", true, {"liquid_months < 1.5"}},
      {"building_buffer", true, {"liquid_months < 3"}},
      {"committed", true, {"committed_share_pct >= 60"}},
      {"subscription_heavy", true, {"subscription_count >= 5", "subscription_share_pct >= 8"}},
      {"cash_rich", true, {"liquid_months >= 6", "revolving_utilization_pct == 0"}},
      {"credit_starter", true, {"credit_total_limits < 3000.00", "transaction_history_days < 730"}}};
  REQUIRE(registry.size() == expected.size());
  for (std::size_t p = 0; p < expected.size(); ++p) {
    const personas::Persona& persona = registry.personas[p];
    CAPTURE(persona.id);
    CHECK(persona.id == expected[p].id);
    CHECK(persona.priority == p + 1);
    CHECK(persona.all_conditions == expected[p].all);
    CHECK(criteria_of(registry, p) == expected[p].conditions);
    CHECK_FALSE(persona.name.empty());
    CHECK(persona.description.find('\n') == std::string::npos);
    CHECK(persona.focus_areas.size() >= 2);
    CHECK(persona.content_types.size() >= 2);
  }
}

TEST_CASE("The default registry is the one for the profile's signals") {
  const audit::Profile earlier = audit::load_profile("spendsense");
  CHECK(audit::load_registry("default", earlier).registry.personas.front().id == "high_utilization");
  CHECK(audit::load_registry("default", {}).registry.personas.front().id == "cash_shortfall");
  CHECK_THROWS_AS(audit::load_registry("spendsense", {}), UsageError);
}
