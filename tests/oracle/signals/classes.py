"""Classes of rows: DEFINITIONS-SIGNALS 7.1, and the groups of classes that 7.2 and 7.7 speak of."""

import functools

# In the order of the table, each class with its patterns; the first pattern that fits decides.
PATTERNS = (
    ("card_payment", ("LOAN_PAYMENTS_CREDIT_CARD*", "TRANSFER_IN_CARD_PAYMENT*")),
    ("advance", ("LOAN_DISBURSEMENTS_EWA*", "LOAN_DISBURSEMENTS_CASH_ADVANCES*")),
    ("borrowed", ("LOAN_DISBURSEMENTS*", "TRANSFER_IN_CASH_ADVANCES_AND_LOANS*")),
    ("bnpl", ("LOAN_PAYMENTS_BNPL*",)),
    ("loan", ("LOAN_PAYMENTS*",)),
    ("interest_charged", ("BANK_FEES_INTEREST*",)),
    ("fee_overdraft", ("BANK_FEES_OVERDRAFT*",)),
    ("fee_nsf", ("BANK_FEES_INSUFFICIENT*",)),
    ("fee", ("BANK_FEES*",)),
    ("passive", ("INCOME_INTEREST*", "INCOME_DIVIDENDS*", "INCOME_TAX_REFUND*")),
    ("variable_income", ("INCOME_GIG*", "INCOME_CONTRACTOR*", "INCOME_RENTAL*")),
    ("benefit", ("INCOME_RETIREMENT*", "INCOME_LONG_TERM*", "INCOME_UNEMPLOYMENT*", "INCOME_CHILD*")),
    ("other", ("INCOME_OTHER*",)),
    ("payroll", ("INCOME*",)),
    ("saving", ("TRANSFER_OUT_SAVINGS*", "TRANSFER_OUT_INVESTMENT*", "TRANSFER_OUT_CRYPTO*")),
    ("cash", ("TRANSFER_OUT_WITHDRAWAL*",)),
    ("transfer", ("TRANSFER_IN*", "TRANSFER_OUT*")),
    ("bill", ("RENT_AND_UTILITIES*", "GENERAL_SERVICES_INSURANCE*", "GENERAL_SERVICES_CHILDCARE*", "GOVERNMENT_AND_NON_PROFIT*")),
    ("habit", ("FOOD_AND_DRINK*", "TRANSPORTATION_GAS*", "TRANSPORTATION_PARKING*", "TRANSPORTATION_TOLLS*", "TRANSPORTATION_PUBLIC*",
               "ENTERTAINMENT_CASINOS*", "PERSONAL_CARE_HAIR*", "PERSONAL_CARE_LAUNDRY*", "TRAVEL*")),
    ("short_habit", ("GENERAL_MERCHANDISE_SUPERSTORES*", "GENERAL_SERVICES_OTHER*")),
)

# 7.2: no row of these classes is part of a pair.
INCOME_CLASSES = frozenset(("variable_income", "benefit", "payroll", "passive"))
# 7.7: classes whose inflows are income with or without a stream.
EARNED_CLASSES = frozenset(("payroll", "benefit", "variable_income"))
# 7.2: classes that are never income, by themselves.
NEVER_INCOME = frozenset(("card_payment", "borrowed", "advance", "transfer", "passive"))
# 7.2: classes that are never spending, paired or not. (A transfer needs a live stream.)
NEVER_SPENDING = frozenset(("card_payment", "saving"))
# 7.2: inflows of these lessen outgoings, unless they are in a stream of income.
SPENDING_CLASSES = frozenset(("bill", "habit", "short_habit", "other", "bnpl", "loan", "fee", "fee_overdraft", "fee_nsf", "interest_charged", "cash"))
# 7.10: all fees but interest.
FEE_CLASSES = frozenset(("fee", "fee_overdraft", "fee_nsf"))
# Classes that only a bank's log has: without one of them, and without accounts, a log tells nothing of fees, advances and interest.
BANK_CLASSES = INCOME_CLASSES | FEE_CLASSES | {"interest_charged", "advance", "borrowed", "card_payment"}


def fits(pattern, text):
    """7.1: any case; `*` at the end matches any rest."""
    if pattern.endswith("*"):
        return text.startswith(pattern[:-1])
    return text == pattern


def capitals(text):
    """Letters of ASCII as capitals; every other byte stays what it is."""
    return "".join(chr(ord(letter) - 32) if "a" <= letter <= "z" else letter for letter in text)


@functools.lru_cache(maxsize=None)
def class_of(category):
    """7.1: the class of a category; `none` without one, `other` where no pattern fits."""
    if not category:
        return "none"
    text = capitals(category)
    for name, patterns in PATTERNS:
        if any(fits(pattern, text) for pattern in patterns):
            return name
    return "other"
