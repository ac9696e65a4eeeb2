// run: the questions, one after the other, warm, each into tables.
import fs from 'node:fs';
import { Database, UsageError, print, seconds } from './database.mjs';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 365;
const INPUTS = ['customers', 'transactions', 'accounts', 'liabilities', 'categories', 'facts'];

export function dayOf(date) {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : NaN;
  if (Number.isNaN(time)) throw new UsageError(`${date} is not a date (YYYY-MM-DD)`);
  return time / DAY_MS;
}

function span(text) {
  const [start, end] = text.split('..').map(dayOf);
  if (!(start < end)) throw new UsageError(`${text} is not a period (START..END, the end excluded)`);
  return { start, end };
}

/** As spendlens does where nothing is said: 365 days up to as-of, and the 365 days before them. */
function periods(options, facts) {
  const asOf = options.asOf ? dayOf(options.asOf) : facts.last_day;
  const period = options.period ? span(options.period) : { start: asOf + 1 - DEFAULT_DAYS, end: asOf + 1 };
  const days = period.end - period.start;
  const compare = options.compare ? span(options.compare) : { start: period.start - days, end: period.start };
  if (compare.end > period.start) throw new UsageError('the period compared with must end at or before the start of the period');
  return { asOf, period, compare };
}

/** [question, file, what {name} in the file stands for]; the lenses need no accounts and no merchants. */
function questions({ period, compare }, lensesOnly) {
  const days = { period_first: period.start, period_last: period.end - 1, compare_first: compare.start, compare_last: compare.end - 1 };
  const lenses = [
    ['activity (purchases, windows)', 'activity.sql'], ['active days', 'active_days.sql', days],
    ['RFM', 'rfm.sql'], ['scores, period', 'scores.sql', { rfm: 'rfm' }], ['scores, compare', 'scores.sql', { rfm: 'rfm_compare' }],
    ['Lens 1, period', 'lens1.sql', { rfm: 'rfm', lens1: 'lens1', side: '' }],
    ['Lens 1, compare', 'lens1.sql', { rfm: 'rfm_compare', lens1: 'lens1_compare', side: 'compare_' }], ['Lens 2', 'lens2.sql'], ['segments', 'segments.sql'],
  ];
  const windows = [30, 180].map((n) => [`signals, ${n} days`, 'signals.sql', { days: n }]);
  const personas = [30, 180].map((n) => [`personas, ${n} days`, 'personas.sql', { days: n }]);
  return lensesOnly ? lenses : [...lenses, ['subscriptions', 'subscriptions.sql'], ['savings', 'savings.sql'], ['credit', 'credit.sql'],
    ['income', 'income.sql'], ...windows, ...personas];
}

async function setVariables(database, { asOf, period, compare }) {
  const days = { as_of: asOf, period_start: period.start, period_end: period.end, compare_start: compare.start, compare_end: compare.end };
  for (const [name, day] of Object.entries(days)) await database.execute(`SET VARIABLE ${name} = ${day}::INTEGER`);
  const columns = Object.entries(days).map(([name, day]) => `DATE '1970-01-01' + ${day} AS ${name}`);
  await database.execute(`CREATE OR REPLACE TABLE dates AS SELECT ${columns}`);
}

/** Every column of every table is read once, so that what is timed reads memory. */
async function warm(database) {
  for (const table of INPUTS) await database.rows(`SELECT max(COLUMNS(*)) FROM ${table}`);
}

export async function run(options) {
  const { database: file, threads, memory, lensesOnly = false, repeat = 1, json } = options;
  if (!file) throw new UsageError('run needs --database');
  if (!fs.existsSync(file)) throw new UsageError(`${file} is not there; make it with: peer.mjs load`);
  const database = await Database.open(file, { threads, memory });
  const facts = await database.row('FROM facts');
  const dates = periods(options, facts);
  await setVariables(database, dates);
  await database.executeFile('formats.sql');
  const reading = await seconds(() => warm(database));
  const list = questions(dates, lensesOnly);
  const runs = [];
  for (let round = 0; round < repeat; ++round) {
    const times = {};
    const before = process.cpuUsage();
    for (const [name, sql, replacements] of list) times[name] = await seconds(() => database.executeFile(sql, replacements));
    const { user, system } = process.cpuUsage(before);
    runs.push({ times, cpu: (user + system) / 1e6 });
  }
  const total = (times) => Object.values(times).reduce((a, b) => a + b, 0);
  runs.sort((a, b) => total(a.times) - total(b.times));
  const median = runs[(runs.length - 1) >> 1];
  const settings = await database.settings();
  await database.execute('CHECKPOINT');
  database.close();
  for (const [name, time] of Object.entries(median.times)) print(name, time);
  print(runs.length > 1 ? `total, the middle one of ${runs.length}` : 'total', total(median.times));
  print('of all cores', median.cpu);
  const report = { command: 'run', lenses_only: lensesOnly, ...dates, seconds: median.times, total: total(median.times), cpu_seconds: median.cpu,
                   totals: runs.map(({ times }) => total(times)), reading_seconds: reading, settings };
  console.log(`read before: ${reading.toFixed(2)} s; ${JSON.stringify(settings)}`);
  if (json) fs.writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`);
  return report;
}
