"""Dates, amounts, signs and currencies as other programs write them: what is stored, what is rejected, and which option is named."""

import subprocess
import unittest

from command_line import CommandLineTest

HEAD = "customer_id,timestamp,amount\n"


class ImportValues(CommandLineTest):
    def stored(self, text, *options, code=0, says=None, **more):
        """Imports a text that stands for itself, money out below 0, and gives what the ledger holds of it."""
        (self.folder / "log.csv").write_bytes(text.encode())
        shown = self.expect(code, "import", "--transactions", "log.csv", "--ledger", "ledger", "--replace", *options, says=says, **more)
        self.assertIn("rows read", shown)
        if code != 0:
            return []
        return [",".join(row.split(",")[:3]) for row in self.expect(0, "export", "--ledger", "ledger", "--table", "transactions").splitlines()[1:]]

    def times(self, text, *options, **more):
        return [row.split(",")[1] for row in self.stored(text, *options, **more)]

    def amounts(self, text, *options, **more):
        return [row.split(",")[2] for row in self.stored(text, *options, **more)]

    def test_dates_that_need_no_option(self):
        texts = {"2025/01/05": "2025-01-05 00:00:00", "2025-1-5": "2025-01-05 00:00:00", "2025-12-31 9:05": "2025-12-31 09:05:00", '"Jan 5, 2025"': "2025-01-05 00:00:00",
                 '"December 31, 2025"': "2025-12-31 00:00:00", "2019-10-01 00:02:14 UTC": "2019-10-01 00:02:14", "2025-01-05 12:00:00+00": "2025-01-05 12:00:00",
                 "2025-01-05 12:00:00 +0500": "2025-01-05 07:00:00", "1509494400123": "2017-11-01 00:00:00", "1509494400": "2017-11-01 00:00:00"}
        for ranks in (0, 3):
            self.assertEqual(self.times(HEAD + "".join(f"c{i:02},{text},-1\n" for i, text in enumerate(texts)), ranks=ranks),
                             [row for _, row in sorted(zip(self.order_of(len(texts)), texts.values()))])

    def order_of(self, count):
        """The places of customers c00, c01, ... in an export, which is in the ledger's order."""
        customers = [row.split(",")[0] for row in self.expect(0, "export", "--ledger", "ledger", "--table", "transactions").splitlines()[1:]]
        return [customers.index(f"c{i:02}") for i in range(count)]

    def test_the_order_of_day_and_month_is_stated_and_the_import_says_which(self):
        log = HEAD + "A,05/01/2025,-1\nA,31/12/2025,-1\n"
        self.stored(log, code=4, says="2 of 2 dates are like 05/01/2025: try --date-order dmy")
        self.assertEqual(self.times(log, "--date-order", "dmy"), ["2025-01-05 00:00:00", "2025-12-31 00:00:00"])
        self.assertIn("read with --amounts spend-negative --date-order dmy", self.expect(0, "info", "ledger"))
        self.stored(log, "--date-order", "mdy", code=4)
        self.assertIn("31/12/2025", self.rejects("log.refused"))
        clock = HEAD + "A,1/5/2025 3:07 PM,-1\nA,12/31/2025 12:00 AM,-1\n"
        self.stored(clock, code=4, says="try --date-order mdy;", ranks=2)
        self.assertEqual(self.times(clock, "--date-order", "mdy"), ["2025-01-05 15:07:00", "2025-12-31 00:00:00"])
        self.stored(HEAD + "A,1/5/2025,-1\nA,2/3/2025,-1\n", code=4, says="try --date-order dmy, or mdy: no number above 12 tells which")

    def test_two_digits_of_a_year_need_their_hundred_years(self):
        log = HEAD + "A,31.12.99,-1\nA,05.01.25,-1\n"
        self.stored(log, "--date-order", "dmy", code=4, says="try --date-order dmy --two-digit-years 1970")
        self.assertEqual(self.times(log, "--date-order", "dmy", "--two-digit-years", "1970"), ["1999-12-31 00:00:00", "2025-01-05 00:00:00"])

    def test_serial_numbers_are_read_by_name_alone_and_years_never(self):
        log = HEAD + "A,42791,-71.49\nA,42876.5208333,-2091.47\nA,43024,-1793.43\n"
        self.stored(log, code=4, says="3 of 3 dates are like 42791: try --timestamp-format excel")
        self.assertEqual(self.times(log, "--timestamp-format", "excel"), ["2017-02-25 00:00:00", "2017-05-21 12:30:00", "2017-10-16 00:00:00"])
        self.stored(HEAD + "A,2017,-71.49\nB,201703,-1793.43\n", code=4)
        self.assertEqual(self.rejects("log.refused"), HEAD + "A,2017,-71.49\nB,201703,-1793.43\n")

    def test_formats_are_tried_in_their_order_unless_they_contradict_each_other(self):
        log = HEAD + "A,20250105,-1\nA,06.01.2025,-1\nA,2025-01-07,-1\n"
        self.assertEqual(self.times(log, "--timestamp-format", "%d.%m.%Y", "--timestamp-format", "auto"), ["2025-01-05 00:00:00", "2025-01-06 00:00:00", "2025-01-07 00:00:00"])
        (self.folder / "two.csv").write_text(HEAD + "A,05/01/2025,-1\nA,12/31/2025,-1\n")
        for ranks in (0, 2):
            self.expect(3, "import", "--transactions", "two.csv", "--ledger", "ledger", "--timestamp-format", "%d/%m/%Y", "--timestamp-format", "%m/%d/%Y", says="'05/01/2025' is one day by", ranks=ranks)

    def test_a_column_of_clocks_beside_one_of_dates(self):
        self.assertEqual(self.times("customer_id,date,time,amount\na,2025-01-01,12:30,-3\n", "--column", "timestamp=date", "--column", "time=time"), ["2025-01-01 12:30:00"])

    def test_amounts_as_people_write_them(self):
        texts = {'"1,234.50"': "1234.50", '"$20.00"': "20.00", "(15.00)": "-15.00", "-$5.00": "-5.00", "12.00 USD": "12.00", "15.00-": "-15.00", "+7.00": "7.00", "\u22125.00": "-5.00", "1E3": "1000.00",
                 "5.684341886080802e-14": "0.00", "$9.99 USD": "9.99"}
        bad = ["0x10", "1_000", "NaN", "inf", '"5,00"', "--5"]
        log = HEAD + "".join(f"c{i:02},2025-01-05,{text}\n" for i, text in enumerate([*texts, *bad]))
        for ranks in (0, 2):
            self.assertEqual(self.amounts(log, "--max-rejected", str(len(bad)), ranks=ranks), [row for _, row in sorted(zip(self.order_of(len(texts)), texts.values()))])
            self.assertEqual(self.rejects(), HEAD + "".join(f"c{len(texts) + i:02},2025-01-05,{text}\n" for i, text in enumerate(bad)))

    def test_a_decimal_comma_is_stated_and_named_where_it_would_have_helped(self):
        log = "customer_id;timestamp;amount\na;2025-01-01;-1.000,00\na;2025-01-02;-950,00\na;2025-01-03;1.000\na;2025-01-04;-13\n"
        self.stored(log, "--delimiter", ";", code=4, says="2 of 4 amounts are like -1.000,00: try --decimal comma")
        self.assertEqual(self.amounts(log, "--delimiter", ";", "--decimal", "comma"), ["-1000.00", "-950.00", "1000.00", "-13.00"])
        self.assertIn("--decimal comma", self.expect(0, "info", "ledger"))
        dots = "customer_id;timestamp;amount\nA;2025-01-05;-1.250\nA;2025-02-05;-12.500\nA;2025-02-06;-950\n"
        self.assertEqual(self.amounts(dots, "--delimiter", ";", says="if they are thousands, try --decimal comma"), ["-1.25", "-12.50", "-950.00"])
        self.assertEqual(self.amounts(dots, "--delimiter", ";", "--decimal", "comma"), ["-1250.00", "-12500.00", "-950.00"])
        self.assertNotIn("Hint", self.import_text(HEAD + "a,2025-01-01,1.250\na,2025-01-01,1.5\n"))

    def test_debit_and_credit_columns(self):
        log = "customer_id,timestamp,debit,credit\na,2025-01-01,3,\na,2025-01-02,,5\n"
        self.assertEqual(self.amounts(log, "--debit", "debit", "--credit", "credit"), ["-3.00", "5.00"])
        self.stored(log + "a,2025-01-03,1,2\na,2025-01-03,,\n", "--debit", "debit", "--credit", "credit", code=4)
        self.assertEqual(self.rejects("log.refused").splitlines()[1:], ["a,2025-01-03,1,2", "a,2025-01-03,,"])

    def test_a_column_says_the_direction(self):
        log = "customer_id,timestamp,amount,type\na,2025-01-01,5,debit\na,2025-01-02,7,Credit\n"
        self.assertEqual(self.amounts(log, "--direction", "type=debit:debit,credit:credit"), ["-5.00", "7.00"])
        log = log.replace("debit", "out").replace("Credit", "in")
        for direction in ("type=out:debit,in:credit", "type=debit:out,credit:in"):
            self.assertEqual(self.amounts(log, "--direction", direction), ["-5.00", "7.00"])
        self.stored(log, "--direction", "type=out:debit", code=4)
        self.assertIn("unknown_direction", self.stored_text(log, "--direction", "type=out:debit"))

    def stored_text(self, log, *options):
        (self.folder / "log.csv").write_text(log)
        return self.expect(0, "import", "--transactions", "log.csv", "--ledger", "ledger", "--replace", "--max-rejected", "1", *options)

    def test_one_currency_a_ledger_in_any_case_and_by_sign(self):
        head = "customer_id,timestamp,amount,currency\n"
        self.assertEqual(len(self.stored(head + "A,2025-01-05,-12.00,usd\nB,2025-02-05,-20.00,USD\n")), 2)
        log = head + "A,2025-01-05,-12.00,USD\nB,2025-02-05,-20.00,EUR\nC,2025-02-05,-€1,\n"
        for ranks in (0, 1, 2, 3):
            self.stored(log, "--max-rejected", "2", says="foreign_currency", ranks=ranks)
            self.assertEqual(self.rejects(), head + "B,2025-02-05,-20.00,EUR\nC,2025-02-05,-€1,\n")
        self.stored(head + "B,2025-02-05,-20.00,EUR\n", "--segment", "other", code=4, says="1 of 1 rows are in another currency than the ledger's, as EUR")

    def test_rows_left_out_and_values_that_are_none_count_once_where_an_input_is_read_twice(self):
        log = "customer_id,timestamp,out,in,currency,kind\nA,2025-01-05,12,-,USD,x\nA,2025-01-06,-,3,USD,x\nB,2025-02-05,20,-,EUR,x\nC,2025-02-05,1,-,USD,y\n"
        for ranks in (0, 2):
            self.assertEqual(self.amounts(log, "--debit", "out", "--credit", "in", "--null-values", "-", "--where", "kind=x", "--max-rejected", "1",
                                          says="4 rows read = 2 stored + 0 lines folded + 1 rejected + 1 filtered", ranks=ranks), ["-12.00", "3.00"])
        self.assertIn("read with --where kind=x --debit out --credit in --null-values -", self.expect(0, "info", "ledger"))

    def test_columns_are_debits_and_clocks_only_where_they_are_named(self):
        self.assertEqual(self.stored("customer_id,timestamp,Time,Debit,CREDIT,Direction,amount\na,2025-01-01,12:30,1,2,x,-3\n"), ["a,2025-01-01 00:00:00,-3.00"])

    def test_a_log_without_a_debit_is_a_warning_that_names_no_option_that_cannot_be(self):
        self.stored("customer_id,timestamp,debit,credit\na,2025-01-02,,5\n", "--debit", "debit", "--credit", "credit", says="no row is a debit")

    def test_how_segments_were_read_is_kept_when_they_are_folded(self):
        self.stored(HEAD + "A,05/01/2025,-1\n", "--date-order", "dmy", "--segment", "first")
        self.stored(HEAD + 'A,2025-01-06,"-1,5"\n', "--decimal", "comma", "--segment", "second")
        self.stored(HEAD + "A,2025-01-07,-1\n", "--segment", "third")
        self.expect(0, "compact", "--ledger", "ledger", "--into", "all")
        self.expect(0, "info", "ledger", says="read with --amounts spend-negative --date-order dmy | --amounts spend-negative --decimal comma")
        self.expect(0, "check", "ledger")

    def test_what_cannot_go_together_is_wrong_use_in_one_line(self):
        (self.folder / "log.csv").write_text(HEAD)
        for options in (["--date-order", "ydm"], ["--two-digit-years", "70"], ["--decimal", ","], ["--debit", "a"], ["--credit", "a"], ["--direction", "type"], ["--direction", "type=x:out"],
                        ["--direction", "type=debit:credit"], ["--direction", "type=x:debit,x:credit"], ["--direction", "type="], ["--debit", "a", "--credit", "b", "--direction", "t=a:debit"],
                        ["--debit", "a", "--credit", "b", "--column", "amount=c"], ["--debit", "a", "--credit", "b", "--constant", "amount=1"], ["--constant", "debit=1"], ["--constant", "time=12:00"],
                        ["--constant", "direction=out"], ["--debit", "a", "--credit", "b", "--column", "debit=c"], ["--column", "direction=t"],
                        ["--amounts", "spend-positive", "--debit", "a", "--credit", "b"], ["--amounts", "spend-positive", "--direction", "t=a:debit"],
                        ["--timestamp-format", "iso", "--date-order", "dmy"], ["--timestamp-format", "excell"], ["--timestamp-format", "iso", "--two-digit-years", "1970"]):
            with self.subTest(options=options):
                self.expect(2, "import", "--transactions", "log.csv", "--ledger", "ledger", *options)

    def test_floats_and_nanoseconds_of_hdf5(self):
        script = ("import h5py, numpy as np\n"
                  "with h5py.File('flat.h5', 'w') as f:\n"
                  "    f['customer_id'] = np.array([b'a', b'a', b'a'])\n"
                  "    f['timestamp'] = np.array([1751371200000000000, 1751371201999999999, 1751371202000000000])\n"
                  "    f['amount'] = np.array([19.99, 2.5, 1.125], dtype='f4')\n"
                  "with h5py.File('serial.h5', 'w') as f:\n"
                  "    f['customer_id'] = np.array([b'a', b'a'])\n"
                  "    f['timestamp'] = np.array([42876.5208333, 43024.0])\n"
                  "    f['amount'] = np.array([-1.5, -2.0])\n")
        done = subprocess.run(["/usr/bin/python3", "-c", script], cwd=self.folder, capture_output=True)
        if done.returncode != 0:
            self.skipTest("h5py is not there to write HDF5")
        load = ("import", "--ledger", "ledger", "--replace", "--amounts", "spend-positive", "--transactions", "flat.h5")
        self.expect(4, *load, says="try --round-amounts")
        for ranks, form in ((0, "auto"), (2, "epoch-ns")):
            self.expect(0, *load, "--round-amounts", "--decimal", "comma", "--timestamp-format", form, ranks=ranks)
            self.assertEqual([row.split(",")[1:3] for row in self.expect(0, "export", "--ledger", "ledger", "--table", "transactions").splitlines()[1:]],
                             [["2025-07-01 12:00:00", "-19.99"], ["2025-07-01 12:00:01", "-2.50"], ["2025-07-01 12:00:02", "-1.13"]])
        self.assertIn("--round-amounts", self.expect(0, "info", "ledger"))
        self.expect(0, "import", "--ledger", "serials", "--transactions", "serial.h5", "--timestamp-format", "excel")
        self.assertIn("2017-05-21 12:30:00,-1.50", self.expect(0, "export", "--ledger", "serials", "--table", "transactions"))


    def test_dates_in_three_columns(self):
        (self.folder / "log.csv").write_text("customer_id,amount,Y,M,D,T\na,1,2025,3,9,\nb,2,2025,Dec,31,23:59:59\nc,3,2025,2,30,\nd,4,,1,1,\n")
        columns = [word for one in ("year=Y", "month=M", "day=D", "time=T") for word in ("--column", one)]
        shown = self.expect(0, "import", "--transactions", "log.csv", "--ledger", "ledger", "--amounts", "spend-positive", "--max-rejected", "2", *columns)
        self.assertIn("log.csv, line 4: 2025-2-30", shown)
        self.assertIn("rejected missing_timestamp", shown)
        self.assertEqual([line.split(",")[1] for line in sorted(self.expect(0, "export", "--ledger", "ledger", "--table", "transactions").splitlines()[1:])], ["2025-03-09 00:00:00", "2025-12-31 23:59:59"])
        self.expect(2, "import", "--transactions", "log.csv", "--ledger", "other", "--column", "year=Y", "--column", "month=M", says="takes all of year, month and day")
        self.expect(2, "import", "--transactions", "log.csv", "--ledger", "other", "--column", "timestamp=T", *columns, says="take the timestamp's place")
        shown = self.expect(0, "import", "--transactions", "log.csv", "--ledger", "months", "--amounts", "spend-positive", "--max-rejected", "1", "--column", "year=Y", "--column", "month=M", "--constant", "day=1")
        self.assertIn("2025-02-01 to 2025-12-01", shown)


if __name__ == "__main__":
    unittest.main()
