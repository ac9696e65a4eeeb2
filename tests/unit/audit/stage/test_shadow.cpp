#include <catch2/catch.hpp>

#include <algorithm>
#include <functional>

#include "audit/stage/batch_work.hpp"
#include "scratch_directory.hpp"
#include "small_segment.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/batch_reader.hpp"

using namespace spendlens;
using namespace spendlens::audit;

namespace {

Timestamp at(const char* date) { return static_cast<Timestamp>(*parse_date(date) * kSecondsPerDay); }

/// Two customers with a bit of everything.
void write_bank(const std::string& directory) {
  std::vector<test::Row> rows;
  for (const std::string customer : {"ann", "bob"})
    for (const char* month : {"2025-03", "2025-04", "2025-05", "2025-06"}) {
      const std::string m = month;
      rows.push_back({.customer = customer,
                      .timestamp = at((m + "-05").c_str()),
                      .amount = -9'99,
                      .merchant = "Streams",
                      .category = "ENTERTAINMENT"});
      rows.push_back({.customer = customer,
                      .timestamp = at((m + "-01").c_str()),
                      .amount = 2'500'00,
                      .category = "INCOME_WAGES",
                      .account = customer + "-1"});
      rows.push_back({.customer = customer,
                      .timestamp = at((m + "-20").c_str()),
                      .amount = -800'00,
                      .merchant = "Shop",
                      .category = "FOOD_AND_DRINK"});
      rows.push_back({.customer = customer, .timestamp = at((m + "-21").c_str()), .amount = 20'00, .merchant = "Shop"});
      rows.push_back({.customer = customer,
                      .timestamp = at((m + "-02").c_str()),
                      .amount = 50'00,
                      .category = "TRANSFER_IN",
                      .account = customer + "-2"});
    }
  std::vector<test::Account> accounts;
  for (const std::string customer : {"ann", "bob"}) {
    accounts.push_back({customer, customer + "-1", AccountSubtype::kChecking, 1'000'00});
    accounts.push_back({customer, customer + "-2", AccountSubtype::kSavings, 700'00});
    accounts.push_back({customer, customer + "-3", AccountSubtype::kCreditCard, 600'00, kNoMoney, 1'000'00,
                        test::Liability{.last_statement_balance = 600'00}});
  }
  test::write_snapshot(directory, "bank", rows, accounts);
}

/// Computes the bank, lets `tamper` change what the kernels found of "bob", and gives what the shadow says of it.
std::string shadow_of(const std::function<void(BatchResults&, std::size_t bob)>& tamper) {
  const test::ScratchDirectory scratch;
  write_bank(scratch.path());
  std::string said;
  test::run_ranks(1, [&](comm::Communicator& communicator) {
    AuditOptions options;
    options.ledger = scratch.path();
    options.out = scratch.file("out");
    options.shadow_percent = 100;
    options.cohorts = {};
    Run run = set_up(communicator, options);
    ledger::BatchReader reader(run.ledger, {{0, 65'536}}, wanted_columns(run));
    const ledger::Batch& batch = *reader.next();
    BatchWork work(run);
    Aggregates sums = empty_aggregates(run.result);
    work.begin(batch);
    work.process(batch, sums);
    BatchResults results = work.results();
    const std::size_t bob = std::string_view(batch.id.data(), 3) == "bob" ? 0 : 1;
    tamper(results, bob);
    try {
      SignalInputs inputs(run.ledger, run.settings.profile.profile);
      inputs.resize(batch);
      inputs.find_accounts(batch, {0, batch.num_customers()});
      const RegistryFields fields(run.result.registry, run.result.signal_profile);
      const auto columns = inputs.columns(batch, results.row_class);
      const ClvWork no_clv(run.result.clv_settings, 1);
      const auto agree = shadow_batch(run, batch, columns, fields, results, CohortWork({}, 0, 1), no_clv);
      said = std::to_string(agree) + " customers agree";
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::kShadow);
      said = error.what();
    }
  });
  return said;
}

}  // namespace

TEST_CASE("The shadow of what the kernels found finds no difference") {
  CHECK(shadow_of([](BatchResults&, std::size_t) {}) == "2 customers agree");
}

/// Another value in the place of one that is there or null.
void change(signals::SignalTable& table, std::size_t signal, std::size_t customer) {
  std::visit(
      [&]<class T>(const std::vector<T>&) {
        T& value = table.values_to_fill<T>(signal)[customer];
        value = static_cast<T>(value == T{1} ? 0 : 1);
      },
      table.column(signal));
}

TEST_CASE("The shadow names customer and signal where any signal of any window differs") {
  const signals::SignalCatalogue& catalogue = signals::catalogue_of(signals::SignalSet::kBank);
  const std::vector<std::string> windows = {"1m", "6m", "12m"};
  for (std::size_t w = 0; w < windows.size(); ++w)
    for (std::size_t i = w; i < catalogue.size(); i += windows.size()) {
      const std::string said =
          shadow_of([&](BatchResults& results, std::size_t bob) { change(results.signals[w], i, bob); });
      CAPTURE(said, catalogue[i].name);
      CHECK_THAT(said, Catch::StartsWith("shadow: customer 'bob', signal " + std::string(catalogue[i].name) +
                                         " of the window " + windows[w]));
    }
}

TEST_CASE("The shadow finds a difference in RFM, streams and personas too") {
  using Tamper = std::function<void(BatchResults&, std::size_t)>;
  const auto of_bob = [](BatchResults& r, std::size_t bob) {
    return std::find_if(r.streams.begin(), r.streams.end(),
                        [bob](const signals::Stream& stream) { return stream.customer == bob; });
  };
  const std::vector<std::pair<std::string, Tamper>> cases = {
      {"total_spend", [](BatchResults& r, std::size_t bob) { ++r.activity[0].total_spend[bob]; }},
      {"active_days", [](BatchResults& r, std::size_t bob) { ++r.activity[1].active_days[bob]; }},
      {"refund_total", [](BatchResults& r, std::size_t bob) { ++r.activity[0].refund_total[bob]; }},
      {"bought before", [](BatchResults& r, std::size_t bob) { r.bought_before[bob] ^= 1; }},
      {"the stream of 'Streams'", [&](BatchResults& r, std::size_t bob) { ++of_bob(r, bob)->charges; }},
      {"the stream of 'Streams'", [](BatchResults& r, std::size_t) { r.streams.clear(); }},
      {"persona of the window 6m", [](BatchResults& r, std::size_t bob) { r.personas[1].assigned[bob] ^= 1; }},
      {"qualifying personas of the window 1m",
       [](BatchResults& r, std::size_t bob) { r.personas[0].qualifying[bob] ^= 2; }},
      {"condition 0 of cash_shortfall", [](BatchResults& r, std::size_t bob) { r.personas[0].conditions[bob] ^= 1; }},
  };
  for (const auto& [expected, tamper] : cases) {
    const std::string said = shadow_of(tamper);
    CAPTURE(said);
    CHECK_THAT(said, Catch::StartsWith("shadow: ") && Catch::Contains(expected));
  }
}
