"""A file that is not read is named for what it is, with the way out, in one line, whatever it is given as."""

import bz2
import gzip
import io
import lzma
import os
import sqlite3
import subprocess
import tarfile
import unittest
import zipfile

import h5py
import numpy

from command_line import CommandLineTest

LOG = "customer_id,timestamp,amount\n" + "".join(f"c{i % 7},2025-0{1 + i % 6}-0{1 + i % 9},{i}.50\n" for i in range(60))


def archive(name):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr(name, LOG)
    return data.getvalue()


def tar(mode):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode=mode) as made:
        info = tarfile.TarInfo("log.csv")
        info.size = len(LOG)
        made.addfile(info, io.BytesIO(LOG.encode()))
    return data.getvalue()


KINDS = (
    ("gzip data, within gzip", gzip.compress(gzip.compress(LOG.encode()))),
    ("a tar archive, within gzip", tar("w:gz")),
    ("a tar archive", tar("w")),
    ("zstd data", b"\x28\xb5\x2f\xfd" + bytes(40)),
    ("xz data", lzma.compress(LOG.encode())),
    ("bzip2 data", bz2.compress(LOG.encode())),
    ("a zip archive", archive("log.csv")),
    ("an Excel workbook", archive("xl/workbook.xml")),
    ("an ORC file", b"ORC" + bytes(60) + b"ORC\x17"),
    ("an Avro file", b"Obj\x01" + bytes(60)),
    ("an Arrow (Feather) file", b"ARROW1\0\0" + bytes(60)),
    ("a MATLAB file of version 5", b"MATLAB 5.0 MAT-file, Platform: GLNXA64" + bytes(100)),
    ("text in UTF-16LE", LOG.encode("utf-16")),
    ("text in UTF-16LE", LOG.encode("utf-16-le")),
    ("text in UTF-16BE", LOG.encode("utf-16-be")),
    ("text in UTF-32LE", b"\xff\xfe\0\0" + LOG.encode("utf-32-le")),
    ("text in UTF-32BE", LOG.encode("utf-32-be")),
    ("its first line holds a byte 0", b"customer_id,\0timestamp,amount\n"))


class KindsOfFiles(CommandLineTest):
    def refused(self, says, *arguments, **options):
        self.expect(3, "import", *arguments, "--ledger", "ledger", says=says, **options)
        self.assertFalse(list((self.folder / "ledger").glob("*.h5")))

    def test_each_is_named_from_a_file_and_from_standard_input(self):
        (self.folder / "log.csv").write_text(LOG)
        for says, data in KINDS:
            with self.subTest(says):
                (self.folder / "given.csv").write_bytes(data)
                self.refused(says, "--transactions", "given.csv")
                self.refused(says, "--transactions", "-", "--segment", "s", stdin=data)
                self.refused(says, "--transactions", "log.csv", "--accounts", "given.csv")

    def test_the_same_on_several_ranks_and_as_liabilities(self):
        (self.folder / "log.csv").write_text(LOG)
        (self.folder / "accounts.csv").write_text("account_id,customer_id,type,subtype,balance_current\n")
        (self.folder / "given.csv").write_bytes(KINDS[0][1])
        self.refused(KINDS[0][0], "--transactions", "given.csv", ranks=3)
        self.refused(KINDS[0][0], "--transactions", "log.csv", "--accounts", "accounts.csv", "--liabilities", "given.csv")

    def test_the_way_out_of_what_lies_within_gzip_leads_out(self):
        (self.folder / "given.csv").write_bytes(gzip.compress(bz2.compress(LOG.encode())))
        self.refused("given.csv is bzip2 data, within gzip; inflate it: gzip -dc given.csv > FILE; then decompress it first: bzip2 -dc FILE", "--transactions", "given.csv")
        subprocess.run("gzip -dc given.csv > FILE && bzip2 -dc FILE > log.csv", shell=True, cwd=self.folder, check=True)
        self.assertEqual((self.folder / "log.csv").read_text(), LOG)

    def test_a_database_is_named(self):
        database = sqlite3.connect(self.folder / "log.db")
        database.execute("create table log (customer_id text)")
        database.commit()
        database.close()
        self.refused("an SQLite database", "--transactions", "log.db")

    def test_gzip_that_is_padded_with_zeros_is_read(self):
        (self.folder / "log.csv.gz").write_bytes(gzip.compress(LOG.encode()) + bytes(1 << 20))
        self.assertIn("60 rows read = 60 stored", self.expect(0, "import", "--transactions", "log.csv.gz", "--amounts", "spend-positive", "--ledger", "ledger"))

    def test_hdf5_behind_a_block_of_the_users_is_read(self):
        for size in (512, 4096):
            with h5py.File(self.folder / "log.mat", "w", userblock_size=size) as file:
                file["customer_id"] = [["a"], ["b"]]
                file["timestamp"] = numpy.array([[1735689600.75, 1735689599.25]])
                file["amount"] = numpy.array([[1.25], [2.0]])
            with open(self.folder / "log.mat", "r+b") as file:
                file.write(b"MATLAB 7.3 MAT-file")
            self.expect(0, "import", "--transactions", "log.mat", "--amounts", "spend-positive", "--ledger", f"ledger-{size}")
            rows = self.expect(0, "export", "--ledger", f"ledger-{size}", "--table", "transactions")
            self.assertIn("2025-01-01 00:00:00", rows)
            self.assertIn("2024-12-31 23:59:59", rows)

    def test_ids_of_64_bits_without_sign_are_texts(self):
        with h5py.File(self.folder / "log.h5", "w") as file:
            file["customer_id"] = numpy.array([2**64 - 1, 2**63, 1], "u8")
            file["timestamp"] = [20250101] * 3
            file["amount"] = [1, 2, 3]
        self.expect(0, "import", "--transactions", "log.h5", "--amounts", "spend-positive", "--ledger", "ledger", ranks=2)
        rows = self.expect(0, "export", "--ledger", "ledger", "--table", "transactions")
        for customer in (2**64 - 1, 2**63, 1):
            self.assertIn(f"\n{customer},", rows)

    def test_single_precision_amounts_are_rejected_with_what_to_do(self):
        with h5py.File(self.folder / "log.h5", "w") as file:
            file["customer_id"] = ["a"]
            file["timestamp"] = [20250101]
            file["amount"] = numpy.array([19.99], "f4")
        self.expect(4, "import", "--transactions", "log.h5", "--amounts", "spend-positive", "--ledger", "ledger")
        self.assertIn("write 64-bit floats", (self.folder / "ledger/rejects/log.refused.csv").read_text())

    def test_no_settings_file_that_is_no_plain_file_is_waited_for(self):
        os.mkfifo(self.folder / "pipe.yaml")
        (self.folder / "device.yaml").symlink_to("/dev/zero")
        self.import_text(LOG)
        for name in ("pipe.yaml", "device.yaml", "."):
            for option in ("--personas", "--profile"):
                self.audit(option, name, code=5, says="not a plain file")
            self.expect(5, "generate", "--kind", "retail", "--customers", "5", "--ledger", "other", "--scenario-file", name, says="not a plain file")
            for option in ("--accounts", "--transactions"):
                transactions = ("--transactions", "log.csv") if option == "--accounts" else ()
                self.expect(3, "import", *transactions, option, name, "--ledger", "new", "--segment", "s", says=name)


if __name__ == "__main__":
    unittest.main()
