#!/usr/bin/env python3
"""Builds the Python package against the rooms of a build, in a virtual environment. Ends with 77 where PyPI cannot be reached.

usage: build_package.py SOURCE_DIRECTORY BUILD_DIRECTORY ENVIRONMENT
"""

import pathlib
import shutil
import subprocess
import sys

WANTED = ["numpy", "pandas", "polars", "pyarrow", "duckdb", "h5py", "matplotlib", "nbclient", "nbformat", "ipykernel", "tzdata", "pyyaml"]
BUILD = ["nanobind>=2.4", "scikit-build-core>=0.10"]
QUIET = ["-q", "--disable-pip-version-check", "--retries", "1", "--timeout", "30"]


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def main(source, build, environment):
    ready = environment / "is-ready"
    ready.unlink(missing_ok=True)
    if not (environment / "bin" / "pip").exists():
        shutil.rmtree(environment, ignore_errors=True)
        if subprocess.run([sys.executable, "-m", "venv", environment], capture_output=True).returncode:
            skip("this Python makes no virtual environment with pip (Debian: python3-venv)")
    pip = [environment / "bin" / "pip", "install", *QUIET]
    got = subprocess.run([*pip, *BUILD, *WANTED], capture_output=True, text=True)
    if got.returncode:
        skip(f"PyPI has not what the package is built and tested with\n{got.stderr[-2000:]}")
    prefix = environment / "spendlens-library"
    subprocess.run(["cmake", "--install", build, "--component", "library", "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
    settings = ["cmake.define.SPENDLENS_FROM_PACKAGE=ON", f"cmake.define.CMAKE_PREFIX_PATH={prefix}", f"build-dir={environment}/extension"]
    subprocess.run([*pip, "--no-build-isolation", "--no-deps", "--force-reinstall", *(f"--config-settings={one}" for one in settings), source], check=True)
    subprocess.run([environment / "bin" / "python", "-c", "import spendlens; print(spendlens.__version__)"], check=True, cwd="/")
    ready.touch()


if __name__ == "__main__":
    main(*(pathlib.Path(word).resolve() for word in sys.argv[1:]))
