#include "ingest/source/table_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "ingest/source/cell_text.hpp"
#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"

namespace spendlens::ingest {

namespace {

using duckdb::Column;
using duckdb::ColumnKind;
using duckdb::Values;

constexpr std::array<std::int64_t, 10> kPowersOfTen = {1,       10,        100,        1'000,       10'000,
                                                       100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

void append_two_digits(std::string& text, unsigned number) {
  text.push_back(static_cast<char>('0' + number / 10 % 10));
  text.push_back(static_cast<char>('0' + number % 10));
}

void append_date(std::string& text, std::int64_t days) {
  // Beyond any calendar, as what DuckDB calls infinity: no date for certain.
  constexpr std::int64_t kMostDays = 100'000'000;
  const CivilDate date = civil_from_day(static_cast<Day>(std::clamp(days, -kMostDays, kMostDays)));
  if (date.year < 0 || date.year > 9999) {
    text += fmt::format("{}-{:02}-{:02}", date.year, date.month, date.day);
    return;
  }
  append_two_digits(text, static_cast<unsigned>(date.year) / 100);
  append_two_digits(text, static_cast<unsigned>(date.year));
  text.push_back('-');
  append_two_digits(text, date.month);
  text.push_back('-');
  append_two_digits(text, date.day);
}

std::int64_t floor_divided(std::int64_t value, std::int64_t divisor) {
  return value / divisor - (value % divisor < 0 ? 1 : 0);
}

void append_time(std::string& text, std::int64_t value, std::uint8_t fraction_digits) {
  const std::int64_t seconds = floor_divided(value, kPowersOfTen[fraction_digits]);
  const std::int64_t days = floor_divided(seconds, kSecondsPerDay);
  const auto of_day = static_cast<unsigned>(seconds - days * kSecondsPerDay);
  append_date(text, days);
  text.push_back(' ');
  append_two_digits(text, of_day / 3600);
  text.push_back(':');
  append_two_digits(text, of_day / 60 % 60);
  text.push_back(':');
  append_two_digits(text, of_day % 60);
}

/// As decimal_text(), for those that are not so long.
void append_decimal(std::string& text, std::int64_t value, std::size_t scale) {
  const fmt::format_int digits(value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value));
  if (value < 0) text.push_back('-');
  if (digits.size() <= scale) {
    text.append("0.").append(scale - digits.size(), '0').append(digits.data(), digits.size());
    return;
  }
  text.append(digits.data(), digits.size() - scale);
  if (scale > 0) text.append(1, '.').append(digits.data() + digits.size() - scale, scale);
}

int128 integer_of(const Values& values, std::size_t row, std::uint8_t width) {
  switch (width) {
    case 1:
      return values.number<std::int8_t>(row);
    case 2:
      return values.number<std::int16_t>(row);
    case 4:
      return values.number<std::int32_t>(row);
    case 8:
      return values.number<std::int64_t>(row);
    default:
      return values.number<int128>(row);
  }
}

std::uint64_t unsigned_of(const Values& values, std::size_t row, std::uint8_t width) {
  switch (width) {
    case 1:
      return values.number<std::uint8_t>(row);
    case 2:
      return values.number<std::uint16_t>(row);
    case 4:
      return values.number<std::uint32_t>(row);
    default:
      return values.number<std::uint64_t>(row);
  }
}

}  // namespace

/// A decimal comma may be the delimiter too.
void TableText::append_number(std::string_view digits) {
  if (!options_.decimal_comma || digits.find(' ') != std::string_view::npos)
    return append_text(text_, digits, options_.dialect);
  std::string text(digits);
  std::replace(text.begin(), text.end(), '.', ',');
  append_text(text_, text, options_.dialect);
}

void TableText::append(const Column& column, const Values& values, std::size_t row, bool is_money) {
  switch (column.kind) {
    case ColumnKind::kBoolean:
      text_ += values.number<std::uint8_t>(row) != 0 ? "true" : "false";
      return;
    case ColumnKind::kInteger: {
      const fmt::format_int digits(static_cast<std::int64_t>(integer_of(values, row, column.width)));
      text_.append(digits.data(), digits.size());
      return;
    }
    case ColumnKind::kUnsigned: {
      const fmt::format_int digits(unsigned_of(values, row, column.width));
      text_.append(digits.data(), digits.size());
      return;
    }
    case ColumnKind::kReal: {
      const bool is_single = column.width == sizeof(float);
      const double value = is_single ? static_cast<double>(values.number<float>(row)) : values.number<double>(row);
      return append_number(is_money ? money_text(value, is_single, options_.round_amounts) : number_text(value));
    }
    case ColumnKind::kDecimal:
      if (column.width <= 8 && !options_.decimal_comma)
        return append_decimal(text_, static_cast<std::int64_t>(integer_of(values, row, column.width)), column.scale);
      return append_number(decimal_text(integer_of(values, row, column.width), column.scale));
    case ColumnKind::kDate:
      return append_date(text_, values.number<std::int32_t>(row));
    case ColumnKind::kTime:
      return append_time(text_, values.number<std::int64_t>(row), column.scale);
    case ColumnKind::kInstant:
      append_time(text_, values.number<std::int64_t>(row), column.scale);
      text_.push_back('Z');
      return;
    default:
      return append_text(text_, values.text(row), options_.dialect);
  }
}

void TableText::append_rows(const duckdb::Rows& rows) {
  const std::vector<Column>& columns = rows.columns();
  std::vector<Values> values;
  for (std::size_t i = 0; i < columns.size(); ++i) values.push_back(rows.values(i));
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const std::size_t begin = text_.size();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) text_.push_back(options_.dialect.delimiter);
      if (!values[i].is_null(row)) append(columns[i], values[i], row, is_money_[i]);
    }
    if (text_.size() == begin) text_ += "\"\"";  // a blank line would be no row
    text_.push_back('\n');
  }
}

}  // namespace spendlens::ingest
