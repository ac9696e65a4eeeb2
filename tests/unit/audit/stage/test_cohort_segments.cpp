#include <catch2/catch.hpp>

#include "spendlens/audit/cohort_segments.hpp"
#include "spendlens/core/calendar.hpp"

using namespace spendlens;
using namespace spendlens::audit;
using personas::CohortSegmentSum;

namespace {

/// From November 2024 to February 2025; who came before December is `earlier`.
cohorts::CohortRules some_rules() {
  cohorts::CohortRules rules;
  rules.first_day = *parse_date("2024-11-20");
  rules.reference = *parse_date("2025-02-10");
  rules.acquired_from = *parse_date("2024-12-01");
  return rules;
}

/// One segment; customers of the rows `earlier`, 2024-12 (two), 2025-02 with spends of 1, 2, 4 and 8. Nobody in January.
personas::CohortSegmentPartial some_sums(const cohorts::CohortPartial& cohorts) {
  const auto row = [&](const char* day) { return static_cast<std::uint8_t>(cohorts.row_of(*parse_date(day))); };
  const std::vector<std::uint8_t> cohort = {row("2024-11-21"), row("2024-12-24"), row("2024-12-31"), row("2025-02-01")};
  const std::vector<std::uint8_t> assigned = {0, 0, 2, 1};
  const std::vector<std::uint32_t> orders = {1, 1, 1, 1};
  const std::vector<Minor> spend = {1, 2, 4, 8};
  personas::CohortSegmentPartial sums(cohorts.num_rows(), 1);
  sums.add(cohort, {assigned, orders, spend});
  return sums;
}

const CohortSegmentRow kEarlierRow = {"earlier", {{1, 1}, {}, {}}};

}  // namespace

TEST_CASE("segments by cohort have a row for each month with customers, and years add months up") {
  const cohorts::CohortPartial months(Granularity::kMonth, some_rules());
  const auto tables = cohort_segment_tables(some_sums(months), months);
  REQUIRE(tables.size() == 2);
  CHECK(tables[0].granularity == Granularity::kMonth);
  CHECK((tables[0].rows ==
         std::vector<CohortSegmentRow>{kEarlierRow, {"2024-12", {{1, 2}, {}, {1, 4}}}, {"2025-02", {{}, {1, 8}, {}}}}));
  CHECK(tables[1].granularity == Granularity::kYear);
  CHECK((tables[1].rows ==
         std::vector<CohortSegmentRow>{kEarlierRow, {"2024", {{1, 2}, {}, {1, 4}}}, {"2025", {{}, {1, 8}, {}}}}));
  CHECK((tables[0].rows[1].all() == CohortSegmentSum{2, 6}));
}

TEST_CASE("segments by cohort of years have one table, of fiscal years as those begin") {
  cohorts::CohortRules rules = some_rules();
  const cohorts::CohortPartial years(Granularity::kYear, rules);
  CHECK(cohort_segment_tables(some_sums(years), years).size() == 1);
  rules.fiscal_year_start = 12;
  const cohorts::CohortPartial months(Granularity::kMonth, rules);
  const auto tables = cohort_segment_tables(some_sums(months), months);
  REQUIRE(tables[1].rows.size() == 2);  // December to February are of one fiscal year
  CHECK((tables[1].rows[1].sums == std::vector<CohortSegmentSum>{{1, 2}, {1, 8}, {1, 4}}));
}

TEST_CASE("the finest of several calendar units is found where it stands") {
  CHECK(finest_granularity(std::vector{Granularity::kYear, Granularity::kMonth, Granularity::kQuarter}) == 1);
  CHECK(finest_granularity(std::vector{Granularity::kQuarter}) == 0);
}
