#include "hand_worked.hpp"

using namespace spendlens;
using namespace spendlens::signals;
using namespace spendlens::test;

TEST_CASE("a window of N days is the N dates that end with ref, and nothing after ref is looked at") {
  // Powers of two: the sum says which rows were taken.
  const auto got = summary_of(
      Person{{row(-1, -1), row(0, -2), row(29, -4), row(30, -8), row(179, -16), row(180, -32), row(5000, -64)}});

  CHECK(in(got, 30).spend == 2 + 4);
  CHECK(in(got, 180).spend == 2 + 4 + 8 + 16);
}

TEST_CASE("a window begins with the first second of its first date and ends with the last second of ref") {
  const auto got = summary_of(Person{{row_at(0, 86'399, -1), row_at(-1, 0, -2), row_at(29, 0, -4),
                                      row_at(30, 86'399, -8), row_at(179, 0, -16), row_at(180, 86'399, -32)}});

  CHECK(in(got, 30).spend == 1 + 4);
  CHECK(in(got, 180).spend == 1 + 4 + 8 + 16);
}

TEST_CASE("windows are those of the profile, from one day to longer than the lookback") {
  SignalProfile profile;
  profile.windows = {1, 2, 7, 8, 400};
  const auto got =
      summary_of(Person{{row(0, -1), row(1, -2), row(6, -4), row(7, -8), row(399, -16), row(400, -32)}}, profile);

  CHECK(in(got, 1).spend == 1);
  CHECK(in(got, 2).spend == 3);
  CHECK(in(got, 7).spend == 7);
  CHECK(in(got, 8).spend == 15);
  CHECK(in(got, 400).spend == 31);
}

TEST_CASE("eight windows are as many as a profile may have") {
  SignalProfile profile;
  profile.windows = {1, 2, 3, 4, 5, 6, 7, 8};
  const auto got = summary_of(Person{{row(7, -1), row(3, -2)}}, profile);

  CHECK(in(got, 3).spend == 0);
  CHECK(in(got, 4).spend == 2);
  CHECK(in(got, 7).spend == 2);
  CHECK(in(got, 8).spend == 3);
}

TEST_CASE("windows that begin before 1970 or end with 2105 hold what lies in them") {
  const Person early{{{0, -1, kNoMerchant, 0, kNoAccount, 0},
                      {5, -2, kNoMerchant, 0, kNoAccount, 86'399},
                      {6, -4, kNoMerchant, 0, kNoAccount, 0}}};
  const auto first = summary_of(early, {}, 5);
  CHECK(in(first, 30).spend == 3);
  CHECK(in(first, 30).transaction_history_days == 5);
  CHECK(in(summary_of(early, {}, 0), 180).spend == 1);

  const Day last_day = *parse_date("2105-12-31");
  const Person late{
      {{last_day, -1, kNoMerchant, 0, kNoAccount, 86'399}, {last_day - 29, -2}, {last_day - 30, -4}, {0, -8}}};
  const auto last = summary_of(late, {}, last_day);
  CHECK(in(last, 30).spend == 3);
  CHECK(in(last, 180).spend == 7);
  CHECK(in(last, 30).transaction_history_days == static_cast<std::uint32_t>(last_day));
}

TEST_CASE("spend is the sum of purchases: neither transfers nor card payments, and refunds do not reduce it") {
  const std::uint8_t transfer = row_class::kTransfer | row_class::kNotSpending;
  const auto got = summary_of(Person{{row(1, -10'00), row(2, -5'00, row_class::kNotSubscription),
                                      row(3, -100'00, row_class::kNotSpending), row(4, -200'00, transfer), row(5, 3'00),
                                      row(6, 2'000'00, row_class::kIncome), row(7, -4'00, row_class::kSavings)}});

  CHECK(in(got, 30).spend == 19'00);  // 10 + 5 + 4
}

TEST_CASE("a transfer that the profile calls spending is a purchase") {
  const auto got = summary_of(Person{{row(1, -10'00, row_class::kTransfer)}});

  CHECK(in(got, 30).spend == 10'00);
  CHECK(in(got, 30).subscriptions_complete == 1);
}

TEST_CASE("an order of value zero is a purchase, but no spend") {
  const auto got = summary_of(Person{{row(1, 0)}});

  CHECK(in(got, 30).spend == 0);
  CHECK(in(got, 30).subscriptions_complete == 1);
  CHECK(is_null(in(got, 30), Signal::kSubscriptionSharePct));
  CHECK(in(got, 30).income_complete == 0);
}

TEST_CASE("the subscriptions flag needs a purchase in the lookback") {
  const auto complete = [](const BankRow& only) { return in(summary_of(Person{{only}}), 30).subscriptions_complete; };

  CHECK(complete(row(179, -1)) == 1);
  CHECK(complete(row_at(179, 0, -1)) == 1);
  CHECK(complete(row_at(180, 86'399, -1)) == 0);
  CHECK(complete(row_at(0, 86'399, -1)) == 1);
  CHECK(complete(row_at(-1, 0, -1)) == 0);
  CHECK(complete(row(-1, -1)) == 0);
  CHECK(complete(row(1, 1)) == 0);  // a refund
  CHECK(complete(row(1, -1, row_class::kNotSpending)) == 0);
  CHECK(complete(row(1, -1, row_class::kLeftOut)) == 0);
  CHECK(complete(row(1, -1, row_class::kNotSubscription)) == 1);  // a purchase all the same
}

TEST_CASE("the income flag needs an inflow in 180 days") {
  const auto complete = [](const BankRow& only) { return in(summary_of(Person{{only}}), 30).income_complete; };

  CHECK(complete(row(179, 1)) == 1);
  CHECK(complete(row_at(179, 0, 1)) == 1);
  CHECK(complete(row_at(180, 86'399, 1)) == 0);
  CHECK(complete(row_at(0, 86'399, 1)) == 1);
  CHECK(complete(row_at(-1, 0, 1)) == 0);
  CHECK(complete(row(-1, 1)) == 0);
  CHECK(complete(row(1, 0, row_class::kIncome)) == 0);
  CHECK(complete(row(1, 1, row_class::kTransfer)) == 1);
  CHECK(complete(row(1, 1, row_class::kLeftOut)) == 0);
}

TEST_CASE("the income flag looks at 180 days whatever the windows are") {
  SignalProfile shorter, longer;
  shorter.windows = {7};
  longer.windows = {30, 400};

  CHECK(in(summary_of(Person{{row(179, 1)}}, shorter), 7).income_complete == 1);
  CHECK(in(summary_of(Person{{row(180, 1)}}, longer), 400).income_complete == 0);
}

TEST_CASE("a reference date that no timestamp has is refused") {
  const BankColumns bank({{{row(1, -1)}, {}}});
  for (const Day reference : {-1, *parse_date("2105-12-31") + 1}) {
    CHECK_THROWS_AS(spendsense_signals(bank.columns(), {}, reference), UsageError);
    for (const SignalProfile& profile : {SignalProfile{}, spendsense_profile()})
      CHECK_THROWS_AS(generate_signals_reference(bank.columns(), reference, profile), UsageError);
  }
  CHECK_NOTHROW(spendsense_signals(bank.columns(), {}, *parse_date("2105-12-31")));
}

TEST_CASE("pending transactions are left out everywhere") {
  const std::uint8_t pending = row_class::kLeftOut;
  const std::vector<BankAccount> accounts{{AccountSubtype::kSavings, 1'000'00}};
  std::vector<BankRow> rows = charges(7, -10'00, {0, 30, 60}, pending);
  rows.push_back(row(2, 3'000'00, pending | row_class::kIncome));
  rows.push_back(row(12, 3'000'00, pending | row_class::kIncome));
  rows.push_back(row(3, 500'00, pending | row_class::kSavings));
  rows.push_back(row(400, -1'00, pending));

  const auto none = summary_of(Person{rows, accounts});
  for (const Day window : {30, 180}) {
    const Summary& got = in(none, window);
    CHECK(got.spend == 0);
    CHECK(got.subscription_count == 0);
    CHECK(got.subscription_spend == 0);
    CHECK(got.net_inflow == 0);
    CHECK(got.income_payroll_count == 0);
    CHECK(got.total_income == 0);
    CHECK(is_null(got, Signal::kTransactionHistoryDays));
    CHECK(got.subscriptions_complete == 0);
    CHECK(got.income_complete == 0);
    CHECK(got.savings_complete == 1);
  }
  CHECK(none.subscriptions.empty());

  rows.push_back(row(10, -1'00));
  CHECK(in(summary_of(Person{rows, accounts}), 30).transaction_history_days == 10);
}

TEST_CASE("history is the days from the first transaction up to ref, of any kind; null without one") {
  const auto days = [](std::vector<BankRow> rows) {
    return in(summary_of(Person{std::move(rows)}), 30).transaction_history_days;
  };

  CHECK(days({}) == kNoCount);
  CHECK(days({row(-1, -5)}) == kNoCount);
  CHECK(days({row_at(-1, 0, -5), row_at(0, 86'399, -5)}) == 0);
  CHECK(days({row_at(1, 86'399, -5)}) == 1);
  CHECK(days({row(3, -5), row(7'000, 5, row_class::kTransfer | row_class::kNotSpending)}) == 7'000);
  CHECK(days({charge(3, 10, -5), charge(1, 40, 0), charge(2, 20, 5), row(30, -5)}) == 40);
}

TEST_CASE("a customer without anything has zeros where a sum is known, and nulls elsewhere") {
  const auto got = summary_of(Person{});
  for (const Day window : {30, 180}) {
    CHECK(in(got, window).spend == 0);
    CHECK(in(got, window).subscription_count == 0);
    CHECK(in(got, window).recurring_irregular_count == 0);
    CHECK(in(got, window).subscription_spend == 0);
    CHECK(in(got, window).monthly_recurring_spend == 0.0);
    CHECK(is_null(in(got, window), Signal::kSubscriptionSharePct));
    CHECK(in(got, window).income_payroll_count == 0);
    CHECK(in(got, window).total_income == 0);
    CHECK(is_null(in(got, window), Signal::kHasSavingsAccounts));
    CHECK(is_null(in(got, window), Signal::kNumCreditCards));
  }
}
