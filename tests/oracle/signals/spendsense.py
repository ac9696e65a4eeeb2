"""The profile `spendsense`: DEFINITIONS-SIGNALS, Appendix A, as A.2 has it. Windows are N days and closed, [ref - N, ref]; pending rows count."""

import math
from fractions import Fraction

from customer_records import row_order
from streams import doubled_median

LOOKBACK_DAYS = 180
FEWEST_CHARGES = 3
RECURRING_BELOW = 60
# A.1, A.2: name, median gap from, to, deviation of the gaps at most.
CADENCES = (("weekly", 5, 9, 3), ("monthly", 25, 35, 7))
FREQUENCIES = (("weekly", 5, 9), ("biweekly", 12, 16), ("monthly", 28, 32))
INCOME_FROM = 500_00
GAP_DEVIATION = 7
SAVINGS = frozenset(("savings", "moneymarket", "cd", "hsa"))
LIMIT_WITHOUT_BALANCE = 1000_00


def gaps_of(days):
    return [later - earlier for earlier, later in zip(days, days[1:])]


def deviates_at_most(gaps, bound):
    """A.1: the population deviation of n gaps is at most d: n·Σg² - (Σg)² <= d²·n²; that of one gap is 0."""
    count = len(gaps)
    return count * sum(gap * gap for gap in gaps) - sum(gaps) ** 2 <= bound * bound * count * count


def amounts_vary(amounts):
    """A.1: the sample deviation over the mean is above 0.20: 25·n·(n·Σa² - S²) > (n - 1)·S²."""
    count, total = len(amounts), sum(amounts)
    return 25 * count * (count * sum(amount * amount for amount in amounts) - total * total) > (count - 1) * total * total


def cadence_of(rows):
    """A.1, A.2: monthly, weekly or irregular; None where it is no recurring merchant. All transactions of the merchant are taken."""
    gaps = gaps_of([row.day for row in rows])
    twice_median = doubled_median(gaps)
    for name, least, most, bound in CADENCES:
        if 2 * least <= twice_median <= 2 * most and deviates_at_most(gaps, bound):
            return "irregular" if amounts_vary([abs(row.amount) for row in rows]) else name
    return "irregular" if twice_median < 2 * RECURRING_BELOW else None


def recurring_merchants(rows, ref):
    """A.2: the merchants of the lookback with 3 transactions or more, of any sign and category, that have a cadence: {merchant: (cadence, rows)}."""
    by_merchant = {}
    for row in rows:
        if row.payee is not None and row.day >= ref - LOOKBACK_DAYS:
            by_merchant.setdefault(row.payee, []).append(row)
    found = {name: (cadence_of(group), group) for name, group in by_merchant.items() if len(group) >= FEWEST_CHARGES}
    return {name: pair for name, pair in found.items() if pair[0] is not None}


def subscription_signals(rows, recurring, ref, days):
    """A.2: irregular merchants count as subscriptions; active = the last transaction of any sign is in W; spend is of outflows in W."""
    start = ref - days
    active = [cadence for cadence, group in recurring.values() if group[-1].day >= start]
    spend = sum(-row.amount for _, group in recurring.values() for row in group if row.amount < 0 and row.day >= start)
    spent = sum(-row.amount for row in rows if row.amount < 0 and row.day >= start)
    return {"subscription_count": len(active), "recurring_irregular_count": active.count("irregular"), "subscription_spend": Fraction(spend, 100),
            "monthly_recurring_spend": Fraction(spend * 30, 100 * days), "subscription_share_pct": Fraction(100 * spend, spent) if spent else Fraction(0)}


def monthly_expenses(rows, ref, days):
    """A.1: spend / (W / 30); A.2: spending is every outflow."""
    return Fraction(sum(-row.amount for row in rows if row.amount < 0 and row.day >= ref - days) * 30, 100 * days)


def savings_signals(customer, rows, ref, days):
    """A.2: inflow is minus the sum of transactions whose merchant contains "savings transfer"; all 0 without a savings account."""
    balances = [account.balance for account in customer.accounts.values() if account.subtype in SAVINGS]
    if not balances:
        return {"has_savings_accounts": False, **dict.fromkeys(("total_savings_balance", "net_inflow", "savings_growth_rate", "avg_monthly_expenses",
                                                                "emergency_fund_months"), Fraction(0))}
    balance = sum(balances)
    inflow = -sum(row.amount for row in rows if row.day >= ref - days and "savings transfer" in (row.payee or "").lower())
    expenses = monthly_expenses(rows, ref, days)
    growth = Fraction(inflow, balance - inflow) if balance - inflow > 0 else Fraction(int(balance > 0 and bool(rows)))
    return {"has_savings_accounts": True, "total_savings_balance": Fraction(balance, 100), "net_inflow": Fraction(inflow, 100), "savings_growth_rate": growth,
            "avg_monthly_expenses": expenses, "emergency_fund_months": Fraction(balance, 100) / expenses if expenses else Fraction(0)}


