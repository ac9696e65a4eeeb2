"""Texts of the input reach no terminal as anything but texts: whatever ids, merchants, names of files, attributes and profiles hold,
no command sends a control character, or one that turns the direction of writing, to standard output or standard error."""

import datetime
import json
import re
import unittest

import h5py

from command_line import CommandLineTest, seal

# An escape sequence that clears the screen, a C1 one that colours, separators of lines and of paragraphs, an override of direction.
HOSTILE = "x\u001b[2Jy\u009b31mz\u0085\u2028\u2029\u202eevil\u2066\u200f\u061c\u007f"
QUIET = HOSTILE.replace("\u001b", "")  # where the input may hold no C0 at all

QUIET_KEY = "".join(c.upper() if c.isascii() else c for c in QUIET)  # as the key of a payee
SHOWN = re.sub(r"[^ -~]", "?", QUIET)

FORBIDDEN = [*range(0x00, 0x0A), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A)]

PROFILE = "signals: spendsense\nsubscriptions:\n  rows: charges\n  min_charges: 2\n  cadences:\n    - {name: \"%s\", gap_from: 1, gap_to: 60, max_deviation: 60}\n"
REGISTRY = """personas:
  - id: one
    name: "%s"
    priority: 1
    focus_areas: ["%s"]
    content_types: ["%s"]
    criteria: {operator: OR, conditions: [{signal: spending, operator: ">", value: 0}]}
"""


