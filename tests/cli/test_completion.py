"""The completion for bash: what it offers at each place of a command line, in a bash that sources it."""

import os
import pty
import re
import select
import subprocess
import time
import unittest

from command_line import CommandLineTest

COMMANDS = ["inspect", "import", "generate", "compact", "erase", "audit", "explain", "export", "diff", "report", "info", "check", "selftest", "completion"]
# Where bash cuts words, beside blanks: the equals sign stands alone.
ASK = r"""
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(left over)
_spendlens spendlens "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
for reply in "${COMPREPLY[@]}"; do printf '%s\0' "$reply"; done
"""


class Completion(CommandLineTest):
    def setUp(self):
        super().setUp()
        (self.folder / "spendlens.bash").write_text(self.expect(0, "completion", "bash"))

    def offered(self, line):
        """What is offered for the last word of a line; a line that ends in a blank has an empty last word."""
        words = [word for part in line.split(" ") for word in (re.findall(r"=|[^=]+", part) or [""])]
        done = subprocess.run(["bash", "--norc", "-u", "-c", ASK, "bash", "spendlens.bash", *words], cwd=self.folder, capture_output=True, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, b""), line)
        return done.stdout.decode().split("\0")[:-1]

    def options_of(self, *command):
        return set(re.findall(r"(?m)^  (?:-\w,)?(--[a-z-]+)", self.expect(0, *command, "--help")))

    def test_commands_are_those_of_help_without_the_hidden_one(self):
        listed = re.findall(r"(?m)^  ([a-z]+)  ", self.expect(0, "--help").split("Subcommands:")[1])
        self.assertEqual(self.offered("spendlens "), listed)
        self.assertEqual(listed, COMMANDS)
        self.assertEqual(self.offered("spendlens ex"), ["explain", "export"])
        self.assertEqual(self.offered("spendlens --quiet --log-level debug ex"), ["explain", "export"])
        self.assertEqual(self.offered("spendlens --log-level=debug ex"), ["explain", "export"])

    def test_every_option_of_help_is_offered_and_no_other(self):
        self.assertEqual(set(self.offered("spendlens --")), self.options_of())
        for command in COMMANDS:
            self.assertEqual(set(self.offered(f"spendlens {command} --")), self.options_of(command) | {"--quiet", "--log-level", "--log-format", "--color", "--record", "--metrics", "--lineage"}, command)
        self.assertEqual(self.offered("spendlens audit --ledger l --sc"), ["--score-method"])

    def test_enumerated_and_offered_values(self):
        self.assertEqual(self.offered("spendlens export --format "), ["csv", "ndjson", "parquet"])
        self.assertEqual(self.offered("spendlens export --format=n"), ["ndjson"])
        self.assertEqual(self.offered("spendlens export --format="), ["csv", "ndjson", "parquet"])
        self.assertEqual(self.offered("spendlens export --table signals-"), ["signals-1m", "signals-6m", "signals-12m"])
        self.assertEqual(self.offered("spendlens --log-level "), ["error", "warn", "info", "debug"])
        self.assertEqual(self.offered("spendlens audit --log-level=d"), ["debug"])
        self.assertEqual(self.offered("spendlens audit --detail "), ["full", "evidence", "summary"])
        self.assertEqual(self.offered("spendlens audit --profile d"), ["default"])
        self.assertEqual(self.offered("spendlens generate --scenario ba"), ["baseline"])
        self.assertEqual(self.offered("spendlens completion "), ["bash"])

    def test_files_and_directories_where_an_option_takes_them(self):
        (self.folder / "logs of may").mkdir()
        (self.folder / "log.csv").write_text("")
        self.assertEqual(set(self.offered("spendlens import --transactions lo")), {"log.csv", "logs of may"})
        self.assertEqual(self.offered("spendlens import --ledger=lo"), ["logs of may"])
        self.assertEqual(self.offered("spendlens check lo"), ["logs of may"])
        (self.folder / "default.yaml").write_text("")
        self.assertEqual(self.offered("spendlens audit --personas de"), ["default", "default.yaml"])

    def test_nothing_is_offered_where_nothing_is_known(self):
        for line in ("spendlens explain --customer ", "spendlens audit --bins=", "spendlens export --where persona=", "spendlens frobnicate ", "spendlens export "):
            self.assertEqual(self.offered(line), [], line)

    def test_a_tab_on_a_terminal_completes(self):
        (self.folder / "ledger of may").mkdir()
        child, terminal = pty.fork()
        if child == 0:
            os.chdir(self.folder)
            os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], {**os.environ, "PS1": "$ ", "TERM": "dumb", "INPUTRC": "/dev/null"})
        try:
            os.write(terminal, b"source spendlens.bash; spendlens() { printf '<%s>' \"$@\"; }\n")
            os.write(terminal, b"spendlens au\t--deta\tev\t--ledger le\t; echo; echo the-''end\n")
            seen = b""
            end = time.monotonic() + 60
            while b"the-end" not in seen and time.monotonic() < end and select.select([terminal], [], [], 60)[0]:
                seen += os.read(terminal, 65536)
            self.assertIn(b"<audit><--detail><evidence><--ledger><ledger of may/>", seen)
        finally:
            os.close(terminal)
            os.waitpid(child, 0)

    def test_another_shell_is_a_usage_error(self):
        self.expect(2, "completion", "fish", says="completion")
        self.expect(2, "completion", says="completion")


if __name__ == "__main__":
    unittest.main()
