#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "persona_cases.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::personas;
using namespace spendlens::test;

namespace {

std::string outcomes(std::size_t field, double threshold, const FieldValue& value) {
  std::string text;
  for (const Comparison comparison : kComparisons) {
    const int outcome = held(number(field, comparison, threshold), value);
    text += outcome == 2 ? '!' : outcome == 1 ? 'y' : 'n';
  }
  return text;
}

}  // namespace

// The five operators in the order >= <= < > ==.

TEST_CASE("null fails every operator, whatever the type") {
  for (const std::size_t field : {kCount, kCards, kNumber, kFlag, kScore})
    for (const Comparison comparison : {Comparison::kAtLeast, Comparison::kAtMost, Comparison::kBelow,
                                        Comparison::kAbove, Comparison::kEqual, Comparison::kIn})
      for (const double threshold : {-1.0, 0.0, 255.0, 65535.0, 4294967295.0, 1e300, -1e300})
        CHECK(held(number(field, comparison, threshold), {}) == 0);
  for (const Minor threshold : {std::numeric_limits<Minor>::min(), Minor{0}, std::numeric_limits<Minor>::max()})
    for (const Comparison comparison : kComparisons) CHECK(held(money(kMoney, comparison, threshold), {}) == 0);
  for (const double name : {0.0, 1.0, 2.0, 3.0}) CHECK(held(number(kRhythm, Comparison::kEqual, name), {}) == 0);
}

TEST_CASE("each operator on a double") {
  CHECK(outcomes(kMonths, 3, real(3)) == "yynny");
  CHECK(outcomes(kMonths, 2, real(3)) == "ynnyn");
  CHECK(outcomes(kMonths, 4, real(3)) == "nyynn");
  CHECK(outcomes(kMonths, std::nextafter(3, 4), real(3)) == "nyyny");
  CHECK(outcomes(kMonths, std::nextafter(3, 2), real(3)) == "ynnyy");
}

TEST_CASE("== holds within a millionth, on doubles and on counts") {
  for (const double sign : {-1.0, 1.0}) {
    CHECK(held(number(kMonths, Comparison::kEqual, 3), real(3 + sign * 0.9e-6)) == 1);
    CHECK(held(number(kMonths, Comparison::kEqual, 3), real(3 + sign * 1.1e-6)) == 0);
    CHECK(held(number(kCount, Comparison::kEqual, 2 + sign * 0.9e-6), whole(2)) == 1);
    CHECK(held(number(kCount, Comparison::kEqual, 2 + sign * 1.1e-6), whole(2)) == 0);
  }
}

TEST_CASE("in holds where one of its values does") {
  CHECK(held(in(kCount, {2, 5}), whole(5)) == 1);
  CHECK(held(in(kCount, {2, 5}), whole(3)) == 0);
  CHECK(held(in(kMonths, {1, 2.5}), real(2.5 + 0.9e-6)) == 1);
  CHECK(held(in(kMonths, {1, 2.5}), real(2.6)) == 0);
  CHECK(held({kMoney, Comparison::kIn, {{0, 100}, {0, 250}}, {}}, whole(250)) == 1);
  CHECK(held({kMoney, Comparison::kIn, {{0, 100}, {0, 250}}, {}}, whole(251)) == 0);
}

TEST_CASE("a name is compared with names") {
  CHECK(held(number(kRhythm, Comparison::kEqual, 1), whole(1)) == 1);
  CHECK(held(number(kRhythm, Comparison::kEqual, 1), whole(2)) == 0);
  CHECK(held(in(kRhythm, {2, 3}), whole(3)) == 1);
  CHECK(held(in(kRhythm, {2, 3}), whole(0)) == 0);
}

