"""What the loop-based system computes, followed step by step as its detectors go, one customer and window at a time. A second
way to the numbers of profile `spendsense`: it shares nothing with the modules that follow the definitions. Exact where the
loop has floats. Amounts here are fractions of major units, shares and utilizations 0 to 1, as in the loop."""

import math
import statistics
from fractions import Fraction

REGULAR = (("monthly", 25, 35, 7), ("weekly", 5, 9, 3))
PAY = (("weekly", 5, 9), ("biweekly", 12, 16), ("monthly", 28, 32))


def window_of(customer, ref, days):
    return [(row.day, Fraction(row.amount, 100), row.merchant, row.category)
            for row in customer.transactions if ref - days <= row.day <= ref]


def outflow(rows):
    return sum(-amount for _, amount, _, _ in rows if amount < 0)


def day_gaps(days):
    days = sorted(days)
    return [days[i] - days[i - 1] for i in range(1, len(days))]


def detect_merchants(rows):
    """merchant -> (cadence, average, transactions, last day, median gap)"""
    detected = {}
    for merchant in {row[2] for row in rows} - {""}:
        group = [row for row in rows if row[2] == merchant]
        if len(group) < 3:
            continue
        gaps = day_gaps(row[0] for row in group)
        middle = statistics.median(map(Fraction, gaps))
        cadence = next((name for name, low, high, spread in REGULAR
                        if low <= middle <= high and statistics.pvariance(map(Fraction, gaps)) <= spread**2), None)
        if cadence is None and middle < 60:
            cadence = "irregular"
        if cadence is None:
            continue
        sizes = [abs(row[1]) for row in group]
        average = statistics.mean(sizes)
        if average > 0 and statistics.variance(sizes) > (average / 5) ** 2:
            cadence = "irregular"
        detected[merchant] = cadence, average, len(group), max(row[0] for row in group), middle
    return detected


def subscription_metrics(customer, ref, days):
    merchants = detect_merchants(window_of(customer, ref, 180))
    rows = window_of(customer, ref, days)
    paid = outflow([row for row in rows if row[2] in merchants])
    total = outflow(rows)
    still = [merchant for merchant in merchants.values() if merchant[3] >= ref - days]
    return {"subscription_count": len(still), "recurring_irregular_count": sum(merchant[0] == "irregular" for merchant in still),
            "subscription_spend": paid, "monthly_recurring_spend": paid if days == 30 else paid * 30 / days,
            "subscription_share_pct": 100 * paid / total if total > 0 else 0, "spend": total}


def savings_metrics(customer, ref, days):
    names = ("has_savings_accounts", "total_savings_balance", "net_inflow", "savings_growth_rate", "avg_monthly_expenses",
             "emergency_fund_months")
    balances = [Fraction(account.balance, 100) for account in customer.accounts
                if account.subtype in ("savings", "money_market", "cd", "hsa")]
    if not balances:
        return dict.fromkeys(names, 0)
    rows = window_of(customer, ref, days)
    now = sum(balances)
    inflow = -sum(row[1] for row in rows if "savings transfer" in row[2].lower())
    growth = Fraction(0)
    if rows:
        before = now - inflow
        if before > 0:
            growth = (now - before) / before
        elif now > 0:
            growth = Fraction(1)
    expenses = outflow(rows) / Fraction(days, 30)
    months = now / expenses if expenses > 0 else 0
    return dict(zip(names, (1, now, inflow, growth, expenses, months)))


def credit_metrics(customer):
    owed = [account.liability for account in customer.accounts
            if account.liability and account.liability.liability_type == "credit_card"]
    totals = [Fraction(0), Fraction(0)]
    high = very_high = minimum_only = overdue = interest = 0
    for card in owed:
        balance = Fraction(card.statement_balance or 0, 100)
        limit = 2 * balance if balance > 0 else Fraction(1000)
        high += balance / limit >= Fraction(1, 2)
        very_high += balance / limit >= Fraction(4, 5)
        interest = interest or any(apr > 0 for apr in card.aprs)
        overdue += bool(card.is_overdue)
        if (card.last_payment or 0) > 0 and (card.minimum_payment or 0) > 0:
            minimum_only += card.last_payment <= card.minimum_payment * Fraction(105, 100)
        totals[0] += balance
        totals[1] += limit
    used = 100 * totals[0] / totals[1] if totals[1] > 0 else 0
    return {"num_credit_cards": len(owed), "cards_without_limit": 0, "credit_aggregate_utilization_pct": used,
            "credit_max_utilization_pct": used, "high_utilization_count": high, "very_high_utilization_count": very_high,
            "minimum_payment_only_count": minimum_only, "overdue_count": overdue, "has_interest_charges": interest}


def income_metrics(customer, ref, days):
    names = ("income_payroll_count", "total_income", "avg_income_per_payment", "income_median_pay_gap_days",
             "income_variability_cv", "has_regular_income", "cash_flow_buffer_months")
    rows = window_of(customer, ref, days)
    pay = [row for row in rows if row[1] > 0 and ("income" in row[3].lower() or row[1] >= 500)]
    if len(pay) < 2:
        return dict.fromkeys(names, 0) | {"payment_frequency": "unknown"}
    gaps = [Fraction(gap) for gap in day_gaps(row[0] for row in pay)]
    middle = statistics.median(gaps)
    frequency = next((name for name, low, high in PAY if low <= middle <= high), "irregular")
    if statistics.pvariance(gaps) > 49:
        frequency = "irregular"
    amounts = [row[1] for row in pay]
    average = statistics.mean(amounts)
    liquid = sum(Fraction(account.balance, 100) for account in customer.accounts if account.type == "depository")
    expenses = outflow(rows) / Fraction(days, 30)
    values = (len(pay), sum(amounts), average, middle, math.sqrt(statistics.variance(amounts) / average**2),
              frequency != "irregular", liquid / expenses if expenses > 0 else 0)
    return dict(zip(names, values)) | {"payment_frequency": frequency}


def history_and_limits(customer, ref):
    """Both null where there is nothing; the transactions after ref, which the loop takes too, left out."""
    known = [row.day for row in customer.transactions if row.day <= ref]
    limits = sum(Fraction(account.limit or 0, 100) for account in customer.accounts if account.type == "credit")
    return {"transaction_history_days": ref - min(known) if known else None, "credit_total_limits": limits or None}


def loop_signals(customer, ref, days):
    return {**subscription_metrics(customer, ref, days), **savings_metrics(customer, ref, days), **credit_metrics(customer),
            **income_metrics(customer, ref, days), **history_and_limits(customer, ref)}
