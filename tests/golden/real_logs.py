"""Imports the real logs, audits every period and pair of the expectations, and compares every figure and every
customer's RFM and scores, and every figure of the cohorts. Usage: real_logs.py SPENDLENS SHARED [mpirun...]; 77 where SHARED is not there.
The environment variable SPENDLENS_SHARED goes before SHARED."""

import csv
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile

IMPORT_OPTIONS = {
    "cdnow_master": ["--column", "timestamp=date", "--column", "amount=value"],
    "online_retail": [
        "--column", "customer_id=CustomerID", "--column", "timestamp=InvoiceDate", "--column", "order_id=InvoiceNo",
        "--column", "product_id=StockCode", "--column", "quantity=Quantity", "--column", "unit_price=UnitPrice",
        "--max-rejected", "135080",
    ],
}
PERCENTILES = "1,5,10,20,50,80,100"
# What the lenses of cohorts are compared with: by log, the options of the audit.
COHORTS = {
    "cdnow_master": {"cdnow_master-lenses": ["--cohorts", "month,quarter,year"], "cdnow_master-1997-05-14-lenses": ["--as-of", "1997-05-14"]},
    "online_retail": {"online_retail-lenses": ["--cohorts", "year,month,quarter"],
                      "online_retail-acquired-from-2011-lenses": ["--acquired-from", "2011-01-01"]},
}
failures = []


def expect(what, found, wanted):
    if found != wanted:
        failures.append(f"{what}: {found!r} instead of {wanted!r}")


def compare_lens1(name, found, wanted):
    for key, value in wanted.items():
        if key == "revenue_concentration":
            shares = {percentile: part["share"] for percentile, part in found[key].items()}
            expect(f"{name} {key}", shares, value)
        else:
            expect(f"{name} {key}", found[key], value)


def compare_within(name, found, wanted):
    """Every figure that is wanted; there may be more. The exact shares of the top customers are there to judge the others by."""
    if isinstance(wanted, dict):
        for key, value in wanted.items():
            if key.startswith("exact_"):
                continue
            if key in found:
                compare_within(f"{name} {key}", found[key], value)
            else:
                failures.append(f"{name}: no {key}")
    elif isinstance(wanted, list):
        expect(f"{name} length", len(found), len(wanted))
        for i, (one, other) in enumerate(zip(found, wanted)):
            compare_within(f"{name}[{i}]", one, other)
    else:
        expect(name, found, wanted)


def compare_cohorts(name, summary, expected_path):
    wanted = json.loads(expected_path.read_text())
    for unit, figures in ({"month": wanted} if "cells" in wanted else wanted).items():
        found = {**summary["lens3"][unit], "lens4": summary["lens4"][unit], "lens5": summary["lens5"][unit]}
        compare_within(f"{name} {unit}", found, figures)


def compare_customers(name, exported, expected_path):
    with gzip.open(expected_path, "rt", encoding="utf-8", newline="") as stream:
        wanted = {row["customer_id"]: row for row in csv.DictReader(stream)}
    found = {row["customer_id"]: row for row in csv.DictReader(exported.splitlines())}
    expect(f"{name} customers", sorted(found), sorted(wanted))
    for customer, row in wanted.items():
        shown = {key: found.get(customer, {}).get(key) for key in row}
        if shown != row:
            expect(f"{name} customer {customer}", shown, row)
            return


def main():
    spendlens, shared, launcher = sys.argv[1], pathlib.Path(os.environ.get("SPENDLENS_SHARED") or sys.argv[2]), sys.argv[3:]
    if not (shared / "expected").is_dir():
        print(f"skipped: no real logs in {shared}; name the folder that holds expected/ and data/ by the environment variable "
              "SPENDLENS_SHARED")
        return 77
    compared = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)

        def run(*arguments):
            return subprocess.run([*arguments], check=True, stdout=subprocess.PIPE, text=True).stdout

        for log, options in IMPORT_OPTIONS.items():
            ledger = str(folder / log)
            run(*launcher, spendlens, "--quiet", "import", "--transactions", str(shared / "data" / f"{log}.csv.gz"), "--ledger", ledger,
                "--amounts", "spend-positive", *options)
            run(spendlens, "--quiet", "check", ledger)
            for name, wanted in json.loads((shared / "expected" / f"{log}.json").read_text()).items():
                compare, _, period = name.rpartition(">")
                out = folder / "result"
                run(*launcher, spendlens, "--quiet", "audit", "--ledger", ledger, "--out", str(out), "--percentiles", PERCENTILES, "--score-method", "qcut",
                    "--period", period, *(["--compare", compare] if compare else []))
                summary = json.loads((out / "summary.json").read_text())
                if compare:
                    for key, value in wanted.items():
                        expect(f"{log} {name} {key}", summary["lens2"][key], value)
                else:
                    compare_lens1(f"{log} {name}", summary["lens1"], wanted)
                    rows = shared / "expected" / f"{log}-rfm-{period.replace('..', '_')}.csv.gz"
                    compare_customers(f"{log} {name}", run(spendlens, "export", "--audit", str(out), "--table", "rfm"), rows)
                compared += 1
            for name, options in COHORTS[log].items():
                out = folder / "cohorts"
                run(*launcher, spendlens, "--quiet", "audit", "--ledger", ledger, "--out", str(out), "--shadow", "5", *options)
                compare_cohorts(name, json.loads((out / "summary.json").read_text()), shared / "expected" / "cohorts-value" / f"{name}.json")
                compared += 1
    for failure in failures[:20]:
        print(failure)
    print(f"{compared} periods and pairs compared, {len(failures)} differences")
    return 1 if failures or compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
