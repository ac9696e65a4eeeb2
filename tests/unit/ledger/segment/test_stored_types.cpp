#include <catch2/catch.hpp>

#include <limits>

#include "ledger/segment/stored_types.hpp"
#include "random_rows.hpp"
#include "scratch_directory.hpp"
#include "small_segment.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/compact.hpp"

using namespace spendlens;
using namespace spendlens::ledger;
using test::Row;

namespace {

std::string type_of(const std::string& directory, const std::string& segment, const char* column) {
  const Ledger ledger = test::open_ledger(directory);
  for (const Segment& one : ledger.segments())
    if (one.name == segment) return store::type_name(one.file->layout().at(column).type);
  return "";
}

Row row_of(Minor amount, Minor margin = 0) { return {"c", 5, amount, "m", "F", 0, 1, margin, 0, "a"}; }

}  // namespace

TEST_CASE("Amounts take 32 bits where all of a segment's fit, whatever the ranks, and come back as they were") {
  constexpr Minor kLargest = std::numeric_limits<std::int32_t>::max() - 1;  // the largest value of a type is none
  constexpr Minor kSmallest = std::numeric_limits<std::int32_t>::min();
  for (const Minor amount : {kLargest, kSmallest, kLargest + 1, kSmallest - 1, Minor{1'000'000'000'000}}) {
    const test::ScratchDirectory scratch;
    std::vector<Row> rows = test::random_rows(300, 1);
    rows.push_back(row_of(amount, -amount));
    const bool is_narrow = amount == kLargest || amount == kSmallest;
    for (const int ranks : {1, 3}) {
      const std::string name = "s" + std::to_string(ranks);
      test::Writing writing;
      writing.ranks = ranks;
      test::write_segment(scratch.path(), name, rows, test::all_columns(), writing);
      CHECK(type_of(scratch.path(), name, "/transaction/amount") == (is_narrow ? "i32" : "i64"));
      const bool is_narrow_margin = -amount >= kSmallest && -amount <= kLargest;
      CHECK(type_of(scratch.path(), name, "/transaction/margin") == (is_narrow_margin ? "i32" : "i64"));
    }
    std::vector<Row> expected = rows;
    test::sort_rows(expected);
    CHECK(test::read_rows(test::open_ledger(scratch.path()).only({"s3"})) == expected);
  }
}

TEST_CASE("Codes take as many bits as their dictionary needs") {
  for (const auto& [texts, type] : {std::pair{254, "u8"}, std::pair{255, "u16"}}) {
    const test::ScratchDirectory scratch;
    std::vector<Row> rows(static_cast<std::size_t>(texts));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i] = {"c", static_cast<Timestamp>(i), -1, "m" + std::to_string(i), "", 0, 0, 0, 0, ""};
      rows[i].category = "C" + std::to_string(i);
    }
    rows.push_back({"c", 1, -1, "", "", 0, 0, 0, 0, ""});  // none
    test::write_segment(scratch.path(), "s", rows, {Column::kMerchant, Column::kCategory});
    CHECK(type_of(scratch.path(), "s", "/transaction/merchant") == type);
    CHECK(type_of(scratch.path(), "s", "/transaction/category") == type);
    test::sort_rows(rows);
    CHECK(test::read_rows(test::open_ledger(scratch.path()), 100'000) == rows);
  }
  SegmentMetadata facts;
  const auto type_of_merchants = [&] {
    return store::type_name(stored_type_of(Column::kMerchant, store::element_type<std::uint32_t>(), facts, {}));
  };
  facts.merchants.resize(65'534);
  CHECK(type_of_merchants() == "u16");
  facts.merchants.resize(65'535);
  CHECK(type_of_merchants() == "u32");
}

TEST_CASE("Accounts take 8 bits where no customer names more than 255, folded segments' too") {
  const test::ScratchDirectory scratch;
  std::vector<Row> all;
  for (const auto& [name, first] : {std::pair{"a", 0}, std::pair{"b", 200}}) {
    std::vector<Row> rows;
    for (int account = first; account < first + 255; ++account)
      rows.push_back({"c", 5, -1, "", "", 0, 0, 0, 0, "account " + std::to_string(account)});
    test::write_segment(scratch.path(), name, rows, {Column::kAccount});
    CHECK(type_of(scratch.path(), name, "/transaction/account") == "u8");
    all.insert(all.end(), rows.begin(), rows.end());
  }
  comm::LocalCommunicator communicator;
  CompactOptions options;
  options.ledger = scratch.path();
  options.into = "all";
  (void)compact(communicator, options);
  CHECK(type_of(scratch.path(), "all", "/transaction/account") == "u16");
  test::sort_rows(all);
  CHECK(test::read_rows(test::open_ledger(scratch.path())) == all);
}

TEST_CASE("A value that was not announced as wide is found before it is published") {
  const test::ScratchDirectory scratch;
  const std::vector<Row> rows = {row_of(Minor{1} << 40)};
  const SegmentMetadata facts = test::facts_of(rows, {});
  const test::RunColumns run = test::columns_of({"c"}, rows, {}, facts);
  SegmentPart part;
  test::announce(run, part);
  part.wide = {};
  comm::LocalCommunicator communicator;
  SegmentWriter writer(communicator, scratch.path(), "s", facts, part);
  writer.append(run.view());
  CHECK(writer.unfit_columns() == ColumnSet{Column::kAmount});
  CHECK_THROWS_AS(writer.publish(), InternalError);
}
