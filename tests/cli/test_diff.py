"""One night against another: who moved, appeared or is gone, figures, gates, the same files on any number of ranks."""

import collections
import csv
import io
import json
import random
import unittest

import h5py

from command_line import CommandLineTest

STATES = ("segment", "lens2_group", "r_score", "f_score", "m_score")
COLUMNS = (*STATES, "frequency", "monetary", "total_spend")
NAMED = {"segment": "segments/segment", "lens2_group": "lens2/group"}


def night(seed, customers, last):
    rng = random.Random(seed)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(["customer_id", "timestamp", "amount"])
    for _ in range(900):
        rows.writerow([rng.choice(customers), f"2011-{rng.randrange(1, last + 1):02}-{rng.randrange(1, 29):02}", rng.choice([1, 5.25, 80, 12, 33.3])])
    return text.getvalue()


class Diff(CommandLineTest):
    def make(self, name, seed, customers, last, *options):
        self.import_text(night(seed, customers, last), name=f"{name}.csv")
        for file in (self.folder / "ledger").glob("*.h5*"):
            if not file.name.startswith(f"{name}."):
                file.unlink()
        self.expect(0, "audit", "--ledger", "ledger", "--out", name, "--period", "2011-07-01..2012-01-01",
                    "--compare", "2011-01-01..2011-07-01", "--as-of", "2011-12-31", *options)

    def two_nights(self, *options):
        # Ids of other lengths, and some that CSV has to quote.
        first = [f"c{i}" for i in range(150)] + ['with "quotes"', "with, comma"]
        second = first[10:] + [f"a much longer id {i}" for i in range(20)]
        self.make("monday", 1, first, 11, *options)
        self.make("tuesday", 2, second, 12, *options)

    def rows_of(self, result):
        """Every customer's columns, by the tables themselves."""
        with h5py.File(self.folder / result / "audit.h5") as file:
            ids = [id.decode() for id in file["customer/customer_id"][:]]
            values = {}
            for column in COLUMNS:
                data = file[NAMED.get(column, f"rfm/{column}")]
                names = data.attrs.get("values")
                values[column] = [names[code] if names is not None else int(code) for code in data[:]]
        return {id: {column: values[column][row] for column in COLUMNS} for row, id in enumerate(ids)}

    def diff(self, *options, code=0, **more):
        return self.expect(code, "diff", "--audit", "monday", "--audit", "tuesday", *options, **more)

    def document(self, folder="changes"):
        return json.loads((self.folder / folder / "diff.json").read_text())

    def test_matrices_and_changes_are_those_of_the_tables(self):
        self.two_nights()
        self.diff("--output", "changes")
        before, now = self.rows_of("monday"), self.rows_of("tuesday")
        found = self.document()
        both = before.keys() & now.keys()
        changed = {id for id in both if before[id] != now[id]}
        self.assertEqual(found["customers"], {"both": len(both), "appeared": len(now.keys() - both), "gone": len(before.keys() - both), "changed": len(changed)})
        self.assertTrue(both and changed and  now.keys() - both and before.keys() - both)
        for state in STATES:
            wanted = collections.Counter()
            name = (lambda value: "none" if value == 0 else str(value)) if state.endswith("score") else (lambda value: value)
            for id in before.keys() | now.keys():
                wanted[(name(before[id][state]) if id in before else "appeared", name(now[id][state]) if id in now else "gone")] += 1
            counts = {(a, b): n for a, row in found["transitions"][state].items() for b, n in row.items() if n}
            self.assertEqual(counts, dict(wanted), state)
        lines = list(csv.DictReader(io.StringIO((self.folder / "changes" / "changes.csv").read_text())))
        self.assertEqual({line["customer_id"] for line in lines}, changed | (before.keys() ^ now.keys()))
        for line in lines:
            id = line["customer_id"]
            self.assertEqual(line["change"], "changed" if id in changed else "gone" if id in before else "appeared")
            for column in COLUMNS:
                for prefix, side in (("old_", before), ("new_", now)):
                    value = side[id][column] if id in side else ""
                    if column in ("monetary", "total_spend") and id in side:
                        value = f"{value / 100:.2f}"
                    self.assertEqual(line[prefix + column], str(value), (id, column))

    def test_any_number_of_ranks_leaves_the_same_files(self):
        self.two_nights()
        self.diff("--output", "changes")
        for ranks in (1, 2, 3, 7):
            self.diff("--output", f"ranks{ranks}", ranks=ranks)
            for name in ("changes.csv", "diff.json"):
                self.assertEqual((self.folder / f"ranks{ranks}" / name).read_bytes(), (self.folder / "changes" / name).read_bytes(), (ranks, name))
            self.assertEqual(sorted(each.name for each in (self.folder / f"ranks{ranks}").iterdir()), ["changes.csv", "diff.json"])

    def test_figures_have_their_change(self):
        self.two_nights()
        text = self.diff("--json")
        figures = json.loads(text)["figures"]
        before = json.loads((self.folder / "monday" / "summary.json").read_text())["lens1"]["total_revenue"]
        now = json.loads((self.folder / "tuesday" / "summary.json").read_text())["lens1"]["total_revenue"]
        revenue = figures["lens1.total_revenue"]
        self.assertEqual((revenue["earlier"], revenue["later"]), (before, now))
        self.assertAlmostEqual(float(revenue["change"]), float(now) - float(before), places=2)
        self.assertAlmostEqual(float(revenue["change_pct"]), 100 * (float(now) / float(before) - 1), delta=0.006)
        self.assertIn("segments.period.champions.customers", figures)

    def test_parts_of_the_base_are_compared_by_their_values(self):
        for name, prices in (("monday", (5, 7, 9, 3)), ("tuesday", (6, 7, 4, 8))):
            regions = ("north", "2025", "", "other") if name == "monday" else ("north", "2025", "", "south")
            rows = "".join(f"c{number},2011-08-0{number % 9 + 1},{prices[number % 4]},{regions[number % 4]}\n" for number in range(40))
            self.import_text("customer_id,timestamp,amount,region\n" + rows, "--dimension", "region=region", "--segment", "log", name=f"{name}.csv")
            self.expect(0, "audit", "--ledger", "ledger", "--out", name, "--by", "region")
        screen = self.diff("--output", "changes", "--gate", "by.region.north.lens1.total_revenue >= 20%", "--gate", "by.region.2025.lens1.total_orders == 10")
        self.assertIn("Revenue by part of the base", screen)
        figures = self.document()["figures"]
        revenue = {figure.split(".")[2]: (change["earlier"], change["later"], change["change_pct"]) for figure, change in figures.items() if figure.startswith("by.") and figure.endswith(".lens1.total_revenue")}
        self.assertEqual(revenue, {"north": ("50.00", "60.00", "20.00"), "2025": ("70.00", "70.00", "0.00"), "(no value)": ("90.00", "40.00", "-55.56")})
        self.assertNotIn("by.region.2025.value", figures)
        self.diff("--gate", "by.region.north.lens1.total_revenue > 20%", code=10, says="gate 'by.region.north")
        self.diff("--gate", "by.region.east.lens1.total_revenue > 1", code=2, says="has no figure")
        self.expect(0, "audit", "--ledger", "ledger", "--out", "tuesday")
        self.assertFalse([figure for figure in json.loads(self.diff("--json"))["figures"] if figure.startswith("by.")])

    def test_gates_decide_on_the_exit_code(self):
        self.two_nights()
        self.diff("--gate", "lens1.total_revenue >= -99%", "--gate", "lens1.total_customers>=1", "--gate", "lens2.churn_rate <= 100")
        for gate in ("lens1.total_customers >= 100000", "lens1.total_revenue < -99%", "ledger.customers == 3", "ledger.customers > 1000 %"):
            error = self.run_spendlens("diff", "--audit", "monday", "--audit", "tuesday", "--quiet", "--output", "kept", "--gate", gate)
            self.assertEqual((error.returncode, error.stdout), (10, b""))
            self.assertIn(f"gate '{gate}' does not hold: ", error.stderr.decode())
            self.assertFalse(self.document("kept")["gates"][0]["holds"])
        self.assertEqual(self.run_spendlens("diff", "--audit", "monday", "--audit", "tuesday", "--quiet", "--gate", "ledger.customers < 1", ranks=2).returncode, 10)
        # The same result twice: nothing changes, exactly.
        self.expect(0, "diff", "--audit", "monday", "--audit", "monday", "--gate", "lens1.total_revenue == 0%", "--gate", "lens1.refund_count == 0%")

    def test_wrong_gates_and_results_are_refused(self):
        self.two_nights()
        for gate in ("lens1.total_revenue", "lens1.total_revenue >= much", ">= 3"):
            self.diff("--gate", gate, code=2, says="is no gate")
        for figure in ("lens1.revenue", "lens1", "lens1.lorenz", "nothing.at.all"):
            self.diff("--gate", f"{figure} > 1", code=2, says=f"has no figure {figure}")
        self.expect(0, "audit", "--ledger", "ledger", "--out", "valued", "--clv", "pareto-nbd", "--clv-holdout", "none")
        for nights in (("valued", "monday"), ("monday", "valued")):  # what one of both has is no mistake of the gate
            done = self.run_spendlens("diff", "--audit", nights[0], "--audit", nights[1], "--quiet", "--gate", "clv.customers >= 0%")
            self.assertEqual(done.returncode, 10, done.stderr.decode())
            self.assertIn("is not known of the", done.stderr.decode())
        self.expect(2, "diff", "--audit", "monday", says="diff takes two results")
        self.expect(2, "diff", "--audit", "monday", "--audit", "tuesday", "--audit", "monday", says="diff takes two results")
        self.assertIn(self.run_spendlens("diff", "--audit", "monday", "--audit", "absent").returncode, (3, 5))

    def test_results_without_customers_are_compared_by_figures(self):
        self.two_nights("--detail", "summary")
        screen = self.diff("--output", "changes", "--gate", "ledger.customers > 1")
        self.assertIn("figures only", screen)
        self.assertNotIn("transitions", self.document())
        self.assertFalse((self.folder / "changes" / "changes.csv").exists())

    def test_segments_are_compared_by_name_where_the_registries_differ(self):
        own = ("subject: segment\nsegments:\n  - {id: lost, name: Lost, priority: 1, criteria: {operator: AND, conditions: [{signal: r_score, operator: '<=', value: 2}]}}\n"
               "  - {id: champions, name: Champions, priority: 2, criteria: {operator: AND, conditions: [{signal: r_score, operator: '>', value: 2}]}}\n")
        (self.folder / "own.yaml").write_text(own)
        self.two_nights()
        self.expect(0, "audit", "--ledger", "ledger", "--out", "tuesday", "--period", "2011-07-01..2012-01-01", "--compare", "2011-01-01..2011-07-01",
                    "--as-of", "2011-12-31", "--segments", "own.yaml")
        self.diff("--output", "changes")
        before, now = self.rows_of("monday"), self.rows_of("tuesday")
        wanted = sum(before[id]["segment"] == now[id]["segment"] == "champions" for id in before.keys() & now.keys())
        self.assertGreater(wanted, 0)
        self.assertEqual(self.document()["transitions"]["segment"]["champions"]["champions"], wanted)


if __name__ == "__main__":
    unittest.main()
