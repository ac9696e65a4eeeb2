#include "hand_worked.hpp"

using namespace spendlens;
using namespace spendlens::signals;
using namespace spendlens::test;

namespace {

constexpr Minor kPrice = -15'00;

/// The cadence of a customer's only merchant: its name, "irregular" or "none".
std::string cadence_of(const std::vector<BankRow>& rows, const SignalProfile& profile = {}) {
  const auto got = summary_of(Person{rows}, profile);
  const Summary& half_year = in(got, 180);
  REQUIRE(got.subscriptions.size() <= 1);
  REQUIRE(half_year.subscription_count == got.subscriptions.size());
  REQUIRE(half_year.recurring_irregular_count + got.subscriptions.size() <= 1);
  if (half_year.recurring_irregular_count == 1) return "irregular";
  return got.subscriptions.empty() ? "none" : cadence_names(profile)[got.subscriptions[0].cadence];
}

std::string cadence_of_gaps(const std::vector<Day>& gaps) {
  std::vector<BankRow> rows;
  for (const Day age : ages_from_gaps(gaps)) rows.push_back(charge(4, age, kPrice));
  return cadence_of(rows);
}

std::string cadence_of_amounts(std::initializer_list<Minor> amounts, Day gap = 30) {
  std::vector<BankRow> rows;
  for (const Minor amount : amounts) rows.push_back(charge(4, static_cast<Day>(rows.size()) * gap, -amount));
  return cadence_of(rows);
}

}  // namespace

TEST_CASE("the names of cadences are those of the profile, then irregular") {
  CHECK(cadence_names({}) == std::vector<std::string>{"weekly", "biweekly", "monthly", "irregular"});
}

TEST_CASE("a cadence holds at both ends of its median gap; between cadences and below 60 days it is irregular") {
  const std::vector<std::pair<Day, std::string>> expected = {
      {1, "irregular"},  {4, "irregular"},  {5, "weekly"},    {7, "weekly"},    {9, "weekly"},
      {10, "irregular"}, {11, "irregular"}, {12, "biweekly"}, {14, "biweekly"}, {16, "biweekly"},
      {17, "irregular"}, {24, "irregular"}, {25, "monthly"},  {30, "monthly"},  {35, "monthly"},
      {36, "irregular"}, {59, "irregular"}, {60, "none"},     {80, "none"}};
  for (const auto& [gap, cadence] : expected) {
    INFO("gap " << gap);
    CHECK(cadence_of_gaps({gap, gap}) == cadence);
  }
}

TEST_CASE("the median of two gaps is the mean of them, half days included") {
  CHECK(cadence_of_gaps({4, 5}) == "irregular");    // 4.5
  CHECK(cadence_of_gaps({4, 6}) == "weekly");       // 5
  CHECK(cadence_of_gaps({8, 10}) == "weekly");      // 9
  CHECK(cadence_of_gaps({9, 10}) == "irregular");   // 9.5
  CHECK(cadence_of_gaps({11, 12}) == "irregular");  // 11.5
  CHECK(cadence_of_gaps({16, 17}) == "irregular");  // 16.5
  CHECK(cadence_of_gaps({24, 25}) == "irregular");  // 24.5
  CHECK(cadence_of_gaps({24, 26}) == "monthly");    // 25
  CHECK(cadence_of_gaps({34, 36}) == "monthly");    // 35
  CHECK(cadence_of_gaps({35, 36}) == "irregular");  // 35.5
  CHECK(cadence_of_gaps({59, 60}) == "irregular");  // 59.5
  CHECK(cadence_of_gaps({59, 61}) == "none");       // 60
  CHECK(cadence_of_gaps({60, 61}) == "none");       // 60.5
}

TEST_CASE("the median is the middle gap, not the mean, in whatever order the gaps come") {
  // Sum 42, squares 392: 5·392 - 42² = 196 <= 3²·5² = 225. The mean is 8.4.
  for (const auto& gaps : std::vector<std::vector<Day>>{{7, 7, 7, 7, 14}, {14, 7, 7, 7, 7}, {7, 7, 14, 7, 7}}) {
    std::vector<BankRow> rows;
    for (const Day age : ages_from_gaps(gaps)) rows.push_back(charge(4, age, kPrice));
    const auto got = summary_of(Person{rows});
    REQUIRE(got.subscriptions.size() == 1);
    CHECK(got.subscriptions[0].cadence == 0);
    CHECK(got.subscriptions[0].median_gap_days == 7.0);
  }
  // Four gaps: the mean of the two middle ones, 7 and 8.
  std::vector<BankRow> rows;
  for (const Day age : ages_from_gaps({9, 7, 6, 8})) rows.push_back(charge(4, age, kPrice));
  CHECK(summary_of(Person{rows}).subscriptions.at(0).median_gap_days == 7.5);
}

