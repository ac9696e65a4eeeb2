"""Ends every command at random moments in every way. Afterwards no process is left and none hangs, whatever has a final name is whole
(the old one or the new one), `check` accepts it, what was left behind is named by `info` and `check`, and the same command then ends in
the bytes of an undisturbed run and leaves nothing else."""

import os
import re
import shutil
import subprocess
import threading
import time

from rounds import SANITIZED, Finding, main
from faulted_runs import DONE, INPUT, IO
from processes import remaining
from ways import HARMLESS, WAYS, Run
from works import SECONDS, STOPPED, Chosen, Stage

GONE = 15            # seconds that processes have to end after their launcher did
LAUNCHERS = ("mpirun", "mpiexec", "orterun", "timeout")
ALONE = "of all: mpirun stood still when no rank was left, and was killed"
NEVER = {2: "usage", 3: "input unusable", 4: "rejected rows", 7: "internal", 8: "shadow", 9: "in use", 99: "a sanitizer"}
WRONG = re.compile(r"defect|damaged|checksum|terminate called|Assertion|internal|ends early|AddressSanitizer|runtime error")
LEFT = re.compile(r"(^|/)(\.import-[^/]*|[^/]*\.tmp[^/]*|\.[^/]+\.spendlens[^/]*)$")


def shape(folder, work):
    """Names and sizes of what lies where it writes; what changes are counted by. Folders may vanish meanwhile."""
    found = []
    for output in work.outputs:
        for place, _, names in os.walk(folder / output):
            for name in names:
                try:
                    found.append((place, name, os.stat(os.path.join(place, name)).st_size))
                except OSError:
                    pass
    return found


class Watch:
    """Waits for a moment of a run: so many seconds, or so many changes among its files."""

    def __init__(self, folder, work):
        self.folder, self.work = folder, work

    def until(self, process, seconds, changes):
        end = time.monotonic() + seconds
        seen, last = 0, shape(self.folder, self.work)
        while process.poll() is None and time.monotonic() < end and (changes == 0 or seen < changes):
            time.sleep(0.001)
            now = shape(self.folder, self.work)
            seen += now != last
            last = now
        return seen


