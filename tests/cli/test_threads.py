"""How many threads a rank starts, and what is said where it may not."""

import json
import os
import shutil
import subprocess
import time
import unittest

from command_line import SPENDLENS, CommandLineTest

AUDIT = ("audit", "--ledger", "ledger", "--out", "result", "--quiet")


class Threads(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.expect(0, "generate", "--customers", "100", "--ledger", "ledger", "--quiet")

    def run_with(self, *prefix, options=(), **environment):
        inherited = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
        done = subprocess.run([*prefix, SPENDLENS, *AUDIT, *options], cwd=self.folder, capture_output=True, timeout=120, env={**inherited, **environment})
        return done.returncode, done.stderr.decode()

    def test_more_threads_than_a_rank_may_have_are_refused(self):
        self.expect(2, *AUDIT, "--threads", "100000", says="--threads 100000 is more than the 1024 threads")
        for number in ("1000000", "99999999999999999999"):
            code, error = self.run_with(OMP_NUM_THREADS=number)
            self.assertEqual(code, 2, error)
            self.assertIn(f"OMP_NUM_THREADS={number} is more than the 1024 threads", error)

    @unittest.skipUnless(shutil.which("taskset"), "taskset is not installed; it comes with util-linux")
    def test_the_default_follows_the_affinity(self):
        first = min(os.sched_getaffinity(0))
        environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
        subprocess.run(["taskset", "-c", str(first), SPENDLENS, *AUDIT], cwd=self.folder, check=True, timeout=120, env=environment)
        self.assertEqual(json.loads((self.folder / "result" / "run.json").read_text())["threads_per_rank"], 1)

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which("setpriv") and shutil.which("prlimit"), "a limit on processes is tried as another user: run the tests as root, with setpriv and prlimit (util-linux)")
    def test_no_threads_to_be_had_is_an_error_of_the_system(self):
        for path in (self.folder, *self.folder.rglob("*")):
            path.chmod(0o777)
        # A user that nothing else runs as.
        code, error = self.run_with("setpriv", "--reuid", "64321", "--clear-groups", "prlimit", "--nproc=2", options=("--threads", "4"))
        self.assertEqual(code, 5, error)
        self.assertEqual(len(error.splitlines()), 1, error)
        self.assertIn("cannot start a thread", error)

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which("setpriv") and shutil.which("prlimit"), "a limit on processes is tried as another user: run the tests as root, with setpriv and prlimit (util-linux)")
    def test_of_ranks_that_get_no_threads_rank_0_speaks(self):
        def start(rank):
            environment = {**os.environ, "OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": rank}
            limited = ("setpriv", "--reuid", "64322", "--clear-groups", "prlimit", "--nproc=2")
            return subprocess.Popen([*limited, SPENDLENS, *AUDIT], cwd=self.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        first = start("0").communicate(timeout=120)
        self.assertIn("cannot start a thread", first[1])
        ended = start("1")  # as by a launcher that has lost the first one
        time.sleep(0.5)
        ended.terminate()
        self.assertEqual(ended.communicate(timeout=120), ("", ""))
        self.assertIn("cannot start a thread", start("1").communicate(timeout=120)[1])


if __name__ == "__main__":
    unittest.main()
