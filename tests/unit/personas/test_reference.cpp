#include <catch2/catch.hpp>

#include "persona_cases.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::personas;
using namespace spendlens::test;

namespace {

const Registry kRegistry = registry_of(
    {persona("high_utilization", 1, {number(kNumber, Comparison::kAtLeast, 50)}),
     persona("few_payments", 2,
             {number(kMonths, Comparison::kAbove, 45, "6m"), number(kCount, Comparison::kBelow, 2, "6m")}, false),
     persona("thin_buffer", 3, {number(kMonths, Comparison::kBelow, 3)}),
     persona("steady", 5, {number(kMonths, Comparison::kAtLeast, 6), money(kMoney, Comparison::kBelow, 300'000)})});

Judgement judge(const std::vector<FieldValue>& in_1m, const std::vector<FieldValue>& in_6m,
                Assessment assessment = Assessment::kAssessed) {
  const std::vector<WindowValues> windows{{"1m", in_1m}, {"6m", in_6m}};
  return match_personas_reference(windows, kRegistry, "1m", assessment);
}

std::string text(std::size_t field, Comparison comparison, double threshold, const FieldValue& value) {
  const Condition condition = number(field, comparison, threshold);
  return condition_text(condition, kFields[field], {value, holds(condition, kFields[field], value)});
}

}  // namespace

TEST_CASE("the reason says which criteria held, the priority and who else qualifies") {
  std::vector<FieldValue> values = knowing(kNumber, real(63.2));
  values[kMonths] = real(1.5);
  const Judgement judgement = judge(values, nothing_known());
  CHECK(judgement.assigned == 0);
  CHECK(judgement.qualifying == 0b101);
  CHECK(judgement.reason ==
        "high_utilization: number_pct 63.2 % >= 50 %; it has priority 1; also qualifies: thin_buffer (3)");
}

TEST_CASE("of an OR the criteria that held are named, with their own window") {
  std::vector<FieldValue> in_6m = knowing(kCount, whole(1));
  in_6m[kMonths] = real(1);
  const Judgement judgement = judge(nothing_known(), in_6m);
  CHECK(judgement.assigned == 1);
  CHECK(judgement.reason == "few_payments: count 1 < 2 (6m); it has priority 2");
  REQUIRE(judgement.evidence.size() == 4);
  CHECK(judgement.evidence[1] == std::vector<Evidence>{{real(1), false}, {whole(1), true}});
  CHECK(judgement.evidence[2] == std::vector<Evidence>{{{}, false}});
}

TEST_CASE("of an AND all criteria are named, money in major units") {
  std::vector<FieldValue> values = knowing(kMonths, real(6));
  values[kMoney] = whole(200'050);
  CHECK(judge(values, nothing_known()).reason ==
        "steady: months 6 months >= 6 months and money 2000.50 < 3000.00; it has priority 5");
}

TEST_CASE("customers without a persona are told why") {
  const Judgement none = judge(nothing_known(), nothing_known());
  CHECK(none.assigned == kRegistry.unclassified());
  CHECK(none.reason == "unclassified: no persona's criteria hold");
}

TEST_CASE("what a customer who is not assessed qualifies for is still told") {
  const std::vector<FieldValue> values = knowing(kNumber, real(80));
  const Judgement absent = judge(values, nothing_known(), Assessment::kNotAssessed);
  CHECK(absent.assigned == kRegistry.not_assessed());
  CHECK(absent.qualifying == 1);
  CHECK(absent.evidence[0] == std::vector<Evidence>{{real(80), true}});
  CHECK(absent.reason == "not_assessed: no transaction in the 90 days up to the reference date");
  const Judgement fresh = judge(values, nothing_known(), Assessment::kTooNew);
  CHECK(fresh.assigned == kRegistry.too_new());
  CHECK(fresh.reason == "too_new: fewer than 60 days of history");
}

TEST_CASE("a value close to its threshold is shown with as many decimals as the outcome needs") {
  CHECK(text(kNumber, Comparison::kAtLeast, 50, real(49.99999)) == "number_pct 49.99999 % >= 50 %");
  CHECK(text(kNumber, Comparison::kAtLeast, 50, real(63.15789473684211)) == "number_pct 63.16 % >= 50 %");
  CHECK(text(kNumber, Comparison::kAbove, 50, real(50.0000000000001)) == "number_pct 50.0000000000001 % > 50 %");
  CHECK(text(kNumber, Comparison::kEqual, 0.5, real(0)) == "number_pct 0 % == 0.5 %");
}

TEST_CASE("flags, names, lists, nulls and money are put in words") {
  CHECK(text(kFlag, Comparison::kEqual, 1, whole(0)) == "flag false == true");
  CHECK(text(kFlag, Comparison::kEqual, 1, {}) == "flag unknown == true");
  CHECK(text(kMonths, Comparison::kBelow, 180, {}) == "months unknown < 180 months");
  CHECK(text(kMajor, Comparison::kAbove, 1500, real(1600.5)) == "major 1600.50 > 1500.00");
  CHECK(condition_text(money(kMoney, Comparison::kBelow, -5), kFields[kMoney], {whole(-7), true}) ==
        "money -0.07 < -0.05");
  CHECK(condition_text(in(kRhythm, {0, 1}), kFields[kRhythm], {whole(2), false}) ==
        "rhythm irregular in weekly, monthly");
  CHECK(criterion_text(number(kMonths, Comparison::kBelow, 1.5, "6m"), kFields[kMonths]) == "months < 1.5 (6m)");
  CHECK(criterion_text(in(kRhythm, {2, 3}), kFields[kRhythm]) == "rhythm in irregular, unknown");
}

TEST_CASE("a window that is not there is refused") {
  const std::vector<WindowValues> windows{{"1m", nothing_known()}};
  CHECK_THROWS_AS(match_personas_reference(windows, kRegistry, "1m", Assessment::kAssessed), UsageError);
}
