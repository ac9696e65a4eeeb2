#include <catch2/catch.hpp>

#include <set>

#include "random_rows.hpp"
#include "scratch_directory.hpp"
#include "spendlens/ledger/count_customers.hpp"
#include "spendlens/ledger/ranges.hpp"

using namespace spendlens;
using namespace spendlens::ledger;
using test::open_ledger;

namespace {

std::uint64_t transactions_in(const Ledger& ledger, PrefixRange range) {
  std::uint64_t rows = 0;
  for (const Segment& segment : ledger.segments())
    rows += segment.transaction_index[range.end] - segment.transaction_index[range.begin];
  return rows;
}

void check_covers(const std::vector<PrefixRange>& ranges, PrefixRange whole) {
  std::size_t end = whole.begin;
  for (const PrefixRange& range : ranges) {
    CHECK(range.begin == end);
    CHECK(range.begin <= range.end);
    end = range.end;
  }
  CHECK(end == whole.end);
}

}  // namespace

TEST_CASE("Balanced ranges cover all prefixes in order and hold about the same") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a", test::random_rows(4000, 1), {});
  test::write_segment(scratch.path(), "b", test::random_rows(2000, 2), {});
  const Ledger ledger = open_ledger(scratch.path());
  for (const std::size_t parts : {1U, 2U, 3U, 7U, 16U}) {
    const auto ranges = balanced_ranges(ledger, parts);
    REQUIRE(ranges.size() == parts);
    check_covers(ranges, {0, kHashPrefixes});
    for (const PrefixRange& range : ranges) {
      CHECK(transactions_in(ledger, range) > 6000 / parts / 2);
      CHECK(transactions_in(ledger, range) < 6000 / parts * 2);
    }
  }
}

TEST_CASE("More parts than customers leave some ranges empty") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a",
                      {{"one", 1, -1, "", "", 0, 0, 0, 0, ""}, {"two", 1, -1, "", "", 0, 0, 0, 0, ""}}, {});
  const Ledger ledger = open_ledger(scratch.path());
  const auto ranges = balanced_ranges(ledger, 7);
  check_covers(ranges, {0, kHashPrefixes});
  std::uint64_t customers = 0;
  for (const PrefixRange& range : ranges) customers += count_customers(ledger, range);
  CHECK(customers == 2);
}

TEST_CASE("An empty ledger's ranges and batches cover all prefixes too") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a", {}, {});
  const Ledger ledger = open_ledger(scratch.path());
  check_covers(balanced_ranges(ledger, 3), {0, kHashPrefixes});
  check_covers(batches_of(ledger, {0, kHashPrefixes}, 10), {0, kHashPrefixes});
}

TEST_CASE("Batches cover their range and hold at most the rows asked for, or one prefix") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a", test::random_rows(3000, 1), {});
  const Ledger ledger = open_ledger(scratch.path());
  for (const std::uint64_t max_rows : {1U, 100U, 100'000U}) {
    const auto batches = batches_of(ledger, {500, 60'000}, max_rows);
    check_covers(batches, {500, 60'000});
    for (const PrefixRange& batch : batches) {
      CHECK(batch.begin < batch.end);
      CHECK((rows_in(ledger, batch) <= max_rows || batch.end == batch.begin + 1));
    }
  }
  CHECK(batches_of(ledger, {500, 500}, 10).empty());
}

TEST_CASE("Batches hold at most as many customers as rows asked for, where customers have accounts alone") {
  const test::ScratchDirectory scratch;
  test::write_snapshot(scratch.path(), "a", {}, test::random_accounts(800, 1));
  const Ledger ledger = open_ledger(scratch.path());
  const auto batches = batches_of(ledger, {0, kHashPrefixes}, 20);
  check_covers(batches, {0, kHashPrefixes});
  CHECK(batches.size() > 1);
  for (const PrefixRange& batch : batches)
    CHECK((count_customers(ledger, batch) <= 20 || batch.end == batch.begin + 1));
}

TEST_CASE("Customers are counted once, in however many segments they are") {
  const test::ScratchDirectory scratch;
  const auto rows = test::random_rows(1000, 4);
  std::set<std::string> customers;
  for (const test::Row& row : rows) customers.insert(row.customer);
  test::write_segment(scratch.path(), "a", rows, {});
  CHECK(count_customers(open_ledger(scratch.path()), {0, kHashPrefixes}) == customers.size());
  test::write_segment(scratch.path(), "b", test::random_rows(500, 5), {});
  for (const test::Row& row : test::random_rows(500, 5)) customers.insert(row.customer);
  const Ledger ledger = open_ledger(scratch.path());
  CHECK(count_customers(ledger, {0, kHashPrefixes}) == customers.size());
  CHECK(count_customers(ledger, {0, 30'000}) + count_customers(ledger, {30'000, kHashPrefixes}) == customers.size());
}

TEST_CASE("Finished ranges count for nothing and are never cut") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a", test::random_rows(4000, 1), {});
  test::write_segment(scratch.path(), "b", test::random_rows(2000, 2), {});
  const Ledger ledger = open_ledger(scratch.path());
  const std::vector<PrefixRange> finished = {{0, 20'000}, {20'000, 30'000}, {40'000, 41'000}, {60'000, kHashPrefixes}};
  for (const std::size_t parts : {1U, 2U, 3U, 7U}) {
    const auto ranges = balanced_ranges(ledger, parts, finished);
    check_covers(ranges, {0, kHashPrefixes});
    std::uint64_t all_left = transactions_in(ledger, {0, kHashPrefixes});
    for (const PrefixRange& range : finished) all_left -= transactions_in(ledger, range);
    for (const PrefixRange& range : ranges) {
      std::uint64_t left = rows_in(ledger, range);
      for (const PrefixRange& part : finished) {
        const bool inside = range.begin <= part.begin && part.end <= range.end;
        const bool outside = part.end <= range.begin || range.end <= part.begin;
        CHECK((inside || outside));
        if (inside) left -= transactions_in(ledger, part);
      }
      CHECK(left < all_left * 3 / 2 / parts + 1);
    }
  }
  CHECK(balanced_ranges(ledger, 2, std::vector<PrefixRange>{{0, kHashPrefixes}}).front().end == kHashPrefixes);
}
