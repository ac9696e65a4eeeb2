#include "spendlens/signals/stream.hpp"

#include <algorithm>

#include "spendlens/signals/window.hpp"

namespace spendlens::signals {

namespace {

/// The m-th date on which a payment is due after the last one, of cadences whose dates do not follow from each other.
Day due_date(const Stream& stream, int m) {
  using enum Cadence;
  const auto months = [&](int step) { return add_months(stream.last, m * step); };
  switch (stream.cadence) {
    case kWeekly:
      return stream.last + 7 * m;
    case kBiweekly:
      return stream.last + 14 * m;
    case kFourWeekly:
      return stream.last + 28 * m;
    case kMonthly:
      return months(1);
    case kTwoMonthly:
      return months(2);
    case kQuarterly:
      return months(3);
    case kHalfYearly:
      return months(6);
    case kYearly:
      return months(12);
    case kSemiMonthly:
    case kIrregular:
      break;
  }
  return kNoDay;
}

}  // namespace

std::optional<Cadence> parse_cadence(std::string_view text) {
  const auto at = std::find(kCadenceNames.begin(), kCadenceNames.end(), text);
  return at == kCadenceNames.end() ? std::nullopt : std::optional(static_cast<Cadence>(at - kCadenceNames.begin()));
}

std::vector<Day> due_dates(const Stream& stream, Day reference) {
  std::vector<Day> dates;
  if (stream.state != StreamState::kActive && stream.state != StreamState::kLate) return dates;
  const auto add = [&](Day day) {
    if (day > reference) dates.push_back(day);
  };
  const Day end = reference + kDueDays;
  if (stream.cadence == Cadence::kSemiMonthly) {
    // Each is a month after the one two before, from which it may have a shorter month's last day.
    for (Day before = stream.last, day = stream.next; day <= end;) {
      add(day);
      const Day after = add_months(before, 1);
      before = day;
      day = after;
    }
    return dates;
  }
  for (int m = 1; due_date(stream, m) <= end; ++m) add(due_date(stream, m));
  return dates;
}

}  // namespace spendlens::signals
