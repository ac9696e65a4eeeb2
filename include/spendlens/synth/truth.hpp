#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "spendlens/core/calendar.hpp"
#include "spendlens/core/money.hpp"
#include "spendlens/core/stream_kind.hpp"

namespace spendlens::synth {

/// How often a schedule has a payment; `kIrregular`: at no set distance, `kOnce`: a single time.
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
  kIrregular,
  kOnce
};
inline constexpr std::array<const char*, 11> kCadenceNames = {"weekly",  "biweekly",    "semi_monthly", "four_weekly",
                                                              "monthly", "two_monthly", "quarterly",    "half_yearly",
                                                              "yearly",  "irregular",   "once"};

/// What became of a schedule by the last date: it goes on, rests for a while, was cancelled, or has had all that it was
/// to have.
enum class ScheduleState : std::uint8_t { kActive, kPaused, kCancelled, kCompleted };
inline constexpr std::array<const char*, 4> kScheduleStateNames = {"active", "paused", "cancelled", "completed"};

/// One schedule of a customer as it was drawn, and the rows that it made.
struct StreamTruth {
  std::string payee;  ///< as people say it, in capitals
  StreamKind kind = StreamKind::kSubscription;
  bool is_inflow = false;
  Cadence cadence = Cadence::kMonthly;
  ScheduleState state = ScheduleState::kActive;
  Minor amount = 0;           ///< of a payment now, or of the last one where it ended; above 0
  Minor monthly = 0;          ///< amount in a month of 30.4375 days; 0 where it has ended or is of kIrregular, kOnce
  std::uint32_t charges = 0;  ///< rows
  std::uint32_t missed = 0;   ///< dates that were due and have no row, after the first row and up to the last date
  Day first = 0;              ///< of its rows; looked at where there are some
  Day last = 0;
  std::optional<Day> ended;  ///< cancelled then, or paid off
  std::optional<Day> step;   ///< the amount changed for good then...
  Minor step_from = 0;       ///< ...and was this before
};

/// What a customer's data were made from. Money in minor units; figures of a month are those of the schedules.
struct CustomerTruth {
  std::string kind;      ///< of the customer: the name of its archetype
  std::string activity;  ///< primary, card_only, new, dormant or none
  bool has_raw_descriptors = false;
  std::uint32_t history_days = 0;        ///< dates from the first posted row to the last date
  std::optional<std::string> frequency;  ///< of the largest steady income now; irregular, unknown; none: no account
  std::optional<Minor> income_monthly;   ///< steady payers now, and what others paid in 12 months
  std::optional<Minor> steady_income;    ///< the part of steady payers
  Minor outgoings_monthly = 0;           ///< spending less refunds of 12 months, in a month
  std::optional<Minor> liquid_balance;   ///< checking and savings
  Minor credit_limit = 0;                ///< of all cards
  std::optional<std::uint32_t>
      revolving_pct;                 ///< highest use of a card that is not paid in full; 0: all are; none: no card
  std::uint32_t minimum_only = 0;    ///< cards of which the minimum alone is paid
  std::uint32_t overdue = 0;         ///< cards
  std::uint32_t shortfalls = 0;      ///< overdraft and returned-payment fees of 12 months, less reversals
  std::uint32_t joint_accounts = 0;  ///< in common with another customer, for whom they count
  std::uint32_t advances = 0;        ///< of wages, in 6 months
  std::vector<StreamTruth> streams;  ///< everything scheduled but single payments
};

}  // namespace spendlens::synth
