"""Segments by value as a user meets them: the registry of docs/value.md, every column that conditions may read, what is refused and
what is not known, ranks, details, stops; and the warning on spend that goes to subscriptions."""

import collections
import csv
import datetime
import json
import pathlib
import random
import re
import unittest

from command_line import CommandLineTest
from test_value import made_up_log

DOCS = pathlib.Path(__file__).parents[2] / "docs"
CLV = ("--clv", "pareto-nbd", "--as-of", "2024-12-30", "--period", "2024-Q4", "--compare", "2024-Q3")


def documented_registry():
    return re.search(r"```yaml\n(subject: segment\n.*?)```", (DOCS / "value.md").read_text(), re.S)[1]


def registry(*conditions):
    """A segment a condition, in the order given."""
    return "subject: segment\nsegments:\n" + "".join(
        f"  - {{id: s{i}, name: S{i}, priority: {i}, criteria: {{operator: AND, conditions: [{{signal: {signal}, operator: \"{sign}\", value: {value}}}]}}}}\n"
        for i, (signal, sign, value) in enumerate(conditions, 1))


class ValueSegments(CommandLineTest):
    def write_registry(self, text):
        (self.folder / "own.yaml").write_text(text)

    def segments(self, *options):
        return {row["customer_id"]: row for row in self.table("segments", *options)}

    def test_the_documented_registry_finds_who_is_at_risk_but_valuable(self):
        self.import_text(made_up_log())
        self.write_registry(documented_registry())
        screen = self.audit(*CLV, "--segments", "own.yaml")
        segments = self.segments()
        counts = collections.Counter()
        for row in self.table("clv"):
            found = segments[row["customer_id"]]
            alive, clv = float(row["p_alive"]), float(row["clv"])
            wanted = "at_risk_but_valuable" if alive < 0.5 and clv >= 20 else "valuable" if clv >= 20 else None
            if wanted:
                self.assertEqual(found["segment"], wanted, row)
            else:
                self.assertNotIn(found["segment"], ("at_risk_but_valuable", "valuable"), row)
            self.assertNotIn(found["segment_compare"], ("at_risk_but_valuable", "valuable"), "what is expected now was not known then")
            counts[found["segment"]] += 1
        self.assertGreater(counts["at_risk_but_valuable"], 10)
        summary = self.summary()["segments"]
        self.assertEqual(summary["period"]["at_risk_but_valuable"]["customers"], counts["at_risk_but_valuable"])
        self.assertEqual(summary["untestable"], [])
        self.assertIn("at_risk_but_valuable", screen)
        chosen = self.table("clv", "--where", "segment=at_risk_but_valuable")
        self.assertEqual(len(chosen), counts["at_risk_but_valuable"])
        story = json.loads(self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--json", "--customer", chosen[0]["customer_id"]))
        self.assertEqual(story["segment"]["segment"], "at_risk_but_valuable")
        self.assertRegex(story["segment"]["reason"], r"p_alive 0\.\d+ < 0\.5 and clv \d+\.\d\d >= 20")
        self.expect(0, "report", "--audit", "result")
        self.assertIn("At risk but valuable", (self.folder / "result" / "report.html").read_text())

    def test_every_column_of_values_can_be_read(self):
        self.import_text(made_up_log(customers=400))
        conditions = [("x", ">=", 6), ("t_x_days", ">", 500), ("T_days", "<", 30), ("repeat_spend", ">=", 150.5), ("expected_purchases_90d", ">=", 0.75),
                      ("expected_purchases_365d", "<", 0.05), ("expected_spend", ">", 19.5), ("clv", "<", 1), ("p_alive", ">=", 0.9)]
        self.write_registry(registry(*conditions))
        self.audit(*CLV, "--segments", "own.yaml")
        segments = self.segments()
        held = {">=": lambda a, b: a >= b, ">": lambda a, b: a > b, "<": lambda a, b: a < b}
        counts = collections.Counter()
        for row in self.table("clv"):
            wanted = [f"s{i}" for i, (signal, sign, value) in enumerate(conditions, 1) if held[sign](float(row[signal]), value)]
            self.assertEqual(segments[row["customer_id"]]["qualifying"].split(), wanted, row)
            counts.update(wanted)
        self.assertEqual(sorted(counts), [f"s{i}" for i in range(1, len(conditions) + 1)])
        for customer in list(segments)[:20]:
            self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--customer", customer)

    def test_ranks_details_and_stops_make_no_difference(self):
        self.import_text(made_up_log(customers=600))
        self.write_registry(documented_registry())
        command = ("audit", "--ledger", "ledger", *CLV, "--segments", "own.yaml", "--memory", "64K", "--quiet")
        self.expect(0, *command, "--out", "result")
        wanted = (self.folder / "result" / "audit.h5").read_bytes()
        whole = self.summary()["segments"]
        customer = self.table("segments", "--where", "segment=at_risk_but_valuable")[0]["customer_id"]
        for ranks in (2, 3, 7):
            self.expect(0, *command, "--out", "ranks", ranks=ranks)
            self.assertEqual((self.folder / "ranks" / "audit.h5").read_bytes(), wanted)
        self.expect(6, *command, "--out", "stopped", "--max-seconds", "0.000001", "--checkpoint-interval", "0")
        self.expect(0, *command, "--out", "stopped", ranks=2)
        self.assertEqual((self.folder / "stopped" / "audit.h5").read_bytes(), wanted)
        for detail in ("evidence", "summary"):
            self.expect(0, *command, "--out", "result", "--detail", detail)
            self.assertEqual(self.summary()["segments"], whole)
            story = json.loads(self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--json", "--customer", customer))
            self.assertEqual(story["segment"]["segment"], "at_risk_but_valuable")

    def test_values_without_a_model_are_refused_and_without_a_fit_not_known(self):
        self.import_text(made_up_log(customers=100))
        self.write_registry(documented_registry())
        self.audit("--segments", "own.yaml", code=2, says="--segments own.yaml: a condition reads p_alive, which is told by a model of value; give --clv")
        self.write_registry(registry(("expected_purchases_30d", ">", 1)))
        self.audit(*CLV, "--segments", "own.yaml", code=2, says="own.yaml, line 3: segments cannot read 'expected_purchases_30d'")
        (self.folder / "mine.yaml").write_text("horizons: [30]\n")
        self.audit(*CLV, "--segments", "own.yaml", "--profile", "mine.yaml")
        self.import_text("customer_id,timestamp,amount\n" + "".join(f"c{i},2024-11-{1 + i % 28:02},5\n" for i in range(60)))
        self.write_registry(documented_registry())
        screen = self.audit(*CLV, "--segments", "own.yaml")
        self.assertIn("cannot be judged here, as no model of value was fitted: at_risk_but_valuable", screen)
        self.assertIn("at_risk_but_valuable", self.summary()["segments"]["untestable"])
        self.assertFalse({row["segment"] for row in self.table("segments")} & {"at_risk_but_valuable", "valuable"})
        self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--customer", "c0")
        self.expect(0, "report", "--audit", "result")
        self.assertIn("no model of value could be fitted", (self.folder / "result" / "report.html").read_text())

    def test_spend_that_goes_to_subscriptions_is_told(self):
        def log(subscribers):
            rng = random.Random(11)
            lines = ["customer_id,timestamp,amount,merchant,category"]
            for customer in range(200):
                first = datetime.date(2023, 1, 1 + customer % 28)
                for _ in range(2 + customer % 9):
                    day = first + datetime.timedelta(days=rng.randrange(500))
                    lines.append(f"c{customer},{day},{rng.randrange(500, 9000) / 100:.2f},Corner Shop,GENERAL_MERCHANDISE_OTHER")
                for month in range(12 if customer < subscribers else 0):
                    lines.append(f"c{customer},{datetime.date(2023, month + 1, 5)},9.99,STREAMER,ENTERTAINMENT_TV_AND_MOVIES")
            return "\n".join(lines) + "\n"

        self.import_text(log(100))
        screen = self.audit("--clv", "pareto-nbd", "--clv-holdout", "none")
        rows = list(csv.DictReader(log(100).splitlines()))
        billed = sum(float(row["amount"]) for row in rows if row["merchant"] == "STREAMER")
        share = float(self.summary()["clv"]["subscription_spend_pct"])
        self.assertAlmostEqual(share, 100 * billed / sum(float(row["amount"]) for row in rows), places=2)
        self.assertIn(f"Warning: {share:.2f} % of spend went to subscriptions", screen)
        self.expect(0, "report", "--audit", "result")
        self.assertIn("of what was spent went to subscriptions", (self.folder / "result" / "report.html").read_text())
        self.import_text(log(0))
        self.audit("--clv", "pareto-nbd", "--clv-holdout", "none")
        self.assertEqual(self.summary()["clv"]["subscription_spend_pct"], "0.00")
        self.import_text(made_up_log(customers=100))
        self.audit("--clv", "pareto-nbd", "--clv-holdout", "none")
        self.assertIsNone(self.summary()["clv"]["subscription_spend_pct"], "a log without merchants")


if __name__ == "__main__":
    unittest.main()
