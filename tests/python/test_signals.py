#!/usr/bin/env python3
"""Signals in Python are those of `spendlens audit` on the same rows: of random banks, whatever kind of table brings them, with fewer
columns, on any number of threads; and personas on them."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

import duckdb
import numpy as np
import pandas as pd
import polars as pl

import spendlens

SOURCE = pathlib.Path(os.environ["SOURCE"])
sys.path.insert(0, str(SOURCE / "tests" / "golden"))

from random_bank import random_bank

WINDOWS = ("1m", "6m", "12m")
AMOUNTS = {"amount", "balance_current", "balance_available", "balance_limit", "minimum_payment_amount", "last_payment_amount", "last_statement_balance"}


def program(*words):
    done = subprocess.run([os.environ["SPENDLENS"], *map(str, words)], capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(done.stderr)
    return done.stdout


def read(path):
    """All as texts but money, which is a float; empty is null."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for name in frame.columns:
        if name in AMOUNTS:
            frame[name] = pd.to_numeric(frame[name].replace("", None)).astype(float)
    if "timestamp" in frame:
        frame["timestamp"] = pd.to_datetime(frame["timestamp"], format="mixed")
    if "pending" in frame:
        frame["pending"] = frame["pending"].isin(["1", "true", "True", "yes"])
    return frame


class Bank:
    """Files of a random bank, and what the program makes of them."""

    def __init__(self, folder, seed, customers, without=()):
        self.folder = pathlib.Path(folder)
        bank = random_bank(seed, customers)
        bank.write(self.folder, without, 1)
        self.transactions, self.accounts, self.liabilities = (self.folder / f"{name}.csv" for name in ("transactions", "accounts", "liabilities"))

    def audit(self, *options, accounts=True, liabilities=True):
        files = ["--transactions", self.transactions]
        files += ["--accounts", self.accounts] if accounts else []
        files += ["--liabilities", self.liabilities] if accounts and liabilities else []
        program("import", *files, "--ledger", self.folder / "ledger", "--replace", "--quiet", "--max-rejected", "100%")
        program("audit", "--ledger", self.folder / "ledger", "--out", self.folder / "result", "--quiet", *options)
        rejects = self.folder / "ledger" / "rejects"
        if rejects.exists() and any(len(one.read_text().splitlines()) > 1 for one in rejects.glob("*.csv")):
            raise AssertionError("rows were rejected: " + str([one.read_text()[:500] for one in rejects.glob("*.csv")]))
        return spendlens.open(self.folder / "result")


