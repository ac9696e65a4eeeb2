#!/usr/bin/env bash
# Generates bank customers, audits them, and tells how much of the truth was found, by kind of customer, with examples of what was not.
#   scripts/recovery.sh                       two thousand
#   scripts/recovery.sh 20000 --ranks 2       more, on two ranks
#   scripts/recovery.sh 500 --examples 20 --keep out/recovery   the files stay
# SPENDLENS names the executable (default: build/release/jobs/spendlens); --help tells the other options and what each figure means.
# Exit code 1: a figure is below what --at-least FIGURE=SHARE asks for.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/mpi-environment.sh
source scripts/mpi-environment.sh
exec /usr/bin/python3 -u tests/recovery/recovery.py "$@"
