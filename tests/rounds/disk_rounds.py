"""Full disks: every command that writes, on a file system of a random size that cannot hold what it makes, or of too few files. It ends
with exit code 5 and one line, nothing that was there is lost, and the same command goes on once there is space. The file system is a
tmpfs in a mount namespace of the rounds' own: as root, or where user namespaces are allowed."""

import os
import shutil
import subprocess
import sys

from rounds import Finding, main
from faulted_runs import DONE, IO
from works import Chosen, Stage

INSIDE = "SPENDLENS_ROUNDS_MOUNTS"
SKIPPED = 77
WIDE = "size=512m,nr_inodes=100000"
FULL = ("No space left on device", "Disk quota exceeded", "File too large")
WRITING = r"^(?!(explain|info-ledger|check-ledger|check-result)$)"


def enter_namespace():
    """Starts these rounds anew where they may mount."""
    for options in (["--mount"], ["--user", "--map-root-user", "--mount"]):
        try:
            allowed = subprocess.run(["unshare", *options, "sh", "-c", "mount -t tmpfs -o size=1m none /mnt"], capture_output=True).returncode == 0
        except FileNotFoundError:
            break
        if allowed:
            os.environ[INSIDE] = "1"
            os.execvp("unshare", ["unshare", *options, sys.executable, "-u", *sys.argv])
    print("skipped: no file system may be mounted here; run it as root, or allow user namespaces")
    sys.exit(SKIPPED)


def used(folder):
    """Bytes of blocks, and files and directories."""
    paths = [folder, *folder.rglob("*")]
    return sum(path.stat().st_blocks * 512 for path in paths if path.is_file()), len(paths)


class Disk:
    """A file system of its own at `place`."""

    def __init__(self, place):
        self.place = place
        place.mkdir(parents=True)
        subprocess.run(["mount", "-t", "tmpfs", "-o", WIDE, "none", place], check=True)

    def resize(self, options):
        subprocess.run(["mount", "-o", f"remount,{options}", self.place], check=True)

    def __enter__(self):
        return self

    def __exit__(self, *reason):
        subprocess.run(["umount", "-l", self.place], check=True)


class Filling:
    def __init__(self, loop, options):
        self.stage = Stage(loop.scratch)
        self.chosen = Chosen(self.stage, options.only or WRITING)

    def needs(self, tried):
        """What an undisturbed run adds at its peak, roughly: what it leaves, and once more for what it replaces."""
        if "needs" not in tried.lasts:
            whole = tried.before.parent / "whole"
            tried.lasts["needs"] = max(used(whole)[0] - used(tried.before)[0], 0) + sum(map(len, tried.whole.values())) + (64 << 10)
        return tried.lasts["needs"]

    def play(self, number, numbers, folder, story):
        tried, ranks = self.chosen.draw(numbers), numbers.randrange(4)
        with Disk(folder) as disk:
            work = folder / "work"
            shutil.copytree(tried.before, work)
            space, files = used(work)
            if numbers.random() < 0.2:
                limit = f"nr_inodes={files + 2 + numbers.randrange(8)}"
            else:
                limit = f"size={-(-space // 4096) * 4096 + 4096 * numbers.randrange(1, max(self.needs(tried) // 4096, 2))}"
            disk.resize(limit)
            story.append(f"{tried.work.name} on {ranks or 'no'} ranks, {limit}")
            code, error = self.run(tried, work, ranks)
            story.append(f"exit code {code}")
            disk.resize(WIDE)
            self.judge_end(tried, ranks, code, error)
            self.judge_files(tried, work, code)
            again = numbers.randrange(4)
            story.append(f"again on {again or 'no'} ranks")
            self.judge_again(tried, work, again)
        return tried.work.name, "as it should be, full" if code else "as it should be, had room"

    def run(self, tried, work, ranks):
        """A table that goes to standard output goes to a file of the same disk."""
        if not tried.work.reads_only():
            code, _, error = self.stage.finish(work, tried.work, ranks)
            return code, error
        with open(work / "stdout", "wb") as out:
            process = self.stage.start(work, tried.work.command, ranks, "disk", stdout=out)
            error = process.communicate(timeout=120)[1].decode(errors="replace")
        (work / "stdout").unlink()
        # mpirun copies what ranks say, and does not tell that it could not.
        return process.returncode, error

    def judge_end(self, tried, ranks, code, error):
        ours = [line for line in error.splitlines() if line.startswith("spendlens: ")]
        if code == DONE:
            if ours:
                raise Finding(f"exit code 0 with {ours}")
            return
        if code != IO or len(ours) != 1:
            raise Finding(f"exit code {code}, {len(ours)} lines: {error}")
        if not any(text in ours[0] for text in FULL) or "; " not in ours[0]:
            raise Finding(f"does not say what is full and what to do: {ours[0]}")

    def judge_files(self, tried, work, code):
        found = self.stage.final_files(work, tried.work)
        for name, data in found.items():
            if data not in (tried.old.get(name), tried.whole.get(name)):
                raise Finding(f"{name} is neither the old one nor that of an undisturbed run")
        missing = [name for name in tried.old if name not in found and name in tried.whole]
        if missing or (code == DONE and found != tried.whole):
            raise Finding(f"exit code {code}, {missing} lost; there are {sorted(found)}")
        self.stage.good(work, tried.work)

    def judge_again(self, tried, work, ranks):
        code, _, error = self.stage.finish(work, tried.work, ranks)
        if code != DONE and not (tried.work.name == "compact" and self.stage.final_files(work, tried.work) == tried.whole):
            raise Finding(f"with space again it ends with {code}: {error}")
        if self.stage.final_files(work, tried.work) != tried.whole:
            raise Finding("with space again it leaves other bytes")
        if self.stage.names(work, tried.work) != tried.whole_names:
            raise Finding(f"with space again it leaves other names: {sorted(self.stage.names(work, tried.work) ^ tried.whole_names)}")


def prepare(loop, options):
    return Filling(loop, options).play


if __name__ == "__main__":
    if INSIDE not in os.environ:
        enter_namespace()
    main("disk-rounds", __doc__, prepare)
