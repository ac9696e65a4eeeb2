#!/usr/bin/env python3
"""Bank data imported and audited by spendlens and by the oracle beside it (plain Python, exact integers and fractions): every
signal, subscription and persona of Appendix A of every customer must agree, under both profiles. (Those of section 7: tests/oracle/signals.)

  bank_logs.py SPENDLENS [mpirun ...]     random banks and one realistic one; SPENDLENS_LONG=1 for many more
  bank_logs.py --self-check               the oracle alone: against the loop-based system's way, and the realistic bank
  bank_logs.py --only SEED --keep DIR SPENDLENS [mpirun ...]     one random bank, its files, ledger and results kept
  bank_logs.py --write DIR --customers N --seed S [--realistic]   the files of a bank, for anything else
"""

import argparse
import csv
import functools
import os
import pathlib
import random
import subprocess
import sys
import tempfile

from random_bank import random_bank
from realistic_bank import REFERENCE, realistic_bank
from signal_tables import differences, loop_differences, oracle_tables  # which also makes the modules of the oracle known
from bank import read_bank
from profiles import PROFILES

failures = []
# The oracle's profiles, as spendlens takes them.
PROFILE_OPTIONS = {"default": str(pathlib.Path(__file__).resolve().parent / "appendix.yaml"), "spendsense": "spendsense"}


class Files:
    """Some bank's files in a folder, with fewer columns and files than there could be, as the seed has it."""

    def __init__(self, seed, folder):
        numbers = random.Random(f"files {seed}")
        bank = random_bank(seed, numbers.choice((1, 5, 30, 30, 60)))
        self.ref = bank.ref
        self.parts = numbers.choice((1, 1, 2))
        without = numbers.choice(((), (), (), ("merchant",), ("category",), ("pending",), ("account_id",), ("transaction_id", "pending")))
        bank.write(folder, without, self.parts)
        self.folder = folder
        self.accounts = folder / "accounts.csv" if numbers.randrange(4) else None
        self.liabilities = folder / "liabilities.csv" if self.accounts and numbers.randrange(5) else None

    def bank(self):
        return read_bank(self.folder / "transactions.csv", self.accounts, self.liabilities)


class RealisticFiles(Files):
    def __init__(self, seed, folder, customers):
        bank, self.subscribed = realistic_bank(seed, customers)
        bank.write(folder)
        self.ref, self.parts, self.folder = REFERENCE, 1, folder
        self.accounts, self.liabilities = folder / "accounts.csv", folder / "liabilities.csv"


class Spendlens:
    def __init__(self, command, launcher):
        self.command, self.launcher = command, launcher

    def run(self, *arguments, launcher=()):
        return subprocess.run([*launcher, self.command, *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout

    def import_files(self, files, ledger):
        names = [f"transactions{part}.csv" for part in range(files.parts)] if files.parts > 1 else ["transactions.csv"]
        for number, name in enumerate(names):
            options = ["--transactions", files.folder / name]
            if number == len(names) - 1:  # the snapshot comes with the last segment
                options += ["--accounts", files.accounts] if files.accounts else []
                options += ["--liabilities", files.liabilities] if files.liabilities else []
            self.run("--quiet", "import", *options, "--ledger", ledger, "--merchants", "raw", "--aliases", "none", launcher=self.launcher)

    def tables(self, files, ledger, profile, names):
        out = files.folder / profile
        self.run("--quiet", "audit", "--ledger", ledger, "--out", out, "--as-of", str(files.ref), "--profile", PROFILE_OPTIONS[profile], launcher=self.launcher)
        return {name: self.run("export", "--audit", out, "--table", name) for name in names}


def compare(what, files, spendlens):
    """The number of values compared."""
    bank, ledger, compared = files.bank(), files.folder / "ledger", 0
    spendlens.import_files(files, ledger)
    for name, profile in PROFILES.items():
        wanted = oracle_tables(profile, bank, files.ref)
        for table, exported in spendlens.tables(files, ledger, name, wanted).items():
            values, wrong = differences(table, exported, wanted[table])
            compared += values
            failures.extend(f"{what}, {name}, {line}" for line in wrong)
            if isinstance(files, RealisticFiles) and table == "streams" and name == "default":
                detected = {(row["customer_id"], row["payee"]) for row in csv.DictReader(exported.splitlines())}
                check_subscriptions(f"{what}, spendlens", detected, files)
    return compared


def check_oracle(what, files):
    bank = files.bank()
    tables = {name: oracle_tables(profile, bank, files.ref) for name, profile in PROFILES.items()}
    failures.extend(f"{what}, {line}" for line in loop_differences(bank, files.ref, tables["spendsense"]))
    if isinstance(files, RealisticFiles):
        check_subscriptions(f"{what}, oracle", set(tables["default"]["streams"]), files)
    return sum(len(table) for profile in tables.values() for table in profile.values())


def check_subscriptions(what, detected, files):
    """What is found are the streaming services and gyms that were put in, each of them, and no groceries."""
    if detected != files.subscribed:
        failures.append(f"{what}: detected but none: {sorted(detected - files.subscribed)[:5]}, missed: {sorted(files.subscribed - detected)[:5]}")


def one_bank(check, seed, folder):
    folder.mkdir(parents=True)
    compared = check(f"seed {seed}", Files(seed, folder))
    return report(1, compared)


def every_bank(check):
    rounds, compared = (400 if os.environ.get("SPENDLENS_LONG") else 12), 0
    for seed in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            compared += check(f"seed {seed}", Files(seed, pathlib.Path(folder)))
    with tempfile.TemporaryDirectory() as folder:
        compared += check("realistic bank", RealisticFiles(1, pathlib.Path(folder), 60))
    return report(rounds + 1, compared)


def report(banks, compared):
    for failure in failures[:30]:
        print(failure)
    print(f"{banks} banks, {compared} values or rows, {len(failures)} differences")
    return 1 if failures or compared < 100 * banks else 0


def write(folder, customers, seed, realistic):
    folder.mkdir(parents=True, exist_ok=True)
    bank = realistic_bank(seed, customers)[0] if realistic else random_bank(seed, customers)
    bank.write(folder)
    print(f"{len(bank.transactions)} transactions, {len(bank.accounts)} accounts, {len(bank.liabilities)} liabilities; --as-of {bank.ref}")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", nargs=argparse.REMAINDER, metavar="SPENDLENS [mpirun ...]")
    parser.add_argument("--self-check", action="store_true")
    parser.add_argument("--only", type=int, metavar="SEED")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--write", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--customers", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--realistic", action="store_true")
    options = parser.parse_args()
    if options.write:
        return write(options.write, options.customers, options.seed, options.realistic)
    if options.self_check:
        check = check_oracle
    elif options.command:
        check = functools.partial(compare, spendlens=Spendlens(options.command[0], options.command[1:]))
    else:
        parser.error("the executable is missing")
    if options.keep:
        return one_bank(check, options.only, options.keep)
    return every_bank(check)


if __name__ == "__main__":
    sys.exit(main())
