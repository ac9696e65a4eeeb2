#pragma once

#include <string>

namespace spendlens::ingest {

/// A --timestamp-format with '%' codes, as it is read.
struct TimestampFormat {
  std::string text;                 ///< for absl::ParseTime: %z takes +02, +0200, +02:00 and Z
  bool is_instant = false;          ///< it says which instant it is: %z, %s, or a Z at the end
  bool is_epoch = false;            ///< with %s
  bool has_two_digit_year = false;  ///< %y or %D: of 1969 to 2068, unless it is stated otherwise
};

/// Throws UsageError where a code is unknown or incomplete, could not be honoured (%Z), or the codes say no date.
[[nodiscard]] TimestampFormat read_timestamp_format(const std::string& format);

}  // namespace spendlens::ingest
