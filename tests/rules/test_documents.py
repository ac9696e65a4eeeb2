#!/usr/bin/env python3
"""What the documents point to is there: links and their headings, files that are named, the types of the glossary.

usage: test_documents.py SOURCE_DIRECTORY
"""

import functools
import pathlib
import re
import sys
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()
DOCUMENTS = sorted(path for path in [*SOURCE.glob("*.md"), *SOURCE.glob("docs/*.md"), *SOURCE.glob("benchmarks/**/*.md")] if "node_modules" not in path.parts)
# What makes a text in backquotes the name of a file of the project: its ending, or a slash.
FILE = re.compile(r"[\w.*/-]+\.(?:cpp|hpp|c|h|py|sh|mjs|sql|css|cmake|cff|md|supp|sbatch|yaml)|[\w./-]*CMakeLists\.txt|[\w.-]+/[\w./-]*")
# Where its path may begin, and where a file is looked for by its name alone.
ROOTS = ("", "src", "include/spendlens", "jobs", "scripts", "docs")
TREES = ("src", "include", "jobs", "tests", "scripts", "cmake")
LINK = re.compile(r"\]\(([^)\s]+)\)")
# Pages that name the project's own files; others also name files of users.
PAGES_OF_FILES = ("CONTRIBUTING.md", "README.md", "docs/architecture.md", "docs/releasing.md")
# Files that a user has, a command makes or a library brings.
OF_OTHERS = re.compile(r"mpi\.h|hdf5\.h|(?!.*\.[ch]pp$)(?:\.\./shared|(?:build|ledger|result|out|share|OUT|LEDGER)/.*)")


def text_of(path):
    return re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)


@functools.cache
def anchors_of(path):
    """What GitHub makes of the headings: small letters, blanks as hyphens, nothing else but letters, digits, '-' and '_'."""
    headings = re.findall(r"^#+ +(.+?) *$", text_of(path), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def is_there(name):
    """A file or folder. Capitals stand for any name: of a room (ROOM/), or of an idea (test_IDEA.py)."""
    pattern = re.sub(r"(?:^|(?<=[/_]))(?:ROOM|FOLDER|NAME|IDEA)(?=[/_.]|$)", "*", name.strip("/"))
    if "/" in name:
        return any(any((SOURCE / root).glob(pattern)) for root in ROOTS)
    return any(SOURCE.glob(pattern)) or any(any((SOURCE / tree).rglob(pattern)) for tree in TREES)


class Documents(unittest.TestCase):
    def complain(self, complaints):
        self.assertEqual([], complaints, "\n" + "\n".join(complaints))

    def test_links_lead_to_files_and_headings_that_are_there(self):
        complaints, links = [], 0
        for document in DOCUMENTS:
            for link in LINK.findall(text_of(document)):
                if re.match(r"[a-z]+:", link):
                    continue
                links += 1
                path, _, anchor = link.partition("#")
                target = (document.parent / path).resolve() if path else document
                if not target.exists():
                    complaints.append(f"{document.relative_to(SOURCE)}: {link}: there is no such file")
                elif anchor and anchor not in anchors_of(target):
                    complaints.append(f"{document.relative_to(SOURCE)}: {link}: {target.name} has no such heading")
        self.complain(complaints)
        self.assertGreater(links, 20)

    def test_files_that_are_named_are_there(self):
        complaints, named = [], 0
        for page in PAGES_OF_FILES:
            for code in re.findall(r"`([^`\n]+)`", text_of(SOURCE / page)):
                if FILE.fullmatch(code) and not OF_OTHERS.fullmatch(code):
                    named += 1
                    if not is_there(code):
                        complaints.append(f"{page}: there is no {code}")
        self.complain(complaints)
        self.assertGreater(named, 100)

    def test_the_map_has_every_room_and_every_folder_of_a_room(self):
        page = (SOURCE / "docs" / "architecture.md").read_text(encoding="utf-8")
        rooms = [path.parent.name for path in SOURCE.glob("src/*/CMakeLists.txt")]
        folders = [f"src/{path.parent.name}/{path.name}/" for path in SOURCE.glob("src/*/*/")]
        self.assertGreater(len(rooms), 10)
        self.assertGreater(len(folders), 15)
        self.complain([f"docs/architecture.md does not have {name}" for name in (*rooms, *folders) if f"| `{name}` | " not in page])

    def test_each_word_of_the_glossary_names_a_type_and_the_file_that_has_it(self):
        complaints, words = [], 0
        rows = re.search(r"^## Words$(.*?)^## ", (SOURCE / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.M | re.S)[1]
        for word, _, held in re.findall(r"^\| \*\*(.+?)\*\*([^|]*\|)[^|]*\| (.+) \|$", rows, re.M):
            words += 1
            names = re.findall(r"`([^`]+)`", held)
            files = [name for name in names if FILE.fullmatch(name)]
            paths = [path for name in files for root in ("src", "include/spendlens") if (path := SOURCE / root / name).is_file()]
            texts = "".join(path.read_text(encoding="utf-8") for path in paths)
            for name in names:
                if name not in files and not re.search(rf"\b{name.split('::')[-1].removesuffix('()')}\b", texts):
                    complaints.append(f"{word}: {name} is not in {', '.join(files) or 'any file'}")
            if len(names) < 2 or not files:
                complaints.append(f"{word}: no type and file")
        self.complain(complaints)
        self.assertGreater(words, 25)


if __name__ == "__main__":
    unittest.main()
