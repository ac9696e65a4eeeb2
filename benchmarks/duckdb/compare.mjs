// compare: DuckDB's results beside those of a spendlens audit, value by value.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Database, UsageError, quoted } from './database.mjs';
import { summaries } from './summaries.mjs';
import { bothSides, resultTables } from './tables.mjs';

const TOLERANCE = 1e-9;

function exportTable(spendlens, audit, table, folder) {
  const file = path.join(folder, `${table}.csv`);
  try {
    execFileSync(spendlens, ['export', '--audit', audit, '--table', table, '--output', file, '--quiet'], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (problem) {
    throw new UsageError(problem.code === 'ENOENT' ? `${spendlens} is not there; name it with --spendlens` : `${problem.stderr ?? problem}`.trim());
  }
  return file;
}

function differs(name, type) {
  const [a, b] = [`t."${name}"`, `o."${name}"`];
  if (type !== 'real') return `${a} IS DISTINCT FROM ${b}`;
  return `((${a} IS NULL) <> (${b} IS NULL) OR coalesce(abs(${a} - ${b}) > ${TOLERANCE} * greatest(abs(${a}), abs(${b})), false))`;
}

/** [{what, values, differences, first}] of one table; `first` tells the first differing customer in the result's order. */
async function compareTable(database, spec, file) {
  const { theirs, ours, keys } = bothSides(spec, quoted(file));
  await database.execute(`CREATE OR REPLACE TEMP TABLE theirs AS ${theirs}; CREATE OR REPLACE TEMP TABLE ours AS ${ours}`);
  const on = keys.map((key) => `t."${key}" = o."${key}"`).join(' AND ');
  const which = keys.map((key) => `coalesce(t."${key}", o."${key}")`).join(` || ', ' || `);
  const alone = '(t.customer_id IS NULL) <> (o.customer_id IS NULL)';
  const checks = [['rows', alone, `CASE WHEN t.customer_id IS NULL THEN 'not in spendlens' ELSE 'not in DuckDB' END`],
    ...Object.entries(spec.columns).map(([name, type]) => [name, `(NOT (${alone}) AND ${differs(name, type)})`,
      `'spendlens ' || coalesce(t."${name}"::VARCHAR, 'null') || ', DuckDB ' || coalesce(o."${name}"::VARCHAR, 'null')`])];
  const aggregates = checks.map(([, check, words], k) =>
    `(count(*) FILTER (${check}))::INTEGER AS d${k}, arg_min(${which} || ': ' || ${words}, coalesce(line, 0)) FILTER (${check}) AS f${k}`);
  const found = await database.row(`SELECT count(*)::INTEGER AS n, (count(*) FILTER (NOT (${alone})))::INTEGER AS both, ${aggregates}
                                    FROM theirs AS t FULL JOIN ours AS o ON ${on}`);
  return checks.map(([name], k) => ({ what: `${spec.table} ${name}`, values: k ? found.both : found.n, differences: found[`d${k}`], first: found[`f${k}`] }));
}

function leaves(value, at = '') {
  if (value === null || typeof value !== 'object') return [[at, String(value)]];
  return Object.entries(value).flatMap(([key, part]) => leaves(part, at ? `${at}.${key}` : key));
}

/** Every number of `mine` must be in `theirs` and the other way round. */
function compareSummary(what, theirs, mine) {
  const [a, b] = [new Map(leaves(theirs)), new Map(leaves(mine))];
  const names = [...new Set([...a.keys(), ...b.keys()])];
  const different = names.filter((name) => a.get(name) !== b.get(name));
  const [name] = different;
  return { what, values: names.length, differences: different.length,
           first: name === undefined ? null : `${name}: spendlens ${a.get(name)}, DuckDB ${b.get(name)}` };
}

export async function compare(options) {
  const { database: file, audit, spendlens = 'spendlens', lensesOnly = false, scratch = os.tmpdir(), json } = options;
  if (!file || !audit) throw new UsageError('compare needs --database and --audit');
  const summaryFile = path.join(audit, 'summary.json');
  if (!fs.existsSync(summaryFile)) throw new UsageError(`${summaryFile} is not there; make it with: spendlens audit`);
  const summary = JSON.parse(fs.readFileSync(summaryFile, 'utf8'));
  const database = await Database.open(file, { ...options, readOnly: true });
  const folder = fs.mkdtempSync(path.join(scratch, 'peer-'));
  const results = [];
  const add = (found) => {
    for (const { what, values, differences } of found) line(what, values, differences);
    results.push(...found);
  };
  line('values of', 'compared', 'differ');
  try {
    for (const [what, theirs, mine] of await summaries(database, summary, lensesOnly)) add([compareSummary(what, theirs, mine)]);
    for (const spec of resultTables(lensesOnly)) {
      const csv = exportTable(spendlens, audit, spec.table, folder);
      add(await compareTable(database, spec, csv));
      fs.rmSync(csv);
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
    database.close();
  }
  return report(results, json);
}

function line(what, values, differences) {
  console.log(`${what.padEnd(48)} ${String(values).padStart(11)} ${String(differences).padStart(9)}`);
}

function report(results, json) {
  const total = results.reduce((sum, { values }) => sum + values, 0);
  const differing = results.filter(({ differences }) => differences > 0);
  const differences = differing.reduce((sum, result) => sum + result.differences, 0);
  line('all', total, differences);
  for (const { what, first } of differing) console.error(`peer: ${what} differs first at ${first}`);
  if (json) fs.writeFileSync(json, `${JSON.stringify({ command: 'compare', values: total, differences, results }, null, 1)}\n`);
  return { differences };
}
