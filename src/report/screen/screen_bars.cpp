#include "report/screen/screen_bars.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace spendlens::report {

namespace {

constexpr const char* kBold = "\033[1m";
constexpr const char* kBlue = "\033[34m";
constexpr const char* kRed = "\033[31m";
constexpr const char* kReset = "\033[0m";
constexpr const char* kFullCell = "\u2588";
/// From one eighth of a cell to seven.
constexpr std::array<const char*, 7> kEighths = {"\u258F", "\u258E", "\u258D", "\u258C", "\u258B", "\u258A", "\u2589"};

std::string cells(std::size_t eighths) {
  std::string text;
  for (std::size_t cell = 0; cell < eighths / 8; ++cell) text += kFullCell;
  if (eighths % 8 > 0) text += kEighths.at(eighths % 8 - 1);
  return text;
}

}  // namespace

std::string screen_bar(const ScreenStyle& style, int128 value, int128 most, std::size_t width) {
  const int128 size = std::min(value < 0 ? -value : value, most);
  if (size <= 0) return {};
  const std::size_t steps = style.blocks ? width * 8 : width;
  const auto length =
      std::max<std::size_t>(1, static_cast<std::size_t>(divide_rounded(size * static_cast<int128>(steps), most)));
  const std::string bar = style.blocks ? cells(length) : std::string(length, '#');
  return style.colours ? fmt::format("{}{}{}", value < 0 ? kRed : kBlue, bar, kReset) : bar;
}

std::string screen_title(const ScreenStyle& style, const std::string& text) {
  return style.colours ? fmt::format("{}{}{}", kBold, text, kReset) : text;
}

}  // namespace spendlens::report
