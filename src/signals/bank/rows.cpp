#include "signals/bank/rows.hpp"

#include <algorithm>
#include <tuple>

namespace spendlens::signals::bank {

void CustomerRows::grow(std::size_t rows) {
  if (day.size() >= rows) return;
  day.resize(rows), amount.resize(rows), payee.resize(rows), category_class.resize(rows);
  flags.resize(rows), account.resize(rows, kNoAccount), original.resize(rows), inflow.resize(rows);
}

void order_rows(CustomerRows& rows) {
  if (rows.is_ordered) return;
  const std::size_t n = rows.size;
  rows.keys.resize(n);
  rows.order.resize(n);
  rows.moved.resize(n);
  // Ascends by payee, day and place; days are below 2^13, places below 2^19.
  for (std::size_t i = 0; i < n; ++i)
    rows.keys[i] = std::uint64_t{rows.payee[i]} << 32 | static_cast<std::uint64_t>(rows.day[i]) << 19 | i;
  std::sort(rows.keys.begin(), rows.keys.end());
  for (std::size_t i = 0; i < n; ++i) rows.order[i] = static_cast<std::uint32_t>(rows.keys[i] & (kMaxOrderedRows - 1));
  const auto move = [&rows, n]<class T>(std::vector<T>& column) {
    for (std::size_t i = 0; i < n; ++i) rows.moved[i] = static_cast<std::uint64_t>(column[rows.order[i]]);
    for (std::size_t i = 0; i < n; ++i) column[i] = static_cast<T>(rows.moved[i]);
  };
  move(rows.day), move(rows.amount), move(rows.payee), move(rows.category_class);
  move(rows.flags), move(rows.account), move(rows.original);
  rows.num_inflows = 0;
  for (std::size_t i = 0; i < n; ++i)
    if (rows.amount[i] > 0) rows.inflow[rows.num_inflows++] = static_cast<std::uint32_t>(i);
}

namespace {

std::uint64_t magnitude_of(Minor amount) { return static_cast<std::uint64_t>(amount < 0 ? -amount : amount); }

constexpr unsigned kRowBits = 19;
static_assert(kMaxOrderedRows <= std::size_t{1} << kRowBits);
static_assert(kMaxOrderMinor < Minor{1} << (64 - kRowBits));

/// A place among 4,096 bits.
std::size_t bit_of(std::uint64_t magnitude) {
  return static_cast<std::size_t>(magnitude * 0x9E37'79B9'7F4A'7C15U >> 52);
}

}  // namespace

void PairFinder::mark(const CustomerColumns& batch, std::size_t first_row, const Plan& plan, CustomerRows& rows) {
  const auto may_pair = [&rows](std::size_t i) {
    return rows.account[i] != kNoAccount && !has(kNeverPairedClasses, rows.category_class[i]);
  };
  Seen came;
  std::size_t ins = 0;
  for (std::size_t i = 0; i < rows.num_inflows; ++i) {
    const std::uint32_t row = rows.inflow[i];
    if (!may_pair(row)) continue;
    came.add(bit_of(magnitude_of(rows.amount[row])));
    ++ins;
  }
  if (ins == 0) return;
  const auto key_of = [&rows](std::size_t row) { return magnitude_of(rows.amount[row]) << kRowBits | row; };
  Seen went;
  keys_.clear();
  for (std::size_t i = 0; i < rows.size; ++i) {
    const std::size_t bit = bit_of(magnitude_of(rows.amount[i]));
    if (!came.has(bit) || rows.amount[i] >= 0 || !may_pair(i)) continue;
    went.add(bit);
    keys_.push_back(key_of(i));
  }
  if (keys_.empty()) return;
  for (std::size_t i = 0; i < rows.num_inflows; ++i) {
    const std::uint32_t row = rows.inflow[i];
    if (went.has(bit_of(magnitude_of(rows.amount[row]))) && may_pair(row)) keys_.push_back(key_of(row));
  }
  std::sort(keys_.begin(), keys_.end());
  const auto order_of = [&](std::uint32_t row) {  // no payee is first
    const std::size_t place = first_row + rows.original[row];
    return std::tuple(rows.day[row], rows.account[row], rows.amount[row], rows.payee[row] + 1,
                      batch.transactions.timestamp[place],
                      batch.category.empty() ? std::uint16_t{0} : batch.category[place]);
  };
  for (std::size_t begin = 0, end = 0; begin < keys_.size(); begin = end) {
    equal_.clear();
    for (; end < keys_.size() && keys_[end] >> kRowBits == keys_[begin] >> kRowBits; ++end)
      equal_.push_back(static_cast<std::uint32_t>(keys_[end] & ((1U << kRowBits) - 1)));
    if (equal_.size() < 2) continue;
    std::sort(equal_.begin(), equal_.end(),
              [&](std::uint32_t a, std::uint32_t b) { return order_of(a) < order_of(b); });
    pair_equal(equal_, plan, rows);
  }
}

void PairFinder::pair_equal(std::span<const std::uint32_t> equal, const Plan& plan, CustomerRows& rows) {
  for (std::size_t i = 0; i < equal.size(); ++i) {
    const std::uint32_t one = equal[i];
    if ((rows.flags[one] & row_flag::kPaired) != 0) continue;
    for (std::size_t k = i + 1; k < equal.size(); ++k) {
      const std::uint32_t other = equal[k];
      if (rows.day[other] > rows.day[one] + plan.rules.pair_days) break;
      if ((rows.flags[other] & row_flag::kPaired) != 0 || rows.amount[other] == rows.amount[one] ||
          rows.account[other] == rows.account[one])
        continue;
      rows.flags[one] |= row_flag::kPaired;
      rows.flags[other] |= row_flag::kPaired;
      paired_.push_back(rows.amount[one] < 0 ? one : other);
      break;
    }
  }
}

}  // namespace spendlens::signals::bank
