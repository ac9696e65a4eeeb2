#include "signals/spendsense/expressions.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>

namespace spendlens::signals::spendsense {

namespace {

using Wide = boost::multiprecision::int512_t;

Wide widened(int128 value) {
  const bool negative = value < 0;
  const auto magnitude = negative ? uint128{0} - static_cast<uint128>(value) : static_cast<uint128>(value);
  Wide wide = static_cast<std::uint64_t>(magnitude >> 64);
  wide = (wide << 64) + static_cast<std::uint64_t>(magnitude);
  return negative ? -wide : wide;
}

/// count · squares - sum², which is 0 or more.
Wide wide_spread(const Moments& a) {
  const Wide sum = widened(a.sum);
  return Wide(a.count) * widened(a.squares) - sum * sum;
}

/// False where 128 bits do not hold it: thousands of amounts near the largest that an order may have.
bool narrow_spread(const Moments& a, int128& spread) {
  int128 first = 0;
  int128 second = 0;
  return !__builtin_mul_overflow(a.squares, int128{a.count}, &first) &&
         !__builtin_mul_overflow(a.sum, a.sum, &second) && !__builtin_sub_overflow(first, second, &spread);
}

}  // namespace

double variation(const Moments& amounts) {
  if (amounts.sum == 0) return 0;
  int128 spread = 0;
  const double exact = narrow_spread(amounts, spread) ? to_double(spread) : wide_spread(amounts).convert_to<double>();
  const auto n = static_cast<double>(amounts.count);
  return std::sqrt(exact * n / (n - 1)) / std::abs(to_double(amounts.sum));
}

bool varies_more(const Moments& amounts, std::int64_t limit) {
  constexpr std::int64_t kScale = 10'000;
  int128 spread = 0;
  int128 left = 0;
  int128 right = 0;
  if (narrow_spread(amounts, spread) &&
      !__builtin_mul_overflow(spread, int128{kScale * kScale} * amounts.count, &left) &&
      !__builtin_mul_overflow(amounts.sum * amounts.sum, int128{limit} * limit * (amounts.count - 1), &right))
    return left > right;
  const Wide sum = widened(amounts.sum);
  return Wide(kScale * kScale) * amounts.count * wide_spread(amounts) >
         Wide(limit) * limit * (amounts.count - 1) * sum * sum;
}

}  // namespace spendlens::signals::spendsense
