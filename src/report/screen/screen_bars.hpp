#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "spendlens/core/money.hpp"
#include "spendlens/report/summary.hpp"

namespace spendlens::report {

/// A bar of at most `width` cells for |value| of `most`: at least an eighth of a cell (plain: a whole one) where the
/// value is not 0. A value below 0 has another colour. Nothing is padded.
[[nodiscard]] std::string screen_bar(const ScreenStyle& style, int128 value, int128 most, std::size_t width);

/// A text that stands out, where there are colours.
[[nodiscard]] std::string screen_title(const ScreenStyle& style, const std::string& text);

}  // namespace spendlens::report
