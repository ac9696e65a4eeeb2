"""Damaged files. Whatever happened to a segment or a result is said in one line, with exit code 3, before libhdf5 sees a byte of
it; a damaged HDF5 file of other people too, and never a crash or a wait without end. The damage is random, from a seed."""

import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import unittest

import h5py
import numpy

from command_line import SPENDLENS, CommandLineTest, seal, seal_result

LONG = os.environ.get("SPENDLENS_LONG") == "1"
ROUNDS = 5000 if LONG else 120
PATIENCE = 120  # seconds; a damaged HDF5 file of other people may keep libhdf5 busy until its reader is given up

LEDGER_COMMANDS = (
    ("info", "ledger"),
    ("check", "ledger"),
    ("audit", "--ledger", "ledger", "--out", "new"),
    ("audit", "--ledger", "ledger", "--out", "new", "--verify"),
    ("explain", "--ledger", "ledger", "--audit", "result", "--customer", "C000000001"),
    ("export", "--ledger", "ledger", "--table", "transactions", "--output", "rows.csv"),
    ("export", "--ledger", "ledger", "--table", "accounts", "--output", "rows.csv"),
    ("export", "--ledger", "ledger", "--table", "liabilities", "--output", "rows.csv"))
RESULT_COMMANDS = (
    ("info", "result"),
    ("check", "result"),
    ("explain", "--ledger", "ledger", "--audit", "result", "--customer", "C000000001"),
    *(("export", "--audit", "result", "--table", table, "--output", "rows.csv")
      for table in ("rfm", "rfm-compare", "signals-1m", "signals-6m", "signals-12m", "personas-1m", "personas-6m", "personas-12m", "lens2", "streams")))


def damaged(data, rng):
    """A copy that differs, and what was done to it."""
    data = bytearray(data)
    place = rng.randrange(len(data)) if rng.random() < 0.6 else rng.randrange(min(len(data), 4096))  # superblock, first headers
    kind = rng.randrange(5)
    if kind == 0:
        data[place] ^= 1 << rng.randrange(8)
        return bytes(data), f"a bit of byte {place} flipped"
    if kind == 1:
        return bytes(data[:place]), f"cut off at {place}"
    if kind == 2:
        return bytes(data) + bytes(rng.randrange(1, 5000)), "longer"
    length = min(len(data) - place, rng.choice((1, 8, 512, 4096)))
    new = bytes(length) if kind == 3 else rng.randbytes(length)
    if data[place:place + length] == new:
        new = bytes(b ^ 0xFF for b in new)
    data[place:place + length] = new
    return bytes(data), f"{length} bytes from {place} on written over"


