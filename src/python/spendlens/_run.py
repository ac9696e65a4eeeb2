"""The executable, run from Python."""

from __future__ import annotations

import logging
import os
import pathlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .errors import RunError, UsageError

log = logging.getLogger("spendlens")
_KEPT_LINES = 200


@dataclass(frozen=True)
class Run:
    """A command that ended: `command` as it was started, `output` what it printed, `lines` what it said meanwhile."""

    command: list[str]
    exit_code: int
    output: str
    lines: list[str]

    def __repr__(self) -> str:
        return f"{' '.join(self.command)}\n{self.output}"


def find_executable() -> str | None:
    """The program `spendlens`: of the environment's SPENDLENS, or of PATH. The package's folder has none."""
    named = os.environ.get("SPENDLENS")
    return named if named and os.access(named, os.X_OK) else shutil.which("spendlens")


def _executable() -> str:
    program = find_executable()
    if program is None:
        raise UsageError("there is no program spendlens on PATH; install it (README.md), or name it by the environment's SPENDLENS")
    return program


def output_of(words: list[str]) -> str:
    """What a command of the program prints. Raises RunError where it fails."""
    done = subprocess.run([_executable(), *words], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise RunError(_last_line(done.stderr.splitlines(), done.returncode), done.returncode, done.stderr.splitlines())
    return done.stdout


def _last_line(lines: list[str], code: int) -> str:
    said = [line for line in lines if line.strip()]
    return said[-1] if said else f"spendlens ended with {code}"


def _words_of(options: dict[str, Any]) -> list[str]:
    """--compare 2025-Q2 of compare="2025-Q2"; True is an option without a value, a list the option once for each."""
    words = []
    for name, value in options.items():
        option = "--" + name.rstrip("_").replace("_", "-")
        for one in value if isinstance(value, (list, tuple)) else [value]:
            if one is True:
                words.append(option)
            elif one is not False and one is not None:
                words += [option, os.fspath(one) if isinstance(one, os.PathLike) else str(one)]
    return words


def _launcher(launcher: str | list[str] | None, ranks: int) -> list[str]:
    if isinstance(launcher, list):
        return launcher
    if launcher is None:
        if ranks == 1:
            return []
        launcher = "srun" if "SLURM_JOB_ID" in os.environ and shutil.which("srun") else os.environ.get("MPIEXEC", "mpirun")
    if shutil.which(launcher) is None:
        raise UsageError(f"there is no launcher '{launcher}' on PATH; name one by launcher=, or give ranks=1")
    return [launcher, "-n", str(ranks)]


class _Shower:
    """Shows what the program says: in a notebook as one cell that is rewritten, otherwise line by line to the log."""

    def __init__(self, progress: Callable[[str], object] | bool | None) -> None:
        self.lines: list[str] = []
        self._call = progress if callable(progress) else None
        self._display = _notebook_display() if progress is None or progress is True else None

    def add(self, line: str) -> None:
        self.lines = [*self.lines, line][-_KEPT_LINES:]
        log.info(line)
        if self._call is not None:
            self._call(line)
        elif self._display is not None:
            self._display.update({"text/plain": "\n".join(self.lines[-8:])}, raw=True)


def _notebook_display() -> Any:
    if "ipykernel" not in sys.modules:
        return None
    from IPython.display import display

    return display({"text/plain": ""}, raw=True, display_id=True)


def run(
    command: str,
    *words: str,
    ranks: int = 1,
    launcher: str | list[str] | None = None,
    progress: Callable[[str], object] | bool | None = None,
    **options: Any,
) -> Run:
    """Runs a command of the executable: `run("audit", ledger="ledger", out="result", period="2025-Q3", ranks=2)` is
    `mpirun -n 2 spendlens audit --ledger ledger --out result --period 2025-Q3`.

    `launcher`: "mpirun", "srun", a list of words, or by itself srun within a Slurm job, mpirun elsewhere, none for one rank.
    `progress`: called with each line that the program says meanwhile; by itself a notebook shows the last ones, and all go to
    the logger "spendlens". Ctrl-C is handed on, so that an audit stops with a checkpoint; the same call goes on from it.
    Raises RunError, with the program's last line, where it fails.
    """
    if ranks < 1:
        raise UsageError("ranks are at least 1")
    full = [*_launcher(launcher, ranks), _executable(), command, *words, *_words_of(options)]
    log.debug("%s", full)
    shower = _Shower(progress)
    with subprocess.Popen(full, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace") as process:
        printed: list[str] = []
        reader = threading.Thread(target=lambda: printed.extend(process.stdout), daemon=True)
        reader.start()
        try:
            for line in process.stderr:
                shower.add(line.rstrip("\n").rsplit("\r", 1)[-1])
            code = process.wait()
        except BaseException:  # Ctrl-C, or whatever `progress` raises: the program is not left behind
            process.terminate()
            process.wait(60)
            raise
        reader.join()
    if code:
        raise RunError(_last_line(shower.lines, code), code, shower.lines)
    return Run(full, code, "".join(printed), shower.lines)
