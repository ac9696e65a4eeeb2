#!/usr/bin/env python3
"""inspect: what it proposes for logs of many shapes is imported to the cent; what a person should decide is said; its rows are import's."""

import gzip
import json
import pathlib
import re
import shlex
import unittest

import h5py
import numpy

from command_line import CommandLineTest

DAYS = [f"2024-{1 + i // 28:02}-{1 + i % 28:02}" for i in range(60)]


def euro(cents):
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100:,}".replace(",", ".") + f",{abs(cents) % 100:02}"


def point(cents):
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def day(i, form):
    year, month, of_month = DAYS[i].split("-")
    return form.replace("YYYY", year).replace("YY", year[2:]).replace("MM", month).replace("DD", of_month).replace("M", str(int(month))).replace("D", str(int(of_month)))


# 60 orders of 12 customers, 3.10, 3.21, ... euros: the sum of 310 + 11 i cents. A statement of 60 rows: spendings, and an income every 20th.
SHOP = [(f"K{i % 12:03}", i, 310 + 11 * i) for i in range(60)]
SHOP_SUM = sum(cents for _, _, cents in SHOP)
BANK = [(i, 250_000 if i % 20 == 0 else -(310 + 11 * i), "Employer" if i % 20 == 0 else f"Shop {i % 7}") for i in range(60)]
SPENT = -sum(cents for _, cents, _ in BANK if cents < 0)

