"""Profiles and registries that are wrong: exit code 2 and one line that names the file and the line in it, before a row is read."""

import unittest

import h5py

from bank_ledger import BankLedgerTest

# Each fault is in the line that ends with "# here". The keys of both sets of signals:
PROFILES = {
    "windows must ascend, and 30d is not longer than 180d": "windows: [180, 30]  # here\n",
    "windows must ascend, and 1m is not longer than 6m": "windows:\n  - 6m\n  - 1m  # here\n",
    "there must be 1 to 8 windows": "include_pending: true\nwindows: []  # here\n",
    "of at most 3660 days, not '3661'": "windows: [30, 3661]  # here\n",
    "each of windows must be months or days as 6m or 30d, of at most": "windows: [30, 6y]  # here\n",
    "unknown key 'window'": "include_pending: false\nwindow: [30]  # here\n",
    "'windows' comes twice": "windows: [30]\ninclude_pending: true\nwindows: [60]  # here\n",
    "'windows' has no value": "include_pending: true\nwindows:  # here\nnot_spending: []\n",
    "include_pending": "include_pending: maybe  # here\n",
    "signals must be default or spendsense": "include_pending: true\nsignals: earlier  # here\n",
    "there is no class 'TRANSFER_IN*' for not_spending; there are card_payment, advance": "pair_days: 3\nnot_spending: [TRANSFER_IN*]  # here\n",
    "'cash' comes twice in not_spending": "not_spending: [cash, saving, cash]  # here\n",
    "silence_days must be": "silence_days: 0  # here\n",
    "frequency must ascend": "score_cuts:\n  frequency: [1, 3, 3, 4]  # here\n",
    "must be a map": "- windows  # here\n",
    "document": "windows: [30, 180]\n---\nwindows: [30]  # here\n",
}
DEFAULT_PROFILES = {
    "unknown key 'credit' in a profile": "include_pending: true\ncredit: {high_pct: 60}  # here\n",
    "unknown key 'null_as_zero' in a profile": "null_as_zero: true  # here\n",
    "unknown key 'high' in cards; known: moderate_pct, high_pct": "cards:\n  moderate_pct: 20\n  high: 60  # here\n",
    "moderate_pct, high_pct and very_high_pct must ascend": "pair_days: 3\ncards:\n  moderate_pct: 60  # here\n",
    "interest_days must be": "cards:\n  high_pct: 60\n  interest_days: -1  # here\n",
    "minimum_payment_pct": "cards:\n  minimum_payment_pct: 105.005  # here\n",
    "lookback_days must be a number, not the text '90'": "streams:\n  lookback_days: '90'  # here\n",
    "min_charges must be within 2 to 1000": "streams:\n  cadences:\n    weekly: {tolerance: 2}\n    monthly: {min_charges: 1}  # here\n",
    "min_charges must be within 3 to 1000": "streams:\n  cadences:\n    semi_monthly: {min_charges: 2}  # here\n",
    "unknown key 'daily' in cadences; known: weekly": "streams:\n  cadences:\n    daily: {tolerance: 1}  # here\n",
    "unknown key 'gap_from' in cadence weekly; known: tolerance": "streams:\n  cadences:\n    weekly: {gap_from: 5}  # here\n",
    "fit_pct must be within 0 to 100": "streams:\n  fit_pct: 101  # here\n",
    "max_subscription must have at most 2 decimals": "streams:\n  change_pct: 5\n  max_subscription: 250.005  # here\n",
    "semi_monthly_from is above semi_monthly_to": "streams:\n  semi_monthly_from: 21  # here\n",
    "early_from is above early_to": "streams:\n  early_to: 25  # here\n",
    "'change_pct' comes twice in streams": "streams:\n  change_pct: 5\n  change_pct: 5  # here\n",
    "unknown key 'min_amount' in income; known: min_other_charges": "income:\n  min_amount: 500  # here\n",
    "typical_payments must be within 1 to 1000": "income:\n  typical_payments: 0  # here\n",
    "variable_deviation_pct must have at most 2 decimals": "income:\n  variable_deviation_pct: 12.555  # here\n",
    "low_month_months must be within 2 to 24": "income:\n  low_month_months: 25  # here\n",
    "there is no subtype of accounts 'everything'; there are checking, savings": "reserves:\n  liquid: [checking, everything]  # here\n",
    "'cd' comes twice in savings": "reserves:\n  savings: [cd, hsa, cd]  # here\n",
    "liquid must name at least one": "reserves:\n  savings: [cd]\n  liquid: []  # here\n",
    "there is no class 'rent' for classes; there are card_payment": "classes:\n  - {class: bill, categories: [POWER*]}\n  - {class: rent, categories: [RENT*]}  # here\n",
    "class none is that of rows without a category": "classes:\n  - {class: none, categories: [RENT*]}  # here\n",
    "each of classes has no 'categories'": "classes:\n  - {class: bill}  # here\n",
    "categories must name at least one pattern": "classes:\n  - {class: bill, categories: []}  # here\n",
    "unknown key 'category' in each of classes": "classes:\n  - {class: bill, category: RENT*}  # here\n",
    "min_outgoings must be within 0.00 to": "pair_days: 4\nmin_outgoings: -1  # here\n",
}
SPENDSENSE_PROFILES = {
    "unknown key 'high' in credit": "credit:\n  moderate_pct: 20\n  high: 60  # here\n",
    "each of windows must be days as 30d, of at most 3660 days, not '6m'": "windows: [30, 6m]  # here\n",
    "unknown key 'streams' in a profile": "include_pending: true\nstreams: {}  # here\n",
    "min_amount": "income:\n  min_amount: 5.001  # here\n",
    "lookback_days": "subscriptions:\n  lookback_days: '90'  # here\n",
    "min_charges": "subscriptions:\n  min_charges: 1  # here\n",
    "gap_from": "subscriptions:\n  cadences:\n    - {name: a, gap_from: 1, gap_to: 2, max_deviation: 3}\n"
                "    - {name: b, gap_from: 9, gap_to: 5, max_deviation: 3}  # here\n",
    "irregular": "subscriptions:\n  cadences:\n    - {name: irregular, gap_from: 1, gap_to: 2, max_deviation: 3}  # here\n",
    "ascend": "credit:\n  moderate_pct: 60  # here\n",
    "everything": "savings:\n  subtypes: [savings, everything]  # here\n",
    "inflow_merchant is read with inflow: merchant only": "savings: {inflow: accounts, inflow_merchant: my savings}  # here\n",
    "inflow: merchant needs an inflow_merchant": "savings: {inflow_merchant: ''}  # here\n",
    "window_start": "window_start: open  # here\n",
}
GOOD = """personas:
  - id: spender
    name: Spender
    priority: 3
    criteria:
      operator: OR
      conditions:
        - {signal: spending, operator: ">=", value: 100}
"""
SECOND = '  - {{id: {id}, name: {name}, priority: {priority}, criteria: {{operator: AND, conditions: [{condition}]}}}}  # here\n'
CONDITION = '{{signal: {signal}, operator: "{operator}", value: {value}}}'


