"""Parquet, JSON and queries through DuckDB's library: the same rows give the same segment, whatever they were read from; damage is one line.

DuckDB is reached through the program itself: a query's earlier statements write the files of these tests.
"""

import gzip
import json
import os
import random
import unittest

import h5py
import numpy

from command_line import CommandLineTest

try:
    import pyarrow
    import pyarrow.parquet
except ImportError:
    pyarrow = None

AS_SQL = "SELECT 'x' AS customer_id, DATE '2025-01-01' AS timestamp, -1 AS amount"
COLUMNS = "customer_id, timestamp, amount, merchant, category, pending"
# As Plaid's API answers, of one user.
PLAID = {
    "accounts": [{"account_id": "acc1", "balances": {"available": 100, "current": 110, "limit": None}, "name": "Checking", "subtype": "checking", "type": "depository"},
                 {"account_id": "acc2", "balances": {"available": None, "current": 410, "limit": 2000}, "name": "Card", "subtype": "credit card", "type": "credit"},
                 {"account_id": "acc3", "balances": {"available": 43200, "current": 43200, "limit": None}, "name": "Money", "subtype": "money market", "type": "depository"},
                 {"account_id": "acc4", "balances": {"available": None, "current": 23631.98, "limit": None}, "name": "401k", "subtype": "401k", "type": "investment"},
                 {"account_id": "acc5", "balances": {"available": None, "current": 56302.06, "limit": None}, "name": "House", "subtype": "mortgage", "type": "loan"}],
    "transactions": [{"account_id": "acc1", "amount": 89.4, "iso_currency_code": "USD", "date": "2026-07-20", "name": "SparkFun", "merchant_name": "SparkFun", "pending": False,
                      "personal_finance_category": {"primary": "GENERAL_MERCHANDISE", "detailed": "GENERAL_MERCHANDISE_ELECTRONICS"}, "transaction_id": "t1"},
                     {"account_id": "acc1", "amount": -4.22, "iso_currency_code": "USD", "date": "2026-07-18", "name": "INTRST PYMNT", "merchant_name": None, "pending": False,
                      "personal_finance_category": {"primary": "INCOME", "detailed": "INCOME_INTEREST_EARNED"}, "transaction_id": "t2"},
                     {"account_id": "acc2", "amount": 12.5, "iso_currency_code": "USD", "date": "2026-07-15", "name": "Uber 063015 SF**POOL**", "merchant_name": "Uber", "pending": True,
                      "personal_finance_category": {"primary": "TRANSPORTATION", "detailed": "TRANSPORTATION_TAXIS_AND_RIDE_SHARES"}, "transaction_id": "t3"}],
    "liabilities": {"credit": [{"account_id": "acc2", "aprs": [{"apr_percentage": 15.24, "apr_type": "balance_transfer_apr"}, {"apr_percentage": 27.95, "apr_type": "cash_apr"}],
                                "is_overdue": False, "last_payment_amount": 168.25, "last_statement_balance": 1708.77, "minimum_payment_amount": 20, "next_payment_due_date": "2026-08-28"}],
                    "mortgage": [{"account_id": "acc5", "interest_rate": {"percentage": 3.99, "type": "fixed"}, "last_payment_amount": 3141.54, "next_payment_due_date": "2026-08-15"}],
                    "student": None}}


def log_rows(count):
    chance = random.Random(11)
    for i in range(count):
        yield (f"c{chance.randrange(count // 6)}", f"2025-0{1 + i % 9}-1{i % 10}T0{i % 10}:2{i % 10}:00", f"{-chance.randrange(1, 99999) / 100:.2f}",
               chance.choice(("REWE", 'Bar "Zum Krug"', "Shop, Ltd.", "two\nlines", "Bäcker", "")), chance.choice(("FOOD", "")), chance.choice(("true", "false", "")))


def log_text(rows):
    quoted = lambda cell: '"' + cell.replace('"', '""') + '"' if any(c in cell for c in '",\n') else cell
    return COLUMNS.replace(" ", "") + "\n" + "".join(",".join(map(quoted, row)) + "\n" for row in rows)


