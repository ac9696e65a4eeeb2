-- Named segments of both periods by their scores (DEFINITIONS-SIGNALS 8): the first line of the table that fits.
CREATE OR REPLACE TEMP MACRO segment_of(r, f, m) AS
  CASE WHEN r IS NULL THEN 'no_purchase'
       WHEN r >= 4 AND f >= 4 AND m >= 4 THEN 'champions'
       WHEN r <= 2 AND f >= 4 AND m >= 4 THEN 'cannot_lose'
       WHEN r >= 3 AND f >= 4 THEN 'loyal'
       WHEN r >= 3 AND m = 5 THEN 'big_spenders'
       WHEN r >= 4 AND f = 1 THEN 'new_customers'
       WHEN r >= 4 THEN 'promising'
       WHEN r = 3 THEN 'needs_attention'
       WHEN r <= 2 AND f >= 3 THEN 'at_risk'
       WHEN r = 2 THEN 'hibernating'
       WHEN r = 1 THEN 'lost' END;

CREATE OR REPLACE TABLE segments AS
SELECT customer, segment_of(now.r_score, now.f_score, now.m_score) AS segment,
       segment_of(earlier.r_score, earlier.f_score, earlier.m_score) AS segment_compare
FROM customers LEFT JOIN rfm AS now USING (customer) LEFT JOIN rfm_compare AS earlier USING (customer);
