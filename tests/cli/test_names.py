#!/usr/bin/env python3
"""What merchants and categories of an import are called, and whose rows they are: payees, aliases, a bank's codes, accounts in place of customers, joint accounts."""

import csv
import io
import unittest

from command_line import CommandLineTest

LOG = ("customer_id,timestamp,amount,merchant,category\nann,2025-01-02,-9.99,SPOTIFY PRT5QN01B NEW YORK NY,MUSIC\nann,2025-02-02,-9.99,SPOTIFY P0A9FH31L NEW YORK NY,MUSIC\n"
       "ann,2025-02-03,-4.50,SQ *BLUE BOTTLE 0012,5814\nann,2025-02-04,-5.50,Blue  Bottle,5814\nann,2025-02-05,-30.00,Corner Shop,5411\n")
ACCOUNTS = ("account_id,customer_id,type,subtype,balance_current\nj,ann,Depository,Checking,100\nj,ben,Depository,Checking,100\ns,ben,depository,money market,50\n"
            "c,ann,credit,credit card,20\ni,ben,investment,401k,9\np,ben,depository,PayPal,1\n")
STATEMENT = "account_id,timestamp,amount\nj,2025-01-02,-1\ns,2025-01-03,-2\nc,2025-01-04,-4\nx,2025-01-05,-8\n"


