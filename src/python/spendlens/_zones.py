"""Instants as the wall clock of a zone."""

from __future__ import annotations

import datetime
import functools
import re
import zoneinfo

import numpy as np

from .errors import UsageError

_DAY = 86_400
_NONE = np.iinfo(np.int64).min


@functools.cache
def zone(name: str) -> datetime.tzinfo:
    """A zone by its name ("Europe/Berlin", "UTC") or offset ("+02:00")."""
    offset = re.fullmatch(r"([+-])(\d\d):?(\d\d)", name)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3])
        return datetime.timezone(datetime.timedelta(minutes=-minutes if offset[1] == "-" else minutes))
    if name in ("UTC", "Z"):
        return datetime.timezone.utc
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise UsageError(f"there is no time zone '{name}' on this machine (the package tzdata brings all)") from None


def _offset_at(second: int, of: datetime.tzinfo) -> int:
    instant = datetime.datetime.fromtimestamp(0, datetime.timezone.utc) + datetime.timedelta(seconds=second)
    offset = instant.astimezone(of).utcoffset()
    return int(offset.total_seconds())


def _change_within(day: int, of: datetime.tzinfo) -> int:
    """The first second of the day with the offset of the day's end."""
    low, high, late = day * _DAY, (day + 1) * _DAY, _offset_at((day + 1) * _DAY, of)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _offset_at(middle, of) == late else (middle, high)
    return high


def wall_clock(counts: np.ndarray, a_second: int, name: str) -> tuple[np.ndarray, int]:
    """(seconds on the zone's wall clock, 1) of counts since 1970 in UTC. Offsets are looked up once a day that occurs."""
    of = zone(name)
    nulls = counts == _NONE
    seconds = np.where(nulls, 0, counts // a_second if a_second > 0 else counts * -a_second)
    days, which = np.unique(seconds // _DAY, return_inverse=True)
    offsets = np.array([_offset_at(int(day) * _DAY, of) for day in days], dtype=np.int64)
    result = seconds + offsets[which]
    for at, day in enumerate(days.tolist()):
        late = _offset_at((day + 1) * _DAY, of)
        if late != offsets[at]:
            changed = (which == at) & (seconds >= _change_within(day, of))
            result[changed] = seconds[changed] + late
    result[nulls] = _NONE
    return result, 1
