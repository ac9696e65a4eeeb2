"""Random logs with dirt, audited by spendlens and by the oracle beside it (plain Python, exact integers): every figure of
the summary and every customer's row must agree. Usage: random_logs.py SPENDLENS ORACLE; SPENDLENS_LONG=1 for many more."""

import csv
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

SPENDLENS, ORACLE = sys.argv[1:3]
KEYS = ("lens1", "lens1_compare", "lens2", "periods")
failures = []


def log_of(numbers):
    customers = numbers.choice((1, 3, 12, 60))
    spread = numbers.choice((3, 50, 100_000))
    lines = ["customer_id,timestamp,amount,category,pending\n"]
    for _ in range(numbers.choice((0, 1, 7, 80, 600))):
        customer = f"c{numbers.randrange(customers)}" if numbers.randrange(30) else ""
        day = f"20{numbers.randrange(9, 13):02}-{numbers.randrange(1, 14):02}-{numbers.randrange(1, 30):02} {numbers.randrange(24):02}:30:00"
        amount = numbers.randrange(-spread, 3 * spread) / numbers.choice((1, 100, 1000))
        text = numbers.choice((f"{amount}", f"{amount}", f"{amount}", "0", "1e2", "oops")) if not numbers.randrange(5) else f"{amount}"
        category = numbers.choice(("FOOD", "", "transfer_in_x", "TRANSFER_OUT", "Income_Wages", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "RENT"))
        lines.append(f"{customer},{day},{text},{category},{numbers.choice(('', '', '', 'true', 'no'))}\n")
    return "".join(lines)


def differences(path, found, wanted):
    """Where two parts of a summary differ; keys that only one of them has are passed over."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        for key in found.keys() & wanted.keys():
            yield from differences(f"{path}.{key}", found[key], wanted[key])
    elif found != wanted:
        yield f"{path}: {found!r}, the oracle says {wanted!r}"


def in_the_form_of_the_oracle(summary):
    for lens in (summary["lens1"], summary["lens1_compare"]):
        lens["spend_distribution"] = {part["from"]: part["customers"] for part in lens["spend_distribution"]}
        lens["order_distribution"] = list(lens["order_distribution"].values())
    lens2 = summary["lens2"]
    lens2["bridge"] = lens2["revenue_bridge"]
    moves = lens2["decile_moves"]
    new = [a + b for a, b in zip(moves["reactivated"], moves["first_time"])]
    moved = [[0, *new]] + [[row["churned"], *row["to_decile"]] for row in moves["period1_to_period2"]]
    lens2["moves"] = {"moved": moved, "reactivated_into": [0, *moves["reactivated"]], "first_time_into": [0, *moves["first_time"]]}
    for name in ("period", "compare"):
        period = summary["periods"][name]
        summary["periods"][name] = f"{period['start']}..{period['end']}"
    return summary


def shared_keys(found, wanted):
    if not isinstance(found, dict) or not isinstance(wanted, dict):
        return 1
    return sum(shared_keys(found[key], wanted[key]) for key in found.keys() & wanted.keys())


def one_round(seed, folder):
    numbers = random.Random(seed)
    log = folder / "log.csv"
    log.write_text(log_of(numbers))
    sign = numbers.choice(("spend-positive", "spend-negative"))
    options = numbers.choice(([], ["--period", "2011", "--compare", "2010"], ["--period", "2011-Q2"], ["--period", "2009-01-01..2013-01-01"],
                              ["--period", "2010-03-01..2011-05-07", "--as-of", "2011-01-15"]))
    if "--period" in options and "--compare" not in options:
        options = [*options, "--compare", "2008-01-01..2009-01-01"]
    if "--as-of" not in options:
        options = [*options, "--as-of", "2012-06-30"]  # a log without rows has no last date
    options = [*options, "--score-method", numbers.choice(("qcut", "fixed")), "--bins", str(numbers.choice((2, 5, 9))), "--percentiles", "1,10,20,50,100"]
    subprocess.run([SPENDLENS, "--quiet", "import", "--transactions", log, "--ledger", folder / "ledger", "--amounts", sign, "--max-rejected", "100%"], check=True)
    subprocess.run([SPENDLENS, "--quiet", "audit", "--ledger", folder / "ledger", "--out", folder / "result", *options], check=True)
    exported = subprocess.run([SPENDLENS, "export", "--audit", folder / "result", "--table", "rfm"], check=True, stdout=subprocess.PIPE, text=True).stdout
    subprocess.run([sys.executable, ORACLE, log, "--amounts", sign, *options, "--json", folder / "oracle.json", "--rfm", folder / "oracle.csv"],
                   check=True, stdout=subprocess.DEVNULL)
    found = in_the_form_of_the_oracle(json.loads((folder / "result" / "summary.json").read_text()))
    wanted = json.loads((folder / "oracle.json").read_text())
    compared = 0
    for key in KEYS:
        if key in wanted:
            compared += shared_keys(found[key], wanted[key])
            failures.extend(f"seed {seed}, {key}{line}" for line in differences("", found[key], wanted[key]))
    mine = {row["customer_id"]: row for row in csv.DictReader(exported.splitlines())}
    with open(folder / "oracle.csv", newline="") as stream:
        oracle = {row["customer_id"]: row for row in csv.DictReader(stream)}
    columns = ("recency_days", "frequency", "monetary", "total_spend", "r_score", "f_score", "m_score")
    shown = {customer: [row[column] for column in columns] for customer, row in mine.items()}
    right = {customer: [row[column] for column in columns] for customer, row in oracle.items() if row["frequency"] != "0"}
    if shown != right:
        failures.append(f"seed {seed}: customers differ")
    return compared


def main():
    rounds = 400 if os.environ.get("SPENDLENS_LONG") else 12
    compared = 0
    for seed in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            compared += one_round(seed, pathlib.Path(folder))
    for failure in failures[:20]:
        print(failure)
    print(f"{rounds} logs, {compared} figures compared, {len(failures)} differences")
    return 1 if failures or compared < 60 * rounds else 0


if __name__ == "__main__":
    sys.exit(main())
