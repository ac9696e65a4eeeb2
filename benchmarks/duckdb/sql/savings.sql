-- Money put on savings accounts less what was taken from them (DEFINITIONS 7, Savings, net_inflow).
CREATE OR REPLACE TABLE savings_inflow AS
SELECT customer, coalesce(sum(amount) FILTER (day > getvariable('as_of') - 30), 0)::BIGINT AS inflow_30, sum(amount)::BIGINT AS inflow_180
FROM transactions SEMI JOIN (SELECT account FROM accounts WHERE subtype IN ('savings', 'money_market', 'cd', 'hsa')) USING (account)
WHERE NOT pending AND day > getvariable('as_of') - 180 AND day <= getvariable('as_of')
GROUP BY customer;
