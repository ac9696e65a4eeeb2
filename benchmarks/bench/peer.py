"""The DuckDB peer, where it is installed (benchmarks/duckdb). The only place that knows how it is called."""

import json
import pathlib
import shutil
import subprocess

from .programs import ProgramFailed

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "duckdb"


def is_installed():
    return (FOLDER / "node_modules").is_dir() and shutil.which("node") is not None


class Peer:
    """The same questions asked of DuckDB on the case's exported tables: loaded once, then run warm."""

    def __init__(self, case):
        self._case = case
        self._database = case.folder / "peer.duckdb"
        self._only_lenses = ["--lenses-only"] if case.kind == "retail" else []
        self.samples = {}

    def load(self):
        self._call("load", "--exports", self._case.folder / "export", "--database", self._database)

    def round(self):
        report = self._case.folder / "peer.json"
        self._call("run", "--database", self._database, "--threads", self._case.programs.ranks * self._case.programs.threads,
                   "--json", report, *self._only_lenses)
        total = json.loads((self._case.programs.work / report).read_text())["total"]
        kept = self.samples.setdefault("run", {"case": self._case.kind, "stage": "DuckDB, warm", "rows": self._case.rows, "samples": []})
        kept["samples"].append({"seconds": total})

    def compare(self):
        """Its results beside those of the audit with every table. Fails where a value differs."""
        scratch = self._case.folder / "peer-exports"
        (self._case.programs.work / scratch).mkdir(exist_ok=True)
        self._call("compare", "--database", self._database, "--audit", self._case.folder / "audit-full", "--spendlens",
                   self._case.programs.spendlens, "--scratch", scratch, *self._only_lenses)

    def _call(self, *arguments):
        done = subprocess.run(["node", str(FOLDER / "peer.mjs"), *map(str, arguments)], cwd=self._case.programs.work, capture_output=True, text=True)
        if done.returncode != 0:
            raise ProgramFailed(f"the DuckDB peer ({arguments[0]}) failed or found differences:\n{done.stdout.strip()}\n{done.stderr.strip()}")
