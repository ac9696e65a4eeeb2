#!/usr/bin/env python3
"""inspect and import, of the exports that shops, banks and payment services make: ids as floats, cheque numbers, cents, lakhs, preambles, refunds in columns."""

import json
import re
import shlex
import unittest

from command_line import CommandLineTest

ING = ("Umsatzanzeige;Datei erstellt am: 01.07.2024 10:00\n;Letztes Update: aktuell\n\nIBAN;DE12 3456 7890 1234 5678 90\nKontoname;Girokonto\nBank;ING\nKunde;Max Muster\nZeitraum;01.01.2024 - 30.06.2024\n"
       "Saldo;1.234,56;EUR\n\nSortierung;Datum absteigend\n\nIn der CSV-Datei finden Sie alle Ums\u00e4tze.\n\nBuchung;Wertstellungsdatum;Auftraggeber/Empf\u00e4nger;Buchungstext;Verwendungszweck;Saldo;W\u00e4hrung;Betrag;W\u00e4hrung\n")
BOA = ('Description,,Summary Amt.\nBeginning balance as of 01/01/2024,,"1,000.00"\nTotal credits,,"2,500.00"\nTotal debits,,"-100.00"\nEnding balance as of 01/31/2024,,"3,400.00"\n\nDate,Description,Amount,Running Bal.\n'
       '01/01/2024,Beginning balance as of 01/01/2024,,"1,000.00"\n')


