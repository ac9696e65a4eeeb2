"""What run.json says of a run: memory, calls and collectives as they were."""

import json
import re
import socket
import unittest

import h5py

from command_line import CommandLineTest

CUSTOMERS = 2000
MIB = 1 << 20


class RunRecord(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.expect(0, "generate", "--customers", str(CUSTOMERS), "--transactions-per-customer", "200", "--ledger", "bank")

    def audit_with(self, memory, ledger="bank"):
        self.expect(0, "audit", "--ledger", ledger, "--out", memory, "--memory", memory)
        return json.loads((self.folder / memory / "run.json").read_text())

    def test_the_batches_of_a_rank_take_at_most_a_tenth_more_than_memory_says_and_the_result_is_the_same(self):
        smallest = self.audit_with("1M")
        expected = (self.folder / "1M" / "audit.h5").read_bytes()
        self.assertGreater(smallest["batches"], 15)
        self.assertLess(smallest["batch_memory_bytes"], 1.1 * MIB)
        for size in (2, 8):
            record = self.audit_with(f"{size}M")
            self.assertLess(record["batch_memory_bytes"], 1.1 * size * MIB)
            self.assertGreater(record["batch_memory_bytes"], 0.8 * size * MIB)
            self.assertEqual((self.folder / f"{size}M" / "audit.h5").read_bytes(), expected)

    def test_memory_too_small_for_anything_gives_the_same_result_range_by_range(self):
        record = self.audit_with("1k")
        self.audit_with("64M")
        self.assertGreater(record["batches"], CUSTOMERS / 2)
        self.assertEqual((self.folder / "1k" / "audit.h5").read_bytes(), (self.folder / "64M" / "audit.h5").read_bytes())

    def test_a_column_of_a_batch_is_one_call_to_read_and_one_to_write(self):
        # Without joint accounts: a batch without any has no call for them.
        self.expect(0, "generate", "--customers", CUSTOMERS, "--transactions-per-customer", 200, "--mix", "salaried=1", "--ledger", "single")
        few, many = self.audit_with("8M", "single"), self.audit_with("1M", "single")
        batches = many["batches"] - few["batches"]
        columns_read = (many["read_calls"] - few["read_calls"]) / batches
        columns_written = (many["write_calls"] - few["write_calls"]) / batches
        with h5py.File(self.folder / "single" / "generated.h5") as ledger:
            stored = sum(len(ledger[group]) for group in ("customer", "transaction", "account", "account_ref", "liability"))
        with h5py.File(self.folder / "1M" / "audit.h5") as result:
            # Scores and deciles are written later, all of a rank's at a time.
            kept = sum(1 for table in ("customer", "rfm", "rfm_compare", "lens2", "cohort_month", "signals/1m", "signals/6m", "signals/12m", "personas/1m", "personas/6m", "personas/12m")
                       for column in result[table] if not column.endswith(("_score", "decile", "_decile")))
        self.assertEqual(columns_read, int(columns_read))
        self.assertLessEqual(columns_read, stored)
        self.assertLessEqual(columns_written, kept)
        self.assertEqual(columns_written, int(columns_written))

    def test_collectives_are_counted_by_kind_with_bytes(self):
        collectives = self.audit_with("64M")["collectives_of_rank_0"]
        reduced = collectives["all_reduce"]
        self.assertGreater(reduced["calls"], 10)
        self.assertGreater(reduced["bytes_sent"], 8 * reduced["calls"] - 1)
        self.assertLess(sum(cost["bytes_received"] for cost in collectives.values()), 64 * MIB)


    def test_the_record_says_what_ran_where_on_what(self):
        done = self.run_spendlens("audit", "--ledger", "bank", "--out", "result", "--period", "2025", "--bins", "4", ranks=2)
        self.assertEqual(done.returncode, 0, done.stderr)
        record = json.loads((self.folder / "result" / "run.json").read_text())
        self.assertEqual(record["hosts"], {socket.gethostname(): 2})
        self.assertEqual(record["options"]["period"], "2025")
        self.assertEqual(record["options"]["bins"], "4")
        self.assertEqual(record["options"]["detail"], "full")
        self.assertNotIn("compare", record["options"])
        self.assertIsNone(record["resumed_from"])
        self.assertRegex(record["started_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        version, commit = re.fullmatch(r"(\S+) \(commit (\S+)\)\n", self.expect(0, "--version")).groups()
        self.assertEqual((record["spendlens"], record["commit"]), (version, commit))
        (segment,) = record["segments"]
        file = self.folder / "bank" / f"{segment['name']}.h5"
        self.assertEqual(segment["bytes"], file.stat().st_size)
        before = segment["digest"]
        self.assertRegex(before, r"^[0-9a-f]{32}$")
        self.expect(0, "generate", "--customers", str(CUSTOMERS), "--transactions-per-customer", "200", "--ledger", "other", "--seed", "2")
        self.expect(0, "audit", "--ledger", "other", "--out", "result")
        self.assertNotEqual(json.loads((self.folder / "result" / "run.json").read_text())["segments"][0]["digest"], before)

    def test_lines_of_the_log_tell_time_level_rank_and_stage(self):
        done = self.run_spendlens("audit", "--ledger", "bank", "--out", "result", "--log-level", "debug", ranks=2)
        lines = [line for line in done.stderr.decode().splitlines() if "rank=" in line]
        for line in lines:
            self.assertRegex(line, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (debug|info) rank=[01] stage=[a-z-]+ \S")
        for stage in ("open", "stream", "streams", "order-statistics", "scores", "publish"):
            for rank in (0, 1):
                self.assertTrue(any(f"rank={rank} stage={stage} " in line for line in lines), (stage, rank, lines))
        quiet = self.run_spendlens("audit", "--ledger", "bank", "--out", "result", "--quiet", "--log-level", "debug")
        self.assertEqual((quiet.stdout, quiet.stderr), (b"", b""))

    def test_a_size_may_be_written_with_small_or_capital_letters(self):
        batches = {size: self.audit_with(size)["batches"] for size in ("1048576", "1M", "1m", "1MiB", "1024k")}
        self.assertEqual(len(set(batches.values())), 1, batches)
        for size in ("256x", "256kk", "K", "1e6"):
            self.expect(2, "audit", "--ledger", "bank", "--out", "result", "--memory", size, says="is not a size")


if __name__ == "__main__":
    unittest.main()