TEST_CASE("a monthly cadence holds where the gaps deviate by exactly 7 days, and not by more") {
  CHECK(cadence_of_gaps({23, 37}) == "monthly");          // mean 30, deviation 7
  CHECK(cadence_of_gaps({23, 38}) == "irregular");        // median 30.5, deviation 7.5
  CHECK(cadence_of_gaps({23, 37, 37, 23}) == "monthly");  // deviation 7
  // Population variance in n² parts is the sum of squared differences of all pairs; 4 gaps may have 49·16 = 784.
  CHECK(cadence_of_gaps({23, 37, 38, 23}) == "irregular");  // 2·14² + 2·15² + 1² = 843; the median is still 30
  // 3 gaps may have 49·9 = 441.
  CHECK(cadence_of_gaps({20, 30, 37}) == "monthly");    // 10² + 7² + 17² = 438
  CHECK(cadence_of_gaps({19, 30, 36}) == "irregular");  // 11² + 6² + 17² = 446
}

TEST_CASE("weekly and biweekly cadences hold where the gaps deviate by exactly 3 days, and not by more") {
  CHECK(cadence_of_gaps({4, 10}) == "weekly");        // mean 7, deviation 3
  CHECK(cadence_of_gaps({4, 11}) == "irregular");     // median 7.5, deviation 3.5
  CHECK(cadence_of_gaps({5, 7, 12}) == "weekly");     // 2² + 5² + 7² = 78 of 9·9 = 81
  CHECK(cadence_of_gaps({6, 7, 13}) == "irregular");  // 1² + 6² + 7² = 86
  CHECK(cadence_of_gaps({11, 17}) == "biweekly");     // mean 14, deviation 3
  CHECK(cadence_of_gaps({10, 17}) == "irregular");    // median 13.5, deviation 3.5
}

