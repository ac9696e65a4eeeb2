#!/usr/bin/env bash
# What scripts/portability.sh does in a fresh system of its own, as root: installs what is needed, builds, and checks. The last line begins with
# "RESULT" and says what was checked with which versions; exit code 0 where all of it held. Usage:
#   portability-inside.sh program COMPILER openmpi|mpich quick|all   selftest on 1 and 3 ranks from a prefix; with `all` also the tests
#   portability-inside.sh cross COMPILER SYSROOT                     the same for another processor, emulated by /qemu; one rank first, then 3
#   portability-inside.sh python                                     pip install ., the package's tests, and the notebook
# CCACHE_DIR: a compiler cache to use. JOBS: compilers at a time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/mpi-environment.sh
export DEBIAN_FRONTEND=noninteractive CMAKE_BUILD_PARALLEL_LEVEL=${JOBS:-$(nproc)} OMP_NUM_THREADS=2

install() { apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }

# Names what is being done, so that a failure can be told in one line.
step() { STEP=$1; echo "== $STEP"; }
trap 'code=$?; [[ $code -eq 0 ]] || echo "RESULT ${versions:-}${versions:+; }$STEP failed"' EXIT
versions=""

use_cache() {
  [[ -n ${CCACHE_DIR:-} ]] || return 0
  install ccache
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache CMAKE_C_COMPILER_LAUNCHER=ccache
  export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
}

version_of_compiler() {
  local version
  version=$("$1" -dumpfullversion 2>/dev/null || "$1" -dumpversion)
  case $1 in *clang*) echo "clang $version" ;; *) echo "GCC $version" ;; esac
}
version_of_hdf5() { sed -n 's/^#define H5_VERS_INFO *"HDF5 library version:* \([^"]*\)".*/HDF5 \1/p' "$1"; }
warnings_of() { grep -c ' warning: ' "$1" || true; }

program() {  # compiler, MPI, quick or all
  step "installing packages"
  if [[ $3 == all ]]; then SPENDLENS_MPI=$2 scripts/install-dependencies.sh; else SPENDLENS_MPI=$2 scripts/install-dependencies.sh --program; fi
  [[ $1 != clang++ ]] || install clang libomp-dev
  use_cache
  export CXX=$1 CC
  CC=$([[ $1 == clang++ ]] && echo clang || echo gcc)
  versions="$(version_of_compiler "$1"), $([[ $2 == mpich ]] && echo MPICH || echo Open MPI) $(mpirun --version | grep -oE '[0-9]+(\.[0-9]+)+' | head -1)"
  versions+=", $(version_of_hdf5 "/usr/include/hdf5/$2/H5public.h")"

  step "configuring"
  cmake --preset release -DSPENDLENS_BUILD_TESTS="$([[ $3 == all ]] && echo ON || echo OFF)"
  step "building"
  local targets=()
  [[ $3 == all ]] || targets=(--target spendlens)
  cmake --build --preset release "${targets[@]}" 2>&1 | tee build.log
  step "installing to a prefix"
  cmake --install build/release --component program --prefix /prefix
  step "selftest"
  /prefix/bin/spendlens selftest
  step "selftest on 3 ranks"
  timeout 600 mpirun -n 3 /prefix/bin/spendlens selftest
  local told="selftest on 1 and 3 ranks as everywhere, $(warnings_of build.log) warnings"
  if [[ $3 == all ]]; then
    step "testing"
    ctest --preset release --parallel "$((2 * $(nproc)))" -L 'unit|cli' -E '^python[.]' | tee tests.log || true
    told+="; $(sed -n 's/.*tests passed, \([0-9]*\) tests failed out of \([0-9]*\).*/\1 of \2 tests failed/p' tests.log)"
    versions+="; $told"
    step "a test"
    grep -q ' 0 tests failed' tests.log
  fi
  echo "RESULT ${versions%; "$told"}; $told"
}

