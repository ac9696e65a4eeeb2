#!/usr/bin/env python3
"""Runs a test with the Python of the environment that build_package.py has made; where there is none it is skipped.

usage: in_environment.py ENVIRONMENT TEST
"""

import os
import pathlib
import sys

python = pathlib.Path(sys.argv[1]) / "bin" / "python"
if not (pathlib.Path(sys.argv[1]) / "is-ready").exists():
    print("skipped: the package was not built, see python.build")
    sys.exit(77)
os.execv(python, [str(python), *sys.argv[2:]])
