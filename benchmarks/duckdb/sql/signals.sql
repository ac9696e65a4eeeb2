-- All signals of one window of {days} days, a row a customer, columns as in spendlens's exports (DEFINITIONS 7). Money is in
-- cents; ratios are formed once from integers, as there. Null where a signal is not known.
CREATE OR REPLACE TABLE signals_{days}d AS
WITH facts AS (FROM facts), joined AS (
  SELECT customers.customer, f.has_merchants, f.says_income, h.customer IS NOT NULL AS has_accounts,
         coalesce(spend_{days}, 0) AS spend, history_days, coalesce(purchased_180, false) AS purchased_180, coalesce(received_180, false) AS received_180,
         coalesce(subscriptions_{days}, 0) AS subscriptions, coalesce(irregular_{days}, 0) AS irregular, coalesce(charged_{days}, 0) AS charged,
         has_savings, savings_balance, depository_balance, coalesce(inflow_{days}, 0) AS inflow, savings_balance - coalesce(inflow_{days}, 0) AS savings_before,
         h.cards, h.cards_without_limit, h.owed, h.limits, h.highest_pct, h.high, h.very_high, h.minimum_only, h.overdue, h.bears_interest,
         coalesce(payments_{days}, 0) AS payments, coalesce(total_{days}, 0) AS total, squares_{days} AS squares,
         gap_sum_{days} AS gap_sum, gap_squares_{days} AS gap_squares, median_gap_{days} AS median_gap
  FROM customers CROSS JOIN facts AS f
  LEFT JOIN activity USING (customer)
  LEFT JOIN subscription_counts USING (customer)
  LEFT JOIN savings_inflow USING (customer)
  LEFT JOIN holdings AS h ON h.customer = customers.customer
  LEFT JOIN income AS i ON i.customer = customers.customer
), paid AS (
  SELECT *, CASE WHEN payments < 2 THEN 'unknown'
                 WHEN (payments - 1) * gap_squares - gap_sum * gap_sum > 49 * (payments - 1) * (payments - 1) THEN 'irregular'
                 WHEN median_gap BETWEEN 5 AND 9 THEN 'weekly' WHEN median_gap BETWEEN 12 AND 16 THEN 'biweekly'
                 WHEN median_gap BETWEEN 28 AND 32 THEN 'monthly' ELSE 'irregular' END AS frequency
  FROM joined
)
SELECT customer,
       CASE WHEN has_merchants THEN subscriptions END AS subscription_count,
       CASE WHEN has_merchants THEN irregular END AS recurring_irregular_count,
       CASE WHEN has_merchants THEN charged END AS subscription_spend,
       CASE WHEN has_merchants THEN (charged * 30)::DOUBLE / ({days} * 100)::DOUBLE END AS monthly_recurring_spend,
       CASE WHEN has_merchants AND spend > 0 THEN (charged * 100)::DOUBLE / spend::DOUBLE END AS subscription_share_pct,
       has_savings AS has_savings_accounts,
       savings_balance AS total_savings_balance,
       CASE WHEN has_accounts THEN inflow END AS net_inflow,
       CASE WHEN has_savings AND savings_before > 0 THEN inflow::DOUBLE / savings_before::DOUBLE END AS savings_growth_rate,
       CASE WHEN has_accounts THEN (spend * 30)::DOUBLE / ({days} * 100)::DOUBLE END AS avg_monthly_expenses,
       CASE WHEN spend > 0 THEN (savings_balance * {days})::DOUBLE / (spend * 30)::DOUBLE END AS emergency_fund_months,
       cards AS num_credit_cards, cards_without_limit,
       CASE WHEN limits > 0 THEN (100 * owed)::DOUBLE / limits::DOUBLE WHEN cards = 0 THEN 0 END AS credit_aggregate_utilization_pct,
       CASE WHEN limits > 0 THEN highest_pct WHEN cards = 0 THEN 0 END AS credit_max_utilization_pct,
       high AS high_utilization_count, very_high AS very_high_utilization_count, minimum_only AS minimum_payment_only_count,
       overdue AS overdue_count, bears_interest AS has_interest_charges, limits AS credit_total_limits,
       CASE WHEN says_income THEN payments END AS income_payroll_count,
       CASE WHEN says_income THEN total END AS total_income,
       CASE WHEN payments >= 2 THEN total::DOUBLE / (payments * 100)::DOUBLE END AS avg_income_per_payment,
       CASE WHEN payments >= 2 THEN median_gap END AS income_median_pay_gap_days,
       CASE WHEN says_income THEN frequency END AS payment_frequency,
       CASE WHEN payments >= 2 THEN
         sqrt((payments * squares - total::HUGEINT * total)::DOUBLE * payments / (payments - 1)) / total::DOUBLE END AS income_variability_cv,
       CASE WHEN says_income THEN frequency NOT IN ('irregular', 'unknown') END AS has_regular_income,
       CASE WHEN spend > 0 THEN (depository_balance * {days})::DOUBLE / (spend * 30)::DOUBLE END AS cash_flow_buffer_months,
       history_days AS transaction_history_days, spend,
       purchased_180 AS subscriptions_complete, has_accounts AS savings_complete, has_accounts AS credit_complete, received_180 AS income_complete
FROM paid;
