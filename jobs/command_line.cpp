#include "command_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "spendlens/core/decimal.hpp"
#include "spendlens/core/error.hpp"
#include "terminal.hpp"

namespace spendlens::jobs {

std::uint64_t parse_size(const std::string& text) {
  const auto digits = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto value = parse_decimal(std::string_view(text).substr(0, digits));
  std::string unit = text.substr(digits);
  for (const char* suffix : {"iB", "B"})
    if (unit.ends_with(suffix)) unit.resize(unit.size() - std::string_view(suffix).size());
  const std::string units = "BKMGT";
  if (unit.empty()) unit = "B";
  const auto power = unit.size() == 1 ? units.find(static_cast<char>(std::toupper(static_cast<unsigned char>(unit[0])))) : std::string::npos;
  if (!value || value->scale > 3 || power == std::string::npos || value->coefficient > 1'000'000'000'000'000)
    throw UsageError("'" + text + "' is not a size; write it as 512M or 2G");
  int128 bytes = value->coefficient << (10 * static_cast<int>(power));
  for (int i = 0; i < value->scale; ++i) bytes /= 10;
  if (bytes < 1 || bytes > int128{1} << 62) throw UsageError("'" + text + "' is not a size that memory can have");
  return static_cast<std::uint64_t>(bytes);
}

report::ScreenStyle screen_style(const CommonOptions& common) {
  if (!takes_escape_sequences(STDOUT_FILENO, common.color)) return {};
  const auto set = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  std::string locale = set("LC_ALL");
  for (const char* name : {"LC_CTYPE", "LANG"})
    if (locale.empty()) locale = set(name);
  return {true, locale.find("UTF-8") != std::string::npos || locale.find("utf8") != std::string::npos};
}

}  // namespace spendlens::jobs
