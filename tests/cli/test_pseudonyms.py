"""import --pseudonymize-key: customers by their keyed hashes, in every import the same, and no raw id anywhere."""

import gzip
import hashlib
import hmac
import unittest

from command_line import CommandLineTest

KEY = b"\x00\xffa key of some bytes\n"
IDS = ["ANNA-1001", "BERT-1002", 'C"ORA, the 3rd', "DORA-1004"]


def pseudonym(name):
    return hmac.new(KEY, name.encode(), hashlib.sha256).hexdigest()


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if set(text) & set('",') else text


class Pseudonyms(CommandLineTest):
    def setUp(self):
        super().setUp()
        (self.folder / "key").write_bytes(KEY)

    def log(self, rows):
        return "customer_id,timestamp,amount,merchant,account_id\n" + "".join(",".join(map(quoted, row)) + "\n" for row in rows)

    def bring(self, text, *options, code=0, ranks=0, name="log.csv"):
        (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return self.expect(code, "import", "--transactions", name, "--ledger", "ledger", "--pseudonymize-key", "key", "--replace", *options, ranks=ranks)

    def customers(self, table="transactions"):
        return {line.split(",")[0] for line in self.expect(0, "export", "--ledger", "ledger", "--table", table).splitlines()[1:]}

    def raw_ids_left(self):
        return [(path.name, name) for path in (self.folder / "ledger").rglob("*") if path.is_file() for name in IDS if name.encode() in path.read_bytes() or quoted(name).encode() in path.read_bytes()]

    def test_ids_are_hmac_sha256_in_transactions_accounts_and_attributes_of_any_import(self):
        rows = [[name, f"2025-01-{day:02}", f"-{day}", "shop", f"acc-{i}"] for i, name in enumerate(IDS[:3]) for day in (1, 2, 3)]
        (self.folder / "accounts.csv").write_text("account_id,customer_id,type,subtype,balance_current\n" + "".join(f"acc-{i},{quoted(name)},depository,checking,5\n" for i, name in enumerate(IDS)))
        (self.folder / "people.csv").write_text("customer_id,tier\n" + "".join(f"{quoted(name)},gold\n" for name in IDS))
        segments = []
        for ranks in (0, 3):
            self.bring(self.log(rows), "--accounts", "accounts.csv", "--customers", "people.csv", ranks=ranks)
            segments.append((self.folder / "ledger/log.h5").read_bytes())
        self.assertEqual(segments[0], segments[1])
        self.assertEqual(self.customers(), {pseudonym(name) for name in IDS[:3]})
        self.assertEqual(self.customers("accounts"), {pseudonym(name) for name in IDS})
        self.assertEqual(self.customers("customers"), {pseudonym(name) for name in IDS})
        self.bring(gzip.compress(self.log([[IDS[3], "2025-02-01", "-1", "shop", "acc-3"], ["", "2025-02-01", "-1", "x", "acc-9"]]).encode()), "--max-rejected", "1", name="more.csv.gz")
        self.assertEqual(self.customers(), {pseudonym(name) for name in IDS})
        self.assertEqual(self.raw_ids_left(), [])
        self.expect(0, "check", "ledger")
        self.expect(0, "audit", "--ledger", "ledger", "--out", "result", "--quiet")
        self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--customer", pseudonym(IDS[2]), "--json")

    def test_the_rest_of_a_segment_is_that_of_an_import_of_the_hashes(self):
        rows = [[name, f"2025-01-{day:02}", f"-{day}.50", f"shop {day}", f"acc-{i}"] for i, name in enumerate(IDS) for day in (3, 1, 2)]
        self.bring(self.log(rows))
        (self.folder / "log.csv").write_text(self.log([[pseudonym(row[0]), *row[1:]] for row in rows]))
        self.expect(0, "import", "--transactions", "log.csv", "--ledger", "other")
        self.assertEqual(self.expect(0, "export", "--ledger", "ledger", "--table", "transactions"), self.expect(0, "export", "--ledger", "other", "--table", "transactions"))

    def test_rejects_and_what_is_told_of_them_show_no_id(self):
        rows = [[IDS[0], "no date", "-1", f"gift of {IDS[0]}", ""], [IDS[1], "2025-01-01", IDS[1], "", ""], [IDS[2], "2025-01-01", "x", "", ""], [IDS[3], "2025-01-01", "-5", "good", ""]]
        text = self.log(rows) + f'{IDS[0]},2025-01-01\n"{IDS[1]},2025-01-01,-5,never closed\n' + f"{'Y' * 70},2025-01-01,-5,too long,\n"
        for ranks in (0, 2):
            screen = self.bring(text, "--max-rejected", "9", ranks=ranks)
            self.assertEqual(self.raw_ids_left(), [])
            for name in IDS:
                self.assertNotIn(name, screen)
            rejects = self.rejects()
            self.assertIn(f"{pseudonym(IDS[0])},no date,-1,gift of {pseudonym(IDS[0])},", rejects)
            self.assertIn(f"{pseudonym(IDS[1])},2025-01-01,{pseudonym(IDS[1])},,", rejects)
            self.assertEqual(rejects.count("(not-kept)"), 2)
            self.assertNotIn("YYY", rejects)
            self.assertIn("customer_id_too_long", screen.replace(" ", "_"))
        refused = self.run_spendlens("import", "--transactions", "log.csv", "--ledger", "refusing", "--pseudonymize-key", "key")
        self.assertEqual(refused.returncode, 4)
        for name in IDS:
            self.assertNotIn(name, (refused.stderr + refused.stdout).decode() + (self.folder / "refusing/rejects/log.refused.csv").read_text())

    def test_late_rejects_show_no_id(self):
        """An order under two customers is found only when all rows are read, and its records are read again."""
        text = "customer_id,timestamp,amount,order_id\n" + f"{IDS[0]},2025-01-01,-5,o1\n{IDS[1]},2025-01-01,-6,o1\n{IDS[3]},2025-01-01,-7,o2\n"
        self.bring(text, "--max-rejected", "5")
        self.assertEqual(self.raw_ids_left(), [])
        self.assertIn(pseudonym(IDS[1]), self.rejects())

    def test_constants_and_conditions_are_of_the_raw_id(self):
        self.bring(self.log([[name, "2025-01-01", "-5", "", ""] for name in IDS]), "--where", f"customer_id={IDS[0]}")
        self.assertEqual(self.customers(), {pseudonym(IDS[0])})
        self.bring("timestamp,amount\n2025-01-01,-5\n", "--constant", f"customer_id={IDS[1]}", name="mine.csv")
        self.assertEqual(self.customers(), {pseudonym(IDS[0]), pseudonym(IDS[1])})
        self.assertEqual(self.raw_ids_left(), [])
        self.assertIn("--pseudonymize-key (key ", self.expect(0, "info", "ledger"))

    def test_one_ledger_has_one_key_and_erase_knows_it(self):
        row = ["2025-01-01", "-5", "", ""]
        self.bring(self.log([[name, *row] for name in IDS]))
        (self.folder / "more.csv").write_text(self.log([[IDS[0], *row]]))
        more = ("import", "--transactions", "more.csv", "--ledger", "ledger")
        for ranks in (0, 2):
            self.assertEqual(self.run_spendlens(*more, ranks=ranks).returncode, 3)
        self.expect(3, *more, says="the same --pseudonymize-key")
        (self.folder / "other").write_bytes(b"another")
        self.expect(3, *more, "--pseudonymize-key", "other", says="pseudonyms by key")
        self.expect(0, *more, "--pseudonymize-key", "key")
        self.expect(0, "compact", "--ledger", "ledger", "--into", "all")
        self.expect(3, *more, "--replace", says="the same --pseudonymize-key")
        (self.folder / "forget").write_text(f"{IDS[0]}\n{IDS[3]}\n")
        erase = ("erase", "--ledger", "ledger", "--customers", "forget")
        self.expect(3, *erase, says="give --pseudonymize-key")
        self.expect(3, *erase, "--pseudonymize-key", "other", says="the key that the log was imported by")
        self.assertEqual(len(self.customers()), 4)
        (self.folder / "known").write_text(f"{pseudonym('nobody')}\n")
        self.expect(0, *erase[:-1], "known", says="nothing was erased")
        self.expect(0, "erase", "--ledger", "ledger", "--customers", "forget", "--pseudonymize-key", "key", says="2 of 2 customers")
        self.assertEqual(self.customers(), {pseudonym(name) for name in IDS[1:3]})
        self.expect(3, *more, says="the same --pseudonymize-key")

    def test_another_key_makes_others_and_counts_for_if_changed(self):
        text = self.log([[IDS[0], "2025-01-01", "-5", "", ""]])
        self.bring(text)
        self.assertIn("nothing is done", self.bring(text, "--if-changed"))
        (self.folder / "key").write_bytes(b"another")
        self.assertNotIn("nothing is done", self.bring(text, "--if-changed"))
        self.assertEqual(self.customers(), {hmac.new(b"another", IDS[0].encode(), hashlib.sha256).hexdigest()})
        (self.folder / "key").write_bytes(b"")
        self.expect(2, "import", "--transactions", "log.csv", "--ledger", "ledger", "--pseudonymize-key", "key", says="no key")
        self.expect(5, "import", "--transactions", "log.csv", "--ledger", "ledger", "--pseudonymize-key", "nowhere", says="nowhere")


if __name__ == "__main__":
    unittest.main()
