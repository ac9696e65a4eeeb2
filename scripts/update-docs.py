#!/usr/bin/env python3
"""Writes the generated parts of docs/results.md anew, from the program itself. They stand between a line that names the
command, <!-- made by: spendlens document result -->, and <!-- end -->.

  scripts/update-docs.py build/release/jobs/spendlens            after a table, column or key has changed
  scripts/update-docs.py build/release/jobs/spendlens --check    only says whether the file is as it would be written
"""

import pathlib
import re
import subprocess
import sys

DOCUMENT = pathlib.Path(__file__).resolve().parents[1] / "docs" / "results.md"
PART = re.compile(r"(<!-- made by: spendlens (document \w+) -->\n).*?(<!-- end -->\n)", re.DOTALL)


def main():
    arguments = sys.argv[1:]
    check = "--check" in arguments
    programs = [argument for argument in arguments if argument != "--check"]
    if len(programs) != 1:
        sys.exit("usage: scripts/update-docs.py SPENDLENS [--check]")

    def made(part):
        done = subprocess.run([programs[0], *part[2].split()], capture_output=True, text=True, check=True)
        return part[1] + "\n" + done.stdout + "\n" + part[3]

    before = DOCUMENT.read_text()
    after, parts = PART.subn(made, before)
    if parts != 2:
        sys.exit(f"{DOCUMENT} has {parts} generated parts instead of 2")
    if check and after != before:
        sys.exit(f"{DOCUMENT} is not what the program says; run scripts/update-docs.py {programs[0]}")
    if not check:
        DOCUMENT.write_text(after)


if __name__ == "__main__":
    main()
