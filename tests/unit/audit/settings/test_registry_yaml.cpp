#include <catch2/catch.hpp>

#include <string>

#include "registry_texts.hpp"
#include "spendlens/audit/registry_yaml.hpp"

using namespace spendlens;
using namespace spendlens::test;
using personas::Comparison;
using personas::Condition;
using signals::Signal;

namespace {

const std::vector<Day> kWindows{30, 180};

personas::Registry parse(const std::string& text) { return audit::parse_registry(text, "r.yaml", kWindows); }

Condition condition_of(const std::string& fields) {
  return parse("personas: [{id: a, name: A, priority: 1, criteria: {operator: OR, conditions: [{" + fields + "}]}}]")
      .personas.at(0)
      .conditions.at(0);
}

Condition number(Signal signal, Comparison comparison, double threshold, std::optional<Day> window = {}) {
  return {.signal = signal, .comparison = comparison, .number = threshold, .time_window = window};
}

/// Id, whether AND, conditions.
struct Criteria {
  const char* id;
  bool all;
  std::vector<Condition> conditions;
};

}  // namespace

TEST_CASE("Every key of a persona is read") {
  const personas::Persona persona = parse(registry_text()).personas.at(0);
  CHECK(persona.id == "low_savings");
  CHECK(persona.name == "Low savings");
  CHECK(persona.description == "Little is saved");
  CHECK(persona.priority == 3);
  CHECK(persona.all_conditions);
  CHECK(persona.conditions == std::vector<Condition>{number(Signal::kEmergencyFundMonths, Comparison::kBelow, 3, 30)});
  CHECK(persona.focus_areas == std::vector<std::string>{"Emergency fund", "Transfers"});
  CHECK(persona.content_types == std::vector<std::string>{"Article"});
  CHECK_FALSE(parse(registry_text("AND", "OR")).personas.at(0).all_conditions);
}

TEST_CASE("Personas are put in order of priority") {
  const personas::Registry registry = parse(two_personas("first", "1"));
  CHECK(personas::persona_names(registry) ==
        std::vector<std::string>{"first", "low_savings", "unclassified", "not_assessed"});
}

TEST_CASE("Money is in major units, exactly") {
  CHECK(condition_of("signal: spend, operator: '>=', value: 3000") ==
        Condition{.signal = Signal::kSpend, .comparison = Comparison::kAtLeast, .money = 300'000});
  CHECK(condition_of("signal: net_inflow, operator: '<', value: -0.29").money == -29);
  CHECK(condition_of("signal: spend, operator: '==', value: 90071992547409.93").money == 9'007'199'254'740'993);
  CHECK(condition_of("value: 1.5, operator: '>', signal: spend").money == 150);
  CHECK(condition_of("signal: avg_monthly_expenses, operator: '>', value: 1.555").number == 1.555);
}

TEST_CASE("Flags are true and false or 1 and 0") {
  for (const char* yes : {"true", "1", "1.0"})
    CHECK(condition_of(std::string("signal: has_interest_charges, operator: '==', value: ") + yes) ==
          number(Signal::kHasInterestCharges, Comparison::kEqual, 1));
  CHECK(condition_of("signal: has_interest_charges, operator: '==', value: false").number == 0);
}

TEST_CASE("Every operator is read") {
  for (const char* text : {">=", "<=", "<", ">", "=="})
    CHECK(std::string(personas::text_of(
              condition_of(std::string("signal: spend, operator: '") + text + "', value: 1").comparison)) == text);
}

TEST_CASE("What does not decide who qualifies may be left out") {
  const personas::Persona persona =
      parse(
          "personas: [{id: a, name: A, priority: 1, criteria: {operator: OR, conditions: [{signal: spend, operator: '>', value: 1}]}}]")
          .personas.at(0);
  CHECK(persona.description.empty());
  CHECK(persona.focus_areas.empty());
  CHECK(persona.content_types.empty());
}

TEST_CASE("The shipped registry is that of the definitions") {
  const personas::Registry registry = parse(audit::shipped_registry_text());
  const std::vector<Criteria> expected{
      {"high_utilization", true, {number(Signal::kCreditMaxUtilizationPct, Comparison::kAtLeast, 50)}},
      {"irregular_income",
       false,
       {number(Signal::kIncomeMedianPayGapDays, Comparison::kAbove, 45, 180),
        number(Signal::kIncomePayrollCount, Comparison::kBelow, 2, 180)}},
      {"low_savings", true, {number(Signal::kEmergencyFundMonths, Comparison::kBelow, 3)}},
      {"subscription_heavy", true, {number(Signal::kSubscriptionSharePct, Comparison::kAtLeast, 20)}},
      {"cash_flow_optimizer",
       true,
       {number(Signal::kEmergencyFundMonths, Comparison::kAtLeast, 6),
        number(Signal::kCreditMaxUtilizationPct, Comparison::kBelow, 10)}},
      {"young_professional",
       false,
       {number(Signal::kTransactionHistoryDays, Comparison::kBelow, 180),
        {.signal = Signal::kCreditTotalLimits, .comparison = Comparison::kBelow, .money = 300'000}}}};
  REQUIRE(registry.size() == expected.size());
  for (std::size_t p = 0; p < expected.size(); ++p) {
    const personas::Persona& persona = registry.personas[p];
    CAPTURE(persona.id);
    CHECK(persona.id == expected[p].id);
    CHECK(persona.priority == p + 1);
    if (expected[p].conditions.size() > 1) CHECK(persona.all_conditions == expected[p].all);
    CHECK(persona.conditions == expected[p].conditions);
    CHECK_FALSE(persona.name.empty());
    CHECK(persona.description.find('\n') == std::string::npos);
    CHECK(persona.focus_areas.size() >= 2);
    CHECK(persona.content_types.size() >= 2);
  }
}
