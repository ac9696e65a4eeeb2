"""Income (DEFINITIONS sections 7 and 9)."""

import math
from fractions import Fraction

from profiles import deviation_exceeds, gaps_of, is_transfer, median, monthly, quotient, squared_variation

LARGE = 50_000  # cents
MOST_DEVIATION = 7
FREQUENCIES = (("weekly", 5, 9), ("biweekly", 12, 16), ("monthly", 28, 32))


def is_income(profile, row):
    if row.amount <= 0 or (is_transfer(row) and not profile.is_loop):
        return False
    return "INCOME" in row.category.upper() or row.amount >= LARGE


def frequency_of(gaps):
    if not deviation_exceeds(gaps, MOST_DEVIATION):
        for name, lowest, highest in FREQUENCIES:
            if lowest <= median(gaps) <= highest:
                return name
    return "irregular"


def income_signals(profile, bank, customer, ref, window):
    rows = profile.within(customer, ref, window)
    payments = [row for row in rows if is_income(profile, row)]
    amounts = [row.amount for row in payments]
    liquid = sum(account.balance for account in customer.accounts if account.type == "depository")
    buffer = quotient(liquid, monthly(profile.spend(rows), window)) if customer.accounts else None
    signals = {
        "income_payroll_count": len(payments),
        "total_income": sum(amounts),
        "avg_income_per_payment": None,
        "income_median_pay_gap_days": None,
        "payment_frequency": "unknown",
        "income_variability_cv": None,
        "has_regular_income": False,
        "cash_flow_buffer_months": buffer,
    }
    if len(payments) >= 2:
        gaps = gaps_of(row.day for row in payments)
        frequency = frequency_of(gaps)
        signals |= {
            "avg_income_per_payment": Fraction(sum(amounts), 100 * len(amounts)),
            "income_median_pay_gap_days": median(gaps),
            "payment_frequency": frequency,
            "income_variability_cv": math.sqrt(squared_variation(amounts)),
            "has_regular_income": frequency != "irregular",
        }
    elif profile.is_loop:
        signals = dict.fromkeys(signals, 0) | {"payment_frequency": "unknown", "has_regular_income": False}
    if not bank.says_income and not profile.is_loop:
        signals = dict.fromkeys(signals)
    return signals
