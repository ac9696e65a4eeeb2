#include "spendlens/comm/value_sort.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/sort/spreadsort/integer_sort.hpp>

#include "spendlens/core/error.hpp"

namespace spendlens::comm {

namespace {

constexpr std::size_t kFewValues = 1024;
constexpr int kCountedBits = 14;
constexpr int kDigitBits = 32;  ///< of all digits
constexpr int kMostDigitBits = 11;

/// Values that are counted apart, as the next one is often equal and a count takes its time.
constexpr std::size_t kLanes = 4;

/// Of values that repeat: as many counts as there can be values.
void sort_by_counting(std::vector<std::int64_t>& values, int bits) {
  const std::size_t possible = std::size_t{1} << bits;
  std::vector<std::size_t> counts(kLanes * possible);
  for (std::size_t i = 0; i < values.size(); ++i) ++counts[i % kLanes * possible + static_cast<std::size_t>(values[i])];
  auto next = values.begin();
  for (std::size_t value = 0; value < possible; ++value) {
    std::size_t count = 0;
    for (std::size_t lane = 0; lane < kLanes; ++lane) count += counts[lane * possible + value];
    const auto end = next + static_cast<std::ptrdiff_t>(count);
    std::fill(next, end, static_cast<std::int64_t>(value));
    next = end;
  }
}

/// One digit of all values.
struct Digit {
  int shift = 0;
  std::uint64_t mask = 0;
  std::array<std::size_t, std::size_t{1} << kMostDigitBits> place{};  ///< of the next value with it

  [[nodiscard]] std::size_t of(std::uint64_t value) const { return value >> shift & mask; }
};

/// The digits of values of so many bits, with the places of their values in order.
std::vector<Digit> digits_of(std::span<const std::int64_t> values, int bits) {
  const int passes = (bits + kMostDigitBits - 1) / kMostDigitBits;
  const int digit_bits = (bits + passes - 1) / passes;
  std::vector<Digit> digits(static_cast<std::size_t>(passes));
  for (std::size_t i = 0; i < digits.size(); ++i) {
    digits[i].shift = static_cast<int>(i) * digit_bits;
    digits[i].mask = (std::uint64_t{1} << digit_bits) - 1;
  }
  for (const std::int64_t value : values)
    for (Digit& digit : digits) ++digit.place[digit.of(static_cast<std::uint64_t>(value))];
  for (Digit& digit : digits) {
    std::size_t place = 0;
    for (std::size_t& next : digit.place) {
      const std::size_t count = next;
      next = place;
      place += count;
    }
  }
  return digits;
}

template <class From, class To>
void deal(std::span<const From> from, Digit& digit, std::span<To> to) {
  for (const From value : from) to[digit.place[digit.of(static_cast<std::uint64_t>(value))]++] = static_cast<To>(value);
}

/// From the lowest digit up, to and fro between the values and keys of 32 bits.
void sort_by_digits(std::vector<std::int64_t>& values, int bits) {
  std::vector<std::uint32_t> keys(values.size());
  bool in_keys = false;
  for (Digit& digit : digits_of(values, bits)) {
    if (in_keys)
      deal(std::span<const std::uint32_t>(keys), digit, std::span(values));
    else
      deal(std::span<const std::int64_t>(values), digit, std::span(keys));
    in_keys = !in_keys;
  }
  if (in_keys) std::copy(keys.begin(), keys.end(), values.begin());
}

}  // namespace

void sort_values(std::vector<std::int64_t>& values) {
  std::uint64_t of_any = 0;
  for (const std::int64_t value : values) of_any |= static_cast<std::uint64_t>(value);
  const auto bits = static_cast<int>(std::bit_width(of_any));  // of the largest, where none is negative
  if (bits == 64) throw InputError("a value below 0 among those to be ranked");
  if (std::is_sorted(values.begin(), values.end())) return;
  if (values.size() < kFewValues || bits > kDigitBits)
    boost::sort::spreadsort::integer_sort(values.begin(), values.end());
  else if (bits <= kCountedBits)
    sort_by_counting(values, bits);
  else
    sort_by_digits(values, bits);
}

int128 sum_of_values(std::span<const std::int64_t> values, std::int64_t largest) {
  constexpr std::size_t kBlock = std::size_t{1} << 20;
  const bool fits = largest < (std::int64_t{1} << 43);  // a block of them in 63 bits
  int128 sum = 0;
  for (std::size_t begin = 0; begin < values.size(); begin += kBlock) {
    const auto block = values.subspan(begin, std::min(kBlock, values.size() - begin));
    if (fits) {
      std::int64_t of_block = 0;
      for (const std::int64_t value : block) of_block += value;
      sum += of_block;
    } else {
      for (const std::int64_t value : block) sum += value;
    }
  }
  return sum;
}

}  // namespace spendlens::comm
