"""What `explain` says of a customer is what the tables of the result say, value by value."""

import datetime
import re
import unittest
from decimal import Decimal

from bank_ledger import WINDOWS, BankLedgerTest, values_of


def same(value, text):
    """A value of explain's JSON and a field of an exported CSV."""
    if value is None or text == "":
        return value is None and text == ""
    if isinstance(value, bool):
        return text == str(value).lower()
    return float(text) == value if isinstance(value, float) else text == str(value)


def condition_of(condition):
    """As a table of personas has it."""
    threshold = condition["threshold"]
    window = f" ({condition['window']})" if condition["window"] else ""
    shown = threshold if isinstance(threshold, str) else str(threshold).lower() if isinstance(threshold, bool) else format(threshold, "g")
    return f"{condition['signal']} {condition['operator']} {shown}{window}"


class Explain(BankLedgerTest):
    def assert_row(self, explained, row, what):
        self.assertEqual([name for name in row if name not in explained], [], what)
        wrong = {name: (explained[name], text) for name, text in row.items() if not same(explained[name], text)}
        self.assertEqual(wrong, {}, f"{what}: explain says, the table says")

    def assert_rfm(self, explained, row, decile, what):
        """The tables of RFM have no row of who bought nothing in the period."""
        self.assertEqual(explained["spend_decile"], int(decile), what)
        if row is not None:
            return self.assert_row(explained, values_of(row), what)
        self.assertEqual((explained["frequency"], explained["total_spend"], explained["recency_days"], explained["rfm_score"]), (0, "0.00", None, 0), what)

    def assert_personas(self, window, explained, row, signals, what):
        persona = explained["personas"][window]
        self.assertEqual((persona["persona"], " ".join(persona["qualifying"])), (row["persona"], row["qualifying"]), what)
        held = [f"{each['id']}: {condition_of(condition)}" for each in persona["personas"] for condition in each["conditions"] if condition["held"]]
        self.assertEqual("; ".join(held), row["conditions_held"], what)
        self.assertTrue(persona["reason"].startswith(persona["persona"] + ": "), persona["reason"])
        for each in persona["personas"]:
            self.assertEqual(each["qualifies"], each["id"] in persona["qualifying"], what)
            for condition in each["conditions"]:
                self.assertEqual(condition["value"], signals[condition["window"] or window][condition["signal"]], (what, condition))

    def assert_all_as_in_the_tables(self, windows):
        streams = {}
        for row in self.table("streams"):
            streams.setdefault(row["customer_id"], []).append(values_of(row))
        rfm, compare, lens2 = (self.by_customer(name) for name in ("rfm", "rfm-compare", "lens2"))
        signals, personas = ({window: self.by_customer(f"{kind}-{window}") for window in windows} for kind in ("signals", "personas"))
        for customer, group in lens2.items():
            explained = self.explain(customer)
            self.assertEqual(explained["customer_id"], customer)
            self.assertEqual(explained["lens2"], {"group": group["group"]}, customer)
            self.assert_rfm(explained["rfm"], rfm.get(customer), group["period2_decile"], f"{customer} rfm")
            self.assert_rfm(explained["rfm_compare"], compare.get(customer), group["period1_decile"], f"{customer} rfm_compare")
            for window in windows:
                what = f"{customer} {window}"
                self.assertEqual(list(explained["signals"][window]), list(values_of(signals[window][customer])), what)
                self.assert_row(explained["signals"][window], values_of(signals[window][customer]), what)
                self.assert_personas(window, explained, personas[window][customer], explained["signals"], what)
            found = streams.get(customer, [])
            self.assertEqual(len(explained["streams"]), len(found), customer)
            for mine, row in zip(explained["streams"], found):
                self.assert_row(mine, row, f"{customer} {row['payee']}")

    def periods(self):
        start = [self.bank.ref - datetime.timedelta(days=days) for days in (200, 60)]
        return ("--period", f"{start[1]}..{self.bank.ref}", "--compare", f"{start[0]}..{start[1]}")

    def test_json_is_what_the_tables_say_of_every_customer(self):
        self.import_bank()
        self.audit_bank(*self.periods())
        self.assertGreater(len(self.table("streams")), 5)
        self.assertGreater(len({row["persona"] for row in self.table("personas-6m")}), 4)
        self.assert_all_as_in_the_tables(WINDOWS)

    def test_json_is_what_the_tables_say_under_other_profiles_and_registries(self):
        self.import_bank(customers=30)
        self.audit_bank("--profile", "spendsense", "--score-method", "fixed", "--bins", "7")
        self.assert_all_as_in_the_tables(("30d", "180d"))
        self.audit_bank("--profile", "odd.yaml", "--personas", "odd_personas.yaml", *self.periods())
        self.assert_all_as_in_the_tables(("7d", "90d"))

    def test_every_level_of_detail_is_explained_alike(self):
        self.import_bank(customers=30)
        for detail in ("full", "evidence", "summary"):
            self.audit_bank("--detail", detail, out=detail)
        for customer in self.by_customer("lens2", audit="full"):
            explained = self.explain(customer, "full")
            self.assertEqual(explained, self.explain(customer, "evidence"))
            self.assertEqual(explained, self.explain(customer, "summary"))

    def test_lists_of_cards_and_payments_add_up_to_the_signals(self):
        self.import_bank()
        (self.folder / "mine.yaml").write_text("signals: spendsense\nnull_as_zero: false\nincome: {below_min_payments: unknown}\n"
                                               "credit: {cards: accounts, limit: account, total_limits: cards, max_utilization: card}\n")
        self.audit_bank("--profile", "mine.yaml")
        for customer in self.by_customer("lens2"):
            explained = self.explain(customer)
            signals, cards, payments = explained["signals"]["180d"], explained["cards"], explained["income_payments"]
            self.assertEqual((len(payments), sum(Decimal(p["amount"]) for p in payments)), (signals["income_payroll_count"], Decimal(signals["total_income"])))
            if signals["num_credit_cards"] is None:
                self.assertEqual((explained["accounts"], cards), (0, []))
                continue
            self.assertEqual(len(cards), signals["num_credit_cards"], customer)
            limits = [Decimal(card["limit"]) for card in cards if card["limit"] is not None]
            self.assertEqual(sum(limits) if limits else None, signals["credit_total_limits"] and Decimal(signals["credit_total_limits"]), customer)
            for signal, key in (("overdue_count", "is_overdue"), ("minimum_payment_only_count", "minimum_payment_only")):
                self.assertEqual(sum(card[key] for card in cards), signals[signal], (customer, signal))
            high = [card for card in cards if card["tier"] in ("high", "very_high")]
            self.assertEqual(len(high), signals["high_utilization_count"], customer)
            self.assertEqual(max((card["utilization_pct"] for card in cards if card["limit"]), default=None if cards else 0),
                             signals["credit_max_utilization_pct"], customer)

    def test_the_text_names_every_persona_with_each_of_its_conditions(self):
        self.import_bank()
        self.audit_bank()
        for customer in list(self.by_customer("lens2"))[:20]:
            explained = self.explain(customer)
            text = self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--customer", customer)
            self.assertIn(f"Customer {customer} as of {self.bank.ref}", text)
            self.assertIn(f"Lens 2 group: {explained['lens2']['group']}\n", text)
            parts = re.split(r"\nPersona, \d+m: ", text)[1:]
            for part, persona in zip(parts, (explained["personas"][window] for window in WINDOWS), strict=True):
                self.assertTrue(part.startswith(f"{persona['persona']}\n  {persona['reason']}\n"), part)
                lines = []
                held = {True: "holds", False: "fails"}
                for each in persona["personas"]:
                    which, verdict = "all" if each["operator"] == "AND" else "any", "qualifies" if each["qualifies"] else "does not qualify"
                    lines.append(f"  {'+' if each['qualifies'] else '-'} {each['id']} (priority {each['priority']}, {which} of its conditions must hold): "
                                 f"{verdict}")
                    lines += [f"      {held[c['held']]:10}{c['text']}" for c in each["conditions"]]
                self.assertEqual(part.rstrip("\n").split("\n")[2:], lines)
            for signal in explained["signals"]["6m"]:
                self.assertIn(f"\n  {signal} ", text)

    def text_of(self, customer):
        return self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--customer", customer)

    def test_a_customer_stands_beside_its_cohort_at_the_same_age(self):
        self.import_text("customer_id,timestamp,amount\nA,2025-01-15,10\nA,2025-02-15,7\nB,2025-01-20,4\nC,2025-02-03,1\nA,2025-03-02,2\n")
        for detail in ("full", "evidence", "summary"):
            self.audit("--as-of", "2025-03-10", "--detail", detail)
            of = self.explain("A")["lens3"][0]
            self.assertEqual((of["granularity"], of["cohort"], of["cohort_customers"], of["age"], of["cohort_returned_pct"], of["returned"]),
                             ("month", "2025-01", 2, 2, 50.0, True))
            self.assertEqual(of["last_whole_unit"], {"age": 1, "cohort_active": 1, "cohort_retention": 50.0, "cohort_cumulative_spend_per_member": 10.5,
                                                     "orders_in_unit": 1, "cumulative_orders": 2, "cumulative_spend": "17.00"})
            text = self.text_of("A")
            self.assertIn("cohort 2025-01 of 2 customers, 2 months old", text)
            self.assertIn("at 1 month: 50 % of the cohort bought, this one once", text)
            self.assertIn("spent by then: 17.00 in 2 orders, a customer of the cohort 10.50 on average", text)
        self.audit("--as-of", "2025-03-10", "--acquired-from", "2025-02-01", "--cohorts", "month,year")
        self.assertEqual([of["cohort"] for of in self.explain("A")["lens3"]], ["earlier", "earlier"])
        self.audit("--as-of", "2025-03-10", "--cohorts", "none")
        self.assertEqual(self.explain("A")["lens3"], [])
        self.assertNotIn("Cohort:", self.text_of("A"))

    def test_every_unknown_signal_has_a_reason(self):
        self.import_bank()
        self.audit_bank()
        for customer in self.by_customer("lens2"):
            explained = self.explain(customer)
            for window, signals in explained["signals"].items():
                unknown = {name for name, value in signals.items() if value is None}
                self.assertEqual(set(explained["unknown"][window]), unknown, customer)
                for name, reason in explained["unknown"][window].items():
                    self.assertNotIn("lacks what it is computed from", reason, (customer, window, name))

    def test_what_is_due_and_what_income_is_made_of_adds_up(self):
        self.import_bank()
        self.audit_bank()
        told = 0
        for customer in self.by_customer("lens2"):
            explained, text = self.explain(customer), self.text_of(customer)
            signals = explained["signals"]["12m"]
            due = Decimal(signals["next_30d_due"] or 0)
            if due:
                self.assertIn(f"commitments of {due:,.2f}\n", text, customer)
                told += 1
            if signals["income_monthly"] is not None:
                self.assertIn(f"Income a month, 12m: {Decimal(signals['income_monthly']):,.2f}\n", text, customer)
            else:
                self.assertIn("Income a month, 12m: not known\n  " + explained["unknown"]["12m"]["income_monthly"], text)
        self.assertGreater(told, 5)

    def test_an_account_that_counts_for_another_is_named_with_its_owner(self):
        (self.folder / "accounts.csv").write_text("account_id,customer_id,type,subtype,balance_current,balance_limit\n"
                                                  "both,ann,depository,checking,100,\nboth,ben,depository,checking,100,\n")
        (self.folder / "log.csv").write_text("customer_id,timestamp,amount,account_id\nann,2025-01-01,-5,both\nben,2025-01-02,-5,both\n")
        self.expect(0, "import", "--transactions", "log.csv", "--accounts", "accounts.csv", "--ledger", "ledger")
        self.audit()
        self.assertEqual(self.explain("ben")["joint_accounts"], [{"account_id": "both", "owner": "ann"}])
        self.assertIn("account both is joint: its rows and balance count for ann", self.text_of("ben"))
        self.assertEqual(self.explain("ann")["joint_accounts"], [])


if __name__ == "__main__":
    unittest.main()
