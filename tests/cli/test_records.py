"""--record, --metrics, --lineage and --log-format json: what a command did, for programs, also where it failed."""

import json
import os
import signal
import subprocess
import time
import unittest
import unittest.mock

from command_line import SPENDLENS, CommandLineTest, digest_of
from records import event_faults, metrics_of, promtool_fault, schema_faults

LOG = "customer_id,timestamp,amount\na,2025-01-02,5\nb,2025-01-03,6\nb,2025-02-03,7\n"
PLACES = ("--record", "record.json", "--metrics", "run.prom", "--lineage", "events.ndjson")


class Records(CommandLineTest):
    def recorded(self, code, *arguments, **options):
        """The record of a command, held against the schema, and against its metrics and events."""
        (self.folder / "events.ndjson").unlink(missing_ok=True)
        done = self.run_spendlens(*arguments, *PLACES, **options)
        self.assertEqual(done.returncode, code, done.stderr.decode())
        record = json.loads((self.folder / "record.json").read_text())
        self.assertEqual(schema_faults(record), [])
        self.assertEqual(record["exit_code"], code)
        self.assertEqual(record["error"] is None, code == 0)
        text = (self.folder / "run.prom").read_text()
        self.assertEqual(promtool_fault(text), "")
        self.metrics = {}
        for (name, labels), value in metrics_of(text).items():
            labels = dict(labels)
            self.assertEqual((labels["command"], labels["target"]), (record["command"], os.path.normpath(os.path.join(record["directory"], record["target"])) if record["target"] else ""))
            self.metrics[name.removeprefix("spendlens_command_"), labels.get("state", labels.get("stage", ""))] = value
        self.assertEqual(self.metrics["exit_code", ""], code)
        self.assertEqual(self.metrics["success", ""], code == 0)
        self.assertEqual({name: int(value) for (family, name), value in self.metrics.items() if family == "rows"}, record["rows"])
        self.events = [json.loads(line) for line in (self.folder / "events.ndjson").read_text().splitlines()]
        for event in self.events:
            self.assertEqual(event_faults(event), [])
            self.assertEqual(event["run"]["runId"], record["id"])
        self.assertEqual([event["eventType"] for event in self.events], ["START", "COMPLETE" if code == 0 else "ABORT" if code == 6 else "FAIL"])
        return record

    def setUp(self):
        super().setUp()
        (self.folder / "log.csv").write_text(LOG)

    def test_an_import_tells_what_it_read_and_stored(self):
        for ranks in (0, 3):
            record = self.recorded(0, "import", "--transactions", "log.csv", "--ledger", "ledger", "--amounts", "spend-positive", ranks=ranks)
            self.assertEqual((record["command"], record["target"], record["ranks"]), ("import", "ledger", max(ranks, 1)))
            self.assertEqual(record["rows"], {"read": 3, "stored": 3, "folded": 0, "filtered": 0, "rejected": 0})
            self.assertEqual(record["customers"], 2)
            (source,) = record["inputs"]
            self.assertEqual((source["kind"], source["path"], source["bytes"]), ("file", "log.csv", len(LOG)))
            self.assertTrue(source["digest"].startswith("xxh3-128-1MiB:"))
            (segment,) = record["outputs"]
            self.assertEqual((segment["kind"], segment["path"], segment["rows"], segment["bytes"]), ("segment", "ledger/log.h5", 3, (self.folder / "ledger/log.h5").stat().st_size))
            self.assertIn("read", [stage["stage"] for stage in record["stages"]])
            self.assertGreaterEqual(record["ended_at"], record["started_at"])

    def test_an_audit_names_segments_by_the_digests_that_its_own_record_has(self):
        self.import_text(LOG)
        record = self.recorded(0, "audit", "--ledger", "ledger", "--out", "result", ranks=2)
        own = json.loads((self.folder / "result/run.json").read_text())
        self.assertEqual([(each["path"], each["digest"]) for each in record["inputs"]], [(f"ledger/{each['name']}.h5", "xxh3-128-sums:" + each["digest"]) for each in own["segments"]])
        self.assertEqual([each["path"] for each in record["outputs"]], ["result", "result/summary.json", "result/run.json"])
        self.assertEqual(record["outputs"][1]["digest"], "xxh3-128:" + digest_of(self.folder / "result/summary.json"))
        self.assertEqual(record["bytes_read"], own["bytes_read"])
        stages = {stage["stage"] for stage in record["stages"]}
        self.assertEqual(stages, {name for family, name in self.metrics if family == "stage_duration_seconds"})
        self.assertIn("stream", stages)

    def test_every_command_has_one(self):
        self.import_text(LOG)
        self.import_text(LOG.replace("2025", "2026"), "--segment", "later")
        self.audit()
        made = {
            "generate": (("--customers", "20", "--ledger", "made"), ["made/generated.h5"]),
            "export": (("--audit", "result", "--table", "rfm", "--output", "rfm.csv"), ["rfm.csv"]),
            "explain": (("--ledger", "ledger", "--audit", "result", "--customer", "b"), []),
            "report": (("--audit", "result"), ["result/report.html"]),
            "diff": (("--audit", "result", "--audit", "result", "--output", "changes"), ["changes/changes.csv", "changes/diff.json"]),
            "info": (("ledger",), []),
            "check": (("result",), []),
            "inspect": (("log.csv", "--write-format", "log.yaml"), ["log.yaml"]),
            "completion": (("bash",), []),
            "compact": (("--ledger", "ledger", "--into", "all"), ["ledger/all.h5"]),
        }
        for command, (arguments, outputs) in made.items():
            record = self.recorded(0, command, *arguments)
            self.assertEqual((record["command"], [each["path"] for each in record["outputs"]]), (command, outputs))
            for each in record["inputs"] + record["outputs"]:
                self.assertIsNotNone(each["digest"], (command, each))
        self.assertEqual([each["path"] for each in record["inputs"]], ["ledger/later.h5", "ledger/log.h5"])
        self.assertEqual(self.recorded(0, "export", "--ledger", "ledger", "--table", "transactions", "--output", "all.csv")["rows"], {"written": 6})

    def test_an_id_and_sql_are_not_kept(self):
        self.import_text(LOG)
        self.audit()
        for customer in (("--customer", "b"), ("--customer=b",)):
            record = self.recorded(0, "explain", "--ledger", "ledger", "--audit", "result", *customer)
            self.assertNotIn("b", record["arguments"])
            self.assertFalse(any("=b" in each for each in record["arguments"]))
        record = self.recorded(0, "export", "--audit", "result", "--table", "rfm", "--where", "customer_id=b", "--output", "rfm.csv")
        self.assertIn("customer_id=(not kept)", record["arguments"])

    def test_failures_are_told_with_code_and_line(self):
        wrong = self.recorded(2, "audit", "--ledger", "ledger", "--out", "result", "--frobnicate")
        self.assertEqual(wrong["command"], "audit")
        self.assertIn("--frobnicate", wrong["error"])
        self.assertEqual(self.recorded(2, "frobnicate")["command"], "")
        self.assertIn("nowhere.csv", self.recorded(3, "import", "--transactions", "nowhere.csv", "--ledger", "ledger")["error"])
        for ranks in (0, 2):
            missing = self.recorded(3, "audit", "--ledger", "nowhere", "--out", "result", ranks=ranks)
            self.assertIn("nowhere is not a ledger", missing["error"])
            self.assertEqual(missing["outcome"], "input unusable")
        (self.folder / "bad.csv").write_text(LOG + "c,no date,7\n")
        refused = self.recorded(4, "import", "--transactions", "bad.csv", "--ledger", "ledger", "--amounts", "spend-positive")
        self.assertEqual((refused["rows"]["read"], refused["rows"]["rejected"], refused["rows"]["stored"]), (4, 1, 0))
        self.assertEqual([each["path"] for each in refused["outputs"]], ["ledger/rejects/bad.refused.csv"])
        self.import_text(LOG)
        self.audit()
        gate = self.recorded(10, "diff", "--audit", "result", "--audit", "result", "--gate", "lens1.total_customers >= 1000")
        self.assertIn("does not hold", gate["error"])

    def test_the_time_of_the_last_success_outlives_a_failure(self):
        good = ("import", "--transactions", "log.csv", "--ledger", "ledger", "--amounts", "spend-positive")
        self.recorded(0, *good)
        success = self.metrics["last_success_timestamp_seconds", ""]
        self.assertEqual(success, self.metrics["end_timestamp_seconds", ""])
        self.recorded(3, "import", "--transactions", "nowhere.csv", "--ledger", "ledger")
        self.assertEqual(self.metrics["last_success_timestamp_seconds", ""], success)
        self.assertGreaterEqual(self.metrics["end_timestamp_seconds", ""], success)

    def test_a_place_that_cannot_be_written_is_told_before_anything_is_done(self):
        for option in ("--record", "--lineage"):
            self.expect(5, "import", "--transactions", "log.csv", "--ledger", "ledger", "--amounts", "spend-positive", option, "nowhere/file", says="nowhere/")
            self.assertFalse((self.folder / "ledger").exists())
        self.import_text(LOG)
        for option in ("--record", "--metrics", "--lineage"):
            self.expect(2, "info", "ledger", option, "ledger/log.h5", says=option)
        self.expect(2, "info", "ledger", "--record", "", says="its value is empty")
        self.expect(5, "info", "ledger", "--metrics", "nowhere/run.prom", says="nowhere/")

    def test_lineage_goes_behind_what_is_there_and_names_its_parent(self):
        self.import_text(LOG)
        with unittest.mock.patch.dict(os.environ, {"OPENLINEAGE_NAMESPACE": "nights", "OPENLINEAGE_PARENT_ID": "airflow/shop.night/01965ca5-85bc-789d-93a1-9e4e48bd37b3"}):
            for _ in range(3):
                self.expect(0, "info", "ledger", "--lineage", "all.ndjson")
        events = [json.loads(line) for line in (self.folder / "all.ndjson").read_text().splitlines()]
        self.assertEqual([event["eventType"] for event in events], ["START", "COMPLETE"] * 3)
        self.assertEqual(len({event["run"]["runId"] for event in events}), 3)
        for event in events:
            self.assertEqual(event["job"]["namespace"], "nights")
            self.assertEqual(event["run"]["facets"]["parent"]["job"], {"namespace": "airflow", "name": "shop.night"})
            self.assertEqual(event["run"]["facets"]["parent"]["run"]["runId"], "01965ca5-85bc-789d-93a1-9e4e48bd37b3")
            self.assertEqual([each["name"] for each in event["inputs"]], [] if event["eventType"] == "START" else [str((self.folder / "ledger/log.h5").resolve())])

    def end_by(self, launcher, number, *arguments):
        """Ends a command that is at work for long, once its record is there."""
        for name in ("record.json", "run.prom", "events.ndjson"):
            (self.folder / name).unlink(missing_ok=True)
        process = subprocess.Popen([*launcher, SPENDLENS, *arguments, *PLACES], cwd=self.folder, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            for _ in range(600):
                if (self.folder / "record.json").exists() and (self.folder / "ledger").exists() and process.poll() is None:
                    break
                time.sleep(0.05)
            begun = json.loads((self.folder / "record.json").read_text())
            self.assertEqual(schema_faults(begun), [])
            self.assertEqual((begun["exit_code"], begun["ended_at"]), (None, None))
            process.send_signal(number)
            process.communicate(timeout=60)
        finally:
            process.kill()
            process.wait()
        record = json.loads((self.folder / "record.json").read_text())
        self.assertEqual(schema_faults(record), [])
        self.assertEqual(record["id"], begun["id"])
        return record, process.returncode

    def test_a_signal_that_ends_a_command_is_told(self):
        waiting = ("import", "--transactions", "-", "--ledger", "ledger", "--segment", "log")
        # A launcher that is ended closes the standard input of its ranks first.
        working = ("generate", "--customers", "5M", "--ledger", "ledger")
        for launcher in ([], [os.environ.get("MPIEXEC", "mpirun"), "-n", "2"]):
            record, code = self.end_by(launcher, signal.SIGTERM, *(working if launcher else waiting))
            self.assertEqual((record["exit_code"], record["outcome"]), (128 + signal.SIGTERM, "ended by signal 15"))
            self.assertEqual(code if launcher else -code, code if launcher else signal.SIGTERM)
            self.assertNotEqual(code, 0)
            metrics = metrics_of((self.folder / "run.prom").read_text())
            self.assertIn(143, metrics.values())
            events = [json.loads(line)["eventType"] for line in (self.folder / "events.ndjson").read_text().splitlines()]
            self.assertEqual(events, ["START", "ABORT"])
        record, code = self.end_by([], signal.SIGKILL, *waiting)
        self.assertEqual((record["exit_code"], record["outcome"]), (None, "at work, or killed"))

    def test_a_log_of_json_is_an_object_a_line(self):
        for ranks in (0, 2):
            done = self.run_spendlens("import", "--transactions", "log.csv", "--ledger", "ledger", "--amounts", "spend-positive", "--log-format", "json", "--log-level", "debug", ranks=ranks)
            lines = [json.loads(line) for line in done.stderr.decode().splitlines()]
            self.assertTrue(lines)
            for line in lines:
                self.assertEqual(list(line), ["time", "level", "rank", "stage", "message"])
                self.assertRegex(line["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
                self.assertIn(line["level"], ("debug", "info", "warn"))
        for arguments in (("audit", "--ledger", "nowhere", "--out", "result"), ("audit", "--frobnicate")):
            done = self.run_spendlens(*arguments, "--log-format", "json")
            (line,) = [json.loads(line) for line in done.stderr.decode().splitlines()]
            self.assertEqual(line["level"], "error")
            self.assertIn(line["stage"], ("audit", "open"))
            self.assertFalse(line["message"].startswith("spendlens"))
        self.expect(2, "info", "ledger", "--log-format", "xml", says="--log-format")

    def test_info_check_and_plan_speak_json(self):
        self.import_text(LOG)
        self.audit()
        ledger = json.loads(self.expect(0, "info", "ledger", "--json"))
        self.assertEqual((ledger["kind"], ledger["customers"], ledger["transactions"], ledger["first_day"], ledger["last_day"]), ("ledger", 2, 3, "2025-01-02", "2025-02-03"))
        (segment,) = ledger["segments"]
        self.assertEqual((segment["name"], segment["rows"]["read"], segment["rows"]["stored"], segment["source"]["bytes"]), ("log", 3, 3, len(LOG)))
        self.assertIn("/transaction/amount", [column["path"] for table in segment["tables"] for column in table["columns"]])
        result = json.loads(self.expect(0, "info", "result", "--json"))
        self.assertEqual((result["kind"], result["customers"]), ("result", 2))
        self.assertIn("/rfm", [table["table"] for table in result["tables"]])
        self.assertEqual(json.loads(self.expect(0, "info", "ledger", "--merges", "3", "--json"))["merchants"], [])
        checked = json.loads(self.expect(0, "check", "ledger", "--json", "--quiet"))
        self.assertEqual((checked["good"], [each["transactions"] for each in checked["segments"]]), (True, [3]))
        self.assertEqual(json.loads(self.expect(0, "check", "result", "--json"))["run_record"], "good")
        plan = json.loads(self.expect(0, "audit", "--ledger", "ledger", "--out", "plan", "--plan", "--json"))
        self.assertEqual((plan["transactions"], plan["customers"], plan["shares"][0]["ranks"]), (3, 2, 1))
        self.expect(2, "audit", "--ledger", "ledger", "--out", "plan", "--json", says="--plan")
        (self.folder / "ledger/log.h5").write_bytes(b"damaged")
        damaged = self.run_spendlens("check", "ledger", "--json")
        self.assertEqual(damaged.returncode, 3)
        self.assertFalse(json.loads(damaged.stdout)["good"])
        self.assertIn(json.loads(damaged.stdout)["error"], damaged.stderr.decode())


class Unchanged(CommandLineTest):
    def setUp(self):
        super().setUp()
        (self.folder / "log.csv").write_text(LOG)

    def of(self, *options, code=0, ranks=0):
        return self.expect(code, "import", "--transactions", "log.csv", "--ledger", "ledger", "--if-changed", "--replace", "--amounts", "spend-positive", *options, ranks=ranks)

    def stamp(self):
        return (self.folder / "ledger/log.h5").stat().st_ino

    def test_nothing_is_done_for_the_same_bytes_with_the_same_options(self):
        self.assertIn("3 rows read", self.of())
        before = self.stamp()
        for ranks in (0, 3):
            self.assertIn("nothing is done", self.of(ranks=ranks))
            self.assertEqual(self.stamp(), before)
        self.assertEqual([path.name for path in (self.folder / "ledger").iterdir() if path.name.startswith(".import")], [])

    def test_other_bytes_options_lists_or_a_lost_segment_are_imported(self):
        changes = [lambda: (self.folder / "log.csv").write_text(LOG.replace(",5\n", ",8\n")), lambda: None, lambda: None,
                   lambda: (self.folder / "ledger/log.h5").unlink(), lambda: (self.folder / "ledger/log.h5.sum").unlink()]
        options = [(), ("--where", "customer_id=b"), ("--timestamp-format", "iso"), (), ()]
        self.of()
        for change, given in zip(changes, options):
            change()
            self.assertNotIn("nothing is done", self.of(*given))
            self.assertIn("nothing is done", self.of(*given))

    def test_a_list_of_categories_that_changed_counts(self):
        (self.folder / "log.csv").write_text("customer_id,timestamp,amount,category\na,2025-01-02,5,17\n")
        (self.folder / "codes.csv").write_text("code,category\n17,GROCERIES\n")
        self.of("--categories", "codes.csv")
        self.assertIn("nothing is done", self.of("--categories", "codes.csv"))
        (self.folder / "codes.csv").write_text("code,category\n17,TRAVEL\n")
        self.assertNotIn("nothing is done", self.of("--categories", "codes.csv"))

    def test_fewer_rejects_allowed_than_it_had_is_no_reason_to_do_nothing(self):
        (self.folder / "log.csv").write_text(LOG + "c,no date,7\n")
        self.of("--max-rejected", "1")
        self.assertIn("nothing is done", self.of("--max-rejected", "2"))
        self.of(code=4)


if __name__ == "__main__":
    unittest.main()
