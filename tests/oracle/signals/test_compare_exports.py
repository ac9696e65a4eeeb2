#!/usr/bin/env python3
"""The comparison of exports finds what differs, and nothing where nothing does."""

import contextlib
import csv
import io
import pathlib
import tempfile
import unittest

from civil_days import day_of
from compare_exports import compare, flat, is_same
from customer_files import read_ledger
from judge import judge
from random_customers import write


def text_of(value):
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


class Exports(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name)
        write(self.folder, 3, 12, day_of("2025-12-31"), frozenset())
        self.judged = judge(read_ledger(*(str(self.folder / f"{name}.csv") for name in ("transactions", "accounts", "liabilities"))), day_of("2025-12-31"))

    def export(self, change=lambda name, lines: lines):
        """What a program that agrees would export, changed by the test."""
        customers = self.judged["customers"]
        tables = {"signals": [{"customer_id": one["customer_id"], **one["signals"]["6m"]} for one in customers],
                  "personas": [{"customer_id": one["customer_id"], "persona": one["personas"]["6m"]["assigned"]} for one in customers],
                  "streams": [{"customer_id": one["customer_id"], **flat(stream)} for one in customers for stream in one["streams"]]}
        for name, lines in tables.items():
            with open(self.folder / f"{name}.out.csv", "w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(lines[0]))
                writer.writeheader()
                writer.writerows({key: text_of(value) for key, value in line.items()} for line in change(name, [dict(line) for line in lines]))
        with contextlib.redirect_stdout(io.StringIO()):
            return compare(self.judged, [("6m", self.folder / "signals.out.csv")], [("6m", self.folder / "personas.out.csv")], self.folder / "streams.out.csv")

    def test_equal_exports_do_not_differ(self):
        comparison = self.export()
        self.assertEqual((0, set()), (sum(comparison.differences.values()), comparison.one_sided))
        self.assertGreater(comparison.values, 12 * 50)

    def test_a_value_a_persona_a_stream_a_customer(self):
        def change(name, lines):
            if name == "signals":
                lines[0]["transaction_history_days"] += 1
                return lines[:-1]
            if name == "personas":
                lines[3]["persona"] = "nobody"
            return lines[1:] if name == "streams" else lines
        self.assertEqual({"transaction_history_days": 1, "customer": 1, "persona": 1, "streams": 1}, dict(self.export(change).differences))

    def test_texts_and_values(self):
        for text, value, wanted in (("", None, True), ("", 0, False), ("0", None, False), ("12.35", 12.3456, True), ("12.346", 12.3456, False),
                                    ("true", True, True), ("0", False, True), ("monthly", "monthly", True), ("x", 1.0, False), ("3", 3, True)):
            self.assertEqual(wanted, is_same(text, value), (text, value))


if __name__ == "__main__":
    unittest.main()
