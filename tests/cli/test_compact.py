"""Folded segments: the audit stays the same to the bit, and no interruption loses a row or counts one twice."""

import filecmp
import random
import shutil
import subprocess
import time
import unittest

import h5py

from command_line import SPENDLENS, CommandLineTest

MONTH = [f"2011-11-{day:02}" for day in range(1, 31)] + ["2011-12-01"]


class Compact(CommandLineTest):
    def fill(self, days, seed, merchant=True, category=True, accounts=False, customers=40):
        """One segment a day; the columns that are asked for are in every other file, the rows with many ties."""
        rng = random.Random(seed)
        logs = []
        for number, day in enumerate(days):
            fields = ["customer_id", "timestamp", "amount"]
            if merchant and number % 2 == 0:
                fields.append("merchant")
            if category and number % 3 != 1:
                fields.append("category")
            if accounts:
                fields.append("account_id")
            lines = [",".join(fields)]
            for _ in range(rng.randrange(1, 60)):
                customer = f"c{rng.randrange(customers) ** 2}"
                row = {"customer_id": customer, "timestamp": f"{day} {rng.randrange(3):02}:00:00", "amount": f"{rng.choice([5, 7.5, -2, 1000])}",
                       "merchant": rng.choice(["", "b", "shop 9", f"shop {number}"]), "category": rng.choice(["", "FOOD", f"C{number}"]),
                       "account_id": f"{customer}-{rng.randrange(3)}"}
                lines.append(",".join(row[field] for field in fields))
            more = []
            if accounts and number % 4 == 1:
                listed = ["account_id,customer_id,type,subtype,balance_current"]
                listed += [f"c{i ** 2}-{j},c{i ** 2},depository,checking,{rng.randrange(9999)}.5" for i in range(customers + 3) for j in range(2)]
                (self.folder / f"accounts-{day}.csv").write_text("\n".join(listed) + "\n")
                more = ["--accounts", f"accounts-{day}.csv"]
            self.import_text("\n".join(lines) + "\n", "--threads", "1", *more, name=f"{day}.csv")
            logs.append(f"{day}.csv")
        return logs

    def results(self, ledger="ledger"):
        shutil.rmtree(self.folder / "result", ignore_errors=True)
        self.expect(0, "audit", "--ledger", ledger, "--out", "result", "--as-of", "2011-12-01", "--quiet", "--threads", "1")
        return (self.folder / "result" / "audit.h5").read_bytes()

    def segments(self, ledger="ledger"):
        return sorted(path.name for path in (self.folder / ledger).glob("*.h5"))

    def copy_of_ledger(self, name):
        shutil.copytree(self.folder / "ledger", self.folder / name)
        return name

    def test_the_audit_stays_the_same_to_the_bit_for_any_columns_ranks_and_memory(self):
        for seed, (count, merchant, category, accounts) in enumerate([(2, True, True, True), (31, True, False, False), (3, False, True, False),
                                                                      (5, False, False, True)]):
            with self.subTest(segments=count, merchant=merchant, category=category, accounts=accounts):
                shutil.rmtree(self.folder / "ledger", ignore_errors=True)
                self.fill(MONTH[:count], seed, merchant, category, accounts)
                expected = self.results()
                copies = [self.copy_of_ledger(f"copy-{seed}-{i}") for i in range(4)]
                for ledger, options in zip(copies, ({}, {"ranks": 1}, {"ranks": 2}, {"ranks": 3})):
                    memory = "1K" if ledger == copies[0] else "256M"
                    self.expect(0, "compact", "--ledger", ledger, "--into", "month", "--memory", memory, **options)
                    self.assertEqual(self.segments(ledger), ["month.h5"])
                    self.assertTrue(filecmp.cmp(self.folder / copies[0] / "month.h5", self.folder / ledger / "month.h5", shallow=False))
                self.expect(0, "check", copies[0])
                self.assertEqual(self.results(copies[0]), expected)

    def test_some_segments_are_folded_and_the_others_stay(self):
        self.fill(MONTH[:6], 11)
        expected = self.results()
        self.expect(0, "compact", "--ledger", "ledger", *MONTH[1:4])
        self.assertEqual(self.segments(), ["2011-11-01.h5", "2011-11-02_to_2011-11-04.h5", "2011-11-05.h5", "2011-11-06.h5"])
        self.assertEqual(self.results(), expected)
        self.expect(0, "compact", "--ledger", "ledger")
        self.assertEqual(self.results(), expected)
        self.assertIn("nothing to fold", self.expect(0, "compact", "--ledger", "ledger"))

    def test_columns_are_those_of_an_import_of_all_files(self):
        logs = self.fill(MONTH[:1] + MONTH[6:7], 12, category=False)
        columns = "customer_id,timestamp,amount,merchant\n"
        rows = []
        for log in logs:
            head, *lines = (self.folder / log).read_text().splitlines()
            rows += [line if "merchant" in head else line + "," for line in lines]
        self.expect(0, "compact", "--ledger", "ledger", "--into", "all")
        (self.folder / "all.csv").write_text(columns + "\n".join(rows) + "\n")
        self.expect(0, "import", "--transactions", "all.csv", "--ledger", "whole", "--amounts", "spend-positive")
        with h5py.File(self.folder / "ledger/all.h5") as ours, h5py.File(self.folder / "whole/all.h5") as theirs:
            seen = []
            theirs.visititems(lambda name, item: seen.append(name) if isinstance(item, h5py.Dataset) else None)
            for name in seen:
                self.assertEqual(ours[name].dtype, theirs[name].dtype, name)
                self.assertEqual(ours[name][:].tolist(), theirs[name][:].tolist(), name)
            for name in ("rows_read", "rows_stored", "lines_folded", "rows_rejected"):
                self.assertEqual(ours["import"].attrs[name], theirs["import"].attrs[name])

    def test_wherever_it_was_killed_every_row_counts_once(self):
        self.fill(MONTH[:4], 13)
        expected = self.results()
        before = self.copy_of_ledger("before")
        self.expect(0, "compact", "--ledger", "ledger", "--into", "month")
        journal = "spendlens-compact 1\ninto month\n" + "".join(f"fold {day}\n" for day in MONTH[:4]) + "end\n"
        # The files that are there when it is killed: the journal, the new segment published or not, so many of the old files removed.
        old = [f"{day}.h5{end}" for day in MONTH[:4] for end in ("", ".sum")]
        for published, removed in [(False, 0)] + [(True, n) for n in (0, 1, 2, 5, len(old))]:
            with self.subTest(published=published, removed=removed):
                killed = self.folder / "killed"
                shutil.rmtree(killed, ignore_errors=True)
                shutil.copytree(self.folder / before, killed)
                (killed / ".compact").write_text(journal)
                if published:
                    for end in ("", ".sum"):
                        shutil.copy(self.folder / "ledger" / f"month.h5{end}", killed)
                for name in old[:removed]:
                    (killed / name).unlink()
                self.assertEqual(self.results("killed"), expected)
                self.expect(0, "compact", "--ledger", "killed", "--into", "again")
                self.assertFalse((killed / ".compact").exists())
                self.assertEqual(self.segments("killed"), ["month.h5" if published else "again.h5"])
                self.assertEqual(self.results("killed"), expected)

    def test_a_kill_while_it_works_leaves_every_row_once(self):
        self.fill(MONTH[:6], 16)
        expected = self.results()
        self.copy_of_ledger("before")
        for milliseconds in (15, 40, 80):
            shutil.rmtree(self.folder / "killed", ignore_errors=True)
            shutil.copytree(self.folder / "before", self.folder / "killed")
            job = subprocess.Popen([SPENDLENS, "compact", "--ledger", "killed", "--into", "month", "--quiet"], cwd=self.folder)
            time.sleep(milliseconds / 1000)
            job.kill()
            job.wait()
            self.assertEqual(self.results("killed"), expected)
            self.expect(0, "compact", "--ledger", "killed", *([] if (self.folder / "killed" / "month.h5").exists() else ["--into", "month"]))
            self.assertEqual(self.segments("killed"), ["month.h5"])
            self.assertEqual(self.results("killed"), expected)

    def test_an_import_settles_a_journal_before_it_writes_a_segment_of_that_name(self):
        self.fill(MONTH[:2], 14)
        (self.folder / "ledger" / ".compact").write_text("spendlens-compact 1\ninto log\n" + "".join(f"fold {day}\n" for day in MONTH[:2]) + "end\n")
        self.import_text("customer_id,timestamp,amount\nx,2011-11-03,1\n")
        self.assertEqual(self.segments(), [f"{MONTH[0]}.h5", f"{MONTH[1]}.h5", "log.h5"])
        self.assertEqual(len(self.expect(0, "export", "--ledger", "ledger", "--table", "transactions").splitlines()),
                         1 + sum(len((self.folder / name).read_text().splitlines()) - 1 for name in (f"{MONTH[0]}.csv", f"{MONTH[1]}.csv", "log.csv")))
        self.assertFalse((self.folder / "ledger" / ".compact").exists())

    def generate(self, kind, seed, segment, customers=60):
        self.expect(0, "generate", "--kind", kind, "--customers", customers, "--seed", seed, "--as-of", "2011-12-01", "--ledger", "ledger", "--segment", segment)

    def test_archetypes_of_generated_segments_stay_those_of_the_first_that_knows_the_customer(self):
        self.generate("bank", 1, "a")
        self.generate("bank", 2, "b", customers=90)
        self.fill(MONTH[:1], 17)
        expected = self.results()
        self.expect(0, "compact", "--ledger", "ledger", "--into", "all")
        self.assertEqual(self.results(), expected)
        with h5py.File(self.folder / "ledger" / "all.h5") as folded:
            archetypes = folded["customer/archetype"][:]
            names = folded["customer/archetype"].attrs["values"]
        self.assertEqual((archetypes == 255).sum(), len(archetypes) - 90)
        self.assertLess(archetypes[archetypes != 255].max(), len(names))

    def test_a_generated_segment_without_archetypes_folds_with_one_that_has_them(self):
        self.generate("bank", 1, "bank")
        self.generate("retail", 1, "shop")
        expected = self.results()
        self.expect(0, "compact", "--ledger", "ledger", "--into", "all")
        self.assertEqual(self.results(), expected)

    def test_what_cannot_be_folded_is_said_and_nothing_changes(self):
        self.fill(MONTH[:6], 15, accounts=True)
        before = self.segments()
        self.expect(3, "compact", "--ledger", "nowhere", says="not a ledger")
        self.expect(3, "compact", "--ledger", "ledger", MONTH[0], "2010-01-01", says="no segment '2010-01-01'")
        self.expect(2, "compact", "--ledger", "ledger", MONTH[0], says="two or more")
        self.expect(2, "compact", "--ledger", "ledger", "--into", MONTH[0], says="already")
        self.expect(2, "compact", "--ledger", "ledger", "--into", "../x", says="--into")
        (self.folder / "ledger" / ".compact").write_text("nonsense\n")
        self.expect(3, "compact", "--ledger", "ledger", says="damaged")
        self.expect(3, "info", "ledger", says="damaged")
        (self.folder / "ledger" / ".compact").unlink()
        self.assertEqual(self.segments(), before)

    def test_accounts_that_do_not_count_are_not_made_to_count(self):
        for name, day, more in (("old", MONTH[0], True), ("counts", MONTH[4], True), ("late", MONTH[9], False)):
            (self.folder / "accounts.csv").write_text(f"account_id,customer_id,type,subtype,balance_current\nx-{name},x,depository,checking,5\n")
            options = ["--accounts", "accounts.csv"] if more else []
            self.import_text(f"customer_id,timestamp,amount\nx,{day},1\n", *options, "--segment", name)
        expected = self.results()
        self.expect(2, "compact", "--ledger", "ledger", "old", "late", says="fold 'counts' too")
        self.assertEqual(self.results(), expected)
        self.expect(0, "compact", "--ledger", "ledger", "--into", "all")
        self.assertEqual(self.results(), expected)
        self.assertIn("x-counts", self.expect(0, "export", "--ledger", "ledger", "--table", "accounts"))


if __name__ == "__main__":
    unittest.main()
