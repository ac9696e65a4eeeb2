#!/usr/bin/env bash
# Runs every fuzz target (tests/fuzz, clang's libFuzzer with the address and undefined-behaviour sanitizers), one after the
# other, from the kept corpus. Examples:
#   scripts/fuzz.sh               60 seconds each
#   scripts/fuzz.sh 600 csv yaml  10 minutes each of these
# What it finds is kept in build/fuzz/findings/TARGET, what it learns in build/fuzz/learned/TARGET; exit code 1 where there is a
# finding. To try one again: build/fuzz/tests/fuzz/fuzz_TARGET FILE. A finding that is mended goes into tests/fuzz/corpus/TARGET.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${1:-60}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || { echo "usage: ${0##*/} [SECONDS [TARGET...]]" >&2; exit 2; }
shift || true
targets=("$@")
[[ ${#targets[@]} -gt 0 ]] || targets=(csv import yaml checkpoint layout columns)

scripts/install-dependencies.sh --full
scripts/build.sh fuzz

failed=0
for target in "${targets[@]}"; do
  learned=build/fuzz/learned/$target
  findings=build/fuzz/findings/$target
  mkdir -p "$learned" "$findings"
  echo "== $target: $seconds seconds"
  # 25 seconds for one small input are a hang; 2 GB are far more than any needs.
  build/fuzz/tests/fuzz/fuzz_"$target" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=2048 -max_len=4096 -print_final_stats=1 \
    -verbosity=0 -artifact_prefix="$findings/" "$learned" "tests/fuzz/corpus/$target" >"$findings/log" 2>&1 || failed=1
  grep -E "^(stat::number_of_executed_units|finding:|==.*ERROR|.*runtime error|SUMMARY)" "$findings/log" || true
done
exit $failed
