#!/usr/bin/env python3
"""Random bank customers as CSV files in the columns of the cases: what any implementation of the definitions must agree on.

usage: random_customers.py --seed S --customers N --output DIR [--as-of DATE] [--without FEATURE]...
A customer depends on the seed and on its number alone, so fewer customers are a prefix of more. FEATURE is one of
  joint pending foreign twice    what an import decides about rows (accounts of several owners, currencies, ids that come twice)
  raw edges subtypes             raw descriptors; extreme dates, amounts and texts; subtypes of accounts in other words and cases
  aliases codes                  files that an import is given: aliases.csv for payees, categories.csv for a bank's own codes
  accounts merchants categories  whole columns or files"""

import argparse
import contextlib
import csv
import pathlib
import random

import random_behaviours as behaviours
from civil_days import day_of, text_of

FILES = ("transactions", "accounts", "liabilities")
FEATURES = ("joint", "pending", "foreign", "twice", "raw", "edges", "subtypes", "aliases", "codes", "accounts", "merchants", "categories")
KINDS = ("primary",) * 80 + ("card_only",) * 6 + ("dormant",) * 4 + ("new",) * 5 + ("none",) * 3 + ("no_accounts",) * 2
# What raw texts are made of, so that each rule of payees meets each other.
TEXT_PIECES = ("SQ", "TST", "PAYPAL", "IN", "2CO.COM", "*", "*", " *", "* ", "NETFLIX.COM", "WWW.HULU.TV", "www.a.io", "AMZN.COM/BILL",
               "Cafe\u0301", "caf\u00e9", "12", "#12", "1/2", "A1", "A123", "9A9B9", "/", ".COM", "CO", "Market", "o'Neil", "&", "\t", "  ")
ALIASES = (("NETFLIX*", "Netflix", "subscription"), ("KRO*", "KROGER", "subscription"), ("zelle to sam", "SAM", "bill"),
           ("SQ *BOX OF JOY*", "BOX OF JOY", ""), ("CARD AUTOPAY", "CARD", "card_payment"), ("NETFLIX.COM*", "NEVER REACHED", ""))
CODES = {"ENTERTAINMENT_TV_AND_MOVIES": "4899", "INCOME_SALARY": "pay", "RENT_AND_UTILITIES_RENT": "6513", "TRANSFER_OUT_SAVINGS": "sav-1"}
EDGES_OF_WINDOWS = (0, 1, 30, 31, 59, 60, 90, 181, 183, 184, 185, 364, 365, 366, 799, 800, 801)
EDGE_CATEGORIES = ("", "GENERAL_MERCHANDISE_OTHER", "BANK_FEES_OVERDRAFT_FEES", "INCOME_SALARY", "income_wages")
EXTREME_AMOUNTS = (0, 1, -1, 99, -100, 10**9, -(10**9), -25000, 4999)


