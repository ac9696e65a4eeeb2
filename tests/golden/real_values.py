"""Audits the real logs with --clv and compares fits, holdouts, tracking, totals and every customer's scores with those of an
independent implementation. Usage: real_values.py SPENDLENS SHARED [mpirun...]; 77 where SHARED is not there.
The environment variable SPENDLENS_SHARED goes before SHARED."""

import csv
import gzip
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import real_logs

MODELS = ("bg-nbd", "mbg-nbd", "pareto-nbd")
NAMES = {"bg-nbd": ("r", "alpha", "a", "b"), "mbg-nbd": ("r", "alpha", "a", "b"), "pareto-nbd": ("r", "alpha", "s", "beta"),
         "gamma-gamma": ("p", "q", "v")}
HOLDOUT = {"cdnow_master": "1997-10-01", "cdnow_sample": "1997-10-01", "online_retail": "2011-08-13"}
# What is how it was found, not what was found.
NOT_COMPARED = {"steps", "evaluations", "nbd", "twice_gain_over_nbd"}
failures = []


def near(found, wanted, relative=1e-6):
    """Decimal texts may differ in their last digit too."""
    if isinstance(wanted, str) and "." in wanted and isinstance(found, str):
        unit = 10.0 ** -len(wanted.rpartition(".")[2])
        return abs(float(found) - float(wanted)) <= relative * abs(float(wanted)) + 1.01 * unit
    if isinstance(wanted, float) and isinstance(found, (int, float)):
        return abs(found - wanted) <= max(relative * abs(wanted), 1e-6)
    return found == wanted


def compare_fit(name, found, wanted):
    for key in (wanted.keys() & found.keys()) - NOT_COMPARED - {"parameters", "standard_errors"}:
        if not near(found[key], wanted[key], 0):
            failures.append(f"{name} {key}: {found[key]!r} instead of {wanted[key]!r}")
    for i, (parameter, error) in enumerate(zip(wanted["parameters"], wanted["standard_errors"])):
        one = found["parameters"][i]
        if parameter is None:
            if one is not None:
                failures.append(f"{name} parameter {i}: {one} instead of null")
        elif abs(one - parameter) > 1e-4 * error or abs(found["standard_errors"][i] / error - 1) > 1e-4:
            failures.append(f"{name} parameter {i}: {one} instead of {parameter} ± {error}")


def compare(name, found, wanted):
    if isinstance(wanted, dict):
        if "standard_errors" in wanted:
            return compare_fit(name, found, wanted)
        for key, value in wanted.items():
            if key.startswith("exact_") or key in NOT_COMPARED or key.startswith("distinct_x_T"):
                continue
            if key not in found:
                failures.append(f"{name}: no {key}")
            else:
                compare(f"{name} {key}", found[key], value)
    elif isinstance(wanted, list):
        if len(found) != len(wanted):
            failures.append(f"{name}: {len(found)} instead of {len(wanted)}")
        for i, (one, other) in enumerate(zip(found, wanted)):
            compare(f"{name}[{i}]", one, other)
    elif not near(found, wanted):
        failures.append(f"{name}: {found!r} instead of {wanted!r}")


def compare_scores(name, exported, rows, model):
    found = {row["customer_id"]: row for row in csv.DictReader(exported.splitlines())}
    for row in rows:
        own = found[row["customer_id"]]
        for key in ("x", "t_x_days", "T_days", "repeat_spend"):
            if own[key] != row[key]:
                failures.append(f"{name} {row['customer_id']} {key}: {own[key]} instead of {row[key]}")
        for key in ("p_alive", "expected_purchases_90d", "expected_purchases_365d"):
            wanted = float(row[f"{model}:{key}"])
            if abs(float(own[key]) - wanted) > 1e-10 * abs(wanted) + 1e-14:
                failures.append(f"{name} {row['customer_id']} {key}: {own[key]} instead of {wanted}")
        for key, wanted in (("clv", row[f"{model}:clv"]), ("expected_spend", row["expected_spend"])):
            if abs(float(own[key]) - float(wanted)) > 0.0101:
                failures.append(f"{name} {row['customer_id']} {key}: {own[key]} instead of {wanted}")


