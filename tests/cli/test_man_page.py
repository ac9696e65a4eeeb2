"""The man page: groff has nothing against it, and it has every command, option, exit code and variable there is."""

import pathlib
import re
import subprocess
import unittest

from command_line import CommandLineTest
from test_completion import COMMANDS

SOURCE = pathlib.Path(__file__).resolve().parents[2]


class ManPage(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.page = self.expect(0, "document", "man")

    def rendered(self):
        done = subprocess.run(["groff", "-man", "-ww", "-Tutf8", "-P-cbou", "-rLL=200n"], input=self.page.encode(), capture_output=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr.decode()), (0, ""))
        return done.stdout.decode()

    def section(self, name):
        return self.page.split(f".SH {name}\n")[1].split(".SH ")[0]

    def test_groff_warns_of_nothing_and_shows_every_section(self):
        text = self.rendered()
        for section in ("NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "COMMANDS", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO"):
            self.assertRegex(text, rf"(?m)^{section}$")
        self.assertTrue(self.page.isascii())

    def test_every_command_and_option_of_help_is_in_it_with_its_words(self):
        text = re.sub(r"\s+", " ", self.rendered())
        for command in COMMANDS:
            self.assertRegex(self.section("COMMANDS"), rf"(?m)^\.SS {command}$")
            said = self.expect(0, command, "--help")
            for option in re.findall(r"(?m)^  (?:-\w,)?(--[a-z-]+)", said):
                self.assertIn(option, text)
            # Descriptions and footers are long lines in --help; on the page they are the same words.
            for line in said.splitlines():
                if line and not re.match(r"  -|Usage: |Options:|Positionals:|  \w+ ", line):
                    self.assertIn(re.sub(r"\s+", " ", line).strip(), text, command)

    def test_exit_codes_are_those_of_help(self):
        status = self.section("EXIT STATUS").replace("\\-", "-")
        codes = re.findall(r"(\d+) ([^;]+?)(?:;|$)", re.sub(r"\s+", " ", self.expect(0, "--help").split("Exit codes:")[1]).strip())
        self.assertEqual([code for code, _ in codes], [*"023456789", "10"])
        for code, meaning in codes:
            self.assertIn(f"\\fB{code}\\fR\n{meaning}", status)

    def test_every_variable_that_the_program_reads_is_told(self):
        told = re.sub(r"\\f[BIR]", "", self.section("ENVIRONMENT"))
        read = set()
        for path in [*SOURCE.glob("jobs/*.cpp"), *SOURCE.glob("src/**/*.cpp")]:
            text = path.read_text()
            if "getenv" in text:
                read |= set(re.findall(r'"((?:OMP|OMPI|PMIX?|SLURM|SPENDLENS|LC|LANG|TERM|NO|CLICOLOR)(?:_[A-Z_]+)?)"', text))
        self.assertGreater(len(read), 11)
        self.assertEqual({name for name in read if not re.search(rf"\b{name}\b", told)}, set())

    def test_what_roff_would_take_for_a_request_or_an_escape_is_text(self):
        self.assertIn("\n\\&.balance_current", self.page)
        self.assertIn("ledger \\-\\-amounts spend\\-positive \\e\n", self.page)
        for line in self.page.splitlines():
            if line.startswith("."):
                self.assertRegex(line, r'^\.(\\"|TH|SH|SS|TP|PP|EX|EE|BR|br|nr|nh|ad)( |$)', line)
            self.assertFalse(line.startswith("'"), line)
        text = self.rendered()
        self.assertIn("--amounts spend-positive \\\n", text)
        self.assertIn(".balance_current, .balance_available or .balance_limit", text)
        self.assertNotIn("\u2010", text)  # a hyphen that could not be copied


if __name__ == "__main__":
    unittest.main()
