#!/usr/bin/env python3
"""DEFINITIONS-SIGNALS 7.5 (streams), by hand."""

import unittest

from civil_days import day_of, months_on, text_of
from small_customers import RENT, SHOP, TV, flows_of, monthly_rows, row, rows_each
from streams import doubled_median, is_fixed


def found(rows, ref="2025-12-31"):
    return flows_of(rows, ref).found.streams


def told(rows, ref="2025-12-31"):
    return [(stream.kind, stream.cadence.name, stream.state, stream.amount) for stream in found(rows, ref)]


class Cadences(unittest.TestCase):
    def test_the_nine(self):
        for days, count, wanted in ((7, 10, "weekly"), (14, 10, "biweekly"), (28, 10, "four_weekly")):
            rows = rows_each("2025-09-01", days, count, -999, "Box", TV)
            self.assertEqual([wanted], [stream.cadence.name for stream in found(rows, text_of(rows[-1].day))])
        for step, count, wanted in ((1, 6, "monthly"), (2, 4, "two_monthly"), (3, 2, "quarterly"), (6, 2, "half_yearly"), (12, 2, "yearly")):
            rows = monthly_rows("2024-01-31", count, -999, step=step)
            self.assertEqual([wanted], [stream.cadence.name for stream in found(rows, text_of(rows[-1].day))], wanted)
        rows = monthly_rows("2025-07-15", 6, 200000, "Acme", "INCOME_SALARY") + monthly_rows("2025-07-31", 6, 200000, "Acme", "INCOME_SALARY")
        self.assertEqual([("payroll", "semi_monthly", "active", 200000)], told(rows))

    def test_the_next_of_semi_monthly_pay_is_a_month_after_the_one_two_before(self):
        rows = monthly_rows("2025-07-15", 6, 200000, "Acme", "INCOME_SALARY") + monthly_rows("2025-07-31", 6, 200000, "Acme", "INCOME_SALARY")
        self.assertEqual("2026-01-15", text_of(found(rows)[0].next))

    def test_two_charges_need_amounts_within_ten_percent(self):
        yearly = lambda first, second: told([row("2024-11-20", first, "Prime", TV), row("2025-11-20", second, "Prime", TV)])
        self.assertEqual([("subscription", "yearly", "active", 11000)], yearly(-10000, -11000))
        self.assertEqual([], yearly(-10000, -11001))

    def test_a_missed_charge_is_skipped_and_shifted_ones_fit(self):
        days = ("2025-05-03", "2025-06-05", "2025-07-03", "2025-09-04", "2025-10-03", "2025-11-03", "2025-12-03")
        stream, = found([row(day, -1799, "Netflix", TV) for day in days])
        self.assertEqual((1, "monthly", "2026-01-03"), (stream.skipped, stream.cadence.name, text_of(stream.next)))
        self.assertEqual(50 * 5 // 6 + 30 + 20, stream.confidence)

    def test_what_comes_at_random_is_no_stream(self):
        days = ("2025-05-03", "2025-05-23", "2025-07-30", "2025-08-11", "2025-10-19", "2025-11-02", "2025-12-30")
        self.assertEqual([], told([row(day, -1799, "Netflix", TV) for day in days]))


class Amounts(unittest.TestCase):
    def test_fixed_allows_a_change_in_six(self):
        self.assertTrue(is_fixed([1000] * 8 + [1300] * 4))
        self.assertTrue(is_fixed([100, 1299, 1299]))
        self.assertFalse(is_fixed([1000, 1200, 1000]))
        self.assertTrue(is_fixed([1000, 1000, 1000, 1200, 1000, 1000]))
        self.assertTrue(is_fixed([1000, 1050, 1100]))

    def test_the_price_step_is_the_last_change(self):
        stream, = found(monthly_rows("2025-01-09", 6, -1199) + monthly_rows("2025-07-09", 6, -1899))
        self.assertEqual((day_of("2025-07-09"), 1199, 1899), stream.price_step)
        self.assertEqual((1899, 1549), (stream.amount, stream.median))

    def test_medians_stay_whole_by_doubling(self):
        self.assertEqual((6, 5), (doubled_median([1, 3, 9]), doubled_median([9, 1, 3, 2])))


class States(unittest.TestCase):
    def test_active_late_lapsed(self):
        rows = monthly_rows("2025-01-05", 9, -4400)
        for ref, wanted in (("2025-10-16", "active"), ("2025-10-17", "late"), ("2025-11-08", "late"), ("2025-11-09", "lapsed")):
            self.assertEqual([wanted], [stream.state for stream in found(rows, ref)], ref)

    def test_early(self):
        pair = lambda second, amount, category=TV: told([row("2025-11-16", -799, "Duo", category), row(second, amount, "Duo", category)])
        self.assertEqual([("subscription", "monthly", "early", 799)], pair("2025-12-16", -799))
        self.assertEqual([], pair("2025-12-11", -799))
        self.assertEqual([], pair("2025-12-16", -840))
        self.assertEqual([], pair("2025-12-16", -799, RENT))
        self.assertEqual([], told([row("2025-10-10", -799, "Duo", TV), row("2025-11-10", -799, "Duo", TV)]))


class Kinds(unittest.TestCase):
    def test_of_the_class(self):
        for category, wanted in ((TV, "subscription"), (RENT, "bill"), ("LOAN_PAYMENTS_CAR", "loan"), ("BANK_FEES_OTHER", "fee"), ("FOOD_AND_DRINK", "habit"),
                                 ("TRANSFER_OUT_ACCOUNT", "standing_order"), (None, "recurring"), ("GENERAL_SERVICES_OTHER", "subscription")):
            self.assertEqual([wanted], [stream.kind for stream in found(monthly_rows("2025-07-05", 6, -999, "P", category))], category)
        self.assertEqual(["habit"], [stream.kind for stream in found(rows_each("2025-10-06", 7, 12, -6000, "P", "GENERAL_SERVICES_OTHER"))])

    def test_a_subscription_costs_at_most_250_a_month(self):
        self.assertEqual(["subscription"], [stream.kind for stream in found(monthly_rows("2025-07-05", 6, -25000))])
        self.assertEqual(["bill"], [stream.kind for stream in found(monthly_rows("2025-07-05", 6, -25001))])

    def test_pay_in_four_is_instalments(self):
        self.assertEqual([("instalments", "biweekly", "active", 3750)], told(rows_each("2025-11-12", 14, 4, -3750, "Klarna", SHOP)))
        self.assertEqual(["subscription"], [one[0] for one in told(rows_each("2025-10-29", 14, 5, -3750, "Klarna", SHOP))])

    def test_the_latest_row_decides(self):
        rows = monthly_rows("2025-07-05", 5, -999, "P", TV) + [row("2025-12-05", -999, "P", RENT)]
        self.assertEqual(["bill"], [one[0] for one in told(rows)])


class Splits(unittest.TestCase):
    def test_two_subscriptions_of_one_payee_are_two_streams(self):
        rows = monthly_rows("2025-01-03", 12, -299, "Apple", TV) + monthly_rows("2025-01-17", 12, -1099, "Apple", TV) + [row("2025-05-08", -4999, "Apple", TV)]
        self.assertEqual([299, 1099], sorted(stream.amount for stream in found(rows)))

    def test_two_of_one_price_on_one_date_are_one_stream_of_both(self):
        rows = monthly_rows("2025-01-03", 12, -299, "Apple", TV) * 2
        self.assertEqual([("subscription", "monthly", "active", 598)], told(rows))

    def test_a_price_step_is_no_split(self):
        rows = monthly_rows("2025-01-03", 6, -1549) + monthly_rows("2025-07-03", 6, -1799)
        self.assertEqual([("subscription", "monthly", "active", 1799)], told(rows))

    def test_a_varying_bill_is_a_whole_and_varying_shopping_is_recurring(self):
        amounts = (9100, 12000, 8000, 13100, 7000, 9900)
        rows = lambda category: [row(months_on(day_of("2025-07-12"), place), -amount, "P", category) for place, amount in enumerate(amounts)]
        self.assertEqual(["bill"], [one[0] for one in told(rows(RENT))])
        self.assertEqual(["recurring"], [one[0] for one in told(rows(TV))])

    def test_rows_beyond_the_lookback_are_not_seen(self):
        rows = [row("2023-10-22", -999, "P", TV), row("2024-10-22", -999, "P", TV)]
        self.assertEqual([], told(rows, "2025-12-30"))
        self.assertEqual(1, len(told(rows, "2025-12-29")))


if __name__ == "__main__":
    unittest.main()
