#include "hand_worked.hpp"

using namespace spendlens;
using namespace spendlens::signals;
using namespace spendlens::test;

namespace {

constexpr std::uint8_t kMoved = row_class::kSavings | row_class::kTransfer | row_class::kNotSpending;

std::vector<BankAccount> savings(Minor balance) { return {{AccountSubtype::kSavings, balance}}; }

/// The growth in 30 days of a customer whose savings are now `balance` after `inflow`.
std::optional<double> growth(Minor balance, Minor inflow) {
  return value_of(in(summary_of(Person{{row(3, inflow, kMoved)}, savings(balance)}), 30), Signal::kSavingsGrowthRate);
}

std::optional<double> emergency(Minor balance, Minor spend, Day window) {
  return value_of(in(summary_of(Person{{row(3, -spend)}, savings(balance)}), window), Signal::kEmergencyFundMonths);
}

}  // namespace

TEST_CASE("savings accounts are those of subtype savings, money_market, cd and hsa") {
  Minor balance = 1;
  std::vector<BankAccount> accounts;  // 1, 2, 4, ... in the order of the subtypes
  for (std::uint8_t subtype = 0; subtype < kAccountSubtypeNames.size(); ++subtype, balance *= 2)
    accounts.push_back({static_cast<AccountSubtype>(subtype), balance});
  const auto got = in(summary_of(Person{{}, accounts}), 30);

  CHECK(got.has_savings_accounts == 1);
  CHECK(got.total_savings_balance == 2 + 4 + 8 + 16);
  CHECK(got.savings_complete == 1);
}

TEST_CASE("a customer for whom no accounts were given has null savings") {
  for (const bool columns_are_there : {true, false}) {
    Person person{{row(1, -90'00), row(2, 10'00, kMoved)}};
    if (columns_are_there) person.accounts.emplace();
    const auto got = summary_of(person);
    for (const Day window : {30, 180}) {
      for (const Signal signal :
           {Signal::kHasSavingsAccounts, Signal::kTotalSavingsBalance, Signal::kNetInflow, Signal::kSavingsGrowthRate,
            Signal::kAvgMonthlyExpenses, Signal::kEmergencyFundMonths}) {
        INFO(info_of(signal).name);
        CHECK(is_null(in(got, window), signal));
      }
      CHECK(in(got, window).savings_complete == 0);
      CHECK(in(got, window).credit_complete == 0);
    }
  }
}

