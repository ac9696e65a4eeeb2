#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace spendlens::ingest {

/// Which of the numbers of a date comes first, where it does not begin with a year of four digits.
enum class DateOrder : std::uint8_t { kDayMonthYear, kMonthDayYear, kYearMonthDay };

inline constexpr std::array<const char*, 3> kDateOrderNames = {"dmy", "mdy", "ymd"};

[[nodiscard]] constexpr const char* name_of(DateOrder order) {
  return kDateOrderNames[static_cast<std::size_t>(order)];
}

}  // namespace spendlens::ingest
