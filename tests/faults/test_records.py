"""The record, the metrics and the lineage of each exit code, from a real situation: they fit their documents, and say the code that the command ended with."""

import json
import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))

from command_line import SPENDLENS, CommandLineTest
from records import event_faults, metrics_of, promtool_fault, schema_faults
from situations import FAILING_NEW, prepare, situations, with_environment


class Records(CommandLineTest):
    def judge(self, code, command, arguments):
        """The three files of one command."""
        done = subprocess.run([*command, "--record", "record.json", "--metrics", "run.prom", "--lineage", "events.ndjson"], cwd=self.folder, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, code, done.stderr)
        record = json.loads((self.folder / "record.json").read_text())
        self.assertEqual(schema_faults(record), [])
        self.assertEqual((record["exit_code"], record["command"], record["error"] is None), (code, arguments[0], code == 0), record)
        metrics = (self.folder / "run.prom").read_text()
        self.assertEqual(promtool_fault(metrics), "")
        self.assertEqual([value for (name, _), value in metrics_of(metrics).items() if name.endswith("_exit_code")], [code])
        events = [json.loads(line) for line in (self.folder / "events.ndjson").read_text().splitlines()]
        self.assertEqual([fault for event in events for fault in event_faults(event)], [])
        self.assertEqual([event["eventType"] for event in events if event["run"]["runId"] == record["id"]], ["START", {0: "COMPLETE", 6: "ABORT"}.get(code, "FAIL")])

    def judge_all(self, launcher):
        prepare(self.folder, lambda *arguments: self.expect(0, *arguments))
        seen = set()
        for wanted, _, arguments, environment in situations(self.folder):
            self.judge(wanted, [*launcher, *with_environment(environment), SPENDLENS, *arguments], arguments)
            seen.add(wanted)
        self.expect(0, "audit", "--ledger", "ledger", "--out", "done", "--quiet")
        gate = ("diff", "--audit", "done", "--audit", "done", "--gate", "lens1.total_customers >= 1000000", "--quiet")
        self.judge(10, [*launcher, SPENDLENS, *gate], gate)
        self.assertEqual(seen | {10}, {0, 2, 3, 4, 5, 6, 9, 10} | ({7} if FAILING_NEW else set()))

    def test_directly(self):
        self.judge_all([])

    def test_under_mpirun(self):
        self.judge_all([os.environ.get("MPIEXEC", "mpirun"), "-n", "2"])

    @unittest.skipUnless(FAILING_NEW, "nothing makes an allocation fail")
    def test_a_rank_that_fails_alone_tells_for_all(self):
        prepare(self.folder, lambda *arguments: self.expect(0, *arguments))
        audit = ("audit", "--ledger", "ledger", "--quiet", "--out", "alone")
        for rank in (0, 1):
            for count in (400, 2000):
                fault = with_environment({"LD_PRELOAD": FAILING_NEW, "SPENDLENS_NEW_FAULT": f"{rank} {count} logic"})
                command = [os.environ.get("MPIEXEC", "mpirun"), "-n", "2", *fault, SPENDLENS, *audit, "--record", "record.json"]
                done = subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
                record = json.loads((self.folder / "record.json").read_text())
                self.assertEqual(schema_faults(record), [])
                self.assertEqual(record["exit_code"], done.returncode, (rank, count, done.stderr, record))


if __name__ == "__main__":
    unittest.main()