def second(id="second", priority=4, signal="spending", operator="<", value="1", name="Second"):
    return GOOD + SECOND.format(id=id, name=name, priority=priority, condition=CONDITION.format(signal=signal, operator=operator, value=value))


REGISTRIES = {
    "there is no signal 'emergency_fund_month'; the nearest is emergency_fund_months": second(signal="emergency_fund_month"),
    "there is no signal 'credit_utilization_max_pct'; the nearest is credit_max_utilization_pct": second(signal="credit_utilization_max_pct"),
    "there is no signal 'spend'; the nearest is spending": second(signal="spend"),
    "priority 3 is taken by persona 'spender'": second(priority=3),
    "id 'spender' is taken": second(id="spender"),
    "name 'Spender' is taken by persona 'spender'": second(name="Spender"),
    "id 'not_assessed'": second(id="not_assessed"),
    "id 'too_new'": second(id="too_new"),
    "id 'Second'": second(id="Second"),
    ">= <= > < == in": second(operator="=>"),
    "value must be a number, not the text '3'": second(signal="subscription_count", value="'3'"),
    "money in major units, must be a number, not the text '3'": second(value="'3'"),
    "'.inf'": second(value=".inf"),
    "2 decimals": second(value="0.001"),
    "income_frequency is a name": second(signal="income_frequency", value="monthly"),
    "value of income_frequency must be one of weekly": second(signal="income_frequency", operator="==", value="often"),
    "value of activity must be one of none, dormant, new, card_only, primary, not 'old'": second(signal="activity", operator="in", value="[new, old]"),
    "value of `in` must be a list": second(signal="activity", operator="in", value="new"),
    "r_score is known after all customers were read": second(signal="r_score", value="2"),
    "priority": second(priority=1.5),
    "unknown key 'prio'": GOOD.replace("priority: 3", "prio: 3  # here"),
    "window 90d is none of the profile's windows (1m, 6m, 12m)": GOOD.replace("value: 100}", "value: 100, window: 90d}  # here"),
    "window must be one of the profile's windows (1m, 6m, 12m), as 6m or 30d": GOOD.replace("value: 100}", "value: 100, window: 30}  # here"),
    "unknown key 'time_window' in a condition; known: signal, operator, value, window": GOOD.replace("value: 100}", "value: 100, time_window: 6m}  # here"),
    "operator of criteria": GOOD.replace("OR", "NOR  # here"),
    "a persona has no 'name'": GOOD.replace("  - id: spender\n    name: Spender\n", "  - id: spender  # here\n"),
    "at least one condition": GOOD.replace('\n        - {signal: spending, operator: ">=", value: 100}', " []  # here"),
    "a persona": "personas: [none]  # here\n",
    "there must be at least one of personas": "personas: []  # here\n",
    "unknown key 'persona'": "persona: []  # here\n",
    "subject must be persona or segment": "subject: customer  # here\n" + GOOD,
    "a registry of subject persona has 'personas', no 'segments'": GOOD.replace("personas:\n", "segments:\n").replace("id: spender", "id: spender  # here"),
}

