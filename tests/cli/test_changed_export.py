"""export --changed-since: what was exported of the earlier night and the changes are what is exported of the later one, row by row."""

import csv
import io
import json
import os
import random
import unittest
import unittest.mock

from command_line import CommandLineTest

TABLES = ("rfm", "rfm-compare", "lens2", "segments", "cohort-month", "signals-6m", "personas-6m")


class ChangedExport(CommandLineTest):
    def night(self, out, seed, customers=60, dropped=(), options=()):
        """An audit of a log of its own: some customers are gone since, some are new, and most bought once more."""
        rng = random.Random(1)
        rows = [f"c{rng.randrange(customers)},2025-0{rng.randrange(1, 7)}-{rng.randrange(1, 28):02},{-rng.randrange(100, 90000) / 100},shop {rng.randrange(5)}" for _ in range(400)]
        rng = random.Random(seed)
        rows += [f"{rng.choice('cn')}{rng.randrange(customers)},2025-06-{rng.randrange(1, 28):02},{-rng.randrange(100, 90000) / 100},shop {rng.randrange(5)}" for _ in range(seed * 9)]
        (self.folder / f"{out}.csv").write_text("customer_id,timestamp,amount,merchant\n" + "".join(f"{row}\n" for row in rows if row.split(",")[0] not in dropped))
        self.expect(0, "import", "--transactions", f"{out}.csv", "--ledger", f"ledger-{out}", "--segment", "log")
        self.expect(0, "audit", "--ledger", f"ledger-{out}", "--out", out, "--as-of", "2025-06-30", "--period", "2025-04-01..2025-07-01", "--quiet", *options)

    def two_nights(self):
        self.night("monday", 2, dropped=("c5",))
        self.night("tuesday", 5, dropped=("c7", "c11", "n3"))

    def rows(self, result, table, *options):
        return list(csv.DictReader(io.StringIO(self.expect(0, "export", "--audit", result, "--table", table, *options))))

    def changes(self, table, *options):
        return self.rows("tuesday", table, "--changed-since", "monday", *options)

    def assert_equal_after(self, earlier, changes, later):
        """Applied in any order to the earlier rows, the changes give the later ones."""
        state = {row["customer_id"]: row for row in earlier}
        for row in changes:
            row = dict(row)
            change = row.pop("change")
            self.assertEqual(row["customer_id"] in state, change != "added", (change, row))
            if change == "removed":
                self.assertEqual(state.pop(row["customer_id"]), row)
            else:
                self.assertNotEqual(state.get(row["customer_id"]), row)
                state[row["customer_id"]] = row
        self.assertEqual(state, {row["customer_id"]: row for row in later})

    def test_earlier_and_changes_are_later_for_every_table_of_customers(self):
        self.two_nights()
        kinds = set()
        for table in TABLES:
            changes = self.changes(table)
            self.assert_equal_after(self.rows("monday", table), changes, self.rows("tuesday", table))
            kinds |= {row["change"] for row in changes}
            self.assertLess(len([row for row in changes if row["change"] == "changed"]), len(self.rows("tuesday", table)) + 1)
        self.assertEqual(kinds, {"added", "changed", "removed"})

    def test_filters_are_of_both_nights(self):
        self.two_nights()
        for table, where in (("segments", "segment=champions"), ("rfm", "segment=champions"), ("lens2", "group=retained"), ("rfm", "m_score=5")):
            self.assert_equal_after(self.rows("monday", table, "--where", where), self.changes(table, "--where", where), self.rows("tuesday", table, "--where", where))
        for change in ("added", "changed", "removed"):
            self.assertEqual(self.changes("segments", "--where", f"change={change}"), [row for row in self.changes("segments") if row["change"] == change])
        self.expect(2, "export", "--audit", "tuesday", "--changed-since", "monday", "--table", "rfm", "--where", "change=new", says="added, changed, removed")

    def test_a_night_against_itself_and_against_the_other_way_round(self):
        self.two_nights()
        self.assertEqual(self.rows("monday", "rfm", "--changed-since", "monday"), [])
        forward = {row["customer_id"]: row["change"] for row in self.changes("segments")}
        back = {row["customer_id"]: row["change"] for row in self.rows("monday", "segments", "--changed-since", "tuesday")}
        turned = {"added": "removed", "removed": "added", "changed": "changed"}
        self.assertEqual({name: turned[change] for name, change in forward.items()}, back)

    def test_the_same_in_all_formats_and_on_any_number_of_threads(self):
        self.two_nights()
        expected = self.changes("rfm")
        lines = [json.loads(line) for line in self.expect(0, "export", "--audit", "tuesday", "--changed-since", "monday", "--table", "rfm", "--format", "ndjson").splitlines()]
        self.assertEqual([(row["change"], row["customer_id"], row["frequency"]) for row in lines], [(row["change"], row["customer_id"], int(row["frequency"])) for row in expected])
        for threads in ("1", "3"):
            with unittest.mock.patch.dict(os.environ, {"OMP_NUM_THREADS": threads}):
                self.assertEqual(self.changes("rfm"), expected)
        parquet = self.run_spendlens("export", "--audit", "tuesday", "--changed-since", "monday", "--table", "rfm", "--format", "parquet", "--output", "changes.parquet")
        if parquet.returncode == 3 and b"libduckdb" in parquet.stderr:
            self.skipTest("DuckDB's library is not there: Parquet is not written")
        self.assertEqual(parquet.returncode, 0, parquet.stderr)
        self.expect(0, "import", "--query", "SELECT customer_id, '2025-01-01' AS timestamp, -1 AS amount, change AS merchant FROM 'changes.parquet'", "--ledger", "read", "--segment", "read", "--merchants", "raw", "--aliases", "none")
        read = csv.DictReader(io.StringIO(self.expect(0, "export", "--ledger", "read", "--table", "transactions")))
        self.assertEqual({row["customer_id"]: row["merchant"] for row in read}, {row["customer_id"]: row["change"] for row in expected})

    def test_many_customers_in_many_blocks(self):
        self.expect(0, "generate", "--kind", "retail", "--customers", "40000", "--ledger", "shop", "--quiet")
        for out, period in (("monday", "2025-10"), ("tuesday", "2025-11")):
            self.expect(0, "audit", "--ledger", "shop", "--out", out, "--period", period, "--quiet")
        for table in ("rfm", "segments"):
            changes = self.changes(table)
            self.assertGreater(len(changes), 5000)
            self.assert_equal_after(self.rows("monday", table), changes, self.rows("tuesday", table))

    def test_what_cannot_be_compared_is_refused(self):
        self.two_nights()
        changed = ("export", "--audit", "tuesday", "--changed-since", "monday", "--table")
        for table in ("streams", "cohorts", "base"):
            self.expect(2, *changed, table, says="rows are customers")
        self.expect(2, "export", "--ledger", "ledger-monday", "--changed-since", "monday", "--table", "transactions", says="--audit")
        self.expect(5, "export", "--audit", "tuesday", "--changed-since", "nowhere", "--table", "rfm", says="nowhere")
        self.expect(2, *changed, "rfm", "--where", "nothing=1", says="no column 'nothing'")
        self.night("other", 2, options=("--profile", "spendsense", "--personas", "none"))
        self.expect(3, "export", "--audit", "tuesday", "--changed-since", "other", "--table", "signals-6m", says="signals-6m")


if __name__ == "__main__":
    unittest.main()
