#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>

#include "spendlens/core/money.hpp"
#include "spendlens/report/screen_text.hpp"

namespace spendlens::jobs {

/// A report::screen_text() on standard output.
template <class... Args>
void show(fmt::format_string<decltype(report::shown(std::declval<const Args&>()))...> format,
          const Args&... arguments) {
  fmt::print("{}", report::screen_text<Args...>(format, arguments...));
}

/// A number of things, with commas between thousands.
[[nodiscard]] inline std::string count(std::uint64_t value) { return grouped_text(value); }

}  // namespace spendlens::jobs
