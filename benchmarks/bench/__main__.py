"""scripts/bench.sh starts this; see its --help."""

import argparse
import json
import pathlib
import re
import sys

from . import machine, mission, peer, stage_tables
from .cases import Case
from .limits import Limits
from .programs import ProgramFailed, Programs

EXAMPLES = """examples:
  scripts/bench.sh                                     100,000 bank customers x 100 rows, 300,000 of a shop x 12
  scripts/bench.sh --bank 1Mx100 --retail none         100 million rows of a bank
  scripts/bench.sh --ranks 1 --threads 2 --repeat 5    one process, no launcher
  scripts/bench.sh --tables                            the whole pipeline from 100 to 100,000 customers; RFM and lenses of 1 and 10 million
  scripts/bench.sh --tables --largest                  also of 50 and 100 million: up to 60 GB of files, removed afterwards
  scripts/bench.sh --kernels                           micro-benchmarks; scripts/bench.sh --library: the library's parallel path
"""


def number(text):
    match = re.fullmatch(r"(\d+)([kM]?)", text)
    if not match or int(match[1]) == 0:
        raise argparse.ArgumentTypeError(f"a whole number above 0 such as 500, 10k or 2M is needed, not '{text}'")
    return int(match[1]) * {"": 1, "k": 1_000, "M": 1_000_000}[match[2]]


def size(text):
    """CUSTOMERSxROWS, or none."""
    if text == "none":
        return None
    customers, cross, rows = text.partition("x")
    if not cross:
        raise argparse.ArgumentTypeError(f"CUSTOMERSxROWS such as 100kx100, or none, is needed, not '{text}'")
    return number(customers), number(rows)


def options_of(words):
    parser = argparse.ArgumentParser(prog="scripts/bench.sh", description="Benchmarks that anyone can run: generates, imports and audits, each stage as a whole "
                                     "process, several times, beside what the machine allows in the same run.", epilog=EXAMPLES,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bank", type=size, default=size("100kx100"), metavar="CUSTOMERSxROWS", help="customers of a bank and rows of each, or none (100kx100)")
    parser.add_argument("--retail", type=size, default=size("300kx12"), metavar="CUSTOMERSxROWS", help="customers of a shop, likewise (300kx12)")
    parser.add_argument("--ranks", type=number, default=2, help="MPI ranks (2); 1: no launcher")
    parser.add_argument("--threads", type=number, default=1, help="threads of each rank (1)")
    parser.add_argument("--repeat", type=number, default=3, help="rounds; each runs every stage once (3)")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("out/bench"), help="folder for the files, removed unless --keep (out/bench)")
    parser.add_argument("--json", type=pathlib.Path, default=None, help="where the figures and all samples go (bench.json in the folder of --work)")
    parser.add_argument("--keep", action="store_true", help="keep the files")
    parser.add_argument("--no-peer", action="store_true", help="leave DuckDB out even where benchmarks/duckdb is installed")
    parser.add_argument("--tables", action="store_true", help="the mission's tables instead")
    parser.add_argument("--largest", action="store_true", help="with --tables: also 50 and 100 million customers")
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"), help=argparse.SUPPRESS)
    return parser.parse_args(words)


def run_stages(options, programs):
    wanted = [("bank", options.bank), ("retail", options.retail)]
    cases = [Case(programs, kind, *of) for kind, of in wanted if of is not None]
    report = {"stages": [], "limits": [], "peer": []}
    for case in cases:
        with_peer = not options.no_peer and peer.is_installed()
        bounds, duck = Limits(case), peer.Peer(case)
        case.prepare()
        for repetition in range(options.repeat):
            print(f"{case.kind}: round {repetition + 1} of {options.repeat}", file=sys.stderr, flush=True)
            case.round()
            bounds.round()
            if with_peer:
                if repetition == 0:
                    duck.load()
                duck.round()
                if repetition == 0:
                    duck.compare()
        report["stages"] += case.samples.values()
        report["limits"] += bounds.samples.values()
        report["peer"] += duck.samples.values()
        if not options.keep:
            case.remove()
    report["ratios"] = stage_tables.ratios(report)
    print(stage_tables.stages(report["stages"]))
    print(stage_tables.limits(report["limits"]))
    if report["peer"]:
        print(stage_tables.stages(report["peer"]))
    print(stage_tables.ratio_table(report["ratios"]))
    return report


def main(words):
    options = options_of(words)
    options.work.mkdir(parents=True, exist_ok=True)
    programs = Programs(options.build, options.work, options.ranks, options.threads)
    about = {"machine": machine.facts(), "versions": machine.versions(programs.spendlens),
             "options": {"bank": options.bank, "retail": options.retail, "ranks": options.ranks, "threads": options.threads, "repeat": options.repeat,
                         "tables": options.tables, "largest": options.largest}}
    print(f"{about['machine']['cores']} cores, {about['machine']['cpu']}, {about['machine']['memory_bytes'] / 2**30:.1f} GiB; "
          f"spendlens {about['versions']['spendlens']}; {options.ranks} ranks x {options.threads} threads")
    try:
        report = mission.run(options, programs) if options.tables else run_stages(options, programs)
    except ProgramFailed as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    target = options.json or options.work / "bench.json"
    target.write_text(json.dumps({**about, **report}, indent=1) + "\n")
    print(f"\nall samples: {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