# name -> text, encoding, money out in cents, money in, and the options that must be in the command
LOGS = {
    "german_shop": ("Kundennr;Rechnungsdatum;Betrag\n" + "".join(f"{k};{day(i, 'DD.MM.YYYY')};{euro(c)}\n" for k, i, c in SHOP), "utf-8", SHOP_SUM, 0, ["--decimal comma", "--date-order dmy", "--delimiter ';'"]),
    "american_shop": ("CustomerID,Order Date,Ship Date,Total\n" + "".join(f"{k},{day(i, 'M/D/YYYY')},{day(i, 'M/D/YYYY')},${point(c)}\n" for k, i, c in SHOP), "utf-8", SHOP_SUM, 0, ["--date-order mdy", "'timestamp=Order Date'"]),
    "lines": ("InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n" + "".join(f"{'C' if i % 10 == 9 else ''}{i // 2},P{i % 5},{-1 if i % 10 == 9 else 2},{day(i - i % 2, 'YYYY-MM-DD')} 10:00:00,{point(c)},{SHOP[i - i % 2][0]}\n" for k, i, c in SHOP),
              "utf-8", None, None, ["--format online-retail"]),
    "statement": ("Kontoauszug;;;\n\nBuchungstag;Empfänger;Soll;Haben\n" + "".join(f"{day(i, 'DD.MM.YY')};{m};{euro(-c) if c < 0 else ''};{euro(c) if c > 0 else ''}\n" for i, c, m in BANK) + "Summe;;1,00;1,00\n", "cp1252",
                  SPENT, 750_000, ["--debit Soll --credit Haben", "--skip-lines 2", "--encoding cp1252", "--two-digit-years", "--constant customer_id=me", "--max-rejected 1"]),
    "headerless": ("".join(f"{day(i, 'YYYYMMDD')}|{m}|{point(c)}\n" for i, c, m in BANK), "utf-8", SPENT, 750_000, ["--header no", "--delimiter '|'", "timestamp=1", "amount=3", "merchant=2"]),
    "directed": ("date,description,amount,type\n" + "".join(f"{DAYS[i]},{m},{point(abs(c))},{'debit' if c < 0 else 'credit'}\n" for i, c, m in BANK), "utf-8", SPENT, 750_000, ["--direction type=credit:credit,debit:debit"]),
    "card": ("Date,Description,Amount,Running Balance\n" + "".join(f"{DAYS[i]},{m},{point(-c)},{point(sum(-b[1] for b in BANK[:n + 1]))}\n" for n, (i, c, m) in enumerate(BANK)), "utf-8", 750_000, SPENT, ["--amounts spend-negative"]),
    "events": ("event_time,event_type,product_id,price,user_id\n" + "".join(f"{DAYS[i]} 10:00:00 UTC,{'purchase' if i % 3 == 0 else 'view'},p,{point(c)},{k}\n" for k, i, c in SHOP), "utf-8",
               sum(c for _, i, c in SHOP if i % 3 == 0), 0, ["--where event_type=purchase"]),
    "states": ("order_id,client_id,created_at,order_status,total\n" + "".join(f"{i},{k},{DAYS[i]},{'Cancelled' if i % 6 == 0 else 'Completed'},{point(c)}\n" for k, i, c in SHOP), "utf-8",
               sum(c for _, i, c in SHOP if i % 6), 0, ["--where 'order_status!=Cancelled'"]),
    "totals": ("order_id,customer_id,order_date,product_id,order_total\n" + "".join(f"{i},{k},{DAYS[i]},p{j},{point(c)}\n" for k, i, c in SHOP for j in range(2)), "utf-8", SHOP_SUM, 0, ["--order-amount first"]),
    "epoch": ("user_id,ts,amount\n" + "".join(f"{k},{1_704_067_200_000 + 86_400_000 * i},{point(c)}\n" for k, i, c in SHOP), "utf-8", SHOP_SUM, 0, []),
    "excel": ("Client,Order Date,Sales\n" + "".join(f"{k},{45292 + i}.5,{point(c)}\n" for k, i, c in SHOP), "utf-8", SHOP_SUM, 0, ["--timestamp-format excel"]),
    "days": ("household,day,sales_value\n" + "".join(f"{k},{1 + i},{point(c)}\n" for k, i, c in SHOP), "utf-8", SHOP_SUM, 0, ["--timestamp-format days:2000-01-01"]),
    "three_columns": ("CustomerNo,Year,Month,Day,Amount\n" + "".join(f"{k},{DAYS[i][:4]},{('January', 'feb', 'Mar', '4', '05', 'June', 'July', 'August', 'September', 'October', 'November', 'December')[int(DAYS[i][5:7]) - 1]},{int(DAYS[i][8:10])},{point(c)}\n" for k, i, c in SHOP), "utf-8", SHOP_SUM, 0, ["--column day=Day", "--column month=Month", "--column year=Year"]),
    "months": ("client;jahr;monat;betrag\n" + "".join(f"{k};{DAYS[i][:4]};{int(DAYS[i][5:7])};{euro(c)}\n" for k, i, c in SHOP), "utf-8", SHOP_SUM, 0, ["--column month=monat", "--column year=jahr", "--constant day=1"]),
    "utf16": ("Customer\tFecha\tImporte\n" + "".join(f"{k}\t{day(i, 'DD/MM/YYYY')}\t{euro(c)}\n" for k, i, c in SHOP), "utf-16", SHOP_SUM, 0, ["--encoding utf-16", "--delimiter tab", "--date-order dmy"]),
    "backslashes": ('"customer_id","timestamp","note","amount"\n' + "".join(f'"{k}","{DAYS[i]}","a \\"b\\", c","{point(c)}"\n' for k, i, c in SHOP), "utf-8", SHOP_SUM, 0, ["--escape '\\'"]),
    "nothing": ("client_id,order_date,amount,store\n" + "".join(f"{k},{DAYS[i]},{point(c)},{'S' if i % 2 else chr(92) + 'N'}\n" for k, i, c in SHOP), "utf-8", SHOP_SUM, 0, ["--null-values"]),
    "twice": ("transaction_id,customer_id,timestamp,amount\n" + "".join(f"{i // 2},{SHOP[i - i % 2][0]},{DAYS[i - i % 2]},{point(c)}\n" for k, i, c in SHOP), "utf-8", SHOP_SUM, 0, ["order_id=transaction_id"]),
}


