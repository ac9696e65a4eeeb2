#!/usr/bin/env bash
# Installs what is missing, builds and runs every test. Example:
#   scripts/test.sh          release build, all tests
#   scripts/test.sh --full   also the address, undefined-behaviour, leak and thread sanitizers, long random rounds and clang-tidy
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

full=false
case "${1:-}" in
  "") ;;
  --full) full=true ;;
  *) echo "usage: ${0##*/} [--full]" >&2; exit 2 ;;
esac

# shellcheck source=scripts/mpi-environment.sh
source scripts/mpi-environment.sh

build() {  # preset
  scripts/build.sh "$1" -DSPENDLENS_BUILD_TESTS=ON
}

run_tests() {  # preset, tests at a time
  local preset=$1 results code=0
  results=$(mktemp)
  echo "== $preset: test"
  ctest --preset "$preset" --parallel "$2" --no-tests=error --output-junit "$results" || code=$?
  if [[ -s $results ]]; then scripts/list-skipped-tests.py "$results"; fi
  rm -f "$results"
  return "$code"
}

if $full; then
  scripts/install-dependencies.sh --full
  export SPENDLENS_LONG=1
else
  scripts/install-dependencies.sh --tests
fi

build release
# Most tests wait for launchers, signals and files; what is sanitized computes.
run_tests release "$((2 * $(nproc) + 1))"
if $full; then
  build asan
  run_tests asan "$(nproc)"
  build tsan
  run_tests tsan "$(nproc)"
  scripts/tidy.sh
fi
