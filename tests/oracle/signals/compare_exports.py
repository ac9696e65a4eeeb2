#!/usr/bin/env python3
"""A program's exports beside what judge.py --json said of the same customers, value by value.

usage: compare_exports.py --judged JUDGED.json [--signals WINDOW=FILE.csv]... [--personas WINDOW=FILE.csv]... [--streams FILE.csv]
Columns are compared by name; those that only one side has are listed once. Exit code 1 where a value differs or a customer is missing."""

import argparse
import collections
import csv
import json
import sys

SHOWN = 20
RELATIVE = 1e-9
# A column of streams may be called otherwise in an export.
STREAM_COLUMNS = {"payee": ("payee", "merchant"), "kind": ("kind",), "cadence": ("cadence",), "state": ("state",), "amount": ("amount", "last_amount"),
                  "median": ("median", "median_amount"), "charges": ("charges", "charge_count"), "skipped": ("skipped",),
                  "first": ("first", "first_date", "first_charge"), "last": ("last", "last_date", "last_charge"), "next": ("next", "next_date", "next_due"),
                  "price_step_date": ("price_step_date",), "price_step_from": ("price_step_from",), "price_step_to": ("price_step_to",),
                  "confidence": ("confidence",)}


def is_same(text, value):
    """An exported text and a judged value: empty is null, flags and names by text, numbers within rounding of how they are written."""
    if text == "" or value is None:
        return text == "" and value is None
    if isinstance(value, bool):
        return text.lower() in (("true", "1") if value else ("false", "0"))
    if isinstance(value, str):
        return text == value
    try:
        number = float(text)
    except ValueError:
        return False
    decimals = text.partition(".")[2]
    rounding = 0.0050001 if len(decimals) == 2 else 0.0
    return abs(number - value) <= max(rounding, RELATIVE * max(1.0, abs(value)))


class Comparison:
    """Differences counted by column, the first few shown."""

    def __init__(self):
        self.differences, self.values, self.one_sided = collections.Counter(), 0, set()

    def see(self, where, column, text, value):
        self.values += 1
        if is_same(text, value):
            return
        self.differences[column] += 1
        if self.differences[column] <= 3 and sum(self.differences.values()) <= 10 * SHOWN:
            print(f"{where}: {column} is {text or 'null'}, not {'null' if value is None else value}")

    def records(self, where, lines, judged):
        """Exported lines by customer beside judged records by customer."""
        found = {line["customer_id"]: line for line in lines}
        for customer in sorted(found.keys() ^ judged.keys()):
            self.differences["customer"] += 1
            print(f"{where}: customer {customer} is only {'exported' if customer in found else 'judged'}")
        for customer in sorted(found.keys() & judged.keys()):
            line, record = found[customer], judged[customer]
            self.one_sided |= {f"{where}: {name}" for name in (line.keys() - {"customer_id"}) ^ record.keys()}
            for name in record.keys() & line.keys():
                self.see(f"{where}: customer {customer}", name, line[name], record[name])

    def streams(self, lines, judged):
        """Streams of each customer in one order on both sides."""
        exported = collections.defaultdict(list)
        for line in lines:
            exported[line.get("customer_id") or line.get("customer")].append(named_stream(line))
        for customer, records in judged.items():
            wanted, found = sorted(map(flat, records), key=order), sorted(exported.pop(customer, []), key=order)
            if [order(one)[:2] for one in wanted] != [order(one)[:2] for one in found]:
                self.differences["streams"] += 1
                print(f"streams: customer {customer}: exported {[order(one)[:2] for one in found]}, judged {[order(one)[:2] for one in wanted]}")
                continue
            for record, line in zip(wanted, found):
                for name in record.keys() & line.keys():
                    self.see(f"streams: customer {customer}, {record['payee']}", name, line[name], record[name])
        for customer in exported:
            self.differences["streams"] += 1
            print(f"streams: customer {customer} is only exported")


def named_stream(line):
    """A line of an export by the names of the definitions."""
    return {name: line[column] for name, columns in STREAM_COLUMNS.items() for column in columns if column in line}


def flat(stream):
    """A judged stream with its price step in three columns."""
    step = stream["price_step"] or dict.fromkeys(("date", "from", "to"))
    return {**{name: value for name, value in stream.items() if name != "price_step"}, **{f"price_step_{name}": value for name, value in step.items()}}


def order(stream):
    return stream["payee"], stream["kind"], str(stream["first"]), float(stream["amount"])


def lines_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def compare(judged, signals, personas, streams):
    """A Comparison of everything that was given."""
    comparison, customers = Comparison(), {customer["customer_id"]: customer for customer in judged["customers"]}
    for window, path in signals:
        comparison.records(f"signals {window}", lines_of(path), {name: customer["signals"][window] for name, customer in customers.items()})
    for window, path in personas:
        comparison.records(f"personas {window}", lines_of(path), {name: {"persona": customer["personas"][window]["assigned"]}
                                                                   for name, customer in customers.items() if window in customer["personas"]})
    if streams:
        comparison.streams(lines_of(streams), {name: customer["streams"] for name, customer in customers.items()})
    return comparison


def report(comparison):
    """Prints what is on one side only and how many values differ; the exit code."""
    for name in sorted(comparison.one_sided):
        print(f"only on one side: {name}")
    for column, count in comparison.differences.most_common():
        print(f"{column}: {count} differences")
    print(f"{comparison.values} values compared, {sum(comparison.differences.values())} differences")
    return 1 if comparison.differences else 0


def main():
    parser = argparse.ArgumentParser(description="Exports beside what judge.py said.")
    parser.add_argument("--judged", required=True)
    parser.add_argument("--signals", action="append", default=[], metavar="WINDOW=FILE")
    parser.add_argument("--personas", action="append", default=[], metavar="WINDOW=FILE")
    parser.add_argument("--streams")
    options = parser.parse_args()
    with open(options.judged, encoding="utf-8") as file:
        judged = json.load(file)
    comparison = compare(judged, [one.split("=", 1) for one in options.signals], [one.split("=", 1) for one in options.personas], options.streams)
    return report(comparison)


if __name__ == "__main__":
    sys.exit(main())
