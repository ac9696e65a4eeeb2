#!/usr/bin/env node
// The questions of spendlens in SQL on DuckDB: to load, to time and to compare. Exit codes: 0 done, 1 results differ, 2 usage, 3 DuckDB failed.
import { parseArgs } from 'node:util';
import { compare } from './compare.mjs';
import { UsageError } from './database.mjs';
import { load, loadRaw } from './load.mjs';
import { run } from './run.mjs';

const HELP = `usage: node peer.mjs COMMAND [options]

  load      a ledger's exports into native tables sorted by customer, in a database file
              --exports DIR       transactions.csv and, if there are any, accounts.csv and liabilities.csv
              --raw CSV           instead: a raw log (customer_id, timestamp, amount) into one sorted table, timed
              --column FIELD=NAME with --raw: the log's name of a field (repeatable)
  run       all questions, warm, into tables of that file; seconds for each
              --as-of DATE        the last date unless given
              --period S..E, --compare S..E   the end excluded; 365 days up to as-of and the 365 before unless given
              --lenses-only       RFM, Lens 1 and Lens 2 without signals and personas
              --repeat N          N rounds, of which the middle one is told
  compare   DuckDB's tables beside those of a spendlens audit of the same ledger: integers and texts exactly, doubles within 1e-9
              --audit DIR         what spendlens audit --out left (--detail full)
              --spendlens FILE    the program; spendlens unless given
              --scratch DIR       where exports go in between
              --lenses-only       as above
  all:      --database FILE, --threads N (all cores), --memory SIZE (80 % of the machine's), --json FILE

examples:
  for t in transactions accounts liabilities; do spendlens export --ledger bank --table $t --output exports/$t.csv; done
  node peer.mjs load --exports exports --database bank.duckdb
  node peer.mjs run --database bank.duckdb --repeat 3 --json run.json
  spendlens audit --ledger bank --out result && node peer.mjs compare --database bank.duckdb --audit result
  node peer.mjs load --raw log.csv --database log.duckdb --threads 2 --memory 2GB
`;

const TEXT = { type: 'string' };
const COMMON = { database: TEXT, threads: TEXT, memory: TEXT, json: TEXT, help: { type: 'boolean' } };
const COMMANDS = {
  load: { exports: TEXT, raw: TEXT, column: { type: 'string', multiple: true } },
  run: { 'as-of': TEXT, period: TEXT, compare: TEXT, 'lenses-only': { type: 'boolean' }, repeat: TEXT },
  compare: { audit: TEXT, spendlens: TEXT, scratch: TEXT, 'lenses-only': { type: 'boolean' } },
};

function positive(options, name) {
  if (options[name] === undefined) return;
  if (!/^[1-9][0-9]{0,5}$/.test(options[name])) throw new UsageError(`--${name} ${options[name]} is not a whole number from 1`);
  options[name] = Number(options[name]);
}

function parsed(command, args) {
  try {
    const { values } = parseArgs({ args, options: { ...COMMON, ...COMMANDS[command] }, strict: true });
    const options = Object.fromEntries(Object.entries(values).map(([name, value]) => [name.replace(/-(.)/g, (_, letter) => letter.toUpperCase()), value]));
    positive(options, 'threads');
    positive(options, 'repeat');
    return options;
  } catch (problem) {
    throw problem instanceof UsageError ? problem : new UsageError(problem.message.split('\n')[0]);
  }
}

async function main([command, ...args]) {
  if (command === undefined || ['--help', '-h', 'help'].includes(command)) {
    console.log(HELP);
    return command === undefined ? 2 : 0;
  }
  if (!COMMANDS[command]) throw new UsageError(`there is no command ${command}; known: ${Object.keys(COMMANDS).join(', ')}`);
  const options = parsed(command, args);
  if (options.help) console.log(HELP);
  else if (command === 'load') await (options.raw ? loadRaw : load)(options);
  else if (command === 'run') await run(options);
  else return (await compare(options)).differences > 0 ? 1 : 0;
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (problem) {
  console.error(`peer: ${String(problem.message ?? problem).trim().split('\n')[0]}`);
  process.exitCode = problem instanceof UsageError ? 2 : 3;
}
