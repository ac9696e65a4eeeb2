#include <catch2/catch.hpp>

#include "ingest/stored_rows.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using namespace spendlens::ingest;

namespace {

StoredRows rows_on(const std::vector<Day>& days) {
  std::vector<Timestamp> timestamps;
  for (const Day day : days) timestamps.push_back(static_cast<Timestamp>(day * kSecondsPerDay + 5));
  StoredRows rows;
  rows.add(timestamps, std::vector<Minor>(days.size(), -1));
  return rows;
}

std::vector<Day> many(std::size_t count, Day first) {
  std::vector<Day> days;
  for (std::size_t i = 0; i < count; ++i) days.push_back(first + static_cast<Day>(i % 20));
  return days;
}

}  // namespace

TEST_CASE("Rows are counted and summed by sign, whatever part they are added in") {
  const std::vector<Minor> amounts = {-5, 0, 7, -10'000'000'000'000, 10'000'000'000'000, 0};
  StoredRows rows, other;
  rows.add({}, std::span(amounts).first(2));
  other.add({}, std::span(amounts).subspan(2));
  rows.merge(other);
  CHECK(rows.by_sign().num_out == 2);
  CHECK(rows.by_sign().num_in == 2);
  CHECK(rows.by_sign().num_zero == 2);
  CHECK(rows.by_sign().sum_out == int128{-10'000'000'000'005});
  CHECK(rows.by_sign().sum_in == int128{10'000'000'000'007});
  StoredRows full;
  full.add({}, std::vector<Minor>(2'000'000, -10'000'000'000'000));
  CHECK(full.by_sign().sum_out == int128{-10'000'000'000'000} * 2'000'000);
}

TEST_CASE("A last date is far where it lies more than 30 days after 99.9 % of the rows") {
  auto days = many(2000, 20'000);
  days.push_back(20'049);
  CHECK_FALSE(rows_on(days).far_day());
  days.back() = 20'050;
  const auto far = rows_on(days).far_day();
  REQUIRE(far);
  CHECK(far->most == 20'019);
  CHECK(far->last == 20'050);
  CHECK(far->rows_beyond == 1);
  days.insert(days.end(), 3, 20'050);  // more than a thousandth
  CHECK_FALSE(rows_on(days).far_day());
}

TEST_CASE("Of few rows the last one is far beyond all that the others cover") {
  CHECK(rows_on({20'000, 20'001, 20'060, 30'000}).far_day());
  CHECK_FALSE(rows_on({20'000, 20'100}).far_day());
  CHECK_FALSE(rows_on({20'000, 20'300, 20'590}).far_day());
  CHECK_FALSE(rows_on({20'000}).far_day());
  CHECK_FALSE(rows_on({}).far_day());
}

TEST_CASE("A log of January 1970 alone is told") {
  CHECK(rows_on({0, 30}).are_all_in_january_1970());
  CHECK_FALSE(rows_on({0, 31}).are_all_in_january_1970());
  CHECK_FALSE(rows_on({}).are_all_in_january_1970());
  ImportOptions options;
  CHECK(warnings_of(rows_on({0, 30}), options, std::vector<LatestRow>(1), {"log.csv"}).size() == 1);
  options.is_timestamp_format_given = false;
  CHECK_THROWS_WITH(warnings_of(rows_on({0, 30}), options, std::vector<LatestRow>(1), {"log.csv"}),
                    Catch::Contains("--timestamp-format"));
}
