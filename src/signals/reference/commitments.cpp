#include <algorithm>
#include <array>

#include "signals/reference/detectors.hpp"

namespace spendlens::signals::bank_reference {

namespace {

/// Amount times share of a month, in 1/1344.
int128 shares_of(const Stream& stream, const BankRules& rules) {
  return int128{stream.amount} * rules.streams.cadences[static_cast<std::size_t>(stream.cadence)].share;
}

/// Of live streams of one kind.
int128 shares_of_kind(const Scope& scope, StreamKind kind) {
  int128 sum = 0;
  for (const FoundStream& found : scope.streams.all)
    if (found.is_live() && found.stream.kind == kind) sum += shares_of(found.stream, scope.rules);
  return sum;
}

Minor due_soon(const Scope& scope) {
  const Day reference = scope.customer.reference;
  int128 due = 0;
  for (const FoundStream& found : scope.streams.all) {
    if (!found.is_live() || !is_committed(found.stream.kind)) continue;
    for (const Day day : due_dates(found.stream.cadence, found.charges, scope.rules.streams, reference + kDueDays))
      if (day > reference && day <= reference + kDueDays) due += found.stream.amount;
  }
  return money(due, "what is due");
}

}  // namespace

void summarize_commitments(const Scope& scope, const Flow& flow, BankSummary& to) {
  if (!scope.customer.knowledge.merchants || scope.customer.rows.empty()) return;
  to.subscription_count = to.subscription_early_count = to.subscription_lapsed_count = to.price_rise_count =
      to.bnpl_count = 0;
  for (const FoundStream& found : scope.streams.all) {
    const Stream& stream = found.stream;
    if (stream.kind == StreamKind::kBnpl && found.is_live()) ++to.bnpl_count;
    if (stream.kind != StreamKind::kSubscription) continue;
    if (found.is_live()) ++to.subscription_count;
    if (stream.state == StreamState::kEarly) ++to.subscription_early_count;
    if (stream.state == StreamState::kLapsed && scope.holds(stream.last)) ++to.subscription_lapsed_count;
    const PriceStep& step = stream.price_step;
    if (found.is_live() && step.date != kNoDay && step.to > step.from && scope.holds(step.date)) ++to.price_rise_count;
  }
  const int128 subscriptions = shares_of_kind(scope, StreamKind::kSubscription);
  to.subscription_monthly_cost = month_of_shares(subscriptions);
  to.bills_monthly = month_of_shares(shares_of_kind(scope, StreamKind::kBill));
  to.loans_monthly = month_of_shares(shares_of_kind(scope, StreamKind::kLoan));
  to.bnpl_monthly = month_of_shares(shares_of_kind(scope, StreamKind::kBnpl));
  to.standing_orders_monthly = month_of_shares(shares_of_kind(scope, StreamKind::kStandingOrder));
  to.next_30d_due = due_soon(scope);
  if (to.monthly_outgoings == to.monthly_outgoings && flow.net() > 0 &&
      !is_month_below(flow.net(), scope.days_observed, scope.rules.min_outgoings))
    to.subscription_share_pct = percent_of_outgoings(subscriptions, flow.net(), scope.days_observed);
  const std::optional<Earnings> income = earnings_of(scope);
  if (!income || income->numerator() <= 0) return;
  int128 committed = 0;
  for (const StreamKind kind : kCommittedKinds) committed += shares_of_kind(scope, kind);
  to.committed_share_pct = percent_of_income(committed, income->days, income->numerator());
}

}  // namespace spendlens::signals::bank_reference
