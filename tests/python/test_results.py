#!/usr/bin/env python3
"""Results and ledgers opened from Python: the same as the program's own exports, and a run on ranks with its errors."""

import csv
import io
import os
import pathlib
import tempfile
import unittest
from unittest import mock

import matplotlib
import numpy as np

import spendlens

matplotlib.use("Agg")


class Results(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.bank = cls.folder / "bank"
        spendlens.run("generate", customers=60, ledger=cls.bank, seed=7)
        cls.audited = spendlens.run("audit", ledger=cls.bank, out=cls.folder / "result", period="2025", ranks=2, launcher=os.environ["MPIEXEC"])
        cls.result = spendlens.open(cls.folder / "result")
        cls.addClassCleanup(cls.result.close)

    def exported(self, table, **of):
        text = spendlens.run("export", table=table, **(of or {"audit": self.folder / "result"})).output
        return list(csv.DictReader(io.StringIO(text)))

    def test_a_run_gives_what_was_printed(self):
        self.assertIn("Lens 1", self.audited.output)
        self.assertEqual(0, self.audited.exit_code)
        self.assertEqual([os.environ["MPIEXEC"], "-n", "2"], self.audited.command[:3])

    def test_rfm_is_the_export_s(self):
        frame, rows = self.result.frame("rfm", money="decimal"), self.exported("rfm")
        self.assertEqual(60, len(frame))
        by_id = frame.set_index("customer_id")
        for row in rows:
            got = by_id.loc[row["customer_id"]]
            self.assertEqual(row["total_spend"], str(got.total_spend))
            self.assertEqual(row["recency_days"], "" if got.recency_days is None or got.recency_days != got.recency_days else str(got.recency_days))

    def test_segments_are_of_customers(self):
        segments, rows = self.result.frame("segments"), self.exported("segments")
        self.assertEqual([(row["customer_id"], row["segment"]) for row in rows], list(zip(segments["customer_id"], segments["segment"])))

    def test_signals_have_categories_nulls_and_units(self):
        table = self.result["signals/6m"]
        rows = {row["customer_id"]: row for row in self.exported("signals-6m")}
        self.assertEqual("minor units", table.units["liquid_balance"])
        frame = table.to_pandas(money="decimal")
        self.assertEqual("category", str(frame.activity.dtype))
        for _, got in frame.iterrows():
            row = rows[got.customer_id]
            self.assertEqual(row["activity"], got.activity)
            self.assertEqual(row["liquid_balance"], "" if got.liquid_balance is None else str(got.liquid_balance))
            self.assertEqual(row["income_monthly"] == "", bool(np.isnan(got.income_monthly)))

    def test_streams_name_customer_and_payee(self):
        table, rows = self.result["stream"], self.exported("streams")
        self.assertEqual([(row["customer_id"], row["payee"], row["kind"]) for row in rows], list(zip(table["customer_id"], table["payee"], table["kind"])))
        self.assertEqual([row["next"] for row in rows], ["" if np.isnat(day) else str(day) for day in table["next"]])

    def test_personas_and_groups(self):
        for name, table, column in (("personas/6m", "personas-6m", "persona"), ("lens2", "lens2", "group")):
            got = dict(zip(self.result[name]["customer_id"], self.result[name][column]))
            self.assertEqual({row["customer_id"]: row[column] for row in self.exported(table)}, got)

    def test_summary_and_attributes(self):
        self.assertEqual(60, self.result.attributes["customers"])
        self.assertEqual(60, self.result.summary["ledger"]["customers"])
        self.assertIn("rfm", repr(self.result))

    def test_figures(self):
        for name in ("lorenz", "bridge", "retention", "personas", "scores"):
            axes = getattr(self.result.figures, name)()
            self.assertTrue(axes.get_title(), name)
            axes.figure.savefig(io.BytesIO(), format="png")
            matplotlib.pyplot.close(axes.figure)

    def test_explain_with_the_program_and_without(self):
        customer = self.result["rfm"]["customer_id"][0]
        self.assertEqual(customer, self.result.explain(customer)["customer_id"])
        with mock.patch.dict(os.environ, {"SPENDLENS": "", "PATH": ""}):
            story = self.result.explain(customer)
            self.assertEqual(customer, story["customer_id"])
            self.assertEqual(self.result["rfm"].head(1)[0]["total_spend"], story["rfm"]["total_spend"])
            self.assertEqual((self.result["stream"]["customer_id"] == customer).sum(), len(story["stream"]))
            with self.assertRaisesRegex(spendlens.InputError, "customer 'nobody' is not in"):
                self.result.explain("nobody")

    def test_transactions_of_the_ledger_in_batches(self):
        ledger = spendlens.open_ledger(self.bank)
        batches = list(ledger.transactions(batch_rows=5_000))
        self.assertGreater(len(batches), 1)
        self.assertTrue(all(not set(one["customer_id"][-1:]) & set(two["customer_id"][:1]) for one, two in zip(batches, batches[1:])))
        rows = self.exported("transactions", ledger=self.bank)
        got = [(a, str(b), c) for batch in batches for a, b, c in zip(batch["customer_id"], batch["amount"], batch["merchant"])]
        self.assertEqual([(row["customer_id"], row["amount"].replace(".", "").lstrip("0").replace("-00", "-").replace("-0", "-"), row["merchant"]) for row in rows][:50], got[:50])
        self.assertEqual(len(rows), len(got))
        metrics = spendlens.calculate_rfm(batches[0], period="2025")
        expected = self.result.frame("rfm").set_index("customer_id")
        self.assertGreater(len(metrics), 0)
        for customer, frequency in zip(metrics["customer_id"], metrics["frequency"]):
            self.assertLessEqual(expected.loc[customer].frequency, frequency)

    def test_what_is_no_result_or_no_ledger_is_refused(self):
        with self.assertRaisesRegex(spendlens.InputError, "holds no result"):
            spendlens.open(self.folder)
        with self.assertRaisesRegex(spendlens.InputError, "no segment"):
            spendlens.open_ledger(self.folder)
        with self.assertRaisesRegex(spendlens.UsageError, "no table 'rmf'; there are"):
            self.result["rmf"]

    def test_a_failed_run_tells_the_program_s_line_and_exit_code(self):
        with self.assertRaisesRegex(spendlens.RunError, "nowhere.*no such directory") as caught:
            spendlens.run("audit", ledger="nowhere", out=self.folder / "other")
        self.assertEqual(3, caught.exception.exit_code)
        with self.assertRaisesRegex(spendlens.UsageError, "no launcher 'no-such-launcher'"):
            spendlens.run("info", str(self.bank), ranks=2, launcher="no-such-launcher")


if __name__ == "__main__":
    unittest.main()
