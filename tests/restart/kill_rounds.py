"""Kills audits at random moments, lets other numbers of ranks go on, and compares each result with that of a run that nobody
disturbed. Usage: kill_rounds.py SPENDLENS MPIEXEC [--rounds N] [--customers N] [--seed N]"""

import argparse
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

from scratch import use_memory

WAYS = ("all", "one rank", "rank 0", "SIGUSR1", "max-seconds")
STOPPED = 6


def processes():
    """(pid, parent, state) of all."""
    found = []
    for folder in pathlib.Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found.append((int(folder.name), int(fields[1]), fields[0]))
    return found


def children_of(parent):
    return sorted(pid for pid, of, state in processes() if of == parent and state != "Z")


def kill(pids, number=signal.SIGKILL):
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            pass


def wait_until_gone(pids):
    while {pid for pid, _, state in processes() if state != "Z"} & set(pids):
        time.sleep(0.01)


class Rounds:
    def __init__(self, spendlens, mpiexec, folder, customers, numbers):
        self.spendlens, self.mpiexec, self.folder, self.numbers = spendlens, mpiexec, folder, numbers
        # What a killed launcher leaves behind goes with the folder.
        (folder / "tmp").mkdir()
        self.environment = {**os.environ, "TMPDIR": str(folder / "tmp"), "OMPI_MCA_btl_vader_backing_directory": str(folder / "tmp")}
        self.kills = self.resumed = 0
        self.run("generate", "--customers", customers, "--transactions-per-customer", 100, "--ledger", "ledger", "--quiet")
        start = time.monotonic()
        self.finish("whole", 2)
        self.longest = time.monotonic() - start
        record = json.loads((folder / "whole" / "run.json").read_text())
        self.batches = record["batches"]
        self.streaming = dict(record["stage_seconds"])["stream"]

    def command(self, ranks, *arguments):
        launcher = [self.mpiexec, "-n", str(ranks)] if ranks else []
        return [*launcher, self.spendlens, *map(str, arguments)]

    def audit(self, out, ranks, *more):
        return self.command(ranks, "audit", "--ledger", "ledger", "--out", out, "--memory", "96K", "--checkpoint-interval", 0, "--threads", 1, *more)

    def run(self, *arguments):
        subprocess.run(self.command(0, *arguments), cwd=self.folder, check=True, env=self.environment)

    def finish(self, out, ranks):
        done = subprocess.run(self.audit(out, ranks), cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, env=self.environment)
        if done.returncode != 0:
            raise SystemExit(f"the last run on {ranks} ranks ended with {done.returncode}: {done.stderr.decode()}")
        return json.loads((self.folder / out / "run.json").read_text())["resumed_customers"]

    def disturb(self, out, ranks, way):
        """Starts a run and ends it at a random moment."""
        moment = self.numbers.uniform(0, self.longest)
        more = ["--max-seconds", max(self.numbers.uniform(0, self.streaming), 0.001)] if way == "max-seconds" else []
        # Starting takes a good part of a run as short as this one: two of three are left alone until they are somewhere in the stream.
        batches = self.numbers.randrange(1, self.batches) if self.numbers.randrange(3) > 0 else 0
        process = subprocess.Popen(self.audit(out, ranks, *more), cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, env=self.environment)
        if way != "max-seconds":
            if batches == 0:
                time.sleep(moment)
            while batches > self.parts(out) and process.poll() is None:
                time.sleep(0.002)
        workers = children_of(process.pid) if ranks else [process.pid]
        if way == "all":
            kill([process.pid, *workers])
        elif way == "SIGUSR1":
            kill([process.pid], signal.SIGUSR1)
        elif way == "rank 0":
            kill(workers[:1])
        elif way == "one rank":
            kill([self.numbers.choice(workers)] if workers else [])
        error = process.communicate()[1].decode()
        wait_until_gone(workers)
        self.kills += 1
        # SIGUSR1 may come before the program has begun to catch it.
        good = {0, STOPPED} if way == "max-seconds" else None
        if good and process.returncode not in good:
            raise SystemExit(f"--max-seconds ended with {process.returncode}: {error}")
        if "defect" in error or "damaged" in error or "checksum" in error:
            raise SystemExit(f"after '{way}' on {ranks} ranks: {error}")
        return process.returncode

    def parts(self, out):
        return len(list((self.folder / out / ".checkpoint").glob("part-*")))

    def compare(self, out):
        whole = self.folder / "whole"
        if (whole / "audit.h5").read_bytes() != (self.folder / out / "audit.h5").read_bytes():
            raise SystemExit(f"audit.h5 of {out} differs")
        summaries = [json.loads((folder / "summary.json").read_text()) for folder in (whole, self.folder / out)]
        for summary in summaries:
            del summary["run"]
        if summaries[0] != summaries[1]:
            raise SystemExit(f"summary.json of {out} differs")
        left = sorted(path.name for path in (self.folder / out).iterdir())
        if left != ["audit.h5", "audit.h5.sum", "run.json", "summary.json"]:
            raise SystemExit(f"{out} holds {left}")

    def round(self, number):
        out = f"round{number}"
        story = []
        for _ in range(self.numbers.randrange(1, 4)):
            ranks, way = self.numbers.randrange(0, 4), self.numbers.choice(WAYS)
            story.append(f"{way} of {ranks or 'no launcher'}: {self.disturb(out, ranks, way)}")
        ranks = self.numbers.randrange(0, 4)
        resumed = self.finish(out, ranks)
        self.resumed += resumed > 0
        self.compare(out)
        print(f"round {number}: {'; '.join(story)}; then {ranks or 'no launcher'} went on from {resumed} customers: the same", flush=True)
        for path in sorted((self.folder / out).iterdir()):
            path.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spendlens", type=os.path.abspath)
    parser.add_argument("mpiexec")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--customers", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options = parser.parse_args()
    use_memory()
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory() as scratch:
        rounds = Rounds(options.spendlens, options.mpiexec, pathlib.Path(scratch), options.customers, random.Random(options.seed))
        number = 0
        # On a busy machine runs are killed before their first checkpoint: more rounds then, until enough went on from one.
        while number < options.rounds or (rounds.resumed * 3 < options.rounds and number < 4 * options.rounds):
            rounds.round(number)
            number += 1
    print(f"{number} rounds, {rounds.kills} runs ended early, {rounds.resumed} results from a checkpoint: all the same")
    if rounds.resumed * 3 < options.rounds:
        sys.exit("too few rounds went on from a checkpoint to say anything")


if __name__ == "__main__":
    main()
