#include <catch2/catch.hpp>

#include "spendlens/core/error.hpp"
#include "spendlens/core/fiscal_calendar.hpp"

using namespace spendlens;
using Catch::Matchers::Contains;

namespace {
Day day(const char* text) { return parse_date(text).value(); }

std::string parsed(const char* text, FiscalYearStart start = kCalendarYear) {
  return period_text(parse_period(text, day("2010-12-01"), day("2011-12-09"), start));
}

std::string before(const char* text, FiscalYearStart start = kCalendarYear) {
  return period_text(compared_with(text, parse_period(text, day("2010-12-01"), day("2011-03-31"), start), start));
}
}  // namespace

TEST_CASE("ISO weeks begin on Mondays, and the first one holds 4 January") {
  CHECK(parsed("2025-W27") == "2025-06-30..2025-07-07");
  CHECK(parsed("2025-W01") == "2024-12-30..2025-01-06");
  CHECK(parsed("2021-W01") == "2021-01-04..2021-01-11");
  CHECK(parsed("2020-W53") == "2020-12-28..2021-01-04");
  CHECK(period_text(week_of(day("1970-01-01"))) == "1969-12-29..1970-01-05");
  CHECK(period_text(week_of(day("1969-12-28"))) == "1969-12-22..1969-12-29");
}

TEST_CASE("Days end with the reference, that day included") {
  CHECK(parsed("90d") == "2011-09-11..2011-12-10");
  CHECK(parsed("1d") == "2011-12-09..2011-12-10");
}

TEST_CASE("Weeks that a year has not, and days that are none, are refused in words") {
  CHECK_THROWS_WITH(parsed("2025-W53"), Contains("2025 has the ISO weeks W01 to W52"));
  CHECK_THROWS_WITH(parsed("2020-W54"), Contains("2020 has the ISO weeks W01 to W53"));
  CHECK_THROWS_WITH(parsed("2025-W00"), Contains("W01 to W52"));
  CHECK_THROWS_WITH(parsed("0d"), Contains("90d"));
  for (const char* text : {"99999999999999999999d", "d", "-1d", "1.5d", "90 d", "90D", "2025-W1", "2025-w27", "2025W27",
                           "0000-W01", "2025-W027", "W27"})
    CHECK_THROWS_AS(parsed(text), UsageError);
}

TEST_CASE("A fiscal year moves years and quarters, and nothing else") {
  CHECK(parsed("2025", 4) == "2025-04-01..2026-04-01");
  CHECK(parsed("2025-Q1", 4) == "2025-04-01..2025-07-01");
  CHECK(parsed("2025-Q4", 4) == "2026-01-01..2026-04-01");
  CHECK(parsed("2025", 12) == "2025-12-01..2026-12-01");
  CHECK(parsed("2025-Q1", 2) == "2025-02-01..2025-05-01");
  CHECK(parsed("2025-07", 4) == "2025-07-01..2025-08-01");
  CHECK(parsed("2025-W27", 4) == "2025-06-30..2025-07-07");
  CHECK(parsed("all", 4) == "2010-12-01..2011-12-10");
  CHECK(parsed("2025-07-01..2025-07-02", 4) == "2025-07-01..2025-07-02");
}

TEST_CASE("A period is compared with the unit before it, days and weeks with as many days") {
  CHECK(before("2011", 4) == "2010-04-01..2011-04-01");
  CHECK(before("2011-Q1", 2) == "2010-11-01..2011-02-01");
  CHECK(before("2011-Q1") == "2010-10-01..2011-01-01");
  CHECK(before("2011-03", 2) == "2011-02-01..2011-03-01");
  CHECK(before("2011-W27") == "2011-06-27..2011-07-04");
  CHECK(before("90d") == "2010-10-03..2011-01-01");  // as many days, though 2011-Q1 has 90
  CHECK(before("31d") == "2011-01-29..2011-03-01");  // though March has 31
  CHECK(before("2011-01-01..2011-04-01") == "2010-10-01..2011-01-01");
}

TEST_CASE("Every day lies in the unit that its name says") {
  for (FiscalYearStart start = 1; start <= 12; ++start)
    for (const Granularity unit : {Granularity::kMonth, Granularity::kQuarter, Granularity::kYear})
      for (Day at = day("2023-11-01"); at < day("2026-02-01"); ++at) {
        const Period period = fiscal_period(at, unit, start);
        CHECK((period.start <= at && at < period.end));
        CHECK(parse_period(fiscal_unit_name(at, unit, start), 0, 0, start) == period);
        if (start == kCalendarYear) CHECK(period == calendar_period(at, unit));
      }
  CHECK(fiscal_unit_name(day("2025-03-31"), Granularity::kQuarter, 4) == "2024-Q4");
  CHECK(fiscal_unit_name(day("2025-04-01"), Granularity::kYear, 4) == "2025");
}

TEST_CASE("A calendar of units holds every accepted day, weeks too") {
  const UnitCalendar weeks = UnitCalendar::weeks();
  const UnitCalendar years(Granularity::kYear, 4);
  for (const Day at : {0, 3, 4, 20'000, static_cast<Day>(kTimestampLimit / kSecondsPerDay) - 1}) {
    const auto timestamp = static_cast<Timestamp>(at * kSecondsPerDay + 86'399);
    CHECK(weeks.period(weeks.unit_of(timestamp)) == week_of(at));
    CHECK(years.period(years.unit_of(timestamp)) == fiscal_period(at, Granularity::kYear, 4));
  }
}
