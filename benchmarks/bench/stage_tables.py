"""The stages, limits and ratios of a run as tables."""

from . import figures


def _median(entry, key="seconds"):
    return figures.spread([sample[key] for sample in entry["samples"]])["median"]


def _span(entry):
    seconds = figures.spread([sample["seconds"] for sample in entry["samples"]])
    return f"{figures.seconds(seconds['min'])}..{figures.seconds(seconds['max'])}"


def stages(entries):
    rows = []
    for entry in entries:
        taken = _median(entry)
        memory = [sample["peak_memory_bytes"] for sample in entry["samples"] if "peak_memory_bytes" in sample]
        moved = (entry.get("bytes_read") or 0) + (entry.get("bytes_written") or 0)
        rows.append([f"{entry['case']}: {entry['stage']}", figures.grouped(entry["rows"]), figures.seconds(taken), _span(entry),
                     figures.grouped(entry["rows"] / taken), figures.gigabytes_per_second(moved / taken) if moved else "",
                     figures.megabytes(max(memory)) if memory else ""])
    return figures.table("Stages: whole processes, launcher included", ["stage", "rows", "s, median", "min..max", "rows/s", "GB/s", "MB, all ranks"], rows)


def limits(entries):
    rows = [[f"{entry['case']}: {entry['limit']}, {entry['workers']}", figures.grouped(entry["bytes"]), figures.seconds(_median(entry)), _span(entry),
             figures.grouped(entry["rows"] / _median(entry)), figures.gigabytes_per_second(entry["bytes"] / _median(entry))] for entry in entries]
    return figures.table("Limits: the same bytes read once, the same columns added up", ["limit", "bytes", "s, median", "min..max", "rows/s", "GB/s"], rows)


def ratios(report):
    """How many times as long as its limit a stage takes, and what of it the peer does."""
    result = []
    for stage in report["stages"]:
        limit_of = {"import": "read CSV, warm", "audit evidence": "read ledger, warm", "audit full": "read ledger, warm"}.get(stage["stage"])
        for limit in report["limits"]:
            if limit["case"] == stage["case"] and limit["limit"] == limit_of and limit["workers"] == "2 processes":
                result.append({"case": stage["case"], "stage": stage["stage"], "over": f"{limit_of}, {limit['workers']}",
                               "ratio": _median(stage) / _median(limit)})
        for peer in report["peer"]:
            if peer["case"] == stage["case"] and stage["stage"].startswith("audit"):
                result.append({"case": stage["case"], "stage": stage["stage"], "over": "DuckDB, warm", "ratio": _median(stage) / _median(peer)})
    return result


def ratio_table(entries):
    rows = [[f"{entry['case']}: {entry['stage']}", entry["over"], f"{entry['ratio']:,.2f}"] for entry in entries]
    return figures.table("Seconds of a stage over those of", ["stage", "", "ratio"], rows)
