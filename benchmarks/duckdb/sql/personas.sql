-- The six shipped personas in the window of {days} days (DEFINITIONS 8): the qualifying one of lowest priority number is assigned.
-- A condition on a signal that is not known is false. Who is not assessed qualifies all the same. Bit k of a mask is persona or condition k, in order of priority.
CREATE OR REPLACE TABLE personas_{days}d AS
WITH judged AS (
  SELECT s.customer, s.transaction_history_days IS NOT NULL AS assessed,
         coalesce(s.credit_max_utilization_pct >= 50, false) AS utilization_50,
         coalesce(year_half.income_median_pay_gap_days > 45, false) AS gap_45,
         coalesce(year_half.income_payroll_count < 2, false) AS payments_2,
         coalesce(s.emergency_fund_months < 3, false) AS months_3,
         coalesce(s.subscription_share_pct >= 20, false) AS share_20,
         coalesce(s.emergency_fund_months >= 6, false) AS months_6,
         coalesce(s.credit_max_utilization_pct < 10, false) AS utilization_10,
         coalesce(s.transaction_history_days < 180, false) AS history_180,
         coalesce(s.credit_total_limits < 300000, false) AS limits_3000
  FROM signals_{days}d AS s JOIN signals_180d AS year_half USING (customer)
)
SELECT customer,
       CASE WHEN NOT assessed THEN 'not_assessed' WHEN utilization_50 THEN 'high_utilization' WHEN gap_45 OR payments_2 THEN 'irregular_income'
            WHEN months_3 THEN 'low_savings' WHEN share_20 THEN 'subscription_heavy' WHEN months_6 AND utilization_10 THEN 'cash_flow_optimizer'
            WHEN history_180 OR limits_3000 THEN 'young_professional' ELSE 'unclassified' END AS persona,
       utilization_50::UTINYINT + 2 * (gap_45 OR payments_2)::UTINYINT + 4 * months_3::UTINYINT + 8 * share_20::UTINYINT
         + 16 * (months_6 AND utilization_10)::UTINYINT + 32 * (history_180 OR limits_3000)::UTINYINT AS qualifying_mask,
       utilization_50::USMALLINT + 2 * gap_45::USMALLINT + 4 * payments_2::USMALLINT + 8 * months_3::USMALLINT + 16 * share_20::USMALLINT
         + 32 * months_6::USMALLINT + 64 * utilization_10::USMALLINT + 128 * history_180::USMALLINT + 256 * limits_3000::USMALLINT AS condition_mask
FROM judged;
