#!/usr/bin/env python3
"""The oracle beside what a person concludes of the cases: SHARED/cases/signals.

usage: test_cases.py SHARED [UNITTEST_OPTION]...
The environment variable SPENDLENS_SHARED goes before SHARED. Where the cases are absent the test says so and is skipped."""

import json
import os
import pathlib
import sys
import tempfile
import unittest

from conclusions import compare_case

CASES = pathlib.Path(os.environ.get("SPENDLENS_SHARED") or (sys.argv.pop(1) if len(sys.argv) > 1 else "../shared")) / "cases" / "signals"
# Where the definitions part from the person, and why: CHOICES.md.
PARTED = {
    "c07_subscription_mix": ["subscription missed: ('HELLOFRESH', 'weekly', 2990, 'active')"],
    "c17_joint": ["emergency_fund_months: 0.0, not None"],
    "c23_dormant": ["subscription false: ('NETFLIX', 'monthly', 1799, 'lapsed')",
                    "income false: ('GLOBEX PAYROLL', 'biweekly', 210000, 'lapsed')"],
    "c32_no_categories": ["subscription missed: ('NETFLIX', 'monthly', 1799, 'active')"],
}
ALIASES = "pattern,name,kind\nNETFLIX*,NETFLIX,subscription\nHELLOFRESH*,HELLOFRESH,subscription\n"


@unittest.skipUnless(CASES.is_dir(), f"{CASES} is absent; name the folder that holds cases/ by the environment variable SPENDLENS_SHARED")
class Cases(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.expected = json.loads((CASES / "expected.json").read_text(encoding="utf-8"))

    def test_all_cases_are_there(self):
        self.assertEqual(sorted(self.expected), sorted(folder.name for folder in CASES.iterdir() if folder.is_dir()))

    def test_the_definitions_conclude_what_a_person_concludes(self):
        for case, expected in self.expected.items():
            with self.subTest(case):
                self.assertEqual(PARTED.get(case, []), compare_case(CASES, case, expected))

    def test_names_that_an_alias_tells_are_subscriptions_whatever_their_category(self):
        with tempfile.TemporaryDirectory() as folder:
            aliases = pathlib.Path(folder) / "aliases.csv"
            aliases.write_text(ALIASES, encoding="utf-8")
            for case in ("c07_subscription_mix", "c32_no_categories"):
                with self.subTest(case):
                    self.assertEqual([], compare_case(CASES, case, self.expected[case], str(aliases)))


if __name__ == "__main__":
    unittest.main(verbosity=2)
