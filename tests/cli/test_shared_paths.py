"""What a command writes never takes the place of what it reads, nor of what it writes for another option."""

import json
import unittest

from command_line import CommandLineTest

LOG = "customer_id,timestamp,amount\nA,2025-01-02,5\nB,2025-02-03,7\n"


class SharedPaths(CommandLineTest):
    def setUp(self):
        super().setUp()
        (self.folder / "log.csv").write_text(LOG)
        (self.folder / "key").write_bytes(bytes(range(32)))

    def refused(self, option, *arguments):
        done = self.expect(2, *arguments, says=option)
        self.assertEqual((self.folder / "log.csv").read_text(), LOG)
        self.assertEqual((self.folder / "key").read_bytes(), bytes(range(32)))
        return done

    def importing(self, *more, log="log.csv"):
        return ["import", "--transactions", log, "--ledger", "ledger", "--amounts", "spend-positive", *more]

    def test_records_are_not_written_over_inputs_however_they_are_named(self):
        (self.folder / "link.csv").symlink_to("log.csv")
        (self.folder / "hard.csv").hardlink_to(self.folder / "log.csv")
        for option in ("--record", "--metrics", "--lineage"):
            for name in ("log.csv", "./log.csv", str(self.folder / "log.csv"), "link.csv", "hard.csv"):
                with self.subTest(option=option, name=name):
                    self.refused(option, *self.importing(option, name))
        self.refused("--record", *self.importing("--record=log.csv"))
        self.refused("--record", *self.importing("--segment", "all", "--record", "new.csv", log="*.csv"))
        self.refused("--pseudonymize-key", *self.importing("--pseudonymize-key", "key", "--record", "key"))
        self.assertFalse((self.folder / "ledger").exists())

    def test_an_unknown_option_beside_it_leaves_the_log_as_well(self):
        self.run_spendlens(*self.importing("--metrics", "log.csv", "--no-such-option"))
        self.assertEqual((self.folder / "log.csv").read_text(), LOG)

    def test_two_outputs_are_two_files(self):
        self.refused("--metrics", *self.importing("--record", "one", "--metrics", "./one"))
        self.expect(0, *self.importing("--record", "/dev/null", "--metrics", "/dev/null"))  # nobody's

    def test_lists_profiles_and_receipts_stay(self):
        self.expect(0, *self.importing())
        (self.folder / "gone.txt").write_text("A\n")
        (self.folder / "own.yaml").write_text("extends: default\n")
        for arguments in (["erase", "--ledger", "ledger", "--customers", "gone.txt", "--receipt", "gone.txt"],
                          ["erase", "--ledger", "ledger", "--customers", "gone.txt", "--record", "gone.txt"],
                          ["audit", "--ledger", "ledger", "--out", "result", "--profile", "own.yaml", "--record", "own.yaml"],
                          ["inspect", "log.csv", "--write-format", "log.csv"]):
            with self.subTest(arguments=arguments):
                self.refused(arguments[-2], *arguments)
        self.assertEqual((self.folder / "gone.txt").read_text(), "A\n")
        self.expect(0, "audit", "--ledger", "ledger", "--out", "result")
        self.refused("--record", "export", "--audit", "result", "--table", "rfm", "--output", "rfm.csv", "--record", "rfm.csv")

    def test_a_record_does_not_say_who_was_asked_for(self):
        self.expect(0, *self.importing())
        self.expect(0, "audit", "--ledger", "ledger", "--out", "result")
        self.expect(3, "explain", "--ledger", "ledger", "--audit", "result", "--customer", "NOBODY-7", "--record", "one.json", "--lineage", "one.ndjson")
        self.expect(0, "export", "--audit", "result", "--table", "rfm", "--where=customer_id=B", "--output", "-", "--record", "two.json")
        for name in ("one.json", "one.ndjson"):
            self.assertNotIn("NOBODY-7", (self.folder / name).read_text())
        self.assertIn("--where=customer_id=(not kept)", json.loads((self.folder / "two.json").read_text())["arguments"])


if __name__ == "__main__":
    unittest.main()
