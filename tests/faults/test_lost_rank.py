"""What one rank meets while the others wait for it in a collective: a directory that has vanished, an allocation that fails anywhere,
its own death. All ranks end in time, with one line, and the same command then succeeds with the same bytes."""

import os
import sys
import threading

from cases import all_cases
from faulted_runs import DONE, IO, LONG, Fault, Problem, Trial, in_scratch, messages, run_all

FAILING_NEW = os.environ["SPENDLENS_FAILING_NEW"]
NAMES = ("import_orders", "import_snapshot", "generate", "audit", "audit_resumed", "compact")
ALLOCATIONS = 200 if LONG else 4
INTERNAL = 7


def again(trial, folder):
    trial.runner.good(folder, trial.case)
    code, _, error = trial.runner.run(folder, trial.case.command)
    if code != DONE:
        raise Problem(f"the same command again ends with {code}: {error}")
    if trial.runner.final_files(folder, trial.case) != trial.whole:
        raise Problem("the same command again leaves other bytes")


def one_line(code, error, ranks, wanted):
    lines = messages(error, ranks)
    if code != wanted or len(lines) != 1 or "; " not in lines[0] or (ranks and f" of {ranks})" not in lines[0]):
        raise Problem(f"exit code {code} instead of {wanted}, {len(lines)} lines: {error}")


def vanish(trial, directory, fault, ranks):
    """The directory goes before the call; what was there before has to be imported anew, so the ledger was empty."""
    folder = trial.fresh(f"vanished{threading.get_ident()}")
    fault = Fault(fault.rank, fault.kind, fault.number, f"vanish:{folder}/{directory}", fault.pattern)
    code, _, error = trial.runner.run(folder, trial.case.command, ranks, FAULT=fault)
    if code != DONE:
        one_line(code, error, ranks, IO)
    elif trial.runner.final_files(folder, trial.case) != trial.whole:
        raise Problem("exit code 0 without the result")
    again(trial, folder)


def vanishings(trials):
    """A few calls early, in the middle and late."""
    for name, directory, calls in (("audit", "out", (("create", "out/audit.h5.tmp"), ("write", "out/audit.h5.tmp"), ("create", "out/.checkpoint/part-*.tmp"),
                                                     ("sync", "out/audit.h5.tmp"), ("rename", "out/audit.h5"), ("create", "out/.summary.json.next.spendlens-*"))),
                                   ("import_orders", "ledger", (("write", "ledger/.import-orders/*"), ("create", "ledger/orders.h5.tmp"),
                                                                ("write", "ledger/orders.h5.tmp"), ("rename", "ledger/orders.h5")))):
        trial = trials[name]
        for kind, pattern in calls:
            yield f"{name}: {directory} vanishes before {kind} {pattern}", lambda t=trial, d=directory, f=Fault(0, kind, 1, "", pattern): vanish(t, d, f, 0)
        for kind, pattern in calls[1:4]:
            rank = 0 if kind == "create" and "part" not in pattern else 1
            yield (f"{name}: {directory} vanishes before rank {rank}'s {kind} {pattern}",
                   lambda t=trial, d=directory, f=Fault(rank, kind, 1, "", pattern): vanish(t, d, f, 2))


def fail_allocation(trial, rank, ranks, number, what=""):
    folder = trial.fresh(f"allocation{rank}-{ranks}-{number}{what}")
    code, _, error = trial.runner.run(folder, trial.case.command, ranks, preload=FAILING_NEW, NEW_FAULT=f"{rank} {number} {what}".strip())
    if code == DONE:
        if trial.runner.final_files(folder, trial.case) != trial.whole:
            raise Problem("exit code 0 with other bytes")
    else:
        one_line(code, error, ranks, INTERNAL if what else IO)
    again(trial, folder)


def allocations(trial, rank, ranks):
    """Numbers of allocations, spread over a run."""
    folder = trial.fresh("counted")
    trial.runner.run(folder, trial.case.command, ranks, preload=FAILING_NEW, NEW_COUNT=folder / "count")
    count = int((folder / f"count.{rank}").read_text())
    return sorted({1 + (count - 1) * i // max(ALLOCATIONS - 1, 1) for i in range(ALLOCATIONS)})


def failing_allocations(trials):
    for trial in trials.values():
        for rank, ranks in ((0, 0), (1, 2)):
            for number in allocations(trial, rank, ranks):
                what = "logic" if number % 4 == 0 else ""
                yield (f"{trial.case.name}: allocation {number} {what} of rank {rank} of {ranks or 1}",
                       lambda t=trial, r=rank, n=ranks, number=number, what=what: fail_allocation(t, r, n, number, what))


def die(trial, kind, pattern):
    folder = trial.fresh(f"killed{kind}")
    code, _, error = trial.runner.run(folder, trial.case.command, 2, FAULT=Fault(1, kind, 1, "kill", pattern))
    if code == DONE:
        raise Problem("exit code 0 with a rank that died")
    if messages(error, 2):
        raise Problem(f"nobody is left to say this: {error}")
    again(trial, folder)


def deaths(trials):
    for name, kind, pattern in (("audit", "write", "out/audit.h5.tmp"), ("audit_resumed", "read", "ledger/*.h5"), ("import_orders", "write", "ledger/*"),
                                ("generate", "write", "ledger/*.tmp")):
        yield f"{name}: rank 1 dies before {kind} {pattern}", lambda t=trials[name], k=kind, p=pattern: die(t, k, p)


def main():
    def run(runner):
        trials = {case.name: Trial(runner, case) for case in all_cases(runner) if case.name in NAMES}
        problems = []
        for kind in (vanishings, failing_allocations, deaths):
            work = list(kind(trials))
            found = run_all(work)
            print(f"{kind.__name__}: {len(work)}, {len(found)} problems", flush=True)
            for problem in found:
                print(problem, flush=True)
            problems += found
        return not problems

    sys.exit(0 if in_scratch(run) else 1)


if __name__ == "__main__":
    main()
