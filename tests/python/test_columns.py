#!/usr/bin/env python3
"""What callers give: every kind of table leads to the same numbers, nothing is copied where it need not be, and what cannot be used
is refused by name."""

import datetime
import decimal
import unittest

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

import spendlens
from orders import address, made_up
from spendlens import _columns, _orders


def read(data, **words):
    words = {"row_class": None, "timezone": None, "rounding": "half_up", "amounts": "signed", **words}
    return _orders.read_orders(data, "customer_id", "timestamp", "amount", **words)


class KindsOfTables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.orders = made_up()
        cls.frame = pd.DataFrame(cls.orders)
        cls.expected = spendlens.calculate_rfm(cls.orders, period="2025-Q3").to_pandas()

    def assert_same(self, data, **words):
        pd.testing.assert_frame_equal(self.expected, spendlens.calculate_rfm(data, period="2025-Q3", **words).to_pandas())

    def test_frames_of_pandas_polars_pyarrow_and_duckdb(self):
        frame = self.frame
        self.assert_same(frame)
        self.assert_same(pl.from_pandas(frame))
        self.assert_same(pa.Table.from_pandas(frame))
        self.assert_same(duckdb.sql("select * from frame"))
        self.assert_same(pa.RecordBatchReader.from_batches(pa.Table.from_pandas(frame).schema, pa.Table.from_pandas(frame).to_batches(max_chunksize=999)))

    def test_several_chunks_slices_and_single_columns_of_arrow(self):
        table = pa.Table.from_pandas(self.frame)
        self.assert_same(pa.concat_tables([table.slice(0, 7_001), table.slice(7_001)]))
        self.assert_same(pa.concat_tables([table.slice(10), table.slice(0, 10)]))
        self.assert_same({name: table[name] for name in self.orders})
        self.assert_same({name: pl.Series(self.frame[name]) for name in self.orders})
        self.assert_same({name: table[name].combine_chunks() for name in self.orders})

    def test_rows_in_any_order(self):
        self.assert_same(self.frame.sample(frac=1, random_state=3))
        self.assert_same(self.frame.sort_values("customer_id"))

    def test_ids_as_categories_and_dictionaries(self):
        frame = self.frame.assign(customer_id=self.frame.customer_id.astype("category"))
        self.assert_same(frame)
        self.assert_same(pl.from_pandas(frame))
        self.assert_same(pa.Table.from_pandas(frame))

    def test_long_texts_and_texts_beyond_ascii(self):
        ids = np.array([f"Käufer Nr. {text} 客户" for text in self.orders["customer_id"]], dtype=object)
        frames = [pd.DataFrame({**self.orders, "customer_id": ids})]
        frames += [pl.from_pandas(frames[0]), pa.Table.from_pandas(frames[0])]
        got = [spendlens.calculate_rfm(frame, period="2025-Q3")["customer_id"].tolist() for frame in frames]
        self.assertEqual(sorted(set(got[0])), got[0])
        self.assertEqual(got[0], got[1])
        self.assertEqual(got[0], got[2])

    def test_ids_that_are_integers_come_back_as_integers_in_the_order_of_numbers(self):
        metrics = spendlens.calculate_rfm({"customer_id": [10, 9, -3, 9], "timestamp": [0, 1, 2, 3], "amount": [-1, -1, -1, -1]}, period="1970-01")
        later = spendlens.calculate_rfm({"customer_id": [10, 9, -3], "timestamp": [9_000_000] * 3, "amount": [-1] * 3}, period="1970-04")
        self.assertEqual([-3, 9, 10], metrics["customer_id"].tolist())
        self.assertEqual(np.int64, metrics["customer_id"].dtype)
        again = spendlens.analyze_period_comparison(metrics, later)
        self.assertEqual([-3, 9, 10], again.of_group("retained").tolist())


