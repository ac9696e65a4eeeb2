"""Every command that reads or writes a ledger, a result or a checkpoint, small, and so that it meets each kind of file: rows that
do not fit in memory, rejects, several segments, many checkpoints."""

import gzip
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "golden"))

from faulted_runs import SPENDLENS, Case
from random_bank import random_bank

SOURCE = pathlib.Path(__file__).resolve().parents[2]
AUDIT = ("audit", "--ledger", "ledger", "--out", "out", "--threads", "1", "--memory", "200K", "--checkpoint-interval", "0", "--quiet")
STOPPED = 6


def spendlens(runner, folder, *command, code=0):
    ended, _, error = runner.run(folder, command)
    if ended != code:
        raise SystemExit(f"{' '.join(command)} ended with {ended}: {error}")


def generate(runner, folder, segment="nightly", customers=40, seed=1):
    spendlens(runner, folder, "generate", "--customers", str(customers), "--seed", str(seed), "--segment", segment, "--ledger", "ledger", "--quiet")


def write_orders(folder):
    """Order lines of a shop, some rows of which are bad."""
    subprocess.run([SOURCE / "scripts/purchase-log.py", "--customers", "100", "--output", folder / "orders.csv"], check=True)
    with open(folder / "orders.csv", "a") as file:
        file.write("no date,x,y,z,1\n" * 3)


def before_orders(folder, runner):
    write_orders(folder)


def before_snapshot(folder, runner):
    """The segment is there already, with other accounts, beside another segment."""
    random_bank(1, 30).write(folder)
    files = [part for kind in ("transactions", "accounts", "liabilities") for part in (f"--{kind}", f"{kind}.csv")]
    spendlens(runner, folder, "import", *files, "--ledger", "ledger", "--segment", "nightly")
    spendlens(runner, folder, "import", "--transactions", "transactions.csv", "--ledger", "ledger", "--segment", "older")
    random_bank(2, 40).write(folder)
    (folder / "transactions.csv.gz").write_bytes(gzip.compress((folder / "transactions.csv").read_bytes(), mtime=0))


def before_hdf5(folder, runner):
    import h5py
    with h5py.File(folder / "flat.h5", "w") as file:
        file["customer_id"] = [f"c{i % 50}" for i in range(2000)]
        file["timestamp"] = [1_700_000_000 + 3600 * i for i in range(2000)]
        file["amount"] = [-1.25 - i % 7 for i in range(2000)]


def before_generate(folder, runner):
    generate(runner, folder, customers=10, seed=2)


def before_audit(folder, runner):
    """A ledger of two segments, and a result of another period, which is to be replaced."""
    generate(runner, folder)
    generate(runner, folder, "older", 20, 3)
    spendlens(runner, folder, *AUDIT, "--period", "2024")


def before_erasing(folder, runner):
    """Two segments that hold one to be erased, and rejects that name one."""
    generate(runner, folder)
    generate(runner, folder, "older", 20, 3)
    (folder / "ledger/rejects").mkdir()
    (folder / "ledger/rejects/older.csv").write_text(f"customer_id,amount\n{FIRST},x\nanother,y\n")
    (folder / "forget.txt").write_text(f"{FIRST}\nnobody\n")


def before_resuming(folder, runner):
    """Stopped half-way; the checkpoint is there."""
    before_audit(folder, runner)
    shutil.rmtree(folder / "out")
    for _ in range(3):
        spendlens(runner, folder, *AUDIT, "--max-seconds", "0.0001", code=STOPPED)


def has(command):
    """Whether this build has the command."""
    return re.search(rf"^ +{command} ", subprocess.run([SPENDLENS, "--help"], capture_output=True, text=True).stdout, re.MULTILINE) is not None


def all_cases(runner):
    yield Case("import_orders", ("import", "--replace", "--transactions", "orders.csv", "--ledger", "ledger", "--amounts", "spend-positive", "--memory", "16K",
                                 "--threads", "1", "--max-rejected", "5"), before_orders, ("ledger",), ("ledger",))
    yield Case("import_snapshot", ("import", "--replace", "--transactions", "transactions.csv.gz", "--accounts", "accounts.csv",
                                   "--liabilities", "liabilities.csv", "--ledger", "ledger", "--segment", "nightly", "--memory", "4K", "--threads", "1"),
               before_snapshot, ("ledger",), ("ledger",))
    yield Case("import_hdf5", ("import", "--replace", "--transactions", "flat.h5", "--ledger", "ledger", "--threads", "1"), before_hdf5, ("ledger",), ("ledger",))
    yield Case("generate", ("generate", "--replace", "--customers", "60", "--segment", "nightly", "--ledger", "ledger", "--memory", "1M", "--threads", "1", "--quiet"),
               before_generate, ("ledger",), ("ledger",))
    yield Case("audit", AUDIT, before_audit, ("out",), ("out",))
    yield Case("audit_resumed", AUDIT, before_resuming, ("out",), ("out",))
    if has("compact"):
        yield Case("compact", ("compact", "--ledger", "ledger", "--into", "all"), before_audit, ("ledger",), ("ledger",))
    yield Case("erase", ("erase", "--ledger", "ledger", "--customers", "forget.txt", "--memory", "200K", "--quiet"), before_erasing, ("ledger",), ("ledger",))
    yield Case("export_result", ("export", "--audit", "out", "--table", "rfm", "--output", "exported/rfm.csv"), before_export, ("exported",), parallel=False)
    yield Case("export_gzip", ("export", "--audit", "out", "--table", "rfm", "--format", "ndjson", "--output", "exported/rfm.gz"), before_export, ("exported",), parallel=False)
    yield Case("export_ledger", ("export", "--ledger", "ledger", "--table", "transactions", "--output", "exported/rows.csv"), before_export,
               ("exported",), parallel=False)
    if has("report"):
        yield Case("report", ("report", "--audit", "out", "--output", "exported/report.html"), before_export, ("exported",), parallel=False)
    yield Case("explain", ("explain", "--ledger", "ledger", "--audit", "out", "--customer", FIRST), before_audit, parallel=False)
    yield Case("info", ("info", "ledger"), before_audit, parallel=False)
    yield Case("info_result", ("info", "out"), before_audit, parallel=False)
    yield Case("check", ("check", "ledger"), before_audit)
    yield Case("check_result", ("check", "out"), before_audit)


def before_export(folder, runner):
    before_audit(folder, runner)
    (folder / "exported").mkdir()
    (folder / "exported/rfm.csv").write_text("of yesterday\n")


FIRST = "C000000000"
