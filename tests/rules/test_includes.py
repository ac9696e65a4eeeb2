#!/usr/bin/env python3
"""The rooms' arrows hold: who may include whom, as src/ROOM/CMakeLists.txt says it (ROOMS, FOLDERS), and which libraries stay in one room.

usage: test_includes.py SOURCE_DIRECTORY
"""

import pathlib
import re
import sys
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()
LISTS = ("SOURCES", "ALONE", "COLD", "ROOMS", "FOLDERS", "LIBRARIES", "PRIVATE_LIBRARIES")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
# One library, one room: what only this room may include.
OWNERS = {"mpi.h": "comm", "hdf5.h": "store", "duckdb.h": "duckdb", "dlfcn.h": "duckdb"}
# DuckDB's functions are declared in one file, as there is no header of it.
DUCKDB_FUNCTION = re.compile(r"\bduckdb_\w|\"duckdb_")
# Threads: core's loops and the kernels. The export's text leaves in order while it is made, which core's loops do not offer.
OPENMP = re.compile(r"^\s*#\s*(pragma\s+omp|include\s*<omp\.h>)", re.M)
# The Python package is no room: it is built with the rooms that compute in memory, and with no other.
PYTHON, OF_PYTHON = "python", {"core", "rfm", "lenses", "cohorts", "value", "signals", "personas"}
OPENMP_HOMES = ("src/core/parallel_for.cpp", "src/core/processors.cpp", "src/core/threads.cpp", "src/report/export/export_writer.cpp")


def room_lists():
    """{room: {list: [names]}} of all calls of spendlens_room()."""
    rooms = {}
    for path in sorted(SOURCE.glob("src/*/CMakeLists.txt")):
        if path.parent.name == PYTHON:
            continue
        words = re.search(r"spendlens_room\(([^)]*)\)", path.read_text()).group(1).split()
        lists, current = {name: [] for name in LISTS}, None
        for word in words[1:]:
            if word in LISTS:
                current = word
            else:
                lists[current].append(word)
        rooms[words[0]] = lists
    return rooms


ROOMS = room_lists()


def sources(*folders):
    for folder in folders:
        for path in sorted((SOURCE / folder).rglob("*.?pp")):
            yield path.relative_to(SOURCE).as_posix(), path.read_text(encoding="utf-8")


def within_reach(room):
    """The room, those that it names, and those that these name."""
    found, waiting = set(), [room]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += ROOMS[name]["ROOMS"]
    return found


def room_and_folder(path):
    """('ingest', 'parse') of 'ingest/parse/row_parser.hpp'; the folder is '' for a file of the room itself."""
    parts = path.split("/")
    return parts[0], parts[1] if len(parts) > 2 else ""


class Includes(unittest.TestCase):
    def complain(self, complaints):
        self.assertEqual([], complaints, "\n" + "\n".join(complaints))

    def test_every_room_of_the_lists_is_a_folder_and_no_two_include_each_other(self):
        self.assertGreater(len(ROOMS), 10)
        for room in ROOMS:
            self.assertTrue((SOURCE / "include/spendlens" / room).is_dir(), room)
            for named in ROOMS[room]["ROOMS"]:
                self.assertIn(named, ROOMS)
                self.assertNotIn(room, within_reach(named), f"{room} and {named} need each other")

    def test_a_room_includes_public_headers_of_rooms_that_it_names(self):
        complaints = []
        for path, text in sources("src", "include/spendlens"):
            room = path.removeprefix("src/").removeprefix("include/spendlens/").split("/")[0]
            for _, header in INCLUDE.findall(text):
                parts = header.split("/")
                if parts[0] == "spendlens" and parts[1] != room and parts[1] not in (OF_PYTHON if room == PYTHON else ROOMS[room]["ROOMS"]):
                    complaints.append(f"{path}: {header}: {room} does not name {parts[1]} in ROOMS")
        self.complain(complaints)

    def test_private_headers_stay_in_their_room(self):
        complaints = []
        for path, text in sources("src", "include/spendlens", "jobs"):
            room = path.split("/")[1] if path.startswith("src/") else None
            for _, header in INCLUDE.findall(text):
                named = header.split("/")[0]
                if named in ROOMS and named != room:
                    complaints.append(f"{path}: {header} is private to {named}")
        self.complain(complaints)

    def test_folders_of_a_room_include_those_named_before_them_only(self):
        complaints = []
        for path, text in sources("src"):
            room, folder = room_and_folder(path.removeprefix("src/"))
            if room == PYTHON:
                continue
            order = ROOMS[room]["FOLDERS"]
            if not folder:
                continue
            if folder not in order:
                complaints.append(f"{path}: FOLDERS of {room} does not name {folder}")
                continue
            for _, header in INCLUDE.findall(text):
                if header.split("/")[0] != room:
                    continue
                of = room_and_folder(header)[1]
                if of != folder and of not in order[: order.index(folder)]:
                    complaints.append(f"{path}: {header}: {of or 'the room itself'} stands above {folder}")
        self.complain(complaints)

    def test_mpi_hdf5_and_others_are_included_by_their_room_only(self):
        complaints = []
        for path, text in sources("src", "include", "jobs"):
            for _, header in INCLUDE.findall(text):
                owner = OWNERS.get(header)
                if owner and not path.startswith(f"src/{owner}/"):
                    complaints.append(f"{path}: {header} belongs to src/{owner}")
        self.complain(complaints)

    def test_functions_of_duckdb_are_named_by_its_room_only(self):
        named = [path for path, text in sources("src", "include", "jobs") if DUCKDB_FUNCTION.search(text)]
        self.assertEqual(["src/duckdb/c_functions.cpp"], named)

    def test_openmp_is_used_by_kernels_and_core_only(self):
        complaints = [path for path, text in sources("src", "include", "jobs")
                      if OPENMP.search(text) and not path.endswith("_kernel.cpp") and path not in OPENMP_HOMES]
        self.complain([f"{path}: use core/parallel_for.hpp, or be a kernel" for path in complaints])
        for home in OPENMP_HOMES:
            self.assertRegex((SOURCE / home).read_text(), OPENMP, "an exception that nothing needs")

    def test_every_source_is_in_the_list_that_is_built(self):
        for room in ROOMS:
            listed = {f"src/{room}/{name}" for name in ROOMS[room]["SOURCES"] if not name.startswith("$")}
            present = {path for path, _ in sources(f"src/{room}") if path.endswith(".cpp")}
            self.assertEqual(present, listed, room)


if __name__ == "__main__":
    unittest.main()
