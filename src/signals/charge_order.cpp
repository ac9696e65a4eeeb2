#include <algorithm>
#include <numeric>

#include "signals/detectors.hpp"

namespace spendlens::signals {

namespace {

constexpr std::size_t kMaxIndexed = 65'536;

/// Ascends where merchants ascend and ages descend.
std::uint64_t key_of(const PickedCharges& charges, std::size_t i) {
  return std::uint64_t{charges.merchant[i]} << 16 | (0xFFFFU - static_cast<std::uint32_t>(charges.age[i]));
}

bool is_in_order(const PickedCharges& charges) {
  for (std::size_t i = 1; i < charges.age.size(); ++i)
    if (key_of(charges, i) < key_of(charges, i - 1)) return false;
  return true;
}

/// More than an index of 16 bits tells apart: rarely, of a customer with a great many charges.
void order_many(const PickedCharges& charges) {
  std::vector<std::size_t> order(charges.age.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return key_of(charges, a) < key_of(charges, b); });
  const auto move = [&order]<class T>(std::span<T> column) {
    const std::vector<T> before(column.begin(), column.end());
    for (std::size_t i = 0; i < order.size(); ++i) column[i] = before[order[i]];
  };
  move(charges.age), move(charges.amount), move(charges.merchant);
}

}  // namespace

void order_charges(const PickedCharges& charges, DetectorScratch& scratch) {
  if (is_in_order(charges)) return;
  const std::size_t n = charges.age.size();
  if (n > kMaxIndexed) return order_many(charges);
  scratch.keys.resize(n);
  scratch.moved.assign(charges.amount.begin(), charges.amount.end());
  for (std::size_t i = 0; i < n; ++i) scratch.keys[i] = key_of(charges, i) << 16 | i;
  std::sort(scratch.keys.begin(), scratch.keys.end());
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t key = scratch.keys[i];
    charges.merchant[i] = static_cast<std::uint32_t>(key >> 32);
    charges.age[i] = static_cast<Day>(0xFFFFU - (key >> 16 & 0xFFFFU));
    charges.amount[i] = scratch.moved[key & 0xFFFFU];
  }
}

}  // namespace spendlens::signals
