"""An audit that is frozen until its lock is free to take, and wakes when another has taken it over: it publishes nothing, and ends with exit
code 9. Part of the races."""

import os
import shutil
import signal
import time

from rounds import Finding
from faulted_runs import DONE
from processes import ranks_of, remaining, send
from sides import AUDIT, generated_base
from works import SECONDS, Stage, Work

IN_USE = 9
STALE = 100  # seconds since its heart beat
FIRST, SECOND = (*AUDIT, "--period", "2025-07"), AUDIT


class FrozenHolder:
    name = "a frozen audit whose lock is taken over"

    def __init__(self, stage: Stage):
        self.stage = stage
        self.base, self.whole = None, {}

    def prepare(self, stage):
        folder = self.stage.scratch / "frozen-holder"
        self.base = folder / "base"
        self.base.mkdir(parents=True)
        generated_base(self.base, self.stage)
        for command in (FIRST, SECOND):
            tried = folder / "tried"
            shutil.copytree(self.base, tried)
            start = time.monotonic()
            stage.must(tried, *command)
            self.lasts = time.monotonic() - start
            self.whole[command] = stage.final_files(tried, Work("", (), None, ("out",)))
            shutil.rmtree(tried)

    def play(self, numbers, folder, story):
        shutil.copytree(self.base, folder)
        ranks, others, mark = numbers.randrange(3), numbers.randrange(3), f"frozen-{folder.name}"
        process = self.stage.start(folder, FIRST, ranks, mark)
        try:
            time.sleep(numbers.uniform(0, self.lasts + (0.5 if ranks else 0)))
            frozen = [rank.pid for rank in ranks_of(mark, ranks > 0)]
            send(frozen, signal.SIGSTOP)
            taken = self.age(folder / "out" / ".lock")
            story.append(f"on {ranks or 'no'} and {others or 'no'} ranks, {'holding the lock' if taken else 'without the lock'}")
            time.sleep(0.05)
            second, _, error = self.stage.finish(folder, Work("", SECOND, None), others)
            if taken and second != DONE:
                raise Finding(f"the lock of a frozen audit was not taken over: {second}: {error}")
            after = self.stage.final_files(folder, Work("", (), None, ("out",)))
            send(frozen, signal.SIGCONT)
            error = process.communicate(timeout=SECONDS)[1].decode(errors="replace")
        finally:
            remaining(mark, 0)
        return self.judge(folder, taken, process.returncode, second, after, error)

    def age(self, lock):
        try:
            os.utime(lock, (time.time() - STALE,) * 2)
            return True
        except FileNotFoundError:
            return False

    def judge(self, folder, taken, first, second, after, error):
        found = self.stage.final_files(folder, Work("", (), None, ("out",)))
        if second == DONE and after != self.whole[SECOND]:
            raise Finding("the one that took the lock over leaves other bytes")
        if taken and first == DONE and found != after:
            raise Finding("one whose lock was taken over published its result")
        if taken and first not in (DONE, IN_USE):
            raise Finding(f"one whose lock was taken over ended with {first}: {error}")
        if found not in self.whole.values():
            raise Finding(f"what is there is of neither: {sorted(found)}")
        self.stage.good(folder, Work("", (), None, ("out",), ("out",)))
        return f"it ended with {first}"
