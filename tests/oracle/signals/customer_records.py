"""What is known of a customer: rows, accounts, liabilities (DEFINITIONS 1); what is asked of the whole ledger."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """A posted transaction; money in minor units, below 0 where it leaves the customer."""

    day: int
    time: int
    amount: int
    payee: str | None
    payee_kind: str | None
    category: str | None
    account: str | None
    row_class: str
    number: int


@dataclass(frozen=True)
class Account:
    account_id: str
    type: str
    subtype: str
    balance: int
    limit: int | None


@dataclass(frozen=True)
class Liability:
    account_id: str
    type: str
    minimum: int | None
    last_payment: int | None
    statement: int | None
    overdue: bool
    bears_interest: bool = False


@dataclass
class Customer:
    customer_id: str
    rows: list = field(default_factory=list)
    accounts: dict = field(default_factory=dict)
    liabilities: dict = field(default_factory=dict)
    joint_accounts: int = 0
    pending: list = field(default_factory=list)


@dataclass
class Ledger:
    """All customers by id, and what 7.6, 7.7 and 7.10 ask of the whole ledger."""

    customers: dict
    has_merchants: bool = False
    has_categories: bool = False
    has_accounts: bool = False
    has_income_category: bool = False
    has_bank_category: bool = False
    rejected: Counter = field(default_factory=Counter)


def row_order(row):
    """A total order of a customer's rows: of two on one day the later in time is the later, then by amount and category (none last)."""
    return row.day, row.time, row.amount, row.category is None, row.category or "", row.account or "", row.payee or ""
