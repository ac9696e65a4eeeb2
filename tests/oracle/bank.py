"""A bank's customers as the definitions see them: orders, accounts, liabilities. Money is an integer count of cents."""

import csv
import dataclasses
from fractions import Fraction

import exact
from days import SECONDS_PER_DAY
from purchase_log import BOOLEANS, read_log


@dataclasses.dataclass
class Liability:
    liability_type: str
    aprs: list                            # fractions 0 to 1
    minimum_payment: int | None = None
    last_payment: int | None = None
    statement_balance: int | None = None
    is_overdue: bool = False


@dataclasses.dataclass
class Account:
    account_id: str
    type: str
    subtype: str
    balance: int
    limit: int | None = None
    liability: Liability | None = None


@dataclasses.dataclass
class Transaction:
    day: int
    amount: int                           # below 0: money leaves the customer
    merchant: str = ""
    category: str = ""
    account: str = ""
    pending: bool = False


@dataclasses.dataclass
class Customer:
    transactions: list = dataclasses.field(default_factory=list)
    accounts: list = dataclasses.field(default_factory=list)


@dataclasses.dataclass
class Bank:
    customers: dict                       # id -> Customer
    has_merchants: bool                   # the log has a column of merchants
    says_income: bool                     # there are accounts, or some category contains INCOME


def read_bank(transactions, accounts=None, liabilities=None):
    """From CSV files; without accounts or liabilities where their paths are None."""
    log = read_log(transactions)
    if log.rejects:
        raise ValueError(f"{transactions}: {log.rejects[0]}")
    customers = {}
    for customer, orders in log.customers.items():
        customers[customer.decode()] = Customer([transaction_of(order) for order in orders])
    owed = {row["account_id"]: liability_of(row) for row in rows_of(liabilities)}
    for row in rows_of(accounts):
        account = Account(row["account_id"], row["type"], row["subtype"], cents(row["balance_current"]),
                          cents(row["balance_limit"]), owed.get(row["account_id"]))
        customers.setdefault(row["customer_id"], Customer()).accounts.append(account)
    return bank_of(customers, b"merchant" in log.header.rstrip().split(b","))


def bank_of(customers, has_merchants=True):
    income = any("INCOME" in row.category.upper() for customer in customers.values() for row in customer.transactions)
    return Bank(customers, has_merchants, income or any(customer.accounts for customer in customers.values()))


def transaction_of(order):
    return Transaction(order.timestamp // SECONDS_PER_DAY, order.amount, order.merchant, order.category, order.account, order.pending)


def liability_of(row):
    return Liability(row["liability_type"], [Fraction(apr) for apr in row["aprs"].split(";") if apr],
                     cents(row["minimum_payment_amount"]), cents(row["last_payment_amount"]),
                     cents(row["last_statement_balance"]), BOOLEANS[row["is_overdue"].lower()])


def rows_of(path):
    if path is None:
        return []
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def cents(text):
    return exact.rounded(Fraction(text)) if text else None
