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

const Condition kSomething = number(kMonths, Comparison::kBelow, 3);

Registry with(Persona changed) { return registry_of({persona("first", 1, {kSomething}), std::move(changed)}); }

Registry of_size(std::size_t size) {
  Registry registry = registry_of({});
  for (std::size_t p = 0; p < size; ++p)
    registry.personas.push_back(persona("p" + std::to_string(p), static_cast<std::uint32_t>(p + 1), {kSomething}));
  return registry;
}

void check_refused(const Registry& registry, const std::string& what) {
  CHECK_THROWS_AS(validate(registry, kWindows), UsageError);
  CHECK_THROWS_WITH(validate(registry, kWindows), Contains(what));
}

std::vector<std::size_t> untestable_where(const Registry& registry, std::size_t unknown, const std::string& in_window) {
  return untestable(registry, "6m", [&](std::size_t field, const std::string& window) {
    return field != unknown || window != in_window;
  });
}

}  // namespace

TEST_CASE("comparisons are written as in registries") {
  for (const Comparison comparison : kComparisons) CHECK(parse_comparison(text_of(comparison)) == comparison);
  CHECK(parse_comparison(">=") == Comparison::kAtLeast);
  CHECK(parse_comparison("in") == Comparison::kIn);
  CHECK(parse_comparison("=") == std::nullopt);
  CHECK(parse_comparison("!=") == std::nullopt);
}

TEST_CASE("ids that are malformed, reserved or taken are refused") {
  for (const char* id : {"", "A", "1a", "_a", "with space", "h\xc3\xa9", "a-b"})
    check_refused(with(persona(id, 2, {kSomething})), "lower case");
  check_refused(with(persona(std::string(65, 'a'), 2, {kSomething})), "1 to 64");
  CHECK_NOTHROW(validate(with(persona(std::string(64, 'a'), 2, {kSomething})), kWindows));
  for (const char* id : {"unclassified", "not_assessed", "too_new"})
    check_refused(with(persona(id, 2, {kSomething})), "choose another");
  check_refused(with(persona("first", 2, {kSomething})), "persona 2 ('first'): id 'first' is taken");
}

TEST_CASE("names that are empty or taken are refused") {
  Persona other = persona("b", 2, {kSomething});
  other.name = "first";
  check_refused(with(other), "persona 2 ('b'): name 'first' is taken by persona 'first'");
  other.name = "";
  check_refused(with(other), "name is empty");
}

TEST_CASE("priorities below 1, taken or out of order are refused") {
  check_refused(with(persona("b", 0, {kSomething})), "at least 1");
  check_refused(with(persona("b", 1, {kSomething})), "priority 1 is taken by persona 'first'");
  Registry backwards = registry_of({persona("b", 2, {kSomething}), persona("a", 1, {kSomething})});
  check_refused(backwards, "ascending");
  sort_by_priority(backwards);
  CHECK_NOTHROW(validate(backwards, kWindows));
  CHECK(persona_names(backwards) == std::vector<std::string>{"a", "b", "unclassified", "not_assessed", "too_new"});
}

TEST_CASE("conditions that can never be judged are refused") {
  check_refused({}, "at least one persona");
  check_refused(with(persona("b", 2, {})), "at least one condition");
  check_refused(with(persona("b", 2, {number(kRhythm, Comparison::kAbove, 1)})), "rhythm is a name (weekly, monthly");
  check_refused(with(persona("b", 2, {number(kRhythm, Comparison::kEqual, 4)})), "rhythm is one of weekly");
  check_refused(with(persona("b", 2, {number(kMonths, Comparison::kEqual, std::numeric_limits<double>::infinity())})),
                "finite");
  check_refused(with(persona("b", 2, {number(99, Comparison::kEqual, 1)})), "a field that there is not");
  check_refused(with(persona("b", 2, {{kMonths, Comparison::kAbove, {{1, 0}, {2, 0}}, {}}})), "with one value");
  check_refused(with(persona("b", 2, {{kMonths, Comparison::kIn, {}, {}}})), "with one value");
  check_refused(with(persona("b", 2, {number(kMonths, Comparison::kEqual, 3, "12m")})),
                "window 12m is none of the profile's windows (1m, 6m)");
  CHECK_NOTHROW(validate(with(persona("b", 2, {number(kMonths, Comparison::kEqual, 3, "6m")})), kWindows));
}

TEST_CASE("a fault says in which persona and condition it lies") {
  const auto fault =
      first_fault(with(persona("b", 2, {kSomething, number(kCount, Comparison::kEqual, 1, "7d")})), kWindows);
  REQUIRE(fault);
  CHECK(fault->persona == 1);
  CHECK(fault->condition == 1);
  CHECK(fault->part == Part::kWindow);
}

TEST_CASE("a persona is untestable where what it asks for is not known of anybody") {
  const Condition count = number(kCount, Comparison::kAbove, 1);
  const Condition count_in_1m = number(kCount, Comparison::kAbove, 1, "1m");
  const Registry registry =
      registry_of({persona("all", 1, {kSomething, count}), persona("any", 2, {kSomething, count}, false),
                   persona("one", 3, {count}), persona("own_window", 4, {count_in_1m})});
  CHECK(untestable_where(registry, kCount, "6m") == std::vector<std::size_t>{0, 2});
  CHECK(untestable_where(registry, kCount, "1m") == std::vector<std::size_t>{3});
  CHECK(untestable_where(registry, kMonths, "6m") == std::vector<std::size_t>{0});
  CHECK(untestable_where(registry, kMoney, "6m").empty());
}

TEST_CASE("64 personas are accepted and 65 refused") {
  CHECK_NOTHROW(validate(of_size(64), kWindows));
  check_refused(of_size(65), "65 personas are more than the 64");
}

TEST_CASE("the nearest field is named") {
  CHECK(nearest_field(kFields, "monhts") == "months");
  CHECK(find_field(kFields, "money") == kMoney);
  CHECK(find_field(kFields, "monhts") == std::nullopt);
}

TEST_CASE("a registry comes back from its bytes") {
  Registry registry = RandomPersonas(5).registry(9, 3);
  registry.subject = Subject::kSegment;
  registry.personas[0].description = "text";
  registry.personas[0].focus_areas = {"a", "b"};
  registry.personas[0].content_types = {"c"};
  const std::string packed = comm::pack(registry);
  CHECK(comm::unpack<Registry>(std::as_bytes(std::span(packed))) == registry);
}
