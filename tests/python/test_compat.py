#!/usr/bin/env python3
"""spendlens.compat.autoclv by itself: what the library computes and what is done row by row, where it does not take the rows, are the
same; frames and lists are the same. Its own tests are run by scripts/compat-autoclv.sh."""

import datetime
import decimal
import random
import unittest
from unittest import mock

import numpy as np
import pandas as pd

from spendlens.compat import autoclv
from spendlens.compat.autoclv import pandas as frames
from spendlens.compat.autoclv.foundation import _metrics, rfm

D = decimal.Decimal
END = datetime.datetime(2023, 12, 31, 23, 59, 59)


def made_up(rows=600, seed=3, zone=None, places=2, with_times=True):
    chance = random.Random(seed)
    periods = []
    for _ in range(rows):
        month = chance.randint(1, 11)
        start = datetime.datetime(2023, month, 1, tzinfo=zone)
        last = start + datetime.timedelta(seconds=chance.randint(0, 27 * 86_400), microseconds=chance.randint(0, 999_999))
        periods.append(
            autoclv.PeriodAggregation(
                f"C{chance.randint(0, 150)}",
                start,
                datetime.datetime(2023, month + 1, 1, tzinfo=zone),
                chance.randint(1, 5),
                round(chance.uniform(0, 900), places),
                1.0,
                1,
                last if with_times and chance.random() < 0.8 else None,
            )
        )
    return periods


class Metrics(unittest.TestCase):
    def assert_by_library_is_one_by_one(self, periods, end):
        with mock.patch.object(rfm, "_one_by_one", side_effect=AssertionError("not by the library")):
            by_library = autoclv.calculate_rfm(periods, end)
        self.assertEqual(rfm._one_by_one(periods, end), by_library)

    def test_the_library_gives_what_rows_one_by_one_give(self):
        utc = datetime.timezone.utc
        self.assert_by_library_is_one_by_one(made_up(), END)
        self.assert_by_library_is_one_by_one(made_up(seed=4, with_times=False), datetime.datetime(2023, 12, 1))
        self.assert_by_library_is_one_by_one(made_up(seed=5, zone=utc), END.replace(tzinfo=utc))
        self.assert_by_library_is_one_by_one(made_up(seed=6, places=6), END)

    def test_a_last_time_at_the_very_end_is_no_day_ago(self):
        period = autoclv.PeriodAggregation("C", datetime.datetime(2023, 1, 1), datetime.datetime(2023, 2, 1), 1, 5.0, 1.0, 1, END)
        self.assert_by_library_is_one_by_one([period], END)
        self.assertEqual(0, autoclv.calculate_rfm([period], END)[0].recency_days)

    def test_what_the_library_does_not_take_is_done_all_the_same(self):
        old = autoclv.PeriodAggregation("C", datetime.datetime(1950, 1, 1, 8), datetime.datetime(1950, 2, 1), 2, 5.005, 1.0, 1)
        back = autoclv.PeriodAggregation("C", datetime.datetime(1950, 2, 1), datetime.datetime(1950, 3, 1), 1, -1.0, 1.0, 1)
        (metrics,) = autoclv.calculate_rfm([old, back], END)
        self.assertEqual((D("4.01"), D("1.34"), old.period_start), (metrics.total_spend, metrics.monetary, metrics.observation_start))
        with self.assertRaisesRegex(ValueError, r"Recency cannot be negative: -1 \(customer_id=C\)"):
            autoclv.calculate_rfm([old, back], datetime.datetime(1950, 2, 28))

    def test_frames_give_what_lists_give(self):
        periods = made_up(with_times=False)
        frame = pd.DataFrame([{name: getattr(one, name) for name in one.__slots__ if name != "last_transaction_ts"} for one in periods])
        expected = frames.rfm_to_dataframe(autoclv.calculate_rfm(periods, END))
        with mock.patch.object(frames.rfm, "dataframe_to_period_aggregations", side_effect=AssertionError("rows became objects")):
            got = frames.calculate_rfm_df(frame, END)
        pd.testing.assert_frame_equal(expected, got)


