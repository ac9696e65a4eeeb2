"""The files that are tampered with, and the commands that read each."""

import dataclasses
import gzip

from tampering import bytes_of, json_of, metadata_places, seal, seal_part, seal_summary, special, structure_of, text_of
from works import AUDIT, STOPPED, write_rows

CUSTOMER = "C000000001"
NEW = ("--ledger", "ledger", "--out", "new", "--quiet")
LEDGER = (
    ("info", "ledger"), ("check", "ledger"), ("audit", *NEW), ("audit", *NEW, "--verify"), ("audit", "--ledger", "ledger", "--out", "new", "--plan"),
    ("explain", "--ledger", "ledger", "--audit", "out", "--customer", CUSTOMER), ("compact", "--ledger", "ledger"),
    ("import", "--transactions", "rows.csv", "--ledger", "ledger", "--segment", "third", "--max-rejected", "50%"),
    ("generate", "--customers", "5", "--ledger", "ledger", "--segment", "third"),
    *(("export", "--ledger", "ledger", "--table", table, "--output", "rows.out") for table in ("transactions", "accounts", "liabilities")))
TABLES = ("rfm", "rfm-compare", "signals-1m", "signals-6m", "signals-12m", "personas-1m", "personas-6m", "personas-12m", "lens2", "streams")
RESULT = (
    ("info", "out"), ("check", "out"), ("report", "--audit", "out"), ("audit", "--ledger", "ledger", "--out", "out", "--quiet"),
    ("explain", "--ledger", "ledger", "--audit", "out", "--customer", CUSTOMER),
    ("explain", "--ledger", "ledger", "--audit", "out", "--customer", CUSTOMER, "--json"),
    *(("export", "--audit", "out", "--table", table, "--output", "rows.out") for table in TABLES))
RESUME = tuple({"out": "stopped", "300K": "100K"}.get(part, part) for part in AUDIT)
SPECIAL = 0.07
IMPORT = ("--ledger", "new", "--segment", "x", "--threads", "1")


@dataclasses.dataclass
class Victim:
    name: str
    path: str
    commands: tuple
    kinds: tuple = ("bytes",)    # bytes, metadata, structure (the latter two of HDF5), json, text
    seal: object = None          # makes its sums anew, where it has any
    stdin: str = ""
    weight: int = 1

    def tamper(self, folder, numbers):
        """(path, what was done, whether sums were made anew)"""
        path = numbers.choice(sorted(folder.glob(self.path)))
        if not self.stdin and numbers.random() < SPECIAL:
            return path, special(path, numbers), False
        kind = numbers.choice(self.kinds)
        old = path.read_bytes()
        what = ""
        while path.read_bytes() == old:
            what = apply(kind, path, numbers)
        sealed = self.seal is not None and numbers.random() < (0.3 if kind == "bytes" else 0.95)
        if sealed:
            self.seal(path)
        return path, what, sealed

    def holds(self, command):
        """Whether the command is given the directory that the file lies in."""
        return self.path.partition("/")[0] in command


def apply(kind, path, numbers):
    if kind == "structure":
        return structure_of(path, numbers)
    if kind in ("json", "text"):
        text, what = (json_of if kind == "json" else text_of)(path.read_text(errors="surrogateescape"), numbers)
        path.write_text(text, errors="surrogatepass" if kind == "json" else "surrogateescape")
        return what
    data, what = bytes_of(path.read_bytes(), numbers, metadata_places(path) if kind == "metadata" else None)
    path.write_bytes(data)
    return what


def write_flat(path, **storage):
    import h5py
    import numpy
    with h5py.File(path, "w", libver=storage.pop("libver", "earliest")) as file:
        names = numpy.array([f"customer-{i % 20}" for i in range(400)], "S12")
        file.create_dataset("customer_id", data=names, **storage)
        file.create_dataset("timestamp", data=numpy.arange(400) * 3600 + 1_700_000_000, **storage)
        file.create_dataset("amount", data=numpy.arange(-400, 0) / 4, **storage)
        file.create_dataset("merchant", data=[f"shop {i % 9}" for i in range(400)], dtype=h5py.string_dtype())


