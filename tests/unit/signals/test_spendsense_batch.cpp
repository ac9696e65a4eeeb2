#include "hand_worked.hpp"

using namespace spendlens;
using namespace spendlens::signals;
using namespace spendlens::test;

namespace {

/// Every customer of a batch, signal by signal and stream by stream, is what it is alone.
void require_each_alone(const CustomerColumns& batch, const SignalProfile& profile) {
  const SignalResults all = spendsense_signals(batch, profile);
  std::vector<Stream> streams;
  for (std::size_t c = 0; c < batch.num_customers(); ++c) {
    const SignalResults one = spendsense_signals(customer_at(batch, c), profile);
    for (std::size_t w = 0; w < one.tables.size(); ++w) {
      INFO("customer " << c << ", window " << one.windows[w].name());
      REQUIRE_FALSE(first_difference(all.tables[w], c, one.tables[w], 0));
    }
    for (Stream stream : one.streams) {
      stream.customer = c;
      streams.push_back(stream);
    }
  }
  REQUIRE(all.streams == streams);
}

std::vector<SignalProfile> profiles() {
  SignalProfile odd;
  odd.windows = {1, 7, 90, 400};
  odd.subscriptions.lookback_days = 60;
  odd.subscriptions.min_charges = 2;
  odd.subscriptions.irregular_counts = true;
  odd.income.min_payments = 3;
  odd.savings.subtypes = {"checking"};
  return {SignalProfile{}, spendsense_profile(), odd};
}

}  // namespace

TEST_CASE("spendsense: a customer has the signals in a batch that it has alone, under every profile") {
  for (const SignalProfile& profile : profiles()) {
    BankColumns bank(random_bank_customers(300, 1));
    mask_savings_rows(bank.columns(), bank.account(), profile, bank.classes());
    require_each_alone(bank.columns(), profile);
  }
}

TEST_CASE("spendsense: signals do not depend on the number of workers") {
  const BankColumns bank(random_bank_customers(3'000, 77));
  const SignalResults one = spendsense_signals(bank.columns());
  const SignalResults three = spendsense_signals(bank.columns(), {}, kRef, ParallelPolicy::always(3));
  REQUIRE(one.streams.size() > 500);
  REQUIRE(one.streams == three.streams);
  for (std::size_t w = 0; w < 2; ++w)
    for (std::size_t c = 0; c < 3'000; ++c) REQUIRE_FALSE(first_difference(one.tables[w], c, three.tables[w], c));
}

TEST_CASE("spendsense: the cards and the income that are listed are those that the signals count") {
  for (const bool loop : {false, true}) {
    SignalProfile profile = loop ? spendsense_profile() : SignalProfile{};
    profile.set = SignalSet::kSpendsense;
    const BankColumns bank(random_bank_customers(300, 3));
    for (std::size_t c = 0; c < 300; ++c) {
      const CustomerColumns customer = customer_at(bank.columns(), c);
      const Summary half_year = in(summary_of(customer, profile), 180);
      const auto cards = list_cards(customer, kRef, profile);
      if (half_year.num_credit_cards != kNoCards) CHECK(cards.size() == half_year.num_credit_cards);
      Minor income = 0;
      const auto rows = list_income_rows(customer, kRef, profile);
      for (const std::size_t row : rows) income += customer.transactions.amount[row];
      if (half_year.income_payroll_count < profile.income.min_payments) continue;  // the loop counts no single one
      CHECK(rows.size() == half_year.income_payroll_count);
      CHECK(income == half_year.total_income);
      CHECK(std::is_sorted(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
        return customer.transactions.timestamp[a] < customer.transactions.timestamp[b];
      }));
    }
  }
}

TEST_CASE("spendsense: rows out of range and columns that do not fit together are refused") {
  const BankColumns bank({{{{kBankReference, kMaxOrderMinor + 1, 0, 0, kNoAccount}}, {}}});
  REQUIRE_THROWS_AS(spendsense_signals(bank.columns()), InputError);
  const BankColumns fine({{{{kBankReference, 1, 0, 0, kNoAccount}}, {}}});
  CustomerColumns columns = fine.columns();
  columns.merchant = columns.merchant.first(0);
  REQUIRE_NOTHROW(spendsense_signals(columns));
  columns.transactions.amount = columns.transactions.amount.first(0);
  REQUIRE_THROWS_AS(spendsense_signals(columns), UsageError);
}