def line_of_fault(text):
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# here"))


class SettingsEdges(BankLedgerTest):
    def setUp(self):
        super().setUp()
        self.import_bank(customers=3)

    def refuse(self, option, text, line, says):
        (self.folder / "mine.yaml").write_bytes(text if isinstance(text, bytes) else text.encode())
        kind = "profile" if option == "--profile" else "registry"
        with self.subTest(text):
            done = self.run_spendlens("audit", "--ledger", "ledger", "--out", "result", "--as-of", self.bank.ref, option, "mine.yaml")
            error = done.stderr.decode()
            self.assertEqual((done.returncode, len(error.splitlines())), (2, 1), error)
            self.assertIn(f"{kind} mine.yaml, line {line}: ", error)
            self.assertIn(says, error)
            self.assertFalse((self.folder / "result" / "audit.h5").exists())

    def test_profiles_are_refused_at_their_line(self):
        for says, text in (PROFILES | DEFAULT_PROFILES).items():
            self.refuse("--profile", text, line_of_fault(text), says)

    def test_profiles_of_the_earlier_signals_are_refused_at_their_line(self):
        for says, text in SPENDSENSE_PROFILES.items():
            text = "signals: spendsense\n" + text
            self.refuse("--profile", text, line_of_fault(text), says)

    def test_registries_are_refused_at_their_line(self):
        for says, text in REGISTRIES.items():
            self.refuse("--personas", text, line_of_fault(text), says)

    def test_the_registry_and_the_sections_that_the_faults_are_put_into_are_right(self):
        (self.folder / "mine.yaml").write_text(second())
        self.audit_bank("--personas", "mine.yaml")
        self.assertEqual(set(self.summary()["personas"]["6m"]["assigned"]), {"spender", "second", "unclassified", "not_assessed", "too_new"})

    def test_what_is_no_yaml_is_refused_at_its_line(self):
        for option in ("--profile", "--personas"):
            self.refuse(option, b"a: 1\nb: \xff\n", 2, "UTF-8")
            self.refuse(option, "windows: [30\npersonas: {\n", 2, "line 2")
            self.refuse(option, "windows:\n\t- 30\n", 2, "line 2")
            self.refuse(option, "a: *nothing\n", 1, "line 1")

    def test_a_profile_needs_a_registry_of_its_windows(self):
        self.audit_bank("--profile", "odd.yaml", code=2, says="window 180d is none of the profile's windows (7d, 90d)")
        self.audit_bank("--profile", "odd.yaml", "--personas", "odd_personas.yaml")

    def check_windows(self, profile, windows, *options):
        """All levels of detail have the tables of these windows, in their order, and the reference implementation agrees."""
        (self.folder / "mine.yaml").write_text(f"{profile}windows: {windows}\n")
        names = [f"{window}d" if isinstance(window, int) else window for window in windows]
        for detail in ("full", "evidence", "summary"):
            with self.subTest(profile=profile, windows=windows, detail=detail):
                self.audit_bank("--profile", "mine.yaml", *options, "--detail", detail, "--shadow", "100")
                summary = self.summary()
                self.assertEqual([name for name in summary["personas"] if name in names], names)
                self.assertEqual([name for name in summary["signals"] if name in names], names)
                with h5py.File(self.folder / "result" / "audit.h5") as result:
                    tables = {kind: set(result[kind]) if kind in result else set() for kind in ("signals", "personas")}
                    lengths = {len(column) for kind in tables for name in tables[kind] for column in result[kind][name].values()}
                self.assertEqual(tables, {"signals": set(names if detail == "full" else []), "personas": set([] if detail == "summary" else names)})
                self.assertEqual(lengths, set() if detail == "summary" else {summary["ledger"]["customers"]})

    def test_a_profile_may_have_up_to_eight_windows(self):
        for signals in ("", "signals: spendsense\n"):
            text = signals + "windows: [1, 7, 14, 30, 60, 90, 180, 365, 366]  # here\n"
            self.refuse("--profile", text, line_of_fault(text), "there must be 1 to 8 windows")
        (self.folder / "none.yaml").write_text(second())  # a registry that names no window
        for windows in ([30, 180], [30, 90, 180], [7, 30, 90, 180], [1, 7, 30, 90, 180], [1, 7, 14, 30, 90, 180], [1, 7, 14, 30, 60, 90, 180],
                        [1, 7, 14, 30, 60, 90, 180, 365]):
            self.check_windows("", windows, "--personas", "none.yaml")
            self.check_windows("signals: spendsense\n", windows)
        for windows in (["12m"], ["1m", "12m"], ["1d", "1m", 90, "6m", "12m"], ["1d", 7, "1m", "2m", "3m", "6m", "12m", "24m"]):
            self.check_windows("", windows)

    def test_cuts_that_do_not_fit_the_bins_name_the_profile(self):
        (self.folder / "mine.yaml").write_text("score_cuts: {frequency: [1, 2, 3]}\n")
        self.audit_bank("--profile", "mine.yaml", code=2, says="profile mine.yaml, score_cuts: 5 bins need 4 cuts")

    def test_the_ledger_cannot_take_the_results(self):
        self.expect(2, "audit", "--ledger", "ledger", "--out", "ledger", says="is the ledger")
        self.expect(2, "audit", "--ledger", "ledger", "--out", "./ledger/", says="is the ledger")

    def test_files_that_are_missing_or_no_files_are_named(self):
        for option in ("--profile", "--personas"):
            self.audit_bank(option, "nowhere.yaml", code=5, says="nowhere.yaml")
            self.audit_bank(option, ".", code=5, says="directory")

    def test_an_empty_profile_is_the_default_one(self):
        (self.folder / "mine.yaml").write_text("{}\n")
        self.audit_bank("--profile", "mine.yaml", out="mine")
        self.audit_bank()
        for table in ("signals-6m", "personas-6m", "streams", "rfm"):
            self.assertEqual(*(self.expect(0, "export", "--audit", out, "--table", table) for out in ("mine", "result")))

    def test_under_a_launcher_one_rank_says_it(self):
        (self.folder / "mine.yaml").write_text("windows: [30, 30]\n")
        done = self.run_spendlens("audit", "--ledger", "ledger", "--out", "result", "--profile", "mine.yaml", ranks=3)
        ours = [line for line in done.stderr.decode().splitlines() if line.startswith("spendlens:")]
        self.assertEqual((done.returncode, ours), (2, ["spendlens: profile mine.yaml, line 1: windows must ascend, and 30d is not longer than 30d (rank 0 of 3)"]))

    def test_shadow_is_a_percentage(self):
        for percent in ("101", "-1", "100.5", "nan"):
            self.audit_bank("--shadow", percent, code=2, says="--shadow")
        self.audit_bank("--shadow", "most", code=2, says="--shadow")


if __name__ == "__main__":
    unittest.main()
