#!/usr/bin/env python3
"""DEFINITIONS-SIGNALS 7.1 (classes), 7.4 (windows) and 7.11 (enough data), by hand."""

import unittest
from fractions import Fraction

import civil_days
from civil_days import day_of, text_of
from classes import class_of
from small_customers import card, checking, flows_of, row, savings, window


class Classes(unittest.TestCase):
    def test_the_first_pattern_that_fits_decides(self):
        for category, wanted in (("LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "card_payment"), ("LOAN_PAYMENTS_MORTGAGE_PAYMENT", "loan"),
                                 ("LOAN_PAYMENTS_BNPL", "bnpl"), ("LOAN_DISBURSEMENTS_EWA", "advance"), ("LOAN_DISBURSEMENTS_PERSONAL", "borrowed"),
                                 ("TRANSFER_IN_CASH_ADVANCES_AND_LOANS", "borrowed"), ("TRANSFER_IN_CARD_PAYMENT", "card_payment"),
                                 ("BANK_FEES_INTEREST_CHARGE", "interest_charged"), ("BANK_FEES_OVERDRAFT_FEES", "fee_overdraft"),
                                 ("BANK_FEES_INSUFFICIENT_FUNDS", "fee_nsf"), ("BANK_FEES_ATM_FEES", "fee"), ("INCOME_TAX_REFUND", "passive"),
                                 ("INCOME_GIG_ECONOMY", "variable_income"), ("INCOME_UNEMPLOYMENT", "benefit"), ("INCOME_SALARY", "payroll"),
                                 ("INCOME", "payroll"), ("INCOME_OTHER_INCOME", "other"), ("TRANSFER_OUT_SAVINGS", "saving"),
                                 ("TRANSFER_OUT_WITHDRAWAL", "cash"), ("TRANSFER_OUT_ACCOUNT_TRANSFER", "transfer"), ("TRANSFER_IN_DEPOSIT", "transfer"),
                                 ("GOVERNMENT_AND_NON_PROFIT_DONATIONS", "bill"), ("TRAVEL_FLIGHTS", "habit"), ("GENERAL_SERVICES_OTHER", "short_habit"),
                                 ("GENERAL_SERVICES_EDUCATION", "other"), ("anything", "other")):
            self.assertEqual(wanted, class_of(category), category)

    def test_case_makes_no_difference_and_nothing_is_none(self):
        self.assertEqual("payroll", class_of("Income_Salary"))
        self.assertEqual(("none", "none"), (class_of(None), class_of("")))


class Windows(unittest.TestCase):
    def test_months_back_have_the_day_of_ref_or_the_last_of_their_month(self):
        for ref, months, wanted in (("2025-12-15", 6, "2025-06-15"), ("2025-12-31", 6, "2025-06-30"), ("2025-05-30", 3, "2025-02-28"),
                                    ("2025-02-28", 1, "2025-01-31"), ("2024-02-28", 1, "2024-01-28"), ("2024-02-29", 12, "2023-02-28")):
            self.assertEqual(wanted, text_of(civil_days.months_back(day_of(ref), months)), ref)

    def test_a_window_has_each_day_of_the_month_as_often_as_it_has_months(self):
        for ref in range(day_of("2023-01-01"), day_of("2025-01-01")):
            window = civil_days.window_of("6m", ref)
            for first in ("2022-06-05", "2022-06-28"):
                charges = [civil_days.months_on(day_of(first), step) for step in range(40)]
                self.assertEqual(6, sum(window.has(day) for day in charges), text_of(ref))

    def test_days_observed_are_those_of_the_window_or_of_history(self):
        self.assertEqual(184, civil_days.days_observed(window("6m", "2025-12-31"), day_of("2024-01-01")))
        self.assertEqual(91, civil_days.days_observed(window("6m", "2025-12-31"), day_of("2025-10-02")))

    def test_a_monthly_amount_is_null_below_60_days(self):
        self.assertIsNone(civil_days.monthly(1000, 59))
        self.assertEqual(Fraction(60000 * 487, 16 * 60 * 100), civil_days.monthly(60000, 60))

    def test_whole_months(self):
        months = [(text_of(first), text_of(last)) for first, last in civil_days.whole_months_before(day_of("2025-03-30"), 2)]
        self.assertEqual([("2025-02-01", "2025-02-28"), ("2025-01-01", "2025-01-31")], months)
        self.assertEqual("2025-03-01", text_of(civil_days.whole_months_before(day_of("2025-03-31"), 1)[0][0]))


class Activity(unittest.TestCase):
    def test_the_first_that_holds(self):
        for days, accounts, wanted in (((), [checking()], "none"), (("2025-12-31", "2026-01-01"), [], "new"), (("2025-10-02", "2024-01-01"), [], "dormant"),
                                       (("2025-10-03", "2024-01-01"), [], "primary"), (("2025-12-31", "2025-11-02"), [], "new"),
                                       (("2025-12-31", "2025-11-01"), [], "primary"), (("2025-12-31", "2024-01-01"), [card()], "card_only"),
                                       (("2025-12-31", "2024-01-01"), [card(), savings()], "primary")):
            flows = flows_of([row(day, -100) for day in days], "2025-12-31", accounts)
            self.assertEqual(wanted, flows.activity, days)

    def test_rows_after_ref_are_not_looked_at(self):
        self.assertEqual("none", flows_of([row("2026-01-01", -100)], "2025-12-31").activity)


if __name__ == "__main__":
    unittest.main()
