"""Random bank data that is rich in edge cases: of dates, gaps, amounts, accounts and cards."""

import datetime
import random

from bank_files import BankFiles
from edge_customers import EDGES

REFERENCES = ("2025-06-30", "2024-03-01", "2025-01-15", "2023-12-31")
EDGE_DAYS = (0, 0, 1, 29, 29, 30, 30, 31, 179, 180, 181, 400, -1, -40)
EDGE_GAPS = (4, 5, 7, 9, 10, 12, 14, 16, 17, 24, 25, 27, 28, 30, 32, 33, 35, 36, 45, 46, 59, 60, 61)
EDGE_AMOUNTS = (0, -1, -999, -5000, -12345, 50000, 49999, 50001, 200, -10_000_000)
MERCHANTS = ("Films", "Gym, Main St", 'The "Times"', "Ärzte", "films", "Savings Transfer", "my SAVINGS TRANSFER 7", "Shop", "")
CATEGORIES = ("", "ENTERTAINMENT_TV", "FOOD_AND_DRINK_GROCERIES", "food_and_drink_coffee", "TRANSPORTATION_GAS", "Rent_And_Utilities_Rent",
              "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "LOAN_PAYMENTS_CAR", "TRANSFER_IN_ACCOUNT", "transfer_out_savings", "TRANSFER_IN", "TRANSFER",
              "GENERAL_MERCHANDISE", "INCOME_WAGES", "other income", "TRANSFER_IN_INCOME")
TIMES = ("", "", " 00:00:00", " 23:59:59", "T12:30:00")


def random_bank(seed, customers):
    numbers = random.Random(seed)
    bank = BankFiles(datetime.date.fromisoformat(numbers.choice(REFERENCES)))
    for number in range(customers):
        customer = f"c{number}"
        if numbers.randrange(3) == 0:
            numbers.choice(EDGES)(numbers, bank, customer)
            continue
        accounts = random_accounts(numbers, bank, customer) if numbers.randrange(4) else []
        accounts += ["", "gone", f"c{numbers.randrange(customers)}-0"]
        habits = [HABITS[numbers.randrange(len(HABITS))] for _ in range(numbers.randrange(5))]
        for habit in habits:
            habit(numbers, bank, customer, accounts)
    if numbers.randrange(2):
        bank.transactions = [row for row in bank.transactions if "INCOME" not in row[4].upper()]
        if numbers.randrange(2):
            bank.transaction("c0", numbers.choice((10, 400, -40)), 100, "", "Other income")
    numbers.shuffle(bank.transactions)
    numbers.shuffle(bank.accounts)
    numbers.shuffle(bank.liabilities)
    return bank


def add(numbers, bank, customer, accounts, days_ago, cents, merchant, category, pending=""):
    identity = f"t{len(bank.transactions)}" if numbers.randrange(3) else ""
    bank.transaction(customer, days_ago, cents, merchant, category, numbers.choice(accounts), pending, numbers.choice(TIMES), identity)


def scattered(numbers, bank, customer, accounts):
    merchant = numbers.choice(MERCHANTS)
    for _ in range(numbers.randrange(1, 9)):
        day = numbers.choice((numbers.choice(EDGE_DAYS), numbers.randrange(200)))
        amount = numbers.choice((numbers.choice(EDGE_AMOUNTS), numbers.randrange(-30_000, 10_000)))
        merchant = numbers.choice((merchant, numbers.choice(MERCHANTS)))
        add(numbers, bank, customer, accounts, day, amount, merchant, numbers.choice(CATEGORIES), numbers.choice(("", "", "no", "true")))


def gaps_around(numbers, gap, deviation):
    """Gaps with that median, and that deviation in all but the last case."""
    shapes = ([gap - deviation, gap + deviation], [gap] * numbers.randrange(2, 7), [gap - deviation, gap + deviation] * 2,
              [gap - deviation, gap + deviation + 1], [gap, gap + 1], [gap - deviation - 1, gap, gap + deviation])
    return [max(0, part) for part in numbers.choice(shapes)]


