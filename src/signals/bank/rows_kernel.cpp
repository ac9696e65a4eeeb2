#include <algorithm>

#include "signals/bank/rows.hpp"
#include "spendlens/core/kernel_macros.hpp"

namespace spendlens::signals::bank {

namespace {

/// What a variant of the loop leaves out: a batch that has no such column pays nothing for it.
template <bool has_flags, bool has_category, bool has_account>
SPENDLENS_INLINE bool gather(const CustomerColumns& batch, const Plan& plan, std::size_t begin, std::size_t end,
                             CustomerRows& to) {
  constexpr auto kLimit = static_cast<std::uint64_t>(kMaxOrderMinor);
  constexpr auto kDay = static_cast<std::uint32_t>(kSecondsPerDay);
  const Timestamp* time = batch.transactions.timestamp.data();
  const Minor* amounts = batch.transactions.amount.data();
  const std::uint8_t* row_classes = batch.transactions.row_class.data();
  const std::uint32_t* merchant = batch.merchant.empty() ? nullptr : batch.merchant.data();
  const std::uint16_t* category = batch.category.data();
  const std::uint8_t* class_of = batch.category_class.data();
  const std::uint16_t* accounts = batch.account.data();
  const std::uint8_t* window_of = plan.window_of.data();
  const auto limit = static_cast<std::uint32_t>((plan.reference + std::int64_t{1}) * kSecondsPerDay);
  const std::int64_t lookback = std::int64_t{plan.first_day()} * kSecondsPerDay;
  const auto from = static_cast<std::uint32_t>(std::max<std::int64_t>(0, lookback));
  const Day interest_from = plan.last() - plan.rules.cards.interest_days;
  // Bytes may alias anything, so what the loop reads beside the bytes that it writes is held in locals.
  Day* const to_day = to.day.data();
  Minor* const to_amount = to.amount.data();
  std::uint32_t* const to_payee = to.payee.data();
  std::uint8_t* const to_class = to.category_class.data();
  std::uint8_t* const to_flags = to.flags.data();
  std::uint16_t* const to_account = to.account.data();
  std::uint32_t* const to_original = to.original.data();
  std::uint32_t* const to_inflow = to.inflow.data();
  std::uint8_t* const account_flags = to.account_flags.data();
  ClassSums* const all_sums = to.sums.data();
  const Day first_day = plan.first_day();
  std::size_t n = 0;
  std::size_t inflows = 0;
  bool fits = true;
  Timestamp first = kNoTimestamp;
  Timestamp last = 0;
  std::uint64_t before = 0;
  bool ordered = true;
  for (std::size_t row = begin; row < end; ++row) {
    const Timestamp at = time[row];
    const Minor amount = amounts[row];
    fits &= static_cast<std::uint64_t>(amount) + kLimit <= 2 * kLimit && at < static_cast<Timestamp>(kTimestampLimit);
    if (at >= limit) continue;
    if constexpr (has_flags)
      if ((row_classes[row] & row_class::kLeftOut) != 0) continue;
    first = std::min(first, at);
    last = std::max(last, at);
    if (at < from) continue;
    const Day day = static_cast<Day>(at / kDay) - first_day;
    std::uint8_t of = static_cast<std::uint8_t>(CategoryClass::kNone);
    if constexpr (has_category) of = class_of[category[row]];
    const std::uint32_t payee = merchant == nullptr ? kNoMerchant : merchant[row];
    ClassSums& sums = all_sums[window_of[day]];
    const std::size_t place = 2 * std::size_t{of} + (amount > 0 ? 1 : 0);
    sums.amount[place] += amount;
    if (has(kCountedClasses, of)) sums.count[place] += amount != 0;
    to_day[n] = day;
    to_amount[n] = amount;
    to_payee[n] = payee;
    to_class[n] = of;
    to_original[n] = static_cast<std::uint32_t>(row - begin);
    std::uint8_t flags = 0;
    if constexpr (has_account) {
      std::uint16_t account = accounts[row];
      const std::uint8_t of_account = account == kNoAccount ? std::uint8_t{0} : account_flags[account];
      if ((of_account & account_flag::kCounts) == 0) {
        account = kNoAccount;
      } else {
        flags = of_account & (row_flag::kBarred | row_flag::kOnLoan);
        if ((of_account & account_flag::kSavings) != 0) sums.savings += amount;
        if (of == static_cast<std::uint8_t>(CategoryClass::kInterestCharged) && amount < 0 && day > interest_from)
          account_flags[account] |= account_flag::kInterest;
      }
      to_account[n] = account;
    }
    to_flags[n] = flags;
    to_inflow[inflows] = static_cast<std::uint32_t>(n);
    inflows += amount > 0;
    const std::uint64_t key = std::uint64_t{payee} << 32 | static_cast<std::uint32_t>(day);
    ordered &= key >= before;
    before = key;
    ++n;
  }
  to.size = n;
  to.num_inflows = inflows;
  to.first = first;
  to.last = last;
  to.is_ordered = ordered;
  return fits;
}

template <bool has_flags, bool has_category>
SPENDLENS_INLINE bool gather_on_accounts(const CustomerColumns& batch, const Plan& plan, std::size_t begin,
                                         std::size_t end, CustomerRows& to) {
  return batch.account.empty() ? gather<has_flags, has_category, false>(batch, plan, begin, end, to)
                               : gather<has_flags, has_category, true>(batch, plan, begin, end, to);
}

SPENDLENS_INLINE bool gather_any(const CustomerColumns& batch, const Plan& plan, std::size_t begin, std::size_t end,
                                 CustomerRows& to) {
  const bool has_category = !batch.category.empty() && !batch.category_class.empty();
  if (batch.transactions.row_class.empty())
    return has_category ? gather_on_accounts<false, true>(batch, plan, begin, end, to)
                        : gather_on_accounts<false, false>(batch, plan, begin, end, to);
  return has_category ? gather_on_accounts<true, true>(batch, plan, begin, end, to)
                      : gather_on_accounts<true, false>(batch, plan, begin, end, to);
}

bool base_gather(const CustomerColumns& batch, const Plan& plan, std::size_t begin, std::size_t end, CustomerRows& to) {
  return gather_any(batch, plan, begin, end, to);
}

}  // namespace

const Variants<GatherRows>& gather_kernels() {
  static const Variants<GatherRows> kernels = {{InstructionSet::kBase, base_gather}};
  return kernels;
}

}  // namespace spendlens::signals::bank
