"""Every call on a file of a ledger, a result or a checkpoint fails once, on each rank: the run ends in time with the documented exit
code and one line, or does without that call; no final file is half-written; the same command then succeeds with the same bytes.

By default every kind of call on every third of the files that it is made on (on the others with --others), the first, middle or last
of these calls in turn; with --long, or SPENDLENS_LONG=1, every single one.
Usage: test_every_call.py [--long] [--others] [--only CASE...] [--except CASE...] [--show]"""

import argparse
import collections
import sys
import time

from cases import all_cases
from faulted_runs import LONG, Fault, Trial, in_scratch, run_all

MOVES = ("read", "write")
FILES = 3  # one of so many has a fault by default
INTERRUPTIBLE = ("create", "read", "write", "sync", "truncate", "allocate", "lock", "close")


def some(count, turn, long):
    if long:
        return range(1, count + 1)
    return [(1, (count + 1) // 2, count)[turn % 3]]


def is_read_by_hdf5(case, kind, pattern):
    """Closes of which one is libhdf5's own, which crashes where that fails."""
    return kind == "close" and pattern.endswith(".h5") and case.name in ("check", "check_result", "import_hdf5")


def faults_of(trial, long, others):
    """(ranks, fault): one process where that is enough to meet the call; two ranks for the second one's, and once for each of the first."""
    alone = trial.trace(0)
    files = collections.Counter()
    for turn, ((rank, kind, pattern), count) in enumerate(sorted(alone.items())):
        files[kind] += 1
        if not long and ((files[kind] - 1) % FILES != 0) != others:  # the first file of each kind of call is never passed over
            continue
        for number in some(count, turn, long or is_read_by_hdf5(trial.case, kind, pattern)):
            yield 0, Fault(rank, kind, number, "EIO", pattern)
        if kind in MOVES:
            yield 0, Fault(rank, kind, (count + 1) // 2, "half", pattern)
    for wanted in INTERRUPTIBLE:
        places = [(count, pattern) for (_, kind, pattern), count in alone.items() if kind == wanted]
        if places:
            count, pattern = max(places)
            yield 0, Fault(0, wanted, (count + 1) // 2, "EINTR", pattern)
    if not trial.case.parallel:
        return
    kinds = collections.Counter()
    for (rank, kind, pattern), count in sorted(trial.trace(2).items()):
        if long:
            numbers = range(1, count + 1)
        else:  # what rank 0 alone does has been met above: here the question is whether the other one ends too
            kinds[rank, kind] += 1
            turn = kinds[rank, kind] + len(kind)
            numbers = [(1, (count + 1) // 2, count)[turn % 3]] if kinds[rank, kind] % (2 * FILES if rank == 1 else 4 * FILES) == rank else []
        for number in numbers:
            yield 2, Fault(rank, kind, number, "EIO", pattern)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", default=LONG)
    parser.add_argument("--others", action="store_true", help="the files that are passed over without it")
    parser.add_argument("--only", nargs="+", metavar="CASE")
    parser.add_argument("--except", nargs="+", metavar="CASE", dest="left_out", default=[])
    parser.add_argument("--ranks", type=int, help="only in one process (0), or only under mpirun (2)")
    parser.add_argument("--show", action="store_true", help="list the faults, inject none")
    options = parser.parse_args()

    def run(runner):
        start = time.monotonic()
        problems = []
        total = collections.Counter()
        for case in all_cases(runner):
            if case.name in options.left_out or (options.only and case.name not in options.only):
                continue
            trial = Trial(runner, case)
            faults = [(ranks, fault) for ranks, fault in faults_of(trial, options.long, options.others) if options.ranks in (None, ranks)]
            if options.show:
                for ranks, fault in faults:
                    print(case.name, ranks, fault)
                continue
            began = time.monotonic()
            found = run_all([(f"{case.name}, {ranks or 'no'} ranks, fault {fault}", lambda ranks=ranks, fault=fault: trial.disturb(fault, ranks))
                             for ranks, fault in faults])
            total.update(ranks for ranks, _ in faults)
            print(f"{case.name}: {len(faults)} faults, {len(found)} problems, {time.monotonic() - began:.1f} s", flush=True)
            for problem in found:
                print(problem, flush=True)
            problems += found
        print(f"{sum(total.values())} faults ({total[0]} in one process, {total[2]} under mpirun), {len(problems)} problems, "
              f"{sum(runner.runs.values())} runs, {time.monotonic() - start:.0f} s")
        return not problems

    sys.exit(0 if in_scratch(run) else 1)


if __name__ == "__main__":
    main()
