// What summary.json says of the whole base, beside the same from DuckDB's tables: [name, spendlens's, DuckDB's].
import { PERSONAS } from './tables.mjs';

const METRICS = { recency_days: 'r_score', frequency: 'f_score', monetary: 'm_score' };

async function json(database, table) {
  return JSON.parse((await database.row(`SELECT to_json(t)::VARCHAR AS text FROM ${table} AS t`)).text);
}

function without(object, names) {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

async function scores(database, rfm) {
  const result = {};
  for (const [metric, score] of Object.entries(METRICS)) {
    const counts = await database.rows(`SELECT ${score} AS score, count(*)::INTEGER AS customers FROM ${rfm} GROUP BY ALL`);
    const per = Object.fromEntries([1, 2, 3, 4, 5].map((s) => [s, counts.find((row) => row.score === s)?.customers ?? 0]));
    const cuts = await database.row(`SELECT q::INTEGER AS q, [e::VARCHAR FOR e IN edges] AS edges FROM ${rfm}_cuts WHERE metric = '${metric}'`);
    result[metric] = { customers_per_score: per, ...(cuts && { edge_numerators: cuts.edges, edge_denominator: cuts.q }) };
  }
  return result;
}

/** Of spendlens's scores what DuckDB has too: a metric of one distinct value has no edges. */
function scoresOf(metrics) {
  return Object.fromEntries(Object.entries(metrics).map(([name, metric]) =>
    [name, without(metric, ['kind', 'unit', ...(metric.kind === 'one_value' ? ['edge_numerators', 'edge_denominator'] : [])])]));
}

async function personas(database, window) {
  const found = await database.rows(`SELECT persona, qualifying_mask::INTEGER AS mask, count(*)::INTEGER AS n FROM personas_${window} GROUP BY ALL`);
  const sum = (wanted) => found.filter(wanted).reduce((total, { n }) => total + n, 0);
  const names = [...PERSONAS, 'unclassified', 'not_assessed', 'too_new'];
  const both = (i, j) => sum(({ mask }) => (mask >> i) & (mask >> j) & 1);
  return { assigned: Object.fromEntries(names.map((name) => [name, sum(({ persona }) => persona === name)])),
           overlap: Object.fromEntries(PERSONAS.map((a, i) => [a, Object.fromEntries(PERSONAS.map((b, j) => [b, both(i, j)]))])) };
}

export async function summaries(database, summary, lensesOnly) {
  const { as_of, period, compare } = summary.periods;
  const dates = await database.row('SELECT COLUMNS(*)::VARCHAR FROM dates');
  const counts = await database.row(`SELECT (SELECT count(*) FROM transactions)::INTEGER AS transactions,
    (SELECT count(*) FROM customers)::INTEGER AS customers, (SELECT count(*) FROM accounts)::INTEGER AS accounts,
    (SELECT count(*) FROM liabilities)::INTEGER AS liabilities`);
  const { transactions, customers, accounts, liabilities } = summary.ledger;
  const found = [
    ['summary: dates', { as_of, period_start: period.start, period_end: period.end, compare_start: compare.start, compare_end: compare.end }, dates],
    ['summary: ledger', { transactions, customers, accounts, liabilities }, counts],
    ['summary: scores, period', scoresOf(summary.rfm.period), await scores(database, 'rfm')],
    ['summary: scores, compare', scoresOf(summary.rfm.compare), await scores(database, 'rfm_compare')],
    ['summary: Lens 1, period', without(summary.lens1, ['period']), await json(database, 'lens1')],
    ['summary: Lens 1, compare', without(summary.lens1_compare, ['period']), await json(database, 'lens1_compare')],
    ['summary: Lens 2', without(summary.lens2, ['period1', 'period2', 'warnings']), await json(database, 'lens2_summary')],
  ];
  for (const window of lensesOnly ? [] : ['30d', '180d']) {
    const { assigned, overlap } = summary.personas[window];
    found.push([`summary: personas, ${window}`, { assigned, overlap }, await personas(database, window)]);
  }
  return found;
}
