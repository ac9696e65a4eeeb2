"""The HTML report says what summary.json says, of any result, whatever the names in it."""

import copy
import json
import pathlib
import random
import re
import sys
import unittest
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))

from bank_ledger import WINDOWS, BankLedgerTest
from hostile import Names, hostile_summary
from report_page import computed, exact, parse, shows

ELEMENTS = set("""html head meta title style body a header h1 h2 h3 p nav ul li main section article dl div dt dd strong span figure figcaption
    data bdi svg rect line path text details summary table caption thead tbody tr th td fieldset legend input label footer""".split())
ATTRIBUTES = set("""lang charset http-equiv content name id class href value data-key data-value aria-label aria-labelledby aria-describedby role
    tabindex scope type checked for viewbox width height x y x1 y1 x2 y2 d text-anchor""".split())
EARLIER = pathlib.Path(__file__).resolve().parent.parent / "golden" / "appendix.yaml"
SECTIONS = ("brief", "lens1", "lens2", "segments", "lens3", "lens4", "lens5", "personas", "signals", "quality", "run")


class ReportTest(BankLedgerTest):
    def report(self, code=0, says=None, result="result"):
        self.expect(code, "report", "--audit", result, says=says)
        if code != 0:
            return None
        self.text = (self.folder / result / "report.html").read_text(encoding="utf-8")
        self.page, mistakes = parse(self.text)
        self.assertEqual(mistakes, [])
        return self.page

    def write_summary(self, summary):
        (self.folder / "result" / "audit.h5").unlink(missing_ok=True)  # which names another
        (self.folder / "result" / "summary.json").write_text(json.dumps(summary))

    def section(self, name):
        return self.page.by_id(name).text()

    def check_figures(self, summary):
        """Every figure's value is what its key says, and its text is that value."""
        figures = [element for element in self.page.all("data")]
        for element in figures:
            key = element.attributes["data-key"]
            value = computed(summary, key)
            self.assertEqual(Decimal(element.attributes["value"]), exact(value, key), key)
            self.assertTrue(shows(element.text(), value), f"{key}: {element.text()} is not {value}")
        for mark in self.page.all("rect"):
            if not mark.attributes.get("data-key"):
                continue
            value = exact(computed(summary, mark.attributes["data-key"]), mark.attributes["data-key"])
            self.assertEqual(Decimal(mark.attributes["data-value"]), value)
            tip = mark.text()
            if not tip:
                self.assertEqual(mark.parent.attributes["class"], "narrow")
                continue
            self.assertTrue(any(text in tip for text in (f"{value:,}", str(value), f"{value.normalize():,f}")), f"{mark.attributes['data-key']}: {tip}")
        return {element.attributes["data-key"] for element in figures}