TEST_CASE("gaps are differences of dates, whatever the time of day") {
  const auto at = [](Day age, std::uint32_t second) { return BankRow{kRef - age, kPrice, 4, 0, kNoAccount, second}; };

  CHECK(cadence_of({at(0, 86'399), at(9, 0), at(18, 0)}) == "weekly");       // 9 days and a second less than 10
  CHECK(cadence_of({at(0, 0), at(5, 86'399), at(10, 86'399)}) == "weekly");  // little more than 4 times 24 hours
}

TEST_CASE("three charges are needed, and the charges of one date count as one") {
  CHECK(cadence_of(charges(4, kPrice, {0, 30})) == "none");
  CHECK(cadence_of(charges(4, kPrice, {0, 30, 60})) == "monthly");
  CHECK(cadence_of(charges(4, kPrice, {0, 0, 30})) == "none");
  CHECK(cadence_of(charges(4, kPrice, {0, 0, 0, 0})) == "none");
  CHECK(cadence_of(charges(4, kPrice, {})) == "none");
  // One second before midnight and midnight are two dates: 3 charges, gaps 1 and 29, median 15, deviation 14.
  CHECK(cadence_of({{kRef - 30, kPrice, 4, 0, kNoAccount, 86'399},
                    {kRef - 29, kPrice, 4, 0, kNoAccount, 0},
                    {kRef, kPrice, 4}}) == "irregular");
}

TEST_CASE("amounts of one date are added before they are compared") {
  // 5 + 5, 10, 10: constant.
  const auto halves =
      summary_of(Person{{charge(4, 0, -5'00), charge(4, 0, -5'00), charge(4, 30, -10'00), charge(4, 60, -10'00)}});
  REQUIRE(halves.subscriptions.size() == 1);
  CHECK(halves.subscriptions[0].charge_count == 3);
  CHECK(halves.subscriptions[0].average_amount == 10.0);
  CHECK(halves.subscriptions[0].median_gap_days == 30.0);
  // 10 + 10, 10, 10: 75·(3·600 - 40²) = 15,000 > 2·40² = 3,200.
  CHECK(cadence_of(charges(4, -10'00, {0, 0, 30, 60})) == "irregular");
}

TEST_CASE("charges in the lookback of 180 days are looked at, and no others") {
  CHECK(cadence_of(charges(4, kPrice, {119, 149, 179})) == "monthly");
  CHECK(cadence_of(charges(4, kPrice, {120, 150, 180})) == "none");  // two are left
  CHECK(cadence_of(charges(4, kPrice, {-1, 29, 59})) == "none");     // one is after ref
  CHECK(cadence_of(charges(4, kPrice, {0, 30, 60, 180, 181, 182})) == "monthly");
  CHECK(cadence_of(charges(4, kPrice, {-1, -2, -3, 0, 30, 60})) == "monthly");
  const auto at = [](Day age, std::uint32_t second) { return BankRow{kRef - age, kPrice, 4, 0, kNoAccount, second}; };
  CHECK(cadence_of({at(179, 0), at(149, 0), at(119, 0)}) == "monthly");
  CHECK(cadence_of({at(180, 86'399), at(149, 0), at(119, 0)}) == "none");
  CHECK(cadence_of({at(0, 86'399), at(30, 0), at(60, 0)}) == "monthly");
  CHECK(cadence_of({at(-1, 0), at(30, 0), at(60, 0)}) == "none");
}

TEST_CASE("only purchases below zero, outside not_subscription, that have a merchant are charges") {
  const std::vector<BankRow> two = charges(4, kPrice, {0, 30});
  const auto third = [&](Minor amount, std::uint8_t classes, std::uint32_t merchant = 4) {
    return cadence_of(two + std::vector<BankRow>{charge(merchant, 60, amount, classes)});
  };

  CHECK(third(kPrice, 0) == "monthly");
  CHECK(third(kPrice, row_class::kIncome) == "monthly");
  CHECK(third(kPrice, row_class::kNotSubscription) == "none");
  CHECK(third(kPrice, row_class::kNotSpending) == "none");
  CHECK(third(kPrice, row_class::kNotSpending | row_class::kTransfer) == "none");
  CHECK(third(kPrice, row_class::kLeftOut) == "none");
  CHECK(third(-kPrice, 0) == "none");
  CHECK(third(0, 0) == "none");
  CHECK(third(kPrice, 0, 5) == "none");
  CHECK(third(kPrice, 0, kNoMerchant) == "none");
  CHECK(cadence_of(charges(kNoMerchant, kPrice, {0, 30, 60})) == "none");
}

TEST_CASE("a refund changes neither gaps nor amounts nor the last charge") {
  const auto got = summary_of(Person{charges(4, -10'00, {50, 80, 110}) + charges(4, 10'00, {5, 65, 80})});

  REQUIRE(got.subscriptions.size() == 1);
  CHECK(got.subscriptions[0].charge_count == 3);
  CHECK(got.subscriptions[0].average_amount == 10.0);
  CHECK(got.subscriptions[0].last_charge == kRef - 50);
  CHECK(got.subscriptions[0].state == SubscriptionState::kLapsed);  // 50 > 45
  CHECK(in(got, 180).subscription_spend == 30'00);
}

TEST_CASE("amounts may vary by a coefficient of exactly 0.20, and not by more") {
  // a - d, a, a + d has the sample deviation d: 20/100.
  CHECK(cadence_of_amounts({80'00, 100'00, 120'00}) == "monthly");
  // Squared differences of pairs 2000² + 2001² + 4001² = 24,012,002: ·75 = 1,800,900,150 > 2·30,001² = 1,800,120,002.
  CHECK(cadence_of_amounts({80'00, 100'00, 120'01}) == "irregular");
  // 2000² + 1999² + 3999² = 23,988,002: ·75 = 1,799,100,150 <= 2·29,999² = 1,799,880,002.
  CHECK(cadence_of_amounts({80'00, 100'00, 119'99}) == "monthly");
  // It is the sample deviation: of 77, 100, 123 the population's is 18.78, the sample's 23.
  CHECK(cadence_of_amounts({77'00, 100'00, 123'00}) == "irregular");
  CHECK(cadence_of_amounts({80, 100, 120}, 7) == "weekly");
  CHECK(cadence_of_amounts({80, 100, 121}, 7) == "irregular");
}

TEST_CASE("a merchant without a cadence stays without, whatever its amounts, and an irregular one irregular") {
  CHECK(cadence_of_amounts({10'00, 10'00, 10'00}, 60) == "none");
  CHECK(cadence_of_amounts({10'00, 50'00, 90'00}, 60) == "none");
  CHECK(cadence_of_amounts({10'00, 10'00, 10'00}, 20) == "irregular");
  CHECK(cadence_of_amounts({10'00, 50'00, 90'00}, 20) == "irregular");
}
