"""Starts the programs that are measured: whole processes, launcher included."""

import json
import os
import pathlib
import subprocess
import time


class ProgramFailed(Exception):
    pass


class Programs:
    """The programs of one build, run in one work directory with so many ranks and threads."""

    def __init__(self, build, work, ranks, threads):
        self.work = pathlib.Path(work)
        self.ranks = ranks
        self.threads = threads
        build = pathlib.Path(build).resolve()
        self.spendlens = str(build / "jobs" / "spendlens")
        self._limits = str(build / "benchmarks" / "limits" / "limits")
        self._peak = str(build / "benchmarks" / "limits" / "peak_memory")
        self._environment = dict(os.environ, OMPI_MCA_rmaps_base_oversubscribe="1")

    def measure(self, *arguments):
        """One run of spendlens: {"seconds", "peak_memory_bytes"}. With one rank there is no launcher. The memory is the sum over the
        ranks of each one's largest resident set (ru_maxrss), shared pages counted by each, the launcher not counted."""
        peaks = self.work / "peaks"
        peaks.unlink(missing_ok=True)
        launcher = ["mpirun", "-n", str(self.ranks)] if self.ranks > 1 else []
        command = [*launcher, self._peak, str(peaks.resolve()), self.spendlens, *map(str, arguments), "--threads", str(self.threads), "--quiet"]
        start = time.monotonic()
        self._run(command)
        taken = time.monotonic() - start
        memory = [int(line) for line in peaks.read_text().split()]
        peaks.unlink()
        return {"seconds": taken, "peak_memory_bytes": sum(memory)}

    def export(self, *arguments):
        """The same for one process without threads of its own to set."""
        start = time.monotonic()
        self._run([self.spendlens, "export", *map(str, arguments), "--quiet"])
        return {"seconds": time.monotonic() - start}

    def limit(self, *arguments):
        """What the program of the limits prints."""
        return json.loads(self._run([self._limits, *map(str, arguments)]))

    def _run(self, command):
        done = subprocess.run(command, cwd=self.work, env=self._environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise ProgramFailed(f"exit code {done.returncode} of {' '.join(command)}\n{done.stderr.strip()}")
        return done.stdout
