#include "ingest/parse/written_number.hpp"

#include <algorithm>
#include <iterator>

#include "ingest/parse/currency_signs.hpp"
#include "ingest/parse/time_text.hpp"

namespace spendlens::ingest {

namespace {

constexpr std::string_view kMinus = "\xE2\x88\x92";
constexpr std::size_t kGroup = 3;
constexpr std::size_t kPair = 2;

void skip_blanks(std::string_view& text) {
  for (std::size_t bytes = blank_bytes(text); bytes > 0; bytes = blank_bytes(text)) text.remove_prefix(bytes);
}

std::size_t apostrophe_bytes(std::string_view text) {
  if (text.starts_with('\'')) return 1;
  return text.starts_with("\xE2\x80\x99") ? 3 : 0;
}

std::size_t count_digits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  return count;
}

/// What stands around a number.
struct Surroundings {
  bool negative = false;
  int signs = 0;         ///< minus, plus and parentheses
  bool is_open = false;  ///< a parenthesis
  std::string_view currency;
};

/// Takes one of a sign and a currency off; false where the text begins with neither.
bool take_beside(std::string_view& text, Surroundings& around) {
  const bool minus = text.starts_with('-') || text.starts_with(kMinus);
  if (minus || text.starts_with('+')) {
    text.remove_prefix(text.starts_with(kMinus) ? kMinus.size() : 1);
    around.negative = around.negative || minus;
    ++around.signs;
    return true;
  }
  const std::size_t bytes = currency_bytes(text);
  if (bytes == 0) return false;
  const std::string_view currency = text.substr(0, bytes);
  text.remove_prefix(bytes);
  if (around.currency.empty()) {
    around.currency = currency;
    return true;
  }
  // $5.00 USD: the one that says more.
  const std::string before = currency_codes(around.currency).value_or(std::string());
  const std::string behind = currency_codes(currency).value_or(std::string());
  if (before == behind || common_codes(before, behind).empty()) return false;
  if (behind.size() < before.size()) around.currency = currency;
  return true;
}

bool take_before(std::string_view& text, Surroundings& around) {
  for (skip_blanks(text); !text.empty() && !is_digit(text.front()) && text.front() != '.' && text.front() != ',';
       skip_blanks(text)) {
    if (skip(text, '(')) {
      around.is_open = true;
      around.negative = true;
      ++around.signs;
    } else if (!take_beside(text, around)) {
      return false;
    }
  }
  return around.signs <= 1;
}

bool take_behind(std::string_view& text, Surroundings& around) {
  for (skip_blanks(text); !text.empty(); skip_blanks(text)) {
    if (around.is_open && skip(text, ')'))
      around.is_open = false;
    else if (!take_beside(text, around))
      return false;
  }
  return around.signs <= 1 && !around.is_open;
}

/// e and a whole number, where they stand there.
void take_exponent(std::string_view& text, std::string& digits) {
  if (!text.starts_with('e') && !text.starts_with('E')) return;
  const std::size_t sign = text.size() > 1 && (text[1] == '-' || text[1] == '+') ? 1 : 0;
  const std::size_t count = count_digits(text.substr(1 + sign));
  if (count == 0) return;
  digits.append(text.substr(0, 1 + sign + count));
  text.remove_prefix(1 + sign + count);
}

/// The bytes of digits that are grouped as in India, from the second group on: ,34,567; 0 where they are not.
std::size_t lakh_bytes(std::string_view text) {
  std::size_t bytes = 0;
  while (text.substr(bytes).starts_with(',')) {
    const std::size_t count = count_digits(text.substr(bytes + 1));
    if (count == kGroup) {
      bytes += 1 + count;
      return bytes > 1 + kGroup && !text.substr(bytes).starts_with(',') ? bytes : 0;
    }
    if (count != kPair) return 0;
    bytes += 1 + count;
  }
  return 0;
}

}  // namespace

bool NumberReader::take_whole(std::string_view& text, std::string& digits) const {
  std::size_t count = count_digits(text);
  const bool may_be_grouped = count >= 1 && count <= kGroup && text.front() != '0';
  digits.append(text.substr(0, count));
  text.remove_prefix(count);
  if (const std::size_t lakhs = may_be_grouped && count <= kPair && comma_ == ',' ? lakh_bytes(text) : 0; lakhs > 0) {
    std::copy_if(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(lakhs), std::back_inserter(digits), is_digit);
    text.remove_prefix(lakhs);
    return true;
  }
  std::string_view separator;
  while (!text.empty()) {
    const std::size_t blank = blank_bytes(text);
    const std::size_t bytes = text.front() == comma_ ? 1 : blank > 0 ? blank : apostrophe_bytes(text);
    if (bytes == 0) return true;
    count = count_digits(text.substr(bytes));
    if (blank > 0 && count == 0) return true;  // a currency may follow
    if (!may_be_grouped || count != kGroup || (!separator.empty() && separator != text.substr(0, bytes))) return false;
    separator = text.substr(0, bytes);
    digits.append(text.substr(bytes, kGroup));
    text.remove_prefix(bytes + kGroup);
  }
  return true;
}

std::optional<std::string> NumberReader::take_digits_of(std::string_view& text) const {
  std::string digits;
  if (!take_whole(text, digits)) return std::nullopt;
  if (text.starts_with(point_)) {
    text.remove_prefix(1);
    const std::size_t count = count_digits(text);
    // "5.-" is how a price of 5 is written, and "5-" 5 below zero.
    if (count == 0 && (text.starts_with('-') || text.starts_with(kMinus))) return std::nullopt;
    digits.append(1, '.').append(text.substr(0, count));
    text.remove_prefix(count);
  }
  take_exponent(text, digits);
  return digits;
}

std::optional<WrittenNumber> NumberReader::read(std::string_view text) const {
  Surroundings around;
  if (!take_before(text, around)) return std::nullopt;
  const auto digits = take_digits_of(text);
  if (!digits || !take_behind(text, around)) return std::nullopt;
  auto value = parse_decimal_cut(*digits);
  if (!value) return std::nullopt;
  if (around.negative) value->coefficient = -value->coefficient;
  return WrittenNumber{*value, around.currency};
}

std::optional<Decimal> NumberReader::read_plain(std::string_view text) const {
  const auto number = read(text);
  return number && number->currency.empty() ? std::optional(number->value) : std::nullopt;
}

}  // namespace spendlens::ingest
