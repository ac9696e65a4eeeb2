#!/usr/bin/env python3
"""scripts/install-dependencies.sh on a system of dnf and on one of apt, of which the programs that it calls are made up: it asks for what is
missing by the distribution's names, and goes on where something that few need is not to be had.

usage: test_dependencies.py SOURCE_DIRECTORY
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(sys.argv.pop(1)) / "scripts" / "install-dependencies.sh"
TOOLS = ("bash", "env", "dirname", "awk", "sed", "cat", "uname")


class Dependencies(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.called = self.folder / "called"
        self.called.write_text("")
        for tool in TOOLS:
            (self.folder / tool).symlink_to(shutil.which(tool))
        self.stand_in("id", "echo 0")

    def stand_in(self, name, body):
        path = self.folder / name
        path.write_text(f"#!{shutil.which('bash')}\n{body}\n")
        path.chmod(0o755)

    def run_script(self, *words, **environment):
        done = subprocess.run([SCRIPT, *words], capture_output=True, text=True, timeout=60, env={"PATH": str(self.folder), **environment})
        return done, [line.split() for line in self.called.read_text().splitlines()]

    def of_dnf(self, installed=(), absent=()):
        """rpm has what is installed, dnf all but what is absent."""
        self.stand_in("rpm", f'[[ " {" ".join(installed)} " == *" ${{!#}} "* ]]')
        self.stand_in("dnf", f'echo "$@" >>{self.called}; for one in "$@"; do [[ " {" ".join(absent)} " != *" $one "* ]] || exit 1; done')

    def test_fedora_s_names_of_what_is_missing(self):
        self.of_dnf(installed=("gcc-c++", "cmake", "boost-devel"))
        done, (call,) = self.run_script("--program")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertEqual("install", call[0])
        self.assertLessEqual({"openmpi-devel", "hdf5-openmpi-devel", "Random123-devel", "isa-l-devel", "abseil-cpp-devel", "ninja-build"}, set(call))
        self.assertFalse({"gcc-c++", "cmake", "boost-devel", "-", "catch-devel"} & set(call))
        self.assertFalse([word for word in call if word.endswith("-dev")])
        self.assertIn("module load mpi/openmpi-", done.stdout)

    def test_mpich_in_place_of_open_mpi(self):
        self.of_dnf()
        _, (call,) = self.run_script("--program", SPENDLENS_MPI="mpich")
        self.assertLessEqual({"mpich", "mpich-devel", "hdf5-mpich-devel"}, set(call))
        self.assertFalse([word for word in call if "openmpi" in word])
        done, _ = self.run_script("--program", SPENDLENS_MPI="lam")
        self.assertEqual(2, done.returncode)

    def test_what_few_need_and_is_not_to_be_had_is_named(self):
        self.of_dnf(absent=("clang-format-14",))
        done, calls = self.run_script("--tests")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn("no clang-format-14", done.stdout)
        self.assertNotIn("no chromium-headless:", done.stdout)
        self.assertIn(["chromium-headless"], [call[-1:] for call in calls])

    def test_what_all_need_and_is_not_to_be_had_is_an_error(self):
        self.of_dnf(absent=("fmt-devel",))
        done, _ = self.run_script("--program")
        self.assertNotEqual(0, done.returncode)

    def test_apt_and_nothing_to_do(self):
        self.stand_in("dpkg-query", '[[ ${!#} == g++ ]] || echo "install ok installed"')
        self.stand_in("apt-get", f'echo "$@" >>{self.called}')
        done, calls = self.run_script("--program")
        self.assertEqual((0, "Installing g++\n"), (done.returncode, done.stdout), done.stderr)
        self.assertEqual([["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "g++"]], calls)
        self.stand_in("dpkg-query", 'echo "install ok installed"')
        done, again = self.run_script("--tests")
        self.assertEqual((0, "", calls), (done.returncode, done.stdout, again))

    def test_names_alone(self):
        self.of_dnf(installed=("cmake",))
        done, calls = self.run_script("--names", "--python")
        self.assertEqual([], calls)
        self.assertEqual(["gcc-c++", "pkgconf-pkg-config", "boost-devel", "fmt-devel", "xxhash-devel", "utf8cpp-devel", "python3-devel"], done.stdout.split())

    def test_neither_is_told(self):
        done, _ = self.run_script()
        self.assertEqual((1, True), (done.returncode, "neither apt-get nor dnf" in done.stderr))


if __name__ == "__main__":
    unittest.main()
