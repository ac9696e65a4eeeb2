"""Parts of the base as a user meets them: --by an attribute adds up to the whole, --by a dimension and --where equal audits
of ledgers that hold those rows alone; ranks, stops, exports, explain, report and what is refused."""

import html
import json
import random
import unittest

import h5py

from command_line import CommandLineTest

PERIODS = ("--period", "2012", "--compare", "2011")
DATES = ("--as-of", "2012-12-31", *PERIODS)
CHANNELS = ("web", "shop", "fair", "")
REGIONS = ("North", "South", "East", "")
SUMS = {"lens1": ("total_customers", "total_orders", "one_time_buyers", "total_revenue", "refund_count", "refund_total"),
        "lens1_compare": ("total_customers", "total_orders", "one_time_buyers", "total_revenue", "refund_count", "refund_total"),
        "lens2": ("retained", "churned", "new", "reactivated", "first_time", "inactive", "customer_count_change")}
BRIDGE = ("period1_revenue", "churned", "retained", "reactivated", "first_time", "period2_revenue")


def random_orders(seed, customers=80, orders=900, channels=CHANNELS):
    """Rows of a log: order, customer, day, amount, channel. Most customers come back to a channel of theirs."""
    rng = random.Random(seed)
    rows = []
    for order in range(orders):
        customer = rng.randrange(customers)
        day = f"{rng.randrange(2010, 2013)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
        channel = channels[customer % len(channels)] if rng.random() < 0.6 else rng.choice(channels)
        rows.append((f"{seed}-{order}", f"c{customer}", day, rng.choice((0, 1, 5.25, 80, 12.5, -3)), channel))
    return rows


def text_of(rows):
    return "order_id,customer_id,timestamp,amount,channel\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


def region_of(customer):
    return REGIONS[int(customer[1:]) % len(REGIONS)]


