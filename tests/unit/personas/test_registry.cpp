#include <catch2/catch.hpp>

#include <limits>

#include "persona_cases.hpp"
#include "spendlens/comm/objects.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::personas;
using namespace spendlens::test;
using Catch::Contains;

namespace {

const std::vector<Day> kWindows{30, 180};
const Condition kSomething = number(Signal::kEmergencyFundMonths, Comparison::kBelow, 3);

Registry with(Persona changed) { return {{persona("first", 1, {kSomething}), std::move(changed)}}; }

Registry of_size(std::size_t size) {
  Registry registry;
  for (std::size_t p = 0; p < size; ++p)
    registry.personas.push_back(persona("p" + std::to_string(p), static_cast<std::uint32_t>(p + 1), {kSomething}));
  return registry;
}

void check_refused(const Registry& registry, const std::string& what) {
  CHECK_THROWS_AS(validate(registry, kWindows), UsageError);
  CHECK_THROWS_WITH(validate(registry, kWindows), Contains(what));
}

}  // namespace

TEST_CASE("comparisons are written as in registries") {
  for (const Comparison comparison : kComparisons) CHECK(parse_comparison(text_of(comparison)) == comparison);
  CHECK(parse_comparison(">=") == Comparison::kAtLeast);
  CHECK(parse_comparison("=") == std::nullopt);
  CHECK(parse_comparison("!=") == std::nullopt);
}

TEST_CASE("ids that are malformed, reserved or taken are refused") {
  for (const char* id : {"", "A", "1a", "_a", "with space", "h\xc3\xa9", "a-b"})
    check_refused(with(persona(id, 2, {kSomething})), "lower case");
  check_refused(with(persona(std::string(65, 'a'), 2, {kSomething})), "1 to 64");
  CHECK_NOTHROW(validate(with(persona(std::string(64, 'a'), 2, {kSomething})), kWindows));
  check_refused(with(persona("unclassified", 2, {kSomething})), "choose another");
  check_refused(with(persona("not_assessed", 2, {kSomething})), "choose another");
  check_refused(with(persona("first", 2, {kSomething})), "persona 2 ('first'): id 'first' is taken");
}

TEST_CASE("priorities below 1, taken or out of order are refused") {
  check_refused(with(persona("b", 0, {kSomething})), "at least 1");
  check_refused(with(persona("b", 1, {kSomething})), "priority 1 is taken by persona 'first'");
  Registry backwards{{persona("b", 2, {kSomething}), persona("a", 1, {kSomething})}};
  check_refused(backwards, "ascending");
  sort_by_priority(backwards);
  CHECK_NOTHROW(validate(backwards, kWindows));
  CHECK(persona_names(backwards) == std::vector<std::string>{"a", "b", "unclassified", "not_assessed"});
}

TEST_CASE("conditions that can never be judged are refused") {
  check_refused({}, "at least one persona");
  check_refused(with(persona("b", 2, {})), "at least one condition");
  check_refused(with(persona("b", 2, {number(Signal::kPaymentFrequency, Comparison::kEqual, 1)})),
                "payment_frequency is a name");
  check_refused(
      with(persona(
          "b", 2, {number(Signal::kEmergencyFundMonths, Comparison::kEqual, std::numeric_limits<double>::infinity())})),
      "finite");
  check_refused(with(persona("b", 2, {number(Signal::kEmergencyFundMonths, Comparison::kEqual, 3, 90)})),
                "90d is none of the profile's windows (30d, 180d)");
  CHECK_NOTHROW(
      validate(with(persona("b", 2, {number(Signal::kEmergencyFundMonths, Comparison::kEqual, 3, 180)})), kWindows));
}

TEST_CASE("a fault says in which persona and condition it lies") {
  const auto fault = first_fault(
      with(persona("b", 2, {kSomething, number(Signal::kSubscriptionCount, Comparison::kEqual, 1, 7)})), kWindows);
  REQUIRE(fault);
  CHECK(fault->persona == 1);
  CHECK(fault->condition == 1);
  CHECK(fault->part == Part::kTimeWindow);
}

TEST_CASE("64 personas are accepted and 65 refused") {
  CHECK_NOTHROW(validate(of_size(64), kWindows));
  check_refused(of_size(65), "65 personas are more than the 64");
}

TEST_CASE("a registry comes back from its bytes") {
  Registry registry = RandomPersonas(5).registry(9, 3);
  registry.personas[0].description = "text";
  registry.personas[0].focus_areas = {"a", "b"};
  registry.personas[0].content_types = {"c"};
  const std::string packed = comm::pack(registry);
  CHECK(comm::unpack<Registry>(std::as_bytes(std::span(packed))) == registry);
}
