#pragma once

#include <absl/time/time.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spendlens/core/calendar.hpp"

namespace spendlens::ingest {

/// Reads timestamps in the ledger's wall clock. Without an offset a text is wall clock already; with an offset, with Z,
/// and as epoch seconds it is an instant, converted with the zone's rules. Remembers the last date and the last stretch of
/// the zone's rules: not thread-safe.
class TimestampParser {
 public:
  /// `format`: auto, iso, yyyymmdd, epoch, or a strptime-like format with '%' (timestamp_format.hpp).
  /// Throws UsageError for an unknown or unusable format, or zone.
  TimestampParser(const std::string& format, const std::string& zone_name);

  /// Seconds since 1970-01-01 00:00 of the wall clock, any range; nothing where the text is no timestamp.
  [[nodiscard]] std::optional<std::int64_t> parse(std::string_view text) const;

  /// The same without what is fast for the common forms: parse() must give what this gives.
  [[nodiscard]] std::optional<std::int64_t> parse_any(std::string_view text) const;

 private:
  /// Instants [begin, end) at which the wall clock is the same number of seconds ahead of UTC.
  struct Stretch {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t ahead = 0;
  };

  [[nodiscard]] std::optional<std::int64_t> parse_common(std::string_view text) const;
  [[nodiscard]] Stretch stretch_around(std::int64_t instant) const;
  [[nodiscard]] std::int64_t wall_clock_of(std::int64_t instant) const;
  [[nodiscard]] std::optional<std::int64_t> parse_iso(std::string_view text) const;
  [[nodiscard]] std::optional<std::int64_t> parse_digits(std::string_view text) const;
  [[nodiscard]] std::optional<std::int64_t> parse_given(std::string_view text) const;

  std::string format_;
  bool given_format_ = false;   ///< a format with '%'
  bool reads_iso_ = true;       ///< auto or iso
  bool instant_format_ = false;
  bool epoch_format_ = false;   ///< with %s
  bool utc_ = true;
  absl::TimeZone zone_;
  mutable Stretch stretch_;
  mutable std::array<char, 10> last_date_{'1', '9', '7', '0', '-', '0', '1', '-', '0', '1'};
  mutable std::int64_t last_date_seconds_ = 0;
};

}  // namespace spendlens::ingest
