"""Own transfers: DEFINITIONS-SIGNALS 7.2."""

from classes import INCOME_CLASSES

PAIR_DAYS = 4


def pair_order(row):
    """7.2: (date, account, amount, payee); what is left equal is told apart by time and category, so that the order is total."""
    return row.day, row.account, row.amount, row.payee or "", row.time, row.category is None, row.category or ""


def may_pair(row, accounts):
    """7.2: on an account of the customer's, of no income class, and not of amount zero."""
    return row.account in accounts and row.row_class not in INCOME_CLASSES and row.amount != 0


def paired_rows(rows, accounts):
    """7.2: the numbers of the rows that are half of a pair. Each row, in order, takes the earliest open row that fits."""
    candidates = sorted((row for row in rows if may_pair(row, accounts)), key=pair_order)
    partner = {}
    for place, row in enumerate(candidates):
        if row.number in partner:
            continue
        for other in candidates[place + 1:]:
            if other.day - row.day > PAIR_DAYS:
                break
            if other.number not in partner and other.account != row.account and other.amount == -row.amount:
                partner[row.number], partner[other.number] = other.number, row.number
                break
    return partner
