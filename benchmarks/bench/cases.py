"""The cases: what is generated, imported and audited, stage by stage."""

import json
import pathlib
import shutil

SEGMENT = "generated"


class Case:
    """A kind of customers in a folder of its own. Each stage is one run of spendlens; a round runs all of them in turn."""

    def __init__(self, programs, kind, customers, rows_per_customer):
        self.programs = programs
        self.kind = kind
        self.customers = customers
        self.rows_per_customer = rows_per_customer
        self.rows = customers * rows_per_customer
        self.folder = pathlib.Path(kind)
        self.samples = {}

    @property
    def tables(self):
        return ["transactions", "accounts", "liabilities"] if self.kind == "bank" else ["transactions"]

    def segment(self):
        return self.folder / "ledger" / f"{SEGMENT}.h5"

    def exported(self, table):
        return self.folder / "export" / f"{table}.csv"

    def size(self, *files):
        return sum((self.programs.work / file).stat().st_size for file in files)

    def prepare(self):
        (self.programs.work / self.folder / "export").mkdir(parents=True, exist_ok=True)

    def generate(self):
        sample = self.programs.measure("generate", "--kind", self.kind, "--customers", self.customers, "--transactions-per-customer",
                                       self.rows_per_customer, "--ledger", self.folder / "ledger", "--segment", SEGMENT)
        self._keep("generate", sample, bytes_written=self.size(self.segment()))

    def export(self):
        """What import reads: once, for it is not among what is compared."""
        for table in self.tables:
            sample = self.programs.export("--ledger", self.folder / "ledger", "--table", table, "--output", self.exported(table))
            if table == "transactions":
                self._keep("export", sample, bytes_written=self.size(self.exported(table)))

    def import_(self):
        options = [word for table in self.tables for word in (f"--{table}", self.exported(table))]
        sample = self.programs.measure("import", *options, "--ledger", self.folder / "imported", "--segment", "log")
        self._keep("import", sample, bytes_read=self.size(*map(self.exported, self.tables)))

    def audit(self, detail):
        out = self.folder / f"audit-{detail}"
        sample = self.programs.measure("audit", "--ledger", self.folder / "ledger", "--out", out, "--detail", detail)
        run = json.loads((self.programs.work / out / "run.json").read_text())
        self._keep(f"audit {detail}", sample, bytes_read=run["bytes_read"], bytes_written=run["bytes_written"])
        sample["peak_memory_bytes_reported"] = run["peak_memory_bytes"]
        sample["stage_seconds"] = run.get("stage_seconds")

    def round(self):
        self.generate()
        if "export" not in self.samples:
            self.export()
        self.import_()
        self.audit("evidence")
        self.audit("full")

    def remove(self):
        shutil.rmtree(self.programs.work / self.folder, ignore_errors=True)

    def _keep(self, stage, sample, bytes_read=None, bytes_written=None):
        kept = self.samples.setdefault(stage, {"case": self.kind, "stage": stage, "customers": self.customers, "rows": self.rows,
                                               "bytes_read": bytes_read, "bytes_written": bytes_written, "samples": []})
        kept["samples"].append(sample)
