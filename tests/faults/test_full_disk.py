"""A file system that fills up, at many sizes: each run ends with exit code 5 and one line that says so, and once there is space the
same command leaves the bytes of an undisturbed run. The file system is a tmpfs in a mount namespace of the test's own; skipped, in
words, where that cannot be had. Also a limit on the size of files, which needs no privilege."""

import os
import resource
import shutil
import subprocess
import sys

from cases import all_cases
from faulted_runs import DONE, IO, LONG, Problem, Trial, in_scratch, messages

SKIPPED = 77
NAMES = ("import_orders", "import_snapshot", "generate", "audit", "audit_resumed", "compact", "export_ledger")
STEPS = 40 if LONG else 4
INSIDE = "SPENDLENS_TEST_MOUNTS"


def enter_namespace():
    """Starts this test anew where it may mount."""
    for options in (["--mount"], ["--user", "--map-root-user", "--mount"]):
        probe = ["unshare", *options, "sh", "-c", "mount -t tmpfs -o size=1m none /mnt"]
        try:
            allowed = subprocess.run(probe, capture_output=True).returncode == 0
        except FileNotFoundError:
            break
        if allowed:
            os.environ[INSIDE] = "1"
            os.execvp("unshare", ["unshare", *options, sys.executable, *sys.argv])
    print("skipped: no file system may be mounted here; run the tests as root, or allow user namespaces")
    sys.exit(SKIPPED)


def bytes_below(folder):
    return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())


def judge_full(code, error, ranks, says):
    lines = messages(error, ranks)
    if code != IO or len(lines) != 1 or not any(text in lines[0] for text in says) or "; " not in lines[0]:
        raise Problem(f"exit code {code}: {error}")
    if ranks and " of 2)" not in lines[0]:
        raise Problem(f"names no rank: {lines[0]}")


def goes_on(trial, folder):
    trial.runner.good(folder, trial.case)
    trial.runner.final_files(folder, trial.case)
    code, _, error = trial.runner.run(folder, trial.case.command)
    if code != DONE:
        raise Problem(f"with space again it ends with {code}: {error}")
    if trial.runner.final_files(folder, trial.case) != trial.whole:
        raise Problem("with space again it leaves other bytes")
    if trial.runner.names(folder, trial.case) != trial.whole_names:
        raise Problem(f"with space again it leaves {sorted(trial.runner.names(folder, trial.case) ^ trial.whole_names)}")


def fill_up(trial, ranks):
    """From no space beyond what lies there to as much as is needed; how many runs failed."""
    mount = trial.folder / "disk"
    mount.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256m", "none", mount], check=True)
    failed = 0
    try:
        work = mount / "work"
        before = needed = 0
        for step in range(STEPS + 1):
            subprocess.run(["mount", "-o", "remount,size=256m", mount], check=True)
            shutil.rmtree(work, ignore_errors=True)
            shutil.copytree(trial.before, work)
            if step == 0:
                before = bytes_below(work)
                trial.runner.run(work, trial.case.command)
                needed = max(bytes_below(work) - before, 64 * 1024)
                continue
            size = before + 32 * 1024 + needed * (step - 1) // STEPS
            subprocess.run(["mount", "-o", f"remount,size={size}", mount], check=True)
            code, _, error = trial.runner.run(work, trial.case.command, ranks)
            if code != DONE:
                failed += 1
                judge_full(code, error, ranks, ("No space left on device",))
            subprocess.run(["mount", "-o", "remount,size=256m", mount], check=True)
            goes_on(trial, work)
    finally:
        subprocess.run(["umount", "-l", mount], check=True)
    if failed == 0:
        raise Problem("it never was full")
    return failed


def limit_files(trial, ranks):
    """No file may grow over so many bytes. Without a launcher, which has files of its own."""
    whole = trial.folder / "whole"
    largest = max(path.stat().st_size for output in trial.case.outputs for path in (whole / output).rglob("*") if path.is_file())
    folder = trial.fresh("limited")
    limit = largest // 2
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        code, _, error = trial.runner.run(folder, trial.case.command, ranks)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    judge_full(code, error, ranks, ("File too large",))
    goes_on(trial, folder)


def main():
    if INSIDE not in os.environ:
        enter_namespace()

    def run(runner):
        problems = []
        for case in all_cases(runner):
            if case.name not in NAMES:
                continue
            trial = Trial(runner, case)
            for ranks in (0, 2) if case.parallel else (0,):
                for what in (fill_up,) if ranks else (fill_up, limit_files):
                    try:
                        print(f"{case.name}, {ranks or 'no'} ranks, {what.__name__}: {what(trial, ranks) or 'as it should be'}", flush=True)
                    except Problem as problem:
                        problems.append(problem)
                        print(f"{case.name}, {ranks or 'no'} ranks, {what.__name__}: {problem}", flush=True)
        return not problems

    sys.exit(0 if in_scratch(run) else 1)


if __name__ == "__main__":
    main()
