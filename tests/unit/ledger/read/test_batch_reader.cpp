#include <catch2/catch.hpp>

#include "random_rows.hpp"
#include "raw_segment.hpp"
#include "scratch_directory.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/batch_reader.hpp"

using namespace spendlens;
using namespace spendlens::ledger;
using test::open_ledger;
using test::read_rows;
using test::Row;

namespace {

/// As batches hold them.
std::vector<Row> sorted(std::vector<Row> rows) {
  test::sort_rows(rows);
  return rows;
}

Batch first_batch(const Ledger& ledger, WantedColumns wanted) {
  BatchReader reader(ledger, {{0, kHashPrefixes}}, wanted);
  return *reader.next();
}

/// Cuts the rows into several segments, one in `parts` to each.
void write_dealt(const std::string& directory, const std::vector<Row>& rows, std::size_t parts) {
  std::vector<std::vector<Row>> dealt(parts);
  for (std::size_t i = 0; i < rows.size(); ++i) dealt[i % parts].push_back(rows[i]);
  for (std::size_t part = 0; part < parts; ++part)
    test::write_segment(directory, "part-" + std::to_string(part), dealt[part], test::all_columns());
}

}  // namespace

TEST_CASE("One segment's rows are read back in order, in batches of any size") {
  const test::ScratchDirectory scratch;
  const auto rows = test::random_rows(700, 1);
  test::write_segment(scratch.path(), "s", rows, test::all_columns());
  const Ledger ledger = open_ledger(scratch.path());
  for (const unsigned max_rows : {1U, 50U, 100'000U}) CHECK(read_rows(ledger, max_rows) == sorted(rows));
}

TEST_CASE("The same rows in several segments give the same batches") {
  const test::ScratchDirectory one;
  const auto rows = test::random_rows(2000, 2);
  test::write_segment(one.path(), "s", rows, test::all_columns());
  const Ledger single = open_ledger(one.path());
  const Batch expected = first_batch(single, test::all_wanted());
  for (const std::size_t parts : {2U, 3U, 5U}) {
    const test::ScratchDirectory several;
    write_dealt(several.path(), rows, parts);
    const Ledger merged = open_ledger(several.path());
    const Batch batch = first_batch(merged, test::all_wanted());
    REQUIRE(merged.merchants() == single.merchants());
    CHECK(batch.id == expected.id);
    CHECK(batch.hash == expected.hash);
    CHECK(batch.first_timestamp == expected.first_timestamp);
    CHECK(batch.offset == expected.offset);
    CHECK(batch.timestamp == expected.timestamp);
    CHECK(batch.amount == expected.amount);
    CHECK(batch.merchant == expected.merchant);
    CHECK(batch.category == expected.category);
    CHECK(batch.account == expected.account);
    CHECK(batch.account_ref == expected.account_ref);
    CHECK(batch.account_ref_offset == expected.account_ref_offset);
    CHECK(batch.flags == expected.flags);
    CHECK(batch.quantity == expected.quantity);
    CHECK(batch.margin == expected.margin);
    CHECK(batch.product_count == expected.product_count);
    CHECK(read_rows(merged, 37) == read_rows(single, 1000));
  }
}

TEST_CASE("Only wanted columns are held") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a", test::random_rows(100, 1), test::all_columns());
  WantedColumns wanted;
  wanted.columns.add(Column::kCategory);
  for (int segments = 1; segments <= 2; ++segments) {
    const Ledger ledger = open_ledger(scratch.path());
    const Batch batch = first_batch(ledger, wanted);
    CHECK(batch.category.size() == batch.num_rows());
    CHECK(batch.merchant.empty());
    CHECK(batch.flags.empty());
    CHECK(batch.product_count.empty());
    CHECK(batch.account.empty());
    CHECK(batch.account_ref_offset.empty());
    CHECK(batch.snapshot.account_offset.empty());
    test::write_segment(scratch.path(), "b", test::random_rows(100, 2), test::all_columns());
  }
}

TEST_CASE("Without merchants wanted a merged customer still has all of its rows") {
  const test::ScratchDirectory scratch;
  const auto rows = test::random_rows(600, 3);
  write_dealt(scratch.path(), rows, 3);
  const Ledger ledger = open_ledger(scratch.path());
  auto read = read_rows(ledger, 100, {});
  std::vector<Row> expected;
  for (const Row& row : rows) expected.push_back({row.customer, row.timestamp, row.amount, "", "", 0, 0, 0, 0, ""});
  test::sort_rows(read);
  test::sort_rows(expected);
  CHECK(read == expected);
}

TEST_CASE("Rows of a segment that lacks columns hold none") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "full", {{"c", 10, -1, "shop", "FOOD", 1, 2, 3, 4, "acc"}}, test::all_columns());
  test::write_segment(scratch.path(), "bare",
                      {{"c", 5, -2, "", "", 0, 0, 0, 0, ""}, {"d", 7, -3, "", "", 0, 0, 0, 0, ""}}, {});
  const auto rows = read_rows(open_ledger(scratch.path()));
  std::vector<Row> expected{{"c", 10, -1, "shop", "FOOD", 1, 2, 3, 4, "acc"},
                            {"c", 5, -2, "", "", 0, 0, 0, 0, ""},
                            {"d", 7, -3, "", "", 0, 0, 0, 0, ""}};
  test::sort_rows(expected);
  CHECK(rows == expected);
}

