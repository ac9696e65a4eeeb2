#!/usr/bin/env bash
# Runs the tests of the Python system that spendlens.compat.autoclv stands in for against it: those of the data mart, RFM, Lens 1,
# Lens 2, their DataFrame adapters and performance, from a checkout of datablogin/AutoCLV that is not changed. Then measures the
# DataFrame path of both, for so many rows, in one run. Needs the package spendlens with pandas and pytest in PYTHON. Example:
#   PYTHON=venv/bin/python scripts/compat-autoclv.sh ../AutoCLV            the tests
#   PYTHON=venv/bin/python scripts/compat-autoclv.sh ../AutoCLV 300000     and the measurement (the former system takes minutes)
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
if [[ $# -lt 1 || $# -gt 2 || ! -d $1/customer_base_audit ]]; then
  echo "usage: ${0##*/} DIRECTORY_OF_AUTOCLV [ROWS]" >&2
  exit 2
fi
checkout=$(cd "$1" && pwd)
python=$(command -v "${PYTHON:-python3}")
python=$(cd "$(dirname "$python")" && pwd)/$(basename "$python")
export PYTHONPATH="$here/tests/python/compat${PYTHONPATH:+:$PYTHONPATH}" PYTHONDONTWRITEBYTECODE=1

cd "$checkout"
"$python" -m pytest -q -p no:cacheprovider -p autoclv_stand_in -o addopts="" \
  tests/test_customer_foundation.py tests/test_rfm.py tests/test_lens1.py tests/test_lens2.py \
  tests/test_pandas_rfm.py tests/test_pandas_lens1.py tests/test_pandas_lens2.py tests/test_performance_analysis.py
if [[ -n ${2:-} ]]; then
  "$python" "$here/tests/python/compat/measure_frames.py" "$checkout" "$2"
fi
