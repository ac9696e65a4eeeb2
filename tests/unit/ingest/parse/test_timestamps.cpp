#include <absl/time/civil_time.h>

#include <catch2/catch.hpp>
#include <random>

#include "ingest/parse/timestamp_parser.hpp"
#include "spendlens/core/error.hpp"

using namespace spendlens;
using ingest::TimestampParser;

namespace {

/// The wall clock as people write it, or why there is none.
std::string read(const std::string& text, const std::string& format = "auto", const std::string& zone = "UTC") {
  const auto seconds = TimestampParser(format, zone).parse(text);
  if (!seconds) return "none";
  if (*seconds < 0 || *seconds >= kTimestampLimit) return "out of range";
  return timestamp_text(static_cast<Timestamp>(*seconds));
}

}  // namespace

TEST_CASE("ISO dates and times are read") {
  CHECK(read("2025-07-01") == "2025-07-01 00:00:00");
  CHECK(read("2025-07-01 13:45") == "2025-07-01 13:45:00");
  CHECK(read("2025-07-01T13:45:59") == "2025-07-01 13:45:59");
  CHECK(read("2025-07-01t13:45:59.999999") == "2025-07-01 13:45:59");
  CHECK(read("2025-07-01 13:45:59,5") == "2025-07-01 13:45:59");
  CHECK(read("2024-02-29") == "2024-02-29 00:00:00");
  CHECK(read("1970-01-01") == "1970-01-01 00:00:00");
  CHECK(read("2105-12-31 23:59:59") == "2105-12-31 23:59:59");
}

TEST_CASE("Texts that are no ISO timestamp are refused") {
  for (const char* text : {"",
                           "2025-07",
                           "2025-02-30",
                           "2025-13-01",
                           "2025-00-01",
                           "2025-07-01 ",
                           "2025-07-01T",
                           "2025-07-01 24:00:00",
                           "2025-07-01 10:60",
                           "2025-07-01 10:00:60",
                           "2025-07-01 10:00:00.",
                           "2025-07-01 10:00:00.x",
                           "2025-07-01 10:00:00 x",
                           "2025-07-01 10",
                           "01.07.2025",
                           "2025/07-01",
                           "2025-007-01",
                           "July 2025",
                           "x2025-07-01",
                           "2025-07-01x",
                           "12:00",
                           "NaN"})
    CHECK(read(text) == "none");
}

TEST_CASE("An offset makes an instant of it") {
  CHECK(read("2025-07-01T10:00:00Z") == "2025-07-01 10:00:00");
  CHECK(read("2025-07-01T10:00:00z") == "2025-07-01 10:00:00");
  CHECK(read("2025-07-01 10:00:00 +02:00") == "2025-07-01 08:00:00");
  CHECK(read("2025-07-01 10:00+0530") == "2025-07-01 04:30:00");
  CHECK(read("2025-07-01 10:00:00.25-05") == "2025-07-01 15:00:00");
  CHECK(read("2025-12-31T23:30:00-01:00") == "2026-01-01 00:30:00");
  for (const char* offset :
       {"+", "+2", "+25", "+19:00", "+02:", "+02:60", "+02:00x", "+02:0", "U", "ZZ", " ", "UTCZ", " EST", "UTC+"})
    CHECK(read("2025-07-01T10:00:00" + std::string(offset)) == "none");
}

TEST_CASE("UTC and GMT are offsets, with hours behind them too") {
  CHECK(read("2019-10-01 00:02:14 UTC") == "2019-10-01 00:02:14");
  CHECK(read("2019-10-01 00:02:14 UTC", "auto", "Europe/Berlin") == "2019-10-01 02:02:14");
  CHECK(read("2019-10-01T00:02:14gmt", "iso", "Europe/Berlin") == "2019-10-01 02:02:14");
  CHECK(read("Sun, 05 Jan 2025 12:00:00 GMT", "auto", "Europe/Berlin") == "2025-01-05 13:00:00");
  CHECK(read("2025-01-05 12:00:00 UTC+02:00") == "2025-01-05 10:00:00");
  CHECK(read("2025-01-05 12:00:00+00") == "2025-01-05 12:00:00");
  CHECK(read("2025-01-05 12:00:00 +0500") == "2025-01-05 07:00:00");
}

TEST_CASE("Instants are converted with the zone's rules, wall clock is kept") {
  const std::string zone = "Europe/Berlin";
  CHECK(read("2025-01-15T12:00:00Z", "auto", zone) == "2025-01-15 13:00:00");
  CHECK(read("2025-07-15T12:00:00Z", "auto", zone) == "2025-07-15 14:00:00");
  CHECK(read("2025-03-30T00:59:59Z", "auto", zone) == "2025-03-30 01:59:59");
  CHECK(read("2025-03-30T01:00:00Z", "auto", zone) == "2025-03-30 03:00:00");
  CHECK(read("2025-10-26T00:30:00Z", "auto", zone) == "2025-10-26 02:30:00");
  CHECK(read("2025-10-26T01:30:00Z", "auto", zone) == "2025-10-26 02:30:00");
  CHECK(read("2025-03-30 02:30:00", "auto", zone) ==
        "2025-03-30 02:30:00");  // a wall clock that zone never shows is still one
  CHECK(read("2025-07-15", "auto", zone) == "2025-07-15 00:00:00");
  CHECK(read("1752580800", "auto", zone) == "2025-07-15 14:00:00");
  CHECK(read("2025-07-01T23:00:00Z", "iso", "America/New_York") == "2025-07-01 19:00:00");
  CHECK(read("2025-07-02T03:00:00Z", "iso", "America/New_York") == "2025-07-01 23:00:00");
}

