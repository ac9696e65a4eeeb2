"""audit --plan tells what a run does then: it is held against run.json and the files of that run."""

import json
import os
import re
import unittest

from command_line import CommandLineTest

UNITS = {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}


class Plan(CommandLineTest):
    def generate(self, segment, *options):
        self.expect(0, "generate", "--customers", "4000", "--transactions-per-customer", "80", "--ledger", "ledger", "--segment", segment, *options)

    def plan(self, *options, **more):
        text = self.expect(0, "audit", "--ledger", "ledger", "--out", "result", "--plan", *options, **more)
        self.assertFalse((self.folder / "result").exists())
        return text

    @staticmethod
    def size(text, label):
        number, unit = re.search(rf"^  {label} .*?([\d.]+) ([kMG]?B)\b", text, re.M).groups()
        return float(number) * UNITS[unit]

    @staticmethod
    def last_memory(text):
        number, unit = re.search(r"([\d.]+) ([kMG]?B)\s*$", text.rstrip()).groups()
        return float(number) * UNITS[unit]

    def expect_true(self, *options, customers=0.0):
        text = self.plan(*options)
        self.audit(*options)
        record = json.loads((self.folder / "result" / "run.json").read_text())
        facts = json.loads((self.folder / "result" / "summary.json").read_text())["ledger"]
        self.assertAlmostEqual(self.size(text, "reads") / record["bytes_read"], 1, delta=0.02)
        table = (self.folder / "result" / "audit.h5").stat().st_size
        self.assertLess(self.size(text, "writes"), table)
        self.assertGreater(self.size(text, "writes"), table / 2)
        if "ASAN_OPTIONS" not in os.environ:  # the address sanitizer takes a multiple
            self.assertLess(record["peak_memory_bytes"], self.last_memory(text) * 1.1)
        said = int(re.search(r"of (?:about )?([\d,]+) customers", text)[1].replace(",", ""))
        self.assertAlmostEqual(said / facts["customers"], 1, delta=customers)
        return text

    def test_one_segment(self):
        self.generate("a")
        self.assertIn(" of 4,000 customers in 1 segment\n", self.expect_true())

    def test_every_detail_and_small_memory(self):
        self.generate("a")
        for options in (("--detail", "evidence"), ("--memory", "1M")):
            with self.subTest(options):
                self.expect_true(*options)
                for path in (self.folder / "result").iterdir():
                    path.unlink()
                (self.folder / "result").rmdir()

    def test_several_segments_share_customers(self):
        self.generate("a")
        self.generate("b", "--seed", "2")
        text = self.plan()
        self.assertIn("of 4,000 customers in 2 segments", text)

    def test_segments_that_cannot_matter_are_passed_over(self):
        self.generate("a")
        self.assertIn("are passed over", self.plan("--as-of", "2001-01-01"))

    def test_the_same_on_any_number_of_ranks_and_refused_like_a_run(self):
        self.generate("a")
        self.assertEqual(self.plan(), self.plan(ranks=3))
        self.expect(2, "audit", "--ledger", "ledger", "--out", "result", "--plan", "--period", "never")
        self.expect(3, "audit", "--ledger", "nothing", "--out", "result", "--plan")


if __name__ == "__main__":
    unittest.main()
