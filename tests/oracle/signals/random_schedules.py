"""Dates on which something is due, and how life moves them: for random_customers.py. It knows no cadence of the detector's."""

import calendar
import datetime


def date_of(day):
    return datetime.date.fromordinal(day)


def day_in_month(year, month, day):
    """A day of a month, its last where the month is shorter; day 0 is the last."""
    length = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, length if day == 0 else min(day, length)).toordinal()


def months_between(first, last):
    """Every (year, month) that two days and all between them fall in."""
    year, month = date_of(first).year, date_of(first).month
    while (year, month) <= (date_of(last).year, date_of(last).month):
        yield year, month
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def every_days(first, last, step):
    return list(range(first, last + 1, step))


def each_months(first, last, step, day):
    """The same day of every so many months."""
    found = [day_in_month(year, month, day) for place, (year, month) in enumerate(months_between(first, last)) if place % step == 0]
    return [one for one in found if first <= one <= last]


def twice_a_month(first, last, early, late):
    found = [day_in_month(year, month, day) for year, month in months_between(first, last) for day in (early, late)]
    return [one for one in sorted(found) if first <= one <= last]


def before_weekend(day):
    """A Saturday or Sunday becomes the Friday before: how wages are paid."""
    return day - max(0, date_of(day).weekday() - 4)


def after_weekend(day):
    """A Saturday or Sunday becomes the Monday after: how cards are charged."""
    weekday = date_of(day).weekday()
    return day + (7 - weekday if weekday > 4 else 0)


RHYTHMS = ("weekly", "biweekly", "semi_monthly", "four_weekly", "monthly", "two_monthly", "quarterly", "half_yearly", "yearly")
STEPS_OF_DAYS = {"weekly": 7, "biweekly": 14, "four_weekly": 28}
STEPS_OF_MONTHS = {"monthly": 1, "two_monthly": 2, "quarterly": 3, "half_yearly": 6, "yearly": 12}


def schedule(rng, rhythm, first, last):
    """All dates of a rhythm between two days, before anything goes wrong with them."""
    if rhythm in STEPS_OF_DAYS:
        return every_days(first + rng.randrange(STEPS_OF_DAYS[rhythm]), last, STEPS_OF_DAYS[rhythm])
    if rhythm == "semi_monthly":
        early, late = rng.choice(((15, 0), (1, 15), (5, 20), (1, 16), (14, 28)))
        return twice_a_month(first, last, early, late)
    return each_months(first, last, STEPS_OF_MONTHS[rhythm], rng.choice((0, 1, 3, 5, 12, 15, 18, 22, 28, 29, 30, 31)))


def as_life_has_it(rng, days, missed=0.04, shift=0):
    """Some dates missed, others moved: to a working day, or by up to `shift` days either way."""
    to_working_day = rng.choice((before_weekend, after_weekend, lambda day: day))
    found = [to_working_day(day) + (rng.randint(-shift, shift) if shift else 0) for day in days if rng.random() >= missed]
    return sorted(found)


def with_pause(rng, days):
    """A gap of one to four dates somewhere in the middle."""
    if len(days) < 6:
        return days
    begin = rng.randrange(2, len(days) - 2)
    return days[:begin] + days[begin + rng.randint(1, 4):]


def at_random(rng, first, last, mean_gap):
    """Dates without any rhythm."""
    found, day = [], first
    while True:
        day += 1 + int(rng.expovariate(1 / mean_gap))
        if day > last:
            return found
        found.append(day)
