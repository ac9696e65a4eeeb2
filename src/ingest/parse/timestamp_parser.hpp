#pragma once

#include <absl/time/time.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/parse/timestamp_format.hpp"
#include "ingest/parse/written_date.hpp"
#include "spendlens/core/calendar.hpp"

namespace spendlens::ingest {

/// How the timestamps of a log are to be read.
struct TimestampForms {
  /// As --timestamp-format has them, in the order in which they are tried
  std::vector<std::string> formats = {"auto"};
  DateForms dates;  ///< of auto
};

/// Reads timestamps in the ledger's wall clock. Without an offset a text is wall clock already; with an offset, with Z,
/// and as seconds since the epoch it is an instant, converted with the zone's rules. Remembers the last date and the
/// last interval of the zone's rules: not thread-safe.
class TimestampParser {
 public:
  static constexpr std::size_t kMaxFormats = 16;

  /// Throws UsageError for an unknown or unusable format, or zone, and for forms of dates that no format heeds.
  TimestampParser(const TimestampForms& forms, const std::string& zone_name);
  TimestampParser(const std::string& format, const std::string& zone_name)
      : TimestampParser(TimestampForms{{format}, {}}, zone_name) {}

  /// Seconds since 1970-01-01 00:00 of the wall clock, any range; nothing where the text is no timestamp.
  [[nodiscard]] std::optional<std::int64_t> parse(std::string_view text) const;

  /// The same without what is fast for the common forms: parse() must give what this gives.
  [[nodiscard]] std::optional<std::int64_t> parse_any(std::string_view text) const;

  /// What tells whether one of several formats holds for all rows, as far as parse_any() has seen them. Of two
  /// ranks' rows it is what merge() makes of theirs.
  struct Agreement {
    std::uint32_t needed = 0;  ///< bit i: format i was the first that could read some text
    /// Formats i < j: the smallest text that i was the first to read, and j reads as another time
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::string> doubtful;

    void merge(const Agreement& other);
    /// The earlier format, the later one and the text, where rows need the later one that the earlier one might mean
    /// too.
    [[nodiscard]] std::optional<std::pair<std::pair<std::uint32_t, std::uint32_t>, std::string>> contradiction() const;
  };
  [[nodiscard]] const Agreement& agreement() const { return agreement_; }

 private:
  /// Instants [begin, end) at which the wall clock is the same number of seconds ahead of UTC.
  struct OffsetInterval {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::int64_t ahead = 0;
  };
  enum class Kind : std::uint8_t { kAuto, kIso, kEightDigits, kEpoch, kDays, kGiven };
  struct Form {
    Kind kind = Kind::kAuto;
    std::int64_t number = 1;  ///< of kEpoch: parts of a second; of kDays: seconds from 1970 to the day 0
    TimestampFormat given;    ///< of kGiven
  };

  [[nodiscard]] static Form form_of(const std::string& format);
  void require_use_of(const DateForms& dates) const;
  [[nodiscard]] std::optional<std::int64_t> parse_as(const Form& form, std::string_view text) const;
  [[nodiscard]] std::optional<std::int64_t> parse_in_order(std::string_view text) const;
  [[nodiscard]] std::optional<std::int64_t> parse_common(std::string_view text) const;
  [[nodiscard]] std::optional<std::int64_t> parse_auto(std::string_view text) const;
  [[nodiscard]] std::optional<std::int64_t> parse_iso(std::string_view text) const;
  [[nodiscard]] std::optional<std::int64_t> parse_epoch(std::string_view text, std::int64_t per_second) const;
  [[nodiscard]] std::optional<std::int64_t> parse_given(const TimestampFormat& format, std::string_view text) const;
  [[nodiscard]] OffsetInterval interval_around(std::int64_t instant) const;
  [[nodiscard]] std::int64_t wall_clock_of(std::int64_t instant) const;

  std::vector<Form> forms_;
  DateForms dates_;
  bool reads_iso_ = true;  ///< auto or iso alone
  bool utc_ = true;
  absl::TimeZone zone_;
  mutable Agreement agreement_;
  mutable OffsetInterval interval_;
  mutable std::array<char, 10> last_date_{'1', '9', '7', '0', '-', '0', '1', '-', '0', '1'};
  mutable std::int64_t last_date_seconds_ = 0;
};

}  // namespace spendlens::ingest
