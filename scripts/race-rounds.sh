#!/usr/bin/env bash
# Races every command with each that changes what it reads: N of each pair.
#   scripts/race-rounds.sh 500             five hundred of each pair
#   scripts/race-rounds.sh 1 --seed 7 --round 12   one of them again, as far as time allows
# SPENDLENS names the executable (default: build/release/jobs/spendlens); --help tells the other options. Exit code 1: something was found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/mpi-environment.sh
source scripts/mpi-environment.sh
exec /usr/bin/python3 -u tests/rounds/race_rounds.py "$@"
