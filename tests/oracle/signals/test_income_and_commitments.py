#!/usr/bin/env python3
"""DEFINITIONS-SIGNALS 7.6 (subscriptions and commitments) and 7.7 (income), by hand."""

import unittest
from fractions import Fraction

import income
from civil_days import day_of
from customer_signals import judge_customer
from small_customers import PAY, RENT, TV, checking, customer_of, ledger_of, monthly_rows, row, rows_each

REF = "2025-12-31"


def signals(rows, accounts=(checking(300000),), ref=REF, name="12m", others=()):
    customer = customer_of(rows, accounts)
    ledger = ledger_of(customer, *others)
    return judge_customer(customer, ledger, day_of(ref))["signals"][name]


HISTORY = [row("2024-01-05", -100, None, None)]
RECENT = [row("2025-12-30", -100, None, None)]


class Income(unittest.TestCase):
    def test_biweekly_pay_is_26_a_year(self):
        found = signals(HISTORY + rows_each("2025-01-03", 14, 26, 200000, "Acme", PAY))
        self.assertEqual(Fraction(2000 * 2922, 1344), found["income_monthly"])
        self.assertEqual(("biweekly", 100, 1), (found["income_frequency"], found["income_regular_share_pct"], found["income_stream_count"]))

    def test_a_bonus_within_the_stream_moves_nothing(self):
        rows = HISTORY + monthly_rows("2025-01-28", 12, 390000, "Acme", PAY) + [row("2025-12-12", 600000, "Acme", PAY)]
        found = signals(rows)
        self.assertEqual((3900, "monthly", 0), (found["income_monthly"], found["income_frequency"], found["income_extra"]))

    def test_a_split_leaves_extra(self):
        rows = HISTORY + monthly_rows("2025-01-28", 12, 390000, "Acme", PAY)
        rows += [row(f"2025-{month:02}-28", 90000 + 40000 * month, "Acme", PAY) for month in (1, 3)]
        found = signals(rows)
        self.assertEqual((3900, 1300 + 2100), (found["income_monthly"], found["income_extra"]))

    def test_unstreamed_pay_counts_by_what_it_brought(self):
        found = signals(HISTORY + RECENT + [row("2025-03-03", 100000, "Gig", "INCOME_GIG"), row("2025-07-19", 50000, "Gig", "INCOME_GIG")])
        self.assertEqual(Fraction(150000 * 487, 16 * 365 * 100), found["income_monthly"])
        self.assertEqual(("irregular", 0, 0), (found["income_frequency"], found["income_regular_share_pct"], found["income_stream_count"]))

    def test_what_has_lapsed_counts_only_without_regular_pay(self):
        benefit = rows_each("2025-01-02", 7, 30, 46500, "State", "INCOME_UNEMPLOYMENT")
        self.assertEqual(Fraction(30 * 46500 * 487, 16 * 365 * 100), signals(HISTORY + RECENT + benefit)["income_monthly"])
        salary = rows_each("2025-09-05", 14, 9, 172000, "Acme", PAY)
        self.assertEqual(Fraction(1720 * 2922, 1344), signals(HISTORY + benefit + salary)["income_monthly"])

    def test_regular_asks_more_of_variable_income(self):
        stream = lambda amounts, category: signals(HISTORY + [row(f"2025-{place:02}-10", amount, "Payer", category)
                                                              for place, amount in enumerate(amounts, 1)])["income_regular_share_pct"]
        wobbly = [100000, 120000, 80000] * 4
        self.assertEqual(100, stream(wobbly, PAY))
        self.assertEqual(0, stream(wobbly, "INCOME_GIG"))
        self.assertEqual(100, stream([100000, 110000, 90000] * 4, "INCOME_GIG"))

    def test_the_typical_is_of_the_last_13_payments(self):
        rows = HISTORY + monthly_rows("2024-01-10", 12, 100000, "Acme", PAY) + monthly_rows("2025-01-10", 12, 150000, "Acme", PAY)
        self.assertEqual(1500, signals(rows)["income_monthly"])

    def test_three_uncategorised_inflows_in_rhythm_are_income_two_are_not(self):
        self.assertEqual(900, signals(HISTORY + monthly_rows("2025-10-10", 3, 90000, "Pa", None))["income_monthly"])
        self.assertEqual((0, "unknown"), tuple(signals(HISTORY + monthly_rows("2025-11-10", 2, 90000, "Pa", None))[name]
                                               for name in ("income_monthly", "income_frequency")))

    def test_null_where_it_cannot_be_known(self):
        pay = rows_each("2025-01-03", 14, 26, 200000, "Acme", PAY)
        self.assertIsNone(signals(HISTORY + pay, accounts=(checking(name="x"),), name="1m")["income_monthly"])
        self.assertIsNone(signals(HISTORY + pay, ref="2026-04-01")["income_monthly"])
        self.assertIsNotNone(signals(HISTORY + pay, ref="2026-03-19")["income_monthly"])
        other = customer_of([row("2025-12-01", -100)], (checking(),), name="other")
        self.assertIsNone(signals(HISTORY + pay, accounts=(), others=(other,))["income_monthly"])
        self.assertIsNotNone(signals(HISTORY + pay, accounts=())["income_monthly"])
        self.assertIsNone(signals(HISTORY + monthly_rows("2025-01-10", 12, 90000, "Pa", None), accounts=())["income_monthly"])

    def test_the_low_month(self):
        rows = HISTORY + monthly_rows("2025-01-10", 8, 100000, "Acme", PAY) + monthly_rows("2025-10-10", 3, 100000, "Acme", PAY)
        self.assertEqual(0, signals(rows)["income_low_month_pct"])
        rows.append(row("2025-09-12", 40000, "Acme", PAY))
        self.assertEqual(40, signals(rows)["income_low_month_pct"])
        self.assertIsNone(signals(rows[1:], ref="2025-05-31")["income_low_month_pct"])

    def test_passive_is_beside_income(self):
        found = signals(HISTORY + monthly_rows("2025-01-31", 12, 123, "Bank", "INCOME_INTEREST_EARNED"))
        self.assertEqual((0, Fraction(1476, 100)), (found["income_monthly"], found["income_passive"]))


