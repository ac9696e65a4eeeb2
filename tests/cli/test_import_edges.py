"""Logs at the edges: every bad row is counted, named by line and set aside; every good one is kept."""

import gzip
import subprocess
import unittest

import h5py

from command_line import CommandLineTest

HEAD = "customer_id,timestamp,amount\n"
ACCOUNTS = "account_id,customer_id,type,subtype,balance_current,balance_limit\n"
LIABILITIES = "account_id,liability_type,aprs\n"


class ImportEdges(CommandLineTest):
    def rows(self, *options):
        return self.expect(0, "export", "--ledger", "ledger", "--table", "transactions", *options).splitlines()[1:]

    def test_no_rows(self):
        self.assertIn("0 rows read = 0 stored + 0 lines folded + 0 rejected", self.import_text(HEAD))
        self.expect(0, "check", "ledger")
        self.audit()
        self.assertEqual(self.summary()["lens1"]["total_customers"], 0)

    def test_an_empty_file_is_unusable(self):
        self.import_text("", code=3, says="empty")

    def test_rejects_fail_the_import_and_lie_beside_it_as_they_were(self):
        text = HEAD + "a,2011-01-01,1\n,2011-01-01,2\r\nb,2011-02-30,3\n\"c\nd\",2011-01-01,4\ne,2011-01-01,x\nf,1969-12-31,1\ng,2011-01-01\n"
        self.import_text(text, code=4, says="5 of 7 rows were rejected")
        self.assertFalse((self.folder / "ledger" / "log.h5").exists())
        self.assertEqual(self.rejects("log.refused"), HEAD + ",2011-01-01,2\r\nb,2011-02-30,3\ne,2011-01-01,x\nf,1969-12-31,1\ng,2011-01-01\n")
        shown = self.import_text(text, "--max-rejected", "5")
        for reason, line in (("missing_customer_id", 3), ("invalid_timestamp", 4), ("invalid_amount", 7), ("timestamp_out_of_range", 8),
                             ("wrong_number_of_fields", 9)):
            self.assertIn(reason, shown)
            self.assertIn(f"line {line}", shown)
        self.import_text(text, "--max-rejected", "71%", code=4)
        self.import_text(text, "--max-rejected", "71.43%")

    def test_rejects_of_a_former_import_go_when_there_are_none(self):
        self.import_text(HEAD + ",2011-01-01,1\n", "--max-rejected", "1")
        self.import_text(HEAD + "a,2011-01-01,1\n")
        self.assertFalse((self.folder / "ledger" / "rejects" / "log.csv").exists())

    def test_ids_that_differ_in_case_or_trailing_blanks_are_different(self):
        self.import_text(HEAD + "a,2011-01-01,1\nA,2011-01-01,1\na ,2011-01-01,1\n a,2011-01-01,1\n")
        self.audit()
        self.assertEqual(sorted(row["customer_id"] for row in self.table()), [" a", "A", "a", "a "])

    def test_quotes_hold_delimiters_quotes_and_line_ends(self):
        self.import_text("customer_id,timestamp,amount,merchant\n\"a,\"\"b\"\"\",2011-01-01,1,\"x\ny\"\r\n", "--merchants", "raw")
        row = self.expect(0, "export", "--ledger", "ledger", "--table", "transactions", "--format", "ndjson")
        self.assertIn('"customer_id":"a,\\"b\\""', row)
        self.assertIn('"merchant":"x\\ny"', row)

    def test_a_stray_quote_costs_its_own_line_on_any_number_of_ranks(self):
        head = "customer_id,timestamp,amount,merchant\n"
        stray = ['"TV 55\\""', '"ACME "BEST" STORE"', '"x" y', '"ACME "BEST, INC" STORE"', '"never closed']
        sound = ["ok", '"fine, too"', '"doubled ""quotes"""', '5" disk', '"two\nlines"', "'s"]
        lines = [f"c{i % 997},2025-0{1 + i % 9}-11,{1 + i % 90},{stray[i % 5] if i % 13 == 0 else sound[i % 6]}\n" for i in range(20_000)]
        text = head + "".join(lines)
        rejects = head + "".join(lines[::13])
        self.import_text(text, "--max-rejected", "10%")
        segment = (self.folder / "ledger" / "log.h5").read_bytes()
        self.assertEqual(self.rejects(), rejects)
        for ranks in (2, 3, 7):
            self.import_text(text, "--max-rejected", "10%", ranks=ranks)
            self.assertEqual(self.rejects(), rejects)
            self.assertEqual((self.folder / "ledger" / "log.h5").read_bytes(), segment)
        self.import_text(gzip.compress(text.encode()), "--max-rejected", "10%", name="zipped.csv.gz", ranks=2)
        self.assertEqual(self.rejects("zipped"), rejects)

    def test_other_delimiters_byte_order_mark_crlf_blank_lines_and_no_last_line_end(self):
        self.import_text("\ufeffcustomer_id;timestamp;amount\r\n\r\na;2011-01-01;1\r\n\r\nb;2011-01-01;2", "--delimiter", ";")
        self.assertEqual(len(self.rows()), 2)
        self.import_text("customer_id\ttimestamp\tamount\na\t2011-01-01\t1\n", "--delimiter", "tab")
        self.assertEqual(len(self.rows()), 1)

    def test_every_form_of_a_timestamp(self):
        forms = ["2011-03-04", "2011-03-04T00:00:00", "2011-03-04 00:00", "2011-03-04T00:00:00.5Z", "20110304", "1299196800", "2011-03-04T02:00:00+02:00"]
        self.import_text(HEAD + "".join(f"c{i},{form},1\n" for i, form in enumerate(forms)))
        self.assertEqual({row.split(",")[1] for row in self.rows()}, {"2011-03-04 00:00:00"})
        self.import_text(HEAD + "a,04/03/2011 13:30,1\n", "--timestamp-format", "%d/%m/%Y %H:%M")
        self.assertIn("2011-03-04 13:30:00", self.rows()[0])
        self.import_text(HEAD + "a,2011-07-01T00:00:00Z,1\n", "--timezone", "Europe/Berlin", "--segment", "z", code=3, says="time zone")

    def test_an_offset_is_converted_to_the_zone_of_the_ledger(self):
        self.import_text(HEAD + "a,2011-07-01T23:00:00Z,1\na,2011-01-01T23:00:00Z,1\na,2011-07-01T23:00:00,1\n", "--timezone", "Europe/Berlin")
        self.assertEqual([row.split(",")[1] for row in self.rows()], ["2011-01-02 00:00:00", "2011-07-01 23:00:00", "2011-07-02 01:00:00"])

    def test_lines_of_an_order_are_summed_exactly_and_rounded_once(self):
        self.import_text("customer_id,timestamp,order_id,quantity,unit_price\na,2011-01-02,o,1,0.004\na,2011-01-01,o,1,0.004\na,2011-01-01,o,1,0.007\n")
        self.assertEqual(self.rows(), ["a,2011-01-01 00:00:00,-0.02,3"])

    def test_an_order_of_two_customers_is_rejected_whole(self):
        text = "customer_id,timestamp,amount,order_id\na,2011-01-01,1,o\na,2011-01-01,1,p\nb,2011-01-01,1,o\n"
        for ranks in (0, 3):
            shown = self.import_text(text, "--max-rejected", "2", ranks=ranks)
            self.assertIn("order_of_two_customers", shown)
            self.assertEqual(self.rejects(), "customer_id,timestamp,amount,order_id\na,2011-01-01,1,o\nb,2011-01-01,1,o\n")

    def test_a_second_transaction_id_is_rejected(self):
        self.import_text("customer_id,timestamp,amount,transaction_id\na,2011-01-01,1,t\nb,2011-01-01,1,t\na,2011-01-01,2,t\n", "--max-rejected", "1")
        self.assertIn("a,2011-01-01,2,t\n", self.rejects())

    def test_amounts_at_the_edge_are_refused_not_wrapped(self):
        largest = "99999999999.99"
        self.import_text(HEAD + f"a,2011-01-01,100000000000.00\nb,2011-01-01,100000000000.01\nc,2011-01-01,92233720368547758.08\nd,2011-01-01,{largest}\n",
                         "--max-rejected", "2")
        self.assertIn("b,", self.rejects())
        self.assertIn("c,", self.rejects())
        self.audit()
        self.assertEqual(self.summary()["lens1"]["total_revenue"], "199999999999.99")

    def test_unclosed_quotes_and_long_records_are_one_bad_row_each(self):
        text = HEAD + "a,2011-01-01,1\n\"b,2011-01-01,1\nc,2011-01-01,1\n" + "d" * (2 << 20) + ",2011-01-01,1\ne,2011-01-01,1\n"
        for ranks in (0, 1, 2, 3, 7):
            shown = self.import_text(text, "--max-rejected", "2", ranks=ranks)
            self.assertIn("5 rows read = 3 stored + 0 lines folded + 2 rejected", shown)
            self.assertIn("malformed_record", shown)

    def test_gzip_and_standard_input_give_the_same_segment(self):
        text = (HEAD + "".join(f"c{i % 50},2011-01-{i % 28 + 1:02},{i}.25\n" for i in range(2000))).encode()
        columns = ["--amounts", "spend-positive", "--segment", "s"]
        def transactions(ledger):
            return self.expect(0, "export", "--ledger", ledger, "--table", "transactions")
        for name, data in (("plain.csv", text), ("zip.csv.gz", gzip.compress(text[:9000]) + gzip.compress(text[9000:]))):
            (self.folder / name).write_bytes(data)
            self.expect(0, "import", "--transactions", name, "--ledger", name + ".ledger", *columns, ranks=2)
        self.expect(0, "import", "--transactions", "-", "--ledger", "piped", *columns, stdin=text)
        self.assertEqual(transactions("plain.csv.ledger"), transactions("zip.csv.gz.ledger"))
        self.assertEqual(transactions("plain.csv.ledger"), transactions("piped"))
        (self.folder / "cut.csv.gz").write_bytes(gzip.compress(text)[:-20])
        self.expect(3, "import", "--transactions", "cut.csv.gz", "--ledger", "cut", *columns, says="truncated")

    def test_hdf5_columns_are_read_and_pandas_files_refused(self):
        script = ("import h5py, numpy as np\n"
                  "with h5py.File('flat.h5', 'w') as f:\n"
                  "    f['customer_id'] = np.array([b'a', b'b', b'c'])\n"
                  "    f['timestamp'] = np.array([20110101, 20110102, 20110103])\n"
                  "    f.create_dataset('amount', data=np.array([1.25, 2.5, 1.2345]), compression='gzip')\n")
        subprocess.run(["/usr/bin/python3", "-c", script], cwd=self.folder, check=True)
        self.expect(0, "import", "--transactions", "flat.h5", "--ledger", "ledger", "--amounts", "spend-positive", "--max-rejected", "1", ranks=2)
        self.assertEqual(sorted(self.rows()), ["a,2011-01-01 00:00:00,-1.25", "b,2011-01-02 00:00:00,-2.50"])
        (self.folder / "bad.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + b"\x07" * 500)
        self.expect(3, "import", "--transactions", "bad.h5", "--ledger", "ledger", says="bad.h5")

    def test_rows_in_a_second_currency_are_rejected(self):
        self.import_text("customer_id,timestamp,amount,currency\na,2011-01-01,1,EUR\nb,2011-01-01,1,USD\n", code=4)
        self.assertEqual(self.rejects("log.refused"), "customer_id,timestamp,amount,currency\nb,2011-01-01,1,USD\n")
        self.import_text("customer_id,timestamp,amount,currency\na,2011-01-01,1,EUR\n")
        self.import_text(HEAD + "a,2011-01-01,1\n", "--currency", "USD", code=3, says="EUR")


class SnapshotEdges(CommandLineTest):
    """Accounts and liabilities beside a log of two rows."""

    def import_snapshot(self, accounts, liabilities=None, *options, **more):
        (self.folder / "accounts.csv").write_text(accounts)
        files = ["--accounts", "accounts.csv"]
        if liabilities is not None:
            (self.folder / "liabilities.csv").write_text(liabilities)
            files += ["--liabilities", "liabilities.csv"]
        return self.import_text(HEAD + "anna,2025-01-01,1\nbert,2025-01-02,2\n", *files, *options, **more)

    def test_accounts_and_liabilities_are_counted_and_stored_on_any_number_of_ranks(self):
        segments = set()
        for ranks in (0, 1, 3):
            shown = self.import_snapshot(ACCOUNTS + "a1,anna,depository,savings,10.50,\nz1,zoe,credit,credit_card,-3,500\n",
                                         LIABILITIES + "z1,credit_card,0.1;0.2\n", ranks=ranks)
            self.assertIn("Accounts: 2 rows read = 2 stored + 0 rejected", shown)
            self.assertIn("Liabilities: 1 rows read = 1 stored + 0 rejected", shown)
            self.assertIn("3 customers, 2 orders, 2 accounts, 1 liabilities", shown)
            self.expect(0, "check", "ledger")
            segments.add((self.folder / "ledger" / "log.h5").read_bytes())
        self.assertEqual(len(segments), 1)

    def test_what_a_ledger_exports_of_accounts_can_be_imported_again(self):
        def tables():
            return [self.expect(0, "export", "--ledger", "ledger", "--table", table) for table in ("accounts", "liabilities")]
        self.import_snapshot(ACCOUNTS + "a1,anna,depository,savings,10.50,\n\"z,1\",zoe,credit,credit_card,-3,500\n",
                             "account_id,liability_type,aprs,last_payment_amount,is_overdue,next_payment_due_date\n"
                             "\"z,1\",credit_card,0.1899;0.2,25,YES,2025-02-28T13:00:00\n")
        first = tables()
        self.assertEqual(sorted(first[0].splitlines()[1:]), ['anna,a1,depository,savings,10.50,,', 'zoe,"z,1",credit,credit_card,-3.00,,500.00'])
        self.assertEqual(first[1].splitlines()[1:], ['zoe,"z,1",credit_card,0.1899;0.2,,,25.00,,true,2025-02-28'])
        self.import_snapshot(*first)
        self.assertEqual(tables(), first)

    def test_rejects_are_named_by_file_and_line_and_set_aside_by_kind(self):
        accounts = ACCOUNTS + "a1,anna,depository,checking,1,\na1,anna,depository,checking,1,\nb1,bert,loan,hsa,1,\n"
        liabilities = LIABILITIES + "a1,mortgage,\nb1,mortgage,18.99\n"
        message = "3 of 7 rows were rejected and nothing was imported; 1 liabilities have rates that are no fractions: try --rates percent; " \
                  "see ledger/rejects/log.accounts.refused.csv, ledger/rejects/log.liabilities.refused.csv"
        self.import_snapshot(accounts, liabilities, code=4, says=message)
        self.assertFalse((self.folder / "ledger" / "log.h5").exists())
        self.import_snapshot(accounts, liabilities, "--max-rejected", "42%", code=4)
        shown = self.import_snapshot(accounts, liabilities, "--max-rejected", "42.86%", ranks=2)
        for place in ("accounts.csv, line 3: a1", "accounts.csv, line 4: hsa", "liabilities.csv, line 3: 18.99"):
            self.assertIn(place, shown)
        for reason in ("duplicate_account", "subtype_of_other_type", "apr_out_of_range"):
            self.assertIn(reason, shown)
        self.assertEqual(self.rejects("log.accounts"), ACCOUNTS + "a1,anna,depository,checking,1,\nb1,bert,loan,hsa,1,\n")
        self.assertEqual(self.rejects("log.liabilities"), LIABILITIES + "b1,mortgage,18.99\n")
        self.assertFalse((self.folder / "ledger" / "rejects" / "log.csv").exists())
        self.import_snapshot(ACCOUNTS)
        self.assertFalse((self.folder / "ledger" / "rejects" / "log.accounts.csv").exists())

    def test_wrong_use_is_told_and_leaves_nothing_behind(self):
        self.import_text(HEAD, "--liabilities", "log.csv", code=2, says="--liabilities without --accounts")
        self.import_snapshot(ACCOUNTS, None, "--column", "accounts.kind=type", code=2, says="accounts.subtype")
        self.import_snapshot(ACCOUNTS, None, "--column", "liabilities.aprs=APR", code=2, says="no file of liabilities")
        self.import_text(HEAD, "--accounts", "-", "--liabilities", "-", code=2, says="standard input can be given once")
        self.assertFalse((self.folder / "ledger").exists())
        self.import_text(HEAD, "--segment", "x.accounts", code=2, says="cannot end in .accounts")

    def test_a_column_that_is_not_there_is_named_as_it_can_be_mapped(self):
        self.import_snapshot("account_id,customer_id,type,subtype,balance\n", code=3,
                             says="accounts.csv: no column 'balance_current'; the file has account_id, customer_id, type, subtype, balance; "
                                  "name the one that holds it, as --column accounts.balance_current=NAME")
        self.import_snapshot("account_id,customer_id,type,subtype,balance\na1,anna,depository,cd,1\n", None, "--column", "accounts.balance_current=balance")
        self.import_snapshot("", code=3, says="accounts.csv is empty")
        self.import_text(HEAD, "--accounts", "missing.csv", code=3, says="missing.csv")

    def test_lines_that_end_with_a_carriage_return_alone_are_refused(self):
        (self.folder / "old.csv").write_bytes(b"account_id,customer_id,type,subtype,balance_current\ra1,anna,depository,savings,1\r")
        self.import_text(HEAD, "--accounts", "old.csv", code=3, says="old.csv: its lines end with a carriage return alone")

    def test_accounts_that_do_not_count_yet_are_told(self):
        accounts = ACCOUNTS + "a1,anna,depository,savings,1,\n"
        (self.folder / "accounts.csv").write_text(accounts)
        self.assertNotIn("do not count", self.import_text(HEAD + "anna,2025-02-01,1\n", "--accounts", "accounts.csv", "--segment", "newer"))
        self.assertIn("those of segment 'newer'", self.import_text(HEAD + "anna,2025-01-01,1\n", "--accounts", "accounts.csv", "--segment", "older"))

    def test_a_field_of_hdf5_that_is_no_column_is_refused_and_another_one_listed(self):
        with h5py.File(self.folder / "accounts.h5", "w") as file:
            for name, value in (("account_id", "a1"), ("customer_id", "anna"), ("type", "depository"), ("subtype", "savings")):
                file.create_dataset(name, data=[value])
            file.create_dataset("balance_current", data=[1.0])
            file.create_dataset("notes", data=[[1, 2]])
        self.assertIn("accounts.notes", self.import_text(HEAD + "anna,2025-01-01,1\n", "--accounts", "accounts.h5"))
        with h5py.File(self.folder / "accounts.h5", "a") as file:
            file.create_dataset("balance_limit", data=[[1.0, 2.0]])
        self.import_text(HEAD, "--accounts", "accounts.h5", code=3, says="accounts.h5: 'balance_limit' is no column")

    def test_standard_input_and_gzip_can_be_accounts(self):
        text = (ACCOUNTS + "a1,anna,depository,savings,10.50,\n").encode()
        (self.folder / "accounts.gz").write_bytes(gzip.compress(text))
        for file, stdin in (("accounts.gz", b""), ("-", text)):
            shown = self.import_text(HEAD + "anna,2025-01-01,1\n", "--accounts", file, stdin=stdin)
            self.assertIn("1 customers, 1 orders, 1 accounts", shown)


if __name__ == "__main__":
    unittest.main()
