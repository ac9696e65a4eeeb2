#!/usr/bin/env python3
"""The calls on columns: figures worked out by hand, the same on any number of threads, errors as the library has them, progress and
interruption."""

import ctypes
import datetime
import decimal
import functools
import operator
import os
import pathlib
import signal
import sys
import tempfile
import threading
import time
import unittest
from unittest import mock

import numpy as np

import spendlens
from orders import made_up

D = decimal.Decimal
# ann buys on 2025-05-01 and 07-10, bob in May alone, cy three times in the third quarter and sends something back, dee once in it.
ORDERS = {
    "customer_id": ["ann", "ann", "bob", "cy", "cy", "cy", "dee"],
    "timestamp": np.array(
        ["2025-05-01T12:00", "2025-07-10T12:00", "2025-05-02T12:00", "2025-07-01T00:00", "2025-09-30T23:59", "2025-09-30T12:00", "2025-08-10T12:00"],
        dtype="datetime64[s]",
    ),
    "amount": [-20.00, -35.50, -5.00, -100.00, -80.00, 10.00, -7.25],
}


class ByHand(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.before = spendlens.calculate_rfm(ORDERS, period="2025-Q2")
        cls.now = spendlens.calculate_rfm(ORDERS, period=("2025-07-01", datetime.date(2025, 10, 1)))

    def test_rfm(self):
        self.assertEqual(["ann", "cy", "dee"], self.now["customer_id"].tolist())
        self.assertEqual([82, 0, 51], self.now["recency_days"].tolist())
        self.assertEqual([1, 2, 1], self.now["frequency"].tolist())
        self.assertEqual([3550, 18000, 725], self.now["total_spend"].tolist())
        self.assertEqual([3550, 9000, 725], self.now["monetary"].tolist())
        self.assertEqual([0, 1, 0], self.now["refund_count"].tolist())
        self.assertEqual(np.datetime64("2025-10-01"), self.now.observation_end)
        self.assertEqual("minor units", self.now.units["total_spend"])

    def test_the_data_mart_leads_to_the_same_metrics(self):
        mart = spendlens.aggregate_periods(ORDERS, "month")
        self.assertEqual(["ann", "ann", "bob", "cy", "cy", "dee"], mart["customer_id"].tolist())
        self.assertEqual(["2025-05-01", "2025-07-01"], [str(day) for day in mart["period_start"][:2]])
        third = spendlens.calculate_rfm({name: mart[name][mart["period_start"] >= np.datetime64("2025-07-01")] for name in mart}, "2025-10-01")
        for name in ("customer_id", "recency_days", "frequency", "total_spend", "last_purchase", "refund_total"):
            self.assertEqual(self.now[name].tolist(), third[name].tolist(), name)

    def test_scores_and_their_cuts(self):
        scores = spendlens.calculate_rfm_scores(self.now, bins=3)
        self.assertEqual([1, 3, 2], scores["r_score"].tolist())  # 82, 0 and 51 days
        self.assertEqual([2, 3, 1], scores["m_score"].tolist())  # 35.50, 90.00 and 7.25 an order
        self.assertEqual(["ann", "cy", "dee"], scores["customer_id"].tolist())
        given = spendlens.calculate_rfm_scores(self.now, bins=2, recency_cuts=[60], frequency_cuts=[2], monetary_cuts=[50_00])
        self.assertEqual({"recency", "frequency", "monetary"}, set(given.cuts))
        self.assertEqual("given", given.cuts["recency"]["kind"])
        with self.assertRaisesRegex(spendlens.UsageError, "bins"):
            spendlens.calculate_rfm_scores(self.now, bins=12)

    def test_lens_1(self):
        lens1 = spendlens.analyze_single_period(self.now, percentiles=[10, 50])
        self.assertEqual((3, 4, 2), (lens1.total_customers, lens1.total_orders, lens1.one_time_buyers))
        self.assertEqual(D("222.75"), lens1.total_revenue)
        self.assertEqual(D("66.67"), lens1.one_time_buyer_pct)
        self.assertEqual(D("80.81"), lens1.revenue_concentration[10])
        self.assertEqual(D("35.50"), lens1.median_customer_value)
        self.assertEqual((1, D("10.00")), (lens1.refund_count, lens1.refund_total))
        self.assertEqual(lens1, spendlens.analyze_single_period(self.now.to_pandas(), percentiles=[10, 50]))
        self.assertIn("222.75", repr(lens1))
        self.assertIn("<td>222.75</td>", lens1._repr_html_())
        with self.assertRaisesRegex(AttributeError, "no figure 'total_custmers'"):
            lens1.total_custmers

    def test_lens_2_and_each_customer_s_group(self):
        lens2 = spendlens.analyze_period_comparison(self.before, self.now, all_customers=["ann", "bob", "dee", "eve"])
        self.assertEqual((1, 1, 2, 1, 1), (lens2.retained, lens2.churned, lens2.new, lens2.reactivated, lens2.first_time))
        self.assertEqual(D("50.00"), lens2.retention_rate)
        self.assertEqual(sum([D("25.00"), D("-5.00"), D("15.50"), D("7.25"), D("180.00")]), lens2.bridge["period2_revenue"])
        groups = dict(zip(lens2.customers["customer_id"].tolist(), lens2.customers["group"].tolist()))
        self.assertEqual({"ann": "retained", "bob": "churned", "cy": "first_time", "dee": "reactivated", "eve": "inactive"}, groups)
        self.assertEqual(["cy", "dee"], lens2.of_group("new").tolist())
        with self.assertRaisesRegex(spendlens.InputError, "'bob' bought in period 1 but is missing"):
            spendlens.analyze_period_comparison(self.before, self.now, all_customers=["ann"])

        with self.assertRaisesRegex(spendlens.UsageError, "no group 'lost'; there are new, inactive"):
            lens2.of_group("lost")

    def test_a_column_of_another_length_is_refused_by_name(self):
        for length in (0, 3, 9):
            with self.assertRaisesRegex(spendlens.UsageError, f"column 'kind' has {length} rows, not 7"):
                spendlens.calculate_rfm({**ORDERS, "kind": np.zeros(length, np.uint8)}, period="2025-Q2", row_class="kind")
        whole = {name: self.now[name] for name in ("customer_id", "recency_days", "frequency", "total_spend", "monetary", "refund_count", "refund_total")}
        self.assertEqual(spendlens.calculate_rfm_scores(whole, bins=3)["r_score"].tolist(), spendlens.calculate_rfm_scores(self.now, bins=3)["r_score"].tolist())
        for name in ("monetary", "refund_count", "refund_total", "frequency"):
            with self.assertRaisesRegex(spendlens.UsageError, "differ in length"):
                spendlens.calculate_rfm_scores({**whole, name: whole[name][:2]}, bins=3)

    def test_cohorts(self):
        analysis = spendlens.analyze_cohorts(ORDERS, "quarter", reference="2025-09-30")
        self.assertEqual(["2025-Q2", "2025-Q3"], analysis.cohorts["cohort"].tolist())
        self.assertEqual([2, 2], analysis.cohorts["customers"].tolist())
        names, retention = analysis.triangle("retention")
        self.assertEqual([100.0, 50.0], retention[0].tolist())
        self.assertEqual(100.0, retention[1][0])
        self.assertTrue(np.isnan(retention[1][1]))

    def test_personas_and_why(self):
        rules = [
            {"id": "big", "name": "Big", "priority": 1, "criteria": {"conditions": [{"signal": "total_spend", "operator": ">=", "value": 100}]}},
            {
                "id": "late",
                "name": "Late",
                "priority": 2,
                "criteria": {"operator": "OR", "conditions": [{"signal": "recency_days", "operator": ">", "value": 60}, {"signal": "frequency", "operator": ">", "value": 1}]},
            },
        ]
        matches = spendlens.match_personas(self.now, rules)
        self.assertEqual(["late", "big", "unclassified"], matches["persona"].tolist())
        self.assertEqual([False, True, False], matches.qualifies_for("big").tolist())
        self.assertEqual([True, True, False], matches.qualifies_for("late").tolist())
        why = matches.explain(0)
        self.assertIn("late", why["reason"])
        self.assertEqual(("total_spend 35.50 >= 100.00", False), why["evidence"]["big"][0])
        with self.assertRaisesRegex(spendlens.UsageError, "no column 'tota'"):
            spendlens.match_personas(self.now, [{**rules[0], "criteria": {"conditions": [{"signal": "tota", "operator": ">", "value": 1}]}}])


    def test_registries_in_files_and_those_that_are_shipped(self):
        scores = spendlens.calculate_rfm_scores(self.now, bins=5, method="fixed")
        table = {**{name: self.now[name] for name in self.now}, **{name: scores[name] for name in ("r_score", "f_score", "m_score")}}
        segments = spendlens.match_personas(table, "segments")
        self.assertEqual(("champions", "cannot_lose", "loyal"), segments.column("persona").categories[:3])
        self.assertEqual(("unclassified", "no_purchase"), tuple(segments.column("persona").categories[-2:]))
        self.assertTrue(all(segments.qualifies_for(name)[row] for row, name in enumerate(segments["persona"])))
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "own.yaml"
            path.write_text("personas:\n  - {id: big, name: Big, priority: 1, criteria: {operator: AND, conditions: [{signal: total_spend, operator: '>=', value: 100}]}}\n")
            self.assertEqual(["unclassified", "big", "unclassified"], spendlens.match_personas(self.now, path)["persona"].tolist())
            for text, says in (("personas: [", "own.yaml is no YAML"), ("people: []", "a registry has a list of personas"), ("- 1\n--- {}", "is no YAML")):
                path.write_text(text)
                with self.assertRaisesRegex(spendlens.UsageError, says):
                    spendlens.match_personas(self.now, str(path))
        with mock.patch.dict(sys.modules, {"yaml": None}), self.assertRaisesRegex(spendlens.UsageError, r"pip install 'spendlens\[registries\]'"):
            spendlens.match_personas(self.now, "default")


class Threads(unittest.TestCase):
    def test_results_do_not_depend_on_them(self):
        orders = made_up()
        results = []
        for words in ({"parallel": False}, {"parallel_threshold": 0, "n_workers": 3}):
            metrics = spendlens.calculate_rfm(orders, period="2025-Q3", **words)
            before = spendlens.calculate_rfm(orders, period="2025-Q2", **words)
            lens2 = spendlens.analyze_period_comparison(before, metrics, **words)
            cohorts = spendlens.analyze_cohorts(orders, **words)
            results.append([metrics.to_pandas().to_csv(), spendlens.calculate_rfm_scores(metrics, **words).to_pandas().to_csv(), lens2.to_dict(), cohorts.cells.to_pandas().to_csv()])
        self.assertEqual(results[0], results[1])

    def test_fewer_than_one_worker_is_refused(self):
        for workers in (0, -1):
            with self.assertRaisesRegex(spendlens.UsageError, "n_workers"):
                spendlens.calculate_rfm(ORDERS, period="all", n_workers=workers)

    def test_other_threads_of_python_run_meanwhile(self):
        orders = made_up(1_500_000, 100_000)
        beats, stop = [], threading.Event()

        def beat():
            while not stop.is_set():
                beats.append(time.monotonic())
                time.sleep(0.001)

        read = spendlens._orders.read_orders(orders, "customer_id", "timestamp", "amount", None, None, "half_up", "signed")
        thread = threading.Thread(target=beat)
        thread.start()
        before = len(beats)
        spendlens._core.cohorts_of(read.offset, read.timestamp, read.amount, None, None, "month", *read.days(), None, 180, False, 10_000_000, None, None)
        during = len(beats) - before
        stop.set()
        thread.join()
        self.assertGreater(during, 1)


class ProgressAndInterruption(unittest.TestCase):
    def test_progress_ends_with_all_rows(self):
        orders = made_up()
        for call in (lambda **w: spendlens.calculate_rfm(orders, period="all", **w), lambda **w: spendlens.aggregate_periods(orders, **w), lambda **w: spendlens.analyze_cohorts(orders, **w)):
            seen = []
            call(progress=lambda done, total: seen.append((done, total)))
            self.assertEqual((20_000, 20_000), seen[-1])

    def test_what_progress_raises_ends_the_call(self):
        def stop(done, total):
            raise StopIteration("enough")

        with self.assertRaisesRegex(StopIteration, "enough"):
            spendlens.calculate_rfm(ORDERS, period="all", progress=stop)

    def test_ctrl_c_ends_a_call_after_the_part_that_it_comes_in(self):
        customers = 2_500_000  # three parts of a million
        orders = {"customer_id": np.arange(customers), "timestamp": np.zeros(customers, np.uint32), "amount": np.full(customers, -1)}
        seen = []

        def interrupt(done, total):
            seen.append(done)
            os.kill(os.getpid(), signal.SIGINT)

        with self.assertRaises(KeyboardInterrupt):
            spendlens.calculate_rfm(orders, period="all", progress=interrupt)
        self.assertEqual([1_000_000], seen)

    def test_ctrl_c_is_seen_within_a_call_where_no_python_runs_meanwhile(self):
        # Nothing below runs bytecode between the signal and the end: what ended before it was seen would stand in `ended`.
        interrupt = ctypes.pythonapi.PyErr_SetInterrupt
        customers = 2_500_000
        columns = (np.arange(customers + 1, dtype=np.uint64), np.zeros(customers, np.uint32), np.full(customers, -1), None, None, "year", 0, 1, None, 180)
        cohorts = functools.partial(spendlens._core.cohorts_of, *columns, False, 0, None, interrupt)
        x = np.arange(1000, dtype=np.uint16) % 7
        fit = functools.partial(spendlens._core.fit_purchases, "pareto-nbd", x, x * np.uint16(20), x * np.uint16(0) + np.uint16(300), 50, False, 0, None)
        for calls in ([cohorts], [interrupt, fit]):
            ended = []
            with self.assertRaises(KeyboardInterrupt):
                ended.extend(map(operator.call, calls))
            self.assertEqual(len(calls) - 1, len(ended))
        self.assertEqual("pareto-nbd", fit()["model"])


class Errors(unittest.TestCase):
    def test_they_are_values_too_and_have_one_base(self):
        for kind in (spendlens.UsageError, spendlens.InputError):
            self.assertTrue(issubclass(kind, ValueError) and issubclass(kind, spendlens.SpendlensError))

    def test_purchases_after_the_end_name_the_customer(self):
        mart = spendlens.aggregate_periods(ORDERS)
        with self.assertRaisesRegex(spendlens.InputError, "customer 'ann'.*2025-07-10"):
            spendlens.calculate_rfm(mart, "2025-07-01")

    def test_period_or_observation_end(self):
        with self.assertRaisesRegex(spendlens.UsageError, "either period"):
            spendlens.calculate_rfm(ORDERS)
        with self.assertRaisesRegex(spendlens.UsageError, "2025-Q3"):
            spendlens.calculate_rfm(ORDERS, period="2025-Q7")
        with self.assertRaisesRegex(spendlens.UsageError, "not at midnight"):
            spendlens.calculate_rfm(spendlens.aggregate_periods(ORDERS), datetime.datetime(2025, 9, 30, 23, 59))


if __name__ == "__main__":
    unittest.main()
