-- RFM of both periods for the customers who bought in them (DEFINITIONS 4). Rounded: halves away from zero.
CREATE OR REPLACE TABLE rfm_metrics AS
SELECT customer, (least(getvariable('period_end'), getvariable('as_of') + 1)::BIGINT * 86400 - last_purchase) // 86400 AS recency_days,
       frequency, (2 * total_spend + frequency) // (2 * frequency) AS monetary, total_spend,
       active_days, first_purchase, last_purchase, refund_count, refund_total
FROM activity JOIN active_days USING (customer)
WHERE frequency > 0;

CREATE OR REPLACE TABLE rfm_compare_metrics AS
SELECT customer, (least(getvariable('compare_end'), getvariable('as_of') + 1)::BIGINT * 86400 - compare_last_purchase) // 86400 AS recency_days,
       compare_frequency AS frequency,
       (2 * compare_total_spend + compare_frequency) // (2 * compare_frequency) AS monetary, compare_total_spend AS total_spend,
       compare_active_days AS active_days, compare_first_purchase AS first_purchase, compare_last_purchase AS last_purchase,
       compare_refund_count AS refund_count, compare_refund_total AS refund_total
FROM activity JOIN active_days USING (customer)
WHERE compare_frequency > 0;
