#include "ingest/import_options.hpp"

#include <fmt/format.h>

#include "spendlens/core/readable.hpp"

namespace spendlens::ingest {

namespace {

/// As a shell takes it for one word.
std::string quoted(const std::string& text) {
  const bool is_word = !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:/%,+") == std::string::npos;
  return is_word ? text : fmt::format("'{}'", readable(text));
}

}  // namespace

std::string options_text(const ImportOptions& options) {
  std::string text;
  const auto add = [&](const std::string& option) { text.append(text.empty() ? 0 : 1, ' ').append(option); };
  if (options.timestamp_formats != std::vector<std::string>{"auto"})
    for (const std::string& format : options.timestamp_formats) add("--timestamp-format " + quoted(format));
  if (options.date_order) add(fmt::format("--date-order {}", name_of(*options.date_order)));
  if (options.two_digit_years_from) add(fmt::format("--two-digit-years {}", *options.two_digit_years_from));
  if (options.decimal_comma) add("--decimal comma");
  for (const char* field : {"debit", "credit"})
    if (const auto column = options.columns.find(field); column != options.columns.end()) add(fmt::format("--{} {}", field, quoted(column->second)));
  if (const auto column = options.columns.find("direction"); column != options.columns.end()) {
    std::string values;
    for (const auto& [value, direction] : options.directions) values += fmt::format("{}{}:{}", values.empty() ? "" : ",", value, direction == Direction::kDebit ? "debit" : "credit");
    add(fmt::format("--direction {}={}", quoted(column->second), quoted(values)));
  }
  if (const auto column = options.columns.find("time"); column != options.columns.end()) add(fmt::format("--column time={}", quoted(column->second)));
  if (options.round_amounts) add("--round-amounts");
  return text;
}

}  // namespace spendlens::ingest
