"""Personas (DEFINITIONS section 8): the six shipped ones, in order of priority."""

import operator

from profiles import WINDOWS
from signals import signals_table

OPERATORS = {">=": operator.ge, "<=": operator.le, "<": operator.lt, ">": operator.gt}

# (id, all or any, [(signal, operator, value, window or None: the one being evaluated)])
REGISTRY = (
    ("high_utilization", all, [("credit_max_utilization_pct", ">=", 50, None)]),
    ("irregular_income", any, [("income_median_pay_gap_days", ">", 45, 180), ("income_payroll_count", "<", 2, 180)]),
    ("low_savings", all, [("emergency_fund_months", "<", 3, None)]),
    ("subscription_heavy", all, [("subscription_share_pct", ">=", 20, None)]),
    ("cash_flow_optimizer", all, [("emergency_fund_months", ">=", 6, None), ("credit_max_utilization_pct", "<", 10, None)]),
    ("young_professional", any, [("transaction_history_days", "<", 180, None), ("credit_total_limits", "<", 300_000, None)]),
)


def holds(condition, tables, customer, window):
    signal, comparison, value, own_window = condition
    found = tables[own_window or window][customer][signal]
    return found is not None and OPERATORS[comparison](found, value)


def personas_table(tables, window):
    """customer -> (persona, qualifying). `tables`: window -> the signals of every customer."""
    result = {}
    for customer in tables[window]:
        qualifying = [name for name, every_or_some, conditions in REGISTRY
                      if every_or_some(holds(condition, tables, customer, window) for condition in conditions)]
        if tables[window][customer]["transaction_history_days"] is None:
            result[customer] = "not_assessed", qualifying
        else:
            result[customer] = qualifying[0] if qualifying else "unclassified", qualifying
    return result


def personas_tables(profile, bank, ref):
    """window -> customer -> (persona, qualifying)"""
    tables = {window: signals_table(profile, bank, ref, window) for window in WINDOWS}
    return {window: personas_table(tables, window) for window in WINDOWS}
