#include <catch2/catch.hpp>

#include "scratch_directory.hpp"
#include "small_segment.hpp"
#include "spendlens/ledger/equal_rows.hpp"

using namespace spendlens;
using namespace spendlens::ledger;
using test::Row;

namespace {

constexpr Timestamp kDay = 86'400;

/// One row a day and customer.
std::vector<Row> rows_of_days(Timestamp begin, Timestamp end) {
  std::vector<Row> rows;
  for (Timestamp day = begin; day < end; ++day)
    for (int customer = 0; customer < 50; ++customer)
      rows.push_back({"c" + std::to_string(customer), day * kDay, -5, "shop", "", 0, 0, 0, 0, ""});
  return rows;
}

}  // namespace

TEST_CASE("Rows that two segments without ids both tell are counted") {
  const test::ScratchDirectory scratch;
  const ColumnSet columns{Column::kMerchant};
  test::write_segment(scratch.path(), "january", rows_of_days(0, 31), columns);
  test::write_segment(scratch.path(), "february", rows_of_days(28, 59), columns);
  test::write_segment(scratch.path(), "march", rows_of_days(59, 90), columns);
  const auto equal = estimate_equal_rows(scratch.path(), "february");
  REQUIRE(equal.size() == 1);
  CHECK(equal.front().segment == "january");
  CHECK(equal.front().rows == 3 * 50);
  CHECK(estimate_equal_rows(scratch.path(), "march").empty());
  CHECK(estimate_equal_rows(scratch.path(), "none").empty());
}

TEST_CASE("Where both have keys nothing needs to be estimated; two rows of one segment need two of the other") {
  const test::ScratchDirectory scratch;
  test::write_segment(scratch.path(), "a", rows_of_days(0, 3), {Column::kMerchant, Column::kKey});
  test::write_segment(scratch.path(), "b", rows_of_days(0, 3), {Column::kMerchant, Column::kKey});
  CHECK(estimate_equal_rows(scratch.path(), "b").empty());
  std::vector<Row> twice = rows_of_days(0, 3);
  for (const Row& row : rows_of_days(0, 3)) twice.push_back(row);
  test::write_segment(scratch.path(), "b", twice, {Column::kMerchant});
  CHECK(estimate_equal_rows(scratch.path(), "b").front().rows == 3 * 50);
}
