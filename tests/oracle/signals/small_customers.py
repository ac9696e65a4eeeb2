"""Customers of a few rows, written down in a test: no files."""

import dataclasses

import classes
import payees
from civil_days import day_of, months_on, window_of
from customer_records import Account, Customer, Ledger, Liability, Row, row_order
from flows import Flows

PAY, RENT, TV, SHOP = "INCOME_SALARY", "RENT_AND_UTILITIES_RENT", "ENTERTAINMENT_TV_AND_MOVIES", "GENERAL_MERCHANDISE_ELECTRONICS"


def row(day, amount, merchant="Shop", category=SHOP, account="checking", number=0):
    """A row of `amount` cents; `day` is an ordinal or a date as text."""
    payee = payees.payee_of(merchant) or payees.Payee(None)
    return Row(day if isinstance(day, int) else day_of(day), 0, amount, payee.key, payee.kind, category, account, classes.class_of(category), number)


def checking(balance=0, name="checking"):
    return Account(name, "depository", "checking", balance, None)


def savings(balance=0, name="savings"):
    return Account(name, "depository", "savings", balance, None)


def card(balance=0, limit=100000, name="card"):
    return Account(name, "credit", "creditcard", balance, limit)


def statement(balance=None, paid=None, minimum=None, overdue=False, name="card"):
    return Liability(name, "creditcard", minimum, paid, balance, overdue)


def customer_of(rows, accounts=(), liabilities=(), name="c"):
    """A customer with rows in their order, each with a number of its own."""
    numbered = [dataclasses.replace(one, number=place) for place, one in enumerate(sorted(rows, key=row_order), 1)]
    return Customer(name, numbered, {account.account_id: account for account in accounts}, {one.account_id: one for one in liabilities})


def ledger_of(*customers):
    """A ledger that knows of its rows what a reader of files would."""
    ledger = Ledger({customer.customer_id: customer for customer in customers})
    for customer in customers:
        ledger.has_accounts |= bool(customer.accounts)
        for one in customer.rows:
            ledger.has_merchants |= one.payee is not None
            ledger.has_categories |= one.row_class != "none"
            ledger.has_income_category |= one.row_class in classes.INCOME_CLASSES
            ledger.has_bank_category |= one.row_class in classes.BANK_CLASSES
    return ledger


def flows_of(rows, ref, accounts=(), liabilities=()):
    return Flows(customer_of(rows, accounts, liabilities), day_of(ref))


def monthly_rows(first, count, amount, merchant="Netflix", category=TV, account="checking", step=1):
    """So many rows, each a step of months after the first."""
    return [row(months_on(day_of(first), step * place), amount, merchant, category, account) for place in range(count)]


def rows_each(first, days, count, amount, merchant, category, account="checking"):
    """So many rows, so many days apart."""
    return [row(day_of(first) + days * place, amount, merchant, category, account) for place in range(count)]


def window(name, ref):
    return window_of(name, day_of(ref))
