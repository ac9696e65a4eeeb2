#include <catch2/catch.hpp>

#include <string>

#include "bank_customers.hpp"
#include "forced_instruction_set.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::signals;

namespace {

std::string text_of(const Summary& summary, Signal signal) {
  const auto value = value_of(summary, signal);
  return value ? std::to_string(*value) : "null";
}

/// Every customer of a batch, signal by signal and subscription by subscription.
void require_equal(const CustomerColumns& batch, const Summaries& got, const SignalProfile& profile) {
  std::vector<Subscription> expected_subscriptions;
  for (std::size_t c = 0; c < batch.num_customers(); ++c) {
    const CustomerSummary expected = generate_summary_reference(customer_at(batch, c), test::kBankReference, profile);
    for (std::size_t w = 0; w < expected.windows.size(); ++w) {
      const auto difference = first_difference(got.tables[w].get(c), expected.summaries[w]);
      if (!difference) continue;
      INFO("customer " << c << ", window " << expected.windows[w] << ", " << info_of(*difference).name << ": "
                       << text_of(got.tables[w].get(c), *difference) << " instead of "
                       << text_of(expected.summaries[w], *difference));
      REQUIRE(false);
    }
    for (Subscription subscription : expected.subscriptions) {
      subscription.customer = c;
      expected_subscriptions.push_back(subscription);
    }
  }
  REQUIRE(got.subscriptions == expected_subscriptions);
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

TEST_CASE("signals of random customers equal the reference under every profile") {
  for (const SignalProfile& profile : profiles())
    for (unsigned seed = 1; seed <= 6; ++seed) {
      test::BankColumns bank(test::random_bank_customers(300, seed));
      auto batch = bank.columns();
      mask_savings_rows(batch, bank.account(), profile, bank.classes());
      require_equal(batch, generate_summaries(batch, test::kBankReference, profile, ParallelPolicy::always(1)),
                    profile);
    }
}

TEST_CASE("signals do not depend on the number of workers") {
  test::BankColumns bank(test::random_bank_customers(5'000, 77));
  const auto batch = bank.columns();
  const Summaries one = generate_summaries(batch, test::kBankReference, {}, ParallelPolicy::always(1));
  const Summaries three = generate_summaries(batch, test::kBankReference, {}, ParallelPolicy::always(3));
  REQUIRE(one.subscriptions == three.subscriptions);
  REQUIRE(one.subscriptions.size() > 1'000);
  for (std::size_t w = 0; w < 2; ++w)
    for (std::size_t c = 0; c < batch.num_customers(); ++c)
      REQUIRE_FALSE(first_difference(one.tables[w].get(c), three.tables[w].get(c)));
}

TEST_CASE("the kernels give the same signals under every instruction set of this machine") {
  test::BankColumns bank(test::random_bank_customers(400, 5));
  const auto batch = bank.columns();
  const Summarizer summarizer(test::kBankReference, {});
  for (const InstructionSet set : available_instruction_sets()) {
    const test::ForcedInstructionSet forced(set);
    Summarizer::Scratch scratch;
    Summaries got{{30, 180}, std::vector<SignalTable>(2), {}};
    for (SignalTable& table : got.tables) table.resize(batch.num_customers());
    summarizer.run(batch, {0, batch.num_customers()}, scratch, got.tables, got.subscriptions);
    INFO(instruction_set_name(set));
    require_equal(batch, got, {});
  }
}

TEST_CASE("a customer with more rows than a scratch holds gets the same signals as from the reference") {
  std::vector<test::BankCustomer> customers = test::random_bank_customers(3, 9);
  for (int i = 0; i < 10'000; ++i)
    customers[1].rows.push_back({test::kBankReference - i % 200, i % 7 == 0 ? 60'000 : -100 - i % 13,
                                 static_cast<std::uint32_t>(i % 5), 0, kNoAccount});
  test::BankColumns bank(customers);
  for (const SignalProfile& profile : profiles()) {
    const auto batch = bank.columns();
    require_equal(batch, generate_summaries(batch, test::kBankReference, profile, ParallelPolicy::always(1)), profile);
  }
}

TEST_CASE("a batch of one is what generate_summary takes, and gives what the batch gives") {
  test::BankColumns bank(test::random_bank_customers(50, 3));
  const auto batch = bank.columns();
  const Summaries all = generate_summaries(batch, test::kBankReference);
  for (std::size_t c = 0; c < batch.num_customers(); ++c) {
    const CustomerSummary one = generate_summary(customer_at(batch, c), test::kBankReference);
    for (std::size_t w = 0; w < 2; ++w) REQUIRE_FALSE(first_difference(one.summaries[w], all.tables[w].get(c)));
  }
  REQUIRE_THROWS_AS(generate_summary(batch, test::kBankReference), UsageError);
}

TEST_CASE("rows out of range and columns that do not fit together are refused") {
  test::BankColumns bank({{{{test::kBankReference, kMaxOrderMinor + 1, 0, 0, kNoAccount}}, {}}});
  REQUIRE_THROWS_AS(generate_summaries(bank.columns(), test::kBankReference), InputError);
  test::BankColumns fine({{{{test::kBankReference, 1, 0, 0, kNoAccount}}, {}}});
  auto columns = fine.columns();
  columns.merchant = columns.merchant.first(0);
  REQUIRE_NOTHROW(generate_summaries(columns, test::kBankReference));
  columns.transactions.amount = columns.transactions.amount.first(0);
  REQUIRE_THROWS_AS(generate_summaries(columns, test::kBankReference), UsageError);
}
