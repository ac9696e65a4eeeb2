"""Exports that overlap: what has an id counts once, as the export imported last has it; what has none is warned of."""

import json
import random
import shutil
import unittest

from command_line import CommandLineTest


class ToldTwice(CommandLineTest):
    def versions(self, seed, number_of_exports=4):
        """Exports of one shop, each of some weeks; an order that is told again has another amount, merchant or hour."""
        rng = random.Random(seed)
        days = [f"2025-{month:02}-{day:02}" for month in range(1, 5) for day in range(1, 29)]
        orders = [(f"o{i}" if rng.random() < 0.9 else "", f"c{rng.randrange(40) ** 2}", rng.randrange(len(days))) for i in range(400)]
        exports = []
        for number in range(number_of_exports):
            first = number * 25
            rows = []
            for order, customer, day in orders:
                if first <= day < first + 40 and rng.random() < 0.8:
                    rows.append((order, customer, f"{days[day]} {rng.randrange(24):02}:00:00", f"{rng.randrange(-500, 9000) / 100:.2f}", rng.choice(["", "b", "shop 9"])))
            exports.append(rows)
        return exports

    def write(self, name, rows, id_column="order_id"):
        lines = [f"{id_column},customer_id,timestamp,amount,merchant"] + [",".join(row) for row in rows]
        (self.folder / name).write_text("\n".join(lines) + "\n")

    def import_log(self, name, ledger="ledger", *more, **options):
        return self.expect(0, "import", "--transactions", f"{name}.csv", "--ledger", ledger, "--segment", name, "--amounts", "spend-positive",
                           "--threads", "1", *more, **options)

    def that_count(self, exports):
        latest = {}
        for number, rows in enumerate(exports):
            for row in rows:
                latest[row[1], row[0]] = number
        return [row for number, rows in enumerate(exports) for row in rows if row[0] == "" or latest[row[1], row[0]] == number]

    def audit(self, ledger, **options):
        shutil.rmtree(self.folder / "result", ignore_errors=True)
        screen = self.expect(0, "audit", "--ledger", ledger, "--out", "result", "--threads", "1", **options)
        summary = json.loads((self.folder / "result" / "summary.json").read_text())
        del summary["run"]
        return (self.folder / "result" / "audit.h5").read_bytes(), summary, screen

    def rows(self, ledger):
        return self.expect(0, "export", "--ledger", ledger, "--table", "transactions")

    def test_an_order_counts_once_as_the_last_import_has_it(self):
        for seed, id_column in ((1, "order_id"), (2, "transaction_id")):
            with self.subTest(id_column=id_column):
                shutil.rmtree(self.folder / "ledger", ignore_errors=True)
                shutil.rmtree(self.folder / "once", ignore_errors=True)
                exports = self.versions(seed)
                for number, rows in enumerate(exports):
                    self.write(f"{'dacb'[number]}.csv", rows, id_column)  # in another order than their names
                    self.import_log("dacb"[number])
                count = self.that_count(exports)
                self.write("once.csv", count, id_column)
                self.import_log("once", "once")
                expected, summary, _ = self.audit("once")
                told = sum(len(rows) for rows in exports)
                quality = summary.pop("data_quality")
                for options in ({}, {"ranks": 1}, {"ranks": 2}, {"ranks": 3}, {"ranks": 7}):
                    audit, of_several, screen = self.audit("ledger", **options)
                    self.assertEqual(audit, expected)
                    of_quality = of_several.pop("data_quality")
                    self.assertEqual(of_several, summary)
                    self.assertEqual(of_quality["rows_read"], told)
                    self.assertEqual(of_quality["rows_stored"], quality["rows_stored"])
                    self.assertEqual(of_quality["rows_superseded"], told - len(count))
                    self.assertIn(f"{told - len(count)} superseded", screen)
                rows = self.rows("once")
                self.assertEqual(self.rows("ledger"), rows)
                story = self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--customer", count[0][1])
                self.assertIn(f"{told - len(count)} superseded", self.expect(0, "info", "ledger"))
                self.expect(0, "compact", "--ledger", "ledger", "--into", "two", "d", "a", ranks=2)
                self.assertEqual(self.audit("ledger")[0], expected)
                self.expect(0, "compact", "--ledger", "ledger", "--into", "all", ranks=3)
                self.expect(0, "check", "ledger")
                audit, of_one, _ = self.audit("ledger")
                self.assertEqual(audit, expected)
                self.assertEqual(of_one["data_quality"], of_quality)
                self.assertEqual(self.rows("ledger"), rows)
                self.assertEqual(self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--customer", count[0][1]), story)

    def test_a_segment_that_is_imported_again_keeps_its_place(self):
        self.write("a.csv", [("o1", "c1", "2025-01-05", "10", "")])
        self.write("b.csv", [("o1", "c1", "2025-01-05", "20", "")])
        for name in "ab":
            self.import_log(name)
        self.assertIn("-20.00", self.rows("ledger"))
        self.write("a.csv", [("o1", "c1", "2025-01-05", "30", "")])
        self.import_log("a", "ledger", "--replace")
        rows = self.rows("ledger")
        self.assertIn("-20.00", rows)
        self.assertNotIn("-30.00", rows)
        self.write("c.csv", [("o1", "c1", "2025-01-05", "40", "")])
        self.import_log("c")
        self.assertIn("-40.00", self.rows("ledger"))

    def test_the_same_id_of_two_customers_is_two_orders(self):
        self.write("a.csv", [("1", "c1", "2025-01-05", "10", "")], "transaction_id")
        self.write("b.csv", [("1", "c2", "2025-01-05", "20", "")], "transaction_id")
        for name in "ab":
            self.import_log(name)
        self.assertEqual(len(self.rows("ledger").splitlines()), 3)

    def test_what_has_no_ids_is_warned_of(self):
        rows = [("", f"c{i}", f"2025-01-{day:02}", "10", "b") for i in range(20) for day in range(1, 21)]
        self.write("a.csv", [row for row in rows if row[2] <= "2025-01-12"], "note")
        self.write("b.csv", [row for row in rows if row[2] >= "2025-01-11"], "note")
        self.import_log("a")
        done = self.run_spendlens("import", "--transactions", "b.csv", "--ledger", "ledger", "--segment", "b", "--amounts", "spend-positive")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertIn("about 40 of its 200 rows are equal to rows there and count twice", done.stderr.decode())


if __name__ == "__main__":
    unittest.main()
