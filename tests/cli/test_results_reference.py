"""docs/results.md says what is in audit.h5 and summary.json: its tables are the program's own, and both are held against real results."""

import csv
import itertools
import json
import pathlib
import re
import subprocess
import sys
import unittest

import h5py

from bank_ledger import BankLedgerTest
from command_line import SPENDLENS

SOURCE = pathlib.Path(__file__).resolve().parents[2]
TYPES = {"u8": "u1", "u16": "u2", "u32": "u4", "u64": "u8", "i64": "i8", "f32": "f4", "f64": "f8"}
# What a key that depends on the data looks like. The others are names of the ledger's or the registry's own.
KEYS = {"window": r"\d+[dm]", "score": r"[1-9]", "percentile": r"\d+", "rfm_score": r"[1-9]{3}", "orders": r"[1-9]|10\+", "signal": r"[a-z_0-9]+", "kind": r"[a-z_]+",
        "choice": r"[a-z_]+", "persona": r"[a-z_]+", "segment": r"[a-z_]+", "archetype": r"[a-z_]+", "reason": r"[a-z_ ]+",
        "unit": "month|quarter|year", "spend": r"\d+\.\d\d",
        "week": r"\d+", "percent": r"\d+", "cohort": r"earlier|\d{4}(-\d\d)?", "host": r".+", "set": r"base|avx2|avx512", "option": r"[a-z-]+", "stage": r"[a-z ]+", "collective": r"[a-z_]+",
        "value": r"[A-Z_]+|other|none", "model": r"nbd|bg-nbd|mbg-nbd|pareto-nbd", "days": r"\d+"}


def patterns(path):
    """The ways to match a path of the reference: each a list of one regular expression a key."""
    parts = []
    for part in re.findall(r"\{[^}]*\}|[^.]+", path):
        if part.startswith("{"):
            parts.append([re.escape(name) for name in part[1:-1].split(",")])
        else:
            parts.append([re.sub("<([a-z_]+)>", lambda name: KEYS[name[1]], re.escape(part))])
    return [list(way) for way in itertools.product(*parts)]