class Scores(unittest.TestCase):
    def test_bins_are_those_of_each_metric(self):
        metrics = autoclv.calculate_rfm(made_up(), END)
        scores = autoclv.calculate_rfm_scores(metrics, recency_bins=3, frequency_bins=2, monetary_bins=5)
        self.assertEqual((3, 2, 5), tuple(max(getattr(one, name) for one in scores) for name in ("r_score", "f_score", "m_score")))

    def test_scores_are_pandas_quantiles(self):
        metrics = autoclv.calculate_rfm(made_up(), END)
        scores = {one.customer_id: one for one in autoclv.calculate_rfm_scores(metrics)}
        for name, of in (("f_score", "frequency"), ("m_score", "monetary")):
            values = pd.Series([float(getattr(one, of)) for one in metrics])
            expected = pd.qcut(values, 5, labels=False, duplicates="drop") + 1
            self.assertEqual(expected.tolist(), [getattr(scores[one.customer_id], name) for one in metrics])


class Lenses(unittest.TestCase):
    def test_amounts_with_more_decimals_than_the_library_counts_in(self):
        def customers(spend):
            return [autoclv.RFMMetrics(f"C{i}", 1, 1, one, END, END, one) for i, one in enumerate(spend)]

        plain = autoclv.analyze_single_period(customers([D("1.10"), D("2.25"), D("7.05")]))
        long = autoclv.analyze_single_period(customers([D("1.10"), D("2.25"), D("7.05000000000000000001")]))
        self.assertEqual(plain, long)
        self.assertEqual((D("10.40"), D("2.25"), D("67.79")), (plain.total_revenue, plain.median_customer_value, plain.top_10pct_revenue_contribution))

    def test_sets_of_lens_2_and_its_frames(self):
        first = autoclv.calculate_rfm(made_up(seed=7, rows=100), END)
        second = autoclv.calculate_rfm(made_up(seed=8, rows=100), END)
        ids1, ids2 = ({one.customer_id for one in period} for period in (first, second))
        history = sorted(ids1 | set(sorted(ids2)[::2]))
        lens2 = autoclv.analyze_period_comparison(first, second, all_customer_history=history)
        self.assertEqual((ids1 & ids2, ids1 - ids2, ids2 - ids1), (lens2.migration.retained, lens2.migration.churned, lens2.migration.new))
        self.assertEqual((ids2 - ids1) & set(history), lens2.migration.reactivated)
        expected = frames.lens2_to_dataframes(autoclv.analyze_period_comparison(first, second))
        got = frames.analyze_period_comparison_df(frames.rfm_to_dataframe(first), frames.rfm_to_dataframe(second))
        for name in expected:
            pd.testing.assert_frame_equal(expected[name], got[name])


class Builder(unittest.TestCase):
    def test_lines_become_orders_and_periods(self):
        noon = datetime.datetime(2024, 2, 29, 12)
        lines = [
            {"order_id": 1, "customer_id": "a", "event_ts": noon, "unit_price": 2.5, "quantity": 2, "product_id": "x"},
            {"order_id": 1, "customer_id": "a", "event_ts": noon, "line_total": 0.335, "unit_cost": 0, "product_id": "y"},
            {"order_id": 2, "customer_id": "a", "order_ts": datetime.datetime(2024, 12, 31), "unit_price": 1, "unit_margin": 0.25},
        ]
        mart = autoclv.CustomerDataMartBuilder().build(lines)
        self.assertEqual([(5.34, 2, 3), (1.0, 0, 1)], [(one.total_spend, one.distinct_products, one.total_quantity) for one in mart.orders])
        quarters = mart.periods[autoclv.PeriodGranularity.QUARTER]
        self.assertEqual([(datetime.datetime(2024, 1, 1), datetime.datetime(2024, 4, 1)), (datetime.datetime(2024, 10, 1), datetime.datetime(2025, 1, 1))], [(one.period_start, one.period_end) for one in quarters])
        self.assertEqual(0.25, quarters[1].total_margin)
        self.assertEqual({"orders", "periods_quarter", "periods_year"}, set(mart.as_dict()))
        with self.assertRaisesRegex(ValueError, "Unit price cannot be negative"):
            autoclv.CustomerDataMartBuilder().build([{**lines[0], "unit_price": -1}])


if __name__ == "__main__":
    unittest.main()
