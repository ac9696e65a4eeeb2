#!/usr/bin/env python3
"""DEFINITIONS-SIGNALS 7.8 (reserves), 7.9 (cards) and 7.10 (shortfall), by hand."""

import unittest
from fractions import Fraction

from civil_days import day_of
from customer_signals import judge_customer
from small_customers import card, checking, customer_of, ledger_of, row, savings, statement

REF = "2025-12-31"
ROWS = [row("2024-01-05", -100), row("2025-12-01", -365000)]
OUTGOINGS = Fraction(365000 * 487, 16 * 365 * 100)


def signals(rows=(), accounts=(), liabilities=(), name="12m"):
    customer = customer_of([*ROWS, *rows], accounts, liabilities)
    return judge_customer(customer, ledger_of(customer), day_of(REF))["signals"][name]


class Reserves(unittest.TestCase):
    def test_months_of_outgoings(self):
        found = signals([row("2025-08-01", 20000, account="savings", category="TRANSFER_IN_SAVINGS")], (checking(100000), savings(300000)))
        self.assertEqual((OUTGOINGS, 4000 / OUTGOINGS, 3000 / OUTGOINGS), (found["monthly_outgoings"], found["liquid_months"], found["emergency_fund_months"]))
        self.assertEqual((4000, 3000, 200, Fraction(200, 2800)), tuple(found[name] for name in ("liquid_balance", "savings_balance",
                                                                                               "savings_net_inflow", "savings_growth_rate")))

    def test_null_without_a_depository_account_or_a_start(self):
        self.assertIsNone(signals(accounts=(card(),))["liquid_balance"])
        self.assertEqual(OUTGOINGS, signals(accounts=(card(),))["monthly_outgoings"])
        self.assertIsNone(signals([row("2025-08-01", 20000, account="savings")], (savings(20000),))["savings_growth_rate"])

    def test_null_where_nothing_is_spent(self):
        found = signals([row("2025-12-02", 365000)], (checking(100000),))
        self.assertEqual((0, None), (found["monthly_outgoings"], found["liquid_months"]))
        self.assertIsNone(signals([row("2025-12-02", 400000)], (checking(100000),))["liquid_months"])

    def test_null_where_nobody_is_there_any_more(self):
        customer = customer_of([row("2024-01-05", -100), row("2025-10-02", -365000)], (checking(100000),))
        found = judge_customer(customer, ledger_of(customer), day_of(REF))["signals"]["12m"]
        self.assertEqual(("dormant", None, None, 1000), tuple(found[name] for name in ("activity", "monthly_outgoings", "liquid_months", "liquid_balance")))

    def test_an_overdrawn_account(self):
        self.assertTrue(signals(accounts=(checking(-1), savings(5)))["negative_balance"])
        self.assertFalse(signals(accounts=(checking(0), card(-5)))["negative_balance"])


