#include <algorithm>

#include "signals/bank/rows.hpp"
#include "spendlens/core/kernel_macros.hpp"

namespace spendlens::signals::bank {

namespace {

constexpr auto kSecondsOfDay = static_cast<std::uint32_t>(kSecondsPerDay);

/// Loops without a branch, each over values of one width.
SPENDLENS_INLINE int inspect_rows(const CustomerColumns& batch, const Plan& plan, std::size_t begin, std::size_t end,
                                  CustomerRows& to) {
  constexpr auto kLimit = static_cast<std::uint64_t>(kMaxOrderMinor);
  const std::size_t n = end - begin;
  const Timestamp* time = batch.transactions.timestamp.data() + begin;
  const Minor* amount = batch.transactions.amount.data() + begin;
  const auto after = static_cast<std::uint32_t>((plan.reference + std::int64_t{1}) * kSecondsPerDay);
  const auto from = static_cast<std::uint32_t>(std::max<std::int64_t>(0, plan.first_day() * kSecondsPerDay));
  const auto first_day = static_cast<std::uint32_t>(plan.first_day());
  std::uint64_t outside = 0;
  for (std::size_t i = 0; i < n; ++i)
    outside |= static_cast<std::uint64_t>(static_cast<std::uint64_t>(amount[i]) + kLimit > 2 * kLimit);
  std::uint32_t first = kNoTimestamp;
  std::uint32_t last = 0;
  Day* day = to.day.data();
  for (std::size_t i = 0; i < n; ++i) {
    first = std::min(first, time[i]);
    last = std::max(last, time[i]);
    day[i] = static_cast<Day>(time[i] / kSecondsOfDay - first_day);
  }
  if (outside != 0 || (n > 0 && last >= static_cast<Timestamp>(kTimestampLimit))) return 0;
  to.first = first;
  to.last = last;
  if (n > 0 && (first < from || last >= after)) return 1;
  std::uint8_t classes = 0;
  if (!batch.transactions.row_class.empty())
    for (std::size_t i = begin; i < end; ++i) classes |= batch.transactions.row_class[i];
  std::uint32_t unordered = 0;
  if (!batch.merchant.empty()) {
    const std::uint32_t* payee = batch.merchant.data() + begin;
    for (std::size_t i = 1; i < n; ++i)
      unordered |=
          static_cast<std::uint32_t>(payee[i] < payee[i - 1]) |
          (static_cast<std::uint32_t>(payee[i] == payee[i - 1]) & static_cast<std::uint32_t>(day[i] < day[i - 1]));
  }
  return (classes & row_class::kLeftOut) == 0 && unordered == 0 ? 2 : 1;
}

int base_inspect(const CustomerColumns& batch, const Plan& plan, std::size_t begin, std::size_t end, CustomerRows& to) {
  return inspect_rows(batch, plan, begin, end, to);
}

#if defined(__x86_64__)
SPENDLENS_AVX2 int avx2_inspect(const CustomerColumns& batch, const Plan& plan, std::size_t begin, std::size_t end,
                                CustomerRows& to) {
  return inspect_rows(batch, plan, begin, end, to);
}
SPENDLENS_AVX512 int avx512_inspect(const CustomerColumns& batch, const Plan& plan, std::size_t begin, std::size_t end,
                                    CustomerRows& to) {
  return inspect_rows(batch, plan, begin, end, to);
}
#endif

}  // namespace

const Variants<InspectRows>& inspect_kernels() {
  static const Variants<InspectRows> kernels = {
#if defined(__x86_64__)
    {InstructionSet::kAvx512, avx512_inspect},
    {InstructionSet::kAvx2, avx2_inspect},
#endif
    {InstructionSet::kBase, base_inspect}
  };
  return kernels;
}

}  // namespace spendlens::signals::bank
