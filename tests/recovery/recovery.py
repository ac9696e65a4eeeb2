#!/usr/bin/env python3
"""Generated customers, audited: how much of the truth that they were made from an audit finds, by kind of customer.

usage: recovery.py [CUSTOMERS] [--seed S] [--as-of DATE] [--ranks N] [--examples N] [--keep DIR] [--generate OPTION]... [--at-least FIGURE=SHARE]...
       recovery.py --compare DIR        files of a former run: truth.csv, streams.csv, signals-12m.csv, personas-6m.csv
SPENDLENS names the executable, MPIEXEC the launcher. Exit code 1: a figure is below what was asked for.

recall       subscriptions with enough charges to be seen that are found as such
precision    found subscriptions that are some
cadence      of those found, the right rhythm; state: active, late or lapsed as the schedule says
commitments  bills, loans and standing orders that are found
rhythm       customers whose income has the right frequency; income, outgoings: within 5 % a month
persona      customers whose persona somebody who knows the truth would accept"""

import argparse
import datetime
import os
import pathlib
import subprocess
import sys
import tempfile

import truth
from conclusions import Conclusions
from scores import Scores

TABLES = ("streams", "signals-12m", "personas-6m")


def make_files(folder, options):
    """Generates, audits and exports into a folder."""
    program = str(pathlib.Path(os.environ.get("SPENDLENS", "build/release/jobs/spendlens")).resolve())
    launcher = [os.environ.get("MPIEXEC", "mpiexec"), "-n", str(options.ranks)] if options.ranks > 1 else []

    def run(*arguments):
        subprocess.run([*launcher, program, "--quiet", *map(str, arguments)], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    run("generate", "--customers", options.customers, "--seed", options.seed, "--as-of", options.as_of, "--ledger", "ledger", "--replace", "--truth",
        "truth.csv", *options.generate)
    run("audit", "--ledger", "ledger", "--out", "result", "--as-of", options.as_of)
    launcher = []
    for table in TABLES:
        run("export", "--audit", "result", "--table", table, "--output", f"{table}.csv")


def compare(folder, as_of, examples):
    found = Conclusions(*(folder / f"{table}.csv" for table in TABLES))
    scores = Scores(as_of, examples)
    for customer in truth.read(folder / "truth.csv"):
        scores.customer(customer, found)
    return scores


def report(scores, least):
    """Prints; the exit code."""
    print("\n".join(scores.table()))
    for figure, examples in scores.examples.items():
        print(f"\n{figure}:")
        print("\n".join(f"  {example}" for example in examples))
    code = 0
    for text in least:
        figure, _, share = text.partition("=")
        found = scores.tallies["all", figure].share
        if found is None or found < float(share):
            print(f"{figure} is {found}, below {share}")
            code = 1
    return code


def main():
    parser = argparse.ArgumentParser(prog="scripts/recovery.sh", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("customers", nargs="?", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as-of", type=datetime.date.fromisoformat, default=datetime.date(2025, 12, 31))
    parser.add_argument("--ranks", type=int, default=1)
    parser.add_argument("--examples", type=int, default=5, help="so many of each figure; default 5")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="a folder for the files, kept")
    parser.add_argument("--compare", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--generate", action="append", default=[], metavar="OPTION", help="one more word for generate, such as --generate=--mix --generate=saver=1")
    parser.add_argument("--at-least", action="append", default=[], metavar="FIGURE=SHARE", help="a share of all customers, 0 to 1")
    options = parser.parse_args()
    if options.compare:
        return report(compare(options.compare, options.as_of, options.examples), options.at_least)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (options.keep or pathlib.Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        make_files(folder, options)
        return report(compare(folder, options.as_of, options.examples), options.at_least)


if __name__ == "__main__":
    sys.exit(main())