class Killing:
    def __init__(self, loop, options):
        self.loop = loop
        self.stage = Stage(loop.scratch)
        self.chosen = Chosen(self.stage, options.only)
        self.ways = [way for way in WAYS if options.way in way]

    def timed(self, tried, ranks):
        """Seconds and changes of its files that an undisturbed run takes."""
        if ranks not in tried.lasts:
            folder = self.loop.scratch / f"timed-{tried.work.name}-{ranks}-{threading.get_ident()}"
            shutil.copytree(tried.before, folder)
            start = time.monotonic()
            process = self.stage.start(folder, tried.work.command, ranks, "timed", tried.work.stdin)
            drain(process)
            changes = Watch(folder, tried.work).until(process, SECONDS, 0)
            tried.lasts[ranks] = (time.monotonic() - start, changes)
            shutil.rmtree(folder)
        return tried.lasts[ranks]

    def play(self, number, numbers, folder, story):
        tried, ranks, way = self.chosen.draw(numbers), numbers.randrange(4), numbers.choice(self.ways)
        lasts, changes = self.timed(tried, ranks)
        moment = numbers.uniform(0, lasts * 1.05)
        change = numbers.randrange(1, changes + 1) if changes and numbers.random() < 0.6 else 0
        when = f"{moment:.3f} s" if not change else f"change {change} of its files"
        story.append(f"{tried.work.name} on {ranks or 'no'} ranks, {way} at {when}")
        shutil.copytree(tried.before, folder)
        code, said, error = self.disturb(tried, folder, ranks, way, moment, change, numbers, f"{self.loop.options.seed}-{number}")
        story.append(f"exit code {code}")
        self.judge_end(tried, ranks, way, code, said, error)
        self.judge_files(tried, folder, code)
        self.judge_leftovers(tried, folder)
        again = numbers.randrange(4)
        story.append(f"again on {again or 'no'} ranks")
        self.judge_again(tried, folder, again)
        return f"{tried.work.name}, {way}", "as it should be"

    def disturb(self, tried, folder, ranks, way, moment, change, numbers, mark):
        before = ("timeout", "--signal=TERM", "--kill-after=2", f"{max(moment, 0.001):.3f}") if way == "time limit" else ()
        process = self.stage.start(folder, tried.work.command, ranks, mark, tried.work.stdin, before=before)
        if way == "closed stdout":
            process.stdout.close()
            process.stdout = None
        texts = drain(process)
        if way not in ("closed stdout", "time limit"):
            Watch(folder, tried.work).until(process, SECONDS / 2 if change else moment, change)
            WAYS[way](Run(process, mark, ranks > 0), numbers)
        try:
            code = process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            left = remaining(mark, 0)
            # Open MPI 4.1 with PMIx 4.2 now and then waits for ever for a lock of its own, once its last rank has ended: any program's.
            if not ranks or any(p.rank >= 0 or p.name not in LAUNCHERS for p in left):
                raise Finding(f"hangs for {SECONDS} s: {[(p.pid, p.name, p.rank, p.state) for p in left]}") from None
            self.loop.counts[ALONE] += 1
            code = process.wait()
        left = remaining(mark, GONE)
        if left:
            raise Finding(f"still there {GONE} s after the launcher: {[(p.pid, p.name, p.rank, p.state) for p in left]}")
        out, error = (text() for text in texts)
        return code, out, error

    def judge_end(self, tried, ranks, way, code, said, error):
        if code in NEVER:
            raise Finding(f"exit code {code} ({NEVER[code]}): {error}")
        if way in HARMLESS and code != DONE:
            raise Finding(f"exit code {code} where nothing was wrong: {error}")
        if WRONG.search(error):
            raise Finding(f"exit code {code}, and says: {error}")
        ours = [line for line in error.splitlines() if line.startswith("spendlens: ")]
        if len(ours) > 1:
            raise Finding(f"{len(ours)} lines of its own instead of one: {error}")
        if code in (IO, STOPPED) and not ours:
            raise Finding(f"exit code {code} without a line: {error}")
        if code == DONE and way != "closed stdout" and tried.work.reads_only() and said != tried.said:
            raise Finding(f"exit code 0 with another text: {said[:500]}")

    def judge_files(self, tried, folder, code):
        found = self.stage.final_files(folder, tried.work)
        for name, data in found.items():
            if data not in (tried.old.get(name), tried.whole.get(name)):
                raise Finding(f"{name} is neither the old one nor that of an undisturbed run")
        missing = [name for name in tried.old if name not in found and name in tried.whole]
        if missing:
            raise Finding(f"{missing} lost")
        if code == DONE and found != tried.whole:
            raise Finding(f"exit code 0, but {differing(found, tried.whole)} are not those of an undisturbed run")
        self.stage.good(folder, tried.work)

    def judge_leftovers(self, tried, folder):
        if "ledger" not in tried.work.outputs or not list((folder / "ledger").glob("*.h5")):
            return
        left = [path.name for path in (folder / "ledger").iterdir() if LEFT.search(path.name)]
        if not left:
            return
        for command in ("info", "check"):
            said = "".join(self.stage.run(folder, (command, "ledger"))[1:])
            for name in left:
                if name not in said:
                    raise Finding(f"`{command} ledger` does not name {name}: {said[-600:]}")

    def judge_again(self, tried, folder, ranks):
        code, said, error = self.stage.finish(folder, tried.work, ranks)
        if code == INPUT and tried.work.name.startswith("compact") and tried.whole == self.stage.final_files(folder, tried.work):
            return  # it was done; there is nothing to fold any longer
        if code != DONE:
            raise Finding(f"the same command again ends with {code}: {error}")
        found, names = self.stage.final_files(folder, tried.work), self.stage.names(folder, tried.work)
        if found != tried.whole:
            raise Finding(f"the same command again leaves other bytes in {differing(found, tried.whole)}")
        if names != tried.whole_names:
            raise Finding(f"the same command again leaves {sorted(names - tried.whole_names)}, lacks {sorted(tried.whole_names - names)}")
        if tried.work.reads_only() and said != tried.said:
            raise Finding(f"the same command again says another text: {said[:500]}")


def differing(found, wanted):
    return sorted(name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name))


def drain(process):
    """Reads its streams in the background; calls that give the texts once they are closed."""
    def reader(stream):
        parts = []
        if stream is None:
            return lambda: ""
        thread = threading.Thread(target=lambda: parts.append(stream.read()), daemon=True)
        thread.start()

        def text():
            thread.join(GONE)
            stream.close()
            return b"".join(parts).decode(errors="replace")
        return text
    return [reader(stream) for stream in (process.stdout, process.stderr)]


def prepare(loop, options):
    return Killing(loop, options).play


if __name__ == "__main__":
    assert SANITIZED in NEVER
    main("kill-rounds", __doc__, prepare, [(("--way",), {"default": "", "help": "only ways to end whose name has this in it"})])
