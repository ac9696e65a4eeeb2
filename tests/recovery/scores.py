"""The truth beside an audit's conclusions: what was found, missed and made up, by kind of customer, with examples."""

import collections
import datetime
import re

from accepted_personas import accepted

NEAR = 0.05
# What a schedule's state may be called; one that has ended has to be called so when two charges and a half are missing.
STATES = {"active": {"active", "late", "early"}, "paused": {"active", "late", "lapsed"}}
PERIODS = {"weekly": 7, "biweekly": 14, "semi_monthly": 15, "four_weekly": 28, "monthly": 30.4, "two_monthly": 61, "quarterly": 91, "half_yearly": 183, "yearly": 365}
MISSING = 2.5
COMMITMENTS = {"bill": {"bill"}, "loan": {"loan"}, "standing_order": {"standing_order"}}


def letters(text):
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def is_same_payee(name, key):
    """As a person would say it: a key may have more behind the name."""
    name, key = letters(name), letters(key)
    return bool(key) and (key.startswith(name) or name.startswith(key))


def states_of(schedule, as_of):
    if schedule.state in STATES:
        return STATES[schedule.state]
    since = (as_of - datetime.date.fromisoformat(schedule.last)).days
    return {"lapsed"} if since > MISSING * PERIODS[schedule.cadence] else {"active", "late", "lapsed", "early"}


def is_near(value, true):
    return value is not None and abs(value - true) <= NEAR * abs(true) + 0.005


class Tally:
    """Parts of a whole."""

    def __init__(self):
        self.held, self.all = 0, 0

    def see(self, holds):
        self.held += bool(holds)
        self.all += 1

    @property
    def share(self):
        return self.held / self.all if self.all else None


class Scores:
    """Tallies by kind of customer and figure, and the first examples of each that failed."""

    FIGURES = ("recall", "precision", "cadence", "state", "commitments", "rhythm", "income", "outgoings", "persona")

    def __init__(self, as_of, examples):
        self.as_of = as_of
        self.tallies = collections.defaultdict(Tally)
        self.customers = collections.Counter()
        self.examples, self.most_examples = collections.defaultdict(list), examples

    def see(self, customer, figure, holds, why):
        self.tallies[customer.kind, figure].see(holds)
        self.tallies["all", figure].see(holds)
        self.tallies[customer.descriptors, figure].see(holds)
        if not holds and len(self.examples[figure]) < self.most_examples:
            self.examples[figure].append(f"{customer.customer_id} ({customer.kind}, {customer.descriptors}): {why}")

    def subscriptions(self, customer, streams):
        """Each schedule that can be seen is found once; a stream that is left over is made up."""
        left = [stream for stream in streams if stream.kind == "subscription"]
        for schedule in customer.subscriptions:
            matching = [stream for stream in left if is_same_payee(schedule.payee, stream.payee)]
            found = max(matching, key=lambda stream: (stream.last, stream.charges), default=None)
            if found:
                left.remove(found)
            if not schedule.can_be_seen:
                continue
            others = [(stream.kind, stream.cadence, stream.charges) for stream in streams if is_same_payee(schedule.payee, stream.payee)]
            self.see(customer, "recall", found, f"{schedule} is not found; of that payee there are {others}")
            if found:
                self.see(customer, "precision", True, "")
                self.see(customer, "cadence", found.cadence == schedule.cadence, f"{schedule} is {found.cadence}")
                self.see(customer, "state", found.state in states_of(schedule, self.as_of), f"{schedule} is {found.state}")
        for stream in left:
            if stream.state != "early":
                self.see(customer, "precision", False, f"{stream} is no subscription")

    def commitments(self, customer, streams):
        for schedule in customer.schedules:
            kinds = COMMITMENTS.get(schedule.kind)
            if not kinds or schedule.is_inflow or not schedule.can_be_seen:
                continue
            found = [stream for stream in streams if stream.kind in kinds and is_same_payee(schedule.payee, stream.payee)]
            self.see(customer, "commitments", found, f"{schedule} is not found")

    def figures(self, customer, found):
        name = customer.customer_id
        if customer.activity == "primary" and customer.income is not None:
            self.see(customer, "rhythm", found.frequency[name] == customer.frequency, f"{found.frequency[name] or 'null'} for {customer.frequency}")
            self.see(customer, "income", is_near(found.income[name], customer.income), f"{found.income[name]} for {customer.income}")
        if customer.activity in ("primary", "card_only"):
            self.see(customer, "outgoings", is_near(found.outgoings[name], customer.outgoings), f"{found.outgoings[name]} for {customer.outgoings}")
        wanted = accepted(customer)
        self.see(customer, "persona", found.persona[name] in wanted, f"{found.persona[name]} for {' or '.join(sorted(wanted))}")

    def customer(self, customer, found):
        self.customers.update((customer.kind, "all", customer.descriptors))
        streams = found.streams.get(customer.customer_id, [])
        self.subscriptions(customer, streams)
        self.commitments(customer, streams)
        self.figures(customer, found)

    def table(self):
        """Lines: a row for each kind of customer, clean and raw descriptors, and all."""
        kinds = sorted(self.customers.keys() - {"all", "clean", "raw"}) + [kind for kind in ("clean", "raw", "all") if self.customers[kind]]
        yield f"{'':<14}{'customers':>10}" + "".join(f"{figure:>13}" for figure in self.FIGURES)
        for kind in kinds:
            shares = (self.tallies[kind, figure].share for figure in self.FIGURES)
            yield f"{kind:<14}{self.customers[kind]:>10}" + "".join(f"{'' if share is None else f'{100 * share:.2f} %':>13}" for share in shares)
