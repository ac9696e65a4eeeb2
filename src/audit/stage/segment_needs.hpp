#pragma once

#include <array>
#include <span>
#include <string>

#include "spendlens/audit/audit.hpp"
#include "spendlens/audit/profile.hpp"
#include "spendlens/ledger/segment.hpp"

namespace spendlens::audit {

/// The days whose rows an audit looks at one by one, and what it asks of the others.
struct DaysOfInterest {
  /// The two periods as observed; the widest of the windows, lookbacks and spans, empty without signals
  std::array<Period, 3> days{};
  Day history_end = 0;       ///< a purchase before it tells the reactivated from the first-time
  Day reference = 0;         ///< nothing after it counts
  bool all_history = false;  ///< every row up to it counts: cohorts are asked for
};
/// `profile` is null where no signals are computed.
[[nodiscard]] DaysOfInterest days_of_interest(const ObservedPeriod& period, const ObservedPeriod& compare,
                                              Day reference, const signals::SignalProfile* profile);

/// What of a segment's rows can matter to the result: all of them where any day of it may be of interest. `categories`
/// are the ledger's.
[[nodiscard]] ledger::SegmentNeed need_of(const ledger::Segment& segment, const DaysOfInterest& interest,
                                          const Profile& profile, std::span<const std::string> categories);

}  // namespace spendlens::audit
