"""An audit that is stopped goes on where it was, on any number of ranks, to the same bytes; what does not fit it is said and
not used."""

import json
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

STOPPED = 6


class Stopping(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.expect(0, "generate", "--customers", "3000", "--transactions-per-customer", "50", "--ledger", "ledger")

    def stop(self, *options, seconds=0.001, memory="256K", **more):
        self.audit("--memory", memory, "--max-seconds", seconds, *options, code=STOPPED, **more)

    def finished(self, *options, out="result", says="", **more):
        """Runs to the end: how many customers it took from the checkpoint."""
        done = self.run_spendlens("audit", "--ledger", "ledger", "--out", out, *options, **more)
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertIn(says, done.stderr.decode())
        if out == "result":
            self.assertFalse((self.folder / out / ".checkpoint").exists())
        return json.loads((self.folder / out / "run.json").read_text())["resumed_customers"]

    def expect_same(self, *options):
        self.assertEqual(self.finished(*options, out="undisturbed"), 0)
        results = [(self.folder / out / "audit.h5").read_bytes() for out in ("undisturbed", "result")]
        self.assertEqual(results[0], results[1])
        summaries = [json.loads((self.folder / out / "summary.json").read_text()) for out in ("undisturbed", "result")]
        for summary in summaries:
            del summary["run"]
        self.assertEqual(summaries[0], summaries[1])

    def parts(self):
        return sorted((self.folder / "result" / ".checkpoint").glob("part-*"))

    def test_max_seconds_stops_with_exit_code_6_and_the_next_run_goes_on_to_the_same_bytes(self):
        self.audit("--memory", "256K", "--max-seconds", "0.001", code=STOPPED, says="run the same command again")
        self.assertFalse((self.folder / "result" / "audit.h5").exists())
        self.assertGreater(self.finished(says="goes on from the checkpoint"), 0)
        self.expect_same()

    def test_other_numbers_of_ranks_go_on_at_every_detail(self):
        for detail in ("full", "evidence", "summary"):
            for ranks in (3, 0, 2, 1):
                self.stop("--detail", detail, ranks=ranks)
            before = len(self.parts())
            self.assertGreaterEqual(before, 4)
            self.assertGreater(self.finished("--detail", detail, ranks=2), 0)
            self.expect_same("--detail", detail)

    def test_every_run_gets_further_and_the_last_one_has_all_of_the_shadow(self):
        done = [0]
        for _ in range(3):
            self.stop("--shadow", "100")
            done.append(sum(int(part.name[11:]) - int(part.name[5:10]) for part in self.parts()))
        self.assertEqual(done, sorted(set(done)))
        self.finished("--shadow", "100")
        self.assertEqual(json.loads((self.folder / "result" / "run.json").read_text())["shadow_customers"], 3000)

    def test_a_signal_stops_with_exit_code_6(self):
        for launcher, number in ((True, signal.SIGUSR1), (False, signal.SIGUSR1), (False, signal.SIGTERM)):
            command = [os.environ["MPIEXEC"], "-n", "2"] if launcher else []
            command += [SPENDLENS, "audit", "--ledger", "ledger", "--out", "result", "--memory", "64K", "--checkpoint-interval", "0"]
            process = subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            while len(self.parts()) < 3 and process.poll() is None:
                time.sleep(0.002)
            process.send_signal(number)
            error = process.communicate(timeout=60)[1].decode()
            self.assertEqual(process.returncode, STOPPED, error)
            self.assertEqual(error.count("run the same command again"), 1)
            self.assertGreater(self.finished(ranks=0 if launcher else 2), 0)
            self.expect_same()

    def test_a_checkpoint_of_other_options_or_input_is_said_and_not_used(self):
        (self.folder / "profile.yaml").write_text("not_spending: [transfer]\n")
        cases = {"profile": ["--profile", "profile.yaml"], "dates": ["--period", "2025"], "options": ["--bins", "4"]}
        for name, options in cases.items():
            self.stop()
            self.assertEqual(self.finished(*options, says=f"was made with another {name}"), 0)
            self.expect_same(*options)
        self.stop()
        self.expect(0, "generate", "--customers", "10", "--ledger", "ledger", "--segment", "more", "--seed", "9")
        self.assertEqual(self.finished(says="was made with another ledger"), 0)
        self.expect_same()

    def test_a_damaged_part_is_said_and_computed_again(self):
        damages = {"flipped": lambda data: data[:len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1:],
                   "cut": lambda data: data[:-100], "empty": lambda data: b"", "foreign": lambda data: b"x" * 1000}
        for damage in damages.values():
            self.stop()
            self.stop()
            damaged = self.parts()[1]
            damaged.write_bytes(damage(damaged.read_bytes()))
            self.assertGreater(self.finished(says=f"{damaged.name}"), 0)
            self.expect_same()

    def test_a_part_under_another_name_counts_for_nothing(self):
        self.stop()
        part = self.parts()[0]
        part.rename(part.with_name("part-30000-30001"))
        self.assertEqual(self.finished(says="is not what its name says"), 0)
        self.expect_same()

    def test_a_damaged_manifest_or_a_lost_temporary_result_begins_anew(self):
        for damage, says in ((lambda out: (out / ".checkpoint" / "manifest").write_bytes(b"spendlens-seal1\nnothing"), "is damaged"),
                             (lambda out: (out / "audit.h5.tmp").unlink(), "has lost its"),
                             (lambda out: os.truncate(out / "audit.h5.tmp", 1000), "has lost its")):
            self.stop()
            damage(self.folder / "result")
            self.assertEqual(self.finished(says=says), 0)
            self.expect_same()

    def test_parts_of_an_earlier_checkpoint_are_not_mixed_in(self):
        self.stop()
        old = {part.name: part.read_bytes() for part in self.parts()}
        self.finished()
        self.stop(memory="128K")
        for name, data in old.items():
            (self.folder / "result" / ".checkpoint" / name).write_bytes(data)
        self.assertIn(self.finished(says="of another checkpoint"), range(3000))
        self.expect_same()

    def test_a_run_shorter_than_the_interval_writes_no_checkpoint(self):
        self.finished("--memory", "256K")
        self.assertEqual(json.loads((self.folder / "result" / "run.json").read_text())["checkpoints"], 0)
        self.finished("--memory", "256K", "--checkpoint-interval", "0")
        record = json.loads((self.folder / "result" / "run.json").read_text())
        self.assertEqual(record["checkpoints"], record["batches"])

    def test_impossible_seconds_are_refused(self):
        self.audit("--checkpoint-interval", "-1", code=2)
        self.audit("--max-seconds", "0", code=2)


if __name__ == "__main__":
    use_memory()
    unittest.main()
