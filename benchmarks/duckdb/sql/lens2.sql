-- Lens 2: each customer's group and spend deciles, and what moved between the periods (DEFINITIONS 6).
CREATE OR REPLACE TABLE lens2 AS
SELECT customer,
       CASE WHEN coalesce(compare_frequency, 0) > 0 THEN CASE WHEN frequency > 0 THEN 'retained' ELSE 'churned' END
            WHEN coalesce(frequency, 0) > 0 THEN CASE WHEN bought_before THEN 'reactivated' ELSE 'first_time' END
            ELSE 'inactive' END AS "group",
       coalesce(before.decile, 0)::UTINYINT AS period1_decile, coalesce(after.decile, 0)::UTINYINT AS period2_decile
FROM customers LEFT JOIN activity USING (customer)
LEFT JOIN rfm_compare_ranked AS before USING (customer) LEFT JOIN rfm_ranked AS after USING (customer);

-- From zero to something a change is +100.00 %, from zero to zero 0.00 %.
CREATE OR REPLACE TEMP MACRO change_text(n, d) AS
  CASE WHEN d = 0 THEN CASE WHEN n > 0 THEN '100.00' ELSE '0.00' END ELSE percent_text(n - d, d) END;

CREATE OR REPLACE TABLE lens2_summary AS
WITH moved AS (
  SELECT "group", period1_decile, period2_decile, count(*) AS customers,
         coalesce(sum(activity.total_spend), 0)::BIGINT AS spend, coalesce(sum(compare_total_spend), 0)::BIGINT AS spend_before,
         coalesce(sum(frequency), 0)::BIGINT AS orders, coalesce(sum(compare_frequency), 0)::BIGINT AS orders_before
  FROM lens2 LEFT JOIN activity USING (customer)
  GROUP BY ALL
), counts AS (
  SELECT coalesce(sum(customers) FILTER ("group" = 'retained'), 0)::BIGINT AS retained,
         coalesce(sum(customers) FILTER ("group" = 'churned'), 0)::BIGINT AS churned,
         coalesce(sum(customers) FILTER ("group" = 'reactivated'), 0)::BIGINT AS reactivated,
         coalesce(sum(customers) FILTER ("group" = 'first_time'), 0)::BIGINT AS first_time,
         coalesce(sum(customers) FILTER ("group" = 'inactive'), 0)::BIGINT AS inactive,
         coalesce(sum(spend - spend_before) FILTER ("group" = 'retained'), 0)::BIGINT AS retained_change,
         coalesce(-sum(spend_before) FILTER ("group" = 'churned'), 0)::BIGINT AS churned_change,
         coalesce(sum(spend) FILTER ("group" = 'reactivated'), 0)::BIGINT AS reactivated_change,
         coalesce(sum(spend) FILTER ("group" = 'first_time'), 0)::BIGINT AS first_time_change,
         coalesce(sum(spend), 0)::BIGINT AS revenue2, coalesce(sum(spend_before), 0)::BIGINT AS revenue1,
         coalesce(sum(orders), 0)::HUGEINT AS orders2, coalesce(sum(orders_before), 0)::HUGEINT AS orders1
  FROM moved
), cells AS (
  SELECT d1, d2, coalesce(sum(customers), 0)::BIGINT AS customers
  FROM range(1, 11) AS a(d1) CROSS JOIN range(0, 11) AS b(d2) LEFT JOIN moved ON period1_decile = d1 AND period2_decile = d2
  GROUP BY ALL
), rows_of_moves AS (
  SELECT list({'from_decile': d1, 'to_decile': to_decile, 'churned': churned} ORDER BY d1) AS moves
  FROM (SELECT d1, list(customers ORDER BY d2) FILTER (d2 > 0) AS to_decile, max(customers) FILTER (d2 = 0) AS churned FROM cells GROUP BY d1)
), arrivals AS (
  SELECT list(reactivated ORDER BY d2) AS reactivated, list(first_time ORDER BY d2) AS first_time
  FROM (SELECT d2, coalesce(sum(customers) FILTER ("group" = 'reactivated'), 0)::BIGINT AS reactivated,
               coalesce(sum(customers) FILTER ("group" = 'first_time'), 0)::BIGINT AS first_time
        FROM range(1, 11) AS b(d2) LEFT JOIN moved ON period2_decile = d2 GROUP BY d2)
)
SELECT c.retained, c.churned, c.reactivated + c.first_time AS "new", c.reactivated, c.first_time, c.inactive,
       percent_text(c.retained, c.retained + c.churned) AS retention_rate, percent_text(c.churned, c.retained + c.churned) AS churn_rate,
       percent_text(c.reactivated, c.retained + c.reactivated + c.first_time) AS reactivation_rate,
       c.reactivated + c.first_time - c.churned AS customer_count_change,
       change_text(revenue2, revenue1) AS revenue_change_pct,
       CASE WHEN orders1 = 0 OR orders2 = 0 THEN '0.00' ELSE change_text(revenue2 * orders1, revenue1 * orders2) END AS avg_order_value_change_pct,
       {'period1_revenue': money_text(revenue1), 'churned': money_text(churned_change), 'retained': money_text(retained_change),
        'reactivated': money_text(reactivated_change), 'first_time': money_text(first_time_change),
        'period2_revenue': money_text(revenue2)} AS revenue_bridge,
       {'period1_to_period2': moves, 'reactivated': arrivals.reactivated, 'first_time': arrivals.first_time} AS decile_moves
FROM counts AS c, rows_of_moves, arrivals;
