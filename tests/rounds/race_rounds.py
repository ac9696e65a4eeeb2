"""Races of every command with each that changes what it reads. A command ends as it does where nobody changes anything, in one of the
two versions; or it is refused with a line that is true: 9 for an output in use, 3 where the input changed meanwhile. It never takes a
part of each version, and never calls a file damaged that is not."""

import json
import re
import shutil
import threading
import time

from rounds import Finding, main
from faulted_runs import DONE, INPUT
from works import SECONDS, Stage, Work
from frozen_holder import FrozenHolder
from shared_output import SharedOutput
from sides import lefts, rights, stop_an_audit

IN_USE = 9
AGAIN = 4
CHANGED = re.compile(r"changed meanwhile|meanwhile|while it was (read|being read)|changed while|replaced while|was replaced|has changed since")
FALSE = re.compile(r"damaged|ends early|UTF-8|No such file|defect|checksum|cut off|internal|terminate called|AddressSanitizer")
RECORD = re.compile(rb'<section id="run".*?</section>', re.DOTALL)


class Pair:
    """A command beside one that changes what it reads, and how it ends in each version."""

    def __init__(self, left, right):
        self.left, self.right = left, right
        self.name = f"{left.name} beside {right.name}"
        self.base, self.legal, self.lasts = None, [], 0.1

    def prepare(self, stage):
        folder = stage.scratch / self.name.replace(" ", "-")
        self.base = folder / "a"
        self.base.mkdir(parents=True)
        self.right.base(self.base, stage)
        if self.left.name == "audit-resumed":
            stop_an_audit(self.base, stage)
        states = [self.base]
        for turn in self.right.turns[:1]:
            states.append(folder / "b")
            shutil.copytree(self.base, states[-1])
            stage.must(states[-1], *turn)
        for state in states:
            tried = folder / "tried"
            shutil.copytree(state, tried)
            start = time.monotonic()
            ended = stage.finish(tried, self.work())
            self.lasts = time.monotonic() - start
            self.legal.append(outcome(stage, tried, self.left, *ended))
            shutil.rmtree(tried)

    def work(self):
        return Work(self.left.name, self.left.command, None, self.left.outputs)


def outcome(stage, folder, left, code, said, error):
    """What must be the same as in one of the versions."""
    files = stage.final_files(folder, Work("", (), None, left.outputs)) if code == DONE else {}
    segments = [json.loads((folder / output / "run.json").read_text())["segments"] for output in left.outputs if (folder / output / "run.json").exists()]
    # Which of the other's temporaries are there just now is no part of a version, nor whether its last files have their last names yet.
    said = "".join(line for line in said.splitlines(True) if not line.startswith("In work by ")).replace("/summary.json.next: good", "/summary.json: good")
    said = re.sub(r"/run\.json: of another run.*", "/run.json: good", said)
    # A report tells when and how fast the run was that it is of: no two runs are the same.
    if left.name == "report":
        said = re.sub(r"\([\d,]+ bytes\)", "", said)
        files = {name: RECORD.sub(b"", data) for name, data in files.items()}
    return code, said, files, segments if code == DONE else [], [] if code == DONE else own_lines(error)


def own_lines(error):
    """Its lines, on any number of ranks."""
    return [re.sub(r" \(rank \d+ of \d+\)$", "", line) for line in error.splitlines() if line.startswith("spendlens: ")]


class Racing:
    def __init__(self, loop, options):
        self.stage, self.lock = Stage(loop.scratch), threading.Lock()
        self.pairs = [Pair(left, right) for right in rights() for left in lefts() if right.races(left)]
        self.pairs = [pair for pair in (*self.pairs, SharedOutput(self.stage), FrozenHolder(self.stage)) if re.search(options.only, pair.name)]
        if not self.pairs:
            raise SystemExit(f"no pair is named like '{options.only}'")
        loop.each = len(self.pairs)

    def play(self, number, numbers, folder, story):
        pair = self.pairs[number % len(self.pairs)]
        with self.lock:
            if pair.base is None:
                pair.prepare(self.stage)
        if not isinstance(pair, Pair):
            return pair.name, pair.play(numbers, folder, story)
        shutil.copytree(pair.base, folder)
        ranks, others = numbers.randrange(3), numbers.randrange(3)
        story.append(f"{pair.name}, on {ranks or 'no'} and {others or 'no'} ranks")
        how = self.race(pair, folder, ranks, others, numbers)
        self.judge_afterwards(pair, folder)
        return pair.name, how

    def race(self, pair, folder, ranks, others, numbers):
        """The other side takes its turns until this one has ended; one that is over soon is started again, a few times."""
        over, problems = threading.Event(), []
        delay = numbers.uniform(0, pair.lasts + 0.4 * (ranks > 0))

        def turns():
            time.sleep(delay if len(pair.right.turns) == 1 else 0)
            for turn in range(1000):
                command = pair.right.turns[turn % len(pair.right.turns)]
                code, _, error = self.stage.finish(folder, Work("", command, None), others)
                if code != DONE and not (code == IN_USE and pair.right.may_be_refused(pair.left)):
                    problems.append(f"{' '.join(command)} ended with {code}: {error}")
                if over.is_set() or len(pair.right.turns) == 1 or problems:
                    break
        other = threading.Thread(target=turns)
        other.start()
        time.sleep(0 if len(pair.right.turns) == 1 else numbers.uniform(0, 0.1))
        try:
            ended = set()
            for _ in range(1 if ranks or pair.left.name == "audit-resumed" else AGAIN):
                ended.add(self.judge(pair, folder, *self.stage.finish(folder, pair.work(), ranks)))
        finally:
            over.set()
            other.join(SECONDS)
        if problems:
            raise Finding(problems[0])
        return ", ".join(sorted(ended))

    def judge(self, pair, folder, code, said, error):
        lines = own_lines(error)
        if FALSE.search(error) and lines not in [legal[4] for legal in pair.legal]:
            raise Finding(f"exit code {code}, and says: {error}")
        if (pair.left.same_out or pair.left.writes_ledger) and code == DONE:
            return "done"  # the other may have replaced it since; judge_afterwards looks at what is there
        ended = outcome(self.stage, folder, pair.left, code, said, error)
        for version, legal in zip("AB", pair.legal):
            if ended == legal:
                return f"version {version}"
        if code == IN_USE and len(lines) == 1:
            return "refused, in use"
        if code == INPUT and len(lines) == 1 and CHANGED.search(lines[0]):
            return "refused, changed meanwhile"
        raise Finding(f"exit code {code} as in neither version: {error or '(no error)'}; differs in {differences(ended, pair.legal)}; says: {ended[1][-600:]}")

    def judge_afterwards(self, pair, folder):
        checked = ["ledger", *(output for output in ("out", "mine", "stopped") if (folder / output / "audit.h5").exists())]
        for output in checked:
            code, _, error = self.stage.run(folder, ("check", output))
            if code != DONE:
                raise Finding(f"afterwards `check {output}` ends with {code}: {error}")


def differences(ended, legals):
    """By version: which of the parts of an outcome differ."""
    found = []
    for version, legal in zip("AB", legals):
        parts = [name for name, now, then in zip(("exit code", "standard output", "files", "segments of run.json", "lines"), ended, legal) if now != then]
        files = sorted(name for name in ended[2].keys() | legal[2].keys() if ended[2].get(name) != legal[2].get(name))
        found.append(f"{version}: {', '.join(parts)} {files or ''}")
    return "; ".join(found)


def prepare(loop, options):
    return Racing(loop, options).play


if __name__ == "__main__":
    main("race-rounds", __doc__, prepare)
