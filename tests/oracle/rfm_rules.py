"""Which orders count, and RFM with its scores (DEFINITIONS sections 1 and 4)."""

import collections
import dataclasses
from bisect import bisect_left

import exact
from days import SECONDS_PER_DAY

NOT_SPENDING = ("TRANSFER_IN*", "TRANSFER_OUT*", "LOAN_PAYMENTS_CREDIT_CARD*")
CASH = ("TRANSFER_OUT_WITHDRAWAL*",)  # of class cash (DEFINITIONS-SIGNALS 7.1), not transfer: spending
TRANSFERS = ("TRANSFER_IN*", "TRANSFER_OUT*")
MOVED = (*TRANSFERS, "LOAN_PAYMENTS_CREDIT_CARD*", "LOAN_DISBURSEMENTS*")  # classes transfer, card_payment, borrowed, advance


def category_matches(category, patterns):
    return any(category.upper().startswith(pattern.rstrip("*")) if pattern.endswith("*") else category.upper() == pattern
               for pattern in patterns)


def is_purchase(order):
    return not order.pending and order.amount <= 0 and (category_matches(order.category, CASH)
                                                      or not category_matches(order.category, NOT_SPENDING))


def is_refund(order):
    return (not order.pending and order.amount > 0 and "INCOME" not in order.category.upper()
            and not category_matches(order.category, MOVED))


@dataclasses.dataclass
class Rfm:
    recency_days: int
    frequency: int
    monetary: int      # cents
    total_spend: int   # cents
    active_days: int
    first_purchase: int
    last_purchase: int
    refund_count: int
    refund_total: int  # cents
    r_score: int = 0
    f_score: int = 0
    m_score: int = 0

    @property
    def rfm_score(self):
        return f"{self.r_score}{self.f_score}{self.m_score}"


def rfm_of(customers, period, reference):
    """id -> Rfm for the customers with a purchase in the period, not looking beyond the reference day."""
    start = period[0] * SECONDS_PER_DAY
    end = min(period[1], reference + 1) * SECONDS_PER_DAY
    table = {}
    for customer, orders in customers.items():
        inside = [order for order in orders if start <= order.timestamp < end]
        purchases = [order for order in inside if is_purchase(order)]
        if not purchases:
            continue
        refunds = [order for order in inside if is_refund(order)]
        spend = -sum(order.amount for order in purchases)
        times = [order.timestamp for order in purchases]
        table[customer] = Rfm(
            recency_days=(end - max(times)) // SECONDS_PER_DAY,
            frequency=len(purchases),
            monetary=exact.rounded_quotient(spend, len(purchases)),
            total_spend=spend,
            active_days=len({time // SECONDS_PER_DAY for time in times}),
            first_purchase=min(times),
            last_purchase=max(times),
            refund_count=len(refunds),
            refund_total=sum(order.amount for order in refunds))
    return table


def refunds_of(customers, period, reference):
    """The refunds of the period by anybody, whether they bought in it or not: how many, and their sum in cents."""
    start = period[0] * SECONDS_PER_DAY
    end = min(period[1], reference + 1) * SECONDS_PER_DAY
    amounts = [order.amount for orders in customers.values() for order in orders
               if start <= order.timestamp < end and is_refund(order)]
    return len(amounts), sum(amounts)


@dataclasses.dataclass
class Scale:
    """How one metric is scored: `score_of` its values; the cuts, as integers over `denominator`."""
    score_of: dict
    cuts: list
    denominator: int
    customers: dict  # score -> customers


def score_table(table, method="qcut", bins=5):
    """Sets the scores of every customer; returns the scale of each metric."""
    scales = {}
    for score, metric, descending in (("r_score", "recency_days", True), ("f_score", "frequency", False),
                                      ("m_score", "monetary", False)):
        values = sorted(getattr(row, metric) for row in table.values())
        rule = qcut if method == "qcut" else fixed
        scale = rule(values, bins, descending)
        for row in table.values():
            setattr(row, score, scale.score_of[getattr(row, metric)])
        scale.customers = dict(sorted(collections.Counter(scale.score_of[value] for value in values).items()))
        scales[score] = scale
    return scales


def qcut(values, bins, descending):
    """`values` ascending."""
    distinct = sorted(set(values))
    if len(distinct) <= 1:
        return Scale({value: (bins + 1) // 2 for value in distinct}, [], 1, {})
    q = min(bins, len(distinct))
    edges = sorted({quantile_numerator(values, i, q) for i in range(q + 1)})
    bin_of = {value: bisect_left(edges[1:], q * value) for value in distinct}
    highest = max(bin_of.values())
    score_of = {value: highest - bin_ + 1 if descending else bin_ + 1 for value, bin_ in bin_of.items()}
    return Scale(score_of, edges, q, {})


def quantile_numerator(values, i, q):
    """q times the quantile i/q, by linear interpolation between order statistics."""
    index, rest = divmod((len(values) - 1) * i, q)
    above = values[min(index + 1, len(values) - 1)]
    return (q - rest) * values[index] + rest * above


def fixed(values, bins, descending):
    distinct = sorted(set(values))
    if len(distinct) <= 1:
        return Scale({value: (bins + 1) // 2 for value in distinct}, [], 1, {})
    # The smallest value with (customers <= value) >= n k / bins is the order statistic of that rank, rounded up.
    cuts = [values[-(-len(values) * k // bins) - 1] for k in range(1, bins)]
    below = {value: sum(cut < value for cut in cuts) for value in distinct}
    score_of = {value: bins - count if descending else 1 + count for value, count in below.items()}
    return Scale(score_of, cuts, 1, {})
