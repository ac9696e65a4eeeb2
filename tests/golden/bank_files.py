"""The three files of a bank, in the making. Money is an integer count of cents, a day is days before the reference date."""

import csv
import datetime

TRANSACTION = ("customer_id", "timestamp", "amount", "merchant", "category", "account_id", "pending", "transaction_id")
ACCOUNT = ("account_id", "customer_id", "type", "subtype", "balance_current", "balance_available", "balance_limit")
LIABILITY = ("account_id", "liability_type", "aprs", "interest_rate", "minimum_payment_amount", "last_payment_amount",
             "last_statement_balance", "is_overdue", "next_payment_due_date")


def money(cents):
    return "" if cents is None else f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


class BankFiles:
    def __init__(self, ref):
        self.ref = ref
        self.transactions, self.accounts, self.liabilities = [], [], []

    def date(self, days_ago):
        return self.ref - datetime.timedelta(days=days_ago)

    def transaction(self, customer, days_ago, cents, merchant="", category="", account="", pending="", time="", identity=""):
        self.transactions.append((customer, f"{self.date(days_ago)}{time}", money(cents), merchant, category, account, pending, identity))

    def account(self, customer, account, kind, subtype, balance, limit=None, available=None):
        self.accounts.append((account, customer, kind, subtype, money(balance), money(available), money(limit)))

    def liability(self, account, kind, aprs="", minimum=None, paid=None, statement=None, overdue="", rate="", due=""):
        self.liabilities.append((account, kind, aprs, rate, money(minimum), money(paid), money(statement), overdue, due))

    def write(self, folder, without_columns=(), parts=1):
        """transactions.csv (or transactions0.csv, transactions1.csv, ... in `parts`), accounts.csv and liabilities.csv."""
        kept = [index for index, name in enumerate(TRANSACTION) if name not in without_columns]
        header, *rows = [tuple(row[index] for index in kept) for row in [TRANSACTION, *self.transactions]]
        write(folder / "transactions.csv", header, rows)
        for part in range(parts if parts > 1 else 0):
            write(folder / f"transactions{part}.csv", header, rows[len(rows) * part // parts:len(rows) * (part + 1) // parts])
        write(folder / "accounts.csv", ACCOUNT, self.accounts)
        write(folder / "liabilities.csv", LIABILITY, self.liabilities)


def write(path, header, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
