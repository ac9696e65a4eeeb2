"""Signals and personas at the edges: what is not known, who is not assessed, what the tables of a result hold."""

import pathlib
import re
import unittest

import h5py
import pandas

from bank_ledger import WINDOWS, BankLedgerTest, values_of

HEAD = "customer_id,timestamp,amount\n"
OF_MERCHANTS = ("subscription_count", "recurring_irregular_count", "subscription_spend", "monthly_recurring_spend", "subscription_share_pct")
OF_SAVINGS = ("has_savings_accounts", "total_savings_balance", "net_inflow", "savings_growth_rate", "avg_monthly_expenses", "emergency_fund_months")
OF_CREDIT = ("num_credit_cards", "cards_without_limit", "credit_aggregate_utilization_pct", "credit_max_utilization_pct", "high_utilization_count",
             "very_high_utilization_count", "minimum_payment_only_count", "overdue_count", "has_interest_charges", "credit_total_limits")
OF_INCOME = ("income_payroll_count", "total_income", "avg_income_per_payment", "income_median_pay_gap_days", "payment_frequency", "income_variability_cv",
             "has_regular_income", "cash_flow_buffer_months")
APPENDIX = pathlib.Path(__file__).resolve().parent.parent / "golden" / "appendix.yaml"  # the earlier signals, without the loop-based system's ways
RESULTS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "results.md"
ODD = ("--profile", "odd.yaml", "--personas", "odd_personas.yaml")


