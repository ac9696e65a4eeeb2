"""A random bank's files, imported and audited by the tests beside this file."""

import csv
import json
import pathlib
import sys

from command_line import CommandLineTest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "golden"))

from random_bank import random_bank

ALL_PERSONAS = 25  # a seed whose 60 customers have every persona of the profile spendsense and some subscriptions
WINDOWS = ("1m", "6m", "12m")

# Nothing in it is as in the profile spendsense, and no window is one of its windows.
ODD_PROFILE = """
signals: spendsense
windows: [7d, 90d]
window_start: half-open
include_pending: false
not_spending: [transfer, saving]
null_as_zero: false
score_cuts: {frequency: [1, 2, 4, 8]}
subscriptions:
  lookback_days: 100
  min_charges: 2
  not_subscription: [FOOD_AND_DRINK_GROCERIES]
  rows: charges
  charges_on_one_date: one
  cadences:
    - {name: often, gap_from: 1, gap_to: 13, max_deviation: 4}
    - {name: seldom, gap_from: 20, gap_to: 50, max_deviation: 9}
  irregular_gap_days_below: 33
  max_amount_variation: 0.35
  irregular_counts: false
  active: median_gaps
  active_median_gaps: 2.25
savings: {subtypes: [savings, hsa], inflow: accounts, inflow_merchant: "", growth_from_nothing: false, expenses_without_savings: true}
credit: {cards: accounts, limit: account, total_limits: cards, max_utilization: card, moderate_pct: 10, high_pct: 20, very_high_pct: 90, minimum_payment_pct: 100}
income: {min_amount: 123.45, transfers: left_out, min_payments: 3, below_min_payments: unknown, max_deviation_days: 2}
"""
ODD_REGISTRY = """
personas:
  - id: saver
    name: Saver
    priority: 9
    criteria: {operator: OR, conditions: [{signal: total_savings_balance, operator: ">=", value: 0.01}]}
  - id: stretched
    name: Stretched
    priority: 2
    criteria:
      operator: AND
      conditions:
        - {signal: spend, operator: ">", value: 99.99, window: 7d}
        - {signal: has_regular_income, operator: "==", value: false}
        - {signal: credit_aggregate_utilization_pct, operator: "<=", value: 49.5, window: 90d}
"""


def values_of(row):
    """A row of a table without its customer."""
    return {name: text for name, text in row.items() if name != "customer_id"}


class BankLedgerTest(CommandLineTest):
    def write_bank(self, seed=ALL_PERSONAS, customers=60):
        self.bank = random_bank(seed, customers)
        self.bank.write(self.folder)
        (self.folder / "odd.yaml").write_text(ODD_PROFILE)
        (self.folder / "odd_personas.yaml").write_text(ODD_REGISTRY)

    def import_bank(self, seed=ALL_PERSONAS, customers=60, ledger="ledger"):
        self.write_bank(seed, customers)
        self.expect(0, "import", "--transactions", "transactions.csv", "--accounts", "accounts.csv", "--liabilities", "liabilities.csv", "--ledger", ledger, "--replace")

    def audit_bank(self, *options, out="result", code=0, **more):
        return self.expect(code, "audit", "--ledger", "ledger", "--out", out, "--as-of", self.bank.ref, *options, **more)

    def by_customer(self, table, *options, audit="result"):
        text = self.expect(0, "export", "--audit", audit, "--table", table, *options)
        return {row["customer_id"]: row for row in csv.DictReader(text.splitlines())}

    def explain(self, customer, audit="result", ledger="ledger"):
        return json.loads(self.expect(0, "explain", "--ledger", ledger, "--audit", audit, f"--customer={customer}", "--json"))

    def import_accounts(self, transactions, accounts, *options, ledger="ledger"):
        (self.folder / "log.csv").write_text(transactions)
        (self.folder / "snapshot.csv").write_text("account_id,customer_id,type,subtype,balance_current,balance_limit\n" + accounts)
        self.expect(0, "import", "--transactions", "log.csv", "--accounts", "snapshot.csv", "--ledger", ledger, "--replace", *options)
