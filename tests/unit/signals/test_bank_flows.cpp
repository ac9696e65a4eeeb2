#include <catch2/catch.hpp>

#include "signal_customers.hpp"

using namespace spendlens;
using namespace spendlens::signals;
using test::every;
using test::monthly;
using test::together;
using test::value_of;

namespace {

constexpr std::size_t k1m = 0;
constexpr std::size_t k6m = 1;
constexpr std::size_t k12m = 2;

constexpr std::uint16_t kChecking = 0;
constexpr std::uint16_t kSavings = 1;
constexpr std::uint16_t kCard = 2;

std::vector<test::SignalAccount> accounts() {
  return {{AccountSubtype::kChecking, 1'000'00},
          {AccountSubtype::kSavings, 5'000'00},
          {AccountSubtype::kCreditCard, 300'00, 2'000'00}};
}

test::SignalRow row(const char* date, Minor amount, CategoryClass of, std::uint16_t account = kChecking,
                    std::uint32_t payee = kNoMerchant) {
  return {*parse_date(date), amount, payee, of, account};
}

/// A row two years ago, so that every window is observed whole.
const test::SignalRow kOldRow = row("2023-12-01", -1, CategoryClass::kOther);

double of(const SignalResults& results, std::size_t window, BankSignal signal) {
  const auto value = value_of(results, window, signal);
  REQUIRE(value);
  return *value;
}

}  // namespace

TEST_CASE("an own transfer is neither spending nor a refund, whatever its legs are called") {
  const auto results = test::signals_of({{kOldRow, row("2025-12-01", -400'00, CategoryClass::kOther, kChecking),
                                          row("2025-12-04", 400'00, CategoryClass::kOther, kCard),
                                          row("2025-12-10", -50'00, CategoryClass::kOther, kChecking),
                                          row("2025-12-15", 50'00, CategoryClass::kOther, kSavings)},
                                         accounts()});
  // The second is five days apart: spending, and a refund on the other account
  CHECK(of(results, k1m, BankSignal::kSpending) == 50'00);
  CHECK(of(results, k1m, BankSignal::kRefunds) == 50'00);
  CHECK(of(results, k1m, BankSignal::kSavingsNetInflow) == 50'00);
}

TEST_CASE("a row is of one pair only, and the earliest that fits is taken") {
  const auto results = test::signals_of({{kOldRow, row("2025-12-01", -100'00, CategoryClass::kOther, kChecking),
                                          row("2025-12-02", -100'00, CategoryClass::kOther, kChecking),
                                          row("2025-12-03", 100'00, CategoryClass::kOther, kSavings)},
                                         accounts()});
  CHECK(of(results, k1m, BankSignal::kSpending) == 100'00);
  const auto same = test::signals_of({{kOldRow, row("2025-12-01", -100'00, CategoryClass::kOther, kChecking),
                                       row("2025-12-01", 100'00, CategoryClass::kOther, kChecking)},
                                      accounts()});
  CHECK(of(same, k1m, BankSignal::kSpending) == 100'00);  // one account
  const auto wage = test::signals_of({{kOldRow, row("2025-12-01", -100'00, CategoryClass::kOther, kChecking),
                                       row("2025-12-01", 100'00, CategoryClass::kPayroll, kSavings)},
                                      accounts()});
  CHECK(of(wage, k1m, BankSignal::kSpending) == 100'00);  // income is in no pair
}

TEST_CASE("what is spending, and what is given back") {
  const auto results = test::signals_of(
      {{kOldRow, row("2025-12-02", -10'00, CategoryClass::kBill), row("2025-12-02", -20'00, CategoryClass::kCash),
        row("2025-12-02", -40'00, CategoryClass::kCardPayment), row("2025-12-02", -80'00, CategoryClass::kSaving),
        row("2025-12-02", -160'00, CategoryClass::kTransfer), row("2025-12-02", -320'00, CategoryClass::kNone),
        row("2025-12-03", 1'00, CategoryClass::kHabit), row("2025-12-03", 2'00, CategoryClass::kOtherIncome),
        row("2025-12-03", 4'00, CategoryClass::kBorrowed), row("2025-12-03", 8'00, CategoryClass::kNone)},
       accounts()});
  CHECK(of(results, k1m, BankSignal::kSpending) == 350'00);
  CHECK(of(results, k1m, BankSignal::kRefunds) == 1'00);
}

TEST_CASE("a transfer out is spending where it is a standing order that lives") {
  auto rows = monthly("2025-07-10", 6, -75'00, 1, CategoryClass::kTransfer);
  rows.push_back(kOldRow);
  CHECK(of(test::signals_of({rows, accounts()}), k6m, BankSignal::kSpending) == 6 * 75'00);
  rows = monthly("2025-01-10", 6, -75'00, 1, CategoryClass::kTransfer);
  rows.push_back(kOldRow);
  CHECK(of(test::signals_of({rows, accounts()}), k12m, BankSignal::kSpending) == 0);
}

TEST_CASE("outgoings are of a month, and balances last so many") {
  auto rows = monthly("2025-01-10", 12, -487'00, 1, CategoryClass::kBill);
  rows.push_back(kOldRow);
  const auto results = test::signals_of({rows, accounts()});
  // 12 · 487 · 487 / (16 · 365) = 487.33...
  const double outgoings = 12.0 * 487 * 487 / (16 * 365);
  CHECK(of(results, k12m, BankSignal::kMonthlyOutgoings) == Approx(outgoings).epsilon(1e-14));
  CHECK(of(results, k12m, BankSignal::kLiquidBalance) == 6'000'00);
  CHECK(of(results, k12m, BankSignal::kLiquidMonths) == Approx(6'000 / outgoings).epsilon(1e-14));
  CHECK(of(results, k12m, BankSignal::kEmergencyFundMonths) == Approx(5'000 / outgoings).epsilon(1e-14));
  CHECK_FALSE(value_of(results, k1m, BankSignal::kMonthlyOutgoings));  // 31 days
  CHECK_FALSE(value_of(results, k1m, BankSignal::kLiquidMonths));
}

TEST_CASE("pay of two employers, each in its rhythm") {
  auto rows = together(every(14, "2024-12-05", 28, 1'000'00, 1, CategoryClass::kPayroll),
                       monthly("2025-01-31", 12, 500'00, 2, CategoryClass::kPayroll));
  rows.push_back(kOldRow);
  const auto results = test::signals_of({rows, accounts()});
  CHECK(results.streams.size() == 2);
  CHECK(of(results, k12m, BankSignal::kIncomeMonthly) == Approx(1'000.0 * 2922 / 1344 + 500).epsilon(1e-14));
  CHECK(of(results, k12m, BankSignal::kIncomeRegularSharePct) == 100);
  CHECK(of(results, k12m, BankSignal::kIncomeFrequency) == static_cast<double>(Cadence::kBiweekly));
  CHECK(of(results, k12m, BankSignal::kIncomeStreamCount) == 2);
  CHECK_FALSE(value_of(results, k1m, BankSignal::kIncomeMonthly));
}

TEST_CASE("a payer that is paid too is no income, and a benefit that ended leaves room for the pay that followed") {
  auto rows = together(monthly("2025-07-01", 6, 200'00, 1), monthly("2025-07-03", 2, -5'00, 1));
  rows.push_back(kOldRow);
  CHECK(of(test::signals_of({rows, accounts()}), k12m, BankSignal::kIncomeMonthly) == 0);
  rows = together(every(14, "2025-01-03", 10, 600'00, 1, CategoryClass::kBenefit),
                  monthly("2025-07-31", 6, 2'500'00, 2, CategoryClass::kPayroll));
  rows.push_back(kOldRow);
  CHECK(of(test::signals_of({rows, accounts()}), k12m, BankSignal::kIncomeMonthly) == 2'500);
}

TEST_CASE("a bonus beside a wage is extra") {
  auto rows = together(monthly("2025-01-31", 12, 2'000'00, 1, CategoryClass::kPayroll),
                       std::vector{row("2025-06-30", 9'000'00, CategoryClass::kPayroll, kChecking, 1),
                                   row("2025-07-31", 4'000'00, CategoryClass::kPayroll, kChecking, 1)});
  rows.push_back(kOldRow);
  const auto results = test::signals_of({rows, accounts()});
  CHECK(of(results, k12m, BankSignal::kIncomeMonthly) == 2'000);
  CHECK(of(results, k12m, BankSignal::kIncomeExtra) == 13'000'00);
  // The months from July on: July 6,000, the others 2,000
  CHECK(of(results, k12m, BankSignal::kIncomeLowMonthPct) == 100);
}

TEST_CASE("fees less those given back, advances, and a balance below 0") {
  auto held = accounts();
  held[0].balance = -1;
  const auto results = test::signals_of(
      {{kOldRow, row("2025-12-02", -35'00, CategoryClass::kFeeOverdraft),
        row("2025-12-09", -35'00, CategoryClass::kFeeOverdraft), row("2025-12-10", 35'00, CategoryClass::kFeeOverdraft),
        row("2025-12-11", -30'00, CategoryClass::kFeeNsf), row("2025-12-11", -5'00, CategoryClass::kFee),
        row("2025-12-12", 60'00, CategoryClass::kAdvance)},
       held});
  CHECK(of(results, k1m, BankSignal::kOverdraftCount) == 1);
  CHECK(of(results, k1m, BankSignal::kNsfCount) == 1);
  CHECK(of(results, k1m, BankSignal::kShortfallCount) == 2);
  CHECK(of(results, k1m, BankSignal::kFeesTotal) == 70'00);
  CHECK(of(results, k1m, BankSignal::kAdvanceCount) == 1);
  CHECK(of(results, k1m, BankSignal::kAdvanceTotal) == 60'00);
  CHECK(of(results, k1m, BankSignal::kNegativeBalance) == 1);
}

TEST_CASE("cards that revolve, and those that do not") {
  const auto card = [](Minor statement, Minor minimum, Minor paid) {
    test::SignalAccount account{AccountSubtype::kCreditCard, 0, 1'000'00};
    account.has_card = true;
    account.statement = statement, account.minimum = minimum, account.paid = paid;
    return account;
  };
  const auto rows = [](std::uint16_t interest_on) {
    std::vector<test::SignalRow> all = {kOldRow, row("2025-12-30", -1'00, CategoryClass::kOther)};
    if (interest_on != kNoAccount)
      all.push_back(row("2025-11-15", -9'00, CategoryClass::kInterestCharged, interest_on));
    return all;
  };
  const auto utilization = [&](const test::SignalAccount& one, std::uint16_t interest_on = kNoAccount) {
    return value_of(test::signals_of({rows(interest_on), {one}}), k12m, BankSignal::kRevolvingUtilizationPct);
  };
  CHECK(utilization(card(400'00, 25'00, 400'00)) == 0.0);      // in full
  CHECK(utilization(card(400'00, 25'00, 100'00)) == 40.0);     // not in full
  CHECK(utilization(card(400'00, 25'00, 400'00), 0) == 40.0);  // interest was charged
  CHECK_FALSE(utilization(card(400'00, 25'00, kNoMoney)));     // not known
  const auto minimum = test::signals_of({rows(kNoAccount), {card(400'00, 25'00, 26'25), card(400'00, 25'00, 26'26)}});
  CHECK(of(minimum, k12m, BankSignal::kMinimumPaymentOnlyCount) == 1);
  CHECK(of(minimum, k12m, BankSignal::kNumCreditCards) == 2);
  const auto paid = test::signals_of({rows(0), {card(400'00, 25'00, 400'00)}});
  CHECK(of(paid, k12m, BankSignal::kInterestPaid) == 9'00);
  CHECK(of(paid, k1m, BankSignal::kHasInterestCharges) == 0);
}

TEST_CASE("what a customer's rows allow to be said") {
  const auto activity = [](std::vector<test::SignalRow> rows, std::vector<test::SignalAccount> held) {
    const auto value = value_of(test::signals_of({std::move(rows), std::move(held)}), k12m, BankSignal::kActivity);
    return static_cast<Activity>(*value);
  };
  const auto bought = [](const char* date) { return row(date, -1'00, CategoryClass::kOther, kNoAccount); };
  CHECK(activity({}, accounts()) == Activity::kNone);
  CHECK(activity({bought("2026-01-01")}, accounts()) == Activity::kNone);
  CHECK(activity({bought("2025-10-02")}, accounts()) == Activity::kDormant);  // 90 days before
  CHECK(activity({bought("2025-11-02")}, accounts()) == Activity::kNew);      // 59 days
  CHECK(activity({bought("2025-11-01")}, accounts()) == Activity::kPrimary);
  CHECK(activity({bought("2025-10-03")}, {accounts()[2]}) == Activity::kCardOnly);
  CHECK(activity({bought("2025-10-03")}, {}) == Activity::kPrimary);
}

TEST_CASE("a joint account counts for the first customer only") {
  auto held = accounts();
  held[1].is_joint = true;
  const auto results = test::signals_of({{kOldRow, row("2025-12-20", -1'00, CategoryClass::kOther)}, held});
  CHECK(of(results, k12m, BankSignal::kJointAccounts) == 1);
  CHECK(of(results, k12m, BankSignal::kLiquidBalance) == 1'000'00);
  CHECK(of(results, k12m, BankSignal::kSavingsBalance) == 0);
}

TEST_CASE("each row has a role: own transfers know their other row, payments their stream") {
  auto rows = monthly("2025-08-15", 5, -9'99, 1);
  rows.push_back(row("2025-12-01", -400'00, CategoryClass::kOther, kChecking));
  rows.push_back(row("2025-12-03", 400'00, CategoryClass::kOther, kSavings));
  rows.push_back(row("2025-12-04", 5'00, CategoryClass::kHabit));
  rows.push_back(row("2025-12-05", 700'00, CategoryClass::kPayroll));
  rows.push_back(row("2026-01-05", -1'00, CategoryClass::kOther));
  const test::SignalColumns columns({{rows, accounts()}});
  const auto stories = list_row_stories(columns.columns(), test::kSignalReference, {});
  CHECK(stories.at(0) == RowStory{RowRole::kSpending, kNoRow, 0});
  CHECK(stories.at(5) == RowStory{RowRole::kOwnTransfer, 6, kNoRow});
  CHECK(stories.at(6) == RowStory{RowRole::kOwnTransfer, 5, kNoRow});
  CHECK(stories.at(7).role == RowRole::kRefund);
  CHECK(stories.at(8).role == RowRole::kIncome);
  CHECK(stories.at(9).role == RowRole::kLeftOut);
}

TEST_CASE("the cards that are listed are those that the signals count") {
  auto held = accounts();
  held[2].has_card = true;
  held[2].statement = 500'00, held[2].minimum = 35'00, held[2].paid = 500'00;
  const std::vector<test::SignalRow> interest = {row("2025-12-20", -9'00, CategoryClass::kInterestCharged, kCard)};
  const test::SignalColumns columns({{interest, held}});
  const auto cards = list_cards(columns.columns(), test::kSignalReference, {});
  REQUIRE(cards.size() == 1);
  CHECK(cards[0].account == kCard);
  CHECK(cards[0].utilization_pct == 25);
  CHECK(cards[0].pays_in_full == 1);
  CHECK(cards[0].is_revolving == 1);
  CHECK(list_cards(columns.columns(), test::kSignalReference + 61, {}).at(0).is_revolving == 0);
}
