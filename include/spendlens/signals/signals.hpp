#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "spendlens/signals/summary.hpp"

namespace spendlens::signals {

/// The signals, in the order in which files and reports show them. Codes are not stored: names are.
enum class Signal : std::uint8_t {
  kSubscriptionCount,
  kRecurringIrregularCount,
  kSubscriptionSpend,
  kMonthlyRecurringSpend,
  kSubscriptionSharePct,
  kHasSavingsAccounts,
  kTotalSavingsBalance,
  kNetInflow,
  kSavingsGrowthRate,
  kAvgMonthlyExpenses,
  kEmergencyFundMonths,
  kNumCreditCards,
  kCardsWithoutLimit,
  kCreditAggregateUtilizationPct,
  kCreditMaxUtilizationPct,
  kHighUtilizationCount,
  kVeryHighUtilizationCount,
  kMinimumPaymentOnlyCount,
  kOverdueCount,
  kHasInterestCharges,
  kCreditTotalLimits,
  kIncomePayrollCount,
  kTotalIncome,
  kAvgIncomePerPayment,
  kIncomeMedianPayGapDays,
  kPaymentFrequency,
  kIncomeVariabilityCv,
  kHasRegularIncome,
  kCashFlowBufferMonths,
  kTransactionHistoryDays,
  kSpend,
  kSubscriptionsComplete,
  kSavingsComplete,
  kCreditComplete,
  kIncomeComplete
};
inline constexpr std::size_t kNumSignals = static_cast<std::size_t>(Signal::kIncomeComplete) + 1;

/// How a signal is stored, and its null: u32 (largest), u16 (largest), i64 minor units (largest), f64 (NaN), u8 of 0
/// and 1 (255), u8 index of a name (255).
enum class SignalKind : std::uint8_t { kCount, kCards, kMoney, kNumber, kFlag, kChoice };

/// Which detector a signal comes from.
enum class Detector : std::uint8_t { kSubscriptions, kSavings, kCredit, kIncome, kHistory };
inline constexpr std::array<const char*, 5> kDetectorNames = {"subscriptions", "savings", "credit", "income",
                                                              "history"};

/// Where a signal lies in a Summary; the alternative says its type.
using SummaryMember = std::variant<std::uint32_t Summary::*, std::uint16_t Summary::*, Minor Summary::*,
                                   double Summary::*, std::uint8_t Summary::*>;

struct SignalInfo {
  const char* name = "";
  SignalKind kind = SignalKind::kCount;
  Detector detector = Detector::kHistory;
  bool same_in_every_window = false;  ///< it does not depend on the window
  const char* units = "";
  const char* description = "";
  SummaryMember member{};
};

/// All signals; index = Signal.
[[nodiscard]] const std::array<SignalInfo, kNumSignals>& all_signals();
[[nodiscard]] inline const SignalInfo& info_of(Signal signal) {
  return all_signals()[static_cast<std::size_t>(signal)];
}

/// By name; nothing where there is no such signal.
[[nodiscard]] std::optional<Signal> parse_signal(std::string_view name);

/// The signal whose name differs least from `name` (edit distance; the first of equals).
[[nodiscard]] Signal nearest_signal(std::string_view name);

/// One value of a signal: minor units for money, 0 or 1 for flags, an index for choices; nothing for null.
[[nodiscard]] std::optional<double> value_of(const Summary& summary, Signal signal);

/// Signals of n customers in one window as columns: the memory, one vector a signal of the type of its kind.
class SignalTable {
 public:
  using Column = std::variant<std::vector<std::uint32_t>, std::vector<std::uint16_t>, std::vector<Minor>,
                              std::vector<double>, std::vector<std::uint8_t>>;

  SignalTable();

  void resize(std::size_t num_customers);
  [[nodiscard]] std::size_t size() const { return size_; }

  [[nodiscard]] const Column& column(Signal signal) const { return columns_[static_cast<std::size_t>(signal)]; }

  /// A column of a known type. Precondition: T is the type of the signal's kind.
  template <class T>
  [[nodiscard]] std::span<const T> values(Signal signal) const {
    return std::get<std::vector<T>>(column(signal));
  }

  /// Puts the summaries of customers [first, first + summaries.size()) into their rows.
  void put(std::size_t first, std::span<const Summary> summaries);
  [[nodiscard]] Summary get(std::size_t customer) const;

 private:
  std::array<Column, kNumSignals> columns_;
  std::size_t size_ = 0;
};

}  // namespace spendlens::signals
