"""Outgoings and reserves, shortfall: DEFINITIONS-SIGNALS 7.8 and 7.10."""

from fractions import Fraction

from civil_days import days_observed, monthly
from classes import FEE_CLASSES
from flows import total

LIQUID = frozenset(("checking", "savings", "moneymarket"))
SAVINGS = frozenset(("savings", "moneymarket", "cd", "hsa"))
RESERVE_NAMES = ("liquid_balance", "savings_balance", "liquid_months", "emergency_fund_months", "savings_net_inflow", "savings_growth_rate",
                 "negative_balance")
SHORTFALL_NAMES = ("overdraft_count", "nsf_count", "shortfall_count", "fees_total", "advance_count", "advance_total")


def monthly_outgoings(flows, window):
    """7.8: the monthly amount of spending less refunds in W; null for who is not there any more (activity none, dormant)."""
    if flows.activity in ("none", "dormant"):
        return None
    return monthly(total(flows.spending, window) - total(flows.refunds, window), days_observed(window, flows.first_day))


def reserve_signals(flows, window, outgoings):
    """7.8: null where no depository account is known; months also where outgoings are null or not above 0."""
    if not flows.has_depository:
        return dict.fromkeys(RESERVE_NAMES)
    accounts = flows.customer.accounts.values()
    liquid = sum(account.balance for account in accounts if account.subtype in LIQUID)
    saved = sum(account.balance for account in accounts if account.subtype in SAVINGS)
    names = {account.account_id for account in accounts if account.subtype in SAVINGS}
    inflow = sum(row.amount for row in flows.recent if row.account in names and window.has(row.day)) if flows.rows else None
    spends = outgoings is not None and outgoings > 0
    return {
        "liquid_balance": Fraction(liquid, 100),
        "savings_balance": Fraction(saved, 100),
        "liquid_months": Fraction(liquid, 100) / outgoings if spends else None,
        "emergency_fund_months": Fraction(saved, 100) / outgoings if spends else None,
        "savings_net_inflow": None if inflow is None else Fraction(inflow, 100),
        "savings_growth_rate": Fraction(inflow, saved - inflow) if inflow is not None and saved - inflow > 0 else None,
        "negative_balance": any(account.type == "depository" and account.balance < 0 for account in accounts),
    }


def net_count(rows, row_class, window):
    """7.10: rows of the class less inflows of it (reversals), at least 0."""
    signs = [row.amount for row in rows if row.row_class == row_class and window.has(row.day)]
    return max(0, sum(amount < 0 for amount in signs) - sum(amount > 0 for amount in signs))


def shortfall_signals(flows, ledger, window):
    """7.10: null for who has no row, and in a log that could not tell: without categories, or without accounts and a bank's categories."""
    if not flows.rows or not ledger.has_categories or not (ledger.has_accounts or ledger.has_bank_category):
        return dict.fromkeys(SHORTFALL_NAMES)
    fees = sum(-row.amount for row in flows.recent if row.row_class in FEE_CLASSES and window.has(row.day))
    advances = [row.amount for row in flows.recent if row.row_class == "advance" and row.amount > 0 and window.has(row.day)]
    overdrafts, unpaid = (net_count(flows.recent, row_class, window) for row_class in ("fee_overdraft", "fee_nsf"))
    return {"overdraft_count": overdrafts, "nsf_count": unpaid, "shortfall_count": overdrafts + unpaid, "fees_total": Fraction(max(0, fees), 100),
            "advance_count": len(advances), "advance_total": Fraction(sum(advances), 100)}
