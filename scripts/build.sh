#!/usr/bin/env bash
# Configures and builds a preset and says how far it is. Examples:
#   scripts/build.sh release                           everything
#   scripts/build.sh release --target spendlens        one program
#   scripts/build.sh asan -DSPENDLENS_BUILD_TESTS=ON   options of the configuration
# On a terminal progress is one line that is updated, elsewhere a line for each tenth. What the tools print is in
# build-PRESET.log, which goes when all is well; its end is shown where something fails. SPENDLENS_JOBS: compilers at a time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=${1:?usage: build.sh PRESET [-DOPTION=VALUE]... [--target NAME...]}
shift
options=()
while [[ ${1:-} == -D* ]]; do
  options+=("$1")
  shift
done
log=build-$preset.log

failed() {
  [[ ! -t 1 ]] || printf '\r\033[K'
  grep -v '^\[[0-9]*/[0-9]*\] ' "$log" | tail -n 60 >&2 || true
  echo "The build of $preset failed; $log has all of it." >&2
  exit 1
}

show_progress() {  # lines of ninja in, "[12/290] Building ..." among them
  local line tenth=0 done_steps all_steps text
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
    done_steps=${BASH_REMATCH[1]} all_steps=${BASH_REMATCH[2]}
    text="   $preset: $done_steps of $all_steps steps, $SECONDS s"
    ((done_steps == all_steps || SECONDS < 5)) || text+=", about $(((all_steps - done_steps) * SECONDS / done_steps)) s left"
    if [[ -t 1 ]]; then
      printf '\r\033[K%s' "$text"
    elif ((all_steps >= 20 && done_steps * 10 / all_steps > tenth)); then
      tenth=$((done_steps * 10 / all_steps))
      echo "$text"
    fi
  done
  [[ ! -t 1 ]] || printf '\r\033[K'
}

echo "== $preset: configure and build"
cmake --preset "$preset" "${options[@]}" >"$log" 2>&1 || failed
SECONDS=0
NINJA_STATUS='[%f/%t] ' cmake --build --preset "$preset" --parallel "${SPENDLENS_JOBS:-$(nproc)}" "$@" 2>&1 | tee -a "$log" | show_progress || failed
echo "   $preset: built in $SECONDS s"
rm -f "$log"
