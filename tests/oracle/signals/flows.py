"""What a customer's rows are: in a pair, in a stream, spending, a refund or income (DEFINITIONS-SIGNALS 7.2, 7.7, 7.11)."""

from functools import cached_property

from classes import EARNED_CLASSES, NEVER_SPENDING, SPENDING_CLASSES, capitals
from detection import LOOKBACK_DAYS, detect, may_be_income
from pairs import paired_rows

DORMANT_DAYS = 90
NEW_DAYS = 60


class Flows:
    """One customer at ref. Rows are those up to ref; pairs and streams are of the lookback, (ref - 800, ref]."""

    def __init__(self, customer, ref):
        self.customer, self.ref = customer, ref
        self.rows = [row for row in customer.rows if row.day <= ref]
        self.recent = [row for row in self.rows if row.day > ref - LOOKBACK_DAYS]
        self.account_types = {account.account_id: account.type for account in customer.accounts.values()}

    @cached_property
    def partner(self):
        """7.2: of each row in a pair the number of the other."""
        return paired_rows(self.recent, self.customer.accounts)

    @cached_property
    def open_rows(self):
        """7.2: rows of the lookback that are in no pair."""
        return [row for row in self.recent if row.number not in self.partner]

    @cached_property
    def found(self):
        """7.5: the streams."""
        return detect(self.open_rows, self.account_types, self.ref)

    @property
    def first_day(self):
        return self.rows[0].day if self.rows else None

    @property
    def history(self):
        """7.4: ref - date of the first posted row, None without one."""
        return self.ref - self.rows[0].day if self.rows else None

    @property
    def days_since_last(self):
        return self.ref - self.rows[-1].day if self.rows else None

    @property
    def has_depository(self):
        return "depository" in self.account_types.values()

    @property
    def activity(self):
        """7.11: the first of none, dormant, new, card_only that holds, else primary."""
        if not self.rows:
            return "none"
        if self.days_since_last >= DORMANT_DAYS:
            return "dormant"
        if self.history < NEW_DAYS:
            return "new"
        return "card_only" if self.account_types and not self.has_depository else "primary"

    def is_spending(self, row):
        """7.2: an outflow in no pair; never card_payment and saving; a transfer only in a stream that is active or late."""
        if row.amount >= 0 or row.row_class in NEVER_SPENDING:
            return False
        if row.row_class == "transfer":
            stream = self.found.stream_of_row.get(row.number)
            return stream is not None and stream.is_live
        return True

    def is_refund(self, row):
        """7.2: an inflow with a category of a spending class that is in no income stream. A split's extra is income's, INCOME_OTHER* is no
        category of spending, and what a payment brings to the account of a loan is no refund."""
        if row.amount <= 0 or row.row_class not in SPENDING_CLASSES or self.account_types.get(row.account) == "loan" or is_income_category(row):
            return False
        return row.number not in self.found.stream_of_row and row.number not in self.found.extra

    def is_unstreamed_income(self, row):
        """7.7: rows of class payroll, benefit or variable_income that are in no stream and were not left over by a split."""
        if row.amount <= 0 or row.row_class not in EARNED_CLASSES or not may_be_income(row, self.account_types):
            return False
        return row.number not in self.found.stream_of_row and row.number not in self.found.extra

    @cached_property
    def spending(self):
        return [row for row in self.open_rows if self.is_spending(row)]

    @cached_property
    def refunds(self):
        return [row for row in self.open_rows if self.is_refund(row)]

    @cached_property
    def unstreamed_income(self):
        return [row for row in self.open_rows if self.is_unstreamed_income(row)]


def is_income_category(row):
    """7.1: of class other INCOME_OTHER* is the one that is no spending."""
    return capitals(row.category).startswith("INCOME_OTHER")


def total(rows, window):
    """The sum of amounts of rows in a window, without their signs."""
    return sum(abs(row.amount) for row in rows if window.has(row.day))
