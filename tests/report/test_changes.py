"""The report against an earlier result: its section says what diff.json says, and nothing else of the page is other."""

import json
import re
import unittest

from report_page import parse
from test_report import ReportTest


class ChangesTest(ReportTest):
    def setUp(self):
        super().setUp()
        self.import_bank()
        for out, period in (("earlier", "2025-02"), ("result", "2025-03")):
            self.expect(0, "audit", "--ledger", "ledger", "--out", out, "--period", period, "--quiet")

    def changed_report(self):
        self.expect(0, "report", "--audit", "result", "--compare", "earlier")
        self.text = (self.folder / "result" / "report.html").read_text(encoding="utf-8")
        self.page, mistakes = parse(self.text)
        self.assertEqual(mistakes, [])
        return {**self.summary(), "changes": json.loads(self.expect(0, "diff", "--audit", "earlier", "--audit", "result", "--json"))}

    def test_every_figure_is_that_of_the_summary_or_of_the_diff(self):
        summary = self.changed_report()
        keys = self.check_figures(summary)
        of_changes = {key for key in keys if "/changes/" in key}
        for name in ("both", "changed", "appeared", "gone"):
            self.assertIn(f"/changes/customers/{name}", of_changes)
        for transition, rows in summary["changes"]["transitions"].items():
            for row, columns in rows.items():
                for column in columns:
                    self.assertIn(f"/changes/transitions/{transition}/{row}/{column}", of_changes)
        for figure in ("lens1.total_revenue", "ledger.customers", "lens2.churn_rate"):
            for part in ("earlier", "later", "change"):
                self.assertIn(f"/changes/figures/{figure}/{part}", of_changes)

    def test_without_the_section_the_page_is_the_same(self):
        self.changed_report()
        section = re.search(r'<section id="changes".*?</section>\n', self.text, re.S)[0]
        link = re.search(r'<li><a href="#changes">.*?</li>\n', self.text)[0]
        with_changes = self.text
        self.report()
        self.assertEqual(with_changes.replace(section, "").replace(link, ""), self.text)
        self.assertNotIn("changes", [element.attributes.get("id") for element in self.page.all()])

    def test_every_chart_has_a_table_and_ids_are_distinct(self):
        self.changed_report()
        ids = [element.attributes["id"] for element in self.page.all() if "id" in element.attributes]
        self.assertEqual(len(ids), len(set(ids)))
        section = self.page.by_id("changes")
        self.assertGreaterEqual(len(list(section.all("figure"))), 1)
        self.assertGreaterEqual(len(list(section.all("table"))), 5)

    def test_a_result_without_customers_says_figures_alone(self):
        self.expect(0, "audit", "--ledger", "ledger", "--out", "earlier", "--period", "2025-02", "--detail", "summary", "--quiet")
        summary = self.changed_report()
        self.check_figures(summary)
        self.assertIn("keeps no customers", self.section("changes"))

    def test_what_is_no_result_is_told(self):
        self.expect(5, "report", "--audit", "result", "--compare", "nowhere", says="nowhere")
        self.expect(2, "report", "--audit", "result", "--compare", "", says="empty")


if __name__ == "__main__":
    unittest.main()
