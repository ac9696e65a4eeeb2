"""A customer forgotten: nothing of the id is left in any file of the ledger, and audits are those of an import without it."""

import csv
import filecmp
import gzip
import io
import json
import random
import shutil
import subprocess
import time
import unittest

from command_line import SPENDLENS, CommandLineTest

GONE = ("KUNDE-0007-X", "KUNDE-0023-X", "KUNDE-0031-X")


def table(header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


class Erase(CommandLineTest):
    def rows(self, seed, month):
        rng = random.Random(seed)
        rows = []
        for number in range(800):
            customer = f"KUNDE-{rng.randrange(40):04}-X"
            merchant = rng.choice(["corner shop", f"shop {number % 7}", f"paid to {customer}"])
            rows.append([customer, f"2025-{month:02}-{rng.randrange(1, 28):02} 1{rng.randrange(10)}:00:00", f"{rng.randrange(-9000, 90000) / 100:.2f}", merchant,
                         rng.choice(["", "FOOD", f"ONLY-{customer}"]), f"acct-{customer}-{rng.randrange(2)}", f"t{month}-{number}", rng.choice(["web", f"via {customer}"])])
        if month == 2:
            rows[5][2], rows[77][1], rows[90][2] = "no number", "no date", "12,3,4"
            rows[5][0] = rows[77][0] = GONE[0]
            rows[90][0], rows[90][3] = "KUNDE-0001-X", f'gift,\nof "{GONE[1]}" of mine'
            rows.append(["GROSS-KUNDE", "2025-02-05", "99999999.99", "corner shop", "", "", "t-big", "web"])
        return rows

    def fill(self, ledger, without=(), months=(1, 2, 3)):
        """A ledger of three segments, whose second one has rejects, accounts, liabilities and attributes; without some customers as if nobody had ever told of them."""
        def told(row):
            return not any(name in field for name in without for field in row)
        for month in months:
            header = ["customer_id", "timestamp", "amount", "merchant", "category", "account_id", "transaction_id", "channel"]
            (self.folder / f"m{month}.csv").write_text(table(header, filter(told, self.rows(month, month))))
            more = []
            if month == 2:
                people = [f"KUNDE-{i:04}-X" for i in range(45)]  # five have neither rows nor accounts
                accounts = [[f"acct-{name}-{j}", name, "depository", "checking", f"{i}.5"] for i, name in enumerate(people[:42]) for j in range(2)]
                (self.folder / "accounts.csv").write_text(table(["account_id", "customer_id", "type", "subtype", "balance_current"], filter(told, accounts)))
                (self.folder / "cards.csv").write_text(table(["account_id", "liability_type", "interest_rate"], filter(told, ([f"acct-{name}-0", "credit_card", "0.2"] for name in people[:42:3]))))
                (self.folder / "people.csv").write_text(table(["customer_id", "city", "tier"], filter(told, ([name, f"city of {name}", ["gold", ""][i % 2]] for i, name in enumerate(people)))))
                more = ["--accounts", "accounts.csv", "--liabilities", "cards.csv", "--customers", "people.csv"]
            self.expect(0, "import", "--transactions", f"m{month}.csv", "--ledger", ledger, "--dimension", "channel=channel", "--merchants", "raw", "--aliases", "none", "--max-rejected", "5", *more)

    def audit_of(self, ledger):
        shutil.rmtree(self.folder / "result", ignore_errors=True)
        self.expect(0, "audit", "--ledger", ledger, "--out", "result", "--as-of", "2025-03-31", "--period", "2025-03", "--compare", "2025-02", "--quiet")
        return (self.folder / "result" / "audit.h5").read_bytes()

    def files_with(self, ledger, ids=GONE):
        return [str(path) for path in (self.folder / ledger).rglob("*") if path.is_file() for name in ids if name.encode() in path.read_bytes()]

    def forget(self, ids=GONE):
        (self.folder / "forget.txt").write_text("\n".join(ids) + "\n")
        return "forget.txt"

    def erase(self, ledger, *options, code=0, **more):
        return self.expect(code, "erase", "--ledger", ledger, "--customers", "forget.txt", *options, **more)

    def test_nothing_is_left_and_segments_are_those_of_an_import_without_them(self):
        self.fill("ledger")
        self.assertTrue(self.files_with("ledger"))
        self.fill("without", GONE)
        expected = self.audit_of("without")
        self.forget((*GONE, "KUNDE-0044-X", "NOBODY-1"))
        self.fill("without-five", (*GONE, "KUNDE-0044-X"), months=(2,))
        for ranks in (0, 2, 3):
            shutil.copytree(self.folder / "ledger", self.folder / f"copy-{ranks}")
            receipt = json.loads(self.erase(f"copy-{ranks}", "--json", "--receipt", "receipt.json", ranks=ranks))
            self.assertEqual(receipt, json.loads((self.folder / "receipt.json").read_text()))
            self.assertEqual((receipt["customers_given"], receipt["customers_found"], receipt["customers_not_found"]), (5, 4, 1))
            self.assertEqual(self.files_with(f"copy-{ranks}", (*GONE, "KUNDE-0044-X")), [])
            self.assertFalse(any(name in (self.folder / "receipt.json").read_text() for name in (*GONE, "KUNDE-0044-X", "NOBODY-1")))
            self.expect(0, "check", f"copy-{ranks}")
            self.assertEqual(self.audit_of(f"copy-{ranks}"), expected)
            self.assertEqual([each["name"] for each in receipt["segments"]], ["m1.h5", "m2.h5", "m3.h5"])
            self.assertEqual([(each["name"], each["records"]) for each in receipt["rejects"]], [("rejects/m2.csv", 3)])
            for each in receipt["segments"]:
                self.assertNotEqual(each["digest_before"], each["digest_after"])
            for month in (1, 3):
                self.assertTrue(filecmp.cmp(self.folder / f"copy-{ranks}" / f"m{month}.h5", self.folder / "without" / f"m{month}.h5", shallow=False), month)
        for month in (1, 2, 3):
            self.assertTrue(filecmp.cmp(self.folder / "copy-0" / f"m{month}.h5", self.folder / "copy-3" / f"m{month}.h5", shallow=False))
        self.assertIn("GROSS-KUNDE", self.expect(0, "export", "--ledger", "copy-0", "--table", "transactions"))
        again = json.loads(self.erase("copy-0", "--json"))
        self.assertEqual((again["customers_found"], again["segments"], again["rejects"]), (0, [], []))

    def test_what_an_import_remembers_beside_its_rows_names_nobody(self):
        """Texts that were joined into a merchant, options, and the names of files."""
        rows = "".join(f"{name},2025-01-01,5,AMZN Mktp US*{code}\n" for name, code in (("a-1001", "XYa-1001Z"), ("b-1", "M44JB1AA1"), ("c-1", "2X4GH1KL5")))
        (self.folder / "of-a-1001.csv").write_text("customer_id,timestamp,amount,merchant\n" + rows)
        self.expect(0, "import", "--transactions", "of-a-1001.csv", "--ledger", "ledger", "--segment", "log", "--amounts", "spend-positive", "--where", "customer_id!=x-a-1001")
        self.assertTrue(self.files_with("ledger", ["a-1001"]))
        self.forget(["a-1001"])
        for ranks in (0, 2):
            self.erase("ledger", ranks=ranks)
            self.assertEqual(self.files_with("ledger", ["a-1001"]), [])
        self.expect(0, "check", "ledger")

    def test_a_segment_without_any_customer_left_stays_and_audits_go_on(self):
        self.import_text("customer_id,timestamp,amount\na-1,2025-01-01,5\n", name="one.csv")
        self.import_text("customer_id,timestamp,amount\nb-1,2025-02-01,5\n", name="two.csv")
        self.forget(["a-1"])
        self.erase("ledger")
        self.expect(0, "check", "ledger")
        shutil.copytree(self.folder / "ledger", self.folder / "rest")
        for name in ("one.h5", "one.h5.sum"):
            (self.folder / "rest" / name).unlink()
        self.assertEqual(self.audit_of("ledger"), self.audit_of("rest"))
        self.assertEqual(self.files_with("ledger", ["a-1"]), [])
        self.forget(["b-1"])
        self.erase("ledger")
        self.expect(0, "check", "ledger")
        self.expect(0, "info", "ledger")

    def test_an_import_of_the_same_file_that_asks_whether_it_changed_does_not_bring_them_back(self):
        log = ("import", "--transactions", "log.csv", "--ledger", "ledger", "--if-changed", "--amounts", "spend-positive")
        (self.folder / "log.csv").write_text("customer_id,timestamp,amount\na-1,2025-01-01,5\nb-1,2025-01-01,6\n")
        self.expect(0, *log)
        self.forget(["a-1"])
        self.erase("ledger")
        self.assertIn("nothing is done", self.expect(0, *log))
        self.assertEqual(self.files_with("ledger", ["a-1"]), [])

    def test_lists_are_lines_or_csv_and_what_is_no_id_is_refused_by_line(self):
        for text in ("b-1\r\n\nc,1\n", "customer_id,name\nb-1,Bob\n\"c,1\",Carol\n", "\ufeffcustomer_id\n\"b-1\"\n\"c,1\"\n"):
            shutil.rmtree(self.folder / "ledger", ignore_errors=True)
            self.import_text("customer_id,timestamp,amount\na-1,2025-01-01,5\nb-1,2025-01-01,6\n\"c,1\",2025-01-01,6\n")
            (self.folder / "forget.txt").write_text(text, newline="")
            self.assertEqual(json.loads(self.erase("ledger", "--json"))["customers_found"], 2)
            self.assertEqual(self.expect(0, "export", "--ledger", "ledger", "--table", "transactions").count("\n"), 2)
        (self.folder / "forget.txt").write_text("x\n" + "y" * 65 + "\n")
        self.erase("ledger", code=2, says="line 2")
        (self.folder / "forget.txt").write_text("\n")
        self.erase("ledger", code=2, says="no id")
        self.expect(3, "erase", "--ledger", "nowhere", "--customers", "log.csv", says="nowhere is not a ledger")
        self.expect(5, "erase", "--ledger", "ledger", "--customers", "nowhere.txt", says="nowhere.txt")

    def test_killed_at_any_moment_each_segment_is_whole_and_the_same_command_ends_it(self):
        self.fill("ledger")
        self.forget()
        self.fill("without", GONE)
        expected = self.audit_of("without")
        old = {path.name: path.read_bytes() for path in (self.folder / "ledger").glob("*.h5")}
        start = time.monotonic()
        shutil.copytree(self.folder / "ledger", self.folder / "done")
        self.erase("done")
        took = time.monotonic() - start
        new = {path.name: path.read_bytes() for path in (self.folder / "done").glob("*.h5")}
        for attempt in range(12):
            ledger = f"killed-{attempt}"
            shutil.copytree(self.folder / "ledger", self.folder / ledger)
            process = subprocess.Popen([SPENDLENS, "erase", "--ledger", ledger, "--customers", "forget.txt", "--quiet"], cwd=self.folder)
            time.sleep(took * (attempt + 1) / 14)
            process.kill()
            process.wait()
            self.expect(0, "check", ledger)
            for name in old:
                self.assertIn((self.folder / ledger / name).read_bytes(), (old[name], new[name]), (attempt, name))
            self.erase(ledger, ranks=2 if attempt == 5 else 0)
            self.assertEqual(self.files_with(ledger), [])
            self.assertEqual({name: (self.folder / ledger / name).read_bytes() for name in new}, new)
            self.assertEqual(sorted(path.name for path in (self.folder / ledger).iterdir()), sorted(path.name for path in (self.folder / "done").iterdir()))
        self.assertEqual(self.audit_of("killed-5"), expected)

    def test_a_list_that_is_no_text_or_a_key_of_no_ledger_is_refused(self):
        self.fill("ledger", months=(1,))
        ids = f"{GONE[0]}\n".encode()
        for name, content, says in (("list.gz", gzip.compress(ids), "inflate it"), ("list.txt", ids.decode().encode("utf-16"), "UTF-8"), ("list", b"a\0b\n", "UTF-8")):
            (self.folder / name).write_bytes(content)
            self.expect(2, "erase", "--ledger", "ledger", "--customers", name, says=says)
        (self.folder / "list").write_bytes(ids)
        (self.folder / "key").write_bytes(bytes(range(32)))
        self.expect(3, "erase", "--ledger", "ledger", "--customers", "list", "--pseudonymize-key", "key", says="leave --pseudonymize-key out")
        self.expect(0, "erase", "--ledger", "ledger", "--customers", "list", says="1 of 1 customers")


if __name__ == "__main__":
    unittest.main()
