#!/usr/bin/env bash
# Formats the C++ files by .clang-format. Examples:
#   scripts/format.sh            all of them
#   scripts/format.sh FILE...    these
#   scripts/format.sh --check    changes nothing; names the files that differ and ends with 1 where there are any
# Versions of clang-format differ in details: 14 is the one that counts (Debian: clang-format-14, PyPI: clang-format==14.0.6).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

check=false
case "${1:-}" in
  -h|--help) sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
  --check) check=true; shift ;;
esac

formatter=""
for name in clang-format-14 clang-format; do
  if "$name" --version 2>/dev/null | grep -q 'version 14\.'; then formatter=$name; break; fi
done
[[ -n $formatter ]] || { echo "clang-format 14 is missing; scripts/install-dependencies.sh --tests installs it" >&2; exit 2; }

files=("$@")
[[ ${#files[@]} -gt 0 ]] || mapfile -t files < <(git ls-files '*.cpp' '*.hpp')
if ! $check; then
  exec "$formatter" -i "${files[@]}"
fi
differing=$(printf '%s\0' "${files[@]}" | xargs -0 -n 16 -P 2 "$formatter" --dry-run 2>&1 | sed -n 's/^\([^: ]*\):[0-9]*:.*/\1/p' | sort -u)
[[ -z $differing ]] || { printf 'Not as .clang-format has it; scripts/format.sh mends it:\n%s\n' "$differing" >&2; exit 1; }
