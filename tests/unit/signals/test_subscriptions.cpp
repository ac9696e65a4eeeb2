#include "hand_worked.hpp"

using namespace spendlens;
using namespace spendlens::signals;
using namespace spendlens::test;

namespace {

/// The customer's only subscription and how many count in each window.
struct Found {
  Subscription subscription;
  std::uint32_t in_30 = 0;
  std::uint32_t in_180 = 0;
};
Found found(const std::vector<Day>& gaps, Day last) {
  std::vector<BankRow> rows;
  for (const Day age : ages_from_gaps(gaps, last)) rows.push_back(charge(4, age, -10'00));
  const auto got = summary_of(Person{rows});
  REQUIRE(got.subscriptions.size() == 1);
  return {got.subscriptions[0], in(got, 30).subscription_count, in(got, 180).subscription_count};
}

}  // namespace

TEST_CASE("a detected subscription tells merchant, cadence, average, charges, last charge, median gap and state") {
  const auto got =
      summary_of(Person{{charge(9, 5, -10'00), charge(9, 35, -10'00), charge(9, 66, -10'01), charge(2, 1, -3'00),
                         charge(2, 8, -3'00), charge(2, 15, -3'00), charge(2, 22, -3'00), charge(6, 100, -8'00),
                         charge(6, 114, -8'00), charge(6, 128, -8'00)}});

  REQUIRE(got.subscriptions.size() == 3);  // by merchant
  CHECK(got.subscriptions[0] == Subscription{2, 0, 3.0, 4, kRef - 1, 7.0, SubscriptionState::kActive});
  CHECK(got.subscriptions[1] == Subscription{6, 1, 8.0, 3, kRef - 100, 14.0, SubscriptionState::kLapsed});
  CHECK(got.subscriptions[2] == Subscription{9, 2, 3001.0 / 300, 3, kRef - 5, 30.5, SubscriptionState::kActive});
  CHECK(in(got, 30).subscription_count == 2);
  CHECK(in(got, 180).subscription_count == 3);
}

TEST_CASE("a subscription is active up to exactly one and a half median gaps after its last charge") {
  CHECK(found({30, 30}, 45).subscription.state == SubscriptionState::kActive);
  CHECK(found({30, 30}, 46).subscription.state == SubscriptionState::kLapsed);
  CHECK(found({7, 7}, 10).subscription.state == SubscriptionState::kActive);  // 10.5
  CHECK(found({7, 7}, 11).subscription.state == SubscriptionState::kLapsed);
  CHECK(found({7, 8}, 11).subscription.state == SubscriptionState::kActive);  // 7.5·1.5 = 11.25
  CHECK(found({7, 8}, 12).subscription.state == SubscriptionState::kLapsed);
  CHECK(found({34, 35}, 51).subscription.state == SubscriptionState::kActive);  // 34.5·1.5 = 51.75
  CHECK(found({34, 35}, 52).subscription.state == SubscriptionState::kLapsed);
  CHECK(found({8, 8}, 12).subscription.state == SubscriptionState::kActive);
  CHECK(found({8, 8}, 0).subscription.state == SubscriptionState::kActive);
}

TEST_CASE("a subscription counts in a window if it was charged within it or is active") {
  const Found active = found({30, 30}, 45);  // last charged before the 30 days, but active
  CHECK(active.in_30 == 1);
  CHECK(active.in_180 == 1);

  const Found a_day_more = found({30, 30}, 46);
  CHECK(a_day_more.in_30 == 0);
  CHECK(a_day_more.in_180 == 1);

  CHECK(found({7, 7}, 29).in_30 == 1);  // lapsed, but charged within the window
  CHECK(found({7, 7}, 29).subscription.state == SubscriptionState::kLapsed);
  CHECK(found({7, 7}, 30).in_30 == 0);
  CHECK(found({7, 7}, 165).in_180 == 1);
}

TEST_CASE("a window shorter than the lookback does not count what lapsed before it") {
  SignalProfile profile;
  profile.windows = {90, 365};
  const auto got = summary_of(Person{charges(4, -10'00, {90, 97, 104})}, profile);

  CHECK(in(got, 90).subscription_count == 0);
  CHECK(in(got, 365).subscription_count == 1);
}

TEST_CASE("irregular merchants count by their last charge within the window, and not as subscriptions") {
  const auto irregular = [](Day last) { return summary_of(Person{charges(4, -10'00, {last, last + 20, last + 40})}); };
  CHECK(in(irregular(29), 30).recurring_irregular_count == 1);
  CHECK(in(irregular(30), 30).recurring_irregular_count == 0);  // 30 is 1.5 median gaps: being active plays no part
  CHECK(in(irregular(30), 180).recurring_irregular_count == 1);
  CHECK(in(irregular(0), 30).subscription_count == 0);
  CHECK(in(irregular(0), 30).subscription_spend == 0);
  CHECK(irregular(0).subscriptions.empty());

  // Monthly but for its amounts.
  const auto varied = summary_of(Person{{charge(4, 31, -10'00), charge(4, 61, -20'00), charge(4, 91, -30'00)}});
  CHECK(in(varied, 30).recurring_irregular_count == 0);
  CHECK(in(varied, 180).recurring_irregular_count == 1);
  CHECK(in(varied, 180).subscription_count == 0);
}

TEST_CASE("subscription spend is the charges within the window, of active and lapsed subscriptions") {
  const auto got = summary_of(Person{charges(1, -15'00, {29, 59, 89, 119, 149, 179}) +
                                     charges(2, -3'00, {20, 27, 34, 41}) + charges(3, -100'00, {1, 2, 3, 4})});

  CHECK(in(got, 30).subscription_spend == 15'00 + 2 * 3'00);
  CHECK(in(got, 180).subscription_spend == 6 * 15'00 + 4 * 3'00);
  CHECK(in(got, 30).monthly_recurring_spend == 21.0);
  CHECK(in(got, 180).monthly_recurring_spend == 17.0);  // 102·30/180
  CHECK(in(got, 30).spend == 421'00);
  CHECK(in(got, 30).subscription_share_pct == 2100.0 / 421);
  CHECK(in(got, 180).subscription_share_pct == 10200.0 / 502);
}

TEST_CASE("a charge that did not enter the detection is no subscription spend, though its merchant is one") {
  const auto got =
      summary_of(Person{charges(1, -10'00, {0, 30, 60}) + charges(1, -4'00, {3, 4}, row_class::kNotSubscription) +
                        charges(1, -2'00, {5}, row_class::kNotSpending) + charges(1, 5'00, {6}) +
                        charges(1, -1'00, {7}, row_class::kLeftOut)});

  CHECK(got.subscriptions.at(0).charge_count == 3);
  CHECK(in(got, 30).subscription_spend == 10'00);
  CHECK(in(got, 180).subscription_spend == 30'00);
  CHECK(in(got, 30).spend == 18'00);
}

TEST_CASE("in a window longer than the lookback only the charges of the lookback are subscription spend") {
  SignalProfile profile;
  profile.windows = {30, 365};
  const auto got = summary_of(Person{charges(1, -10'00, {0, 30, 60, 179, 180, 200, 364})}, profile);

  // 0, 30, 60, 179: gaps 119, 30, 30 deviate: n·Σg² - (Σg)² = 3·15,961 - 179² = 15,842 > 441. Irregular.
  CHECK(in(got, 365).recurring_irregular_count == 1);
  const auto monthly = summary_of(Person{charges(1, -10'00, {0, 30, 60, 180, 200, 364})}, profile);
  CHECK(in(monthly, 365).subscription_spend == 30'00);
  CHECK(in(monthly, 365).spend == 60'00);
  CHECK(in(monthly, 365).subscription_share_pct == 50.0);
  CHECK(in(monthly, 365).monthly_recurring_spend == 900.0 / 365);
}

TEST_CASE("monthly recurring spend and the share are not rounded") {
  const auto got = summary_of(Person{charges(1, -10'01, {31, 61, 91}) + std::vector<BankRow>{row(100, -59'97)}});

  CHECK(in(got, 180).monthly_recurring_spend == 5.005);       // 30.03·30/180
  CHECK(in(got, 180).subscription_share_pct == 3003.0 / 90);  // 30.03 of 90.00
  CHECK(in(got, 30).monthly_recurring_spend == 0.0);
  CHECK(in(got, 30).subscription_count == 1);
}

TEST_CASE("the share of subscriptions is null without spend, also where one is active, and 0 without subscriptions") {
  const auto active = summary_of(Person{charges(1, -10'00, {31, 61, 91}) +
                                        std::vector<BankRow>{row(1, 50'00), row(2, -9'00, row_class::kNotSpending)}});
  CHECK(in(active, 30).subscription_count == 1);
  CHECK(in(active, 30).subscription_spend == 0);
  CHECK(is_null(in(active, 30), Signal::kSubscriptionSharePct));
  CHECK(in(active, 180).subscription_share_pct == 100.0);

  CHECK(in(summary_of(Person{{row(1, -1)}}), 30).subscription_share_pct == 0.0);
}

TEST_CASE("without merchants there are no subscriptions, which is not zero of them") {
  Person person{charges(1, -10'00, {0, 30, 60})};
  person.knows_merchants = false;
  const auto got = summary_of(person);

  CHECK(got.subscriptions.empty());
  for (const Day window : {30, 180}) {
    CHECK(is_null(in(got, window), Signal::kSubscriptionCount));
    CHECK(is_null(in(got, window), Signal::kRecurringIrregularCount));
    CHECK(is_null(in(got, window), Signal::kSubscriptionSpend));
    CHECK(is_null(in(got, window), Signal::kMonthlyRecurringSpend));
    CHECK(is_null(in(got, window), Signal::kSubscriptionSharePct));
  }
  CHECK(in(got, 180).spend == 30'00);
  CHECK(in(got, 180).transaction_history_days == 60);
}

TEST_CASE("a log with merchants whose rows have none has zero subscriptions") {
  const BankColumns bank({{charges(kNoMerchant, -10'00, {0, 30, 60}), {}}}, false);
  CustomerColumns columns = bank.columns();
  columns.merchant = {};
  const auto got = summary_of(columns);

  CHECK(in(got, 180).subscription_count == 0);
  CHECK(in(got, 180).recurring_irregular_count == 0);
  CHECK(in(got, 180).subscription_share_pct == 0.0);
}
