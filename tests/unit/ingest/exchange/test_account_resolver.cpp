#include <catch2/catch.hpp>

#include <algorithm>
#include <mutex>
#include <random>

#include "ingest/exchange/account_resolver.hpp"
#include "scratch_directory.hpp"
#include "thread_communicator.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

struct Row {
  std::uint64_t line = 0;
  std::string account;
  std::string customer;  ///< empty: it is a liability
  Minor amount = 0;      ///< the balance, or the statement's
};

/// What came of the rows, in words, sorted; the same whoever read which of them.
struct Outcome {
  std::vector<std::string> stays;
  std::vector<std::string> rejected;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

std::string words(const AcceptedAccount& accepted) {
  std::string text =
      std::string(accepted.account.customer_id) + " has " + std::string(accepted.account.account_id) + " ";
  if (!accepted.joint_owner.empty()) return text + "with " + std::string(accepted.joint_owner);
  text += std::to_string(accepted.account.balance_current);
  if (accepted.liability) text += " owes " + std::to_string(accepted.liability->last_statement_balance);
  return text;
}

void add(AccountResolver& owners, const Row& row) {
  if (row.customer.empty()) {
    WireLiability liability;
    liability.place = {1, row.line};
    liability.account_id = row.account;
    liability.last_statement_balance = row.amount;
    liability.aprs = {0.25, 0.5};
    return owners.add(liability);
  }
  WireAccount account;
  account.place = {0, row.line};
  account.account_id = row.account;
  account.customer_id = row.customer;
  account.balance_current = row.amount;
  owners.add(account);
}

Outcome outcome_of(const std::vector<Row>& rows, int ranks, std::uint64_t budget_bytes, std::size_t rows_a_round = 3) {
  const test::ScratchDirectory scratch;
  std::mutex mutex;
  Outcome outcome;
  test::run_ranks(ranks, [&](comm::Communicator& communicator) {
    const auto me = static_cast<std::size_t>(communicator.rank());
    const HashRanges ranges(communicator);
    AccountResolver owners(communicator, ranges, scratch.file("accounts-" + std::to_string(me)), budget_bytes);
    for (std::size_t first = 0; first < rows.size(); first += rows_a_round) {
      for (std::size_t i = first; i < std::min(rows.size(), first + rows_a_round); ++i)
        if (i % static_cast<std::size_t>(ranks) == me) add(owners, rows[i]);
      owners.exchange();
    }
    owners.resolve(budget_bytes, [&](const LateReject& reject) {
      const std::lock_guard lock(mutex);
      outcome.rejected.push_back(std::to_string(reject.place.file) + ":" + std::to_string(reject.place.line) + " " +
                                 reject.reason);
    });
    for (std::size_t bucket = 0; bucket < HashRanges::kBuckets; ++bucket) {
      const auto bytes = owners.take(bucket);
      const std::lock_guard lock(mutex);
      for (std::size_t position = 0; position < bytes.size();) {
        const AcceptedAccount accepted = read_accepted(bytes, position);
        const bool is_mine =
            ranges.owner_of(accepted.customer_hash) == me && ranges.bucket_of(accepted.customer_hash) == bucket;
        outcome.stays.push_back(is_mine ? words(accepted) : "an account lies in the wrong place");
      }
    }
  });
  std::sort(outcome.stays.begin(), outcome.stays.end());
  std::sort(outcome.rejected.begin(), outcome.rejected.end());
  return outcome;
}

void check_everywhere(const std::vector<Row>& rows, const Outcome& expected) {
  for (const int ranks : {1, 2, 3, 7}) {
    for (const std::uint64_t budget : {std::uint64_t{1} << 20, std::uint64_t{40}, std::uint64_t{1}}) {
      const Outcome outcome = outcome_of(rows, ranks, budget);
      CHECK(outcome.stays == expected.stays);
      CHECK(outcome.rejected == expected.rejected);
    }
  }
}

}  // namespace

TEST_CASE("Accounts go to their customers with their liabilities") {
  check_everywhere({{2, "a1", "anna", 10}, {3, "a2", "anna", 20}, {4, "b1", "bert", -5}, {2, "a2", "", 7}},
                   {{"anna has a1 10", "anna has a2 20 owes 7", "bert has b1 -5"}, {}});
}

TEST_CASE("An account of several customers counts for the first in the order of the input, whoever read it") {
  check_everywhere({{4, "a", "bert", 3},
                    {2, "a", "anna", 1},
                    {3, "b", "anna", 2},
                    {6, "a", "cleo", 5},
                    {5, "a", "anna", 4},
                    {2, "a", "", 7},
                    {3, "b", "", 8}},
                   {{"anna has a 1 owes 7", "anna has b 2 owes 8", "bert has a with anna", "cleo has a with anna"},
                    {"0:5 duplicate_account"}});
}

TEST_CASE("A liability may be told once for each customer of a joint account") {
  check_everywhere({{2, "a", "anna", 1}, {3, "a", "bert", 1}, {2, "a", "", 7}, {3, "a", "", 8}, {4, "a", "", 9}},
                   {{"anna has a 1 owes 7", "bert has a with anna"}, {"1:4 duplicate_liability"}});
}

TEST_CASE("Of several rows of an account the first in the order of the input stays, whoever read it") {
  check_everywhere({{9, "a", "anna", 9}, {5, "a", "anna", 5}, {7, "a", "anna", 7}},
                   {{"anna has a 5"}, {"0:7 duplicate_account", "0:9 duplicate_account"}});
}

TEST_CASE("Of several liabilities of an account the first in the order of the input stays") {
  check_everywhere({{4, "a", "", 4}, {2, "a", "anna", 1}, {3, "a", "", 3}, {8, "a", "", 8}},
                   {{"anna has a 1 owes 3"}, {"1:4 duplicate_liability", "1:8 duplicate_liability"}});
}

TEST_CASE("A liability of no account is rejected, before, between and behind those there are") {
  check_everywhere({{2, "b", "bert", 1},
                    {3, "d", "dora", 2},
                    {2, "a", "", 1},
                    {3, "c", "", 1},
                    {4, "c", "", 1},
                    {5, "e", "", 1},
                    {6, "d", "", 1}},
                   {{"bert has b 1", "dora has d 2 owes 1"},
                    {"1:2 unknown_account", "1:3 unknown_account", "1:4 unknown_account", "1:5 unknown_account"}});
  check_everywhere({{2, "a", "", 1}}, {{}, {"1:2 unknown_account"}});
  check_everywhere({}, {});
}

TEST_CASE("Many accounts are resolved the same on any number of ranks, in any order of the lines") {
  std::vector<Row> rows;
  for (std::uint64_t i = 0; i < 600; ++i) {
    rows.push_back({i, "account-" + std::to_string(i % 500),
                    "customer-" + std::to_string(i % 500 % 170 + (i % 130 == 7 ? 1 : 0)), static_cast<Minor>(i)});
    if (i % 3 == 0) rows.push_back({i, "account-" + std::to_string(i % 450), "", static_cast<Minor>(i)});
  }
  const Outcome expected = outcome_of(rows, 1, std::uint64_t{1} << 20);
  CHECK(expected.stays.size() + expected.rejected.size() > 600);
  std::mt19937 random(5);
  for (const int ranks : {2, 3, 7}) {
    std::shuffle(rows.begin(), rows.end(), random);
    CHECK((outcome_of(rows, ranks, 2000, 100) == expected));
  }
}
