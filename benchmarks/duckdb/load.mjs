// load: a ledger's exports, or one raw log, into native tables sorted by customer.
import fs from 'node:fs';
import path from 'node:path';
import { Database, UsageError, print, quoted, seconds } from './database.mjs';

const MONEY = 'DECIMAL(18,2)';
const TRANSACTIONS = { customer_id: 'VARCHAR', timestamp: 'TIMESTAMP', amount: MONEY, merchant: 'VARCHAR', category: 'VARCHAR',
                       account_id: 'VARCHAR', pending: 'BOOLEAN' };
const ACCOUNTS = { customer_id: 'VARCHAR', account_id: 'VARCHAR', type: 'VARCHAR', subtype: 'VARCHAR', balance_current: MONEY,
                   balance_limit: MONEY };
const LIABILITIES = { customer_id: 'VARCHAR', account_id: 'VARCHAR', liability_type: 'VARCHAR', aprs: 'VARCHAR',
                      minimum_payment_amount: MONEY, last_payment_amount: MONEY, last_statement_balance: MONEY, is_overdue: 'BOOLEAN' };

function header(file) {
  const handle = fs.openSync(file, 'r');
  const bytes = Buffer.alloc(65536);
  const length = fs.readSync(handle, bytes, 0, bytes.length, 0);
  fs.closeSync(handle);
  return bytes.toString('utf8', 0, length).split(/\r?\n/)[0].split(',');
}

/** A SELECT of the wanted columns of a CSV; what the file or its column lacks is null. */
export function selection(file, wanted) {
  const found = file ? header(file) : [];
  const types = Object.fromEntries(found.map((name) => [name, wanted[name] ?? 'VARCHAR']));
  const columns = Object.entries(wanted).map(([name, type]) => (found.includes(name) ? `"${name}"` : `NULL::${type} AS "${name}"`));
  if (!file) return `SELECT ${columns} WHERE false`;
  const list = Object.entries(types).map(([name, type]) => `${quoted(name)}: ${quoted(type)}`);
  return `SELECT ${columns} FROM read_csv(${quoted(file)}, header = true, quote = '"', escape = '"', columns = {${list}})`;
}

function fresh(file) {
  for (const name of [file, `${file}.wal`, `${file}.stage`, `${file}.stage.wal`]) fs.rmSync(name, { force: true });
}

function tell(json, report) {
  if (json) fs.writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`);
}

export async function load(options) {
  const { exports: exported, database: file, threads, memory } = options;
  if (!exported || !file) throw new UsageError('load needs --exports and --database (or --raw and --database)');
  const csv = (name) => {
    const at = path.join(exported, `${name}.csv`);
    return fs.existsSync(at) ? at : undefined;
  };
  if (!csv('transactions')) throw new UsageError(`${path.join(exported, 'transactions.csv')} is not there`);
  fresh(file);
  const database = await Database.open(file, { threads, memory });
  const duration = await seconds(async () => {
    await database.execute(`ATTACH ${quoted(`${file}.stage`)} AS stage`);
    for (const [name, columns] of Object.entries({ transactions: TRANSACTIONS, accounts: ACCOUNTS, liabilities: LIABILITIES }))
      await database.execute(`CREATE TEMP VIEW raw_${name} AS ${selection(csv(name), columns)}`);
    await database.executeFile('load.sql');
    await database.execute('CHECKPOINT; DETACH stage');
  });
  const { rows, customers } = await database.row(
    'SELECT (SELECT count(*) FROM transactions)::INT AS rows, (SELECT count(*) FROM customers)::INT AS customers');
  const settings = await database.settings();
  database.close();
  for (const name of [`${file}.stage`, `${file}.stage.wal`]) fs.rmSync(name, { force: true });
  print('loading, seconds', duration);
  console.log(`${rows} transactions of ${customers} customers, ${fs.statSync(file).size} bytes; ${JSON.stringify(settings)}`);
  tell(options.json, { command: 'load', seconds: duration, rows, customers, settings });
}

/** What an import does, for comparison: a raw log into a table sorted by customer, then time. */
export async function loadRaw(options) {
  const { raw, database: file, threads, memory, column = [] } = options;
  if (!raw || !file) throw new UsageError('load --raw needs a CSV and --database');
  if (!fs.existsSync(raw)) throw new UsageError(`${raw} is not there`);
  const names = { customer_id: 'customer_id', timestamp: 'timestamp', amount: 'amount' };
  for (const mapping of column) {
    const [field, name] = mapping.split('=');
    if (!names[field] || !name) throw new UsageError(`--column ${mapping}: FIELD=NAME with FIELD one of ${Object.keys(names).join(', ')}`);
    names[field] = name;
  }
  fresh(file);
  const database = await Database.open(file, { threads, memory });
  const wanted = { [names.customer_id]: 'VARCHAR', [names.timestamp]: 'TIMESTAMP', [names.amount]: MONEY };
  const duration = await seconds(async () => {
    await database.executeFile('import_sorted.sql', { rows: selection(raw, wanted), ...names });
    await database.execute('CHECKPOINT');
  });
  const { rows } = await database.row('SELECT count(*)::INT AS rows FROM transactions');
  const settings = await database.settings();
  database.close();
  print('import-sorted, seconds', duration);
  console.log(`${rows} rows, ${(rows / duration / 1e6).toFixed(2)} million rows/s; ${JSON.stringify(settings)}`);
  tell(options.json, { command: 'import-sorted', seconds: duration, rows, settings });
}
