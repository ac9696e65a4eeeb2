"""What an audit concluded of customers, from its exports: streams, signals of 12m, personas of 6m."""

import collections
import csv
from dataclasses import dataclass


@dataclass(frozen=True)
class Stream:
    """A line of `export --table streams`."""

    payee: str
    kind: str
    cadence: str
    state: str
    amount: float
    charges: int
    first: str
    last: str


def lines_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def number(text):
    return float(text) if text else None


class Conclusions:
    """By customer id."""

    def __init__(self, streams, signals, personas):
        self.streams = collections.defaultdict(list)
        for line in lines_of(streams):
            self.streams[line["customer_id"]].append(Stream(line["payee"], line["kind"], line["cadence"], line["state"], float(line["amount"]), int(line["charges"]),
                                                            line["first"], line["last"]))
        self.income, self.frequency, self.outgoings = {}, {}, {}
        for line in lines_of(signals):
            name = line["customer_id"]
            self.income[name], self.outgoings[name], self.frequency[name] = number(line["income_monthly"]), number(line["monthly_outgoings"]), line["income_frequency"]
        self.persona = {line["customer_id"]: line["persona"] for line in lines_of(personas)}