class WhatIsNotKnown(BankLedgerTest):
    def audit(self, *options, **more):
        profile = () if "--profile" in options else ("--profile", str(APPENDIX))
        return super().audit(*profile, "--personas", "spendsense", *options, **more)

    def signals(self, customer, window="180d", out="result"):
        return values_of(self.by_customer(f"signals-{window}", audit=out)[customer])

    def personas(self):
        return {window: {name: row["persona"] for name, row in self.by_customer(f"personas-{window}").items()} for window in ("30d", "180d")}

    def assert_null(self, signals, names):
        self.assertEqual({name: signals[name] for name in names}, dict.fromkeys(names, ""))

    def test_a_purchase_log_says_nothing_of_subscriptions_savings_cards_and_income(self):
        self.import_text(HEAD + "a,2025-01-02,5\na,2025-03-02,5\nb,2024-01-01,7\nb,2025-03-01,-900\n")
        self.audit()
        for window, spent in (("30d", "5.00"), ("180d", "10.00")):
            signals = self.signals("a", window)
            self.assert_null(signals, OF_MERCHANTS + OF_SAVINGS + OF_CREDIT + OF_INCOME)
            self.assertEqual((signals["spend"], signals["transaction_history_days"]), (spent, "59"))
        flags = ("subscriptions_complete", "savings_complete", "credit_complete", "income_complete")
        self.assertEqual([self.signals("a")[flag] for flag in flags], ["true", "false", "false", "false"])
        self.assertEqual([self.signals("b")[flag] for flag in flags], ["false", "false", "false", "true"])
        self.assertEqual(self.table("streams"), [])
        for personas in self.personas().values():
            self.assertEqual(personas, {"a": "young_professional", "b": "unclassified"})

    def test_one_income_of_anyone_makes_everyones_income_known(self):
        self.import_text("customer_id,timestamp,amount,category\na,2025-01-02,5,FOOD\nb,2025-01-02,-1,Other_Income_X\n")
        self.audit()
        for customer, count, total in (("a", "0", "0.00"), ("b", "1", "1.00")):
            signals = self.signals(customer)
            self.assertEqual([signals[name] for name in OF_INCOME], [count, total, "", "", "unknown", "", "false", ""])

    def test_what_the_profile_spendsense_cannot_compute_is_zero(self):
        self.import_text(HEAD + "a,2025-01-02,5\n")
        self.audit("--profile", "spendsense", "--shadow", "100")
        signals = self.signals("a")
        self.assertEqual([name for name, text in signals.items() if text == ""], ["credit_total_limits"])
        self.assertEqual((signals["total_savings_balance"], signals["income_payroll_count"], signals["payment_frequency"]), ("0.00", "0", "unknown"))

    def test_whose_transactions_are_all_after_as_of_or_pending_is_not_assessed(self):
        self.import_text("customer_id,timestamp,amount,pending\na,2025-01-02,5,\nb,2025-01-04,5,\nc,2025-01-01,5,true\n")
        self.audit("--as-of", "2025-01-03", "--shadow", "100")
        for personas in self.personas().values():
            self.assertEqual(personas, {"a": "young_professional", "b": "not_assessed", "c": "not_assessed"})
        for customer in ("b", "c"):
            self.assertEqual((self.signals(customer)["transaction_history_days"], self.signals(customer)["spend"]), ("", "0.00"))
        (self.folder / "pending.yaml").write_text(APPENDIX.read_text().replace("include_pending: false", "include_pending: true"))
        self.audit("--as-of", "2025-01-04", "--profile", "pending.yaml", "--shadow", "100")
        self.assertEqual(set(self.personas()["30d"].values()), {"young_professional"})

    def test_as_of_before_everything_assesses_nobody(self):
        self.import_bank()
        for as_of in ("1970-01-01", "1999-12-31"):
            self.audit("--as-of", as_of, "--shadow", "100")
            for personas in self.summary()["personas"]["30d"], self.summary()["personas"]["180d"]:
                self.assertEqual((personas["assigned"]["not_assessed"], personas["customers"]), (self.summary()["ledger"]["customers"],) * 2)
            self.assertEqual((self.table("streams"), self.table("rfm"), self.summary()["lens1"]["total_customers"]), ([], [], 0))
            self.assertEqual({row["spend"] for row in self.table("signals-180d")}, {"0.00"})

    def test_a_customer_with_accounts_only_is_not_assessed_but_has_savings_and_cards(self):
        self.import_accounts(HEAD + "a,2025-01-02,-5\n", "s,b,depository,savings,70.50,\nk,b,credit,credit_card,30,100\n")
        self.audit("--shadow", "100")
        # Where anyone has accounts the income of all is known; that of `a` is nothing.
        self.assertEqual(self.personas()["180d"], {"a": "irregular_income", "b": "not_assessed"})
        signals = self.signals("b")
        self.assertEqual([signals[name] for name in OF_SAVINGS], ["true", "70.50", "0.00", "0", "0", ""])
        self.assertEqual([signals[name] for name in OF_CREDIT], ["1", "0", "30", "30", "0", "0", "0", "0", "false", "100.00"])
        self.assert_null(self.signals("a"), OF_SAVINGS + OF_CREDIT)
        self.assertEqual(self.explain("b")["personas"]["30d"]["reason"], "not_assessed: no transaction in the 90 days up to the reference date")
        self.assertEqual((list(self.by_customer("rfm")), self.by_customer("lens2")["b"]["group"]), (["a"], "inactive"))

    def test_a_ledger_of_accounts_without_transactions(self):
        self.import_accounts(HEAD, "s,b,depository,savings,70.50,\n")
        for ranks in (0, 3):
            self.audit("--shadow", "100", ranks=ranks)
            self.assertEqual((self.summary()["ledger"]["customers"], self.personas()["30d"]), (1, {"b": "not_assessed"}))
            self.assertEqual(self.signals("b")["total_savings_balance"], "70.50")


