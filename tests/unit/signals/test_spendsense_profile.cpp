#include "hand_worked.hpp"

using namespace spendlens;
using namespace spendlens::signals;
using namespace spendlens::test;

namespace {

const SignalProfile kLoop = spendsense_profile();

Summary loop_in_30(const std::vector<BankRow>& rows, std::optional<std::vector<BankAccount>> accounts = std::nullopt) {
  return in(summary_of(Person{rows, std::move(accounts)}, kLoop), 30);
}
std::vector<BankAccount> savings(Minor balance) { return {{AccountSubtype::kSavings, balance}}; }
BankAccount owing(Minor statement, Minor current = 0, Minor limit = kNoMoney) {
  return {AccountSubtype::kCreditCard, current, limit, BankLiability{LiabilityType::kCreditCard, statement}};
}
double growth(Minor balance, Minor moved) {
  return loop_in_30({row(1, moved, row_class::kSavings)}, savings(balance)).savings_growth_rate;
}

}  // namespace

TEST_CASE("spendsense: windows are closed, [ref - N, ref], to the second") {
  const auto got = summary_of(Person{{row_at(-1, 0, -1), row_at(0, 86'399, -2), row_at(30, 0, -4),
                                      row_at(31, 86'399, -8), row_at(180, 0, -16), row_at(181, 86'399, -32)}},
                              kLoop);

  CHECK(in(got, 30).spend == 2 + 4);
  CHECK(in(got, 180).spend == 2 + 4 + 8 + 16);
  CHECK(in(got, 180).transaction_history_days == 181);
}

TEST_CASE("spendsense: net inflow is minus the sum of the savings transfers, within the closed window") {
  const auto got = summary_of(Person{{row(0, -100'00, row_class::kSavings), row(30, -20'00, row_class::kSavings),
                                      row(31, -3'00, row_class::kSavings), row(5, 50'00, row_class::kSavings)},
                                     savings(1'070'00)},
                              kLoop);

  CHECK(in(got, 30).net_inflow == 70'00);
  CHECK(in(got, 30).savings_growth_rate == 0.07);  // 70 / 1,000
  CHECK(in(got, 180).net_inflow == 73'00);
  CHECK(in(got, 180).savings_growth_rate == 73.0 / 997);
}

TEST_CASE("spendsense: growth is 1 from nothing to something, 0 from nothing to nothing and without transactions") {
  CHECK(growth(200'00, -100'00) == 1.0);  // 100 to 200
  CHECK(growth(100'00, -100'00) == 1.0);  // from 0
  CHECK(growth(50'00, -100'00) == 1.0);   // from -50
  CHECK(growth(1, -100'00) == 1.0);
  CHECK(growth(0, -100'00) == 0.0);  // from -100 to 0
  CHECK(growth(-50'00, -100'00) == 0.0);
  CHECK(growth(300'00, 100'00) == -0.25);  // 400 to 300
  CHECK(growth(300'00, 0) == 0.0);
  CHECK(loop_in_30({}, savings(300'00)).savings_growth_rate == 0.0);
  CHECK(loop_in_30({row(31, -1'00)}, savings(300'00)).savings_growth_rate == 0.0);
}

TEST_CASE("spendsense: without a savings account every savings figure is 0") {
  for (const auto& accounts : {std::optional<std::vector<BankAccount>>{},
                               std::optional<std::vector<BankAccount>>{{{AccountSubtype::kChecking, 500'00}}}}) {
    const Summary got = loop_in_30({row(1, -90'00), row(2, -10'00, row_class::kSavings)}, accounts);
    CHECK(got.has_savings_accounts == 0);
    CHECK(got.total_savings_balance == 0);
    CHECK(got.net_inflow == 0);
    CHECK(got.savings_growth_rate == 0.0);
    CHECK(got.avg_monthly_expenses == 0.0);
    CHECK(got.emergency_fund_months == 0.0);
    CHECK(got.spend == 100'00);
  }
}

TEST_CASE("spendsense: with a savings account expenses and emergency months are figures, 0 months without expenses") {
  const auto got = summary_of(Person{{row(40, -120'00)}, savings(60'00)}, kLoop);

  CHECK(in(got, 180).avg_monthly_expenses == 20.0);
  CHECK(in(got, 180).emergency_fund_months == 3.0);
  CHECK(in(got, 30).avg_monthly_expenses == 0.0);
  CHECK(in(got, 30).emergency_fund_months == 0.0);
}

TEST_CASE("spendsense: a card's limit is twice its statement, 1,000.00 where that is not above 0") {
  const Summary half = loop_in_30({}, {{owing(500'00, 900'00, 2'000'00)}});
  CHECK(half.num_credit_cards == 1);
  CHECK(half.cards_without_limit == 0);
  CHECK(half.credit_aggregate_utilization_pct == 50.0);
  CHECK(half.high_utilization_count == 1);
  CHECK(half.very_high_utilization_count == 0);
  CHECK(half.credit_total_limits == 2'000'00);  // the account's own

  // The current balance plays no part
  CHECK(loop_in_30({}, {{owing(kNoMoney, 900'00)}}).credit_aggregate_utilization_pct == 0.0);
  CHECK(loop_in_30({}, {{owing(0, 900'00)}}).credit_aggregate_utilization_pct == 0.0);
  CHECK(loop_in_30({}, {{owing(-200'00)}}).credit_aggregate_utilization_pct == -20.0);
  CHECK(loop_in_30({}, {{owing(1)}}).credit_aggregate_utilization_pct == 50.0);
  CHECK(loop_in_30({}, {{owing(0)}}).high_utilization_count == 0);
}

TEST_CASE("spendsense: the maximum is the aggregate utilization") {
  const Summary got = loop_in_30({}, {{owing(500'00), owing(-200'00)}});  // 300 of 1,000 + 1,000

  CHECK(got.credit_aggregate_utilization_pct == 15.0);
  CHECK(got.credit_max_utilization_pct == 15.0);
  CHECK(got.num_credit_cards == 2);
  CHECK(got.high_utilization_count == 1);
}

TEST_CASE(
    "spendsense: cards are credit_card liabilities only; credit_total_limits are those of credit accounts, else null") {
  const Summary account_only =
      loop_in_30({}, {{{AccountSubtype::kCreditCard, 900'00, 1'000'00}, {AccountSubtype::kChecking, 0, 7'000'00}}});
  CHECK(account_only.num_credit_cards == 0);
  CHECK(account_only.credit_max_utilization_pct == 0.0);
  CHECK(account_only.credit_total_limits == 1'000'00);

  const Summary none = loop_in_30({}, {{owing(500'00, 0, 0)}});
  CHECK(none.num_credit_cards == 1);
  CHECK(is_null(none, Signal::kCreditTotalLimits));
  const Summary loan = loop_in_30({}, {{{AccountSubtype::kMortgage, 0, 1'000'00,
                                         BankLiability{LiabilityType::kMortgage, 500'00, 5'00, 5'00, true, 1}}}});
  CHECK(loan.num_credit_cards == 0);
  CHECK(loan.overdue_count == 0);
  CHECK(loan.has_interest_charges == 0);
  CHECK(is_null(loan, Signal::kCreditTotalLimits));
}

TEST_CASE("spendsense: minimum payments, overdue cards and interest are as in the default") {
  const auto paying = [](Minor last, bool interest, std::uint8_t overdue) {
    return BankAccount{AccountSubtype::kCreditCard, 0, 0,
                       BankLiability{LiabilityType::kCreditCard, 0, 100'00, last, interest, overdue}};
  };
  const Summary got = loop_in_30(
      {}, {{paying(105'00, false, 1), paying(105'01, true, 0), paying(kNoMoney, false, kNoFlag), paying(0, false, 0)}});

  CHECK(got.minimum_payment_only_count == 1);
  CHECK(got.overdue_count == 1);
  CHECK(got.has_interest_charges == 1);
}

TEST_CASE("spendsense: transfers of 500.00 or more are income too") {
  const Summary got =
      loop_in_30({row(0, 500'00, row_class::kTransfer), row(30, 1'00, row_class::kIncome | row_class::kTransfer),
                  row(31, 900'00), row(3, 499'99)});

  CHECK(got.income_payroll_count == 2);
  CHECK(got.total_income == 501'00);
  CHECK(got.avg_income_per_payment == 250.5);
  CHECK(got.income_median_pay_gap_days == 30.0);
  CHECK(payment_frequencies(kLoop)[got.payment_frequency] == "monthly");
  CHECK(got.has_regular_income == 1);
}

TEST_CASE("spendsense: with fewer than two payments every figure is 0 and the frequency unknown") {
  for (const std::size_t n : {std::size_t{0}, std::size_t{1}}) {
    const Summary got = loop_in_30(std::vector<BankRow>(n, row(3, 700'00)) + std::vector<BankRow>{row(1, -10'00)},
                                   {{{AccountSubtype::kChecking, 500'00}}});
    CHECK(got.income_payroll_count == 0);
    CHECK(got.total_income == 0);
    CHECK(got.avg_income_per_payment == 0.0);
    CHECK(got.income_median_pay_gap_days == 0.0);
    CHECK(payment_frequencies(kLoop)[got.payment_frequency] == "unknown");
    CHECK(got.income_variability_cv == 0.0);
    CHECK(got.has_regular_income == 0);
    CHECK(got.cash_flow_buffer_months == 0.0);
  }
}

TEST_CASE("spendsense: with two payments the buffer is depository balances over monthly expenses, 0 without either") {
  const std::vector<BankRow> pay{row(3, 700'00), row(10, 700'00)};
  const std::vector<BankAccount> accounts{{AccountSubtype::kChecking, 500'00}, {AccountSubtype::kCreditCard, 90'00}};

  CHECK(loop_in_30(pay + std::vector<BankRow>{row(1, -200'00)}, accounts).cash_flow_buffer_months == 2.5);
  CHECK(loop_in_30(pay, accounts).cash_flow_buffer_months == 0.0);
  CHECK(loop_in_30(pay + std::vector<BankRow>{row(1, -200'00)}).cash_flow_buffer_months == 0.0);
}

TEST_CASE("spendsense: a customer without anything has zeros but for limits and history") {
  Person nobody;
  nobody.knows_income = nobody.knows_merchants = false;
  const auto got = summary_of(nobody, kLoop);

  for (std::size_t s = 0; s < kNumSignals; ++s) {
    const Signal signal = static_cast<Signal>(s);
    INFO(info_of(signal).name);
    if (signal == Signal::kCreditTotalLimits || signal == Signal::kTransactionHistoryDays)
      CHECK(is_null(in(got, 30), signal));
    else if (signal == Signal::kPaymentFrequency)
      CHECK(payment_frequencies(kLoop)[in(got, 30).payment_frequency] == "unknown");
    else
      CHECK(value_of(in(got, 30), signal) == 0.0);
  }
}
