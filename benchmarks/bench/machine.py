"""What a reader of the figures must know of the machine and the programs. Nothing that tells whose machine it is."""

import os
import platform
import re
import subprocess


def _first_match(path, pattern):
    try:
        with open(path, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                match = re.match(pattern, line)
                if match:
                    return match.group(1).strip()
    except OSError:
        pass
    return None


def _first_line(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        return (done.stdout or done.stderr).strip().splitlines()[0]
    except (OSError, IndexError, subprocess.TimeoutExpired):
        return None


def facts():
    memory = _first_match("/proc/meminfo", r"MemTotal:\s*(\d+) kB")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "cpu": _first_match("/proc/cpuinfo", r"model name\s*:\s*(.*)"),
        "memory_bytes": int(memory) * 1024 if memory else None,
        "kernel": platform.release(),
        "architecture": platform.machine(),
    }


def versions(spendlens):
    return {
        "spendlens": _first_line([spendlens, "--version"]),
        "mpirun": _first_line(["mpirun", "--version"]),
        "python": platform.python_version(),
    }
