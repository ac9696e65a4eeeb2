#include "ingest/source/cell_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "spendlens/core/money.hpp"

namespace spendlens::ingest {

void append_text(std::string& record, std::string_view text, const CsvDialect& dialect) {
  bool is_quoted = dialect.comment && text.starts_with(*dialect.comment);
  for (const char c : text) is_quoted |= c == '"' || c == '\n' || c == '\r' || c == dialect.delimiter;
  if (!is_quoted) {
    record += text;
    return;
  }
  record.push_back('"');
  for (const char c : text) {
    if (c == '"' || dialect.escape == c) record.push_back(c);
    record.push_back(c);
  }
  record.push_back('"');
}

std::string money_text(double value, bool is_single, bool round) {
  if (std::isnan(value)) return {};
  const long double cents = static_cast<long double>(value) * 100;
  const long double nearest = std::roundl(cents);
  const long double resolution =
      static_cast<long double>(std::nextafter(std::fabs(value), std::numeric_limits<double>::infinity()) -
                               std::fabs(value)) *
      100;
  if (std::fabs(value) < 1e16 && std::fabs(cents - nearest) <= std::max(1e-6L, resolution))
    return decimal_text(static_cast<int128>(nearest), 2);
  if (round && std::isfinite(value))
    return is_single ? fmt::format("{}", static_cast<float>(value)) : fmt::format("{}", value);
  if (is_single)
    return fmt::format(
        "{} (not a cent: 32-bit floats hold none; write 64-bit floats rounded to cents, or give --round-amounts)",
        value);
  return fmt::format("{} (not a cent; --round-amounts rounds it)", value);
}

std::string number_text(double value) {
  if (std::isnan(value)) return {};
  if (std::fabs(value) < 1e20 && value == std::floor(value)) return fmt::format("{:.0f}", value);
  return fmt::format("{}", value);
}

}  // namespace spendlens::ingest
