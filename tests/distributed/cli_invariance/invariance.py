"""The same log gives the same bytes on any number of ranks and threads, and the same audit from one segment or five and
from rows in any order. Usage: invariance.py SPENDLENS MPIEXEC"""

import filecmp
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import h5py

SPENDLENS, MPIEXEC = sys.argv[1:3]
HEAD = "customer_id,timestamp,order_id,quantity,unit_price,merchant,category,pending,margin,product_id,account_id\n"
CATEGORIES = ("FOOD", "TRANSFER_OUT_X", "INCOME_WAGES", "", "RENT")
failures = []


def log_of(seed, orders):
    """Orders with their lines; quotes with line ends and doubled quotes in some merchants."""
    numbers = random.Random(seed)
    text = []
    for order in range(orders):
        customer = f"c{numbers.randrange(400)}"
        day = f"20{numbers.randrange(10, 12)}-{numbers.randrange(1, 13):02}-{numbers.randrange(1, 29):02}"
        lines = []
        for _ in range(numbers.randrange(1, 4)):
            merchant = numbers.choice(("Shop", '"A ""quoted"" shop"', '"two\nlines, one, shop"', "", "Ärzte"))
            lines.append(f"{customer},{day} {numbers.randrange(24):02}:00:00,o{order},{numbers.randrange(-2, 9)},{numbers.randrange(9999) / 1000},"
                         f"{merchant},{numbers.choice(CATEGORIES)},{numbers.choice(('', 'true', 'no'))},{numbers.randrange(99) / 10},"
                         f"p{numbers.randrange(20)},{numbers.choice(('', 'x', 'y'))}\n")
        text.append(lines)
    text[orders // 2].append("lost,2011-13-01,o,1,1,,,,,,\n")
    return text


def run(folder, *arguments, ranks=0):
    launcher = [MPIEXEC, "-n", str(ranks)] if ranks else []
    subprocess.run([*launcher, SPENDLENS, "--quiet", *arguments], cwd=folder, check=True)


def import_and_audit(folder, name, logs, ranks=0, threads=1, options=()):
    for number, log in enumerate(logs):
        run(folder, "import", "--transactions", log, "--ledger", f"{name}.ledger", "--segment", f"s{number}", "--amounts", "spend-positive",
            "--max-rejected", "1", "--threads", str(threads), *options, ranks=ranks)
    run(folder, "audit", "--ledger", f"{name}.ledger", "--out", f"{name}.result", "--period", "2011", "--threads", str(threads), ranks=ranks)


def expect_same(folder, first, second):
    if not filecmp.cmp(folder / first, folder / second, shallow=False):
        failures.append(f"{first} and {second} differ")


def expect_same_audit(folder, first, second):
    expect_same(folder, f"{first}.result/audit.h5", f"{second}.result/audit.h5")
    summaries = [json.loads((folder / f"{name}.result" / "summary.json").read_text()) for name in (first, second)]
    for summary in summaries:
        summary.pop("run")
    if summaries[0] != summaries[1]:
        failures.append(f"summaries of {first} and {second} differ")


def expect_same_columns(folder, first, second, groups=("customer", "transaction", "dictionary", "index", "account_ref")):
    with h5py.File(folder / first) as a, h5py.File(folder / second) as b:
        for group in groups:
            for column in a[group]:
                if a[group][column][:].tobytes() != b[group][column][:].tobytes():
                    failures.append(f"{group}/{column} of {first} and {second} differ")


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        orders = log_of(5, 3000)

        def write(name, part):
            (folder / name).write_text(HEAD + "".join(line for lines in part for line in lines), encoding="utf-8")
            return name

        whole = write("whole.csv", orders)
        import_and_audit(folder, "one", [whole])
        for ranks in (1, 2, 3, 4, 7):
            import_and_audit(folder, f"r{ranks}", [whole], ranks=ranks)
            for file in ("ledger/s0.h5", "ledger/s0.h5.sum", "ledger/rejects/s0.csv"):
                expect_same(folder, f"one.{file}", f"r{ranks}.{file}")
            expect_same_audit(folder, "one", f"r{ranks}")
        import_and_audit(folder, "threads", [whole], threads=4)
        expect_same(folder, "one.ledger/s0.h5", "threads.ledger/s0.h5")
        expect_same_audit(folder, "one", "threads")
        import_and_audit(folder, "spilled", [whole], ranks=2, options=["--memory", "10000"])
        expect_same(folder, "one.ledger/s0.h5", "spilled.ledger/s0.h5")

        fifths = [write(f"part{i}.csv", orders[i * 600:(i + 1) * 600]) for i in range(5)]
        import_and_audit(folder, "five", fifths, ranks=3)
        expect_same_audit(folder, "one", "five")

        lines = [[line] for order in orders for line in order]
        random.Random(6).shuffle(lines)
        import_and_audit(folder, "shuffled", [write("shuffled.csv", lines)], ranks=2)
        expect_same_columns(folder, "one.ledger/s0.h5", "shuffled.ledger/s0.h5")
        expect_same_audit(folder, "one", "shuffled")
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
