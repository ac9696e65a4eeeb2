"""The ways in which a run is ended or disturbed."""

import random
import signal
import time

from processes import marked, ranks_of, send

ENDS = ("SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT")


def kill_a_rank(run, numbers):
    send([process.pid for process in run.pick(numbers)], signal.SIGKILL)


def kill_rank_0(run, numbers):
    send([process.pid for process in run.ranks()[:1]], signal.SIGKILL)


def kill_launcher(run, numbers):
    send([run.process.pid], signal.SIGKILL)


def kill_all(run, numbers):
    send([process.pid for process in marked(run.mark)], signal.SIGKILL)


def crash_a_rank(run, numbers):
    send([process.pid for process in run.pick(numbers)], numbers.choice((signal.SIGSEGV, signal.SIGABRT)))


def end_a_rank(run, numbers):
    send([process.pid for process in run.pick(numbers)], getattr(signal, numbers.choice(ENDS)))


def signal_launcher(name):
    return lambda run, numbers: send([run.process.pid], getattr(signal, name))


def interrupt_all(run, numbers):
    """What Ctrl-C of a terminal does."""
    send([process.pid for process in marked(run.mark)], signal.SIGINT)


def freeze(run, numbers):
    """A rank, or all of them, stands still for a while."""
    frozen = [process.pid for process in (run.ranks() if numbers.random() < 0.3 else run.pick(numbers))]
    send(frozen, signal.SIGSTOP)
    time.sleep(numbers.uniform(0, 0.5))
    send(frozen, signal.SIGCONT)


def freeze_and_kill(run, numbers):
    frozen = [process.pid for process in run.pick(numbers)]
    send(frozen, signal.SIGSTOP)
    time.sleep(numbers.uniform(0, 0.5))
    send(frozen, signal.SIGKILL)


def nothing(run, numbers):
    """What disturbs it was there from the start."""


# Name -> what is done at the moment. `closed stdout` and `time limit` are given to the command as it starts.
WAYS = {
    "SIGKILL of a rank": kill_a_rank, "SIGKILL of rank 0": kill_rank_0, "SIGKILL of the launcher": kill_launcher, "SIGKILL of all": kill_all,
    "crash of a rank": crash_a_rank, "another signal to a rank": end_a_rank, **{f"{name} to the launcher": signal_launcher(name) for name in ENDS},
    "SIGUSR1 to the launcher": signal_launcher("SIGUSR1"), "SIGINT to all": interrupt_all, "a rank frozen for a while": freeze,
    "a rank frozen, then killed": freeze_and_kill, "closed stdout": nothing, "time limit": nothing,
}
HARMLESS = ("a rank frozen for a while",)


class Run:
    """One that is under way."""

    def __init__(self, process, mark, launched):
        self.process, self.mark, self.launched = process, mark, launched

    def ranks(self):
        return ranks_of(self.mark, self.launched)

    def pick(self, numbers: random.Random):
        ranks = self.ranks()
        return [numbers.choice(ranks)] if ranks else []
