#!/usr/bin/env bash
# Installs the distribution's packages that building, testing and running need, by apt (Debian, Ubuntu) or by dnf (Fedora; RHEL 9 and its kin
# with EPEL and CRB): only those that are missing, and without a word where none is. Example:
#   scripts/install-dependencies.sh          what building and running need (where npm is there DuckDB's library too), and all tests but those of the report in a browser
#   scripts/install-dependencies.sh --program   only what building and running the program needs
#   scripts/install-dependencies.sh --tests  all tests, also that browser and the formatter
#   scripts/install-dependencies.sh --full   that, the compiler of the thread-sanitizer build and clang-tidy
#   scripts/install-dependencies.sh --python   only what `pip install .` needs
#   scripts/install-dependencies.sh --benchmarks   also Google Benchmark, for SPENDLENS_BUILD_BENCHMARKS
#   scripts/install-dependencies.sh --names [--program]   installs nothing: prints the names
# SPENDLENS_MPI=mpich takes MPICH in place of Open MPI.
set -euo pipefail

names_only=false
if [[ ${1:-} == --names ]]; then
  names_only=true
  shift
fi

# The package for Python, which pip builds; the rest of it comes from PyPI.
python=(g++ pkg-config libboost-dev libfmt-dev libxxhash-dev libutfcpp-dev python3-dev python3-venv)
case "${SPENDLENS_MPI:-openmpi}" in
  openmpi) mpi=(libopenmpi-dev openmpi-bin libhdf5-openmpi-dev) ;;
  mpich) mpi=(libmpich-dev mpich libhdf5-mpich-dev) ;;
  *) echo "${0##*/}: SPENDLENS_MPI is openmpi or mpich, not $SPENDLENS_MPI" >&2; exit 2 ;;
esac
program=(
  g++ cmake ninja-build pkg-config "${mpi[@]}"
  libboost-dev libboost-serialization-dev
  libfmt-dev libspdlog-dev libcli11-dev libyaml-cpp-dev nlohmann-json3-dev
  libxxhash-dev librandom123-dev zlib1g-dev libzstd-dev libisal-dev libssl-dev libabsl-dev libutfcpp-dev tzdata
)
tests=(
  catch2 xxhash
  python3 python3-h5py python3-numpy python3-pandas python3-jsonschema python3-dev python3-venv
  groff-base  # renders the man page, with its warnings
  slurmctld slurmd slurm-client munge  # a Slurm of the tests' own, on this machine
)
# The report is looked at in a browser without a screen, with a font, driven by its debugging protocol.
browser=(chromium-headless-shell fonts-dejavu-core python3-websocket)
# What one part of the tests or of a contributor's tools needs: where the distribution does not have it the rest is installed.
packages=("${program[@]}") optional=()
case "${1:-}" in
  "") packages+=("${tests[@]}") ;;
  --program) ;;
  --tests) packages+=("${tests[@]}") optional=("${browser[@]}" clang-format-14) ;;
  --full) packages+=("${tests[@]}") optional=("${browser[@]}" clang-format-14 clang-tidy-14 clang-14 libomp-14-dev libclang-rt-14-dev llvm-14) ;;
  --python) packages=("${python[@]}") ;;
  --benchmarks) packages+=("${tests[@]}" libbenchmark-dev) ;;  # measures kernels: repeats until a time is reached, and reports rates
  *) echo "usage: ${0##*/} [--names] [--program|--tests|--full|--python|--benchmarks]" >&2; exit 2 ;;
esac

