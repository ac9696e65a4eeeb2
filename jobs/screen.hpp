#pragma once

#include <cstdio>
#include <utility>

#include "spendlens/report/screen_text.hpp"

namespace spendlens::jobs {

/// A report::screen_text() on standard output.
template <class... Args>
void show(fmt::format_string<decltype(report::shown(std::declval<const Args&>()))...> format,
          const Args&... arguments) {
  fmt::print("{}", report::screen_text<Args...>(format, arguments...));
}

}  // namespace spendlens::jobs
