"""Each exit code, from a real situation: the same one directly and under mpirun. Under srun: tests/slurm. Code 8 needs a defect of
kernel or reference loop: tests/unit/audit/stage/test_shadow.cpp."""

import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

from command_line import SPENDLENS, CommandLineTest
from situations import fault_of, prepare, situations, with_environment


class ExitCodes(CommandLineTest):
    def expect_all(self, launcher):
        prepare(self.folder, lambda *arguments: self.expect(0, *arguments))
        seen = set()
        for wanted, says, arguments, environment in situations(self.folder):
            command = [*launcher, *with_environment(environment), SPENDLENS, *arguments]
            done = subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
            self.assertEqual(fault_of(done.returncode, wanted, says, done.stderr), "", arguments)
            seen.add(wanted)
        self.assertEqual(seen, {0, 2, 3, 4, 5, 6, 7, 9})

    def test_directly(self):
        self.expect_all([])

    def test_mpirun_ends_with_the_same(self):
        self.expect_all([os.environ.get("MPIEXEC", "mpirun"), "-n", "2"])

    def test_a_full_standard_output_is_an_error_of_output(self):
        prepare(self.folder, lambda *arguments: self.expect(0, *arguments))
        for command in ("info", "check"):
            with open("/dev/full", "w") as full:
                done = subprocess.run([SPENDLENS, command, "ledger"], cwd=self.folder, stdout=full, stderr=subprocess.PIPE, text=True, timeout=120)
            self.assertEqual(fault_of(done.returncode, 5, "standard output", done.stderr), "", command)


if __name__ == "__main__":
    unittest.main()
