#include "spendlens/core/money.hpp"

#include <algorithm>
#include <limits>

#include "spendlens/core/ascii.hpp"
#include "spendlens/core/error.hpp"

namespace spendlens {

namespace {

std::string digits_of(uint128 value) {
  std::string digits;
  do {
    digits.push_back(static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  } while (value != 0);
  std::reverse(digits.begin(), digits.end());
  return digits;
}

uint128 magnitude_of(int128 value) {
  return value < 0 ? uint128{0} - static_cast<uint128>(value) : static_cast<uint128>(value);
}

std::string with_point(int128 count, int decimals, bool grouped) {
  std::string digits = digits_of(magnitude_of(count));
  const auto places = static_cast<std::size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  std::string fraction = digits.substr(digits.size() - places);
  digits.resize(digits.size() - places);
  if (grouped) {
    for (std::size_t place = digits.size(); place > 3;) {
      place -= 3;
      digits.insert(place, 1, ',');
    }
  }
  std::string text;
  if (count < 0) text.push_back('-');
  text.append(digits);
  if (places > 0) text.append(1, '.').append(fraction);
  return text;
}

}  // namespace

uint128 turnover_of(std::span<const Minor> amounts) {
  uint128 turnover = 0;
  // Sums of 64 bits in the inner loop, which is vectorized for that.
  for (std::size_t begin = 0; begin < amounts.size(); begin += kRowsWithoutOverflow) {
    std::uint64_t sum = 0;
    for (const Minor amount :
         amounts.subspan(begin, std::min<std::size_t>(kRowsWithoutOverflow, amounts.size() - begin)))
      sum += static_cast<std::uint64_t>(amount < 0 ? -amount : amount);
    turnover += sum;
  }
  return turnover;
}

std::int64_t narrow(int128 value, std::string_view what) {
  if (value > std::numeric_limits<std::int64_t>::max() || value < std::numeric_limits<std::int64_t>::min())
    throw InputError(std::string(what) + " overflows 64 bits: " + decimal_text(value, 0));
  return static_cast<std::int64_t>(value);
}

Hundredths ratio(int128 part, int128 whole) {
  if (whole == 0) return {};
  return {narrow(divide_rounded(part * 100, whole), "a ratio")};
}

Hundredths percent(int128 part, int128 whole) {
  if (whole == 0) return {};
  return {narrow(divide_rounded(part * 10'000, whole), "a percentage")};
}

std::string decimal_text(int128 count, int decimals) { return with_point(count, decimals, false); }

std::string grouped_text(int128 count, int decimals) { return with_point(count, decimals, true); }

std::optional<std::string> currency_code(std::string_view text) {
  const std::string code = in_upper_case(text);
  const bool letters = code.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string::npos;
  return code.size() == 3 && letters ? std::optional(code) : std::nullopt;
}

}  // namespace spendlens