class Tables(CommandLineTest):
    def setUp(self):
        super().setUp()
        done = self.run_spendlens("import", "--query", AS_SQL, "--ledger", "probe", "--segment", "probe")
        if b"libduckdb.so" in done.stderr:
            self.skipTest("DuckDB's library is not there: scripts/install-dependencies.sh brings it where npm is")
        self.assertEqual(done.returncode, 0, done.stderr)

    def sql(self, text):
        """Has DuckDB do something in the folder of the test."""
        self.expect(0, "import", "--query", f"{text}; {AS_SQL}", "--ledger", "probe", "--segment", "probe", "--replace")

    def imports(self, *options, ledger="ledger", code=0, **more):
        return self.expect(code, "import", "--ledger", ledger, "--segment", "log", "--replace", *options, **more)

    def segment(self, ledger="ledger"):
        return (self.folder / ledger / "log.h5").read_bytes()

    def write_log(self, count=3000):
        """log.csv, and the table `log` of its rows as a query's FROM."""
        (self.folder / "log.csv").write_text(log_text(log_rows(count)))
        return "read_csv('log.csv', header = true, delim = ',', quote = '\"', nullstr = '', columns = {'customer_id': 'VARCHAR', 'timestamp': 'TIMESTAMP', 'amount': 'DECIMAL(18,2)', 'merchant': 'VARCHAR', 'category': 'VARCHAR', 'pending': 'BOOLEAN'})"


