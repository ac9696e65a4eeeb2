#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals::spendsense {

enum class SubscriptionState : std::uint8_t { kActive, kLapsed };

/// A recurring payment that was detected.
struct Subscription {
  std::uint32_t merchant = kNoMerchant;
  std::uint8_t cadence = 0;        ///< index into cadence_names() of the profile
  double average_amount = 0;       ///< of its charges, major units, above 0
  std::uint32_t charge_count = 0;  ///< in the lookback
  Day last_charge = 0;
  double median_gap_days = 0;
  SubscriptionState state = SubscriptionState::kActive;

  friend bool operator==(const Subscription&, const Subscription&) = default;
};

/// What Appendix A says of one customer, by plain loops.
struct CustomerSummary {
  std::vector<Day> windows;
  std::vector<Summary> summaries;           ///< one a window
  std::vector<Subscription> subscriptions;  ///< by merchant
};

/// Sums up a batch of one, whatever the profile's set. Throws InputError where a row is out of range or a sum
/// overflows.
[[nodiscard]] CustomerSummary summarize(const CustomerColumns& customer, Day reference, const SignalProfile& profile);

/// The same of the customer at `index` of a batch, as tables and streams; the streams are of customer `index`. An error
/// names it.
[[nodiscard]] SignalResults signals_of(const CustomerColumns& batch, std::size_t index, Day reference,
                                       const SignalProfile& profile);

}  // namespace spendlens::signals::spendsense
