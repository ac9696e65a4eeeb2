#pragma once

#include <span>
#include <string>
#include <vector>

#include "ingest/parse/timestamp_parser.hpp"

namespace spendlens::ingest {

/// How the values of a column are read as times, as far as they can be.
struct DateReading {
  TimestampForms forms;
  double share = 0;            ///< of the values, that are read so
  bool may_be_turned = false;  ///< day and month may as well be the other way round
  bool is_sorted = false;      ///< rows come in the order of these times, which told the two apart
  bool is_number = false;      ///< bare digits, which may be something else
  bool has_clock = false;      ///< some are not at midnight
  std::string words;           ///< "day/month/year"
};

/// The reading that fits most of the values; of several the simplest. `prefers_day_first`: where nothing else tells.
[[nodiscard]] DateReading find_date_reading(std::span<const std::string> values, bool prefers_day_first);

/// A clock such as 13:45 or 1:45 PM.
[[nodiscard]] bool is_clock(std::string_view text);

}  // namespace spendlens::ingest
