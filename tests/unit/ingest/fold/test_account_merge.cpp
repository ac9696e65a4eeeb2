#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>
#include <random>

#include "ingest/fold/account_merge.hpp"
#include "ingest/fold/padded_texts.hpp"
#include "ingest/record/wire_account.hpp"
#include "spendlens/core/hashing.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

struct Owned {
  std::string customer;
  std::string account;
  std::vector<double> aprs;
  bool has_liability = false;
  std::uint64_t hash = 0;
};

std::vector<std::byte> bytes_of(const std::vector<Owned>& accounts) {
  std::vector<std::byte> bytes;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    AcceptedAccount accepted;
    accepted.customer_hash = accounts[i].hash;
    accepted.account.place = {0, i};
    accepted.account.account_id = accounts[i].account;
    accepted.account.customer_id = accounts[i].customer;
    accepted.account.balance_current = static_cast<Minor>(accounts[i].account.size());
    if (accounts[i].has_liability) {
      accepted.liability.emplace();
      accepted.liability->place = {1, i};
      accepted.liability->aprs = accounts[i].aprs;
    }
    append_accepted(accepted, bytes);
  }
  return bytes;
}

/// Customers with two rows each; their hashes are given, ascending.
FinishedRun run_of(const std::vector<std::pair<std::uint64_t, std::string>>& customers) {
  FinishedRun run;
  std::vector<std::string_view> ids;
  for (const auto& [hash, id] : customers) {
    ids.push_back(id);
    run.hash.push_back(hash);
    run.first_timestamp.push_back(77);
    run.num_rows.push_back(2);
    run.num_account_refs.push_back(1);
    run.timestamp.insert(run.timestamp.end(), 2, 77);
    run.amount.insert(run.amount.end(), 2, -1);
  }
  pad_texts(ids, run.id_width, run.id);
  return run;
}

std::vector<std::string> ids_of(const std::vector<char>& padded, std::uint32_t width) {
  const auto texts = unpadded_texts(padded, width);
  return {texts.begin(), texts.end()};
}

using Offsets = std::vector<std::uint64_t>;

}  // namespace

TEST_CASE("A run's customers become those with rows or with accounts, by hash and id") {
  FinishedRun run = run_of({{10, "b"}, {20, "d"}, {20, "f"}});
  std::vector<LateReject> rejects;

  add_accounts(run,
               bytes_of({{"e", "e1", {}, false, 20},
                         {"a", "a2", {}, false, 5},
                         {"d", "d1", {}, false, 20},
                         {"a", "a1", {}, false, 5},
                         {"zz", "z1", {}, false, 30}}),
               true, rejects);

  CHECK(ids_of(run.id, run.id_width) == std::vector<std::string>{"a", "b", "d", "e", "f", "zz"});
  CHECK(run.id_width == 2);
  CHECK(run.hash == Offsets{5, 10, 20, 20, 20, 30});
  CHECK(run.num_rows == Offsets{0, 2, 2, 0, 2, 0});
  CHECK(run.first_timestamp == std::vector<Timestamp>{kNoTimestamp, 77, 77, kNoTimestamp, 77, kNoTimestamp});
  CHECK(run.num_account_refs == Offsets{0, 1, 1, 0, 1, 0});
  CHECK(run.timestamp.size() == 6);
  CHECK(run.has_snapshot);
  CHECK(ids_of(run.snapshot.account_id, run.snapshot.account_width) ==
        std::vector<std::string>{"a1", "a2", "d1", "e1", "z1"});
  CHECK(run.snapshot.account_offset == Offsets{0, 2, 2, 3, 4, 4, 5});
  CHECK(run.snapshot.liability_offset == Offsets{0, 0, 0, 0, 0, 0, 0});
  CHECK(run.snapshot.apr_offset == Offsets{0});
  CHECK(rejects.empty());
}

TEST_CASE("Liabilities name their account by its place among the customer's") {
  FinishedRun run = run_of({{10, "b"}});
  std::vector<LateReject> rejects;

  add_accounts(run,
               bytes_of({{"b", "y", {0.25, 0}, true, 10},
                         {"b", "xx", {}, false, 10},
                         {"c", "z", {0.5}, true, 11},
                         {"b", "z", {}, true, 10}}),
               false, rejects);

  CHECK(run.snapshot.account_offset == Offsets{0, 3, 4});
  CHECK(run.snapshot.balance_current == std::vector<Minor>{2, 1, 1, 1});  // xx, y, z and c's z
  CHECK(run.snapshot.balance_limit == std::vector<Minor>(4, kNoMoney));
  CHECK(run.snapshot.liability_offset == Offsets{0, 2, 3});
  CHECK(run.snapshot.liability_account == std::vector<std::uint16_t>{1, 2, 0});
  CHECK(run.snapshot.apr_offset == Offsets{0, 2, 2, 3});
  CHECK(run.snapshot.apr == std::vector<double>{0.25, 0, 0.5});
  CHECK(run.num_account_refs.empty());
}

TEST_CASE("A run without customers takes those of its accounts; without accounts it stays as it is") {
  FinishedRun empty;
  std::vector<LateReject> rejects;
  add_accounts(empty, bytes_of({{"a", "a1", {}, false, 5}}), true, rejects);
  CHECK(empty.hash == Offsets{5});
  CHECK(empty.num_account_refs == Offsets{0});

  FinishedRun run = run_of({{10, "b"}, {20, "d"}});
  add_accounts(run, {}, true, rejects);
  CHECK(run.hash == Offsets{10, 20});
  CHECK(run.snapshot.account_offset == Offsets{0, 0, 0});
  CHECK(run.view().snapshot == &run.snapshot);

  FinishedRun neither;
  add_accounts(neither, {}, true, rejects);
  CHECK(neither.hash.empty());
}

TEST_CASE("A run of no import with accounts has no snapshot") { CHECK(run_of({{10, "b"}}).view().snapshot == nullptr); }

TEST_CASE(
    "Accounts beyond what a segment holds of one customer are rejected with their liabilities, in any order of rows") {
  std::vector<Owned> accounts;
  for (int i = 0; i < 65'537; ++i) accounts.push_back({"c", "a" + std::to_string(100'000 + i), {}, i >= 65'533, 9});
  accounts.push_back({"d", "d1", {}, false, 9});
  std::mt19937 random(3);
  std::shuffle(accounts.begin(), accounts.end(), random);
  FinishedRun run;
  std::vector<LateReject> rejects;

  add_accounts(run, bytes_of(accounts), false, rejects);

  CHECK(run.snapshot.account_offset == Offsets{0, 65'534, 65'535});
  CHECK(run.snapshot.liability_account == std::vector<std::uint16_t>{65'533});
  std::vector<std::string> reasons;
  for (const LateReject& reject : rejects) reasons.push_back(reject.detail + " " + reject.reason);
  std::sort(reasons.begin(), reasons.end());
  CHECK(reasons == std::vector<std::string>{"a165534 too_many_accounts", "a165534 unknown_account",
                                            "a165535 too_many_accounts", "a165535 unknown_account",
                                            "a165536 too_many_accounts", "a165536 unknown_account"});
}