class Cards(unittest.TestCase):
    NAMES = ("num_credit_cards", "cards_without_limit", "credit_aggregate_utilization_pct", "credit_max_utilization_pct", "revolving_utilization_pct",
             "minimum_payment_only_count", "overdue_count", "credit_total_limits")

    def cards(self, accounts, liabilities=(), rows=()):
        found = signals(rows, accounts, liabilities)
        return tuple(found[name] for name in self.NAMES)

    def test_paid_in_full_does_not_revolve(self):
        self.assertEqual((1, 0, 62, 62, 0, 0, 0, 1000), self.cards((card(5),), (statement(62000, 62000, 3500),)))
        self.assertEqual((1, 0, 62, 62, 62, 0, 0, 1000), self.cards((card(5),), (statement(62000, 61999, 3500),)))
        self.assertEqual((1, 0, 62, 62, 62, 1, 1, 1000), self.cards((card(5),), (statement(62000, 3675, 3500, True),)))
        self.assertEqual((1, 0, 62, 62, 62, 0, 0, 1000), self.cards((card(5),), (statement(62000, 3676, 3500),)))
        self.assertEqual((1, 0, 0, 0, 0, 0, 0, 1000), self.cards((card(5),), (statement(0, 0, 0),)))

    def test_interest_within_60_days_revolves(self):
        interest = lambda day, name="card": [row(day, -900, "Interest", "BANK_FEES_INTEREST_CHARGE", name)]
        for day, wanted in (("2025-11-02", 62), ("2025-11-01", 0), ("2025-12-31", 62)):
            self.assertEqual(wanted, self.cards((card(5),), (statement(62000, 62000),), interest(day))[4], day)
        self.assertEqual(0, self.cards((card(5), checking()), (statement(62000, 62000),), interest("2025-12-01", "checking"))[4])
        found = signals(interest("2025-12-01") + interest("2025-10-01"), (card(),))
        self.assertEqual((18, True), (found["interest_paid"], found["has_interest_charges"]))
        self.assertEqual((0, False), tuple(signals(accounts=(card(),))[name] for name in ("interest_paid", "has_interest_charges")))

    def test_without_statement_or_payment_nobody_knows(self):
        self.assertEqual((1, 0, 5, 5, None, 0, 0, 1000), self.cards((card(5000),)))
        self.assertEqual((1, 0, 62, 62, None, 0, 0, 1000), self.cards((card(5000),), (statement(62000, None, 3500),)))

    def test_a_revolving_card_tells_beside_one_that_does_not(self):
        accounts = (card(name="a"), card(name="b", limit=200000), card(name="c", limit=None))
        liabilities = (statement(90000, 90000, name="a"), statement(50000, 100, name="b"), statement(700, 0, name="c"))
        self.assertEqual((3, 1, Fraction(14000000, 300000), 90, 25, 0, 0, 3000), self.cards(accounts, liabilities))

    def test_without_limit_without_card_without_accounts(self):
        self.assertEqual((1, 1, None, None, None, 0, 0, None), self.cards((card(5000, None),)))
        self.assertEqual((0, 0, 0, 0, 0, 0, 0, None), self.cards((checking(),)))
        self.assertEqual((None,) * 8, self.cards(()))

    def test_high_and_very_high(self):
        found = signals(accounts=(card(49999, name="a"), card(50000, name="b"), card(79999, name="c"), card(80000, name="d")))
        self.assertEqual((3, 1), (found["high_utilization_count"], found["very_high_utilization_count"]))


class Shortfall(unittest.TestCase):
    def test_reversals_lessen_fees(self):
        fee = lambda day, amount, kind="OVERDRAFT_FEES": row(day, amount, "Fee", f"BANK_FEES_{kind}")
        found = signals([fee("2025-03-01", -3500), fee("2025-04-01", -3500), fee("2025-04-03", 3500), fee("2025-05-01", -3000, "INSUFFICIENT_FUNDS"),
                         fee("2025-06-01", -250, "ATM_FEES"), fee("2024-11-01", -3500)])
        self.assertEqual((1, 1, 2, Fraction(3500 + 3000 + 250, 100)), tuple(found[name] for name in ("overdraft_count", "nsf_count", "shortfall_count",
                                                                                                    "fees_total")))
        self.assertEqual(0, signals([fee("2025-04-03", 3500)])["overdraft_count"])

    def test_advances_are_what_was_paid_out(self):
        found = signals([row("2025-11-05", 10000, "Dave", "LOAN_DISBURSEMENTS_EWA"), row("2025-11-19", -10000, "Dave", "LOAN_DISBURSEMENTS_EWA"),
                         row("2025-12-05", 5000, "Dave", "LOAN_DISBURSEMENTS_CASH_ADVANCES")])
        self.assertEqual((2, 150), (found["advance_count"], found["advance_total"]))

    def test_null_where_a_log_could_not_tell(self):
        self.assertIsNone(signals()["shortfall_count"])
        self.assertEqual(0, signals(accounts=(checking(),))["shortfall_count"])


if __name__ == "__main__":
    unittest.main()
