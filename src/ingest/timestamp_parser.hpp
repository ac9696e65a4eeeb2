#pragma once

#include <absl/time/time.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spendlens/core/calendar.hpp"

namespace spendlens::ingest {

/// Reads timestamps in the ledger's wall clock. Without an offset a text is wall clock already; with an offset, with Z,
/// and as epoch seconds it is an instant, converted with the zone's rules.
class TimestampParser {
 public:
  /// `format`: auto, iso, yyyymmdd, epoch, or a strptime-like format with '%' (with %z an instant).
  /// Throws UsageError for an unknown format or zone.
  TimestampParser(const std::string& format, const std::string& zone_name);

  /// Seconds since 1970-01-01 00:00 of the wall clock, any range; nothing where the text is no timestamp.
  [[nodiscard]] std::optional<std::int64_t> parse(std::string_view text) const;

 private:
  [[nodiscard]] std::int64_t wall_clock_of(std::int64_t instant) const;
  [[nodiscard]] std::optional<std::int64_t> parse_iso(std::string_view text) const;
  [[nodiscard]] std::optional<std::int64_t> parse_digits(std::string_view text) const;
  [[nodiscard]] std::optional<std::int64_t> parse_given(std::string_view text) const;

  std::string format_;
  bool instant_format_ = false;
  bool utc_ = true;
  absl::TimeZone zone_;
};

}  // namespace spendlens::ingest
