#!/usr/bin/env python3
"""spendlens selftest: the same tables on any number of ranks and threads and by any instruction set, in a folder that it removes; what
differs is told, with exit code 7.

usage: test_selftest.py, with SPENDLENS and MPIEXEC in the environment
"""

import os
import pathlib
import subprocess
import tempfile
import unittest

SPENDLENS, MPIEXEC = os.environ["SPENDLENS"], os.environ["MPIEXEC"]


class Selftest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_it(self, *words, ranks=1, **environment):
        launcher = [MPIEXEC, "-n", str(ranks)] if ranks > 1 else []
        command = [*launcher, SPENDLENS, "selftest", "--directory", self.folder, *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=250, env={**os.environ, **environment})

    def test_all_tables_are_as_on_every_machine(self):
        for ranks, words, environment in ((1, (), {}), (3, ("--threads", "2"), {"SPENDLENS_INSTRUCTION_SET": "base"})):
            done = self.run_it(*words, ranks=ranks, **environment)
            self.assertEqual(0, done.returncode, done.stdout + done.stderr)
            self.assertRegex(done.stdout, rf"13 of 13 tables are as on every machine; {ranks} ranks of \d+ threads")
            self.assertEqual([], list(self.folder.iterdir()))

    def test_digests_alone_and_a_folder_that_is_kept(self):
        done = self.run_it("--digests", "--keep")
        self.assertEqual(0, done.returncode, done.stderr)
        lines = done.stdout.splitlines()
        self.assertEqual(13, len(lines))
        self.assertTrue(all(len(line.split()[-1]) == 32 for line in lines))
        (kept,) = self.folder.iterdir()
        self.assertTrue((kept / "bank-result" / "audit.h5").exists())

    def test_a_folder_that_cannot_be_made_is_told(self):
        (self.folder / "file").write_text("")
        self.folder = self.folder / "file"
        done = self.run_it(ranks=2)
        self.assertEqual(5, done.returncode, done.stderr)
        self.assertIn("file", done.stderr)


if __name__ == "__main__":
    unittest.main()
