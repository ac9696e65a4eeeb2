"""Which streams a customer has: *whole or split* of DEFINITIONS-SIGNALS 7.5, and which inflows may be income (7.7)."""

from dataclasses import dataclass, field

from classes import EARNED_CLASSES, NEVER_INCOME
from customer_records import row_order
from streams import VARYING_KINDS, charges_of, early_of, stream_of

LOOKBACK_DAYS = 800
FEWEST_OF_A_PART = 3
FEWEST_OF_OTHER_INCOME = 3


@dataclass
class Found:
    """The streams of a customer, the rows of each, and the rows that a split of income left over."""

    streams: list = field(default_factory=list)
    stream_of_row: dict = field(default_factory=dict)
    extra: set = field(default_factory=set)

    def add(self, streams):
        for stream in streams:
            self.streams.append(stream)
            self.stream_of_row.update((number, stream) for number in stream.row_numbers)


def parts_of(rows, is_income):
    """7.5: rows sorted by amount; a new part begins where 100·next > 101·former (income: 4·next > 5·former)."""
    parts, former = [], None
    for row in sorted(rows, key=lambda row: abs(row.amount)):
        amount = abs(row.amount)
        if former is None or (4 * amount > 5 * former if is_income else 100 * amount > 101 * former):
            parts.append([])
        parts[-1].append(row)
        former = amount
    return parts


def counting_parts(rows, is_income, ref):
    """7.5: a part of 3 or more charges that is a stream and fixed (income: a stream) counts."""
    counting = []
    for part in parts_of(rows, is_income):
        charges = charges_of(sorted(part, key=row_order))
        stream = stream_of(charges, is_income, ref) if len(charges) >= FEWEST_OF_A_PART else None
        if stream is not None and (is_income or stream.is_fixed):
            counting.append(stream)
    return counting


def whole_or_split(rows, is_income, ref):
    """7.5: the streams of one payee and one sign. First the whole, where it holds, is on single dates, and is fixed or of a kind that may vary;
    else the parts, where the whole has no cadence, or two dates or more are doubled, or two parts or more hold 4/5; else the whole."""
    charges = charges_of(rows)
    doubled = sum(len(charge.rows) > 1 for charge in charges)
    whole = stream_of(charges, is_income, ref)
    if whole is not None and doubled < 2 and (whole.is_fixed or whole.kind in VARYING_KINDS or is_income):
        return [whole]
    parts = counting_parts(rows, is_income, ref)
    held = sum(len(stream.row_numbers) for stream in parts)
    if whole is None or doubled >= 2 or (len(parts) >= 2 and 5 * held >= 4 * len(rows)):
        return parts
    return [whole]


def rows_by_payee(rows):
    """7.5: rows of one payee; a row without a merchant is in no stream, and one of amount zero has no sign."""
    outflows, inflows = {}, {}
    for row in rows:
        if row.payee is not None and row.amount != 0:
            (outflows if row.amount < 0 else inflows).setdefault(row.payee, []).append(row)
    return outflows, inflows


def may_be_income(row, account_types):
    """7.2: never income are some classes, and what arrives on an account of type credit or loan."""
    return row.row_class not in NEVER_INCOME and account_types.get(row.account) not in ("credit", "loan")


def is_income(rows, customer_pays):
    """7.7: class payroll, benefit or variable_income; or other and none with 3 charges or more, of a payee that the customer never pays."""
    latest = rows[-1].row_class
    if latest in EARNED_CLASSES:
        return True
    return latest in ("other", "none") and len(charges_of(rows)) >= FEWEST_OF_OTHER_INCOME and not customer_pays


def detect(rows, account_types, ref):
    """7.5, 7.7: all streams of rows that are in no pair and within the lookback, in order of payee."""
    found = Found()
    outflows, inflows = rows_by_payee(rows)
    for payee in sorted(outflows):
        streams = whole_or_split(outflows[payee], False, ref)
        if not streams:
            early = early_of(charges_of(outflows[payee]), ref)
            streams = [] if early is None else [early]
        found.add(streams)
    for payee in sorted(inflows):
        earned = [row for row in inflows[payee] if may_be_income(row, account_types)]
        if not earned or not is_income(earned, payee in outflows):
            continue
        streams = whole_or_split(earned, True, ref)
        found.add(streams)
        if streams:
            found.extra.update(row.number for row in earned if row.number not in found.stream_of_row)
    return found
