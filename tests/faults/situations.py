"""Real situations that end with each exit code, for a command started directly, by mpirun or by srun."""

import os
import time


FAILING_NEW = os.environ.get("SPENDLENS_FAILING_NEW", "")
AUDIT = ("audit", "--ledger", "ledger", "--quiet")
LOG = "customer_id,timestamp,amount\na,2025-01-02,5\nb,2025-01-03,6\n"


def prepare(folder, spendlens):
    """Files that the situations need; `spendlens(*arguments)` runs it."""
    (folder / "good.csv").write_text(LOG)
    (folder / "bad.csv").write_text(LOG + "c,no date,7\n")
    (folder / "file").write_text("text")
    spendlens("generate", "--customers", "300", "--ledger", "ledger", "--quiet")
    (folder / "held").mkdir()
    (folder / "held" / ".lock").write_text("host elsewhere\nboot b\nprocesses p\npid 1\nstart 1\njob \nrestarts 0\n")


def situations(folder):
    """(exit code, what its line says, arguments, environment)"""
    os.utime(folder / "held" / ".lock", (time.time(),) * 2)
    yield 0, "", ("import", "--transactions", "good.csv", "--ledger", "new", "--amounts", "spend-positive", "--quiet"), {}
    yield 0, "", (*AUDIT, "--out", "done"), {}
    yield 2, "--help", ("audit", "--frobnicate"), {}
    yield 2, "period", (*AUDIT, "--out", "usage", "--period", "yesterday"), {}
    yield 3, "nowhere is not a ledger", ("audit", "--ledger", "nowhere", "--out", "unusable"), {}
    yield 3, "file", ("check", "file"), {}
    yield 4, "rejected", ("import", "--transactions", "bad.csv", "--ledger", "rejecting", "--amounts", "spend-positive", "--quiet"), {}
    yield 5, "cannot make directory file/out", (*AUDIT, "--out", "file/out"), {}
    yield 6, "run the same command again", (*AUDIT, "--out", "stopped", "--memory", "256K", "--max-seconds", "0.0001"), {}
    if FAILING_NEW:
        yield 7, "report it with this line", (*AUDIT, "--out", "internal"), {"LD_PRELOAD": FAILING_NEW, "SPENDLENS_NEW_FAULT": "0 40 logic"}
    yield 9, "wait until it is done", (*AUDIT, "--out", "held"), {}


def with_environment(environment):
    """A command's beginning that sets it for the ranks alone."""
    return ["env", *(f"{name}={value}" for name, value in environment.items())] if environment else []


def fault_of(code, wanted, says, error):
    """What is wrong with how a command ended; empty: nothing."""
    ours = [line for line in error.splitlines() if line.startswith("spendlens: ")]
    if code != wanted:
        return f"exit code {code} instead of {wanted}: {error}"
    if len(ours) != (wanted != 0):
        return f"{len(ours)} lines: {error}"
    return "" if not ours or says in ours[0] else f"does not say '{says}': {ours[0]}"
