"""A spendlens under test: runs it in a folder of its own and reads what it leaves. Shared by the scripts beside it."""

import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SPENDLENS = os.environ["SPENDLENS"]


def digest_of(path):
    return subprocess.run(["xxhsum", "-H2", path], check=True, capture_output=True, text=True).stdout.split()[0].removeprefix("XXH128_")


def digest_of_text(text):
    return subprocess.run(["xxhsum", "-H2", "-"], input=text.encode(), check=True, capture_output=True).stdout.decode().split()[0].removeprefix("XXH128_")


def seal(path):
    """Sums that match, of a file of one block."""
    path.with_name(path.name + ".sum").write_text(f"spendlens-sum 1\nsize {path.stat().st_size}\nblock 16777216\n{digest_of(path)}\n")


def seal_result(directory):
    """The same of a changed audit.h5, whose summary names it."""
    seal(directory / "audit.h5")
    summary = directory / "summary.json"
    text, count = re.subn(r'"audit_h5": "[0-9a-f]{32}"', f'"audit_h5": "{digest_of(directory / "audit.h5.sum")}"', summary.read_text())
    if count != 1:
        raise AssertionError(f"{summary} does not name its audit.h5 once")
    begin, end = text.index('\n  "data_quality": {'), text.rindex(',\n    "digest": "')
    summary.write_text(text[:end] + f',\n    "digest": "{digest_of_text(text[begin:end])}"\n  }}\n}}\n')


class CommandLineTest(unittest.TestCase):
    def run(self, result=None):
        """Says which tests of a file are skipped and why, for the list at the end of scripts/test.sh."""
        result = super().run(result)
        if result is not None:
            for test, reason in result.skipped:
                if test is self:
                    print(f"\nskipped: {self._testMethodName}: {reason}", flush=True)  # after the dots of the tests so far
        return result

    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = pathlib.Path(self.scratch.name)

    def run_spendlens(self, *arguments, stdin=b"", ranks=0):
        launcher = [os.environ.get("MPIEXEC", "mpirun"), "-n", str(ranks)] if ranks else []
        return subprocess.run([*launcher, SPENDLENS, *(str(each).encode(errors="surrogateescape") for each in arguments)], cwd=self.folder, input=stdin, capture_output=True, timeout=120)

    def expect(self, code, *arguments, says=None, **options):
        done = self.run_spendlens(*arguments, **options)
        error = done.stderr.decode()
        self.assertEqual(done.returncode, code, f"{arguments}: {error}{done.stdout.decode()}")
        if code != 0 and not options.get("ranks"):
            lines = [line for line in error.strip().splitlines() if " info rank=" not in line]
            self.assertEqual(len(lines), 1, f"not one line: {error}")
        if says is not None:
            self.assertIn(says, error + done.stdout.decode())
        return done.stdout.decode()

    def import_text(self, text, *options, code=0, name="log.csv", **more):
        data = text if isinstance(text, bytes) else text.encode()
        (self.folder / name).write_bytes(data)
        return self.expect(code, "import", "--transactions", name, "--ledger", "ledger", "--amounts", "spend-positive", "--replace", *options, **more)

    def audit(self, *options, code=0, **more):
        return self.expect(code, "audit", "--ledger", "ledger", "--out", "result", *options, **more)

    def summary(self):
        return json.loads((self.folder / "result" / "summary.json").read_text())

    def table(self, table="rfm", *options):
        return list(csv.DictReader(self.expect(0, "export", "--audit", "result", "--table", table, *options).splitlines()))

    def rejects(self, segment="log"):
        return (self.folder / "ledger" / "rejects" / f"{segment}.csv").read_bytes().decode(errors="replace")


if __name__ == "__main__":
    sys.exit("run one of the tests beside this file")
