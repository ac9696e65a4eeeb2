"""Every command in every form that the rounds disturb: what lies there before, what it is given, what it leaves."""

import dataclasses
import gzip
import os
import pathlib
import random
import re
import shutil
import subprocess
import threading

import rounds  # sets what faulted_runs needs
from faulted_runs import DONE, MPIEXEC, SPENDLENS, Case, Problem, Runner
from processes import MARK
from random_bank import random_bank

SECONDS = 120        # no command of these rounds takes more than a few; so many only on a busy machine
STOPPED = 6
AUDIT = ("audit", "--ledger", "ledger", "--out", "out", "--threads", "1", "--memory", "300K", "--checkpoint-interval", "0", "--quiet")
CUSTOMER = "C000000001"
ROWS = ("--transactions", "rows.csv", "--ledger", "ledger", "--segment", "nightly", "--threads", "1", "--max-rejected", "50%")


def option(command, name):
    """It, where this build has it."""
    return (name,) if name in subprocess.run([SPENDLENS, command, "--help"], capture_output=True, text=True).stdout else ()


REPLACE = {command: option(command, "--replace") for command in ("import", "generate")}


@dataclasses.dataclass
class Work(Case):
    stdin: str = ""          # a file that is given as standard input
    resumed: bool = False    # goes on from a checkpoint

    def reads_only(self):
        return not self.outputs


class Stage(Runner):
    """Runs commands in folders below `scratch`."""

    def start(self, folder, command, ranks, mark, stdin="", stdout=subprocess.PIPE, before=()):
        launcher = [MPIEXEC, "-n", str(ranks)] if ranks else []
        given = open(folder / stdin, "rb") if stdin else subprocess.DEVNULL
        try:
            return subprocess.Popen([*before, *launcher, SPENDLENS, *command], cwd=folder, env={**self.environment, MARK: mark}, stdin=given,
                                    stdout=stdout, stderr=subprocess.PIPE, start_new_session=True)
        finally:
            if stdin:
                given.close()

    def final_files(self, folder, case):
        """Without compact's journal, which is no file of a reader's."""
        return {name: data for name, data in super().final_files(folder, case).items() if "/.compact" not in name}

    def finish(self, folder, work, ranks=0):
        """Exit code, output, error of an undisturbed run."""
        process = self.start(folder, work.command, ranks, f"finish-{folder.name}", work.stdin)
        try:
            out, error = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            raise Problem(f"did not end within {SECONDS} s: {' '.join(work.command)}") from None
        return process.returncode, out.decode(errors="replace"), error.decode(errors="replace")

    def must(self, folder, *command, code=DONE, stdin=""):
        ended, _, error = self.finish(folder, Work("", tuple(map(str, command)), None, stdin=stdin))
        if ended != code:
            raise SystemExit(f"{' '.join(map(str, command))} ended with {ended}: {error}")


class Tried:
    """A work, what lies there before it and what an undisturbed run leaves."""

    def __init__(self, stage, work):
        self.stage, self.work = stage, work
        self.lasts = {}  # by ranks, for those who time it
        self.before = stage.scratch / work.name / "before"
        self.before.mkdir(parents=True)
        work.before(self.before, stage)
        whole = stage.scratch / work.name / "whole"
        shutil.copytree(self.before, whole)
        self.old = stage.final_files(self.before, work)
        code, self.said, error = stage.finish(whole, work)
        if code != DONE:
            raise SystemExit(f"{work.name}, undisturbed, ended with {code}: {error}")
        stage.good(whole, work)
        self.whole, self.whole_names = stage.final_files(whole, work), stage.names(whole, work)


def write_rows(folder, seed, customers=200, count=8000):
    numbers = random.Random(seed)
    with open(folder / "rows.csv", "w") as file:
        file.write("customer_id,timestamp,amount,merchant,category\n")
        for row in range(count):
            date = f"2025-{numbers.randrange(1, 13):02}-{numbers.randrange(1, 29):02}T{numbers.randrange(24):02}:00:{numbers.randrange(60):02}"
            amount = "much" if row % 97 == 5 else f"{numbers.randrange(-9999, 500) / 100:.2f}"
            file.write(f"{numbers.randrange(customers)},{date},{amount},\"shop, {numbers.randrange(40)}\",FOOD\n")


def before_rows(folder, stage):
    """The segment is there, of other rows, beside another one."""
    write_rows(folder, 1)
    stage.must(folder, "import", *ROWS)
    stage.must(folder, "generate", "--customers", 20, "--segment", "older", "--ledger", "ledger")
    write_rows(folder, 2)


def before_gzip(folder, stage):
    before_rows(folder, stage)
    (folder / "rows.csv.gz").write_bytes(gzip.compress((folder / "rows.csv").read_bytes(), mtime=0))


def before_orders(folder, stage):
    for seed in (1, 2):
        subprocess.run([rounds.SOURCE / "scripts/purchase-log.py", "--customers", str(200 * seed), "--output", folder / "orders.csv"], check=True)
        if seed == 1:
            stage.must(folder, "import", "--transactions", "orders.csv", "--ledger", "ledger", "--amounts", "spend-positive")


def before_snapshot(folder, stage):
    random_bank(1, 60).write(folder)
    files = [part for kind in ("transactions", "accounts", "liabilities") for part in (f"--{kind}", f"{kind}.csv")]
    stage.must(folder, "import", *files, "--ledger", "ledger", "--segment", "nightly")
    random_bank(2, 80).write(folder)


