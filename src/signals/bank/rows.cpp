#include "signals/bank/rows.hpp"

#include <algorithm>
#include <tuple>

namespace spendlens::signals::bank {

void CustomerRows::grow(std::size_t rows) {
  if (day.size() >= rows) return;
  day.resize(rows), amount.resize(rows), payee.resize(rows), category_class.resize(rows);
  flags.resize(rows), account.resize(rows, kNoAccount), original.resize(rows);
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
}

namespace {

std::uint64_t magnitude_of(Minor amount) { return static_cast<std::uint64_t>(amount < 0 ? -amount : amount); }

/// A place among 4,096 bits.
std::size_t bit_of(std::uint64_t magnitude) {
  return static_cast<std::size_t>(magnitude * 0x9E37'79B9'7F4A'7C15U >> 52);
}

}  // namespace

void PairFinder::mark(const CustomerColumns& batch, std::size_t first_row, const Plan& plan, CustomerRows& rows) {
  const auto may_pair = [&rows](std::size_t i) {
    return rows.account[i] != kNoAccount && !has(kNeverPairedClasses, rows.category_class[i]);
  };
  seen_.fill(0);
  bool any = false;
  for (std::size_t i = 0; i < rows.size; ++i) {
    if (rows.amount[i] <= 0 || !may_pair(i)) continue;
    const std::size_t bit = bit_of(magnitude_of(rows.amount[i]));
    seen_[bit / 64] |= std::uint64_t{1} << bit % 64;
    any = true;
  }
  if (!any) return;
  candidates_.clear();
  for (std::size_t i = 0; i < rows.size; ++i) {
    const std::uint64_t magnitude = magnitude_of(rows.amount[i]);
    const std::size_t bit = bit_of(magnitude);
    if ((seen_[bit / 64] >> bit % 64 & 1) == 0 || magnitude == 0 || !may_pair(i)) continue;
    const std::uint64_t order = static_cast<std::uint64_t>(rows.day[i]) << 32 | std::uint64_t{rows.account[i]} << 1 |
                                (rows.amount[i] > 0 ? 1U : 0U);
    candidates_.push_back({magnitude, order, static_cast<std::uint32_t>(i)});
  }
  // Of equal magnitude, day, account and sign: by payee (none is first), then time, then category
  const auto rest = [&](const Candidate& candidate) {
    const std::size_t row = first_row + rows.original[candidate.row];
    return std::tuple(rows.payee[candidate.row] + 1, batch.transactions.timestamp[row],
                      batch.category.empty() ? std::uint16_t{0} : batch.category[row]);
  };
  std::sort(candidates_.begin(), candidates_.end(), [&](const Candidate& a, const Candidate& b) {
    if (a.magnitude != b.magnitude) return a.magnitude < b.magnitude;
    return a.order != b.order ? a.order < b.order : rest(a) < rest(b);
  });
  for (std::size_t begin = 0, end = 0; begin < candidates_.size(); begin = end) {
    while (end < candidates_.size() && candidates_[end].magnitude == candidates_[begin].magnitude) ++end;
    pair_equal(std::span(candidates_).subspan(begin, end - begin), plan, rows);
  }
}

void PairFinder::pair_equal(std::span<const Candidate> equal, const Plan& plan, CustomerRows& rows) {
  for (std::size_t i = 0; i < equal.size(); ++i) {
    const std::uint32_t one = equal[i].row;
    if ((rows.flags[one] & row_flag::kPaired) != 0) continue;
    for (std::size_t k = i + 1; k < equal.size(); ++k) {
      const std::uint32_t other = equal[k].row;
      if (rows.day[other] > rows.day[one] + plan.rules.pair_days) break;
      if ((rows.flags[other] & row_flag::kPaired) != 0 || rows.amount[other] == rows.amount[one] ||
          rows.account[other] == rows.account[one])
        continue;
      rows.flags[one] |= row_flag::kPaired;
      rows.flags[other] |= row_flag::kPaired;
      break;
    }
  }
}

}  // namespace spendlens::signals::bank
