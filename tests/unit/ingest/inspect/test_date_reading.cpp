#include <catch2/catch.hpp>

#include "ingest/inspect/date_reading.hpp"

using namespace spendlens::ingest;

namespace {

DateReading reading_of(std::vector<std::string> values, bool prefers_day_first = false) {
  return find_date_reading(values, prefers_day_first);
}

}  // namespace

TEST_CASE("A number above 12 tells day from month") {
  CHECK(reading_of({"1/5/2025", "16/5/2025"}).forms.dates.order == DateOrder::kDayMonthYear);
  CHECK(reading_of({"1/5/2025", "1/16/2025"}).forms.dates.order == DateOrder::kMonthDayYear);
  CHECK_FALSE(reading_of({"1/5/2025", "1/16/2025"}).may_be_turned);
}

TEST_CASE("Else the order of the rows does, and else nothing") {
  std::vector<std::string> days;
  for (int i = 1; i <= 12; ++i) days.push_back((i < 10 ? "0" : "") + std::to_string(i) + "/03/2025");
  for (int i = 1; i <= 12; ++i) days.push_back((i < 10 ? "0" : "") + std::to_string(i) + "/04/2025");
  CHECK(reading_of(days).forms.dates.order == DateOrder::kDayMonthYear);
  CHECK(reading_of(days).is_sorted);
  const DateReading open = reading_of({"05/01/2025", "05/01/2025"});
  CHECK(open.may_be_turned);
  CHECK(open.forms.dates.order == DateOrder::kMonthDayYear);
  CHECK(reading_of({"05/01/2025", "05/01/2025"}, true).forms.dates.order == DateOrder::kDayMonthYear);
}

TEST_CASE("The simplest reading that fits is taken") {
  CHECK(reading_of({"2025-01-05", "2025-01-06 10:00:00"}).forms.formats == std::vector<std::string>{"auto"});
  CHECK_FALSE(reading_of({"2025-01-05"}).forms.dates.order);
  CHECK(reading_of({"05.01.25", "31.12.24"}).forms.dates.two_digit_years_from == 1970);
  CHECK(reading_of({"09NOV2017:00:00:00", "10NOV2017:00:00:00"}).forms.formats.front() == "%d%b%Y:%H:%M:%S");
  CHECK(reading_of({"1704067200000", "1704153600000"}).is_number);
  CHECK(reading_of({"x", "y"}).share == 0);
  CHECK(reading_of({"42791", "43024"}).share < 0.8);
  CHECK(is_clock("13:45"));
  CHECK(is_clock("1:45 PM"));
  CHECK_FALSE(is_clock("1345"));
}
