"""No name in a ledger or a result is opened before it is known to be a plain file: nothing hangs, nothing is passed over in silence."""

import os
import pathlib
import shutil
import socket
import unittest

from command_line import CommandLineTest

LOG = "customer_id,timestamp,amount\n" + "".join(f"c{i % 7},2025-0{1 + i % 6}-0{1 + i % 9},{i}.50\n" for i in range(60))


def pipe(path):
    os.mkfifo(path)


def listener(path):
    home = os.getcwd()
    os.chdir(path.parent)  # the name of a socket has 107 bytes at most
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(home)


def device(path):
    path.symlink_to("/dev/zero")


def link_to_pipe(path):
    other = path.with_name("a-pipe")
    if not other.exists():
        os.mkfifo(other)
    path.symlink_to(other.name)


KINDS = [pipe, listener, device, pathlib.Path.mkdir, link_to_pipe]


class PlainFiles(CommandLineTest):
    def setUp(self):
        super().setUp()
        for month in ("june", "july"):
            self.import_text(LOG.replace("\nc", f"\n{month[2]}"), name=f"{month}.csv")
        self.audit()
        (self.folder / "more.csv").write_text(LOG)
        self.whole = self.folder.parent / (self.folder.name + "-whole")
        shutil.copytree(self.folder, self.whole, symlinks=True)
        self.addCleanup(shutil.rmtree, self.whole)

    def restore(self):
        for name in ("ledger", "result"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
            shutil.copytree(self.whole / name, self.folder / name)

    def names_put(self, names, commands, codes):
        for name in names:
            for put in KINDS:
                for command in commands if put is pipe else commands[:1]:
                    with self.subTest(name=name, kind=put.__name__, command=command[0]):
                        self.restore()
                        path = self.folder / name
                        path.unlink(missing_ok=True)
                        put(path)
                        done = self.run_spendlens(*command)
                        error = done.stderr.decode()
                        self.assertIn(done.returncode, codes, error)
                        self.assertEqual(len([line for line in error.splitlines() if line.startswith("spendlens: ")]), int(done.returncode != 0), error)
                        if done.returncode == 3:
                            self.assertIn(path.name, error)

    READS = [("info", "ledger"), ("check", "ledger"), ("audit", "--ledger", "ledger", "--out", "other"),
             ("export", "--ledger", "ledger", "--table", "transactions"), ("compact", "--ledger", "ledger", "--into", "all"),
             ("import", "--transactions", "more.csv", "--ledger", "ledger", "--amounts", "spend-positive")]

    def test_a_segment_its_sums_or_a_journal_that_is_no_plain_file_is_named_and_ends_every_command(self):
        self.names_put(["ledger/july.h5", "ledger/july.h5.sum", "ledger/july.h5.sum.next", "ledger/.compact"], self.READS, {3})

    def test_a_result_that_is_no_plain_file_is_named_and_ends_every_command(self):
        self.names_put(["result/audit.h5", "result/audit.h5.sum", "result/summary.json", "result/summary.json.next"],
                       [("info", "result"), ("check", "result"), ("export", "--audit", "result", "--table", "rfm"),
                        ("explain", "--ledger", "ledger", "--audit", "result", "--customer", "n1"), ("report", "--audit", "result")], {3})

    def test_an_audit_names_what_stands_in_the_way_of_its_own_texts_and_waits_for_nothing(self):
        self.names_put(["result/summary.json", "result/summary.json.next", "result/audit.h5.sum.next", "result/run.json"],
                       [("audit", "--ledger", "ledger", "--out", "result")], {3})

    def test_on_several_ranks_all_end(self):
        for name in ("ledger/july.h5", "ledger/july.h5.sum", "ledger/.compact"):
            self.restore()
            (self.folder / name).unlink(missing_ok=True)
            os.mkfifo(self.folder / name)
            for command in (("audit", "--ledger", "ledger", "--out", "other"), ("check", "ledger")):
                self.assertEqual(self.run_spendlens(*command, ranks=2).returncode, 3)

    def test_a_segment_that_is_a_link_to_nothing_is_not_left_out_in_silence(self):
        (self.folder / "ledger/july.h5").unlink()
        (self.folder / "ledger/july.h5").symlink_to("/nowhere/july.h5")
        self.expect(3, "audit", "--ledger", "ledger", "--out", "other", says="july.h5 is a symbolic link to nothing")

    def test_a_segment_that_is_a_link_to_a_plain_file_is_read(self):
        (self.folder / "ledger/july.h5").rename(self.folder / "elsewhere.h5")
        (self.folder / "ledger/july.h5").symlink_to(self.folder / "elsewhere.h5")
        self.expect(0, "check", "ledger")


if __name__ == "__main__":
    unittest.main()
