-- From the ledger's exports (views raw_transactions, raw_accounts, raw_liabilities, all text but for timestamps and money)
-- to the tables that the questions read. Customers, merchants, categories and accounts become integers, money becomes
-- cents, and the rows are sorted by customer, merchant, timestamp. DEFINITIONS 1: records.

CREATE TABLE stage.transactions AS FROM raw_transactions;

CREATE TABLE customers AS
SELECT (row_number() OVER (ORDER BY customer_id) - 1)::UINTEGER AS customer, customer_id
FROM (SELECT customer_id FROM stage.transactions UNION SELECT customer_id FROM raw_accounts)
ORDER BY customer_id;

CREATE TABLE merchants AS
SELECT (row_number() OVER (ORDER BY name))::UINTEGER AS merchant, name
FROM (SELECT DISTINCT merchant AS name FROM stage.transactions WHERE merchant IS NOT NULL)
ORDER BY name;

-- What a category is: classes card_payment, saving and transfer are not spending, cash (withdrawals) is. Patterns are matched without regard to case.
CREATE TABLE categories AS
SELECT (row_number() OVER (ORDER BY name NULLS FIRST))::USMALLINT AS category, name, transfer,
       (transfer AND NOT starts_with(pattern, 'TRANSFER_OUT_WITHDRAWAL')) OR starts_with(pattern, 'LOAN_PAYMENTS_CREDIT_CARD') AS not_spending,
       contains(pattern, 'INCOME') AS income,
       starts_with(pattern, 'FOOD_AND_DRINK') OR starts_with(pattern, 'TRANSPORTATION_GAS')
         OR starts_with(pattern, 'RENT_AND_UTILITIES') OR starts_with(pattern, 'LOAN_PAYMENTS') AS not_subscription
FROM (SELECT category AS name, coalesce(upper(category), '') AS pattern,
             starts_with(pattern, 'TRANSFER_IN') OR starts_with(pattern, 'TRANSFER_OUT') AS transfer
      FROM (SELECT DISTINCT category FROM stage.transactions))
ORDER BY category;

CREATE TABLE accounts AS
SELECT (row_number() OVER (ORDER BY customer, account_id))::UINTEGER AS account, customer, account_id, type, subtype,
       (balance_current * 100)::BIGINT AS balance, (balance_limit * 100)::BIGINT AS credit_limit
FROM raw_accounts JOIN customers USING (customer_id)
ORDER BY customer, account_id;

CREATE TABLE liabilities AS
SELECT account, customer, liability_type,
       coalesce(list_bool_or([a::DOUBLE > 0 FOR a IN string_split(aprs, ';') IF a <> '']), false) AS bears_interest,
       (minimum_payment_amount * 100)::BIGINT AS minimum_payment, (last_payment_amount * 100)::BIGINT AS last_payment,
       (last_statement_balance * 100)::BIGINT AS statement_balance, coalesce(is_overdue, false) AS is_overdue
FROM raw_liabilities JOIN customers USING (customer_id) JOIN accounts USING (customer, account_id)
ORDER BY customer, account;

CREATE TABLE transactions AS
SELECT customer, merchants.merchant, (epoch_ms(timestamp) // 1000)::UINTEGER AS timestamp, (timestamp::DATE - DATE '1970-01-01')::USMALLINT AS day,
       (amount * 100)::BIGINT AS amount, categories.category, accounts.account, coalesce(pending, false) AS pending
FROM stage.transactions AS t
JOIN customers USING (customer_id)
JOIN categories ON categories.name IS NOT DISTINCT FROM t.category
LEFT JOIN merchants ON merchants.name = t.merchant
LEFT JOIN accounts USING (customer, account_id)
ORDER BY customer, merchants.merchant, timestamp;

-- What a ledger as a whole says: without merchants there are no subscriptions, without accounts and income categories no income.
CREATE TABLE facts AS
SELECT (SELECT count(*) > 0 FROM merchants) AS has_merchants,
       (SELECT count(*) > 0 FROM accounts) OR (SELECT count(*) > 0 FROM categories WHERE income) AS says_income,
       (SELECT min(day) FROM transactions) AS first_day, (SELECT max(day) FROM transactions) AS last_day;
