#!/usr/bin/env python3
"""The oracle of signals and personas against cases worked by hand, with ref = day 1000."""

import sys
from fractions import Fraction as F

from bank import Account, Customer, Liability, Transaction, bank_of
from personas import personas_tables
from profiles import DEFAULT, SPENDSENSE
from signals import signals_table, subscriptions_table

REF = 1000
STREAM, INCOME = "ENTERTAINMENT_TV_AND_MOVIES", "INCOME_WAGES"
failures, checks = [], [0]


def rows(days, amount, merchant="", category="", account="", pending=False):
    """One transaction for each day; `amount` in cents, or one for each."""
    amounts = amount if isinstance(amount, list) else [amount] * len(days)
    return [Transaction(REF - day, cents, merchant, category, account, pending) for day, cents in zip(days, amounts, strict=True)]


def expect(what, found, **wanted):
    for name, value in wanted.items():
        checks[0] += 1
        if found[name] != value or (found[name] is None) != (value is None):
            failures.append(f"{what}: {name} is {found[name]!r} instead of {value!r}")


def case(what, transactions, wanted, window=30, accounts=(), profile=DEFAULT, **bank_options):
    bank = bank_of({"c": Customer(list(transactions), list(accounts))}, **bank_options)
    expect(f"{what} ({profile.name}, {window})", signals_table(profile, bank, REF, window)["c"], **wanted)
    return bank


def cadence(what, days, amount, wanted, profile=DEFAULT):
    """`wanted`: (cadence, state) of the only row of the table, or None."""
    bank = bank_of({"c": Customer(rows(days, amount, "M", STREAM))})
    found = [(row["cadence"], row["state"]) for row in subscriptions_table(profile, bank, REF).values()]
    expect(f"{what} ({profile.name})", {"table": found}, table=[wanted] if wanted else [])


def subscriptions():
    cadence("gaps of 30", [0, 30, 60], -999, ("monthly", "active"))
    cadence("two are too few", [0, 30], -999, None)
    cadence("the third is at ref - 180", [120, 150, 180], -999, None)
    cadence("the third is at ref - 179", [120, 150, 179], -999, ("monthly", "lapsed"))
    for gap, name in ((4, None), (5, "weekly"), (9, "weekly"), (10, None), (11, None), (12, "biweekly"), (16, "biweekly"),
                      (17, None), (24, None), (25, "monthly"), (35, "monthly"), (36, None)):
        cadence(f"gaps of {gap}", [0, gap, 2 * gap], -999, name and (name, "active"))
    cadence("gaps 4, 10: deviation exactly 3, median 7", [0, 4, 14], -999, ("weekly", "active"))
    cadence("gaps 4, 11: deviation 3.5", [0, 4, 15], -999, None)
    cadence("gaps 23, 37: deviation exactly 7", [0, 23, 60], -999, ("monthly", "active"))
    cadence("gaps 22, 37: deviation 7.5", [0, 22, 59], -999, None)
    cadence("median 9.5", [0, 9, 19], -999, None)
    cadence("last charge 45 days ago, median gap 30", [45, 75, 105], -999, ("monthly", "active"))
    cadence("last charge 46 days ago", [46, 76, 106], -999, ("monthly", "lapsed"))
    cadence("variation exactly 0.20", [0, 30, 60], [-800, -1000, -1200], ("monthly", "active"))
    cadence("variation above 0.20", [0, 30, 60], [-799, -1000, -1201], None)
    cadence("gaps 4, 10 of the loop", [0, 4, 14], -999, ("weekly", "active"), SPENDSENSE)
    cadence("gaps of 14 of the loop", [0, 14, 28], -999, ("irregular", "active"), SPENDSENSE)
    cadence("gaps of 60 of the loop", [0, 60, 120], -999, None, SPENDSENSE)
    cadence("gaps of 60", [0, 60, 120], -999, None)
    cadence("ref - 180 is within the loop's window", [120, 150, 180], -999, ("monthly", "lapsed"), SPENDSENSE)
    cadence("an inflow is a transaction of the merchant too", [0, 30, 60], [-999, 999, -999], ("monthly", "active"), SPENDSENSE)
    cadence("but no charge", [0, 30, 60], [-999, 999, -999], None)
    cadence("two charges on one date are one: 8, 10, 12", [0, 30, 30, 60], [-800, -400, -600, -1200], ("monthly", "active"))
    cadence("and several in the loop: gaps 0, 30, 30", [0, 30, 30, 60], -500, ("irregular", "active"), SPENDSENSE)


