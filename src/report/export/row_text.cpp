#include "report/export/row_text.hpp"

#include <fmt/compile.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "spendlens/report/json_text.hpp"

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

template <class WriteText>
bool RowText::begin_binary(const WriteText& write_text) {
  const RowLayout::Cell& cell = layout_.cells[next_++];
  if (!cell.wanted.empty()) {
    static const RowLayout kOneCell{ExportFormat::kCsv, false, {RowLayout::Cell{}}};
    RowText text(kOneCell);
    write_text(text);
    for (const std::string& wanted : cell.wanted) passes_ = passes_ && text.all() == wanted;
  }
  return cell.shown && passes_;
}

template <class Value, class WriteText>
void RowText::binary(Value value, const WriteText& write_text) {
  static_assert(sizeof value == 8);
  if (!begin_binary(write_text)) return;
  char* to = room(1 + sizeof value);
  *to = 1;
  std::memcpy(to + 1, &value, sizeof value);
  size_ += 1 + sizeof value;
}

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
  ++rows_;
  if (is_binary_) return;
  if (layout_.format == ExportFormat::kNdjson) append(std::string_view("}", 1));
  append(std::string_view("\n", 1));
}

void RowText::null() {
  if (is_binary_) {
    if (begin_binary([](RowText& text) { text.null(); })) append(std::string_view("\0", 1));
    return;
  }
  if (begin_cell({}) && layout_.format == ExportFormat::kNdjson) append(std::string_view("null", 4));
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

template <class Write>
void RowText::number(const Write& write) {
  const RowLayout::Cell& cell = layout_.cells[next_];
  if (!cell.wanted.empty() || !cell.shown || !passes_ || cell.before.size() > kShort) {
    std::array<char, kLongestNumber> text;
    return plain({text.data(), static_cast<std::size_t>(write(text.data()) - text.data())}, false);
  }
  ++next_;
  char* to = room(kShort + kLongestNumber);
  std::memcpy(to, cell.short_before.data(), kShort);
  size_ = static_cast<std::size_t>(write(to + cell.before.size()) - buffer_.get());
}

void RowText::integer(std::int64_t value) {
  if (is_binary_) return binary(value, [value](RowText& text) { text.integer(value); });
  number([value](char* to) { return std::to_chars(to, to + kLongestNumber, value).ptr; });
}

void RowText::integer(std::uint64_t value) {
  if (is_binary_) return binary(value, [value](RowText& text) { text.integer(value); });
  number([value](char* to) { return std::to_chars(to, to + kLongestNumber, value).ptr; });
}

void RowText::money(Minor amount) {
  if (is_binary_) return binary(amount, [amount](RowText& text) { text.money(amount); });
  number([amount](char* to) {
    const std::uint64_t size = amount < 0 ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
    if (amount < 0) *to++ = '-';
    to = std::to_chars(to, to + kLongestNumber, size / 100).ptr;
    *to++ = '.';
    return two_digits(to, static_cast<unsigned>(size % 100));
  });
}

void RowText::real(double value) {
  if (!std::isfinite(value)) return null();
  if (is_binary_) return binary(value, [value](RowText& text) { text.real(value); });
  // Whole numbers are frequent, and the same text comes faster from an integer.
  constexpr double kMaxWhole = 1e9;
  if (std::abs(value) < kMaxWhole && value == std::trunc(value) && !std::signbit(value))
    return integer(static_cast<std::int64_t>(value));
  number([value](char* to) { return fmt::format_to(to, FMT_COMPILE("{}"), value); });
}

void RowText::real(float value) {
  if (!std::isfinite(value)) return null();
  if (is_binary_) return binary(double{value}, [value](RowText& text) { text.real(value); });
  number([value](char* to) { return fmt::format_to(to, FMT_COMPILE("{}"), value); });
}

void RowText::flag(bool value) {
  if (is_binary_) return binary(std::int64_t{value}, [value](RowText& text) { text.flag(value); });
  plain(value ? std::string_view("true", 4) : std::string_view("false", 5), false);
}

void RowText::date(Day day) {
  if (is_binary_) return binary(std::int64_t{day}, [day](RowText& text) { text.date(day); });
  std::array<char, 10> text;
  write_date(text.data(), day);
  plain({text.data(), text.size()}, true);
}

void RowText::timestamp(Timestamp timestamp) {
  if (is_binary_) return binary(std::int64_t{timestamp}, [timestamp](RowText& text) { text.timestamp(timestamp); });
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
  if (is_binary_) return binary_text(value);
  const bool formula = layout_.spreadsheet_safe && !value.empty() &&
                       std::string_view("=+-@\t\r\n").find(value.front()) != std::string_view::npos;
  if (!formula && !is_special(value)) return plain(value, true);
  if (!begin_cell(value)) return;
  if (layout_.format == ExportFormat::kCsv) return escaped_csv(value, formula);
  append(json_text(value, -1));
}

void RowText::binary_text(std::string_view value) {
  const RowLayout::Cell& cell = layout_.cells[next_++];
  for (const std::string& wanted : cell.wanted) passes_ = passes_ && value == wanted;
  if (!cell.shown || !passes_) return;
  const auto size = static_cast<std::uint32_t>(value.size());
  char* to = room(1 + sizeof size + size);
  *to = 1;
  std::memcpy(to + 1, &size, sizeof size);
  std::memcpy(to + 1 + sizeof size, value.data(), size);
  size_ += 1 + sizeof size + size;
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
