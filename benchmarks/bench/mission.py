"""The tables that the mission started from: the whole pipeline of small bases, RFM and lenses of large ones."""

import shutil
import sys

from . import figures
from .cases import Case
from .programs import Programs

PIPELINE_CUSTOMERS = (100, 500, 1_000, 5_000, 10_000, 100_000)
PIPELINE_ROWS = 300
LENS_CUSTOMERS = (1_000_000, 10_000_000)
LARGEST_CUSTOMERS = (50_000_000, 100_000_000)
LENS_ROWS = 12
BYTES_PER_LENS_CUSTOMER = 600  # a segment of 12 rows with its file of sums, and --detail evidence


def _measure(programs, kind, customers, rows, repeat, details):
    case = Case(programs, kind, customers, rows)
    case.prepare()
    for _ in range(repeat):
        case.generate()
        for detail in details:
            case.audit(detail)
    case.remove()
    return list(case.samples.values())


def _pipeline(options, programs):
    """Generation, signals and personas: without a launcher by one process with all threads, and by ranks."""
    alone = Programs.__new__(Programs)
    alone.__dict__.update(programs.__dict__, ranks=1, threads=programs.ranks * programs.threads)
    ways = [("one process", alone), ("ranks", programs)]
    entries = []
    for customers in PIPELINE_CUSTOMERS:
        print(f"pipeline: {customers:,} customers", file=sys.stderr, flush=True)
        for way, by in ways:
            for entry in _measure(by, "bank", customers, PIPELINE_ROWS, options.repeat, ["full"]):
                entries.append({**entry, "way": way})
    return entries


def _lenses(options, programs):
    entries = []
    for customers in LENS_CUSTOMERS + (LARGEST_CUSTOMERS if options.largest else ()):
        needed, free = customers * BYTES_PER_LENS_CUSTOMER, shutil.disk_usage(programs.work).free
        if needed > free:
            print(f"RFM and lenses of {customers:,} customers left out: they need {needed / 1e9:,.0f} GB of disk, {free / 1e9:,.0f} GB are free", file=sys.stderr)
            continue
        print(f"RFM and lenses: {customers:,} customers", file=sys.stderr, flush=True)
        repeat = options.repeat if customers <= 10_000_000 else 1
        entries += _measure(programs, "retail", customers, LENS_ROWS, repeat, ["evidence"])
    return entries


def _median(entry):
    return figures.spread([sample["seconds"] for sample in entry["samples"]])["median"]


def _pipeline_table(entries):
    rows = []
    for customers in PIPELINE_CUSTOMERS:
        row = [figures.grouped(customers), figures.grouped(customers * PIPELINE_ROWS)]
        for way in ("one process", "ranks"):
            stages = [_median(entry) for entry in entries if entry["customers"] == customers and entry["way"] == way]
            row += [*map(figures.seconds, stages), figures.seconds(sum(stages))]
        rows.append(row)
    header = ["customers", "rows", "generate", "audit", "one process, s", "generate", "audit", "ranks, s"]
    return figures.table(f"The whole pipeline: generation, signals, personas, RFM, lenses ({PIPELINE_ROWS} rows a customer)", header, rows)


def _lens_table(entries):
    rows = []
    for entry in entries:
        taken = _median(entry)
        rows.append([f"{figures.grouped(entry['customers'])}: {entry['stage']}", figures.grouped(entry["rows"]), figures.seconds(taken),
                     figures.grouped(entry["rows"] / taken), figures.megabytes(max(sample["peak_memory_bytes"] for sample in entry["samples"])),
                     figures.megabytes(entry["bytes_written"])])
    return figures.table(f"RFM and lenses of a shop's customers ({LENS_ROWS} orders each)",
                         ["customers", "rows", "s, median", "rows/s", "MB, all ranks", "MB written"], rows)


def run(options, programs):
    report = {"pipeline": _pipeline(options, programs), "lenses": _lenses(options, programs)}
    print(_pipeline_table(report["pipeline"]))
    print(_lens_table(report["lenses"]))
    return report
