#include <catch2/catch.hpp>

#include "ingest/parse/timestamp_parser.hpp"
#include "ingest/parse/written_date.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using ingest::DateForms;
using ingest::DateOrder;
using ingest::TimestampForms;
using ingest::TimestampParser;

namespace {

constexpr DateForms kDay = {DateOrder::kDayMonthYear, {}};
constexpr DateForms kMonth = {DateOrder::kMonthDayYear, {}};
constexpr DateForms kYear = {DateOrder::kYearMonthDay, 1970};

std::string text_of(std::optional<std::int64_t> seconds) {
  return seconds ? timestamp_text(static_cast<Timestamp>(*seconds)) : "none";
}

std::string read(const std::string& text, const DateForms& dates = {}) {
  return text_of(TimestampParser(TimestampForms{{"auto"}, dates}, "UTC").parse(text));
}

}  // namespace

TEST_CASE("A year of four digits comes first with any separator, padded or not") {
  for (const char* text : {"2025/01/05", "2025.01.05", "2025 01 05", "2025-1-5", "2025/1/05", "2025-01-05 0:00"})
    CHECK(read(text) == "2025-01-05 00:00:00");
  CHECK(read("2025-12-31 9:05") == "2025-12-31 09:05:00");
  CHECK(read("2025/12/31T09:05:07.5") == "2025-12-31 09:05:07");
  CHECK(read("20251231 09:05") == "2025-12-31 09:05:00");
  CHECK(read("2025/12/31 09:05:00+0100") == "2025-12-31 08:05:00");
  CHECK(read("2025-12-31", kDay) == "2025-12-31 00:00:00");
}

TEST_CASE("Other dates are read in the stated order alone") {
  CHECK(read("05/01/2025") == "none");
  for (const char* text : {"05/01/2025", "5/1/2025", "5.1.2025", "05-01-2025", "5 1 2025"}) {
    CHECK(read(text, kDay) == "2025-01-05 00:00:00");
    CHECK(read(text, kMonth) == "2025-05-01 00:00:00");
    CHECK(read(text, kYear) == "none");
  }
  CHECK(read("31/12/2025", kDay) == "2025-12-31 00:00:00");
  CHECK(read("31/12/2025", kMonth) == "none");
  CHECK(read("12/31/2025", kDay) == "none");
  CHECK(read("29/02/2025", kDay) == "none");
  for (const char* text :
       {"5/1-2025", "5/1/225", "5/1", "5//1/2025", "105/1/2025", "5/1/2025x", "/5/1/2025", "5/1/20255", "5 / 1 / 2025"})
    CHECK(read(text, kDay) == "none");
}

TEST_CASE("Years of two digits need the hundred years that they are of") {
  CHECK(read("5/1/25", kDay) == "none");
  CHECK(read("05-Jan-25") == "none");
  CHECK(read("5/1/25", {DateOrder::kDayMonthYear, 1970}) == "2025-01-05 00:00:00");
  CHECK(read("5/1/70", {DateOrder::kDayMonthYear, 1970}) == "1970-01-05 00:00:00");
  CHECK(read("5/1/69", {DateOrder::kDayMonthYear, 1970}) == "2069-01-05 00:00:00");
  CHECK(read("5/1/69", {DateOrder::kDayMonthYear, 2000}) == "2069-01-05 00:00:00");
  CHECK(read("5/1/99", {DateOrder::kMonthDayYear, 2000}) == "2099-05-01 00:00:00");
  CHECK(read("25/1/5", {DateOrder::kYearMonthDay, 1970}) == "2025-01-05 00:00:00");
  CHECK(read("05-Jan-25", {{}, 1970}) == "2025-01-05 00:00:00");
  CHECK(read("25-Jan-05", kYear) == "2025-01-05 00:00:00");
  CHECK(read("5/1/5", {DateOrder::kDayMonthYear, 1970}) == "none");
  const auto given = [](const char* text, std::optional<int> from) {
    return text_of(TimestampParser(TimestampForms{{"%d/%m/%y"}, {{}, from}}, "UTC").parse(text));
  };
  CHECK(given("05/01/68", {}) == "2068-01-05 00:00:00");
  CHECK(given("05/01/75", 2000) == "2075-01-05 00:00:00");
  CHECK(given("29/02/00", 1970) == "2000-02-29 00:00:00");
  CHECK(given("29/02/00", 1900) == "none");
}

TEST_CASE("English names of months say which number is the day") {
  for (const char* text :
       {"Jan 5, 2025", "January 5 2025", "jan. 5, 2025", "5 Jan 2025", "05-JAN-2025", "5/January/2025", "05JAN2025",
        "2025-Jan-05", "Sun, 5 Jan 2025", "Sunday, January 5, 2025", "2025 Jan 5"})
    CHECK(read(text) == "2025-01-05 00:00:00");
  CHECK(read("December 31, 2025 11:59 PM") == "2025-12-31 23:59:00");
  CHECK(read("Sept 1, 2025") == "2025-09-01 00:00:00");
  CHECK(read("Sun Jan 05 2025 12:00:00 GMT+0100") == "2025-01-05 11:00:00");
  for (const char* text : {"Jan 5", "Janu 5, 2025", "Mai 5, 2025", "Jan 32, 2025", "Jan 2025", "Sunday", "Jan 5, 225",
                           "5 5 Jan 2025", "Feb 29, 2025"})
    CHECK(read(text) == "none");
}

