#!/usr/bin/env python3
"""Writes a purchase log of a shop that does not exist, the same bytes for the same arguments. Example:

  scripts/purchase-log.py --customers 10000 --output purchases.csv

Order lines with a quantity and a unit price over three years: customers arrive all the time, buy again at a rate of
their own until they are lost, more before Christmas; a few orders come back. Import it with --amounts spend-positive.
"""

import argparse
import csv
import datetime
import sys

FIRST_DAY = datetime.date(2023, 1, 1)
NUM_DAYS = 1096
MONTH_WEIGHT = (70, 65, 75, 75, 80, 80, 70, 70, 85, 95, 140, 160)
NUM_PRODUCTS = 400
MODULUS = 1 << 64


class Numbers:
    """Pseudo-random integers that no library version changes (SplitMix64)."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) % MODULUS
        mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9 % MODULUS
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB % MODULUS
        return (mixed ^ (mixed >> 31)) % bound

    def one_in(self, n):
        return self.below(n) == 0


def prices(numbers):
    """Cents: many cheap products, few dear ones, most just below a whole amount."""
    cents = []
    for _ in range(NUM_PRODUCTS):
        whole = 1 + numbers.below(12) * (1 + numbers.below(6)) * (1 + numbers.below(3))
        cents.append(100 * whole - (5 if numbers.one_in(3) else 1))
    return cents


def order_days(numbers):
    """The days on which one customer buys."""
    day = numbers.below(NUM_DAYS)
    chosen = [day]
    if numbers.below(100) < 42:
        return chosen
    gap = (12, 25, 45, 80, 150)[numbers.below(5)]
    lost_one_in = (6, 12, 30)[numbers.below(3)]
    while not numbers.one_in(lost_one_in):
        day += 1 + numbers.below(2 * gap)
        if day >= NUM_DAYS:
            break
        month = (FIRST_DAY + datetime.timedelta(days=day)).month
        if numbers.below(160) < MONTH_WEIGHT[month - 1]:
            chosen.append(day)
    return chosen


def order_lines(numbers, catalogue):
    for _ in range(1 + numbers.below(1 + numbers.below(6))):
        # The smaller of two draws: some products sell much better than others.
        product = min(numbers.below(NUM_PRODUCTS), numbers.below(NUM_PRODUCTS))
        quantity = 1 if numbers.below(10) < 7 else 1 + numbers.below(6)
        yield product, quantity, catalogue[product]


def log_rows(num_customers, seed):
    numbers = Numbers(seed)
    catalogue = prices(numbers)
    order = 100_000
    for index in range(num_customers):
        customer = f"C{index:06d}"
        for day in order_days(numbers):
            order += 1
            moment = datetime.datetime.combine(FIRST_DAY, datetime.time()) + datetime.timedelta(
                days=day, minutes=7 * 60 + numbers.below(15 * 60))
            lines = list(order_lines(numbers, catalogue))
            for product, quantity, cents in lines:
                yield moment, f"{order}", customer, f"P{product:04d}", quantity, cents
            if numbers.one_in(40):
                product, quantity, cents = lines[0]
                back = moment + datetime.timedelta(days=2 + numbers.below(20))
                if back.date() < FIRST_DAY + datetime.timedelta(days=NUM_DAYS):
                    yield back, f"R{order}", customer, f"P{product:04d}", -quantity, cents


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--customers", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", default="-", help="a file, - for standard output")
    options = parser.parse_args(arguments)
    rows = sorted(log_rows(options.customers, options.seed), key=lambda row: row[:2])
    file = sys.stdout if options.output == "-" else open(options.output, "w", newline="", encoding="utf-8")
    with file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["timestamp", "order_id", "customer_id", "product_id", "quantity", "unit_price"])
        for moment, order, customer, product, quantity, cents in rows:
            writer.writerow([moment.isoformat(" "), order, customer, product, quantity, f"{cents // 100}.{cents % 100:02}"])


if __name__ == "__main__":
    main(sys.argv[1:])
