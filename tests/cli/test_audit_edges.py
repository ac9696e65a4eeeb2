"""Audits at the edges, exports, checks of damaged files."""

import unittest

from command_line import CommandLineTest

HEAD = "customer_id,timestamp,amount\n"


class AuditEdges(CommandLineTest):
    def test_defaults_are_the_365_days_up_to_the_last_date_and_the_365_before(self):
        self.import_text(HEAD + "a,2011-12-31,1\nb,2010-12-31,1\nb,2010-01-01,1\n")
        self.audit()
        periods = self.summary()["periods"]
        self.assertEqual((periods["period"]["start"], periods["period"]["end"]), ("2011-01-01", "2012-01-01"))
        self.assertEqual((periods["compare"]["start"], periods["compare"]["end"]), ("2010-01-01", "2011-01-01"))
        self.assertEqual(self.summary()["lens2"]["churned"], 1)

    def test_without_signals_all_else_is_as_with_them(self):
        self.expect(0, "generate", "--customers", 40, "--ledger", "ledger")
        self.audit()
        full = self.summary()
        tables = {table: self.table(table) for table in ("rfm", "lens2", "segments", "cohort-month")}
        screen = self.audit("--signals", "none")
        self.assertIn("No signals and personas: none were asked for (--signals none)", screen)
        without = self.summary()
        for key in ("ledger", "periods", "rfm", "lens1", "lens1_compare", "lens2", "lens3", "lens4", "lens5", "segments", "data_quality"):
            self.assertEqual(without[key], full[key], key)
        self.assertEqual(without["run"]["options"]["signals"], "none")
        self.assertEqual(without["run"]["options"]["personas"], "none")
        self.assertEqual(full["run"]["options"]["signals"], "default")
        self.assertNotIn("1m", without["signals"])
        for table, rows in tables.items():
            self.assertEqual(self.table(table), rows, table)
        customer = tables["rfm"][0]["customer_id"]
        self.assertIn(customer, self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--customer", customer))
        self.expect(0, "check", "result")
        self.expect(0, "report", "--audit", "result")
        self.audit("--signals", "none", "--personas", "spendsense", code=2, says="--personas spendsense are judged by signals")
        self.audit("--signals", "few", code=2, says="--signals")

    def test_periods_in_every_form(self):
        self.import_text(HEAD + "a,2011-07-15,1\n")
        for period, start, end in (("2011", "2011-01-01", "2012-01-01"), ("2011-Q3", "2011-07-01", "2011-10-01"), ("2011-07", "2011-07-01", "2011-08-01"),
                                   ("2011-07-15..2011-07-16", "2011-07-15", "2011-07-16"), ("all", "2011-07-15", "2011-07-16")):
            self.audit("--period", period)
            found = self.summary()["periods"]["period"]
            self.assertEqual((found["start"], found["end"]), (start, end))
            self.assertEqual(self.summary()["lens1"]["total_customers"], 1)

    def test_one_customer_equal_values_and_zero_revenue(self):
        self.import_text(HEAD + "a,2011-07-15,0\nb,2011-07-15,0\n")
        for ranks in (0, 3, 7):
            self.audit(ranks=ranks)
            lens1 = self.summary()["lens1"]
            self.assertEqual((lens1["total_customers"], lens1["total_revenue"], lens1["gini"]), (2, "0.00", "0.000000"))
            self.assertEqual(lens1["equal_revenue_groups"][9], 2)
            self.assertEqual({row["rfm_score"] for row in self.table()}, {"333"})

    def test_a_period_without_customers_is_all_zeros(self):
        self.import_text(HEAD + "a,2011-07-15,5\n")
        self.audit("--period", "2010", "--compare", "2009")
        self.assertEqual(self.summary()["lens1"]["total_customers"], 0)
        self.assertEqual(self.summary()["lens2"]["inactive"], 1)
        self.assertEqual(self.table(), [])

    def test_what_is_after_as_of_counts_for_nothing(self):
        self.import_text(HEAD + "a,2011-07-15,5\na,2011-07-20,7\n")
        self.audit("--as-of", "2011-07-16", "--period", "2011-07")
        self.assertEqual(self.summary()["lens1"]["total_revenue"], "5.00")
        self.assertEqual(self.table()[0]["recency_days"], "2")  # to the end of as-of

    def test_refunds_transfers_income_and_pending_are_no_purchases(self):
        text = ("customer_id,timestamp,amount,category,pending\n"
                "a,2011-07-15,10,FOOD,\na,2011-07-15,-3,FOOD,\na,2011-07-15,100,Transfer_Out_Savings,\n"
                "a,2011-07-15,-900,INCOME_WAGES,\na,2011-07-15,50,LOAN_PAYMENTS_CREDIT_CARD_PAYMENT,\na,2011-07-15,20,FOOD,true\n")
        self.import_text(text)
        self.audit()
        row = self.table()[0]
        self.assertEqual((row["frequency"], row["total_spend"], row["refund_count"], row["refund_total"]), ("1", "10.00", "1", "3.00"))
        (self.folder / "profile.yaml").write_text("include_pending: true\nnot_spending: []\n")
        self.audit("--profile", "profile.yaml")
        self.assertEqual((self.table()[0]["frequency"], self.table()[0]["total_spend"]), ("4", "180.00"))

    def test_refunds_of_who_bought_nothing_in_the_period_are_in_lens_1(self):
        """a's purchase of June comes back in July, in which a buys nothing; c's of May in June."""
        self.import_text(HEAD + "a,2025-06-10,100\na,2025-07-05,-100\nb,2025-07-10,50\nb,2025-07-11,-5\nc,2025-05-01,9\nc,2025-06-02,-7\n")
        for ranks in (0, 2):
            screen = self.audit("--period", "2025-07", "--compare", "2025-06", "--shadow", "100", ranks=ranks)
            of_lens = [(lens["total_customers"], lens["total_revenue"], lens["refund_count"], lens["refund_total"])
                       for lens in (self.summary()["lens1"], self.summary()["lens1_compare"])]
            self.assertEqual(of_lens, [(1, "50.00", 2, "105.00"), (1, "100.00", 1, "7.00")])
            self.assertRegex(screen, r"(?m)^  refunds +2 of 105\.00 +1 of 7\.00$")

    def test_exports_filter_by_group_and_score(self):
        self.import_text(HEAD + "a,2011-07-15,5\nb,2010-03-01,5\nc,2011-07-15,5\nc,2010-03-01,5\n")
        self.audit("--period", "2011", "--compare", "2010")
        self.assertEqual([row["customer_id"] for row in self.table("lens2", "--where", "group=churned")], ["b"])
        self.assertEqual(len(self.table("rfm", "--where", "r_score=3")), 2)
        retained = self.table("rfm", "--where", "group=retained")
        self.assertEqual([row["customer_id"] for row in retained], ["c"])
        self.assertNotIn("group", retained[0])
        self.expect(2, "export", "--audit", "result", "--table", "rfm", "--where", "colour=red", says="colour")
        self.expect(2, "export", "--audit", "result", "--table", "nothing", says="nothing")
        self.expect(0, "export", "--audit", "result", "--table", "rfm", "--output", "rfm.csv")
        self.assertEqual(len((self.folder / "rfm.csv").read_text().splitlines()), 3)

    def test_transactions_that_are_exported_can_be_imported_again(self):
        self.import_text("customer_id,timestamp,amount,merchant\na,2011-07-15 12:00:01,5.25,\"x,y\"\nb,2011-07-16,-3,\n")
        self.expect(0, "export", "--ledger", "ledger", "--table", "transactions", "--output", "again.csv")
        self.expect(0, "import", "--transactions", "again.csv", "--ledger", "again")
        first = self.expect(0, "export", "--ledger", "ledger", "--table", "transactions")
        self.assertEqual(first, self.expect(0, "export", "--ledger", "again", "--table", "transactions"))

    def test_check_fails_on_a_file_that_was_cut_or_changed_anywhere(self):
        self.import_text(HEAD + "".join(f"c{i},2011-01-01,{i}\n" for i in range(300)))
        self.audit()
        self.expect(0, "check", "ledger")
        self.expect(0, "check", "result")
        self.expect(0, "info", "ledger", says="300 customers")
        self.expect(0, "info", "result", says="/rfm/monetary")
        for directory, name in (("ledger", "log.h5"), ("result", "audit.h5")):
            path = self.folder / directory / name
            good = path.read_bytes()
            for place in range(0, len(good), max(1, len(good) // 15)):
                path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1:])
                self.expect(3, "check", directory, says=name)
            path.write_bytes(good[:-7])
            self.expect(3, "check", directory, says=name)
            path.write_bytes(good)
            self.expect(0, "check", directory)

    def test_output_that_cannot_be_written_is_named(self):
        self.import_text(HEAD + "a,2011-07-15,5\n")
        (self.folder / "taken").write_text("a file")
        self.expect(5, "audit", "--ledger", "ledger", "--out", "taken/deeper", says="taken")

    def test_quiet_says_nothing(self):
        self.import_text(HEAD + "a,2011-07-15,5\n")
        self.assertEqual(self.audit("--quiet"), "")

    def test_levels_of_detail_give_the_same_summary(self):
        self.import_text(HEAD + "".join(f"c{i % 40},201{i % 2}-01-01,{i}\n" for i in range(300)))
        summaries = []
        for detail in ("full", "evidence", "summary"):
            self.audit("--detail", detail)
            summaries.append({key: value for key, value in self.summary().items() if key != "run"})
        self.assertEqual(summaries[0], summaries[1])
        self.assertEqual(summaries[0], summaries[2])
        self.expect(3, "export", "--audit", "result", "--table", "rfm", says="--detail")


if __name__ == "__main__":
    unittest.main()
