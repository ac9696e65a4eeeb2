"""Generated ledgers: the same on any ranks and threads, customer by customer whatever their number, sound and audited."""

import csv
import unittest

import h5py
import numpy

from command_line import CommandLineTest

KINDS = {"bank": (), "bank of 30": ("--transactions-per-customer", "30"), "retail": ("--kind", "retail"),
         "retail of 12": ("--kind", "retail", "--transactions-per-customer", "12")}


class Generate(CommandLineTest):
    def generate(self, ledger, *options, customers=500, code=0, **more):
        return self.expect(code, "generate", "--replace", "--ledger", ledger, "--customers", customers, *options, **more)

    def bytes_of(self, ledger):
        return (self.folder / ledger / "generated.h5").read_bytes() + (self.folder / ledger / "generated.h5.sum").read_bytes()

    def rows_of(self, ledger, table="transactions"):
        rows = {}
        for row in csv.reader(self.expect(0, "export", "--ledger", ledger, "--table", table).splitlines()[1:]):
            rows.setdefault(row[0], []).append(row)
        return rows

    def test_the_bytes_are_the_same_for_any_number_of_ranks_threads_and_memory(self):
        for kind, options in KINDS.items():
            with self.subTest(kind):
                self.generate("one", *options, "--threads", "1")
                expected = self.bytes_of("one")
                for ranks in (2, 3, 5):
                    self.generate("many", *options, "--threads", "2", ranks=ranks)
                    self.assertEqual(self.bytes_of("many"), expected, ranks)
                self.generate("many", *options, "--memory", "1", "--threads", "3")
                self.assertEqual(self.bytes_of("many"), expected)

    def test_the_first_customers_of_a_larger_ledger_are_those_of_the_smaller(self):
        for kind, options in KINDS.items():
            with self.subTest(kind):
                self.generate("few", *options, customers=100)
                self.generate("more", *options, customers=1_000)
                tables = ("transactions", "accounts", "liabilities") if kind.startswith("bank") else ("transactions",)
                for table in tables:
                    few, more = self.rows_of("few", table), self.rows_of("more", table)
                    self.assertEqual(few, {name: rows for name, rows in more.items() if int(name[1:]) < 100})

    def test_another_seed_makes_other_customers_and_the_same_seed_the_same(self):
        self.generate("a", "--seed", "7")
        self.generate("b", "--seed", "7")
        self.generate("c", "--seed", "8")
        self.assertEqual(self.bytes_of("a"), self.bytes_of("b"))
        self.assertNotEqual(self.rows_of("a"), self.rows_of("c"))

    def test_a_ledger_passes_check_and_lies_within_its_dates(self):
        for kind, options in KINDS.items():
            with self.subTest(kind):
                self.generate("ledger", *options, "--as-of", "2024-02-29", "--history", "200")
                self.assertIn("good", self.expect(0, "check", "ledger"))
                with h5py.File(self.folder / "ledger" / "generated.h5") as file:
                    days = file["transaction/timestamp"][:] // 86_400
                    self.assertGreater(days.min(), 19_782 - 200)
                    self.assertLessEqual(days.max(), 19_782)
                    counts = numpy.diff(file["customer/transaction_offset"][:])
                    if "of" in kind:
                        self.assertEqual(set(counts), {30 if "30" in kind else 12})

    def test_an_audit_tells_personas_by_archetype(self):
        self.generate("ledger", customers=1_000)
        self.assertIn("archetypes", self.audit("--shadow", "100"))
        windows = [window for window in self.summary()["personas"].values() if "archetypes" in window]
        self.assertTrue(windows)
        for window in windows:
            self.assertEqual(sum(sum(row.values()) for row in window["archetypes"].values()), 1_000)

    def test_a_mix_is_taken_and_a_wrong_one_refused(self):
        self.generate("ledger", "--mix", "salaried=1", "--mix", "saver=3")
        with h5py.File(self.folder / "ledger" / "generated.h5") as file:
            column = file["customer/archetype"]
            names = [column.attrs["values"][code] for code in column[:]]
        self.assertEqual(set(names), {"salaried", "saver"})
        self.assertTrue(0.6 < names.count("saver") / len(names) < 0.9)
        for mix in ("nobody=1", "salaried=-1", "salaried=x", "salaried"):
            self.generate("ledger", "--mix", mix, code=2, says="--mix" if mix != "salaried=-1" else "")

    def truth(self, name="truth.csv"):
        with open(self.folder / name, newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def test_the_truth_is_the_same_on_any_ranks_threads_and_number_of_customers(self):
        self.generate("one", "--truth", "truth.csv", "--threads", "1")
        expected = (self.folder / "truth.csv").read_bytes()
        for ranks in (2, 3, 7):
            self.generate("one", "--truth", "many.csv", "--threads", "2", ranks=ranks)
            self.assertEqual((self.folder / "many.csv").read_bytes(), expected, ranks)
        self.generate("more", "--truth", "more.csv", customers=1_500)
        self.assertTrue((self.folder / "more.csv").read_bytes().startswith(expected))
        ids = [row["customer_id"] for row in self.truth()]
        self.assertEqual(ids, sorted(ids))
        self.assertEqual(len(set(ids)), 500)

    def test_the_truth_of_a_customer_is_in_its_rows(self):
        self.generate("ledger", "--truth", "truth.csv", customers=200)
        rows = self.rows_of("ledger")
        charges = 0
        for stream in self.truth():
            if stream["stream_kind"] != "subscription":
                continue
            days = {(row[1][:10], row[2]) for row in rows[stream["customer_id"]]}
            self.assertIn((stream["last"], "-" + stream["amount"]), days, stream)
            charges += int(stream["charges"])
        self.assertGreater(charges, 2_000)

    def test_the_truth_of_a_shop_says_who_is_still_there_and_its_rows_end_where_a_customer_left(self):
        for name, options in {"leaving": ("--scenario", "buy-till-you-die"), "monthly": ("--scenario", "high-churn")}.items():
            self.generate(name, "--kind", "retail", *options, "--truth", f"{name}.csv", customers=500, ranks=3)
            self.generate(f"{name}-alone", "--kind", "retail", *options, "--truth", "again.csv", customers=500)
            self.assertEqual((self.folder / "again.csv").read_bytes(), (self.folder / f"{name}.csv").read_bytes())
            truth = {row["customer_id"]: row for row in self.truth(f"{name}.csv")}
            self.assertEqual(len(truth), 500)
            orders = self.rows_of(name)
            for customer, row in truth.items():
                self.assertEqual(row["is_alive"], "0" if row["left"] else "1")
                self.assertEqual(int(row["orders"]), len(orders[customer]))
                bought = [order[1][:10] for order in orders[customer] if order[2].startswith("-")]
                if row["left"]:
                    self.assertLessEqual(max(bought), row["left"])
                if row["arrived"]:
                    self.assertEqual(min(bought), row["arrived"])
            self.assertEqual({row["is_alive"] for row in truth.values()}, {"0", "1"})

    def test_a_truth_appears_whole_or_not_at_all(self):
        (self.folder / "truth.csv").write_text("mine")
        self.generate("ledger", "--truth", "truth.csv", "--mix", "saver=1")
        self.assertNotEqual((self.folder / "truth.csv").read_text(), "mine")
        self.generate("ledger", "--truth", "missing/truth.csv", code=5, says="missing")
        self.generate("ledger", "--truth", "ledger/generated.h5", code=2, says="--truth")
        self.generate("ledger", "--truth", "", code=2)
        self.assertEqual([path.name for path in self.folder.glob("*shop*")], [])
        self.assertIn("good", self.expect(0, "check", "ledger"))

    def test_joint_accounts_are_kept_with_the_partner_and_pass_check(self):
        self.generate("ledger", "--mix", "household=1", "--truth", "truth.csv", customers=100, ranks=3)
        self.assertIn("good", self.expect(0, "check", "ledger"))
        partners = {row["customer_id"] for row in self.truth() if row["joint_accounts"] == "1"}
        self.assertEqual(partners, {f"C{number:09}" for number in range(1, 100, 2)})
        with h5py.File(self.folder / "ledger" / "generated.h5") as file:
            owners = [owner.decode() for owner in file["joint/owner"][:]]
        self.assertEqual(sorted(owners), [f"C{number:09}" for number in range(0, 100, 2)])

    def test_merchants_are_keys_or_texts(self):
        texts = {}
        for merchants in ("clean", "raw"):
            self.generate(merchants, "--merchants", merchants)
            with h5py.File(self.folder / merchants / "generated.h5") as file:
                texts[merchants] = [text.decode() for text in file["dictionary/merchant"][:]]
        self.assertTrue(any("SQ *" in text for text in texts["raw"]))
        self.assertFalse(any("*" in text or "#" in text for text in texts["clean"]))
        self.generate("shop", "--kind", "retail", "--merchants", "raw", code=2, says="--kind bank")

    def test_scenarios_and_parameters_are_taken_and_wrong_ones_refused(self):
        (self.folder / "mine.yaml").write_text("scenario: recall\nrecall_drop: 0.9\n")
        self.generate("ledger", "--kind", "retail", "--scenario-file", "mine.yaml", "--set", "price_mean=99")
        (self.folder / "bad.yaml").write_text("scenario: recall\nrecal_drop: 0.9\n")
        self.generate("ledger", "--kind", "retail", "--scenario-file", "bad.yaml", code=2, says="line 2")
        self.generate("ledger", "--kind", "retail", "--set", "pricemean=9", code=2, says="price_mean")
        self.generate("ledger", "--kind", "retail", "--scenario", "sale", code=2, says="promotion")
        self.generate("ledger", "--scenario", "recall", code=2, says="--kind retail")
        self.generate("ledger", "--kind", "retail", "--mix", "salaried=1", code=2, says="--kind bank")

    def test_the_rates_of_rows_bytes_and_the_disk_are_told(self):
        told = self.generate("ledger", "--measure-disk")
        for what in ("rows/s a core", "MB written at", "The disk itself"):
            self.assertIn(what, told)
        self.assertFalse(any(self.folder.glob("ledger/.disk-rate*")))

    def test_wrong_use_is_told(self):
        self.generate("ledger", customers=0, code=2, says="--customers")
        self.generate("ledger", "--as-of", "2024-02-30", code=2, says="--as-of")
        self.generate("ledger", "--history", "0", code=2, says="--history")
        self.generate("ledger", "--segment", "a/b", code=2, says="a/b")
        self.assertFalse(any(self.folder.glob("ledger/*.h5")))


if __name__ == "__main__":
    unittest.main()
