#!/usr/bin/env python3
"""What customers will be worth, in Python as `spendlens audit --clv` says it of the same rows: inputs, fits, scores and holdout; whatever
kind of table brings the inputs; fits that say nothing; and what is refused."""

import os
import pathlib
import tempfile
import unittest

import duckdb
import numpy as np
import pandas as pd
import polars as pl

import spendlens

AS_OF = "2025-09-30"


class AsTheAudit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        spendlens.run("generate", "--kind", "retail", "--scenario", "buy-till-you-die", customers=3000, ledger=cls.folder / "shop", seed=5)
        parts = [batch.to_pandas() for batch in spendlens.open_ledger(cls.folder / "shop").transactions()]
        cls.orders = pd.concat(parts)[["customer_id", "timestamp", "amount"]].sample(frac=1, random_state=1)
        cls.orders = {name: cls.orders[name].to_numpy() for name in cls.orders}

    def audit(self, *options, model="pareto-nbd"):
        spendlens.run("audit", *options, ledger=self.folder / "shop", out=self.folder / "result", clv=model, as_of=AS_OF)
        result = spendlens.open(self.folder / "result")
        self.addCleanup(result.close)
        return result

    def check_same_table(self, result, table):
        expected = result["clv"]
        order = np.argsort(expected["customer_id"])
        self.assertEqual(expected["customer_id"][order].tolist(), table["customer_id"].tolist())
        common = [name for name in table.columns[1:] if name in expected]
        for name in common:
            valid = table.valid(name)
            self.assertEqual(expected.valid(name)[order].tolist(), valid.tolist(), name)
            self.assertTrue((expected[name][order][valid] == table[name][valid]).all(), name)
        return common

    def test_inputs_fits_and_scores_to_the_last_bit(self):
        for model in ("pareto-nbd", "bg-nbd", "mbg-nbd"):
            result = self.audit(model=model)
            inputs = spendlens.purchase_inputs(self.orders, reference=AS_OF)
            self.assertEqual(["x", "t_x_days", "T_days", "repeat_spend"], self.check_same_table(result, inputs))
            purchases, spend = spendlens.fit_purchases(inputs, model), spendlens.fit_spend(inputs)
            for fit in (purchases, spend):
                said = result.summary["clv"]["fits"][fit.model]
                self.assertEqual(said["status"], fit.status)
                self.assertEqual([value for value in said["parameters"] if value is not None], list(fit.parameters.values()))
                self.assertEqual([value for value in said["standard_errors"] if value is not None], [value for value in fit.standard_errors.values() if value is not None])
                self.assertEqual((said["log_likelihood"], said["steps"], said["evaluations"]), (fit.log_likelihood, fit.steps, fit.evaluations))
            scores = spendlens.score_customers(inputs, purchases, spend)
            self.assertEqual(["p_alive", "expected_purchases_90d", "expected_purchases_365d", "expected_spend", "clv"], self.check_same_table(result, scores))

    def test_who_came_before_acquired_from_is_scored_and_not_fitted(self):
        result = self.audit("--acquired-from", "2024-06-01")
        inputs = spendlens.purchase_inputs(self.orders, reference=AS_OF, acquired_from="2024-06-01")
        self.assertEqual(result.summary["clv"]["inputs"]["earlier_customers"], int(inputs["earlier"].sum()))
        purchases = spendlens.fit_purchases(inputs)
        self.assertEqual(result.summary["clv"]["fits"]["pareto-nbd"]["parameters"], list(purchases.parameters.values()))
        self.check_same_table(result, spendlens.score_customers(inputs, purchases, spendlens.fit_spend(inputs)))

    def test_the_holdout(self):
        for options, words in (((), {}), (("--clv-holdout", "2025-03-01", "--acquired-from", "2024-06-01"), {"calibration_end": "2025-03-01", "acquired_from": "2024-06-01"})):
            said = self.audit(*options).summary["clv"]["holdout"]
            seen = []
            found = spendlens.check_holdout(self.orders, reference=AS_OF, progress=lambda done, total: seen.append(done), **words)
            self.assertEqual((said["calibration_end"], said["holdout_days"], said["actual_purchase_days"], said["inputs"]["customers"], said["actual_spend"]),
                             (str(found.calibration_end), found.days, found.actual_purchase_days, found.customers, f"{found.actual_spend / 100:.2f}"))
            self.assertEqual([len(self.orders["amount"])], seen)
            rows = {row["model"]: row for row in found.models.head()}
            self.assertEqual([*said["models"], "naive"], list(rows))
            for name, of in (*said["models"].items(), ("naive", said["naive"])):
                self.assertEqual((of["predicted_purchase_days"], of["bias_pct"], of["mae"], of["rmse"]),
                                 (f"{rows[name]['predicted']:.4f}", f"{rows[name]['bias_pct']:.2f}", f"{rows[name]['mae']:.6f}", f"{rows[name]['rmse']:.6f}"))
            for name, of in said["models"].items():
                self.assertEqual(of["predicted_spend"], f"{rows[name]['predicted_spend']:.2f}")
                of_model = found.by_x["model"] == name
                self.assertEqual([(row["x"], row["customers"], row["predicted_mean"]) for row in of["by_x"]],
                                 [(x, n, f"{mean:.6f}") for x, n, mean in zip(*(found.by_x[column][of_model] for column in ("x", "customers", "predicted_mean")))])
                of_model = found.tracking["model"] == name
                self.assertEqual([(row["actual"], row["expected"]) for row in of["tracking"]],
                                 [(actual, f"{expected:.4f}") for actual, expected in zip(found.tracking["actual"][of_model], found.tracking["expected"][of_model])])
                if name != "nbd":
                    of_model = found.by_p_alive["model"] == name
                    self.assertEqual([(row["customers"], row["bought"], row["mean_p_alive"]) for row in of["by_p_alive"]],
                                     [(n, b, f"{mean:.6f}") for n, b, mean in zip(*(found.by_p_alive[column][of_model] for column in ("customers", "bought", "mean_p_alive")))])
            self.assertIn("naive", repr(found))
            self.assertIn("<table>", found._repr_html_())


