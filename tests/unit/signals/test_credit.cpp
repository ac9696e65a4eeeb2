#include "hand_worked.hpp"

using namespace spendlens;
using namespace spendlens::signals;
using namespace spendlens::test;

namespace {

/// The signals of a customer with these accounts; a snapshot, so both windows must agree.
Summary credit_of(const std::vector<BankAccount>& accounts) {
  const auto got = summary_of(Person{{}, accounts});
  for (std::size_t s = 0; s < kNumSignals; ++s)
    if (all_signals()[s].detector == Detector::kCredit)
      CHECK(value_of(in(got, 30), static_cast<Signal>(s)) == value_of(in(got, 180), static_cast<Signal>(s)));
  return in(got, 30);
}

BankAccount card(Minor statement, Minor limit) {
  return {AccountSubtype::kCreditCard, 77, limit, BankLiability{LiabilityType::kCreditCard, statement}};
}
BankAccount card_paying(Minor minimum, Minor last) {
  return {AccountSubtype::kCreditCard, 0, 1'000'00, BankLiability{LiabilityType::kCreditCard, 0, minimum, last}};
}
std::uint16_t paying_the_minimum(Minor minimum, Minor last) {
  return credit_of({card_paying(minimum, last)}).minimum_payment_only_count;
}

const std::vector<Signal> kCardCounts = {Signal::kNumCreditCards,          Signal::kCardsWithoutLimit,
                                         Signal::kHighUtilizationCount,    Signal::kVeryHighUtilizationCount,
                                         Signal::kMinimumPaymentOnlyCount, Signal::kOverdueCount};

}  // namespace

