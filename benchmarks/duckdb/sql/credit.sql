-- Balances and cards of each customer with accounts (DEFINITIONS 7, Savings and Credit): a snapshot, the same in every window.
CREATE OR REPLACE TABLE holdings AS
WITH joined AS (
  SELECT a.customer, a.type, a.subtype, a.balance, l.* EXCLUDE (customer, account),
         CASE WHEN liability_type IS NULL THEN subtype = 'credit_card' ELSE liability_type = 'credit_card' END AS card,
         coalesce(statement_balance, balance) AS owed,
         CASE WHEN card AND credit_limit > 0 THEN credit_limit END AS card_limit
  FROM accounts AS a LEFT JOIN liabilities AS l USING (account)
)
SELECT customer,
       bool_or(subtype IN ('savings', 'money_market', 'cd', 'hsa')) AS has_savings,
       coalesce(sum(balance) FILTER (subtype IN ('savings', 'money_market', 'cd', 'hsa')), 0)::BIGINT AS savings_balance,
       coalesce(sum(balance) FILTER (type = 'depository'), 0)::BIGINT AS depository_balance,
       count(*) FILTER (card) AS cards, count(*) FILTER (card AND card_limit IS NULL) AS cards_without_limit,
       coalesce(sum(owed) FILTER (card_limit IS NOT NULL), 0)::BIGINT AS owed, sum(card_limit)::BIGINT AS limits,
       max((100 * owed)::DOUBLE / card_limit::DOUBLE) AS highest_pct,
       count(*) FILTER (100 * owed >= 50 * card_limit) AS high, count(*) FILTER (100 * owed >= 80 * card_limit) AS very_high,
       count(*) FILTER (card AND minimum_payment > 0 AND last_payment > 0 AND 100 * last_payment <= 105 * minimum_payment) AS minimum_only,
       count(*) FILTER (card AND is_overdue) AS overdue, coalesce(bool_or(card AND bears_interest), false) AS bears_interest
FROM joined
GROUP BY customer;
