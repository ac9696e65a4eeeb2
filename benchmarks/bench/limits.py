"""What the machine allows, measured in the same run: reading the same bytes once, adding up the same columns."""


class Limits:
    """Of one case. A cold reading comes first: it leaves the files in the page cache for the warm ones. Cold means that the
    system was told to forget their pages; a disk that is itself a cache (a virtual machine's) may still have them."""

    def __init__(self, case):
        self._case = case
        self.samples = {}

    def round(self):
        case = self._case
        for what, files in (("read ledger", [case.segment()]), ("read CSV", list(map(case.exported, case.tables)))):
            for temperature in ("cold", "warm"):
                for processes in (1, 2):
                    options = ["--cold"] if temperature == "cold" else []
                    self._keep(f"{what}, {temperature}", f"{processes} processes" if processes > 1 else "1 process",
                               case.programs.limit("read", "--processes", processes, *options, *files))
        for threads in (1, 2):
            self._keep("sum of columns in memory", f"{threads} threads" if threads > 1 else "1 thread",
                       case.programs.limit("sum", "--rows", case.rows, "--threads", threads))

    def _keep(self, what, workers, printed):
        kept = self.samples.setdefault((what, workers), {"case": self._case.kind, "limit": what, "workers": workers, "rows": self._case.rows,
                                                         "bytes": printed["bytes"], "samples": []})
        kept["samples"].append({"seconds": printed["seconds"]})
