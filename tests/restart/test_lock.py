"""One job writes an output at a time. The lock of a job that is gone is free; of one that may be running it is not."""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

from command_line import SPENDLENS, CommandLineTest
from scratch import use_memory

IN_USE = 9


class Lock(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.expect(0, "generate", "--customers", "6000", "--transactions-per-customer", "50", "--ledger", "ledger")
        (self.folder / "result").mkdir()
        self.lock = self.folder / "result" / ".lock"

    def write_lock(self, host="elsewhere", boot="b", processes="p", pid=1, start=1, job="", age=0):
        self.lock.write_text(f"host {host}\nboot {boot}\nprocesses {processes}\npid {pid}\nstart {start}\njob {job}\nrestarts 0\n")
        os.utime(self.lock, (time.time() - age,) * 2)

    def local(self, **more):
        return {"host": socket.gethostname(), "boot": pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip(),
                "processes": os.readlink("/proc/self/ns/pid"), **more}

    def expect_free(self, why):
        done = self.run_spendlens("audit", "--ledger", "ledger", "--out", "result")
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        self.assertIn(why, done.stderr.decode())
        self.assertFalse(self.lock.exists())

    def start_audit(self):
        process = subprocess.Popen([SPENDLENS, "audit", "--ledger", "ledger", "--out", "result", "--memory", "16k", "--checkpoint-interval", "0"],
                                   cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        while not list((self.folder / "result").glob(".checkpoint/part-*")):
            self.assertIsNone(process.poll())
            time.sleep(0.002)
        return process

    def test_a_second_job_is_told_who_holds_the_output_and_ends_with_exit_code_9(self):
        first = self.start_audit()
        first.send_signal(signal.SIGSTOP)
        self.audit(code=IN_USE, says=f"held by process {first.pid} on host {socket.gethostname()}")
        self.audit(code=IN_USE, ranks=2)
        first.send_signal(signal.SIGCONT)
        self.assertEqual(first.wait(120), 0)
        self.expect_free("")

    def test_the_lock_of_a_killed_job_is_taken_over(self):
        first = self.start_audit()
        first.kill()
        first.wait()
        self.assertTrue(self.lock.exists())
        self.expect_free("which is gone")

    def test_a_process_number_that_is_used_again_holds_nothing(self):
        self.write_lock(**self.local(pid=os.getpid(), start=1))
        self.expect_free("which is gone")

    def test_a_host_that_was_started_anew_holds_nothing(self):
        self.write_lock(**self.local(boot="another", pid=os.getpid()))
        self.expect_free("which is gone")

    def test_another_host_holds_it_while_its_heart_beats_and_a_minute_longer(self):
        self.write_lock(age=50)
        self.audit(code=IN_USE, says="process 1 on host elsewhere")
        self.write_lock(age=65)
        self.expect_free("last heard of")

    def test_a_lock_that_says_nothing_is_free_after_a_minute(self):
        self.lock.write_text("")
        self.audit(code=IN_USE)
        os.utime(self.lock, (time.time() - 65,) * 2)
        self.expect_free("last heard of")

    def test_slurm_tells_whether_the_job_is_over(self):
        (self.folder / "bin").mkdir()
        path = os.environ["PATH"]
        self.addCleanup(os.environ.__setitem__, "PATH", path)
        os.environ["PATH"] = f"{self.folder}/bin:{path}"
        for answer, code in (("echo RUNNING", IN_USE), ("echo 'slurm_load_jobs error: Unable to contact slurm controller' >&2; exit 1", IN_USE),
                             ("echo COMPLETED", 0), ("true", 0), ("echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1", 0)):
            squeue = self.folder / "bin" / "squeue"
            squeue.write_text(f"#!/bin/sh\n{answer}\n")
            squeue.chmod(0o755)
            self.write_lock(job="77")
            self.audit(code=code, says="job 77" if code else None)


if __name__ == "__main__":
    use_memory()
    unittest.main()
