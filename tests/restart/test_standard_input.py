"""A launcher that is ended closes its ranks' standard input: that is no end of the rows, and never replaces a segment by some of them."""

import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

from command_line import SPENDLENS, CommandLineTest
from scratch import use_memory

HEAD = b"customer_id,timestamp,amount\n"


class StandardInput(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.import_text(HEAD + b"a,2025-01-01,1\nb,2025-01-02,2\n", name="piped.csv")
        self.segment = self.folder / "ledger" / "piped.h5"
        self.before = self.segment.read_bytes()

    def importing(self):
        """An import of the segment anew that waits for more rows."""
        command = [os.environ["MPIEXEC"], "-n", "2", SPENDLENS, "import", "--transactions", "-", "--ledger", "ledger", "--segment", "piped",
                   "--amounts", "spend-positive"]
        if "--replace" in self.run_spendlens("import", "--help").stdout.decode():
            command.append("--replace")
        # Started below nohup it would not hear of a hang-up.
        process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        process.stdin.write(HEAD + b"c,2025-01-03,3\n")
        process.stdin.flush()
        return process

    def wait_until_read(self, process):
        """The rows so far lie in the ledger's working directory."""
        end = time.monotonic() + 60
        while not any(path.stat().st_size for path in (self.folder / "ledger").rglob("standard-input")):
            self.assertIsNone(process.poll())
            self.assertLess(time.monotonic(), end)
            time.sleep(0.01)

    def test_an_ended_launcher_is_no_end_of_the_rows(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL):
            process = self.importing()
            self.wait_until_read(process)
            process.send_signal(number)
            self.assertNotEqual(process.wait(60), 0)
            time.sleep(2)  # ranks may live that long
            self.assertEqual(self.segment.read_bytes(), self.before, number)
            process.stdin.close()

    def test_a_launcher_that_is_ended_while_its_ranks_begin_is_no_end_of_the_rows(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            for delay in (0.1, 0.2, 0.3, 0.5, 0.8):
                process = self.importing()
                time.sleep(delay)
                process.send_signal(number)
                self.assertNotEqual(process.wait(60), 0)
                time.sleep(1)
                self.assertEqual(self.segment.read_bytes(), self.before, (number, delay))
                process.stdin.close()

    def test_a_rank_that_was_frozen_reads_to_the_end(self):
        process = self.importing()
        self.wait_until_read(process)
        subprocess.run(["pkill", "-STOP", "-P", str(process.pid), "spendlens"], check=True)
        time.sleep(0.2)
        subprocess.run(["pkill", "-CONT", "-P", str(process.pid), "spendlens"], check=True)
        process.stdin.write(b"d,2025-01-04,4\n")
        process.stdin.close()
        self.assertEqual(process.wait(60), 0)
        self.assertIn("2 transactions", self.expect(0, "info", "ledger"))


if __name__ == "__main__":
    use_memory()
    unittest.main()
