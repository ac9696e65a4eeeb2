#!/usr/bin/env bash
# Builds and tests on other distributions, compilers and MPIs than this machine's, in chroots, and prints a table: a line for each, what it
# was and how it went. Needs root, mmdebstrap, and a mirror of Debian; for aarch64 also qemu-user-static with binfmt. What is committed is
# what is built. Example:
#   scripts/portability.sh                        all lines; hours
#   scripts/portability.sh debian13-gcc mpich     these lines
#   WORK=/scratch/portability scripts/portability.sh --list
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=${WORK:-/tmp/spendlens-portability}
mirror=${MIRROR:-http://deb.debian.org/debian}

# name|suite|architecture|compiler|MPI: openmpi, mpich or none (the library alone, and its example)
lines=(
  "debian12-gcc|bookworm|amd64|g++|openmpi"
  "debian12-clang|bookworm|amd64|clang++|openmpi"
  "debian12-mpich|bookworm|amd64|g++|mpich"
  "debian13-gcc|trixie|amd64|g++|openmpi"
  "debian13-clang|trixie|amd64|clang++|openmpi"
  "debian13-mpich|trixie|amd64|g++|mpich"
  "debian12-aarch64|bookworm|arm64|g++|none"
)
base=(ca-certificates cmake ninja-build pkg-config libboost-dev libfmt-dev libxxhash-dev libutfcpp-dev catch2 nlohmann-json3-dev
  python3 python3-numpy tzdata)
program=(libboost-serialization-dev libspdlog-dev libcli11-dev libyaml-cpp-dev xxhash librandom123-dev zlib1g-dev libzstd-dev libisal-dev libssl-dev
  libabsl-dev python3-h5py python3-pandas groff-base)

packages_of() {  # compiler, MPI
  local packages=("${base[@]}" g++)
  [[ $1 == clang++ ]] && packages+=(clang libomp-dev)
  case $2 in
    openmpi) packages+=("${program[@]}" libopenmpi-dev openmpi-bin libhdf5-openmpi-dev) ;;
    mpich) packages+=("${program[@]}" libmpich-dev mpich libhdf5-mpich-dev) ;;
  esac
  local IFS=,
  echo "${packages[*]}"
}

# What is run inside, as root: the build, the tests, and selftest, whose last line goes into the table.
script_of() {  # compiler, MPI
  cat <<INSIDE
set -o pipefail
cd /source
export CXX=$1 CC=$([[ $1 == clang++ ]] && echo clang || echo gcc) OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe
versions=\$(\$CXX -dumpversion)
if [[ $2 == none ]]; then
  cmake -S . -B /build -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=ON -DSPENDLENS_LIBRARY_ONLY=ON &&
    cmake --build /build && cmake --install /build --prefix /prefix &&
    \$CXX -std=c++20 docs/examples/audit_in_memory.cpp -o /example \$(PKG_CONFIG_PATH=\$(dirname \$(find /prefix -name spendlens.pc)) pkg-config --cflags --libs spendlens) &&
    [[ \$(/example) == "\$(sed -n '/^It prints/,/^\`\`\`\$/p' docs/library.md | sed -n '/^\`\`\`text/,/^\`\`\`\$/p' | sed '1d;\$d')" ]] &&
    echo "RESULT \$versions: the library's example prints what its page says"
  exit
fi
versions+=", \$(mpirun --version | grep -oE '[0-9]+\\.[0-9]+\\.[0-9]+' | head -1)"
cmake --preset release -DSPENDLENS_BUILD_TESTS=ON && cmake --build --preset release || exit 1
build/release/jobs/spendlens selftest && mpirun -n 3 build/release/jobs/spendlens selftest || exit 1
ctest --preset release --parallel 4 -L 'unit|cli' -E '^(python|install)' | tee /tests.log
failed=\$(sed -n 's/.*tests passed, \\([0-9]*\\) tests failed out of \\([0-9]*\\).*/\\1 of \\2 tests failed/p' /tests.log)
echo "RESULT \$versions: selftest as everywhere; \${failed:-no test was run}"
grep -q ' 0 tests failed' /tests.log
INSIDE
}

run_line() {  # name, suite, architecture, compiler, MPI
  local name=$1 chroot=$work/$1 log=$work/$1.log
  rm -rf --one-file-system "$chroot"
  if ! mmdebstrap --quiet --variant=apt --architectures="$3" --include="$(packages_of "$4" "$5")" "$2" "$chroot" "$mirror" >"$log" 2>&1; then
    printf '%-18s %-9s %-6s %-8s %-8s %s\n' "$name" "$2" "$3" "$4" "$5" "not tried: no chroot ($(tail -1 "$log" | cut -c1-80))"
    return 1
  fi
  mkdir -p "$chroot/source"
  git -C "$root" archive HEAD | tar -x -C "$chroot/source"
  script_of "$4" "$5" >"$chroot/inside.sh"
  mount -t proc proc "$chroot/proc" && mount --bind /dev "$chroot/dev" && mount -t tmpfs tmpfs "$chroot/dev/shm" 2>/dev/null
  chroot "$chroot" bash /inside.sh >>"$log" 2>&1
  local code=$?
  umount --recursive "$chroot/dev" "$chroot/proc"
  local said
  said=$(sed -n 's/^RESULT //p' "$log")
  printf '%-18s %-9s %-6s %-8s %-8s %s\n' "$name" "$2" "$3" "$4" "$5" \
    "$([[ $code -eq 0 ]] && echo green || echo RED), ${said:-see $log: $(grep -m1 -E 'error|Error|FAILED' "$log" | cut -c1-100)}"
  return "$code"
}

if [[ ${1:-} == --list ]]; then
  printf '%s\n' "${lines[@]}" | cut -d'|' -f1
  exit 0
fi
for name in "$@"; do
  printf '%s\n' "${lines[@]}" | grep -q "^$name|" || { echo "usage: ${0##*/} [--list | NAME...]; there is no line $name" >&2; exit 2; }
done
[[ $(id -u) -eq 0 ]] || { echo "${0##*/}: chroots need root" >&2; exit 1; }
command -v mmdebstrap >/dev/null || { echo "${0##*/}: mmdebstrap is missing (apt-get install mmdebstrap)" >&2; exit 1; }
mkdir -p "$work"
printf '%-18s %-9s %-6s %-8s %-8s %s\n' line suite cpu compiler MPI "result (compiler's version, MPI's version)"
failed=0
for line in "${lines[@]}"; do
  IFS='|' read -r name suite architecture compiler mpi <<<"$line"
  [[ $# -eq 0 || " $* " == *" $name "* ]] || continue
  run_line "$name" "$suite" "$architecture" "$compiler" "$mpi" || failed=1
done
exit "$failed"