cross() {  # compiler, folder of the other system
  local target=${1%-g++} flags
  step "installing packages"
  apt-get update -qq
  install cmake ninja-build pkg-config openmpi-bin "g++-$target"
  use_cache
  versions="$(version_of_compiler "$1"), Open MPI $(mpirun --version | grep -oE '[0-9]+(\.[0-9]+)+' | head -1)"
  versions+=", $(version_of_hdf5 "$2/usr/include/hdf5/openmpi/H5public.h")"
  export CXX=$1 CC=$target-gcc PKG_CONFIG_SYSROOT_DIR=$2 PKG_CONFIG_LIBDIR=$2/usr/lib/$target/pkgconfig:$2/usr/share/pkgconfig

  step "configuring"
  flags=(-DCMAKE_SYSTEM_NAME=Linux "-DCMAKE_SYSTEM_PROCESSOR=${target%%-*}" "-DCMAKE_SYSROOT=$2" "-DCMAKE_FIND_ROOT_PATH=$2"
    -DCMAKE_FIND_ROOT_PATH_MODE_PROGRAM=NEVER -DCMAKE_FIND_ROOT_PATH_MODE_LIBRARY=ONLY -DCMAKE_FIND_ROOT_PATH_MODE_INCLUDE=ONLY
    -DCMAKE_FIND_ROOT_PATH_MODE_PACKAGE=ONLY -DMPI_SKIP_COMPILER_WRAPPER=ON "-DMPI_CXX_HEADER_DIR=$2/usr/lib/$target/openmpi/include"
    "-DMPI_CXX_LIB_NAMES=mpi_cxx;mpi" "-DMPI_mpi_cxx_LIBRARY=$2/usr/lib/$target/openmpi/lib/libmpi_cxx.so"
    "-DMPI_mpi_LIBRARY=$2/usr/lib/$target/openmpi/lib/libmpi.so" "-DHDF5_ROOT=/usr/lib/$target/hdf5/openmpi"
    "-DHDF5_C_INCLUDE_DIR=$2/usr/include/hdf5/openmpi" "-DCMAKE_EXE_LINKER_FLAGS=-Wl,-rpath-link,$2/usr/lib/$target:$2/lib/$target")
  cmake --preset release -DSPENDLENS_BUILD_TESTS=OFF "${flags[@]}"
  step "building"
  cmake --build --preset release --target spendlens 2>&1 | tee build.log
  step "selftest"
  export OMPI_MCA_btl_vader_single_copy_mechanism=none
  OMPI_MCA_ess_singleton_isolated=1 timeout 1800 /qemu -L "$2" build/release/jobs/spendlens selftest
  versions+="; selftest on 1 rank as everywhere"
  step "selftest on 3 ranks"
  timeout 1800 mpirun -n 3 /qemu -L "$2" build/release/jobs/spendlens selftest
  echo "RESULT ${versions/on 1 rank/on 1 and 3 ranks}, $(warnings_of build.log) warnings"
}

python() {
  local test
  step "installing packages"
  scripts/install-dependencies.sh --python
  step "making an environment"
  python3 -m venv /venv
  step "pip install ."
  /venv/bin/pip install -q '.[notebook,registries]' polars pyarrow duckdb
  export PATH=/venv/bin:$PATH SOURCE=$PWD
  versions="$(python3 --version), $(g++ -dumpfullversion | sed 's/^/GCC /'), numpy $(cd / && python3 -c 'import numpy; print(numpy.__version__)')"
  for test in columns calls tables signals value compat notebook; do
    step "test_$test.py"
    (cd tests/python && python3 "test_$test.py")
  done
  echo "RESULT $versions; pip install ., the package's tests and the notebook"
}

what=$1
shift
case $what in
  program) program "$@" ;;
  cross) cross "$@" ;;
  python) python ;;
  *) STEP=usage; exit 2 ;;
esac
