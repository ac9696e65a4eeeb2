"""Lens 1, one period, with what stands beside it (DEFINITIONS section 5)."""

import collections
from bisect import bisect_right
from fractions import Fraction
from itertools import accumulate

import exact

SPEND_BOUNDS = [digit * 10**power for power in range(16) for digit in (1, 2, 5)]


def lens1(table, refunds, percentiles=(10, 20)):
    """`refunds`: how many the period has and their sum, of buyers and others."""
    spends = sorted((row.total_spend for row in table.values()), reverse=True)
    n, revenue = len(spends), sum(spends)
    orders = sum(row.frequency for row in table.values())
    one_time = sum(row.frequency == 1 for row in table.values())
    top = lambda p: max(1, n * p // 100) if n else 0
    share = lambda p: exact.percent(sum(spends[:top(p)]), revenue)
    return {
        "total_customers": n,
        "total_orders": orders,
        "one_time_buyers": one_time,
        "one_time_buyer_pct": exact.percent(one_time, n),
        "total_revenue": exact.money(revenue),
        "revenue_concentration": {str(p): {"share": share(p), "customers": top(p)} for p in percentiles},
        "top_10pct_revenue_contribution": share(10),
        "top_20pct_revenue_contribution": share(20),
        "avg_orders_per_customer": exact.ratio(orders, n),
        "median_customer_value": exact.money(median(spends)),
        "rfm_distribution": dict(sorted(collections.Counter(row.rfm_score for row in table.values()).items())),
        "lorenz": lorenz(spends, revenue),
        "gini": gini(spends, revenue),
        "equal_customer_groups": equal_customer_groups(spends),
        "equal_revenue_groups": equal_revenue_groups(spends, revenue),
        "order_distribution": order_distribution(table),
        "spend_distribution": spend_distribution(spends),
        "decomposition": {"customers": n, "orders_per_customer": exact.ratio(orders, n),
                          "avg_order_value": exact.ratio(revenue, 100 * orders)},
        "refund_count": refunds[0],
        "refund_total": exact.money(refunds[1]),
    }


def median(descending):
    n = len(descending)
    if n == 0:
        return 0
    return exact.rounded(Fraction(descending[(n - 1) // 2] + descending[n // 2], 2), 0)


def lorenz(descending, revenue):
    """101 shares of revenue, 0 to 1."""
    n = len(descending)
    lowest = list(accumulate(reversed(descending), initial=0))
    return [exact.ratio(lowest[n * k // 100], revenue, 4) for k in range(101)]


def gini(descending, revenue):
    n = len(descending)
    if revenue == 0:
        return exact.decimal_text(0, 6)
    weighted = sum(i * spend for i, spend in enumerate(reversed(descending), start=1))
    return exact.decimal_text(exact.rounded(Fraction(2 * weighted, n * revenue) - Fraction(n + 1, n), 6), 6)


def equal_customer_groups(descending):
    n, groups = len(descending), []
    for g in range(10):
        part = descending[n * g // 10 : n * (g + 1) // 10]
        groups.append({"customers": len(part), "revenue": exact.money(sum(part)),
                       "smallest_spend": exact.money(min(part, default=0)),
                       "largest_spend": exact.money(max(part, default=0))})
    return groups


def equal_revenue_groups(descending, revenue):
    """The customers in each of ten groups of equal revenue."""
    groups, bigger = [0] * 10, 0
    for spend in descending:
        groups[min(9, 10 * bigger // revenue) if revenue else 9] += 1
        bigger += spend
    return groups


def order_distribution(table):
    """Customers with 1, 2, ..., 9, 10 and more orders."""
    counts = [0] * 10
    for row in table.values():
        counts[min(row.frequency, 10) - 1] += 1
    return counts


def spend_distribution(spends):
    """Lower bound -> customers, the classes that occur: 0, then [a, b) with bounds 0.01, 0.02, 0.05, 0.10, ..."""
    counts = collections.Counter()
    for spend in spends:
        counts[SPEND_BOUNDS[bisect_right(SPEND_BOUNDS, spend) - 1] if spend else 0] += 1
    return {exact.money(bound): count for bound, count in sorted(counts.items())}
