"""What a ledger of many segments costs beside the same rows in one: audits of both, in turn, whole processes.

month: a year of bank customers, all but the last 30 days in one segment, then a segment a day, as nightly imports leave them.
dense: 31 days of bank customers, a segment a day, in each of which nearly every customer occurs.
"""

import argparse
import filecmp
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import time

LAST_DAY = "2025-12-31"


class Programs:
    def __init__(self, build, work):
        self.spendlens = build / "jobs" / "spendlens"
        self.work = work

    def run(self, *command, output=subprocess.DEVNULL):
        """Seconds by the clock, and of the processors."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run([str(part) for part in command], stdout=output, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}\nended with {done.returncode}: {done.stderr}")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def table(self, ledger, name):
        path = self.work / f"{name}.csv"
        self.run(self.spendlens, "export", "--ledger", ledger, "--table", name, "--output", path)
        return path

    def audit(self, ledger, out):
        shutil.rmtree(out, ignore_errors=True)
        return self.run("mpirun", "-n", 2, self.spendlens, "audit", "--ledger", ledger, "--out", out, "--threads", 1, "--quiet")


def split_by_day(transactions, into, history):
    """A file a day, all that is more than 30 days old in one where the history is longer than that. Paths, ascending."""
    into.mkdir()
    older = "00-older" if history > 31 else ""
    program = """
      NR == 1 { header = $0; for (i = 1; i <= NF; ++i) if ($i == "timestamp") at = i; next }
      { day = substr($at, 1, 10); name = older != "" && day <= "2025-12-01" ? older : day
        if (!(name in seen)) { seen[name] = 1; print header > (into "/" name ".csv") }
        print > (into "/" name ".csv") }"""
    subprocess.run(["awk", "-F", ",", "-v", f"into={into}", "-v", f"older={older}", program, str(transactions)], check=True)
    return sorted(into.iterdir())


def make_ledgers(programs, customers, rows, history):
    """The ledger in segments, and folded."""
    generated = programs.work / "generated"
    programs.run(programs.spendlens, "generate", "--customers", customers, "--transactions-per-customer", rows, "--history", history, "--as-of", LAST_DAY,
                 "--ledger", generated, "--quiet")
    transactions = programs.table(generated, "transactions")
    accounts, liabilities = programs.table(generated, "accounts"), programs.table(generated, "liabilities")
    files = split_by_day(transactions, programs.work / "days", history)
    transactions.unlink()
    several, folded = programs.work / "several", programs.work / "folded"
    for path in files:
        snapshot = ["--accounts", accounts, "--liabilities", liabilities] if path == files[-1] else []
        programs.run(programs.spendlens, "import", "--transactions", path, *snapshot, "--ledger", several)
        path.unlink()
    shutil.copytree(several, folded)
    programs.run(programs.spendlens, "compact", "--ledger", folded)
    return several, folded


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="a directory that is made, and removed afterwards")
    parser.add_argument("--shape", choices=("month", "dense"), default="month")
    parser.add_argument("--customers", type=int, default=300_000)
    parser.add_argument("--rows", type=int, help="of each customer; default: 100 of month, 60 of dense")
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--keep", action="store_true", help="leave the work directory, and use the ledgers that are in it")
    options = parser.parse_args()
    programs = Programs(options.build.resolve(), options.work)
    rows = options.rows or (100 if options.shape == "month" else 60)
    ledgers = options.work / "several", options.work / "folded"
    if not all(ledger.is_dir() for ledger in ledgers):
        options.work.mkdir(parents=True)
        ledgers = make_ledgers(programs, options.customers, rows, 365 if options.shape == "month" else 31)
    taken = [], []
    outs = options.work / "result-several", options.work / "result-folded"
    for _ in range(options.repeat):
        for ledger, out, of_ledger in zip(ledgers, outs, taken):
            of_ledger.append(programs.audit(ledger, out))
    same = filecmp.cmp(outs[0] / "audit.h5", outs[1] / "audit.h5", shallow=False)
    print(f"{options.shape}: {options.customers:,} customers x {rows}, {len(list(ledgers[0].glob('*.h5')))} segments; results {'the same bytes' if same else 'DIFFER'}")
    for at, unit in enumerate(("seconds", "processor seconds")):
        several, folded = (statistics.median(one[at] for one in of_ledger) for of_ledger in taken)
        print(f"{unit:18}  segments {several:6.2f}  folded {folded:6.2f}  ratio {several / folded:.2f}")
    if not options.keep:
        shutil.rmtree(options.work)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
