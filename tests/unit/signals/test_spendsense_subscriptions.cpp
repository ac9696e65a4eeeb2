#include "hand_worked.hpp"

using namespace spendlens;
using namespace spendlens::signals;
using namespace spendlens::test;

namespace {

const SignalProfile kLoop = spendsense_profile();

CustomerSummary loop_of(const std::vector<BankRow>& rows) { return summary_of(Person{rows}, kLoop); }

/// The cadence of a customer's only merchant by name, "none" where it has none.
std::string cadence_of(const std::vector<BankRow>& rows) {
  const auto got = loop_of(rows);
  if (got.subscriptions.empty()) return "none";
  REQUIRE(got.subscriptions.size() == 1);
  return cadence_names(kLoop)[got.subscriptions[0].cadence];
}

std::string cadence_of_gaps(const std::vector<Day>& gaps) {
  std::vector<BankRow> rows;
  for (const Day age : ages_from_gaps(gaps)) rows.push_back(charge(4, age, -10'00));
  return cadence_of(rows);
}

}  // namespace

TEST_CASE("spendsense: cadences are monthly, weekly and irregular, and irregular ones are subscriptions") {
  CHECK(cadence_names(kLoop) == std::vector<std::string>{"monthly", "weekly", "irregular"});
  const std::vector<std::pair<Day, std::string>> expected = {
      {4, "irregular"}, {5, "weekly"},   {9, "weekly"},     {10, "irregular"}, {14, "irregular"}, {24, "irregular"},
      {25, "monthly"},  {35, "monthly"}, {36, "irregular"}, {59, "irregular"}, {60, "none"}};
  for (const auto& [gap, cadence] : expected) {
    INFO("gap " << gap);
    CHECK(cadence_of_gaps({gap, gap}) == cadence);
  }
  CHECK(cadence_of_gaps({23, 37}) == "monthly");  // deviation 7
  CHECK(cadence_of_gaps({23, 37, 38, 23}) == "irregular");
  CHECK(cadence_of_gaps({4, 10}) == "weekly");  // deviation 3
  CHECK(cadence_of_gaps({6, 7, 13}) == "irregular");

  const auto irregular = loop_of(charges(4, -10'00, {0, 14, 28}));
  CHECK(in(irregular, 30).subscription_count == 1);
  CHECK(in(irregular, 30).recurring_irregular_count == 1);
  CHECK(in(irregular, 30).subscription_spend == 30'00);
  CHECK(in(irregular, 30).subscription_share_pct == 100.0);
  const auto monthly = loop_of(charges(4, -10'00, {0, 30, 60}));
  CHECK(in(monthly, 30).subscription_count == 1);
  CHECK(in(monthly, 30).recurring_irregular_count == 0);
}

TEST_CASE("spendsense: every transaction of a merchant enters its gaps and amounts, of any sign and category") {
  const auto got =
      loop_of({charge(4, 1, -10'00), charge(4, 31, 10'00), charge(4, 61, -10'00, row_class::kNotSubscription)});

  REQUIRE(got.subscriptions.size() == 1);
  CHECK(got.subscriptions[0].charge_count == 3);
  CHECK(got.subscriptions[0].average_amount == 10.0);  // amounts without their sign
  CHECK(got.subscriptions[0].cadence == 0);
  CHECK(got.subscriptions[0].median_gap_days == 30.0);
  CHECK(got.subscriptions[0].last_charge == kRef - 1);
  CHECK(in(got, 180).subscription_spend == 20'00);  // of outflows only
  CHECK(in(got, 180).spend == 20'00);
  CHECK(cadence_of(charges(4, 25'00, {0, 30, 60}, row_class::kIncome)) == "monthly");
  CHECK(cadence_of(charges(4, 0, {0, 30, 60})) == "monthly");
  CHECK(cadence_of(charges(kNoMerchant, -25'00, {0, 30, 60})) == "none");
  CHECK(cadence_of(charges(4, -25'00, {0, 30})) == "none");
}

TEST_CASE("spendsense: the median of many gaps is the mean of the two middle ones, or the middle one") {
  std::vector<Day> gaps;  // 16 of 3, one of 4, 17 of 5: the middle ones are 4 and 5
  for (int i = 0; i < 16; ++i) gaps.insert(gaps.end(), {5, 3});
  gaps.insert(gaps.end(), {4, 5});
  const auto median_of = [](const std::vector<Day>& of) {
    std::vector<BankRow> rows;
    for (const Day age : ages_from_gaps(of)) rows.push_back(charge(4, age, -10'00));
    return loop_of(rows).subscriptions.at(0).median_gap_days;
  };

  CHECK(median_of(gaps) == 4.5);
  gaps.push_back(3);
  CHECK(median_of(gaps) == 4.0);
}

TEST_CASE("spendsense: several charges of one date are several") {
  CHECK(cadence_of(charges(4, -10'00, {0, 0, 0})) == "irregular");   // gaps of 0
  CHECK(cadence_of(charges(4, -10'00, {0, 0, 30})) == "irregular");  // 30 and 0: 15
  // 7, 7, 0, 7: 4·147 - 21² = 147 > 9·16 = 144
  CHECK(cadence_of(charges(4, -10'00, {0, 7, 7, 14, 21})) == "irregular");
  // 30·4 and one 0: 5·3600 - 120² = 3,600 > 49·25
  const auto got = loop_of(charges(4, -10'00, {0, 30, 30, 60, 90, 120}));
  REQUIRE(got.subscriptions.size() == 1);
  CHECK(got.subscriptions[0].cadence == 2);
  CHECK(got.subscriptions[0].charge_count == 6);
  CHECK(got.subscriptions[0].median_gap_days == 30.0);
}

TEST_CASE("spendsense: amounts that vary by more than 0.20 become irregular and still count") {
  CHECK(cadence_of({charge(4, 0, -80'00), charge(4, 30, 100'00), charge(4, 60, -120'00)}) == "monthly");
  const std::vector<BankRow> varied{charge(4, 0, -80'00), charge(4, 30, 100'00), charge(4, 60, -120'01)};
  CHECK(cadence_of(varied) == "irregular");
  CHECK(in(loop_of(varied), 30).subscription_count == 1);
  CHECK(in(loop_of(varied), 30).recurring_irregular_count == 1);
  CHECK(in(loop_of(varied), 180).subscription_spend == 200'01);
  CHECK(cadence_of({charge(4, 0, -10'00), charge(4, 60, -50'00), charge(4, 120, -90'00)}) == "none");
}

TEST_CASE("spendsense: the lookback and the windows hold both of their ends") {
  CHECK(cadence_of(charges(4, -10'00, {120, 150, 180})) == "monthly");
  CHECK(cadence_of(charges(4, -10'00, {121, 151, 181})) == "none");

  const auto got =
      loop_of(charges(4, -10'00, {30, 60, 90, 120, 150, 180}) + charges(kNoMerchant, -1, {30, 31, 180, 181, -1}));
  CHECK(in(got, 30).subscription_count == 1);
  CHECK(in(got, 30).subscription_spend == 10'00);
  CHECK(in(got, 180).subscription_spend == 60'00);
  CHECK(in(got, 30).spend == 10'01);
  CHECK(in(got, 180).spend == 60'03);
  CHECK(in(got, 30).monthly_recurring_spend == 10.0);
  CHECK(in(got, 180).monthly_recurring_spend == 10.0);  // 60·30/180
}

TEST_CASE("spendsense: a subscription is active in the windows that hold its last transaction, of any sign") {
  const auto last = [](Day age) { return loop_of(charges(4, -10'00, {age, age + 30, age + 60})); };
  CHECK(in(last(30), 30).subscription_count == 1);
  CHECK(in(last(31), 30).subscription_count == 0);  // 1.5 median gaps play no part
  CHECK(in(last(31), 30).recurring_irregular_count == 0);
  CHECK(in(last(120), 180).subscription_count == 1);

  const auto refunded = loop_of({charge(4, 10, 10'00), charge(4, 40, -10'00), charge(4, 70, -10'00)});
  CHECK(in(refunded, 30).subscription_count == 1);
  CHECK(in(refunded, 30).subscription_spend == 0);
  CHECK(in(refunded, 180).subscription_spend == 20'00);

  const auto irregular = loop_of(charges(4, -10'00, {31, 51, 71}));
  CHECK(in(irregular, 30).recurring_irregular_count == 0);
  CHECK(in(irregular, 180).recurring_irregular_count == 1);
}

TEST_CASE("spendsense: the share is 0 without spend, and all is 0 where merchants are not known") {
  const auto inflows = loop_of(charges(4, 10'00, {0, 30, 60}));
  CHECK(in(inflows, 30).subscription_count == 1);
  CHECK(in(inflows, 30).subscription_share_pct == 0.0);

  Person person{charges(4, -10'00, {0, 30, 60})};
  person.knows_merchants = false;
  const auto unknown = in(summary_of(person, kLoop), 30);
  CHECK(unknown.subscription_count == 0);
  CHECK(unknown.recurring_irregular_count == 0);
  CHECK(unknown.subscription_spend == 0);
  CHECK(unknown.monthly_recurring_spend == 0.0);
  CHECK(unknown.subscription_share_pct == 0.0);
}
