"""Personas and segments: DEFINITIONS-SIGNALS 8. A registry knows when it cannot be judged."""

from dataclasses import dataclass

EQUAL_WITHIN = 1e-6
COMPARE = {
    ">=": lambda value, bound: value >= bound,
    "<=": lambda value, bound: value <= bound,
    ">": lambda value, bound: value > bound,
    "<": lambda value, bound: value < bound,
}


@dataclass(frozen=True)
class Condition:
    """8: a signal, an operator and a value; the window that it names, else (None) the one that is evaluated."""

    signal: str
    operator: str
    value: object
    window: str | None = None

    def read(self, signals, window):
        return signals[self.window or window].get(self.signal)

    def holds(self, signals, window):
        """8: a condition on null is false; == means |a - b| < 1e-6 for numbers, the same name for enumerations."""
        value = self.read(signals, window)
        if value is None:
            return False
        if self.operator == "in":
            return any(self.is_same(value, wanted) for wanted in self.value)
        if self.operator == "==":
            return self.is_same(value, self.value)
        return COMPARE[self.operator](value, self.value)

    @staticmethod
    def is_same(value, wanted):
        if isinstance(value, str) or isinstance(wanted, str):
            return value == wanted
        return abs(value - wanted) < EQUAL_WITHIN


@dataclass(frozen=True)
class Entry:
    """8: an entry of a registry; priority 1 is the first."""

    priority: int
    id: str
    operator: str
    conditions: tuple

    def qualifies(self, signals, window):
        held = [condition.holds(signals, window) for condition in self.conditions]
        return all(held) if self.operator == "AND" else any(held)

    def is_testable(self, known, window):
        """8: whether it could hold for anybody: every condition of an AND, some condition of an OR, reads a signal that somebody has."""
        read = [(condition.window or window, condition.signal) in known for condition in self.conditions]
        return all(read) if self.operator == "AND" else any(read)


def entry(priority, identity, operator, *conditions):
    return Entry(priority, identity, operator, tuple(Condition(*condition) for condition in conditions))


# 8: the shipped personas, window 6m unless said.
PERSONAS = (
    entry(1, "cash_shortfall", "OR", ("shortfall_count", ">=", 4, "12m"), ("advance_count", ">=", 3), ("overdue_count", ">=", 1)),
    entry(2, "revolving_debt", "OR", ("revolving_utilization_pct", ">=", 50), ("minimum_payment_only_count", ">=", 1)),
    entry(3, "variable_income", "AND", ("income_regular_share_pct", "<", 50)),
    entry(4, "thin_buffer", "AND", ("liquid_months", "<", 1.5)),
    entry(5, "building_buffer", "AND", ("liquid_months", "<", 3)),
    entry(6, "committed", "AND", ("committed_share_pct", ">=", 60)),
    entry(7, "subscription_heavy", "AND", ("subscription_count", ">=", 5), ("subscription_share_pct", ">=", 8)),
    entry(8, "cash_rich", "AND", ("liquid_months", ">=", 6), ("revolving_utilization_pct", "==", 0)),
    entry(9, "credit_starter", "AND", ("credit_total_limits", "<", 3000), ("transaction_history_days", "<", 730)),
)

# 8: the shipped segments by scores of five bins; the first that fits decides.
SEGMENTS = (
    ("champions", lambda r, f, m: r >= 4 and f >= 4 and m >= 4),
    ("cannot_lose", lambda r, f, m: r <= 2 and f >= 4 and m >= 4),
    ("loyal", lambda r, f, m: r >= 3 and f >= 4),
    ("big_spenders", lambda r, f, m: r >= 3 and m == 5),
    ("new_customers", lambda r, f, m: r >= 4 and f == 1),
    ("promising", lambda r, f, m: r >= 4),
    ("needs_attention", lambda r, f, m: r == 3),
    ("at_risk", lambda r, f, m: r <= 2 and f >= 3),
    ("hibernating", lambda r, f, m: r == 2),
    ("lost", lambda r, f, m: r == 1),
)


def segment_of(r_score, f_score, m_score):
    """8: the shipped segment of three scores."""
    return next(name for name, fits in SEGMENTS if fits(r_score, f_score, m_score))


def known_signals(signals):
    """8: the (window, signal) that one customer has, of signals by window."""
    return {(window, name) for window, values in signals.items() for name, value in values.items() if value is not None}


def untestable(registry, known, window):
    """8: the entries that cannot be judged on this ledger; `known` are the (window, signal) that somebody has."""
    return [entry.id for entry in registry if not entry.is_testable(known, window)]


def assign(registry, activity, signals, window):
    """8: (assigned, all that qualify). not_assessed where activity is none or dormant, too_new where it is new."""
    qualifying = [entry.id for entry in sorted(registry, key=lambda entry: entry.priority) if entry.qualifies(signals, window)]
    if activity in ("none", "dormant"):
        return "not_assessed", qualifying
    if activity == "new":
        return "too_new", qualifying
    return (qualifying[0] if qualifying else "unclassified"), qualifying
