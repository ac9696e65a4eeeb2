-- A raw log into a native table sorted by customer, then time; {rows} reads the CSV.
CREATE TABLE transactions AS
SELECT "{customer_id}" AS customer_id, "{timestamp}" AS timestamp, ("{amount}" * 100)::BIGINT AS amount
FROM ({rows})
ORDER BY customer_id, timestamp;
