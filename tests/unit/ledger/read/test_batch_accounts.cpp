#include <catch2/catch.hpp>

#include "random_rows.hpp"
#include "raw_segment.hpp"
#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/batch_reader.hpp"

using namespace spendlens;
using namespace spendlens::ledger;
using test::Account;
using test::open_ledger;
using test::RawSegment;
using test::Row;

namespace {

constexpr Timestamp kDay = 86'400;

WantedColumns with_snapshot_wanted() {
  WantedColumns wanted = test::all_wanted();
  wanted.columns.add(Column::kSnapshot);
  return wanted;
}

std::vector<Account> sorted(std::vector<Account> accounts) {
  test::sort_accounts(accounts);
  return accounts;
}

Row row(const std::string& customer, Timestamp timestamp, const std::string& account, Minor amount = -1) {
  return {customer, timestamp, amount, "", "", 0, 0, 0, 0, account};
}

std::string id_at(const std::vector<char>& padded, std::size_t width, std::size_t index) {
  return {padded.data() + index * width, ::strnlen(padded.data() + index * width, width)};
}

constexpr std::uint32_t bit(AccountSubtype subtype) { return 1U << static_cast<unsigned>(subtype); }

WantedColumns with_marks_wanted(std::uint32_t subtypes) {
  WantedColumns wanted;
  wanted.columns.add(Column::kSnapshot);
  wanted.marked_subtypes = subtypes;
  return wanted;
}

/// Customer and timestamp of the rows that are marked, in batches of so many rows.
std::vector<std::string> marked(const Ledger& ledger, WantedColumns wanted, RowOrder order = RowOrder::kBySegment,
                                std::uint64_t max_rows = 3) {
  std::vector<std::string> texts;
  BatchReader reader(ledger, batches_of(ledger, {0, kHashPrefixes}, max_rows), wanted, order);
  while (const Batch* batch = reader.next()) {
    REQUIRE(batch->account_marked.size() == batch->num_rows());
    for (std::size_t c = 0; c < batch->num_customers(); ++c)
      for (std::uint64_t i = batch->offset[c]; i < batch->offset[c + 1]; ++i)
        if (batch->account_marked[i] == 1)
          texts.push_back(id_at(batch->id, batch->id_width, c) + std::to_string(batch->timestamp[i]));
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

/// All accounts, read in batches; checks on the way that batches hold together.
std::vector<Account> read_accounts(const Ledger& ledger, std::uint64_t max_rows,
                                   WantedColumns wanted = with_snapshot_wanted()) {
  std::vector<Account> accounts;
  BatchReader reader(ledger, batches_of(ledger, {0, kHashPrefixes}, max_rows), wanted);
  while (const Batch* batch = reader.next()) {
    const Snapshot& snapshot = batch->snapshot;
    REQUIRE(snapshot.account_offset.size() == batch->num_customers() + 1);
    REQUIRE(snapshot.liability_offset.size() == batch->num_customers() + 1);
    REQUIRE(snapshot.has_interest.size() == snapshot.num_liabilities());
    test::append_accounts(*batch, accounts);
  }
  return accounts;
}

Batch whole(const Ledger& ledger, WantedColumns wanted = with_snapshot_wanted()) {
  BatchReader reader(ledger, {{0, kHashPrefixes}}, wanted);
  return *reader.next();
}

}  // namespace

TEST_CASE("A snapshot is read back with its rows, in batches of any size") {
  const test::ScratchDirectory scratch;
  const auto rows = test::random_rows(700, 1);
  const auto accounts = test::random_accounts(700, 2);
  test::write_snapshot(scratch.path(), "s", rows, accounts);
  const Ledger ledger = open_ledger(scratch.path());
  auto expected = rows;
  test::sort_rows(expected);
  for (const unsigned max_rows : {1U, 50U, 100'000U}) {
    CHECK(read_accounts(ledger, max_rows) == sorted(accounts));
    CHECK(test::read_rows(ledger, max_rows, with_snapshot_wanted()) == expected);
  }
}

TEST_CASE("A snapshot is read back without the rows' accounts, and they without it") {
  const test::ScratchDirectory scratch;
  const auto accounts = test::random_accounts(100, 2);
  test::write_snapshot(scratch.path(), "s", test::random_rows(100, 1), accounts);
  const Ledger ledger = open_ledger(scratch.path());
  WantedColumns wanted;
  wanted.columns.add(Column::kSnapshot);
  CHECK(read_accounts(ledger, 10, wanted) == sorted(accounts));
  CHECK(whole(ledger, wanted).account_marked.empty());
  wanted = {};
  wanted.columns.add(Column::kAccount);
  const Batch batch = whole(ledger, wanted);
  CHECK(batch.account.size() == batch.num_rows());
  CHECK(batch.snapshot.account_offset.empty());
  CHECK(batch.account_marked.empty());
}

TEST_CASE("Has interest is who has any apr above 0") {
  const test::ScratchDirectory scratch;
  test::Liability none;
  test::Liability zeros;
  zeros.aprs = {0, 0};
  test::Liability some;
  some.aprs = {0, 0.2};
  test::write_snapshot(scratch.path(), "s", {},
                       {{"c", "a", AccountSubtype::kCreditCard, 1, kNoMoney, kNoMoney, none},
                        {"c", "b", AccountSubtype::kCreditCard, 1, kNoMoney, kNoMoney, zeros},
                        {"c", "c", AccountSubtype::kCreditCard, 1, kNoMoney, kNoMoney, some}});
  CHECK(whole(open_ledger(scratch.path())).snapshot.has_interest == std::vector<std::uint8_t>{0, 0, 1});
}

TEST_CASE("Rows are marked whose account the snapshot knows, by its id, as of a subtype that is asked for") {
  const test::ScratchDirectory scratch;
  const AccountSubtype saved = AccountSubtype::kSavings;
  test::write_snapshot(
      scratch.path(), "s",
      {row("c", 1, "b"), row("c", 2, "a"), row("c", 3, "zz"), row("c", 4, "b"), row("d", 1, "a"), row("e", 1, "")},
      {{"c", "b", saved},
       {"c", "aa-longer", saved},
       {"c", "zz", AccountSubtype::kMoneyMarket},
       {"d", "b", saved},
       {"f", "a", saved}});
  const auto savings = with_marks_wanted(bit(saved));
  const auto both = with_marks_wanted(bit(saved) | bit(AccountSubtype::kMoneyMarket));
  CHECK(marked(open_ledger(scratch.path()), savings) == std::vector<std::string>{"c1", "c4"});
  CHECK(marked(open_ledger(scratch.path()), both) == std::vector<std::string>{"c1", "c3", "c4"});
  CHECK(whole(open_ledger(scratch.path()), savings).account.empty());
  // The rows of other segments too: ids of another width, another place among the customer's, or none at all.
  test::write_segment(scratch.path(), "r", {row("c", 5, "aa-longer"), row("f", 1, "a"), row("g", 1, "a")},
                      test::all_columns());
  test::write_segment(scratch.path(), "t", {row("c", 6, "zz"), row("c", 7, "b"), row("d", 2, "b")},
                      test::all_columns());
  test::write_segment(scratch.path(), "u", {row("c", 8, "")}, {});
  for (const RowOrder order : {RowOrder::kBySegment, RowOrder::kTotal}) {
    CHECK(marked(open_ledger(scratch.path()), savings, order) ==
          std::vector<std::string>{"c1", "c4", "c5", "c7", "d2", "f1"});
    CHECK(marked(open_ledger(scratch.path()), both, order) ==
          std::vector<std::string>{"c1", "c3", "c4", "c5", "c6", "c7", "d2", "f1"});
  }
}

TEST_CASE("Marks and the rows' accounts can be had together, over several segments") {
  const test::ScratchDirectory scratch;
  test::write_snapshot(scratch.path(), "s", {row("c", 1, "m"), row("c", 2, "z")},
                       {{"c", "z", AccountSubtype::kSavings}});
  test::write_segment(scratch.path(), "r", {row("c", 3, "a"), row("c", 4, "z")}, test::all_columns());
  WantedColumns wanted = with_marks_wanted(bit(AccountSubtype::kSavings));
  wanted.columns.add(Column::kAccount);
  const Batch batch = whole(open_ledger(scratch.path()), wanted);
  CHECK(batch.timestamp == std::vector<Timestamp>{3, 4, 1, 2});  // segment by segment: merchants are not wanted
  CHECK(batch.account == std::vector<std::uint16_t>{0, 2, 1, 2});
  CHECK(batch.account_marked == std::vector<std::uint8_t>{0, 1, 0, 1});
}

TEST_CASE("A customer's account ids are those of all segments, sorted, and rows keep their accounts") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "1", {row("c", 1, "m"), row("c", 2, "z")}, test::all_columns());
  test::write_segment(scratch.path(), "2", {row("c", 3, "a-longer-one"), row("c", 4, "m"), row("c", 5, "")},
                      test::all_columns());
  test::write_segment(scratch.path(), "3", {row("c", 6, "")}, {});
  const Ledger ledger = open_ledger(scratch.path());
  const Batch batch = whole(ledger);
  CHECK(batch.account_ref_offset == std::vector<std::uint64_t>{0, 3});
  CHECK(batch.account_width == 12);
  CHECK(id_at(batch.account_ref, 12, 0) == "a-longer-one");
  CHECK(id_at(batch.account_ref, 12, 1) == "m");
  CHECK(id_at(batch.account_ref, 12, 2) == "z");
  CHECK(batch.timestamp == std::vector<Timestamp>{1, 2, 3, 4, 5, 6});
  CHECK(batch.account == std::vector<std::uint16_t>{1, 2, 0, 1, kNoAccount, kNoAccount});
}

TEST_CASE("Merged rows that differ in their accounts alone are in the order of the ids, before that of the flags") {
  const test::ScratchDirectory scratch;
  Row flagged = row("c", 1, "b");
  flagged.flags = 1;
  test::write_segment(scratch.path(), "1", {row("c", 1, "z"), flagged, row("c", 1, "")}, test::all_columns());
  test::write_segment(scratch.path(), "2", {row("c", 1, "a"), row("c", 1, "c")}, test::all_columns());
  std::vector<std::string> ids;
  for (const Row& one : test::read_rows(open_ledger(scratch.path()))) ids.push_back(one.account);
  CHECK(ids == std::vector<std::string>{"a", "b", "c", "z", ""});
}

TEST_CASE("More than 65,535 accounts of one customer in all segments together are refused") {
  const test::ScratchDirectory scratch;
  for (const std::string part : {"a", "b"}) {
    std::vector<Row> rows;
    for (int i = 0; i < 33'000; ++i) rows.push_back(row("c", 1, part + std::to_string(i)));
    test::write_segment(scratch.path(), part, rows, test::all_columns());
  }
  const Ledger ledger = open_ledger(scratch.path());
  CHECK_THROWS_WITH(test::read_rows(ledger), Catch::Contains("'c'") && Catch::Contains("65535 accounts"));
  CHECK(test::read_rows(ledger, 1000, {}).size() == 66'000);
}

TEST_CASE("Of several segments the newest's snapshot alone counts, spread over all customers") {
  const test::ScratchDirectory scratch;
  const auto old_accounts = test::random_accounts(300, 5);
  const auto new_accounts = test::random_accounts(200, 6);
  auto later = test::random_rows(200, 4);
  for (Row& one : later) one.timestamp += 100 * kDay;
  test::write_snapshot(scratch.path(), "z-old", test::random_rows(300, 3), old_accounts);
  test::write_snapshot(scratch.path(), "a-new", later, new_accounts);
  test::write_segment(scratch.path(), "bare", test::random_rows(500, 7), {});
  const Ledger ledger = open_ledger(scratch.path());
  REQUIRE(ledger.snapshot_segment()->name == "a-new");
  for (const unsigned max_rows : {1U, 50U, 100'000U}) CHECK(read_accounts(ledger, max_rows) == sorted(new_accounts));
}

TEST_CASE("Customers with accounts alone are customers without rows") {
  const test::ScratchDirectory scratch;
  test::write_snapshot(scratch.path(), "s", {row("c", 1, "a")}, {{"c", "a"}, {"only", "x"}, {"only", "y"}});
  for (int segments = 1; segments <= 2; ++segments) {
    const Batch batch = whole(open_ledger(scratch.path()));
    REQUIRE(batch.num_customers() == static_cast<std::size_t>(segments) + 1);
    CHECK(batch.num_rows() == static_cast<std::size_t>(segments));
    for (std::size_t c = 0; c < batch.num_customers(); ++c) {
      if (id_at(batch.id, batch.id_width, c) != "only") continue;
      CHECK(batch.offset[c] == batch.offset[c + 1]);
      CHECK(batch.first_timestamp[c] == kNoTimestamp);
      CHECK(batch.snapshot.account_offset[c + 1] - batch.snapshot.account_offset[c] == 2);
      CHECK(batch.account_ref_offset[c] == batch.account_ref_offset[c + 1]);
    }
    test::write_segment(scratch.path(), "t", {row("d", 1, "")}, {});
  }
}

TEST_CASE("A snapshot without accounts is one: customers have none, which is not unknown") {
  const test::ScratchDirectory scratch;
  test::write_snapshot(scratch.path(), "s", {row("c", 1, "a")}, {});
  const Ledger ledger = open_ledger(scratch.path());
  const Batch batch = whole(ledger);
  CHECK(batch.snapshot.accounts().offset.size() == 2);
  CHECK(batch.snapshot.liabilities().offset.size() == 2);
  CHECK(marked(ledger, with_marks_wanted(~0U)).empty());
  const test::ScratchDirectory other;
  test::write_segment(other.path(), "s", {row("c", 1, "a")}, test::all_columns());
  CHECK(whole(open_ledger(other.path())).snapshot.accounts().offset.empty());
}
