"""Exports of a bank's result: filters by persona, group and value, JSON lines beside CSV, tables that are not there."""

import csv
import datetime
import gzip
import json
import pathlib
import subprocess
import unittest

from bank_ledger import ODD_PROFILE, WINDOWS, BankLedgerTest

TABLES = ("rfm", "rfm-compare", "signals-30d", "signals-180d", "personas-30d", "personas-180d", "lens2", "streams")

TODAY = ("rfm", "rfm-compare", *(f"{kind}-{window}" for kind in ("signals", "personas") for window in WINDOWS), "lens2", "streams", "cohort-month", "cohorts", "cohort-cells", "base")

# The earlier signals have flags and enumerations of every type, and personas that differ between the two windows.
EARLIER = ("--profile", pathlib.Path(__file__).resolve().parent.parent / "golden" / "appendix.yaml", "--personas", "spendsense", "--cohorts", "none")


class ExportEdges(BankLedgerTest):
    def audit_bank(self, *options, **more):
        return super().audit_bank(*(() if "--profile" in options else EARLIER), *options, **more)

    def setUp(self):
        super().setUp()
        self.import_bank()
        days = [self.bank.ref - datetime.timedelta(days=days) for days in (180, 45)]
        self.audit_bank("--period", f"{days[1]}..{self.bank.ref}", "--compare", f"{days[0]}..{days[1]}")

    def export(self, table, *options):
        return self.expect(0, "export", "--audit", "result", "--table", table, *options)

    def customers(self, table, column, value):
        return {name for name, row in self.by_customer(table).items() if row[column] == value}

    def test_every_table_is_filtered_by_persona(self):
        members = {"persona": self.customers("personas-180d", "persona", "low_savings"),
                   "persona_180d": self.customers("personas-180d", "persona", "low_savings"),
                   "persona_30d": self.customers("personas-30d", "persona", "low_savings")}
        self.assertNotEqual(members["persona_30d"], members["persona_180d"])
        for table in TABLES:
            whole = self.export(table).splitlines(keepends=True)
            for column, wanted in members.items():
                if table.startswith("personas-30d") and column == "persona":
                    wanted = members["persona_30d"]  # a column of the table itself comes first
                rows = [line for line in whole[1:] if line.split(",")[0] in wanted]
                self.assertEqual(self.export(table, "--where", f"{column}=low_savings"), "".join([whole[0], *rows]), (table, column))

    def test_subscriptions_are_filtered_by_what_their_customers_are(self):
        whole = self.table("streams")
        for column, table, value in (("persona", "personas-180d", "irregular_income"), ("group", "lens2", "churned"), ("r_score", "rfm", "5"),
                                     ("persona_30d", "personas-30d", "unclassified")):
            wanted = self.customers(table, column.removesuffix("_30d"), value)
            rows = [row for row in whole if row["customer_id"] in wanted]
            self.assertTrue(0 < len(rows) < len(whole), column)
            self.assertEqual(self.table("streams", "--where", f"{column}={value}"), rows)
        self.assertEqual(self.table("streams", "--where", "state=lapsed"), [row for row in whole if row["state"] == "lapsed"])
        merchant = whole[0]["payee"]
        self.assertEqual(self.table("streams", "--where", f"payee={merchant}"), [row for row in whole if row["payee"] == merchant])

    def test_filters_hold_together_and_compare_with_what_is_exported(self):
        signals = self.table("signals-180d")
        self.assertEqual(self.table("signals-180d", "--where", "has_savings_accounts="), [row for row in signals if row["has_savings_accounts"] == ""])
        wanted = [row for row in signals if row["has_savings_accounts"] == "true" and row["payment_frequency"] == "unknown"]
        self.assertTrue(wanted)
        self.assertEqual(self.table("signals-180d", "--where", "has_savings_accounts=true", "--where", "payment_frequency=unknown"), wanted)
        spend = next(row["spend"] for row in signals if row["spend"] != "0.00")
        self.assertIn(spend, [row["spend"] for row in self.table("signals-180d", "--where", f"spend={spend}")])
        self.assertEqual(self.table("rfm", "--where", "persona=low_savings", "--where", "persona=unclassified"), [])
        qualifying = [row for row in self.table("personas-30d") if row["qualifying"] == "irregular_income low_savings"]
        self.assertEqual(self.table("personas-30d", "--where", "qualifying=irregular_income low_savings"), qualifying)

    def test_what_is_not_there_is_named(self):
        refuse = lambda code, says, *options: self.expect(code, "export", "--audit", "result", "--table", *options, says=says)
        refuse(2, "colour", "signals-30d", "--where", "colour=red")
        refuse(2, "persona_90d", "rfm", "--where", "persona_90d=low_savings")
        refuse(2, "spend", "streams", "--where", "spend=1.00")
        refuse(2, "persona", "rfm", "--where", "persona")
        refuse(2, "nothing", "nothing")
        refuse(2, "transactions", "transactions")
        refuse(2, "condition", "condition")
        for table in ("signals-90d", "personas-7d", "signals-"):
            refuse(3, "signals-30d, signals-180d", table)
        for detail, table in (("evidence", "signals-30d"), ("evidence", "streams"), ("evidence", "rfm-compare"), ("summary", "personas-30d"),
                              ("summary", "lens2")):
            self.audit_bank("--detail", detail)
            refuse(3, "--detail", table)

    def test_windows_of_the_profile_name_the_tables(self):
        (self.folder / "four.yaml").write_text(ODD_PROFILE.replace("[7d, 90d]", "[7d, 30d, 90d, 180d]"))
        self.audit_bank("--profile", "four.yaml", "--personas", "spendsense")
        self.assertEqual(len(self.table("signals-7d")), self.summary()["ledger"]["customers"])
        self.assertEqual(set(self.by_customer("lens2", "--where", "persona_7d=low_savings")), self.customers("personas-7d", "persona", "low_savings"))
        # The longest window's persona is meant where none is named.
        self.assertEqual(self.table("lens2", "--where", "persona=unclassified"), self.table("lens2", "--where", "persona_180d=unclassified"))

    def audit_today(self, *options):
        """With the signals, personas and cohorts of the shipped profile."""
        self.audit_bank("--profile", "default", *options)

    def test_every_table_of_customers_of_today_is_filtered_by_persona(self):
        self.audit_today()
        members = {f"persona_{window}": self.customers(f"personas-{window}", "persona", "variable_income") for window in WINDOWS}
        self.assertEqual([len(set(map(frozenset, members.values()))), members["persona_1m"]], [2, set()])  # income is known of no single month
        for table in TODAY[:TODAY.index("cohorts")]:
            whole = self.export(table).splitlines(keepends=True)
            for column, wanted in (members | {"persona": members["persona_6m"]}).items():
                if table.startswith("personas-") and column == "persona":
                    wanted = members[f"persona_{table.removeprefix('personas-')}"]  # a column of the table itself comes first
                rows = [line for line in whole[1:] if line.split(",")[0] in wanted]
                self.assertEqual(self.export(table, "--where", f"{column}=variable_income"), "".join([whole[0], *rows]), (table, column))

    def test_streams_are_filtered_by_what_they_are(self):
        self.audit_today()
        whole = self.table("streams")
        for column in ("kind", "cadence", "state", "payee", "charges", "amount", "price_step_date"):
            for value in {row[column] for row in whole}:
                wanted = [row for row in whole if row[column] == value]
                self.assertEqual(self.table("streams", "--where", f"{column}={value}"), wanted, (column, value))
            self.assertGreater(len({row[column] for row in whole}), 1, column)
        wanted = self.customers("lens2", "group", "retained")
        self.assertEqual(self.table("streams", "--where", "group=retained"), [row for row in whole if row["customer_id"] in wanted])

    def test_json_lines_say_what_csv_says(self):
        years = ("--period", str(self.bank.ref.year), "--compare", str(self.bank.ref.year - 1))
        self.audit_bank(*years)
        self.check_json_lines(TABLES)
        self.audit_today(*years)
        self.check_json_lines(TODAY)

    def check_json_lines(self, tables):
        for table in tables:
            rows = list(csv.DictReader(self.export(table).splitlines()))
            lines = [json.loads(line, parse_float=str, parse_int=str) for line in self.export(table, "--format", "ndjson").splitlines()]
            self.assertEqual(len(rows), len(lines))
            for row, line in zip(rows, lines):
                shown = {name: "" if value is None else str(value).lower() if isinstance(value, bool) else value for name, value in line.items()}
                self.assertEqual(shown, row, table)
            self.assertTrue(rows, table)

    def test_a_value_that_an_enumeration_does_not_have_is_refused_with_those_that_it_has(self):
        for where in ("persona=nope", "persona_30d=nope", "group=lost", "has_savings_accounts=1"):
            self.expect(2, "export", "--audit", "result", "--table", "signals-30d", "--where", where, says="is one of")

    def test_flags_in_json_lines_are_booleans(self):
        line = json.loads(self.export("signals-30d", "--format", "ndjson").splitlines()[0])
        self.assertIsInstance(line["income_complete"], bool)

    def test_what_a_spreadsheet_would_take_for_a_formula_is_made_a_text(self):
        (self.folder / "log.csv").write_text("customer_id,timestamp,amount,merchant\n" + "".join(f"=a,2025-0{month}-01,-9,@films\n" for month in range(1, 6)))
        self.expect(0, "import", "--transactions", "log.csv", "--ledger", "formulas")
        self.expect(0, "audit", "--ledger", "formulas", "--out", "result")
        self.assertEqual(self.table("streams")[0]["customer_id"], "=a")
        row = self.table("streams", "--spreadsheet-safe")[0]
        self.assertEqual((row["customer_id"], row["payee"]), ("'=a", "'@FILMS"))
        self.assertEqual(self.table("signals-1m", "--spreadsheet-safe")[0]["customer_id"], "'=a")

    def test_only_csv_is_made_safe_for_spreadsheets(self):
        self.expect(2, "export", "--audit", "result", "--table", "rfm", "--format", "ndjson", "--spreadsheet-safe", "--output", "rfm.ndjson", says="--format csv")
        self.assertFalse((self.folder / "rfm.ndjson").exists())

    def test_hostile_names_of_a_bank_are_texts_to_a_spreadsheet(self):
        hostile = ["=HYPERLINK(\"http://x\")", "+1", "-2+3", "@SUM(A1)", "\tx", "=1,2\n3", "plain, \"quoted\"", "caf\u00e9", "a=b"]
        with open(self.folder / "log.csv", "w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["customer_id", "timestamp", "amount", "merchant"])
            rows.writerows(["c", f"2025-01-{day:02}", "-9", name] for day, name in enumerate(hostile, 1))
        self.expect(0, "import", "--transactions", "log.csv", "--ledger", "hostile")
        exported = lambda *options: self.expect(0, "export", "--ledger", "hostile", "--table", "transactions", *options)
        names = lambda text: {row["merchant"]: row["amount"] for row in csv.DictReader(text.splitlines(keepends=True))}
        stored = names(exported())
        self.assertEqual(len(stored), len(hostile))
        safe = names(exported("--spreadsheet-safe"))
        self.assertEqual(set(safe), {"'" + name if name[0] in "=+-@\t\r\n" else name for name in stored})
        self.assertEqual(set(safe.values()), {"-9.00"})
        # What begins a line or follows a separator is never a formula, whichever separator a spreadsheet looks for.
        self.assertNotRegex(exported("--spreadsheet-safe"), r"(?m)(^|[,;\t])[=+@]")

    def test_a_file_named_gz_inflates_to_the_plain_one(self):
        for table in ("rfm", "signals-30d", "streams"):
            for form in ("csv", "ndjson"):
                self.export(table, "--format", form, "--output", "plain")
                self.export(table, "--format", form, "--output", "packed.gz")
                packed = (self.folder / "packed.gz").read_bytes()
                self.assertEqual(gzip.decompress(packed), (self.folder / "plain").read_bytes())
                self.assertEqual(subprocess.run(["gunzip"], input=packed, capture_output=True, check=True).stdout, (self.folder / "plain").read_bytes())
        self.assertEqual({path.name for path in self.folder.glob("*.tmp")}, set())
        self.expect(0, "import", "--transactions", "transactions.csv", "--ledger", "twice")
        self.expect(0, "export", "--ledger", "twice", "--table", "transactions", "--output", "again.csv.gz")
        self.expect(0, "import", "--transactions", "again.csv.gz", "--ledger", "again")


if __name__ == "__main__":
    unittest.main()
