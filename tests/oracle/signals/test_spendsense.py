#!/usr/bin/env python3
"""DEFINITIONS-SIGNALS, Appendix A (the profile `spendsense`), by hand."""

import math
import unittest
from fractions import Fraction

from civil_days import day_of
from small_customers import PAY, card, checking, customer_of, monthly_rows, row, rows_each, savings, statement
from spendsense import spendsense_signals

REF = "2025-12-31"


def signals(rows, accounts=(), liabilities=(), days=180, pending=()):
    customer = customer_of(rows, accounts, liabilities)
    customer.pending.extend(pending)
    return spendsense_signals(customer, day_of(REF), days)


class Subscriptions(unittest.TestCase):
    def test_monthly_weekly_and_irregular_merchants_count(self):
        rows = monthly_rows("2025-08-05", 5, -1000) + rows_each("2025-11-03", 7, 6, -500, "Box", PAY) + rows_each("2025-10-01", 40, 3, -700, "Care", None)
        found = signals(rows)
        self.assertEqual((3, 1, Fraction(5000 + 3000 + 2100, 100)), tuple(found[name] for name in ("subscription_count", "recurring_irregular_count",
                                                                                                   "subscription_spend")))
        self.assertEqual((100, Fraction(10100 * 30, 180 * 100)), (found["subscription_share_pct"], found["monthly_recurring_spend"]))

    def test_amounts_that_vary_are_irregular_and_still_count(self):
        found = signals([row(f"2025-{month:02}-05", -1000 * (month - 7), "Gym") for month in range(8, 13)])
        self.assertEqual((1, 1), (found["subscription_count"], found["recurring_irregular_count"]))

    def test_two_charges_or_wide_gaps_are_none(self):
        self.assertEqual(0, signals(monthly_rows("2025-11-05", 2, -1000))["subscription_count"])
        self.assertEqual(0, signals(rows_each("2025-07-10", 70, 3, -1000, "Care", None))["subscription_count"])

    def test_windows_are_closed_and_pending_counts(self):
        self.assertEqual(1, signals(rows_each("2025-07-04", 30, 3, -1000, "A", None))["subscription_count"])
        self.assertEqual(0, signals(rows_each("2025-07-03", 30, 3, -1000, "A", None))["subscription_count"])
        self.assertEqual(1, signals(monthly_rows("2025-10-01", 2, -1000), pending=monthly_rows("2025-12-01", 1, -1000), days=30)["subscription_count"])
        self.assertEqual(0, signals(monthly_rows("2025-09-30", 3, -1000), days=30)["subscription_count"])


class Holdings(unittest.TestCase):
    def test_savings_by_the_words_of_the_merchant(self):
        found = signals([row("2025-12-01", -60000, "Savings Transfer", None)], (savings(300000),))
        self.assertEqual((3000, 600, Fraction(60000, 240000), 100, 30), tuple(found[name] for name in (
            "total_savings_balance", "net_inflow", "savings_growth_rate", "avg_monthly_expenses", "emergency_fund_months")))
        self.assertEqual(1, signals([row("2025-12-01", -60000, "Savings Transfer", None)], (savings(60000),))["savings_growth_rate"])
        self.assertEqual((False, 0), tuple(signals([row("2025-12-01", -60000)], (checking(),))[name] for name in ("has_savings_accounts",
                                                                                                                 "avg_monthly_expenses")))

    def test_limits_are_twice_the_statement(self):
        found = signals([], (card(5, 70000, "a"), card(5, None, "b")), (statement(60000, 2500, 2500, True, name="a"), statement(None, name="b")))
        self.assertEqual((2, Fraction(6000000, 220000), 1, 0, 1, 1, 700), tuple(found[name] for name in (
            "num_credit_cards", "credit_aggregate_utilization_pct", "high_utilization_count", "very_high_utilization_count",
            "minimum_payment_only_count", "overdue_count", "credit_total_limits")))
        self.assertEqual((0, None), tuple(signals([])[name] for name in ("credit_max_utilization_pct", "credit_total_limits")))


class Income(unittest.TestCase):
    def test_large_inflows_and_those_of_income(self):
        rows = rows_each("2025-10-03", 14, 6, 100000, "Acme", None) + [row("2025-12-12", 1000, "Acme", "Income_Interest"), row("2025-12-13", 49999)]
        found = signals(rows, (checking(300000),))
        self.assertEqual((7, 6010, "biweekly", True), tuple(found[name] for name in ("income_payroll_count", "total_income", "payment_frequency",
                                                                                      "has_regular_income")))
        regular = signals(rows[:6])
        self.assertEqual(("biweekly", True, 14, 0), tuple(regular[name] for name in ("payment_frequency", "has_regular_income",
                                                                                    "income_median_pay_gap_days", "income_variability_cv")))

    def test_variability(self):
        found = signals([row("2025-12-01", 100000), row("2025-12-15", 200000)])
        self.assertAlmostEqual(math.sqrt(5000000000) / 150000, found["income_variability_cv"])

    def test_one_payment_is_none(self):
        found = signals([row("2025-12-01", 100000)], (checking(5000),))
        self.assertEqual((0, 0, 0, "unknown"), tuple(found[name] for name in ("income_payroll_count", "total_income", "cash_flow_buffer_months",
                                                                             "payment_frequency")))


if __name__ == "__main__":
    unittest.main()
