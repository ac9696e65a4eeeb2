"""Named segments as a user meets them: the shipped ten against the definitions' table, registries of one's own, exports,
explain, the report's third headline, ranks and stops."""

import collections
import csv
import io
import json
import unittest

import h5py

from command_line import CommandLineTest
from test_cohorts import random_log

PERIODS = ("--period", "2012", "--compare", "2011")
NAMES = ["champions", "cannot_lose", "loyal", "big_spenders", "new_customers", "promising", "needs_attention", "at_risk", "hibernating", "lost"]
OWN = """subject: segment
segments:
  - {id: old_friends, name: Old friends, priority: 1, criteria: {operator: AND, conditions: [{signal: cohort, operator: "<=", value: 2011-03}, {signal: frequency, operator: ">=", value: 3}]}}
  - {id: gone, name: Gone, priority: 2, criteria: {operator: OR, conditions: [{signal: lens2_group, operator: in, value: [churned]}]}}
  - {id: spenders, name: Spenders, priority: 3, criteria: {operator: AND, conditions: [{signal: total_spend, operator: ">", value: 85.25}]}}
"""


def by_definition(r, f, m):
    """The first row of the definitions' table that fits."""
    if r == 0:
        return "no_purchase"
    rows = [r >= 4 and f >= 4 and m >= 4, r <= 2 and f >= 4 and m >= 4, r >= 3 and f >= 4, r >= 3 and m == 5, r >= 4 and f == 1, r >= 4, r == 3,
            r <= 2 and f >= 3, r == 2, r == 1]
    return NAMES[rows.index(True)]


