"""How the text of real logs is told: headers, preambles, encodings, escapes, null values, filters; and what gets in wrong is said."""

import gzip
import random
import unittest

import h5py

from command_line import CommandLineTest

HEAD = "customer_id,timestamp,amount\n"
ROW = "a,2025-01-01,1\n"


class ImportText(CommandLineTest):
    def rows(self):
        return self.expect(0, "export", "--ledger", "ledger", "--table", "transactions").splitlines()[1:]

    def stored(self, text, *options, **more):
        """What a log comes to: its rows as the ledger gives them, sorted."""
        self.import_text(text, *options, **more)
        self.expect(0, "check", "ledger")
        return sorted(self.rows())

    def bytes_of_segment(self):
        return (self.folder / "ledger" / "log.h5").read_bytes()

    def test_names_of_columns_may_have_blanks_around_them_and_any_case(self):
        expected = ["a,2025-01-01 00:00:00,-1.00"]
        for head in ("customer_id, timestamp, amount", " customer_id\t,timestamp , amount ", "Customer_ID,TIMESTAMP,Amount", '" customer_id",timestamp,amount'):
            self.assertEqual(self.stored(head + "\n" + ROW), expected, head)
        self.assertEqual(self.stored("KUNDE,timestamp,amount\n" + ROW, "--column", "customer_id=Kunde"), expected)
        self.import_text("customer_id,timestamp,amount,AMOUNT\na,2025-01-01,1,2\n")  # the name as it is written is taken
        self.import_text("customer_id,timestamp,Amount,AMOUNT\na,2025-01-01,1,2\n", code=3, says="'amount' stands twice in the header, in other cases")

    def test_empty_fields_at_the_end_are_none(self):
        expected = ["a,2025-01-01 00:00:00,-1.00", "b,2025-01-02 00:00:00,-2.00"]
        for text in (HEAD + "a,2025-01-01,1,\nb,2025-01-02,2,\n", "customer_id,timestamp,amount,\na,2025-01-01,1,\nb,2025-01-02,2\n",
                     "customer_id,timestamp,amount,,,\r\na,2025-01-01,1,,,\r\nb,2025-01-02,2\r\n", HEAD + 'a,2025-01-01,1,""\nb,2025-01-02,2', HEAD + 'a,2025-01-01,1,,\nb,2025-01-02,2,,"",,,,\n'):
            self.assertEqual(self.stored(text), expected, text)
        shown = self.import_text(HEAD + "a,2025-01-01,1,,x\na,2025-01-01,1,x\na,2025-01-01\n", "--max-rejected", "3")
        self.assertIn("wrong_number_of_fields", shown)
        self.assertIn("0 stored", shown)

    def test_lines_before_the_header_are_skipped(self):
        self.assertEqual(len(self.stored("Account:,123\n\nFrom:,\"2025\n\n" + HEAD + ROW, "--skip-lines", "3")), 1)
        self.assertEqual(len(self.stored("\ufeffsep=;\r\ncustomer_id;timestamp;amount\r\na;2025-01-01;1\r\n", "--skip-lines", "1", "--delimiter", ";")), 1)
        self.assertEqual(len(self.stored("\n\r\n" + HEAD + ROW)), 1)
        shown = self.import_text("x\n\n" + HEAD + ROW + "b,soon,1\n", "--skip-lines", "1", "--max-rejected", "1")
        self.assertIn("line 5: soon", shown)
        self.assertEqual(self.rejects(), HEAD + "b,soon,1\n")
        self.import_text(HEAD + ROW, "--skip-lines", "2", code=3, says="is empty")
        self.import_text(HEAD + ROW, "--skip-lines", "3", code=3, says="--skip-lines")

    def test_comments_are_filtered_and_counted_whatever_quotes_they_hold(self):
        text = "# \"exported\n#\n" + HEAD + "# a,\"b\na,2025-01-01,1\n# it's,\"x\"\nb,2025-01-02,2\n"
        for ranks in (0, 2, 3):
            self.assertEqual(len(self.stored(text, "--comment", "#", ranks=ranks)), 2)
        self.assertIn("4 rows read = 2 stored + 0 lines folded + 0 rejected + 2 filtered", self.import_text(text, "--comment", "#"))
        self.assertIn("+ 2 filtered", self.expect(0, "info", "ledger"))

    def test_without_a_header_columns_are_numbers(self):
        text = "".join(f"2025-01-{day:02},c{day % 3},x,{day}\n" for day in range(1, 29))
        options = ("--header", "no", "--column", "customer_id=2", "--column", "timestamp=1", "--column", "amount=4", "--where", "2!=c0")
        expected = self.stored(text, *options)
        self.assertEqual(len(expected), 19)
        segment = self.bytes_of_segment()
        for ranks in (2, 3, 7):  # more ranks than some of the texts have lines
            self.assertEqual(self.stored(text, *options, ranks=ranks), expected)
            self.assertEqual(self.bytes_of_segment(), segment)
        self.assertEqual(len(self.stored("2025-01-01,c,x,1\n", *options, ranks=7)), 1)
        self.import_text("2025-01-32,c,x,1\n2025-01-01,c,x,1\n", *options, "--max-rejected", "1")
        self.assertEqual(self.rejects(), "2025-01-32,c,x,1\n")
        self.import_text(text, "--header", "no", "--column", "amount=value", code=2, says="named by their numbers")
        self.import_text(text, *options, "--column", "merchant=9", code=3, says="no column '9'")

    def test_texts_that_stand_for_no_value(self):
        ids = ["nan", "NaN", "NULL", "None", "NA", "N/A", "", '" "']
        text = HEAD + "".join(f"{each},2025-01-01,1\n" for each in ids) + "nancy,2025-01-01,1\n"
        shown = self.import_text(text, "--max-rejected", "8")
        self.assertRegex(shown, r"missing_customer_id +8\n")
        self.assertIn("1 rejected", self.import_text(text, "--max-rejected", "8", "--null-values", ""))
        self.assertEqual(len(self.rows()), 8)
        self.assertIn("3 rejected", self.import_text(text, "--max-rejected", "8", "--null-values", "NULL,nancy"))
        fields = "customer_id,timestamp,amount,merchant,order_id,margin\na,2025-01-01,1,None,NULL,nan\nb,2025-01-01,1,NA,NULL,NA\n"
        self.assertEqual(self.stored(fields, "--merchants", "raw"), ["a,2025-01-01 00:00:00,-1.00,None,0.00", "b,2025-01-01 00:00:00,-1.00,NA,0.00"])
        self.assertEqual(self.stored(fields, "--null-values", "None,NULL,NA,nan")[0], "a,2025-01-01 00:00:00,-1.00,,0.00")

    def test_where_leaves_rows_out_and_counts_them(self):
        text = "customer_id,timestamp,amount,kind,state\n" + "".join(
            f"c{i % 7},2025-01-{1 + i % 28:02},{i},{('sale', 'view', ' sale ', '')[i % 4]},{('ok', 'test')[i % 3 == 0]}\n" for i in range(1, 101)) + "x,never,1,view,ok\ny,never,1,sale,ok\n"
        options = ("--max-rejected", "2")
        for where, stored in ((["kind=sale"], 50), (["kind=sale", "state!=test"], 34), (["kind=sale", "kind=view"], 75), (["Kind!=sale", "kind!=view"], 25), (["kind="], 25)):
            terms = [part for term in where for part in ("--where", term)]
            shown = self.import_text(text, *options, *terms)
            read, kept, folded, rejected, filtered = (int(word) for word in shown.split("\nSegment")[0].split("rows read")[0].split()[-1:] + [
                part.split()[0] for part in shown.split("rows read = ")[1].split("\n")[0].split(" + ")])
            self.assertEqual((kept, read), (stored, kept + folded + rejected + filtered), where)
            self.expect(0, "check", "ledger")
        self.audit()
        self.assertGreater(self.summary()["data_quality"]["rows_filtered"], 0)
        segment = self.bytes_of_segment()
        self.import_text(text, *options, *terms, ranks=3)
        self.assertEqual(self.bytes_of_segment(), segment)
        self.import_text(text, "--where", "city=Rome", code=3, says="no column 'city' for --where")
        self.import_text(text, "--where", "city", code=2, says="COLUMN!=VALUE")

    def test_a_constant_stands_for_a_column(self):
        text = "Date,Amount,Name\n2025-01-01,1,x\n2025-01-02,2,y\n"
        self.assertEqual(self.stored(text, "--constant", "customer_id=me", "--column", "timestamp=Date", "--constant", "category=CAFÉ"),
                         ["me,2025-01-01 00:00:00,-1.00,CAFÉ", "me,2025-01-02 00:00:00,-2.00,CAFÉ"])
        self.import_text(text, "--constant", "customer_id", code=2, says="FIELD=VALUE")
        self.import_text(text, "--constant", "customer=me", code=2, says="no such field")
        self.import_text(text, "--constant", "timestamp=2025-01-01", "--column", "timestamp=Date", code=2, says="give one")

    def test_states_are_pending_or_not(self):
        text = "customer_id,timestamp,amount,pending\n" + "".join(f"{i},2025-01-01,1,{word}\n" for i, word in enumerate(
            ("Y", "t", "PENDING", "yes", "TRUE", "1", "N", "f", "Posted", "no", "False", "0", "")))
        self.assertEqual(sum(row.endswith(",true") for row in self.stored(text)), 6)
        self.assertIn("invalid_boolean", self.import_text(text + "x,2025-01-01,1,maybe\n", "--max-rejected", "1"))

    def test_encodings(self):
        head = "customer_id,timestamp,amount,merchant\n"
        text = head + "".join(f"Zoë{i % 50},2025-01-{1 + i % 28:02},{i},Café {i % 9} €\n" for i in range(1, 2000))
        expected = self.stored(text)
        for encoding, given in (("utf-16", "utf-16"), ("utf-16-le", "utf-16"), ("utf-16-be", "UTF-16BE"), ("utf-32", "utf-32"), ("cp1252", "cp1252"), ("iso-8859-15", "latin-9")):
            data = text.encode(encoding)
            self.assertEqual(self.stored(data, "--encoding", given), expected, encoding)
            segment = self.bytes_of_segment()
            for ranks in (2, 3) if encoding == "utf-16" else (3,):
                self.stored(data, "--encoding", given, ranks=ranks)
                self.assertEqual(self.bytes_of_segment(), segment)
            self.assertEqual(self.stored(gzip.compress(data), "--encoding", given, name="log.csv.gz"), expected, encoding)
        for data, encoding, name in ((text.encode("utf-16"), "utf-8", "UTF-16LE"), (text.encode("utf-16-be"), "utf-8", "UTF-16BE"), (text.encode("utf-16"), "latin1", "UTF-16LE"),
                                     ("\ufeff".encode() + text.encode(), "cp1252", "UTF-8")):
            self.import_text(data, "--encoding", encoding, code=3, says=name)
        self.import_text(text, "--encoding", "klingon", code=2, says="--encoding 'klingon'")
        self.import_text(text, "--encoding", "ascii//TRANSLIT", code=2, says="not known")

    def test_what_an_encoding_has_not_costs_its_row(self):
        head = "customer_id,timestamp,amount,merchant\n"
        data = head.encode() + b"a,2025-01-01,1,caf\xe9\nb,2025-01-01,1,x\x81y\nc,2025-01-01,1,ok\n"  # cp1252 has no 0x81
        shown = self.import_text(data, "--encoding", "cp1252", "--max-rejected", "1")
        self.assertRegex(shown, r"invalid_utf8 +1\n +log.csv, line 3")
        self.assertEqual(len(self.rows()), 2)
        wide = (head + "a,2025-01-01,1,x\n").encode("utf-16-le") + b"b\0,\0" + "2025-01-01,1,".encode("utf-16-le") + b"\0\xd8\n\0" + "c,2025-01-01,1,y\n".encode("utf-16-le")
        self.assertRegex(self.import_text(wide, "--encoding", "utf-16", "--max-rejected", "1"), r"invalid_utf8 +1\n +log.csv, line 3")
        self.assertEqual(len(self.rows()), 2)
        self.import_text(wide + b"\0", "--encoding", "utf-16", "--max-rejected", "2")  # an odd byte at the end

    def test_messages_name_the_option_that_would_have_helped(self):
        self.import_text("sep=;\ncustomer_id;timestamp;amount\n", code=3, says="try --skip-lines 1 --delimiter ';'")
        self.import_text("sep=,\n" + HEAD, code=3, says="try --skip-lines 1")
        self.import_text("customer_id;timestamp;amount\na;2025-01-01;1\n", code=3, says="try --delimiter ';'")
        self.import_text("customer_id\ttimestamp\tamount\n", code=3, says="try --delimiter tab")
        self.import_text(HEAD.encode() + b"caf\xe9,2025-01-01,1\n", code=4, says="1 are no UTF-8: try --encoding cp1252")

    def test_quotes_that_a_backslash_escapes(self):
        head = "customer_id,timestamp,amount,merchant\n"
        text = head + 'a,2025-01-01,1,"TV 55\\""\nb,2025-01-02,2,"back\\\\"\nc,2025-01-03,3,"a\\tb"\nd,2025-01-04,4,"say \\"hi\\", twice"\ne,2025-01-05,5,"old ""style"""\nf,2025-01-06,6,x\\\n'
        rows = sorted(self.import_and_read(text))
        self.assertEqual(rows, ['TV 55"', "a\\tb", "back\\", 'old "style"', 'say "hi", twice', "x\\"])
        self.import_text(text, code=4)
        source = random.Random(7)
        long = head + "".join(f'c{i % 99},2025-01-{1 + i % 28:02},{i},"{"".join(source.choice(["x", ",", chr(10), chr(92) * 2, chr(92) + chr(34), chr(34) * 2]) for _ in range(9))}"\n' for i in range(1, 3000))
        self.import_text(long, "--escape", "\\")
        segment = self.bytes_of_segment()
        self.assertEqual(len(self.rows_read(long)), 2999)
        for ranks in (2, 3, 7):
            self.import_text(long, "--escape", "\\", ranks=ranks)
            self.assertEqual(self.bytes_of_segment(), segment)

    def rows_read(self, text):
        shown = self.import_text(text, "--escape", "\\")
        return range(int(shown.split(" rows read")[0].split()[-1].replace(",", "")))

    def import_and_read(self, text):
        self.import_text(text, "--escape", "\\", "--merchants", "raw")
        with h5py.File(self.folder / "ledger" / "log.h5") as file:
            return [name.decode() for name in file["dictionary/merchant"][:]]

    def test_an_order_id_may_be_a_customers_own(self):
        text = "customer_id,timestamp,amount,order_id\na,2025-01-01,1,1\na,2025-01-01,2,1\nb,2025-01-02,4,1\n"
        self.import_text(text, code=4)
        for ranks in (0, 3):
            self.assertEqual(self.stored(text, "--order-scope", "customer", ranks=ranks), ["a,2025-01-01 00:00:00,-3.00", "b,2025-01-02 00:00:00,-4.00"])

    def test_options_that_cannot_be_are_usage_errors(self):
        for options, says in ((("--escape", "ab"), "--escape 'ab'"), (("--escape", ","), "one character"), (("--comment", '"'), "--comment"), (("--header", "maybe"), "--header"),
                              (("--skip-lines", "-1"), "--skip-lines"), (("--constant", "customer_id="), "FIELD=VALUE"), (("--where", "=x"), "--where")):
            self.import_text(HEAD + ROW, *options, code=2, says=says)

    def test_what_was_done_stands_in_the_segment(self):
        self.import_text("x;1\ncustomer_id;timestamp;amount;kind\na;2025-01-01;1;sale\n", "--skip-lines", "1", "--delimiter", ";", "--where", "kind=sale")
        with h5py.File(self.folder / "ledger" / "log.h5") as file:
            self.assertEqual(file["import"].attrs["options"], "--where kind=sale --amounts spend-positive --delimiter ';' --skip-lines 1")
        self.assertIn("read with --where kind=sale --amounts spend-positive --delimiter ';'", self.expect(0, "info", "ledger"))


