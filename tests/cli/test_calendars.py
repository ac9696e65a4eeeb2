"""ISO weeks, days up to as-of and fiscal years: as periods of audits, in cohorts, and in the data mart (export --table periods)."""

import collections
import csv
import datetime
import json
import random
import unittest

import h5py

from command_line import CommandLineTest

LOG = """customer_id,timestamp,amount
A,2025-01-15,10
A,2025-04-15,7
A,2025-04-20,-2
B,2025-02-10,4
B,2025-07-03,5
C,2025-06-30,1
"""
FISCAL = "fiscal_year_start: 4\n"


def month_start(year, month):
    return datetime.date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def unit_of(day, by, start):
    """(first day, day after the last) by arithmetic on dates alone."""
    if by == "week":
        monday = day - datetime.timedelta(days=day.weekday())
        return monday, monday + datetime.timedelta(days=7)
    length = {"month": 1, "quarter": 3, "year": 12}[by]
    months = 12 * day.year + day.month - 1 - (start - 1)
    months -= months % length
    first = months + start - 1
    return month_start(first // 12, first % 12 + 1), month_start((first + length) // 12, (first + length) % 12 + 1)


class Calendars(CommandLineTest):
    def profile(self, text=FISCAL):
        (self.folder / "profile.yaml").write_text(text)
        return "--profile", "profile.yaml"

    def periods(self):
        with h5py.File(self.folder / "result" / "audit.h5") as file:
            return tuple(file.attrs[name].decode() if isinstance(file.attrs[name], bytes) else file.attrs[name] for name in ("period", "compare"))

    def mart(self, *options):
        return list(csv.DictReader(self.expect(0, "export", "--ledger", "ledger", "--table", "periods", *options).splitlines()))

    def test_periods_by_week_days_and_fiscal_years(self):
        self.import_text(LOG)
        for period, profile, expected in (("2025-W27", (), ("2025-06-30..2025-07-07", "2025-06-23..2025-06-30")),
                                          ("90d", (), ("2025-04-05..2025-07-04", "2025-01-05..2025-04-05")),
                                          ("2025-Q1", self.profile(), ("2025-04-01..2025-07-01", "2025-01-01..2025-04-01")),
                                          ("2025", self.profile(), ("2025-04-01..2026-04-01", "2024-04-01..2025-04-01")),
                                          ("2025-05", self.profile(), ("2025-05-01..2025-06-01", "2025-04-01..2025-05-01"))):
            with self.subTest(period=period):
                self.audit("--period", period, *profile)
                self.assertEqual(self.periods(), expected)
        self.audit("--period", "2025-Q1", "--compare", "2024-Q4", *self.profile())
        self.assertEqual(self.periods()[1], "2025-01-01..2025-04-01")
        self.assertEqual({row["customer_id"] for row in self.table("rfm")}, {"A", "C"})

    def test_the_same_bytes_on_any_number_of_ranks(self):
        self.import_text(LOG)
        options = ("--period", "90d", "--cohorts", "month,quarter,year", *self.profile())
        self.audit(*options)
        expected = (self.folder / "result" / "audit.h5").read_bytes()
        for ranks in (2, 3):
            self.audit(*options, ranks=ranks)
            self.assertEqual((self.folder / "result" / "audit.h5").read_bytes(), expected)

    def test_cohorts_and_their_names_follow_the_fiscal_year(self):
        self.import_text(LOG + "D,1970-01-02,3\n")
        self.audit("--cohorts", "quarter,year", "--acquired-from", "1970-01-01", *self.profile())
        summary = self.summary()
        self.assertEqual([cohort["cohort"] for cohort in summary["lens3"]["year"]["cohorts"] if cohort["customers"]], ["1969", "2024", "2025"])
        names = {row["customer_id"]: row["cohort"] for row in self.table("cohort-quarter")}
        self.assertEqual(names, {"A": "2024-Q4", "B": "2024-Q4", "C": "2025-Q1", "D": "1969-Q4"})
        for customer in "ABCD":
            told = json.loads(self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--customer", customer, "--json"))
            self.assertEqual(told["lens3"][0]["cohort"], names[customer])

    def test_what_is_no_period_is_one_line(self):
        self.import_text(LOG)
        for period, says in (("2025-W53", "W01 to W52"), ("0d", "90d"), ("2025-W1", "2025-W27"), ("90D", "90d"), ("2025-Q5", "2025-Q3")):
            self.audit("--period", period, code=2, says=says)
        self.audit("--period", "2025-Q1", "--compare", "30d", code=2, says="must end at or before the start")
        for month in ("0", "13", "april", "[4]"):
            self.audit(*self.profile(f"fiscal_year_start: {month}\n"), code=2, says="profile.yaml, line 1: ")

    def random_ledger(self, seed):
        """Two segments that overlap: what counts by order is that of the later one. Gives customer -> [(day, time, cents, quantity)]."""
        rng = random.Random(seed)
        orders = {}
        for segment in ("one", "two"):
            lines = ["order_id,customer_id,timestamp,amount,quantity,margin"]
            for _ in range(400):
                number = rng.randrange(700)
                customer = f"c{number % 37}"
                moment = datetime.datetime(2023, 12, 20) + datetime.timedelta(seconds=rng.randrange(500 * 86_400))
                cents, quantity, margin = rng.choice([0, 1, 525, 80_000, -350]), rng.randrange(4), rng.randrange(-50, 50)
                if any(line.startswith(f"o{number},") for line in lines):
                    continue
                orders[number] = (customer, moment, cents, quantity, margin)
                lines.append(f"o{number},{customer},{moment:%Y-%m-%d %H:%M:%S},{cents / 100:.2f},{quantity},{margin / 100:.2f}")
            self.import_text("\n".join(lines) + "\n", "--segment", segment, name=f"{segment}.csv")
        return orders

    def expected_mart(self, orders, by, start):
        rows = collections.defaultdict(lambda: [0, 0, 0, 0, None, 0, 0])
        for customer, moment, cents, quantity, margin in orders.values():
            row = rows[(customer, *unit_of(moment.date(), by, start))]
            if cents < 0:
                row[5] += 1
                row[6] -= cents
                continue
            row[0] += 1
            row[1] += cents
            row[2] += margin
            row[3] += quantity
            row[4] = max(row[4] or moment, moment)
        return {(customer, str(first), str(end)): (str(row[0]), f"{row[1] / 100:.2f}", f"{row[2] / 100:.2f}", str(row[3]), str(row[4] or ""), str(row[5]), f"{row[6] / 100:.2f}")
                for (customer, first, end), row in rows.items()}

    def test_the_data_mart_of_a_random_log_is_as_worked_out_by_order(self):
        orders = self.random_ledger(19)
        for by, profile, start in (("week", (), 1), ("month", (), 1), ("quarter", (), 1), ("year", (), 1), ("quarter", self.profile("fiscal_year_start: 2\n"), 2), ("year", self.profile("fiscal_year_start: 2\n"), 2)):
            with self.subTest(by=by, start=start):
                mart = self.mart("--by", by, *profile)
                found = {tuple(row.values())[:3]: tuple(row.values())[3:] for row in mart}
                self.assertEqual(found, self.expected_mart(orders, by, start))
                self.assertEqual(len(found), len(mart))
        self.assertEqual(self.mart(), self.mart("--by", "month"))
        self.assertEqual(list(mart[0]), ["customer_id", "period_start", "period_end", "total_orders", "total_spend", "total_margin", "total_quantity",
                                         "last_transaction_ts", "refund_count", "refund_total"])
        rows = [json.loads(line) for line in self.expect(0, "export", "--ledger", "ledger", "--table", "periods", "--by", "year", "--format", "ndjson", *self.profile("fiscal_year_start: 2\n")).splitlines()]
        self.assertEqual([row["customer_id"] for row in rows], [row["customer_id"] for row in mart])

    def test_the_data_mart_comes_by_customer_in_the_ledgers_order_then_by_period(self):
        self.random_ledger(20)
        self.audit()
        place = {row["customer_id"]: i for i, row in enumerate(self.table("lens2"))}
        keys = [(place[row["customer_id"]], row["period_start"]) for row in self.mart("--by", "week")]
        self.assertEqual(keys, sorted(keys))

    def test_the_profile_says_what_a_purchase_is_and_filters_hold(self):
        self.import_text("customer_id,timestamp,amount,category\nA,2025-01-15,10,TRANSFER_OUT_SAVINGS\nA,2025-01-16,7,FOOD\n")
        self.assertEqual([(row["total_orders"], row["total_spend"], row["total_margin"]) for row in self.mart()], [("1", "7.00", "")])
        self.assertEqual([row["total_orders"] for row in self.mart(*self.profile("not_spending: []\n"))], ["2"])
        self.assertEqual(self.mart("--where", "total_orders=2"), [])

    def test_wrong_calls_of_the_data_mart_are_one_line(self):
        self.import_text(LOG)
        self.audit()
        self.expect(2, "export", "--ledger", "ledger", "--table", "periods", "--by", "day", says="week, month, quarter, year")
        self.expect(2, "export", "--ledger", "ledger", "--table", "transactions", "--by", "week", says="--by is of")
        self.expect(2, "export", "--audit", "result", "--table", "rfm", "--profile", "default", says="--profile is of")
        self.expect(2, "export", "--audit", "result", "--table", "periods", says="none of")
        self.expect(5, "export", "--ledger", "ledger", "--table", "periods", "--profile", "absent.yaml", says="absent.yaml")

    def test_periods_that_are_not_over_are_said_to_be_so(self):
        self.import_text(LOG)
        audit = ("audit", "--ledger", "ledger", "--out", "result")
        for arguments, says in ((("--as-of", "2025-06-30", "--period", "2025-Q2", "--compare", "2025-Q1"), None),
                                (("--as-of", "2025-05-10", "--period", "2025-Q2", "--compare", "2025-Q1"), "2025-04-01 to 2025-06-30 is not over as of 2025-05-10: 40 of its 91 days are seen"),
                                (("--as-of", "2025-05-10", "--period", "2025-Q3", "--compare", "2025-Q1"), "begins after as-of 2025-05-10"),
                                (("--as-of", "2024-05-10",), "the ledger begins on 2025-01-15, after as-of"),
                                (("--as-of", "2025-05-10", "--acquired-from", "2026-01-01"), "--acquired-from 2026-01-01 is after as-of 2025-05-10")):
            with self.subTest(arguments=arguments):
                done = self.run_spendlens(*audit, *arguments)
                self.assertEqual(done.returncode, 0, done.stderr.decode())
                if says is None:
                    self.assertNotIn("warning", done.stderr.decode())
                    self.assertNotIn("days seen", done.stdout.decode())
                else:
                    self.assertIn(says, done.stderr.decode())
                self.assertEqual("days seen" in done.stdout.decode(), says is not None and "--period" in arguments)


if __name__ == "__main__":
    unittest.main()
