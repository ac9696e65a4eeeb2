#include <algorithm>
#include <catch2/catch.hpp>

#include "spendlens/core/error.hpp"
#include "spendlens/personas/cohort_segments.hpp"

using namespace spendlens;
using namespace spendlens::personas;

namespace {

const std::vector<std::uint32_t> kOrders = {1, 1, 2, 1, 0};
const std::vector<Minor> kSpend = {100, 50, 7, 9, 0};

}  // namespace

/// Two segments (0, 1), unclassified (2), no_purchase (3), and two cohorts; the last customer never bought.
TEST_CASE("segments by cohort are counted, and who is of no cohort is left out") {
  const std::vector<std::uint8_t> cohort = {0, 1, 1, 1, kOfNoCohort};
  const std::vector<std::uint8_t> assigned = {0, 0, 3, 0, 3};
  CohortSegmentPartial partial(2, 2);
  CHECK(partial.num_cohorts() == 2);
  CHECK(partial.num_assigned() == 4);
  partial.add(cohort, {assigned, kOrders, kSpend});
  const std::vector<CohortSegmentSum> first = {{1, 100}, {}, {}, {}};
  const std::vector<CohortSegmentSum> second = {{2, 59}, {}, {}, {1, 7}};
  CHECK(std::ranges::equal(partial.of_cohort(0), first));
  CHECK(std::ranges::equal(partial.of_cohort(1), second));

  CohortSegmentPartial other(2, 2);
  other.set_numbers(partial.numbers());
  CHECK(std::ranges::equal(other.of_cohort(1), second));
  other.add(cohort, {assigned, kOrders, kSpend});
  CHECK(other.of_cohort(1)[0] == CohortSegmentSum{4, 118});
}

TEST_CASE("segments by cohort of unknown cohorts, segments and lengths are refused") {
  CohortSegmentPartial partial(2, 2);
  const std::vector<std::uint8_t> cohort = {0, 1, 0, 1, 0};
  const std::vector<std::uint8_t> assigned = {0, 1, 2, 3, 0};
  const std::vector<std::uint8_t> unknown_cohort = {0, 1, 2, 1, 0};
  const std::vector<std::uint8_t> unknown_segment = {0, 1, 2, 4, 0};
  CHECK_THROWS_AS(partial.add(unknown_cohort, {assigned, kOrders, kSpend}), UsageError);
  CHECK_THROWS_AS(partial.add(cohort, {unknown_segment, kOrders, kSpend}), UsageError);
  CHECK_THROWS_AS(partial.add(std::span(cohort).first(4), {assigned, kOrders, kSpend}), UsageError);
  CHECK_THROWS_AS(partial.set_numbers(std::vector<int128>(15)), InternalError);
  CHECK_THROWS_AS(CohortSegmentPartial(256, 2), UsageError);
}