class Copies(unittest.TestCase):
    def setUp(self):
        orders = made_up(5_000, 500)
        order = np.argsort(orders["customer_id"], kind="stable")
        self.columns = {
            "customer_id": orders["customer_id"][order],
            "timestamp": orders["timestamp"][order].astype(np.int64).astype(np.uint32),
            "amount": orders["amount"][order],
        }

    def test_columns_of_numpy_and_pandas_are_read_where_they_lie(self):
        for data in (self.columns, pd.DataFrame(self.columns, copy=False)):
            got = read(data)
            for name, array in (("timestamp", got.timestamp), ("amount", got.amount)):
                self.assertEqual(address(np.asarray(data[name])), address(array), name)

    def test_columns_of_polars_and_pyarrow_are_read_where_they_lie(self):
        table = pa.table(self.columns)
        got = read(table)
        self.assertEqual(table["amount"].chunks[0].buffers()[1].address, address(got.amount))
        self.assertEqual(table["timestamp"].chunks[0].buffers()[1].address, address(got.timestamp))
        frame = pl.DataFrame(self.columns)
        got = read(frame)
        self.assertEqual(address(frame["amount"].to_numpy(allow_copy=False)), address(got.amount))

    def test_memory_of_arrow_outlives_the_table(self):
        expected = spendlens.calculate_rfm(self.columns, period="all")["total_spend"].tolist()
        got = read(pa.table(self.columns))
        import gc

        gc.collect()
        self.assertEqual(int(self.columns["amount"].sum()), int(got.amount.sum()))
        self.assertEqual(expected, spendlens.calculate_rfm(pa.table(self.columns), period="all")["total_spend"].tolist())

    def test_results_are_handed_on_where_they_lie(self):
        metrics = spendlens.calculate_rfm(self.columns, period="all")
        table = metrics.to_arrow()
        for name in ("frequency", "total_spend", "monetary", "recency_days"):
            self.assertEqual(address(metrics[name]), table[name].chunks[0].buffers()[1].address, name)
        self.assertEqual(address(metrics["total_spend"]), address(metrics.to_polars()["total_spend"].to_numpy(allow_copy=False)))


class Money(unittest.TestCase):
    def minor(self, values, **words):
        return _columns.money("amount", _columns.raw_column("amount", values), **words).tolist()

    def test_floats_are_rounded_by_what_they_are_written_as(self):
        self.assertEqual([101, -101, 100, 29, 57, -3, 0], self.minor([1.005, -1.005, 1.0049999, 0.29, 0.57, -0.025, 0.0049]))
        self.assertEqual([100, -100, 102, 2], self.minor([1.005, -1.005, 1.015, 0.025], rounding="half_even"))
        self.assertEqual([1234567890123], self.minor([12345678901.23]))

    def test_exact_refuses_what_would_be_rounded(self):
        self.assertEqual([110, -5], self.minor([1.1, -0.05], rounding="exact"))
        with self.assertRaisesRegex(spendlens.InputError, "column 'amount', row 1: the amount has more decimals"):
            self.minor([1.1, 1.005], rounding="exact")

    def test_integers_are_minor_units_and_decimals_are_exact(self):
        self.assertEqual([5, -7], self.minor(np.array([5, -7], dtype=np.int16)))
        self.assertEqual([501, -700], self.minor([decimal.Decimal("5.005"), decimal.Decimal("-7")]))
        column = pa.array([decimal.Decimal("5.005"), decimal.Decimal("-7.125")], pa.decimal128(18, 3))
        self.assertEqual([501, -713], self.minor(column))
        self.assertEqual([500, -712], self.minor(column, rounding="half_even"))

    def test_many_floats_equal_python_s_decimal(self):
        values = np.round(np.random.default_rng(5).normal(0, 1000, 20_000), 3)
        expected = [int((decimal.Decimal(str(v)) * 100).quantize(decimal.Decimal(1), rounding=decimal.ROUND_HALF_UP)) for v in values.tolist()]
        self.assertEqual(expected, self.minor(values))

    def test_what_is_no_amount_is_refused_by_row(self):
        with self.assertRaisesRegex(spendlens.InputError, "column 'amount', row 1: the amount is no number"):
            self.minor([1.0, float("nan")])
        with self.assertRaisesRegex(spendlens.InputError, "column 'amount' has a null in row 2"):
            self.minor(pa.array([1, 2, None]))
        with self.assertRaisesRegex(spendlens.InputError, "holds no amounts"):
            self.minor(pa.array(["1"]))


