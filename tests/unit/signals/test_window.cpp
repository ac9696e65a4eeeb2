#include <catch2/catch.hpp>

#include "spendlens/signals/window.hpp"

using namespace spendlens;
using namespace spendlens::signals;

namespace {

std::string start_of(const char* window, const char* reference) {
  return date_text(parse_window(window).value().start(*parse_date(reference)));
}

}  // namespace

TEST_CASE("a window of months begins after the same day, or after the month's last") {
  CHECK(start_of("1m", "2025-03-15") == "2025-02-15");
  CHECK(start_of("1m", "2025-03-30") == "2025-02-28");
  CHECK(start_of("6m", "2025-08-31") == "2025-02-28");
  CHECK(start_of("1m", "2025-02-28") == "2025-01-31");  // ref is its month's last day
  CHECK(start_of("1m", "2024-02-28") == "2024-01-28");  // and here it is not
  CHECK(start_of("12m", "2024-02-29") == "2023-02-28");
  CHECK(start_of("30d", "2025-03-15") == "2025-02-13");
}

TEST_CASE("a charge's day of the month lies m times in a window of m months, whatever the reference date is") {
  for (Day reference = *parse_date("2023-01-01"); reference < *parse_date("2025-01-01"); ++reference)
    for (const unsigned day : {1U, 15U, 28U, 31U}) {
      // The 30th of a month with 31 days is before that month's charge of the 31st, whose last one was on a 30th
      if (day == 31 && civil_from_day(reference).day >= 28 && !is_month_end(reference)) continue;
      const Day start = Window::months(6).start(reference);
      int charges = 0;
      for (int m = 0; m < 60; ++m) {
        const Day charge = add_months(*day_from_civil(2021, 1, day), m);
        charges += charge > start && charge <= reference;
      }
      INFO(date_text(reference) << ", the " << day);
      REQUIRE(charges == 6);
    }
}

TEST_CASE("windows are read and named") {
  CHECK(parse_window("6m") == Window::months(6));
  CHECK(parse_window("30d") == Window::days(30));
  CHECK(Window::months(12).name() == "12m");
  for (const char* text : {"", "m", "0m", "06m", "6", "6M", "6m ", "-1d", "121m", "3661d", "99999999999d"})
    CHECK_FALSE(parse_window(text));
  CHECK(Window::months(7).length(*parse_date("2025-01-31")) <= Window::months(7).longest());
}

TEST_CASE("months on from a month's last day") {
  const auto on = [](const char* day, int months) { return date_text(add_months(*parse_date(day), months)); };
  CHECK(on("2025-01-31", 1) == "2025-02-28");
  CHECK(on("2025-01-31", 2) == "2025-03-31");
  CHECK(on("2024-12-31", 14) == "2026-02-28");
  CHECK(on("2025-03-31", -1) == "2025-02-28");
  CHECK(on("1970-01-31", -2) == "1969-11-30");
  CHECK(is_month_end(*parse_date("2024-02-29")));
  CHECK_FALSE(is_month_end(*parse_date("2024-02-28")));
}
