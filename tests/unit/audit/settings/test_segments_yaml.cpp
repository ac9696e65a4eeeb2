#include <catch2/catch.hpp>

#include "spendlens/audit/registry_yaml.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/personas/judgement.hpp"

using namespace spendlens;
using namespace spendlens::personas;

namespace {

std::string text_of_segment(const std::string& condition, const std::string& id = "one") {
  return "subject: segment\nsegments:\n  - id: " + id +
         "\n    name: One\n    priority: 1\n    criteria:\n      operator: AND\n      conditions:\n        - {" +
         condition + "}\n";
}

Registry parse(const std::string& condition) {
  return audit::parse_registry(text_of_segment(condition), "s.yaml", audit::segment_terms());
}

void check_refused(const std::string& text, const std::string& says) {
  CHECK_THROWS_AS(audit::parse_registry(text, "s.yaml", audit::segment_terms()), UsageError);
  CHECK_THROWS_WITH(audit::parse_registry(text, "s.yaml", audit::segment_terms()), Catch::Contains(says));
}

/// The definitions' table, read from above: the first row that fits.
std::string segment_by_definition(int r, int f, int m) {
  if (r >= 4 && f >= 4 && m >= 4) return "champions";
  if (r <= 2 && f >= 4 && m >= 4) return "cannot_lose";
  if (r >= 3 && f >= 4) return "loyal";
  if (r >= 3 && m == 5) return "big_spenders";
  if (r >= 4) return f == 1 ? "new_customers" : "promising";
  if (r == 3) return "needs_attention";
  if (f >= 3) return "at_risk";
  return r == 2 ? "hibernating" : "lost";
}

}  // namespace

TEST_CASE("Each of the 125 scores lies in exactly one of the shipped segments") {
  const Registry registry = audit::load_segments("default").registry;
  REQUIRE(registry.size() == 10);
  const std::vector<std::string> names = persona_names(registry);
  std::vector<int> scores(registry.size());
  for (std::int64_t r = 1; r <= 5; ++r)
    for (std::int64_t f = 1; f <= 5; ++f)
      for (std::int64_t m = 1; m <= 5; ++m) {
        WindowValues values{"", {}};
        for (const Field& field : registry.fields)
          values.values.emplace_back(field.name == "r_score" ? r : field.name == "f_score" ? f : m);
        const Judgement judgement =
            match_personas_reference(std::span(&values, 1), registry, "", Assessment::kAssessed);
        CAPTURE(r, f, m);
        REQUIRE(judgement.assigned < registry.size());
        CHECK(names[judgement.assigned] ==
              segment_by_definition(static_cast<int>(r), static_cast<int>(f), static_cast<int>(m)));
        ++scores[judgement.assigned];
      }
  CHECK(scores == std::vector<int>{8, 8, 22, 9, 8, 16, 12, 22, 10, 10});
}

TEST_CASE("Conditions of segments read RFM, scores, the Lens 2 group and the cohort") {
  for (const char* condition :
       {"signal: recency_days, operator: '<=', value: 30", "signal: monetary, operator: '>=', value: 99.50",
        "signal: lens2_group, operator: in, value: [churned, reactivated]",
        "signal: cohort, operator: '>=', value: 2025-03", "signal: cohort, operator: in, value: [earlier, 2024-12]"})
    CHECK(parse(condition).num_conditions() == 1);
}

TEST_CASE("Conditions of segments read what customers will be worth, for the horizons of the profile") {
  const Registry registry = parse("signal: clv, operator: '>=', value: 99.50");
  CHECK(registry.personas[0].conditions[0].thresholds[0].money == 9'950);
  CHECK(audit::reads_value(registry, {90, 365}));
  CHECK_FALSE(audit::reads_value(parse("signal: r_score, operator: '>=', value: 4"), {90, 365}));
  for (const char* condition :
       {"signal: p_alive, operator: '<', value: 0.5", "signal: expected_purchases_365d, operator: '>=', value: 1",
        "signal: x, operator: '==', value: 0", "signal: repeat_spend, operator: '>', value: 10"})
    CHECK(audit::reads_value(parse(condition), {90, 365}));
  audit::ClvRules rules;
  rules.horizons = {30};
  const std::string text = text_of_segment("signal: expected_purchases_30d, operator: '>=', value: 1");
  CHECK(audit::reads_value(audit::parse_registry(text, "s.yaml", audit::segment_terms(rules)), rules.horizons));
  check_refused(text, "segments cannot read 'expected_purchases_30d', but recency_days");
}

TEST_CASE("What segments cannot read, or cannot be, is refused where it stands") {
  check_refused(text_of_segment("signal: liquid_months, operator: '<', value: 3"),
                "s.yaml, line 9: segments cannot read 'liquid_months', but recency_days, frequency");
  check_refused(text_of_segment("signal: r_score, operator: '<', value: 3, window: 6m"), "have no window");
  check_refused(text_of_segment("signal: cohort, operator: '<', value: 2025-Q1"), "must be a month from 1970 on");
  check_refused(text_of_segment("signal: r_score, operator: '<', value: 3", "no_purchase"),
                "id 'no_purchase' is what customers without a segment are called");
  CHECK_THROWS_WITH(audit::load_segments(std::string(DOCS) + "/../jobs/personas.yaml"),
                    Catch::Contains("jobs/personas.yaml"));
}
