"""What a terminal is sent, and what a log is that only looks like one."""

import os
import pty
import subprocess
import unittest

from command_line import SPENDLENS, CommandLineTest

LOG = "customer_id,timestamp,amount\na,2011-01-01,1\nb,2011-01-02,3\n"
PLAIN = {"TERM": "xterm", "NO_COLOR": "", "CLICOLOR_FORCE": "", "LC_ALL": "C.UTF-8"}
LAUNCHED = {"OMPI_COMM_WORLD_SIZE": "1"}


class Terminal(CommandLineTest):
    def on_terminal(self, *arguments, environment=None):
        """What a terminal gets that is standard output and standard error of the command."""
        ours, its = pty.openpty()
        process = subprocess.Popen([SPENDLENS, *map(str, arguments)], cwd=self.folder, stdin=its, stdout=its, stderr=its,
                                   env={**os.environ, **PLAIN, **(environment or {})})
        os.close(its)
        seen = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # the other side is closed
                break
            if not part:
                break
            seen += part
        os.close(ours)
        self.assertEqual(process.wait(timeout=60), 0, seen)
        return seen

    def audited(self, *options, environment=None):
        return self.on_terminal("audit", "--ledger", "ledger", "--out", "result", *options, environment=environment)

    def test_a_terminal_gets_colours_unless_it_is_dumb_or_they_are_declined(self):
        self.import_text(LOG)
        self.assertIn(b"\033[", self.audited())
        for environment in ({"TERM": "dumb"}, {"TERM": ""}, {"NO_COLOR": "1"}, {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}):
            self.assertNotIn(b"\033", self.audited(environment=environment), environment)
        self.assertNotIn(b"\033", self.audited("--color", "never", environment={"CLICOLOR_FORCE": "1"}))
        self.assertIn(b"\033[", self.audited("--color", "always", environment={"NO_COLOR": "1"}))

    def test_a_terminal_that_a_launcher_made_gets_no_escapes_unless_asked_for(self):
        self.import_text(LOG)
        for command in (("audit", "--ledger", "ledger", "--out", "result"),
                        ("import", "--transactions", "log.csv", "--ledger", "ledger", "--amounts", "spend-positive"),
                        ("generate", "--customers", "5000", "--ledger", "made")):
            self.assertNotIn(b"\033", self.on_terminal(*command, environment=LAUNCHED), command)
        self.assertIn(b"\033[", self.audited("--color", "always", environment=LAUNCHED))
        self.assertIn(b"\033[", self.audited(environment={**LAUNCHED, "CLICOLOR_FORCE": "1"}))

    def test_a_log_of_mpirun_has_no_escapes_unless_asked_for(self):
        self.import_text(LOG)
        launcher = [os.environ.get("MPIEXEC", "mpirun"), "-n", "2", SPENDLENS, "audit", "--ledger", "ledger", "--out", "result"]
        for options, coloured in (((), False), (("--color", "always"), True)):
            done = subprocess.run([*launcher, *options], cwd=self.folder, capture_output=True, timeout=120, env={**os.environ, **PLAIN})
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(b"\033[" in done.stdout, coloured)
            self.assertNotIn(b"\033", done.stderr)


if __name__ == "__main__":
    unittest.main()
