"""SQL on DuckDB finds the same data mart in exported transactions, week, month, quarter and year, as CSV and as Parquet."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SPENDLENS = os.environ["SPENDLENS"]
NODE = os.environ["SPENDLENS_NODE"]
PEER = pathlib.Path(os.environ["SPENDLENS_PEER"])
SKIPPED = 77
DUCKDB = next(iter(sorted((PEER / "node_modules" / "@duckdb").glob("node-bindings-*/libduckdb.so"))), None)
ENVIRONMENT = {**os.environ, **({"SPENDLENS_DUCKDB": str(DUCKDB)} if DUCKDB else {})}

QUERY = """
import { DuckDBInstance } from '@duckdb/node-api';
const connection = await (await DuckDBInstance.create(':memory:')).connect();
process.chdir(process.argv[1]);
const reader = await connection.runAndReadAll(process.argv[2]);
console.log(JSON.stringify(reader.getRowObjectsJson()));
"""

# What is a purchase by the words of the definitions: money goes out, and not to one's own card, savings or accounts.
PURCHASE = """amount <= 0 AND NOT coalesce(category LIKE 'LOAN_PAYMENTS_CREDIT_CARD%' OR category LIKE 'TRANSFER_IN_CARD_PAYMENT%' OR
  category LIKE 'TRANSFER_OUT%' AND category NOT LIKE 'TRANSFER_OUT_WITHDRAWAL%' OR
  category LIKE 'TRANSFER_IN%' AND category NOT LIKE 'TRANSFER_IN_CASH_ADVANCES_AND_LOANS%', false)"""

MART = """SELECT customer_id, CAST(date_trunc('{by}', timestamp) AS DATE) AS period_start, CAST(date_trunc('{by}', timestamp) + INTERVAL 1 {by} AS DATE) AS period_end,
  count(*) FILTER ({purchase}) AS total_orders, coalesce(sum(-amount) FILTER ({purchase}), 0) AS total_spend,
  max(timestamp) FILTER ({purchase}) AS last_transaction_ts{refunds}
  FROM orders WHERE {kept} GROUP BY ALL"""
REFUNDS = ", count(*) FILTER (amount > 0) AS refund_count, coalesce(sum(amount) FILTER (amount > 0), 0) AS refund_total"


class Periods(unittest.TestCase):
    def spendlens(self, *arguments):
        subprocess.run([SPENDLENS, *arguments, "--quiet"], cwd=self.folder, check=True, capture_output=True, timeout=120, env=ENVIRONMENT)

    def rows(self, sql):
        done = subprocess.run([NODE, "--input-type=module", "-e", QUERY, "--", self.folder, sql], cwd=PEER, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def check(self, kind, format, by, purchase, refunds):
        self.spendlens("export", "--ledger", kind, "--table", "periods", "--by", by, "--format", format, "--output", f"mart.{format}")
        mart = MART.format(by=by, purchase=purchase, refunds=refunds, kept="true" if refunds else purchase)
        types = "types={'amount': 'DECIMAL(18,2)', 'category': 'VARCHAR'}" if kind == "bank" else "types={'amount': 'DECIMAL(18,2)'}"
        columns = "customer_id, period_start, period_end, total_orders, total_spend, last_transaction_ts" + (", refund_count, refund_total" if refunds else "")
        ours = f"SELECT {columns} FROM read_{'csv' if format == 'csv' else 'parquet'}('mart.{format}')" + ("" if refunds else " WHERE total_orders > 0")
        counts = self.rows(f"""WITH orders AS (FROM read_csv('{kind}.csv', {types})), mart AS ({mart}), ours AS ({ours}), wanted AS (SELECT {columns} FROM mart)
            SELECT (SELECT count(*) FROM ours) AS ours, (SELECT count(*) FROM wanted) AS wanted,
              (SELECT count(*) FROM (FROM ours EXCEPT FROM wanted)) AS more, (SELECT count(*) FROM (FROM wanted EXCEPT FROM ours)) AS less""")[0]
        self.assertGreater(int(counts["ours"]), 300)
        self.assertEqual((counts["ours"], counts["more"], counts["less"]), (counts["wanted"], "0", "0"))

    def test_the_data_mart_of_a_shop_and_of_a_bank(self):
        with tempfile.TemporaryDirectory() as folder:
            self.folder = folder
            for kind, customers in (("retail", "800"), ("bank", "120")):
                self.spendlens("generate", "--kind", kind, "--customers", customers, "--ledger", kind)
                self.spendlens("export", "--ledger", kind, "--table", "transactions", "--output", f"{kind}.csv")
            for by in ("week", "month", "quarter", "year"):
                for format in ("csv", "parquet") if DUCKDB and by in ("week", "year") else ("csv",):
                    with self.subTest(by=by, format=format):
                        self.check("retail", format, by, "amount <= 0", REFUNDS)
                        if by != "year":
                            self.check("bank", format, by, f"({PURCHASE}) AND pending = false", "")


if __name__ == "__main__":
    if not NODE or NODE.endswith("NOTFOUND") or not (PEER / "node_modules" / "@duckdb" / "node-api").is_dir():
        print("skipped: needs node and npm install --prefix benchmarks/duckdb")
        sys.exit(SKIPPED)
    unittest.main()