def before_hdf5(folder, stage):
    import h5py
    with h5py.File(folder / "rows.h5", "w") as file:
        file["customer_id"] = [f"c{i % 150}" for i in range(6000)]
        file["timestamp"] = [1_700_000_000 + 3600 * i for i in range(6000)]
        file["amount"] = [-1.25 - i % 7 for i in range(6000)]


def generate(folder, stage, segment="nightly", customers=100, seed=1):
    stage.must(folder, "generate", "--customers", customers, "--seed", seed, "--segment", segment, "--ledger", "ledger", *REPLACE["generate"])


def before_audit(folder, stage):
    """Two segments, and a result of another period that is to be replaced."""
    generate(folder, stage)
    generate(folder, stage, "older", 60, 3)
    stage.must(folder, *AUDIT, "--period", "2024")


def before_erasing(folder, stage):
    """Two segments that hold one to be forgotten, and rejects that name one."""
    generate(folder, stage)
    generate(folder, stage, "older", 60, 3)
    (folder / "ledger" / "rejects").mkdir()
    (folder / "ledger" / "rejects" / "older.csv").write_text("customer_id,amount\n" + f"{CUSTOMER},x\nanother,y\n" * 20_000)
    (folder / "forget.txt").write_text(f"{CUSTOMER}\nnobody\n")


def before_resuming(folder, stage):
    before_audit(folder, stage)
    shutil.rmtree(folder / "out")
    for _ in range(3):
        stage.must(folder, *AUDIT, "--max-seconds", "0.0001", code=STOPPED)


def before_export(folder, stage):
    before_audit(folder, stage)
    stage.must(folder, *AUDIT)
    (folder / "exported").mkdir()
    for name in ("rows.csv", "rows.csv.gz", "report.html"):
        (folder / "exported" / name).write_text("of yesterday\n")


def all_works():
    imports = ("ledger",), ("ledger",)
    bank = tuple(part for kind in ("transactions", "accounts", "liabilities") for part in (f"--{kind}", f"{kind}.csv"))
    exported = ("exported",), ()
    replace = REPLACE["import"]
    yield Work("import-csv", ("import", *ROWS, *replace), before_rows, *imports)
    yield Work("import-small-memory", ("import", *ROWS, "--memory", "32K", *replace), before_rows, *imports)
    yield Work("import-gzip", ("import", "--transactions", "rows.csv.gz", *ROWS[2:], *replace), before_gzip, *imports)
    yield Work("import-stdin", ("import", "--transactions", "-", *ROWS[2:], *replace), before_rows, *imports, stdin="rows.csv")
    yield Work("import-orders", ("import", "--transactions", "orders.csv", "--ledger", "ledger", "--amounts", "spend-positive", *replace), before_orders, *imports)
    yield Work("import-snapshot", ("import", *bank, "--ledger", "ledger", "--segment", "nightly", *replace), before_snapshot, *imports)
    yield Work("import-hdf5", ("import", "--transactions", "rows.h5", "--ledger", "ledger"), before_hdf5, *imports)
    yield Work("generate", ("generate", "--customers", "150", "--segment", "nightly", "--ledger", "ledger", "--memory", "1M", *REPLACE["generate"]),
               lambda folder, stage: generate(folder, stage, customers=50, seed=2), *imports)
    yield Work("generate-shop", ("generate", "--kind", "retail", "--customers", "2000", "--ledger", "ledger"), lambda folder, stage: None, *imports)
    yield Work("audit", AUDIT, before_audit, ("out",), ("out",))
    yield Work("audit-resumed", AUDIT, before_resuming, ("out",), ("out",), resumed=True)
    yield Work("compact", ("compact", "--ledger", "ledger", "--into", "all", "--memory", "1M"), before_audit, *imports)
    yield Work("erase", ("erase", "--ledger", "ledger", "--customers", "forget.txt", "--memory", "1M"), before_erasing, *imports)
    yield Work("export-rfm", ("export", "--audit", "out", "--table", "rfm", "--output", "exported/rows.csv"), before_export, *exported)
    yield Work("export-gzip", ("export", "--ledger", "ledger", "--table", "transactions", "--output", "exported/rows.csv.gz"), before_export, *exported)
    yield Work("export-ledger", ("export", "--ledger", "ledger", "--table", "transactions", "--output", "exported/rows.csv"), before_export, *exported)
    yield Work("export-stdout", ("export", "--ledger", "ledger", "--table", "transactions"), before_export)
    yield Work("report", ("report", "--audit", "out", "--output", "exported/report.html"), before_export, *exported)
    yield Work("explain", ("explain", "--ledger", "ledger", "--audit", "out", "--customer", CUSTOMER), before_export)
    yield Work("info-ledger", ("info", "ledger"), before_export)
    yield Work("check-ledger", ("check", "ledger"), before_export)
    yield Work("check-result", ("check", "out"), before_export)


class Chosen:
    """Works whose name has `only` in it, each prepared when it is first drawn."""

    def __init__(self, stage, only):
        self.stage = stage
        self.works = [work for work in all_works() if re.search(only, work.name)]
        if not self.works:
            raise SystemExit(f"no command is named like '{only}'")
        self.ready, self.lock = {}, threading.Lock()

    def draw(self, numbers):
        work = numbers.choice(self.works)
        with self.lock:
            if work.name not in self.ready:
                self.ready[work.name] = Tried(self.stage, work)
            return self.ready[work.name]
