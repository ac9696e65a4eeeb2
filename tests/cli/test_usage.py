"""Help, and wrong use: one clear line and the documented exit code."""

import os
import unittest
import unittest.mock

from command_line import CommandLineTest

COMMANDS = ("inspect", "import", "audit", "erase", "explain", "export", "diff", "info", "check", "generate", "report", "selftest")


class Usage(CommandLineTest):
    def test_help_of_the_program_and_of_each_command_shows_an_example(self):
        self.assertIn("Examples:", self.expect(0, "--help"))
        for command in COMMANDS:
            self.assertIn("Example:", self.expect(0, command, "--help"))

    def test_wrong_flags_and_commands_are_usage_errors(self):
        self.expect(2, says="--help")
        self.expect(2, "frobnicate", says="no command 'frobnicate'")
        for command in COMMANDS:
            self.expect(2, command, "--frobnicate", says=command)

    def test_an_empty_value_is_no_default_but_a_usage_error(self):
        """As a variable that is not set leaves in a script: --segment "$NAME"."""
        (self.folder / "log.csv").write_text("customer_id,timestamp,amount\na,2025-01-01,-1\n")
        log = ("import", "--transactions", "log.csv", "--ledger", "ledger")
        for name in ("segment", "comment", "escape", "debit", "direction", "max-rejected", "timezone", "currency", "accounts"):
            self.expect(2, *log, f"--{name}", "", says=f"--{name}: its value is empty")
        self.assertFalse((self.folder / "ledger").exists())
        for command in (("import", "--transactions", "", "--ledger", "ledger"), ("import", "--transactions", "log.csv", "--ledger", ""),
                        ("generate", "--customers", "5", "--ledger", "made", "--scenario", ""), ("compact", "--ledger", "ledger", "--into", ""),
                        ("audit", "--ledger", "ledger", "--out", ""), ("export", "--audit", "result", "--table", "rfm", "--output", ""),
                        ("report", "--audit", ""), ("info", ""), ("check", ""), ("explain", "--ledger", "ledger", "--audit", "result", "--customer", "")):
            self.expect(2, *command, says="its value is empty")
        self.expect(2, "check", "", says="its value is empty", ranks=2)
        self.expect(0, *log, "--null-values", "")

    def test_the_screen_is_plain_where_it_is_no_terminal(self):
        self.import_text("customer_id,timestamp,amount\na,2011-01-01,1\nb,2011-01-02,3\n")
        screen = self.audit()
        self.assertTrue(screen.isascii())
        self.assertNotIn("\033", screen)
        self.assertLessEqual(len(screen.splitlines()), 55)
        self.assertLessEqual(max(map(len, screen.splitlines())), 100)

    def test_info_lists_tables_columns_units_and_sizes(self):
        self.import_text("customer_id,timestamp,amount\na,2011-01-01,1\nb,2011-01-02,3\n")
        self.audit()
        text = self.expect(0, "info", "result")
        self.assertRegex(text, r"(?m)^  /rfm +2 rows, 13 columns, 106 bytes$")
        self.assertRegex(text, r"(?m)^    /rfm/monetary +i64 +16 bytes  minor units$")
        self.assertRegex(text, r"(?m)^    /lens2/group +u8 +2 bytes  one of 5 names$")
        self.assertRegex(self.expect(0, "info", "ledger"), r"(?m)^    /transaction/amount +i32 +8 bytes  minor units$")

    def test_nonsense_in_an_option_is_told_in_one_plain_line_before_anything_is_done(self):
        audit = ("audit", "--ledger", "ledger", "--out", "result")
        generate = ("generate", "--ledger", "made")
        numbers = {(*audit, "--threads"): "0 -1 nan inf 1e9 0x10 99999999999999999999", (*audit, "--max-seconds"): "0 -1 nan inf 1e400 0x1 5s",
                   (*audit, "--checkpoint-interval"): "-1 nan inf 1e400", (*audit, "--bins"): "0 1 10 nan 1e9", (*audit, "--shadow"): "-1 101 nan inf",
                   (*audit, "--percentiles"): "0 101 nan 10,x 10,20,10 10,,20 10, ,10", (*audit, "--memory"): "0 -1 nan inf 1e9 99999T", (*generate, "--customers"): "0 -1 nan 1.5k 99999999999999999999",
                   (*generate, "--customers", "5", "--seed"): "-1 nan 99999999999999999999", (*generate, "--customers", "5", "--history"): "0 -1 nan 36526",
                   (*generate, "--customers", "5", "--transactions-per-customer"): "0 -1 nan", (*generate, "--customers", "5", "--segment"): "-x .x a/b",
                   (*generate, "--customers", "5", "--mix"): "salaried=nan salaried=inf salaried=-1 salaried=", (*generate, "--customers", "5", "--threads"): "0 -1 nan"}
        for arguments, values in numbers.items():
            for value in values.split():
                self.expect(2, *arguments[:-1], f"{arguments[-1]}={value}")
        self.assertFalse((self.folder / "made").exists() and list((self.folder / "made").glob("*.h5")))

    def test_wrong_options_of_an_import_are_usage_errors(self):
        text = "customer_id,timestamp,amount,a,b\nx,2011-01-01,1,2,3\n"
        for option, value in (("threads", "0"), ("currency", "euro"), ("currency", "e"), ("segment", "-x"), ("column", "amount="), ("timestamp-format", "%H:%M"),
                              ("timestamp-format", "%"), ("max-rejected", "nan"), ("delimiter", '"'), ("delimiter", ",,"), ("timezone", "Nowhere/Here")):
            self.import_text(text, f"--{option}={value}", code=2)
        self.import_text(text, "--column", "amount=a", "--column", "amount=b", code=2, says="twice")
        self.assertFalse((self.folder / "ledger" / "log.h5").exists())
        self.import_text(text, "--currency", "eur")
        self.import_text("customer_id,timestamp,amount,currency\nx,2011-01-01,1,Eur\ny,2011-01-01,1,EUR\n", name="more.csv")
        self.assertIn("EUR", self.expect(0, "info", "ledger"))

    def test_a_missing_log_is_named(self):
        self.expect(3, "import", "--transactions", "nowhere.csv", "--ledger", "ledger", says="nowhere.csv")

    def test_what_is_no_ledger_is_named(self):
        (self.folder / "file").write_text("text")
        (self.folder / "empty").mkdir()
        for command in ("info", "check"):
            for path in ("nowhere", "file", "empty"):
                self.expect(3, command, path, says=path)
        for path in ("nowhere", "file", "empty"):
            self.expect(3, "audit", "--ledger", path, "--out", "result", says=path)

    def test_wrong_periods_and_options_are_usage_errors(self):
        self.import_text("customer_id,timestamp,amount\na,2011-01-01,1\n")
        for period in ("2011-13", "2011-Q5", "yesterday", "2011-02-01..2011-01-01"):
            self.audit("--period", period, code=2, says="period")
        self.audit("--period", "2011-01", "--compare", "2011-01", code=2, says="compared with")
        self.audit("--as-of", "2011-02-30", code=2, says="--as-of")
        self.audit("--percentiles", "0", code=2, says="--percentiles")
        self.audit("--percentiles", "101", code=2)
        self.audit("--bins", "1", code=2)
        self.audit("--bins", "10", code=2)
        self.audit("--memory", "much", code=2, says="size")

    def test_a_column_that_is_not_there_is_named_with_those_that_are(self):
        self.import_text("id,when,amount\na,2011-01-01,1\n", code=3, says="id, when, amount")
        self.import_text("customer_id,timestamp,amount\n", "--column", "customer_id=Client", code=3, says="Client")
        self.import_text("customer_id,timestamp,amount\n", "--column", "customer=Client", code=2, says="customer")

    def test_a_segment_name_that_is_a_path_is_refused_before_anything_is_made(self):
        self.import_text("customer_id,timestamp,amount\n", "--segment", "../evil", code=2, says="../evil")
        self.assertFalse((self.folder / "ledger").exists())

    def test_a_bad_variable_of_the_environment_is_one_line_on_any_number_of_ranks(self):
        with unittest.mock.patch.dict(os.environ, {"SPENDLENS_SILENCE_SECONDS": "soon"}):
            for ranks in (0, 1, 3):
                done = self.run_spendlens("generate", "--customers", "10", "--ledger", "bank", ranks=ranks)
                lines = [line for line in done.stderr.decode().splitlines() if line.startswith("spendlens: ")]
                self.assertEqual((done.returncode, len(lines)), (2, 1), lines)
                self.assertIn("SPENDLENS_SILENCE_SECONDS=soon is not a number of seconds", lines[0])

    def test_under_a_launcher_the_error_is_still_one_line_of_ours(self):
        done = self.run_spendlens("audit", "--ledger", "nowhere", "--out", "result", ranks=3)
        ours = [line for line in done.stderr.decode().splitlines() if line.startswith("spendlens:")]
        self.assertEqual(len(ours), 1, done.stderr.decode())
        self.assertEqual(done.returncode, 3)


if __name__ == "__main__":
    unittest.main()