class NamesTest(CommandLineTest):
    def write(self, name, text):
        (self.folder / name).write_text(text)
        return name

    def import_log(self, *options, text=LOG, code=0, ledger="ledger", **more):
        self.write("log.csv", text)
        return self.expect(code, "import", "--transactions", "log.csv", "--ledger", ledger, "--replace", *options, **more)

    def table(self, table, ledger="ledger"):
        done = self.run_spendlens("export", "--ledger", ledger, "--table", table)
        self.assertEqual(done.returncode, 0, done.stderr)
        return list(csv.DictReader(io.StringIO(done.stdout.decode())))

    def merchants(self, ledger="ledger"):
        return sorted({row["merchant"] for row in self.table("transactions", ledger)})

    def test_merchants_are_payees_unless_raw_is_asked_for(self):
        shown = self.import_log()
        self.assertIn("Merchants: 5 texts are 3 payees", shown)
        self.assertEqual(self.merchants(), ["BLUE BOTTLE", "CORNER SHOP", "SPOTIFY"])
        shown = self.expect(0, "info", "ledger")
        self.assertIn("3 merchants: descriptor-1, aliases shipped", shown)
        self.import_log("--merchants", "raw", "--aliases", "none", ledger="other")
        self.assertEqual(self.merchants("other"), ["Blue  Bottle", "Corner Shop", "SPOTIFY P0A9FH31L NEW YORK NY", "SPOTIFY PRT5QN01B NEW YORK NY", "SQ *BLUE BOTTLE 0012"])
        self.assertIn("raw, aliases none", self.expect(0, "info", "other"))
        self.assertIn("--merchants raw --aliases none", self.expect(0, "info", "other"))
        self.import_log("--merchants", "tidy", code=2)

    def test_the_keys_that_join_most_texts_are_listed(self):
        self.import_log()
        lines = self.expect(0, "info", "ledger", "--merges", "1").splitlines()
        self.assertEqual(len(lines), 2)
        self.assertEqual(lines[1].strip(), "2  BLUE BOTTLE: Blue  Bottle | SQ *BLUE BOTTLE 0012")
        self.assertIn("2  SPOTIFY: SPOTIFY P0A9FH31L NEW YORK NY | SPOTIFY PRT5QN01B NEW YORK NY", self.expect(0, "info", "ledger", "--merges", "9"))
        self.import_log("--segment", "again")  # each text is told once, in whatever segments it stands
        self.assertEqual(self.expect(0, "info", "ledger", "--merges", "1").splitlines()[1], lines[1])
        (self.folder / "ledger" / "again.h5").unlink()
        self.import_log("--merchants", "raw", "--aliases", "none")
        self.assertIn("No merchant of ledger stands for more than one text", self.expect(0, "info", "ledger", "--merges", "9"))
        self.expect(2, "info", "ledger", "--merges", "0")

    def test_aliases_win_over_the_rules(self):
        self.write("aliases.csv", "pattern,name,kind\nsq *blue*,Cafe,habit\nblue bottle,Cafe,habit\nCORNER*,,bill\n")
        self.import_log("--aliases", "aliases.csv", ranks=2)
        self.assertEqual(self.merchants(), ["CORNER SHOP", "Cafe", "SPOTIFY"])
        self.write("aliases.csv", "CORNER*,,rent\n")
        self.import_log("--aliases", "aliases.csv", code=2, says="aliases aliases.csv, line 1: 'rent' is no kind", ranks=3)
        self.import_log("--aliases", "missing.csv", code=5, says="missing.csv")

    def test_a_banks_codes_become_categories(self):
        self.write("codes.csv", "code,category\n5814,FOOD_AND_DRINK_COFFEE\n5411,FOOD_AND_DRINK_GROCERIES\n")
        done = self.run_spendlens("import", "--transactions", self.write("log.csv", LOG), "--ledger", "ledger", "--categories", "codes.csv")
        self.assertIn("1 code of categories is not in codes.csv and stayed as it is: MUSIC", done.stderr.decode())
        self.assertEqual({row["category"] for row in self.table("transactions")}, {"FOOD_AND_DRINK_COFFEE", "FOOD_AND_DRINK_GROCERIES", "MUSIC"})
        self.write("codes.csv", "5814,A\n5814,B\n")
        self.import_log("--categories", "codes.csv", code=2, says="categories codes.csv, line 2: the code '5814' is given twice")

    def test_a_format_says_it_too(self):
        self.write("aliases.csv", "SPOTIFY*,Music,subscription\n")
        self.write("codes.csv", "MUSIC,FUN\n")
        self.write("own.yaml", "merchants: raw\naliases: aliases.csv\ncategories: codes.csv\n")
        self.import_log("--format", "own.yaml")
        self.assertEqual(self.merchants(), ["Blue  Bottle", "Corner Shop", "Music", "SQ *BLUE BOTTLE 0012"])
        self.assertIn("FUN", {row["category"] for row in self.table("transactions")})
        self.import_log("--format", "own.yaml", "--merchants", "clean")
        self.assertEqual(self.merchants(), ["BLUE BOTTLE", "CORNER SHOP", "Music"])

    def test_segments_of_other_names_are_not_audited_together_until_they_are_named_anew(self):
        self.import_log("--segment", "one")
        done = self.run_spendlens("import", "--transactions", "log.csv", "--ledger", "ledger", "--segment", "two", "--merchants", "raw")
        self.assertIn("they are not audited together; import one of them again, or run spendlens compact --ledger ledger --merchants clean", done.stderr.decode())
        self.expect(3, "audit", "--ledger", "ledger", "--out", "out", says="run spendlens compact --ledger ledger --merchants clean", ranks=2)
        self.expect(3, "compact", "--ledger", "ledger", says="import one of them again")
        self.expect(2, "compact", "--ledger", "ledger", "--merchants", "raw", says="the merchants of segment 'one' are keys by descriptor-1")
        self.expect(2, "compact", "--ledger", "ledger", "--aliases", "none", says="--aliases without --merchants")
        self.expect(0, "compact", "--ledger", "ledger", "--merchants", "clean", "--into", "all", ranks=2)
        self.assertEqual(self.merchants(), ["BLUE BOTTLE", "CORNER SHOP", "SPOTIFY"])
        self.expect(0, "check", "ledger")
        self.expect(0, "audit", "--ledger", "ledger", "--out", "out")
        self.write("aliases.csv", "SPOTIFY,Music,subscription\n")
        self.expect(0, "compact", "--ledger", "ledger", "--merchants", "clean", "--aliases", "aliases.csv")
        self.assertEqual(self.merchants(), ["BLUE BOTTLE", "CORNER SHOP", "Music"])

    def test_rows_that_name_accounts_are_their_owners(self):
        self.write("accounts.csv", ACCOUNTS)
        shown = self.import_log("--accounts", "accounts.csv", text=STATEMENT, code=4, says="1 of 4 rows name accounts that the files of --accounts do not know")
        shown = self.import_log("--accounts", "accounts.csv", "--max-rejected", "1", text=STATEMENT, ranks=3)
        self.assertIn("Joint accounts: 1 of these rows name a further customer", shown)
        rows = {(row["customer_id"], row["account_id"]) for row in self.table("transactions")}
        self.assertEqual(rows, {("ann", "j"), ("ben", "s"), ("ann", "c")})
        accounts = {row["account_id"]: (row["customer_id"], row["type"], row["subtype"]) for row in self.table("accounts")}
        self.assertEqual(accounts, {"j": ("ann", "depository", "checking"), "s": ("ben", "depository", "money_market"), "c": ("ann", "credit", "credit_card"),
                                    "i": ("ben", "investment", "other"), "p": ("ben", "depository", "other")})
        self.assertIn("5 accounts (1 times as a joint one)", self.expect(0, "info", "ledger"))
        self.expect(0, "check", "ledger")
        # A later log asks the ledger; a row on a joint account is the first owner's, whatever customer it names.
        self.write("more.csv", "customer_id,account_id,timestamp,amount\nben,j,2025-03-02,-1\nben,s,2025-03-02,-1\n")
        self.expect(0, "import", "--transactions", "more.csv", "--ledger", "ledger", ranks=2)
        self.write("bare.csv", "account_id,timestamp,amount\nj,2025-04-02,-1\n")
        self.expect(0, "import", "--transactions", "bare.csv", "--ledger", "ledger")
        later = [(row["customer_id"], row["account_id"]) for row in self.table("transactions") if row["timestamp"] > "2025-02"]
        self.assertEqual(sorted(later), [("ann", "j"), ("ann", "j"), ("ben", "s")])

    def test_without_customers_and_accounts_the_option_that_helps_is_named(self):
        self.import_log(text=STATEMENT, code=3, says="log.csv: no column 'customer_id'; the file has account_id, timestamp, amount; name the one that holds it, as "
                                                     "--column customer_id=NAME, or give the accounts with --accounts FILE: a row is its account's customer's then")
        self.import_log(text="timestamp,amount\n2025-01-02,-1\n", code=3, says="then --constant customer_id=NAME")


if __name__ == "__main__":
    unittest.main()
