#pragma once

#include "signals/figures/expressions.hpp"
#include "spendlens/signals/summaries.hpp"

namespace spendlens::signals {

/// Sets balance, limit, utilization and tier of a card, by the rules of either set of signals. A limit that is not
/// above 0 is none; without a balance there is nothing to compare with it.
template <class Rules>
void set_utilization(Minor balance, Minor limit, const Rules& rules, Card& card) {
  card.balance = balance;
  if (limit <= 0 || limit == kNoMoney || balance == kNoMoney) return;
  const auto reaches = [&](std::int64_t pct) { return int128{balance} * 10'000 >= int128{limit} * pct; };
  card.limit = limit;
  card.utilization_pct = percentage(balance, limit);
  card.tier = reaches(rules.very_high_pct)  ? UtilizationTier::kVeryHigh
              : reaches(rules.high_pct)     ? UtilizationTier::kHigh
              : reaches(rules.moderate_pct) ? UtilizationTier::kModerate
                                            : UtilizationTier::kLow;
}

}  // namespace spendlens::signals
