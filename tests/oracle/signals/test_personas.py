#!/usr/bin/env python3
"""DEFINITIONS-SIGNALS 8 (personas and segments) and 7.12 (joint accounts, rows that are rejected), by hand."""

import collections
import itertools
import pathlib
import tempfile
import unittest

from civil_days import day_of
from customer_files import minor_units, read_ledger
from judge import judge
from personas import PERSONAS, SEGMENTS, Condition, assign, entry, known_signals, segment_of, untestable


def windows(**signals):
    return {"6m": signals, "12m": signals}


class Conditions(unittest.TestCase):
    def test_null_is_false_and_equal_is_near(self):
        self.assertFalse(Condition("x", "<", 5).holds(windows(x=None), "6m"))
        self.assertTrue(Condition("x", "==", 0).holds(windows(x=9e-7), "6m"))
        self.assertFalse(Condition("x", "==", 0).holds(windows(x=1e-6), "6m"))
        self.assertTrue(Condition("activity", "in", ("new", "primary")).holds(windows(activity="primary"), "6m"))

    def test_a_condition_reads_the_window_that_it_names(self):
        signals = {"6m": {"x": 1}, "12m": {"x": 9}}
        self.assertTrue(Condition("x", ">=", 4, "12m").holds(signals, "6m"))
        self.assertFalse(Condition("x", ">=", 4).holds(signals, "6m"))


class Personas(unittest.TestCase):
    def test_the_lowest_priority_number_is_assigned(self):
        found = assign(PERSONAS, "primary", windows(liquid_months=1.2, committed_share_pct=70, shortfall_count=4), "6m")
        self.assertEqual(("cash_shortfall", ["cash_shortfall", "thin_buffer", "building_buffer", "committed"]), found)
        self.assertEqual("cash_rich", assign(PERSONAS, "primary", windows(liquid_months=6, revolving_utilization_pct=0), "6m")[0])
        self.assertEqual("unclassified", assign(PERSONAS, "primary", windows(liquid_months=6, revolving_utilization_pct=None), "6m")[0])

    def test_who_is_not_there_is_not_assessed(self):
        for activity, wanted in (("none", "not_assessed"), ("dormant", "not_assessed"), ("new", "too_new"), ("card_only", "thin_buffer")):
            self.assertEqual(wanted, assign(PERSONAS, activity, windows(liquid_months=1), "6m")[0])

    def test_a_registry_knows_when_it_cannot_be_judged(self):
        registry = (entry(1, "both", "AND", ("a", ">", 0), ("b", ">", 0)), entry(2, "either", "OR", ("a", ">", 0), ("b", ">", 0)))
        for customers, wanted in (([windows(a=1, b=None), windows(a=None, b=None)], ["both"]), ([windows(a=1, b=None), windows(a=None, b=2)], []),
                                  ([windows(a=None, b=None)], ["both", "either"])):
            known = set().union(*(known_signals(signals) for signals in customers))
            self.assertEqual(wanted, untestable(registry, known, "6m"))


class Segments(unittest.TestCase):
    def test_each_of_the_125_scores_is_in_one_and_no_segment_is_empty(self):
        counts = collections.Counter(segment_of(*scores) for scores in itertools.product(range(1, 6), repeat=3))
        self.assertEqual((125, len(SEGMENTS)), (sum(counts.values()), len(counts)))
        self.assertEqual(("champions", "cannot_lose", "new_customers", "lost"),
                         tuple(segment_of(*scores) for scores in ((5, 5, 5), (1, 4, 4), (5, 1, 1), (1, 1, 1))))


class Files(unittest.TestCase):
    def ledger(self, transactions, accounts=None):
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for name, text in (("transactions.csv", transactions), ("accounts.csv", accounts)):
                if text is not None:
                    paths.append(str(pathlib.Path(folder) / name))
                    pathlib.Path(paths[-1]).write_text(text, encoding="utf-8")
            return read_ledger(*paths, timezone="America/New_York")

    def test_a_joint_account_counts_for_the_first_one_named(self):
        accounts = "account_id,customer_id,type,subtype,balance_current\nj,ann,depository,checking,9.00\nj,ben,depository,checking,9.00\n"
        ledger = self.ledger("customer_id,timestamp,amount,account_id\n,2025-12-01,-5.00,j\nben,2025-12-02,-6.00,j\n", accounts)
        ann, ben = ledger.customers["ann"], ledger.customers["ben"]
        self.assertEqual((2, 0, 0, 1), (len(ann.rows), len(ben.rows), ann.joint_accounts, ben.joint_accounts))
        self.assertEqual((["j"], []), (list(ann.accounts), list(ben.accounts)))

    def test_rows_in_another_currency_and_of_an_id_twice_are_rejected_pending_ones_left_out(self):
        ledger = self.ledger("customer_id,timestamp,amount,pending,transaction_id,currency\nc,2025-12-01,-1,,a,usd\nc,2025-12-02,-2,,b,EUR\n"
                             "c,2025-12-03,-3,,a,USD\nc,2025-12-04,-4,true,d,USD\nc,2025-12-05,-5,false,e,USD\n")
        self.assertEqual([-100, -500], [row.amount for row in ledger.customers["c"].rows])
        self.assertEqual({"foreign_currency": 1, "duplicate_transaction": 1}, dict(ledger.rejected))

    def test_days_are_those_of_the_zone(self):
        ledger = self.ledger("customer_id,timestamp,amount\nc,2025-07-01T03:59:00Z,-1\nc,2025-07-01T04:00:00Z,-2\n")
        self.assertEqual([day_of("2025-06-30"), day_of("2025-07-01")], [row.day for row in ledger.customers["c"].rows])

    def test_amounts_are_exact(self):
        self.assertEqual([-1234, 500, 50, None], [minor_units(text) for text in ("-12.34", "5", "+.5", "")])

    def test_a_shop_s_log_is_not_judged(self):
        result = judge(self.ledger("customer_id,timestamp,amount\na,2024-07-01,-10\na,2025-07-01,-20\n"), day_of("2025-07-02"))
        self.assertEqual({}, result["customers"][0]["personas"])


if __name__ == "__main__":
    unittest.main()
