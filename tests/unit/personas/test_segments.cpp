#include <catch2/catch.hpp>

#include "spendlens/core/error.hpp"
#include "spendlens/personas/judgement.hpp"
#include "spendlens/personas/segments.hpp"

using namespace spendlens;
using namespace spendlens::personas;

namespace {

const std::vector<std::uint8_t> kBefore = {0, 1, 3, 0};
const std::vector<std::uint8_t> kNow = {1, 1, 0, 3};
const std::vector<std::uint32_t> kOrders = {1, 2, 3, 0};
const std::vector<Minor> kSpend = {10, 20, 30, 0};

SegmentPartial partial_of(std::size_t begin, std::size_t end) {
  const auto some = [&](const auto& column) { return std::span(column).subspan(begin, end - begin); };
  SegmentPartial partial(2);
  partial.add({some(kBefore), some(kOrders), some(kSpend)}, {some(kNow), some(kOrders), some(kSpend)});
  return partial;
}

/// Two segments: r >= 4, and the cohorts up to February 2025.
Registry two_segments() {
  Registry registry;
  registry.subject = Subject::kSegment;
  registry.fields = {{"r_score", FieldKind::kScore, "score", {}, false}, {"cohort", FieldKind::kCohort, "", {}, false}};
  registry.personas = {{.id = "recent",
                        .name = "Recent",
                        .priority = 1,
                        .conditions = {{.field = 0, .comparison = Comparison::kAtLeast, .thresholds = {{4, 0}}}}},
                       {.id = "old",
                        .name = "Old",
                        .priority = 2,
                        .conditions = {{.field = 1,
                                        .comparison = Comparison::kAtMost,
                                        .thresholds = {{static_cast<double>(*parse_cohort("2025-02")), 0}}}}}};
  return registry;
}

}  // namespace

TEST_CASE("segments are counted in both periods, with who moved") {
  const SegmentPartial all = partial_of(0, 4);
  CHECK(all.num_assigned() == 4);
  CHECK(all.later()[1] == SegmentSum{2, 3, 30});
  CHECK(all.later()[3] == SegmentSum{1, 0, 0});
  CHECK(all.earlier()[0] == SegmentSum{2, 1, 10});
  CHECK(all.moved(0, 1) == 1);
  CHECK(all.moved(3, 0) == 1);
  CHECK(all.moved(1, 0) == 0);
}

TEST_CASE("figures of segments of two parts are those of the whole, also as numbers") {
  std::vector<int128> sums = partial_of(0, 1).numbers();
  const std::vector<int128> more = partial_of(1, 4).numbers();
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += more[i];
  CHECK(sums == partial_of(0, 4).numbers());
  SegmentPartial read(2);
  read.set_numbers(sums);
  CHECK(read.numbers() == sums);
  CHECK(read.later()[1] == partial_of(0, 4).later()[1]);
  CHECK_THROWS_AS(read.set_numbers(SegmentPartial(3).numbers()), InternalError);
}

TEST_CASE("columns of other lengths and codes of no segment are refused") {
  SegmentPartial partial(2);
  CHECK_THROWS_AS(partial.add({kBefore, kOrders, kSpend}, {std::span(kNow).first(3), kOrders, kSpend}), UsageError);
  const std::vector<std::uint8_t> beyond = {0, 1, 4, 0};
  CHECK_THROWS_AS(partial.add({beyond, kOrders, kSpend}, {kNow, kOrders, kSpend}), UsageError);
}

TEST_CASE("a cohort is read and written as its month, earlier before all") {
  CHECK(parse_cohort("1970-01") == 1);
  CHECK(parse_cohort("2025-02") == 55 * 12 + 2);
  CHECK(parse_cohort("earlier") == kEarlierCohort);
  for (const char* text : {"2025-13", "2025-2", "2025", "2025-Q1", "1969-12", "later", ""})
    CHECK(parse_cohort(text) == std::nullopt);
  for (const char* text : {"1970-01", "2025-12", "2105-06", "earlier"}) CHECK(cohort_text(*parse_cohort(text)) == text);
}

TEST_CASE("kernel and reference assign the same segment, with and without a purchase") {
  const Registry registry = two_segments();
  const std::vector<std::uint8_t> scores = {5, 4, 3, 0, 0, 1};
  const std::vector<std::uint16_t> cohorts = {kNoCohort, 700, 662, 662, 663, kEarlierCohort};
  const std::vector<WindowColumns> columns{{"", {std::span(scores), std::span(cohorts)}}};
  std::vector<Assessment> assessments;
  for (const std::uint8_t score : scores)
    assessments.push_back(score > 0 ? Assessment::kAssessed : Assessment::kNotAssessed);
  std::vector<std::uint64_t> qualifying(scores.size());
  std::vector<std::uint64_t> conditions(scores.size());
  std::vector<std::uint8_t> assigned(scores.size());

  match_personas(columns, registry, "", {qualifying, conditions});
  prioritize_personas(registry, qualifying, assessments, assigned);

  CHECK(persona_names(registry) == std::vector<std::string>{"recent", "old", "unclassified", "no_purchase"});
  CHECK(assigned == std::vector<std::uint8_t>{0, 0, 1, 1, 3, 1});
  for (std::size_t c = 0; c < scores.size(); ++c) {
    const WindowValues values{"",
                              {value_at(registry.fields[0], columns[0].columns[0], c),
                               value_at(registry.fields[1], columns[0].columns[1], c)}};
    const Judgement judgement = match_personas_reference(std::span(&values, 1), registry, "", assessments[c]);
    CHECK(judgement.assigned == assigned[c]);
    CHECK(judgement.qualifying == qualifying[c]);
  }
}

TEST_CASE("why a customer is in a segment, or in none, is told in words") {
  const Registry registry = two_segments();
  const auto reason = [&](const FieldValue& score, const FieldValue& cohort, Assessment assessment) {
    const WindowValues values{"", {score, cohort}};
    return match_personas_reference(std::span(&values, 1), registry, "", assessment).reason;
  };
  CHECK(reason(std::int64_t{5}, std::int64_t{700}, Assessment::kAssessed) ==
        "recent: r_score 5 >= 4; it has priority 1");
  CHECK(reason(std::int64_t{1}, std::int64_t{661}, Assessment::kAssessed) ==
        "old: cohort 2025-01 <= 2025-02; it has priority 2");
  CHECK(reason(std::int64_t{1}, {}, Assessment::kAssessed) == "unclassified: no segment's criteria hold");
  CHECK(reason({}, {}, Assessment::kNotAssessed) == "no_purchase: no purchase in the period");
}