class Tables(BankLedgerTest):
    def groups(self, out="result"):
        """Name -> columns, of each group of audit.h5 that has some."""
        with h5py.File(self.folder / out / "audit.h5") as result:
            groups = {}
            result.visititems(lambda name, item: groups.setdefault(name, item) and None if isinstance(item, h5py.Group) else None)
            tables = {name: group for name, group in groups.items() if any(isinstance(each, h5py.Dataset) for each in group.values())}
            return {name: pandas.DataFrame({c: table[c][:] for c in table}) for name, table in tables.items()}

    def widths(self, names, out="result"):
        """Column -> bytes a row, of these groups."""
        with h5py.File(self.folder / out / "audit.h5") as result:
            return {f"{name}/{column}": result[name][column].dtype.itemsize for name in names for column in result[name]}

    def test_every_table_is_a_data_frame(self):
        self.import_bank()
        for options in ((), ODD, ("--detail", "evidence"), ("--detail", "summary")):
            self.audit_bank(*options)
            tables, customers = self.groups(), self.summary()["ledger"]["customers"]
            self.assertTrue({"score_cuts", "score_counts", "spend_deciles", "condition"} <= tables.keys())
            for name in tables.keys() & {"customer", "rfm", "rfm_compare", "lens2", "signals/1m", "signals/6m", "signals/12m", "personas/1m", "personas/6m", "personas/12m"}:
                self.assertEqual(len(tables[name]), customers, name)
            self.assertEqual("stream" in tables, not options or options == ODD)

    def test_evidence_keeps_each_conditions_value_in_as_many_bytes_a_customer_as_the_manual_says(self):
        self.write_bank()
        long = {row[0]: f"{row[0]:x<16}" for row in self.bank.transactions}  # ids of 16 bytes
        self.bank.transactions = [(long[row[0]], *row[1:]) for row in self.bank.transactions]
        self.bank.accounts = [(row[0], long.get(row[1], row[1]), *row[2:]) for row in self.bank.accounts]
        self.bank.write(self.folder)
        self.expect(0, "import", "--transactions", "transactions.csv", "--accounts", "accounts.csv", "--liabilities", "liabilities.csv", "--ledger", "ledger")
        self.audit_bank(out="full")
        self.audit_bank("--detail", "evidence")
        full, kept = self.groups("full"), self.groups()
        of_customers = lambda tables: [name for name in tables if name in ("customer", "cohort_month") or name.startswith(("rfm", "lens2", "signals/", "personas/"))]
        per_customer = of_customers(kept)
        self.assertEqual({name for name in per_customer if len(kept[name]) != self.summary()["ledger"]["customers"]}, set())
        self.assertEqual(set(per_customer), {"customer", "rfm", "lens2", "cohort_month", *(f"personas/{window}" for window in WINDOWS)})

        widths = self.widths(per_customer)
        self.assertEqual(widths["customer/customer_id"], 16)
        told = re.search(r"\| bytes a customer, [^|]*\| ([\d,]+), and (\d+) a stream \| at most (\d+) \| 0 \|", RESULTS.read_text())
        whole, of_a_stream, of_evidence = (int(text.replace(",", "")) for text in told.groups())
        self.assertEqual(sum(widths.values()), of_evidence, widths)
        # An id of 16, RFM of 29, Lens 2 of 3, a cohort of 2; a persona and its masks of 5 in each of three windows; the values of the conditions, 20 in 6m and 28 in 12m.
        self.assertEqual(of_evidence, 16 + 29 + 3 + 2 + 3 * 5 + 20 + 28)
        self.assertEqual(sum(self.widths(of_customers(full), "full").values()), whole)
        self.assertEqual(sum(self.widths(["stream"], "full").values()), of_a_stream)

        singles = set()
        for name in per_customer:
            for column in kept[name]:
                source = name.replace("personas", "signals") if name.startswith("personas/") and column not in full[name] else name
                expected = full[source][column]
                if source != name and expected.dtype == "float64":  # a number that is kept as evidence is the nearest one of single precision
                    expected = expected.astype("float32")
                    singles.add(column)
                pandas.testing.assert_series_equal(kept[name][column], expected, check_exact=True)
        self.assertEqual(singles, {"revolving_utilization_pct", "income_regular_share_pct", "liquid_months", "committed_share_pct", "subscription_share_pct"})
        for single in singles:
            self.assertGreater(max(kept[name][single].max() for name in per_customer if single in kept[name]), 0, single)
        of_any_window = {column for name in per_customer for column in kept[name]}
        conditions = [text.decode().split()[0] for text in kept["condition"]["condition"]]
        self.assertEqual([signal for signal in conditions if signal not in of_any_window], [])

    def test_subscriptions_of_a_batch_do_not_reach_into_the_next(self):
        # A customer of very many rows leaves blocks of its batch without customers of their own.
        with open(self.folder / "log.csv", "w") as file:
            file.write("customer_id,timestamp,amount,merchant\n")
            for customer in range(10_000):
                for month in range(1, 11):
                    file.write(f"c{customer},2025-{month:02}-05,-9.99,films\n")
            for name in ("large", "larger", "largest"):
                for row in range(120_000):
                    file.write(f"{name},2025-{1 + row % 10:02}-{1 + row % 28:02},-{1 + row % 50},shop {row % 3}\n")
        self.expect(0, "import", "--transactions", "log.csv", "--ledger", "ledger")
        results = []
        for memory in ("24M", "32M", "256M"):
            self.audit("--memory", memory, "--threads", "2", "--shadow", "1")
            results.append((self.folder / "result" / "audit.h5").read_bytes())
        self.assertEqual(self.summary()["signals"]["streams"], 10_000)
        self.assertTrue(results[0] == results[1] == results[2])


if __name__ == "__main__":
    unittest.main()
