"""Days, periods and timestamps. A day is a number of days since 1970-01-01, a period the pair (start, end), half-open."""

import datetime
import re
import zoneinfo

EPOCH = datetime.date(1970, 1, 1)
SECONDS_PER_DAY = 86_400
LATEST = (datetime.date(2106, 1, 1) - EPOCH).days * SECONDS_PER_DAY


class InvalidTimestamp(ValueError):
    pass


class TimestampOutOfRange(ValueError):
    pass


class UsageError(ValueError):
    pass


def day_of(date):
    return (date - EPOCH).days


def date_of(day):
    return EPOCH + datetime.timedelta(days=day)


def parse_date(text):
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise UsageError(f"not a date: {text}")
    try:
        return day_of(datetime.date.fromisoformat(text))
    except ValueError as problem:
        raise UsageError(f"not a date: {text}") from problem


def first_of_month(year, month):
    """The first day of a month; months beyond December run into the next year."""
    return day_of(datetime.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1))


def parse_period(text, first_day, reference):
    """2025, 2025-Q3, 2025-07, 2025-07-01..2025-10-01 or all."""
    if text == "all":
        return first_day, reference + 1
    if match := re.fullmatch(r"([0-9]{4})", text):
        year = int(match[1])
        return first_of_month(year, 1), first_of_month(year, 13)
    if match := re.fullmatch(r"([0-9]{4})-Q([1-4])", text):
        year, month = int(match[1]), 3 * int(match[2]) - 2
        return first_of_month(year, month), first_of_month(year, month + 3)
    if match := re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text):
        year, month = int(match[1]), int(match[2])
        return first_of_month(year, month), first_of_month(year, month + 1)
    if ".." in text:
        start, end = (parse_date(part) for part in text.split("..", 1))
        if start < end:
            return start, end
    raise UsageError(f"not a period: {text}")


def period_before(period):
    """The calendar year, quarter or month before one; otherwise as many days right before."""
    start, end = (date_of(day) for day in period)
    months = 12 * (end.year - start.year) + end.month - start.month
    whole = start.day == 1 and end.day == 1 and months in (1, 3, 12) and (start.month - 1) % months == 0
    if whole:
        return first_of_month(start.year, start.month - months), period[0]
    return period[0] - (period[1] - period[0]), period[0]


def period_text(period):
    return f"{date_of(period[0])}..{date_of(period[1])}"


DATE_TIME = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


def parse_timestamp(text, zone):
    """Seconds of the local wall clock since 1970-01-01 00:00 local."""
    if re.fullmatch(r"[0-9]{8}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    elif re.fullmatch(r"[0-9]+", text):
        return in_range(int(text) + offset_at(int(text), zone))
    match = DATE_TIME.fullmatch(text)
    if not match:
        raise InvalidTimestamp(text)
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    if year == 0 or hour > 23 or minute > 59 or second > 59:
        raise InvalidTimestamp(text)
    try:
        date = datetime.date(year, month, day)
    except ValueError as problem:
        raise InvalidTimestamp(text) from problem
    seconds = day_of(date) * SECONDS_PER_DAY + 3600 * hour + 60 * minute + second
    if match[7]:
        seconds -= offset_seconds(match[7])
        seconds += offset_at(seconds, zone)
    return in_range(seconds)


def offset_seconds(text):
    if text == "Z":
        return 0
    digits = text[1:].replace(":", "")
    size = 3600 * int(digits[:2]) + 60 * int(digits[2:])
    return -size if text[0] == "-" else size


def offset_at(utc_seconds, zone):
    """What the zone's wall clock is ahead of UTC at that moment."""
    if zone == "UTC" or not 0 <= utc_seconds < LATEST:
        return 0
    moment = datetime.datetime.fromtimestamp(utc_seconds, zoneinfo.ZoneInfo(zone))
    return int(moment.utcoffset().total_seconds())


def in_range(seconds):
    if not 0 <= seconds < LATEST:
        raise TimestampOutOfRange(seconds)
    return seconds


def timestamp_text(seconds):
    date = date_of(seconds // SECONDS_PER_DAY)
    rest = seconds % SECONDS_PER_DAY
    return f"{date} {rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