TEST_CASE("The clock of twelve hours") {
  const std::pair<const char*, const char*> cases[] = {{"1/5/2025 3:07 PM", "15:07:00"},
                                                       {"1/5/2025 12:00 AM", "00:00:00"},
                                                       {"1/5/2025 12:30:15 PM", "12:30:15"},
                                                       {"1/5/2025, 3:07:12 PM", "15:07:12"},
                                                       {"1/5/2025 3:07:12\xE2\x80\xAFPM", "15:07:12"},
                                                       {"1/5/2025 3:07pm", "15:07:00"},
                                                       {"1/5/2025 3:07 a.m.", "03:07:00"},
                                                       {"1/5/2025\t11:59:59.999 pm", "23:59:59"}};
  for (const auto& [text, clock] : cases) CHECK(read(text, kMonth) == std::string("2025-01-05 ") + clock);
  for (const char* text :
       {"1/5/2025 13:07 PM", "1/5/2025 0:07 AM", "1/5/2025 3 PM", "1/5/2025 3:07 XM", "1/5/2025 3:07 PM PM",
        "1/5/2025 3:7 PM", "1/5/2025 24:00", "1/5/2025 23:59:60", "1/5/2025 12:00 EST"})
    CHECK(read(text, kMonth) == "none");
}

TEST_CASE("Excel's serial numbers are read by name, to the second") {
  const TimestampParser excel("excel", "Europe/Berlin");
  CHECK(text_of(excel.parse("42791")) == "2017-02-25 00:00:00");
  CHECK(text_of(excel.parse("42876.5208333")) == "2017-05-21 12:30:00");
  CHECK(text_of(excel.parse("42876,5208333")) == "2017-05-21 12:30:00");
  CHECK(text_of(excel.parse("43024")) == "2017-10-16 00:00:00");
  CHECK(text_of(excel.parse("43024.999999")) == "2017-10-17 00:00:00");
  CHECK(*excel.parse("2017") < 0);
  CHECK_FALSE(excel.parse("2017-02-25"));
  CHECK_FALSE(excel.parse("-1"));
}

TEST_CASE("Several formats are tried in their order, and what they would read differently is known") {
  const TimestampParser parser(TimestampForms{{"%d/%m/%Y", "iso", "%m/%d/%Y"}, {}}, "UTC");
  CHECK(text_of(parser.parse("05/01/2025")) == "2025-01-05 00:00:00");
  CHECK(text_of(parser.parse("2025-01-07")) == "2025-01-07 00:00:00");
  CHECK_FALSE(parser.agreement().contradiction());
  CHECK(text_of(parser.parse("12/31/2025")) == "2025-12-31 00:00:00");
  const auto contradiction = parser.agreement().contradiction();
  REQUIRE(contradiction);
  CHECK(contradiction->first == std::pair<std::uint32_t, std::uint32_t>{0, 2});
  CHECK(contradiction->second == "05/01/2025");
  TimestampParser::Agreement merged;
  merged.merge(parser.agreement());
  CHECK(merged.contradiction() == contradiction);
}

TEST_CASE("Forms that no format heeds are wrong use") {
  CHECK_THROWS_AS(TimestampParser(TimestampForms{{"iso"}, kDay}, "UTC"), UsageError);
  CHECK_THROWS_AS(TimestampParser(TimestampForms{{"%d/%m/%Y"}, {{}, 1970}}, "UTC"), UsageError);
  CHECK_THROWS_AS(TimestampParser(TimestampForms{{"auto"}, {{}, 70}}, "UTC"), UsageError);
  CHECK_THROWS_AS(TimestampParser(TimestampForms{{}, {}}, "UTC"), UsageError);
  CHECK_NOTHROW(TimestampParser(TimestampForms{{"iso", "auto"}, kDay}, "UTC"));
}

TEST_CASE("A date whose year, month and day stand apart") {
  const auto read = [](const char* year, const char* month, const char* day, std::optional<int> from = {}) {
    return text_of(ingest::read_date_parts(year, month, day, from));
  };
  CHECK(read("2024", "2", "29") == "2024-02-29 00:00:00");
  CHECK(read("2024.0", "02.0", "05.0") == "2024-02-05 00:00:00");
  CHECK(read("2024", "Sept", "5") == "2024-09-05 00:00:00");
  CHECK(read("2024", "Feb.", "5") == "2024-02-05 00:00:00");
  CHECK(read("24", "january", "5", 1970) == "2024-01-05 00:00:00");
  for (const auto& [year, month, day] : std::vector<std::array<const char*, 3>>{{"2023", "2", "29"},
                                                                                {"24", "1", "1"},
                                                                                {"2024", "13", "1"},
                                                                                {"2024", "Januar", "1"},
                                                                                {"2024", "1", "0"},
                                                                                {"2024", "1", "1.5"},
                                                                                {"2024-", "1", "1"},
                                                                                {"20240", "1", "1"},
                                                                                {"2024", "May 1", "1"}})
    CHECK_FALSE(ingest::read_date_parts(year, month, day, std::nullopt));
}
