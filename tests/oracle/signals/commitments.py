"""Subscriptions and commitments: DEFINITIONS-SIGNALS 7.6."""

from fractions import Fraction

from cadences import SHARE_BASE, due_days

LEAST_OUTGOINGS = 100
DUE_DAYS = 30
COMMITMENTS = ("subscription", "bill", "loan", "bnpl", "standing_order")
NAMES = ("subscription_count", "subscription_early_count", "subscription_lapsed_count", "subscription_monthly_cost", "subscription_share_pct",
         "price_rise_count", "bills_monthly", "loans_monthly", "bnpl_count", "bnpl_monthly", "standing_orders_monthly", "committed_share_pct",
         "next_30d_due")


def monthly_cost(streams, kind):
    """7.6: amount x share of a month of the streams of a kind that are active or late, in major units."""
    return Fraction(sum(stream.share_of_month for stream in streams if stream.kind == kind and stream.is_live), SHARE_BASE * 100)


def has_risen(stream, window):
    """7.6: the last change of a stream is a step up in the window."""
    step = stream.price_step
    return step is not None and window.has(step[0]) and step[2] > step[1]


def due_amount(streams, ref):
    """7.6: what is due in the 30 days after ref, of streams that are active or late."""
    due = 0
    for stream in streams:
        if stream.kind in COMMITMENTS and stream.is_live:
            due += stream.amount * sum(day > ref for day in due_days(stream.cadence, stream.days, ref + DUE_DAYS))
    return Fraction(due, 100)


def percent_of(part, whole, least=0):
    """A share in percent, null where the whole is unknown, not above 0 or below the least."""
    return None if whole is None or whole <= 0 or whole < least else 100 * part / whole


def commitment_signals(flows, ledger, window, outgoings, income):
    """7.6: all of it in a window; null where the ledger has no merchants or the customer no row."""
    if not ledger.has_merchants or not flows.rows:
        return dict.fromkeys(NAMES)
    streams = [stream for stream in flows.found.streams if not stream.is_income]
    subscriptions = [stream for stream in streams if stream.kind == "subscription"]
    costs = {kind: monthly_cost(streams, kind) for kind in COMMITMENTS}
    return {
        "subscription_count": sum(stream.is_live for stream in subscriptions),
        "subscription_early_count": sum(stream.state == "early" for stream in subscriptions),
        "subscription_lapsed_count": sum(stream.state == "lapsed" and window.has(stream.last) for stream in subscriptions),
        "subscription_monthly_cost": costs["subscription"],
        "subscription_share_pct": percent_of(costs["subscription"], outgoings, LEAST_OUTGOINGS),
        "price_rise_count": sum(stream.is_live and has_risen(stream, window) for stream in subscriptions),
        "bills_monthly": costs["bill"],
        "loans_monthly": costs["loan"],
        "bnpl_count": sum(stream.kind == "bnpl" and stream.is_live for stream in streams),
        "bnpl_monthly": costs["bnpl"],
        "standing_orders_monthly": costs["standing_order"],
        "committed_share_pct": percent_of(sum(costs.values()), income),
        "next_30d_due": due_amount(streams, flows.ref),
    }
