"""The two sides of a race: commands that read, or write one output, and those that change what they read."""

import dataclasses
import shutil

from works import AUDIT, CUSTOMER, REPLACE, STOPPED, write_rows

PLAIN = tuple(part for part in AUDIT if part not in ("--checkpoint-interval", "0"))
IMPORT = ("--ledger", "ledger", "--segment", "nightly", "--threads", "1", "--max-rejected", "50%", *REPLACE["import"])
GENERATE = ("generate", "--ledger", "ledger", "--segment", "nightly", *REPLACE["generate"])


@dataclasses.dataclass
class Left:
    name: str
    command: tuple
    outputs: tuple = ()
    of_result: bool = False   # reads `out`
    of_ledger: bool = True    # reads `ledger`
    same_out: bool = False    # writes `out`
    writes_ledger: bool = False


@dataclasses.dataclass
class Right:
    """Its turns are given in this order, over and over: after the first the folder is in state B, after the last in A again."""
    name: str
    base: object              # fills a folder: state A
    turns: tuple
    changes: str              # ledger or out

    def races(self, left):
        return left.of_ledger if self.changes == "ledger" else left.of_result or left.same_out

    def may_be_refused(self, left):
        """One output of two jobs: one of them has it, the other is told so."""
        return left.same_out if self.changes == "out" else left.writes_ledger


def audited(folder, stage):
    stage.must(folder, *PLAIN)
    (folder / "exported").mkdir()


def imported_base(folder, stage):
    for seed, name in ((1, "a"), (2, "b")):
        (folder / name).mkdir()
        write_rows(folder / name, seed, count=12000)
    stage.must(folder, "import", "--transactions", "a/rows.csv", *IMPORT)
    stage.must(folder, "generate", "--customers", "40", "--segment", "older", "--ledger", "ledger")
    audited(folder, stage)


def generated_base(folder, stage):
    stage.must(folder, *GENERATE, "--customers", "60", "--seed", "1")
    stage.must(folder, "generate", "--customers", "40", "--segment", "older", "--ledger", "ledger", "--seed", "3")
    audited(folder, stage)


def lefts():
    customer = ("explain", "--ledger", "ledger", "--audit", "out", "--customer", CUSTOMER)
    yield Left("audit", (*PLAIN[:4], "mine", *PLAIN[5:]), ("mine",))
    yield Left("audit-same-out", (*PLAIN, "--period", "2025-07"), ("out",), same_out=True)
    yield Left("audit-resumed", (*AUDIT[:4], "stopped", *AUDIT[5:]), ("stopped",))
    yield Left("export-ledger", ("export", "--ledger", "ledger", "--table", "transactions"))
    yield Left("export-accounts", ("export", "--ledger", "ledger", "--table", "accounts", "--output", "exported/accounts.csv.gz"), ("exported",))
    yield Left("export-rfm", ("export", "--audit", "out", "--table", "rfm", "--output", "exported/rfm.csv"), ("exported",), True, False)
    yield Left("export-signals", ("export", "--audit", "out", "--table", "signals-6m"), (), True, False)
    yield Left("explain", customer, (), True)
    yield Left("info-ledger", ("info", "ledger"))
    yield Left("info-result", ("info", "out"), (), True, False)
    yield Left("check-ledger", ("check", "ledger"))
    yield Left("check-result", ("check", "out"), (), True, False)
    yield Left("generate-another", ("generate", "--customers", "30", "--seed", "9", "--ledger", "ledger", "--segment", "another", *REPLACE["generate"]),
               writes_ledger=True)
    yield Left("report", ("report", "--audit", "out", "--output", "exported/report.html"), ("exported",), True, False)


def rights():
    yield Right("import", imported_base, tuple(("import", "--transactions", f"{name}/rows.csv", *IMPORT) for name in "ba"), "ledger")
    yield Right("generate", generated_base, tuple((*GENERATE, "--customers", "60", "--seed", seed) for seed in "21"), "ledger")
    yield Right("compact", generated_base, (("compact", "--ledger", "ledger", "--into", "all"),), "ledger")
    yield Right("audit", generated_base, ((*PLAIN, "--period", "2025-07"), PLAIN), "out")


def stop_an_audit(folder, stage):
    """What the side that goes on from a checkpoint needs."""
    shutil.rmtree(folder / "stopped", ignore_errors=True)
    for _ in range(2):
        stage.must(folder, *AUDIT[:4], "stopped", *AUDIT[5:], "--max-seconds", "0.0001", code=STOPPED)