TEST_CASE(
    "a customer with accounts but no savings account has zeros, no growth, and emergency months where there are expenses") {
  const std::vector<BankAccount> accounts{{AccountSubtype::kChecking, 500'00}};
  const auto got = summary_of(Person{{row(40, -90'00)}, accounts});

  for (const Day window : {30, 180}) {
    CHECK(in(got, window).has_savings_accounts == 0);
    CHECK(in(got, window).total_savings_balance == 0);
    CHECK(in(got, window).net_inflow == 0);
    CHECK(is_null(in(got, window), Signal::kSavingsGrowthRate));
    CHECK(in(got, window).savings_complete == 1);
  }
  CHECK(is_null(in(got, 30), Signal::kEmergencyFundMonths));
  CHECK(in(got, 180).emergency_fund_months == 0.0);
  CHECK(in(got, 30).avg_monthly_expenses == 0.0);
  CHECK(in(got, 180).avg_monthly_expenses == 15.0);  // 90 in 6 months
}

TEST_CASE("net inflow is what came to savings accounts less what left them, within the window") {
  const auto got =
      summary_of(Person{{row(0, 100'00, kMoved), row(29, -30'00, kMoved), row(30, 7'00, kMoved),
                         row(179, 11'00, row_class::kSavings), row(180, 1'000'00, kMoved), row(-1, 2'000'00, kMoved),
                         row(5, 4'000'00, kMoved | row_class::kLeftOut), row(6, 8'000'00), row(7, -16'000'00)},
                        savings(500'00)});

  CHECK(in(got, 30).net_inflow == 70'00);
  CHECK(in(got, 180).net_inflow == 88'00);
  CHECK(in(got, 30).savings_growth_rate == 70.0 / 430);
  CHECK(in(got, 180).savings_growth_rate == 88.0 / 412);
}

TEST_CASE("net inflow is that from the first second of the window to the last of ref") {
  const auto got =
      summary_of(Person{{row_at(-1, 0, 1, kMoved), row_at(0, 86'399, 2, kMoved), row_at(29, 0, 4, kMoved),
                         row_at(30, 86'399, 8, kMoved), row_at(179, 0, 16, kMoved), row_at(180, 86'399, 32, kMoved)},
                        savings(0)});

  CHECK(in(got, 30).net_inflow == 2 + 4);
  CHECK(in(got, 180).net_inflow == 2 + 4 + 8 + 16);
}

TEST_CASE("a withdrawal from savings that is a purchase is both spend and an outflow of savings") {
  const auto got = in(summary_of(Person{{row(1, -25'00, row_class::kSavings)}, savings(75'00)}), 30);

  CHECK(got.net_inflow == -25'00);
  CHECK(got.spend == 25'00);
  CHECK(got.savings_growth_rate == -0.25);  // from 100
  CHECK(got.emergency_fund_months == 3.0);
}

TEST_CASE("growth is the inflow over the balance before it, null where that was not above zero") {
  CHECK(growth(1'100'00, 100'00) == 0.1);
  CHECK(growth(1'000'00, -500'00) == -1.0 / 3);  // from 1,500
  CHECK(growth(1'000'00, 0) == 0.0);
  CHECK(growth(0, -80'00) == -1.0);
  CHECK(growth(-100'00, -200'00) == -2.0);    // from 100 to -100
  CHECK(growth(100'01, 100'00) == 10'000.0);  // from one cent
  CHECK_FALSE(growth(100'00, 100'00));        // from exactly 0
  CHECK_FALSE(growth(50'00, 100'00));
  CHECK_FALSE(growth(0, 0));
  CHECK_FALSE(growth(-5'00, 0));
}

TEST_CASE("monthly expenses are spend over the months of the window, not rounded") {
  const auto got = summary_of(
      Person{{row(0, -100'01), row(50, -200'00), row(3, -700'00, row_class::kNotSpending), row(4, 50'00)}, savings(0)});

  CHECK(in(got, 30).avg_monthly_expenses == 100.01);
  CHECK(in(got, 180).avg_monthly_expenses == 30001.0 / 600);  // 300.01 / 6
}

TEST_CASE("emergency months are the savings over monthly expenses, null without expenses, below zero if overdrawn") {
  CHECK(emergency(600'00, 200'00, 30) == 3.0);
  CHECK(emergency(600'00, 200'00, 180) == 18.0);
  CHECK(emergency(100'00, 300'00, 30) == 1.0 / 3);
  CHECK(emergency(-100'00, 200'00, 30) == -0.5);
  CHECK(emergency(0, 200'00, 30) == 0.0);
  CHECK_FALSE(emergency(600'00, 0, 30));
  CHECK_FALSE(emergency(600'00, 0, 180));
}

TEST_CASE("the balance of all savings accounts counts, overdrawn ones too") {
  const std::vector<BankAccount> accounts{
      {AccountSubtype::kSavings, 1'000'00}, {AccountSubtype::kHsa, -300'00}, {AccountSubtype::kChecking, 9'000'00}};
  const auto got = summary_of(Person{{}, accounts});

  CHECK(in(got, 30).total_savings_balance == 700'00);
  CHECK(in(got, 180).total_savings_balance == 700'00);
}

TEST_CASE("rows are marked as savings by the subtype of their account, and keep their other bits") {
  const std::vector<BankAccount> accounts{{AccountSubtype::kChecking, 0}, {AccountSubtype::kCd, 0}};
  const std::vector<BankAccount> others{{AccountSubtype::kSavings, 0}, {AccountSubtype::kCreditCard, 0}};
  const Day day = kRef;
  BankColumns bank(
      {{{{day, 1, 0, row_class::kTransfer, 0}, {day, 2, 1, row_class::kTransfer, 1}, {day, 3, 2, 0, kNoAccount}},
        accounts},
       {{{day, 4, 0, 0, 0}, {day, 5, 1, row_class::kIncome, 1}}, others}});
  mask_savings_rows(bank.columns(), bank.account(), {}, bank.classes());
  CHECK(bank.classes() == std::vector<std::uint8_t>{row_class::kTransfer, row_class::kTransfer | row_class::kSavings, 0,
                                                    row_class::kSavings, row_class::kIncome});

  const SignalResults all = spendsense_signals(bank.columns());
  CHECK(all.tables[0].get(0).net_inflow == 2);
  CHECK(all.tables[0].get(1).net_inflow == 4);
}

TEST_CASE("a row without an account is not marked, however many accounts follow") {
  // kNoAccount as an index would be the account 65,535 after the first.
  const std::vector<BankAccount> many(40'000, {AccountSubtype::kSavings, 0});
  BankColumns bank({{{{kRef, 1, 0, 0, kNoAccount}}, {{AccountSubtype::kChecking, 0}}},
                    {{{kRef, 1, 0, 0, 39'999}}, many},
                    {{}, many}});
  mask_savings_rows(bank.columns(), bank.account(), {}, bank.classes());
  CHECK(bank.classes() == std::vector<std::uint8_t>{0, row_class::kSavings});
}

TEST_CASE("rows are marked by the profile's subtypes") {
  SignalProfile profile;
  profile.savings.subtypes = {"checking", "hsa"};
  BankColumns bank(
      {{{{kRef, 1, 0, 0, 0}, {kRef, 2, 1, 0, 1}}, {{AccountSubtype::kChecking, 0}, {AccountSubtype::kSavings, 0}}}});
  mask_savings_rows(bank.columns(), bank.account(), profile, bank.classes());
  CHECK(bank.classes() == std::vector<std::uint8_t>{row_class::kSavings, 0});
}
