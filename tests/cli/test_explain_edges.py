"""Explanations of nobody, of customers with odd ids, and of results and ledgers that do not belong together."""

import csv
import shutil
import subprocess
import unittest

from bank_ledger import BankLedgerTest
from command_line import SPENDLENS

HEAD = "customer_id,timestamp,amount\n"


class ExplainEdges(BankLedgerTest):
    def refuse(self, customer="a", ledger="ledger", audit="result", code=3, says="audit"):
        self.expect(code, "explain", "--ledger", ledger, "--audit", audit, "--customer", customer, "--json", says=says)

    def import_log(self, ledger, rows, segment="s"):
        (self.folder / "log.csv").write_text(HEAD + rows)
        self.expect(0, "import", "--transactions", "log.csv", "--ledger", ledger, "--segment", segment, "--replace")

    def test_a_result_of_another_ledger_is_refused(self):
        self.import_log("ledger", "a,2025-01-01,-1\nb,2025-01-02,-2\n")
        self.import_log("longer", "a,2025-01-01,-1\nb,2025-01-02,-2\nb,2025-01-02,-2\n")
        self.import_log("dearer", "a,2025-01-01,-9\nb,2025-01-02,-2\n")
        self.import_log("others", "a,2025-01-01,-1\nc,2025-01-02,-2\n")
        self.audit()
        self.assertEqual(self.explain("a")["rfm"]["total_spend"], "1.00")
        self.refuse("a", "longer", says="3")
        self.refuse("a", "dearer", says="'a'")
        self.refuse("c", "others", says="'c'")
        self.refuse("b", "others", says="'b'")

    def test_a_ledger_that_was_imported_again_is_refused(self):
        self.import_log("ledger", "a,2025-01-01,-1\nb,2025-01-02,-2\n")
        self.audit()
        self.import_log("ledger", "a,2025-01-01,-7\nb,2025-01-02,-2\n")
        self.refuse()
        self.audit()
        self.assertEqual(self.explain("a")["rfm"]["total_spend"], "7.00")
        self.import_log("ledger", "a,2025-01-03,-1\n", "later")
        self.refuse(says="result/audit.h5")

    def test_other_balances_and_other_amounts_of_the_same_number_are_refused(self):
        for detail in ("full", "evidence"):
            # Months of outgoings are known from 60 days on: a balance then is among what conditions saw.
            self.import_accounts(HEAD + "a,2024-10-01,-1000\na,2025-01-01,-1\n", "s,a,depository,savings,5000,\n")
            self.audit("--detail", detail)
            self.assertEqual(self.explain("a")["signals"]["6m"]["savings_balance"], "5000.00")
            self.import_accounts(HEAD + "a,2024-10-01,-1000\na,2025-01-01,-1\n", "s,a,depository,savings,9999,\n")
            with self.subTest("accounts", detail=detail):
                self.refuse()
            self.import_accounts(HEAD + "a,2024-10-01,-1000\na,2025-01-01,-7\n", "s,a,depository,savings,5000,\n")
            with self.subTest("amounts", detail=detail):
                self.refuse()

    def test_what_a_customer_who_is_not_assessed_qualifies_for_is_listed_and_not_assigned(self):
        card = "k,a,credit,credit_card,60,100\n"
        for day, qualifying in (("2025-06-01", []), ("2024-06-01", ["credit_starter"])):  # after the reference date; 214 days before
            self.import_accounts(HEAD + f"a,{day},-1\n", card)
            self.audit("--as-of", "2025-01-01")
            of_window = self.explain("a")["personas"]["6m"]
            self.assertEqual((of_window["persona"], of_window["qualifying"]), ("not_assessed", qualifying))
            conditions = [condition for persona in of_window["personas"] for condition in persona["conditions"]]
            held = {condition["signal"] for condition in conditions if condition["held"]}
            self.assertEqual(held, {"credit_total_limits", "transaction_history_days"} if qualifying else {"credit_total_limits"})
            self.assertEqual({condition["held"] for condition in conditions}, {True, False})  # what is unknown does not hold
            text = self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--customer", "a")
            self.assertIn("not_assessed: no transaction in the 90 days up to the reference date", text)
            self.assertIn("holds     credit_total_limits 100.00 < 3000", text)
            self.assertIn("fails     revolving_utilization_pct unknown >= 50 %", text)  # neither statement nor payment is known

    def test_control_characters_of_the_data_do_not_reach_the_terminal(self):
        self.import_log("ledger", "\x1b[31mred,2025-01-01,-1\n")
        self.audit()
        text = self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--customer", "\x1b[31mred")
        self.assertNotIn("\x1b", text)
        self.assertIn("Customer ?[31mred", text)

    def test_another_currency_is_refused(self):
        self.import_log("ledger", "a,2025-01-01,-1\n")
        self.audit()
        shutil.rmtree(self.folder / "ledger")
        (self.folder / "log.csv").write_text(HEAD + "a,2025-01-01,-1\n")
        self.expect(0, "import", "--transactions", "log.csv", "--ledger", "ledger", "--currency", "EUR", "--replace")
        self.refuse()

    def test_what_is_missing_or_damaged_is_named_in_one_line(self):
        self.import_log("ledger", "a,2025-01-01,-1\n")
        self.audit()
        (self.folder / "empty").mkdir()
        (self.folder / "file").write_text("text")
        for path in ("nowhere", "empty", "file"):
            for ledger, audit in ((path, "result"), ("ledger", path), (path, path)):
                done = self.run_spendlens("explain", "--ledger", ledger, "--audit", audit, "--customer", "a")
                error = done.stderr.decode()
                self.assertIn(done.returncode, (3, 5), error)
                self.assertIn(path, error)
                self.assertEqual((done.stdout, len(error.splitlines())), (b"", 1), error)
        result = self.folder / "result" / "audit.h5"
        result.write_bytes(result.read_bytes()[:-100])
        self.refuse(says="audit.h5")
        self.expect(2, "explain", "--ledger", "ledger", "--audit", "result", says="--customer")

    def test_output_that_cannot_be_written_is_an_error_of_output(self):
        self.import_log("ledger", "a,2025-01-01,-1\n")
        self.audit()
        for options in ((), ("--json",)):
            with open("/dev/full", "w") as full:
                command = [SPENDLENS, "explain", "--ledger", "ledger", "--audit", "result", "--customer", "a", *options]
                done = subprocess.run(command, cwd=self.folder, stdout=full, stderr=subprocess.PIPE, text=True)
            self.assertEqual((done.returncode, "standard output" in done.stderr), (5, True), done.stderr)

    def test_an_unknown_customer_is_named(self):
        self.import_bank()
        self.audit_bank()
        known = next(iter(self.by_customer("lens2")))
        for customer in ("nobody", known.upper(), known + " ", "x" * 500, "\u00fcn\u00efcode", "{}", "%s"):
            self.expect(3, "explain", "--ledger", "ledger", "--audit", "result", f"--customer={customer}", says=f"'{customer[:64]}")
        self.expect(2, "explain", "--ledger", "ledger", "--audit", "result", "--customer=", says="--customer")

    def test_odd_ids_are_found(self):
        ids = ["=1+1", "-x", "--json", 'a "b" c', "a,b", "'", "\u00c4rzte \u2192 \u65e5\u672c", "[a]", "a b ", "{0}", "%d",
               "a\tb", "0x10", "n" * 64, "\u00fc" * 32]
        with open(self.folder / "odd.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([("customer_id", "timestamp", "amount"), *((name, "2025-01-02", -10 - i) for i, name in enumerate(ids))])
        self.expect(0, "import", "--transactions", "odd.csv", "--ledger", "ledger")
        self.audit()
        for i, name in enumerate(ids):
            explained = self.explain(name)
            self.assertEqual((explained["customer_id"], explained["rfm"]["total_spend"]), (name, f"{10 + i}.00"))
            text = self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", f"--customer={name}")
            self.assertTrue(text.startswith("Customer " + name.replace("\t", "?") + " as of 2025-01-02"), text)


if __name__ == "__main__":
    unittest.main()