def subscription_figures():
    services = rows([10, 40, 70], -1000, "Films", STREAM) + rows([5, 12, 19, 26], -500, "Gym") + rows([3, 6, 9], -3000, "Irregular", "X")
    # Films 10.00 and the gym 4 x 5.00 within 30 days; spend is 30.00 + 90.00 + 30.00 of food
    wanted = {"subscription_count": 2, "recurring_irregular_count": 1, "subscription_spend": 3000,
              "monthly_recurring_spend": 30, "subscription_share_pct": 20, "spend": 15000}
    case("two services", services + rows([1], -3000, "Cafe", "FOOD_AND_DRINK"), wanted)
    case("over 180 days", services, {"subscription_count": 2, "subscription_spend": 5000, "monthly_recurring_spend": F(50, 6),
                                     "subscription_share_pct": F(100 * 5, 14), "spend": 14000}, 180)
    # The loop counts all three: 30.00 + 90.00 of 150.00; food every 30 days, too few for it.
    case("irregular ones count in the loop", services + rows([1], -3000, "Cafe", "FOOD_AND_DRINK"),
         {"subscription_count": 3, "recurring_irregular_count": 1, "subscription_spend": 12000, "subscription_share_pct": 80}, profile=SPENDSENSE)
    case("active, charged 40 days ago", rows([40, 70, 100], -1000, "Films"), {"subscription_count": 1, "subscription_spend": 0, "subscription_share_pct": None})
    case("the same in the loop", rows([40, 70, 100], -1000, "Films"), {"subscription_count": 0, "subscription_share_pct": 0}, profile=SPENDSENSE)
    case("lapsed, charged within 180 days", rows([50, 80, 110], -1000, "Films"), {"subscription_count": 1, "subscription_spend": 3000}, 180)
    case("lapsed, not within 30 days", rows([50, 80, 110], -1000, "Films"), {"subscription_count": 0})
    case("food is none", rows([0, 30, 60], -1000, "Cafe", "food_and_drink_coffee"), {"subscription_count": 0, "recurring_irregular_count": 0})
    case("pending rows", rows([0, 30, 60], -1000, "Films", pending=True), {"subscription_count": 0, "spend": 0, "subscriptions_complete": False})
    case("pending rows of the loop", rows([0, 30, 60], -1000, "Films", pending=True), {"subscription_count": 1, "spend": 2000}, profile=SPENDSENSE)
    case("no column of merchants", rows([0, 30, 60], -1000), {"subscription_count": None, "subscription_spend": None, "spend": 1000}, has_merchants=False)


def savings():
    checking, saved = Account("k", "depository", "checking", 100000), Account("s", "depository", "hsa", 60000)
    moves = rows([5], 20000, account="s") + rows([6], -5000, account="s", category="TRANSFER_OUT_X") + rows([7], -20000, category="FOOD")
    case("deposits less withdrawals", moves, {"net_inflow": 15000, "savings_growth_rate": F(15000, 45000), "total_savings_balance": 60000,
         "avg_monthly_expenses": 200, "emergency_fund_months": 3, "has_savings_accounts": True}, accounts=[checking, saved])
    case("over half a year", moves, {"avg_monthly_expenses": F(200, 6), "emergency_fund_months": 18}, 180, [saved])
    case("start not above 0", rows([5], 60000, account="s"), {"savings_growth_rate": None, "emergency_fund_months": None}, accounts=[saved])
    case("no savings account", moves, {"has_savings_accounts": False, "total_savings_balance": 0, "net_inflow": 0, "savings_growth_rate": None,
         "emergency_fund_months": 0, "avg_monthly_expenses": 200}, accounts=[checking])
    case("no accounts", moves, {"has_savings_accounts": None, "net_inflow": None, "avg_monthly_expenses": None, "savings_complete": False})
    transfer = rows([30], -60000, "My SAVINGS Transfer", "TRANSFER_OUT_SAVINGS")
    case("the loop's transfer", transfer, {"net_inflow": 60000, "savings_growth_rate": 1, "emergency_fund_months": 1}, accounts=[saved], profile=SPENDSENSE)
    case("the loop without a savings account", transfer, {"net_inflow": 0, "avg_monthly_expenses": 0, "has_savings_accounts": False}, profile=SPENDSENSE)