def days_back(numbers, gaps):
    """Ends today, on an edge of a window or where the last charge is about one and a half gaps ago."""
    middle = sorted(gaps)[len(gaps) // 2]
    last = numbers.choice((0, 3, 29, 30, 31, 3 * middle // 2, 3 * middle // 2 + 1, 180 - sum(gaps), 179 - sum(gaps), numbers.randrange(60)))
    days = [max(0, last)]
    for gap in gaps:
        days.append(days[-1] + gap)
    return days


def amounts_around(numbers, count):
    """Some of them of variation exactly 0.20, or a cent beside it."""
    size = numbers.choice((500, 1000, 1599, 4995, 100_000))
    if numbers.randrange(3) == 0:
        return [size] * count
    if numbers.randrange(3) == 0:
        return [numbers.randrange(size // 2, 2 * size) for _ in range(count)]
    # With an odd number of amounts, one at the mean and half of the rest d above and below it, the sample deviation is d.
    d = size // 5 + numbers.choice((0, 0, 1, -1))
    half = (count - 1) // 2
    amounts = [size - d] * half + [size + d] * half + [size] * (count - 2 * half)
    numbers.shuffle(amounts)
    return amounts


def recurring(numbers, bank, customer, accounts):
    days = days_back(numbers, gaps_around(numbers, numbers.choice(EDGE_GAPS), numbers.choice((3, 7, 0, 2))))
    merchant = numbers.choice(MERCHANTS)
    category = numbers.choice((numbers.choice(CATEGORIES), "ENTERTAINMENT_TV", ""))
    for day, amount in zip(days, amounts_around(numbers, len(days))):
        if numbers.randrange(8) == 0:  # in two charges on that date
            add(numbers, bank, customer, accounts, day, -(amount // 3), merchant, category)
            amount -= amount // 3
        add(numbers, bank, customer, accounts, day, -amount, merchant, category)
    if numbers.randrange(4) == 0:
        day = max(0, numbers.choice(days) + numbers.choice((0, 0, 1, -1)))
        add(numbers, bank, customer, accounts, day, numbers.choice((700, 0, 0, -700)), merchant, category, numbers.choice(("", "yes")))


def groceries(numbers, bank, customer, accounts):
    day = numbers.randrange(10)
    while day < 200:
        add(numbers, bank, customer, accounts, day, -numbers.randrange(500, 20_000), "Shop", numbers.choice(("FOOD_AND_DRINK_GROCERIES", "GENERAL_MERCHANDISE")))
        day += numbers.randrange(1, 10)


def pay(numbers, bank, customer, accounts):
    days = days_back(numbers, gaps_around(numbers, numbers.choice(EDGE_GAPS), numbers.choice((7, 0, 3))))
    category = numbers.choice(("INCOME_WAGES", "income_wages", "Other Income", "PAYROLL", "TRANSFER_IN_DEPOSIT", ""))
    amounts = numbers.choice(((50_000,), (50_000, 49_999), (300_000,), (123_456, 99, 250_000)))
    for day in days[: numbers.choice((1, 2, 3, 9))]:
        add(numbers, bank, customer, accounts, day, numbers.choice(amounts), numbers.choice(("Employer", "")), category)


def savings_transfers(numbers, bank, customer, accounts):
    for day in range(numbers.randrange(30), 200, 30):
        amount = numbers.randrange(1000, 30_000) * numbers.choice((1, 1, 1, -1))
        merchant = numbers.choice(("Savings Transfer", "to SAVINGS transfer", "Transfer"))
        add(numbers, bank, customer, accounts, day, -amount, merchant, "TRANSFER_OUT_SAVINGS")
        if numbers.randrange(2):
            add(numbers, bank, customer, accounts, day, amount, merchant, numbers.choice(("TRANSFER_IN_SAVINGS", "")))


HABITS = (scattered, recurring, recurring, recurring, groceries, pay, pay, savings_transfers)


def random_accounts(numbers, bank, customer):
    """The ids of some accounts, with their liabilities."""
    kinds = [numbers.choice((("depository", "checking"), ("depository", "savings"), ("depository", "money_market"), ("depository", "cd"), ("depository", "hsa"),
                             ("credit", "credit_card"), ("credit", "credit_card"), ("loan", "mortgage"), ("loan", "student"), ("loan", "personal")))
             for _ in range(numbers.randrange(1, 6))]
    for number, (kind, subtype) in enumerate(kinds):
        account = f"{customer}-{number}"
        balance = numbers.choice((0, -5000, 30_000, 50_000, 123_456, numbers.randrange(-100_000, 2_000_000)))
        limit = numbers.choice((None, 0, 100_000, 60_000, 300_000, numbers.randrange(1, 900_000))) if kind == "credit" or numbers.randrange(9) == 0 else None
        bank.account(customer, account, kind, subtype, balance, limit, numbers.choice((None, balance)))
        if numbers.randrange(4):
            random_liability(numbers, bank, account, subtype, limit)
    return [f"{customer}-{number}" for number in range(len(kinds))]


def random_liability(numbers, bank, account, subtype, limit):
    kind = {"credit_card": "credit_card", "mortgage": "mortgage", "student": "student_loan"}.get(subtype)
    if numbers.randrange(40) == 0:
        kind = numbers.choice(("credit_card", "mortgage"))  # of an account that is nothing of the kind
    if kind is None:
        return
    part = numbers.choice((0, 10, 30, 50, 80, 100, 120, numbers.randrange(130)))
    statement = numbers.choice((None, 0, -2000, (limit or 70_000) * part // 100, (limit or 70_000) * part // 100, (limit or 70_000) * part // 100 - 1))
    minimum = numbers.choice((None, 0, 2000, 2500))
    paid = numbers.choice((None, 0, 2000, 2100, 2101, 2625, 2626, 50_000))
    bank.liability(account, kind, numbers.choice(("", "0", "0.0;0", "0.1999", "0;0.2599", "1")), minimum, paid, statement,
                   numbers.choice(("", "true", "False", "1", "no")), numbers.choice(("", "0.045")), numbers.choice(("", "2025-07-15")))
