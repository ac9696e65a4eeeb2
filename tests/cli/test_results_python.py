"""The reader in docs/results.md, run as it stands there against a real result, says what exports say."""

import contextlib
import csv
import io
import os
import pathlib
import re
import unittest

import pandas

from command_line import CommandLineTest

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "results.md"


class ResultsPython(CommandLineTest):
    def test_the_reader_reads_every_subscription_and_every_table(self):
        programs = re.findall(r"(?ms)^```python\n(.*?)^```$", DOCUMENT.read_text())
        self.assertEqual(len(programs), 1)
        self.assertLessEqual(len(programs[0].splitlines()), 10)
        self.expect(0, "generate", "--customers", 400, "--ledger", "ledger")
        self.audit()
        names = {}
        before = os.getcwd()
        os.chdir(self.folder)
        self.addCleanup(os.chdir, before)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(programs[0], names)
        self.assertIn(f"{len(names['paid'])} rows x {len(names['paid'].columns)} columns", printed.getvalue())
        self.assertIn("price_step_date", names["paid"].columns)

        paid = names["paid"]
        exported = self.table("streams")
        self.assertGreater(len(exported), 400)
        persona = {row["customer_id"]: row["persona"] for row in self.table("personas-6m")}
        self.assertEqual([tuple(row) for row in paid[["customer_id", "persona", "name", "cadence", "state"]].itertuples(index=False)],
                         [(row["customer_id"], persona[row["customer_id"]], row["payee"], row["cadence"], row["state"]) for row in exported])
        self.assertEqual(list(paid["amount"]), [round(100 * float(row["amount"])) for row in exported])
        self.assertEqual([str(day.date()) for day in pandas.to_datetime(paid["last"].astype(int), unit="D")], [row["last"] for row in exported])

        with names["h5py"].File("result/audit.h5") as file:
            read = {name: names["table"](file, name) for name in ("rfm", "rfm_compare", "signals/1m", "signals/6m", "personas/1m", "lens2", "condition", "score_cuts")}
        # Nulls are missing, names are texts, flags too: as in the export, but for money, which is in minor units.
        rows = list(csv.DictReader(self.expect(0, "export", "--audit", "result", "--table", "signals-6m").splitlines()))
        for column in ("subscription_count", "negative_balance", "income_frequency", "savings_growth_rate", "num_credit_cards"):
            values = read["signals/6m"][column]
            self.assertEqual([value == "" for row in rows for value in [row[column]]], list(values.isna()), column)
            self.assertEqual([row[column] for row in rows if row[column]],
                             [f"{value!r}" if isinstance(value, float) and not value.is_integer() else f"{value:g}" if isinstance(value, float) else str(value) for value in values.dropna()], column)
        limits = read["signals/6m"]["credit_total_limits"]
        self.assertTrue(limits.isna().any() and limits.notna().any())
        self.assertEqual(set(read["lens2"]["group"]) - {"inactive", "retained", "churned", "reactivated", "first_time"}, set())


if __name__ == "__main__":
    unittest.main()
