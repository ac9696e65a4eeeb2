#!/usr/bin/env python3
"""What must hold of the oracle, and of the generator, on customers that nobody wrote down by hand."""

import collections
import pathlib
import random
import tempfile
import unittest

import personas
from cadences import TABLE
from civil_days import day_of
from customer_files import read_ledger
from flows import Flows
from judge import judge
from random_customers import FILES, write

AS_OF, COUNT = day_of("2025-12-31"), 100


def files_of(folder):
    return {name: str(folder / f"{name}.csv") for name in FILES}


class RandomCustomers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        write(cls.folder, 7, COUNT, AS_OF, frozenset(("twice", "foreign")))
        cls.ledger = read_ledger(**files_of(cls.folder), aliases=str(cls.folder / "aliases.csv"), categories=str(cls.folder / "categories.csv"))
        cls.result = judge(cls.ledger, AS_OF)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_the_order_of_lines_is_nothing(self):
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary)
            write(folder, 8, 25, AS_OF, frozenset(("twice", "foreign")))
            wanted = judge(read_ledger(**files_of(folder)), AS_OF)["customers"]
            for name in ("transactions", "liabilities"):
                header, *lines = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()
                random.Random(1).shuffle(lines)
                (folder / f"{name}.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
            self.assertEqual(wanted, judge(read_ledger(**files_of(folder)), AS_OF)["customers"])

    def test_fewer_customers_are_a_prefix_of_more(self):
        with tempfile.TemporaryDirectory() as folder:
            write(pathlib.Path(folder), 7, 20, AS_OF, frozenset(("twice", "foreign")))
            for name in FILES:
                text = (pathlib.Path(folder) / f"{name}.csv").read_text(encoding="utf-8")
                self.assertTrue((self.folder / f"{name}.csv").read_text(encoding="utf-8").startswith(text), name)

    def test_every_branch_is_taken(self):
        streams = [stream for customer in self.result["customers"] for stream in customer["streams"]]
        seen = {name: {stream[name] for stream in streams} for name in ("kind", "cadence", "state")}
        self.assertEqual({cadence.name for cadence in TABLE}, seen["cadence"])
        self.assertEqual({"active", "late", "lapsed", "early"}, seen["state"])
        for kind in ("subscription", "bill", "loan", "bnpl", "standing_order", "instalments", "recurring", "payroll", "benefit", "variable_income", "income"):
            self.assertIn(kind, seen["kind"])
        self.assertEqual({"none", "dormant", "new", "card_only", "primary"}, {customer["activity"] for customer in self.result["customers"]})
        assigned = collections.Counter(customer["personas"]["6m"]["assigned"] for customer in self.result["customers"])
        self.assertLess({"not_assessed", "too_new", "unclassified"} | {entry.id for entry in personas.PERSONAS[:5]}, set(assigned))

    def test_a_row_is_one_thing_at_most(self):
        for customer in self.ledger.customers.values():
            flows = Flows(customer, AS_OF)
            numbers = [number for stream in flows.found.streams for number in stream.row_numbers]
            self.assertEqual(len(numbers), len(set(numbers)), customer.customer_id)
            for rows in (flows.spending, flows.refunds, flows.unstreamed_income):
                self.assertFalse({row.number for row in rows} & set(flows.partner), customer.customer_id)
            for number, other in flows.partner.items():
                self.assertEqual(number, flows.partner[other], customer.customer_id)

    def test_months_of_a_window_are_within_the_next_longer_one(self):
        for customer in self.result["customers"]:
            short, long = customer["signals"]["6m"], customer["signals"]["12m"]
            for name in ("subscription_lapsed_count", "price_rise_count", "advance_count", "income_passive", "income_extra"):
                self.assertTrue(short[name] is None or short[name] <= long[name], (customer["customer_id"], name))


if __name__ == "__main__":
    unittest.main()
