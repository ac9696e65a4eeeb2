#include <catch2/catch.hpp>

#include <string>

#include "forced_instruction_set.hpp"
#include "random_signal_customers.hpp"

using namespace spendlens;
using namespace spendlens::signals;

namespace {

std::string text_of(const SignalTable& table, std::size_t signal, std::size_t customer) {
  const auto value = table.value(signal, customer);
  return value ? std::to_string(*value) : "null";
}

/// Every customer of a batch, signal by signal and stream by stream.
void require_reference(const CustomerColumns& batch, const SignalResults& got, const SignalProfile& profile) {
  std::vector<Stream> streams;
  for (std::size_t c = 0; c < batch.num_customers(); ++c) {
    const SignalResults expected = generate_signals_reference(customer_at(batch, c), test::kSignalReference, profile);
    for (std::size_t w = 0; w < expected.tables.size(); ++w) {
      const auto difference = first_difference(got.tables[w], c, expected.tables[w], 0);
      if (!difference) continue;
      INFO("customer " << c << ", window " << expected.windows[w].name() << ", "
                       << got.tables[w].catalogue()[*difference].name << ": " << text_of(got.tables[w], *difference, c)
                       << " instead of " << text_of(expected.tables[w], *difference, 0));
      REQUIRE(false);
    }
    for (Stream stream : expected.streams) {
      stream.customer = c;
      streams.push_back(stream);
    }
  }
  REQUIRE(got.streams.size() == streams.size());
  for (std::size_t i = 0; i < streams.size(); ++i) {
    INFO("stream " << i << " of customer " << streams[i].customer << ", payee " << streams[i].payee);
    REQUIRE(got.streams[i] == streams[i]);
  }
}

SignalProfile odd_profile() {
  SignalProfile profile;
  BankRules& rules = profile.bank;
  rules.windows = {Window::days(1), Window::months(1), Window::days(45), Window::days(400)};
  rules.pair_days = 9;
  rules.min_observed_days = 20;
  rules.streams.lookback_days = 500;
  rules.streams.max_steps = 2;
  rules.streams.on_time_pct = 40;
  rules.streams.fit_pct = 50;
  rules.streams.split_pct = 7;
  rules.streams.max_doubled_dates = 0;
  rules.streams.cadences[0] = {2, 2, 5844, 7};
  rules.streams.min_part_charges = 2;
  rules.income.typical_payments = 4;
  rules.income.low_month_months = 3;
  rules.reserves.liquid = {"checking", "cd"};
  return profile;
}

}  // namespace

TEST_CASE("bank signals and streams of random customers equal the plain loops") {
  for (const SignalProfile& profile : {SignalProfile{}, odd_profile()})
    for (unsigned seed = 1; seed <= 4; ++seed) {
      test::SignalColumns columns(test::RandomSignalCustomers(seed).make(250));
      if (seed == 2) columns.kinds = {255, 0, 1, 8, 255, 9, 4, 255, 255, 255, 255, 6};
      const CustomerColumns batch = columns.columns();
      const SignalResults got =
          generate_signals(batch, test::kSignalReference, profile, ParallelPolicy::always(seed == 3 ? 3 : 1));
      REQUIRE(got.streams.size() > 100);
      require_reference(batch, got, profile);
    }
}

