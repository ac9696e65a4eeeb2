#include <catch2/catch.hpp>

#include <set>

#include "small_segment.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/ledger/schema.hpp"

using namespace spendlens;
using namespace spendlens::ledger;

namespace {

/// With texts wherever there are dictionaries.
SegmentMetadata facts_with(ColumnSet columns) {
  SegmentMetadata facts = test::facts_of({}, columns);
  if (columns.has(Column::kAttributes)) facts.attributes = {{"tier", {"gold"}}};
  return facts;
}

std::set<std::string> column_names(ColumnSet columns) {
  const SegmentMetadata facts = facts_with(columns);
  std::set<std::string> names;
  for (const auto& column : segment_spec(facts, {}).columns) names.insert(column.path);
  return names;
}

}  // namespace

TEST_CASE("Columns that a source lacks are absent from its segment") {
  CHECK(column_names({}) == std::set<std::string>{"/customer/id", "/customer/hash", "/customer/transaction_offset",
                                                  "/customer/first_timestamp", "/customer/history",
                                                  "/transaction/timestamp", "/transaction/amount", "/import/reason",
                                                  "/import/rejected", "/index/customer_offset",
                                                  "/index/transaction_offset"});
  const auto all = column_names(test::all_columns());
  CHECK(all.size() == 24 + 2 * kMaxDimensions);
  CHECK(all.count("/transaction/dimension_channel") == 1);
  CHECK(all.count("/account_ref/offset") == 1);
  CHECK(all.count("/dictionary/category") == 1);
  const auto with_snapshot = column_names(test::with_snapshot(test::all_columns()));
  CHECK(with_snapshot.size() == 24 + 2 * kMaxDimensions + 7 + 11 + 4);
  CHECK(with_snapshot.count("/import/liabilities/reason") == 1);
}

TEST_CASE("A segment without a snapshot has no trace of one") {
  for (const auto& attribute : segment_spec({}, {}).attributes)
    CHECK((attribute.name != "accounts" && attribute.name != "liabilities"));
  CHECK(segment_spec({}, {}).group_attributes.size() == 1);
}

TEST_CASE("Every column of a segment has a description, every quantity its units") {
  const SegmentMetadata facts = facts_with(test::with_snapshot(test::all_columns()).add(Column::kAttributes));
  for (const auto& column : segment_spec(facts, {}).columns) {
    INFO(column.path);
    CHECK_FALSE(column.description.empty());
  }
}

TEST_CASE("Texts are as wide as the longest") {
  SegmentMetadata facts;
  facts.columns.add(Column::kMerchant);
  facts.merchants = {"a", "longest", "mid"};
  SegmentPart totals;
  totals.id_width = 12;
  for (const auto& column : segment_spec(facts, totals).columns) {
    if (column.path == "/dictionary/merchant") CHECK(column.type == store::text_type(7));
    if (column.path == "/customer/id") CHECK(column.type == store::text_type(12));
    if (column.path == "/import/reason") CHECK(column.type == store::text_type(1));
  }
}

TEST_CASE("Dimensions and attributes have names that are paths and options") {
  for (const char* name : {"channel", "a", "tier_2", "abcdefghijabcdefghijabcdefghijab"}) CHECK(is_column_name(name));
  for (const char* name :
       {"", "Channel", "2nd", "_a", "a-b", "a/b", "a b", "\xc3\xa4", "abcdefghijabcdefghijabcdefghijabc"})
    CHECK_FALSE(is_column_name(name));
}

TEST_CASE("Rejected rows are summed over the reasons") {
  ImportCounts counts;
  CHECK(counts.rows_rejected() == 0);
  counts.rejected = {{"bad date", 2}, {"bad amount", 40}};
  CHECK(counts.rows_rejected() == 42);
}

TEST_CASE("A segment's file is named for it, and odd names are refused") {
  CHECK(segment_path("dir/ledger", "2025-07_a.b") == "dir/ledger/2025-07_a.b.h5");
  for (const std::string name : {"", ".hidden", "a/b", "a b", "..", "caf\xC3\xA9"}) {
    INFO(name);
    CHECK_THROWS_AS(segment_path("dir", name), UsageError);
  }
  CHECK_NOTHROW(segment_path("dir", std::string(100, 'x')));
  CHECK_THROWS_AS(segment_path("dir", std::string(101, 'x')), UsageError);
}
