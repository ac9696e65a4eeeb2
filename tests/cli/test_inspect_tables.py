"""inspect of Parquet, JSON and compressed logs: it says of them what it says of the same rows as CSV, and what it proposes gives the sums that are known.

DuckDB is reached through the program itself: a query's earlier statements write the files of these tests.
"""

import json
import os
import shlex
import unittest
import unittest.mock

from command_line import CommandLineTest

AS_SQL = "SELECT 'x' AS customer_id, DATE '2025-01-01' AS timestamp, -1 AS amount"
# Whole cents for sure: 0.00 to 999.75, each day a third of the rows.
ROWS = "SELECT 'c' || (i % 100) AS CustomerID, TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR AS InvoiceDate, CAST(i % 1000 + 0.25 AS DECIMAL(10,2)) AS Sales, ['web', 'shop', NULL][i % 3 + 1] AS Channel FROM range({}) t(i)"


def sum_of(rows):
    return f"{sum(100 * (i % 1000) + 25 for i in range(rows)) / 100:.2f}"


class InspectTables(CommandLineTest):
    def setUp(self):
        super().setUp()
        done = self.run_spendlens("import", "--query", AS_SQL, "--ledger", "probe", "--segment", "probe")
        if b"libduckdb.so" in done.stderr:
            self.skipTest("DuckDB's library is not there: scripts/install-dependencies.sh brings it where npm is")
        self.assertEqual(done.returncode, 0, done.stderr)

    def sql(self, text):
        self.expect(0, "import", "--query", f"{text}; {AS_SQL}", "--ledger", "probe", "--segment", "probe", "--replace")

    def copy(self, rows, target, options):
        self.sql(f"COPY ({rows}) TO '{self.folder / target}' ({options})")

    def logs(self, *names):
        return json.loads(self.expect(0, "inspect", *names, "--json"))["logs"]

    def shown_of(self, log, ledger, ranks=0):
        words = shlex.split(log["command"].replace("\\\n", " ").replace("--ledger ledger", f"--ledger {ledger}"))
        return self.expect(0, *words[1:], *([] if "--segment" in words else ["--segment", "x"]), ranks=ranks)

    def test_every_kind_says_what_csv_says(self):
        rows = ROWS.format(3000)
        targets = {"log.csv": "FORMAT csv", "log.csv.gz": "FORMAT csv, COMPRESSION gzip", "log.csv.zst": "FORMAT csv, COMPRESSION zstd", "log.parquet": "FORMAT parquet, ROW_GROUP_SIZE 2048",
                   "zstd.parquet": "FORMAT parquet, COMPRESSION zstd", "log.ndjson": "FORMAT json", "log.json": "FORMAT json, ARRAY true", "log.json.gz": "FORMAT json, COMPRESSION gzip"}
        kinds = {"log.csv": ("CSV", "none"), "log.csv.gz": ("CSV", "gzip"), "log.csv.zst": ("CSV", "zstd"), "log.json.gz": ("JSON", "gzip")}
        plain = None
        for name, options in targets.items():
            with self.subTest(name):
                self.copy(rows, name, options)
                (log,) = self.logs(name)
                self.assertEqual((log["kind"], log["compression"]), kinds.get(name, ("Parquet" if "parquet" in name else "JSON", "none")))
                self.assertEqual((log["rows_sampled"], log["rows_estimated"], log["is_whole"]), (3000, 3000, True))
                plain = plain or log
                self.assertEqual([(c["name"], c["read_as"]) for c in log["columns"]], [(c["name"], c["read_as"]) for c in plain["columns"]])
                self.assertAlmostEqual(log["columns"][3]["share_empty"], 1 / 3, 3)
                self.assertEqual(log["trial"], plain["trial"])
                self.assertEqual(shlex.split(log["command"].replace("\\\n", "").replace(name, "log.csv")), shlex.split(plain["command"].replace("\\\n", "")))
                self.assertIn(f"Money out: 3,000 orders, {sum_of(3000)}", self.shown_of(log, f"of-{name}"))

    def test_long_tables_are_sampled_and_many_files_are_one_log(self):
        self.copy(ROWS.format(60000), "long.parquet", "FORMAT parquet, ROW_GROUP_SIZE 2048")
        (log,) = self.logs("long.parquet")
        self.assertEqual((log["rows_estimated"], log["is_whole"]), (60000, False))
        self.assertLess(log["rows_sampled"], 12000)
        self.assertTrue(log["trial"]["last_timestamp"].startswith("2030-11-04"), log["trial"]["last_timestamp"])  # the end is among it
        self.copy(ROWS.format(60000), "long.json", "FORMAT json, ARRAY true")
        (log,) = self.logs("long.json")
        self.assertAlmostEqual(log["rows_estimated"], 60000, delta=6000)
        self.assertFalse(log["is_whole"])
        self.sql("; ".join(f"COPY ({ROWS.format(50)}) TO '{self.folder}/day={part}.parquet' (FORMAT parquet)" for part in range(40)))
        self.sql(f"COPY (SELECT *, CAST(date_part('month', InvoiceDate) AS INTEGER) AS month FROM ({ROWS.format(5000)})) TO '{self.folder}/hive' (FORMAT parquet, PARTITION_BY (month))")
        (log,) = self.logs("hive")
        self.assertEqual((log["files"], log["columns"][4]["name"]), (["hive"], "month"))
        self.assertIn(f"Money out: 5,000 orders, {sum_of(5000)}", self.shown_of(log, "of-hive", ranks=3))
        (log,) = self.logs("day=*.parquet")
        self.assertEqual((log["files"], log["rows_estimated"], log["is_whole"]), (["day=*.parquet"], 2000, False))
        self.assertIn("Money out: 2,000 orders", self.shown_of(log, "of-pattern", ranks=2))
        # Other columns, other log.
        self.copy("SELECT 1 AS id, DATE '2025-01-01' AS day, 2.5 AS total", "other.parquet", "FORMAT parquet")
        self.assertEqual([log["files"] for log in self.logs("long.parquet", "other.parquet", "hive")][0], ["long.parquet"])
        self.expect(3, "inspect", "*.parquet", says="files of different columns")

    def test_types_and_nested_columns(self):
        self.copy("SELECT {'id': i % 7, 'name': 'n' || i} AS customer, DATE '2025-01-01' + CAST(i % 9 AS INTEGER) AS order_date, CAST(i * 0.1 AS DOUBLE) / 3 AS total, [1, 2] AS list, NULL AS nothing, i % 2 = 0 AS pending "
                  "FROM range(1, 400) t(i)", "nested.parquet", "FORMAT parquet")
        (log,) = self.logs("nested.parquet")
        self.assertEqual({c["read_as"]: c["name"] for c in log["columns"] if c["read_as"]}, {"customer_id": "customer.id", "timestamp": "order_date", "amount": "total", "pending": "pending"})
        self.assertIn("--round-amounts", log["command"])
        self.shown_of(log, "nested", ranks=2)
        self.copy("SELECT 'c' || (i % 9) AS user_id, i AS file_row_number, TIMESTAMP '2024-01-01' + INTERVAL (i) HOUR AS order_date, CAST(i AS DECIMAL(10,2)) AS amount FROM range(3000) t(i)", "own.parquet", "FORMAT parquet, ROW_GROUP_SIZE 2048")
        (log,) = self.logs("own.parquet")
        for ranks in (1, 2, 3, 7):
            shown = self.shown_of(log, f"own-{ranks}", ranks=ranks)
            self.assertIn(f"Money out: 2,999 orders, {sum(range(3000))}.00", shown)
            self.assertEqual((self.folder / f"own-{ranks}/x.h5").read_bytes(), (self.folder / "own-1/x.h5").read_bytes())

    def test_records_in_lists_of_an_answer_are_reached_by_a_query(self):
        record = {"transaction_id": "t1", "account_id": "a", "amount": 1.5, "date": "2024-02-01"}
        (self.folder / "sync.json").write_text(json.dumps({"accounts": [{"account_id": "a", "type": "depository"}], "added": [record], "removed": [], "has_more": False, "next_cursor": "c"}))
        [log] = self.logs("sync.json")
        self.assertIn("its records lie in lists within it ('accounts', 'added')", log["trial"]["fault"])
        query = log["trial"]["fault"].split('--query "')[1].split('"')[0]
        self.assertEqual(query, "SELECT t.* FROM (SELECT unnest(added) t FROM 'sync.json')")
        shown = self.expect(0, "import", "--query", query, "--ledger", "sync", "--segment", "sync", "--column", "timestamp=date", "--column", "customer_id=account_id", "--amounts", "spend-positive")
        self.assertIn("1 customers, 1 orders", shown)
        (self.folder / "orders.json").write_text(json.dumps({"orders": [{"id": 1, "created_at": "2024-01-05", "total_price": "12.50"}]}))
        self.expect(3, "inspect", "orders.json", says="SELECT unnest(orders) t FROM 'orders.json'")
        odd = "$(touch gone) it's.json"  # the shell takes the query for one word, and for nothing else
        (self.folder / odd).write_bytes((self.folder / "sync.json").read_bytes())
        words = shlex.split(self.logs(odd)[0]["trial"]["fault"].split("such as ")[1])
        self.assertEqual(words[:2], ["--query", "SELECT t.* FROM (SELECT unnest(added) t FROM '$(touch gone) it''s.json')"])

    def test_damage_is_one_line(self):
        self.copy(ROWS.format(3000), "log.parquet", "FORMAT parquet")
        whole = (self.folder / "log.parquet").read_bytes()
        for name, data in (("short", whole[:2000]), ("end", whole[:-600] + bytes(400) + whole[-200:]), ("middle", whole[:100] + bytes(len(whole) - 1100) + whole[-1000:]), ("empty", b"PAR1"), ("json", b'[{"a": 1}, {"b"'), ("list", b'{"a": 1}\n{"a":')):
            with self.subTest(name):
                (self.folder / "bad").write_bytes(data)
                with unittest.mock.patch.dict(os.environ, TMPDIR=str(self.folder)):
                    done = self.run_spendlens("inspect", "bad")
                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertEqual(len(done.stderr.decode().splitlines()), 1, done.stderr)
                self.assertIn(b"bad", done.stderr)
        self.assertEqual(list(self.folder.glob("spendlens-*")), [])


if __name__ == "__main__":
    unittest.main()