TEST_CASE("a customer for whom no accounts were given has null credit signals") {
  for (const bool columns_are_there : {true, false}) {
    Person person{{row(1, -90'00)}};
    if (columns_are_there) person.accounts.emplace();
    const Summary got = in(summary_of(person), 30);
    for (const Signal signal : kCardCounts) CHECK(is_null(got, signal));
    CHECK(is_null(got, Signal::kCreditAggregateUtilizationPct));
    CHECK(is_null(got, Signal::kCreditMaxUtilizationPct));
    CHECK(is_null(got, Signal::kHasInterestCharges));
    CHECK(is_null(got, Signal::kCreditTotalLimits));
    CHECK(got.credit_complete == 0);
  }
}

TEST_CASE("a customer with accounts and no card has counts and utilization of zero, and no limits") {
  const Summary got =
      credit_of({{AccountSubtype::kChecking, 500'00, 1'000'00}, {AccountSubtype::kMortgage, -9'000'00, 5'00}});

  for (const Signal signal : kCardCounts) CHECK(value_of(got, signal) == 0.0);
  CHECK(got.credit_aggregate_utilization_pct == 0.0);
  CHECK(got.credit_max_utilization_pct == 0.0);
  CHECK(got.has_interest_charges == 0);
  CHECK(is_null(got, Signal::kCreditTotalLimits));
  CHECK(got.credit_complete == 1);
}

TEST_CASE("a card's balance is its last statement's, the account's where there is none or no liability") {
  CHECK(credit_of({{AccountSubtype::kCreditCard, 900'00, 1'000'00, BankLiability{LiabilityType::kCreditCard, 250'00}}})
            .credit_max_utilization_pct == 25.0);
  CHECK(credit_of({{AccountSubtype::kCreditCard, 900'00, 1'000'00, BankLiability{LiabilityType::kCreditCard, 0}}})
            .credit_max_utilization_pct == 0.0);
  CHECK(
      credit_of({{AccountSubtype::kCreditCard, 900'00, 1'000'00, BankLiability{LiabilityType::kCreditCard, kNoMoney}}})
          .credit_max_utilization_pct == 90.0);
  const Summary without = credit_of({{AccountSubtype::kCreditCard, 900'00, 1'000'00}});
  CHECK(without.num_credit_cards == 1);
  CHECK(without.credit_max_utilization_pct == 90.0);
  CHECK(without.has_interest_charges == 0);
  CHECK(without.overdue_count == 0);
}

TEST_CASE("a card is a credit_card liability, whatever its account, or a credit_card account without a liability") {
  CHECK(credit_of({{AccountSubtype::kPersonal, 0, 1'000'00, BankLiability{LiabilityType::kCreditCard, 400'00}}})
            .credit_max_utilization_pct == 40.0);
  const Summary others = credit_of({{AccountSubtype::kStudent, 900'00, 1'000'00,
                                     BankLiability{LiabilityType::kStudentLoan, 900'00, 10'00, 10'00, true, 1}},
                                    {AccountSubtype::kMortgage, 900'00, 1'000'00,
                                     BankLiability{LiabilityType::kMortgage, 900'00, 10'00, 10'00, true, 1}},
                                    {AccountSubtype::kCreditCard, 900'00, 1'000'00,
                                     BankLiability{LiabilityType::kStudentLoan, 900'00, 10'00, 10'00, true, 1}}});
  for (const Signal signal : kCardCounts) CHECK(value_of(others, signal) == 0.0);
  CHECK(others.credit_max_utilization_pct == 0.0);
  CHECK(others.has_interest_charges == 0);
  CHECK(is_null(others, Signal::kCreditTotalLimits));
}

TEST_CASE("a card without a limit above zero counts as such and not in utilization, but for what it owes otherwise") {
  const BankLiability owing{LiabilityType::kCreditCard, 500'00, 20'00, 20'00, true, 1};
  const Summary got = credit_of({{AccountSubtype::kCreditCard, 0, 0, owing},
                                 {AccountSubtype::kCreditCard, 0, kNoMoney, owing},
                                 card(100'00, 1'000'00)});
  CHECK(got.num_credit_cards == 3);
  CHECK(got.cards_without_limit == 2);
  CHECK(got.credit_aggregate_utilization_pct == 10.0);
  CHECK(got.credit_max_utilization_pct == 10.0);
  CHECK(got.high_utilization_count == 0);
  CHECK(got.overdue_count == 2);
  CHECK(got.minimum_payment_only_count == 2);
  CHECK(got.has_interest_charges == 1);
  CHECK(got.credit_total_limits == 1'000'00);

  const Summary none = credit_of({card(500'00, 0),
                                  card(500'00, kNoMoney),
                                  {AccountSubtype::kCreditCard, 5'00, 0},
                                  {AccountSubtype::kCreditCard, 5'00}});
  CHECK(none.num_credit_cards == 4);
  CHECK(none.cards_without_limit == 4);
  CHECK(is_null(none, Signal::kCreditAggregateUtilizationPct));
  CHECK(is_null(none, Signal::kCreditMaxUtilizationPct));
  CHECK(none.high_utilization_count == 0);
  CHECK(none.very_high_utilization_count == 0);
  CHECK(is_null(none, Signal::kCreditTotalLimits));
}

TEST_CASE("aggregate utilization is balances over limits, the maximum that of the highest card") {
  const Summary got = credit_of({card(100'00, 1'000'00), card(600'00, 800'00), card(0, 1'200'00)});

  CHECK(got.credit_aggregate_utilization_pct == 70.0 / 3);  // 700 of 3,000
  CHECK(got.credit_max_utilization_pct == 75.0);
  CHECK(got.credit_total_limits == 3'000'00);
  CHECK(got.high_utilization_count == 1);
}

TEST_CASE("a card is high at exactly 50 percent and very high at exactly 80") {
  const Summary got = credit_of({card(499'99, 1'000'00), card(500'00, 1'000'00), card(799'99, 1'000'00),
                                 card(800'00, 1'000'00), card(2'000'00, 1'000'00)});

  CHECK(got.high_utilization_count == 4);
  CHECK(got.very_high_utilization_count == 2);
  CHECK(got.credit_max_utilization_pct == 200.0);
}

TEST_CASE("tiers are decided on the integers, where a double would round up to the threshold") {
  const Minor limit = 100'000'000'000'000'000;  // 49.999999999999999 % is 50.0 as a double
  const Summary got = credit_of({card(limit / 2 - 1, limit), card(limit / 2, limit), card(limit / 10 * 8 - 1, limit)});

  CHECK(got.high_utilization_count == 2);
  CHECK(got.very_high_utilization_count == 0);
}

TEST_CASE("an overpaid card has a negative utilization") {
  const Summary one = credit_of({card(-200'00, 1'000'00)});
  CHECK(one.credit_max_utilization_pct == -20.0);
  CHECK(one.credit_aggregate_utilization_pct == -20.0);

  const Summary two = credit_of({card(-200'00, 1'000'00), card(500'00, 1'000'00)});
  CHECK(two.credit_max_utilization_pct == 50.0);
  CHECK(two.credit_aggregate_utilization_pct == 15.0);

  const Summary both = credit_of({card(-200'00, 1'000'00), card(-100'00, 1'000'00)});
  CHECK(both.credit_max_utilization_pct == -10.0);
}

TEST_CASE("the highest card is the one with the highest ratio, not the highest balance") {
  CHECK(credit_of({card(900'00, 9'000'00), card(30'00, 100'00), card(100'00, 1'000'00)}).credit_max_utilization_pct ==
        30.0);
  // 1/3 against 333,333/1,000,000: they differ in the seventh digit.
  CHECK(credit_of({card(333'333, 1'000'000), card(1, 3)}).credit_max_utilization_pct == 100.0 / 3);
  CHECK(credit_of({card(1, 3), card(333'333, 1'000'000)}).credit_max_utilization_pct == 100.0 / 3);
}

TEST_CASE("only the minimum is paid up to exactly 105 percent of it, both above zero") {
  CHECK(paying_the_minimum(100'00, 100'00) == 1);
  CHECK(paying_the_minimum(100'00, 105'00) == 1);
  CHECK(paying_the_minimum(100'00, 105'01) == 0);
  CHECK(paying_the_minimum(100'00, 1) == 1);
  CHECK(paying_the_minimum(100'00, 0) == 0);
  CHECK(paying_the_minimum(0, 0) == 0);
  CHECK(paying_the_minimum(0, 50'00) == 0);
  CHECK(paying_the_minimum(kNoMoney, 50'00) == 0);
  CHECK(paying_the_minimum(50'00, kNoMoney) == 0);
  CHECK(paying_the_minimum(19, 19) == 1);  // 105 % of 19 is 19.95
  CHECK(paying_the_minimum(19, 20) == 0);
  CHECK(paying_the_minimum(20, 21) == 1);
  CHECK(paying_the_minimum(100'000'000'000'000'000, 900'000'000'000'000'000) == 0);  // no product may wrap
  CHECK(paying_the_minimum(1'000'000'000'000'000'000, 1'050'000'000'000'000'000) == 1);
  CHECK(paying_the_minimum(1'000'000'000'000'000'000, 1'050'000'000'000'000'001) == 0);
}

TEST_CASE("overdue cards are counted, unknown ones are not") {
  const auto overdue = [](std::uint8_t flag) {
    return BankAccount{AccountSubtype::kCreditCard, 0, 0,
                       BankLiability{LiabilityType::kCreditCard, 0, 0, 0, false, flag}};
  };

  CHECK(credit_of({overdue(1), overdue(0), overdue(kNoFlag), overdue(1)}).overdue_count == 2);
}

TEST_CASE("one card with an apr above zero means interest charges") {
  const auto interest = [](bool any) {
    return BankAccount{AccountSubtype::kCreditCard, 0, 0, BankLiability{LiabilityType::kCreditCard, 0, 0, 0, any}};
  };

  CHECK(credit_of({interest(false), interest(true), interest(false)}).has_interest_charges == 1);
  CHECK(credit_of({interest(false), interest(false)}).has_interest_charges == 0);
}

TEST_CASE("liabilities that do not ascend by account are refused, two of one account too") {
  const BankColumns bank({{{}, {card(100'00, 1'000'00), card(600'00, 1'000'00)}}});
  for (const std::vector<std::uint16_t>& accounts : std::vector<std::vector<std::uint16_t>>{{1, 0}, {0, 0}}) {
    CustomerColumns columns = bank.columns();
    columns.liabilities.account = accounts;
    CHECK_THROWS_AS(spendsense_signals(columns), UsageError);
    CHECK_THROWS_AS(generate_signals_reference(columns, kRef, spendsense_profile()), UsageError);
  }
}