class RandomCustomer:
    """A customer while it is made up: accounts, liabilities and rows as lists of texts."""

    def __init__(self, rng, number, as_of, without):
        self.id, self.as_of, self.without = f"r{number:06}", as_of, without
        self.kind = rng.choice(KINDS)
        self.is_raw = "raw" not in without and rng.random() < 0.3
        self.is_coded = "codes" not in without and rng.random() < 0.1
        self.card_accounts, self.savings_accounts, self.loan_account = [], [], None
        self.accounts, self.liabilities, self.rows = [], [], []
        self.main_account = f"{self.id}_chk"
        self.open_accounts(rng)

    def open(self, name, kind, subtype, balance, limit=None):
        account = f"{self.id}_{name}"
        self.accounts.append([account, self.id, kind, subtype, money(balance), "", "" if limit is None else money(limit)])
        return account

    def said(self, rng, subtype):
        """A subtype as a bank may write it."""
        return rng.choice((subtype, subtype if "subtypes" in self.without else subtype.replace("_", " ").title()))

    def open_accounts(self, rng):
        if self.kind != "card_only":
            balance = rng.choice((rng.randrange(10**6), rng.randrange(2 * 10**6), rng.randrange(10**5), rng.randrange(-20000, 5000), 0))
            self.open("chk", "depository", "checking", balance)
            for name in ("savings", "money_market", "cd", "hsa"):
                if rng.random() < (0.6 if name == "savings" else 0.06):
                    self.savings_accounts.append(self.open(name, "depository", self.said(rng, name), rng.randrange(3 * 10**6)))
            if rng.random() < 0.15:
                subtype = rng.choice(("mortgage", "student", "personal", "mortgage" if "subtypes" in self.without else "auto"))
                self.loan_account = self.open("loan", "loan", subtype, -rng.randrange(10**7))
        for place in range(rng.choice((0, 0, 1, 1, 2, 3)) or (self.kind == "card_only")):
            self.open_card(rng, place)
        if self.kind == "card_only":
            self.main_account = self.card_accounts[0]

    def open_card(self, rng, place):
        """A card: with or without limit, liability, statement, payment; paid in full, by the minimum or in between; overdue."""
        limit = rng.choice((None, 0, 50000, 300000, 300001, rng.randrange(10**4, 10**6)))
        account = self.open(f"card{place}", "credit", self.said(rng, "credit_card"), rng.randrange(-5000, 400000), limit)
        self.card_accounts.append(account)
        if rng.random() < 0.8:
            statement = rng.choice((None, 0, -500, rng.randrange(1, 300000), (limit or 1000) // 2, (limit or 1000) * 4 // 5))
            minimum = rng.choice((None, 0, 2500, 2500, rng.randrange(1000, 5000)))
            at_most = minimum and minimum * 105 // 100
            paid = rng.choice((None, 0, *[statement] * 4, at_most, at_most and at_most + 1, rng.randrange(300000)))
            amounts = ["" if value is None else money(value) for value in (minimum, None if paid is None else max(0, paid), statement)]
            kind, overdue = rng.choice(("credit_card",) * 9 + ("student_loan",)), rng.choice(("true",) + ("false", "") * 12)
            self.liabilities.append([account, kind, "0.2399", "", *amounts, overdue, "2026-01-15"])

    def any_spending_account(self, rng):
        return rng.choice([self.main_account, self.main_account, *self.card_accounts])

    def add(self, day, amount, merchant, category, account):
        self.rows.append((day, amount, merchant, category, account))

    def live(self, rng):
        """The days of this customer's life, and all that happens in them."""
        if self.kind == "none":
            return
        first = self.as_of - rng.choice((rng.randrange(60, 200), rng.randrange(200, 560), rng.randrange(560, 900)))
        last = self.as_of + rng.choice((0, 0, 0, 20))
        if self.kind == "new":
            first = self.as_of - rng.choice((0, 20, 58, 59, 60, 61))
        if self.kind == "dormant":
            last = self.as_of - rng.choice((89, 90, 91, rng.randrange(92, 300)))
            first = min(first, last - 30)
        if self.kind != "card_only":
            behaviours.incomes(self, rng, first, last)
            behaviours.other_transfers(self, rng, first, last)
        for _ in range(rng.choice((0, 1, 2, 3, 5, 9))):
            behaviours.subscription(self, rng, first, last)
        for behave in (behaviours.bills, behaviours.own_transfers, behaviours.fees, behaviours.purchases):
            behave(self, rng, first, last)
        if "edges" not in self.without and rng.random() < 0.2:
            self.live_on_edges(rng)

    def live_on_edges(self, rng):
        """Rows on the first and last days of windows and the lookback, of extreme amounts, without payee, category or account."""
        for back in rng.sample(EDGES_OF_WINDOWS, 6):
            merchant, account = rng.choice(("Edge", "", "#1", "Kroger")), rng.choice((self.main_account, "", "unknown"))
            self.add(self.as_of - back, rng.choice(EXTREME_AMOUNTS), merchant, rng.choice(EDGE_CATEGORIES), account)
        text = "".join(rng.choice(TEXT_PIECES) + rng.choice(("", " ", " ")) for _ in range(rng.randint(1, 6)))
        for back in (70, 40, 10):
            self.add(self.as_of - back, -rng.randrange(1000, 1010), text, "GENERAL_SERVICES_EDUCATION", self.main_account)
        gap, back = rng.choice((25, 26, 35, 36, 31)), rng.choice((44, 45, 46, 11, 12))
        for day in (self.as_of - back - gap, self.as_of - back):
            self.add(day, -rng.choice((799, 799, 838, 839)), "Early Bird", "GENERAL_SERVICES_EDUCATION", self.main_account)


def money(minor):
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02}"


def written_rows(customer, rng, without):
    """The rows as lines of CSV: ids, currencies, pending twins, times of day, some with an offset."""
    for place, (day, amount, merchant, category, account) in enumerate(sorted(customer.rows)):
        time = rng.choice(("T12:00:00", "T12:00:00", "T00:00:00", "T23:59:59", "T09:30:00Z"))
        identity = f"{customer.id}-{place}" if rng.random() < 0.5 else ""
        category = CODES.get(category, category) if customer.is_coded else category
        texts = ["" if column in without else text for column, text in (("merchants", merchant), ("categories", category), ("accounts", account))]
        line = [customer.id, text_of(day) + time, money(amount), *texts, rng.choice(("", "", "false")), identity, rng.choice(("USD", "USD", "usd"))]
        yield line
        if identity and "twice" not in without and rng.random() < 0.005:
            yield line
        if "foreign" not in without and rng.random() < 0.003:
            yield line[:7] + ["", "EUR"]
        if "pending" not in without and rng.random() < 0.005:
            yield line[:6] + ["true", "", "USD"]


def joint_lines(customer, former, rng, without):
    """7.12: a former customer's checking account given for this one too; sometimes this one's rows name it."""
    if "joint" in without or former is None or not former.accounts or rng.random() >= 0.03:
        return []
    shared = former.accounts[0]
    if rng.random() < 0.5:
        for _ in range(5):
            customer.add(customer.as_of - rng.randrange(300), -rng.randrange(100, 9000), "Kroger", "FOOD_AND_DRINK_GROCERIES", shared[0])
    return [[shared[0], customer.id, *shared[2:]]]


def write_names(folder, without):
    """The files that say what payees and codes mean; which of them there are."""
    if "aliases" not in without:
        with open(folder / "aliases.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([("pattern", "name", "kind"), *ALIASES])
    if "codes" not in without:
        with open(folder / "categories.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([("code", "category"), *((code, category) for category, code in CODES.items())])


def write(folder, seed, count, as_of, without):
    """The three files. Accounts of joint owners follow those of the first one named."""
    folder.mkdir(parents=True, exist_ok=True)
    write_names(folder, without)
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(open(folder / f"{name}.csv", "w", newline="", encoding="utf-8")) for name in FILES]
        writers = [csv.writer(file, lineterminator="\n") for file in files]
        writers[0].writerow("customer_id timestamp amount merchant category account_id pending transaction_id currency".split())
        writers[1].writerow("account_id customer_id type subtype balance_current balance_available balance_limit".split())
        writers[2].writerow("account_id liability_type aprs interest_rate minimum_payment_amount last_payment_amount last_statement_balance "
                            "is_overdue next_payment_due_date".split())
        former = None
        for number in range(count):
            rng = random.Random(f"{seed}/{number}")
            customer = RandomCustomer(rng, number, as_of, without)
            customer.live(rng)
            shared = joint_lines(customer, former, rng, without)
            writers[0].writerows(written_rows(customer, rng, without))
            if customer.kind != "no_accounts" and "accounts" not in without:
                writers[1].writerows(customer.accounts + shared)
                writers[2].writerows(customer.liabilities)
            former = customer if customer.kind != "no_accounts" else None


def main():
    parser = argparse.ArgumentParser(description="Random bank customers as CSV files.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--customers", type=int, default=1000)
    parser.add_argument("--output", required=True, type=pathlib.Path)
    parser.add_argument("--as-of", default="2025-12-31")
    parser.add_argument("--without", action="append", default=[], choices=FEATURES)
    options = parser.parse_args()
    write(options.output, options.seed, options.customers, day_of(options.as_of), frozenset(options.without))


if __name__ == "__main__":
    main()
