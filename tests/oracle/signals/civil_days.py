"""Days as whole numbers (ordinals of datetime.date), steps of months, and the windows of DEFINITIONS-SIGNALS 7.4."""

import calendar
import datetime
import functools
from dataclasses import dataclass
from fractions import Fraction

MINIMUM_DAYS_OBSERVED = 60


def day_of(text):
    """The ordinal of a date written YYYY-MM-DD."""
    return datetime.date.fromisoformat(text).toordinal()


def text_of(day):
    """YYYY-MM-DD of an ordinal, None of None."""
    return None if day is None else datetime.date.fromordinal(day).isoformat()


@functools.lru_cache(maxsize=None)
def months_on(day, months):
    """7.5: so many months on (or back) has the same day of the month, or that month's last."""
    date = datetime.date.fromordinal(day)
    index = date.year * 12 + date.month - 1 + months
    year, month = divmod(index, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(date.day, length)).toordinal()


def is_last_of_month(day):
    return datetime.date.fromordinal(day + 1).day == 1


def months_back(ref, months):
    """7.4: ref - m months has ref's day, or its month's last; where ref is a month's last day so is it."""
    back = months_on(ref, -months)
    if is_last_of_month(ref):
        date = datetime.date.fromordinal(back)
        return date.replace(day=calendar.monthrange(date.year, date.month)[1]).toordinal()
    return back


@dataclass(frozen=True)
class Window:
    """7.4: the days (start, end] that end with ref."""

    name: str
    start: int
    end: int

    @property
    def days(self):
        return self.end - self.start

    def has(self, day):
        return self.start < day <= self.end


def window_of(name, ref):
    """7.4: `6m` is six months, `30d` thirty days."""
    count, unit = int(name[:-1]), name[-1]
    if unit not in "md" or count < 1:
        raise ValueError(f"{name}: a window is a number of months (6m) or days (30d)")
    return Window(name, months_back(ref, count) if unit == "m" else ref - count, ref)


def days_observed(window, first_day):
    """7.4: min(days of the window, history + 1), history = ref - date of the first posted row; 0 without a row."""
    return 0 if first_day is None else min(window.days, window.end - first_day + 1)


def monthly(minor, observed):
    """7.4: sum x 487 / (16 x days observed), in major units; null below 60 days observed."""
    if observed < MINIMUM_DAYS_OBSERVED:
        return None
    return Fraction(minor * 487, 16 * observed * 100)


def whole_months_before(ref, count):
    """7.7: the last `count` whole calendar months up to ref, as (first day, last day), the latest first."""
    end = ref if is_last_of_month(ref) else datetime.date.fromordinal(ref).replace(day=1).toordinal() - 1
    months = []
    for _ in range(count):
        first = datetime.date.fromordinal(end).replace(day=1).toordinal()
        months.append((first, end))
        end = first - 1
    return months
