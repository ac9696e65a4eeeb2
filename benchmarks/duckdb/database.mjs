// Opening a database, running a .sql file, and errors that are one line.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export class UsageError extends Error {}

const folder = path.dirname(fileURLToPath(import.meta.url));

async function duckdb() {
  try {
    return await import('@duckdb/node-api');
  } catch {
    throw new UsageError(`DuckDB is not installed; run npm install --prefix ${path.relative('.', folder) || '.'}`);
  }
}

export class Database {
  /** `readOnly` also refuses a file that is not there. */
  static async open(file, { threads, memory, readOnly = false, scratch } = {}) {
    const { DuckDBInstance, version } = await duckdb();
    if (readOnly && !fs.existsSync(file)) throw new UsageError(`${file} is not there; make it with: peer.mjs load`);
    const settings = { threads: String(threads ?? os.availableParallelism()) };
    if (memory) settings.memory_limit = memory;
    if (readOnly) settings.access_mode = 'READ_ONLY';
    if (scratch) settings.temp_directory = scratch;
    const database = new Database();
    database.instance = await DuckDBInstance.create(file, settings);
    database.connection = await database.instance.connect();
    database.version = version();
    return database;
  }

  async rows(sql) {
    return (await this.connection.runAndReadAll(sql)).getRowObjectsJson();
  }

  async row(sql) {
    return (await this.rows(sql))[0];
  }

  async execute(sql) {
    await this.connection.run(sql);
  }

  async executeFile(name, replacements = {}) {
    let sql = fs.readFileSync(path.join(folder, 'sql', name), 'utf8');
    for (const [from, to] of Object.entries(replacements)) sql = sql.replaceAll(`{${from}}`, to);
    await this.execute(sql);
  }

  async settings() {
    const names = ['threads', 'memory_limit', 'preserve_insertion_order'];
    const found = await this.rows(`SELECT name, value FROM duckdb_settings() WHERE name IN (${names.map((n) => `'${n}'`)})`);
    return { duckdb: this.version, node: process.version, cores: os.availableParallelism(),
             ...Object.fromEntries(found.map(({ name, value }) => [name, value])) };
  }

  close() {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

export async function seconds(work) {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

export function quoted(text) {
  return `'${String(text).replaceAll("'", "''")}'`;
}

export function print(label, value) {
  console.log(`${label.padEnd(34)} ${typeof value === 'number' ? value.toFixed(2).padStart(9) : value}`);
}
