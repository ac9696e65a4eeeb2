"""Shadow mode: the kernels beside the reference loops, customer by customer, whatever the profile."""

import unittest

import h5py

from bank_ledger import BankLedgerTest

HEAD = "customer_id,timestamp,amount\n"
# One key of a profile at a time, unlike the default.
PROFILES = """window_start: closed
include_pending: true
null_as_zero: true
not_spending: []
not_spending: ["*"]
windows: [1, 30, 180, 3660]
subscriptions: {lookback_days: 29}
subscriptions: {min_charges: 2}
subscriptions: {min_charges: 6}
subscriptions: {not_subscription: []}
subscriptions: {rows: all}
subscriptions: {rows: all, charges_on_one_date: several}
subscriptions: {charges_on_one_date: several}
subscriptions: {cadences: [{name: any, gap_from: 0, gap_to: 100, max_deviation: 100}]}
subscriptions: {cadences: [{name: same_day, gap_from: 0, gap_to: 0, max_deviation: 0}, {name: later, gap_from: 1, gap_to: 30, max_deviation: 2}]}
subscriptions: {irregular_gap_days_below: 1}
subscriptions: {max_amount_variation: 0}
subscriptions: {max_amount_variation: 0.1999}
subscriptions: {irregular_counts: true}
subscriptions: {active: window}
subscriptions: {active_median_gaps: 0}
subscriptions: {active_median_gaps: 1.01}
savings: {subtypes: [checking]}
savings: {inflow: merchant, inflow_merchant: Savings TRANSFER}
savings: {growth_from_nothing: true}
savings: {expenses_without_savings: false}
credit: {cards: liabilities}
credit: {cards: liabilities, limit: statement}
credit: {cards: liabilities, limit: statement, limit_without_balance: 0.01}
credit: {total_limits: accounts}
credit: {max_utilization: aggregate}
credit: {moderate_pct: 0.01, high_pct: 49.99, very_high_pct: 1000}
credit: {minimum_payment_pct: 100}
income: {min_amount: 0.01}
income: {transfers: counted}
income: {min_payments: 4}
income: {below_min_payments: zero}
income: {max_deviation_days: 0}
income: {frequencies: [{name: seldom, gap_from: 33, gap_to: 90}, {name: often, gap_from: 0, gap_to: 32}]}"""
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
        self.import_bank(34, 400)
        for text in PROFILES.splitlines():
            self.shadow_profile(text)

    def test_limits_by_statements_of_cards_without_a_liability(self):
        self.import_accounts(HEAD + "a,2025-01-02,-5\n", "k,a,credit,credit_card,60,100\n")
        (self.folder / "mine.yaml").write_text("credit: {limit: statement}\n")
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
