"""The HTML report in a real browser: every chart drawn, nothing logged, nothing fetched, at two widths, light, dark and on paper.
With REPORT_SCREENSHOTS=DIRECTORY the screens are kept there."""

import json
import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))

import chromium
from bank_ledger import BankLedgerTest
from hostile import Names, hostile_summary

SCREENS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]

# Every drawing that is shown has a size and marks, and lies within the page.
DRAWN = """[...document.querySelectorAll('figure')].map(figure => {
  const shown = [...figure.querySelectorAll('svg')].filter(svg => svg.getClientRects().length);
  const box = shown.length ? shown[0].getBoundingClientRect() : {width: 0, height: 0, right: 0, left: 0};
  const marks = shown.length ? [...shown[0].querySelectorAll('rect[data-key], path.curve, path.heat, path.bar')].filter(mark => {
    const size = mark.getBBox(); return size.width > 0 && size.height > 0; }).length : 0;
  return {id: figure.id, shown: shown.length, width: box.width, height: box.height, left: box.left, right: box.right, marks}; })"""

# Texts of a drawing that overlap each other, and texts that leave the screen.
COLLISIONS = """(() => { const found = [];
  for (const svg of document.querySelectorAll('svg')) {
    if (!svg.getClientRects().length) continue;
    const texts = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]).filter(([text]) => text);
    for (const [text, box] of texts) if (box.left < -1 || box.right > innerWidth + 1) found.push(['outside', text]);
    for (let i = 0; i < texts.length; ++i) for (let j = i + 1; j < texts.length; ++j) {
      const [a, b] = [texts[i][1], texts[j][1]];
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3) found.push(['overlap', texts[i][0], texts[j][0], svg.getAttribute('aria-labelledby')]);
    } }
  return found; })()"""

# Numbers that break in the middle.
BROKEN = "[...document.querySelectorAll('data')].filter(e => e.getClientRects().length > 1).map(e => e.textContent)"

# Contrast of the texts of headings, paragraphs and drawings' labels with the page.
CONTRAST = """(() => { const light = color => { const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const paper = light(getComputedStyle(document.querySelector('figure')).backgroundColor);
  const ratio = color => { const l = light(color); return (Math.max(l, paper) + 0.05) / (Math.min(l, paper) + 0.05); };
  return [...document.querySelectorAll('h3, .reading, summary')].map(e => ratio(getComputedStyle(e).color)).concat(
    [...document.querySelectorAll('svg .tick, svg .label, svg .axis')].map(e => ratio(getComputedStyle(e).fill))); })()"""


