"""The two profiles (DEFINITIONS section 9), what counts under each, and exact statistics."""

import dataclasses
from fractions import Fraction

from rfm_rules import NOT_SPENDING, TRANSFERS, category_matches

WINDOWS = (30, 180)
LOOKBACK = 180
NOT_SUBSCRIPTION = ("FOOD_AND_DRINK*", "TRANSPORTATION_GAS*", "RENT_AND_UTILITIES*", "LOAN_PAYMENTS*")
WEEKLY, BIWEEKLY, MONTHLY = ("weekly", 5, 9, 3), ("biweekly", 12, 16, 3), ("monthly", 25, 35, 7)


@dataclasses.dataclass(frozen=True)
class Profile:
    name: str
    closed_windows: bool          # [ref - N, ref] instead of (ref - N, ref]
    include_pending: bool
    not_spending: tuple
    cadences: tuple               # (name, median gap from, to, deviation at most)

    @property
    def is_loop(self):
        """Reproduces the loop-based system."""
        return self.name == "spendsense"

    def known(self, customer, ref):
        """The transactions up to ref that count at all."""
        return [row for row in customer.transactions if row.day <= ref and (self.include_pending or not row.pending)]

    def within(self, customer, ref, days):
        """Those of the window."""
        first = ref - days + (0 if self.closed_windows else 1)
        return [row for row in self.known(customer, ref) if row.day >= first]

    def is_purchase(self, row):
        return row.amount <= 0 and not category_matches(row.category, self.not_spending)

    def spend(self, rows):
        return -sum(row.amount for row in rows if self.is_purchase(row))


DEFAULT = Profile("default", False, False, NOT_SPENDING, (WEEKLY, BIWEEKLY, MONTHLY))
SPENDSENSE = Profile("spendsense", True, True, (), (MONTHLY, WEEKLY))
PROFILES = {profile.name: profile for profile in (DEFAULT, SPENDSENSE)}


def is_transfer(row):
    return category_matches(row.category, TRANSFERS)


def quotient(numerator, denominator):
    """Exact; null where the denominator is 0."""
    return Fraction(numerator) / denominator if denominator else None


def monthly(total, window):
    return Fraction(30 * total, window)


def median(values):
    ordered = sorted(values)
    n = len(ordered)
    return Fraction(ordered[(n - 1) // 2] + ordered[n // 2], 2)


def gaps_of(days):
    ordered = sorted(days)
    return [later - earlier for earlier, later in zip(ordered, ordered[1:])]


def deviation_exceeds(values, most):
    """Whether the population standard deviation is above `most`."""
    n, total = len(values), sum(values)
    return n * sum(value * value for value in values) - total * total > most * most * n * n


def squared_variation(values):
    """The square of sample standard deviation over mean; of two or more values of a mean above 0."""
    n, total = len(values), sum(values)
    return Fraction(n * (n * sum(value * value for value in values) - total * total), (n - 1) * total * total)


def varies_too_much(values):
    """Coefficient of variation above 0.20; amounts that are all 0 do not vary."""
    return sum(values) != 0 and squared_variation(values) > Fraction(1, 25)
