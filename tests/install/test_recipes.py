#!/usr/bin/env python3
"""The recipes of packaging/ are of this version, and well-formed as far as that can be told without their programs.

usage: test_recipes.py SOURCE_DIRECTORY VERSION
"""

import ast
import pathlib
import re
import subprocess
import sys
import unittest

SOURCE, VERSION = pathlib.Path(sys.argv.pop(1)), sys.argv.pop(1)
PACKAGING = SOURCE / "packaging"


def packages_of(text, without=()):
    """Names of Debian's packages after apt-get install."""
    block = re.search(r"apt-get install -y --no-install-recommends(.*?)\n\s*(?:&& )?rm -rf", text, re.S)[1]
    return sorted(set(block.replace("\\", " ").split()))


class Recipes(unittest.TestCase):
    def test_python_s_are_python_and_of_this_version(self):
        spack = ast.parse((PACKAGING / "spack" / "package.py").read_text())
        calls = [node for node in ast.walk(spack) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
        told = {name: [ast.literal_eval(call.args[0]) for call in calls if call.func.id == name] for name in ("version", "variant", "depends_on")}
        self.assertIn(VERSION, told["version"])
        self.assertLessEqual({"mpi", "parquet", "python"}, set(told["variant"]))
        ast.parse((PACKAGING / "reframe" / "spendlens_selftest.py").read_text())

    def test_easybuild_s_is_of_this_version(self):
        (path,) = PACKAGING.glob("easybuild/*.eb")
        module = ast.parse(path.read_text())
        values = {node.targets[0].id: node.value for node in module.body if isinstance(node, ast.Assign)}
        self.assertEqual(VERSION, ast.literal_eval(values["version"]))
        toolchain = ast.literal_eval(values["toolchain"])
        self.assertEqual(f"spendlens-{VERSION}-{toolchain['name']}-{toolchain['version']}.eb", path.name)
        for name, version in ast.literal_eval(values["dependencies"]) + ast.literal_eval(values["builddependencies"]):
            self.assertRegex(version, r"^\d")

    def test_both_containers_bring_the_same(self):
        texts = [(PACKAGING / path).read_text() for path in ("docker/Dockerfile", "apptainer/spendlens.def")]
        self.assertEqual(packages_of(texts[0]), packages_of(texts[1]))
        self.assertIn("USER auditor", texts[0])
        for text in texts:
            self.assertIn("scripts/install-dependencies.sh", text)

    def test_lines_of_the_portability_table_are_listed_and_others_refused(self):
        script = SOURCE / "scripts" / "portability.sh"
        listed = subprocess.run([script, "--list"], capture_output=True, text=True, check=True).stdout.split()
        self.assertIn("debian13-gcc", listed)
        refused = subprocess.run([script, "plan9"], capture_output=True, text=True)
        self.assertEqual((2, True), (refused.returncode, "no line plan9" in refused.stderr))


if __name__ == "__main__":
    unittest.main()
