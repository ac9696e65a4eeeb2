#!/usr/bin/env python3
"""Names each test that ctest skipped, with the reason that the test gave. Usage: list-skipped-tests.py JUNIT.xml

JUNIT.xml is what `ctest --output-junit` writes. Prints nothing where no test was skipped."""

import sys
import xml.etree.ElementTree as xml


def reason(case):
    """The lines in which the test says what it skips and why, or what ctest says of it."""
    lines = [line.split(":", 1)[1].strip() for line in (case.findtext("system-out") or "").splitlines() if line.lower().startswith("skipped:")]
    if lines:
        return "; ".join(lines)
    skipped = case.find("skipped")
    return skipped.get("message") or "no reason given"


def main(path):
    cases = [case for case in xml.parse(path).iter("testcase") if case.find("skipped") is not None]
    if cases:
        print(f"Skipped, so not tested here: {len(cases)}")
    for case in cases:
        print(f"  {case.get('name')}: {reason(case)}")


if __name__ == "__main__":
    main(sys.argv[1])
