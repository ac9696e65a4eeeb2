"""Savings (DEFINITIONS sections 7 and 9)."""

from profiles import monthly, quotient

SAVINGS = ("savings", "money_market", "cd", "hsa")


def savings_signals(profile, customer, ref, window):
    rows = profile.within(customer, ref, window)
    accounts = [account for account in customer.accounts if account.subtype in SAVINGS]
    balance = sum(account.balance for account in accounts)
    inflow = loop_inflow(rows) if profile.is_loop else inflow_on(accounts, rows)
    expenses = monthly(profile.spend(rows), window)
    signals = {
        "has_savings_accounts": bool(accounts),
        "total_savings_balance": balance,
        "net_inflow": inflow,
        "savings_growth_rate": growth(balance, inflow) if accounts else None,
        "avg_monthly_expenses": expenses / 100,
        "emergency_fund_months": quotient(balance, expenses),
    }
    if profile.is_loop:
        if balance - inflow <= 0 < balance:
            signals["savings_growth_rate"] = 1
        if not accounts:
            signals = dict.fromkeys(signals, 0) | {"has_savings_accounts": False}
    elif not customer.accounts:
        signals = dict.fromkeys(signals)
    return signals


def inflow_on(accounts, rows):
    ids = {account.account_id for account in accounts}
    return sum(row.amount for row in rows if row.account in ids)


def loop_inflow(rows):
    return -sum(row.amount for row in rows if "savings transfer" in row.merchant.lower())


def growth(balance, inflow):
    start = balance - inflow
    return quotient(inflow, start) if start > 0 else None