def card_signals(customer):
    """A.2: credit_card liabilities only; the limit is twice the statement, or 1,000.00 where that is not above 0, but for the total of limits."""
    cards = [liability for liability in customer.liabilities.values() if liability.type == "creditcard"]
    balances = [card.statement or 0 for card in cards]
    limits = [2 * balance if balance > 0 else LIMIT_WITHOUT_BALANCE for balance in balances]
    utilization = Fraction(100 * sum(balances), sum(limits)) if cards else Fraction(0)
    return {
        "num_credit_cards": len(cards), "credit_aggregate_utilization_pct": utilization, "credit_max_utilization_pct": utilization,
        "high_utilization_count": sum(100 * balance >= 50 * limit for balance, limit in zip(balances, limits)),
        "very_high_utilization_count": sum(100 * balance >= 80 * limit for balance, limit in zip(balances, limits)),
        "minimum_payment_only_count": sum((card.minimum or 0) > 0 and (card.last_payment or 0) > 0 and 100 * card.last_payment <= 105 * card.minimum
                                          for card in cards),
        "overdue_count": sum(card.overdue for card in cards), "has_interest_charges": any(card.bears_interest for card in cards),
        "credit_total_limits": total_limits(customer),
    }


def total_limits(customer):
    """A.1: the sum of limits above 0 as the bank gives them, of accounts that are cards by subtype or liability; null where there is none."""
    cards = {liability.account_id for liability in customer.liabilities.values() if liability.type == "creditcard"}
    limits = [account.limit for account in customer.accounts.values()
              if (account.subtype == "creditcard" or account.account_id in cards) and account.limit is not None and account.limit > 0]
    return Fraction(sum(limits), 100) if limits else None


def frequency_of(gaps):
    """A.1: a deviation above 7 is irregular; else by the median gap."""
    if not deviates_at_most(gaps, GAP_DEVIATION):
        return "irregular"
    return next((name for name, least, most in FREQUENCIES if 2 * least <= doubled_median(gaps) <= 2 * most), "irregular")


def income_signals(customer, rows, ref, days):
    """A.2: inflows whose category contains INCOME, or of 500.00 or more, transfers too; with fewer than 2 every figure is 0."""
    paid = [row for row in rows if row.day >= ref - days and row.amount > 0 and (row.amount >= INCOME_FROM or "INCOME" in (row.category or "").upper())]
    count, total = len(paid), sum(row.amount for row in paid)
    if count < 2:
        return {**dict.fromkeys(("income_payroll_count", "total_income", "avg_income_per_payment", "income_median_pay_gap_days", "income_variability_cv",
                                 "cash_flow_buffer_months"), 0), "payment_frequency": "unknown", "has_regular_income": False}
    gaps, expenses = gaps_of([row.day for row in paid]), monthly_expenses(rows, ref, days)
    variance = Fraction(count * sum(row.amount ** 2 for row in paid) - total * total, count * (count - 1))
    frequency = frequency_of(gaps)
    balance = sum(account.balance for account in customer.accounts.values() if account.type == "depository")
    return {"income_payroll_count": count, "total_income": Fraction(total, 100), "avg_income_per_payment": Fraction(total, 100 * count),
            "income_median_pay_gap_days": Fraction(doubled_median(gaps), 2), "payment_frequency": frequency, "has_regular_income": frequency != "irregular",
            "income_variability_cv": math.sqrt(variance) * count / total, "cash_flow_buffer_months": Fraction(balance, 100) / expenses if expenses else Fraction(0)}


def spendsense_signals(customer, ref, days):
    """Appendix A for one customer and a window of N days, under the profile `spendsense`."""
    rows = [row for row in sorted([*customer.rows, *customer.pending], key=row_order) if row.day <= ref]
    signals = {"transaction_history_days": ref - rows[0].day if rows else None}
    signals.update(subscription_signals(rows, recurring_merchants(rows, ref), ref, days))
    signals.update(savings_signals(customer, rows, ref, days))
    signals.update(card_signals(customer))
    signals.update(income_signals(customer, rows, ref, days))
    return signals
