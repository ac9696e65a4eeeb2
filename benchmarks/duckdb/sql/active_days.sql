-- Distinct days with a purchase in each period (DEFINITIONS 4, active_days): a bit a day, which is half the time of count(DISTINCT day).
CREATE OR REPLACE TABLE active_days AS
SELECT customer,
       bit_count(bitstring_agg(day::INTEGER, {period_first}, {period_last})
         FILTER (day BETWEEN {period_first} AND {period_last})) AS active_days,
       bit_count(bitstring_agg(day::INTEGER, {compare_first}, {compare_last})
         FILTER (day BETWEEN {compare_first} AND {compare_last})) AS compare_active_days
FROM transactions JOIN categories USING (category)
WHERE NOT pending AND amount <= 0 AND NOT not_spending
GROUP BY customer;
