"""The benchmarks run at a tiny size: that every stage, limit and table is there with its samples. Times are not judged."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

BUILD = os.environ["SPENDLENS_BUILD"]


class BenchTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.work = pathlib.Path(scratch.name) / "work"

    def bench(self, *options, code=0):
        done = subprocess.run([sys.executable, "-m", "bench", "--build", BUILD, "--work", str(self.work), *options], capture_output=True, text=True, timeout=240)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return done

    def report(self):
        return json.loads((self.work / "bench.json").read_text())

    def test_every_stage_and_limit_is_reported_with_all_of_its_samples(self):
        screen = self.bench("--bank", "60x40", "--retail", "80x12", "--repeat", "2", "--no-peer").stdout
        report = self.report()
        stages = {(entry["case"], entry["stage"]): entry for entry in report["stages"]}
        self.assertEqual(set(stages), {(case, stage) for case in ("bank", "retail") for stage in ("generate", "export", "import", "audit evidence", "audit full")})
        for (case, stage), entry in stages.items():
            self.assertEqual(entry["rows"], {"bank": 2_400, "retail": 960}[case])
            self.assertEqual(len(entry["samples"]), 1 if stage == "export" else 2)
            if stage != "export":
                self.assertTrue(all(sample["peak_memory_bytes"] > 1_000_000 for sample in entry["samples"]), entry)
        limits = {(entry["case"], entry["limit"], entry["workers"]) for entry in report["limits"]}
        for case in ("bank", "retail"):
            for what in ("read ledger, cold", "read ledger, warm", "read CSV, cold", "read CSV, warm"):
                self.assertLessEqual({(case, what, "1 process"), (case, what, "2 processes")}, limits)
            self.assertLessEqual({(case, "sum of columns in memory", "1 thread"), (case, "sum of columns in memory", "2 threads")}, limits)
        self.assertEqual({(entry["case"], entry["stage"]) for entry in report["ratios"]},
                         {(case, stage) for case in ("bank", "retail") for stage in ("import", "audit evidence", "audit full")})
        self.assertGreaterEqual(report["machine"]["cores"], 1)
        self.assertRegex(report["versions"]["spendlens"], r"^\d+\.\d+")
        self.assertIn("bank: audit full", screen)
        self.assertEqual([path.name for path in self.work.iterdir()], ["bench.json"], "the files of the cases are removed")

    def test_the_memory_of_all_ranks_is_at_least_what_the_audit_reports(self):
        self.bench("--bank", "60x40", "--retail", "none", "--repeat", "1", "--no-peer")
        audits = [entry for entry in self.report()["stages"] if entry["stage"].startswith("audit")]
        self.assertEqual(len(audits), 2)
        for entry in audits:
            for sample in entry["samples"]:
                self.assertGreaterEqual(sample["peak_memory_bytes"], sample["peak_memory_bytes_reported"])

    def test_a_size_that_is_none_is_refused(self):
        self.assertIn("CUSTOMERSxROWS", self.bench("--bank", "100", code=2).stderr)
        self.assertIn("a whole number above 0", self.bench("--bank", "0x5", code=2).stderr)


if __name__ == "__main__":
    unittest.main()
