"""Lenses 3 to 5 as a user meets them: options, results, exports, replays of the past, several segments, stops and ranks."""

import json
import random
import shutil
import unittest

import h5py

from command_line import CommandLineTest, digest_of

LOG = """customer_id,timestamp,amount
A,2025-01-15,10
A,2025-02-15,7
A,2025-02-20,-2
B,2025-02-10,4
B,2025-02-10,5
C,2025-03-03,1
D,2025-03-04,-1
"""


def random_log(seed, first_year, last_year, customers=120, rows=900):
    rng = random.Random(seed)
    lines = ["order_id,customer_id,timestamp,amount"]
    for order in range(rows):
        day = f"{rng.randrange(first_year, last_year + 1)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
        lines.append(f"{seed}-{order},c{rng.randrange(customers)},{day},{rng.choice([0, 1, 5.25, 80, -3])}")
    return "\n".join(lines) + "\n"


class Cohorts(CommandLineTest):
    def lenses(self, unit="month"):
        summary = self.summary()
        return summary["lens3"][unit], summary["lens4"][unit], summary["lens5"][unit]

    def test_figures_of_a_log_that_can_be_worked_by_hand(self):
        self.import_text(LOG)
        self.audit("--as-of", "2025-03-31")
        lens3, lens4, lens5 = self.lenses()
        self.assertEqual([(cohort["cohort"], cohort["customers"]) for cohort in lens3["cohorts"]], [("2025-01", 1), ("2025-02", 1), ("2025-03", 1)])
        february = next(cell for cell in lens3["cells"] if (cell["cohort"], cell["period"]) == ("2025-01", "2025-02"))
        self.assertEqual((february["age"], february["retained"], february["retained_base"], february["refund_total"], february["cumulative_revenue"]),
                         (1, 1, "10.00", "2.00", "17.00"))
        self.assertEqual(lens5[1]["bridge"], {"previous_revenue": "10.00", "lapsed": "0.00", "retained": "-3.00", "reactivated": "0.00", "acquired": "9.00",
                                              "revenue": "16.00"})
        self.assertEqual(lens5[2]["by_cohort"]["2025-02"], {"active": 0, "orders": 0, "revenue": "0.00"})
        self.assertEqual([entry["age"] for entry in lens4["pooled"]], [0, 1, 2])

    def test_a_replay_from_within_a_month_to_its_end(self):
        self.import_text(LOG)
        self.audit("--as-of", "2025-02-12")
        inside, _, base = self.lenses()
        self.assertEqual([period["state"] for period in inside["periods"]], ["observed", "running"])
        running = inside["cells"][-1]
        self.assertEqual((running["cohort"], running["orders"], running["retention"], running["average_order_value"]), ("2025-02", 2, None, None))
        self.assertIsNone(base[-1]["repeat_rate"])
        self.audit("--as-of", "2025-02-28")
        ended, _, base = self.lenses()
        self.assertEqual([period["state"] for period in ended["periods"]], ["observed", "observed"])
        self.assertEqual(ended["cells"][0], inside["cells"][0] | {"last_active": 0})  # who came back was last active later
        self.assertEqual((ended["cells"][-1]["retention"], base[-1]["repeat_rate"]), ("100.00", "100.00"))

    def test_the_same_on_any_number_of_ranks_and_of_any_segments(self):
        for seed, years in enumerate([(2021, 2022), (2022, 2024), (2024, 2024)]):
            self.import_text(random_log(seed, *years), name=f"log{seed}.csv")
        shutil.copytree(self.folder / "ledger", self.folder / "folded")
        self.expect(0, "compact", "--ledger", "folded", "--into", "all", "--quiet")
        options = ("--cohorts", "month,quarter,year", "--acquired-from", "2021-03-01", "--shadow", "100", "--threads", "1", "--quiet")
        results = set()
        for ledger, ranks in [("ledger", 0), ("ledger", 2), ("ledger", 3), ("ledger", 7), ("folded", 0)]:
            shutil.rmtree(self.folder / "result", ignore_errors=True)
            self.expect(0, "audit", "--ledger", ledger, "--out", "result", *options, ranks=ranks)
            summary = self.summary()
            results.add(json.dumps([summary["lens3"], summary["lens4"], summary["lens5"]]))
        self.assertEqual(len(results), 1)

    def test_all_history_is_read_however_old(self):
        self.import_text(random_log(1, 2010, 2010), name="old.csv")
        self.import_text(random_log(2, 2024, 2024), name="new.csv")
        self.audit()
        lens3, _, lens5 = self.lenses()
        self.assertEqual(lens3["periods"][0]["period"], "2010-01")
        self.assertEqual(self.summary()["run"]["segments_passed_over"], [])
        self.assertEqual(lens5[-1]["ever"], sum(cohort["customers"] for cohort in lens3["cohorts"]))
        self.audit("--cohorts", "none")
        self.assertEqual(self.summary()["run"]["segments_passed_over"], ["old"])
        self.assertEqual((self.summary()["lens3"], self.summary()["lens5"]), ({}, {}))

    def test_a_run_goes_on_from_its_checkpoint(self):
        self.import_text(random_log(3, 2021, 2024, customers=3000, rows=12_000))
        options = ("--memory", "64K", "--threads", "1", "--cohorts", "month,year", "--quiet")
        self.audit(*options)
        expected = (self.folder / "result" / "audit.h5").read_bytes()
        shutil.rmtree(self.folder / "result")
        for ranks in (1, 3, 2):
            self.expect(6, "audit", "--ledger", "ledger", "--out", "result", "--max-seconds", "0.000001", "--checkpoint-interval", "0", *options, ranks=ranks)
        self.audit(*options, ranks=2)
        self.assertGreater(self.summary()["run"]["resumed_customers"], 0)
        self.assertEqual((self.folder / "result" / "audit.h5").read_bytes(), expected)

    def test_exports_say_what_the_summary_says(self):
        self.import_text(random_log(4, 2022, 2024))
        self.audit("--cohorts", "month,year", "--acquired-from", "2022-02-01")
        for unit, suffix in (("month", ""), ("month", "-month"), ("year", "-year")):
            lens3, _, lens5 = self.lenses(unit)
            for table, rows, columns in (("cohorts", lens3["cohorts"], ("cohort", "customers", "revenue", "returned_pct", "came_back_pct")),
                                         ("cohort-cells", lens3["cells"], ("cohort", "period", "age", "active", "retention", "repeat_orders", "repeat_rate")),
                                         ("base", lens5, ("period", "state", "ever", "lapsed", "active_share", "top_10pct_share"))):
                exported = self.table(table + suffix)
                self.assertEqual(len(exported), len(rows))
                for told, row in zip(exported, rows):
                    for column in columns:
                        value = row.get(column)
                        if value is None or told[column] == "":
                            self.assertEqual((value, told[column]), (None, ""), (table, column))
                        elif column in ("cohort", "period", "state", "revenue"):
                            self.assertEqual(told[column], value)
                        else:
                            self.assertEqual(float(told[column]), float(value), (table, column))
        customers = self.table("cohort-month")
        sizes = {cohort["cohort"]: cohort["customers"] for cohort in self.lenses()[0]["cohorts"]}
        for cohort, size in sizes.items():
            self.assertEqual(sum(row["cohort"] == cohort for row in customers), size)
        self.assertEqual(len(self.table("lens2", "--where", "cohort_month=earlier")), sizes["earlier"])
        with h5py.File(self.folder / "result" / "audit.h5") as file:
            self.assertEqual(file["cohort_month/cohort"].shape, file["customer/customer_id"].shape)
            self.assertEqual(int(file["cohort_cells/month/active"][:].sum()), sum(base["active"] for base in self.lenses()[2]))

    def test_what_is_refused(self):
        self.import_text(LOG)
        for options, says in ((("--cohorts", "weeks"), "is not a list of month, quarter and year"), (("--cohorts", "month,"), "is not a list"),
                              (("--cohorts", "month,month"), "month is given twice"), (("--acquired-from", "2025-02-30"), "is not a date"),
                              (("--cohorts", "none", "--acquired-from", "2025-02-01"), "leave one of both out")):
            self.audit(*options, code=2, says=says)
        self.audit("--cohorts", "year")
        self.expect(3, "export", "--audit", "result", "--table", "cohorts-month", says="cohorts-year")

    def test_silence_is_the_profile_s(self):
        self.import_text("customer_id,timestamp,amount\nA,2025-01-01,1\nA,2025-02-15,1\nB,2025-02-15,1\n")
        (self.folder / "profile.yaml").write_text("silence_days: 30\n")
        self.audit("--profile", "profile.yaml")
        first = self.lenses()[0]["cohorts"][0]
        self.assertEqual((self.lenses()[0]["silence_days"], first["silent"], first["came_back"], first["came_back_pct"]), (30, 1, 1, "100.00"))

    def test_parts_by_the_first_purchase_are_audits_of_their_customers(self):
        rng = random.Random(8)
        head = "order_id,customer_id,timestamp,amount,category,merchant\n"
        lines = [(f"c{customer:02}", "2024-01-01 08:00:00", 1, category, "M") for customer, category in enumerate(("FOOD", "HOME", "TOYS", ""))]
        lines += [(f"c{rng.randrange(60):02}", f"2024-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02} 12:00:0{rng.randrange(3)}", rng.choice((1, 5.25, 80, -3)),
                   rng.choice(("FOOD", "HOME", "TOYS", "")), rng.choice("MNO")) for _ in range(700)]
        lines += [("tie", "2024-01-05 09:00:00", 2, category, "M") for category in ("TOYS", "", "HOME")]  # the smallest text counts
        first = {}
        for customer, at, amount, category, _ in lines:
            if amount > 0:
                first[customer] = min(first.get(customer, (at, "~")), (at, category or "~"))
        listed = {"FOOD": "FOOD", "HOME": "HOME", "TOYS": "other", "~": "none"}
        part = {customer: listed[category] for customer, (_, category) in first.items()}
        text = lambda rows: head + "".join(f"{i},{','.join(map(str, row))}\n" for i, row in rows)
        rows = list(enumerate(lines))
        self.import_text(text(rows))
        (self.folder / "profile.yaml").write_text("cohort_attribute:\n  values: [FOOD, HOME]\n")
        options = ("--as-of", "2024-12-31", "--profile", "profile.yaml", "--cohorts", "month,quarter")
        self.audit(*options)
        whole = self.summary()
        found = whole["cohort_attribute"]["values"]
        self.assertEqual(list(found), ["FOOD", "HOME", "other", "none"])
        self.assertEqual(part["tie"], "HOME")
        for table, key in (("cohorts", "customers"), ("cohort-cells", "orders"), ("base", "active")):
            sums = [sum(int(row[key]) for row in self.table(name)) for name in (table, f"{table}-by-attribute")]
            self.assertEqual(*sums)
            self.assertGreater(sums[0], 0)
        self.assertEqual({row["value"] for row in self.table("cohorts-by-attribute-quarter")}, set(found))
        digest = digest_of(self.folder / "result" / "audit.h5")
        for ranks in (2, 7):
            self.audit(*options, ranks=ranks)
            self.assertEqual(digest_of(self.folder / "result" / "audit.h5"), digest)
        for value in found:
            of_part = [row for row in rows if part.get(row[1][0]) == value]
            self.assertGreater(len(of_part), 50)
            shutil.rmtree(self.folder / "ledger")
            self.import_text(text(of_part))
            self.audit("--as-of", "2024-12-31", "--cohorts", "month,quarter")
            alone = self.summary()
            for lens in ("lens3", "lens4", "lens5"):
                self.assertEqual(found[value][lens], alone[lens], (value, lens))

    def test_parts_that_cannot_be_are_told(self):
        self.import_text(LOG)
        for text, says in (("values: [a]", "the ledger has no categories"), ("column: merchant, values: [a]", "the ledger has no merchants"), ("column: merchant", "needs values"),
                           ("values: [other]", "other is what those that are not listed are called"), ("values: [a, a]", "a is given twice"),
                           ("column: product, values: [a]", "column must be category or merchant"), ("values: []", "1 to 32 texts")):
            (self.folder / "profile.yaml").write_text(f"cohort_attribute: {{{text}}}\n")
            self.audit("--profile", "profile.yaml", code=2, says=says)

    def test_a_ledger_without_purchases(self):
        self.import_text("customer_id,timestamp,amount\nA,2025-01-01,-1\n")
        self.audit()
        lens3, lens4, lens5 = self.lenses()
        self.assertEqual((lens3["periods"], lens3["cohorts"], lens3["cells"], lens3["weeks"], lens4["pooled"], lens5), ([], [], [], [], [], []))

    def test_the_terminal_has_a_title_and_five_lines(self):
        self.import_text(random_log(5, 2023, 2024))
        told = self.audit("--color", "never")
        title, *lines = told[told.index("Lenses 3 to 5"):].split("\n\n")[0].splitlines()
        self.assertEqual(len(lines), 5, told)


if __name__ == "__main__":
    unittest.main()
