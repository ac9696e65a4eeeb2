#include <catch2/catch.hpp>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;

namespace {
Day day(const char* text) { return parse_date(text).value(); }
Period parse(const char* text) { return parse_period(text, day("2010-12-01"), day("2011-12-09")); }
}  // namespace

TEST_CASE("Days count from 1970 and read back") {
  CHECK(day("1970-01-01") == 0);
  CHECK(day("1970-02-01") == 31);
  CHECK(day("2000-03-01") == 11017);  // 30 years · 365 + 7 leap days + 31 + 29
  CHECK(date_text(11017) == "2000-03-01");
  CHECK(date_text(-1) == "1969-12-31");
  CHECK(timestamp_text(86399) == "1970-01-01 23:59:59");
}

TEST_CASE("Dates that do not exist are none") {
  for (const char* text :
       {"2025-02-29", "2025-13-01", "2025-00-01", "2025-1-1", "2025-01-01 ", "20250101", "", "abcd-ef-gh"})
    CHECK_FALSE(parse_date(text));
  CHECK(parse_date("2024-02-29"));
}

TEST_CASE("The last accepted second is the last of 2105") {
  CHECK(timestamp_text(static_cast<Timestamp>(kTimestampLimit - 1)) == "2105-12-31 23:59:59");
}

TEST_CASE("Periods are half-open") {
  CHECK(period_text(parse("2011")) == "2011-01-01..2012-01-01");
  CHECK(period_text(parse("2011-Q3")) == "2011-07-01..2011-10-01");
  CHECK(period_text(parse("2011-Q4")) == "2011-10-01..2012-01-01");
  CHECK(period_text(parse("2011-02")) == "2011-02-01..2011-03-01");
  CHECK(period_text(parse("2011-12")) == "2011-12-01..2012-01-01");
  CHECK(period_text(parse("2011-07-15..2011-07-16")) == "2011-07-15..2011-07-16");
  CHECK(period_text(parse("all")) == "2010-12-01..2011-12-10");
}

TEST_CASE("What is no period is a usage error") {
  for (const char* text :
       {"", "11", "2011-Q5", "2011-Q0", "2011-13", "2011-7", "2011-07-01..2011-07-01", "2011-07-02..2011-07-01",
        "2011-07-01..", "..", "2011-02-30..2011-03-01", "2011x", "ALL", "0000"})
    CHECK_THROWS_AS(parse(text), UsageError);
}

TEST_CASE("The period before a calendar unit is the unit before, else as many days") {
  CHECK(period_text(period_before(parse("2011-03"))) == "2011-02-01..2011-03-01");
  CHECK(period_text(period_before(parse("2011-Q1"))) == "2010-10-01..2011-01-01");
  CHECK(period_text(period_before(parse("2012"))) == "2011-01-01..2012-01-01");
  CHECK(period_text(period_before(parse("2011-07-02..2011-07-12"))) == "2011-06-22..2011-07-02");
}

TEST_CASE("A window of N days ends with its reference") {
  CHECK(period_text(window_ending(day("2025-01-30"), 30)) == "2025-01-01..2025-01-31");
}

TEST_CASE("A day lies in its calendar units") {
  CHECK(period_text(calendar_period(day("2024-02-29"), Granularity::kMonth)) == "2024-02-01..2024-03-01");
  CHECK(period_text(calendar_period(day("2024-02-29"), Granularity::kQuarter)) == "2024-01-01..2024-04-01");
  CHECK(period_text(calendar_period(day("2024-12-31"), Granularity::kYear)) == "2024-01-01..2025-01-01");
}
