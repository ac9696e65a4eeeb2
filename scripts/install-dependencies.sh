#!/usr/bin/env bash
# Installs the distribution's packages that building, testing and running need: only those that are missing, and without
# a word where none is. Example:
#   scripts/install-dependencies.sh          what building and running need (where npm is there DuckDB's library too), and all tests but those of the report in a browser
#   scripts/install-dependencies.sh --tests  also that browser and the formatter
#   scripts/install-dependencies.sh --full   that, the compiler of the thread-sanitizer build and clang-tidy
#   scripts/install-dependencies.sh --python   only what `pip install .` needs
#   scripts/install-dependencies.sh --benchmarks   also Google Benchmark, for SPENDLENS_BUILD_BENCHMARKS
set -euo pipefail

packages=(
  g++ cmake ninja-build pkg-config
  libopenmpi-dev openmpi-bin libhdf5-openmpi-dev
  libboost-dev libboost-serialization-dev
  catch2 libfmt-dev libspdlog-dev libcli11-dev libyaml-cpp-dev nlohmann-json3-dev
  libxxhash-dev xxhash librandom123-dev zlib1g-dev libzstd-dev libisal-dev libssl-dev libabsl-dev libutfcpp-dev tzdata
  python3 python3-h5py python3-numpy python3-pandas python3-jsonschema
  groff-base  # renders the man page, with its warnings
  slurmctld slurmd slurm-client munge  # a Slurm of the tests' own, on this machine
)
# The package for Python, which pip builds; the rest of it comes from PyPI.
python=(g++ pkg-config libboost-dev libfmt-dev libxxhash-dev libutfcpp-dev python3-dev python3-venv)
packages+=(python3-dev python3-venv)
# The report is looked at in a browser without a screen, with a font, driven by its debugging protocol.
browser=(chromium-headless-shell fonts-dejavu-core python3-websocket)
case "${1:-}" in
  "") ;;
  --tests) packages+=("${browser[@]}" clang-format-14) ;;
  --full) packages+=("${browser[@]}" clang-format-14 clang-tidy-14 clang-14 libomp-14-dev libclang-rt-14-dev llvm-14) ;;
  --python) packages=("${python[@]}") ;;
  --benchmarks) packages+=(libbenchmark-dev) ;;  # measures kernels: repeats until a time is reached, and reports rates
  *) echo "usage: ${0##*/} [--tests|--full|--python|--benchmarks]" >&2; exit 2 ;;
esac

# DuckDB is no package of the distribution, and PyPI's holds its library in no form that C can open. spendlens reads Parquet, JSON and SQL by
# it, and tests compare with it, where it can be had; both say so where it cannot.
peer=$(dirname "${BASH_SOURCE[0]}")/../benchmarks/duckdb
if [[ ${1:-} != --python && ! -d $peer/node_modules ]] && command -v npm >/dev/null; then
  timeout 120 npm install --prefix "$peer" --no-audit --no-fund --no-package-lock --silent \
    --fetch-retries 1 --fetch-timeout 20000 ||
    echo "DuckDB's package could not be installed: Parquet, JSON and queries cannot be read, and what compares with it will be skipped"
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null || true)
  [[ $status == "install ok installed" ]] || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $(id -u) -ne 0 ]]; then
  command -v sudo >/dev/null || { echo "Run as root, or install sudo: packages are missing: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
