"""What an audit asks of the other ranks does not grow with their number: one rank of a communicator that pretends to have them tells."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

BUILD = pathlib.Path(os.environ["SPENDLENS_BUILD"])


class Collectives(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.run_program(BUILD / "jobs" / "spendlens", "generate", "--customers", 3000, "--ledger", "bank")

    def run_program(self, *command):
        return subprocess.run([str(part) for part in command], cwd=self.folder, check=True, capture_output=True, text=True, timeout=120).stdout

    def cost(self, ranks):
        (self.folder / f"out-{ranks}").mkdir()
        record = json.loads(self.run_program(BUILD / "benchmarks" / "scaling" / "pretend", ranks, "bank", f"out-{ranks}"))
        return {key: sum(cost[key] for cost in record["collectives_of_rank_0"].values()) for key in ("calls", "bytes_sent", "bytes_received")}

    def test_calls_and_bytes_of_a_rank_stay_as_they_are_from_16_to_1024_ranks(self):
        few, many = self.cost(16), self.cost(1024)
        self.assertLess(few["calls"], 400)
        self.assertLessEqual(many["calls"], 1.2 * few["calls"])
        self.assertLessEqual(many["bytes_sent"], 1.5 * few["bytes_sent"])
        # What is gathered grows with the ranks: some numbers of each.
        self.assertLessEqual(many["bytes_received"], 1.5 * few["bytes_received"] + 1024 * 4096)


if __name__ == "__main__":
    unittest.main()
