#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace spendlens {

/// 128-bit integers carry products and sums that 64 bits cannot.
__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

/// Money is a count of minor units (cents).
using Minor = std::int64_t;

/// An order's amount lies within this many minor units either way; outside it is out of range.
inline constexpr Minor kMaxOrderMinor = 10'000'000'000'000;

/// So many amounts of orders cannot overflow a 64-bit sum.
inline constexpr std::uint64_t kRowsWithoutOverflow = 900'000;

/// The turnover of a ledger, the sum of all its amounts taken without their signs, is at most this many minor units. So
/// every sum over rows and customers, either way, fits 64 bits, and is not the number that stands for money that is not
/// known.
inline constexpr std::uint64_t kMaxTurnover = std::numeric_limits<Minor>::max() - 1;

/// The sum of the magnitudes. Precondition: each is at most kMaxOrderMinor.
[[nodiscard]] uint128 turnover_of(std::span<const Minor> amounts);

/// numerator / denominator rounded half away from zero. Precondition: denominator > 0, |numerator| < 2^126.
[[nodiscard]] constexpr int128 divide_rounded(int128 numerator, int128 denominator) {
  const int128 quotient = numerator / denominator;
  const int128 remainder = numerator % denominator;
  const int128 magnitude = remainder < 0 ? -remainder : remainder;
  if (magnitude < denominator - magnitude) return quotient;
  return numerator < 0 ? quotient - 1 : quotient + 1;
}

/// `value` as 64 bits. Throws InputError "`what` overflows 64 bits" where it does not fit: a clear error, never a wrong
/// sum.
[[nodiscard]] std::int64_t narrow(int128 value, std::string_view what);

/// A number with two decimals, as an exact count of hundredths: 50.94 is 5094. Percentages are 0 to 100.
struct Hundredths {
  std::int64_t count = 0;

  friend constexpr bool operator==(Hundredths, Hundredths) = default;
};

/// part / whole rounded to 2 decimals; 0 where whole is 0. Precondition: whole >= 0, |part| < 2^110.
[[nodiscard]] Hundredths ratio(int128 part, int128 whole);

/// 100 · part / whole rounded to 2 decimals; 0 where whole is 0. Precondition: whole >= 0, |part| < 2^100.
[[nodiscard]] Hundredths percent(int128 part, int128 whole);

/// An integer count of 10^-decimals as a decimal text: (250031563, 2) is "2500315.63", (-5, 2) is "-0.05".
[[nodiscard]] std::string decimal_text(int128 count, int decimals);
[[nodiscard]] inline std::string decimal_text(Hundredths value) { return decimal_text(value.count, 2); }

/// The same with thousands separated by commas, for people: "2,500,315.63".
[[nodiscard]] std::string grouped_text(int128 count, int decimals = 0);

/// The code of a currency (ISO 4217) in capitals, from a text in any case; nothing where it is not three letters.
[[nodiscard]] std::optional<std::string> currency_code(std::string_view text);

}  // namespace spendlens
