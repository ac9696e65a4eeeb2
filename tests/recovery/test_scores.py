"""The comparison of a truth with an audit's conclusions, on customers written by hand."""

import csv
import datetime
import pathlib
import tempfile
import unittest

import truth
from accepted_personas import accepted
from conclusions import Conclusions
from scores import Scores, is_same_payee, states_of

AS_OF = datetime.date(2025, 12, 31)
CUSTOMER = {"customer_id": "A", "customer_kind": "salaried", "activity": "primary", "descriptors": "clean", "history_days": "730", "income_frequency": "monthly",
            "income_monthly": "3000.00", "income_regular_monthly": "3000.00", "outgoings_monthly": "2000.00", "liquid_balance": "9000.00", "credit_limit": "0.00",
            "revolving_pct": "", "minimum_only": "0", "overdue": "0", "shortfalls_12m": "0", "advances_6m": "0"}
STREAM = {"payee": "MAPLE TV", "stream_kind": "subscription", "direction": "out", "cadence": "monthly", "state": "active", "amount": "9.99", "monthly": "9.99",
          "charges": "24", "missed": "0", "first": "2024-01-05", "last": "2025-12-05", "ended": "", "step_date": "", "step_from": ""}
FOUND = {"customer_id": "A", "payee": "MAPLE TV", "kind": "subscription", "cadence": "monthly", "state": "active", "amount": "9.99", "charges": "24",
         "first": "2024-01-05", "last": "2025-12-05"}


def customer_of(**changes):
    return truth.Customer(**{**dict(customer_id="A", kind="salaried", activity="primary", descriptors="clean", history_days=730, frequency="monthly", income=3000.0,
                                    regular_income=3000.0, outgoings=2000.0, liquid=8000.0, credit_limit=0.0, revolving=None, minimum_only=0, overdue=0,
                                    shortfalls=0, advances=0, schedules=()), **changes})


class Comparing(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.folder = pathlib.Path(directory.name)

    def write(self, name, lines):
        path = self.folder / name
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, lines[0].keys())
            writer.writeheader()
            writer.writerows(lines)
        return path

    def scores(self, schedules, streams, **signals):
        path = self.write("truth.csv", [{**CUSTOMER, **STREAM, **schedule} for schedule in schedules])
        found = Conclusions(self.write("streams.csv", [{**FOUND, **stream} for stream in streams]),
                            self.write("signals.csv", [{"customer_id": "A", "income_monthly": "3100.00", "monthly_outgoings": "2000.00", "income_frequency": "monthly", **signals}]),
                            self.write("personas.csv", [{"customer_id": "A", "persona": "unclassified"}]))
        scores = Scores(AS_OF, 5)
        for customer in truth.read(path):
            scores.customer(customer, found)
        return scores

    def shares(self, *arguments, **signals):
        scores = self.scores(*arguments, **signals)
        return {figure: tally.share for (kind, figure), tally in scores.tallies.items() if kind == "salaried"}

    def test_what_is_found_is_found_whatever_stands_behind_the_name(self):
        shares = self.shares([{}], [{"payee": "MAPLETV CA"}])
        self.assertEqual((shares["recall"], shares["precision"], shares["cadence"], shares["state"]), (1, 1, 1, 1))
        self.assertTrue(is_same_payee("MAPLE TV", "MAPLETV"))
        self.assertFalse(is_same_payee("MAPLE TV", "MARBLE TV"))

    def test_what_is_missed_of_another_kind_or_made_up_lowers_a_share(self):
        self.assertEqual(self.shares([{}], [{"payee": "OTHER"}])["recall"], 0)
        self.assertEqual(self.shares([{}], [{"payee": "OTHER"}])["precision"], 0)
        self.assertEqual(self.shares([{}], [{"kind": "recurring"}])["recall"], 0)
        self.assertEqual(self.shares([{}], [{}, {}])["precision"], 0.5)
        self.assertEqual(self.shares([{}], [{"cadence": "four_weekly"}])["cadence"], 0)
        self.assertEqual(self.shares([{"stream_kind": "bill"}], [{"kind": "bill"}])["commitments"], 1)
        self.assertEqual(self.shares([{"stream_kind": "bill"}], [{"kind": "bill", "payee": "OTHER"}])["commitments"], 0)

    def test_what_cannot_be_seen_yet_need_not_be_found(self):
        for charges, cadence in (("2", "monthly"), ("1", "yearly"), ("3", "semi_monthly")):
            self.assertNotIn("recall", self.shares([{"charges": charges, "cadence": cadence}], [{"kind": "bill"}]))
        self.assertEqual(self.shares([{"charges": "2", "cadence": "yearly"}], [{"kind": "bill"}])["recall"], 0)

    def test_a_cancelled_one_has_lapsed_when_charges_are_missing(self):
        ended = {"state": "cancelled", "ended": "2025-06-20", "last": "2025-06-05"}
        self.assertEqual(self.shares([ended], [{"state": "active"}])["state"], 0)
        self.assertEqual(self.shares([ended], [{"state": "lapsed"}])["state"], 1)
        self.assertEqual(self.shares([{**ended, "last": "2025-11-20"}], [{"state": "active"}])["state"], 1)
        self.assertEqual(states_of(truth.schedule_of(STREAM), AS_OF), {"active", "late", "early"})

    def test_money_within_five_percent_is_right(self):
        self.assertEqual(self.shares([{}], [{}])["income"], 1)
        for income in ("3151.00", "2849.00", ""):
            self.assertEqual(self.shares([{}], [{}], income_monthly=income)["income"], 0)
        self.assertEqual(self.shares([{}], [{}], income_frequency="biweekly")["rhythm"], 0)

    def test_a_customer_without_schedules_counts_too(self):
        shares = self.shares([{name: "" for name in STREAM}], [{}])
        self.assertEqual((shares["precision"], shares["persona"]), (0, 1))

    def test_the_table_has_a_line_for_each_kind(self):
        lines = list(self.scores([{}], [{}]).table())
        self.assertEqual([line.split()[0] for line in lines], ["customers", "salaried", "clean", "all"])
        self.assertIn("100.00 %", lines[1])


class Accepting(unittest.TestCase):
    def test_a_sure_rule_is_the_only_one_and_doubtful_ones_leave_a_choice(self):
        self.assertEqual(accepted(customer_of()), {"unclassified"})
        self.assertEqual(accepted(customer_of(shortfalls=4)), {"cash_shortfall"})
        self.assertEqual(accepted(customer_of(minimum_only=1, revolving=20.0)), {"revolving_debt"})
        self.assertEqual(accepted(customer_of(regular_income=300.0)), {"variable_income"})
        self.assertEqual(accepted(customer_of(liquid=1000.0)), {"thin_buffer"})
        self.assertEqual(accepted(customer_of(liquid=3100.0)), {"thin_buffer", "building_buffer"})
        self.assertEqual(accepted(customer_of(liquid=20000.0)), {"cash_rich"})
        self.assertEqual(accepted(customer_of(liquid=20000.0, revolving=40.0)), {"unclassified"})

    def test_who_cannot_be_judged_is_not(self):
        self.assertEqual(accepted(customer_of(activity="dormant", shortfalls=9)), {"not_assessed"})
        self.assertEqual(accepted(customer_of(activity="new", shortfalls=9)), {"too_new"})


if __name__ == "__main__":
    unittest.main()
