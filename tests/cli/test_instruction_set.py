"""SPENDLENS_INSTRUCTION_SET: the same result under every set that this machine has, and what is said of the others."""

import json
import os
import pathlib
import platform
import subprocess
import unittest

from command_line import SPENDLENS, CommandLineTest

VARIABLE = "SPENDLENS_INSTRUCTION_SET"
FEATURES = {"avx512": {"avx512f", "avx512bw", "avx512dq", "avx512vl"}, "avx2": {"avx2", "bmi1", "bmi2", "popcnt"}, "base": set()}
# The environment of one rank, the second.
SECOND_RANK = 'if [ "$OMPI_COMM_WORLD_RANK" = 1 ]; then export %s=%s; fi; exec "$0" "$@"'


def sets_of_this_machine():
    """The widest first, as the system tells it; the program asks the processor itself."""
    if platform.machine() != "x86_64":
        return ["base"]
    flags = {word for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("flags") for word in line.split()}
    sets = [name for name, features in FEATURES.items() if features <= flags]
    return sets if "avx2" in sets else ["base"]


class InstructionSet(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.available = sets_of_this_machine()

    def run_with(self, word, *arguments, ranks=0, only_second=False):
        environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
        launcher = [os.environ.get("MPIEXEC", "mpirun"), "-n", str(ranks)] if ranks else []
        if only_second:
            launcher += ["sh", "-c", SECOND_RANK % (VARIABLE, word)]
        elif word is not None:
            environment[VARIABLE] = word
        done = subprocess.run([*launcher, SPENDLENS, *arguments], cwd=self.folder, capture_output=True, timeout=120, env=environment)
        said = [line for line in done.stderr.decode().splitlines() if line.startswith("spendlens: ")]
        return done.returncode, said

    def generate(self, kind="bank"):
        self.assertEqual(self.run_with(None, "generate", "--kind", kind, "--customers", "1000", "--ledger", kind, "--quiet"), (0, []))

    def audit(self, word, ledger="bank", **how):
        """The bytes of audit.h5 and the instruction sets that the record tells; reference loops check every customer."""
        code, said = self.run_with(word, "audit", "--ledger", ledger, "--out", "result", "--shadow", "100", "--quiet", **how)
        self.assertEqual((code, said), (0, []))
        record = json.loads((self.folder / "result" / "run.json").read_text())
        self.assertEqual(record["shadow_customers"], 1000)
        return (self.folder / "result" / "audit.h5").read_bytes(), record["instruction_sets"]

    def test_an_audit_gives_the_same_bytes_under_every_set_and_uses_the_widest_where_none_is_named(self):
        for ledger in ("bank", "retail"):
            self.generate(ledger)
            expected, used = self.audit(None, ledger)
            self.assertEqual(used, {self.available[0]: 1})
            self.assertEqual(self.audit("", ledger), (expected, used))
            for word in self.available:
                result, used = self.audit(word, ledger)
                self.assertEqual(used, {word: 1})
                self.assertTrue(result == expected, f"audit.h5 of {ledger} differs under {word}")

    def test_ranks_of_different_sets_give_the_same_bytes(self):
        self.generate()
        expected, used = self.audit(None, ranks=3)
        self.assertEqual(used, {self.available[0]: 3})
        result, used = self.audit("base", ranks=3, only_second=True)
        self.assertTrue(result == expected)
        self.assertEqual(used, {"base": 1, self.available[0]: 2} if len(self.available) > 1 else {"base": 3})

    def test_a_word_that_is_no_set_is_refused_in_one_line_by_every_command_before_it_does_anything(self):
        for arguments in (("generate", "--customers", "10", "--ledger", "bank"), ("audit", "--ledger", "bank", "--out", "result"), ("info", "bank")):
            for word in ("avx9", "AVX2", " base", "base,avx2"):
                code, said = self.run_with(word, *arguments)
                self.assertEqual((code, len(said)), (2, 1), said)
                self.assertIn(f"{VARIABLE}: '{word}' is no instruction set; there are avx512, avx2, base", said[0])
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_one_rank_with_a_bad_word_ends_all_in_one_line(self):
        self.generate()
        for only_second, rank in ((True, 1), (False, 0)):
            code, said = self.run_with("oops", "audit", "--ledger", "bank", "--out", "result", ranks=3, only_second=only_second)
            self.assertEqual((code, len(said)), (2, 1), said)
            self.assertIn(f"{VARIABLE}: 'oops' is no instruction set", said[0])
            self.assertIn(f"rank {rank} of 3", said[0])
        self.assertFalse((self.folder / "result").exists())

    def test_a_set_that_this_machine_lacks_is_refused(self):
        lacking = [name for name in FEATURES if name not in self.available]
        if not lacking:
            self.skipTest("this machine has every instruction set there is")
        for word in lacking:
            code, said = self.run_with(word, "generate", "--customers", "10", "--ledger", "bank")
            self.assertEqual((code, len(said)), (2, 1), said)
            self.assertIn(f"{VARIABLE}: this machine cannot run {word}; it has {', '.join(self.available)}", said[0])


if __name__ == "__main__":
    unittest.main()