TEST_CASE("bank signals are the same in blocks of any size, under every instruction set") {
  const test::SignalColumns columns(test::RandomSignalCustomers(9).make(200));
  const CustomerColumns batch = columns.columns();
  const SignalProfile profile;
  const SignalResults whole = generate_signals(batch, test::kSignalReference, profile, ParallelPolicy::always(1));
  for (const InstructionSet set : available_instruction_sets()) {
    const test::ForcedInstructionSet forced(set);
    const Summarizer summarizer(test::kSignalReference, profile);
    for (const std::size_t size : {1U, 7U, 64U, 65U}) {
      Summarizer::Scratch scratch;
      std::vector<SignalTable> of_block = empty_tables(profile, batch.knowledge);
      SignalResults got{whole.windows, of_block, {}};
      for (SignalTable& table : got.tables) table.resize(batch.num_customers());
      for (std::size_t first = 0; first < batch.num_customers(); first += size) {
        const std::size_t end = std::min(first + size, batch.num_customers());
        for (SignalTable& table : of_block) table.resize(end - first);
        summarizer.run(batch, {first, end}, scratch, of_block, got.streams);
        for (std::size_t w = 0; w < of_block.size(); ++w) got.tables[w].copy_rows(first, of_block[w]);
      }
      INFO(instruction_set_name(set) << ", blocks of " << size);
      REQUIRE(got.streams == whole.streams);
      for (std::size_t w = 0; w < whole.windows.size(); ++w)
        for (std::size_t c = 0; c < batch.num_customers(); ++c)
          REQUIRE_FALSE(first_difference(got.tables[w], c, whole.tables[w], c));
    }
  }
}

TEST_CASE("what the ledger does not know is null for everybody, in kernels and plain loops alike") {
  const test::SignalColumns columns(test::RandomSignalCustomers(4).make(60));
  CustomerColumns batch = columns.columns();
  for (unsigned missing = 0; missing < 8; ++missing) {
    CustomerColumns part = batch;
    if ((missing & 1U) != 0) part.merchant = {}, part.knowledge.merchants = false;
    if ((missing & 2U) != 0) {
      part.category = {};
      part.knowledge.categories = part.knowledge.income_categories = part.knowledge.bank_categories = false;
    }
    if ((missing & 4U) != 0)
      part.accounts = {}, part.liabilities = {}, part.account = {}, part.knowledge.accounts = false;
    require_reference(part, generate_signals(part, test::kSignalReference, {}, ParallelPolicy::always(1)), {});
  }
}

TEST_CASE("the dates on which streams are due make what is due in thirty days") {
  const auto is_commitment = [](StreamKind kind) {
    return kind == StreamKind::kSubscription || kind == StreamKind::kBill || kind == StreamKind::kLoan ||
           kind == StreamKind::kBnpl || kind == StreamKind::kStandingOrder;
  };
  const test::SignalColumns columns(test::RandomSignalCustomers(11).make(400));
  const CustomerColumns batch = columns.columns();
  const SignalResults found = generate_signals(batch, test::kSignalReference, {}, ParallelPolicy::always(1));
  std::vector<double> due(batch.num_customers(), 0);
  for (const Stream& stream : found.streams)
    if (is_commitment(stream.kind))
      due[stream.customer] +=
          static_cast<double>(stream.amount) * static_cast<double>(due_dates(stream, test::kSignalReference).size());
  std::size_t known = 0;
  for (std::size_t c = 0; c < due.size(); ++c)
    if (const auto told = found.tables.front().value(place_of(BankSignal::kNext30dDue), c)) {
      CHECK(*told == due[c]);
      if (*told > 0) ++known;
    }
  CHECK(known > 20);
}

TEST_CASE("a payment twice a month is due a month after the one two before") {
  std::vector<test::SignalRow> rows;
  for (const char* date :
       {"2024-10-15", "2024-10-31", "2024-11-15", "2024-11-30", "2024-12-15", "2024-12-31", "2025-01-15", "2025-01-31"})
    rows.push_back({*parse_date(date), -50'00, 1, CategoryClass::kBill});
  const test::SignalColumns columns({{rows, {}}});
  const Day reference = *parse_date("2025-02-28");
  const SignalResults found = generate_signals(columns.columns(), reference, {}, ParallelPolicy::always(1));
  REQUIRE(found.streams.size() == 1);
  CHECK(found.streams[0].cadence == Cadence::kSemiMonthly);
  CHECK(found.streams[0].next == *parse_date("2025-02-15"));
  // February 28 was due on the reference date itself; a month after it, and not the end of March, is due then
  CHECK(due_dates(found.streams[0], reference) ==
        std::vector<Day>{*parse_date("2025-03-15"), *parse_date("2025-03-28")});
  CHECK(found.tables.front().value(place_of(BankSignal::kNext30dDue), 0) == 100'00.0);
}
