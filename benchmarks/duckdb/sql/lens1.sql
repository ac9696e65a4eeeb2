-- Lens 1 of one period (DEFINITIONS 5): one row, columns as the keys of summary.json. {rfm} is rfm or rfm_compare,
-- {lens1} the result, {side} the prefix of the period's columns in activity. Customers are sorted once, from the biggest spend down; everything else reads ranks and running sums.
CREATE OR REPLACE TABLE {rfm}_ranked AS
SELECT customer, total_spend, row_number() OVER biggest AS place,
       (sum(total_spend) OVER (biggest ROWS UNBOUNDED PRECEDING))::BIGINT AS up_to,
       -- DEFINITIONS 6: decile = 1 + floor(10 (customers with a larger spend) / n)
       (1 + 10 * (rank() OVER biggest - 1) // count(*) OVER ())::UTINYINT AS decile
FROM {rfm}
WINDOW biggest AS (ORDER BY total_spend DESC);

CREATE OR REPLACE TABLE {lens1} AS
WITH totals AS (
  SELECT count(*) AS n, coalesce(sum(total_spend), 0)::BIGINT AS revenue, coalesce(sum(frequency), 0)::BIGINT AS orders,
         count(*) FILTER (frequency = 1) AS one_time,
         -- of all customers, those without a purchase in the period as well
         (SELECT coalesce(sum({side}refund_count), 0)::BIGINT FROM activity) AS refund_count,
         (SELECT coalesce(sum({side}refund_total), 0)::BIGINT FROM activity) AS refund_total
  FROM {rfm}
), tops AS (
  SELECT p, greatest(1, n * p // 100) AS k, percent_text(up_to, revenue) AS share
  FROM totals, (VALUES (10), (20)) AS percentiles(p), {rfm}_ranked
  WHERE place = greatest(1, n * p // 100)
), lorenz AS (
  SELECT list(decimal_text(rounded(10000 * (revenue - coalesce(up_to, 0))::HUGEINT, revenue), 4) ORDER BY k) AS lorenz
  FROM totals CROSS JOIN range(0, 101) AS points(k) LEFT JOIN {rfm}_ranked ON place = n - n * k // 100
), middle AS (
  SELECT sum(total_spend)::BIGINT * (CASE WHEN n % 2 = 1 THEN 2 ELSE 1 END) AS twice
  FROM totals, {rfm}_ranked
  WHERE place IN ((n + 1) // 2, n // 2 + 1)
  GROUP BY n
), inequality AS (
  SELECT (2 * sum((n + 1 - place)::HUGEINT * total_spend) - (n + 1) * revenue::HUGEINT)::HUGEINT AS over, n * revenue::HUGEINT AS under
  FROM totals, {rfm}_ranked
  GROUP BY n, revenue
), customer_groups AS (
  SELECT list({'customers': customers, 'revenue': money_text(spend), 'smallest_spend': money_text(smallest),
               'largest_spend': money_text(largest)} ORDER BY g) AS groups
  FROM (SELECT g, count(total_spend) AS customers, coalesce(sum(total_spend), 0)::BIGINT AS spend,
               coalesce(min(total_spend), 0) AS smallest, coalesce(max(total_spend), 0) AS largest
        FROM (SELECT g, n * g // 10 AS from_place, n * (g + 1) // 10 AS to_place FROM totals, range(0, 10) AS ten(g)) AS bounds
        LEFT JOIN {rfm}_ranked ON place > from_place AND place <= to_place
        GROUP BY g)
), revenue_groups AS (
  SELECT list(customers ORDER BY g) AS groups
  FROM (SELECT ten.g, count(found.g) AS customers
        FROM range(0, 10) AS ten(g)
        LEFT JOIN (SELECT CASE WHEN revenue = 0 THEN 9 ELSE least(9, 10 * (up_to - total_spend)::HUGEINT // revenue) END::BIGINT AS g
                   FROM {rfm}_ranked, totals) AS found USING (g)
        GROUP BY ten.g)
), orders_of AS (
  SELECT map_from_entries(list((CASE WHEN k = 10 THEN '10+' ELSE k::VARCHAR END, customers) ORDER BY k)) AS distribution
  FROM (SELECT ten.k, count(frequency) AS customers
        FROM range(1, 11) AS ten(k) LEFT JOIN {rfm} ON least(frequency, 10) = ten.k
        GROUP BY ten.k)
), bounds AS (
  SELECT 0::BIGINT AS lower_bound UNION ALL SELECT (digit * 10::HUGEINT ** power)::BIGINT FROM (VALUES (1), (2), (5)) AS d(digit), range(0, 16) AS e(power)
), classes AS (
  SELECT lower_bound, lead(lower_bound) OVER (ORDER BY lower_bound) AS upper_bound FROM bounds
), spend_of AS (
  SELECT coalesce(list({'from': money_text(lower_bound), 'to': money_text(CASE WHEN lower_bound > 0 THEN upper_bound ELSE 0 END), 'customers': customers} ORDER BY lower_bound), []) AS distribution
  FROM (SELECT lower_bound, upper_bound, count(*) AS customers
        FROM {rfm} ASOF JOIN classes ON total_spend >= lower_bound GROUP BY ALL)
), scores AS (
  SELECT map_from_entries(list((score, customers) ORDER BY score)) AS distribution
  FROM (SELECT rfm_score::VARCHAR AS score, count(*) AS customers FROM {rfm} GROUP BY ALL)
), grid AS (
  SELECT list({'r_score': r_score, 'f_score': f_score, 'customers': customers, 'revenue': money_text(spend),
               'average_value': ratio_text(spend, 100 * customers)} ORDER BY r_score, f_score) AS cells
  FROM (SELECT r_score, f_score, count(*) AS customers, sum(total_spend)::BIGINT AS spend FROM {rfm} GROUP BY ALL)
)
SELECT n AS total_customers, orders AS total_orders, one_time AS one_time_buyers, percent_text(one_time, n) AS one_time_buyer_pct,
       money_text(revenue) AS total_revenue,
       (SELECT map_from_entries(list((p::VARCHAR, {'share': share, 'customers': k}) ORDER BY p)) FROM tops) AS revenue_concentration,
       (SELECT share FROM tops WHERE p = 10) AS top_10pct_revenue_contribution,
       (SELECT share FROM tops WHERE p = 20) AS top_20pct_revenue_contribution,
       ratio_text(orders, n) AS avg_orders_per_customer, ratio_text(revenue, 100 * orders) AS avg_order_value,
       {'customers': n, 'orders_per_customer': ratio_text(orders, n), 'average_order_value': ratio_text(revenue, 100 * orders),
        'revenue': money_text(revenue)} AS decomposition,
       money_text((twice + 1) // 2) AS median_customer_value,
       decimal_text(rounded(1000000 * over, under), 6) AS gini, refund_count, money_text(refund_total) AS refund_total,
       scores.distribution AS rfm_distribution, grid.cells AS rf_grid, lorenz, customer_groups.groups AS equal_customer_groups,
       revenue_groups.groups AS equal_revenue_groups, orders_of.distribution AS order_distribution,
       spend_of.distribution AS spend_distribution
FROM totals, lorenz, middle, inequality, customer_groups, revenue_groups, orders_of, spend_of, scores, grid;
