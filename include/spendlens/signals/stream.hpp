#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/stream_kind.hpp"
#include "spendlens/core/transactions.hpp"

namespace spendlens::signals {

/// A day that is not known, or does not exist.
inline constexpr Day kNoDay = std::numeric_limits<Day>::max();

/// The rhythms of streams (DEFINITIONS section 7.5), in the order of their table. Their numbers are the codes of the
/// result format: never renumber.
enum class Cadence : std::uint8_t {
  kWeekly,
  kBiweekly,
  kSemiMonthly,
  kFourWeekly,
  kMonthly,
  kTwoMonthly,
  kQuarterly,
  kHalfYearly,
  kYearly,
  kIrregular  ///< of the profile spendsense only
};
inline constexpr std::array<const char*, 10> kCadenceNames = {"weekly",  "biweekly",    "semi_monthly", "four_weekly",
                                                              "monthly", "two_monthly", "quarterly",    "half_yearly",
                                                              "yearly",  "irregular"};
inline constexpr std::size_t kNumCadences = 9;  ///< of section 7.5

/// The cadence of this name; nothing where there is no such name.
[[nodiscard]] std::optional<Cadence> parse_cadence(std::string_view text);

/// A stream's state at the reference date. Codes of the result format: never renumber.
enum class StreamState : std::uint8_t { kActive, kLate, kLapsed, kEarly };
inline constexpr std::array<const char*, 4> kStreamStateNames = {"active", "late", "lapsed", "early"};

/// The last time that a stream's amount changed.
struct PriceStep {
  Day date = kNoDay;  ///< of the charge with the new amount; kNoDay: the amount never changed
  Minor from = 0;
  Minor to = 0;

  friend bool operator==(const PriceStep&, const PriceStep&) = default;
};

/// Payments of one payee, in or out, that come in a rhythm. Amounts are above 0, in minor units.
struct Stream {
  std::uint64_t customer = 0;  ///< index in the batch
  std::uint32_t payee = kNoMerchant;
  StreamKind kind = StreamKind::kRecurring;
  bool is_income = false;  ///< of inflows
  Cadence cadence = Cadence::kMonthly;
  StreamState state = StreamState::kActive;
  bool is_fixed = false;    ///< its amount changes seldom enough
  bool is_part = false;     ///< one of several streams of its payee, told apart by their amounts
  bool is_regular = false;  ///< of income: typical payments deviate little (section 7.7)
  std::uint8_t confidence = 0;
  Minor amount = 0;            ///< of the last charge; of the profile spendsense the average, rounded
  Minor median = 0;            ///< rounded half up
  std::uint64_t typical2 = 0;  ///< of income: twice the median of its last payments
  std::uint32_t charges = 0;
  std::uint32_t skipped = 0;
  Day first = kNoDay;
  Day last = kNoDay;
  Day next = kNoDay;
  PriceStep price_step;

  friend bool operator==(const Stream&, const Stream&) = default;
};

/// Streams come to so many 1/1344 of an amount a month: CadenceRule::share.
inline constexpr std::int64_t kSharesOfMonth = 1344;

/// The kinds of what is committed, which next_30d_due and committed_share_pct add up (section 7.6).
inline constexpr std::array kCommittedKinds = {StreamKind::kSubscription, StreamKind::kBill, StreamKind::kLoan,
                                               StreamKind::kBnpl, StreamKind::kStandingOrder};
[[nodiscard]] constexpr bool is_committed(StreamKind kind) {
  for (const StreamKind each : kCommittedKinds)
    if (each == kind) return true;
  return false;
}

/// Active or late: payments are still expected.
[[nodiscard]] constexpr bool is_live(const Stream& stream) {
  return stream.state == StreamState::kActive || stream.state == StreamState::kLate;
}

/// What is due is told of so many days after the reference date.
inline constexpr Day kDueDays = 30;

/// The dates in the kDueDays after the reference date on which a payment of a stream is due, ascending; none of a
/// stream that is neither active nor late. What should have come before is not due again.
[[nodiscard]] std::vector<Day> due_dates(const Stream& stream, Day reference);

/// What a customer's rows allow to be said (section 7.11). Codes of the result format: never renumber.
enum class Activity : std::uint8_t { kNone, kDormant, kNew, kCardOnly, kPrimary };
inline constexpr std::array<const char*, 5> kActivityNames = {"none", "dormant", "new", "card_only", "primary"};

}  // namespace spendlens::signals