def before(folder, stage):
    """A ledger of two segments with accounts and rejects, a result, a checkpoint, settings and inputs."""
    stage.must(folder, "generate", "--customers", "40", "--ledger", "ledger", "--segment", "nightly", "--seed", "7")
    write_rows(folder, 1, 30, 1500)
    stage.must(folder, "import", "--transactions", "rows.csv", "--ledger", "ledger", "--max-rejected", "50%")
    stage.must(folder, "audit", "--ledger", "ledger", "--out", "out", "--quiet")
    for _ in range(2):
        stage.must(folder, *RESUME, "--max-seconds", "0.0001", code=STOPPED)
    (folder / "rows.csv.gz").write_bytes(gzip.compress((folder / "rows.csv").read_bytes(), mtime=0))
    write_flat(folder / "plain.h5")
    write_flat(folder / "chunked.h5", chunks=(32,), compression="gzip")
    write_flat(folder / "latest.h5", libver="latest", chunks=(64,))
    for folder_of, suffix in (("profiles", "profile"), ("registries", "personas")):
        (folder / folder_of).mkdir()
        (folder / folder_of / f"{suffix}.yaml").write_text(SETTINGS[suffix])
    (folder / "scenario.yaml").write_text("promotion_uplift: 1.5\n")
    (folder / "journaled").mkdir()
    for path in (folder / "ledger").glob("*.h5*"):
        (folder / "journaled" / path.name).write_bytes(path.read_bytes())
    (folder / "journaled" / ".compact").write_text("spendlens-compact 1\ninto both\nfold nightly\nfold rows\nend\n")


SETTINGS = {
    "profile": "windows: [1m, 12m]\nnot_spending: [transfer]\nscore_cuts: {frequency: [1, 2, 4, 8]}\nstreams: {min_parts: 3}\n"
               "income: {min_amount: 100.5}\n",
    "personas": "personas:\n  - id: saver\n    name: Saver\n    priority: 1\n    criteria:\n      operator: AND\n      conditions:\n"
                "        - {signal: spending, operator: \">\", value: 99.99, window: 1m}\n"}
SEGMENT = ("bytes", "metadata", "metadata", "metadata", "structure", "structure")
VICTIMS = (
    Victim("segment", "ledger/*.h5", LEDGER, SEGMENT, seal, weight=4),
    Victim("result", "out/audit.h5", RESULT, SEGMENT, seal, weight=4),
    Victim("sums of a segment", "ledger/*.h5.sum", LEDGER, ("bytes", "text")),
    Victim("sums of a result", "out/audit.h5.sum", RESULT, ("bytes", "text")),
    Victim("summary", "out/summary.json", RESULT[:6], ("json", "json", "bytes", "text"), seal_summary),
    Victim("record", "out/run.json", RESULT[:6], ("json", "bytes")),
    Victim("checkpoint", "stopped/.checkpoint/*", (RESUME, ("info", "stopped"), ("check", "stopped")), seal=seal_part, weight=2),
    Victim("temporary result", "stopped/audit.h5.tmp", (RESUME,), ("bytes", "metadata")),
    Victim("rejects", "ledger/rejects/*.csv", (*LEDGER[:2], ("import", "--transactions", "ledger/rejects/rows.csv", *IMPORT)), ("bytes", "text")),
    Victim("profile", "profiles/*.yaml", (("audit", *NEW, "--profile", "profiles/profile.yaml"),), ("bytes", "text", "text")),
    Victim("registry", "registries/*.yaml", (("audit", *NEW, "--personas", "registries/personas.yaml"),), ("bytes", "text", "text")),
    Victim("scenario", "scenario.yaml", (("generate", "--kind", "retail", "--customers", "20", "--ledger", "new", "--scenario-file", "scenario.yaml"),), ("bytes", "text")),
    Victim("journal", "journaled/.compact", (("info", "journaled"), ("check", "journaled"), ("compact", "--ledger", "journaled"),
                                             ("audit", "--ledger", "journaled", "--out", "new", "--quiet")), ("bytes", "text")),
    Victim("plain HDF5", "plain.h5", (("import", "--transactions", "plain.h5", *IMPORT),), ("bytes", "metadata", "structure")),
    Victim("chunked HDF5", "chunked.h5", (("import", "--transactions", "chunked.h5", *IMPORT),), ("bytes", "metadata", "structure")),
    Victim("HDF5 of the latest kind", "latest.h5", (("import", "--transactions", "latest.h5", *IMPORT),), ("bytes", "metadata", "structure")),
    Victim("gzip", "rows.csv.gz", (("import", "--transactions", "rows.csv.gz", *IMPORT),)),
    Victim("gzip on standard input", "rows.csv.gz", (("import", "--transactions", "-", *IMPORT),), stdin="rows.csv.gz"),
    Victim("CSV", "rows.csv", (("import", "--transactions", "rows.csv", *IMPORT),), ("bytes", "text")),
)
