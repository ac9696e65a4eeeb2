#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace spendlens::signals {

/// How a signal is stored, and its null: u32 (largest), u16 (largest), i64 minor units (largest), f64 (NaN), u8 of 0
/// and 1 (255), u8 index of a name (255).
enum class SignalKind : std::uint8_t { kCount, kCards, kMoney, kNumber, kFlag, kChoice };

/// Which detector a signal comes from.
enum class Detector : std::uint8_t {
  kSubscriptions,
  kSavings,
  kCredit,
  kIncome,
  kHistory,
  kOutgoings,
  kShortfall,
};
inline constexpr std::array<const char*, 7> kDetectorNames = {"subscriptions", "savings",   "credit",   "income",
                                                              "history",       "outgoings", "shortfall"};

struct SignalInfo {
  const char* name = "";
  SignalKind kind = SignalKind::kCount;
  Detector detector = Detector::kHistory;
  bool same_in_every_window = false;  ///< it does not depend on the window
  const char* units = "";
  const char* description = "";
};

/// The signals of one set of definitions, in the order in which files and reports show them. A signal is known by its
/// place in its catalogue; places are not stored: names are.
class SignalCatalogue {
 public:
  explicit constexpr SignalCatalogue(std::span<const SignalInfo> signals) : signals_(signals) {}

  [[nodiscard]] std::size_t size() const { return signals_.size(); }
  [[nodiscard]] const SignalInfo& operator[](std::size_t signal) const { return signals_[signal]; }
  [[nodiscard]] auto begin() const { return signals_.begin(); }
  [[nodiscard]] auto end() const { return signals_.end(); }

  /// The signal of this name; nothing where there is no such signal.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;

  /// The signal whose name differs least from `name` (edit distance; the first of equals).
  [[nodiscard]] std::size_t nearest(std::string_view name) const;

 private:
  std::span<const SignalInfo> signals_;
};

/// Whose definitions a profile computes: those of section 7, or Appendix A's.
enum class SignalSet : std::uint8_t { kBank, kSpendsense };
inline constexpr std::array<const char*, 2> kSignalSetNames = {"default", "spendsense"};

/// The catalogue of a set; there is one of each, whose address tells which it is.
[[nodiscard]] const SignalCatalogue& catalogue_of(SignalSet set);

/// The signals of section 7: place in catalogue_of(SignalSet::kBank).
enum class BankSignal : std::uint8_t {
  kSubscriptionCount,
  kSubscriptionEarlyCount,
  kSubscriptionLapsedCount,
  kSubscriptionMonthlyCost,
  kSubscriptionSharePct,
  kPriceRiseCount,
  kBillsMonthly,
  kLoansMonthly,
  kBnplCount,
  kBnplMonthly,
  kStandingOrdersMonthly,
  kCommittedSharePct,
  kNext30dDue,
  kIncomeMonthly,
  kIncomeRegularSharePct,
  kIncomeFrequency,
  kIncomeStreamCount,
  kIncomeExtra,
  kIncomePassive,
  kIncomeLowMonthPct,
  kMonthlyOutgoings,
  kSpending,
  kRefunds,
  kLiquidBalance,
  kLiquidMonths,
  kSavingsBalance,
  kEmergencyFundMonths,
  kSavingsNetInflow,
  kSavingsGrowthRate,
  kNumCreditCards,
  kCardsWithoutLimit,
  kCreditAggregateUtilizationPct,
  kCreditMaxUtilizationPct,
  kHighUtilizationCount,
  kVeryHighUtilizationCount,
  kOverdueCount,
  kCreditTotalLimits,
  kRevolvingUtilizationPct,
  kMinimumPaymentOnlyCount,
  kInterestPaid,
  kHasInterestCharges,
  kOverdraftCount,
  kNsfCount,
  kShortfallCount,
  kFeesTotal,
  kAdvanceCount,
  kAdvanceTotal,
  kNegativeBalance,
  kActivity,
  kJointAccounts,
  kTransactionHistoryDays,
  kDaysObserved
};
inline constexpr std::size_t kNumBankSignals = static_cast<std::size_t>(BankSignal::kDaysObserved) + 1;
[[nodiscard]] constexpr std::size_t place_of(BankSignal signal) { return static_cast<std::size_t>(signal); }

}  // namespace spendlens::signals
