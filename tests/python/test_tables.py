#!/usr/bin/env python3
"""Tables of results: the same in pandas, polars, pyarrow and DuckDB, with nulls, categories, dates and money as each has them."""

import decimal
import unittest

import duckdb
import numpy as np
import pandas as pd
import polars as pl

import spendlens
from spendlens import Column, Table, _core


def a_table():
    return Table(
        {
            "customer_id": Column(_core.Texts.of_objects(["ann", "Zoë 客户", ""]), "text"),
            "spend": Column(np.array([1250, -1, 0]), "money", "minor units"),
            "group": Column(np.array([1, 0, 0], dtype=np.uint8), "category", "", np.array([True, True, False]), ("lost", "kept")),
            "seen": Column(np.array([0, 86_399, 0xFFFF_FFFF], dtype=np.uint32), "timestamp", valid=np.array([True, True, False])),
            "born": Column(np.array([0, 20_000, -1], dtype=np.int32), "date"),
            "days": Column(np.array([1, 2, 3], dtype=np.uint32), unit="days", valid=np.array([True, False, True])),
            "share": Column(np.array([0.5, np.nan, 1.0]), unit="percent", valid=np.array([True, False, True])),
            "good": Column(np.array([True, False, True])),
        },
        {"made": "here"},
    )


class Elsewhere(unittest.TestCase):
    def test_pandas(self):
        frame = a_table().to_pandas()
        self.assertEqual(["ann", "Zoë 客户", ""], frame.customer_id.tolist())
        self.assertEqual("category", str(frame.group.dtype))
        self.assertEqual(["kept", "lost"], frame.group.tolist()[:2])
        self.assertEqual([False, False, True], frame.group.isna().tolist())
        self.assertEqual([False, True, False], frame.days.isna().tolist())
        self.assertEqual([1, 3], frame.days.dropna().tolist())
        self.assertEqual([False, False, True], frame.seen.isna().tolist())
        self.assertEqual(pd.Timestamp("1970-01-01 23:59:59"), frame.seen[1])
        self.assertEqual(("minor units", "here"), (frame.attrs["units"]["spend"], frame.attrs["made"]))

    def test_money_as_decimals_or_floats(self):
        frame = a_table().to_pandas(money="decimal")
        self.assertEqual([decimal.Decimal("12.50"), decimal.Decimal("-0.01"), 0], frame.spend.tolist())
        self.assertEqual("major units", frame.attrs["units"]["spend"])
        self.assertEqual([12.5, -0.01, 0], a_table().to_pandas(money="float").spend.tolist())
        with self.assertRaisesRegex(spendlens.UsageError, "minor, decimal, float"):
            a_table().to_pandas(money="cents")

    def test_polars_pyarrow_and_duckdb_see_the_same(self):
        table = a_table()
        arrow, frame = table.to_arrow(), table.to_polars()
        found = duckdb.sql("select * from arrow").fetchall()
        self.assertEqual(frame.rows(), found)
        self.assertEqual([tuple(row.values()) for row in arrow.to_pylist()], found)
        self.assertEqual(b"minor units", arrow.schema.field("spend").metadata[b"unit"])
        self.assertEqual(("ann", 1250, "kept"), found[0][:3])
        self.assertEqual((None, None), (found[2][2], found[2][3]))
        self.assertEqual((True, True), (found[0][7], found[2][7]))

    def test_a_table_goes_back_into_a_call_and_round_trips(self):
        table = a_table()
        for other in (pl.DataFrame(table), table.to_arrow()):
            names, *chunks = _core.read_stream(other.__arrow_c_stream__())
            self.assertEqual(table.columns, list(names))
            self.assertEqual(3, sum(chunk[0]["length"] for chunk in chunks))

    def test_empty_tables(self):
        metrics = spendlens.calculate_rfm({"customer_id": np.array([], dtype=object), "timestamp": np.array([], dtype=np.uint32), "amount": np.array([], dtype=np.int64)}, period="2025")
        self.assertEqual(0, len(metrics))
        for frame in (metrics.to_pandas(), metrics.to_polars(), metrics.to_arrow()):
            self.assertEqual(0, len(frame))
        self.assertEqual(0, spendlens.analyze_single_period(metrics).total_customers)


class Shown(unittest.TestCase):
    def test_as_text_and_as_html_with_nothing_that_acts(self):
        table = Table({"name": Column(_core.Texts.of_objects(["<script>alert(1)</script>"]), "text"), "spend": Column(np.array([5]), "money", "minor units")})
        self.assertIn("0.05", repr(table))
        self.assertIn("Table: 1 rows, 2 columns", repr(table))
        self.assertNotIn("<script>", table._repr_html_())
        self.assertIn("&lt;script&gt;", table._repr_html_())

    def test_columns_by_name(self):
        table = a_table()
        self.assertEqual(["kept", "lost", ""], table["group"].tolist())
        self.assertEqual([True, True, False], table.valid("group").tolist())
        with self.assertRaisesRegex(KeyError, "no column 'spnd'; there are customer_id, spend"):
            table["spnd"]
        with self.assertRaisesRegex(spendlens.UsageError, "differ in length"):
            Table({"a": Column(np.zeros(1)), "b": Column(np.zeros(2))})


if __name__ == "__main__":
    unittest.main()