TEST_CASE("a count is compared with a threshold between two counts as a real number") {
  CHECK(outcomes(kCount, 2, whole(2)) == "yynny");
  CHECK(outcomes(kCount, 1.5, whole(2)) == "ynnyn");
  CHECK(outcomes(kCount, 2.5, whole(2)) == "nyynn");
  CHECK(outcomes(kCount, -1, whole(2)) == "ynnyn");
  CHECK(outcomes(kCount, -1e300, whole(2)) == "ynnyn");
  CHECK(outcomes(kCount, 1e300, whole(2)) == "nyynn");
  CHECK(outcomes(kCount, 5e9, whole(2)) == "nyynn");
  CHECK(outcomes(kCards, 65534, whole(65534)) == "yynny");
  CHECK(outcomes(kCards, 65535, whole(65534)) == "nyynn");
  CHECK(outcomes(kFlag, 1, whole(1)) == "yynny");
  CHECK(outcomes(kFlag, 0, whole(1)) == "ynnyn");
  CHECK(outcomes(kScore, 5, whole(5)) == "yynny");
  CHECK(outcomes(kScore, 0, whole(1)) == "ynnyn");
}

TEST_CASE("money is compared exactly, also where a double is too short") {
  const Minor big = 9'007'199'254'740'993;  // 2^53 + 1
  CHECK(held(money(kMoney, Comparison::kAbove, big - 1), whole(big)) == 1);
  CHECK(held(money(kMoney, Comparison::kEqual, big - 1), whole(big)) == 0);
  CHECK(held(money(kMoney, Comparison::kEqual, big), whole(big)) == 1);
  CHECK(held(money(kMoney, Comparison::kAtMost, big), whole(big)) == 1);
  CHECK(held(money(kMoney, Comparison::kBelow, big), whole(big)) == 0);
  CHECK(held(money(kMoney, Comparison::kBelow, std::numeric_limits<Minor>::max()), whole(big)) == 1);
  CHECK(held(money(kMoney, Comparison::kAbove, std::numeric_limits<Minor>::max()), whole(big)) == 0);
  CHECK(held(money(kMoney, Comparison::kBelow, std::numeric_limits<Minor>::min()), whole(big)) == 0);
}

TEST_CASE("AND needs all conditions, OR one") {
  const Condition yes = number(kMonths, Comparison::kAtLeast, 6);
  const Condition no = number(kNumber, Comparison::kBelow, 10);
  std::vector<FieldValue> values = knowing(kMonths, real(7));
  values[kNumber] = real(20);
  const auto qualifies = [&](std::vector<Condition> conditions, bool all) {
    return match_one(registry_of({persona("a", 1, std::move(conditions), all)}), values).qualifying == 1;
  };
  CHECK_FALSE(qualifies({yes, no}, true));
  CHECK(qualifies({yes, no}, false));
  CHECK(qualifies({yes, yes}, true));
  CHECK_FALSE(qualifies({no, no}, false));
  CHECK(qualifies({yes}, true));
}

TEST_CASE("a condition with a window reads that window whatever is evaluated") {
  const Columns in_1m({knowing(kCount, whole(1))});
  const Columns in_6m({knowing(kCount, whole(6))});
  const std::vector<WindowColumns> windows{{"1m", in_1m.view()}, {"6m", in_6m.view()}};
  const Condition few = number(kCount, Comparison::kBelow, 2);
  const Condition few_in_6m = number(kCount, Comparison::kBelow, 2, "6m");
  const Condition few_in_1m = number(kCount, Comparison::kBelow, 2, "1m");
  const Registry registry =
      registry_of({persona("a", 1, {few}), persona("b", 2, {few_in_6m}), persona("c", 3, {few_in_1m})});
  std::uint64_t qualifying = 0;
  std::uint64_t words = 0;
  const MatchColumns to{std::span(&qualifying, 1), std::span(&words, 1)};
  match_personas(windows, registry, "1m", to);
  CHECK(qualifying == 0b101);
  match_personas(windows, registry, "6m", to);
  CHECK(qualifying == 0b100);
  CHECK_THROWS_AS(match_personas(windows, registry, "12m", to), UsageError);
}

