"""Dimensions of orders and attributes of customers: what they are called, where they lie, what becomes of them in ledgers of several segments."""

import csv
import io
import json
import random
import unittest

import h5py

from command_line import CommandLineTest

CHANNELS = ("web", "shop", "", "Ländler, Ost", "tele\nphone")


def quoted(cell):
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in '",\n') else cell


def text_of(header, rows):
    return ",".join(header) + "\n" + "".join(",".join(map(quoted, map(str, row))) + "\n" for row in rows)


class NamedColumns(CommandLineTest):
    def write(self, name, text):
        (self.folder / name).write_text(text)

    def table(self, name, ledger="ledger"):
        return list(csv.DictReader(io.StringIO(self.expect(0, "export", "--ledger", ledger, "--table", name))))

    def load(self, *more, code=0, says=None, ledger="ledger", ranks=0):
        return self.expect(code, "import", "--ledger", ledger, "--amounts", "spend-positive", *more, says=says, ranks=ranks)

    def test_orders_keep_their_dimensions_through_segments_and_compaction(self):
        chance = random.Random(3)
        rows = [(f"c{chance.randrange(40)}", f"2025-0{1 + i % 8}-1{i % 9}", f"{1 + i}.50", f"o{i // 2}", chance.choice(CHANNELS), f"s{chance.randrange(400)}") for i in range(500)]
        rows = [(rows[i // 2 * 2][0], *row[1:]) for i, row in enumerate(rows)]  # an order's lines have one customer
        self.write("a.csv", text_of(("customer_id", "timestamp", "amount", "order_id", "Kanal", "Store"), rows))
        options = ("--transactions", "a.csv", "--dimension", "channel=Kanal", "--dimension", "store=Store")
        self.load(*options)
        first = (self.folder / "ledger/a.h5").read_bytes()
        for ranks in (2, 3, 7):
            self.load(*options, ledger=f"of-{ranks}", ranks=ranks)
            self.assertEqual((self.folder / f"of-{ranks}/a.h5").read_bytes(), first)
        # An order has its earliest line's, of lines of one second the one of the smallest texts, none before any.
        wanted = {}
        for customer, day, amount, order, channel, store in rows:
            wanted.setdefault((customer, order), []).append((day, channel, store))
        wanted = sorted((customer, *min(lines)) for (customer, order), lines in wanted.items())
        found = [(row["customer_id"], row["timestamp"][:10], row["dimension_channel"], row["dimension_store"]) for row in self.table("transactions")]
        self.assertEqual(sorted(found), wanted)
        with h5py.File(self.folder / "ledger/a.h5") as segment:
            self.assertEqual(segment["transaction/dimension_channel"].dtype, "u1")
            self.assertEqual(segment["transaction/dimension_store"].dtype, "u2")
            self.assertEqual([text.decode() for text in segment["dictionary/dimension_channel"][:]], sorted(filter(None, CHANNELS), key=str.encode))
        self.write("b.csv", "customer_id,timestamp,amount,land\nc1,2025-09-01,1,AT\nc99,2025-09-02,2,\n")
        self.load("--transactions", "b.csv", "--dimension", "country=land", "--constant", "dimension.channel=fair")
        before = self.table("transactions")
        self.assertEqual({row["dimension_country"] for row in before}, {"", "AT"})
        self.assertEqual([row["dimension_channel"] for row in before if row["timestamp"] >= "2025-09"], ["fair", "fair"])
        self.assertIn("dimensions channel (5 texts), country (1 texts), store", self.expect(0, "info", "ledger"))
        self.expect(0, "check", "ledger")
        self.expect(0, "compact", "--ledger", "ledger", ranks=3)
        self.assertEqual(self.table("transactions"), before)
        self.expect(0, "check", "ledger", ranks=2)

    def test_names_are_small_and_few(self):
        self.write("a.csv", "customer_id,timestamp,amount,A,B,C,D,E\nc1,2025-01-01,1,a,b,c,d,e\n")
        for given, says in ((["Channel=A"], "such name|'Channel' cannot name a dimension: 1 to 32 small letters"), (["a/b=A"], "as a_b"), (["a=A", "a=B"], "gives a twice"), (["a"], "NAME=COLUMN"),
                            (["a=A", "b=B", "c=C", "d=D", "e=E"], "there are 5 dimensions, and a ledger takes 4")):
            with self.subTest(given=given):
                done = self.run_spendlens("import", "--ledger", "ledger", "--transactions", "a.csv", *(word for one in given for word in ("--dimension", one)))
                self.assertEqual(done.returncode, 2)
                self.assertTrue(any(part in done.stderr.decode() for part in says.split("|")), done.stderr)
        self.load("--transactions", "a.csv", "--dimension", "a=Z", code=3, says="as --dimension a=NAME")
        self.load("--transactions", "a.csv", "--dimension", "a=A", "--dimension", "b=B", "--dimension", "c=C")
        self.write("b.csv", "customer_id,timestamp,amount,A,B\nc1,2025-01-01,1,a,b\n")
        self.load("--transactions", "b.csv", "--dimension", "d=A", "--dimension", "e=B", code=3, says="has the dimensions a, b, c already")
        self.load("--transactions", "b.csv", "--dimension", "d=A", "--dimension", "a=B")
        # The segment that is replaced does not count.
        self.load("--transactions", "a.csv", "--segment", "b", "--replace", "--dimension", "e=A")
        self.assertEqual(list(self.table("transactions")[0])[3:], [f"dimension_{name}" for name in "abce"])

    def test_attributes_are_a_snapshot_of_those_who_are_customers(self):
        self.write("a.csv", "customer_id,timestamp,amount\nc1,2025-01-01,1\nc2,2025-01-02,2\n")
        self.write("b.csv", "customer_id,timestamp,amount\nc3,2025-02-01,1\nc1,2025-02-02,2\n")
        self.write("crm.csv", "Kunde,Country,Tier Level\nc1,Österreich,gold\nc3,France,\nc9,Spain,silver\n,x,y\nc1,again,z\n")
        shown = self.load("--transactions", "a.csv", "--customers", "crm.csv", "--column", "customers.customer_id=Kunde", "--max-rejected", "2")
        self.assertIn("Customers: 5 rows read = 3 stored + 2 rejected; attributes country, tier_level", shown)
        self.assertIn("crm.csv, line 6: c1", shown)
        self.assertEqual((self.folder / "ledger/rejects/a.customers.csv").read_text(), "Kunde,Country,Tier Level\n,x,y\nc1,again,z\n")
        self.assertIn("2 customers", self.expect(0, "info", "ledger").splitlines()[0])
        self.load("--transactions", "b.csv")
        country = lambda ledger="ledger": {row["customer_id"]: (row["country"], row["tier_level"]) for row in self.table("customers", ledger)}
        self.assertEqual(country(), {"c1": ("Österreich", "gold"), "c2": ("", ""), "c3": ("France", "")})
        self.expect(0, "audit", "--ledger", "ledger", "--out", "result")
        self.assertEqual(json.loads((self.folder / "result/summary.json").read_text())["ledger"]["customers"], 3)
        explain = ("explain", "--ledger", "ledger", "--audit", "result", "--customer", "c1")
        self.assertIn("country: Österreich", self.expect(0, *explain))
        self.assertEqual(json.loads(self.expect(0, *explain, "--json"))["attributes"], {"country": "Österreich", "tier_level": "gold"})
        before = self.table("customers")
        self.expect(0, "compact", "--ledger", "ledger", "--into", "all", ranks=2)
        self.expect(0, "check", "ledger", ranks=3)
        self.assertEqual(self.table("customers"), before)
        # The newest file is taken whole.
        self.write("c.csv", "customer_id,timestamp,amount\nc9,2025-03-01,1\n")
        self.write("new.csv", "customer_id,tier,unread\nc2,basic,\nc9,new,\n")
        self.load("--transactions", "c.csv", "--customers", "new.csv", "--attribute", "tier=tier")
        self.assertEqual([(row["customer_id"], row["tier"]) for row in sorted(self.table("customers"), key=lambda row: row["customer_id"])], [("c1", ""), ("c2", "basic"), ("c3", ""), ("c9", "new")])
        self.expect(0, "compact", "--ledger", "ledger")
        self.assertEqual({row["tier"] for row in self.table("customers")}, {"", "basic", "new"})
        with h5py.File(self.folder / "ledger/all_to_c.h5") as segment:
            self.assertEqual(len(segment["customer/attribute_tier"]), len(segment["customer/id"]))
            self.assertEqual(len(segment["listed/id"]), 0)

    def test_many_customers_on_any_number_of_ranks(self):
        chance = random.Random(5)
        self.write("a.csv", text_of(("customer_id", "timestamp", "amount"), ((f"c{chance.randrange(3000)}", "2025-01-01", 1) for _ in range(4000))))
        attributes = {f"c{i}": (f"land {chance.randrange(300)}", chance.choice(("", "gold"))) for i in range(0, 4000, 2)}
        self.write("crm.csv", text_of(("customer_id", "country", "tier"), ((key, *values) for key, values in attributes.items())))
        options = ("--transactions", "a.csv", "--customers", "crm.csv")
        self.load(*options)
        self.assertTrue(all((row["country"], row["tier"]) == attributes.get(row["customer_id"], ("", "")) for row in self.table("customers")))
        for ranks, more in ((2, ()), (3, ("--memory", "64K")), (7, ("--threads", "3"))):
            self.load(*options, *more, ledger=f"of-{ranks}", ranks=ranks)
            self.assertEqual((self.folder / f"of-{ranks}/a.h5").read_bytes(), (self.folder / "ledger/a.h5").read_bytes())
        self.expect(0, "check", "ledger", ranks=7)

    def test_what_is_wrong_is_told(self):
        self.write("a.csv", "customer_id,timestamp,amount,k\nc1,2025-01-01,1,x\n")
        self.write("crm.csv", "customer_id,country\nc1,DE\n")
        many = [f"a{i}" for i in range(9)]
        self.write("many.csv", ",".join(["customer_id", *many]) + "\n" + ",".join(["c1", *many]) + "\n")
        self.write("ids.csv", "customer_id\nc1\n")
        self.write("odd.csv", "customer_id,2nd\nc1,x\n")
        both = ("--transactions", "a.csv", "--customers")
        self.load(*both, "many.csv", code=3, says="9 columns beside the customers' ids")
        self.load(*both, "many.csv", "--attribute", "a1=a1", "--attribute", "x=a2")
        self.load(*both, "ids.csv", code=3, says="it has 0 columns")
        self.load(*both, "odd.csv", code=3, says="--attribute NAME='2nd'")
        self.load(*both, "crm.csv", "--attribute", "x=y", code=3, says="as --attribute x=NAME")
        self.load(*both, "crm.csv", "--dimension", "country=k", "--attribute", "country=country", code=2, says="give two names")
        self.load("--transactions", "a.csv", "--attribute", "x=y", code=2, says="no file of customers is given")
        self.load(*both, "a.csv", code=2)  # one file twice
        self.expect(3, "export", "--ledger", "none", "--table", "customers")
        self.load("--transactions", "a.csv", ledger="plain")
        self.expect(3, "export", "--ledger", "plain", "--table", "customers", says="holds no attributes of customers")


if __name__ == "__main__":
    unittest.main()
