#include "signals/bank/rows.hpp"

#include <algorithm>
#include <tuple>

namespace spendlens::signals::bank {

void CustomerRows::grow(std::size_t rows) {
  if (day.size() >= rows) return;
  day.resize(rows), category_class.resize(rows), flags.resize(rows), inflow.resize(rows);
  copies.amount.resize(rows), copies.payee.resize(rows), copies.account.resize(rows), copies.original.resize(rows);
  no_payee.resize(rows, kNoMerchant), no_account.resize(rows, kNoAccount);
}

void CustomerRows::use_copies() {
  amount = copies.amount.data();
  payee = copies.payee.data();
  account = copies.account.data();
  original = copies.original.data();
}

namespace {

void order_rows(CustomerRows& rows) {
  const std::size_t n = rows.size;
  rows.keys.resize(n);
  rows.order.resize(n);
  rows.moved.resize(n);
  // Ascends by payee, day and place; days are below 2^13, places below 2^19.
  for (std::size_t i = 0; i < n; ++i)
    rows.keys[i] = std::uint64_t{rows.copies.payee[i]} << 32 | static_cast<std::uint64_t>(rows.day[i]) << 19 | i;
  std::sort(rows.keys.begin(), rows.keys.end());
  for (std::size_t i = 0; i < n; ++i) rows.order[i] = static_cast<std::uint32_t>(rows.keys[i] & (kMaxOrderedRows - 1));
  const auto move = [&rows, n]<class T>(std::vector<T>& column) {
    for (std::size_t i = 0; i < n; ++i) rows.moved[i] = static_cast<std::uint64_t>(column[rows.order[i]]);
    for (std::size_t i = 0; i < n; ++i) column[i] = static_cast<T>(rows.moved[i]);
  };
  move(rows.day), move(rows.copies.amount), move(rows.copies.payee), move(rows.copies.account);
  move(rows.copies.original);
}

/// Copies the rows that count, in order.
void copy_rows(const CustomerColumns& batch, const Plan& plan, std::size_t begin, std::size_t end, CustomerRows& to) {
  const std::int64_t from = std::int64_t{plan.first_day()} * kSecondsPerDay;
  const std::int64_t after = (plan.reference + std::int64_t{1}) * kSecondsPerDay;
  CustomerRows::Copies& copies = to.copies;
  copies.is_ordered = true;
  to.first = kNoTimestamp;
  to.last = 0;
  std::size_t n = 0;
  std::uint64_t before = 0;
  for (std::size_t row = begin; row < end; ++row) {
    const Timestamp at = batch.transactions.timestamp[row];
    if (at >= after) continue;
    if (!batch.transactions.row_class.empty() && (batch.transactions.row_class[row] & row_class::kLeftOut) != 0)
      continue;
    to.first = std::min(to.first, at);
    to.last = std::max(to.last, at);
    if (at < from) continue;
    const std::uint16_t account = batch.account.empty() ? kNoAccount : batch.account[row];
    const bool counts = account != kNoAccount && (to.account_flags[account] & account_flag::kCounts) != 0;
    to.day[n] = day_of(at) - plan.first_day();
    copies.amount[n] = batch.transactions.amount[row];
    copies.payee[n] = batch.merchant.empty() ? kNoMerchant : batch.merchant[row];
    copies.account[n] = counts ? account : kNoAccount;
    copies.original[n] = static_cast<std::uint32_t>(row - begin);
    const std::uint64_t key = std::uint64_t{copies.payee[n]} << 32 | static_cast<std::uint32_t>(to.day[n]);
    copies.is_ordered &= key >= before;
    before = key;
    ++n;
  }
  to.size = n;
  if (!copies.is_ordered) order_rows(to);
  to.use_copies();
}

/// Classes, flags and sums of the rows, of a batch that has such columns.
template <bool has_category, bool has_account>
void classify_rows(const CustomerColumns& batch, const Plan& plan, std::size_t begin, CustomerRows& to) {
  const std::uint16_t* category = has_category ? batch.category.data() + begin : nullptr;
  const std::uint8_t* class_of = batch.category_class.data();
  const std::uint8_t* window_of = plan.window_of.data();
  const std::uint32_t* original = to.original;
  const Day interest_from = plan.last() - plan.rules.cards.interest_days;
  constexpr std::uint8_t kOfAccount = row_flag::kBarred | row_flag::kOnLoan;
  // Bytes may alias anything, so what the loop reads beside the bytes that it writes is held in locals.
  const Day* const days = to.day.data();
  const Minor* const amounts = to.amount;
  const std::uint16_t* const accounts = to.account;
  std::uint8_t* const to_class = to.category_class.data();
  std::uint8_t* const to_flags = to.flags.data();
  std::uint8_t* const account_flags = to.account_flags.data();
  std::uint32_t* const to_inflow = to.inflow.data();
  ClassSums* const all_sums = to.sums.data();
  const std::size_t size = to.size;
  std::size_t inflows = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const Minor amount = amounts[i];
    std::uint8_t of = static_cast<std::uint8_t>(CategoryClass::kNone);
    if constexpr (has_category) of = class_of[category[original == nullptr ? i : original[i]]];
    ClassSums& sums = all_sums[window_of[days[i]]];
    const std::size_t place = 2 * std::size_t{of} + (amount > 0 ? 1 : 0);
    sums.amount[place] += amount;
    if (has(kCountedClasses, of)) sums.count[place] += amount != 0;
    std::uint8_t flags = 0;
    if constexpr (has_account) {
      if (accounts[i] != kNoAccount) {
        const std::uint8_t of_account = account_flags[accounts[i]];
        flags = of_account & kOfAccount;
        if ((of_account & account_flag::kSavings) != 0) sums.savings += amount;
        if (of == static_cast<std::uint8_t>(CategoryClass::kInterestCharged) && amount < 0 && days[i] > interest_from)
          account_flags[accounts[i]] |= account_flag::kInterest;
      }
    }
    to_class[i] = of;
    to_flags[i] = flags;
    to_inflow[inflows] = static_cast<std::uint32_t>(i);
    inflows += amount > 0;
  }
  to.num_inflows = inflows;
}

}  // namespace

