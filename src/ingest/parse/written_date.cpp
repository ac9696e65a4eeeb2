#include "ingest/parse/written_date.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "ingest/parse/time_numbers.hpp"
#include "ingest/parse/time_text.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kMaxBytes = 64;
constexpr std::size_t kShortName = 3;

constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                      "may",       "june",     "july",     "august",
                                                      "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> kWeekdays = {"monday", "tuesday",  "wednesday", "thursday",
                                                       "friday", "saturday", "sunday"};

/// With plain blanks for those that do not break a line, and for tabs.
std::string with_plain_blanks(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t bytes = blank_bytes(text.substr(i));
    plain.push_back(bytes > 0 ? ' ' : text[i]);
    i += std::max<std::size_t>(bytes, 1);
  }
  return plain;
}

/// The place of the name that the text begins with, whole or its first letters ("Sept" too), and a point behind it.
template <std::size_t kCount>
std::optional<int> take_name(std::string_view& text, const std::array<std::string_view, kCount>& names) {
  std::string word;
  while (!text.empty() && is_letter(text.front())) {
    word.push_back(to_lower(text.front()));
    text.remove_prefix(1);
  }
  for (std::size_t i = 0; i < kCount; ++i) {
    if (word != names[i] && word != names[i].substr(0, kShortName) && !(word == "sept" && names[i] == "september"))
      continue;
    if (word != names[i]) skip(text, '.');
    return static_cast<int>(i);
  }
  return std::nullopt;
}

/// A number as it is written.
struct Digits {
  int value = 0;
  std::size_t count = 0;
};

Digits take_run(std::string_view& text) {
  Digits digits;
  while (digits.count < 9 && !text.empty() && is_digit(text.front())) {
    digits.value = digits.value * 10 + (text.front() - '0');
    ++digits.count;
    text.remove_prefix(1);
  }
  return digits;
}

bool is_short(Digits digits) { return digits.count == 1 || digits.count == 2; }

/// A year of four digits, or of two where it is stated which.
std::optional<int> year_of(Digits digits, const DateForms& forms) {
  if (digits.count == 4) return digits.value;
  if (digits.count != 2 || !forms.two_digit_years_from) return std::nullopt;
  return year_in_hundred(digits.value, *forms.two_digit_years_from);
}

std::optional<std::int64_t> day_seconds(std::optional<int> year, int month, Digits day) {
  return year && is_short(day) ? ingest::day_seconds(*year, month, day.value) : std::nullopt;
}

void skip_separators(std::string_view& text) {
  while (!text.empty() && std::string_view(" ,./-").find(text.front()) != std::string_view::npos) text.remove_prefix(1);
}

/// Jan 5, 2025
std::optional<std::int64_t> take_named_month_first(std::string_view& text, const DateForms& forms) {
  const auto month = take_name(text, kMonths);
  if (!month) return std::nullopt;
  skip_separators(text);
  const Digits day = take_run(text);
  skip_separators(text);
  const auto year = year_of(take_run(text), forms);
  return day_seconds(year, *month + 1, day);
}

/// 5 Jan 2025, 05JAN2025, 2025-Jan-05; the first number was read.
std::optional<std::int64_t> take_named_month(std::string_view& text, Digits first, const DateForms& forms) {
  const auto month = take_name(text, kMonths);
  if (!month) return std::nullopt;
  skip_separators(text);
  const Digits last = take_run(text);
  const bool year_first = first.count == 4 || (last.count != 4 && forms.order == DateOrder::kYearMonthDay);
  return year_first ? day_seconds(year_of(first, forms), *month + 1, last)
                    : day_seconds(year_of(last, forms), *month + 1, first);
}

/// Three numbers, the first of which was read, with one kind of separator between.
std::optional<std::int64_t> take_numbers(std::string_view& text, Digits first, char separator, const DateForms& forms) {
  const Digits second = take_run(text);
  if (!is_short(second) || !skip(text, separator)) return std::nullopt;
  const Digits third = take_run(text);
  if (first.count == 4) return day_seconds(first.value, second.value, third);
  if (!is_short(first) || !forms.order) return std::nullopt;
  switch (*forms.order) {
    case DateOrder::kDayMonthYear:
      return day_seconds(year_of(third, forms), second.value, first);
    case DateOrder::kMonthDayYear:
      return day_seconds(year_of(third, forms), first.value, second);
    case DateOrder::kYearMonthDay:
      return day_seconds(year_of(first, forms), second.value, third);
  }
  return std::nullopt;
}

std::optional<std::int64_t> take_date(std::string_view& text, const DateForms& forms) {
  if (text.empty()) return std::nullopt;
  if (is_letter(text.front())) {
    std::string_view rest = text;
    if (take_name(rest, kWeekdays)) {
      skip_separators(rest);
      text = rest;
    }
  }
  if (!text.empty() && is_letter(text.front())) return take_named_month_first(text, forms);
  const Digits first = take_run(text);
  if (first.count == 8) return day_seconds(first.value / 10'000, first.value / 100 % 100, {first.value % 100, 2});
  if (first.count == 0 || first.count > 4 || text.empty()) return std::nullopt;
  if (is_letter(text.front())) return take_named_month(text, first, forms);
  const char separator = text.front();
  if (std::string_view("/.- ").find(separator) == std::string_view::npos) return std::nullopt;
  text.remove_prefix(1);
  std::string_view rest = text;
  skip_separators(rest);
  if (rest.empty() || !is_letter(rest.front())) return take_numbers(text, first, separator, forms);
  text = rest;
  return take_named_month(text, first, forms);
}

/// All of a text; no digits where something else is in it.
Digits whole_run(std::string_view text) {
  if (text.ends_with(".0")) text.remove_suffix(2);
  const Digits digits = take_run(text);
  return text.empty() ? digits : Digits{};
}

}  // namespace

std::optional<std::int64_t> read_date_parts(std::string_view year, std::string_view month, std::string_view day,
                                            std::optional<int> two_digit_years_from) {
  Digits number = whole_run(month);
  if (const auto name = take_name(month, kMonths); name && month.empty()) number = {*name + 1, 2};
  if (!is_short(number)) return std::nullopt;
  return day_seconds(year_of(whole_run(year), {std::nullopt, two_digit_years_from}), number.value, whole_run(day));
}

std::optional<WrittenTime> read_written_time(std::string_view text, const DateForms& forms) {
  if (text.size() > kMaxBytes) return std::nullopt;
  const std::string plain = with_plain_blanks(text);
  std::string_view rest = plain;
  const auto date = take_date(rest, forms);
  if (!date || rest.empty()) return date ? std::optional(WrittenTime{*date, std::nullopt}) : std::nullopt;
  const bool comma = skip(rest, ',');
  if (!skip(rest, ' ') && (comma || (!skip(rest, 'T') && !skip(rest, 't')))) return std::nullopt;
  while (skip(rest, ' ')) {
  }
  const auto clock = take_free_clock(rest);
  if (!clock) return std::nullopt;
  while (skip(rest, ' ')) {
  }
  if (rest.empty())
    return plain.back() == ' ' ? std::nullopt : std::optional(WrittenTime{*date + *clock, std::nullopt});
  const auto offset = take_offset(rest);
  if (!offset || !rest.empty()) return std::nullopt;
  return WrittenTime{*date + *clock, offset};
}

}  // namespace spendlens::ingest
