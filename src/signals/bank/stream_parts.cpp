#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

#include "signals/bank/payee_streams.hpp"

namespace spendlens::signals::bank {

namespace {

constexpr unsigned kIndexBits = 20;  ///< of a row in a key; magnitudes are below 2^44
static_assert(kMaxOrderedRows <= std::size_t{1} << kIndexBits);
static_assert(kMaxOrderMinor < Minor{1} << (64 - kIndexBits));

/// Amounts are counted in so many buckets, where a step of a part is at most so many percent; few rows are sorted at
/// once.
constexpr std::size_t kBuckets = 512;
constexpr std::int64_t kMaxBucketPct = 50;
constexpr std::size_t kMinBucketed = 6;

}  // namespace

/// The keys of rows that others are near: buckets as wide as a step between amounts of one part, or wider, count the
/// amounts, and where three buckets side by side hold fewer than a part has none of them is in one. Of a shop where a
/// customer buys this and that only a few are left to be sorted.
std::size_t StreamFinder::collect_near_amounts(const Side& side, std::int64_t pct) {
  const std::size_t n = side.rows.size();
  for (std::size_t i = 0; i < n; ++i)
    keys_[i] = static_cast<std::uint64_t>(std::abs(all_->amount[side.rows[i]])) << kIndexBits | side.rows[i];
  if (pct > kMaxBucketPct || n < kMinBucketed) return n;
  const int bits = pct <= 1 ? 5 : static_cast<int>(std::bit_width(static_cast<std::uint64_t>(kMaxBucketPct / pct))) - 1;
  const int shift = 52 - bits;  // of a double: its exponent and so many bits of its fraction
  std::array<std::uint8_t, kBuckets + 4> count{};
  const auto bucket_of = [shift](std::uint64_t key) {
    const auto value = static_cast<double>(key >> kIndexBits);
    return static_cast<std::size_t>(std::bit_cast<std::uint64_t>(value) >> shift) % kBuckets + 2;
  };
  for (std::size_t i = 0; i < n; ++i) {
    std::uint8_t& here = count[bucket_of(keys_[i])];
    here = static_cast<std::uint8_t>(here + (here < 64));
  }
  count[0] = count[kBuckets], count[1] = count[kBuckets + 1];
  count[kBuckets + 2] = count[2], count[kBuckets + 3] = count[3];
  std::size_t kept = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint8_t* at = count.data() + bucket_of(keys_[i]);
    const int middle = at[-1] + at[0] + at[1];
    const int nearby = std::max({middle, middle - at[1] + at[-2], middle - at[-1] + at[2]});
    keys_[kept] = keys_[i];
    kept += nearby >= static_cast<int>(std::min<std::uint32_t>(rules_.min_part_charges, 3));
  }
  return kept;
}

std::size_t StreamFinder::find_parts(const Side& side) {
  const std::int64_t pct = side.is_income ? rules_.income_split_pct : rules_.split_pct;
  constexpr std::uint64_t kIndex = (std::uint64_t{1} << kIndexBits) - 1;
  parts_.clear();
  const std::size_t n = collect_near_amounts(side, pct);
  if (n < rules_.min_part_charges) return 0;
  std::sort(keys_.begin(), keys_.begin() + static_cast<std::ptrdiff_t>(n));
  const auto amount = [this](std::size_t i) { return static_cast<Minor>(keys_[i] >> kIndexBits); };
  std::size_t in_parts = 0;
  for (std::size_t begin = 0, end = 0; begin < n; begin = end) {
    for (end = begin + 1; end < n && !differ(amount(end - 1), amount(end), pct);) ++end;
    if (end - begin < rules_.min_part_charges) continue;
    for (std::size_t i = begin; i < end; ++i) part_rows_[i] = static_cast<std::uint32_t>(keys_[i] & kIndex);
    const auto rows = std::span(part_rows_).subspan(begin, end - begin);
    std::sort(rows.begin(), rows.end());  // rows of a payee are by day
    const Charges charges = merge(rows).charges;
    Fit fit{};
    if (charges.size() < rules_.min_part_charges || !find_cadence(plan_, charges, fit)) continue;
    if (!side.is_income && !is_fixed(charges.amount, count_changes(charges.amount, rules_), rules_)) continue;
    parts_.push_back({begin, end, fit});
    in_parts += end - begin;
  }
  return in_parts;
}

}  // namespace spendlens::signals::bank