TEST_CASE("the persona of the lowest priority number is assigned to who is assessed") {
  const Condition always = number(kCount, Comparison::kAtLeast, 0);
  const Registry registry =
      registry_of({persona("a", 3, {always}), persona("b", 7, {always}), persona("c", 9, {always})});
  const std::vector<std::uint64_t> qualifying{0b110, 0b100, 0, 0b111, 0b001, 0b001};
  std::vector<Assessment> assessments(6, Assessment::kAssessed);
  assessments[4] = Assessment::kNotAssessed;
  assessments[5] = Assessment::kTooNew;
  std::vector<std::uint8_t> assigned(6);
  prioritize_personas(registry, qualifying, assessments, assigned);
  CHECK(assigned == std::vector<std::uint8_t>{1, 2, 3, 0, 4, 5});
  CHECK(registry.unclassified() == 3);
  CHECK(registry.not_assessed() == 4);
  CHECK(registry.too_new() == 5);
  assigned.pop_back();
  CHECK_THROWS_AS(prioritize_personas(registry, qualifying, assessments, assigned), UsageError);
}

TEST_CASE("the last of 64 personas is assigned like any other") {
  Registry registry = registry_of({});
  for (std::uint32_t p = 0; p < 64; ++p)
    registry.personas.push_back(persona("p" + std::to_string(p), p + 1, {number(kCount, Comparison::kEqual, p)}));
  const Matched matched = match_one(registry, knowing(kCount, whole(63)));
  CHECK(matched.qualifying == std::uint64_t{1} << 63);
  const Assessment assessed = Assessment::kAssessed;
  std::uint8_t assigned = 0;
  prioritize_personas(registry, std::span(&matched.qualifying, 1), std::span(&assessed, 1), std::span(&assigned, 1));
  CHECK(assigned == 63);
}

TEST_CASE("conditions of a persona may lie in several words") {
  std::vector<Condition> conditions;
  for (int k = 0; k < 200; ++k) conditions.push_back(number(kCount, Comparison::kAbove, k));
  const Registry all = registry_of({persona("a", 1, conditions, true)});
  const Registry any = registry_of({persona("a", 1, conditions, false)});
  CHECK(all.num_condition_words() == 4);
  Matched matched = match_one(all, knowing(kCount, whole(199)));
  CHECK(matched.qualifying == 0);
  CHECK(matched.condition(198));
  CHECK_FALSE(matched.condition(199));
  CHECK(match_one(any, knowing(kCount, whole(199))).qualifying == 1);
  matched = match_one(all, knowing(kCount, whole(200)));
  CHECK(matched.qualifying == 1);
  CHECK(matched.words == std::vector<std::uint64_t>{~std::uint64_t{0}, ~std::uint64_t{0}, ~std::uint64_t{0}, 0xFF});
}

TEST_CASE("columns that do not fit together are refused") {
  const Columns columns({nothing_known(), nothing_known()});
  const std::vector<WindowColumns> windows{{"1m", columns.view()}};
  const Registry registry = registry_of({persona("a", 1, {money(kMoney, Comparison::kAbove, 1)})});
  std::vector<std::uint64_t> two(2);
  std::vector<std::uint64_t> three(3);
  CHECK_NOTHROW(match_personas(windows, registry, "1m", {two, two}));
  CHECK_THROWS_AS(match_personas(windows, registry, "1m", {three, two}), UsageError);
  CHECK_THROWS_AS(match_personas(windows, registry, "1m", {two, three}), UsageError);
  CHECK_THROWS_AS(match_personas(windows, registry, "1m", {three, three}), UsageError);
  CHECK_THROWS_AS(match_personas(windows, registry, "1m", {two, two}, {.n_workers = 0}), UsageError);
  CHECK_THROWS_AS(match_personas(windows, Registry{}, "1m", {two, two}), UsageError);
  std::vector<WindowColumns> wrong{{"1m", columns.view()}};
  wrong[0].columns[kMoney] = wrong[0].columns[kCount];
  CHECK_THROWS_AS(match_personas(wrong, registry, "1m", {two, two}), UsageError);
  wrong[0].columns.pop_back();
  CHECK_THROWS_AS(match_personas(wrong, registry, "1m", {two, two}), UsageError);
}
