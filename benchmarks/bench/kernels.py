"""scripts/bench.sh --kernels: runs the micro-benchmarks and shows them beside the sum over the same columns."""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

from . import figures

YARDSTICK = "sum_of_columns"


def _run(program, pattern, repeat):
    command = [program, "--benchmark_format=json", f"--benchmark_repetitions={repeat}", "--benchmark_min_time=0.2"]
    if pattern:
        command.append(f"--benchmark_filter={YARDSTICK}|{pattern}")
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: {done.stderr.strip()}")
    return json.loads(done.stdout)


def _medians(report):
    """By name: the middle value of each counter over the repetitions."""
    runs = {}
    for benchmark in report["benchmarks"]:
        if benchmark["run_type"] == "iteration":
            runs.setdefault(benchmark["run_name"].removesuffix("/real_time"), []).append(benchmark)
    counters = ("items_per_second", "bytes_per_second", "rows_per_busy_second", "cycles_per_row", "instructions_per_row")
    return {name: {key: statistics.median(run[key] for run in of_name) for key in counters if all(key in run for run in of_name)}
            for name, of_name in runs.items()}


def _millions(rate):
    return f"{rate / 1e6:,.1f}" if rate < 1e8 else figures.grouped(rate / 1e6)


def _row(name, values, medians):
    kernel, _, variant = name.partition("/")
    busy = values.get("rows_per_busy_second")
    sum_rate = medians.get(f"{YARDSTICK}/{variant}", {}).get("rows_per_busy_second")
    share = busy and sum_rate and kernel != YARDSTICK and values.get("bytes_per_second")  # not of values a customer
    return [name, _millions(values["items_per_second"]), _millions(busy) if busy else "",
            figures.gigabytes_per_second(values["bytes_per_second"]) if values.get("bytes_per_second") else "",
            f"{values['cycles_per_row']:.1f}" if "cycles_per_row" in values else "",
            f"{values['instructions_per_row']:.1f}" if "instructions_per_row" in values else "",
            f"{100 * busy / sum_rate:.0f} %" if share else ""]


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench.sh --kernels", description=__doc__)
    parser.add_argument("--program", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--filter", default="", help="only kernels that match this regular expression, and the sum")
    parser.add_argument("--repeat", type=int, default=3, help="repetitions, of which the middle one counts (3)")
    parser.add_argument("--json", type=pathlib.Path, help="where the whole report goes")
    options = parser.parse_args()
    report = _run(options.program, options.filter, options.repeat)
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")
    medians = _medians(report)
    header = ["kernel", "million/s", "million/s running", "GB/s", "cycles", "instructions", "of the sum's rate"]
    print(figures.table("", header, [_row(name, values, medians) for name, values in medians.items()]))
    for key in ("core_rate", "cycles_per_row", "instructions_per_row"):
        if key in report["context"]:
            print(f"{key}: {report['context'][key]}")
    print("running: of the time that the threads were running, whatever else the cores did")


if __name__ == "__main__":
    main()
