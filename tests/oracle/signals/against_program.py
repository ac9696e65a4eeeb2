#!/usr/bin/env python3
"""Random customers through the program and through the oracle: every signal, persona and stream must agree.

usage: against_program.py SPENDLENS [--profile default|spendsense] [--customers N] [--seed S] [--launcher "mpirun -n 3"]
          [--without FEATURE]... [--import-option OPTION]... [--keep DIR]
Features of random_customers.py that the program's import decides otherwise are left out by --without. Exit code 1 where a value differs."""

import argparse
import pathlib
import shlex
import subprocess
import sys
import tempfile

import random_customers
from civil_days import day_of
from compare_exports import compare, report
from customer_files import read_ledger
from customer_signals import WINDOWS
from judge import judge, judge_as_spendsense

AS_OF = "2025-12-31"
NAMES = ("aliases", "categories")
WINDOWS_OF_DAYS = ("30d", "180d")


def exports(program, launcher, folder, options, windows):
    """Imports, audits and exports: {table: path}."""
    def run(*arguments):
        subprocess.run([*launcher, program, "--quiet", *arguments], check=True, cwd=folder)

    names = [text for name in NAMES if (folder / f"{name}.csv").exists() for text in (f"--{name}", f"{name}.csv")]
    if "--aliases" not in names:
        names += ["--aliases", "none"]  # the oracle knows no shipped ones
    run("import", "--transactions", "transactions.csv", "--accounts", "accounts.csv", "--liabilities", "liabilities.csv", "--ledger", "ledger",
        "--max-rejected", "10%", *names, *options.import_option)
    run("audit", "--ledger", "ledger", "--out", "result", "--as-of", AS_OF, "--profile", options.profile)
    tables = [f"signals-{window}" for window in windows]
    if options.profile == "default":
        tables += [*(f"personas-{window}" for window in windows), "streams"]
    for table in tables:
        subprocess.run([program, "--quiet", "export", "--audit", "result", "--table", table, "--output", f"{table}.csv"], check=True, cwd=folder)
    return {table: folder / f"{table}.csv" for table in tables}


def compare_with_program(options, folder):
    """A Comparison of the program's exports with the oracle's judgement of the same files."""
    is_default = options.profile == "default"
    windows = WINDOWS if is_default else WINDOWS_OF_DAYS
    random_customers.write(folder, options.seed, options.customers, day_of(AS_OF), frozenset(options.without))
    tables = exports(options.program, shlex.split(options.launcher), folder, options, windows)
    names = {name: str(folder / f"{name}.csv") for name in NAMES if (folder / f"{name}.csv").exists()}
    ledger = read_ledger(*(str(folder / f"{name}.csv") for name in random_customers.FILES), **names)
    judged = (judge if is_default else judge_as_spendsense)(ledger, day_of(AS_OF), windows)
    return compare(judged, [(window, tables[f"signals-{window}"]) for window in windows],
                   [(window, tables[f"personas-{window}"]) for window in windows if is_default], tables.get("streams"))


def main():
    parser = argparse.ArgumentParser(description="Random customers through the program and through the oracle.")
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--profile", choices=("default", "spendsense"), default="default")
    parser.add_argument("--customers", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--launcher", default="")
    parser.add_argument("--without", action="append", default=[], choices=random_customers.FEATURES)
    parser.add_argument("--import-option", action="append", default=[])
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for the files, kept")
    options = parser.parse_args()
    options.program = str(options.program.resolve())
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        return report(compare_with_program(options, folder.resolve()))


if __name__ == "__main__":
    sys.exit(main())