class TheSameSegment(Tables):
    def test_of_csv_compressed_hdf5_parquet_and_json_on_any_ranks(self):
        log = self.write_log()
        text = (self.folder / "log.csv").read_bytes()
        (self.folder / "log.csv.gz").write_bytes(gzip.compress(text[:9000]) + gzip.compress(text[9000:]) + bytes(512))
        rows = list(log_rows(3000))
        with h5py.File(self.folder / "log.h5", "w") as file:
            for i, name in enumerate(COLUMNS.split(", ")):
                file[name] = [float(row[i]) for row in rows] if name == "amount" else numpy.array([row[i] for row in rows], dtype=object)
        ordered = f"SELECT {COLUMNS}, {{'a': amount, 'b': [1, 2]}} AS nested, NULL AS nothing, [merchant] AS list FROM {log}"
        self.sql(f"COPY ({ordered}) TO 'decimal.parquet' (COMPRESSION zstd, ROW_GROUP_SIZE 2048)")
        self.sql(f"COPY (SELECT * REPLACE (CAST(amount AS DOUBLE) AS amount, CAST(timestamp AS TIMESTAMP_NS) AS timestamp, encode(merchant) AS merchant) FROM ({ordered})) TO 'double.parquet' (COMPRESSION snappy)")
        self.sql(f"SET TimeZone = 'UTC'; COPY (SELECT * REPLACE (CAST(timestamp AS TIMESTAMPTZ) AS timestamp, CAST(amount AS DECIMAL(38, 5)) AS amount) FROM ({ordered})) TO 'zone.parquet'")
        self.sql(f"COPY (SELECT * REPLACE (CAST(timestamp AS TIMESTAMP_MS) AS timestamp) FROM ({ordered})) TO 'ms.parquet' (COMPRESSION gzip, PARQUET_VERSION v2)")
        self.sql(f"COPY (SELECT *, year(timestamp) AS year, category AS sort FROM {log}) TO 'parts' (FORMAT parquet, PARTITION_BY (year, sort))")
        self.sql(f"COPY (SELECT {COLUMNS} FROM {log}) TO 'log.ndjson' (FORMAT json)")
        self.sql(f"COPY (SELECT {COLUMNS} FROM {log}) TO 'log.json.gz' (FORMAT json, ARRAY true, COMPRESSION gzip)")
        self.sql(f"COPY (SELECT content FROM read_text('log.csv')) TO 'log.csv.zst' (FORMAT csv, HEADER false, QUOTE '', DELIMITER '\x01', COMPRESSION zstd)")
        self.imports("--transactions", "log.csv")
        wanted = self.segment()
        for number, name in enumerate(("log.csv.gz", "log.csv.zst", "log.h5", "decimal.parquet", "double.parquet", "zone.parquet", "ms.parquet", "parts", "parts/**/*.parquet", "log.ndjson", "log.json.gz")):
            ranks = (0, 2, 3, 7)[number % 4]
            with self.subTest(name, ranks=ranks):
                self.assertIn("3,000 rows read = 3,000 stored", self.imports("--transactions", name, ranks=ranks))
                self.assertEqual(self.segment(), wanted)

    @unittest.skipIf(pyarrow is None, "there is no pyarrow, which writes row groups of a few rows, INT96 and dictionaries")
    def test_of_row_groups_of_any_size_int96_and_dictionaries(self):
        self.write_log(600)
        self.sql(f"COPY (SELECT {COLUMNS} FROM {self.write_log(600)}) TO 'log.parquet'")
        table = pyarrow.parquet.read_table(self.folder / "log.parquet")
        self.imports("--transactions", "log.csv")
        wanted = self.segment()
        coded = table.set_column(3, "merchant", table["merchant"].dictionary_encode())
        for name, of, options in (("of1", table, {"row_group_size": 1}), ("of7", coded, {"row_group_size": 7, "compression": "zstd"}), ("of1000", table, {"row_group_size": 1000}),
                                  ("int96", table, {"use_deprecated_int96_timestamps": True, "row_group_size": 100}), ("pages", coded, {"data_page_version": "2.0", "data_page_size": 64})):
            pyarrow.parquet.write_table(of, self.folder / f"{name}.parquet", **options)
            for ranks in (0, 3):
                with self.subTest(name, ranks=ranks):
                    self.imports("--transactions", f"{name}.parquet", ranks=ranks)
                    self.assertEqual(self.segment(), wanted)

    def test_of_a_query_and_what_it_was_asked(self):
        log = self.write_log(600)
        self.imports("--transactions", "log.csv")
        self.expect(0, "export", "--ledger", "ledger", "--table", "transactions", "--output", "wanted.csv")
        self.sql(f"COPY (SELECT customer_id AS who, timestamp AS moment, amount, merchant FROM {log} WHERE pending) TO 'one.parquet'; COPY (SELECT customer_id, timestamp, amount, merchant FROM {log} WHERE pending IS NOT TRUE) TO 'two.parquet'")
        (self.folder / "both.sql").write_text("-- two exports\nCREATE TABLE named AS SELECT who AS customer_id, moment AS timestamp, amount, merchant FROM 'one.parquet';\nSELECT * FROM named UNION ALL FROM 'two.parquet' -- ; and no more\n;\n")
        for ranks in (0, 3):
            self.expect(0, "import", "--query", "both.sql", "--ledger", f"asked{ranks}", ranks=ranks)
        self.assertEqual(*((self.folder / f"asked{ranks}" / "both.h5").read_bytes() for ranks in (0, 3)))
        self.assertIn("UNION ALL", self.expect(0, "info", "asked0"))
        totals = lambda ledger, of: self.expect(0, "export", "--ledger", ledger, "--table", of).count("\n")
        self.assertEqual(totals("asked0", "transactions"), totals("ledger", "transactions"))

    def test_a_parquet_export_comes_back_as_it_was(self):
        self.write_log()
        self.imports("--transactions", "log.csv")
        for name in ("one.parquet", "two.parquet"):
            self.expect(0, "export", "--ledger", "ledger", "--table", "transactions", "--format", "parquet", "--output", name)
        self.assertEqual(*((self.folder / name).read_bytes() for name in ("one.parquet", "two.parquet")))
        self.imports("--transactions", "one.parquet", ledger="again", ranks=2)
        self.assertEqual(*(self.expect(0, "export", "--ledger", ledger, "--table", "transactions") for ledger in ("ledger", "again")))


