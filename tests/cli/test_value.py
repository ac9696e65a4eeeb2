"""What customers will be worth, as a user meets it: options, statuses, results, exports, profiles, several segments, stops and ranks."""

import csv
import datetime
import json
import math
import os
import random
import shutil
import unittest
import unittest.mock

import h5py

from command_line import CommandLineTest


def made_up_log(customers=1500, seed=3, first=datetime.date(2023, 1, 1), days=730, spend=lambda rng: rng.choice([5, 12.5, 40])):
    """Customers who come at a rate of their own until they leave."""
    rng = random.Random(seed)
    lines = ["customer_id,timestamp,amount"]
    for customer in range(customers):
        day = rng.randrange(days)
        rate, leaves = rng.gammavariate(0.6, 1 / 60), day + rng.expovariate(rng.gammavariate(0.7, 1 / 90) + 1e-9)
        while day < min(days, leaves):
            lines.append(f"c{customer},{first + datetime.timedelta(days=int(day))},{spend(rng)}")
            day += rng.expovariate(rate + 1e-9)
    return "\n".join(lines) + "\n"


class Value(CommandLineTest):
    def clv(self):
        return self.summary()["clv"]

    def test_scores_add_up_to_what_the_summary_says(self):
        self.import_text(made_up_log())
        self.audit("--clv", "pareto-nbd", "--as-of", "2024-12-30")
        clv = self.clv()
        self.assertEqual((clv["model"], clv["scored"], clv["fits"]["pareto-nbd"]["status"]), ("pareto-nbd", True, "converged"))
        rows = self.table("clv")
        known = [row for row in rows if row["p_alive"] != ""]
        self.assertEqual(len(known), clv["customers"])
        self.assertAlmostEqual(sum(float(row["p_alive"]) for row in known), float(clv["expected_alive"]), places=3)
        self.assertAlmostEqual(sum(float(row["expected_purchases_365d"]) for row in known), float(clv["expected_purchases_365d"]), places=3)
        self.assertEqual(sum(round(float(row["clv"]) * 100) for row in known), round(float(clv["clv_total"]) * 100))
        self.assertEqual(sum(cohort["customers"] for cohort in clv["by_cohort"].values()), clv["customers"])
        self.assertEqual(sum(round(float(cohort["clv_total"]) * 100) for cohort in clv["by_cohort"].values()), round(float(clv["clv_total"]) * 100))
        ranked = sorted((float(row["clv"]) for row in known), reverse=True)
        exact = 100 * sum(ranked[:len(ranked) // 10]) / sum(ranked)
        self.assertAlmostEqual(float(clv["top_10pct_clv_share"]), exact, delta=0.02)

    def test_of_customers_who_buy_till_they_die_the_truth_is_found(self):
        self.expect(0, "generate", "--kind", "retail", "--scenario", "buy-till-you-die", "--customers", "20000", "--ledger", "ledger", "--truth", "truth.csv")
        self.audit("--clv", "pareto-nbd", "--clv-holdout", "none", "--cohorts", "none")
        with open(self.folder / "truth.csv", newline="", encoding="utf-8") as file:
            alive = {row["customer_id"]: row["is_alive"] == "1" for row in csv.DictReader(file)}
        clv = self.clv()
        self.assertAlmostEqual(float(clv["expected_alive"]) / sum(alive.values()), 1, delta=0.03)
        # Two orders on one date are one purchase day, so rates come out a little lower than they were drawn.
        weeks = 7 / 30.4375
        for found, drawn in zip(clv["fits"]["pareto-nbd"]["parameters"], (0.55, 0.55 / (0.226 * weeks), 0.61, 0.61 / (-math.log(1 - 0.203) * weeks))):
            self.assertAlmostEqual(found / drawn, 1, delta=0.2)
        classes = {}
        for row in self.table("clv"):
            classes.setdefault(min(9, int(float(row["p_alive"]) * 10)), []).append((float(row["p_alive"]), alive[row["customer_id"]]))
        self.assertEqual(sorted(classes), list(range(10)))
        for members in classes.values():
            expected, found = (sum(member[i] for member in members) / len(members) for i in (0, 1))
            self.assertAlmostEqual(expected, found, delta=0.05)

    def test_the_holdout_is_of_customers_before_it(self):
        self.import_text(made_up_log())
        self.audit("--clv", "mbg-nbd", "--clv-holdout", "2024-07-01", "--as-of", "2024-12-30")
        holdout = self.clv()["holdout"]
        rows = [line.split(",") for line in made_up_log().splitlines()[1:]]
        before = {customer for customer, day, _ in rows if day < "2024-07-01"}
        after = {(customer, day) for customer, day, _ in rows if customer in before and "2024-07-01" <= day <= "2024-12-30"}
        self.assertEqual((holdout["inputs"]["customers"], holdout["actual_purchase_days"], holdout["actual_customers"], holdout["holdout_days"]),
                         (len(before), len(after), len({customer for customer, _ in after}), 183))
        for model in holdout["models"].values():
            self.assertEqual(sum(row["customers"] for row in model["by_x"]), len(before))
            self.assertEqual(sum(row["bought"] for row in model["by_p_alive"]), holdout["actual_customers"])
            self.assertLess(abs(float(model["tracking"][-1]["expected_cumulative"]) / model["tracking"][-1]["actual_cumulative"] - 1), 0.5)
        self.assertLess(abs(float(holdout["models"]["pareto-nbd"]["bias_pct"])), 25)
        self.audit("--clv", "mbg-nbd", "--clv-holdout", "none")
        self.assertNotIn("holdout", self.clv())

    def test_the_same_on_any_ranks_threads_segments_and_instruction_sets(self):
        text = made_up_log(customers=300)
        lines = text.splitlines()
        self.import_text(text, name="whole.csv")
        shutil.move(self.folder / "ledger", self.folder / "whole")
        for part in range(2):
            self.import_text("\n".join([lines[0], *lines[1 + part::2]]) + "\n", name=f"part{part}.csv")
        results = set()
        for ledger, ranks, threads, instructions in [("whole", 0, 1, None), ("whole", 0, 4, "base"), ("whole", 0, 1, "base"), ("whole", 2, 1, None), ("whole", 3, 1, None),
                                                     ("whole", 7, 1, None), ("ledger", 3, 1, None)]:
            shutil.rmtree(self.folder / "result", ignore_errors=True)
            with unittest.mock.patch.dict(os.environ, {"SPENDLENS_INSTRUCTION_SET": instructions} if instructions else {}):
                self.expect(0, "audit", "--ledger", ledger, "--out", "result", "--clv", "pareto-nbd", "--shadow", "100", "--threads", threads, "--quiet", ranks=ranks)
            with h5py.File(self.folder / "result" / "audit.h5") as file:
                columns = tuple(file["clv"][name][:].tobytes() for name in sorted(file["clv"]))
                fits = tuple(file["clv_fit"][name][:].tobytes() for name in sorted(file["clv_fit"]))
            results.add((json.dumps(self.clv()), columns, fits))
        self.assertEqual(len(results), 1)

    def test_a_run_goes_on_from_its_checkpoint(self):
        self.import_text(made_up_log(customers=3000))
        options = ("--memory", "64K", "--threads", "1", "--clv", "pareto-nbd", "--quiet")
        self.audit(*options)
        expected = (self.folder / "result" / "audit.h5").read_bytes()
        shutil.rmtree(self.folder / "result")
        for ranks in (1, 3, 2):
            self.expect(6, "audit", "--ledger", "ledger", "--out", "result", "--max-seconds", "0.000001", "--checkpoint-interval", "0", *options, ranks=ranks)
        self.audit(*options, ranks=2)
        self.assertGreater(self.summary()["run"]["resumed_customers"], 0)
        self.assertEqual((self.folder / "result" / "audit.h5").read_bytes(), expected)

    def test_logs_that_say_nothing_say_why(self):
        one_time = "customer_id,timestamp,amount\n" + "".join(f"c{i},2024-01-{1 + i % 28:02},5\n" for i in range(200))
        self.import_text(one_time)
        self.audit("--clv", "pareto-nbd", says="fewer than 50 customers came again")
        self.assertEqual((self.clv()["fits"]["pareto-nbd"]["status"], self.clv()["scored"]), ("too_few_repeat_customers", False))
        self.assertEqual({(row["p_alive"], row["clv"], row["x"]) for row in self.table("clv")}, {("", "", "0")})
        alike = "customer_id,timestamp,amount\n" + "".join(f"c{i},{datetime.date(2023, 1, 1) + datetime.timedelta(days=28 * k)},120\n" for i in range(100) for k in range(14))
        self.import_text(alike)
        self.audit("--clv", "pareto-nbd")
        self.assertEqual(self.clv()["fits"]["pareto-nbd"]["status"], "at_bound")
        self.assertEqual(float(self.clv()["expected_alive"]), 100)
        self.import_text("customer_id,timestamp,amount\nA,2024-01-01,-5\n")
        self.audit("--clv", "bg-nbd")
        self.assertEqual(self.clv()["fits"]["bg-nbd"]["status"], "no_customers")
        self.import_text("customer_id,timestamp,amount\nA,2024-01-01,5\nA,2024-02-01,5\n")
        self.audit("--clv", "mbg-nbd")
        self.assertEqual(self.clv()["fits"]["mbg-nbd"]["status"], "too_few_repeat_customers")

    def test_given_parameters_skip_the_fit(self):
        self.import_text(made_up_log(customers=300))
        self.audit("--clv", "pareto-nbd", "--clv-holdout", "none")
        fitted = self.table("clv")
        fits = self.clv()["fits"]
        names = {"pareto-nbd": "r alpha s beta", "gamma-gamma": "p q v"}
        (self.folder / "given.yaml").write_text("clv_parameters:\n" + "".join(
            f"  {model}: {{" + ", ".join(f"{name}: {value!r}" for name, value in zip(of.split(), fits[model]["parameters"])) + "}\n" for model, of in names.items()))
        self.audit("--clv", "pareto-nbd", "--profile", "given.yaml")
        self.assertEqual(self.clv()["fits"]["pareto-nbd"]["status"], "given")
        self.assertEqual(self.table("clv"), fitted)
        self.audit("--clv", "bg-nbd", "--profile", "given.yaml", code=2, says="clv_parameters")

    def test_customers_without_a_value_are_told_of(self):
        self.import_text(made_up_log(customers=300))
        given = "clv_parameters:\n  pareto-nbd: {r: 0.6, alpha: 8, s: 0.7, beta: 12}\n  gamma-gamma: {p: %s, q: 0.5, v: 30}\n"
        for p, valued in (("1", lambda x: x > 0), ("1.0e-5", lambda x: False)):  # p x + q is above 1, or not
            (self.folder / "given.yaml").write_text(given % p)
            screen = self.audit("--clv", "pareto-nbd", "--clv-holdout", "none", "--profile", "given.yaml")
            known = [row for row in self.table("clv") if row["p_alive"] != ""]
            without = sum(not valued(int(row["x"])) for row in known)
            self.assertEqual(sum(row["clv"] == "" for row in known), without)
            self.assertEqual(self.clv()["without_clv"], without)
            self.expect(0, "report", "--audit", "result")
            page = (self.folder / "result" / "report.html").read_text()
            if without < len(known):
                self.assertIn(f"of {len(known) - without} customers; of the other {without} spend has no finite mean", screen)
                self.assertIn("customers have no value</strong>", page)
            else:
                self.assertIsNone(self.clv()["clv_total"])
                self.assertIn("of nobody: spend of customers like these has no finite mean", screen)
                self.assertNotIn("expected to be worth", page)

    def test_horizons_months_rate_and_margin_are_the_profile_s(self):
        self.import_text(made_up_log(customers=300))
        self.audit("--clv", "pareto-nbd")
        whole = float(self.clv()["clv_total"])
        (self.folder / "mine.yaml").write_text("horizons: [30, 60, 730]\nclv_months: 12\ndiscount_rate: 0.10\nclv_margin: 0.5\n")
        self.audit("--clv", "pareto-nbd", "--profile", "mine.yaml", "--detail", "evidence")
        self.assertAlmostEqual(float(self.clv()["clv_total"]) / whole, 0.5, places=3)
        self.assertEqual(list(self.table("clv")[0]), ["customer_id", "p_alive", "expected_purchases_730d", "clv"])
        (self.folder / "mine.yaml").write_text("clv_months: 24\ndiscount_rate: 0\n")
        self.audit("--clv", "pareto-nbd", "--profile", "mine.yaml")
        self.assertEqual((self.clv()["clv_months"], self.clv()["discount_rate"]), (24, 0))
        self.assertGreater(float(self.clv()["clv_total"]), 1.05 * whole)
        (self.folder / "mine.yaml").write_text("horizons: [60, 30]\n")
        self.audit("--clv", "pareto-nbd", "--profile", "mine.yaml", code=2, says="horizons")

    def test_who_came_before_acquired_from_is_scored_and_not_fitted(self):
        self.import_text(made_up_log())
        self.audit("--clv", "pareto-nbd", "--acquired-from", "2023-06-01", "--cohorts", "none")
        clv = self.clv()
        self.assertEqual(clv["by_cohort"]["earlier"]["customers"], clv["inputs"]["earlier_customers"])
        self.assertEqual(clv["customers"], clv["inputs"]["customers"] + clv["inputs"]["earlier_customers"])

    def test_what_is_refused(self):
        self.import_text(made_up_log(customers=100))
        for options, says in ((("--clv", "nbd"), "--clv"), (("--clv-holdout", "2024-01-01"), "--clv-holdout is of --clv"),
                              (("--clv", "bg-nbd", "--clv-holdout", "soon"), "neither a date nor none"),
                              (("--clv", "bg-nbd", "--clv-holdout", "1999-01-01"), "must be after the ledger's first date")):
            self.audit(*options, code=2, says=says)
        self.audit("--quiet")
        self.assertNotIn("clv", self.summary())
        self.expect(3, "export", "--audit", "result", "--table", "clv", says="holds no table clv")


if __name__ == "__main__":
    unittest.main()
