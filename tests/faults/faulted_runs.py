"""Runs spendlens with file_faults.c preloaded, and judges how a run with a fault ended. Shared by the tests beside this file."""

import collections
import concurrent.futures
import dataclasses
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "restart"))

from scratch import use_memory

SPENDLENS = os.environ["SPENDLENS"]
MPIEXEC = os.environ.get("MPIEXEC", "mpirun")
FAULTS = os.environ["SPENDLENS_FILE_FAULTS"]
LONG = os.environ.get("SPENDLENS_LONG", "0") not in ("", "0")
DONE, INPUT, IO = 0, 3, 5
SECONDS = 60  # a run of these tests takes below one; so many only where the machine is busy with others
MESSAGE = "spendlens: "
NOTICE = re.compile(r"^\d{4}-\d\d-\d\dT\S+ rank \d+ (info|warning): |^[\d,]+ rows written to ")


@dataclasses.dataclass(frozen=True)
class Fault:
    rank: int
    kind: str
    number: int
    action: str
    pattern: str

    def __str__(self):
        return f"{self.rank} {self.kind} {self.number} {self.action} {self.pattern}"


@dataclasses.dataclass
class Case:
    """A command, the folder it is started in, and which files it leaves under final names."""
    name: str
    command: tuple
    before: object           # called once with an empty folder that it fills
    outputs: tuple = ()      # directories of final files, relative
    checked: tuple = ()      # those that `spendlens check` takes
    parallel: bool = True    # whether more ranks than one share the work


def pattern_of(path):
    """The same for every run: without processes' numbers, and hash ranges that depend on the number of ranks."""
    path = re.sub(r"/\.lock\..+\.\d+$", "/.lock.*", path)
    path = re.sub(r"/rejects-of-\w+/rejects-\w+-(\d+)$", r"/rejects-of-*/rejects-*-\1", path)
    path = re.sub(r"\.spendlens-[0-9a-f]{8}$", ".spendlens-*", path)
    return re.sub(r"/part-\d+-\d+", "/part-[0-9]*[0-9]", path)


def is_temporary(path):
    return path.name.endswith((".tmp", ".next", ".head")) or ".spendlens-" in path.name or path.name.startswith(".lock") or any(part.startswith((".import", ".checkpoint", ".next", ".rejects")) for part in path.parts)


def content(path):
    """Of a final file, without what may differ between two runs."""
    if path.name == "run.json":
        json.loads(path.read_text())
        return b""
    if path.name != "summary.json":
        return path.read_bytes()
    summary = json.loads(path.read_text())
    del summary["run"]
    return json.dumps(summary).encode()


class Problem(Exception):
    pass