TEST_CASE("A bare number is a date or a time since the epoch by the number of its digits, and nothing else") {
  CHECK(read("20250701") == "2025-07-01 00:00:00");
  CHECK(read("20251301") == "none");
  CHECK(read("175258080") == "1975-07-22 10:48:00");
  CHECK(read("1752580800") == "2025-07-15 12:00:00");
  CHECK(read("1752580800.99") == "2025-07-15 12:00:00");
  CHECK(read("4291747199") == "2105-12-31 23:59:59");
  CHECK(read("4291747200") == "out of range");
  CHECK(read("1509494400123") == "2017-11-01 00:00:00");
  CHECK(read("1509494400999999") == "2017-11-01 00:00:00");
  CHECK(read("1509494400999999999") == "2017-11-01 00:00:00");
  CHECK(read("-1752580800") == "out of range");
  for (const char* text : {"0", "86400", "2017", "201703", "42791", "42876.5208333", "-1", "-1234567", "12345678901",
                           "123456789012", "15094944001234", "-", "1752580800.", "17525808OO", "+1752580800"})
    CHECK(read(text) == "none");
}

TEST_CASE("A stated format takes no other") {
  CHECK(read("20250701", "yyyymmdd") == "2025-07-01 00:00:00");
  CHECK(read("2025-07-01", "yyyymmdd") == "none");
  CHECK(read("1752580800", "yyyymmdd") == "none");
  CHECK(read("-2025070", "yyyymmdd") == "none");
  CHECK(read("20250701", "epoch") == "1970-08-23 09:11:41");
  CHECK(read("0", "epoch") == "1970-01-01 00:00:00");
  CHECK(read("86399.99", "epoch") == "1970-01-01 23:59:59");
  CHECK(read("-0.5", "epoch") == "out of range");
  CHECK(read("1999", "epoch-ms") == "1970-01-01 00:00:01");
  CHECK(read("-1", "epoch-us") == "out of range");
  CHECK(read("1751371200000000000", "epoch-ns") == "2025-07-01 12:00:00");
  CHECK(read("9223372036854775807", "epoch") == "out of range");
  CHECK(read("9223372036854775808", "epoch-ns") == "none");
  CHECK(read("-5", "epoch") == "out of range");
  CHECK(read("2025-07-01", "epoch") == "none");
  CHECK(read("2025-07-01", "iso") == "2025-07-01 00:00:00");
  CHECK(read("20250701", "iso") == "none");
  CHECK(read("1752580800", "iso") == "none");
}

TEST_CASE("Timestamps before 1970 and after 2105 are out of range") {
  CHECK(read("1969-12-31 23:59:59") == "out of range");
  CHECK(read("2106-01-01") == "out of range");
  CHECK(read("0001-01-01") == "out of range");
  CHECK(read("1970-01-01T00:30:00+01:00") == "out of range");
}

TEST_CASE("Formats with percent signs are read as strptime does") {
  CHECK(read("01/07/2025", "%d/%m/%Y") == "2025-07-01 00:00:00");
  CHECK(read("12/1/2010 8:26", "%m/%d/%Y %H:%M") == "2010-12-01 08:26:00");
  CHECK(read("31/02/2025", "%d/%m/%Y") == "none");
  CHECK(read("2025-07-01", "%d/%m/%Y") == "none");
  CHECK(read("01/07/2025 x", "%d/%m/%Y") == "none");
  CHECK(read("infinite-future", "%Y-%m-%d") == "none");
  CHECK(read("01/07/2025 10:00", "%d/%m/%Y %H:%M", "Europe/Berlin") == "2025-07-01 10:00:00");
}

TEST_CASE("A format that reads an offset or epoch seconds reads instants") {
  for (const char* directive : {"%z", "%Ez", "%E*z"}) {
    INFO(directive);
    CHECK(read("01/07/2025 10:00 +0000", "%d/%m/%Y %H:%M " + std::string(directive), "Europe/Berlin") ==
          "2025-07-01 12:00:00");
  }
  CHECK(read("01/07/2025 10:00 -02:00", "%d/%m/%Y %H:%M %:z", "Europe/Berlin") == "2025-07-01 14:00:00");
  CHECK(read("1752580800", "%s", "Europe/Berlin") == "2025-07-15 14:00:00");
  CHECK(read("%z 01/07/2025", "%%z %d/%m/%Y", "Europe/Berlin") == "2025-07-01 00:00:00");
}

