#!/usr/bin/env bash
# Holds the library and the program against .clang-tidy and says how far it is. Examples:
#   scripts/tidy.sh                      all sources of src and jobs but src/python: some 5 s a file and core
#   scripts/tidy.sh src/rfm/scores.cpp   these
# What is found is printed; ends with 1 where there is anything. Debian's clang-tidy-14 is the one that counts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [[ ${1:-} == -h || ${1:-} == --help ]]; then
  sed -n '2,5s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
  exit 0
fi
command -v clang-tidy-14 >/dev/null || { echo "clang-tidy-14 is missing; scripts/install-dependencies.sh --full installs it" >&2; exit 2; }

# A configuration that compiles file by file: nothing is built in it.
cmake --preset debug -B build/tidy -DSPENDLENS_BUILD_TESTS=OFF >/dev/null
files=("$@")
# src/python is built apart, with nanobind.
[[ ${#files[@]} -gt 0 ]] || mapfile -t files < <(git ls-files 'src/*.cpp' 'jobs/*.cpp' ':!src/python')
findings=$(mktemp -d)
trap 'rm -rf "$findings"' EXIT

tidy() {  # file
  local found=$findings/${1//\//+}
  clang-tidy-14 --quiet -p build/tidy "$1" >"$found" 2>/dev/null || return 0  # what it found is told at the end
  rm -f "$found"
}
export -f tidy
export findings

echo "== tidy: ${#files[@]} files"
done_files=0 tenth=0
while IFS= read -r _; do
  done_files=$((done_files + 1))
  text="   tidy: $done_files of ${#files[@]} files, $SECONDS s, about $(((${#files[@]} - done_files) * SECONDS / done_files)) s left"
  if [[ -t 1 ]]; then
    printf '\r\033[K%s' "$text"
  elif ((done_files * 10 / ${#files[@]} > tenth)); then
    tenth=$((done_files * 10 / ${#files[@]}))
    echo "$text"
  fi
done < <(printf '%s\0' "${files[@]}" | xargs -0 -n 1 -P "$(nproc)" bash -c 'tidy "$1"; echo done' _)
[[ ! -t 1 ]] || printf '\r\033[K'

if [[ -n $(ls "$findings") ]]; then
  cat "$findings"/* >&2
  echo "$(ls "$findings" | wc -l) of ${#files[@]} files are not as .clang-tidy asks for." >&2
  exit 1
fi