class Signals(unittest.TestCase):
    maxDiff = 2000

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name

    def check_same(self, result, summaries):
        for window in WINDOWS:
            expected, found = result[f"signals/{window}"], summaries[window]
            order = np.argsort(expected["customer_id"])  # an audit has customers in the order of their hashes
            self.assertEqual(expected["customer_id"][order].tolist(), found["customer_id"].tolist())
            self.assertEqual(sorted(expected.columns), sorted(found.columns))
            for name in found.columns[1:]:
                valid = found.valid(name)
                self.assertEqual(expected.valid(name)[order].tolist(), valid.tolist(), f"{name} in {window}: what is known")
                known = expected[name][order][valid]
                if found[name].dtype == bool:
                    known = known == "true"
                differs = np.flatnonzero(known != found[name][valid])
                self.assertEqual(0, len(differs), f"{name} in {window}: {known[differs][:5]} {found[name][valid][differs][:5]}")
                self.assertEqual(expected.units.get(name), found.units.get(name), name)

    def check_streams(self, result, summaries):
        if "stream" not in result.tables:
            self.assertEqual(0, len(summaries.streams))
            return
        expected = result["stream"]
        common = [name for name in summaries.streams.columns if name in expected]
        self.assertGreater(len(common), 11)
        rows = [sorted(zip(*(map(str, table[name].tolist()) for name in common))) for table in (expected, summaries.streams)]
        self.assertEqual(rows[0], rows[1])

    def test_those_of_an_audit_of_the_same_files(self):
        for seed, customers, without in ((25, 60, ()), (4, 30, ("category",)), (5, 30, ("merchant",)), (6, 30, ("account_id", "pending"))):
            with self.subTest(seed=seed):
                bank = Bank(self.folder, seed, customers, without)
                result = bank.audit()
                summaries = spendlens.generate_summaries(read(bank.transactions), accounts=read(bank.accounts), liabilities=read(bank.liabilities))
                self.assertEqual(result.summary["as_of"] if "as_of" in result.summary else str(summaries.reference), str(summaries.reference))
                self.check_same(result, summaries)
                self.check_streams(result, summaries)

    def test_without_liabilities_and_without_accounts(self):
        bank = Bank(self.folder, 25, 40)
        orders = read(bank.transactions)
        self.check_same(bank.audit(liabilities=False), spendlens.generate_summaries(orders, accounts=read(bank.accounts)))
        self.check_same(bank.audit(accounts=False), spendlens.generate_summaries(orders))

    def test_joint_accounts_count_for_the_first_and_transfers_between_own_accounts_for_nobody(self):
        bank = Bank(self.folder, 25, 3)
        bank.liabilities.unlink()
        bank.accounts.write_text(
            "account_id,customer_id,type,subtype,balance_current,balance_limit\n"
            "house,ann,depository,checking,500.25,\nhouse,bob,depository,checking,500.25,\npot,ann,depository,savings,90,\ncard,bob,credit,credit_card,40,1000\nidle,dee,depository,checking,7,\n"
        )
        rows = [f"{who},2025-0{month}-05 12:00:00,{amount},{whom},{category},{account}" for month in range(1, 7) for who, amount, whom, category, account in (
            ("ann", "2500.00", "EMPLOYER", "INCOME_WAGES", "house"), ("ann", "-900", "LANDLORD", "RENT_AND_UTILITIES_RENT", "house"),
            ("ann", "-50", "", "", "house"), ("ann", "50", "", "", "pot"), ("bob", "-9.99", "NETFLIX.COM 0815", "ENTERTAINMENT_TV_AND_MOVIES", "card"), ("cy", "-3", "CAFE", "", ""))]
        bank.transactions.write_text("customer_id,timestamp,amount,merchant,category,account_id\n" + "\n".join(rows) + "\n")
        result = bank.audit(liabilities=False)
        summaries = spendlens.generate_summaries(read(bank.transactions), accounts=read(bank.accounts))
        self.check_same(result, summaries)
        self.check_streams(result, summaries)
        six = summaries["6m"].to_pandas().set_index("customer_id")
        self.assertEqual((["ann", "bob", "cy", "dee"], 1, 59025), (six.index.tolist(), six.joint_accounts["bob"], six.liquid_balance["ann"]))
        self.assertEqual(("NETFLIX", "subscription"), (summaries.streams["payee"][-2], summaries.streams["kind"][-2]))

    def test_every_kind_of_table_and_any_number_of_threads_give_the_same(self):
        bank = Bank(self.folder, 25, 40)
        tables = [read(path) for path in (bank.transactions, bank.accounts, bank.liabilities)]
        tables[0] = tables[0].replace({"merchant": {"": None}, "category": {"": None}})
        expected = spendlens.generate_summaries(tables[0], accounts=tables[1], liabilities=tables[2])
        for change in (pl.from_pandas, lambda frame: pl.from_pandas(frame).to_arrow(), lambda frame: frame.astype({"customer_id": "category"}) if "customer_id" in frame else frame):
            given = [change(table) for table in tables]
            found = spendlens.generate_summaries(given[0], accounts=given[1], liabilities=given[2], parallel_threshold=0, n_workers=3)
            for window in WINDOWS:
                pd.testing.assert_frame_equal(expected[window].to_pandas(), found[window].to_pandas())
            pd.testing.assert_frame_equal(expected.streams.to_pandas(), found.streams.to_pandas())
        payments = tables[0]
        relation = duckdb.sql("select * from payments")
        pd.testing.assert_frame_equal(expected["6m"].to_pandas(), spendlens.generate_summaries(relation, accounts=tables[1], liabilities=tables[2])["6m"].to_pandas())
        whole = tables[0].assign(merchant=tables[0]["merchant"].astype("category"), account_id=tables[0]["account_id"].replace("", None).astype("category"))
        pd.testing.assert_frame_equal(expected["6m"].to_pandas(), spendlens.generate_summaries(whole, accounts=tables[1], liabilities=tables[2])["6m"].to_pandas())

    def test_personas_on_signals_are_those_of_the_audit(self):
        bank = Bank(self.folder, 25, 60)
        result = bank.audit()
        summaries = spendlens.generate_summaries(read(bank.transactions), accounts=read(bank.accounts), liabilities=read(bank.liabilities))
        activity = summaries["6m"]["activity"]
        matches = spendlens.match_personas(summaries["6m"], "default", window="6m", windows={"12m": summaries["12m"], "1m": summaries["1m"]}, assessed=~np.isin(activity, ["none", "dormant"]))
        expected = dict(zip(result["personas/6m"]["customer_id"], result["personas/6m"]["persona"]))
        new = set(summaries["6m"]["customer_id"][activity == "new"])
        found = {customer: persona for customer, persona in zip(matches["customer_id"], matches["persona"]) if customer not in new}
        self.assertEqual({customer: expected[customer] for customer in found}, found)
        self.assertGreater(len(set(found.values())), 2)

    def test_windows_payees_and_progress(self):
        orders = {"customer_id": ["a"] * 4, "timestamp": np.array(["2025-01-05", "2025-02-05", "2025-03-05", "2025-04-05"], "datetime64[s]"), "amount": [-9.99] * 4,
                  "merchant": ["SQ *GYM 0012", "SQ *GYM 0013", "SQ *GYM 0014", "SQ *GYM 0015"], "category": ["PERSONAL_CARE_GYMS"] * 4}
        seen = []
        clean = spendlens.generate_summaries(orders, windows=["30d", "3m"], progress=lambda done, total: seen.append((done, total)))
        self.assertEqual((["30d", "3m"], [(4, 4)]), (list(clean.windows), seen))
        self.assertEqual((["GYM"], ["subscription"], [4]), tuple(clean.streams[name].tolist() for name in ("payee", "kind", "charges")))
        self.assertEqual(0, len(spendlens.generate_summaries(orders, merchants="raw").streams))
        named = spendlens.generate_summaries(orders, aliases=[("SQ *GYM*", "My gym", "bill")])
        self.assertEqual((["My gym"], ["bill"]), tuple(named.streams[name].tolist() for name in ("payee", "kind")))
        self.assertIn("Summaries of 1 customers as of 2025-04-05: 30d, 3m; 1 streams", repr(clean))
        self.assertIn("<table>", clean._repr_html_())
        pending = spendlens.generate_summaries({**orders, "pending": [False, False, False, True]})
        self.assertEqual([3], pending.streams["charges"].tolist())
        with self.assertRaisesRegex(spendlens.UsageError, "no signals of the window 6m; there are 30d, 3m"):
            clean["6m"]
        self.assertEqual(0, len(spendlens.generate_summaries({name: values[:0] for name, values in orders.items()})))

    def test_what_cannot_be_used_is_refused_by_place(self):
        orders = {"customer_id": ["a"], "timestamp": np.array(["2025-01-05"], "datetime64[s]"), "amount": [-1.0]}
        account = {"customer_id": ["a"], "account_id": ["1"], "type": ["depository"], "subtype": ["checking"], "balance_current": [1.0]}
        owed = {"account_id": ["2"], "liability_type": ["credit_card"]}
        for says, words in (
            ("there is no column 'shop'", {"merchant": "shop"}),
            ("not 5x", {"windows": ["5x"]}),
            ("'type', row 0: 'lending' is no type of an account", {"accounts": {**account, "type": ["lending"]}}),
            ("row 0: the subtype 'credit_card' is of another type", {"accounts": {**account, "subtype": ["credit_card"]}}),
            ("stands there twice", {"accounts": {name: values * 2 for name, values in account.items()}}),
            ("there is no account '2'", {"accounts": account, "liabilities": owed}),
            ("liabilities are of accounts", {"liabilities": owed}),
            ("no kind of payments 'fun'", {"merchant": "customer_id", "aliases": [("A", "", "fun")]}),
        ):
            with self.assertRaisesRegex(ValueError, says):
                spendlens.generate_summaries(orders, **words)


if __name__ == "__main__":
    unittest.main()
