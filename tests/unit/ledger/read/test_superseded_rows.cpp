#include <catch2/catch.hpp>

#include <cstdlib>
#include <map>
#include <random>

#include "random_rows.hpp"
#include "scratch_directory.hpp"
#include "small_segment.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/check.hpp"
#include "spendlens/ledger/compact.hpp"
#include "spendlens/ledger/count_rows.hpp"

using namespace spendlens;
using namespace spendlens::ledger;
using test::Row;

namespace {

constexpr Timestamp kDay = 86'400;

/// A segment as it is imported.
struct Export {
  std::string name;
  std::uint64_t import_number = 0;
  std::vector<Row> rows;
};

/// Exports that overlap in time: each tells some of the orders, in a version of its own, and some rows without an id.
std::vector<Export> random_exports(unsigned seed) {
  std::mt19937 random(seed);
  const auto below = [&random](std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); };
  std::vector<Export> exports(2 + below(4));
  for (std::size_t number = 0; number < exports.size(); ++number) {
    Export& one = exports[number];
    // Names are in another order than imports.
    one.name = std::string(1, static_cast<char>('a' + (number * 7 + seed) % 26));
    one.import_number = number + 1;
    const std::uint32_t first_day = below(50);
    for (std::uint32_t i = 0; i < 120; ++i) {
      Row row;
      row.customer = "c" + std::to_string(below(12));
      row.timestamp = (first_day + below(60)) * kDay;
      row.amount = -static_cast<Minor>(below(4)) * 100 - static_cast<Minor>(number);
      row.merchant = below(3) == 0 ? "" : "shop " + std::to_string(below(4));
      row.account = below(2) == 0 ? "" : "account " + std::to_string(below(3));
      row.key = below(40);
      one.rows.push_back(row);
    }
    for (const std::uint32_t day : {first_day, first_day + 60}) {  // so that all of them overlap
      one.rows.push_back(one.rows.front());
      one.rows.back().timestamp = day * kDay;
      one.rows.back().key = 1'000'000 + number * 2 + (day == first_day ? 0 : 1);
    }
  }
  return exports;
}

/// What counts, told plainly: of each customer's key the rows of the last export that has it.
std::vector<Row> rows_that_count(const std::vector<Export>& exports, ColumnSet columns) {
  std::map<std::pair<std::string, std::uint64_t>, std::uint64_t> latest;
  for (const Export& one : exports)
    for (const Row& row : one.rows) {
      std::uint64_t& number = latest[{row.customer, row.key}];
      number = std::max(number, one.import_number);
    }
  std::vector<Row> rows;
  for (const Export& one : exports)
    for (const Row& row : one.rows)
      if (row.key == kNoKey || latest[{row.customer, row.key}] == one.import_number) rows.push_back(row);
  rows = test::with_columns(std::move(rows), columns);
  test::sort_rows(rows);
  return rows;
}

void write(const std::string& directory, const Export& one, ColumnSet columns = test::all_columns()) {
  test::Writing writing;
  writing.import_number = one.import_number;
  test::write_segment(directory, one.name, one.rows, columns, writing);
}

std::uint64_t count_superseded(const std::string& directory, int ranks) {
  std::uint64_t superseded = 0;
  test::run_ranks(ranks, [&](comm::Communicator& communicator) {
    Ledger ledger = Ledger::open(communicator, directory);
    count_rows(communicator, ledger);
    if (communicator.rank() == 0) superseded = ledger.num_superseded();
  });
  return superseded;
}

void fold(const std::string& directory, const std::vector<std::string>& names, int ranks) {
  CompactOptions options;
  options.ledger = directory;
  options.segments = names;
  options.into = "folded-" + std::to_string(ranks);
  options.memory_bytes = 5'000;
  test::run_ranks(ranks, [&](comm::Communicator& communicator) { (void)compact(communicator, options); });
}

void require_sound(const std::string& directory) {
  comm::LocalCommunicator communicator;
  const Ledger ledger = Ledger::open(communicator, directory);
  for (const Segment& segment : ledger.segments()) check_segment(communicator, segment);
}

}  // namespace

