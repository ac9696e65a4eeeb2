#include "audit/stage/segment_needs.hpp"

#include <algorithm>
#include <optional>

#include "spendlens/core/category.hpp"

namespace spendlens::audit {

namespace {

using ledger::SegmentNeed;
namespace history_bit = ledger::history_bit;

/// The bit that says of rows which the profile does not leave out that a purchase by its not_spending is among them.
std::optional<std::uint8_t> purchase_bit(const ledger::Segment& segment, const Profile& profile) {
  if (!segment.columns.has(ledger::Column::kCategory) || profile.not_spending.empty()) return history_bit::kOutflow;
  if (profile.not_spending == kDefaultNotSpending) return history_bit::kPurchase;
  return std::nullopt;
}

}  // namespace

DaysOfInterest days_of_interest(const ObservedPeriod& period, const ObservedPeriod& compare, Day reference,
                                const signals::SignalProfile& profile) {
  const Day widest = std::max({profile.windows.back(), profile.subscriptions.lookback_days, signals::kIncomeFlagDays});
  return {{period.observed(), compare.observed(), {reference + 1 - profile.age_limit(widest), reference + 1}},
          history_end(period, reference),
          reference};
}

SegmentNeed need_of(const ledger::Segment& segment, const DaysOfInterest& interest, const Profile& profile) {
  if (segment.num_transactions == 0) return {};
  if (segment.overlap != 0) return {};  // which rows count is known only from all of them
  const Day first = day_of(segment.first_timestamp);
  const Day last = day_of(segment.last_timestamp);
  if (first > interest.reference) return {.rows = SegmentNeed::Rows::kNone};
  if (interest.all_history) return {};
  for (const Period& days : interest.days)
    if (first < days.end && last >= days.start && days.start < days.end) return {};
  const bool straddles = first < interest.history_end && last >= interest.history_end;
  const std::optional<std::uint8_t> bit = purchase_bit(segment, profile);
  if (straddles || last > interest.reference || !segment.has_history || !bit) return {};
  const auto bits = static_cast<std::uint8_t>(profile.include_pending ? *bit | *bit << 2 : *bit);
  return {.rows = SegmentNeed::Rows::kHistory, .purchase_bits = bits, .pending_counts = profile.include_pending};
}

}  // namespace spendlens::audit
