#!/usr/bin/env bash
# Benchmarks that anyone can run. Builds what it needs; installs nothing, but says what is missing. Examples:
#   scripts/bench.sh             stages, limits and, where it is installed, DuckDB: under 3 minutes
#   scripts/bench.sh --help      sizes, ranks and rounds
#   scripts/bench.sh --tables    the whole pipeline, RFM and lenses over growing numbers of customers
#   scripts/bench.sh --kernels [--filter REGEX] [--repeat N] [--json FILE]
#                                the kernels beside the sum over the same columns (needs Google Benchmark)
#   scripts/bench.sh --library [--customers N]... [--workers N] [--repeat N] [--json]
#                                the library's parallel path beside the sequential one (needs Google Benchmark to build)
#   scripts/bench.sh --scaling [--customers N] [--most-ranks N]
#                                strong and weak scaling, collectives and memory over up to 1,024 ranks
#   scripts/bench.sh --segments [--shape month|dense] [--customers N]
#                                a ledger of 31 segments beside the same folded into one
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
cd "$here/.."
# shellcheck source=scripts/mpi-environment.sh
source scripts/mpi-environment.sh
export PYTHONDONTWRITEBYTECODE=1
build=build/release
python=/usr/bin/python3

missing=()
for program in cmake ninja g++ mpirun "$python"; do
  command -v "$program" >/dev/null || missing+=("$program")
done
if [[ ${#missing[@]} -gt 0 ]]; then
  echo "Missing: ${missing[*]}. scripts/install-dependencies.sh installs them." >&2
  exit 2
fi

build_targets() {  # hint where it fails, options of cmake, targets
  local hint=$1 options=$2
  shift 2
  # shellcheck disable=SC2086
  scripts/build.sh release $options --target "$@" >&2 || {
    echo "The build failed. Where a package is missing: $hint" >&2
    exit 2
  }
}

case "${1:-}" in
  -h | --help) ;;
  --kernels | --library)
    build_targets "scripts/install-dependencies.sh --benchmarks" -DSPENDLENS_BUILD_BENCHMARKS=ON benchmark_kernels benchmark_library
    [[ $1 != --library ]] || { shift; exec "$build/benchmarks/library/library" "$@"; }
    shift
    exec env PYTHONPATH=benchmarks "$python" -m bench.kernels --program "$build/benchmarks/kernels/kernels" "$@"
    ;;
  --scaling)
    build_targets "scripts/install-dependencies.sh" "" spendlens benchmark_pretend
    shift
    exec "$python" benchmarks/scaling/scaling.py --build "$build" --work "${TMPDIR:-/tmp}/spendlens-scaling-$$" "$@"
    ;;
  --segments)
    build_targets "scripts/install-dependencies.sh" "" spendlens
    shift
    exec "$python" benchmarks/segments/segments.py --build "$build" --work "${TMPDIR:-/tmp}/spendlens-segments" "$@"
    ;;
  *) build_targets "scripts/install-dependencies.sh" "" spendlens benchmark_limits benchmark_peak_memory ;;
esac
exec env PYTHONPATH=benchmarks "$python" -m bench --build "$build" "$@"