class Damage(CommandLineTest):
    @classmethod
    def setUpClass(cls):
        cls.made = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.made.cleanup)
        for arguments in (("generate", "--customers", "40", "--ledger", "ledger", "--kind", "bank", "--seed", "7"),
                          ("audit", "--ledger", "ledger", "--out", "result")):
            subprocess.run([SPENDLENS, *arguments], cwd=cls.made.name, check=True, capture_output=True, timeout=PATIENCE)

    def setUp(self):
        super().setUp()
        for name in ("ledger", "result"):
            shutil.copytree(pathlib.Path(self.made.name) / name, self.folder / name)
        self.segment = self.folder / "ledger" / "generated.h5"
        self.result = self.folder / "result" / "audit.h5"

    def outcome(self, what, *arguments):
        """Exit code and the lines of the error, of a command that must come to an end by itself."""
        with self.subTest(what=what, command=arguments):
            done = subprocess.run([SPENDLENS, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE)
            error = done.stderr.decode(errors="replace")
            return done.returncode, [line for line in error.strip().splitlines() if " info: " not in line]
        self.fail("no outcome")

    def refused(self, what, command):
        code, lines = self.outcome(what, *command)
        self.assertEqual((code, len(lines)), (3, 1), f"{what}, {command}: {lines}")
        self.assertNotIn("HDF5 says", lines[0], f"{what}, {command}: libhdf5 was asked")
        return lines[0]

    def damage_rounds(self, path, commands, seed):
        good = path.read_bytes()
        rng = random.Random(seed)
        for _ in range(ROUNDS // 4):
            data, what = damaged(good, rng)
            path.write_bytes(data)
            said = self.refused(what, rng.choice(commands))
            self.assertIn(path.name, said)

    def test_a_damaged_segment_is_refused_by_every_command_before_libhdf5_sees_it(self):
        self.damage_rounds(self.segment, LEDGER_COMMANDS, 1)

    def test_a_damaged_result_is_refused_by_every_command_before_libhdf5_sees_it(self):
        self.damage_rounds(self.result, RESULT_COMMANDS, 2)

    def test_every_command_refuses_a_cut_file(self):
        for path, commands in ((self.segment, LEDGER_COMMANDS), (self.result, RESULT_COMMANDS)):
            good = path.read_bytes()
            path.write_bytes(good[:len(good) // 2])
            for command in commands:
                self.assertIn("cut off", self.refused("half of it", command))
            path.write_bytes(good)

    def test_damaged_or_missing_sums_are_refused_or_change_nothing(self):
        rng = random.Random(3)
        for path, commands in ((self.segment, LEDGER_COMMANDS), (self.result, RESULT_COMMANDS)):
            sums = path.with_name(path.name + ".sum")
            good = sums.read_bytes()
            for _ in range(ROUNDS // 20):
                data, what = damaged(good, rng)
                sums.write_bytes(data)
                code, lines = self.outcome("sums: " + what, *rng.choice(commands))
                self.assertTrue(code == 0 or (code, len(lines)) == (3, 1), f"{what}: {code}, {lines}")
            sums.unlink()
            for command in commands:
                self.assertIn("no checksums", self.refused("no sums", command))
            sums.write_bytes(good)

    def test_columns_that_hold_anything_with_sums_that_match_are_refused_or_read(self):
        rng = random.Random(4)
        for path, commands in ((self.segment, LEDGER_COMMANDS), (self.result, RESULT_COMMANDS)):
            good = path.read_bytes()
            places = column_places(path)
            for _ in range(ROUNDS // 5):
                data = bytearray(good)
                name, offset, width, length = rng.choice(places)
                element = rng.randrange(length)
                data[offset + element * width:offset + (element + 1) * width] = rng.choice((bytes(width), b"\xff" * width, rng.randbytes(width)))
                path.write_bytes(data)
                seal(path)
                code, lines = self.outcome(f"{name}[{element}]", *rng.choice(commands))
                self.assertTrue(code == 0 or (code, len(lines)) == (3, 1), f"{name}[{element}]: {code}, {lines}")

    def test_a_damaged_text_within_a_result_is_unusable_input_and_no_wrong_usage(self):
        path = self.folder / "result" / "audit.h5"
        data = path.read_bytes()
        places = {name: (offset, length) for name, offset, _, length in column_places(path)}
        for column in ("profile/text", "registry/text"):
            offset, length = places[column]
            for text in (b"\xff", b"\n]: [", b"\nunknown: 1\n"):
                at = offset + length - len(text)
                path.write_bytes(data[:at] + text + data[at + len(text):])
                seal_result(path.parent)
                for command in (RESULT_COMMANDS[2], RESULT_COMMANDS[3]):
                    self.expect(3, *command, says="result/audit.h5 cannot be used")

    def test_a_foreign_file_in_a_ledger_or_for_a_result_is_refused_without_libhdf5(self):
        rng = random.Random(5)
        for path, commands in ((self.segment, LEDGER_COMMANDS), (self.result, RESULT_COMMANDS)):
            for sums in ("left", "missing"):
                write_foreign(path, rng)
                if sums == "missing":
                    path.with_name(path.name + ".sum").unlink()
                for command in commands:
                    self.refused(f"foreign, sums {sums}", command)

    def test_a_foreign_file_with_sums_of_its_own_is_no_segment_and_no_result(self):
        rng = random.Random(6)
        for path, commands in ((self.segment, LEDGER_COMMANDS), (self.result, RESULT_COMMANDS)):
            write_foreign(path, rng)
            seal(path)
            for command in commands:
                code, lines = self.outcome("foreign with sums", *command)
                self.assertEqual((code, len(lines)), (3, 1), lines)

    def test_a_damaged_foreign_file_is_imported_as_far_as_it_can_be_read_or_refused(self):
        rng = random.Random(8)
        path = self.folder / "foreign.h5"
        for _ in range(ROUNDS // 4):
            write_foreign(path, rng)
            data, what = damaged(path.read_bytes(), rng)
            path.write_bytes(data)
            shutil.rmtree(self.folder / "new-ledger", ignore_errors=True)
            code, lines = self.outcome("foreign: " + what, "import", "--transactions", "foreign.h5", "--ledger", "new-ledger")
            # Data that is still data is imported; rows that are none any more are rejected.
            self.assertIn(code, (0, 3, 4), f"{what}: {lines}")
            if code == 3:
                self.assertEqual(len(lines), 1, f"{what}: {lines}")
            self.assertEqual(list((self.folder / "new-ledger").glob("*.h5")) != [], code == 0, what)


def write_foreign(path, rng):
    """Transactions of other people: chunked, compressed or plain; texts of a fixed or of any length."""
    rows = rng.randrange(64, 300)
    storage = rng.choice(({}, {"chunks": (16,)}, {"chunks": (64,), "compression": "gzip"}))
    names = [f"customer-{rng.randrange(20)}" for _ in range(rows)]
    with h5py.File(path, "w", libver=rng.choice(("earliest", "latest"))) as file:
        if rng.random() < 0.5:
            file.create_dataset("customer_id", data=names, dtype=h5py.string_dtype())
        else:
            file.create_dataset("customer_id", data=numpy.array(names, "S12"), **storage)
        file.create_dataset("timestamp", data=numpy.array([1_700_000_000 + rng.randrange(10**7) for _ in range(rows)]), **storage)
        file.create_dataset("amount", data=numpy.array([rng.randrange(-10**6, 10**6) / 100 for _ in range(rows)]), **storage)
        file.create_dataset("merchant", data=[f"shop {rng.randrange(9)}" for _ in range(rows)], dtype=h5py.string_dtype())


def column_places(path):
    """Name, offset, bytes an element and elements of each column that is not empty."""
    places = []
    with h5py.File(path) as file:
        def note(name, thing):
            if isinstance(thing, h5py.Dataset) and thing.size:
                places.append((name, thing.id.get_offset(), thing.dtype.itemsize, thing.size))
        file.visititems(note)
    return places


if __name__ == "__main__":
    unittest.main()