class InspectExports(CommandLineTest):
    def log(self, name, text, encoding="utf-8"):
        (self.folder / name).write_bytes(text.encode(encoding))
        [log] = json.loads(self.expect(0, "inspect", name, "--json"))["logs"]
        return log

    def command(self, log):
        return log["command"].replace(" \\\n   ", "")

    def imported(self, log, ledger="ledger"):
        words = shlex.split(log["command"].replace("\\\n", " "))
        return self.expect(0, *[ledger if word == "ledger" else word for word in words[1:]], "--replace")

    def questions(self, log):
        return {decision["question"]: decision["otherwise"] for decision in log["decisions"]}

    def test_the_column_customer_id_is_the_customer_whatever_it_holds(self):
        ids = [f"{10000 + i % 20}{'' if i % 10 == 0 and i % 3 else '.0'}" for i in range(200)]
        for name in ("customer_id", "CustomerID"):
            log = self.log("floats.csv", f"{name},date,amount\n" + "".join(f"{one},2024-01-{1 + i % 28:02},10.00\n" for i, one in enumerate(ids)))
            self.assertNotIn("--constant", log["command"])
            self.assertIn(f": {len(set(ids))} customers, 200 orders", self.imported(log))
            self.assertIn("a .0 behind", " ".join(self.questions(log)))
        log = self.log("short.csv", "customer_id,date,amount\n1.23457E+11,2024-01-05,10.00\n1.23458E+11,2024-01-15,10.00\n")
        self.assertNotIn("--constant", log["command"])
        self.assertIn("2 ids that a spreadsheet shortened", " ".join(self.questions(log)))
        log = self.log("prices.csv", "customer_id,date,amount\n1.5,2024-01-05,10.00\n2.5,2024-01-15,10.00\n")
        self.assertIn(": 2 customers", self.imported(log))

    def test_numbers_of_cheques_and_cards_are_no_amounts(self):
        text = ('Date,Narration,Chq./Ref.No.,Value Dt,Withdrawal Amt.,Deposit Amt.,Closing Balance\n01/04/23,UPI-SWIGGY,0001,01/04/23,"1,23,456.50",,"2,00,000.00"\n'
                '15/04/23,SALARY,0002,15/04/23,,"12,34,567.00","14,34,567.00"\n16/04/23,ATM,0003,16/04/23,500.00,,"14,34,067.00"\n')
        log = self.log("hdfc.csv", text)
        self.assertIn("--debit 'Withdrawal Amt.' --credit 'Deposit Amt.'", self.command(log))
        self.assertIn("Money out: 2 orders, 123956.50 (purchases). Money in: 1 orders, 1234567.00", self.imported(log))
        log = self.log("card.csv", "date,card,paid into\n2024-01-05,00141833,x\n2024-01-06,01376753,y\n")
        self.assertIn("no column holds amounts", log["trial"]["fault"])
        log = self.log("unnamed.csv", "date,text,figure\n2024-01-05,a,1.50\n2024-01-06,b,2.50\n")
        self.assertIn("No column is called an amount; 'figure' has numbers", " ".join(self.questions(log)))

    def test_a_price_beside_whole_amounts_is_one_of_two_amounts(self):
        log = self.log("two.csv", "customer,date,amount,sales_price\na,2024-01-05,100,24.50\nb,2024-01-06,200,46.10\n")
        self.assertIn("Which amount counts? There is also 'sales_price'", self.questions(log))
        log = self.log("pieces.csv", "customer,date,amount,sales_price\na,2024-01-05,1,24.50\nb,2024-01-06,2,46.10\na,2024-01-07,1,12.00\n")
        self.assertIn("'amount' is a number of things, and 'sales_price' is what they cost?", self.questions(log))

    def test_cents_are_cents(self):
        log = self.log("cents.csv", "user_id,ts,amount_cents\nu1,2024-01-05,123450\nu2,2024-02-25,1205\n")
        self.assertIn("--amount-unit minor", log["command"])
        self.assertIn("--amount-unit major", self.questions(log).values())
        self.assertIn("Money out: 2 orders, 1246.55", self.imported(log))
        self.assertEqual(log["trial"]["sum_out"], "-1246.55")
        log = self.log("whole.csv", "user_id,ts,amount_cents\nu1,2024-01-05,1234.50\nu2,2024-02-25,12.05\n")
        self.assertNotIn("--amount-unit", log["command"])
        self.assertIn("--amount-unit minor", self.questions(log).values())
        (self.folder / "lines.csv").write_text("customer_id,timestamp,quantity,unit_price,margin\na,2024-01-05,3,1250,333\n")
        shown = self.expect(0, "import", "--transactions", "lines.csv", "--ledger", "lines", "--amounts", "spend-positive", "--amount-unit", "minor")
        self.assertIn("Money out: 1 orders, 37.50", shown)
        self.assertIn("a,2024-01-05 00:00:00,-37.50,3,3.33", self.expect(0, "export", "--ledger", "lines", "--table", "transactions"))
        self.assertIn("--amount-unit minor", self.expect(0, "info", "lines"))
        (self.folder / "bank.csv").write_text("customer_id,timestamp,out,in\na,2024-01-05,1999,\na,2024-01-06,,12.5\n")
        shown = self.expect(0, "import", "--transactions", "bank.csv", "--ledger", "bank", "--debit", "out", "--credit", "in", "--amount-unit", "minor")
        self.assertIn("Money out: 1 orders, 19.99 (purchases). Money in: 1 orders, 0.13", shown)

    def test_the_sign_is_asked_for_in_logs_of_orders_without_customers(self):
        rows = "".join(f"txn_{i},charge,{1250 + i}.00,2024-01-{1 + i:02} 10:00,A{i}\n" for i in range(3)) + "txn_8,payout,-9000.00,2024-01-20 10:00,A8\ntxn_9,payout,-9000.00,2024-01-21 10:00,A9\ntxn_10,refund,-20.00,2024-01-22 10:00,A1\n"
        log = self.log("balance.csv", "id,Type,Amount,Created (UTC),order_id (metadata)\n" + rows)
        self.assertIn("--amounts spend-positive", log["command"])
        self.assertIn("--amounts spend-negative", self.questions(log).values())

    def test_orders_of_shops_are_orders(self):
        log = self.log("magento.csv", "increment_id,customer_email,created_at,row_total\n100001,a@b.c,2024-01-05,5.00\n100001,a@b.c,2024-01-05,6.00\n100002,b@b.c,2024-01-06,7.00\n")
        self.assertIn("order_id=increment_id", log["command"])
        log = self.log("refunds.csv", "order_id,customer_id,order_date,total_amount,refund_amount\n1,c1,2024-03-15,10.00,0\n2,c2,2024-03-16,20.00,20.00\n")
        questions = " ".join(self.questions(log))
        self.assertIn("'refund_amount' says what was given back, 1 times in the sample", questions)
        self.assertNotIn("Which amount counts?", questions)

    def test_headers_below_many_lines_are_found_over_few_rows(self):
        for rows in (1, 2, 3, 5, 30):
            with self.subTest(rows=rows):
                log = self.log("ing.csv", ING + "".join(f"{1 + i:02}.06.2024;{1 + i:02}.06.2024;REWE {i};Lastschrift;Einkauf {i};{1000 - 10 * i},00;EUR;-{10 + i},50;EUR\n" for i in range(rows)), "cp1252")
                self.assertEqual((log["lines_before"], log["header"], log["trial"]["fault"], log["trial"]["orders_out"]), (14, True, None, rows))
                log = self.log("boa.csv", BOA + "".join(f'01/{2 + i:02}/2024,SHOP {i},"-{10 + i}.00","{990 - i}.00"\n' for i in range(rows)))
                self.assertEqual((log["lines_before"], log["trial"]["fault"], log["trial"]["orders_out"]), (6, None, rows))

    def test_delimiters_behind_the_last_column_cost_neither_header_nor_row(self):
        log = self.log("ends.csv", "customer_id,timestamp,amount\nc1,2024-01-05,-1.00,\nc5,2024-03-04,-2.00,,\nc6,2024-03-04,-2.00,,,,,\n")
        self.assertTrue(log["header"])
        self.assertIn("Money out: 3 orders, 5.00", self.imported(log))
        log = self.log("double.csv", "customer_id||timestamp||amount\nc1||2024-01-05||-1234.50\nc2||2024-01-17||-12.00\n")
        self.assertTrue(log["header"])
        self.assertIn(": 2 customers, 2 orders", self.imported(log))
        (self.folder / "more.csv").write_text("customer_id,timestamp,amount\nc1,2024-01-05,-1.00,,,x\nc1,2024-01-05,-1.00,,,\n\"c1\",2024-01-05,-1.00,,,,,,,,\n")
        self.assertIn("wrong_number_of_fields", self.expect(0, "import", "--transactions", "more.csv", "--ledger", "more", "--max-rejected", "1"))

    def test_commands_run_as_they_are_printed(self):
        for part in (1, 2):
            (self.folder / f"sales-{part}.csv").write_text(f"customer_id,timestamp,amount\nc{part},2024-01-05,-1.00\n")
        [log] = json.loads(self.expect(0, "inspect", "sales-*.csv", "--json"))["logs"]
        self.assertIn("--segment sales", log["command"])
        self.assertIn(": 2 customers, 2 orders", self.imported(log))
        log = self.log("hive.csv", "customer_id\x01timestamp\x01amount\nc1\x012024-01-05\x01-1234.50\nc2\x012024-01-17\x01-12.00\n")
        self.assertIn(r"--delimiter '\x01'", self.command(log))
        self.assertIn(": 2 customers, 2 orders", self.imported(log, "hive"))
        self.expect(0, "inspect", "hive.csv", "--write-format", "hive.yaml")
        self.expect(0, "import", "--transactions", "hive.csv", "--ledger", "hive", "--format", "hive.yaml", "--replace")
        self.expect(2, "import", "--transactions", "hive.csv", "--ledger", "hive", "--delimiter", r"\x0a", says="--delimiter")

    def test_what_cannot_be_read_is_named_with_the_way_out(self):
        for values, says in (("1,234.50 DR", "--direction"), ("1,234.-", ".00")):
            log = self.log("odd.csv", f"customer_id;date;amount\n0012;2024-01-05;{values}\n0013;2024-01-17;{values}\n")
            self.assertNotIn("--ignore", log["command"])
            self.assertIn(f"the values of 'amount', such as '{values}', are no amounts", log["trial"]["fault"])
            self.assertIn(says, log["trial"]["fault"])
        for value, says in (("2024-01-05 10:00:00 EST", "--timezone"), ("5. März 2024", "English names"), ("/Date(1704448800000)/", "epoch-ms"), ("05.01.2024 10:00 Uhr", "%d.%m.%Y %H:%M Uhr")):
            log = self.log("odd.csv", f"customer_id;date;amount\na;{value};1.00\nb;{value};2.00\n")
            self.assertIn(f"the values of 'date', such as '{value}', are no dates", log["trial"]["fault"])
            self.assertIn(says, log["trial"]["fault"])
        log = self.log("empty.csv", "customer_id,timestamp,amount\n")
        self.assertIn("it has no row", log["trial"]["fault"])
        self.assertNotIn("--ignore", log["command"])

    def test_statements_of_other_formats_and_texts_without_a_table_are_named(self):
        for text, says in (("OFXHEADER:100\nDATA:OFXSGML\n", "OFX"), ("!Type:Bank\nD01/05'24\nT-12.00\n^\n", "QIF"), (":20:STARTUMS\n:25:10020030/1234567\n:61:2401050105D12,00N\n", "MT940")):
            (self.folder / "statement.txt").write_text(text)
            self.expect(3, "inspect", "statement.txt", says=says)
            self.expect(3, "import", "--transactions", "statement.txt", "--ledger", "none", says=says)
        (self.folder / "CDNOW.txt").write_bytes(b" 00001 19970101  1   11.77\r\n 00002 19970112  1   12.00\r\n 00002 19970112  5   77.00\r\n")
        self.expect(3, "inspect", "CDNOW.txt", says="cut by runs of blanks")

    def test_japanese_text_is_told_from_western(self):
        log = self.log("jp.csv", "顧客コード,日付,売上金額\n00012,2024-01-05,1234\n00013,2024-01-17,500\n", "cp932")
        self.assertEqual(log["encoding"], "cp932")
        self.assertIn("Money out: 2 orders, 1734.00", self.imported(log))
        log = self.log("dates.csv", "取引日,お客様番号,金額\n2024年1月5日,00012,1234\n2024年1月17日,00013,500\n", "cp932")
        self.assertEqual(log["encoding"], "cp932")
        self.assertIn("the values of '取引日', such as '2024年1月5日', are no dates", log["trial"]["fault"])
        french = self.log("fr.csv", "Date;Libellé;Montant\n05/01/2024;Télévision réglée à l'hôtel;-1,50\n16/01/2024;Électricité dépensée;-2,50\n", "cp850")
        self.assertEqual(french["encoding"], "cp1252")
        for encoding in ("cp1252", "cp850", "cp437"):
            log = self.log("de.csv", "Kundennr;Datum;Betrag;Händler\n1;05.01.2024;1,50;Bäckerei Müller\n2;06.01.2024;2,50;Grüße aus Köln Ülzen\n", encoding)
            self.assertEqual(log["encoding"], "cp1252", encoding)

    def test_what_is_passed_over_is_said(self):
        rows = "05.01.2024;REWE;1305;America/New_York;-1,50\n06.01.2024;ALDI;0910;America/New_York;-2,50\n"
        log = self.log("clock.csv", "Datum;Name;Time;TimeZone;Betrag\n" + rows)
        questions = " ".join(self.questions(log))
        self.assertIn("'Time', such as 1305, is no clock that import reads", questions)
        self.assertIn("'TimeZone', such as America/New_York, is not read", questions)
        self.assertIn("day, month, year", [column["holds"] for column in log["columns"] if column["name"] == "Datum"][0])
        log = self.log("booked.csv", "Buchungstag;Empfänger;IBAN;Info;Betrag\n05.01.2024;REWE;DE11;Umsatz gebucht;-1,50\n16.01.2024;ALDI;DE12;Umsatz vorgemerkt;-2,50\n")
        self.assertIn("--where 'Info!=Umsatz vorgemerkt'", self.questions(log).values())
        self.assertNotIn("account_id", log["command"])
        log = self.log("floats.csv", "customer_id,timestamp,amount\n12345.0,2024-01-05,-1.00\n12346.0,2024-01-05,-1.00\n")
        self.assertIn("ids with a .0 behind, such as '12345.0'", " ".join(self.questions(log)))

    def test_no_row_is_looked_at_twice(self):
        rows = [f"c{i % 97},2024-01-{1 + i % 28:02},-{i % 50}.25\n" for i in range(60_000)]
        log = self.log("long.csv", "customer_id,timestamp,amount\n" + "".join(rows))
        self.assertLessEqual(log["rows_sampled"], len(rows))
        self.assertEqual(log["trial"]["rows_read"], log["rows_sampled"])
        total = sum(i % 50 * 100 + 25 for i in range(60_000))
        self.assertLessEqual(round(-100 * float(log["trial"]["sum_out"])), total)


if __name__ == "__main__":
    unittest.main()