class FiguresTest(ReportTest):
    def setUp(self):
        super().setUp()
        self.import_bank(customers=200)
        self.audit_bank()

    def test_every_figure_equals_the_summary(self):
        self.report()
        keys = self.check_figures(self.summary())
        self.assertGreater(len(keys), 600)

    def test_every_figure_of_the_lenses_is_there(self):
        self.report()
        keys = self.check_figures(self.summary())
        summary = self.summary()
        for lens in ("lens1", "lens1_compare"):
            for name, value in summary[lens].items():
                if isinstance(value, (int, str)) and name != "period" and (lens, name) != ("lens1_compare", "one_time_buyers"):
                    self.assertTrue(f"/{lens}/{name}" in keys, name)
        # Nobody can be reactivated where the ledger begins with the earlier period.
        left_out = set() if summary["ledger"]["first_date"] < summary["periods"]["compare"]["start"] else {"reactivated", "reactivation_rate"}
        for name in {"retained", "churned", "reactivated", "first_time", "inactive", "retention_rate", "churn_rate", "reactivation_rate", "customer_count_change"} - left_out:
            self.assertTrue(f"/lens2/{name}" in keys or f"magnitude(/lens2/{name})" in keys, name)
        for step in set(summary["lens2"]["revenue_bridge"]) - left_out:
            self.assertTrue(f"/lens2/revenue_bridge/{step}" in keys, step)
        for window in WINDOWS:
            for persona in summary["personas"][window]["assigned"]:
                self.assertTrue(f"/personas/{window}/assigned/{persona}" in keys, persona)
            for signal in summary["signals"][window]["signals"]:
                self.assertTrue(f"/signals/{window}/signals/{signal}/nulls" in keys, signal)
        for group in range(10):
            self.assertTrue(f"/lens1/equal_customer_groups/{group}/revenue" in keys, group)
            self.assertTrue(f"/lens1/equal_revenue_groups/{group}" in keys, group)
        self.assertTrue("/lens1/lorenz/50" in keys)

    def test_no_number_of_a_sentence_stands_outside_a_figure(self):
        self.report()
        for element in self.page.all("p", "h3", "dd", "td"):
            if any(ancestor.tag == "footer" or ancestor.attributes.get("id") == "run" for ancestor in ancestors(element)):
                continue
            plain = "".join(child for child in element.children if isinstance(child, str))
            self.assertIsNone(re.search(r"\d[\d,]*\.\d|\d,\d{3}", plain), plain)

    def test_marks_are_as_long_as_their_values(self):
        self.report()
        checked = 0
        for figure in self.page.all("figure"):
            name = figure.attributes["id"]
            side = {"assigned": "width", "rejects": "width", "nulls": "width", "bridge": "width", "base-bridge": "width", "sufficiency": "width", "rhythm": "width", "segment-revenue": "width",
                    "commitments": "width", "subscriptions": "width", "shortfall": "width"}.get(name, "height")
            if name in ("lorenz", "scores", "moves", "segment-flow", "cohort-segments", "overlaps", "archetypes", "triangle"):
                continue
            for svg in figure.all("svg"):
                marks = [(abs(Decimal(mark.attributes["data-value"])), Decimal(mark.attributes[side])) for mark in svg.all("rect") if mark.attributes.get("data-key")]
                if not marks:
                    continue  # lines, and areas of many parts
                most, length = max(marks)
                for value, size in marks:
                    self.assertAlmostEqual(size, length * value / most if most else 0, delta=Decimal("0.03"), msg=name)
                    checked += 1
        self.assertGreater(checked, 200)

    def test_the_bridge_adds_up(self):
        self.report()
        steps = [Decimal(mark.attributes["data-value"]) for mark in next(self.page.by_id("bridge").all("svg")).all("rect") if mark.attributes.get("data-key")]
        self.assertEqual(sum(steps[:-1]), steps[-1])

    def test_every_chart_has_a_name_a_reading_and_a_table(self):
        self.report()
        ids = [element.attributes["id"] for element in self.page.all() if "id" in element.attributes]
        self.assertEqual(len(ids), len(set(ids)))
        figures = list(self.page.all("figure"))
        self.assertGreaterEqual(len(figures), 20)
        for figure in figures:
            for svg in figure.all("svg"):
                self.assertEqual(svg.attributes["role"], "img")
                for reference in ("aria-labelledby", "aria-describedby"):
                    self.assertTrue(self.page.by_id(svg.attributes[reference]).text().strip())
            table = next(figure.all("table"))
            self.assertTrue(next(table.all("caption")).text())
            self.assertGreater(len(list(table.all("tr"))), 1)
            for cell in table.all("th"):
                self.assertIn(cell.attributes["scope"], ("row", "col"))
            scroll = table.parent
            self.assertEqual((scroll.attributes["role"], scroll.attributes["tabindex"]), ("region", "0"))

    def test_radio_buttons_have_labels_and_the_first_is_chosen(self):
        self.report()
        inputs = list(self.page.by_id("scores").all("input"))
        self.assertEqual([label.text() for label in self.page.by_id("scores").all("label")], ["Customers", "Revenue", "Average value"])
        self.assertEqual([button.attributes["id"] for button in inputs], [label.attributes["for"] for label in self.page.by_id("scores").all("label")])
        self.assertEqual(["checked" in button.attributes for button in inputs], [True, False, False])

    def test_two_reports_of_one_result_are_the_same_bytes_and_small(self):
        self.report()
        first = (self.folder / "result" / "report.html").read_bytes()
        self.expect(0, "report", "--audit", "result", "--output", "elsewhere.html")
        self.assertEqual(first, (self.folder / "elsewhere.html").read_bytes())
        self.assertLess(len(first), 2_000_000)
        self.assertEqual(sorted(path.name for path in self.folder.glob("*.tmp")), [])

    def test_the_file_needs_nothing_else(self):
        self.report()
        self.assert_harmless()
        policy = next(meta for meta in self.page.all("meta") if "http-equiv" in meta.attributes)
        self.assertTrue(policy.attributes["content"].startswith("default-src 'none'"))
        self.assertNotIn("url(", self.text)
        self.assertNotIn("@import", self.text)

    def assert_harmless(self):
        for element in self.page.all():
            if element.tag == "title" and element.parent.tag in ("rect", "path"):
                continue
            self.assertIn(element.tag, ELEMENTS)
            self.assertLessEqual({name.lower() for name in element.attributes}, ATTRIBUTES, element.tag)
            self.assertTrue(element.attributes.get("href", "#").startswith("#"))
        self.assertEqual(len(list(self.page.all("style"))), 1)

    def test_hostile_names_are_texts(self):
        self.report()
        elements = [element.tag for element in self.page.all("style", "meta", "a", "section")]
        names = Names()
        summary = self.summary()
        seen = hostile_summary(summary, names)
        self.write_summary(summary)
        self.report()
        self.assert_harmless()
        self.assertEqual([element.tag for element in self.page.all("style", "meta", "a", "section")], elements)
        self.check_figures(summary)
        text = self.page.text()
        for name in seen:
            if not re.search("[\u0000-\u001f\u202e\u2066]", name):
                self.assertTrue(name in text, name)
        self.assertIsNone(re.search("[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]", self.text))

    def test_hostile_names_of_a_registry_go_through_the_audit(self):
        registry = """
personas:
  - id: hostile
    name: '<script>alert("x")</script>'
    description: "</style><img src=x onerror=alert(1)>"
    priority: 1
    criteria: {operator: OR, conditions: [{signal: spending, operator: ">=", value: 0}]}
"""
        (self.folder / "hostile.yaml").write_text(registry)
        self.audit_bank("--personas", "hostile.yaml")
        self.report()
        self.assert_harmless()
        self.assertIn('<script>alert("x")</script>', self.section("brief"))

    def test_a_summary_that_lacks_a_key_is_refused_in_one_line(self):
        for path in (("lens1", "total_revenue"), ("lens2", "revenue_bridge", "churned"), ("personas", "6m", "assigned", "unclassified"), ("periods",), ("run",)):
            summary = self.summary()
            node = summary
            for key in path[:-1]:
                node = node[key]
            kept = copy.deepcopy(summary)
            del node[path[-1]]
            self.write_summary(summary)
            self.report(code=3, says="/".join(("",) + path) + " is missing")
            self.write_summary(kept)

    def test_a_summary_that_is_none_is_refused(self):
        target = self.folder / "result" / "summary.json"
        before = self.report() and self.text
        for text in (b"", b"[]", b"{", b"\xff\xfe", b'{"ledger": 3}', b"null", b"[" * 100_000):
            target.write_bytes(text)
            self.report(code=3, says="summary.json")
        self.assertEqual((self.folder / "result" / "report.html").read_text(encoding="utf-8"), before)
        target.unlink()
        self.report(code=3, says="there is no result/summary.json")
        self.expect(2, "report")
        self.expect(3, "report", "--audit", "nowhere")

    def test_a_summary_changed_at_random_gives_a_report_or_one_line(self):
        chance = random.Random(5)
        original = self.summary()
        refused = 0
        for _ in range(150):
            summary = copy.deepcopy(original)
            for _ in range(chance.choice((1, 1, 3))):
                change_at_random(summary, chance)
            self.write_summary(summary)
            done = self.run_spendlens("report", "--audit", "result")
            self.assertIn(done.returncode, (0, 3), done.stderr.decode())
            self.assertEqual(len(done.stderr.decode().splitlines()), 1 if done.returncode else 0)
            refused += done.returncode == 3
        self.assertGreater(refused, 20)

    def test_a_disk_that_takes_no_file_is_an_error_of_output(self):
        self.expect(5, "report", "--audit", "result", "--output", "no/such/folder.html")


