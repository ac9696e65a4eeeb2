-- Merchants that charge again and again (DEFINITIONS 7, Subscriptions). Charges of one merchant on one date are one.
-- One sort gives gaps, sums of dates and counts; merchants with fewer than 3 rows go before anything is grouped.
CREATE OR REPLACE TABLE recurring AS
WITH rows_of_merchants AS (
  SELECT customer, merchant, day, lag(day) OVER by_date AS before,
         -sum(amount) OVER (by_date RANGE BETWEEN CURRENT ROW AND CURRENT ROW) AS amount
  FROM transactions JOIN categories USING (category)
  WHERE NOT pending AND amount < 0 AND NOT not_spending AND NOT not_subscription AND merchant IS NOT NULL
    AND day > getvariable('as_of') - 180 AND day <= getvariable('as_of')
  WINDOW by_date AS (PARTITION BY customer, merchant ORDER BY day)
  QUALIFY count(*) OVER (PARTITION BY customer, merchant) >= 3
), charges AS (
  -- One row a date: it has the sum of the date.
  SELECT customer, merchant, day, amount::BIGINT AS amount, day - before AS gap
  FROM rows_of_merchants
  WHERE day IS DISTINCT FROM before
), measured AS (
  SELECT customer, merchant, count(*) AS charge_count, sum(amount)::HUGEINT AS total, sum(amount::HUGEINT * amount)::HUGEINT AS squares,
         count(gap) AS gaps, sum(gap)::BIGINT AS gap_sum, sum(gap * gap)::BIGINT AS gap_squares, median(gap) AS median_gap_days,
         max(day) AS last_charge, coalesce(sum(amount) FILTER (day > getvariable('as_of') - 30), 0)::BIGINT AS charged_30
  FROM charges
  GROUP BY ALL
  HAVING count(*) >= 3
), timed AS (
  -- The population deviation of n gaps is at most d where n Σg² - (Σg)² <= d² n².
  SELECT *, gaps * gap_squares - gap_sum * gap_sum AS spread,
         CASE WHEN median_gap_days BETWEEN 5 AND 9 AND spread <= 9 * gaps * gaps THEN 'weekly'
              WHEN median_gap_days BETWEEN 12 AND 16 AND spread <= 9 * gaps * gaps THEN 'biweekly'
              WHEN median_gap_days BETWEEN 25 AND 35 AND spread <= 49 * gaps * gaps THEN 'monthly'
              WHEN median_gap_days < 60 THEN 'irregular' END AS rhythm
  FROM measured
)
-- The coefficient of variation is above 0.20 where 25 n (n Σa² - S²) > (n - 1) S².
SELECT customer, merchant,
       CASE WHEN 25 * charge_count * (charge_count * squares - total * total) > (charge_count - 1) * total * total
            THEN 'irregular' ELSE rhythm END AS cadence,
       total::BIGINT AS total, charged_30, charge_count, last_charge, median_gap_days,
       2 * (getvariable('as_of') - last_charge) <= 3 * median_gap_days AS active
FROM timed
WHERE rhythm IS NOT NULL;

CREATE OR REPLACE TABLE subscriptions AS
SELECT customer, merchant, cadence, total::DOUBLE / (100 * charge_count)::DOUBLE AS average_amount, charge_count, last_charge,
       median_gap_days, CASE WHEN active THEN 'active' ELSE 'lapsed' END AS state
FROM recurring
WHERE cadence <> 'irregular';

CREATE OR REPLACE TABLE subscription_counts AS
SELECT customer,
       count(*) FILTER (cadence <> 'irregular' AND (active OR last_charge > getvariable('as_of') - 30)) AS subscriptions_30,
       count(*) FILTER (cadence <> 'irregular') AS subscriptions_180,
       count(*) FILTER (cadence = 'irregular' AND last_charge > getvariable('as_of') - 30) AS irregular_30,
       count(*) FILTER (cadence = 'irregular') AS irregular_180,
       coalesce(sum(charged_30) FILTER (cadence <> 'irregular'), 0)::BIGINT AS charged_30,
       coalesce(sum(total) FILTER (cadence <> 'irregular'), 0)::BIGINT AS charged_180
FROM recurring
GROUP BY customer;