class Commitments(unittest.TestCase):
    def test_counts_costs_and_shares(self):
        rows = HISTORY + rows_each("2025-01-03", 14, 26, 200000, "Acme", PAY) + monthly_rows("2025-01-05", 12, -120000, "Rent", RENT)
        rows += monthly_rows("2025-01-09", 9, -1199, "Peacock") + monthly_rows("2025-10-09", 3, -1899, "Peacock")
        rows += monthly_rows("2025-01-07", 4, -4400, "Gym") + monthly_rows("2024-11-20", 2, -13900, "Prime", step=12)
        found = signals(rows)
        cost = Fraction(1899, 100) + Fraction(139, 12)
        self.assertEqual((2, 1, 1, cost), tuple(found[name] for name in ("subscription_count", "subscription_lapsed_count", "price_rise_count",
                                                                         "subscription_monthly_cost")))
        self.assertEqual(100 * cost / found["monthly_outgoings"], found["subscription_share_pct"])
        self.assertEqual(100 * (cost + 1200) / found["income_monthly"], found["committed_share_pct"])
        self.assertEqual((1200, 0, 0), (found["bills_monthly"], found["loans_monthly"], found["bnpl_count"]))
        self.assertEqual(Fraction(120000 + 1899, 100), found["next_30d_due"])

    def test_the_lapsed_are_those_of_the_window(self):
        self.assertEqual(0, signals(HISTORY + monthly_rows("2025-01-07", 4, -4400, "Gym"), name="6m")["subscription_lapsed_count"])

    def test_a_weekly_plan_is_due_five_times_in_30_days(self):
        self.assertEqual(5 * 50, signals(HISTORY + rows_each("2025-10-09", 7, 12, -5000, "Box", "ENTERTAINMENT_MUSIC"))["next_30d_due"])

    def test_what_is_due_twice_a_month(self):
        rows = HISTORY + monthly_rows("2025-07-15", 6, -700, "Box") + monthly_rows("2025-07-31", 6, -700, "Box")
        self.assertEqual(7, signals(rows)["next_30d_due"])
        self.assertEqual(2 * 7, signals(rows, ref="2026-01-02")["next_30d_due"])

    def test_what_should_have_come_is_not_due_again(self):
        rows = HISTORY + monthly_rows("2025-05-30", 7, -700, "Box")
        self.assertEqual(7, signals(rows, ref="2026-01-05")["next_30d_due"])
        self.assertEqual(0, signals(rows, ref="2025-12-30")["next_30d_due"])

    def test_an_odd_charge_is_no_rise_the_end_of_a_trial_is(self):
        odd = [row(f"2025-{month:02}-07", -2500 if month == 9 else -1000, "Box", TV) for month in range(4, 13)]
        self.assertEqual(0, signals(HISTORY + odd)["price_rise_count"])
        self.assertEqual(1, signals(HISTORY + [row(f"2025-{month:02}-07", -100 if month == 4 else -1000, "Box", TV) for month in range(4, 13)])["price_rise_count"])

    def test_null_without_merchants(self):
        self.assertIsNone(signals([row("2025-12-01", -100, None)])["subscription_count"])

    def test_no_share_of_next_to_nothing(self):
        self.assertIsNone(signals(HISTORY + monthly_rows("2025-01-05", 12, -999))["subscription_share_pct"])

    def test_names_are_all_there(self):
        self.assertEqual(set(), set(income.NAMES) - set(signals(HISTORY)))


if __name__ == "__main__":
    unittest.main()
