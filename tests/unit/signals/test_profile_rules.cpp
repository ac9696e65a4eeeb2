#include "hand_worked.hpp"

using namespace spendlens;
using namespace spendlens::signals;
using namespace spendlens::test;

namespace {

CustomerSummary summary_with(const SubscriptionRules& rules, const std::vector<BankRow>& rows) {
  SignalProfile profile;
  profile.subscriptions = rules;
  return summary_of(Person{rows}, profile);
}

}  // namespace

TEST_CASE("the number of charges that a subscription needs is the profile's") {
  SubscriptionRules rules;
  rules.min_charges = 2;
  CHECK(summary_with(rules, charges(1, -5'00, {0, 30})).subscriptions.size() == 1);
  CHECK(summary_with(rules, charges(1, -5'00, {0, 0})).subscriptions.empty());
  rules.min_charges = 5;
  CHECK(summary_with(rules, charges(1, -5'00, {0, 30, 60, 90})).subscriptions.empty());
  CHECK(summary_with(rules, charges(1, -5'00, {0, 30, 60, 90, 120})).subscriptions.size() == 1);
}

TEST_CASE("the lookback is the profile's") {
  SubscriptionRules rules;
  rules.lookback_days = 61;
  CHECK(summary_with(rules, charges(1, -5'00, {0, 30, 60})).subscriptions.size() == 1);
  rules.lookback_days = 60;
  const auto got = summary_with(rules, charges(1, -5'00, {0, 30, 60}));
  CHECK(got.subscriptions.empty());
  CHECK(in(got, 180).subscription_count == 0);
  rules.lookback_days = 400;
  CHECK(summary_with(rules, charges(1, -5'00, {339, 369, 399})).subscriptions.size() == 1);
  CHECK(summary_with(rules, charges(1, -5'00, {340, 370, 400})).subscriptions.empty());
}

TEST_CASE("of overlapping cadences the first that fits holds, one that deviates too much leaves it to the next") {
  SubscriptionRules rules;
  rules.cadences = {{"strict", 20, 40, 0}, {"loose", 25, 35, 7}};
  CHECK(summary_with(rules, charges(1, -5'00, {0, 30, 60})).subscriptions.at(0).cadence == 0);
  CHECK(summary_with(rules, charges(1, -5'00, {0, 29, 60})).subscriptions.at(0).cadence == 1);  // 29 and 31
  CHECK(summary_with(rules, charges(1, -5'00, {0, 20, 41})).subscriptions.empty());             // median 20.5
}

TEST_CASE("the profile says how far amounts may vary, in 1/10,000") {
  SubscriptionRules rules;
  rules.max_amount_variation = 1'000;
  CHECK(summary_with(rules, {charge(1, 0, -90'00), charge(1, 30, -100'00), charge(1, 60, -110'00)})
            .subscriptions.size() == 1);
  CHECK(summary_with(rules, {charge(1, 0, -90'00), charge(1, 30, -100'00), charge(1, 60, -110'01)})
            .subscriptions.empty());
  rules.max_amount_variation = 0;
  CHECK(summary_with(rules, charges(1, -5'00, {0, 30, 60})).subscriptions.size() == 1);
  CHECK(summary_with(rules, {charge(1, 0, -1'000'00), charge(1, 30, -1'000'00), charge(1, 60, -1'000'01)})
            .subscriptions.empty());
}

TEST_CASE("the profile says how many median gaps old an active subscription's last charge may be") {
  SubscriptionRules rules;
  rules.active_median_gaps = 200;
  CHECK(summary_with(rules, charges(1, -5'00, {60, 90, 120})).subscriptions.at(0).state == SubscriptionState::kActive);
  CHECK(summary_with(rules, charges(1, -5'00, {61, 91, 121})).subscriptions.at(0).state == SubscriptionState::kLapsed);
  rules.active_median_gaps = 0;
  CHECK(summary_with(rules, charges(1, -5'00, {0, 30, 60})).subscriptions.at(0).state == SubscriptionState::kActive);
  CHECK(summary_with(rules, charges(1, -5'00, {1, 31, 61})).subscriptions.at(0).state == SubscriptionState::kLapsed);
}

TEST_CASE("the profile says below which gap payments recur irregularly") {
  SubscriptionRules rules;
  rules.irregular_gap_days_below = 50;
  CHECK(in(summary_with(rules, charges(1, -5'00, {0, 49, 98})), 180).recurring_irregular_count == 1);
  CHECK(in(summary_with(rules, charges(1, -5'00, {0, 49, 100})), 180).recurring_irregular_count == 0);  // 49 and 51
}

TEST_CASE("income follows the profile's amount, payments needed and frequencies") {
  SignalProfile profile;
  profile.income.min_amount = 100'00;
  profile.income.min_payments = 3;
  profile.income.frequencies = {{"yearly", 300, 400}, {"ten days", 10, 10}};
  const auto two = summary_of(Person{{row(0, 100'00), row(10, 100'00), row(20, 99'99)}}, profile);
  CHECK(in(two, 30).income_payroll_count == 2);
  CHECK(in(two, 30).payment_frequency == 3);  // yearly, ten days, irregular, unknown
  CHECK(is_null(in(two, 30), Signal::kAvgIncomePerPayment));

  const auto three = summary_of(Person{{row(0, 100'00), row(10, 100'00), row(20, 100'00)}}, profile);
  CHECK(in(three, 30).income_payroll_count == 3);
  CHECK(in(three, 30).payment_frequency == 1);
  CHECK(in(three, 30).has_regular_income == 1);

  profile.income.transfers_count = true;
  CHECK(in(summary_of(Person{{row(0, 100'00, row_class::kTransfer)}}, profile), 30).income_payroll_count == 1);
}

TEST_CASE("savings accounts are those of the profile's subtypes") {
  SignalProfile profile;
  profile.savings.subtypes = {"checking"};
  const std::vector<BankAccount> accounts{{AccountSubtype::kChecking, 70'00}, {AccountSubtype::kSavings, 9'00}};
  CHECK(in(summary_of(Person{{}, accounts}, profile), 30).total_savings_balance == 70'00);
}

TEST_CASE("a card's tiers and what counts as the minimum payment are the profile's") {
  SignalProfile profile;
  profile.credit.moderate_pct = 1'000;
  profile.credit.high_pct = 2'000;
  profile.credit.very_high_pct = 2'550;
  profile.credit.minimum_payment_pct = 10'000;
  const auto card = [](Minor statement, Minor last) {
    return BankAccount{AccountSubtype::kCreditCard, 0, 1'000'00,
                       BankLiability{LiabilityType::kCreditCard, statement, 100'00, last}};
  };
  const auto got =
      in(summary_of(Person{{}, {{card(199'99, 100'00), card(200'00, 100'01), card(254'99, 0), card(255'00, 99'00)}}},
                    profile),
         30);
  CHECK(got.high_utilization_count == 3);
  CHECK(got.very_high_utilization_count == 1);
  CHECK(got.minimum_payment_only_count == 2);
}