class NothingSilentlyWrong(CommandLineTest):
    def imports(self, text, *options, code=0, says=None):
        (self.folder / "log.csv").write_text(text)
        done = self.run_spendlens("import", "--transactions", "log.csv", "--ledger", "ledger", "--replace", *options)
        shown = done.stdout.decode() + done.stderr.decode()
        self.assertEqual(done.returncode, code, shown)
        if says is not None:
            self.assertIn(says, shown)
        return shown

    def test_a_log_without_a_purchase_is_refused_unless_the_sign_was_stated(self):
        self.imports(HEAD + ROW, code=3, says="try --amounts spend-positive")
        self.assertFalse((self.folder / "ledger" / "log.h5").exists())
        self.imports(HEAD + ROW, "--amounts", "spend-negative", says="try --amounts spend-positive")
        self.imports(HEAD + "a,2025-01-01,-1\n", "--amounts", "spend-positive", says="try --amounts spend-negative")
        self.assertNotIn("--amounts spend-positive", self.imports(HEAD + ROW + "a,2025-01-01,-1\n"))
        self.imports(HEAD)

    def test_a_log_of_january_1970_is_refused_unless_its_form_was_stated(self):
        text = HEAD + "a,1970-01-01T11:53:11,-1\na,1970-01-02,-1\n"
        self.imports(text, code=3, says="--timestamp-format")
        self.imports(text, "--timestamp-format", "iso", says="January 1970")
        self.assertNotIn("January", self.imports(text + "a,1970-02-01,-1\n"))

    def test_a_row_far_beyond_the_others_is_told_with_its_line(self):
        text = HEAD + "a,2025-01-05,-1\nb,2025-01-06,-1\na,2052-02-06,-1\nc,2025-03-06,-1\n"
        self.imports(text, says="the last date is 2052-02-06 (log.csv, line 4)")
        self.assertNotIn("beyond", self.imports(HEAD + "a,2025-01-05,-1\nb,2025-05-06,-1\n"))
        many = HEAD + "".join(f"c{i},2025-01-{1 + i % 28:02},-1\n" for i in range(3000))
        self.imports(many + "c,2025-03-20,-1\n", says="the last date is 2025-03-20 (log.csv, line 3002), the others have come by 2025-01-28")
        self.assertNotIn("beyond", self.imports(many + "c,2025-02-20,-1\n"))
        self.assertNotIn("beyond", self.imports(many + "c,2025-03-20,-1\n" * 4))

    def test_the_last_lines_show_a_wrong_sign(self):
        shown = self.imports(HEAD + "a,2025-01-01,-1.50\na,2025-01-02,-2\nb,2025-01-03,7\nb,2025-01-03,0\n")
        self.assertIn("2025-01-01 to 2025-01-03\nMoney out: 2 orders, 3.50 (purchases). Money in: 1 orders, 7.00 (refunds, income). Zero: 1 orders", shown)


if __name__ == "__main__":
    unittest.main()
