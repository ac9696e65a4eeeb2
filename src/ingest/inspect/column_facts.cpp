#include "ingest/inspect/column_facts.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "ingest/parse/currency_signs.hpp"
#include "ingest/parse/record_fields.hpp"
#include "ingest/parse/written_number.hpp"
#include "ingest/record/null_values.hpp"
#include "spendlens/core/ascii.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::size_t kMostCommon = 60;
constexpr std::size_t kMostExamples = 3;

bool is_null_like(std::string_view text) {
  for (const std::string_view one :
       {"\\N", "-", "--", "?", "(null)", "nil", "undefined", "(blank)", "#N/A N/A", "\\\\N"})
    if (text == one) return true;
  return false;
}

/// Exactly three digits behind the only mark, and at most three before it: a thousand, or a fraction.
bool has_three_digits(std::string_view text) {
  const std::size_t mark = text.find_first_of(".,");
  if (mark == std::string_view::npos || mark == 0 || text.find_first_of(".,", mark + 1) != std::string_view::npos)
    return false;
  std::size_t before = 0;
  while (before < mark && is_digit(text[mark - 1 - before])) ++before;
  std::size_t digits = 0;
  while (mark + 1 + digits < text.size() && is_digit(text[mark + 1 + digits])) ++digits;
  return digits == 3 && before >= 1 && before <= 3 && text[mark - before] != '0';
}

bool has_exponent(std::string_view text) {
  return is_digit(text.front()) && text.find_first_of("eE") != std::string_view::npos;
}

/// Digits with a fraction of zeros.
bool is_whole_float(std::string_view text) {
  const std::size_t point = text.find('.');
  return point != std::string_view::npos && point > 0 && point + 1 < text.size() &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(point), is_digit) &&
         text.find_first_not_of('0', point + 1) == std::string_view::npos;
}

bool begins_with_zero(std::string_view text) {
  return text.size() > 1 && text.front() == '0' && std::all_of(text.begin(), text.end(), is_digit) &&
         text.find_first_not_of('0') != std::string_view::npos;
}

double double_of(const Decimal& value) { return static_cast<double>(value.coefficient) / std::pow(10.0, value.scale); }

void look_at_number(std::string_view text, ColumnFacts& facts) {
  const auto by_point = NumberReader(false).read(text);
  const auto by_comma = NumberReader(true).read(text);
  if (!by_point && !by_comma) return;
  facts.num_point += by_point ? 1U : 0U;
  facts.num_comma += by_comma ? 1U : 0U;
  facts.num_only_point += by_point && !by_comma ? 1U : 0U;
  facts.num_only_comma += by_comma && !by_point ? 1U : 0U;
  const WrittenNumber& number = by_point ? *by_point : *by_comma;
  facts.num_three_digits += by_point && by_comma && has_three_digits(text) ? 1U : 0U;
  facts.num_fraction += text.find_first_of(".,") != std::string_view::npos ? 1U : 0U;
  facts.num_exponent += has_exponent(text) ? 1U : 0U;
  facts.num_float_id += has_exponent(text) || is_whole_float(text) ? 1U : 0U;
  facts.num_leading_zeros += begins_with_zero(text) ? 1U : 0U;
  facts.num_whole +=
      std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '-' || c == '+'; }) ? 1U : 0U;
  facts.num_negative += number.value.coefficient < 0 ? 1U : 0U;
  facts.num_positive += number.value.coefficient > 0 ? 1U : 0U;
  facts.num_with_currency += number.currency.empty() ? 0U : 1U;
  (number.value.coefficient < 0 ? facts.sum_negative : facts.sum_positive) += double_of(number.value);
  facts.largest = std::max(facts.largest, std::fabs(double_of(number.value)));
}

void look_at_value(std::string_view text, ColumnFacts& facts) {
  facts.longest = std::max(facts.longest, text.size());
  look_at_number(text, facts);
  facts.num_clock += is_clock(text) ? 1U : 0U;
  facts.num_currency_code += text.size() == 3 && currency_codes(text) ? 1U : 0U;
  facts.num_pending += parse_pending(text) ? 1U : 0U;
  const std::size_t at = text.find('@');
  facts.num_email += at != std::string_view::npos && text.find('.', at) != std::string_view::npos ? 1U : 0U;
}

ColumnFacts facts_of(const Table& table, std::size_t column, bool prefers_day_first) {
  static const NullValues nulls;
  ColumnFacts facts;
  facts.name = table.names[column];
  facts.num_rows = table.rows.size();
  std::unordered_map<std::string, std::size_t> distinct;
  std::vector<std::string> values;
  for (const auto& row : table.rows) {
    const std::string_view text = RecordFields::without_blanks(row[column]);
    if (text.empty() || nulls.hold(text, true)) continue;
    if (is_null_like(text)) {
      ++facts.null_like[std::string(text)];
      continue;
    }
    ++facts.num_values;
    if (++distinct[std::string(text)] == 1 && facts.examples.size() < kMostExamples) facts.examples.emplace_back(text);
    look_at_value(text, facts);
    values.emplace_back(text);
  }
  facts.num_distinct = distinct.size();
  if (distinct.size() <= kMostCommon) facts.common.insert(distinct.begin(), distinct.end());
  facts.dates = find_date_reading(values, prefers_day_first);
  return facts;
}

}  // namespace

void find_facts(Table& table, bool prefers_day_first) {
  table.columns.clear();
  for (std::size_t column = 0; column < table.names.size(); ++column)
    table.columns.push_back(facts_of(table, column, prefers_day_first));
}

}  // namespace spendlens::ingest