def credit():
    def card(balance, limit, owed=None):
        return Account("k", "credit", "credit_card", balance, limit, owed)

    half = card(0, 100000, Liability("credit_card", [F(0), F(1, 5)], 2000, 2100, 50000, True))
    low = card(29999, 100000)
    case("two cards", [], {"num_credit_cards": 2, "credit_aggregate_utilization_pct": F(79999, 2000), "credit_max_utilization_pct": 50,
         "high_utilization_count": 1, "very_high_utilization_count": 0, "minimum_payment_only_count": 1, "overdue_count": 1,
         "has_interest_charges": True, "credit_total_limits": 200000}, accounts=[half, low])
    case("the loop counts liabilities", [], {"num_credit_cards": 1, "credit_aggregate_utilization_pct": 50, "credit_max_utilization_pct": 50,
         "high_utilization_count": 1, "credit_total_limits": 200000}, accounts=[half, low], profile=SPENDSENSE)
    # Balances 300.00 and none: limits 600.00 and 1,000.00
    cards = [card(0, 0, Liability("credit_card", [], 2000, 2101, 30000)), card(70000, None, Liability("credit_card", [], statement_balance=None))]
    case("the loop's limits", [], {"credit_aggregate_utilization_pct": F(300, 16), "high_utilization_count": 1, "minimum_payment_only_count": 0,
         "credit_total_limits": None}, accounts=cards, profile=SPENDSENSE)
    case("no limits", [], {"num_credit_cards": 2, "cards_without_limit": 2, "credit_max_utilization_pct": None, "high_utilization_count": 0,
         "credit_total_limits": None}, accounts=cards)
    case("80 percent", [], {"credit_max_utilization_pct": 80, "high_utilization_count": 1, "very_high_utilization_count": 1}, accounts=[card(80000, 100000)])
    case("overpaid", [], {"credit_max_utilization_pct": -10}, accounts=[card(-10000, 100000)])
    case("no card", [], {"num_credit_cards": 0, "credit_max_utilization_pct": 0, "credit_total_limits": None, "has_interest_charges": False},
         accounts=[Account("m", "loan", "mortgage", 5, None, Liability("mortgage", [F(1, 20)]))])
    case("no accounts", [], {"num_credit_cards": None, "credit_max_utilization_pct": None, "has_interest_charges": None})