class Runner:
    """Runs in folders of its own below `scratch`; several threads may share it."""

    def __init__(self, scratch):
        self.scratch = pathlib.Path(scratch).resolve()
        (self.scratch / "tmp").mkdir()
        # Ranks outnumber the cores: one that waits lets the others work.
        self.environment = {**os.environ, "OMPI_MCA_mpi_yield_when_idle": "1", "OMPI_MCA_hwloc_base_binding_policy": "none", "TMPDIR": str(self.scratch / "tmp"), "OMPI_MCA_btl_vader_backing_directory": str(self.scratch / "tmp")}
        self.checked = {}
        self.runs = collections.Counter()

    def run(self, folder, command, ranks=0, seconds=SECONDS, preload=FAULTS, **faults):
        environment = {**self.environment, "SPENDLENS_FAULT_BELOW": str(folder), **{f"SPENDLENS_{name}": str(value) for name, value in faults.items()}}
        launcher = [MPIEXEC, "-n", str(ranks)] if ranks else []
        spendlens = [SPENDLENS, *command]
        if faults:
            spendlens = ["env", f"LD_PRELOAD={preload}", *spendlens]
        process = subprocess.Popen([*launcher, *spendlens], cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, start_new_session=True)
        self.runs[ranks] += 1
        try:
            out, error = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            _, error = process.communicate()
            raise Problem(f"did not end within {seconds} s: {error.decode(errors='replace')}") from None
        return process.returncode, out.decode(errors="replace"), error.decode(errors="replace")

    def final_files(self, folder, case):
        """Relative path -> content."""
        found = {}
        for output in case.outputs:
            place = folder / output
            for path in [place] if place.is_file() else sorted(place.rglob("*")):
                relative = path.relative_to(folder)
                if path.is_file() and not is_temporary(relative):
                    found[str(relative)] = content(path)
        return found

    def names(self, folder, case):
        """Of everything that lies where the case writes, but locks, which stay."""
        found = set()
        for output in case.outputs:
            place = folder / output
            found |= {str(path.relative_to(folder)) for path in ([place] if place.is_file() else place.rglob("*")) if not path.name.startswith(".lock")}
        return found

    def good(self, folder, case):
        """`spendlens check` of what lies there under final names; asked once for the same bytes."""
        for output in case.checked:
            if not any((folder / output).glob("*.h5")):
                continue
            digest = hashlib.sha256()
            for path in sorted((folder / output).glob("*.h5*")):
                if not path.name.endswith((".tmp", ".head")) and ".spendlens-" not in path.name:
                    digest.update(f"{path.name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
            key = digest.digest()
            if key not in self.checked:
                code, _, error = self.run(folder, ("check", output))
                self.checked[key] = "" if code == DONE else f"check refuses {output}: {error}"
            if self.checked[key]:
                raise Problem(self.checked[key])


def messages(error, ranks):
    """The lines that are spendlens's own; there is nothing else where there is no launcher."""
    lines = [line for line in error.splitlines() if line and not NOTICE.match(line)]
    ours = [line for line in lines if line.startswith(MESSAGE)]
    if not ranks and len(ours) != len(lines):
        raise Problem(f"says more than its message: {error}")
    return ours


def judge_message(fault, ranks, code, error):
    """One line: which rank, which file, what to do."""
    lines = messages(error, ranks)
    if len(lines) != 1:
        raise Problem(f"exit code {code} with {len(lines)} lines instead of one: {error}")
    line = lines[0]
    if code != IO:
        raise Problem(f"exit code {code} instead of {IO}: {line}")
    if ranks and f"(rank {fault.rank} of {ranks})" not in line:
        raise Problem(f"does not name rank {fault.rank}: {line}")
    stem = re.sub(r"(\.tmp\.head|\.tmp|\.sum\.next|\.next|\.head)$", "", fault.pattern)
    file = re.escape(stem).replace(r"\[0\-9\]\*\[0\-9\]", r"[0-9-]+").replace(r"\*", ".*")
    if not re.search(file, line):
        raise Problem(f"does not name {stem}: {line}")
    if "; " not in line.partition(": ")[2]:
        raise Problem(f"does not say what to do: {line}")


class Trial:
    """All of one case: undisturbed, traced, and with faults."""

    def __init__(self, runner, case):
        self.runner, self.case = runner, case
        self.folder = runner.scratch / case.name
        self.before = self.folder / "before"
        self.before.mkdir(parents=True)
        case.before(self.before, runner)
        self.threads = threading.local()
        whole = self.fresh("whole")
        code, self.said, error = runner.run(whole, case.command)
        if code != DONE:
            raise SystemExit(f"{case.name}, undisturbed: {error}")
        runner.good(whole, case)
        self.whole, self.whole_names = runner.final_files(whole, case), runner.names(whole, case)

    def fresh(self, name):
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.before, folder)
        return folder

    def trace(self, ranks):
        """(rank, kind, pattern) -> number of calls."""
        folder = self.fresh("traced")
        trace = self.folder / f"trace{ranks}"
        code, _, error = self.runner.run(folder, self.case.command, ranks, FAULT_TRACE=trace)
        if code != DONE:
            raise SystemExit(f"{self.case.name}, traced: {error}")
        calls = collections.Counter()
        for rank in range(max(ranks, 1)):
            file = pathlib.Path(f"{trace}.{rank}")
            if not file.exists():
                continue
            for line in file.read_text().splitlines():
                kind, path = line.split("\t")
                calls[rank, kind, pattern_of(path)] += 1
        return calls

    def disturb(self, fault, ranks):
        """A run with the fault, and one without after it. Raises Problem."""
        folder = self.fresh(f"faulted{threading.get_ident()}")
        code, said, error = self.runner.run(folder, self.case.command, ranks, FAULT=fault)
        self.judge(fault, ranks, folder, code, said, error)
        if code == DONE and not LONG and self.runner.names(folder, self.case) == self.whole_names:
            return  # judged to be all that an undisturbed run leaves: the same command again is the undisturbed one once more
        code, said, error = self.runner.run(folder, self.case.command)
        if code != DONE:
            raise Problem(f"the same command again ends with {code}: {error}")
        if self.runner.final_files(folder, self.case) != self.whole:
            raise Problem("the same command again leaves other bytes")
        if self.runner.names(folder, self.case) != self.whole_names:
            raise Problem(f"the same command again leaves {sorted(self.runner.names(folder, self.case) ^ self.whole_names)}")

    def judge(self, fault, ranks, folder, code, said, error):
        if fault.action in ("half", "EINTR") and code != DONE:
            raise Problem(f"exit code {code}, where nothing was wrong: {error}")
        if code == DONE:
            if messages(error, ranks):
                raise Problem(f"exit code 0 with an error: {error}")
            if self.runner.final_files(folder, self.case) != self.whole:
                raise Problem("exit code 0 with other bytes")
            if not self.case.outputs and said != self.said:
                raise Problem(f"exit code 0 with another text: {said}")
        else:
            judge_message(fault, ranks, code, error)
        self.runner.final_files(folder, self.case)  # texts are whole
        self.runner.good(folder, self.case)
        return code


def run_all(work, threads=3):
    """work: (title, function) pairs; the problems, in their order. More threads than cores: launchers mostly wait."""
    def attempt(item):
        title, function = item
        try:
            function()
        except Problem as problem:
            return f"{title}: {problem}"
        return None
    with concurrent.futures.ThreadPoolExecutor(threads) as pool:
        return [problem for problem in pool.map(attempt, work) if problem]


def in_scratch(function):
    use_memory()
    with tempfile.TemporaryDirectory() as scratch:
        return function(Runner(scratch))
