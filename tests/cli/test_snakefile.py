"""docs/examples/Snakefile: the whole way by snakemake; a second run does nothing, and a changed file only what depends on it."""

import json
import os
import pathlib
import shutil
import subprocess
import unittest

from command_line import SPENDLENS, CommandLineTest

SNAKEFILE = pathlib.Path(__file__).resolve().parents[2] / "docs" / "examples" / "Snakefile"
SNAKEMAKE = shutil.which("snakemake")


@unittest.skipUnless(SNAKEMAKE, "snakemake is not installed")
class Snakefile(CommandLineTest):
    def snakemake(self):
        environment = {**os.environ, "HOME": str(self.folder), "XDG_CACHE_HOME": str(self.folder / "cache")}
        done = subprocess.run([SNAKEMAKE, "--cores", "2", "--snakefile", SNAKEFILE, "--directory", ".", "--config", f"spendlens={SPENDLENS}"],
                              cwd=self.folder, env=environment, capture_output=True, text=True, timeout=300)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stderr

    def test_the_second_run_does_nothing_and_a_changed_day_is_imported_alone(self):
        incoming = self.folder / "incoming"
        incoming.mkdir()
        for day in (1, 2, 3):
            rows = "".join(f"c{i},2025-07-0{day},{i + day}\n" for i in range(30))
            (incoming / f"2025-07-0{day}.csv").write_text("customer_id,timestamp,amount\n" + rows)
        self.snakemake()
        records = {path.stem: json.loads(path.read_text()) for path in (self.folder / "records").iterdir()}
        self.assertEqual({name: record["exit_code"] for name, record in records.items()},
                         dict.fromkeys(["import-2025-07-01", "import-2025-07-02", "import-2025-07-03", "audit", "report", "champions"], 0))
        self.assertIn("Nothing to be done", self.snakemake())
        self.assertEqual({path.stem: json.loads(path.read_text())["id"] for path in (self.folder / "records").iterdir()}, {name: record["id"] for name, record in records.items()})
        with open(incoming / "2025-07-02.csv", "a") as day:
            day.write("new,2025-07-02,5\n")
        self.snakemake()
        again = {path.stem: json.loads(path.read_text()) for path in (self.folder / "records").iterdir()}
        self.assertEqual({name for name in again if again[name]["id"] != records[name]["id"]}, {"import-2025-07-02", "audit", "report", "champions"})
        self.assertEqual(again["import-2025-07-02"]["rows"]["stored"], 31)


if __name__ == "__main__":
    unittest.main()