class NamedSegments(CommandLineTest):
    def rows(self, table, *options):
        return list(csv.DictReader(io.StringIO(self.expect(0, "export", "--audit", "result", "--table", table, *options))))

    def codes(self, file, path):
        return [file[path].attrs["values"][code] for code in file[path][:]]

    def test_every_customer_is_in_the_segment_of_the_definitions_table(self):
        self.import_text(random_log(1, 2011, 2012))
        self.audit(*PERIODS)
        with h5py.File(self.folder / "result" / "audit.h5") as file:
            for table, column in (("rfm", "segment"), ("rfm_compare", "segment_compare")):
                scores = zip(*(file[table][score][:].tolist() for score in ("r_score", "f_score", "m_score")))
                self.assertEqual(self.codes(file, f"segments/{column}"), [by_definition(*each) for each in scores])
            spend = file["rfm/total_spend"][:].tolist()
            found = self.codes(file, "segments/segment")
            before = self.codes(file, "segments/segment_compare")
        segments = self.summary()["segments"]
        revenue = collections.Counter()
        for name, amount in zip(found, spend):
            revenue[name] += amount
        for name in NAMES:
            of = segments["period"][name]
            self.assertEqual((of["customers"], of["revenue"]), (found.count(name), f"{revenue[name] / 100:.2f}"))
        self.assertEqual(segments["no_purchase"], found.count("no_purchase"))
        self.assertEqual(sum(of["customers"] for of in segments["period"].values()), self.summary()["lens1"]["total_customers"])
        self.assertEqual(sum(of["customers"] for of in segments["compare"].values()), self.summary()["lens1_compare"]["total_customers"])
        moves = collections.Counter(zip(before, found))
        self.assertEqual({(a, b): n for a, row in segments["flow"].items() for b, n in row.items() if n}, dict(moves))

    def by_cohort(self, unit):
        """Customers and cents of each cohort and segment, from the exports alone."""
        cohort = {row["customer_id"]: row["cohort"] for row in self.rows(f"cohort-{unit}")}
        spend = {row["customer_id"]: round(100 * float(row["total_spend"])) for row in self.rows("rfm")}
        sums = collections.defaultdict(lambda: collections.defaultdict(lambda: [0, 0]))
        for row in self.rows("segments"):
            if not cohort.get(row["customer_id"]):
                continue
            sum_of = sums[cohort[row["customer_id"]]][row["segment"]]
            sum_of[0] += 1
            sum_of[1] += spend.get(row["customer_id"], 0)
        return {name: {segment: tuple(of) for segment, of in row.items()} for name, row in sums.items()}

    def told(self, cohorts):
        """The same from the summary, of those with customers."""
        return {name: {segment: (of["customers"], round(100 * float(of["revenue"]))) for segment, of in row["segments"].items() if of["customers"]}
                for name, row in cohorts.items()}

    def test_segments_by_cohort_are_those_of_the_exports(self):
        self.import_text(random_log(8, 2009, 2012, customers=300) + "x-1,never bought,2012-03-01,-2\n")
        (self.folder / "fiscal.yaml").write_text("fiscal_year_start: 4\n")
        for options, finest in (((), "month"), (("--cohorts", "year,quarter"), "quarter"), (("--cohorts", "year"), "year"),
                                (("--cohorts", "month,year", "--acquired-from", "2010-02-01", "--profile", "fiscal.yaml"), "month")):
            with self.subTest(options):
                self.audit(*PERIODS, *options)
                summary = self.summary()
                by_cohort = summary["segments"]["by_cohort"]
                self.assertEqual(list(by_cohort), [finest] if finest == "year" else [finest, "year"])
                self.assertEqual(self.told(by_cohort[finest]), self.by_cohort(finest))
                if "year" in options[1:2] or "month,year" in options:
                    self.assertEqual(self.told(by_cohort["year"]), self.by_cohort("year"))
                self.assertEqual([(name, row["customers"]) for name, row in by_cohort[finest].items()],
                                 [(cohort["cohort"], cohort["customers"]) for cohort in summary["lens3"][finest]["cohorts"]])
                for segment, of in summary["segments"]["period"].items():
                    self.assertEqual(sum(row["segments"][segment]["customers"] for row in by_cohort["year"].values()), of["customers"], segment)
                self.assertEqual(sum(round(100 * float(row["revenue"])) for row in by_cohort["year"].values()),
                                 round(100 * float(summary["lens1"]["total_revenue"])))
        self.audit(*PERIODS, "--cohorts", "none")
        self.assertNotIn("by_cohort", self.summary()["segments"])

    def test_segments_by_cohort_are_the_same_on_any_ranks_and_after_a_stop(self):
        self.import_text(random_log(9, 2009, 2012, customers=400, rows=1500))
        command = ("audit", "--ledger", "ledger", *PERIODS, "--memory", "16k", "--checkpoint-interval", "0", "--quiet")
        found = set()
        for ranks, options in ((0, ()), (2, ("--threads", "2")), (3, ()), (7, ())):
            self.expect(0, *command, *options, "--out", "result", ranks=ranks)
            found.add(json.dumps(self.summary()["segments"]["by_cohort"]))
        self.expect(6, *command, "--out", "stopped", "--max-seconds", "0.000001")
        self.expect(0, *command, "--out", "stopped", ranks=2)
        found.add(json.dumps(json.loads((self.folder / "stopped" / "summary.json").read_text())["segments"]["by_cohort"]))
        self.assertEqual(len(found), 1)

    def test_scores_are_fixed_unless_told_otherwise(self):
        self.import_text(random_log(2, 2011, 2012))
        self.audit(*PERIODS)
        self.assertEqual(self.summary()["rfm"]["method"], "fixed")
        self.audit(*PERIODS, "--score-method", "qcut")
        self.assertEqual(self.summary()["rfm"]["method"], "qcut")

    def test_exports_show_segments_and_filter_by_them(self):
        self.import_text(random_log(3, 2011, 2012))
        self.audit(*PERIODS)
        of = {row["customer_id"]: row for row in self.rows("segments")}
        wanted = [id for id, row in of.items() if row["segment"] == "lost"]
        self.assertGreater(len(wanted), 0)
        for table in ("rfm", "lens2", "cohort-month", "segments"):
            self.assertEqual([row["customer_id"] for row in self.rows(table, "--where", "segment=lost")], wanted)
        self.assertTrue(all("lost" in of[id]["qualifying"].split() for id in wanted))
        self.expect(2, "export", "--audit", "result", "--table", "rfm", "--where", "segment=winners", says="segment is one of champions")

    def test_a_registry_of_ones_own_reads_cohort_group_and_spend(self):
        self.import_text(random_log(4, 2011, 2012, customers=60, rows=200))
        (self.folder / "own.yaml").write_text(OWN)
        self.audit(*PERIODS, "--segments", "own.yaml")
        rfm = {row["customer_id"]: row for row in self.rows("rfm")}
        group = {row["customer_id"]: row["group"] for row in self.rows("lens2")}
        cohort = {row["customer_id"]: row["cohort"] for row in self.rows("cohort-month")}
        seen = collections.Counter()
        for row in self.rows("segments"):
            id = row["customer_id"]
            bought = rfm.get(id)
            if bought and cohort[id] <= "2011-03" and int(bought["frequency"]) >= 3:
                wanted = "old_friends"
            elif group[id] == "churned":
                wanted = "gone"
            elif bought and float(bought["total_spend"]) > 85.25:
                wanted = "spenders"
            else:
                wanted = "unclassified" if bought else "no_purchase"
            self.assertEqual(row["segment"], wanted, id)
            self.assertNotEqual(row["segment_compare"], "gone", "who churns later is not known then")
            seen[wanted] += 1
        self.assertGreaterEqual(len(seen), 4)
        story = json.loads(self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--json", "--customer",
                                       next(row["customer_id"] for row in self.rows("segments", "--where", "segment=old_friends"))))
        self.assertEqual(story["segment"]["segment"], "old_friends")
        self.assertRegex(story["segment"]["reason"], r"cohort 2011-0[1-3] <= 2011-03 and frequency \d+ >= 3")
        customer = story["customer_id"]
        self.audit(*PERIODS, "--segments", "own.yaml", "--detail", "summary")
        story = json.loads(self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--json", "--customer", customer))
        self.assertEqual(story["segment"]["segment"], "old_friends", "where no customer is kept")
        self.audit(*PERIODS, "--segments", "own.yaml", "--cohorts", "year", code=2, says="have month in --cohorts")

    def test_none_leaves_them_out_everywhere(self):
        self.import_text(random_log(5, 2011, 2012))
        screen = self.audit(*PERIODS, "--segments", "none")
        self.assertNotIn("Segments", screen)
        self.assertEqual(self.summary()["segments"]["registry"], [])
        self.expect(3, "export", "--audit", "result", "--table", "segments", says="holds no table segments")
        self.expect(0, "report", "--audit", "result")
        self.assertIn("This result has no segments.", (self.folder / "result" / "report.html").read_text())

    def test_the_third_headline_of_a_shop_is_its_most_valuable_segment(self):
        self.import_text(random_log(6, 2011, 2012))
        self.audit(*PERIODS)
        best = max(NAMES, key=lambda name: float(self.summary()["segments"]["period"][name]["revenue"]))
        title = next(entry["name"] for entry in self.summary()["segments"]["registry"] if entry["id"] == best)
        self.expect(0, "report", "--audit", "result")
        page = (self.folder / "result" / "report.html").read_text()
        self.assertIn(f'Which segment is worth most?</h3><p class="headline"><bdi>{title}</bdi>', page)

    def test_ranks_detail_and_a_stop_make_no_difference(self):
        self.import_text(random_log(7, 2011, 2012, customers=400, rows=1500))
        (self.folder / "own.yaml").write_text(OWN)
        command = ("audit", "--ledger", "ledger", *PERIODS, "--segments", "own.yaml", "--memory", "16k", "--checkpoint-interval", "0")
        self.expect(0, *command, "--out", "result")
        wanted = (self.folder / "result" / "audit.h5").read_bytes()
        for ranks in (2, 3):
            self.expect(0, *command, "--out", "ranks", ranks=ranks)
            self.assertEqual((self.folder / "ranks" / "audit.h5").read_bytes(), wanted)
        self.expect(6, *command, "--out", "stopped", "--max-seconds", "0.000001")
        self.expect(0, *command, "--out", "stopped", ranks=2)
        self.assertEqual((self.folder / "stopped" / "audit.h5").read_bytes(), wanted)
        whole = self.summary()["segments"]
        self.expect(0, *command, "--out", "result", "--detail", "summary")
        self.assertEqual(self.summary()["segments"], whole)

    def test_wrong_registries_are_refused_by_place(self):
        self.import_text(random_log(8, 2011, 2012))
        for text, says in ((OWN.replace("total_spend", "liquid_months"), "own.yaml, line 5: segments cannot read 'liquid_months'"),
                           (OWN.replace("subject: segment", "subject: persona"), "own.yaml"),
                           (OWN.replace("2011-03", "2011-Q1"), "line 3: value of cohort must be a month")):
            (self.folder / "own.yaml").write_text(text)
            self.audit("--segments", "own.yaml", code=2, says=says)
        self.audit("--segments", "absent.yaml", code=5)


if __name__ == "__main__":
    unittest.main()
