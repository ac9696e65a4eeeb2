"""How the audit scales: strong and weak over ranks and threads, the cost of collectives and memory over ranks up to 1,024.

Up to --most-ranks ranks are run for real, on however few cores; beyond that one rank of a communicator that pretends to have
the others. What a network would make of the counted calls and bytes is told by a model: each call takes LATENCY for each doubling of the
ranks, and its bytes pass at BANDWIDTH.
"""

import argparse
import json
import math
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

LATENCY = 5e-6     # seconds a message, as fast networks have it
BANDWIDTH = 1e10   # bytes a second
PRETENDED = (1, 4, 16, 64, 256, 1024)


class Programs:
    def __init__(self, build, work):
        self.spendlens = build / "jobs" / "spendlens"
        self.pretend = build / "benchmarks" / "scaling" / "pretend"
        self.work = work

    def run(self, *command):
        environment = {**os.environ, "OMPI_MCA_rmaps_base_oversubscribe": "1"}
        start = time.perf_counter()
        done = subprocess.run([str(part) for part in command], capture_output=True, text=True, env=environment)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}\nended with {done.returncode}: {done.stderr}")
        return time.perf_counter() - start, done.stdout

    def generate(self, customers, rows):
        ledger = self.work / f"ledger-{customers}"
        if not ledger.exists():
            self.run(self.spendlens, "generate", "--customers", customers, "--transactions-per-customer", rows, "--ledger", ledger, "--quiet")
        return ledger

    def audit(self, ledger, ranks, threads):
        """Seconds of the whole process, and its run record."""
        out = self.work / "result"
        shutil.rmtree(out, ignore_errors=True)
        binding = ["--bind-to", "none"]
        seconds, _ = self.run("mpirun", *binding, "-n", ranks, self.spendlens, "audit", "--ledger", ledger, "--out", out, "--threads", threads, "--quiet")
        return seconds, json.loads((out / "run.json").read_text())

    def pretended(self, ledger, ranks):
        out = self.work / "pretended"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        return json.loads(self.run(self.pretend, ranks, ledger, out)[1])


def median_audit(programs, cases, rounds):
    """Medians of seconds of (ledger, ranks, threads), the rounds of all cases in turn."""
    seconds = {case: [] for case in cases}
    for _ in range(rounds):
        for case in cases:
            seconds[case].append(programs.audit(*case)[0])
    return {case: statistics.median(values) for case, values in seconds.items()}


def cost_of(record):
    costs = record["collectives_of_rank_0"].values()
    return {key: sum(cost[key] for cost in costs) for key in ("calls", "bytes_sent", "bytes_received")}


def modelled_seconds(ranks, cost):
    """Of all collectives, on a network."""
    doublings = math.ceil(math.log2(ranks)) if ranks > 1 else 0
    return cost["calls"] * doublings * LATENCY + max(cost["bytes_sent"], cost["bytes_received"]) / BANDWIDTH


def print_table(title, head, rows):
    print(f"\n{title}")
    lines = [head] + [[f"{value:,}" if isinstance(value, int) else value for value in row] for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    for line in lines:
        print("  " + "  ".join(text.rjust(width) for text, width in zip(line, widths)))


def strong(programs, arguments, combinations):
    ledger = programs.generate(arguments.customers, arguments.rows)
    seconds = median_audit(programs, [(ledger, ranks, threads) for ranks, threads in combinations], arguments.rounds)
    alone = seconds[(ledger, 1, 1)]
    print_table(f"Strong scaling: {arguments.customers:,} customers x {arguments.rows} rows", ["ranks", "threads a rank", "seconds", "speed-up"],
                [[ranks, threads, f"{value:.2f}", f"{alone / value:.2f}"] for (_, ranks, threads), value in seconds.items()])
    return [{"ranks": ranks, "threads": threads, "seconds": value} for (_, ranks, threads), value in seconds.items()]


def weak(programs, arguments, combinations):
    cases = {(programs.generate(arguments.customers * ranks * threads // 2, arguments.rows), ranks, threads): arguments.customers * ranks * threads // 2
             for ranks, threads in combinations}
    seconds = median_audit(programs, list(cases), arguments.rounds)
    alone = next(value for (_, ranks, threads), value in seconds.items() if ranks * threads == 1)
    print_table("Weak scaling: as many customers for each core", ["ranks", "threads a rank", "customers", "seconds", "efficiency"],
                [[case[1], case[2], cases[case], f"{value:.2f}", f"{100 * alone / value:.0f} %"] for case, value in seconds.items()])
    return [{"ranks": case[1], "threads": case[2], "customers": cases[case], "seconds": value} for case, value in seconds.items()]


def ranks_in(record, ranks, how):
    cost = cost_of(record)
    return {"ranks": ranks, "how": how, **cost, "batches": record["batches"], "peak_memory_bytes_a_rank": record["peak_memory_bytes"] // (ranks if how == "run" else 1),
            "modelled_seconds": modelled_seconds(ranks, cost)}


def collectives(programs, arguments):
    ledger = programs.generate(arguments.customers, arguments.rows)
    found = []
    ranks = 1
    while ranks <= arguments.most_ranks:
        found.append(ranks_in(programs.audit(ledger, ranks, 1)[1], ranks, "run"))
        ranks *= 2
    found += [ranks_in(programs.pretended(ledger, ranks), ranks, "pretended") for ranks in PRETENDED]
    print_table("Collectives of one audit, as rank 0 counts them, and memory a rank",
                ["ranks", "", "calls", "bytes sent", "bytes received", "peak MB a rank", "on a network (model)"],
                [[row["ranks"], row["how"], row["calls"], row["bytes_sent"], row["bytes_received"], f"{row['peak_memory_bytes_a_rank'] / 1e6:.0f}",
                  f"{1000 * row['modelled_seconds']:.1f} ms"] for row in found])
    return found


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench.sh --scaling", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--work", type=pathlib.Path, required=True, help="directory for ledgers and results; made, and removed afterwards")
    parser.add_argument("--customers", type=int, default=100_000, help="of strong scaling (default: 100,000)")
    parser.add_argument("--rows", type=int, default=100, help="a customer (default: 100)")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median is told (default: 3)")
    parser.add_argument("--most-ranks", type=int, default=16, help="that are run for real (default: 16)")
    parser.add_argument("--json", type=pathlib.Path, help="also write the figures there")
    arguments = parser.parse_args()
    combinations = [(ranks, threads) for ranks in (1, 2) for threads in (1, 2) if ranks * threads <= max(2, os.cpu_count())]
    programs = Programs(arguments.build, arguments.work)
    arguments.work.mkdir(parents=True)
    try:
        figures = {"options": {key: str(value) for key, value in vars(arguments).items()}, "strong": strong(programs, arguments, combinations),
                   "weak": weak(programs, arguments, combinations), "collectives": collectives(programs, arguments)}
    finally:
        shutil.rmtree(arguments.work)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
