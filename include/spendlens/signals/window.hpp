#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/serialization.hpp"

namespace spendlens::signals {

/// The days up to a reference date over which signals are summed: N days or N calendar months (DEFINITIONS section
/// 7.4).
struct Window {
  enum class Unit : std::uint8_t { kDays, kMonths };

  Day count = 0;  ///< days or months, above 0
  Unit unit = Unit::kMonths;

  [[nodiscard]] static constexpr Window days(Day count) { return {count, Unit::kDays}; }
  [[nodiscard]] static constexpr Window months(Day count) { return {count, Unit::kMonths}; }

  /// The last day before the window: it holds the days (start, reference]. `m` months before a date is the same day of
  /// that month, or its last; where the reference is a month's last day, so is the start. So a charge's day of the
  /// month lies m times in the window (one of the 31st too, but for references on the 28th to the 30th).
  [[nodiscard]] Day start(Day reference) const;

  /// The days that it holds.
  [[nodiscard]] Day length(Day reference) const { return reference - start(reference); }

  /// The most days that it may hold, whatever the reference date.
  [[nodiscard]] Day longest() const { return unit == Unit::kDays ? count : count * 366 / 12 + 2; }

  /// "6m", "30d"
  [[nodiscard]] std::string name() const;

  friend constexpr bool operator==(Window, Window) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned) {
    auto code = static_cast<std::uint8_t>(unit);
    serialize_fields(archive, count, code);
    unit = static_cast<Unit>(code);
  }
};

/// Reads "1m", "12m", "30d"; nothing where the text is no such thing, or the window has no day or more than
/// kMaxProfileDays.
[[nodiscard]] std::optional<Window> parse_window(std::string_view text);

/// `months` on from a date: the same day of that month, or its last. Negative: back.
[[nodiscard]] Day add_months(Day day, int months);

/// Whether it is the last day of its month.
[[nodiscard]] bool is_month_end(Day day);

}  // namespace spendlens::signals
