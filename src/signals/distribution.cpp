#include "spendlens/signals/distribution.hpp"

#include <array>
#include <vector>

#include "spendlens/signals/signals.hpp"

namespace spendlens::signals {

namespace {

/// first, first + step, ...: n of them.
template <std::size_t n>
constexpr std::array<std::int64_t, n> steps(std::int64_t first, std::int64_t step) {
  std::array<std::int64_t, n> edges{};
  for (std::size_t i = 0; i < n; ++i) edges[i] = first + static_cast<std::int64_t>(i) * step;
  return edges;
}

constexpr auto kCounts = steps<12>(100, 100);       // 0, 1, ..., 11, 12 and more
constexpr auto kPercents = steps<21>(0, 500);       // by 5 percent
constexpr auto kMonths = steps<13>(0, 100);         // by one month up to a year
constexpr auto kGaps = steps<13>(500, 500);         // by 5 days
constexpr auto kHistory = steps<13>(3'000, 3'000);  // by 30 days
constexpr std::array<std::int64_t, 11> kGrowth = {-50, -20, -10, -5, 0, 2, 5, 10, 20, 50, 100};
constexpr std::array<std::int64_t, 12> kLimits = {50'000,    100'000,   200'000,   300'000,   500'000,   750'000,
                                                  1'000'000, 1'500'000, 2'000'000, 3'000'000, 5'000'000, 10'000'000};

constexpr std::array<std::int64_t, 14> kMonthlyMoney = {0,       50'000,    100'000,   150'000,  200'000,
                                                        250'000, 300'000,   400'000,   500'000,  600'000,
                                                        800'000, 1'000'000, 1'500'000, 2'500'000};

template <class Signals>
Distribution of(Signals signal, std::span<const std::int64_t> edges) {
  return {static_cast<std::size_t>(signal), edges};
}

std::vector<Distribution> bank_distributions() {
  using enum BankSignal;
  return {of(kSubscriptionCount, kCounts),         of(kSubscriptionSharePct, kPercents),
          of(kCommittedSharePct, kPercents),       of(kIncomeMonthly, kMonthlyMoney),
          of(kIncomeRegularSharePct, kPercents),   of(kIncomeLowMonthPct, kPercents),
          of(kMonthlyOutgoings, kMonthlyMoney),    of(kLiquidMonths, kMonths),
          of(kEmergencyFundMonths, kMonths),       of(kSavingsGrowthRate, kGrowth),
          of(kCreditMaxUtilizationPct, kPercents), of(kRevolvingUtilizationPct, kPercents),
          of(kCreditTotalLimits, kLimits),         of(kShortfallCount, kCounts),
          of(kTransactionHistoryDays, kHistory)};
}

std::vector<Distribution> spendsense_distributions() {
  using enum Signal;
  return {of(kSubscriptionCount, kCounts),         of(kSubscriptionSharePct, kPercents),
          of(kEmergencyFundMonths, kMonths),       of(kSavingsGrowthRate, kGrowth),
          of(kCreditMaxUtilizationPct, kPercents), of(kCreditTotalLimits, kLimits),
          of(kIncomePayrollCount, kCounts),        of(kIncomeMedianPayGapDays, kGaps),
          of(kCashFlowBufferMonths, kMonths),      of(kTransactionHistoryDays, kHistory)};
}

}  // namespace

std::span<const Distribution> distributions(SignalSet set) {
  static const std::vector<Distribution> bank = bank_distributions();
  static const std::vector<Distribution> spendsense = spendsense_distributions();
  return set == SignalSet::kBank ? bank : spendsense;
}

}  // namespace spendlens::signals
