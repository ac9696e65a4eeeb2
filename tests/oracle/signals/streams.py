"""What a stream is: charges, changes, states, kinds and figures of one. DEFINITIONS-SIGNALS 7.5, from *Change* on, without the split."""

from dataclasses import dataclass

from cadences import SHARE_BASE, best_fit, fit_of, next_day, BY_NAME

SUBSCRIPTION_AT_MOST = 250_00
EARLY_DAYS = range(26, 36)
EARLY_LAST_DAYS = 45
INSTALMENTS_AT_MOST = 4
# 7.5 `kind`: of the class, where the class decides. An outflow of a class that is not here is recurring.
KIND_OF_OUTFLOW = {"bill": "bill", "loan": "loan", "bnpl": "bnpl", "fee": "fee", "fee_overdraft": "fee", "fee_nsf": "fee", "interest_charged": "interest",
                   "habit": "habit", "transfer": "standing_order", "saving": "saving", "card_payment": "card_payment", "cash": "cash"}
KIND_OF_INFLOW = {"payroll": "payroll", "benefit": "benefit", "variable_income": "variable_income"}
# 7.5 *whole or split*: kinds that need not be fixed to be a stream as a whole.
VARYING_KINDS = frozenset(("bill", "loan", "fee", "standing_order"))
ALIAS_KINDS = {"transfer": "standing_order"}


@dataclass(frozen=True)
class Charge:
    """The rows of one payee on one date: amounts added, above 0 whatever the sign."""

    day: int
    amount: int
    rows: tuple


def charges_of(rows):
    """7.5: charges of one date are one, amounts added; in order of date."""
    by_day = {}
    for row in rows:
        by_day.setdefault(row.day, []).append(row)
    return [Charge(day, sum(abs(row.amount) for row in by_day[day]), tuple(by_day[day])) for day in sorted(by_day)]


def is_change(former, next_amount):
    """7.5: 20·|a - b| > min(a, b)."""
    return 20 * abs(former - next_amount) > min(former, next_amount)


def changes_of(amounts):
    """7.5: the places of the later of two consecutive amounts between which there is a change."""
    return [place for place in range(1, len(amounts)) if is_change(amounts[place - 1], amounts[place])]


def is_fixed(amounts):
    """7.5: at most 1 + floor(n / 6) changes; with two charges 10·|a - b| <= min(a, b)."""
    if len(amounts) == 2:
        return 10 * abs(amounts[0] - amounts[1]) <= min(amounts)
    return len(changes_of(amounts)) <= 1 + len(amounts) // 6


def doubled_median(values):
    """Twice the median of whole numbers: a whole number."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return 2 * ordered[middle] if len(ordered) % 2 else ordered[middle - 1] + ordered[middle]


@dataclass
class Stream:
    """7.5: a stream and its figures; money in minor units, dates as ordinals."""

    payee: str
    kind: str
    stream_class: str
    is_income: bool
    fit: object
    charges: list
    state: str
    is_fixed: bool

    @property
    def cadence(self):
        return self.fit.cadence

    @property
    def days(self):
        return [charge.day for charge in self.charges]

    @property
    def amounts(self):
        return [charge.amount for charge in self.charges]

    @property
    def amount(self):
        return self.charges[-1].amount

    @property
    def median(self):
        """Rounded half up where two middle values leave half a unit."""
        return (doubled_median(self.amounts) + 1) // 2

    @property
    def first(self):
        return self.charges[0].day

    @property
    def last(self):
        return self.charges[-1].day

    @property
    def next(self):
        return next_day(self.cadence, self.days)

    @property
    def skipped(self):
        return self.fit.fit - self.fit.on

    @property
    def price_step(self):
        """7.5: (date, from, to) of the last change, None without one."""
        places = changes_of(self.amounts)
        return (self.days[places[-1]], self.amounts[places[-1] - 1], self.amounts[places[-1]]) if places else None

    @property
    def confidence(self):
        """7.5: of rhythm up to 50, of amounts up to 30, of the number of charges up to 20."""
        pairs = len(self.charges) - 1
        return (50 * self.fit.on // self.fit.gaps + 30 * max(0, pairs - len(changes_of(self.amounts))) // pairs + min(20, 5 * pairs))

    @property
    def is_live(self):
        """7.2, 7.6: active or late."""
        return self.state in ("active", "late")

    @property
    def share_of_month(self):
        """7.6: amount x share of a month, in minor units times 1344."""
        return self.amount * self.cadence.share

    @property
    def row_numbers(self):
        return [row.number for charge in self.charges for row in charge.rows]


def state_of(cadence, following, ref):
    """7.5: active where ref <= next + grace; late where ref <= next + period + tolerance; else lapsed."""
    if ref <= following + cadence.grace:
        return "active"
    return "late" if ref <= following + cadence.period + cadence.tolerance else "lapsed"


def kind_by_amount(amount, cadence, charges, fixed):
    """7.5 `kind` of class other: pay-in-four first, then a subscription up to 250.00 a month, a bill above, recurring where not fixed."""
    if cadence.name == "biweekly" and charges <= INSTALMENTS_AT_MOST:
        return "instalments"
    if not fixed:
        return "recurring"
    return "subscription" if amount * cadence.share <= SUBSCRIPTION_AT_MOST * SHARE_BASE else "bill"


def plain_class(row_class, cadence):
    """7.1: a short_habit is a habit where it comes more often than every 28 days, else other."""
    if row_class != "short_habit":
        return row_class
    return "habit" if cadence.period < 28 else "other"


def kind_of(latest, cadence, charges, fixed, is_income):
    """7.5 `kind`: of an outflow that of the alias; else of the class of the latest row."""
    if is_income:
        return KIND_OF_INFLOW.get(latest.row_class, "income")
    if latest.payee_kind is not None:
        return ALIAS_KINDS.get(latest.payee_kind, latest.payee_kind)
    row_class = plain_class(latest.row_class, cadence)
    if row_class == "other":
        return kind_by_amount(charges[-1].amount, cadence, len(charges), fixed)
    return KIND_OF_OUTFLOW.get(row_class, "recurring")


def stream_of(charges, is_income, ref):
    """7.5: the stream that some charges make, whether fixed or not; None where no cadence holds."""
    fit = best_fit([charge.day for charge in charges], [charge.amount for charge in charges])
    if fit is None:
        return None
    fixed, latest = is_fixed([charge.amount for charge in charges]), charges[-1].rows[-1]
    kind = kind_of(latest, fit.cadence, charges, fixed, is_income)
    following = next_day(fit.cadence, [charge.day for charge in charges])
    return Stream(latest.payee, kind, latest.row_class, is_income, fit, charges, state_of(fit.cadence, following, ref), fixed)


def early_of(charges, ref):
    """7.5 **early**: exactly two charges, 26 to 35 days apart, no change, the last at most 45 days before ref, of class other."""
    if len(charges) != 2 or charges[1].day - charges[0].day not in EARLY_DAYS or is_change(charges[0].amount, charges[1].amount):
        return None
    monthly, latest = BY_NAME["monthly"], charges[-1].rows[-1]
    if ref - charges[1].day > EARLY_LAST_DAYS or plain_class(latest.row_class, monthly) != "other":
        return None
    kind = kind_of(latest, monthly, charges, True, False)
    return Stream(latest.payee, kind, latest.row_class, False, fit_of(monthly, [charge.day for charge in charges]), charges, "early", True)
