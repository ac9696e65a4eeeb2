"""Lens 2, two periods (DEFINITIONS section 6)."""

import collections
from bisect import bisect_right
from fractions import Fraction

import exact
from days import SECONDS_PER_DAY, UsageError
from rfm_rules import is_purchase

GROUPS = ("inactive", "retained", "churned", "reactivated", "first_time")
WARNING_PCT = 500


def groups_of(customers, table1, table2, start2):
    """id -> group, for every customer of the ledger."""
    group = {}
    for customer, orders in customers.items():
        in1, in2 = customer in table1, customer in table2
        before = any(is_purchase(order) and order.timestamp < start2 * SECONDS_PER_DAY for order in orders)
        if in1:
            group[customer] = "retained" if in2 else "churned"
        elif in2:
            group[customer] = "reactivated" if before else "first_time"
        else:
            group[customer] = "inactive"
    return group


def deciles_of(table):
    """id -> 1 + floor(10 (customers with a larger spend) / n)"""
    spends = sorted(row.total_spend for row in table.values())
    n = len(spends)
    return {customer: 1 + 10 * (n - bisect_right(spends, row.total_spend)) // n for customer, row in table.items()}


def change_pct(before, after):
    """The change in percent as an exact fraction: from zero to something 100, from zero to zero 0."""
    if before == 0:
        return Fraction(100 if after > 0 else 0)
    return 100 * (Fraction(after) - before) / before


def lens2(customers, table1, table2, period1, period2):
    if period1[1] > period2[0]:
        raise UsageError("the period compared with must end at or before the start of the period")
    group = groups_of(customers, table1, table2, period2[0])
    count = {name: 0 for name in GROUPS} | collections.Counter(group.values())
    new = count["reactivated"] + count["first_time"]
    revenue1, revenue2 = revenue(table1), revenue(table2)
    orders1, orders2 = orders(table1), orders(table2)
    revenue_change = change_pct(revenue1, revenue2)
    value_change = Fraction(0)
    if orders1 and orders2:
        value_change = change_pct(Fraction(revenue1, orders1), Fraction(revenue2, orders2))
    return {
        "retained": count["retained"], "churned": count["churned"], "new": new,
        "reactivated": count["reactivated"], "first_time": count["first_time"], "inactive": count["inactive"],
        "retention_rate": exact.percent(count["retained"], len(table1)),
        "churn_rate": exact.percent(count["churned"], len(table1)),
        "reactivation_rate": exact.percent(count["reactivated"], len(table2)),
        "customer_count_change": len(table2) - len(table1),
        "revenue_change_pct": exact.decimal_text(exact.rounded(revenue_change)),
        "avg_order_value_change_pct": exact.decimal_text(exact.rounded(value_change)),
        "bridge": bridge(group, table1, table2),
        "moves": moves(group, deciles_of(table1), deciles_of(table2)),
        "num_warnings": (revenue1 > 0 and abs(revenue_change) > WARNING_PCT)
        + (revenue1 > 0 and abs(value_change) > WARNING_PCT),
    }


def revenue(table):
    return sum(row.total_spend for row in table.values())


def orders(table):
    return sum(row.frequency for row in table.values())


def bridge(group, table1, table2):
    """From period-1 revenue to period-2 revenue."""
    change = dict.fromkeys(GROUPS, 0)
    for customer, name in group.items():
        change[name] += table2[customer].total_spend if customer in table2 else 0
        change[name] -= table1[customer].total_spend if customer in table1 else 0
    assert revenue(table1) + sum(change.values()) == revenue(table2)
    return {"period1_revenue": exact.money(revenue(table1)), "churned": exact.money(change["churned"]),
            "retained": exact.money(change["retained"]), "reactivated": exact.money(change["reactivated"]),
            "first_time": exact.money(change["first_time"]), "period2_revenue": exact.money(revenue(table2))}


def moves(group, decile1, decile2):
    """(from, to) -> customers as nested lists: row = decile of period 1, column = decile of period 2, 0 = not there;
    and the reactivated and first-time buyers by decile of period 2, index 0 unused."""
    table = [[0] * 11 for _ in range(11)]
    into = {"reactivated": [0] * 11, "first_time": [0] * 11}
    for customer, name in group.items():
        source, target = decile1.get(customer, 0), decile2.get(customer, 0)
        if source or target:
            table[source][target] += 1
        if name in into:
            into[name][target] += 1
    return {"moved": table, "reactivated_into": into["reactivated"], "first_time_into": into["first_time"]}