class Parts(CommandLineTest):
    def load(self, rows, ledger="ledger", **more):
        """A log and who its customers are, of whom some never buy."""
        (self.folder / "log.csv").write_text(text_of(rows))
        customers = sorted({row[1] for row in rows} | {"c900", "c901"})
        (self.folder / "customers.csv").write_text("customer_id,region\n" + "".join(f"{each},{region_of(each)}\n" for each in customers))
        self.expect(0, "import", "--transactions", "log.csv", "--customers", "customers.csv", "--dimension", "channel=channel", "--ledger", ledger, "--amounts", "spend-positive",
                    "--replace", **more)

    def audited(self, *options, ledger="ledger", out="result", **more):
        self.expect(0, "audit", "--ledger", ledger, "--out", out, *options, **more)
        return json.loads((self.folder / out / "summary.json").read_text())

    def parts(self, summary):
        return {(part["kind"], part["value"]): part for part in summary["by"]["parts"]}

    def assert_adds_up(self, whole):
        parts = whole["by"]["parts"]
        self.assertEqual(sum(part["customers"] for part in parts), whole["ledger"]["customers"])
        self.assertEqual(sum(part["transactions"] for part in parts), whole["ledger"]["transactions"])
        for lens, figures in SUMS.items():
            for figure in figures:
                self.assertAlmostEqual(sum(float(part[lens][figure]) for part in parts), float(whole[lens][figure]), 6, f"{lens}.{figure}")
        for step in BRIDGE:
            self.assertAlmostEqual(sum(float(part["lens2"]["revenue_bridge"][step]) for part in parts), float(whole["lens2"]["revenue_bridge"][step]), 6, step)
        for period in ("period", "compare"):
            for segment, of in whole["segments"][period].items():
                for figure in ("customers", "orders", "revenue"):
                    self.assertAlmostEqual(sum(float(part["segments"][period][segment][figure]) for part in parts), float(of[figure]), 6, f"{segment}.{figure}")
        for figure in ("no_purchase", "no_purchase_compare"):
            self.assertEqual(sum(part["segments"][figure] for part in parts), whole["segments"][figure])

    def assert_same_lenses(self, part, alone, segments=True):
        for lens in ("lens1", "lens1_compare", "lens2"):
            self.assertEqual(part[lens], {key: alone[lens][key] for key in part[lens]})
        self.assertGreater(len(part["lens1"]), 12)
        self.assertEqual((part["customers"], part["transactions"]), (alone["ledger"]["customers"], alone["ledger"]["transactions"]))
        if segments:
            self.assertEqual(part["segments"], {key: alone["segments"][key] for key in part["segments"]})

    def test_parts_by_an_attribute_add_up_and_are_the_audits_of_their_customers(self):
        for seed in (1, 2):
            self.load(random_orders(seed))
            whole = self.audited(*DATES, "--by", "region")
            self.assertEqual((whole["by"]["name"], whole["by"]["of"], whole["by"]["values"]), ("region", "customers", 3))
            self.assertEqual(set(self.parts(whole)), {("value", "North"), ("value", "South"), ("value", "East"), ("no_value", "no value")})
            self.assert_adds_up(whole)
            sizes = [part["customers"] for part in whole["by"]["parts"] if part["kind"] == "value"]
            self.assertEqual(sizes, sorted(sizes, reverse=True))
            for (kind, value), part in self.parts(whole).items():
                alone = self.audited(*DATES, "--where", f"region={value if kind == 'value' else ''}", out="alone")
                self.assert_same_lenses(part, alone, segments=False)
            plain = self.audited(*DATES, out="plain")
            self.assertEqual({key: whole[key] for key in plain if key not in ("run", "data_quality")}, {key: plain[key] for key in plain if key not in ("run", "data_quality")})

    def test_segments_of_a_part_by_an_attribute_are_those_of_the_whole(self):
        self.load(random_orders(3))
        whole = self.audited(*DATES, "--by", "region")
        segment = {row["customer_id"]: row["segment"] for row in self.table("segments")}
        for (kind, value), part in self.parts(whole).items():
            of_part = [segment[id] for id in segment if region_of(id) == (value if kind == "value" else "")]
            self.assertEqual({name: of["customers"] for name, of in part["segments"]["period"].items() if of["customers"]}, {name: of_part.count(name) for name in set(of_part) - {"no_purchase"}})
            self.assertEqual(part["segments"]["no_purchase"], of_part.count("no_purchase"))

    def test_segments_by_value_are_told_of_parts_by_an_attribute_alone(self):
        self.load(random_orders(15))
        (self.folder / "own.yaml").write_text("""subject: segment
segments:
  - {id: alive, name: Alive, priority: 1, criteria: {operator: AND, conditions: [{signal: p_alive, operator: ">=", value: 0.5}]}}
""")
        options = (*DATES, "--segments", "own.yaml", "--clv", "bg-nbd", "--clv-holdout", "none")
        self.assert_adds_up(self.audited(*options, "--by", "region"))
        self.expect(2, "audit", "--ledger", "ledger", "--out", "result", *options, "--by", "channel", says="told of the whole base alone")

    def test_parts_by_a_dimension_are_audits_of_ledgers_with_those_orders_alone(self):
        for seed, registry in ((4, ()), (5, ("--segments", "own.yaml", "--acquired-from", "2010-06-01")), (6, ("--score-method", "qcut"))):
            rows = random_orders(seed)
            (self.folder / "own.yaml").write_text("""subject: segment
segments:
  - {id: old_friends, name: Old friends, priority: 1, criteria: {operator: AND, conditions: [{signal: cohort, operator: "<=", value: 2010-08}]}}
  - {id: best, name: Best, priority: 2, criteria: {operator: AND, conditions: [{signal: m_score, operator: ">=", value: 4}]}}
""")
            self.load(rows)
            whole = self.audited(*DATES, *registry, "--by", "channel")
            self.assertEqual((whole["by"]["of"], whole["by"]["values"]), ("orders", 3))
            parts = self.parts(whole)
            self.assertEqual(len(parts), 4)
            self.assertEqual(sum(part["transactions"] for part in parts.values()), len(rows))
            for (kind, value), part in parts.items():
                own = [row for row in rows if row[4] == (value if kind == "value" else "")]
                self.load(own, ledger="own")
                self.assert_same_lenses(part, self.audited(*DATES, *registry, ledger="own", out="alone"))

    def test_where_is_the_audit_of_a_ledger_with_those_rows_alone(self):
        rows = random_orders(7)
        cases = ((("channel=web",), lambda row: row[4] == "web"), (("channel=web", "channel=fair"), lambda row: row[4] in ("web", "fair")),
                 (("channel!=web", "channel!=shop"), lambda row: row[4] not in ("web", "shop")), (("channel=",), lambda row: row[4] == ""),
                 (("channel!=",), lambda row: row[4] != ""), (("region=North",), lambda row: region_of(row[1]) == "North"),
                 (("region!=North", "channel=shop", "channel=web"), lambda row: region_of(row[1]) != "North" and row[4] in ("shop", "web")))
        for conditions, keeps in cases:
            with self.subTest(conditions):
                self.load(rows)
                options = [word for condition in conditions for word in ("--where", condition)]
                some = self.audited(*options, "--clv", "bg-nbd", "--clv-holdout", "none", "--cohorts", "month,year")
                self.assertEqual(some.pop("where"), list(conditions))
                self.load([row for row in rows if keeps(row)], ledger="own")
                alone = self.audited("--clv", "bg-nbd", "--clv-holdout", "none", "--cohorts", "month,year", ledger="own", out="alone")
                for key in alone:
                    if key not in ("data_quality", "run"):
                        self.assertEqual(some[key], alone[key], key)
                with h5py.File(self.folder / "result/audit.h5") as found, h5py.File(self.folder / "alone/audit.h5") as wanted:
                    for group in ("customer", "rfm", "rfm_compare", "lens2", "segments", "cohort_month", "cohort_cells/month", "clv"):
                        for column in wanted[group]:
                            self.assertEqual(found[group][column][:].tobytes(), wanted[group][column][:].tobytes(), f"{group}/{column}")

    def test_ranks_threads_segments_memory_and_a_stop_make_no_difference(self):
        rows = random_orders(8, customers=150, orders=1500)
        self.load(rows)
        (self.folder / "first.csv").write_text(text_of(row for row in rows if row[2] < "2011-06"))
        (self.folder / "second.csv").write_text(text_of(row for row in rows if row[2] >= "2011-06"))
        for name, *customers in (("first",), ("second", "--customers", "customers.csv")):
            self.expect(0, "import", "--transactions", f"{name}.csv", *customers, "--dimension", "channel=channel", "--ledger", "two", "--amounts", "spend-positive")
        for options, many in ((("--by", "region"), (2, 7)), (("--by", "channel"), (3, 7)), (("--by", "channel", "--where", "region!=North", "--where", "channel!=fair"), (2, 3)),
                              (("--by", "region", "--where", "channel=web"), (3,))):
            with self.subTest(options):
                whole = self.audited(*DATES, *options)
                wanted = (self.folder / "result/audit.h5").read_bytes()
                figures = {key: whole[key] for key in whole if key not in ("run", "data_quality")}
                for ranks in many:
                    again = self.audited(*DATES, *options, "--threads", "2", "--memory", "16k", out="ranks", ranks=ranks)
                    self.assertEqual({key: again[key] for key in figures}, figures)
                    self.assertEqual((self.folder / "ranks/audit.h5").read_bytes(), wanted)
                two = self.audited(*DATES, *options, ledger="two", out="segments", ranks=2)
                self.assertEqual({key: two[key] for key in figures}, figures)
                self.assertEqual((self.folder / "segments/audit.h5").read_bytes(), wanted)
                slow = ("audit", "--ledger", "ledger", "--out", "stopped", *DATES, *options, "--memory", "16k", "--checkpoint-interval", "0")
                self.expect(6, *slow, "--max-seconds", "0.000001")
                self.expect(0, *slow, ranks=2, says="goes on from the checkpoint")
                self.assertEqual((self.folder / "stopped/audit.h5").read_bytes(), wanted)
        # Another breakdown or condition is another run.
        self.expect(6, *slow, "--max-seconds", "0.000001")
        self.assertNotIn("goes on from", self.run_spendlens(*slow, "--where", "region=East").stderr.decode())

    def test_the_largest_64_values_are_parts_and_the_rest_is_other(self):
        rng = random.Random(9)
        names = [f"v{i:02}" for i in range(90)]
        rows = [row[:4] + (rng.choice(names[: 1 + rng.randrange(90)]),) for row in random_orders(9, orders=2500)]
        count = {name: sum(row[4] == name for row in rows) for name in names}
        largest = sorted(names, key=lambda name: (-count[name], name))[:64]
        self.load(rows)
        for ranks in (0, 3):
            whole = self.audited(*DATES, "--by", "channel", ranks=ranks)
            self.assertEqual([part["value"] for part in whole["by"]["parts"]], [*largest, "other"])
            self.assertEqual([part["transactions"] for part in whole["by"]["parts"][:64]], [count[name] for name in largest])
        self.load([row for row in rows if row[4] not in largest], ledger="own")
        self.assert_same_lenses(whole["by"]["parts"][-1], self.audited(*DATES, ledger="own", out="alone"))
        self.load(rows)
        (self.folder / "many.csv").write_text("customer_id,store\n" + "".join(f"c{i},s{i % 75}\n" for i in range(80)))
        self.expect(0, "import", "--transactions", "log.csv", "--customers", "many.csv", "--ledger", "many", "--amounts", "spend-positive")
        whole = self.audited(*DATES, "--by", "store", ledger="many", ranks=2)
        self.assertEqual([part["value"] for part in whole["by"]["parts"]][-1], "other")
        self.assertEqual(len(whole["by"]["parts"]), 65)
        self.assert_adds_up(whole)

    def test_exports_explain_and_the_screen_show_parts(self):
        self.load(random_orders(10))
        screen = self.expect(0, "audit", "--ledger", "ledger", "--out", "result", *DATES, "--by", "channel", "--where", "region!=East")
        self.assertIn("By channel: customers who bought", screen)
        self.assertIn("only region!=East", screen)
        whole = self.summary()
        by = self.table("by")
        self.assertEqual([(row["value"], row["kind"], row["total_orders"], row["total_revenue"]) for row in by],
                         [(part["value"], part["kind"], str(part["lens1"]["total_orders"]), part["lens1"]["total_revenue"]) for part in whole["by"]["parts"]])
        segments = self.table("by-segments", "--where", "segment=lost")
        self.assertEqual([row["customers"] for row in segments], [str(part["segments"]["period"]["lost"]["customers"]) for part in whole["by"]["parts"]])
        rfm = self.table("rfm")
        self.assertTrue(all(region_of(row["customer_id"]) != "East" for row in rfm))
        story = json.loads(self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--json", "--customer", rfm[0]["customer_id"]))
        self.assertEqual(str(story["rfm"]["frequency"]), rfm[0]["frequency"])
        self.expect(3, "explain", "--ledger", "ledger", "--audit", "result", "--customer", "c2", says="no customer 'c2'")
        self.audited(*DATES, "--where", "channel=web")
        rfm = self.table("rfm")
        story = json.loads(self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--json", "--customer", rfm[0]["customer_id"]))
        self.assertEqual(str(story["rfm"]["frequency"]), rfm[0]["frequency"], "of the orders that were audited alone")
        self.expect(3, "export", "--audit", "result", "--table", "by", says="holds no table by")
        self.assertEqual(json.loads((self.folder / "result/run.json").read_text())["options"]["where"], "channel=web")

    def test_the_report_has_a_section_of_parts(self):
        rows = [row[:4] + ("<b>x",) if row[4] == "fair" else row for row in random_orders(11)]
        self.load(rows)
        for by in ("channel", "region"):
            self.audited(*DATES, "--by", by)
            self.expect(0, "report", "--audit", "result")
            page = (self.folder / "result/report.html").read_text()
            for text, is_there in (('<section id="parts"', True), ('href="#parts"', True), ("<b>x", False)):
                self.assertEqual(text in page, is_there, text)
            for part in self.summary()["by"]["parts"]:
                for text in (html.escape(part["value"]), f"{float(part['lens1']['total_revenue']):,.2f}"):
                    self.assertTrue(text in page, text)
        self.audited(*DATES)
        self.expect(0, "report", "--audit", "result")
        self.assertFalse('id="parts"' in (self.folder / "result/report.html").read_text())

    def test_a_plan_knows_parts_and_conditions(self):
        self.load(random_orders(12))
        command = ("audit", "--ledger", "ledger", "--out", "result", "--plan")
        self.expect(0, *command, "--by", "channel", "--where", "region=North")
        self.expect(2, *command, "--by", "chanel", says="no attribute or dimension of that name, but region, channel")
        self.assertFalse((self.folder / "result").exists())

    def test_names_and_values_that_there_are_not_are_one_line(self):
        self.load(random_orders(13))
        for options, says in ((("--by", "chanel"), "--by chanel: the ledger has no attribute or dimension of that name, but region, channel"),
                              (("--where", "chanel=web"), "--where chanel: the ledger has no attribute or dimension of that name, but region, channel"),
                              (("--where", "channel=radio"), "--where channel=radio: no order has that channel; there is fair, shop, web"),
                              (("--where", "region!=Mars"), "--where region!=Mars: no customer has that region; there is East, North, South"),
                              (("--where", "region"), "--where 'region' is not of the form NAME=VALUE or NAME!=VALUE"), (("--where", "=x"), "is not of the form"),
                              (("--where", "!=x"), "is not of the form")):
            with self.subTest(options):
                self.expect(2, "audit", "--ledger", "ledger", "--out", "result", *options, says=says)
                done = self.run_spendlens("audit", "--ledger", "ledger", "--out", "result", *options, ranks=3)
                self.assertEqual(done.returncode, 2)
        (self.folder / "bare.csv").write_text("customer_id,timestamp,amount\nc1,2012-01-01,1\n")
        self.expect(0, "import", "--transactions", "bare.csv", "--ledger", "bare", "--amounts", "spend-positive")
        self.expect(2, "audit", "--ledger", "bare", "--out", "result", "--by", "region", says="neither attributes of customers nor dimensions of orders")

    def test_conditions_that_leave_nothing_are_an_audit_of_nothing(self):
        self.load(random_orders(14))
        some = self.audited("--where", "region=North", "--where", "region!=North", "--by", "channel")
        self.assertEqual((some["ledger"]["customers"], some["ledger"]["transactions"], some["by"]["parts"]), (0, 0, []))
        self.expect(0, "report", "--audit", "result")


if __name__ == "__main__":
    unittest.main()
