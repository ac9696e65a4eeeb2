"""Amounts whose sums 64 bits do not hold: they are refused at the import, row by row or with one line, and every ledger can be audited."""

import unittest

import h5py

from command_line import CommandLineTest

LARGEST = "100000000000.00"   # of an order: 10^13 minor units
HELD = 922_337                # so many of them in one sum; one more is beyond 2^63 - 2 minor units
OTHERS = "a,2025-01-03,5.00\nb,2025-01-04,7.00\n"


def rows(customer, count, amount=LARGEST, more=""):
    return f"{customer},2025-01-02,{amount}{more}\n" * count


class SumsOf64Bits(CommandLineTest):
    def import_rows(self, text, *options, header="customer_id,timestamp,amount", **more):
        return self.import_text(header + "\n" + text, *options, **more)

    def rejected(self, segment="log"):
        with h5py.File(self.folder / "ledger" / f"{segment}.h5") as file:
            counts = file["import"]
            self.assertEqual(counts.attrs["rows_read"], counts.attrs["rows_stored"] + counts.attrs["lines_folded"] + counts.attrs["rows_rejected"])
            return {reason.decode(): int(count) for reason, count in zip(counts["reason"][:], counts["rejected"][:])}

    def audited(self):
        """The customers and the revenue, by every command that reads the ledger."""
        self.audit("--period", "2025-01", "--compare", "2024-12")
        self.expect(0, "check", "ledger")
        self.expect(0, "check", "result")
        self.expect(0, "export", "--ledger", "ledger", "--table", "transactions", "--where", "customer_id=a")
        customers = [row["customer_id"] for row in self.table()]
        for customer in customers:
            self.expect(0, "explain", "--ledger", "ledger", "--audit", "result", "--customer", customer)
        return set(customers), self.summary()["lens1"]["total_revenue"]

    def test_every_row_of_a_customer_beyond_64_bits_is_rejected_on_any_ranks(self):
        huge = rows("huge", HELD + 1)
        text = rows("huge", 1) + OTHERS + "c,never,1.00\n" + huge[len(rows("huge", 1)):]
        self.import_rows(text, code=4, says="amount_out_of_range")
        wanted = text.replace(OTHERS, "")
        files = set()
        for ranks in (0, 2, 3):
            self.import_rows(text, "--max-rejected", "100%", ranks=ranks)
            self.assertEqual(self.rejected(), {"amount_out_of_range": HELD + 1, "invalid_timestamp": 1})
            self.assertEqual(self.rejects().partition("\n")[2], wanted)
            files.add((self.folder / "ledger/log.h5").read_bytes())
        self.assertEqual(len(files), 1)
        self.assertEqual(self.audited(), ({"a", "b"}, "12.00"))

    def test_a_customer_at_the_most_of_64_bits_is_stored_and_audited(self):
        self.import_rows(rows("huge", HELD) + OTHERS)
        self.assertEqual(self.audited(), ({"huge", "a", "b"}, "92233700000000012.00"))

    def test_refunds_and_both_directions_together_count_to_the_sum(self):
        self.import_rows(rows("huge", HELD, "-" + LARGEST) + OTHERS)
        self.assertEqual(self.audited(), ({"a", "b"}, "12.00"))
        half = HELD // 2 + 1
        self.import_rows(rows("huge", half) + rows("huge", half, "-" + LARGEST) + OTHERS, "--max-rejected", "100%")
        self.assertEqual(self.rejected(), {"amount_out_of_range": 2 * half})
        self.assertEqual(self.audited(), ({"a", "b"}, "12.00"))

    def test_a_customer_whose_margins_are_beyond_64_bits_is_rejected_with_its_folded_lines_and_doubles(self):
        head = "customer_id,timestamp,amount,order_id,transaction_id,margin"
        orders = "".join(f"huge,2025-01-02,1.00,o{i},t{i},{LARGEST}\n" for i in range(HELD + 1))
        odd = f"huge,2025-01-02,1.00,o7,u,0.00\nhuge,2025-01-02,1.00,p,t7,{LARGEST}\n"
        others = "a,2025-01-03,5.00,qa,ta,1.00\nb,2025-01-04,7.00,qb,tb,-1.00\n"
        for ranks in (0, 3):
            self.import_rows(orders + odd + others, "--max-rejected", "100%", header=head, ranks=ranks)
            self.assertEqual(self.rejected(), {"invalid_margin": HELD + 3})
            self.assertEqual(self.audited(), ({"a", "b"}, "12.00"))

    def test_an_order_whose_margins_add_up_to_more_than_an_order_may_have_is_rejected(self):
        head = "customer_id,timestamp,amount,order_id,margin"
        self.import_rows("a,2025-01-02,5.00,x,60000000000.00\na,2025-01-02,5.00,x,60000000000.00\nb,2025-01-03,1.00,y,1.00\n", "--max-rejected", "2",
                         header=head)
        self.assertEqual(self.rejected(), {"invalid_margin": 2})
        self.expect(0, "check", "ledger")

    def test_what_other_segments_hold_counts(self):
        self.import_rows(rows("huge", HELD) + OTHERS, name="first.csv")
        second = "huge,2025-02-02,30000000000.00\na,2025-02-03,2.00\n"
        self.import_rows(second, code=4, name="second.csv", says="amount_out_of_range")
        for ranks in (0, 2):
            self.import_rows(second, "--max-rejected", "1", name="second.csv", ranks=ranks)
            self.assertEqual(self.rejected("second"), {"amount_out_of_range": 1})
            self.assertEqual(self.rejects("second").splitlines()[1:], ["huge,2025-02-02,30000000000.00"])
        self.assertEqual(self.audited(), ({"huge", "a", "b"}, "92233700000000012.00"))
        self.import_rows(rows("huge", HELD) + OTHERS, name="first.csv")  # again: its own rows do not count twice
        self.expect(0, "compact", "--ledger", "ledger")
        self.assertEqual(self.audited(), ({"huge", "a", "b"}, "92233700000000012.00"))
        self.import_rows(second, "--max-rejected", "1", name="third.csv")
        self.assertEqual(self.rejected("third"), {"amount_out_of_range": 1})

    def test_customers_who_are_beyond_64_bits_only_together_end_the_import(self):
        self.import_rows(OTHERS, name="first.csv")
        text = rows("huge", HELD // 2 + 1) + rows("vast", HELD // 2 + 1)
        for ranks in (0, 2):
            self.import_rows(text, code=3, ranks=ranks, says="a ledger holds 92,233,720,368,547,758.06")
        self.assertEqual(self.audited(), ({"a", "b"}, "12.00"))


if __name__ == "__main__":
    unittest.main()
