"""audit --as-of given several times: each date as a run of its own, in one reading of the ledger, with stops, ranks and refusals."""

import json
import shutil
import unittest

from command_line import CommandLineTest

DATES = ("2025-03-31", "2025-06-30", "2025-12-15")


class SeveralDates(CommandLineTest):
    def ledger(self, kind="retail", customers="300", *options):
        self.expect(0, "generate", "--kind", kind, "--customers", customers, "--ledger", "ledger", *options)

    def audit_dates(self, *options, dates=DATES, code=0, out="months", **more):
        return self.expect(code, "audit", "--ledger", "ledger", "--out", out, *(word for date in dates for word in ("--as-of", date)), *options, **more)

    def result(self, directory):
        summary = json.loads((self.folder / directory / "summary.json").read_text())
        summary.pop("run")
        return summary, (self.folder / directory / "audit.h5").read_bytes()

    def check(self, *options, dates=DATES):
        """The dates' results are those of runs of their own, which are made here."""
        for date in dates:
            self.expect(0, "audit", "--ledger", "ledger", "--out", f"own/{date}", "--as-of", date, *options)
            own, together = self.result(f"own/{date}"), self.result(f"months/{date}")
            self.assertEqual(own[0], together[0], date)
            self.assertTrue(own[1] == together[1], f"audit.h5 as of {date} differs")
            self.assertFalse((self.folder / "months" / date / ".checkpoint").exists())

    def test_a_shop_with_cohorts_and_values_and_a_period_that_ends_with_each_date(self):
        self.ledger()
        options = ("--period", "90d", "--cohorts", "month,quarter", "--clv", "mbg-nbd", "--clv-holdout", "none")
        self.audit_dates(*options)
        self.check(*options)
        periods = {self.result(f"months/{date}")[0]["periods"]["period"]["start"] for date in DATES}
        self.assertEqual(periods, {"2025-01-01", "2025-04-02", "2025-09-17"})

    def test_a_bank_with_signals_personas_and_segments_on_any_number_of_ranks(self):
        self.ledger("bank", "60")
        for ranks, options in ((0, ()), (3, ()), (2, ("--detail", "evidence", "--threads", "2", "--memory", "1M"))):
            with self.subTest(ranks=ranks):
                self.audit_dates(*options, ranks=ranks)
                self.check(*options)

    def test_dates_in_any_order_within_and_after_the_ledger(self):
        self.ledger("retail", "400")
        dates = ("2026-02-28", "2024-02-11", "2025-01-31", "2025-02-01", "2024-01-02")
        options = ("--cohorts", "month,quarter,year", "--acquired-from", "2024-03-10")
        self.audit_dates(*options, dates=dates)
        self.check(*options, dates=dates)
        for ranks in (2, 7):
            self.audit_dates(*options, "--threads", "2", "--memory", "64k", dates=dates, ranks=ranks, out=f"ranks{ranks}")
            for date in dates:
                self.assertTrue(self.result(f"ranks{ranks}/{date}")[1] == self.result(f"own/{date}")[1])

    def test_a_date_before_the_ledger_begins(self):
        self.ledger()
        dates = ("2023-06-30", "2025-01-31", "2024-01-10")
        self.audit_dates(dates=dates)
        self.check(dates=dates)

    def test_rows_in_no_order_of_classes_that_are_no_purchases_and_with_refunds(self):
        self.ledger("bank", "50")
        (self.folder / "profile.yaml").write_text("cohort_attribute:\n  column: category\n  values: [FOOD_AND_DRINK_GROCERIES, TRANSFER_OUT_SAVINGS]\nsilence_days: 9\nfiscal_year_start: 4\n")
        options = ("--profile", "profile.yaml", "--cohorts", "month,quarter", "--signals", "none", "--shadow", "100")
        self.audit_dates(*options, "--threads", "2")
        self.check(*options)
        self.assertEqual(self.result(f"months/{DATES[0]}")[0]["periods"]["fiscal_year_start"], 4)

    def test_margins_and_parts_of_the_base(self):
        lines = [f"c{number * 7919 % 83},2025-{1 + number * 31 % 12:02}-{1 + number * 17 % 28:02},{number * 37 % 900 - 60}.25,{number % 50 - 9}.10,{'web' if number % 3 else 'shop'}\n" for number in range(900)]
        self.import_text("customer_id,timestamp,amount,margin,channel\n" + "".join(lines), "--dimension", "channel=channel")
        for options in ((), ("--by", "channel"), ("--where", "channel=web", "--period", "all", "--compare", "2024")):
            with self.subTest(options=options):
                self.audit_dates(*options)
                self.check(*options)

    def test_segments_that_only_some_dates_ask_for(self):
        for segment, year in (("old", 2021), ("middle", 2024), ("new", 2025)):
            lines = "".join(f"c{number % 7},{year}-{1 + number % 12:02}-{1 + number % 28:02},{number}.50\n" for number in range(60))
            self.import_text("customer_id,timestamp,amount\n" + lines, "--segment", segment, name=f"{segment}.csv")
        dates = ("2021-06-30", "2024-12-31", "2025-11-30")
        for options in (("--cohorts", "none"), ("--cohorts", "none", "--period", "30d")):
            self.audit_dates(*options, dates=dates)
            self.check(*options, dates=dates)
        passed = json.loads((self.folder / "months" / dates[0] / "run.json").read_text())
        self.assertIn("segments_passed_over", json.dumps(passed))

    def test_a_stop_and_going_on_with_other_ranks(self):
        self.ledger()
        self.audit_dates("--max-seconds", "0.000001", code=6, says="(and of 2 more dates)")
        self.assertTrue(all((self.folder / "months" / date / ".checkpoint").is_dir() for date in DATES))
        self.audit_dates("--quiet", ranks=2)
        self.check()

    def test_what_not_every_date_has_finished_is_done_again(self):
        self.ledger()
        self.audit_dates("--max-seconds", "0.000001", code=6)
        shutil.rmtree(self.folder / "months" / DATES[1] / ".checkpoint")
        self.audit_dates()
        self.check()

    def test_a_run_of_its_own_goes_on_from_a_dates_checkpoint(self):
        self.ledger()
        self.audit_dates("--max-seconds", "0.000001", code=6)
        for date in DATES:
            self.expect(0, "audit", "--ledger", "ledger", "--out", f"months/{date}", "--as-of", date)
        self.check()

    def test_the_screen_has_a_line_for_each_date_and_the_plan_adds_up(self):
        self.ledger()
        lines = self.audit_dates().splitlines()
        self.assertEqual([line.split(":")[0] for line in lines], [f"as of {date}" for date in DATES])
        for date, line in zip(DATES, lines):
            bought = self.result(f"months/{date}")[0]["lens1"]["total_customers"]
            self.assertIn(f": {bought:,} of 300 customers bought in ", line)
        shutil.rmtree(self.folder / "months")
        plans = [self.audit_dates("--plan", dates=dates) for dates in (DATES[:1], DATES)]
        self.assertFalse((self.folder / "months").exists())
        self.assertIn(f"as of {DATES[0]};", plans[0])
        self.assertIn(f"as of {DATES[0]} and of 2 more dates;", plans[1])
        written = [float(plan.split("writes")[1].split()[0]) for plan in plans]
        self.assertGreater(written[1], 2.5 * written[0])

    def test_an_output_that_is_in_use_ends_all_of_them(self):
        self.ledger()
        (self.folder / "months" / DATES[2]).mkdir(parents=True)
        (self.folder / "months" / DATES[2] / ".lock").write_text("host elsewhere\nboot b\nprocesses p\npid 1\nstart 1\njob \nrestarts 0\n")
        self.audit_dates(code=9, says=f"months/{DATES[2]}")
        self.assertEqual(sorted(path.name for path in (self.folder / "months" / DATES[0]).iterdir()), [])

    def test_wrong_dates_are_one_line_and_make_nothing(self):
        self.ledger()
        self.audit_dates(dates=("2025-03-31", "2025-03-31"), code=2, says="--as-of 2025-03-31 is given twice")
        self.audit_dates(dates=("2025-03-31", "../2025-04-30"), code=2, says="is not a date from 1970 to 2105")
        self.audit_dates(dates=("2025-03-31", "2025-02-30"), code=2, says="is not a date from 1970 to 2105")
        self.audit_dates("--period", "2025-01", "--compare", "90d", dates=("2025-03-31", "2025-04-30"), code=2, says="must end at or before")
        self.audit_dates(out="ledger", code=2, says="is the ledger")
        self.assertFalse((self.folder / "2025-04-30").exists())
        self.assertEqual([path.name for path in (self.folder / "ledger").iterdir() if path.is_dir() and path.name in DATES], [])


if __name__ == "__main__":
    unittest.main()
