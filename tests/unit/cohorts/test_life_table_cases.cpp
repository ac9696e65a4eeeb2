// Cases that were worked out by hand: life tables and silence.
#include <catch2/catch.hpp>

#include "purchase_log.hpp"

using namespace spendlens;
using namespace spendlens::cohorts;
using namespace spendlens::test;

using Counts = std::vector<std::uint64_t>;

TEST_CASE("case 8, weeks of return") {
  const PurchaseLog log = PurchaseLog()
                              .add("A", "2025-01-01", 100)
                              .add("A", "2025-01-08", 100)
                              .add("B", "2025-01-01", 100)
                              .add("B", "2025-01-09", 100);
  const auto later = log.analyze("2025-01-31");
  CHECK((later.weeks[0].returned.at_risk == Counts{2, 1, 0, 0}));
  CHECK((later.weeks[0].returned.events == Counts{1, 1, 0, 0}));
  const auto sooner = log.analyze("2025-01-14");
  CHECK((sooner.weeks[0].returned.at_risk == Counts{2}));
  CHECK((sooner.weeks[0].returned.events == Counts{1}));
  CHECK(sooner.cohorts[0].returned == 2);
}

TEST_CASE("case 9, a life table") {
  const auto analysis = PurchaseLog()
                            .add("A", "2025-01-01", 100)
                            .add("A", "2025-01-04", 100)
                            .add("B", "2025-01-01", 100)
                            .add("B", "2025-01-11", 100)
                            .add("C", "2025-01-01", 100)
                            .add("D", "2025-01-23", 100)
                            .analyze("2025-01-29");
  const WeekFigures& weeks = analysis.weeks.at(0);
  CHECK((weeks.returned.at_risk == Counts{3, 2, 1, 1}));
  CHECK((weeks.returned.events == Counts{1, 1, 0, 0}));
  REQUIRE(weeks.returned_by_week[0].has_value());
  CHECK(*weeks.returned_by_week[0] == Approx(0.666667).epsilon(1e-6));
  CHECK_FALSE(weeks.returned_by_week[1].has_value());
  CHECK(text(analysis.cohorts[0].returned_pct) == "50.00");
  CHECK(weeks.weeks_to_return[0] == 1);
  CHECK(weeks.weeks_to_return[1] == 2);
}

TEST_CASE("case 10, silence of 180 days") {
  const auto gaps = PurchaseLog()
                        .add("A", "2024-01-01", 100)
                        .add("A", "2024-06-29", 100)
                        .add("A", "2024-12-27", 100)
                        .analyze("2025-08-23");
  CHECK(day("2024-06-29") - day("2024-01-01") == 180);
  CHECK(day("2024-12-27") - day("2024-06-29") == 181);
  CHECK(gaps.cohorts[0].silent == 1);
  CHECK(gaps.cohorts[0].came_back == 1);
  const LifeTable& silence = gaps.weeks[0].silence;
  CHECK(silence.events[51] == 1);  // week ceil(360 / 7)
  CHECK(silence.at_risk[51] == 1);
  CHECK(silence.at_risk[52] == 0);
  const PurchaseLog alone = PurchaseLog().add("A", "2025-01-01", 100);
  CHECK(alone.analyze("2025-06-29").cohorts[0].silent == 0);
  CHECK(alone.analyze("2025-06-30").cohorts[0].silent == 1);
  CHECK(alone.analyze("2025-06-30").cohorts[0].came_back == 0);
}

TEST_CASE("the second purchase begins with who had it on the first day") {
  const auto analysis = PurchaseLog()
                            .add("A", "2025-01-01", 100)
                            .add("A", "2025-01-01", 100)
                            .add("B", "2025-01-01", 100)
                            .add("C", "2025-01-01", 100)
                            .add("C", "2025-01-06", 100)
                            .add("D", "2025-01-01", 100)
                            .analyze("2025-01-31");
  const WeekFigures& weeks = analysis.weeks.at(0);
  CHECK((weeks.second_purchase.at_risk == Counts{3, 2, 2, 2}));
  CHECK((weeks.second_purchase.events == Counts{1, 0, 0, 0}));
  CHECK(*weeks.second_purchase_by_week[0] == Approx(0.5));
  CHECK(*weeks.returned_by_week[0] == Approx(0.25));
}

TEST_CASE("a share is nothing from the first week that nobody is at risk in") {
  CHECK((event_shares({{2, 1, 0, 0}, {1, 1, 0, 0}}, 0, 2) == std::vector<double>{0.5, 1.0}));
  CHECK(event_shares({{0, 0}, {0, 0}}, 3, 3).empty());
  CHECK(event_shares({}, 0, 0).empty());
}
