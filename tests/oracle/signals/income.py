"""Income: DEFINITIONS-SIGNALS 7.7."""

from fractions import Fraction

from cadences import SHARE_BASE, TABLE
from civil_days import MINIMUM_DAYS_OBSERVED, days_observed, monthly, whole_months_before
from flows import DORMANT_DAYS, total
from streams import doubled_median

PAYMENTS_OF_TYPICAL = 13
LOW_MONTHS = 6
NAMES = ("income_monthly", "income_regular_share_pct", "income_frequency", "income_stream_count", "income_extra", "income_passive",
         "income_low_month_pct")


def doubled_typical(stream):
    """7.7: twice the median of the last 13 payments."""
    return doubled_median(stream.amounts[-PAYMENTS_OF_TYPICAL:])


def is_regular(stream):
    """7.7: the median absolute deviation is at most half of typical (variable_income: an eighth), all of it doubled."""
    typical = doubled_typical(stream)
    deviation = doubled_median([abs(2 * amount - typical) for amount in stream.amounts[-PAYMENTS_OF_TYPICAL:]])
    return (4 if stream.stream_class == "variable_income" else 1) * deviation <= typical


def is_steady(stream):
    """7.7: a regular stream that is active or late: it counts by what is typical of it, others by what they brought."""
    return stream.is_live and is_regular(stream)


def brings_by_rows(stream, regular):
    """7.7: what irregular streams and lapsed ones brought in W; what has lapsed counts only where no regular stream has taken its place."""
    return not is_steady(stream) and (stream.is_live or not regular)


def monthly_typical(stream):
    """7.7: typical x share of a month, in major units."""
    return Fraction(doubled_typical(stream) * stream.cadence.share, 2 * SHARE_BASE * 100)


def frequency(regular, income):
    """7.7: cadence of the largest regular stream that is active or late (of equal ones the first in the table);
    irregular where there is income without; unknown else."""
    if regular:
        return min(regular, key=lambda stream: (-monthly_typical(stream), TABLE.index(stream.cadence))).cadence.name
    return "irregular" if income > 0 else "unknown"


def low_month_pct(flows, streams):
    """7.7: the lowest of the last 6 whole calendar months in percent of their median; null where history does not reach their first day."""
    months = whole_months_before(flows.ref, LOW_MONTHS)
    if flows.first_day > months[-1][0]:
        return None
    earned = {number for stream in streams for number in stream.row_numbers} | flows.found.extra
    earned.update(row.number for row in flows.unstreamed_income)
    brought = [sum(row.amount for row in flows.open_rows if row.number in earned and first <= row.day <= last) for first, last in months]
    median = doubled_median(brought)
    return Fraction(200 * min(brought), median) if median > 0 else None


def is_known(flows, ledger, observed):
    """7.7: null without a depository account (in a ledger without accounts, where no category is of an income class), with fewer than 60 days
    observed, or where the last row is more than 90 days before ref."""
    tells = flows.has_depository if ledger.has_accounts else ledger.has_income_category
    return tells and observed >= MINIMUM_DAYS_OBSERVED and flows.days_since_last is not None and flows.days_since_last <= DORMANT_DAYS


def income_signals(flows, ledger, window):
    """7.7: all of it in a window."""
    observed = days_observed(window, flows.first_day)
    if not is_known(flows, ledger, observed):
        return dict.fromkeys(NAMES)
    streams = [stream for stream in flows.found.streams if stream.is_income]
    regular = [stream for stream in streams if is_steady(stream)]
    counted = {number for stream in streams if brings_by_rows(stream, regular) for number in stream.row_numbers}
    counted.update(row.number for row in flows.unstreamed_income)
    steady = sum((monthly_typical(stream) for stream in regular), Fraction(0))
    income = steady + monthly(total((row for row in flows.open_rows if row.number in counted), window), observed)
    return {
        "income_monthly": income,
        "income_regular_share_pct": 100 * steady / income if income > 0 else None,
        "income_frequency": frequency(regular, income),
        "income_stream_count": sum(stream.is_live for stream in streams),
        "income_extra": Fraction(total((row for row in flows.open_rows if row.number in flows.found.extra), window), 100),
        "income_passive": Fraction(total((row for row in flows.open_rows if row.row_class == "passive" and row.amount > 0), window), 100),
        "income_low_month_pct": low_month_pct(flows, streams),
    }
