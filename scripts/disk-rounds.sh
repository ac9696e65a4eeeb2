#!/usr/bin/env bash
# Lets every command that writes run on file systems that are too small.
#   scripts/disk-rounds.sh 200             two hundred of them
#   scripts/disk-rounds.sh 1 --seed 7 --round 12   one of them again
# SPENDLENS names the executable (default: build/release/jobs/spendlens); --help tells the other options. Exit code 1: something was found.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/mpi-environment.sh
source scripts/mpi-environment.sh
exec /usr/bin/python3 -u tests/rounds/disk_rounds.py "$@"
