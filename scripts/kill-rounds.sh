#!/usr/bin/env bash
# Kills audits at random moments, goes on with other numbers of ranks, and compares the results with that of an undisturbed run.
#   scripts/kill-rounds.sh 100              a hundred rounds; SPENDLENS names the executable (default: build/release/jobs/spendlens)
#   scripts/kill-rounds.sh 100 --seed 7     the same kills again, as far as time allows
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:?usage: kill-rounds.sh ROUNDS [--customers N] [--seed N]}
shift
# shellcheck source=scripts/mpi-environment.sh
source scripts/mpi-environment.sh
exec /usr/bin/python3 -u tests/restart/kill_rounds.py "${SPENDLENS:-build/release/jobs/spendlens}" "${MPIEXEC:-mpirun}" --rounds "$rounds" "$@"
