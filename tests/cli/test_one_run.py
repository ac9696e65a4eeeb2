"""audit.h5 and summary.json name each other: those of two runs are refused by every command that reads a result."""

import pathlib
import re
import shutil
import sys
import unittest

import h5py

from command_line import CommandLineTest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "rounds"))
from tampering import seal  # noqa: E402

LOG = "customer_id,timestamp,amount\n" + "".join(f"c{i % 7},2025-0{1 + i % 6}-0{1 + i % 9},{i}.50\n" for i in range(60))
READS = (("check", "result"), ("info", "result"), ("report", "--audit", "result"), ("export", "--audit", "result", "--table", "rfm"),
         ("explain", "--ledger", "ledger", "--audit", "result", "--customer", "c1"))


class OneRun(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.import_text(LOG)
        self.audit("--as-of", "2025-05-31")
        self.result = self.folder / "result"
        self.expect(0, "audit", "--ledger", "ledger", "--out", "other", "--as-of", "2025-06-30")
        self.other = self.folder / "other"

    def all_read(self, code, says=None):
        for command in READS:
            with self.subTest(command=command[0]):
                self.expect(code, *command, says=says)

    def test_a_summary_of_another_run_is_refused(self):
        self.all_read(0)
        shutil.copy(self.other / "summary.json", self.result / "summary.json")
        self.all_read(3, "result/summary.json is not the summary of result/audit.h5")
        for ranks in (1, 2, 3, 7):
            done = self.run_spendlens("check", "result", ranks=ranks)
            self.assertEqual(done.returncode, 3)
            self.assertEqual(done.stderr.decode().count("is not the summary of"), 1)
        self.audit("--as-of", "2025-05-31")
        self.all_read(0)

    def test_an_audit_h5_of_another_run_is_refused_also_where_the_figures_are_the_same(self):
        self.expect(0, "audit", "--ledger", "ledger", "--out", "other", "--as-of", "2025-05-31", "--detail", "evidence")
        for name in ("audit.h5", "audit.h5.sum"):
            shutil.copy(self.other / name, self.result / name)
        self.all_read(3, "result/summary.json is not the summary of result/audit.h5")

    def test_a_figure_that_was_changed_is_refused(self):
        path = self.result / "summary.json"
        text = path.read_text()
        self.assertIn('"total_customers": 7', text)
        path.write_text(text.replace('"total_customers": 7', '"total_customers": 8', 1))
        self.all_read(3, "result/summary.json")

    def test_a_digit_of_data_quality_or_of_the_run_that_was_changed_is_refused(self):
        path = self.result / "summary.json"
        whole = path.read_text()
        for old, new in (('"rows_read": 60', '"rows_read": 61'), ('"rows_rejected": 0,\n    "rejected": {}', '"rows_rejected": 9,\n    "rejected": {}'),
                         ('"ranks": 1', '"ranks": 7'), ('"threads_per_rank": ', '"threads_per_rank": 1')):
            self.assertIn(old, whole)
            path.write_text(whole.replace(old, new, 1))
            self.all_read(3, "result/summary.json is not the summary of result/audit.h5")
        place = whole.rindex('"digest": "') + len('"digest": "')
        path.write_text(whole[:place] + ("1" if whole[place] == "0" else "0") + whole[place + 1:])
        self.all_read(3, "result/summary.json is not the summary of result/audit.h5")
        for text in (whole[:-10], whole + "\n"):
            path.write_text(text)
            self.expect(3, "check", "result", says="result/summary.json is not the summary of result/audit.h5")
        path.write_text(re.sub(r',\n    "digest": ".*"', "", whole))
        self.expect(3, "check", "result", says="result/summary.json has no digest, as an older spendlens wrote it; run the audit again")

    def test_a_record_that_was_changed_is_refused_and_that_of_an_earlier_run_is_said(self):
        path = self.result / "run.json"
        whole = path.read_text()
        self.expect(0, "check", "result", says="result/run.json: good")
        for text in (whole.replace('"ranks": 1', '"ranks": 7'), whole.replace('"digest": "', '"digest": "0', 1), whole[:-20], whole + " ", "", "{}\n"):
            path.write_text(text)
            for ranks in (0, 2):
                self.expect(3, "check", "result", says="result/run.json is not as the run", ranks=ranks)
        shutil.copy(self.other / "run.json", path)
        self.expect(0, "check", "result", says="result/run.json: of another run")
        path.unlink()
        self.expect(0, "check", "result", says="result/run.json: missing")

    def test_a_missing_summary_is_named(self):
        (self.result / "summary.json").unlink()
        self.all_read(3, "there is no result/summary.json")

    def test_a_result_of_an_earlier_version_is_named_and_can_be_made_again(self):
        with h5py.File(self.result / "audit.h5", "r+") as file:
            del file["summary"]
        seal(self.result / "audit.h5")
        self.all_read(3, "result/audit.h5 does not say which summary.json belongs to it, as an older spendlens wrote it; run the audit again")
        self.audit("--as-of", "2025-05-31")
        self.all_read(0)

    def test_without_audit_h5_a_summary_is_reported_alone(self):
        for name in ("audit.h5", "audit.h5.sum"):
            (self.result / name).unlink()
        self.expect(0, "report", "--audit", "result")

    def test_a_run_that_ended_between_the_renames_has_left_one_result(self):
        (self.result / "summary.json").rename(self.result / "summary.json.next")
        self.all_read(0)
        shutil.copy(self.other / "summary.json", self.result / "summary.json")
        self.all_read(0)
        self.expect(0, "check", "result", says="result/summary.json.next: good")
        self.audit("--as-of", "2025-05-31")
        self.assertFalse((self.result / "summary.json.next").exists())
        self.expect(0, "check", "result", says="result/summary.json: good")

    def test_a_run_that_ended_before_the_renames_has_changed_nothing(self):
        shutil.copy(self.other / "summary.json", self.result / "summary.json.next")
        self.all_read(0)
        self.expect(0, "check", "result", says="result/summary.json: good")


if __name__ == "__main__":
    unittest.main()