def ancestors(element):
    while element is not None:
        yield element
        element = element.parent


def change_at_random(summary, chance):
    node = summary
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(node[key], (dict, list)) and node[key] and chance.random() < 0.85:
            node = node[key]
            continue
        if chance.random() < 0.2 and isinstance(node, dict):
            del node[key]
        else:
            node[key] = chance.choice([None, -1, 2**63, 10**30, 1.5, "", "x", "1e400", "-0.005", "99999999999999999999.99", [], {}, [[]], True])
        return


class UnusualResultsTest(ReportTest):
    def test_an_empty_period_is_said(self):
        self.import_text("customer_id,timestamp,amount\nA,2024-02-01,5.00\nB,2024-03-01,7.00\n")
        self.audit("--period", "2024-07", "--compare", "2024-02")
        self.report()
        self.check_figures(self.summary())
        self.assertIn("Nobody bought", self.section("brief"))
        self.assertIn("Nobody bought in July 2024: there is nothing to draw", self.section("lens1"))
        self.assertIn("Nobody bought in July 2024", self.section("lens2"))
        self.assertEqual(len(list(self.page.by_id("lens1").all("figure"))), 0)

    def test_nobody_to_lose_is_said(self):
        self.import_text("customer_id,timestamp,amount\nA,2024-02-01,5.00\n")
        self.audit("--period", "2024-02", "--compare", "2023-02")
        self.report()
        self.check_figures(self.summary())
        self.assertIn("Nobody could churn", self.section("brief"))
        self.assertIn("nothing can be said of retention and churn", self.section("lens2"))

    def test_signals_known_for_nobody_are_said_once_and_beside_the_personas_that_compare_them(self):
        self.import_text("customer_id,timestamp,amount\nA,2024-02-01,5.00\nB,2025-02-01,7.00\n")
        self.audit("--period", "2025", "--profile", str(EARLIER), "--personas", "spendsense")
        self.report()
        summary = self.summary()
        self.check_figures(summary)
        window = summary["signals"]["180d"]
        unknown = [signal for signal in window["signals"].values() if signal["nulls"] == window["customers"]]
        self.assertGreater(len(unknown), 20)
        self.assertEqual([signal for signal in window["signals"].values() if 0 < signal["nulls"] < window["customers"]], [])
        self.assertIn(f"{len(unknown)} of {len(window['signals'])} signals are known for nobody", self.section("quality"))
        self.assertIsNone(self.page.by_id("nulls"))
        self.assertIsNone(self.page.by_id("overlaps"))
        self.assertIn("Nobody qualifies for two personas", self.section("personas"))
        for section in ("brief", "personas"):
            self.assertIn("5 of 6 personas could not be tested, 1 only in part: nobody's utilization of the fullest card", self.section(section))
        self.assertNotIn("It is known", self.page.text())

    def test_a_log_of_purchases_alone_has_no_personas_and_says_why(self):
        self.import_text("customer_id,timestamp,amount\nA,2024-02-01,5.00\nB,2025-02-01,7.00\n")
        self.audit("--period", "2025")
        self.report()
        self.check_figures(self.summary())
        self.assertIn("none of the 9 personas of default can be judged", self.section("personas"))

    def test_a_persona_whose_signals_are_known_is_tested(self):
        self.import_bank()
        self.audit_bank()
        self.report()
        self.assertNotIn("could not be tested", self.page.text())
        self.assertIsNotNone(self.page.by_id("overlaps"))

    def test_a_ledger_that_begins_with_the_earlier_period_has_no_reactivated(self):
        rows = "customer_id,timestamp,amount\nA,2024-02-01,5.00\nA,2025-02-01,5.00\nB,2025-02-01,7.00\n"
        self.import_text(rows)
        self.audit("--period", "2025", "--compare", "2024-02-01..2025-01-01")
        self.report()
        self.check_figures(self.summary())
        self.assertIn("who bought before it is not known", self.section("lens2"))
        for word in ("Reactivated", "reactivated", "returning", "came back"):
            self.assertNotIn(word, self.section("lens2"))
        self.assertIn("The only customer of 1 Feb 2024 to 31 Dec 2024 bought again in 2025", self.section("brief"))
        self.assertNotIn("took", self.section("lens2"))
        self.audit("--period", "2025", "--compare", "2024-03-01..2025-01-01")
        self.report()
        self.check_figures(self.summary())
        self.assertNotIn("who bought before it is not known", self.section("lens2"))
        self.assertIn("1 came back who had bought before", self.section("lens2"))

    def test_the_group_named_most_valuable_spends_most_each(self):
        self.import_bank(customers=200)
        self.audit_bank()
        summary = self.summary()
        customers, revenue = summary["lens1"]["total_customers"], Decimal(summary["lens1"]["total_revenue"])
        for cell, place in zip(summary["lens1"]["rf_grid"], range(len(summary["lens1"]["rf_grid"]))):
            cell["revenue"] = str((revenue * cell["customers"] / customers * (3 if place == 4 else 1)).quantize(Decimal("0.01")))
        self.write_summary(summary)
        self.report()
        self.check_figures(summary)
        best = summary["lens1"]["rf_grid"][4]
        self.assertIn(f"Most valuable, at recency {best['r_score']}, frequency {best['f_score']}:", self.section("lens1"))
        summary["lens1"]["rf_grid"][4]["revenue"] = "0.00"
        self.write_summary(summary)
        self.report()
        self.assertIn("says little about how much they spend", self.section("lens1"))
        self.assertNotIn("Most valuable", self.section("lens1"))

    def test_a_share_of_those_for_whom_a_signal_is_known_says_so(self):
        self.import_bank(customers=200)
        self.audit_bank()
        self.report()
        signals = self.summary()["signals"]["6m"]["signals"]
        title = next(heading.text() for heading in self.page.all("h3") if heading.text().startswith("Total card limits:"))
        self.assertGreater(signals["credit_total_limits"]["nulls"], 0)
        self.assertIn("for whom it is known", title)
        self.assertNotIn("known of", self.page.text())

    def test_both_periods_empty_is_said(self):
        self.import_text("customer_id,timestamp,amount\nA,2024-02-01,5.00\n")
        self.audit("--period", "2023-02", "--compare", "2022-02")
        self.report()
        self.check_figures(self.summary())
        self.assertEqual(len(list(self.page.by_id("lens2").all("svg"))), 0)

    def test_one_customer_is_reported(self):
        self.import_text("customer_id,timestamp,amount\nA,2024-02-01,5.00\n", "--currency", "EUR")
        self.audit("--period", "2024")
        self.report()
        self.check_figures(self.summary())
        self.assertIn("1 bought", self.section("brief"))
        self.assertIn("too few for ten groups", self.section("lens1"))
        self.assertNotIn("says little", self.section("lens1"))
        self.assertIn("EUR 5.00", self.section("brief"))
        self.assertEqual([section.attributes["id"] for section in self.page.all("section")], list(SECTIONS))

    def test_a_result_without_personas_and_signals_says_so(self):
        self.import_bank()
        self.audit_bank()
        summary = self.summary()
        for absent in (None, "missing", {"registry": []}):
            for key in ("personas", "signals"):
                summary[key] = absent
                if absent == "missing":
                    del summary[key]
            self.write_summary(summary)
            self.report()
            self.check_figures(summary)
            self.assertIn("Which segment is worth most?", self.section("brief"))
            self.assertIn("This result has no personas", self.section("personas"))
            self.assertIn("This result has no signals", self.section("signals"))
        del summary["segments"]
        self.write_summary(summary)
        self.report()
        self.assertIn("No personas", self.section("brief"))

    def test_customers_who_are_all_unclassified_are_said_to_be(self):
        self.import_bank()
        registry = "personas:\n  - {id: p, name: P, description: d, priority: 1, criteria: {operator: OR, conditions: [{signal: spending, operator: '<', value: 0}]}}\n"
        (self.folder / "none.yaml").write_text(registry)
        self.audit_bank("--personas", "none.yaml")
        self.report()
        self.check_figures(self.summary())
        self.assertIn("Nobody has a persona", self.section("personas"))
        self.assertIn("Nobody qualifies for two personas", self.section("personas"))

    def test_other_windows_bins_and_rejects_are_reported(self):
        self.write_bank()
        transactions = self.folder / "transactions.csv"
        lines = transactions.read_text().splitlines()
        transactions.write_text("\n".join([*lines, lines[1].replace(",", ",x", 1), "nonsense"]) + "\n")
        self.expect(0, "import", "--transactions", "transactions.csv", "--accounts", "accounts.csv", "--liabilities", "liabilities.csv", "--ledger", "ledger",
                    "--max-rejected", "10%")
        self.audit_bank("--profile", "odd.yaml", "--personas", "odd_personas.yaml", "--percentiles", "1,50")
        self.report()
        keys = self.check_figures(self.summary())
        self.assertTrue(any("rejected/" in key for key in keys), self.summary()["data_quality"])
        self.assertIn("90 days", self.section("personas"))
        self.assertNotIn("Generated data", self.page.text())
        self.audit_bank("--bins", "9", "--score-method", "fixed")
        self.report()
        self.check_figures(self.summary())

    def test_a_generated_ledger_says_how_archetypes_were_recovered(self):
        self.expect(0, "generate", "--customers", "300", "--ledger", "made", "--as-of", "2025-06-30")
        self.expect(0, "audit", "--ledger", "made", "--out", "result")
        self.report()
        self.check_figures(self.summary())
        self.assertIn("This ledger was generated", self.section("personas"))
        self.assertIn("Generated data: no real customers", next(self.page.all("header")).text())
        self.assertEqual(len(list(next(self.page.by_id("archetypes").all("table")).all("tr"))), 16)

    def test_a_report_of_the_most_personas_and_of_many_segments_is_small(self):
        self.import_bank()
        personas = "".join(f"  - {{id: {'p' * 60}{i}, name: {'Name ' * 12}{i}, description: d, priority: {i + 1}, criteria: {{operator: OR, conditions: "
                           f"[{{signal: spending, operator: '>', value: {i}}}]}}}}\n" for i in range(64))
        (self.folder / "many.yaml").write_text("personas:\n" + personas)
        self.audit_bank("--personas", "many.yaml")
        summary = self.summary()
        summary["run"]["segments"] = [{"name": f"night-{i}", "transactions": i} for i in range(4000)]
        self.write_summary(summary)
        self.report()
        self.check_figures(summary)
        self.assertLess(len(self.text.encode()), 2_300_000)
        self.assertIn("and 3800 more", self.section("run"))

    def test_what_customers_will_be_worth_is_shown_with_its_checks(self):
        self.expect(0, "generate", "--kind", "retail", "--scenario", "buy-till-you-die", "--customers", "4000", "--ledger", "made", "--as-of", "2025-06-30")
        self.expect(0, "audit", "--ledger", "made", "--out", "result", "--clv", "pareto-nbd")
        self.report()
        summary = self.summary()
        self.check_figures(summary)
        figures = [figure.attributes["id"] for figure in self.page.by_id("value").all("figure")]
        self.assertEqual(figures, ["value-cohorts", "value-holdout", "value-calibration", "value-tracking"])
        checked = 0
        for name, side in {"value-cohorts": "height", "value-holdout": "width", "value-calibration": "width"}.items():
            for svg in self.page.by_id(name).all("svg"):
                marks = [(Decimal(mark.attributes["data-value"]), Decimal(mark.attributes[side])) for mark in svg.all("rect") if mark.attributes.get("data-key")]
                if not marks:
                    continue  # areas of many parts
                most, length = max(marks)
                self.assertGreater(len(marks), 10)
                checked += len(marks)
                for value, size in marks:
                    self.assertAlmostEqual(size, length * value / most, delta=Decimal("0.03"), msg=name)
        self.assertGreater(checked, 60)
        text = self.section("value")
        for model in ("NBD", "BG/NBD", "MBG/NBD", "Pareto/NBD (scores)", "Gamma-Gamma"):
            self.assertIn(model, text)
        self.assertIn("discounted at 10\xa0% a year", text)
        self.assertIn("What they will be worth", next(self.page.all("nav")).text())

    def test_what_a_model_cannot_say_is_told_in_words(self):
        self.import_text("customer_id,timestamp,amount\n" + "".join(f"C{i},2024-{1 + i % 12:02}-01,5.00\n" for i in range(80)))
        self.audit("--clv", "bg-nbd", "--as-of", "2024-12-31")
        self.report()
        self.check_figures(self.summary())
        self.assertIn("Too few customers bought again", self.section("value"))
        summary = self.summary()
        for status, words in {"no_dropout": "show no departures", "at_bound": "ended at its bound", "not_converged": "could not be fitted"}.items():
            summary["clv"]["fits"]["bg-nbd"]["status"] = status
            self.write_summary(summary)
            self.report()
            self.assertIn(words, self.section("value"))

    def test_a_shops_log_shows_nothing_of_income_and_commitments(self):
        self.import_text("customer_id,timestamp,amount\nA,2024-02-01,5.00\nB,2025-02-01,7.00\n")
        self.audit("--period", "2025")
        self.report()
        self.assertIsNone(self.page.by_id("money"))
        self.assertNotIn("#money", [link.attributes["href"] for link in self.page.all("a")])

    def test_a_banks_ledger_shows_income_commitments_and_what_can_be_judged(self):
        self.import_bank(customers=200)
        self.audit_bank()
        self.report()
        summary = self.summary()
        self.check_figures(summary)
        last = summary["signals"]["12m"]["signals"]
        text = self.section("money")
        for total in ("subscription_count", "price_rise_count", "subscription_lapsed_count", "income_stream_count"):
            self.assertIn(f"{last[total]['total']:,}", text, total)
        self.assertIn("customers can be judged in full", text)
        monthly = sum(Decimal(summary["signals"]["streams_by_kind"][kind]["monthly"]) for kind in ("bill", "loan", "subscription", "standing_order", "bnpl")
                      if kind in summary["signals"]["streams_by_kind"])
        shown = next(figure for figure in self.page.by_id("commitments").all("data"))
        self.assertEqual(Decimal(shown.attributes["value"]), monthly)