TEST_CASE("Unknown formats and zones are wrong use") {
  CHECK_THROWS_AS(TimestampParser("dd.mm.yyyy", "UTC"), UsageError);
  CHECK_THROWS_AS(TimestampParser("", "UTC"), UsageError);
  CHECK_THROWS_AS(TimestampParser("auto", "Mars/Olympus"), UsageError);
  CHECK_THROWS_AS(TimestampParser("auto", ""), UsageError);
}

TEST_CASE("Common forms are read fast as they are read by the rules, whatever came before") {
  const TimestampParser fast("auto", "Europe/Berlin");
  const TimestampParser slow("auto", "Europe/Berlin");
  std::mt19937 random(1);
  const std::string forms[] = {
      "2025-03-30", "2025-03-30T02:30:00", "2024-02-29 23:59:59", "1999-12-31T00:00:00Z", "2025-10-26 00:59:59Z",
      "20250701",   "1751328000"};
  std::size_t num_read = 0;
  for (int trial = 0; trial < 200'000; ++trial) {
    std::string text = forms[random() % std::size(forms)];
    for (std::size_t changes = random() % 3; changes > 0; --changes)
      text[random() % text.size()] = "0123456789-T: Z+\0x"[random() % 18];
    if (random() % 10 == 0) text.resize(random() % 24, '0');
    INFO(text);
    const auto expected = slow.parse_any(text);
    REQUIRE(fast.parse(text) == expected);
    num_read += expected ? 1U : 0U;
  }
  CHECK(num_read > 10'000);
  CHECK_FALSE(TimestampParser("epoch", "UTC").parse("2025-07-01").has_value());
  CHECK_FALSE(TimestampParser("yyyymmdd", "UTC").parse("2025-07-01").has_value());
  CHECK_FALSE(TimestampParser("auto", "UTC").parse(std::string(10, '\0')).has_value());
}

TEST_CASE("The zone's rules that are remembered are those of the instant") {
  std::mt19937_64 random(4);
  for (const char* name : {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Africa/Casablanca",
                           "Australia/Lord_Howe", "Pacific/Apia", "Etc/GMT+5"}) {
    const TimestampParser parser("epoch", name);
    absl::TimeZone zone;
    REQUIRE(absl::LoadTimeZone(name, &zone));
    const auto check = [&](std::int64_t instant) {
      const std::int64_t expected =
          absl::ToCivilSecond(absl::FromUnixSeconds(instant), zone) - absl::CivilSecond(1970, 1, 1);
      INFO(name << " " << instant);
      REQUIRE(parser.parse(std::to_string(instant)) == expected);
    };
    for (int trial = 0; trial < 3000; ++trial)
      check(static_cast<std::int64_t>(random() % (std::uint64_t{1} << 33)) - (std::int64_t{1} << 31));
    // Around each change of the rules, from either side.
    absl::TimeZone::CivilTransition change;
    for (absl::Time time = absl::FromUnixSeconds(-3'000'000'000);
         zone.NextTransition(time, &change) && absl::ToUnixSeconds(time) < 5'000'000'000;) {
      time = zone.At(change.to).trans;
      for (const int seconds : {-1, 0, 1, -3600, 3600, -1}) check(absl::ToUnixSeconds(time) + seconds);
    }
  }
}

TEST_CASE("An offset with and without a colon, and Z, are read by %z") {
  for (const char* offset : {"+02:00", "+0200", "+02"})
    CHECK(read("2025-07-01 12:00:00" + std::string(offset), "%Y-%m-%d %H:%M:%S%z") == "2025-07-01 10:00:00");
  CHECK(read("2025-07-01 12:00:00Z", "%Y-%m-%d %H:%M:%S%z", "Europe/Berlin") == "2025-07-01 14:00:00");
  CHECK(read("2025-07-01 12:00:00Z", "%Y-%m-%d %H:%M:%SZ", "Europe/Berlin") == "2025-07-01 14:00:00");
}

TEST_CASE("A format that says no date, or holds what would not be honoured, is a usage error") {
  for (const char* format :
       {"%H:%M", "%G-W%V-%u", "%Q", "%", "%Y-%m-%d %", "%Y-%m-%d %Z", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m", "%Y-%j",
        "%d/%m", "%Y-%m-%d %I:%M", "%Y-%m-%d %H:%M %p", "%Y-%m-%d %E", "%Y-%m-%d %:"})
    CHECK_THROWS_AS(TimestampParser(format, "UTC"), UsageError);
  for (const char* format :
       {"%s", "%F", "%D", "%F %T", "%y%m%d", "%d %b %Y %I:%M %p", "%Y-%m-%d %H:%M:%E*S", "%E4Y%m%d"})
    CHECK_NOTHROW(TimestampParser(format, "UTC"));
}

TEST_CASE("A second 60 is no timestamp in any form") {
  CHECK(read("2025-07-01 23:59:60", "auto") == "none");
  for (const char* format : {"%Y-%m-%d %H:%M:%S", "%F %T", "%Y-%m-%d %H:%M:%E*S"}) {
    CHECK(read("2025-07-01 23:59:60", format) == "none");
    CHECK(read("2060-07-01 23:59:59", format) == "2060-07-01 23:59:59");
  }
  CHECK(read("1752580860", "%s") == "2025-07-15 12:01:00");
}