class Columns(Tables):
    def test_those_that_serve_no_field_are_named_and_nested_fields_are_columns(self):
        self.sql("COPY (SELECT {'id': 'a'} AS customer, DATE '2025-03-01' AS day, -5::UTINYINT::INT AS amount, 7 AS other, [{'x': 1}] AS lines, MAP {'k': 'v'} AS tags, 'EUR' AS cur) TO 'log.parquet'")
        said = self.imports("--transactions", "log.parquet", "--column", "customer_id=customer.id", "--column", "timestamp=day")
        self.assertIn("other", said)
        self.assertIn("lines", said)
        self.imports("--transactions", "log.parquet", "--column", "customer_id=lines", "--column", "timestamp=day", code=3, says="'lines' is no column that can be read: it is a list of structs")
        self.imports("--transactions", "log.parquet", "--column", "timestamp=day", code=3, says="no column 'customer_id'; the file has customer.id, day, amount")

    def test_rejected_rows_are_told_by_their_number_with_what_was_read(self):
        self.sql("COPY (SELECT * FROM (VALUES ('a', TIMESTAMP '2025-01-01 10:00:00', 1.005::DOUBLE, 'x'), (NULL, TIMESTAMP '2025-01-02 10:00:00', 2.5, 'y,z'), ('c', NULL, -3.25, NULL), ('d', TIMESTAMP '2500-01-01 00:00:00', 1, '')) t(customer_id, timestamp, amount, merchant)) TO 'log.parquet'")
        self.imports("--transactions", "log.parquet", "--max-rejected", "3", "--amounts", "spend-positive", code=4, says="--round-amounts")
        said = self.imports("--transactions", "log.parquet", "--max-rejected", "3", "--amounts", "spend-positive", "--round-amounts")
        rejects = self.rejects()
        self.assertIn("customer_id,timestamp,amount,merchant", rejects)
        self.assertEqual(rejects, 'customer_id,timestamp,amount,merchant\n,2025-01-02 10:00:00,2.50,"y,z"\nc,,-3.25,\nd,2500-01-01 00:00:00,1.00,\n')
        for part in ("log.parquet, line 2", "missing_customer_id", "log.parquet, line 3", "log.parquet, line 4: 2500-01-01 00:00:00"):
            self.assertIn(part, said)

    def test_folders_of_the_path_are_columns(self):
        self.sql("COPY (SELECT 'c' || i AS customer_id, DATE '2025-01-01' + i::INT AS timestamp, -i AS amount, CASE WHEN i % 2 = 0 THEN 'web & shop' END AS channel FROM range(1, 9) t(i)) TO 'sales' (FORMAT parquet, PARTITION_BY (channel))")
        self.imports("--transactions", "sales", "--column", "merchant=channel", "--where", "channel=web & shop", "--merchants", "raw", ranks=2)
        rows = self.expect(0, "export", "--ledger", "ledger", "--table", "transactions")
        self.assertEqual(rows.count("web & shop"), 4)
        self.imports("--transactions", "sales", "--column", "merchant=channel")
        self.assertEqual(self.expect(0, "export", "--ledger", "ledger", "--table", "transactions").count("\n"), 9)

    def test_json_of_a_bank_is_read_as_it_is_written(self):
        bank = {"accounts": [{"account_id": "A", "owner": "a", "type": "credit", "subtype": "credit_card", "balances": {"current": 100.1, "limit": 500}}],
                "transactions": [{"account_id": "A", "owner": "a", "amount": 12.1, "date": "05/06/2025", "name": "Shop", "pfc": {"primary": "FOOD"}, "pending": False},
                                 {"account_id": "A", "owner": "a", "amount": -3, "date": "31/12/2025", "name": None, "pfc": None, "pending": True, "tags": [{"x": 1}]}]}
        (self.folder / "bank.json").write_text(json.dumps(bank, indent=1))
        self.imports("--transactions", "bank.json", "--transactions", "bank.json", "--amounts", "spend-positive", code=2, says="are one file")
        self.imports("--transactions", "bank.json", "--accounts", "bank.json", "--amounts", "spend-positive", "--date-order", "dmy", "--column", "customer_id=owner", "--column", "timestamp=date", "--column", "merchant=name", "--merchants", "raw",
                     "--column", "category=pfc.primary", "--column", "accounts.customer_id=owner", "--column", "accounts.balance_current=balances.current", "--column", "accounts.balance_limit=balances.limit", ranks=2)
        self.assertIn("a,2025-06-05 00:00:00,-12.10,Shop,FOOD,A,false", self.expect(0, "export", "--ledger", "ledger", "--table", "transactions"))
        self.assertIn("a,A,credit,credit_card,100.10,,500.00", self.expect(0, "export", "--ledger", "ledger", "--table", "accounts"))

    def test_one_file_of_plaid_holds_transactions_accounts_and_liabilities(self):
        (self.folder / "plaid.json").write_text(json.dumps(PLAID, indent=1))
        files = [part for kind in ("transactions", "accounts", "liabilities") for part in (f"--{kind}", "plaid.json")]
        self.imports(*files, "--format", "plaid", code=3, says="accounts.customer_id")
        self.imports(*files, "--format", "plaid", "--constant", "accounts.customer_id=u1", ranks=2)
        transactions = self.expect(0, "export", "--ledger", "ledger", "--table", "transactions")
        for row in ("u1,2026-07-20 00:00:00,-89.40,SPARKFUN,GENERAL_MERCHANDISE_ELECTRONICS,acc1,false", "u1,2026-07-18 00:00:00,4.22,INTRST PYMNT,INCOME_INTEREST_EARNED,acc1,false",
                    "u1,2026-07-15 00:00:00,-12.50,UBER,TRANSPORTATION_TAXIS_AND_RIDE_SHARES,acc2,true"):
            self.assertIn(row, transactions)
        self.assertEqual(self.expect(0, "export", "--ledger", "ledger", "--table", "accounts").splitlines()[1:],
                         ["u1,acc1,depository,checking,110.00,100.00,", "u1,acc2,credit,credit_card,410.00,,2000.00", "u1,acc3,depository,money_market,43200.00,43200.00,",
                          "u1,acc4,investment,other,23631.98,,", "u1,acc5,loan,mortgage,56302.06,,"])
        self.assertEqual(self.expect(0, "export", "--ledger", "ledger", "--table", "liabilities").splitlines()[1:],
                         ["u1,acc2,credit_card,0.1524;0.2795,,20.00,168.25,1708.77,false,2026-08-28", "u1,acc5,mortgage,,0.0399,,3141.54,,,2026-08-15"])