class CohortsTest(ReportTest):
    def shop(self, months, first=2023, seed=3):
        """Twenty new customers each month, each later intake spending less, and four in five of the buyers of a month coming again in the next."""
        chance = random.Random(seed)
        rows, buyers = [], []
        for month in range(months):
            day = f"{first + month // 12}-{month % 12 + 1:02}"
            buyers = [buyer for buyer in buyers if chance.random() < 0.8] + [(f"m{month}-{i}", 900 * 0.95**month) for i in range(20)]
            rows += [(name, f"{day}-{chance.randrange(1, 29):02}", f"{amount:.2f}") for name, amount in buyers]
        self.import_text("customer_id,timestamp,amount\n" + "".join(",".join(row) + "\n" for row in rows))
        return rows

    def test_the_three_questions_are_answered_from_the_rows(self):
        rows = self.shop(30)
        self.audit("--as-of", "2025-06-15")
        self.report()
        summary = self.summary()
        self.check_figures(summary)
        self.assertIn("Newer customers are worth less", self.section("lens4"))
        self.assertIn("Less than older ones", self.section("brief"))
        first = {}
        for name, day, _ in rows:
            first[name] = min(day, first.get(name, day))
        may = [(name, Decimal(amount)) for name, day, amount in rows if day.startswith("2025-05")]
        of_year = sum(amount for name, amount in may if first[name].startswith("2025"))
        share = 100 * of_year / sum(amount for _, amount in may)
        heading = next(self.page.by_id("layers").all("h3")).text()
        self.assertIn(f"{share:.1f}\u00a0% of the revenue of May 2025 is from customers who first bought in 2025", heading)
        self.assertIn("Jun 2025 is not over yet", self.section("lens5"))
        silent = next(row for row in summary["lens3"]["month"]["weeks"] if row["cohort"] == "all")["silent_by_week"]["52"]
        self.assertIn(f"{100 * Decimal(silent):.1f}\u00a0% of customers have fallen silent within a year", next(self.page.by_id("silence").all("h3")).text())

    def test_segments_by_cohort_are_told_by_month_and_of_many_months_by_year(self):
        for months, columns in ((9, 9), (30, 3), (66, 6)):
            with self.subTest(months):
                self.shop(months)
                self.audit("--period", str(2023 + (months - 1) // 12))
                self.report()
                self.check_figures(self.summary())
                segments = self.summary()["segments"]
                bought = [id for id, of in segments["period"].items() if of["customers"]]
                figure = self.page.by_id("cohort-segments")
                marks = [mark for mark in next(figure.all("svg")).all("rect") if mark.attributes.get("data-key")]
                self.assertEqual(len(marks), columns * (len(bought) + 1))
                self.assertEqual(len(list(figure.all("tr"))), columns + 1)
                year = segments["by_cohort"]["month" if months == 9 else "year"]
                newest, of_newest = list(year.items())[-1]
                top = max(bought, key=lambda id: Decimal(segments["period"][id]["revenue"]))
                share = 100 * Decimal(of_newest["segments"][top]["customers"]) / of_newest["customers"]
                heading = next(figure.all("h3")).text()
                self.assertRegex(heading, f"{float(share):.1f}".removesuffix(".0").replace(".", r"\.") + r"(\.0)?\u00a0%")

    def test_running_cells_are_hatched_and_have_no_value(self):
        self.shop(10)
        self.audit("--as-of", "2023-10-15")
        self.report()
        self.check_figures(self.summary())
        wide = next(self.page.by_id("triangle").all("svg"))
        marks = [mark for mark in wide.all("rect") if mark.attributes.get("data-key")]
        self.assertEqual(len(marks), 9 * 8 // 2)  # ages 1 and above of nine whole months
        self.assertTrue(any("hatch" in path.classes() for path in wide.all("path")))

    def test_sixty_months_stay_small(self):
        self.shop(66, first=2019)
        self.audit("--as-of", "2024-06-15")
        self.report()
        self.check_figures(self.summary())
        self.assertLess(len(self.text.encode()), 1_500_000)
        self.assertIn("Shown are the newest 60 cohorts", self.section("lens3"))
        self.assertEqual([label.text() for label in self.page.by_id("triangle").all("label")], ["Retention, %", "Spend so far", "Second purchase, %", "Order value"])

    def test_the_unit_is_a_coarser_one_where_months_are_too_many(self):
        self.shop(66, first=2019)
        self.audit("--as-of", "2024-06-30", "--cohorts", "month,quarter")
        self.report()
        keys = self.check_figures(self.summary())
        self.assertTrue(any(key.startswith("/lens3/quarter/") for key in keys))
        self.assertFalse(any("/lens3/month/" in key for key in keys))

    def test_customers_acquired_before_a_date_are_told_apart_and_without_cohorts_there_is_nothing(self):
        self.shop(14)
        self.audit("--as-of", "2024-02-29", "--acquired-from", "2023-06-01")
        self.report()
        self.check_figures(self.summary())
        self.assertIn("earlier", self.section("lens5"))
        self.audit("--as-of", "2024-02-29", "--cohorts", "none")
        self.report()
        self.assertEqual([name for name in ("lens3", "lens4", "lens5") if self.page.by_id(name)], [])
        self.assertEqual(len(list(self.page.by_id("brief").all("article"))), 3)


if __name__ == "__main__":
    unittest.main()
