"""Customers read from CSV files in the columns of the cases: rows, accounts, liabilities (DEFINITIONS 1, DEFINITIONS-SIGNALS 7.12)."""

import csv
import datetime
import sys
import zoneinfo

import classes
import payees
from customer_records import Account, Customer, Ledger, Liability, Row, row_order

TRUE_TEXTS, FALSE_TEXTS = frozenset(("true", "1", "yes")), frozenset(("false", "0", "no"))


def minor_units(text):
    """An exact amount of at most two decimals as cents; None where the text is empty."""
    text = text.strip()
    if not text:
        return None
    sign, digits = (-1, text[1:]) if text[0] == "-" else (1, text.lstrip("+"))
    whole, _, cents = digits.partition(".")
    if len(cents) > 2 or not (whole + cents).isdigit():
        raise ValueError(f"{text}: not an amount")
    return sign * (int(whole or 0) * 100 + int((cents + "00")[:2]))


def truth(text):
    """DEFINITIONS 1: true, false, 1, 0, yes, no in any case; empty is absent."""
    word = text.strip().lower()
    if word and word not in TRUE_TEXTS | FALSE_TEXTS:
        raise ValueError(f"{text}: neither true nor false")
    return word in TRUE_TEXTS


def local_time(text, zone):
    """DEFINITIONS 2: a timestamp with an offset is converted to the ledger's zone; another is taken to be in it."""
    moment = datetime.datetime.fromisoformat(text.strip())
    if moment.tzinfo is not None:
        moment = moment.astimezone(zone).replace(tzinfo=None)
    return moment


def lines_of(path):
    """The lines of a CSV as dictionaries; none where there is no file."""
    if path is None:
        return
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def plain(text):
    """A name of DEFINITIONS 1: case, blanks and `_` make no difference."""
    return text.strip().lower().replace(" ", "").replace("_", "")


def read_accounts(path, ledger):
    """7.12: an account given for several customers counts for the first one named; the others have joint accounts. Returns owners."""
    owners = {}
    for line in lines_of(path):
        ledger.has_accounts = True
        account_id, customer_id = line["account_id"], line["customer_id"]
        customer = ledger.customers.setdefault(customer_id, Customer(customer_id))
        if account_id in owners:
            if owners[account_id] != customer_id:
                customer.joint_accounts += 1
            continue
        owners[account_id] = customer_id
        customer.accounts[account_id] = Account(account_id, plain(line["type"]), plain(line.get("subtype") or ""),
                                                minor_units(line["balance_current"]), minor_units(line.get("balance_limit") or ""))
    return owners


def read_liabilities(path, ledger, owners):
    """DEFINITIONS 1: a second liability of one account is rejected, and so is one of an account that nobody has."""
    seen = set()
    for line in lines_of(path):
        account_id = line["account_id"]
        if account_id in seen or account_id not in owners:
            ledger.rejected["liability"] += 1
            continue
        seen.add(account_id)
        ledger.customers[owners[account_id]].liabilities[account_id] = Liability(
            account_id, plain(line["liability_type"]), minor_units(line.get("minimum_payment_amount") or ""),
            minor_units(line.get("last_payment_amount") or ""), minor_units(line.get("last_statement_balance") or ""),
            truth(line.get("is_overdue") or ""), any(float(apr) > 0 for apr in (line.get("aprs") or "").split(";") if apr.strip()))


class RowReader:
    """Rows of a log into the customers of a ledger."""

    def __init__(self, ledger, owners, joint, zone, aliases, codes):
        self.ledger, self.owners, self.joint, self.zone, self.aliases, self.codes = ledger, owners, joint, zone, aliases, codes
        self.currency, self.seen, self.payees, self.count = None, set(), {}, 0

    def customer_of(self, line):
        """7.12: the first named owner of a joint account; else the customer that the row names, else its account's owner."""
        account = line.get("account_id") or None
        if account in self.joint:
            return self.owners[account]
        return line.get("customer_id") or self.owners.get(account)

    def reason_to_reject(self, line, customer_id):
        """DEFINITIONS 1: rows in a second currency, and a customer's second row of one transaction id."""
        currency = (line.get("currency") or "").strip().upper()
        if currency:
            self.currency = self.currency or currency
            if currency != self.currency:
                return "foreign_currency"
        identity = (customer_id, line.get("transaction_id") or None)
        if identity[1] is not None and identity in self.seen:
            return "duplicate_transaction"
        self.seen.add(identity)
        return None if customer_id else "no_customer"

    def payee(self, text):
        """7.3: once per distinct text; `--merchants raw` (aliases None) keeps the text."""
        if text not in self.payees:
            found = payees.Payee(text) if self.aliases is None else payees.payee_of(text, self.aliases)
            self.payees[text] = found or payees.Payee(None)
        return self.payees[text]

    def read(self, line):
        """DEFINITIONS 1: pending rows are left out; they are kept beside for the profile `spendsense`."""
        customer_id = self.customer_of(line)
        reason = self.reason_to_reject(line, customer_id)
        if reason is not None:
            self.ledger.rejected[reason] += 1
            return
        category = sys.intern((line.get("category") or "").strip()) or None
        category = self.codes.get(classes.capitals(category), category) if category else None
        row_class, payee = classes.class_of(category), self.payee(line.get("merchant") or None)
        self.see(row_class, payee)
        customer = self.ledger.customers.setdefault(customer_id, Customer(customer_id))
        moment = local_time(line["timestamp"], self.zone)
        self.count += 1
        rows = customer.pending if truth(line.get("pending") or "") else customer.rows
        rows.append(Row(moment.toordinal(), moment.hour * 3600 + moment.minute * 60 + moment.second, minor_units(line["amount"]), payee.key,
                        payee.kind, category, sys.intern(line.get("account_id") or "") or None, row_class, self.count))

    def see(self, row_class, payee):
        self.ledger.has_merchants |= payee.key is not None
        self.ledger.has_categories |= row_class != "none"
        self.ledger.has_income_category |= row_class in classes.INCOME_CLASSES
        self.ledger.has_bank_category |= row_class in classes.BANK_CLASSES


def joint_accounts(path):
    """7.12: the accounts that are given for more than one customer."""
    named = {}
    for line in lines_of(path):
        named.setdefault(line["account_id"], set()).add(line["customer_id"])
    return {account for account, customers in named.items() if len(customers) > 1}


def read_codes(path):
    """7.1: a bank's own codes (CSV: code, category), in any case."""
    return {classes.capitals(line["code"].strip()): line["category"].strip() for line in lines_of(path)}


def read_ledger(transactions, accounts=None, liabilities=None, timezone="UTC", **names):
    """The ledger of three CSV files; the second and third may be absent. `names`: files of `aliases` and `categories`, `raw` merchants."""
    ledger = Ledger({})
    owners = read_accounts(accounts, ledger)
    read_liabilities(liabilities, ledger, owners)
    aliases = payees.read_aliases(names["aliases"]) if names.get("aliases") else ()
    reader = RowReader(ledger, owners, joint_accounts(accounts), zoneinfo.ZoneInfo(timezone), None if names.get("raw") else aliases,
                       read_codes(names.get("categories")))
    for line in lines_of(transactions):
        reader.read(line)
    for customer in ledger.customers.values():
        customer.rows.sort(key=row_order)
        customer.pending.sort(key=row_order)
    return ledger
