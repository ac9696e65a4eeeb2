#!/usr/bin/env python3
"""The signals of every customer, by another way than spendlens goes: plain Python over exact integers and fractions, made
from the definitions alone. Example: signals.py DIR --as-of 2025-11-04 --window 30 [--profile spendsense]
(DIR holds transactions.csv and, if there are any, accounts.csv and liabilities.csv)"""

import argparse
import csv
import pathlib
import sys

import days
import exact
from bank import read_bank
from credit import credit_signals
from income import income_signals
from profiles import LOOKBACK, PROFILES, WINDOWS
from savings import savings_signals
from subscriptions import subscription_signals, table_rows

# column -> kind: count, money (cents), real (a fraction or a double), flag, name
KINDS = {
    "subscription_count": "count", "recurring_irregular_count": "count", "subscription_spend": "money",
    "monthly_recurring_spend": "real", "subscription_share_pct": "real",
    "has_savings_accounts": "flag", "total_savings_balance": "money", "net_inflow": "money", "savings_growth_rate": "real",
    "avg_monthly_expenses": "real", "emergency_fund_months": "real",
    "num_credit_cards": "count", "cards_without_limit": "count", "credit_aggregate_utilization_pct": "real",
    "credit_max_utilization_pct": "real", "high_utilization_count": "count", "very_high_utilization_count": "count",
    "minimum_payment_only_count": "count", "overdue_count": "count", "has_interest_charges": "flag",
    "credit_total_limits": "money",
    "income_payroll_count": "count", "total_income": "money", "avg_income_per_payment": "real",
    "income_median_pay_gap_days": "real", "payment_frequency": "name", "income_variability_cv": "real",
    "has_regular_income": "flag", "cash_flow_buffer_months": "real",
    "transaction_history_days": "count", "spend": "money",
    "subscriptions_complete": "flag", "savings_complete": "flag", "credit_complete": "flag", "income_complete": "flag",
}
NULL_IN_THE_LOOP = ("credit_total_limits", "transaction_history_days")


def signals_of(profile, bank, customer, ref, window):
    """column -> value; None is null."""
    signals = {
        **subscription_signals(profile, bank, customer, ref, window),
        **savings_signals(profile, customer, ref, window),
        **credit_signals(profile, customer),
        **income_signals(profile, bank, customer, ref, window),
        "transaction_history_days": history_days(profile, customer, ref),
        "spend": profile.spend(profile.within(customer, ref, window)),
        **completeness(profile, customer, ref),
    }
    if profile.is_loop:
        signals = {name: 0 if value is None and name not in NULL_IN_THE_LOOP else value for name, value in signals.items()}
    return signals


def history_days(profile, customer, ref):
    return max((ref - row.day for row in profile.known(customer, ref)), default=None)


def completeness(profile, customer, ref):
    rows = profile.within(customer, ref, LOOKBACK)
    return {"subscriptions_complete": any(profile.is_purchase(row) for row in rows),
            "savings_complete": bool(customer.accounts), "credit_complete": bool(customer.accounts),
            "income_complete": any(row.amount > 0 for row in rows)}


def signals_table(profile, bank, ref, window):
    return {name: signals_of(profile, bank, customer, ref, window) for name, customer in bank.customers.items()}


def subscriptions_table(profile, bank, ref):
    """(customer, merchant) -> row"""
    if not bank.has_merchants:
        return {}
    return {(name, row["merchant"]): row for name, customer in bank.customers.items() for row in table_rows(profile, customer, ref)}


def text_of(kind, value):
    if value is None:
        return ""
    if kind == "money":
        return exact.money(value)
    if kind == "flag":
        return "true" if value else "false"
    return repr(float(value)) if kind == "real" else str(value)


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--as-of", required=True)
    parser.add_argument("--window", type=int, choices=WINDOWS, default=30)
    parser.add_argument("--profile", choices=PROFILES, default="default")
    options = parser.parse_args(arguments)
    files = [options.folder / f"{name}.csv" for name in ("transactions", "accounts", "liabilities")]
    bank = read_bank(*(path if path.exists() else None for path in files))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["customer_id", *KINDS])
    table = signals_table(PROFILES[options.profile], bank, days.parse_date(options.as_of), options.window)
    for customer, row in table.items():
        writer.writerow([customer, *(text_of(kind, row[name]) for name, kind in KINDS.items())])


if __name__ == "__main__":
    main(sys.argv[1:])
