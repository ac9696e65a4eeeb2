#include "synth/bank_lifetime.hpp"

#include <algorithm>

namespace spendlens::synth {

namespace {

constexpr std::uint32_t kRowsOfSeveralAccounts = 50;  // below, a customer has one account

/// The one account is the one that the archetype's persona is judged by.
HeldAccounts single_account(Archetype archetype) {
  HeldAccounts held;
  switch (archetype) {
    case Archetype::kHighUtilization:
      held.card = 0;
      break;
    case Archetype::kVariableIncome:
    case Archetype::kLowSavings:
      held.checking = 0;
      break;
    default:
      held.savings = 0;
      break;
  }
  return held;
}

HeldAccounts several_accounts(Archetype archetype, std::uint16_t count) {
  HeldAccounts held;
  held.count = count;
  std::uint16_t next = 0;
  held.checking = next++;
  const bool needs_card = archetype == Archetype::kHighUtilization;
  if (count > 2 || !needs_card) held.savings = next++;
  if (next < count) held.card = next++;
  if (next < count) held.student_loan = next++;
  if (next < count) held.mortgage = next++;
  return held;
}

/// Takes up to `wanted` rows, `each` at a time, of what is left.
std::uint32_t take(std::uint32_t& left, std::uint32_t wanted, std::uint32_t each = 1) {
  const std::uint32_t taken = std::min(wanted, left / each);
  left -= taken * each;
  return taken;
}

/// Shares the rows out: first what makes the archetype, then the rest of a life, everyday purchases last.
void plan_rows(const ModelSettings& settings, BankLife& life) {
  std::uint32_t left = life.rows;
  const auto days = static_cast<std::uint32_t>(settings.as_of - life.start + 1);
  const std::uint32_t months = days / 30;
  life.payments = take(left, std::clamp<std::uint32_t>(life.rows * 3 / 10, 2, days / life.pay_days + 1));
  if (life.subscriptions > 0) {
    const bool heavy = life.archetype == Archetype::kSubscriptionHeavy;
    life.subscriptions = std::min(life.subscriptions, std::max<std::uint32_t>(1, life.rows * (heavy ? 6 : 2) / 10 / 3));
    const std::uint32_t each = std::clamp<std::uint32_t>(life.rows * (heavy ? 6 : 2) / 10 / life.subscriptions, 1,
                                                         std::max<std::uint32_t>(months, 1));
    life.charges_each = take(left, each, life.subscriptions);
  }
  const bool has_room = life.rows >= kRowsOfSeveralAccounts;
  if (has_room && life.archetype != Archetype::kSubscriptionHeavy)
    life.rents = take(left, std::min(months, life.rows / 12));
  if (has_room) life.bills = take(left, std::min(months, life.rows / 12));
  const bool has_checking = life.accounts.checking != kNoAccount;
  if (has_checking && life.accounts.savings != kNoAccount)
    life.savings_transfers = take(left, std::min(months, life.rows / 30), 2);
  if (has_checking && life.accounts.card != kNoAccount)
    life.card_payments = take(left, std::min(months, life.rows / 30), 2);
  life.everyday = left;
}

}  // namespace

BankLife draw_life(const ModelSettings& settings, std::span<const double> weights, std::uint64_t number) {
  Random random(settings.seed, number, static_cast<std::uint32_t>(BankStream::kLife));
  BankLife life;
  const double drawn = random.uniform();
  const auto at = std::upper_bound(weights.begin(), weights.end() - 1, drawn) - weights.begin();
  life.archetype = static_cast<Archetype>(at);
  const auto accounts = static_cast<std::uint16_t>(random.between(2, 5));
  const std::uint32_t rows_each = static_cast<std::uint32_t>(random.between(50, 200));
  const bool is_single = settings.rows_per_customer > 0 && settings.rows_per_customer < kRowsOfSeveralAccounts;
  life.accounts = is_single ? single_account(life.archetype) : several_accounts(life.archetype, accounts);
  life.rows = settings.rows_per_customer > 0 ? settings.rows_per_customer : rows_each * life.accounts.count;
  life.monthly_income = random.between(1'800'00, 7'000'00);
  constexpr std::uint32_t kPayDays[] = {7, 14, 14, 30};
  life.pay_days = kPayDays[random.below(4)];
  if (life.archetype == Archetype::kVariableIncome) life.pay_days = static_cast<std::uint32_t>(random.between(52, 80));
  life.monthly_spending = life.monthly_income * random.between(55, 85) / 100;
  life.subscriptions = life.archetype == Archetype::kSubscriptionHeavy
                           ? static_cast<std::uint32_t>(random.between(5, 10))
                           : random.below(4);
  Day history = settings.history_days;
  const bool is_short =
      life.archetype == Archetype::kYoungProfessional && (life.accounts.card == kNoAccount || random.chance(0.5));
  if (is_short) history = std::min(history, static_cast<Day>(random.between(100, 170)));
  life.start = settings.as_of - history + 1;
  plan_rows(settings, life);
  return life;
}

}  // namespace spendlens::synth