class TerminalSafety(CommandLineTest):
    def harmless(self, *arguments, codes=(0,), **options):
        done = self.run_spendlens(*arguments, **options)
        self.assertIn(done.returncode, codes, (arguments, done.stderr))
        for text in (done.stdout.decode(), done.stderr.decode()):  # no fault of UTF-8 either
            self.assertEqual([hex(ord(c)) for c in text if ord(c) in FORBIDDEN], [], (arguments, text))
        if done.returncode != 0 and not options.get("ranks"):
            lines = [line for line in done.stderr.decode().splitlines() if " info rank=" not in line]
            self.assertEqual(len(lines), 1, lines)
        return done.stdout.decode()

    def write_input(self, name="log.csv"):
        rows = ["customer_id,timestamp,amount,merchant,category,account_id,order_id," + QUIET]
        for number in range(10):  # weeks, so that what is paid and what comes in are streams
            day = datetime.date(2025, 1, 1) + datetime.timedelta(7 * number)
            rows.append(f"{QUIET},{day},-10.00,{QUIET},INCOME_{QUIET},{QUIET}a,{QUIET}{number},")
            rows.append(f"{QUIET},{day},90.00,{QUIET},INCOME_{QUIET},{QUIET}c,{QUIET}i{number},")
        rows.append(f"{QUIET},2025-03-05,-33.00,{QUIET}to,{QUIET},{QUIET}c,{QUIET}o,")  # a transfer between own accounts
        rows.append(f"{QUIET},2025-03-05,33.00,{QUIET}from,{QUIET},{QUIET}a,{QUIET}p,")
        rows += [f"{HOSTILE},2025-01-01,{HOSTILE},,,,,", f"a,{HOSTILE},1,,,,,"]
        (self.folder / name).write_bytes("\n".join(rows).encode())
        return name

    def write_accounts(self):
        (self.folder / "accounts.csv").write_text(
            "account_id,customer_id,type,subtype,balance_current,balance_available,balance_limit\n"
            f"{QUIET}a,{QUIET},credit,credit_card,60,40,100\n{QUIET}c,{QUIET},depository,checking,50,,\n{QUIET}b,{QUIET},{HOSTILE},{HOSTILE},{HOSTILE},,\n")
        return "accounts.csv"

    def import_hostile(self, ledger="ledger", *options, **more):
        return self.harmless("import", "--transactions", self.write_input(), "--accounts", self.write_accounts(), "--ledger", ledger,
                             "--segment", "log", "--max-rejected", "9", *options, **more)

    def write_settings(self):
        within_quotes = json.dumps(QUIET.replace("\u007f", ""))[1:-1]  # YAML reads JSON's escapes, and C0 and DEL are refused
        (self.folder / "profile.yaml").write_text(PROFILE % within_quotes)
        (self.folder / "personas.yaml").write_text(REGISTRY % ((within_quotes,) * 3))

    def test_what_transactions_and_accounts_hold(self):
        self.import_hostile()
        self.harmless("info", "ledger")
        self.harmless("check", "ledger")
        self.harmless("audit", "--ledger", "ledger", "--out", "result")
        self.harmless("report", "--audit", "result")
        of_one = ("explain", "--ledger", "ledger", "--audit", "result", "--customer", QUIET)
        text = self.harmless(*of_one)
        for section, name in (("Income that comes in a rhythm", SHOWN.upper()), ("Payments that go out in a rhythm", SHOWN.upper()),
                              ("Own transfers, left out of income", SHOWN), ("Cards", SHOWN)):
            self.assertIn(name[:15], text[text.index(f"\n{section}"):].split("\n\n")[0], section)
        explained = json.loads(self.harmless(*of_one, "--json"))
        self.assertEqual(explained["customer_id"], QUIET)
        self.assertEqual([(stream["payee"], stream["charges"]) for stream in explained["streams"]], [(QUIET_KEY, 10)] * 2)
        for name in ("summary.json", "run.json", "report.html"):
            text = (self.folder / "result" / name).read_text()
            self.assertEqual([hex(ord(c)) for c in text if ord(c) in FORBIDDEN], [], name)
        for source, tables in (("--audit", ("rfm", "lens2", "personas-6m", "streams")), ("--ledger", ("transactions", "accounts"))):
            for table in tables:
                rows = self.harmless("export", source, "result" if source == "--audit" else "ledger", "--table", table, "--format", "ndjson")
                self.assertEqual({json.loads(line)["customer_id"] for line in rows.splitlines()}, {QUIET}, table)

    def test_names_of_files_directories_and_hosts(self):
        ledger = HOSTILE + "\n"
        (self.folder / "log.csv").write_text("customer_id,timestamp,amount\na,2025-01-01,1\nb,2025-01-02,2\n")
        name = f"{HOSTILE}\n.csv"
        (self.folder / "log.csv").rename(self.folder / name)
        for ranks in (0, 2):
            self.harmless("import", "--transactions", name, "--amounts", "spend-positive", "--ledger", ledger, "--segment", "log", ranks=ranks)
            self.harmless("import", "--transactions", name, "--amounts", "spend-positive", "--ledger", ledger, codes=(2,), ranks=ranks)
            self.harmless("audit", "--ledger", ledger, "--out", HOSTILE + "out", ranks=ranks)
        self.harmless("generate", "--customers", "5", "--ledger", ledger + "made")
        self.harmless("generate", "--customers", "5", "--ledger", ledger + "made", "--segment", "other", "--seed", "2")
        self.harmless("compact", "--ledger", ledger + "made")
        self.harmless("compact", "--ledger", ledger + "made")
        (self.folder / ledger / f".import-{HOSTILE}\n").mkdir()
        (self.folder / ledger / f".{HOSTILE}.spendlens-00000000").touch()
        for command in ("info", "check"):
            self.harmless(command, ledger)
            self.harmless(command, HOSTILE + "out")
        self.harmless("report", "--audit", HOSTILE + "out", "--output", f"{HOSTILE}.html")
        self.harmless("export", "--audit", HOSTILE + "out", "--table", "rfm", "--output", f"{HOSTILE}.csv")
        for missing in ("info", "check"):
            self.harmless(missing, HOSTILE + "missing", codes=(3, 5))
        self.harmless("explain", "--ledger", ledger, "--audit", HOSTILE + "missing", "--customer", HOSTILE, codes=(3, 5))

    def test_arguments_that_are_refused(self):
        (self.folder / "log.csv").write_text("customer_id,timestamp,amount\na,2025-01-01,1\n")
        taken = ("import", "--transactions", "log.csv", "--amounts", "spend-positive", "--ledger", "ledger")
        audited = ("audit", "--ledger", "ledger", "--out", "result")
        self.harmless(*taken)
        self.harmless(*audited)
        for refused in ((HOSTILE,), ("--" + HOSTILE,), ("audit", HOSTILE), (*taken, "--segment", HOSTILE), (*taken, "--column", HOSTILE),
                        (*taken, "--column", HOSTILE + "=" + HOSTILE), (*taken, "--delimiter", HOSTILE), (*taken, "--amounts", HOSTILE),
                        (*taken, "--timezone", HOSTILE), (*taken, "--currency", HOSTILE), (*taken, "--timestamp-format", HOSTILE),
                        (*taken, "--max-rejected", HOSTILE), (*taken, "--memory", HOSTILE), (*audited, "--as-of", HOSTILE),
                        (*audited, "--period", HOSTILE), (*audited, "--profile", HOSTILE), (*audited, "--personas", HOSTILE),
                        (*audited, "--percentiles", HOSTILE), (*audited, "--bins", HOSTILE), (*audited, "--threads", HOSTILE),
                        ("generate", "--customers", "3", "--ledger", "made", "--mix", HOSTILE), ("compact", "--ledger", "ledger", HOSTILE),
                        ("generate", "--customers", "3", "--ledger", "made", "--kind", "retail", "--scenario", HOSTILE),
                        ("generate", "--customers", "3", "--ledger", "made", "--kind", "retail", "--set", HOSTILE + "=1"),
                        ("export", "--audit", "result", "--table", HOSTILE), ("completion", HOSTILE), ("document", HOSTILE),
                        ("export", "--audit", "result", "--table", "rfm", "--where", HOSTILE + "=1"),
                        ("explain", "--ledger", "ledger", "--audit", "result", "--customer", HOSTILE)):
            self.harmless(*refused, codes=(2, 3, 5))

    def test_texts_of_a_profile_and_of_a_registry(self):
        self.write_settings()
        self.import_hostile()
        for profile, personas, told in (("profile.yaml", "default", SHOWN[:15].upper()), ("default", "personas.yaml", "\n  + one (priority 1")):
            audited = ("audit", "--ledger", "ledger", "--out", "result", "--profile", profile, "--personas", personas)
            self.harmless(*audited)
            self.harmless(*audited, "--plan")
            self.assertIn(told, self.harmless("explain", "--ledger", "ledger", "--audit", "result", "--customer", QUIET))
            self.harmless("explain", "--ledger", "ledger", "--audit", "result", "--customer", QUIET, "--json")
            self.harmless("report", "--audit", "result")
        for broken in ("a: [", HOSTILE, f"{QUIET}: 1", f"windows: [{QUIET}]"):
            (self.folder / "broken.yaml").write_text(broken)
            self.harmless("audit", "--ledger", "ledger", "--out", "new", "--profile", "broken.yaml", codes=(2,))
            self.harmless("audit", "--ledger", "ledger", "--out", "new", "--personas", "broken.yaml", codes=(2,))

    def test_attributes_of_files_whose_sums_are_right(self):
        name = "n" * len(HOSTILE.encode()) + ".csv"
        (self.folder / name).write_text("customer_id,timestamp,amount\na,2025-01-01,1\nb,2025-01-02,2\n")
        self.harmless("import", "--transactions", name, "--amounts", "spend-positive", "--ledger", "ledger", "--segment", "log", "--currency", "EUR")
        self.harmless("audit", "--ledger", "ledger", "--out", "result")
        segment = self.folder / "ledger" / "log.h5"
        sums = segment.with_name("log.h5.sum")
        data, written = segment.read_bytes(), sums.read_bytes()

        def all_harmless():
            for command in (("info", "ledger"), ("check", "ledger"), ("audit", "--ledger", "ledger", "--out", "new"),
                            ("explain", "--ledger", "ledger", "--audit", "result", "--customer", "a"),
                            ("import", "--transactions", name, "--amounts", "spend-positive", "--ledger", "ledger", "--segment", "log")):
                self.harmless(*command, codes=(0, 2, 3))

        self.assertTrue(name[:-4].encode() in written)
        sums.write_bytes(written.replace(name[:-4].encode(), HOSTILE.encode()))
        all_harmless()
        for old, new in ((b"EUR", b"\x1b[2"), (b"EUR", "\u2028".encode()), (b"UTC", "\u202e".encode())):
            self.assertTrue(old in data)
            segment.write_bytes(data.replace(old, new))
            seal(segment)
            all_harmless()
        segment.write_bytes(data)
        sums.write_bytes(written)
        for text in (HOSTILE, sums.read_text().replace("size", HOSTILE), sums.read_text() + HOSTILE + "\n" + HOSTILE):
            sums.write_text(text)
            self.harmless("info", "ledger", codes=(3,))
            self.harmless("check", "ledger", codes=(3,))

    def test_names_within_files_of_other_people(self):
        with h5py.File(self.folder / "other.h5", "w") as file:
            for column, values in (("customer_id", [b"a"]), ("timestamp", [1_700_000_000]), ("amount", [1]), (QUIET, [1])):
                file.create_dataset(column, data=values)
            file[QUIET + "link"] = h5py.SoftLink("/" + QUIET + "nowhere")
        self.harmless("import", "--transactions", "other.h5", "--amounts", "spend-positive", "--ledger", "ledger", codes=(0, 3))


if __name__ == "__main__":
    unittest.main()