# Fedora's name of a package, where it is another; "-" where another package brings it along.
declare -A fedora=(
  [g++]=gcc-c++ [pkg-config]=pkgconf-pkg-config [libopenmpi-dev]=openmpi-devel [openmpi-bin]=openmpi [libhdf5-openmpi-dev]=hdf5-openmpi-devel
  [libmpich-dev]=mpich-devel [libhdf5-mpich-dev]=hdf5-mpich-devel [libboost-dev]=boost-devel [libboost-serialization-dev]=boost-devel
  [libfmt-dev]=fmt-devel [libspdlog-dev]=spdlog-devel [libcli11-dev]=cli11-devel [libyaml-cpp-dev]=yaml-cpp-devel [nlohmann-json3-dev]=json-devel
  [libxxhash-dev]=xxhash-devel [librandom123-dev]=Random123-devel [zlib1g-dev]=zlib-devel [libzstd-dev]=libzstd-devel [libisal-dev]=isa-l-devel
  [libssl-dev]=openssl-devel [libabsl-dev]=abseil-cpp-devel [libutfcpp-dev]=utf8cpp-devel [catch2]=catch-devel [python3-dev]=python3-devel [python3-venv]=-
  [slurmctld]=slurm-slurmctld [slurmd]=slurm-slurmd [slurm-client]=slurm [chromium-headless-shell]=chromium-headless [fonts-dejavu-core]=dejavu-sans-fonts
  [python3-websocket]=python3-websocket-client [libbenchmark-dev]=google-benchmark-devel
)
by_dnf=false
if ! command -v apt-get >/dev/null; then
  command -v dnf >/dev/null || { echo "${0##*/}: neither apt-get nor dnf is here. By Debian's names these are needed: ${packages[*]}" >&2; exit 1; }
  by_dnf=true
fi

# Those that are not installed, by the distribution's names, a line each.
missing_of() {
  local package name status
  for package in "$@"; do
    name=$package
    if $by_dnf; then
      name=${fedora[$package]:-$package}
      [[ $name != - ]] && { $names_only || ! rpm --quiet --query --whatprovides "$name"; } && echo "$name"
    else
      status=$(dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null || true)
      [[ $names_only == false && $status == "install ok installed" ]] || echo "$name"
    fi
  done | awk '!seen[$0]++'
}

as_root=()
install() {  # names, by the distribution
  if $by_dnf; then
    "${as_root[@]}" dnf install -y -q --setopt=install_weak_deps=False "$@" >/dev/null
  else
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
  fi
}

mapfile -t missing < <(missing_of "${packages[@]}")
mapfile -t missing_optional < <(missing_of "${optional[@]}")
if $names_only; then
  printf '%s\n' "${missing[@]}" "${missing_optional[@]}" | sed '/^$/d'
  exit 0
fi

# DuckDB is no package of the distribution, and PyPI's holds its library in no form that C can open. spendlens reads Parquet, JSON and SQL by
# it, and tests compare with it, where it can be had; both say so where it cannot.
peer=$(dirname "${BASH_SOURCE[0]}")/../benchmarks/duckdb
if [[ ${1:-} != --python && ! -d $peer/node_modules ]] && command -v npm >/dev/null; then
  timeout 120 npm install --prefix "$peer" --no-audit --no-fund --no-package-lock --silent \
    --fetch-retries 1 --fetch-timeout 20000 ||
    echo "DuckDB's package could not be installed: Parquet, JSON and queries cannot be read, and what compares with it will be skipped"
fi

[[ ${#missing[@]} -gt 0 || ${#missing_optional[@]} -gt 0 ]] || exit 0
if [[ $(id -u) -ne 0 ]]; then
  command -v sudo >/dev/null || { echo "Run as root, or install sudo: packages are missing: ${missing[*]} ${missing_optional[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
$by_dnf || "${as_root[@]}" apt-get update -qq
if [[ ${#missing[@]} -gt 0 ]]; then
  echo "Installing ${missing[*]}"
  install "${missing[@]}"
fi
if [[ ${#missing_optional[@]} -gt 0 ]] && ! install "${missing_optional[@]}" 2>/dev/null; then
  for name in "${missing_optional[@]}"; do
    install "$name" 2>/dev/null || echo "This distribution has no $name: what needs it is left out"
  done
fi
if $by_dnf && ! command -v mpirun >/dev/null && [[ ${1:-} != --python ]]; then
  echo "MPI's programs come into PATH with: module load mpi/${SPENDLENS_MPI:-openmpi}-$(uname -m)"
fi
