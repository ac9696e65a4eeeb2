"""Processes of one round, wherever they were adopted: all of them carry a mark in their environment."""

import dataclasses
import os
import pathlib
import signal
import time

MARK = "SPENDLENS_ROUND"
RANK = "OMPI_COMM_WORLD_RANK"


@dataclasses.dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    state: str
    name: str
    rank: int    # -1: none of a launcher's


def read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def marked(mark):
    """All that carry it and are more than a zombie."""
    found = []
    wanted = f"{MARK}={mark}".encode()
    for folder in pathlib.Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        variables = read(folder / "environ").split(b"\0")
        if wanted not in variables:
            continue
        head, _, rest = read(folder / "stat").decode(errors="replace").rpartition(")")
        fields = rest.split()
        if not fields or fields[0] in "ZX":
            continue
        ranks = [int(text[len(RANK) + 1:]) for text in variables if text.startswith(RANK.encode() + b"=")]
        found.append(Process(int(folder.name), int(fields[1]), fields[0], head.partition("(")[2], ranks[0] if ranks else -1))
    return sorted(found, key=lambda process: process.pid)


def ranks_of(mark, launched):
    """The processes of spendlens by rank, without children of theirs."""
    ours = [process for process in marked(mark) if process.name.startswith("spendlens") and (process.rank >= 0 or not launched)]
    pids = {process.pid for process in ours}
    return sorted((process for process in ours if process.parent not in pids), key=lambda process: (process.rank, process.pid))


def send(pids, number):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def remaining(mark, seconds):
    """Those that are still there after so long; they are then killed."""
    end = time.monotonic() + seconds
    while (left := marked(mark)) and time.monotonic() < end:
        time.sleep(0.02)
    send([process.pid for process in left], signal.SIGKILL)
    return left
