"""The scripts in slurm/, as they are, on a Slurm of two nodes: what they leave is, byte for byte, what a local run leaves."""

import csv
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "faults"))

from situations import fault_of, prepare, situations, with_environment

SPENDLENS = os.environ["SPENDLENS"]
SOURCE = pathlib.Path(os.environ["SPENDLENS_SOURCE"])
SKIPPED = 77
WAITING = {"PENDING", "RUNNING", "COMPLETING", "CONFIGURING", "SUSPENDED", "REQUEUED"}
TWO_NODES = ("--nodes=2", "--ntasks-per-node=2")
# The nodes share a host name and /dev/shm without being one; and ranks outnumber the cores.
NODES = {"OMPI_MCA_btl": "self,tcp", "OMPI_MCA_pml": "ob1", "OMPI_MCA_osc": "^sm", "OMPI_MCA_coll": "^sm",
         "OMPI_MCA_hwloc_base_binding_policy": "none", "OMPI_MCA_mpi_yield_when_idle": "1"}
IMPORT = ("--amounts", "spend-positive")
AUDIT = ("--period", "2025", "--compare", "2024")


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


class Cluster:
    """tests/slurm/cluster.sh, up as long as its standard input is held."""

    def __init__(self, directory):
        self.process = subprocess.Popen([str(SOURCE / "tests/slurm/cluster.sh"), str(directory)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        said = self.process.stdout.readline().strip()
        if said != "up":
            self.process.wait()
            skip(f"Slurm: {said}; scripts/install-dependencies.sh installs it")
        self.mark = f"SPENDLENS_TEST_CLUSTER={directory}".encode()
        self.environment = {**os.environ, **NODES, "SLURM_CONF": str(directory / "slurm.conf"), "SPENDLENS": SPENDLENS}

    def down(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()

    def processes_of(self, node):
        """slurmd, its steps and their ranks."""
        marks = {f"SPENDLENS_TEST_NODE={node}".encode(), f"SLURMD_NODENAME={node}".encode()}
        of_cluster = f"SLURM_CONF={self.environment['SLURM_CONF']}".encode()
        found = []
        for process in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                environment = set((process / "environ").read_bytes().split(b"\0"))
            except OSError:
                continue
            if marks & environment and (of_cluster in environment or self.mark in environment):
                found.append(int(process.name))
        # A step's own process overwrites its environment with its title.
        parents = {int((pathlib.Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[1]) for pid in found}
        return found + [pid for pid in parents if (pathlib.Path("/proc") / str(pid) / "comm").read_text().startswith("slurmstepd")]

    @staticmethod
    def signal(processes, number):
        for process in processes:
            try:
                os.kill(process, number)
            except ProcessLookupError:
                pass

    def restart(self, node):
        self.process.stdin.write(f"{node}\n")
        self.process.stdin.flush()
        said = self.process.stdout.readline().strip()
        if said != f"{node} is back":
            raise RuntimeError(f"{node} does not come back: {said}")

    def run(self, *command, **environment):
        return subprocess.run([str(part) for part in command], env={**self.environment, **environment}, capture_output=True, text=True, timeout=60)


class Jobs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.log = cls.folder / "purchases.csv"
        subprocess.run([SOURCE / "scripts/purchase-log.py", "--customers", "600", "--output", cls.log], check=True)

    def setUp(self):
        self.data = self.folder / self._testMethodName
        (self.data / "incoming").mkdir(parents=True)
        self.settings = {"DATA": str(self.data), "AMOUNTS": "spend-positive", "PERIOD": "2025", "COMPARE": "2024", "CPU_BIND": "none"}

    def submit(self, script, *options, **settings):
        done = self.cluster.run("sbatch", "--parsable", f"--output={self.data}/%x-%A-%a.out", *options, SOURCE / "slurm" / script,
                                **{**self.settings, **settings})
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def records(self, job):
        """What Slurm says of the job, a dictionary for each of its tasks."""
        lines = self.cluster.run("scontrol", "--oneliner", "show", "job", job).stdout.splitlines()
        return [dict(re.findall(r"(\w+)=(\S*)", line)) for line in lines]

    def wait(self, job, seconds=240):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            records = self.records(job)
            if records and all(record["JobState"] not in WAITING for record in records):
                return records
            time.sleep(0.2)
        self.fail(f"job {job} did not end: {self.records(job)}\n{self.output()}")

    def wait_until(self, condition, what, seconds=40):
        deadline = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"no {what}\n{self.output()}")
            time.sleep(0.1)

    def completes(self, job):
        for record in self.wait(job):
            self.assertEqual((record["JobState"], record["ExitCode"]), ("COMPLETED", "0:0"), self.output())

    def output(self):
        return "\n".join(f"{file.name}:\n{file.read_text()}" for file in sorted(self.data.glob("*.out")))

    def write_months(self):
        """The log's last three months as files of their own; their names."""
        with open(self.log, newline="") as source:
            header, *rows = csv.reader(source)
        months = ("2025-10", "2025-11", "2025-12")
        for month in months:
            with open(self.data / "incoming" / f"{month}-purchases.csv", "w", newline="") as target:
                csv.writer(target).writerows([header, *(row for row in rows if row[0].startswith(month))])
        return months

    def local(self, *arguments):
        subprocess.run([SPENDLENS, *map(str, arguments)], check=True, capture_output=True, timeout=60)

    def local_import(self, segment, *files):
        self.local("import", *(part for file in files for part in ("--transactions", file)), "--ledger", self.data / "local",
                   "--segment", segment, *IMPORT)

    def equals_local(self, *names):
        """Files under DATA/ledger and DATA/result, held against those of DATA/local and DATA/local_result."""
        for name in names:
            local = self.data / name.replace("ledger/", "local/").replace("result/", "local_result/")
            self.assertEqual(subprocess.run(["cmp", self.data / name, local]).returncode, 0, f"{name} differs\n{self.output()}")

    def audit_equals_local(self):
        """A result names its ledger: the local audit is of the job's, which is held against a local one by itself."""
        self.local("audit", "--ledger", self.data / "ledger", "--out", self.data / "local_result", *AUDIT)
        self.equals_local("result/audit.h5")
        self.assertIn("</html>", (self.data / "result" / "report.html").read_text(), self.output())
        summaries = [json.loads((self.data / result / "summary.json").read_text()) for result in ("result", "local_result")]
        for summary in summaries:
            del summary["run"]
        self.assertEqual(summaries[0], summaries[1])

    def use_day(self):
        """The whole log as the files of 2026-01-01, two of them."""
        lines = self.log.read_text().splitlines(keepends=True)
        half = len(lines) // 2
        files = [self.data / "incoming" / f"2026-01-01-{part}.csv" for part in (1, 2)]
        files[0].write_text("".join(lines[:half]))
        files[1].write_text("".join([lines[0], *lines[half:]]))
        self.settings["DAY"] = "2026-01-01"
        return files

    def test_nightly_on_two_nodes_leaves_what_a_local_run_leaves(self):
        files = self.use_day()
        records = self.data / "records"
        self.completes(self.submit("nightly.sbatch", *TWO_NODES, RECORDS=str(records)))
        self.local_import("2026-01-01", *files)
        self.equals_local("ledger/2026-01-01.h5")
        self.audit_equals_local()
        self.assertEqual(sorted(path.name for path in records.iterdir()),
                         ["2026-01-01.audit.json", "2026-01-01.import.json", "2026-01-01.report.json", "audit.prom", "import.prom", "report.prom"])
        for path in records.glob("*.json"):
            self.assertEqual(json.loads(path.read_text())["exit_code"], 0)
        self.assertEqual(list(self.data.glob("ledger.job-*")), [], "a job's notes are gone when it is done")

    def test_nightly_ends_with_the_exit_code_of_a_refused_import(self):
        self.settings["DAY"] = "2026-01-01"
        (self.data / "incoming" / "2026-01-01.csv").write_text("customer_id,timestamp,amount\nA,2025-01-01,1.00\nB,never,1.00\n")
        (record,) = self.wait(self.submit("nightly.sbatch", "--ntasks-per-node=1"))
        self.assertEqual((record["JobState"], record["ExitCode"]), ("FAILED", "4:0"), self.output())
        self.assertFalse((self.data / "result").exists())

    def test_srun_ends_with_the_exit_code_of_spendlens(self):
        prepare(self.data, lambda *arguments: subprocess.run([SPENDLENS, *arguments], cwd=self.data, check=True, capture_output=True, timeout=60))
        for wanted, says, arguments, environment in situations(self.data):
            done = self.cluster.run("srun", "--nodes=2", "--ntasks=2", "--mpi=pmix", "--cpu-bind=none", "--kill-on-bad-exit=1", f"--chdir={self.data}",
                                    *with_environment(environment), SPENDLENS, *arguments, SLURM_PMIX_FENCE="ring")
            self.assertEqual(fault_of(done.returncode, wanted, says, done.stderr), "", arguments)

    def test_nightly_without_files_of_the_day_says_so_and_ends_with_3(self):
        (record,) = self.wait(self.submit("nightly.sbatch", "--ntasks-per-node=1", DAY="2026-01-01"))
        self.assertEqual((record["JobState"], record["ExitCode"]), ("FAILED", "3:0"), self.output())
        self.assertIn("no files", self.output())

    def test_a_chain_of_backfill_and_audit_leaves_what_local_runs_leave(self):
        months = self.write_months()
        first = self.submit("backfill.sbatch", "--array=0-2%1", *TWO_NODES, FIRST_MONTH=months[0])
        audit = self.submit("nightly.sbatch", *TWO_NODES, f"--dependency=afterok:{first}", "--kill-on-invalid-dep=yes", AUDIT_ONLY="1")
        self.completes(first)
        self.completes(audit)
        for month in months:
            self.local_import(month, self.data / "incoming" / f"{month}-purchases.csv")
            self.equals_local(f"ledger/{month}.h5")
        self.audit_equals_local()

    def test_a_chain_ends_where_a_month_is_missing(self):
        months = self.write_months()
        first = self.submit("backfill.sbatch", "--array=0-1%1", "--ntasks-per-node=1", FIRST_MONTH="2025-09")
        audit = self.submit("nightly.sbatch", f"--dependency=afterok:{first}", "--kill-on-invalid-dep=yes", AUDIT_ONLY="1")
        codes = sorted(record["ExitCode"] for record in self.wait(first))
        self.assertEqual(codes, ["0:0", "3:0"], self.output())
        self.assertEqual(self.wait(audit)[0]["JobState"], "CANCELLED")
        self.assertTrue((self.data / "ledger" / f"{months[0]}.h5").exists(), "the other months are there")

    def test_a_job_near_its_time_limit_during_the_import_imports_once_and_goes_on(self):
        files = self.use_day()
        # Stands for spendlens: waits before it imports until it may, and counts imports.
        slow = self.data / "slow"
        slow.write_text(f'#!/bin/sh\nif [ "$1" = import ]; then echo x >>{self.data}/imports\n'
                        f'  until [ -e {self.data}/go ]; do sleep 0.1; done\nfi\nexec {SPENDLENS} "$@"\n')
        slow.chmod(0o755)
        job = self.submit("nightly.sbatch", "--ntasks-per-node=1", SPENDLENS=str(slow))
        self.wait_until((self.data / "imports").exists, "import")
        self.cluster.run("scancel", "--batch", "--signal=USR1", job)
        (self.data / "go").touch()
        self.completes(job)
        self.assertEqual(self.records(job)[0]["Restarts"], "1", self.output())
        self.assertEqual((self.data / "imports").read_text(), "x\n")
        self.local_import("2026-01-01", *files)
        self.equals_local("ledger/2026-01-01.h5")
        self.audit_equals_local()

    def test_an_audit_near_its_time_limit_is_requeued_and_finishes(self):
        self.local("generate", "--customers", "8k", "--ledger", self.data / "ledger")
        self.settings["AUDIT_ONLY"] = "1"
        # The first run is told as soon as it writes; small batches make it listen often.
        options = "--memory 1M --checkpoint-interval 0"
        job = self.submit("nightly.sbatch", *TWO_NODES, AUDIT_OPTIONS=options)
        self.wait_until((self.data / "result" / ".checkpoint").exists, "checkpoint")
        self.cluster.run("scancel", "--batch", "--signal=USR1", job)
        self.completes(job)
        self.assertEqual(self.records(job)[0]["Restarts"], "1", self.output())
        self.audit_equals_local()

    def slow_at_first(self, customers="20k"):
        """Stands for spendlens: an audit that takes minutes until its job is started again or DATA/fast is there, then seconds."""
        self.local("generate", "--customers", customers, "--ledger", self.data / "ledger")
        slow = self.data / "slow"
        slow.write_text(f'#!/bin/sh\n[ "${{SLURM_RESTART_COUNT:-0}}" = 0 ] && [ ! -e {self.data}/fast ] || exec {SPENDLENS} "$@"\n'
                        f'exec {SPENDLENS} "$@" --memory 4K --checkpoint-interval 0\n')
        slow.chmod(0o755)
        self.settings |= {"AUDIT_ONLY": "1", "SPENDLENS": str(slow)}

    def limit(self, job, minutes):
        done = self.cluster.run("scontrol", "update", f"jobid={job}", f"timelimit={minutes}")
        self.assertEqual(done.returncode, 0, done.stderr)

    def resumed_customers(self):
        return json.loads((self.data / "result" / "run.json").read_text())["resumed_customers"]

    def test_a_time_limit_too_short_has_the_job_requeued_and_it_finishes(self):
        self.slow_at_first()
        begin = time.monotonic()
        job = self.submit("nightly.sbatch", *TWO_NODES, "--time=20", "--signal=B:USR1@40")
        self.wait_until(lambda: list((self.data / "result" / ".checkpoint").glob("part-*")), "checkpoint")
        # From here on the limit is near, however long the ranks took to begin; Slurm looks every 30 s, and tells it up to 30 s early.
        self.limit(job, int((time.monotonic() - begin + 30) // 60) + 1)
        self.wait_until(lambda: self.records(job)[0]["Restarts"] == "1", "restart", seconds=150)
        self.limit(job, 20)
        self.completes(job)
        self.assertEqual(self.records(job)[0]["Restarts"], "1", self.output())
        self.assertGreater(self.resumed_customers(), 0)
        self.audit_equals_local()

    def test_a_job_that_loses_a_node_is_requeued_and_one_submitted_to_the_other_node_goes_on_from_there(self):
        self.slow_at_first()
        job = self.submit("nightly.sbatch", *TWO_NODES)
        self.wait_until(lambda: len(list((self.data / "result" / ".checkpoint").glob("part-*"))) > 4, "checkpoint")
        lost = self.cluster.processes_of("node1")
        self.assertGreater(len(lost), 3, "slurmd, its step, two ranks")
        self.cluster.signal(lost, signal.SIGSTOP)  # nobody hears of it, as when the power fails
        self.cluster.run("scontrol", "update", "nodename=node1", "state=down", "reason=lost")
        self.wait_until(lambda: self.records(job)[0]["Restarts"] == "1", "restart")
        self.cluster.signal(lost, signal.SIGKILL)
        (self.data / "fast").touch()
        try:
            self.wait_until(lambda: self.records(job)[0]["JobState"] == "PENDING", "waiting for two nodes")
            self.cluster.run("scancel", job)
            self.completes(self.submit("nightly.sbatch", "--nodes=1", "--ntasks-per-node=2"))
        finally:
            self.cluster.restart("node1")
        self.assertGreater(self.resumed_customers(), 0)
        self.audit_equals_local()


def main():
    with tempfile.TemporaryDirectory(prefix="slurm", dir="/tmp") as scratch:
        folder = pathlib.Path(scratch)
        folder.chmod(0o755)
        Jobs.folder, Jobs.cluster = folder, Cluster(folder / "cluster")
        try:
            result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(Jobs))
        finally:
            Jobs.cluster.down()
    sys.exit(0 if result.wasSuccessful() else 1)


if __name__ == "__main__":
    main()
