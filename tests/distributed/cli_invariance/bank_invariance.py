"""A bank's transactions, accounts and liabilities give the same bytes of every segment, reject and audit on any number of
ranks and threads, with any memory, from one segment or twelve and from rows in any order. Usage: bank_invariance.py SPENDLENS MPIEXEC"""

import datetime
import pathlib
import random
import sys
import tempfile

from invariance import expect_same, expect_same_audit, expect_same_columns, failures, run

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "golden"))

from bank_files import ACCOUNT, LIABILITY, TRANSACTION, write
from random_bank import random_bank

FILES = {"transactions": TRANSACTION, "accounts": ACCOUNT, "liabilities": LIABILITY}
SEGMENT_FILES = ("s0.h5", "s0.h5.sum", "rejects/s0.csv", "rejects/s0.accounts.csv", "rejects/s0.liabilities.csv")
SEGMENT_GROUPS = ("customer", "transaction", "dictionary", "index", "account_ref", "account", "liability")
RESULTS = ("full", "evidence", "spendsense")


JOINT = "two"  # an account of two customers, whose rows are those of the first one named


def shuffled(rows, numbers):
    """In any order, but that the customers of the joint account are named in the same one."""
    joint = iter([row for row in rows if row[0] == JOINT])
    return [next(joint) if row[0] == JOINT else row for row in numbers.sample(rows, len(rows))]


def bank_with_faults(seed, customers):
    """With rows to be rejected in each file, the same ones in any order of the lines, and with a joint account."""
    bank = random_bank(seed, customers)
    rows = {"transactions": bank.transactions, "accounts": bank.accounts, "liabilities": bank.liabilities}
    twice = next(row for row in bank.transactions if row[-1])  # its transaction_id
    rows["transactions"] += [twice, ("", str(bank.ref), "-1.00", *[""] * 5), ("c1", str(bank.ref), "\"1\n,", *[""] * 5)]
    rows["accounts"] += [("much", "c1", "depository", "savings", "a lot", "", ""), ("", "c2", "depository", "savings", "1.00", "", ""),
                         ("odd", "c3", "loan", "savings", "1.00", "", ""), (JOINT, "c1", "depository", "savings", "1.00", "", ""),
                         (JOINT, "c2", "depository", "savings", "1.00", "", "")]
    rows["liabilities"] += [rows["liabilities"][0], ("nowhere", "mortgage", "", "0.04", "", "", "", "", ""),
                            ("much", "mortgage", "", "0.04", "", "", "", "", ""), (JOINT, "mortgage", "", "0.04", "", "", "", "", "")]
    return bank.ref, rows


class Invariance:
    def __init__(self, folder, seed):
        self.folder = folder
        self.ref, self.rows = bank_with_faults(seed, 500)

    def write_files(self, name, rows):
        for kind, header in FILES.items():
            write(self.folder / f"{name}.{kind}.csv", header, rows[kind])
        return name

    def import_files(self, ledger, names, ranks=0, threads=1, memory="1G"):
        """A segment a name; the accounts and liabilities of the last one."""
        for number, name in enumerate(names):
            snapshot = ["--accounts", f"{name}.accounts.csv", "--liabilities", f"{name}.liabilities.csv"] if number == len(names) - 1 else []
            run(self.folder, "import", "--transactions", f"{name}.transactions.csv", *snapshot, "--ledger", f"{ledger}.ledger", "--segment", f"s{number}",
                "--max-rejected", "99", "--threads", str(threads), "--memory", memory, ranks=ranks)

    def audit(self, ledger, ranks=0, threads=1, memory="256M", results=RESULTS):
        period = [str(self.ref - datetime.timedelta(days=days)) for days in (90, 30)]
        for result in results:
            options = {"full": ["--shadow", "50"], "evidence": ["--detail", "evidence"], "spendsense": ["--profile", "spendsense"]}[result]
            run(self.folder, "audit", "--ledger", f"{ledger}.ledger", "--out", f"{ledger}.{result}.result", "--as-of", str(self.ref), "--period",
                f"{period[1]}..{self.ref}", "--compare", f"{period[0]}..{period[1]}", "--threads", str(threads), "--memory", memory, *options, ranks=ranks)

    def expect_same_ledger(self, name):
        for file in SEGMENT_FILES:
            expect_same(self.folder, f"one.ledger/{file}", f"{name}.ledger/{file}")

    def expect_same_audits(self, name, results=RESULTS):
        for result in results:
            expect_same_audit(self.folder, f"one.{result}", f"{name}.{result}")

    def ranks_threads_and_memory(self, whole):
        for name, options in {"r1": {"ranks": 1}, "r2": {"ranks": 2, "threads": 3}, "r3": {"ranks": 3}, "r7": {"ranks": 7}, "t3": {"threads": 3},
                              "small": {"memory": "1"}, "r2small": {"ranks": 2, "memory": "1"}}.items():
            self.import_files(name, [whole], **options)
            self.expect_same_ledger(name)
            self.audit(name, **options)
            self.expect_same_audits(name)

    def twelve_segments(self):
        by_date = sorted(self.rows["transactions"], key=lambda row: row[1])
        ends = [len(by_date) * part // 12 for part in range(13)]
        names = [self.write_files(f"part{part}", {**self.rows, "transactions": by_date[begin:end]}) for part, (begin, end) in enumerate(zip(ends, ends[1:]))]
        self.import_files("twelve", names)
        for name, options in {"twelve": {}, "twelve-small": {"memory": "1", "ranks": 3}}.items():
            if name != "twelve":
                (self.folder / f"{name}.ledger").symlink_to(self.folder / "twelve.ledger")
            self.audit(name, **options)
            self.expect_same_audits(name)

    def shuffled_lines(self):
        numbers = random.Random(1)
        for ranks in (0, 2):
            name = self.write_files(f"shuffled{ranks}", {kind: shuffled(rows, numbers) for kind, rows in self.rows.items()})
            self.import_files(name, [name], ranks=ranks)
            expect_same_columns(self.folder, "one.ledger/s0.h5", f"{name}.ledger/s0.h5", SEGMENT_GROUPS)
            self.audit(name)
            self.expect_same_audits(name)

    def check(self):
        whole = self.write_files("whole", self.rows)
        self.import_files("one", [whole])
        self.audit("one")
        for kind in ("s0", "s0.accounts", "s0.liabilities"):
            if len((self.folder / f"one.ledger/rejects/{kind}.csv").read_text().splitlines()) < 4:
                failures.append(f"fewer rows than expected were rejected in {kind}.csv")
        self.ranks_threads_and_memory(whole)
        self.twelve_segments()
        self.shuffled_lines()


def main():
    with tempfile.TemporaryDirectory() as scratch:
        Invariance(pathlib.Path(scratch), 34).check()
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
