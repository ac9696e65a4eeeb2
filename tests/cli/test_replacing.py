"""What an import, a generate or a compact puts into a ledger takes nothing away that was not meant to go."""

import os
import resource
import signal
import subprocess
import sys
import time
import unittest

from command_line import SPENDLENS, CommandLineTest

HEAD = "customer_id,timestamp,amount\n"
GOOD = HEAD + "".join(f"c{i},2025-07-0{1 + i % 9},{i}.50\n" for i in range(40))
WITH_REJECTS = GOOD + "x,2025-07-01,five\n"


class Replacing(CommandLineTest):
    def put(self, name, text):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def imports(self, code, *options, says=None, **more):
        return self.expect(code, "import", "--ledger", "ledger", "--amounts", "spend-positive", *options, says=says, **more)

    def state(self):
        ledger = self.folder / "ledger"
        return {str(path.relative_to(ledger)): path.read_bytes() for path in sorted(ledger.rglob("*")) if path.is_file() and path.name != ".lock"}

    def refused(self, code, *options, says, **more):
        before = self.state()
        self.imports(code, *options, says=says, **more)
        self.assertEqual(self.state(), before)

    def test_a_segment_made_from_another_source_stays_unless_replace_says_so(self):
        self.put("2024/07.csv", GOOD)
        self.put("2025/07.csv", GOOD.replace("2025", "2026"))
        self.imports(0, "--transactions", "2024/07.csv")
        for ranks in (0, 2):
            self.refused(2, "--transactions", "2025/07.csv", says="segment '07' is there already, made from 07.csv", ranks=ranks)
        self.refused(2, "--transactions", "-", "--segment", "07", says="--replace", stdin=(HEAD + "z,2025-01-01,1\n").encode())
        self.refused_generate()
        self.imports(0, "--transactions", "2025/07.csv", "--replace", says="Replaced the one made from 07.csv")

    def refused_generate(self):
        before = self.state()
        self.expect(2, "generate", "--customers", "5", "--ledger", "ledger", "--segment", "07", says="--replace")
        self.expect(2, "compact", "--ledger", "ledger", "--into", "07", "07", "07")
        self.assertEqual(self.state(), before)

    def test_the_same_source_again_is_no_question(self):
        self.put("07.csv", WITH_REJECTS)
        self.imports(0, "--transactions", "07.csv", "--max-rejected", "1")
        before = self.state()
        self.imports(0, "--transactions", "07.csv", "--max-rejected", "1", says="Replaced the one made from the same source")
        self.imports(0, "--transactions", "-", "--segment", "07", "--max-rejected", "1", stdin=WITH_REJECTS.encode())
        self.assertEqual(set(self.state()), set(before))
        self.expect(0, "generate", "--customers", "5", "--ledger", "made")
        self.expect(0, "generate", "--customers", "5", "--ledger", "made", says="Replaced the one made from the same source")
        self.expect(2, "generate", "--customers", "6", "--ledger", "made", says="--replace")
        self.expect(0, "generate", "--customers", "6", "--ledger", "made", "--replace", says="Replaced the one made from generated")

    def test_a_rejects_file_gives_no_segment_its_name_and_is_no_output_of_its_own_import(self):
        self.put("july.csv", WITH_REJECTS)
        self.imports(0, "--transactions", "july.csv", "--max-rejected", "1")
        rejects = "ledger/rejects/july.csv"
        os.link(self.folder / rejects, self.folder / "linked.csv")
        (self.folder / "symbolic.csv").symlink_to(rejects)
        self.refused(2, "--transactions", rejects, "--max-rejected", "1", says="--segment NAME")
        self.refused(2, "--transactions", "symbolic.csv", "--max-rejected", "1", "--replace", says="--segment NAME")
        for name in (rejects, "linked.csv", "symbolic.csv"):
            self.refused(2, "--transactions", name, "--segment", "july", "--max-rejected", "1", "--replace", says="this import itself writes")
            self.refused(2, "--transactions", "july.csv", "--accounts", name, "--segment", "july", "--replace", says="this import itself writes")
        self.imports(0, "--transactions", rejects, "--segment", "july-again", "--max-rejected", "1")
        self.assertEqual(self.rejects("july"), HEAD + "x,2025-07-01,five\n")

    def test_a_refused_import_leaves_the_rejects_of_the_segment_that_stays(self):
        self.put("july.csv", WITH_REJECTS)
        self.imports(0, "--transactions", "july.csv", "--max-rejected", "1")
        before = self.state()
        self.put("worse.csv", HEAD + "y,2025-07-01,six\nz,2025-07-01,seven\n")
        for ranks in (0, 3):
            self.imports(4, "--transactions", "worse.csv", "--segment", "july", says="ledger/rejects/july.refused.csv", ranks=ranks)
            self.assertEqual(self.rejects("july.refused"), HEAD + "y,2025-07-01,six\nz,2025-07-01,seven\n")
            self.assertEqual({name: bytes for name, bytes in self.state().items() if ".refused" not in name}, before)
        self.imports(0, "--transactions", "july.csv", "--max-rejected", "1")
        self.assertEqual(self.state(), before)
        self.imports(2, "--transactions", "worse.csv", "--segment", "x.refused", says="cannot end in .refused")

    def test_the_rejects_of_a_folded_segment_stay_unless_replace_says_so(self):
        self.put("july.csv", WITH_REJECTS)
        self.put("august.csv", GOOD.replace("-07-", "-08-"))
        for name in ("july.csv", "august.csv"):
            self.imports(0, "--transactions", name, "--max-rejected", "1")
        self.expect(0, "compact", "--ledger", "ledger", "--into", "summer")
        self.put("july.csv", GOOD.replace("2025", "2026"))
        for ranks in (0, 2):
            self.refused(2, "--transactions", "july.csv", says="ledger/rejects/july.csv is there without a segment 'july'", ranks=ranks)
        self.imports(0, "--transactions", "july.csv", "--replace")

    def test_a_damaged_segment_is_imported_again_with_replace(self):
        self.put("july.csv", GOOD)
        self.put("august.csv", GOOD.replace("-07-", "-08-"))
        segment = self.folder / "ledger" / "july.h5"
        for others in ((), ("august.csv",)):
            for name in ("july.csv", *others):
                self.imports(0, "--transactions", name, "--currency", "EUR")
            whole = segment.read_bytes()
            for damaged in (b"\0" * 64 + whole[64:], whole[:1000], b""):
                for ranks in (0, 2):
                    segment.write_bytes(damaged)
                    self.refused(3, "--transactions", "july.csv", "--currency", "EUR", says="--replace puts the new one in its place", ranks=ranks)
                    self.refused(3, "--transactions", "august.csv", "--segment", "september", says="july.h5", ranks=ranks)
                    self.imports(0, "--transactions", "july.csv", "--currency", "EUR", "--replace", says="a segment that cannot be read", ranks=ranks)
                    self.assertEqual(segment.read_bytes(), whole)
        segment.write_bytes(b"")
        self.refused(3, "--transactions", "july.csv", "--currency", "USD", "--replace", says="is in currency EUR, not USD")

    def test_generated_customers_need_a_ledger_of_their_currency_and_time_zone(self):
        self.put("july.csv", GOOD)
        for options, says in ((("--currency", "EUR"), "is in currency EUR, not XXX (none stated)"), (("--timezone", "Europe/Berlin"), "is in time zone Europe/Berlin, not UTC")):
            ledger = "ledger-" + options[1].replace("/", "-")
            self.expect(0, "import", "--transactions", "july.csv", "--ledger", ledger, "--amounts", "spend-positive", *options)
            for ranks in (0, 2):
                self.expect(3, "generate", "--customers", "5", "--ledger", ledger, says=says, ranks=ranks)
            self.expect(0, "check", ledger)

    def test_a_file_given_twice_is_refused_however_it_is_spelled(self):
        self.put("a.csv", GOOD)
        os.link(self.folder / "a.csv", self.folder / "hard.csv")
        (self.folder / "soft.csv").symlink_to("a.csv")
        for other in ("a.csv", "./a.csv", "hard.csv", "soft.csv", str(self.folder / "a.csv")):
            self.imports(2, "--transactions", "a.csv", "--transactions", other, says="are one file; give it once")
        self.imports(2, "--transactions", "a.csv", "--accounts", "soft.csv", says="are one file")
        self.imports(2, "--transactions", "-", "--transactions", "-", "--segment", "s", says="standard input can be given once")
        with open(self.folder / "a.csv", "rb") as stdin:
            done = subprocess.run([SPENDLENS, "import", "--amounts", "spend-positive", "--ledger", "ledger", "--transactions", "-", "--transactions", "a.csv", "--segment", "s"],
                                  cwd=self.folder, stdin=stdin, capture_output=True, timeout=60)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertFalse((self.folder / "ledger").exists() and list((self.folder / "ledger").glob("*.h5")))

    def test_rejects_follow_their_segment_wherever_an_import_is_killed(self):
        self.put("july.csv", WITH_REJECTS)
        self.put("later.csv", GOOD.replace("\nc1", "\nd1") + "y,2025-07-01,six\ny,2025-07-01,six\n")
        self.put("other.csv", GOOD)
        old = (self.rejects_of("july.csv"), HEAD + "x,2025-07-01,five\n")
        new = (self.rejects_of("later.csv"), HEAD + "y,2025-07-01,six\n" * 2)
        began = time.monotonic()
        self.imports(0, "--transactions", "later.csv", "--segment", "timing", "--max-rejected", "2")
        took = time.monotonic() - began
        for turn in range(8):
            self.imports(0, "--transactions", "july.csv", "--max-rejected", "1", "--replace")
            job = subprocess.Popen([SPENDLENS, "import", "--amounts", "spend-positive", "--ledger", "ledger", "--transactions", "later.csv", "--segment", "july", "--max-rejected", "2",
                                    "--replace"], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(took * turn / 7)
            job.send_signal(signal.SIGKILL)
            job.wait()
            self.imports(0, "--transactions", "other.csv", "--replace")  # finishes what was cut short
            self.assertIn((self.digest("july"), self.rejects("july")), (old, new))
            self.expect(0, "check", "ledger")
            names = set(os.listdir(self.folder / "ledger"))
            self.assertLessEqual(names, {"july.h5", "july.h5.sum", "timing.h5", "timing.h5.sum", "other.h5", "other.h5.sum", "rejects", ".lock"})
            self.assertEqual(set(os.listdir(self.folder / "ledger/rejects")), {"july.csv", "timing.csv"})

    def digest(self, segment):
        return (self.folder / f"ledger/{segment}.h5.sum").read_bytes()

    def rejects_of(self, log):
        self.expect(0, "import", "--amounts", "spend-positive", "--ledger", "apart", "--transactions", log, "--segment", "july", "--max-rejected", "2", "--replace")
        return (self.folder / "apart/july.h5.sum").read_bytes()


class Leftovers(CommandLineTest):
    def test_leftovers_are_named_and_removed_when_their_owner_is_gone(self):
        self.import_text(GOOD, name="july.csv")
        ledger = self.folder / "ledger"
        (ledger / ".import-june").mkdir()
        (ledger / ".import-june" / "rows-0").write_bytes(b"x")
        (ledger / "june.h5.sum.next").write_bytes(b"x")
        for command in ("info", "check"):
            said = self.expect(0, command, "ledger")
            self.assertIn("Left by jobs that were ended: .import-june, june.h5.sum.next; the next import", said)
        self.import_text(GOOD.replace("\nc", "\ne"), name="august.csv")
        self.assertEqual(sorted(os.listdir(ledger)), [".lock", "august.h5", "august.h5.sum", "july.h5", "july.h5.sum"])
        self.assertNotIn("Left by", self.expect(0, "check", "ledger"))

    def test_temporaries_in_a_result_are_named_and_removed_by_the_next_audit(self):
        self.expect(0, "generate", "--customers", "20", "--ledger", "ledger")
        self.expect(0, "audit", "--ledger", "ledger", "--out", "result")
        left = self.folder / "result" / ".report.html.spendlens-0123abcd"
        for command in (("info", "result"), ("check", "result")):
            left.touch()
            self.expect(0, *command, says="Left by jobs that were ended: " + left.name)
            self.expect(0, "audit", "--ledger", "ledger", "--out", "result")
            self.assertFalse(left.exists())
            self.assertNotIn("Left by", self.expect(0, *command))

    def test_what_a_job_at_work_has_there_is_not_called_a_leftover(self):
        self.import_text(GOOD, name="july.csv")
        job = subprocess.Popen([SPENDLENS, "import", "--amounts", "spend-positive", "--transactions", "-", "--segment", "slow", "--ledger", "ledger"], cwd=self.folder, stdin=subprocess.PIPE,
                               stdout=subprocess.DEVNULL)
        self.addCleanup(job.communicate)
        while not (self.folder / "ledger/.import-slow").exists():
            time.sleep(0.01)
        self.assertIn(f"In work by process {job.pid} on host", self.expect(0, "check", "ledger"))
        self.import_text(GOOD, name="august.csv", code=9, says=f"is held by process {job.pid} on host")
        job.communicate(GOOD.encode())
        self.assertEqual(job.returncode, 0)

    def test_the_lock_is_usable_by_the_group_that_may_write_the_directory(self):
        ledger = self.folder / "ledger"
        ledger.mkdir()
        ledger.chmod(0o2775)
        old = os.umask(0o077)
        try:
            self.import_text(WITH_REJECTS, "--max-rejected", "1", name="july.csv")
        finally:
            os.umask(old)
        self.assertEqual((ledger / ".lock").stat().st_mode & 0o060, 0o060)
        self.assertEqual((ledger / "rejects").stat().st_mode & 0o070, 0o070)
        ledger.chmod(0o755)
        (ledger / ".lock").chmod(0o444)
        self.import_text(GOOD, name="august.csv")

    def test_more_segments_than_files_may_be_open_are_folded(self):
        for number in range(40):
            self.import_text(HEAD + f"c{number % 7},2025-01-{1 + number % 28:02},{number}\n", "--threads", "1", name=f"n{number:02}.csv")
        soft = 32
        limit = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        done = subprocess.run([SPENDLENS, "compact", "--ledger", "ledger", "--into", "all"], cwd=self.folder, capture_output=True, timeout=120, preexec_fn=limit)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"40 segments folded", done.stdout)


if __name__ == "__main__":
    sys.exit(unittest.main())
