// What spendlens exports, column by column, and where DuckDB's result has the same. A column is [name, type]; the type says how
// both sides become comparable: integers, money (cents), reals (1e-9), texts.

const own = (name) => `m."${name}"`;

const RFM = {
  columns: { recency_days: 'integer', frequency: 'integer', monetary: 'money', total_spend: 'money', r_score: 'integer', f_score: 'integer',
             m_score: 'integer', rfm_score: 'integer', active_days: 'integer', first_purchase: 'time', last_purchase: 'time',
             refund_count: 'integer', refund_total: 'money' },
};

const SIGNALS = {
  columns: {
    subscription_count: 'integer', recurring_irregular_count: 'integer', subscription_spend: 'money', monthly_recurring_spend: 'real',
    subscription_share_pct: 'real', has_savings_accounts: 'text', total_savings_balance: 'money', net_inflow: 'money',
    savings_growth_rate: 'real', avg_monthly_expenses: 'real', emergency_fund_months: 'real', num_credit_cards: 'integer',
    cards_without_limit: 'integer', credit_aggregate_utilization_pct: 'real', credit_max_utilization_pct: 'real',
    high_utilization_count: 'integer', very_high_utilization_count: 'integer', minimum_payment_only_count: 'integer',
    overdue_count: 'integer', has_interest_charges: 'text', credit_total_limits: 'money', income_payroll_count: 'integer',
    total_income: 'money', avg_income_per_payment: 'real', income_median_pay_gap_days: 'real', payment_frequency: 'text',
    income_variability_cv: 'real', has_regular_income: 'text', cash_flow_buffer_months: 'real', transaction_history_days: 'integer',
    spend: 'money', subscriptions_complete: 'text', savings_complete: 'text', credit_complete: 'text', income_complete: 'text' },
};

export const PERSONAS = ['high_utilization', 'irregular_income', 'low_savings', 'subscription_heavy', 'cash_flow_optimizer', 'young_professional'];
const CONDITIONS = [
  'high_utilization: credit_max_utilization_pct >= 50', 'irregular_income: income_median_pay_gap_days > 45 (180d)',
  'irregular_income: income_payroll_count < 2 (180d)', 'low_savings: emergency_fund_months < 3',
  'subscription_heavy: subscription_share_pct >= 20', 'cash_flow_optimizer: emergency_fund_months >= 6',
  'cash_flow_optimizer: credit_max_utilization_pct < 10', 'young_professional: transaction_history_days < 180',
  'young_professional: credit_total_limits < 3000.00'];

const words = (mask, names, between) =>
  `nullif(concat_ws('${between}', ${names.map((name, k) => `CASE WHEN m.${mask} >> ${k} & 1 = 1 THEN '${name}' END`)}), '')`;

const JUDGED = {
  columns: { persona: 'text', qualifying: 'text', conditions_held: 'text' },
  mine: { qualifying: words('qualifying_mask', PERSONAS, ' '), conditions_held: words('condition_mask', CONDITIONS, '; ') },
};

const LENSES = [
  { table: 'rfm', from: 'rfm AS m', ...RFM },
  { table: 'rfm-compare', from: 'rfm_compare AS m', ...RFM },
  { table: 'lens2', from: 'lens2 AS m', columns: { group: 'text', period1_decile: 'integer', period2_decile: 'integer' } },
  { table: 'segments', from: 'segments AS m', columns: { segment: 'text', segment_compare: 'text' } },
];

const BANK = [
  { table: 'signals-30d', from: 'signals_30d AS m', ...SIGNALS },
  { table: 'signals-180d', from: 'signals_180d AS m', ...SIGNALS },
  { table: 'personas-30d', from: 'personas_30d AS m', ...JUDGED },
  { table: 'personas-180d', from: 'personas_180d AS m', ...JUDGED },
  { table: 'streams', from: 'subscriptions AS m JOIN merchants USING (merchant)', key: { payee: 'merchants.name' },
    columns: { cadence: 'text', amount: 'money', charges: 'integer', last: 'date', state: 'text' },
    mine: { amount: 'round(100 * m.average_amount)', charges: 'm.charge_count', last: 'm.last_charge' } },
];

export const resultTables = (lensesOnly) => (lensesOnly ? LENSES : [...LENSES, ...BANK]);

/** How an exported text becomes comparable. */
const READ = {
  integer: (text) => `${text}::BIGINT`, money: (text) => `(${text}::DECIMAL(18,2) * 100)::BIGINT`, real: (text) => `${text}::DOUBLE`,
  text: (text) => text, time: (text) => `epoch_ms(${text}::TIMESTAMP) // 1000`, date: (text) => `(${text}::DATE - DATE '1970-01-01')::BIGINT`,
};

/** The two SELECTs of a table: a row's key, then its columns. `file` is the quoted name of the export. */
export function bothSides({ from, columns, key = {}, mine = {} }, file) {
  const cast = (type, value) => (type === 'real' ? `${value}::DOUBLE` : type === 'text' ? `${value}::VARCHAR` : `${value}::BIGINT`);
  const keys = Object.keys(key);
  const theirs = ['customer_id', ...keys, ...Object.entries(columns).map(([name, type]) => `${READ[type](`"${name}"`)} AS "${name}"`)];
  const ours = ['customer_id', ...keys.map((name) => `${key[name]} AS "${name}"`),
    ...Object.entries(columns).map(([name, type]) => `${cast(type, mine[name] ?? own(name))} AS "${name}"`)];
  return {
    theirs: `SELECT row_number() OVER () AS line, ${theirs} FROM read_csv(${file}, header = true, all_varchar = true, quote = '"', escape = '"')`,
    ours: `SELECT ${ours} FROM ${from} JOIN customers USING (customer)`,
    keys: ['customer_id', ...keys],
  };
}
