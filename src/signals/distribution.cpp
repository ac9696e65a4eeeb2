#include "spendlens/signals/distribution.hpp"

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

constexpr std::size_t kEdges = kCounts.size() * 2 + kPercents.size() * 2 + kMonths.size() * 2 + kGaps.size() +
                               kHistory.size() + kGrowth.size() + kLimits.size();

}  // namespace

const std::array<Distribution, kNumDistributions>& distributions() {
  static_assert(kEdges == kNumDistributionEdges);
  static const std::array<Distribution, kNumDistributions> all = {{
      {Signal::kSubscriptionCount, kCounts},
      {Signal::kSubscriptionSharePct, kPercents},
      {Signal::kEmergencyFundMonths, kMonths},
      {Signal::kSavingsGrowthRate, kGrowth},
      {Signal::kCreditMaxUtilizationPct, kPercents},
      {Signal::kCreditTotalLimits, kLimits},
      {Signal::kIncomePayrollCount, kCounts},
      {Signal::kIncomeMedianPayGapDays, kGaps},
      {Signal::kCashFlowBufferMonths, kMonths},
      {Signal::kTransactionHistoryDays, kHistory},
  }};
  return all;
}

}  // namespace spendlens::signals
