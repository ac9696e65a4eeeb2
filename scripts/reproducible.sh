#!/usr/bin/env bash
# Builds the program of what is committed twice, without a compiler cache, in folders, time zones and locales that differ, with other numbers
# of compilers at a time, and compares the executables byte by byte. Exit code 0 where they are the same. Example:
#   scripts/reproducible.sh               two builds, minutes each
#   scripts/reproducible.sh spendlens     one build, compared with this executable, which must be of the same commit and not installed yet
# WORK: a folder for the builds (otherwise a temporary one, which goes again). JOBS: compilers at a time.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[[ $# -le 1 && ( $# -eq 0 || -f $1 ) ]] || { echo "usage: ${0##*/} [EXECUTABLE]" >&2; exit 2; }
jobs=${JOBS:-$(nproc)}
if [[ -n ${WORK:-} ]]; then
  work=$WORK
  mkdir -p "$work"
else
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi

build() {  # folder, compilers at a time
  rm -rf "$1"
  git clone -q --shared "$root" "$1"
  git -C "$1" checkout -q --detach "$(git -C "$root" rev-parse HEAD)"
  unset CMAKE_CXX_COMPILER_LAUNCHER CMAKE_C_COMPILER_LAUNCHER
  (cd "$1" && CCACHE_DISABLE=1 cmake --preset release -DSPENDLENS_BUILD_TESTS=OFF && CCACHE_DISABLE=1 cmake --build --preset release --parallel "$2" --target spendlens) >"$1.log" 2>&1 ||
    { tail -20 "$1.log" >&2; echo "${0##*/}: the build failed; WORK=DIR keeps its folder" >&2; exit 1; }
  echo "built in $1 in $SECONDS s: $(sha256sum <"$1/build/release/jobs/spendlens" | cut -c1-64)"
}

SECONDS=0
build "$work/one" "$jobs"
one=$work/one/build/release/jobs/spendlens
if [[ $# -eq 1 ]]; then
  other=$1
else
  SECONDS=0
  export TZ=Pacific/Chatham LC_ALL=C.UTF-8
  build "$work/another place, of another length" "$((jobs > 1 ? jobs - 1 : 2))"
  other="$work/another place, of another length/build/release/jobs/spendlens"
fi
if cmp -s "$one" "$other"; then
  echo "the same executable: $(stat -c %s "$one") bytes"
  exit 0
fi
echo "The executables differ in $(cmp -l "$one" "$other" 2>/dev/null | wc -l) bytes. Texts that only one of them has:" >&2
diff <(strings -n 6 "$one" | sort -u) <(strings -n 6 "$other" | sort -u) | grep '^[<>]' | head -20 >&2 || true
exit 1
