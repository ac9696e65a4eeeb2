#pragma once

#include <catch2/catch.hpp>

#include "spendlens/audit/profile.hpp"

namespace spendlens::test {

/// Checks two profiles key by key, but for their names.
inline void check_same(const audit::Profile& a, const audit::Profile& b) {
  CHECK(a.include_pending == b.include_pending);
  CHECK(a.not_spending == b.not_spending);
  CHECK(a.fiscal_year_start == b.fiscal_year_start);
  CHECK(a.silence_days == b.silence_days);
  CHECK(a.clv == b.clv);
  CHECK(a.recency_cuts == b.recency_cuts);
  CHECK(a.frequency_cuts == b.frequency_cuts);
  CHECK(a.monetary_cuts == b.monetary_cuts);
  CHECK(a.signals.set == b.signals.set);
  CHECK(a.signals.bank == b.signals.bank);
  CHECK(a.signals.windows == b.signals.windows);
  CHECK(a.signals.windows_closed == b.signals.windows_closed);
  CHECK(a.signals.null_as_zero == b.signals.null_as_zero);

  const auto& s = a.signals.subscriptions;
  const auto& s2 = b.signals.subscriptions;
  CHECK(s.lookback_days == s2.lookback_days);
  CHECK(s.min_charges == s2.min_charges);
  CHECK(s.not_subscription == s2.not_subscription);
  CHECK(s.takes_all_rows == s2.takes_all_rows);
  CHECK(s.one_charge_a_date == s2.one_charge_a_date);
  CHECK(s.cadences == s2.cadences);
  CHECK(s.irregular_gap_days_below == s2.irregular_gap_days_below);
  CHECK(s.max_amount_variation == s2.max_amount_variation);
  CHECK(s.irregular_counts == s2.irregular_counts);
  CHECK(s.active_by_window == s2.active_by_window);
  CHECK(s.active_median_gaps == s2.active_median_gaps);

  CHECK(a.signals.savings.subtypes == b.signals.savings.subtypes);
  CHECK(a.signals.savings.inflow_merchant == b.signals.savings.inflow_merchant);
  CHECK(a.signals.savings.growth_from_nothing == b.signals.savings.growth_from_nothing);
  CHECK(a.signals.savings.expenses_without_savings == b.signals.savings.expenses_without_savings);

  const auto& c = a.signals.credit;
  const auto& c2 = b.signals.credit;
  CHECK(c.cards_need_liability == c2.cards_need_liability);
  CHECK(c.limit_from_statement == c2.limit_from_statement);
  CHECK(c.limit_without_balance == c2.limit_without_balance);
  CHECK(c.total_limits_of_accounts == c2.total_limits_of_accounts);
  CHECK(c.max_is_aggregate == c2.max_is_aggregate);
  CHECK(c.moderate_pct == c2.moderate_pct);
  CHECK(c.high_pct == c2.high_pct);
  CHECK(c.very_high_pct == c2.very_high_pct);
  CHECK(c.minimum_payment_pct == c2.minimum_payment_pct);

  const auto& i = a.signals.income;
  const auto& i2 = b.signals.income;
  CHECK(i.min_amount == i2.min_amount);
  CHECK(i.transfers_count == i2.transfers_count);
  CHECK(i.min_payments == i2.min_payments);
  CHECK(i.nothing_below_min_payments == i2.nothing_below_min_payments);
  CHECK(i.max_deviation_days == i2.max_deviation_days);
  CHECK(i.frequencies == i2.frequencies);
}

}  // namespace spendlens::test