TEST_CASE("Columns that no segment has are empty though wanted") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a", test::random_rows(20, 1), {});
  CHECK(first_batch(open_ledger(scratch.path()), test::all_wanted()).merchant.empty());
}

TEST_CASE("Ids of different widths, cases and trailing blanks stay apart, and the same id comes together") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a",
                      {{"ab", 1, -1, "", "", 0, 0, 0, 0, ""}, {"x", 1, -1, "", "", 0, 0, 0, 0, ""}}, {});
  test::write_segment(scratch.path(), "b",
                      {{"AB", 2, -1, "", "", 0, 0, 0, 0, ""},
                       {"ab ", 3, -1, "", "", 0, 0, 0, 0, ""},
                       {"ab", 4, -1, "", "", 0, 0, 0, 0, ""},
                       {"a very long customer id", 5, -1, "", "", 0, 0, 0, 0, ""}},
                      {});
  const Ledger ledger = open_ledger(scratch.path());
  const Batch batch = first_batch(ledger, {});
  CHECK(batch.num_customers() == 5);
  CHECK(batch.id.size() == 5 * batch.id_width);
  CHECK(batch.id_width == 23);
  std::map<std::string, std::size_t> rows;
  for (const Row& row : read_rows(ledger)) ++rows[row.customer];
  CHECK(rows ==
        std::map<std::string, std::size_t>{{"ab", 2}, {"x", 1}, {"AB", 1}, {"ab ", 1}, {"a very long customer id", 1}});
  for (std::size_t c = 0; c < batch.num_customers(); ++c)
    if (std::string(batch.id.data() + c * 23, 3) == std::string("ab\0", 3)) CHECK(batch.first_timestamp[c] == 1);
}

TEST_CASE("An empty segment gives empty batches and adds nothing to others") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "empty", {}, test::all_columns());
  const Ledger empty = open_ledger(scratch.path());
  BatchReader reader(empty, balanced_ranges(empty, 2), test::all_wanted());
  for (int batches = 0; batches < 2; ++batches) {
    const Batch* batch = reader.next();
    REQUIRE(batch != nullptr);
    CHECK(batch->num_customers() == 0);
    CHECK(batch->offset == std::vector<std::uint64_t>{0});
  }
  CHECK(reader.next() == nullptr);
  CHECK(reader.next() == nullptr);

  const auto rows = test::random_rows(100, 6);
  test::write_segment(scratch.path(), "full", rows, test::all_columns());
  CHECK(read_rows(open_ledger(scratch.path()), 10) == sorted(rows));
}

TEST_CASE("A reader without batches ends at once, and one may be left half read") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a", test::random_rows(100, 1), {});
  const Ledger ledger = open_ledger(scratch.path());
  CHECK(BatchReader(ledger, {}, {}).next() == nullptr);
  BatchReader reader(ledger, batches_of(ledger, {0, kHashPrefixes}, 10), {});
  REQUIRE(reader.next() != nullptr);
  CHECK(reader.bytes_read() > 0);
}

TEST_CASE("A segment that was tampered with is refused, never read beyond its bounds") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "s", test::random_rows(200, 8), test::all_columns());
  const auto change = [&](const std::string& message, const auto& edit) {
    test::RawSegment raw(scratch.file("s.h5"));
    const test::RawSegment original = raw;
    edit(raw);
    raw.write();
    INFO(message);
    const Ledger ledger = open_ledger(scratch.path());
    CHECK_THROWS_AS(read_rows(ledger, 20), InputError);
    CHECK_THROWS_WITH(read_rows(ledger, 20), Catch::Contains(message) && Catch::Contains("'s'"));
    original.write();
  };
  using test::RawSegment;
  const auto set_offset = [](std::size_t row, std::uint64_t value) {
    return [row, value](RawSegment& raw) { raw.set<std::uint64_t>("/customer/transaction_offset", row, value); };
  };
  change("offsets of the customer in row", set_offset(3, 1'000'000'000'000));
  change("offsets of the customer", set_offset(0, 1));
  change("offsets of the customer", set_offset(5, 0));
  change("/transaction/merchant of row 7 is 6",
         [](RawSegment& raw) { raw.set<std::uint32_t>("/transaction/merchant", 7, 6); });
  change("/transaction/category of row 9 is 65534",
         [](RawSegment& raw) { raw.set<std::uint16_t>("/transaction/category", 9, 65'534); });
  change("/transaction/amount of row 2",
         [](RawSegment& raw) { raw.set<std::int64_t>("/transaction/amount", 2, INT64_MIN); });
  change("/transaction/timestamp of row 4",
         [](RawSegment& raw) { raw.set<std::uint32_t>("/transaction/timestamp", 4, 4'291'747'200U); });
  change("in row 1 is not in its place", [](RawSegment& raw) {
    raw.set<std::uint64_t>("/customer/hash", 0, raw.get<std::uint64_t>("/customer/hash", 1) + 1);
  });
  change("the index does not match", [](RawSegment& raw) {
    for (std::size_t prefix = 0; prefix < 65'536; ++prefix)
      raw.set<std::uint64_t>("/index/customer_offset", prefix, 0)
          .set<std::uint64_t>("/index/transaction_offset", prefix, 0);
  });
  CHECK(read_rows(open_ledger(scratch.path())).size() == 200);
}