def paths(value, path=(), empty=None):
    """Every leaf of a document; lists of objects are entered, lists of values are leaves."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from paths(member, (*path, key), empty)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for element in value:
            yield from paths(element, (*path, "[]"), empty)
    else:
        if value == [] and empty is not None:
            empty.add(path)
        yield path


class ResultsReference(BankLedgerTest):
    def make_results(self):
        """A generated ledger, and an imported one with rejected and filtered rows of each kind, and an order that is told twice."""
        self.expect(0, "generate", "--customers", 300, "--ledger", "generated")
        self.expect(0, "audit", "--ledger", "generated", "--out", "generated-result", "--shadow", 10, "--clv", "pareto-nbd", ranks=2)
        self.write_bank()
        for name in ("transactions", "accounts", "liabilities"):
            with open(self.folder / f"{name}.csv", newline="") as file:
                width = len(next(csv.reader(file)))
            with open(self.folder / f"{name}.csv", "a") as file:
                file.write("bad" + "," * (width - 1) + "\n# a comment\n")
        with open(self.folder / "transactions.csv", newline="") as file:
            customers = sorted({row["customer_id"] for row in csv.DictReader(file)} - {"bad", "# a comment"})
        (self.folder / "customers.csv").write_text("customer_id,region\n" + "".join(f"{name},{'North' if i % 3 else 'South'}\n" for i, name in enumerate(customers)))
        self.expect(0, "import", "--customers", "customers.csv", "--transactions", "transactions.csv", "--accounts", "accounts.csv", "--liabilities", "liabilities.csv", "--ledger", "ledger",
                    "--max-rejected", 3, "--comment", "#")
        with open(self.folder / "transactions.csv", newline="") as file:
            row = next(csv.DictReader(file))
        for name in ("told", "told-again"):
            (self.folder / f"{name}.csv").write_text(f"transaction_id,customer_id,timestamp,amount\nt1,{row['customer_id']},{row['timestamp']},-1\n")
            self.expect(0, "import", "--transactions", f"{name}.csv", "--ledger", "ledger")
        self.audit_bank("--clv", "pareto-nbd", "--by", "region", "--where", "region!=")
        return [self.folder / "generated-result", self.folder / "result"]

    def test_the_tables_in_the_document_are_what_the_program_says(self):
        done = subprocess.run([sys.executable, SOURCE / "scripts" / "update-docs.py", SPENDLENS, "--check"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_every_table_column_and_attribute_is_in_the_file_and_the_other_way_round(self):
        said = {}
        for heading, text in re.findall(r"(?ms)^### (/.*?)$(.*?)(?=^### |\Z)", self.expect(0, "document", "result")):
            for group in heading.split(", "):
                about = re.search(rf"(?m)^- `{group}`: (.*?)\.(?: Attributes: (.*)\.)?$", text)
                attributes = {"description", *(about[2] or "").split(", ")} - {""}
                said[group] = (about[1], attributes, {row[0]: row[1:] for row in re.findall(r"(?m)^\| (\w+) \| (\w+) \| (.*?) \| (.*) \|$", text) if row[0] != "column"})
        roots = set(re.findall(r"(?m)^\| (\w+) \|", self.expect(0, "document", "result").split("### /")[0])) - {"attribute"}
        for result in self.make_results():
            has_parts = result.name == "result"  # and conditions
            with h5py.File(result / "audit.h5") as file:
                self.assertEqual(set(file.attrs), roots if has_parts else roots - {"by", "where"})
                tables = set()
                file.visititems(lambda name, item: tables.add("/" + name.rsplit("/", 1)[0]) if isinstance(item, h5py.Dataset) else None)
                self.assertEqual(tables, set(said) if has_parts else set(said) - {"/by", "/by_segments"})
                for group, (about, attributes, columns) in said.items():
                    if group not in tables:
                        continue
                    self.assertEqual(set(file[group].attrs), attributes, group)
                    self.assertEqual(file[group].attrs["description"], about)
                    self.assertEqual({name for name, item in file[group].items() if isinstance(item, h5py.Dataset)}, set(columns), group)
                    for name, (kind, unit, meaning) in columns.items():
                        data = file[group][name]
                        self.assertEqual(data.dtype.kind == "S" and "text" or data.dtype.str[1:], TYPES.get(kind, kind), (group, name))
                        self.assertEqual(data.attrs.get("units", ""), unit, (group, name))
                        values = "; values: " + ", ".join(data.attrs["values"]) if "values" in data.attrs else ""
                        self.assertEqual(data.attrs["description"] + values, meaning.replace("\\|", "|"), (group, name))

    def test_every_key_of_a_summary_is_told_and_every_key_told_occurs(self):
        keys = re.findall(r"(?m)^\| `(.*?)` \|", self.expect(0, "document", "summary"))
        self.assertEqual(len(keys), len(set(keys)))
        ways = [(key, way) for key in keys for way in patterns(key)]
        seen = set()
        self.expect(0, "generate", "--kind", "retail", "--customers", 400, "--ledger", "shop")
        (self.folder / "profile.yaml").write_text("cohort_attribute: {values: [GROCERY, HOME]}\nfiscal_year_start: 4\n")
        self.expect(0, "audit", "--ledger", "shop", "--out", "shop-result", "--acquired-from", "2024-06-01", "--clv", "bg-nbd", "--profile", "profile.yaml")  # margins, and who came earlier
        (self.folder / "bare.csv").write_text("customer_id,timestamp,amount\na,2024-01-01,5\nb,2024-06-30,7\n")  # nothing for signals
        self.expect(0, "import", "--transactions", "bare.csv", "--ledger", "bare", "--amounts", "spend-positive")
        self.expect(0, "audit", "--ledger", "bare", "--out", "bare-result")
        for result in [*self.make_results(), self.folder / "shop-result", self.folder / "bare-result"]:
            summary = json.loads((result / "summary.json").read_text())
            self.assertEqual(json.loads((result / "run.json").read_text()), summary["run"])
            empty = set()
            for path in set(paths(summary, (), empty)):
                if path[:2] == ("cohort_attribute", "values"):  # below each value the keys are those of all customers
                    seen.update(index for index, (_, way) in enumerate(ways) if len(way) == 3 and all(map(re.fullmatch, way, path[:3])))
                    empty.update({path[3:]} if path in empty else ())
                    path = path[3:]
                matching = [index for index, (_, way) in enumerate(ways) if len(way) == len(path) and all(map(re.fullmatch, way, path))]
                of_a_list = path in empty and any(len(way) > len(path) and way[len(path)] == "\\[\\]" and all(map(re.fullmatch, way, path)) for _, way in ways)
                self.assertTrue(matching or of_a_list, f"not told: {'.'.join(path)}")
                seen.update(matching)
        self.assertEqual([f"{key}: {way}" for index, (key, way) in enumerate(ways) if index not in seen], [])


if __name__ == "__main__":
    unittest.main()
