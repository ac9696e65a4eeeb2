"""Segments that no window and no period can hold: none of their rows is read, and the results are those of a run that reads all."""

import json
import pathlib
import random
import shutil
import unittest

import h5py

from command_line import CommandLineTest

CATEGORIES = ["", "FOOD", "TRANSFER_IN_X", "TRANSFER_OUT_X", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "INCOME_WAGES"]
YEARS = range(2005, 2013)


class SegmentsPassedOver(CommandLineTest):
    def fill(self, seed, category=True, pending=True, rows=300, years=YEARS):
        """One segment a year. Few rows a customer, so that in some years all of them are pending, or transfers, or refunds."""
        rng = random.Random(seed)
        for year in years:
            fields = ["customer_id", "timestamp", "amount", "merchant"] + ["category"] * category + ["pending"] * pending
            lines = [",".join(fields)]
            for _ in range(rows):
                row = {"customer_id": f"c{rng.randrange(250)}", "timestamp": f"{year}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}",
                       "amount": rng.choice([5, 7.5, 0, -2, -1000]), "merchant": rng.choice(["", "a", "b"]), "category": rng.choice(CATEGORIES),
                       "pending": rng.choice(["true", "false", "false"])}
                lines.append(",".join(str(row[field]) for field in fields))
            self.import_text("\n".join(lines) + "\n", "--threads", "1", name=f"{year}.csv")
        shutil.rmtree(self.folder / "folded", ignore_errors=True)
        shutil.copytree(self.folder / "ledger", self.folder / "folded")
        self.expect(0, "compact", "--ledger", "folded", "--into", "all", "--quiet")

    def run_of(self, ledger, *options):
        shutil.rmtree(self.folder / "result", ignore_errors=True)
        self.expect(0, "audit", "--ledger", ledger, "--out", "result", "--quiet", "--shadow", "100", "--threads", "1", "--cohorts", "none", *options)
        record = json.loads((self.folder / "result" / "run.json").read_text())
        return record.get("run", record), (self.folder / "result" / "audit.h5").read_bytes()

    def check_same(self, passed_over, *options):
        with self.subTest(options=options):
            several, result = self.run_of("ledger", *options)
            one, expected = self.run_of("folded", *options)
            self.assertEqual(one["segments_passed_over"], [])
            self.assertEqual(several["segments_passed_over"], [str(year) for year in passed_over])
            self.assertEqual(result, expected)

    def test_the_results_are_those_of_a_run_that_reads_every_row(self):
        (self.folder / "pending.yaml").write_text("include_pending: true\n")
        (self.folder / "food.yaml").write_text("not_spending: [card_payment]\n")
        spendsense = ("--profile", "spendsense")
        for seed, (category, pending) in enumerate([(True, True), (True, False), (False, True)]):
            shutil.rmtree(self.folder / "ledger", ignore_errors=True)
            self.fill(seed, category, pending)
            # Signals look back 800 days, to 2010-10-21, 2008-10-23 and 2010-10-24; those of spendsense 180, to 2012-07-04 and 2010-07-04.
            self.check_same(range(2005, 2010), "--as-of", "2012-12-28")
            self.check_same([*range(2005, 2008), 2011, 2012], "--as-of", "2010-12-31")
            self.check_same(range(2005, 2010), "--profile", "pending.yaml", "--as-of", "2012-12-31")
            self.check_same(range(2005, 2011), *spendsense, "--as-of", "2012-12-31")
            self.check_same([*range(2005, 2009), 2011, 2012], *spendsense, "--as-of", "2010-12-31")
            # What is spent by other categories only the rows can tell.
            self.check_same([] if category else range(2005, 2010), "--profile", "food.yaml", "--as-of", "2012-12-31")
            # Between the periods, and between the period and the windows.
            years_apart = ("--period", "2008", "--compare", "2006", "--as-of", "2012-12-31")
            self.check_same([2005, 2007, 2009], *years_apart)
            self.check_same([2005, 2007, 2009, 2010, 2011], *spendsense, *years_apart)
            months_apart = ("--period", "2006-05", "--compare", "2006-01", "--as-of", "2012-12-31")
            self.check_same([2005, *range(2007, 2010)], *months_apart)
            self.check_same([2005, *range(2007, 2012)], *spendsense, *months_apart)
            if category:
                self.check_categories_of_which_segments_tell_less()

    def check_categories_of_which_segments_tell_less(self):
        """Cash is spent, and a loan paid out is none of the profile's not_spending, whatever the first words of their categories are."""
        lines = ["customer_id,timestamp,amount,merchant,category"]
        for number, category in enumerate(("TRANSFER_OUT_WITHDRAWAL_ATM", "TRANSFER_IN_CASH_ADVANCES_AND_LOANS", "TRANSFER_OUT_SAVINGS", "TRANSFER_IN_CARD_PAYMENT_X")):
            lines.append(f"old{number},2005-05-05,5,a,{category}")
        self.import_text("\n".join(lines) + "\n", name="2005.csv")
        shutil.rmtree(self.folder / "folded")
        shutil.copytree(self.folder / "ledger", self.folder / "folded")
        self.expect(0, "compact", "--ledger", "folded", "--into", "all", "--quiet")
        several, one = (self.run_of(ledger, "--as-of", "2012-12-31", "--period", "2012", "--compare", "2011")[1] for ledger in ("ledger", "folded"))
        self.assertEqual(several, one)

    def import_days(self, *days, merchant=""):
        shutil.rmtree(self.folder / "ledger", ignore_errors=True)
        for day in days:
            self.import_text(f"customer_id,timestamp,amount{',merchant' if merchant else ''}\nx,{day},1{',' if merchant else ''}{merchant}\n", name=f"{day}.csv")

    def check_passed_over(self, days, *options):
        self.assertEqual(self.run_of("ledger", "--as-of", "2012-12-31", *options)[0]["segments_passed_over"], days, options)

    def test_a_segment_with_a_day_in_a_window_or_a_period_is_read(self):
        appendix = pathlib.Path(__file__).resolve().parent.parent / "golden" / "appendix.yaml"
        lately = ("--period", "2012-12", "--compare", "2012-11")
        self.import_days("2010-10-23", "2010-10-24", "2012-07-03", "2012-07-04", "2012-07-05", merchant="shop")
        self.check_passed_over(["2010-10-23"], *lately)  # (as-of - 800, as-of]
        self.check_passed_over(["2010-10-23", "2010-10-24", "2012-07-03"], *lately, "--profile", "spendsense")  # [as-of - 180, as-of]
        self.check_passed_over(["2010-10-23", "2010-10-24", "2012-07-03", "2012-07-04"], *lately, "--profile", appendix)  # (as-of - 180, as-of]
        (self.folder / "long.yaml").write_text("streams: {lookback_days: 801}\n")
        self.check_passed_over([], *lately, "--profile", "long.yaml")
        (self.folder / "short.yaml").write_text("streams: {lookback_days: 372}\n")  # at least the longest window
        self.check_passed_over(["2010-10-23", "2010-10-24"], *lately, "--profile", "short.yaml")

        old = ("--period", "2009-02", "--compare", "2009-01")
        self.import_days("2008-12-31", "2009-01-01", "2009-01-31", "2009-02-01", "2009-02-28", "2009-03-01", "2010-10-24", merchant="shop")
        self.check_passed_over(["2008-12-31", "2009-03-01"], *old)

        # Of a log that says nothing of signals only the periods are read.
        self.import_days("2010-12-31", "2011-01-01", "2012-07-04", "2012-07-05")
        self.check_passed_over(["2010-12-31", "2012-07-04", "2012-07-05"], "--period", "2011-02", "--compare", "2011-01")
        self.check_passed_over(["2010-12-31"], "--period", "2012", "--compare", "2011")
        self.check_passed_over(["2010-12-31", "2012-07-04"], "--period", "2011-02", "--compare", "2011-01", "--profile", appendix)

    def test_no_byte_of_the_rows_is_read(self):
        years = range(1999, 2013)
        self.fill(9, rows=20_000, years=years)
        read = self.run_of("ledger", "--as-of", "2012-12-28")[0]["bytes_read"]
        unread = 0
        customers = 0
        for year in years:
            with h5py.File(self.folder / "ledger" / f"{year}.h5") as segment:
                rows = sum(column.size * column.dtype.itemsize for column in segment["transaction"].values())
                customers += sum(column.size * column.dtype.itemsize for column in segment["customer"].values())
                unread += rows if year < 2010 else 0
                if year >= 2010:
                    customers += rows
        self.assertLessEqual(read, customers)
        self.assertGreater(unread, 2 * customers)


if __name__ == "__main__":
    unittest.main()
