#!/usr/bin/env python3
"""An audit of a purchase or bank log by another way than spendlens goes: plain Python over exact integers, made from the
definitions alone. Example:

  oracle.py log.csv.gz --column timestamp=date --column amount=value --amounts spend-positive \\
            --period 1997-07-01..1998-01-01 --compare 1997-01-01..1997-07-01 --json summary.json --rfm rfm.csv
"""

import argparse
import csv
import dataclasses
import json
import sys

import days
import exact
from lens1 import lens1
from lens2 import deciles_of, groups_of, lens2
from purchase_log import read_log
from rfm_rules import refunds_of, rfm_of, score_table

RFM_COLUMNS = ["customer_id", "recency_days", "frequency", "monetary", "total_spend", "r_score", "f_score", "m_score",
               "rfm_score", "active_days", "first_purchase", "last_purchase", "refund_count", "refund_total"]
DEFAULT_DAYS = 365


@dataclasses.dataclass
class Audit:
    """Everything that an audit says. Periods are pairs of days, tables map ids to Rfm."""
    as_of: int
    period: tuple
    compare: tuple
    table: dict
    compare_table: dict
    scales: dict
    lens1: dict
    lens1_compare: dict
    lens2: dict
    group: dict
    decile1: dict
    decile2: dict


def audit(log, period=None, compare=None, as_of=None, method="qcut", bins=5, percentiles=(10, 20)):
    stamps = [order.timestamp for orders in log.customers.values() for order in orders]
    first_day = min(stamps, default=0) // days.SECONDS_PER_DAY
    as_of = days.parse_date(as_of) if as_of else max(stamps, default=0) // days.SECONDS_PER_DAY
    period = days.parse_period(period, first_day, as_of) if period else (as_of + 1 - DEFAULT_DAYS, as_of + 1)
    compare = days.parse_period(compare, first_day, as_of) if compare else days.period_before(period)
    table = rfm_of(log.customers, period, as_of)
    compare_table = rfm_of(log.customers, compare, as_of)
    scales = score_table(table, method, bins)
    score_table(compare_table, method, bins)
    return Audit(as_of, period, compare, table, compare_table, scales,
                 lens1(table, refunds_of(log.customers, period, as_of), percentiles),
                 lens1(compare_table, refunds_of(log.customers, compare, as_of), percentiles),
                 lens2(log.customers, compare_table, table, compare, period),
                 groups_of(log.customers, compare_table, table, period[0]),
                 deciles_of(compare_table), deciles_of(table))


def summary(log, result):
    """The parts of summary.json that the definitions name."""
    return {
        "data_quality": {"rows_read": log.rows_read, "rows_stored": log.rows_stored,
                         "lines_folded": log.lines_folded, "rejected": log.rejected},
        "periods": {"as_of": str(days.date_of(result.as_of)), "period": days.period_text(result.period),
                    "compare": days.period_text(result.compare)},
        "rfm": {score: {"cuts": scale.cuts, "denominator": scale.denominator, "customers": scale.customers}
                for score, scale in result.scales.items()},
        "lens1": result.lens1,
        "lens1_compare": result.lens1_compare,
        "lens2": result.lens2,
    }


def rfm_rows(table):
    """Rows of texts, in the order of RFM_COLUMNS, sorted by id."""
    for customer, row in sorted(table.items()):
        yield [customer.decode(), str(row.recency_days), str(row.frequency), exact.money(row.monetary),
               exact.money(row.total_spend), str(row.r_score), str(row.f_score), str(row.m_score), row.rfm_score,
               str(row.active_days), days.timestamp_text(row.first_purchase), days.timestamp_text(row.last_purchase),
               str(row.refund_count), exact.money(row.refund_total)]


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log")
    parser.add_argument("--column", action="append", default=[], metavar="FIELD=NAME")
    parser.add_argument("--amounts", choices=["spend-negative", "spend-positive"], default="spend-negative")
    parser.add_argument("--timezone", default="UTC")
    parser.add_argument("--delimiter", default=",")
    parser.add_argument("--period")
    parser.add_argument("--compare")
    parser.add_argument("--as-of")
    parser.add_argument("--score-method", choices=["qcut", "fixed"], default="qcut")
    parser.add_argument("--bins", type=int, default=5)
    parser.add_argument("--percentiles", default="10,20")
    parser.add_argument("--json", metavar="OUT")
    parser.add_argument("--rfm", metavar="OUT.csv")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse_arguments(arguments)
    columns = dict(text.split("=", 1) for text in options.column)
    log = read_log(options.log, columns, options.amounts, options.timezone, options.delimiter.encode())
    percentiles = [int(text) for text in options.percentiles.split(",")]
    result = audit(log, options.period, options.compare, options.as_of, options.score_method, options.bins, percentiles)
    text = json.dumps(summary(log, result), indent=1)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            file.write(text + "\n")
    else:
        print(text)
    if options.rfm:
        with open(options.rfm, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(RFM_COLUMNS)
            writer.writerows(rfm_rows(result.table))


if __name__ == "__main__":
    main(sys.argv[1:])
