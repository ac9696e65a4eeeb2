#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "signals/row_kernel.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals {

/// One customer's sums that need more than its own rows: the savings balance and the like.
struct Holdings {
  bool known = false;  ///< accounts were given
  bool has_savings = false;
  int128 savings_balance = 0;
  int128 depository_balance = 0;
};

/// Reusable memory of the detectors; each vector holds as many entries as the largest customer has rows.
struct DetectorScratch {
  std::vector<Day> days;
  std::vector<Minor> amounts;
  std::vector<std::int32_t> gaps;
  std::vector<std::uint64_t> keys;  ///< of charges that are not in order
  std::vector<Minor> moved;
};

/// One customer's rows of those that were picked; views. By merchant, then descending by age.
struct ChargeRows {
  std::span<const Day> age;
  std::span<const Minor> amount;
  std::span<const std::uint32_t> merchant;
};
/// The same, to be changed.
struct PickedCharges {
  std::span<Day> age;
  std::span<Minor> amount;
  std::span<std::uint32_t> merchant;
};
struct IncomeRows {
  std::span<const Day> age;
  std::span<const Minor> amount;
};

/// Puts one customer's charges in order: by merchant, then descending by age. Charges of one merchant and age stay in
/// theirs. Ages are below 65,536.
void order_charges(const PickedCharges& charges, DetectorScratch& scratch);

/// Subscriptions of one customer from its charges: fills the three counts and sums of `summaries` (one a window), and
/// appends what it detects. False where a sum overflows 64 bits.
[[nodiscard]] bool detect_subscriptions(const ChargeRows& charges, std::uint64_t customer, const SignalProfile& profile,
                                        Day reference, DetectorScratch& scratch, std::span<Summary> summaries,
                                        std::vector<Subscription>& found);

/// Income of one customer from the rows that are income in the widest window, in any order: fills all of it but
/// cash_flow_buffer_months. False where a sum overflows 64 bits.
[[nodiscard]] bool summarize_income(const IncomeRows& incomes, const SignalProfile& profile, DetectorScratch& scratch,
                                    std::span<Summary> summaries);

/// Cards of one customer: the same in every window. False where a sum overflows 64 bits.
[[nodiscard]] bool summarize_credit(const CustomerColumns& batch, std::size_t customer, const SignalProfile& profile,
                                    std::span<Summary> summaries);

/// `savings_subtypes` is savings_subtype_bits(profile).
[[nodiscard]] Holdings holdings_of(const CustomerColumns& batch, std::size_t customer, std::uint32_t savings_subtypes);

/// Subscriptions of spendsense as streams.
void add_as_streams(std::span<const Subscription> subscriptions, const SignalProfile& profile, std::vector<Stream>& to);

/// The reference of spendsense, of a batch of one.
[[nodiscard]] SignalResults spendsense_signals(const CustomerColumns& customer, Day reference,
                                               const SignalProfile& profile);

/// Throws UsageError where columns do not fit together.
void check_columns(const CustomerColumns& batch);

/// Throws UsageError where no timestamp can be of that day.
void check_reference(Day reference);

/// Puts 0 where a signal is null, but for credit_total_limits and transaction_history_days.
void replace_nulls(Summary& summary, std::uint8_t unknown_frequency);

}  // namespace spendlens::signals
