#!/usr/bin/env bash
# Ends every command at random moments, in every way, and judges what is left.
#   scripts/kill-rounds.sh 1000            a thousand of them
#   scripts/kill-rounds.sh 1 --seed 7 --round 12   one of them again, as far as time allows
# SPENDLENS names the executable (default: build/release/jobs/spendlens); --help tells the other options. Exit code 1: something was found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/mpi-environment.sh
source scripts/mpi-environment.sh
exec /usr/bin/python3 -u tests/rounds/kill_rounds.py "$@"
