#include "synth/bank_truth.hpp"

#include <algorithm>

#include "spendlens/synth/bank_model.hpp"

namespace spendlens::synth {

namespace {

constexpr Day kHalfYear = 183;
constexpr Day kDormantDays = 90;
constexpr Day kNewDays = 60;

bool is_income(StreamKind kind) {
  return kind == StreamKind::kPayroll || kind == StreamKind::kBenefit || kind == StreamKind::kVariableIncome;
}

ScheduleState state_of(const Flow& flow, Day as_of) {
  if (flow.is_cancelled && flow.end <= as_of) return ScheduleState::kCancelled;
  if (flow.has_term && flow.end <= as_of) return ScheduleState::kCompleted;
  return as_of >= flow.pause_begin && as_of < flow.pause_end ? ScheduleState::kPaused : ScheduleState::kActive;
}

/// Dates that a schedule would have had since, had it not ended.
std::uint32_t due_since(Flow flow, const BankCalendar& calendar, Day end) {
  flow.end = calendar.last();
  std::uint32_t due_days = 0;
  for_each_due(flow, calendar, [&](std::uint32_t, Day due) {
    if (due > end) ++due_days;
  });
  return due_days;
}

StreamTruth stream_of(const Flow& flow, const BankCalendar& calendar) {
  StreamTruth stream;
  const Day as_of = calendar.last();
  stream.payee = BankPlaces::name(flow.place, flow.merchant);
  stream.kind = flow.kind;
  stream.is_inflow = flow.is_inflow;
  stream.cadence = flow.cadence;
  stream.state = state_of(flow, as_of);
  for_each_due(flow, calendar, [&](std::uint32_t index, Day due) {
    const Day day = charge_day(flow, calendar, index, due);
    if (day < calendar.first() || day > as_of) {
      if (day < calendar.first() && due <= as_of && stream.charges > 0) ++stream.missed;
      return;
    }
    if (stream.charges++ == 0) stream.first = day;
    stream.last = day;
    stream.amount = charge_amount(flow, calendar, index, due);
  });
  if (stream.state == ScheduleState::kCancelled) stream.missed += due_since(flow, calendar, flow.end);
  // Who began again but has not been charged yet still looks paused.
  const bool is_resting = flow.pause_begin > 0 && flow.pause_begin <= as_of && stream.last < flow.pause_begin;
  if (is_resting && stream.state == ScheduleState::kActive) stream.state = ScheduleState::kPaused;
  const bool has_ended = stream.state == ScheduleState::kCancelled || stream.state == ScheduleState::kCompleted;
  if (has_ended) stream.ended = flow.end;
  const bool is_raised = flow.step_day > 0 && stream.last >= flow.step_day;
  if (is_raised) {
    stream.step = flow.step_day;
    stream.step_from = flow.amount;
  }
  const Minor now = is_raised ? flow.step_amount : flow.amount;
  stream.monthly = has_ended ? 0 : in_a_month(flow.cadence, now);
  return stream;
}

const char* activity_of(const BankLife& life, const BankTotals& totals, Day as_of) {
  if (totals.first > as_of) return "none";
  if (as_of - life.end >= kDormantDays) return "dormant";
  if (as_of - totals.first < kNewDays) return "new";
  return life.accounts.checking == kNoAccount ? "card_only" : "primary";
}

/// Fees of 12 months, less those given back; wages in advance of half a year.
void count_shortfalls(const BankLife& life, const BankTotals& totals, Day as_of, CustomerTruth& truth) {
  std::int64_t fees = 0;
  for (const Flow& flow : life.flows) {
    const bool is_fee = flow.place == Place::kOverdraftFee || flow.place == Place::kReturnedFee;
    if (is_fee && flow.begin >= totals.counted_from && flow.begin <= as_of) fees += flow.is_inflow ? -1 : 1;
    if (flow.place == Place::kAdvance && as_of - flow.begin < kHalfYear) ++truth.advances;
  }
  truth.shortfalls = static_cast<std::uint32_t>(std::max<std::int64_t>(fees, 0));
}

void find_income(const BankWorld& world, const BankLife& life, const BankTotals& totals, CustomerTruth& truth) {
  if (life.accounts.checking == kNoAccount) return;
  const Day as_of = world.calendar.last();
  Minor steady = 0;
  Minor largest = 0;
  Minor unsteady = monthly(world, totals, totals.unsteady_income);
  std::string frequency = unsteady > 0 ? "irregular" : "unknown";
  for (const Flow& flow : life.flows) {
    const bool counts = flow.is_inflow && is_income(flow.kind) && flow.cadence != Cadence::kOnce;
    if (!counts || is_unsteady(flow) || state_of(flow, as_of) != ScheduleState::kActive) continue;
    const Minor month =
        in_a_month(flow.cadence, flow.step_day > 0 && as_of >= flow.step_day ? flow.step_amount : flow.amount);
    steady += month;
    if (month <= largest) continue;
    largest = month;
    frequency = kCadenceNames[static_cast<std::size_t>(flow.cadence)];
  }
  truth.steady_income = steady;
  truth.income_monthly = steady + unsteady;
  truth.frequency = frequency;
}

void read_accounts(const BankLife& life, std::span<const GeneratedAccount> accounts, CustomerTruth& truth) {
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    const GeneratedAccount& account = accounts[i];
    if (type_of(account.subtype) == AccountType::kDepository)
      truth.liquid_balance = truth.liquid_balance.value_or(0) + account.balance_current;
    if (account.subtype != AccountSubtype::kCreditCard) continue;
    truth.credit_limit += account.balance_limit;
    const bool in_full = i != life.accounts.card || life.card_use == CardUse::kInFull;
    const Minor use = in_full ? 0 : 100 * account.last_statement_balance / account.balance_limit;
    truth.revolving_pct = std::max(truth.revolving_pct.value_or(0), static_cast<std::uint32_t>(use));
  }
  const bool has_card = life.accounts.card != kNoAccount;
  truth.minimum_only = has_card && life.card_use >= CardUse::kMinimumOnly ? 1 : 0;
  truth.overdue = has_card && life.card_use == CardUse::kOverdue ? 1 : 0;
}

}  // namespace

Minor monthly(const BankWorld& world, const BankTotals& totals, Minor amount) {
  const Day days = world.calendar.last() - std::max(totals.first, totals.counted_from) + 1;
  return days < 1 ? 0 : amount * 487 / (16 * days);
}

CustomerTruth truth_of(const BankWorld& world, const BankLife& life, const BankTotals& totals,
                       std::span<const GeneratedAccount> accounts) {
  const Day as_of = world.calendar.last();
  CustomerTruth truth;
  truth.kind = archetype_names()[static_cast<std::size_t>(life.archetype)];
  truth.activity = activity_of(life, totals, as_of);
  truth.has_raw_descriptors = life.has_raw_descriptors;
  truth.history_days = static_cast<std::uint32_t>(std::max(as_of - totals.first + 1, 0));
  truth.outgoings_monthly = monthly(world, totals, totals.spent);
  find_income(world, life, totals, truth);
  count_shortfalls(life, totals, as_of, truth);
  read_accounts(life, accounts, truth);
  for (const Flow& flow : life.flows)
    if (flow.cadence != Cadence::kOnce) truth.streams.push_back(stream_of(flow, world.calendar));
  return truth;
}

}  // namespace spendlens::synth
