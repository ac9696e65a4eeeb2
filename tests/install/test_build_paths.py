#!/usr/bin/env python3
"""The executable of a release build does not name the folders that it was built in, so that builds in others give the same bytes
(scripts/reproducible.sh builds twice to see that they do).

usage: test_build_paths.py EXECUTABLE FOLDER...
"""

import pathlib
import sys
import unittest

EXECUTABLE, FOLDERS = pathlib.Path(sys.argv[1]), sys.argv[2:]
del sys.argv[1:]


class BuildPaths(unittest.TestCase):
    def test_the_executable_names_no_folder_of_its_build(self):
        content = EXECUTABLE.read_bytes()
        self.assertGreater(len(content), 1_000_000)
        for folder in FOLDERS:
            at = content.find(folder.encode())
            self.assertEqual(-1, at, f"{folder}: {content[max(0, at - 40) : at + 200]!r}")


if __name__ == "__main__":
    unittest.main()
