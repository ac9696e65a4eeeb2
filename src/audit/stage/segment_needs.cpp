#include "audit/stage/segment_needs.hpp"

#include <algorithm>
#include <optional>

#include "audit/stage/row_classes.hpp"
#include "spendlens/core/category.hpp"
#include "spendlens/core/transactions.hpp"

namespace spendlens::audit {

namespace {

using ledger::SegmentNeed;
namespace history_bit = ledger::history_bit;

/// The bit that says of rows which the profile does not leave out that a purchase by its not_spending is among them.
std::optional<std::uint8_t> purchase_bit(const ledger::Segment& segment, const Profile& profile,
                                         std::span<const std::string> categories) {
  if (!segment.columns.has(ledger::Column::kCategory) || profile.not_spending.empty()) return history_bit::kOutflow;
  // The segment was told with the patterns of kDefaultNotSpending, which say the same of most logs.
  const std::vector<std::uint8_t> told = classify_categories(categories, kDefaultNotSpending);
  const std::vector<std::uint8_t> wanted = category_bits(categories, profile);
  for (std::size_t i = 0; i < categories.size(); ++i)
    if ((told[i] & row_class::kNotSpending) != (wanted[i] & row_class::kNotSpending)) return std::nullopt;
  return history_bit::kPurchase;
}

/// The days before the reference date that signals look at.
Day signal_days(const signals::SignalProfile& profile) {
  if (profile.set == signals::SignalSet::kSpendsense)
    return profile.age_limit(
        std::max({profile.windows.back(), profile.subscriptions.lookback_days, signals::kIncomeFlagDays}));
  const signals::BankRules& rules = profile.bank;
  constexpr Day kLongestMonth = 31;
  const auto low_months = static_cast<Day>(rules.income.low_month_months + 1) * kLongestMonth;
  return std::max({rules.streams.lookback_days, rules.windows.back().longest(), low_months, rules.dormant_days,
                   rules.cards.interest_days});
}

}  // namespace

DaysOfInterest days_of_interest(const ObservedPeriod& period, const ObservedPeriod& compare, Day reference,
                                const signals::SignalProfile* profile) {
  const Day days = profile == nullptr ? 0 : signal_days(*profile);
  return {{period.observed(), compare.observed(), {reference + 1 - days, reference + 1}},
          history_end(period, reference),
          reference};
}

SegmentNeed need_of(const ledger::Segment& segment, const DaysOfInterest& interest, const Profile& profile,
                    std::span<const std::string> categories) {
  if (segment.num_transactions == 0) return {};
  if (segment.overlap != 0) return {};  // which rows count is known only from all of them
  const Day first = day_of(segment.first_timestamp);
  const Day last = day_of(segment.last_timestamp);
  if (first > interest.reference) return {.rows = SegmentNeed::Rows::kNone};
  if (interest.all_history) return {};
  for (const Period& days : interest.days)
    if (first < days.end && last >= days.start && days.start < days.end) return {};
  const bool straddles = first < interest.history_end && last >= interest.history_end;
  const std::optional<std::uint8_t> bit = purchase_bit(segment, profile, categories);
  if (straddles || last > interest.reference || !segment.has_history || !bit) return {};
  const auto bits = static_cast<std::uint8_t>(profile.include_pending ? *bit | *bit << 2 : *bit);
  return {.rows = SegmentNeed::Rows::kHistory, .purchase_bits = bits, .pending_counts = profile.include_pending};
}

}  // namespace spendlens::audit
