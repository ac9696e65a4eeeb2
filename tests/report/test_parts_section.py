"""The report's section on parts of the base: every figure of it again from its key, its drawings to scale, names of the data as texts."""

import random
import unittest
from decimal import Decimal

from test_report import ReportTest


class PartsSection(ReportTest):
    def make_result(self, by, channels=("web", "<i>shop</i>", "")):
        rng = random.Random(5)
        rows = [f"c{rng.randrange(200)},{rng.randrange(2010, 2013)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02},{rng.randrange(1, 90)},{rng.choice(channels)}" for _ in range(1500)]
        (self.folder / "customers.csv").write_text("customer_id,region\n" + "".join(f"c{i},{'North' if i % 3 else 'South'}\n" for i in range(150)))
        self.import_text("customer_id,timestamp,amount,channel\n" + "\n".join(rows) + "\n", "--customers", "customers.csv", "--dimension", "channel=channel")
        self.audit("--period", "2012", "--compare", "2011", "--by", by)
        self.report()

    def test_every_figure_equals_the_summary_and_every_bar_is_as_long_as_its_value(self):
        for by in ("region", "channel"):
            self.make_result(by)
            keys = self.check_figures(self.summary())
            parts = self.summary()["by"]["parts"]
            for i, part in enumerate(parts):
                self.assertIn(part["value"], self.section("parts"))
                for key in ("lens1/total_revenue", "lens2/retained", "segments/period/champions/customers"):
                    self.assertIn(f"/by/parts/{i}/{key}", keys)
            for name, side in (("parts-lenses", "width"), ("parts-segments", "height")):
                svg = next(self.page.by_id(name).all("svg"))
                marks = [(Decimal(mark.attributes["data-value"]), Decimal(mark.attributes[side])) for mark in svg.all("rect") if mark.attributes.get("data-key")]
                self.assertGreaterEqual(len(marks), len(parts))
                most, length = max(marks)
                for value, size in marks:
                    self.assertAlmostEqual(size, length * value / most, delta=Decimal("0.03"), msg=name)

    def test_of_many_parts_the_largest_are_drawn_and_all_are_in_the_table(self):
        self.make_result("channel", [f"v{i}" for i in range(40)])
        self.assertIn("The 24 largest are drawn", self.section("parts"))
        self.assertEqual(len(list(next(self.page.by_id("parts-lenses").all("table")).all("tr"))), 41)


if __name__ == "__main__":
    unittest.main()
