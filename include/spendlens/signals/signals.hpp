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

#include "spendlens/signals/catalogue.hpp"
#include "spendlens/signals/summary.hpp"

namespace spendlens::signals {

/// The signals of Appendix A: place in catalogue_of(SignalSet::kSpendsense).
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

/// The place of a signal in a Summary; the alternative says its type.
using SummaryMember = std::variant<std::uint32_t Summary::*, std::uint16_t Summary::*, Minor Summary::*,
                                   double Summary::*, std::uint8_t Summary::*>;

/// All signals; index = Signal.
[[nodiscard]] const std::array<SignalInfo, kNumSignals>& all_signals();
[[nodiscard]] inline const SignalInfo& info_of(Signal signal) {
  return all_signals()[static_cast<std::size_t>(signal)];
}

/// The place of a signal in a Summary. Precondition: `info` is an element of all_signals().
[[nodiscard]] const SummaryMember& member_of(const SignalInfo& info);

/// One value of a signal: minor units for money, 0 or 1 for flags, an index for choices; nothing for null.
[[nodiscard]] std::optional<double> value_of(const Summary& summary, Signal signal);

/// Signals of n customers in one window as columns: the memory, one vector a signal of the type of its kind.
class SignalTable {
 public:
  using Column = std::variant<std::vector<std::uint32_t>, std::vector<std::uint16_t>, std::vector<Minor>,
                              std::vector<double>, std::vector<std::uint8_t>>;

  explicit SignalTable(const SignalCatalogue& catalogue = catalogue_of(SignalSet::kSpendsense));

  [[nodiscard]] const SignalCatalogue& catalogue() const { return *catalogue_; }

  /// Values of new customers are unspecified, or null where the signal is unknown.
  void resize(std::size_t num_customers);
  [[nodiscard]] std::size_t size() const { return size_; }

  /// Says that nobody's value of a signal is known: the column is null, and whoever fills or adds up the table passes
  /// over it.
  void mark_unknown(std::size_t signal);
  [[nodiscard]] bool is_unknown(std::size_t signal) const { return is_unknown_[signal]; }

  /// Says that the column of a signal stays without values, as nobody reads it.
  void leave_out(std::size_t signal);

  /// Copies all rows of another table of the same catalogue into the rows from `first` on.
  void copy_rows(std::size_t first, const SignalTable& from);

  /// The column of the signal at that place of the catalogue.
  [[nodiscard]] const Column& column(std::size_t signal) const { return columns_[signal]; }
  [[nodiscard]] const Column& column(Signal signal) const { return columns_[static_cast<std::size_t>(signal)]; }

  /// A column of a known type. Precondition: T is the type of the signal's kind.
  template <class T>
  [[nodiscard]] std::span<const T> values(std::size_t signal) const {
    return std::get<std::vector<T>>(column(signal));
  }
  template <class T>
  [[nodiscard]] std::span<const T> values(Signal signal) const {
    return values<T>(static_cast<std::size_t>(signal));
  }
  /// The same, to be filled.
  template <class T>
  [[nodiscard]] std::span<T> values_to_fill(std::size_t signal) {
    return std::get<std::vector<T>>(columns_[signal]);
  }

  /// One value: minor units for money, 0 or 1 for flags, an index for choices; nothing for null.
  [[nodiscard]] std::optional<double> value(std::size_t signal, std::size_t customer) const;

  /// Copies a customer of another table of the same catalogue.
  void copy(std::size_t customer, const SignalTable& from, std::size_t other);

  /// Puts the summaries of customers [first, first + summaries.size()) into their rows. Precondition: the catalogue is
  /// that of spendsense.
  void put(std::size_t first, std::span<const Summary> summaries);
  [[nodiscard]] Summary get(std::size_t customer) const;

 private:
  const SignalCatalogue* catalogue_;
  std::vector<Column> columns_;
  std::vector<bool> is_unknown_;
  std::vector<bool> is_left_out_;
  std::size_t size_ = 0;
};

/// The first signal by which a customer of one table differs, bit for bit, from one of another table of the same
/// catalogue; nothing where all are equal.
[[nodiscard]] std::optional<std::size_t> first_difference(const SignalTable& a, std::size_t customer,
                                                          const SignalTable& b, std::size_t other);

}  // namespace spendlens::signals
