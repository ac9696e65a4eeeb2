#include "report/row_text.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace spendlens::report {

namespace {

/// Characters that one format or the other cannot take as they are, and all beyond ASCII, which JSON has to check.
constexpr std::array<bool, 256> special_characters() {
  std::array<bool, 256> special{};
  for (std::size_t c = 0; c < 256; ++c) special[c] = c < 0x20 || c > 0x7E || c == '"' || c == '\\' || c == ',';
  return special;
}
constexpr std::array<bool, 256> kSpecial = special_characters();

bool is_special(std::string_view text) {
  bool special = false;
  for (const char c : text) special |= kSpecial[static_cast<unsigned char>(c)];
  return special;
}

char* two_digits(char* to, unsigned value) {
  to[0] = static_cast<char>('0' + value / 10);
  to[1] = static_cast<char>('0' + value % 10);
  return to + 2;
}

char* write_date(char* to, Day day) {
  const CivilDate date = civil_from_day(day);
  to = two_digits(to, static_cast<unsigned>(date.year) / 100);
  to = two_digits(to, static_cast<unsigned>(date.year) % 100);
  *to++ = '-';
  to = two_digits(to, date.month);
  *to++ = '-';
  return two_digits(to, date.day);
}

}  // namespace

void RowText::clear() {
  size_ = 0;
  rows_ = 0;
}

void RowText::grow(std::size_t bytes) {
  const std::size_t capacity = std::max({capacity_ * 2, size_ + bytes, std::size_t{1} << 16});
  auto buffer = std::make_unique_for_overwrite<char[]>(capacity);
  if (size_ > 0) std::memcpy(buffer.get(), buffer_.get(), size_);
  buffer_ = std::move(buffer);
  capacity_ = capacity;
}

void RowText::begin_row() {
  row_begin_ = size_;
  next_ = 0;
  passes_ = true;
}

void RowText::end_row() {
  if (!passes_) {
    size_ = row_begin_;
    return;
  }
  if (layout_.format == ExportFormat::kNdjson) append(std::string_view("}", 1));
  append(std::string_view("\n", 1));
  ++rows_;
}

void RowText::null() {
  if (begin_cell("") && layout_.format == ExportFormat::kNdjson) append("null");
}

void RowText::plain(std::string_view value, bool is_text) {
  if (!begin_cell(value)) return;
  const bool quoted = is_text && layout_.format == ExportFormat::kNdjson;
  char* to = room(value.size() + 2);
  if (quoted) *to++ = '"';
  std::memcpy(to, value.data(), value.size());
  if (quoted) to[value.size()] = '"';
  size_ += value.size() + (quoted ? 2 : 0);
}

void RowText::number(const char* digits, std::size_t size) {
  if (!begin_cell({digits, size})) return;
  std::memcpy(room(kLongestNumber), digits, kLongestNumber);
  size_ += size;
}

void RowText::integer(std::int64_t value) {
  std::array<char, kLongestNumber> text;
  number(text.data(), static_cast<std::size_t>(std::to_chars(text.data(), text.data() + text.size(), value).ptr - text.data()));
}

void RowText::integer(std::uint64_t value) {
  std::array<char, kLongestNumber> text;
  number(text.data(), static_cast<std::size_t>(std::to_chars(text.data(), text.data() + text.size(), value).ptr - text.data()));
}

void RowText::money(Minor amount) {
  const std::uint64_t size = amount < 0 ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
  std::array<char, kLongestNumber> text;
  char* to = text.data();
  if (amount < 0) *to++ = '-';
  to = std::to_chars(to, text.data() + text.size(), size / 100).ptr;
  *to++ = '.';
  to = two_digits(to, static_cast<unsigned>(size % 100));
  number(text.data(), static_cast<std::size_t>(to - text.data()));
}

void RowText::real(double value) {
  if (!std::isfinite(value)) return null();
  std::array<char, kLongestNumber> text;
  const char* end = fmt::format_to(text.data(), FMT_COMPILE("{}"), value);
  number(text.data(), static_cast<std::size_t>(end - text.data()));
}

void RowText::real(float value) {
  if (!std::isfinite(value)) return null();
  std::array<char, kLongestNumber> text;
  const char* end = fmt::format_to(text.data(), FMT_COMPILE("{}"), value);
  number(text.data(), static_cast<std::size_t>(end - text.data()));
}

void RowText::flag(bool value) { plain(value ? "true" : "false", false); }

void RowText::date(Day day) {
  std::array<char, 10> text;
  write_date(text.data(), day);
  plain({text.data(), text.size()}, true);
}

void RowText::timestamp(Timestamp timestamp) {
  std::array<char, 19> text;
  char* to = write_date(text.data(), day_of(timestamp));
  const auto second = static_cast<unsigned>(timestamp % kSecondsPerDay);
  *to++ = ' ';
  to = two_digits(to, second / 3600);
  *to++ = ':';
  to = two_digits(to, second / 60 % 60);
  *to++ = ':';
  two_digits(to, second % 60);
  plain({text.data(), text.size()}, true);
}

void RowText::text(std::string_view value) {
  const bool formula = layout_.spreadsheet_safe && !value.empty() && std::string_view("=+-@\t\r\n").find(value.front()) != std::string_view::npos;
  if (!formula && !is_special(value)) return plain(value, true);
  if (!begin_cell(value)) return;
  if (layout_.format == ExportFormat::kCsv) return escaped_csv(value, formula);
  append(nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

void RowText::escaped_csv(std::string_view value, bool formula) {
  if (!formula && value.find_first_of(",\"\n\r") == std::string_view::npos) return append(value);
  char* to = room(2 * value.size() + 3);
  char* const begin = to;
  *to++ = '"';
  if (formula) *to++ = '\'';
  for (const char c : value) {
    if (c == '"') *to++ = '"';
    *to++ = c;
  }
  *to++ = '"';
  size_ += static_cast<std::size_t>(to - begin);
}

}  // namespace spendlens::report
