-- Scores 1 to 5 of one period by quantiles, as pandas' qcut (DEFINITIONS 4, method qcut), in integers: edge i of q is
-- q times the quantile i/q, equal edges are merged, a value's bin is the first whose upper edge is not below it.
-- {rfm} is rfm or rfm_compare.
CREATE OR REPLACE TABLE {rfm}_cuts AS
WITH counted AS (
  SELECT 'recency_days' AS metric, recency_days AS value, count(*) AS customers FROM {rfm}_metrics GROUP BY value
  UNION ALL SELECT 'frequency', frequency AS value, count(*) FROM {rfm}_metrics GROUP BY value
  UNION ALL SELECT 'monetary', monetary AS value, count(*) FROM {rfm}_metrics GROUP BY value
), cumulated AS (
  SELECT metric, value, (sum(customers) OVER (PARTITION BY metric ORDER BY value))::BIGINT AS up_to FROM counted
), sizes AS (
  SELECT metric, least(5, count(*))::BIGINT AS q, max(up_to) AS n FROM cumulated GROUP BY metric
), positions AS (
  SELECT metric, q, (n - 1) * i // q AS lower_rank, (n - 1) * i % q AS rest, least(lower_rank + 1, n - 1) AS upper_rank
  FROM sizes, range(0, 6) AS steps(i)
  WHERE i <= q AND q > 1
), edges AS (
  SELECT DISTINCT p.metric, p.q, (p.q - p.rest) * l.value + p.rest * u.value AS edge
  FROM positions AS p
  ASOF JOIN cumulated AS l ON l.metric = p.metric AND p.lower_rank < l.up_to
  ASOF JOIN cumulated AS u ON u.metric = p.metric AND p.upper_rank < u.up_to
)
SELECT metric, q, list(edge ORDER BY edge) AS edges FROM edges GROUP BY ALL;

-- 1 + the number of inner edges below the value. A metric of one distinct value has no edges: everyone has 3.
CREATE OR REPLACE TEMP MACRO score_of(value, q, edges) AS
  CASE WHEN edges IS NULL THEN 3
       ELSE 1 + coalesce((q * value > edges[2])::TINYINT, 0) + coalesce((q * value > edges[3])::TINYINT, 0)
              + coalesce((q * value > edges[4])::TINYINT, 0) + coalesce((q * value > edges[5])::TINYINT, 0) END::TINYINT;

CREATE OR REPLACE TABLE {rfm} AS
WITH cuts AS (
  SELECT max(q) FILTER (metric = 'recency_days') AS rq, any_value(edges) FILTER (metric = 'recency_days') AS r,
         max(q) FILTER (metric = 'frequency') AS fq, any_value(edges) FILTER (metric = 'frequency') AS f,
         max(q) FILTER (metric = 'monetary') AS mq, any_value(edges) FILTER (metric = 'monetary') AS m
  FROM {rfm}_cuts
)
SELECT customer, recency_days, frequency, monetary, total_spend,
       -- The highest bin that occurs is the last one, because the last edge is the largest value.
       CASE WHEN r IS NULL THEN 3 ELSE len(r) - score_of(recency_days, rq, r) END::TINYINT AS r_score,
       score_of(frequency, fq, f) AS f_score, score_of(monetary, mq, m) AS m_score,
       (100 * r_score::SMALLINT + 10 * f_score + m_score)::SMALLINT AS rfm_score,
       active_days, first_purchase, last_purchase, refund_count, refund_total
FROM {rfm}_metrics, cuts;
DROP TABLE {rfm}_metrics;
