"""The truth of generated customers, as `generate --truth` wrote it: docs/synthetic.md has its columns."""

import csv
import itertools
from dataclasses import dataclass

# So many charges make a stream (a reader of a statement wants as many): by cadence, 3 where it is not named.
LEAST_CHARGES = {"semi_monthly": 4, "quarterly": 2, "half_yearly": 2, "yearly": 2}


def number(text):
    return float(text) if text else None


@dataclass(frozen=True)
class Schedule:
    """One payer or payee as it was drawn."""

    payee: str
    kind: str
    is_inflow: bool
    cadence: str
    state: str
    amount: float
    monthly: float
    charges: int
    missed: int
    first: str
    last: str
    ended: str

    @property
    def can_be_seen(self):
        return self.charges >= LEAST_CHARGES.get(self.cadence, 3)


@dataclass(frozen=True)
class Customer:
    """What one customer was made from; money in major units, None where there is nothing to know."""

    customer_id: str
    kind: str
    activity: str
    descriptors: str
    history_days: int
    frequency: str
    income: float | None
    regular_income: float | None
    outgoings: float
    liquid: float | None
    credit_limit: float
    revolving: float | None
    minimum_only: int
    overdue: int
    shortfalls: int
    advances: int
    schedules: tuple

    def monthly_of(self, *kinds):
        return sum(schedule.monthly for schedule in self.schedules if schedule.kind in kinds and not schedule.is_inflow)

    @property
    def subscriptions(self):
        return [schedule for schedule in self.schedules if schedule.kind == "subscription"]


def schedule_of(line):
    return Schedule(line["payee"], line["stream_kind"], line["direction"] == "in", line["cadence"], line["state"], float(line["amount"]),
                    float(line["monthly"]), int(line["charges"]), int(line["missed"]), line["first"], line["last"], line["ended"])


def read(path):
    """Customers in the order of the file."""
    with open(path, encoding="utf-8", newline="") as file:
        for customer_id, lines in itertools.groupby(csv.DictReader(file), lambda line: line["customer_id"]):
            lines = list(lines)
            one = lines[0]
            yield Customer(customer_id, one["customer_kind"], one["activity"], one["descriptors"], int(one["history_days"]), one["income_frequency"],
                           number(one["income_monthly"]), number(one["income_regular_monthly"]), float(one["outgoings_monthly"]), number(one["liquid_balance"]),
                           float(one["credit_limit"]), number(one["revolving_pct"]), int(one["minimum_only"]), int(one["overdue"]), int(one["shortfalls_12m"]),
                           int(one["advances_6m"]), tuple(schedule_of(line) for line in lines if line["payee"]))
