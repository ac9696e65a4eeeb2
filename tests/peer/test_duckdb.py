"""SQL on DuckDB and spendlens say the same of generated ledgers; where a value is changed, the comparison finds it."""

import csv
import json
import os
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest

SPENDLENS = os.environ["SPENDLENS"]
NODE = os.environ["SPENDLENS_NODE"]
PEER = pathlib.Path(os.environ["SPENDLENS_PEER"])
SKIPPED = 77

# The SQL states the earlier definitions of signals (Appendix A.1) and their personas.
EARLIER = ("--profile", PEER.parents[1] / "tests" / "golden" / "appendix.yaml", "--personas", "spendsense", "--cohorts", "none", "--score-method", "qcut")

# Stands for spendlens: exports as it does, but column COLUMN of the first row of TABLE has CHANGED(its value).
CHANGING_EXPORT = """#!{python}
import csv, subprocess, sys
arguments = sys.argv[1:]
subprocess.run([{spendlens!r}, *arguments], check=True)
file = arguments[arguments.index("--output") + 1]
if arguments[arguments.index("--table") + 1] == {table!r}:
    with open(file, newline="") as source:
        rows = list(csv.reader(source))
    column = rows[0].index({column!r})
    row = next(row for row in rows[1:] if row[column])
    row[column] = ({changed})(row[column])
    with open(file, "w", newline="") as target:
        csv.writer(target, lineterminator="\\n").writerows(rows)
"""


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=200)


