-- What each customer did, for RFM, the lenses and the spending of the windows: one pass over all rows.
-- DEFINITIONS 1 (purchase, refund, pending), 2 (periods are half-open, a window is (as_of - N, as_of]), 4, 7 (spend, history).
--
-- First by customer, kind of row and slice of time, so that a row meets four aggregates instead of twenty. No slice crosses
-- the limit of a period or window, so below its first timestamp says which ones it is in.
CREATE OR REPLACE TABLE activity AS
WITH slices AS (
  SELECT customer,
         amount <= 0 AND NOT not_spending AS purchase,
         amount > 0 AND NOT income AND NOT transfer AS refund,
         amount > 0 AS inflow,
         (day >= getvariable('compare_start'))::UTINYINT + (day >= getvariable('compare_end'))::UTINYINT
           + (day >= getvariable('period_start'))::UTINYINT + (day >= getvariable('period_end'))::UTINYINT
           + (day > getvariable('as_of') - 180)::UTINYINT + (day > getvariable('as_of') - 30)::UTINYINT
           + (day > getvariable('as_of'))::UTINYINT AS slice,
         count(*) AS orders, sum(amount) AS amount, min(timestamp) AS first_time, max(timestamp) AS last_time
  FROM transactions JOIN categories USING (category)
  WHERE NOT pending
  GROUP BY ALL
), placed AS (
  SELECT *, first_time // 86400 AS day,
         day >= getvariable('period_start') AND day < getvariable('period_end') AND day <= getvariable('as_of') AS in_period,
         day >= getvariable('compare_start') AND day < getvariable('compare_end') AND day <= getvariable('as_of') AS in_compare,
         day > getvariable('as_of') - 180 AND day <= getvariable('as_of') AS in_180,
         day > getvariable('as_of') - 30 AND day <= getvariable('as_of') AS in_30
  FROM slices
)
SELECT customer,
       coalesce(sum(orders) FILTER (purchase AND in_period), 0)::BIGINT AS frequency,
       coalesce(-sum(amount) FILTER (purchase AND in_period), 0)::BIGINT AS total_spend,
       min(first_time) FILTER (purchase AND in_period) AS first_purchase,
       max(last_time) FILTER (purchase AND in_period) AS last_purchase,
       coalesce(sum(orders) FILTER (refund AND in_period), 0)::BIGINT AS refund_count,
       coalesce(sum(amount) FILTER (refund AND in_period), 0)::BIGINT AS refund_total,
       coalesce(sum(orders) FILTER (purchase AND in_compare), 0)::BIGINT AS compare_frequency,
       coalesce(-sum(amount) FILTER (purchase AND in_compare), 0)::BIGINT AS compare_total_spend,
       min(first_time) FILTER (purchase AND in_compare) AS compare_first_purchase,
       max(last_time) FILTER (purchase AND in_compare) AS compare_last_purchase,
       coalesce(sum(orders) FILTER (refund AND in_compare), 0)::BIGINT AS compare_refund_count,
       coalesce(sum(amount) FILTER (refund AND in_compare), 0)::BIGINT AS compare_refund_total,
       coalesce(bool_or(purchase AND day < getvariable('period_start')), false) AS bought_before,
       coalesce(-sum(amount) FILTER (purchase AND in_30), 0)::BIGINT AS spend_30,
       coalesce(-sum(amount) FILTER (purchase AND in_180), 0)::BIGINT AS spend_180,
       coalesce(bool_or(purchase AND in_180), false) AS purchased_180,
       coalesce(bool_or(inflow AND in_180), false) AS received_180,
       (getvariable('as_of') - min(day) FILTER (day <= getvariable('as_of')))::INTEGER AS history_days
FROM placed
GROUP BY customer;
