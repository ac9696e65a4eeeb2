#pragma once

#include <cstdio>
#include <utility>

#include "spendlens/core/screen_text.hpp"

namespace spendlens::jobs {

/// A screen_text() on standard output.
template <class... Args>
void show(fmt::format_string<decltype(shown(std::declval<const Args&>()))...> format, const Args&... arguments) {
  fmt::print("{}", screen_text<Args...>(format, arguments...));
}

}  // namespace spendlens::jobs
