"""Subscriptions (DEFINITIONS sections 7 and 9)."""

import collections
import dataclasses
from fractions import Fraction

from profiles import LOOKBACK, NOT_SUBSCRIPTION, deviation_exceeds, gaps_of, median, monthly, quotient, varies_too_much
from rfm_rules import category_matches

MINIMUM_CHARGES = 3
IRREGULAR_BELOW = 60
# The table of the loop-based system's subscriptions has one state; it is that of this window.
LOOP_STATE_WINDOW = 30


@dataclasses.dataclass
class Recurring:
    """A merchant that charges again and again, subscription or irregular."""
    merchant: str
    cadence: str
    charges: list          # (day, cents above 0), one for each date; under spendsense one for each transaction
    spent: list            # the charges that are spending
    median_gap: Fraction

    @property
    def last(self):
        return max(day for day, _ in self.charges)


def recurring_merchants(profile, customer, ref):
    """Sorted by merchant."""
    rows = collections.defaultdict(list)
    for row in profile.within(customer, ref, LOOKBACK):
        if row.merchant and (profile.is_loop or may_be_charge(profile, row)):
            rows[row.merchant].append((row.day, row.amount))
    found = (recurring(profile, *entry) for entry in sorted(rows.items()))
    return [merchant for merchant in found if merchant]


def may_be_charge(profile, row):
    return row.amount < 0 and profile.is_purchase(row) and not category_matches(row.category, NOT_SUBSCRIPTION)


def recurring(profile, merchant, rows):
    charges = [(day, abs(amount)) for day, amount in rows]
    spent = [(day, -amount) for day, amount in rows if amount < 0]
    if not profile.is_loop:
        charges = spent = one_a_date(charges)
    if len(charges) < MINIMUM_CHARGES:
        return None
    gaps = gaps_of(day for day, _ in charges)
    cadence = cadence_of(profile, gaps)
    if cadence is None:
        return None
    if varies_too_much([amount for _, amount in charges]):
        cadence = "irregular"
    return Recurring(merchant, cadence, charges, spent, median(gaps))


def one_a_date(charges):
    by_day = collections.Counter()
    for day, amount in charges:
        by_day[day] += amount
    return sorted(by_day.items())


def cadence_of(profile, gaps):
    middle = median(gaps)
    for name, lowest, highest, deviation in profile.cadences:
        if lowest <= middle <= highest and not deviation_exceeds(gaps, deviation):
            return name
    return "irregular" if middle < IRREGULAR_BELOW else None


def first_day(profile, ref, window):
    return ref - window + (0 if profile.closed_windows else 1)


def is_active(profile, merchant, ref):
    if profile.is_loop:
        return merchant.last >= ref - LOOP_STATE_WINDOW
    return ref - merchant.last <= Fraction(3, 2) * merchant.median_gap


def is_subscription(profile, merchant):
    return profile.is_loop or merchant.cadence != "irregular"


def table_rows(profile, customer, ref):
    """The rows of the table of detected subscriptions."""
    for merchant in recurring_merchants(profile, customer, ref):
        if is_subscription(profile, merchant):
            total = sum(amount for _, amount in merchant.charges)
            yield {"merchant": merchant.merchant, "cadence": merchant.cadence,
                   "average_amount": Fraction(total, 100 * len(merchant.charges)), "charge_count": len(merchant.charges),
                   "last_charge": merchant.last, "median_gap_days": merchant.median_gap,
                   "state": "active" if is_active(profile, merchant, ref) else "lapsed"}


def subscription_signals(profile, bank, customer, ref, window):
    first = first_day(profile, ref, window)
    spend = profile.spend(profile.within(customer, ref, window))
    merchants = recurring_merchants(profile, customer, ref)
    subscriptions = [merchant for merchant in merchants if is_subscription(profile, merchant)]
    charged = sum(amount for merchant in subscriptions for day, amount in merchant.spent if day >= first)
    counted = [merchant for merchant in subscriptions
               if merchant.last >= first or (not profile.is_loop and is_active(profile, merchant, ref))]
    signals = {
        "subscription_count": len(counted),
        "recurring_irregular_count": sum(merchant.cadence == "irregular" and merchant.last >= first for merchant in merchants),
        "subscription_spend": charged,
        "monthly_recurring_spend": monthly(charged, window) / 100,
        "subscription_share_pct": quotient(100 * charged, spend),
    }
    if not bank.has_merchants:
        signals = dict.fromkeys(signals)
    return signals