class Peer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.scratch.name)
        cls.prepare("bank", "--customers", "400")
        cls.prepare("retail", "--customers", "1500", lenses_only=True)

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    @classmethod
    def prepare(cls, kind, *options, lenses_only=False):
        """A ledger of that kind, its audit and exports, and DuckDB's tables after `load` and `run`."""
        at = cls.folder / kind
        exports = at / "exports"
        exports.mkdir(parents=True)
        cls.expect(0, SPENDLENS, "generate", "--kind", kind, "--ledger", at / "ledger", *options)
        cls.expect(0, SPENDLENS, "audit", "--ledger", at / "ledger", "--out", at / "result", *EARLIER)
        for table in ("transactions", "accounts", "liabilities")[: 3 if kind == "bank" else 1]:
            cls.expect(0, SPENDLENS, "export", "--ledger", at / "ledger", "--table", table, "--output", exports / f"{table}.csv")
        cls.expect(0, *cls.peer("load"), "--exports", exports, "--database", at / "db")
        cls.expect(0, *cls.peer("run"), "--database", at / "db", "--json", at / "run.json", *["--lenses-only"] * lenses_only)

    @staticmethod
    def peer(command):
        return NODE, PEER / "peer.mjs", command

    @staticmethod
    def expect(code, *command):
        done = run(*command)
        if done.returncode != code:
            raise AssertionError(f"{command}: {done.returncode}, {done.stdout}{done.stderr}")
        return done

    def compare(self, code, kind, *options, result="result", spendlens=SPENDLENS):
        at = self.folder / kind
        return self.expect(code, *self.peer("compare"), "--database", at / "db", "--audit", at / result,
                           "--spendlens", spendlens, "--scratch", self.folder, *options)

    def changing(self, table, column, changed):
        program = self.folder / f"changing-{table}-{column}"
        program.write_text(CHANGING_EXPORT.format(python=sys.executable, spendlens=SPENDLENS, table=table, column=column, changed=changed))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return program

    def first_customer(self, table, column):
        exported = self.expect(0, SPENDLENS, "export", "--audit", self.folder / "bank" / "result", "--table", table).stdout
        return next(row for row in csv.DictReader(exported.splitlines()) if row[column])["customer_id"]

    def test_bank_customers_are_equal_in_every_value(self):
        report = self.folder / "report.json"
        self.compare(0, "bank", "--json", report)
        told = json.loads(report.read_text())
        self.assertEqual(told["differences"], 0)
        self.assertEqual({entry["values"] for entry in told["results"] if entry["what"].startswith("signals-30d")}, {400})
        self.assertGreater(next(entry["values"] for entry in told["results"] if entry["what"] == "streams cadence"), 400)

    def test_retail_customers_are_equal_in_rfm_and_lenses(self):
        self.compare(0, "retail", "--lenses-only")

    def test_other_periods_and_reference_date_are_equal_too(self):
        dates = ("--as-of", "2025-11-15", "--period", "2025-07-01..2025-10-01", "--compare", "2025-01-01..2025-06-01")
        other = self.folder / "bank" / "other"
        self.expect(0, SPENDLENS, "audit", "--ledger", self.folder / "bank" / "ledger", "--out", other, *EARLIER, *dates)
        try:
            self.expect(0, *self.peer("run"), "--database", self.folder / "bank" / "db", *dates)
            self.compare(0, "bank", result="other")
            self.assertIn("summary: dates", self.compare(1, "bank").stderr)
        finally:
            self.expect(0, *self.peer("run"), "--database", self.folder / "bank" / "db")

    def test_one_changed_integer_is_found_with_its_customer(self):
        done = self.compare(1, "bank", spendlens=self.changing("signals-180d", "subscription_count", "lambda v: str(int(v) + 1)"))
        self.assertIn(f"signals-180d subscription_count differs first at {self.first_customer('signals-180d', 'subscription_count')}", done.stderr)
        self.assertEqual(len(done.stderr.splitlines()), 1)

    def test_one_changed_cent_is_found(self):
        done = self.compare(1, "bank", spendlens=self.changing("rfm", "total_spend", "lambda v: f'{float(v) + 0.01:.2f}'"))
        self.assertIn("rfm total_spend differs first at", done.stderr)

    def test_a_ratio_may_differ_by_less_than_a_billionth_and_not_by_more(self):
        column = "emergency_fund_months"
        self.compare(0, "bank", spendlens=self.changing("signals-30d", column, "lambda v: repr(float(v) * (1 + 1e-10))"))
        done = self.compare(1, "bank", spendlens=self.changing("signals-30d", column, "lambda v: repr(float(v) * (1 + 1e-8))"))
        self.assertIn(f"signals-30d {column} differs first at {self.first_customer('signals-30d', column)}", done.stderr)

    def test_a_value_that_became_null_and_a_row_of_another_customer_are_found(self):
        done = self.compare(1, "bank", spendlens=self.changing("signals-30d", "income_median_pay_gap_days", "lambda v: ''"))
        self.assertIn("DuckDB", done.stderr)
        done = self.compare(1, "bank", spendlens=self.changing("personas-180d", "customer_id", "lambda v: 'nobody'"))
        self.assertRegex(done.stdout, r"personas-180d rows +401 +2\n")

    def test_a_changed_figure_of_the_whole_base_is_found(self):
        changed = self.folder / "bank" / "changed"
        shutil.copytree(self.folder / "bank" / "result", changed)
        file = changed / "summary.json"
        summary = json.loads(file.read_text())
        summary["lens1"]["lorenz"][50] = "0.9999"
        file.write_text(json.dumps(summary))
        # spendlens itself refuses a changed summary: its exports come from the result as it was.
        program = self.folder / "exporting-the-first-result"
        program.write_text(f'#!/bin/sh\nfor word; do\n  shift\n  [ "$word" != "{changed}" ] || word="{self.folder / "bank" / "result"}"\n'
                           f'  set -- "$@" "$word"\ndone\nexec "{SPENDLENS}" "$@"\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        self.assertIn("summary: Lens 1, period differs first at lorenz.50: spendlens 0.9999",
                      self.compare(1, "bank", result="changed", spendlens=program).stderr)

    def test_a_raw_log_becomes_a_table_of_all_its_rows(self):
        exported = self.folder / "retail" / "exports" / "transactions.csv"
        report = self.folder / "raw.json"
        self.expect(0, *self.peer("load"), "--raw", exported, "--database", self.folder / "raw.db", "--threads", "1", "--memory", "1GB", "--json", report)
        told = json.loads(report.read_text())
        self.assertEqual(told["rows"], len(exported.read_text().splitlines()) - 1)
        self.assertEqual(told["settings"]["threads"], "1")

    def test_wrong_calls_are_one_line_and_exit_code_2(self):
        for call in (["nothing"], ["run"], ["run", "--nothing"], ["run", "--database", "absent"], ["load", "--exports", "absent", "--database", "x"],
                     ["compare", "--database", self.folder / "bank" / "db", "--audit", "absent"],
                     ["run", "--database", self.folder / "bank" / "db", "--as-of", "yesterday"]):
            done = self.expect(2, NODE, PEER / "peer.mjs", *call)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)


if __name__ == "__main__":
    if not NODE or NODE.endswith("NOTFOUND") or not (PEER / "node_modules" / "@duckdb" / "node-api").is_dir():
        print("skipped: needs node and npm install --prefix benchmarks/duckdb")
        sys.exit(SKIPPED)
    unittest.main()