def income():
    pay = rows([0, 14, 28], [100000, 200000, 300000], category="income_wages")
    bought = rows([1], -100000, category="FOOD")
    account = Account("k", "depository", "checking", 250000)
    case("biweekly", pay + bought, {"income_payroll_count": 3, "total_income": 600000, "avg_income_per_payment": 2000, "income_median_pay_gap_days": 14,
         "payment_frequency": "biweekly", "income_variability_cv": 0.5, "has_regular_income": True, "cash_flow_buffer_months": F(5, 2)}, accounts=[account])
    case("no accounts", pay + bought, {"payment_frequency": "biweekly", "cash_flow_buffer_months": None})
    case("gaps 7, 21: deviation exactly 7", rows([0, 7, 28], 100, category=INCOME), {"payment_frequency": "biweekly"})
    case("gaps 7, 22: deviation 7.5", rows([0, 7, 29], 100, category=INCOME), {"payment_frequency": "irregular"})
    case("gap of 28", rows([0, 28], 100, category=INCOME), {"payment_frequency": "monthly", "income_variability_cv": 0})
    case("gap of 27", rows([0, 27], 100, category=INCOME), {"payment_frequency": "irregular", "has_regular_income": False})
    case("500.00 and 499.99", rows([0, 1, 2], [50000, 49999, 50000]), {"income_payroll_count": 2, "payment_frequency": "irregular"},
         accounts=[account])
    case("a transfer in", rows([0, 1], 90000, category="TRANSFER_IN_X"), {"income_payroll_count": 0, "income_complete": True}, accounts=[account])
    case("a transfer in of the loop", rows([0, 7], 90000, category="TRANSFER_IN_X"), {"income_payroll_count": 2, "payment_frequency": "weekly"}, profile=SPENDSENSE)
    one = rows([0], 90000, category=INCOME) + bought
    case("paid once", one, {"income_payroll_count": 1, "total_income": 90000, "avg_income_per_payment": None, "payment_frequency": "unknown",
         "has_regular_income": False, "cash_flow_buffer_months": F(5, 2)}, accounts=[account])
    case("paid once in the loop", one, {"income_payroll_count": 0, "total_income": 0, "payment_frequency": "unknown", "cash_flow_buffer_months": 0},
         accounts=[account], profile=SPENDSENSE)
    nothing = {"income_payroll_count": None, "payment_frequency": None, "has_regular_income": None, "total_income": None}
    case("a purchase log", rows([0, 7], 90000), nothing)
    case("income only after ref", rows([0, 7, -1], 90000, category="X") + rows([-3], 1, category=INCOME), {"income_payroll_count": 2})


def history_and_windows():
    edges = rows([-1, 0, 29, 30, 179, 180], [-1, -10, -100, -1000, -10000, -100000])
    case("(ref - 30, ref]", edges, {"spend": 110, "transaction_history_days": 180})
    case("(ref - 180, ref]", edges, {"spend": 11110}, 180)
    case("[ref - 30, ref]", edges, {"spend": 1110}, profile=SPENDSENSE)
    case("[ref - 180, ref]", edges, {"spend": 111110}, 180, profile=SPENDSENSE)
    case("only after ref", rows([-1], -1), {"transaction_history_days": None, "spend": 0})
    moved = rows([1, 2, 3], -100, category="TRANSFER_OUT_SAVINGS") + rows([1], -50, category="loan_payments_credit_card_payment")
    case("money moved", moved, {"spend": 0, "subscriptions_complete": False})
    case("money moved in the loop", moved, {"spend": 350, "subscriptions_complete": True}, profile=SPENDSENSE)


def personas():
    def assigned(what, transactions, accounts, wanted, window=30):
        bank = bank_of({"c": Customer(transactions, accounts)})
        checks[0] += 1
        found = personas_tables(DEFAULT, bank, REF)[window]["c"]
        if found != wanted:
            failures.append(f"{what}: {found} instead of {wanted}")

    paid = rows([0, 45, 90], 90000, category=INCOME)
    old = rows([180], -1)
    food = rows([1], -10000, category="FOOD")
    card = Account("k", "credit", "credit_card", 50000, 100000)
    saved = Account("s", "depository", "savings", 30000)
    assigned("nothing", [], [card], ("not_assessed", ["high_utilization", "irregular_income", "young_professional"]))
    assigned("half used", paid + old + food, [card], ("high_utilization", ["high_utilization", "low_savings", "young_professional"]))
    assigned("exactly 45 days, 3 months", paid + old + food, [saved], ("unclassified", []))
    assigned("18 months over half a year", paid + old + food, [saved], ("cash_flow_optimizer", ["cash_flow_optimizer"]), 180)
    assigned("46 days", rows([0, 46], 90000, category=INCOME) + old + food, [saved], ("irregular_income", ["irregular_income"]))
    assigned("history of 179 days", paid + rows([179], -1) + food, [saved], ("young_professional", ["young_professional"]))
    services = rows([10, 40, 70], -2500, "Films")
    assigned("a fifth", paid + old + services + rows([2], -10000), [], ("subscription_heavy", ["subscription_heavy"]))
    assigned("a purchase log says nothing about income", old + food, [], ("unclassified", []))


def main():
    for part in (subscriptions, subscription_figures, savings, credit, income, history_and_windows, personas):
        part()
    for failure in failures:
        print(failure)
    print(f"{checks[0]} values worked by hand, {len(failures)} differences")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
