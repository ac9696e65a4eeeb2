"""The nine cadences: DEFINITIONS-SIGNALS 7.5, the table and the first two points under it."""

from dataclasses import dataclass

from civil_days import months_on

MOST_STEPS = 3
SHARE_BASE = 1344


@dataclass(frozen=True)
class Cadence:
    """A line of the table. `share` is of a month, in 1/1344; a step is of days or of months, for semi_monthly of neither."""

    name: str
    days: int
    months: int
    tolerance: int
    charges_at_least: int
    share: int
    period: int

    @property
    def is_semi_monthly(self):
        return self.days == 0 and self.months == 0

    @property
    def grace(self):
        """7.5 `state`: tolerance + max(3, floor(period / 4))."""
        return self.tolerance + max(3, self.period // 4)

    def on(self, day, steps):
        """7.5: the m-th next of a date."""
        return months_on(day, self.months * steps) if self.months else day + self.days * steps


TABLE = (
    Cadence("weekly", 7, 0, 1, 3, 5844, 7),
    Cadence("biweekly", 14, 0, 2, 3, 2922, 14),
    Cadence("semi_monthly", 0, 0, 4, 4, 2688, 15),
    Cadence("four_weekly", 28, 0, 2, 3, 1461, 28),
    Cadence("monthly", 0, 1, 4, 3, 1344, 30),
    Cadence("two_monthly", 0, 2, 5, 3, 672, 61),
    Cadence("quarterly", 0, 3, 8, 2, 448, 91),
    Cadence("half_yearly", 0, 6, 10, 2, 224, 182),
    Cadence("yearly", 0, 12, 15, 2, 112, 365),
)
BY_NAME = {cadence.name: cadence for cadence in TABLE}


@dataclass(frozen=True)
class Fit:
    """How the gaps of some dates fit a cadence."""

    cadence: Cadence
    gaps: int
    on: int
    fit: int
    deviations: int

    @property
    def holds(self):
        """7.5: 5·on >= 3·gaps and 4·fit >= 3·gaps and on >= charges at least - 1 (semi_monthly: - 2)."""
        fewest = self.cadence.charges_at_least - (2 if self.cadence.is_semi_monthly else 1)
        return 5 * self.on >= 3 * self.gaps and 4 * self.fit >= 3 * self.gaps and self.on >= fewest

    @property
    def rank(self):
        """7.5: the largest floor(1000·on / gaps), then the smallest floor(1000·deviations / fit), then the first in the table."""
        return -(1000 * self.on // self.gaps), 1000 * self.deviations // self.fit, TABLE.index(self.cadence)


def semi_monthly_fit(cadence, days):
    """7.5: a charge against the one two before, + 1 month, and 11 to 20 days since the one before; n - 2 gaps, none skipped."""
    on = deviations = 0
    for before_last, last, day in zip(days, days[1:], days[2:]):
        miss = abs(day - months_on(before_last, 1))
        if miss <= cadence.tolerance and 11 <= day - last <= 20:
            on, deviations = on + 1, deviations + miss
    return Fit(cadence, max(0, len(days) - 2), on, on, deviations)


def fit_of(cadence, days):
    """7.5: a gap fits if its end lies within the tolerance of the m-th next of its beginning, the smallest m of 1, 2, 3; on time if m = 1."""
    if cadence.is_semi_monthly:
        return semi_monthly_fit(cadence, days)
    on = fit = deviations = 0
    for begin, end in zip(days, days[1:]):
        for steps in range(1, MOST_STEPS + 1):
            miss = abs(end - cadence.on(begin, steps))
            if miss <= cadence.tolerance:
                on, fit, deviations = on + (steps == 1), fit + 1, deviations + miss
                break
    return Fit(cadence, len(days) - 1, on, fit, deviations)


def near(first, second):
    """7.5: with two charges only, amounts that differ by at most 10 % of the smaller."""
    return 10 * abs(first - second) <= min(first, second)


def best_fit(days, amounts):
    """7.5: the cadence that holds, of several the best; None where none does."""
    if len(days) < 2 or (len(days) == 2 and not near(*amounts)):
        return None
    fits = [fit_of(cadence, days) for cadence in TABLE if len(days) >= cadence.charges_at_least]
    return min((fit for fit in fits if fit.holds), key=lambda fit: fit.rank, default=None)


def due_days(cadence, days, until):
    """7.5: the days on which charges are due after the last, up to `until`. semi_monthly: each falls a month after the one two before;
    where the last two charges are not 11 to 20 days apart in that sense, the first is 15 days after the last."""
    if not cadence.is_semi_monthly:
        due, steps = [], 1
        while cadence.on(days[-1], steps) <= until:
            due.append(cadence.on(days[-1], steps))
            steps += 1
        return due
    first = next_day(cadence, days)
    base, offset = (days[-2], 1) if first == months_on(days[-2], 1) else (first, 0)
    due, months = [], 0
    while True:
        for day in (months_on(base, months + offset), months_on(days[-1], months + 1)):
            if day > until:
                return due
            due.append(day)
        months += 1


def next_day(cadence, days):
    """7.5 `next`: one step after the last charge."""
    if not cadence.is_semi_monthly:
        return cadence.on(days[-1], 1)
    day = months_on(days[-2], 1)
    return day if 11 <= day - days[-1] <= 20 else days[-1] + cadence.period
