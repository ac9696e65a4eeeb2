#!/usr/bin/env bash
# Tampers with files of every kind and gives them to the commands that read them.
#   scripts/tamper-rounds.sh 2000            two thousand files
#   scripts/tamper-rounds.sh 1 --seed 7 --round 12   one of them again
# SPENDLENS names the executable (default: build/release/jobs/spendlens); --help tells the other options. Exit code 1: something was found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/mpi-environment.sh
source scripts/mpi-environment.sh
exec /usr/bin/python3 -u tests/rounds/tamper_rounds.py "$@"