bool gather_rows(const CustomerColumns& batch, const Plan& plan, std::size_t begin, std::size_t end, CustomerRows& to) {
  to.grow(end - begin);
  const int inspected = inspect_kernels().chosen()(batch, plan, begin, end, to);
  if (inspected == 0) return false;
  const bool all_count = std::all_of(to.account_flags.begin(), to.account_flags.end(),
                                     [](std::uint8_t flags) { return (flags & account_flag::kCounts) != 0; });
  if (inspected == 2 && all_count) {
    to.size = end - begin;
    to.amount = batch.transactions.amount.data() + begin;
    to.payee = batch.merchant.empty() ? to.no_payee.data() : batch.merchant.data() + begin;
    to.account = batch.account.empty() ? to.no_account.data() : batch.account.data() + begin;
    to.original = nullptr;
  } else {
    copy_rows(batch, plan, begin, end, to);
  }
  const bool has_category = !batch.category.empty() && !batch.category_class.empty();
  const auto classify = has_category
                            ? (batch.account.empty() ? classify_rows<true, false> : classify_rows<true, true>)
                            : (batch.account.empty() ? classify_rows<false, false> : classify_rows<false, true>);
  classify(batch, plan, begin, to);
  return true;
}

namespace {

std::uint64_t magnitude_of(Minor amount) { return static_cast<std::uint64_t>(amount < 0 ? -amount : amount); }

constexpr unsigned kRowBits = 19;
static_assert(kMaxOrderedRows <= std::size_t{1} << kRowBits);
static_assert(kMaxOrderMinor < Minor{1} << (64 - kRowBits));

}  // namespace

void PairFinder::collect(const CustomerRows& rows) {
  const auto may_pair = [&rows](std::size_t i) {
    return rows.account[i] != kNoAccount && !has(kNeverPairedClasses, rows.category_class[i]);
  };
  const auto add = [&](std::size_t row) { keys_.push_back(magnitude_of(rows.amount[row]) << kRowBits | row); };
  const auto inflows = std::span(rows.inflow).first(rows.num_inflows);
  keys_.clear();
  Seen came;
  for (const std::uint32_t row : inflows)
    if (may_pair(row)) came.add(magnitude_of(rows.amount[row]));
  if (!came.any) return;
  Seen went;
  for (std::size_t i = 0; i < rows.size; ++i) {
    const std::uint64_t magnitude = magnitude_of(rows.amount[i]);
    if (!came.has(magnitude) || rows.amount[i] >= 0 || !may_pair(i)) continue;
    went.add(magnitude);
    add(i);
  }
  if (!went.any) return;
  for (const std::uint32_t row : inflows)
    if (went.has(magnitude_of(rows.amount[row])) && may_pair(row)) add(row);
  std::sort(keys_.begin(), keys_.end());
}

void PairFinder::mark(const CustomerColumns& batch, std::size_t first_row, const Plan& plan, CustomerRows& rows) {
  collect(rows);
  const auto order_of = [&](std::uint32_t row) {  // no payee is first
    const std::size_t place = first_row + rows.place_of(row);
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
