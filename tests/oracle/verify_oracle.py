#!/usr/bin/env python3
"""verify_oracle.py SHARED: the oracle itself against what a third implementation makes of the real logs."""

import csv
import gzip
import json
import pathlib
import sys

import days
import oracle
from lens1 import lens1
from lens2 import lens2
from purchase_log import read_log
from rfm_rules import refunds_of, rfm_of, score_table

SKIPPED = 77
LOGS = {
    "cdnow_master": {"timestamp": "date", "amount": "value"},
    "online_retail": {"customer_id": "CustomerID", "timestamp": "InvoiceDate", "order_id": "InvoiceNo",
                      "product_id": "StockCode", "quantity": "Quantity", "unit_price": "UnitPrice"},
}


def check_log(shared, name, columns):
    log = read_log(shared / "data" / f"{name}.csv.gz", columns, "spend-positive")
    print(name, log.rows_read, "rows,", log.rows_stored, "orders,", log.lines_folded, "folded,", log.rejected)
    expected = json.loads((shared / "expected" / f"{name}.json").read_text())
    return sum(check_entry(shared, name, log, *entry) for entry in expected.items())


def check_entry(shared, name, log, key, figures):
    """How many figures and rows differ."""
    periods = [days.parse_period(text, None, None) for text in key.split(">")]
    reference = periods[-1][1] - 1
    tables = [rfm_of(log.customers, period, reference) for period in periods]
    for table in tables:
        score_table(table)
    if len(periods) == 2:
        found = lens2(log.customers, *tables, *periods) | dict(zip(("period1", "period2"), key.split(">")))
    else:
        found = lens1(tables[0], refunds_of(log.customers, periods[0], reference), [int(p) for p in figures["revenue_concentration"]])
        found["revenue_concentration"] = {p: entry["share"] for p, entry in found["revenue_concentration"].items()}
    wrong = [f"{field}: {value} expected, {found.get(field)} found"
             for field, value in figures.items() if found.get(field) != value]
    path = shared / "expected" / f"{name}-rfm-{key.replace('..', '_')}.csv.gz"
    if path.exists():
        with gzip.open(path, "rt", newline="") as file:
            rows = list(csv.reader(file))[1:]
        if sorted(rows) != [row[:8] for row in oracle.rfm_rows(tables[0])]:
            wrong.append(f"{path.name}: rows differ")
    print(f"  {key}: {len(figures)} figures, {'rows, ' if path.exists() else ''}{len(wrong)} differences")
    for line in wrong:
        print("   ", line)
    return len(wrong)


def main(shared):
    if not (shared / "expected").is_dir():
        print(f"skipped: no expected results in {shared}; name the folder that holds expected/ and data/")
        return SKIPPED
    return 1 if sum(check_log(shared, *log) for log in LOGS.items()) else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
