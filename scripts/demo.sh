#!/usr/bin/env bash
# From a fresh machine to the audits of a shop and of a bank. Examples:
#   scripts/demo.sh
#   scripts/demo.sh my-log.csv.gz --column customer_id=Client --column timestamp=Date --amounts spend-positive
# Without a log a purchase log of 10,000 customers is written first. What follows the log goes to `spendlens import`.
# Results are left in out/demo (SPENDLENS_DEMO_DIR names another folder).
set -euo pipefail
log=""
if [[ $# -gt 0 ]]; then
  [[ $1 != -h && $1 != --help ]] || { sed -n '2,6s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0; }
  [[ -f $1 ]] || { echo "There is no log $1. Usage: scripts/demo.sh [LOG.csv [import options...]]" >&2; exit 2; }
  log=$(realpath "$1")
  shift
fi
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/mpi-environment.sh
source scripts/mpi-environment.sh
out=${SPENDLENS_DEMO_DIR:-out/demo}
build=build/release
ranks=2

step() { printf '\n== %s\n' "$*"; }

step "Packages: installing what is missing"
scripts/install-dependencies.sh

step "Build: $build"
mkdir -p "$out"
scripts/build.sh release -DSPENDLENS_BUILD_TESTS=OFF --target spendlens
spendlens=$build/jobs/spendlens

options=("$@")
if [[ -z $log ]]; then
  log=$out/purchases.csv
  step "Log: writing the purchases of 10,000 customers to $log"
  /usr/bin/python3 scripts/purchase-log.py --customers 10000 --output "$log"
  options=(--amounts spend-positive)
fi

step "Import: $log into the ledger $out/ledger"
mpirun -n "$ranks" "$spendlens" import --transactions "$log" --ledger "$out/ledger" --segment demo "${options[@]}"

step "Audit: mpirun -n $ranks spendlens audit"
mpirun -n "$ranks" "$spendlens" audit --ledger "$out/ledger" --out "$out/audit"

step "Export: the first customers with their RFM scores"
"$spendlens" export --audit "$out/audit" --table rfm --output "$out/rfm.csv"
head -n 6 "$out/rfm.csv"

step "Bank: 10,000 generated customers, their signals and personas"
mpirun -n "$ranks" "$spendlens" generate --customers 10k --ledger "$out/bank" --segment demo
mpirun -n "$ranks" "$spendlens" audit --ledger "$out/bank" --out "$out/bank-audit"

step "Why: the story of one of them, abridged"
"$spendlens" explain --ledger "$out/bank" --audit "$out/bank-audit" --customer C000000017 >"$out/C000000017.txt"
sed -n '/^Payments that go out/,/^Own transfers/p; /^Persona, 6m/,/^Persona, 12m/p' "$out/C000000017.txt"

step "Reports: to be opened in a browser"
"$spendlens" report --audit "$out/audit" --quiet
"$spendlens" report --audit "$out/bank-audit" --quiet

step "Results"
printf '%-32s %s\n' "$out/audit/summary.json" "every figure" "$out/audit/audit.h5" "every customer (HDF5)" \
  "$out/rfm.csv" "every customer's RFM and scores" "$out/bank-audit/summary.json" "the bank's figures" "$out/C000000017.txt" "one customer's story" \
  "$out/audit/report.html" "the shop's report" "$out/bank-audit/report.html" "the bank's report"