def made_up_inputs(customers=4000, seed=3):
    random = np.random.default_rng(seed)
    T = random.integers(200, 700, customers)
    rate, leaves = random.gamma(0.6, 1 / 60, customers), random.exponential(1 / random.gamma(0.7, 1 / 90, customers))
    x = np.minimum(random.poisson(rate * np.minimum(T, leaves)), 60)
    t_x = np.where(x == 0, 0, np.maximum(x, (np.minimum(T, leaves) * random.beta(np.maximum(x, 1), 1)).astype(int)))
    return {"x": x.astype(np.uint16), "t_x_days": np.minimum(t_x, T).astype(np.uint16), "T_days": T.astype(np.uint16), "repeat_spend": x * random.integers(500, 4000, customers)}


class Inputs(unittest.TestCase):
    def test_every_kind_of_table_gives_the_same_fit_on_any_number_of_threads(self):
        inputs = made_up_inputs()
        expected = spendlens.fit_purchases(inputs), spendlens.fit_spend(inputs)
        self.assertEqual("converged", expected[0].status)
        frame = pd.DataFrame(inputs)
        floats = frame.astype(float).assign(repeat_spend=frame["repeat_spend"] / 100)
        for table in (frame, floats, pl.from_pandas(frame), pl.from_pandas(frame).to_arrow()):
            self.assertEqual(expected, (spendlens.fit_purchases(table, parallel_threshold=0, n_workers=3), spendlens.fit_spend(table, parallel_threshold=0, n_workers=3)))

    def test_customers_without_a_purchase_are_null_and_count_for_nothing(self):
        inputs = made_up_inputs()
        frame = pd.DataFrame({name: np.append(values.astype(float), np.nan) for name, values in inputs.items()}).assign(repeat_spend=np.append(inputs["repeat_spend"], 0))
        purchases, spend = spendlens.fit_purchases(frame), spendlens.fit_spend(frame)
        self.assertEqual(spendlens.fit_purchases(inputs), purchases)
        self.assertEqual(spendlens.fit_spend(inputs), spend)
        scores = spendlens.score_customers(frame, purchases, spend)
        self.assertEqual([False] * len(scores.columns), [bool(scores.valid(name)[-1]) for name in scores])
        whole = pd.DataFrame(inputs)
        nullable = pd.concat([whole, pd.DataFrame([[None] * 4], columns=whole.columns)]).convert_dtypes()
        for table in (nullable, pl.from_pandas(nullable), duckdb.sql("select * from nullable")):
            self.assertEqual((purchases, spend), (spendlens.fit_purchases(table), spendlens.fit_spend(table)))
            self.assertFalse(spendlens.score_customers(table, purchases, spend).valid("clv")[-1])
        with self.assertRaisesRegex(spendlens.InputError, "'repeat_spend' has a null in row 4000"):
            spendlens.fit_spend(nullable.assign(x=1, t_x_days=1, T_days=1))
        early = spendlens.purchase_inputs({"customer_id": ["a", "b"], "timestamp": np.array(["2025-01-01", "2025-03-01"], "datetime64[s]"), "amount": [-1.0, -1.0]}, reference="2025-02-01")
        self.assertEqual([True, False], early.valid("x").tolist())
        for table in (early.to_pandas(), early.to_polars(), early.to_arrow()):
            scores = spendlens.score_customers(table, spendlens.given_purchases("nbd", r=1, alpha=2), spendlens.given_spend(p=6.25, q=3.74, v=15.44))
            self.assertEqual((["a", "b"], [True, False]), (scores["customer_id"].tolist(), scores.valid("clv").tolist()))

    def test_given_parameters_horizons_and_money(self):
        inputs = made_up_inputs(200)
        purchases = spendlens.given_purchases("pareto-nbd", beta=11.7, s=0.61, alpha=10.6, r=0.55)
        spend = spendlens.given_spend(p=6.25, q=3.74, v=15.44)
        whole = spendlens.score_customers(inputs, purchases, spend, horizons=[30, 730], months=24)
        half = spendlens.score_customers(inputs, purchases, spend, horizons=[30, 730], months=24, margin=0.5)
        self.assertEqual(["p_alive", "expected_purchases_30d", "expected_purchases_730d", "discounted_purchases", "expected_spend", "clv"], whole.columns)
        self.assertTrue((np.abs(whole["clv"] - 2 * half["clv"]) <= 1).all())
        one_time = inputs["x"] == 0
        self.assertEqual([round(100 * 6.25 * 15.44 / 2.74)], sorted(set(whole["expected_spend"][one_time].tolist())))
        self.assertNotIn(True, spendlens.score_customers(inputs, purchases).valid("clv").tolist())
        self.assertIn("PurchaseFit pareto-nbd: given", repr(purchases))

    def test_fits_that_say_nothing_say_why(self):
        alike = {"x": [13] * 100, "t_x_days": [364] * 100, "T_days": [364] * 100, "repeat_spend": [13 * 500] * 100}
        self.assertIn(spendlens.fit_purchases(alike).status, ("at_bound", "no_dropout"))
        few = {name: values[:5] for name, values in made_up_inputs().items()}
        fit = spendlens.fit_purchases(few)
        self.assertEqual(("too_few_repeat_customers", {}, False), (fit.status, fit.parameters, fit.is_fitted))
        self.assertIn("too_few_repeat_customers", fit._repr_html_())
        with self.assertRaisesRegex(spendlens.UsageError, "was not fitted"):
            spendlens.score_customers(few, fit)
        self.assertEqual("no_customers", spendlens.fit_spend({name: values[:0] for name, values in few.items()}).status)
        fit = spendlens.fit_purchases(made_up_inputs())
        self.assertRegex(repr(fit), r"PurchaseFit pareto-nbd: converged, log-likelihood -\d+\.\d+\n  r +0\.\d+  \+- 0\.\d+")

    def test_what_is_refused(self):
        inputs = made_up_inputs(100)
        for says, call in (
            ("pareto-nbd, not zip", lambda: spendlens.fit_purchases(inputs, "zip")),
            ("customer 0 .*x <= t_x <= T must hold", lambda: spendlens.fit_purchases({**inputs, "t_x_days": inputs["T_days"] + np.uint16(1)})),
            ("there is no column 'T_days'", lambda: spendlens.fit_purchases({"x": [1], "t_x_days": [1]})),
            ("columns of inputs differ in length", lambda: spendlens.fit_purchases({**inputs, "x": inputs["x"][1:]})),
            ("has the parameters r, alpha, a, b, not r", lambda: spendlens.given_purchases("bg-nbd", r=1)),
            ("horizons", lambda: spendlens.score_customers(inputs, spendlens.given_purchases("nbd", r=1, alpha=2), horizons=[60, 30])),
            ("too few weeks for a holdout", lambda: spendlens.check_holdout({"customer_id": ["a"], "timestamp": np.array(["2025-01-01"], "datetime64[s]"), "amount": [-1.0]})),
            ("a holdout from", lambda: spendlens.check_holdout({"customer_id": ["a"], "timestamp": np.array(["2025-01-01"], "datetime64[s]"), "amount": [-1.0]}, "2025-05-01")),
        ):
            with self.assertRaisesRegex(spendlens.UsageError, says):
                call()


if __name__ == "__main__":
    unittest.main()