class Inspect(CommandLineTest):
    def write(self, name, data):
        (self.folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        return name

    def logs(self, *files, **options):
        return json.loads(self.expect(0, "inspect", *files, "--json", **options))["logs"]

    def log(self, *files, **options):
        [log] = self.logs(*files, **options)
        return log

    def run_command(self, log, code=0, more=()):
        words = shlex.split(log["command"].replace("\\\n", " "))
        self.assertEqual(words[:2], ["spendlens", "import"])
        return self.expect(code, *words[1:], "--replace", *more)

    def test_what_is_proposed_is_imported_to_the_cent(self):
        for name, (text, encoding, out, back, options) in LOGS.items():
            with self.subTest(log=name):
                log = self.log(self.write(name + ".csv", text.encode(encoding)))
                for option in options:
                    self.assertIn(option, log["command"].replace(" \\\n   ", ""), name)
                (self.folder / name).mkdir()
                shown = self.run_command({"command": log["command"].replace("--ledger ledger", f"--ledger {name}/ledger")})
                if out is not None:
                    self.assertRegex(shown, rf"Money out: \d+ orders, {re.escape(point(out))} .*Money in: \d+ orders, {re.escape(point(back))} ")
                signs = re.search(r"Money out: (\d+) orders, (\S+) .*Money in: (\d+) orders, (\S+) ", shown)
                trial = log["trial"]
                self.assertEqual([signs[1], signs[2], signs[3], signs[4]], [str(trial["orders_out"]), trial["sum_out"].lstrip("-"), str(trial["orders_in"]), trial["sum_in"]], name)

    def test_the_rows_shown_are_those_that_import_stores(self):
        log = self.log(self.write("log.csv", LOGS["german_shop"][0]))
        self.run_command(log)
        stored = self.expect(0, "export", "--ledger", "ledger", "--table", "transactions").splitlines()
        for order in log["trial"]["first_orders"]:
            self.assertIn(f"{order['customer_id']},{order['timestamp']},{order['amount']}", stored)

    def test_rejects_are_foretold_by_reason_with_their_lines(self):
        text = "customer_id,timestamp,amount\na,2025-01-01,1\nb,soon,2\n,2025-01-02,3\nc,2025-01-03,many\nd,2025-01-03,4\ne,2025-01-03,4\nf,2025-01-03,4\n"
        log = self.log(self.write("log.csv", text))
        self.assertEqual({why: (one["rows"], one["first"]) for why, one in log["trial"]["rejected"].items()},
                         {"invalid_timestamp": (1, "line 3: 'soon'"), "missing_customer_id": (1, "line 4"), "invalid_amount": (1, "line 5: 'many'")})
        self.assertEqual(log["max_rejected"], "3")
        self.run_command(log)
        shown = self.expect(0, "inspect", "log.csv")
        self.assertIn("Of 7 sampled rows 3 would be rejected", shown)
        self.assertIn("--max-rejected 3", shown)

    def test_what_a_person_should_decide_is_said_with_the_option(self):
        def questions(text):
            return {decision["question"]: decision["otherwise"] for decision in self.log(self.write("log.csv", text))["decisions"]}
        [(question, otherwise)] = questions("client,date,amount\na,5/1/2025,1\nb,6/1/2025,2\n").items()
        self.assertIn("day and month may be either way round", question)
        self.assertEqual(otherwise, "--date-order dmy")
        self.assertEqual(questions("client,date,amount\na,5/1/2025,1\nb,16/1/2025,2\n"), {})
        # The one by which rows come in order
        ordered = "".join(f"a,{1 + i % 12:02}/{1 + i // 12:02}/2025,1\n" for i in range(24))
        self.assertEqual(questions("client,date,amount\n" + ordered), {})
        self.assertIn("--date-order dmy", self.log("log.csv")["command"])
        self.assertIn("Which date counts?", " ".join(questions("client,order_date,invoice_date,amount\na,2025-01-05,2025-01-06,1\n")))
        self.assertIn("--amounts spend-negative", questions("date,description,amount\n2025-01-05,x,1\n2025-01-06,y,-2\n2025-01-07,z,2\n").values())
        self.assertIn("--decimal point", questions("client;date;amount\na;2025-01-05;1.250\nb;2025-01-06;12.500\n").values())
        self.assertIn("differ only in capitals", " ".join(questions("client,date,amount\nann,2025-01-05,1\nAnn,2025-01-06,2\n")))
        self.assertIn("one person", " ".join(questions("date,description,amount\n2025-01-05,x,-1\n")))

    def test_a_format_is_written_that_import_takes(self):
        for name in ("german_shop", "statement", "headerless", "directed", "states", "totals", "backslashes", "nothing"):
            with self.subTest(log=name):
                text, encoding, out, back, _ = LOGS[name]
                self.write("log.csv", text.encode(encoding))
                shown = self.expect(0, "inspect", "log.csv", "--write-format", f"{name}.yaml")
                self.assertIn(f"--format {name}.yaml", shown)
                (self.folder / name).mkdir()
                shown = self.expect(0, "import", "--transactions", "log.csv", "--ledger", f"{name}/ledger", "--format", f"{name}.yaml", "--max-rejected", "1")
                self.assertIn(f"{point(out)} (purchases)", shown)
        self.expect(5, "inspect", "log.csv", "--write-format", "none/x.yaml")

    def test_files_of_one_shape_are_one_log(self):
        text = LOGS["german_shop"][0]
        head, *rows = text.splitlines(keepends=True)
        self.write("a.csv", head + "".join(rows[:12]))
        self.write("b.csv", head + "".join(rows[12:]))
        log = self.log("a.csv", "b.csv")
        self.assertEqual(log["files"], ["a.csv", "b.csv"])
        self.assertIn(point(SHOP_SUM), self.run_command(log, more=("--segment", "x")))
        self.write("c.csv", "client,date,amount\na,2025-01-01,1\n")
        self.assertEqual([one["files"] for one in self.logs("a.csv", "c.csv", "b.csv")], [["a.csv", "b.csv"], ["c.csv"]])
        self.expect(2, "inspect", "a.csv", "c.csv", "--write-format", "x.yaml", says="different columns")

    def test_gzip_and_hdf5_are_looked_at_alike(self):
        self.write("log.csv.gz", gzip.compress(LOGS["german_shop"][0].encode()))
        log = self.log("log.csv.gz")
        self.assertEqual((log["kind"], log["compression"]), ("CSV", "gzip"))
        self.assertIn(point(SHOP_SUM), self.run_command(log))
        with h5py.File(self.folder / "flat.h5", "w") as file:
            file["client_id"] = numpy.array([k.encode() for k, _, _ in SHOP])
            file["order_date"] = numpy.array([DAYS[i].encode() for _, i, _ in SHOP])
            file["amount"] = numpy.array([c / 100 for _, _, c in SHOP])
        log = self.log("flat.h5")
        self.assertEqual(log["kind"], "flat HDF5")
        (self.folder / "other").mkdir()
        self.assertIn(point(SHOP_SUM), self.run_command({"command": log["command"].replace("--ledger ledger", "--ledger other/ledger")}))

    def test_a_large_file_is_sampled_to_its_end(self):
        head = "customer_id,timestamp,amount,note\n"
        lines = "".join(f'c{i % 977},2024-{1 + i % 12:02}-{1 + i % 28:02},{i % 90}.25,"note, {i}\nof two lines"\n' for i in range(120_000))
        self.write("large.csv", head + lines + "Total,,1,\n")
        log = self.log("large.csv")
        self.assertFalse(log["is_whole"])
        self.assertAlmostEqual(log["rows_estimated"], 240_000, delta=20_000)  # lines: a record has two
        self.assertEqual(log["trial"]["rejected"]["missing_timestamp"]["rows"], 1)
        self.assertEqual(set(log["trial"]["rejected"]), {"missing_timestamp"})
        self.run_command(log)

    def test_names_of_ones_own_go_before_the_known(self):
        self.write("log.csv", "schlüssel,wann,wieviel,amount\na,2025-01-01,1,7\nb,2025-01-02,2,7\n")
        self.write("names.yaml", "columns:\n  customer_id: [schlüssel]\n  amount: [wieviel]\n")
        log = self.log("log.csv", "--synonyms", "names.yaml")
        self.assertIn("--column amount=wieviel", log["command"])
        self.assertIn("schlüssel", log["command"])
        self.assertIn("Money out: 2 orders, 3.00", self.run_command(log))
        self.write("names.yaml", "columns:\n  customer: [x]\n")
        self.expect(2, "inspect", "log.csv", "--synonyms", "names.yaml", says="names.yaml, line 2: unknown key")

    def test_what_cannot_be_imported_is_said(self):
        self.write("x.csv", "a,b\nx,y\nz,w\n")
        self.assertIn("no column holds dates", self.expect(0, "inspect", "x.csv"))
        self.write("accounts.csv", "account_id,customer_id,type,subtype,balance_current\na,b,depository,checking,1\n")
        self.assertIn("--accounts", self.log("accounts.csv")["trial"]["fault"])
        self.write("text.txt", "just words\nand more of them\n")
        self.expect(3, "inspect", "text.txt", says="no table is seen in it")
        self.write("log.zip", b"PK\x03\x04" + bytes(200))
        self.expect(3, "inspect", "log.zip", says="zip archive")
        self.expect(3, "inspect", "none.csv", says="there is no file")
        self.expect(2, "inspect", "-", says="not at standard input")
        self.write("empty.csv", "")
        self.expect(3, "inspect", "empty.csv")

    def test_a_name_that_a_shell_would_take_apart_is_quoted(self):
        name = self.write("it's $HOME `x`.csv", LOGS["german_shop"][0].replace("Betrag", "Betrag 'netto'"))
        self.assertIn(point(SHOP_SUM), self.run_command(self.log(name), more=("--segment", "x")))


if __name__ == "__main__":
    unittest.main()
