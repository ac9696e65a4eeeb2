#include "command_line.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <vector>

#include "spendlens/core/decimal.hpp"
#include "spendlens/core/error.hpp"
#include "spendlens/core/readable.hpp"
#include "terminal.hpp"

namespace spendlens::jobs {

namespace {

std::string outside(const std::string& text, std::uint64_t least, std::uint64_t most) {
  return fmt::format("'{}' is not a whole number from {} to {}", readable(text), least, most);
}

}  // namespace

void refuse_empty_values(CLI::App& app) {
  const CLI::Validator not_empty(
      [](std::string& text) {
        return text.empty() ? std::string("its value is empty; give one, or leave the option out") : std::string();
      },
      "");
  std::vector<CLI::App*> all = app.get_subcommands(nullptr);
  all.push_back(&app);
  for (CLI::App* command : all)
    for (CLI::Option* option : command->get_options())
      if (option->get_items_expected_max() > 0 && !option->check_lname("null-values")) option->check(not_empty);
}

std::optional<std::uint64_t> whole(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
  return CLI::Validator(
      [least, most](std::string& text) {
        const auto value = whole(text);
        return value && *value >= least && *value <= most ? std::string() : outside(text, least, most);
      },
      "");
}

CLI::Validator number(double least, double most, bool above) {
  return CLI::Validator(
      [least, most, above](std::string& text) {
        double value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool is_number = error == std::errc() && end == text.data() + text.size();
        if (is_number && value >= least && value <= most && !(above && value == least)) return std::string();
        return above ? fmt::format("'{}' is not a number above {} and up to {}", readable(text), least, most)
                     : fmt::format("'{}' is not a number from {} to {}", readable(text), least, most);
      },
      "");
}

CLI::Validator count_with_unit(std::uint64_t least, std::uint64_t most) {
  return CLI::Validator(
      [least, most](std::string& text) {
        const std::uint64_t unit = text.ends_with('k') ? 1'000 : text.ends_with('M') ? 1'000'000 : 1;
        const auto value = whole(std::string_view(text).substr(0, text.size() - (unit > 1 ? 1 : 0)));
        if (!value || *value > most / unit || *value * unit < least) return outside(text, least, most) + " (10k, 10M)";
        text = std::to_string(*value * unit);
        return std::string();
      },
      "");
}

std::uint64_t parse_size(const std::string& text) {
  const auto digits = std::min(text.find_first_not_of("0123456789."), text.size());
  const auto value = parse_decimal(std::string_view(text).substr(0, digits));
  std::string unit = text.substr(digits);
  for (const char* suffix : {"iB", "B"})
    if (unit.ends_with(suffix)) unit.resize(unit.size() - std::string_view(suffix).size());
  const std::string units = "BKMGT";
  if (unit.empty()) unit = "B";
  const auto power = unit.size() == 1 ? units.find(static_cast<char>(std::toupper(static_cast<unsigned char>(unit[0]))))
                                      : std::string::npos;
  if (!value || value->scale > 3 || power == std::string::npos || value->coefficient > 1'000'000'000'000'000)
    throw UsageError("'" + text + "' is not a size; write it as 512M or 2G");
  int128 bytes = value->coefficient << (10 * static_cast<int>(power));
  for (int i = 0; i < value->scale; ++i) bytes /= 10;
  if (bytes < 1 || bytes > int128{1} << 50) throw UsageError("'" + text + "' is not a size that memory can have");
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