class BrowserTest(BankLedgerTest):
    def setUp(self):
        super().setUp()
        self.expect(0, "generate", "--customers", "2000", "--ledger", "ledger", "--as-of", "2025-06-30", "--quiet")
        self.expect(0, "audit", "--ledger", "ledger", "--out", "result", "--quiet")
        self.expect(0, "report", "--audit", "result")

    def browser(self, width=1280, scheme="light"):
        browser = chromium.Chromium(chromium.find(), width=width, scheme=scheme)
        self.addCleanup(browser.close)
        return browser

    def open(self, browser):
        path = self.folder / "result" / "report.html"
        browser.open(path)
        self.assertEqual(browser.requests(), [path.as_uri()])
        self.assertEqual(browser.complaints(), [])

    def check_drawn(self, browser, width):
        figures = browser.evaluate(DRAWN)
        self.assertGreaterEqual(len(figures), 20)
        for figure in figures:
            self.assertEqual(figure["shown"], 1, figure)
            self.assertGreater(figure["width"], 280, figure)
            self.assertGreater(figure["height"], 40, figure)
            self.assertGreater(figure["marks"], 0, figure)
            self.assertTrue(figure["left"] >= 0 and figure["right"] <= width, figure)
        self.assertLessEqual(browser.evaluate("document.documentElement.scrollWidth"), width)

    def test_every_chart_is_drawn_at_both_widths_light_and_dark(self):
        for width, scheme in SCREENS:
            with self.subTest(width=width, scheme=scheme):
                browser = self.browser(width, scheme)
                self.open(browser)
                self.check_drawn(browser, width)
                self.assertEqual(browser.evaluate(COLLISIONS), [])
                self.assertEqual(browser.evaluate(BROKEN), [])
                self.assertGreaterEqual(min(browser.evaluate(CONTRAST)), 4.5)
                if keep := os.environ.get("REPORT_SCREENSHOTS"):
                    browser.screenshot(os.path.join(keep, f"report-{width}-{scheme}.png"))

    def test_the_first_screen_answers_the_six_questions(self):
        browser = self.browser()
        self.open(browser)
        bottoms = browser.evaluate("[...document.querySelectorAll('.answer')].map(e => e.getBoundingClientRect().bottom)")
        self.assertEqual(len(bottoms), 6)
        self.assertLess(max(bottoms), 800)

    def test_hostile_names_run_nothing_and_fetch_nothing(self):
        path = self.folder / "result" / "summary.json"
        summary = json.loads(path.read_text())
        hostile_summary(summary, Names())
        path.write_text(json.dumps(summary))
        (self.folder / "result" / "audit.h5").unlink()  # which names another
        self.expect(0, "report", "--audit", "result")
        browser = self.browser()
        self.open(browser)
        self.assertEqual(browser.evaluate("document.querySelectorAll('script, img, iframe, object, embed, link, form').length"), 0)
        self.assertEqual(browser.evaluate("document.scripts.length"), 0)
        self.assertFalse(any(event["method"] == "Page.javascriptDialogOpening" for event in browser.events))
        self.check_drawn(browser, 1280)

    def test_the_heat_map_is_chosen_and_tables_are_opened_by_keyboard(self):
        browser = self.browser()
        self.open(browser)
        shown = "[...document.querySelectorAll('#scores .panel')].map(e => getComputedStyle(e).display != 'none')"
        self.assertEqual(browser.evaluate(shown), [True, False, False])
        browser.evaluate("document.querySelector('#scores input').focus()")
        browser.press("ArrowRight", 39)
        self.assertEqual(browser.evaluate(shown), [False, True, False])
        browser.press("ArrowRight", 39)
        self.assertEqual(browser.evaluate(shown), [False, False, True])
        browser.press("Tab", 9)
        self.assertEqual(browser.evaluate("document.activeElement.tagName"), "SUMMARY")
        browser.press("Enter", 13)
        self.assertTrue(browser.evaluate("document.querySelector('#scores details').open"))
        browser.press("Tab", 9)
        self.assertEqual(browser.evaluate("document.activeElement.getAttribute('role')"), "region")

    def test_a_screen_reader_finds_headings_and_an_image_with_a_name_for_each_chart(self):
        browser = self.browser()
        self.open(browser)
        nodes = [node for node in browser.call("Accessibility.getFullAXTree")["nodes"] if not node.get("ignored")]
        images = [node for node in nodes if node["role"]["value"] in ("image", "img")]
        self.assertEqual(len(images), browser.evaluate("document.querySelectorAll('figure').length"))
        for image in images:
            self.assertGreater(len(image["name"]["value"]), 10)
            self.assertGreater(len(image["description"]["value"]), 30)
        headings = [node["name"]["value"] for node in nodes if node["role"]["value"] == "heading"]
        self.assertIn("What did churn cost?", headings)
        self.assertTrue(any(node["role"]["value"] == "radio" and node["name"]["value"] == "Revenue" for node in nodes))

    def test_it_prints(self):
        browser = self.browser(scheme="dark")
        self.open(browser)
        pdf = browser.pdf()
        self.assertTrue(pdf.startswith(b"%PDF"))
        browser.call("Emulation.setEmulatedMedia", media="print", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        self.assertEqual(browser.evaluate("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)")
        self.assertEqual(browser.evaluate("getComputedStyle(document.querySelector('nav')).display"), "none")


if __name__ == "__main__":
    missing = None if chromium.find() else "no Chromium (package chromium-headless-shell or chromium)"
    try:
        import websocket  # noqa: F401
    except ImportError:
        missing = "no Python module websocket (package python3-websocket)"
    if missing:
        print(f"skipped: {missing}; scripts/install-dependencies.sh --tests installs it", flush=True)
        sys.exit(77)
    unittest.main()
