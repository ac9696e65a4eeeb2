"""The query in docs/results.md, run by DuckDB as it stands there on exports made as it says there, agrees with summary.json."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SPENDLENS = os.environ["SPENDLENS"]
NODE = os.environ["SPENDLENS_NODE"]
PEER = pathlib.Path(os.environ["SPENDLENS_PEER"])
DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "results.md"
SKIPPED = 77

QUERY = """
import { DuckDBInstance } from '@duckdb/node-api';
const connection = await (await DuckDBInstance.create(':memory:')).connect();
process.chdir(process.argv[1]);
const reader = await connection.runAndReadAll(process.argv[2]);
console.log(JSON.stringify(reader.getRowObjectsJson()));
"""


class ResultsSql(unittest.TestCase):
    def test_the_query_counts_the_customers_of_each_persona_and_their_spend(self):
        section = DOCUMENT.read_text().split("### In SQL")[1].split("\n## ")[0]
        commands = re.search(r"(?ms)^```sh\n(.*?)^```$", section)[1]
        query = re.search(r"(?ms)^```sql\n(.*?)^```$", section)[1]
        with tempfile.TemporaryDirectory() as folder:
            run = lambda command, **more: subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=120, **more)
            run([SPENDLENS, "generate", "--customers", "400", "--ledger", "ledger", "--quiet"])
            run([SPENDLENS, "audit", "--ledger", "ledger", "--out", "result", "--quiet"])
            run(["bash", "-ec", f'spendlens() {{ "{SPENDLENS}" "$@"; }}\n{commands}'])
            done = subprocess.run([NODE, "--input-type=module", "-e", QUERY, "--", folder, query], cwd=PEER, capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stderr)
            rows = {row["persona"]: row for row in json.loads(done.stdout)}
            summary = json.loads((pathlib.Path(folder) / "result" / "summary.json").read_text())
        assigned = {persona: count for persona, count in summary["personas"]["6m"]["assigned"].items() if count > 0}
        self.assertGreater(len(assigned), 3)
        self.assertEqual({persona: int(row["customers"]) for persona, row in rows.items()}, assigned)
        total = summary["signals"]["6m"]["signals"]["spending"]["total"]
        self.assertAlmostEqual(sum(float(row["spending"]) for row in rows.values()), float(total), places=1)
        self.assertTrue(any(float(row["subscriptions_a_month"] or 0) > 0 for row in rows.values()))


if __name__ == "__main__":
    if not NODE or NODE.endswith("NOTFOUND") or not (PEER / "node_modules" / "@duckdb" / "node-api").is_dir():
        print("skipped: needs node and npm install --prefix benchmarks/duckdb")
        sys.exit(SKIPPED)
    unittest.main()
