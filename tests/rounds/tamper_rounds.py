"""Tampered files: segments, results, sums, summaries, records, checkpoints, rejects, settings and inputs, with bytes or structure changed,
some with sums made anew. Every command that reads them ends within a time limit, with a documented exit code and one line: it is never a
crash, a sanitizer's report, or a wait without end. Damage that no sum was made anew for is found by `check`."""

import os
import re
import shutil
import subprocess

from rounds import Finding, main
from faulted_runs import NOTICE
from victims import VICTIMS, before
from works import Stage, Work

LIMIT = 300  # libhdf5 may take 20 s of processor time for a question, which are minutes on a busy machine
DOCUMENTED = {0, 2, 3, 4, 5, 9}
REPORT = re.compile(r"AddressSanitizer|LeakSanitizer|runtime error:|terminate called|Assertion|corrupted|double free|HDF5-DIAG|Segmentation|internal error|defect")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Tampering:
    def __init__(self, loop, options):
        self.stage, self.every = Stage(loop.scratch), options.every
        self.base = loop.scratch / "base"
        self.base.mkdir()
        before(self.base, self.stage)
        self.victims = [victim for victim in VICTIMS if re.search(options.only, victim.name)]
        if not self.victims:
            raise SystemExit(f"no file is named like '{options.only}'")

    def play(self, number, numbers, folder, story):
        victim = numbers.choices(self.victims, [victim.weight for victim in self.victims])[0]
        shutil.copytree(self.base, folder)
        path, what, sealed = victim.tamper(folder, numbers)
        story.append(f"{path.relative_to(folder)}: {what}{', sums made anew' if sealed else ''}")
        commands = list(victim.commands)
        if not self.every:
            commands = numbers.sample(commands, min(2, len(commands)))
        tampered = folder.with_name(folder.name + "-as-tampered")
        folder.rename(tampered)
        try:
            for command in commands:
                copy(tampered, folder)
                ranks = 2 if numbers.random() < 0.1 else 0
                story.append(f"`{' '.join(command)}` on {ranks or 'no'} ranks")
                code = self.judge(folder, command, ranks, victim, sealed, path)
                story[-1] += f" {code}"
                if command != commands[-1]:
                    shutil.rmtree(folder)
        finally:
            shutil.rmtree(tampered)
        return victim.name, "as it should be"

    def judge(self, folder, command, ranks, victim, sealed, path):
        process = self.stage.start(folder, command, ranks, f"tamper-{folder.name}", victim.stdin)
        try:
            out, error = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.communicate()
            raise Finding(f"did not end within {LIMIT} s") from None
        code, text = process.returncode, error.decode(errors="replace")
        if code not in DOCUMENTED or REPORT.search(text):
            raise Finding(f"exit code {code}: {text[:3000]}")
        judge_lines(code, text, ranks)
        judge_terminal(text + ("" if "--json" in command else out.decode(errors="replace")))
        if command[0] == "check" and code == 0 and victim.seal and not sealed and victim.holds(command) and path.exists():
            raise Finding("`check` finds nothing")
        return code


def copy(place, folder):
    """FIFOs and sockets too, and links as they are."""
    subprocess.run(["cp", "--archive", place, folder], check=True)


def judge_lines(code, text, ranks):
    lines = [line for line in text.splitlines() if line and not NOTICE.match(line)]
    ours = [line for line in lines if line.startswith("spendlens: ")]
    if (code != 0) != bool(ours) or len(ours) > 1 or (not ranks and len(lines) != len(ours)):
        raise Finding(f"exit code {code} with {len(ours)} lines of its own and {len(lines) - len(ours)} others: {text[:2000]}")


def judge_terminal(text):
    if found := CONTROL.search(text):
        raise Finding(f"a control character {found.group()!r} reaches the terminal: {text[max(found.start() - 200, 0):found.end() + 100]!r}")


def prepare(loop, options):
    return Tampering(loop, options).play


if __name__ == "__main__":
    main("tamper-rounds", __doc__, prepare, [(("--every",), {"action": "store_true", "help": "every command that reads the file, instead of two of them"})])
