-- Payments of income of both windows (DEFINITIONS 7, Income): inflows whose category says income or of 500.00 and more,
-- transfers left out. A gap belongs to the 30 days where the payment before does too.
CREATE OR REPLACE TABLE income AS
WITH payments AS (
  SELECT customer, amount, day - lag(day) OVER (PARTITION BY customer ORDER BY day) AS gap,
         day > getvariable('as_of') - 30 AS recent, day - gap > getvariable('as_of') - 30 AS recent_gap
  FROM transactions JOIN categories USING (category)
  WHERE NOT pending AND amount > 0 AND NOT transfer AND (income OR amount >= 50000)
    AND day > getvariable('as_of') - 180 AND day <= getvariable('as_of')
)
SELECT customer,
       count(*) FILTER (recent) AS payments_30, coalesce(sum(amount) FILTER (recent), 0)::BIGINT AS total_30,
       coalesce(sum(amount::HUGEINT * amount) FILTER (recent), 0)::HUGEINT AS squares_30,
       coalesce(sum(gap) FILTER (recent_gap), 0)::BIGINT AS gap_sum_30, coalesce(sum(gap * gap) FILTER (recent_gap), 0)::BIGINT AS gap_squares_30,
       median(gap) FILTER (recent_gap) AS median_gap_30,
       count(*) AS payments_180, sum(amount)::BIGINT AS total_180, sum(amount::HUGEINT * amount)::HUGEINT AS squares_180,
       coalesce(sum(gap), 0)::BIGINT AS gap_sum_180, coalesce(sum(gap * gap), 0)::BIGINT AS gap_squares_180, median(gap) AS median_gap_180
FROM payments
GROUP BY customer;
