"""Shadow mode: the kernels beside the reference loops, customer by customer, whatever the profile."""

import unittest

import h5py

from bank_ledger import BankLedgerTest

HEAD = "customer_id,timestamp,amount\n"
# One key of a profile at a time, unlike the default.
PROFILES = """include_pending: true
not_spending: []
windows: [1d, 30d, 1m, 12m, 24m]
classes: [{class: payroll, categories: ["*"]}]
classes: [{class: transfer, categories: ["*"]}]
pair_days: 0
min_observed_days: 10
dormant_days: 5
min_outgoings: 0.00
streams: {lookback_days: 372}
streams: {max_steps: 1}
streams: {on_time_pct: 0, fit_pct: 0}
streams: {cadences: {weekly: {tolerance: 3}, monthly: {min_charges: 2, tolerance: 10}}}
streams: {change_pct: 0, changes_allowed: 0}
streams: {max_doubled_dates: 0, split_pct: 20, min_part_charges: 2}
streams: {early_from: 1, early_to: 60, early_age: 400}
streams: {max_subscription: 5.00, short_habit_days: 400, max_instalments: 0}
income: {min_other_charges: 2, typical_payments: 2}
income: {max_deviation_pct: 0, variable_deviation_pct: 0, low_month_months: 12}
reserves: {liquid: [cd], savings: [checking]}
cards: {moderate_pct: 0.01, high_pct: 49.99, very_high_pct: 1000, minimum_payment_pct: 100, interest_days: 1}"""
# The same of the profile spendsense.
EARLIER_PROFILES = """window_start: half-open
null_as_zero: false
windows: [1d, 30d, 180d, 3660d]
subscriptions: {lookback_days: 29}
subscriptions: {min_charges: 6}
subscriptions: {rows: charges, charges_on_one_date: one, irregular_counts: false, active: median_gaps}
subscriptions: {cadences: [{name: monthly, gap_from: 0, gap_to: 100, max_deviation: 100}]}
subscriptions: {max_amount_variation: 0}
savings: {inflow: accounts, inflow_merchant: ""}
credit: {cards: accounts}
credit: {cards: accounts, limit: account}
credit: {total_limits: cards, max_utilization: card}
income: {transfers: left_out, below_min_payments: unknown}"""
ODD = ("--profile", "odd.yaml", "--personas", "odd_personas.yaml")


class Shadow(BankLedgerTest):
    def shadowed(self, *options, **more):
        self.audit_bank(*options, **more)
        return self.summary()["run"]["shadow_customers"]

    def test_all_customers_are_computed_by_the_reference_loops_too(self):
        for seed in (0, 22, 34):
            self.import_bank(seed, 200)
            for profile in ((), ("--profile", "spendsense"), ODD):
                self.assertEqual(self.shadowed("--shadow", "100", *profile), self.summary()["ledger"]["customers"])
        self.assertEqual(self.shadowed(), 0)

    def shadow_profile(self, text):
        (self.folder / "mine.yaml").write_text(text)
        with self.subTest(text):
            self.assertEqual(self.shadowed("--shadow", "100", "--profile", "mine.yaml"), self.summary()["ledger"]["customers"])

    def test_whatever_key_of_a_profile_is_changed(self):
        self.import_bank(34, 150)
        for text in PROFILES.splitlines():
            self.shadow_profile(text)
        for text in EARLIER_PROFILES.splitlines():
            self.shadow_profile(f"signals: spendsense\n{text}\n")

    def test_limits_by_statements_of_cards_without_a_liability(self):
        self.import_accounts(HEAD + "a,2025-01-02,-5\n", "k,a,credit,credit_card,60,100\n")
        (self.folder / "mine.yaml").write_text("signals: spendsense\ncredit: {cards: accounts}\n")
        self.audit("--shadow", "100", "--profile", "mine.yaml")

    def test_a_part_of_the_customers_is_the_same_part_on_any_number_of_ranks(self):
        self.import_bank(customers=300)
        self.audit_bank()
        with h5py.File(self.folder / "result" / "audit.h5") as result:
            chosen = int(((result["customer"]["customer_hash"][:] & 0xFFFFFFFF) / 2**32 < 0.3).sum())
            customers = int(result.attrs["customers"])
        self.assertTrue(customers / 5 < chosen < customers / 2, (chosen, customers))
        for ranks in (0, 2, 3):
            self.assertEqual(self.shadowed("--shadow", "30", ranks=ranks), chosen)
        self.assertEqual(self.shadowed("--shadow", "0"), 0)


if __name__ == "__main__":
    unittest.main()
