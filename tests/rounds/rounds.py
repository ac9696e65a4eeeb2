"""What the rounds share: options, seeds, the loop over rounds, and findings with the command that shows each of them again.

A round takes its random numbers from the seed and its own number alone, so `1 --seed S --round N` repeats it, as far as time allows."""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import random
import resource
import shutil
import sys
import tempfile
import threading
import time
import traceback

TESTS = pathlib.Path(__file__).resolve().parents[1]
SOURCE = TESTS.parent
os.environ["SPENDLENS"] = os.path.abspath(os.environ.get("SPENDLENS", SOURCE / "build/release/jobs/spendlens"))
os.environ.setdefault("SPENDLENS_FILE_FAULTS", "")
# A build with sanitizers says what it finds and ends with a code that no command has.
SANITIZED = 99
os.environ.setdefault("ASAN_OPTIONS", f"detect_leaks=0:exitcode={SANITIZED}:allocator_may_return_null=1")
os.environ.setdefault("UBSAN_OPTIONS", f"print_stacktrace=1:exitcode={SANITIZED}")
sys.path[:0] = [str(TESTS / folder) for folder in ("faults", "restart", "golden", "cli")]

from faulted_runs import Problem
from scratch import use_memory


class Finding(Problem):
    """A promise that did not hold."""


def parse(name, description, more):
    parser = argparse.ArgumentParser(prog=f"scripts/{name}.sh", description=description)
    parser.add_argument("rounds", type=int, help="how many")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30), help="of the random numbers; printed at the start")
    parser.add_argument("--round", type=int, metavar="N", help="only this round, as often as ROUNDS says")
    parser.add_argument("--only", default="", metavar="TEXT", help="only commands (or pairs, or files) whose name has TEXT in it")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="rounds at a time; launchers mostly wait")
    parser.add_argument("--keep", metavar="DIR", type=os.path.abspath, help="folders of findings are moved there")
    for arguments, options in more:
        parser.add_argument(*arguments, **options)
    return parser.parse_args()


class Loop:
    """Plays rounds, several at a time, prints each, and counts."""

    def __init__(self, name, options, scratch):
        self.name, self.options, self.scratch = name, options, pathlib.Path(scratch)
        self.each = 1  # of how many things each gets so many rounds
        self.counts = collections.Counter()
        self.findings = []
        self.printing = threading.Lock()

    def again(self, number):
        options = self.options
        variables = f"SPENDLENS={os.environ['SPENDLENS']} " if "SPENDLENS" in os.environ else ""
        only = f" --only '{options.only}'" if options.only else ""
        return f"{variables}scripts/{self.name}.sh 1 --seed {options.seed} --round {number}{only}"

    def attempt(self, number, turn, play):
        folder = self.scratch / f"round{number}-{turn}"
        story = []
        try:
            what, ended = play(number, random.Random(f"{self.options.seed}/{number}"), folder, story)
        except Problem as problem:
            self.found(number, story, problem, folder)
        except Exception:  # of the round itself, which must not take the others with it
            self.found(number, story, traceback.format_exc(), folder)
        else:
            with self.printing:
                self.counts[f"{what}: {ended}"] += 1
                print(f"round {number}: {'; '.join(story)}: {ended}", flush=True)
        shutil.rmtree(folder, ignore_errors=True)

    def found(self, number, story, problem, folder):
        with self.printing:
            self.counts["FINDINGS"] += 1
            self.findings.append(number)
            print(f"round {number}: {'; '.join(story)}\n  FINDING: {problem}\n  again: {self.again(number)}", flush=True)
        if self.options.keep and folder.exists():
            kept = pathlib.Path(self.options.keep) / f"{self.name}-{self.options.seed}-{number}"
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(folder, kept, symlinks=True)

    def run(self, play):
        start = time.monotonic()
        repeated = self.options.round is not None
        numbers = [self.options.round] * self.options.rounds if repeated else range(self.options.rounds * self.each)
        with concurrent.futures.ThreadPoolExecutor(self.options.jobs) as pool:
            list(pool.map(lambda turn: self.attempt(numbers[turn], turn, play), range(len(numbers))))
        for what, count in sorted(self.counts.items()):
            print(f"{count:6}  {what}")
        print(f"{len(numbers)} rounds in {time.monotonic() - start:.0f} s, seed {self.options.seed}: {len(self.findings)} findings")
        return not self.findings


def main(name, description, prepare, more=()):
    """prepare(loop, options) gives play(number, numbers, folder, story) -> (what was done, how it ended), which raises Problem."""
    options = parse(name, description, more)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    use_memory()
    print(f"seed {options.seed}, {os.environ['SPENDLENS']}", flush=True)
    with tempfile.TemporaryDirectory(prefix="rounds-") as scratch:
        loop = Loop(name, options, scratch)
        sys.exit(0 if loop.run(prepare(loop, options)) else 1)