class Times(unittest.TestCase):
    def seconds(self, values, **words):
        return _columns.timestamps("timestamp", _columns.raw_column("timestamp", values), **words).tolist()

    def test_units_are_cut_to_seconds(self):
        moment = "2025-03-30T01:30:00.999"
        for unit in ("s", "ms", "us", "ns"):
            self.assertEqual([1743298200], self.seconds(np.array([moment], dtype=f"datetime64[{unit}]")), unit)
            self.assertEqual([1743298200], self.seconds(pa.array(np.array([moment], dtype=f"datetime64[{unit}]"))), unit)
        self.assertEqual([1743292800], self.seconds(np.array(["2025-03-30"], dtype="datetime64[D]")))
        self.assertEqual([1743292800], self.seconds(pa.array([datetime.date(2025, 3, 30)])))
        self.assertEqual([1743298200], self.seconds([datetime.datetime(2025, 3, 30, 1, 30)]))

    def test_zones_become_their_wall_clock_on_both_sides_of_a_change(self):
        instants = pd.Series(pd.to_datetime(["2025-03-30 00:59:59", "2025-03-30 01:00:00", "2025-10-26 00:30:00", "2025-10-26 01:30:00"], utc=True))
        wall = ["2025-03-30T01:59:59", "2025-03-30T03:00:00", "2025-10-26T02:30:00", "2025-10-26T02:30:00"]
        expected = np.array(wall, dtype="datetime64[s]").astype(np.int64).tolist()
        berlin = instants.dt.tz_convert("Europe/Berlin")
        self.assertEqual(expected, self.seconds(berlin))
        self.assertEqual(expected, self.seconds(pa.Array.from_pandas(berlin)))
        self.assertEqual(expected, self.seconds(instants, timezone="Europe/Berlin"))
        self.assertEqual(expected, self.seconds([moment.to_pydatetime() for moment in berlin]))
        self.assertEqual(expected, self.seconds(pl.Series(instants), timezone="Europe/Berlin"))

    def test_what_is_no_time_is_refused(self):
        with self.assertRaisesRegex(spendlens.InputError, "column 'timestamp', row 1: the time is not from 1970 to 2105"):
            self.seconds(np.array(["2025-01-01", "1969-12-31"], dtype="datetime64[s]"))
        with self.assertRaisesRegex(spendlens.InputError, "row 0: the time is null"):
            self.seconds(np.array(["NaT"], dtype="datetime64[s]"))
        with self.assertRaisesRegex(spendlens.InputError, "no zone"):
            self.seconds(np.array(["2025-01-01"], dtype="datetime64[s]"), timezone="Europe/Berlin")
        with self.assertRaisesRegex(spendlens.UsageError, "no time zone 'Mars/Olympus'"):
            self.seconds(pd.Series(pd.to_datetime(["2025-01-01"], utc=True)), timezone="Mars/Olympus")


class Refusals(unittest.TestCase):
    def test_columns_that_are_not_there_or_of_another_length_or_type(self):
        orders = made_up(10, 3)
        with self.assertRaisesRegex(spendlens.UsageError, "no column 'amount'; there are customer_id, timestamp"):
            spendlens.calculate_rfm({name: orders[name] for name in ("customer_id", "timestamp")}, period="all")
        with self.assertRaisesRegex(spendlens.UsageError, "differ in length"):
            spendlens.calculate_rfm({**orders, "amount": [1]}, period="all")
        with self.assertRaisesRegex(spendlens.InputError, "column 'customer_id': an id is None"):
            spendlens.calculate_rfm({**orders, "customer_id": [None] * 10}, period="all")
        with self.assertRaisesRegex(spendlens.InputError, "neither texts nor whole numbers"):
            spendlens.calculate_rfm({**orders, "customer_id": np.ones(10)}, period="all")
        with self.assertRaisesRegex(spendlens.UsageError, "__arrow_c_stream__"):
            spendlens.calculate_rfm(3, period="all")


class Texts(unittest.TestCase):
    def test_order_and_codes_are_python_s_whatever_the_ids_are_like(self):
        random = np.random.default_rng(4)
        ids = ["", "a", "a\x00", "client-0", "client-00", "client-000000001", "Zoë", "客户", "\U0001f600", *(f"client-{number:06d}" for number in random.integers(0, 5000, 20_000))]
        numbers = random.integers(-3, 3, 1000) * random.integers(0, 2**62, 1000)
        for texts, values in ((spendlens._core.Texts.of_objects(ids), ids), (spendlens._core.Texts.of_integers(numbers), numbers.tolist())):
            def as_python(some):
                return some.to_integers().tolist() if some.are_integers else some.to_objects()

            wanted = sorted(range(len(values)), key=values.__getitem__)
            self.assertEqual(wanted, texts.ascending().tolist())
            self.assertEqual(wanted, texts.rows_by_id().tolist())
            distinct, codes = texts.codes()
            self.assertEqual(list(dict.fromkeys(values)), as_python(distinct))
            self.assertEqual(values, as_python(distinct.take(codes.astype(np.uint64))))
        self.assertIsNone(spendlens._core.Texts.of_objects(["a", "b"]).ascending())
        self.assertEqual([], spendlens._core.Texts.of_objects([]).rows_by_id().tolist())


if __name__ == "__main__":
    unittest.main()
