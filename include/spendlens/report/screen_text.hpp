#pragma once

#include <fmt/core.h>

#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spendlens/core/readable.hpp"

namespace spendlens::report {

/// An argument of screen_text(): texts printable(), lists of them with commas between, everything else as it is.
template <class T>
[[nodiscard]] auto shown(const T& value) {
  if constexpr (std::convertible_to<const T&, std::string_view>) {
    return printable(value);
  } else if constexpr (std::same_as<T, std::vector<std::string>>) {
    std::string list;
    for (const std::string& text : value) list += (list.empty() ? "" : ", ") + printable(text);
    return list;
  } else {
    return value;
  }
}

/// fmt::format for what people read on a terminal: lines end where `format` says, and no argument can end one, move the
/// cursor or turn the direction of what follows, whatever it holds.
template <class... Args>
[[nodiscard]] std::string screen_text(fmt::format_string<decltype(shown(std::declval<const Args&>()))...> format,
                                      const Args&... arguments) {
  return fmt::format(format, shown(arguments)...);
}

}  // namespace spendlens::report