class Refusals(Tables):
    def test_damaged_files_are_one_line(self):
        self.sql(f"COPY (SELECT {COLUMNS} FROM {self.write_log(3000)}) TO 'log.parquet' (ROW_GROUP_SIZE 2048)")
        whole = (self.folder / "log.parquet").read_bytes()
        chance = random.Random(5)
        cases = [whole[:length] for length in (4, 8, 100, len(whole) // 2, len(whole) - 1)] + [b"PAR1" + bytes(60) + b"PAR1", whole[:-8] + b"\xff\xff\xff\x7fPAR1"]
        for _ in range(8):
            damaged = bytearray(whole)
            for _ in range(chance.choice((1, 20))):
                damaged[chance.randrange(len(damaged) - 3000, len(damaged) - 8) if chance.random() < 0.6 else chance.randrange(4, len(damaged))] = chance.randrange(256)
            cases.append(bytes(damaged))
        for number, data in enumerate(cases):
            with self.subTest(number):
                (self.folder / "log.parquet").write_bytes(data)
                done = self.run_spendlens("import", "--transactions", "log.parquet", "--ledger", "ledger", "--segment", "log", "--replace")
                self.assertIn(done.returncode, (0, 3, 4), done.stderr)
                if done.returncode == 3:
                    self.assertEqual(done.stderr.decode().strip().count("\n"), 0, done.stderr)
                if number < 7:
                    self.assertEqual(done.returncode, 3, done.stdout)

    def test_json_that_is_cut_off_or_none_is_one_line(self):
        for text in ('[{"customer_id": "a", "timestamp": "2025-01-01", "amount": -1},\n', '{"customer_id": "a", "timestamp": "2025-01-01", "amount": -1}\n{"customer_id', '[1, 2]', '{}', "[]", '[{"a": 1]'):
            with self.subTest(text):
                (self.folder / "log.json").write_text(text)
                self.imports("--transactions", "log.json", code=3, says="log.json")

    def test_a_query_that_cannot_be_is_told(self):
        for query, code, says in (("SELEC 1", 2, "the query fails: Parser Error"), ("SELECT * FROM 'absent.parquet'", 3, "absent.parquet"), ("SELECT nothing FROM (SELECT 1)", 2, "Binder Error"),
                                  ("SELECT 1 AS x", 3, "query: no column 'customer_id'"), (" ; ", 2, "no statement"), (f"{AS_SQL}; SELECT error('mine')", 3, "mine")):
            with self.subTest(query):
                self.imports("--query", query, code=code, says=says)
        self.expect(2, "import", "--query", AS_SQL, "--ledger", "ledger", says="--segment")
        self.expect(2, "import", "--ledger", "ledger", says="--query")

    def test_directories_and_patterns_without_what_is_looked_for(self):
        (self.folder / "empty").mkdir()
        (self.folder / "mixed").mkdir()
        self.sql("COPY (FROM range(3)) TO 'mixed/a.parquet'")
        (self.folder / "mixed/readme.txt").write_text("x")
        self.imports("--transactions", "empty", code=3, says="without a Parquet file")
        self.imports("--transactions", "mixed", code=3, says="readme.txt")
        self.imports("--transactions", "*.orc", code=3, says="no file matches")
        self.expect(2, "import", "--transactions", "mixed/*.parquet", "--ledger", "ledger", says="--segment")
        (self.folder / "log[1].csv").write_text("customer_id,timestamp,amount\na,2025-01-01,-1\n")
        self.imports("--transactions", "log[1].csv")

    def test_a_parquet_export_needs_a_file_and_leaves_no_half_of_one(self):
        self.write_log(60)
        self.imports("--transactions", "log.csv")
        export = ("export", "--ledger", "ledger", "--table", "transactions", "--format", "parquet")
        self.expect(2, *export, says="--output")
        self.expect(2, *export, "--output", "log.parquet.gz", says=".gz")
        self.expect(2, *export, "--output", "log.parquet", "--spreadsheet-safe", says="csv")
        self.expect(5, *export, "--output", "absent/log.parquet")
        (self.folder / "link.parquet").symlink_to("target.parquet")
        self.expect(0, *export, "--output", "link.parquet", "--where", "category=FOOD")
        self.assertTrue((self.folder / "link.parquet").is_symlink())
        self.assertEqual((self.folder / "target.parquet").read_bytes()[-4:], b"PAR1")
        self.assertEqual([path.name for path in self.folder.glob(".*parquet*")], [])


class WithoutTheLibrary(CommandLineTest):
    def test_what_is_missing_and_how_to_get_it(self):
        os.environ["SPENDLENS_DUCKDB"] = str(self.folder / "absent.so")
        self.addCleanup(os.environ.pop, "SPENDLENS_DUCKDB")
        self.import_text("customer_id,timestamp,amount\na,2025-01-01,1\n")
        for says, data in (("a Parquet file, which DuckDB reads", b"PAR1" + bytes(60) + b"PAR1"), ("JSON, which DuckDB reads", b'[{"customer_id": "a"}]'), ("JSON, which DuckDB reads", gzip.compress(b'{"customer_id": "a"}\n'))):
            (self.folder / "given").write_bytes(data)
            self.expect(3, "import", "--transactions", "given", "--ledger", "ledger", says=says)
            self.expect(3, "import", "--transactions", "-", "--segment", "s", "--ledger", "ledger", says=says, stdin=data)
        self.expect(3, "import", "--query", AS_SQL, "--ledger", "ledger", "--segment", "s", says="SPENDLENS_DUCKDB")
        self.expect(3, "export", "--ledger", "ledger", "--table", "transactions", "--format", "parquet", "--output", "log.parquet", says="SPENDLENS_DUCKDB")
        self.assertFalse((self.folder / "log.parquet").exists())
        (self.folder / "absent.so").write_bytes(b"\x7fELF")
        self.expect(3, "import", "--query", AS_SQL, "--ledger", "ledger", "--segment", "s", says="cannot be loaded")


if __name__ == "__main__":
    unittest.main()
