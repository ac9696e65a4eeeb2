"""Customers made to lie exactly on a threshold of a persona or at an edge of a definition, or one cent or day beside it."""

INCOME = "INCOME_WAGES"


def beside(numbers):
    return numbers.choice((-1, 0, 0, 1))


def old_and_paid(bank, customer):
    """More than half a year known, paid every 30 days, nothing spent: qualifies for nothing by itself."""
    bank.transaction(customer, 300, -100, "Shop")
    for day in (5, 35, 65, 95):
        bank.transaction(customer, day, 90_000, "Employer", INCOME)


def emergency_fund(numbers, bank, customer):
    """3 or 6 months of expenses, in 30 days or in 180."""
    old_and_paid(bank, customer)
    spend, months = numbers.choice((10_000, 33_333, 77_777)), numbers.choice((3, 6))
    window = numbers.choice((30, 180))
    bank.account(customer, f"{customer}-s", "depository", numbers.choice(("savings", "cd")), spend * months + beside(numbers))
    for month in range(window // 30):
        bank.transaction(customer, 2 + 30 * month, -spend, "Shop", "GENERAL_MERCHANDISE")


def utilization(numbers, bank, customer):
    old_and_paid(bank, customer)
    limit = numbers.choice((100_000, 333_300, 7_000))
    balance = limit * numbers.choice((10, 30, 50, 80)) // 100 + beside(numbers)
    bank.account(customer, f"{customer}-k", "credit", "credit_card", numbers.choice((0, balance)), limit)
    if numbers.randrange(2):
        bank.liability(f"{customer}-k", "credit_card", "0.2", 2000, 2100 + beside(numbers), balance)
    bank.account(customer, f"{customer}-s", "depository", "savings", 9_000_000)
    bank.transaction(customer, 3, -1000, "Shop")


def credit_limits(numbers, bank, customer):
    """About 3,000.00 of limits on two cards."""
    old_and_paid(bank, customer)
    first = numbers.choice((100_000, 0, 299_999))
    for number, limit in enumerate((first, 300_000 - first + beside(numbers))):
        bank.account(customer, f"{customer}-{number}", "credit", "credit_card", 0, max(0, limit))


def subscription_share(numbers, bank, customer):
    """A fifth of the spending, in 30 days or in 180."""
    old_and_paid(bank, customer)
    price, window = numbers.choice((999, 1599, 10_000)), numbers.choice((30, 180))
    days = (4, 34, 64, 94, 124, 154) if window == 180 else (4, 34, 64)
    for day in days:
        bank.transaction(customer, day, -price, "Films", "ENTERTAINMENT_TV")
    charged = price * sum(day < window for day in days)
    bank.transaction(customer, 10, -(4 * charged + beside(numbers)), "Shop", "FOOD_AND_DRINK_GROCERIES")


def pay_gap(numbers, bank, customer):
    """A median gap of about 45 days, or about 2 payments in 180 days."""
    bank.transaction(customer, 300, -100, "Shop")
    if numbers.randrange(2):
        gap = 45 + beside(numbers)
        days = [7, 7 + gap, 7 + 2 * gap]
    else:
        days = [2, *numbers.choice(((), (179,), (180,), (181,), (-1,)))]
    for day in days:
        bank.transaction(customer, day, 123_456, "Employer", numbers.choice((INCOME, "my income")))


def history(numbers, bank, customer):
    """The first transaction 179 to 181 days ago; perhaps a pending one before it, perhaps nothing up to ref."""
    days = numbers.choice(([180 + beside(numbers)], [180 + beside(numbers)], [-1], []))
    for day in days:
        bank.transaction(customer, day, numbers.choice((0, -1, 5)), "Shop")
    if numbers.randrange(2):
        bank.transaction(customer, 200, -500, "Shop", pending="true")


def only_accounts(numbers, bank, customer):
    bank.account(customer, f"{customer}-0", "depository", numbers.choice(("checking", "savings")), numbers.choice((0, 100_000, -500)))
    if numbers.randrange(2):
        bank.account(customer, f"{customer}-1", "credit", "credit_card", 60_000, 100_000)


def savings_start(numbers, bank, customer):
    """Savings that all came in the window, or a cent more or less."""
    old_and_paid(bank, customer)
    saved = numbers.choice((20_000, 100))
    bank.account(customer, f"{customer}-s", "depository", "money_market", saved + beside(numbers))
    day = numbers.choice((1, 29, 30, 180))
    bank.transaction(customer, day, -saved, "Savings Transfer", "TRANSFER_OUT_SAVINGS", f"{customer}-k")
    bank.transaction(customer, day, saved, "", "TRANSFER_IN_SAVINGS", f"{customer}-s")


def weekly_class(numbers, bank, customer):
    """Charges of 8.00, 10.00 and 12.00 (variation exactly 0.20), the last about one and a half gaps ago."""
    gap = numbers.choice((6, 8, 12, 14, 16, 26, 30, 34, 5, 9, 25, 35))
    last = 3 * gap // 2 + beside(numbers)
    for number, amount in enumerate((800, 1000, 1200 + max(0, beside(numbers)))):
        bank.transaction(customer, last + number * gap, -amount, "Gym", "PERSONAL_CARE")


EDGES = (emergency_fund, utilization, credit_limits, subscription_share, pay_gap, history, only_accounts, savings_start, weekly_class)
