"""DuckDB, from the exported transactions and scores alone, says the same of named segments, their revenue and their flow; and from the exports of
two results the same as `spendlens diff` of who changed and how."""

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

QUERY = """
import { DuckDBInstance } from '@duckdb/node-api';
const connection = await (await DuckDBInstance.create(':memory:')).connect();
process.chdir(process.argv[1]);
const reader = await connection.runAndReadAll(process.argv[2]);
console.log(JSON.stringify(reader.getRowObjectsJson()));
"""

# The ten segments as the definitions have them, over the scores of a customer with a purchase in the period.
SEGMENT = """CASE WHEN r >= 4 AND f >= 4 AND m >= 4 THEN 'champions' WHEN r <= 2 AND f >= 4 AND m >= 4 THEN 'cannot_lose'
  WHEN r >= 3 AND f >= 4 THEN 'loyal' WHEN r >= 3 AND m = 5 THEN 'big_spenders' WHEN r >= 4 AND f = 1 THEN 'new_customers'
  WHEN r >= 4 THEN 'promising' WHEN r = 3 THEN 'needs_attention' WHEN r <= 2 AND f >= 3 THEN 'at_risk' WHEN r = 2 THEN 'hibernating'
  WHEN r = 1 THEN 'lost' ELSE 'no_purchase' END"""


def segments_of(rfm, start, end):
    """A row a customer of the ledger: its segment, orders and revenue of a period."""
    return f"""SELECT t.customer_id, {SEGMENT} AS segment, t.orders, t.revenue FROM (
      SELECT customer_id, count(*) FILTER (amount < 0 AND during) AS orders, coalesce(sum(-amount) FILTER (amount < 0 AND during), 0) AS revenue
      FROM (SELECT customer_id, amount::DECIMAL(18,2) AS amount, timestamp >= '{start}' AND timestamp < '{end}' AS during FROM 'transactions.csv')
      GROUP BY customer_id) t
    LEFT JOIN (SELECT customer_id, r_score AS r, f_score AS f, m_score AS m FROM '{rfm}') s USING (customer_id)"""


class SegmentsSql(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.folder = pathlib.Path(cls.scratch.name)
        run = lambda *words: subprocess.run([SPENDLENS, "--quiet", *words], cwd=cls.folder, check=True, timeout=120)
        run("generate", "--kind", "retail", "--customers", "600", "--ledger", "ledger")
        run("export", "--ledger", "ledger", "--table", "transactions", "--output", "transactions.csv")
        for name, as_of in (("earlier", "2025-10-31"), ("later", "2025-12-31")):
            run("audit", "--ledger", "ledger", "--out", name, "--as-of", as_of)
            for table in ("rfm", "rfm-compare", "segments", "lens2"):
                run("export", "--audit", name, "--table", table, "--output", f"{name}-{table}.csv")
        run("diff", "--audit", "earlier", "--audit", "later", "--output", "diff")
        cls.summary = json.loads((cls.folder / "later" / "summary.json").read_text())

    def ask(self, query):
        done = subprocess.run([NODE, "--input-type=module", "-e", QUERY, "--", self.folder, query], cwd=PEER, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def period(self, name):
        period = self.summary["periods"][name]
        return period["start"], period["observation_end"]

    def test_segments_and_their_revenue_in_both_periods(self):
        for name, rfm in (("period", "later-rfm.csv"), ("compare", "later-rfm-compare.csv")):
            rows = self.ask(f"SELECT segment, count(*) AS customers, sum(orders) AS orders, sum(revenue) AS revenue FROM ({segments_of(rfm, *self.period(name))}) GROUP BY 1")
            found = {row["segment"]: (int(row["customers"]), int(row["orders"]), row["revenue"]) for row in rows}
            told = {segment: (of["customers"], of["orders"], of["revenue"]) for segment, of in self.summary["segments"][name].items() if of["customers"] > 0}
            self.assertGreater(len(told), 8)
            self.assertEqual({segment: values for segment, values in found.items() if segment != "no_purchase"},
                             {segment: values for segment, values in told.items() if segment != "no_purchase"})

    def test_each_customer_and_the_flow_between_periods(self):
        both = f"""SELECT customer_id, now.segment AS segment, before.segment AS segment_compare
          FROM ({segments_of('later-rfm.csv', *self.period('period'))}) now JOIN ({segments_of('later-rfm-compare.csv', *self.period('compare'))}) before USING (customer_id)"""
        told = "SELECT customer_id, segment, segment_compare FROM 'later-segments.csv'"
        for one, other in ((both, told), (told, both)):
            self.assertEqual(self.ask(f"({one}) EXCEPT ({other})"), [])
        self.assertEqual(int(self.ask(f"SELECT count(*) AS n FROM ({told})")[0]["n"]), 600)

    def test_who_changed_between_two_results(self):
        columns = {"frequency": "0", "monetary": "0.00", "total_spend": "0.00", "r_score": "0", "f_score": "0", "m_score": "0"}  # of who bought nothing
        read = lambda name: f"""SELECT s.customer_id, s.segment, l."group" AS lens2_group, {', '.join(f"coalesce(r.{column}, '{without}') AS {column}" for column, without in columns.items())}
          FROM read_csv('{name}-segments.csv', all_varchar = true) s
          LEFT JOIN read_csv('{name}-lens2.csv', all_varchar = true) l USING (customer_id)
          LEFT JOIN read_csv('{name}-rfm.csv', all_varchar = true) r USING (customer_id)"""
        names = ("segment", "lens2_group", *columns)
        pairs = ", ".join(f"a.{name} AS old_{name}, b.{name} AS new_{name}" for name in names)
        differ = " OR ".join(f"a.{name} IS DISTINCT FROM b.{name}" for name in names)
        found = f"SELECT customer_id, {pairs} FROM ({read('earlier')}) a JOIN ({read('later')}) b USING (customer_id) WHERE {differ}"
        told = f"SELECT customer_id, {', '.join(f'old_{name}, new_{name}' for name in names)} FROM read_csv('diff/changes.csv', all_varchar = true) WHERE change = 'changed'"
        for one, other in ((found, told), (told, found)):
            self.assertEqual(self.ask(f"({one}) EXCEPT ({other})"), [])
        self.assertGreater(int(self.ask(f"SELECT count(*) AS n FROM ({told})")[0]["n"]), 100)


if __name__ == "__main__":
    if not NODE or NODE.endswith("NOTFOUND") or not (PEER / "node_modules" / "@duckdb" / "node-api").is_dir():
        print("skipped: needs node and npm install --prefix benchmarks/duckdb")
        sys.exit(SKIPPED)
    unittest.main()