def sample_of(shared, folder):
    """The rows of the one-in-ten sample, as a log of its own."""
    ids = set((shared / "expected" / "cohorts-value" / "cdnow_sample_ids.txt").read_text().split())
    with gzip.open(shared / "data" / "cdnow_master.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    path = folder / "cdnow_sample.csv"
    with open(path, "w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([rows[0]] + [row for row in rows[1:] if row[rows[0].index("customer_id")] in ids])
    return path


class Log:
    def __init__(self, spendlens, launcher, shared, folder, name):
        self.program, self.launcher, self.name, self.folder = spendlens, launcher, name, folder
        self.wanted = json.loads((shared / "expected" / "cohorts-value" / f"{name}-clv.json").read_text())
        self.ledger = folder / name
        log = sample_of(shared, folder) if name == "cdnow_sample" else shared / "data" / f"{name}.csv.gz"
        options = real_logs.IMPORT_OPTIONS["online_retail" if name == "online_retail" else "cdnow_master"]
        self.run("import", "--transactions", str(log), "--ledger", str(self.ledger), "--amounts", "spend-positive", *options)

    def run(self, *arguments, launched=True):
        return subprocess.run([*(self.launcher if launched else []), self.program, "--quiet", *arguments], check=True, stdout=subprocess.PIPE, text=True).stdout

    def audit(self, *options):
        out = self.folder / "result"
        self.run("audit", "--ledger", str(self.ledger), "--out", str(out), "--personas", "none", "--shadow", "2", *options)
        return out, json.loads((out / "summary.json").read_text())["clv"]

    def compare_fitted(self):
        for model in MODELS:
            _, clv = self.audit("--clv", model, "--clv-holdout", HOLDOUT[self.name])
            compare(f"{self.name} {model}", clv, self.wanted["with_fitted_parameters"][model])
            if model == MODELS[0]:
                compare(f"{self.name} inputs", clv["inputs"], self.wanted["inputs"])
                compare(f"{self.name} fits", clv["fits"], self.wanted["fits"])
                compare(f"{self.name} holdout", clv["holdout"], self.wanted["holdout"])

    def compare_acquired_from(self):
        if "holdout_acquired_from" not in self.wanted:
            return
        _, clv = self.audit("--clv", "bg-nbd", "--clv-holdout", HOLDOUT[self.name], "--acquired-from", "2011-01-01")
        compare(f"{self.name} from 2011 holdout", clv["holdout"], self.wanted["holdout_acquired_from"])

    def compare_stated(self, rows):
        lines = ["clv_parameters:"]
        for model, values in self.wanted["stated_parameters"].items():
            lines.append(f"  {model}: {{" + ", ".join(f"{name}: {value}" for name, value in zip(NAMES[model], values)) + "}")
        profile = self.folder / "stated.yaml"
        profile.write_text("\n".join(lines) + "\n")
        for model in MODELS:
            out, clv = self.audit("--clv", model, "--profile", str(profile))
            compare(f"{self.name} {model} stated", clv, self.wanted["with_stated_parameters"][model])
            if clv["fits"][model]["status"] != "given" or "holdout" in clv:
                failures.append(f"{self.name} {model}: given parameters were fitted")
            compare_scores(f"{self.name} {model}", self.run("export", "--audit", str(out), "--table", "clv", launched=False), rows, model)


def main():
    spendlens, shared, launcher = sys.argv[1], pathlib.Path(os.environ.get("SPENDLENS_SHARED") or sys.argv[2]), sys.argv[3:]
    if not (shared / "expected" / "cohorts-value").is_dir():
        print(f"skipped: no expected values in {shared}; name the folder that holds expected/ and data/ by the environment variable "
              "SPENDLENS_SHARED")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        for name in HOLDOUT:
            log = Log(spendlens, launcher, shared, pathlib.Path(folder), name)
            log.compare_fitted()
            log.compare_acquired_from()
            if "stated_parameters" in log.wanted:
                packed = (shared / "expected" / "cohorts-value" / f"{name}-clv.csv.gz").read_bytes()
                log.compare_stated(list(csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8")))))
    for failure in failures[:40]:
        print(failure)
    print(f"{len(failures)} differences")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