TEST_CASE("Of overlapping exports each order counts once, as the one imported last has it, folded or not") {
  const unsigned seeds = std::getenv("SPENDLENS_LONG") != nullptr ? 200 : 16;
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    CAPTURE(seed);
    const std::vector<Export> exports = random_exports(seed);
    const std::vector<Row> expected = rows_that_count(exports, test::all_columns());
    std::size_t stored = 0;
    const test::ScratchDirectory scratch;
    for (const Export& one : exports) {
      write(scratch.path(), one);
      stored += one.rows.size();
    }
    // A chain may not connect all of them; what does not overlap tells different orders by equal keys.
    const Ledger ledger = test::open_ledger(scratch.path());
    bool all_overlap = true;
    for (const Segment& segment : ledger.segments()) all_overlap = all_overlap && segment.overlap == 1;
    REQUIRE(all_overlap);
    CHECK(test::read_rows(ledger) == expected);
    for (const int ranks : {1, 2, 3, 7}) CHECK(count_superseded(scratch.path(), ranks) == stored - expected.size());

    const int ranks = std::array{1, 2, 3, 7}[seed % 4];
    if (exports.size() > 2) {  // those imported first, then all
      fold(scratch.path(), {exports[0].name, exports[1].name}, ranks);
      require_sound(scratch.path());
      CHECK(test::read_rows(test::open_ledger(scratch.path())) == expected);
    }
    fold(scratch.path(), {}, ranks + 10);
    require_sound(scratch.path());
    const Ledger folded = test::open_ledger(scratch.path());
    CHECK(test::read_rows(folded) == expected);
    CHECK(folded.segments().front().import_number == exports.size());
    CHECK(folded.segments().front().file->layout().integer_or_zero("/import/rows_superseded") ==
          stored - expected.size());
  }
}

TEST_CASE("A customer's first timestamp is of the rows that count, and so are the ledger's days") {
  const test::ScratchDirectory scratch;
  Row first{"c", kDay, -1, "", "", 0, 0, 0, 0, "", 5};
  Row other{"c", 9 * kDay, -1, "", "", 0, 0, 0, 0, "", 6};
  write(scratch.path(), {"z", 1, {first, other}});
  first.timestamp = 3 * kDay;
  write(scratch.path(), {"a", 2, {first}});
  comm::LocalCommunicator communicator;
  Ledger ledger = test::open_ledger(scratch.path());
  BatchReader reader(ledger, {{0, kHashPrefixes}}, test::all_wanted());
  CHECK(reader.next()->first_timestamp == std::vector<Timestamp>{3 * kDay});
  CHECK(ledger.first_day() == 1);
  CHECK(ledger.num_transactions() == 3);
  count_rows(communicator, ledger);
  CHECK(ledger.first_day() == 3);
  CHECK(ledger.last_day() == 9);
  CHECK(ledger.num_transactions() == 2);
}

TEST_CASE("Keys are read only where segments overlap in time") {
  const test::ScratchDirectory scratch;
  const auto bytes_read = [&](const std::vector<std::string>& names) {
    const Ledger ledger = test::open_ledger(scratch.path()).only(names);
    BatchReader reader(ledger, {{0, kHashPrefixes}}, {});
    while (reader.next() != nullptr) {
    }
    return reader.bytes_read();
  };
  const Row early{"c", kDay, -1, "", "", 0, 0, 0, 0, "", 5};
  const Row late{"c", 9 * kDay, -1, "", "", 0, 0, 0, 0, "", 5};
  write(scratch.path(), {"early", 1, {early}});
  write(scratch.path(), {"late", 2, {late}});
  CHECK(test::read_rows(test::open_ledger(scratch.path())).size() == 2);
  const std::uint64_t before = bytes_read({"early", "late"});
  CHECK(before == bytes_read({"early"}) + bytes_read({"late"}));
  write(scratch.path(), {"both", 3, {early, late}});
  CHECK(test::read_rows(test::open_ledger(scratch.path())).size() == 2);
  CHECK(bytes_read({"early", "late"}) == before + 2 * sizeof(std::uint64_t));
  CHECK(bytes_read({"early"}) == before - bytes_read({"late"}));
}

TEST_CASE("What stays must not have been imported between the folded that it overlaps") {
  const test::ScratchDirectory scratch;
  const Row row{"c", kDay, -1, "", "", 0, 0, 0, 0, "", 5};
  for (std::uint64_t number = 1; number <= 3; ++number)
    write(scratch.path(), {"s" + std::to_string(number), number, {row}});
  comm::LocalCommunicator communicator;
  CompactOptions options;
  options.ledger = scratch.path();
  options.segments = {"s1", "s3"};
  CHECK_THROWS_WITH(compact(communicator, options), Catch::Contains("fold 's2' too"));
  options.segments = {"s1", "s2"};
  CHECK(compact(communicator, options).num_transactions == 1);
}
