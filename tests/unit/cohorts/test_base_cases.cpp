// Cases that were worked out by hand: the whole base by unit.
#include <catch2/catch.hpp>

#include <array>

#include "purchase_log.hpp"

using namespace spendlens;
using namespace spendlens::cohorts;
using namespace spendlens::test;

TEST_CASE("case 11, the repeat rate is of the old") {
  PurchaseLog log;
  log.add("OLD", "2025-01-10", 100);
  for (int i = 0; i < 9; ++i) log.add(std::to_string(i), "2025-02-10", 100);
  const auto analysis = log.analyze("2025-02-28");
  const BaseFigures& base = base_of(analysis, "2025-02");
  CHECK(base.active == 9);
  CHECK(base.acquired == 9);
  CHECK(base.retained == 0);
  CHECK(text(base.repeat_rate) == "0.00");
  CHECK(text(base.active_share) == "90.00");
}

TEST_CASE("case 14, the bridge") {
  const auto analysis = PurchaseLog()
                            .add("A", "2025-01-10", 1000)
                            .add("A", "2025-02-10", 700)
                            .add("B", "2025-01-10", 500)
                            .add("B", "2025-03-10", 400)
                            .add("C", "2025-02-10", 200)
                            .add("C", "2025-03-10", 300)
                            .analyze("2025-03-31");
  CHECK_FALSE(analysis.base[0].bridge.has_value());
  CHECK((analysis.base[1].bridge == BaseBridge{1500, -500, -300, 0, 200, 900}));
  CHECK((analysis.base[2].bridge == BaseBridge{900, -700, 100, 400, 0, 700}));
}

TEST_CASE("case 16, concentration") {
  const auto analysis = PurchaseLog()
                            .add("A", "2025-01-10", 100)
                            .add("B", "2025-01-10", 50)
                            .add("C", "2025-01-10", 25)
                            .add("D", "2025-01-10", 25)
                            .analyze("2025-01-31");
  CHECK(text(analysis.base[0].top_10pct_share) == "50.00");
  CHECK(text(analysis.base[0].top_20pct_share) == "50.00");
  const std::array<std::pair<Minor, std::size_t>, 9> classes = {
      {{0, 0}, {127, 127}, {128, 128}, {129, 128}, {130, 129}, {255, 191}, {256, 192}, {259, 192}, {260, 193}}};
  for (const auto& [spend, of_class] : classes) CHECK(concentration_class(spend) == of_class);
}

TEST_CASE("who is cut out of a class counts with its mean") {
  PurchaseLog log;
  for (int i = 0; i < 10; ++i) log.add(std::to_string(i), "2025-01-10", 12'800 + i);
  const BaseFigures base = log.analyze("2025-01-31").base.at(0);
  CHECK(concentration_class(12'800) == concentration_class(12'809));
  CHECK(text(base.top_10pct_share) == "10.00");
  CHECK(text(base.top_20pct_share) == "20.00");
}

TEST_CASE("changes are held against the same unit of the year before") {
  const auto analysis = PurchaseLog()
                            .add("A", "2024-01-10", 1000)
                            .add("A", "2025-01-10", 1500)
                            .add("B", "2025-01-10", 500)
                            .analyze("2025-02-10");
  const BaseFigures& january = base_of(analysis, "2025-01");
  CHECK(text(january.revenue_change_pct) == "100.00");
  CHECK(text(january.active_change_pct) == "100.00");
  CHECK(text(january.acquired_change_pct) == "0.00");
  CHECK(text(base_of(analysis, "2024-12").revenue_change_pct) == "null");
  CHECK(text(base_of(analysis, "2025-02").revenue_change_pct) == "null");
}

TEST_CASE("without a purchase there is nothing") {
  const auto analysis = PurchaseLog().add("A", "2025-01-10", -100).analyze("2025-02-10");
  CHECK(analysis.units.empty());
  CHECK(analysis.cohorts.empty());
  CHECK(analysis.weeks.empty());
  CHECK(analysis.base.empty());
}
