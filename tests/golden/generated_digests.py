"""Generated ledgers and their audits hold the same on every machine: what they hold, as digests, beside what stands in generated_digests.json.

    generated_digests.py SPENDLENS            compares
    generated_digests.py SPENDLENS --update   writes them down anew, after a change that was meant

It is what the files hold that is compared, and no bytes of files, so that every version of HDF5 gives the same.
"""

import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy

WRITTEN_DOWN = pathlib.Path(__file__).with_suffix(".json")
SELFTEST = pathlib.Path(__file__).parents[2] / "jobs" / "selftest.txt"  # what the program itself has inside, from the next build on
RETAIL = ("--kind", "retail")
LEDGERS = {
    "bank": (),
    "bank of 30 rows": ("--transactions-per-customer", "30"),
    "bank of savers": ("--mix", "saver=0.5", "--mix", "gig_worker=0.5", "--seed", "2"),
    "retail": RETAIL,
    "retail of 12 rows": (*RETAIL, "--transactions-per-customer", "12"),
    **{f"retail {scenario}": (*RETAIL, "--scenario", scenario) for scenario in ("promotion", "launch", "recall", "seasonal", "high-churn", "stable")},
    "retail of own parameters": (*RETAIL, "--set", "rate_shape=0.4", "--set", "price_spread=1.5", "--set", "products_per_order=7", "--set", "quantity_mean=3"),
}
AUDIT = ("--period", "2025-Q4", "--compare", "2025-Q3")
# What a run is and which program it was, not what it found out.
OF_THE_RUN = {"written_by", "spendlens", "run"}


def text_of(value):
    """An attribute or a value of JSON, of whatever type a library gives it."""
    if isinstance(value, numpy.ndarray):
        return text_of(value.tolist())
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(text_of(each) for each in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{text_of(each)}" for key, each in sorted(value.items()) if key not in OF_THE_RUN) + "}"
    return value.decode() if isinstance(value, bytes) else str(value.item() if isinstance(value, numpy.generic) else value)


def bytes_of(dataset):
    values = dataset[()]
    if values.dtype.kind == "f":
        values = numpy.where(numpy.isnan(values), numpy.nan, values)  # a null's other bits mean nothing
    if values.dtype.kind == "O":
        return text_of(values).encode()
    return numpy.ascontiguousarray(values).astype(values.dtype.newbyteorder("<")).tobytes()


def digests_of_hdf5(path):
    """One a group, so that a difference is told by its place."""
    digests = {}

    def add(name, item):
        group = digests.setdefault(name.partition("/")[0], hashlib.sha256())
        group.update(f"{name} {text_of(dict(item.attrs))}\n".encode())
        if isinstance(item, h5py.Dataset):
            group.update(f"{item.shape} {item.dtype.kind}{item.dtype.itemsize}\n".encode())
            group.update(bytes_of(item))

    with h5py.File(path) as file:
        add("/", file)
        names = []
        file.visit(names.append)
        for name in sorted(names):
            add(name, file[name])
    return {group or "/": digest.hexdigest()[:24] for group, digest in digests.items()}


def digests_of_json(path):
    summary = json.loads(path.read_text(encoding="utf-8"))
    return {key: hashlib.sha256(text_of(value).encode()).hexdigest()[:24] for key, value in summary.items() if key not in OF_THE_RUN}


def found_by(command, options, folder):
    def run(*arguments):
        subprocess.run([command, *map(str, arguments)], check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=120)

    run("generate", "--customers", 200, "--ledger", "ledger", *options)
    run("audit", "--ledger", "ledger", "--out", "result", *AUDIT)
    files = {"generated.h5": digests_of_hdf5(folder / "ledger/generated.h5"), "audit.h5": digests_of_hdf5(folder / "result/audit.h5"),
             "summary.json": digests_of_json(folder / "result/summary.json")}
    return {f"{file} {place}": digest for file, digests in files.items() for place, digest in digests.items()}


def main(command, update):
    found = {}
    for name, options in LEDGERS.items():
        with tempfile.TemporaryDirectory() as folder:
            found[name] = found_by(command, options, pathlib.Path(folder))
    if update:
        WRITTEN_DOWN.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        printed = subprocess.run([command, "selftest", "--digests"], check=True, stdout=subprocess.PIPE, text=True, timeout=120).stdout
        SELFTEST.write_text(printed, encoding="utf-8")
        return f"{len(found)} ledgers and the tables of selftest written down"
    wanted = json.loads(WRITTEN_DOWN.read_text(encoding="utf-8"))
    different = [f"{name}: {place}" for name in {**wanted, **found} for place in {**wanted.get(name, {}), **found.get(name, {})}
                 if wanted.get(name, {}).get(place) != found.get(name, {}).get(place)]
    if different:
        sys.exit("other than written down:\n" + "\n".join(different) + "\nIf that is meant: generated_digests.py SPENDLENS --update")
    return f"{len(found)} ledgers and their audits are as written down"


if __name__ == "__main__":
    print(main(str(pathlib.Path(sys.argv[1]).resolve()), sys.argv[2:] == ["--update"]))
