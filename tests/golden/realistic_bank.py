"""A realistic half-year of bank data, and the subscriptions that are in it by design: streaming services and gyms."""

import datetime
import random

from bank_files import BankFiles

REFERENCE = datetime.date(2025, 6, 30)
HISTORY = 210
SERVICES = (("Netflix", "ENTERTAINMENT_TV_AND_MOVIES", 1549), ("Spotify", "ENTERTAINMENT_MUSIC_AND_AUDIO", 1099),
            ("Disney+", "ENTERTAINMENT_TV_AND_MOVIES", 1399), ("Hulu", "ENTERTAINMENT_TV_AND_MOVIES", 799),
            ("Max", "ENTERTAINMENT_TV_AND_MOVIES", 1699), ("YouTube Premium", "ENTERTAINMENT_TV_AND_MOVIES", 1399),
            ("Planet Fitness", "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS", 2499), ("Anytime Fitness", "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS", 4499))
CLASS = ("Corner Yoga", "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS", 1800)
# (merchants, category, days between visits, cents)
SHOPPING = (
    (("Kroger", "Safeway", "Trader Joe's"), "FOOD_AND_DRINK_GROCERIES", (2, 7), (2500, 14_000)),
    (("Chipotle", "Corner Bistro", "Starbucks"), "FOOD_AND_DRINK_RESTAURANT", (1, 6), (450, 6500)),
    (("Shell", "Chevron"), "TRANSPORTATION_GAS", (6, 11), (2800, 6200)),
    (("Walmart",), "GENERAL_MERCHANDISE_SUPERSTORES", (4, 10), (800, 15_000)),
    (("Amazon",), "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", (2, 12), (500, 18_000)),
    (("CVS",), "MEDICAL_PHARMACIES_AND_SUPPLEMENTS", (3, 14), (300, 6000)),
)


def realistic_bank(seed, customers):
    """The files, and the pairs (customer, merchant) with at least 3 subscription charges in the last 180 days."""
    numbers = random.Random(seed)
    bank = BankFiles(REFERENCE)
    subscribed = set()
    for number in range(customers):
        customer = f"user_{number:06}"
        income = numbers.randrange(250_000, 900_000)
        spends_from = accounts_of(numbers, bank, customer, income)
        payroll(numbers, bank, customer, income)
        household(numbers, bank, customer, income)
        savings(numbers, bank, customer, income)
        for kind in SHOPPING:
            shopping(numbers, bank, customer, spends_from, *kind)
        subscribed |= {(customer, name) for name in subscriptions(numbers, bank, customer, spends_from)}
    bank.transactions.sort(key=lambda row: row[1])
    return bank, subscribed


def accounts_of(numbers, bank, customer, income):
    """The account that pays for daily life: the card where there is one."""
    checking, card = f"{customer}_checking", f"{customer}_card"
    bank.account(customer, checking, "depository", "checking", numbers.randrange(-20_000, 2 * income))
    bank.account(customer, f"{customer}_savings", "depository", "savings", numbers.randrange(8 * income))
    if numbers.random() < 0.2:
        bank.account(customer, f"{customer}_loan", "loan", "student", numbers.randrange(500_000, 4_000_000))
        bank.liability(f"{customer}_loan", "student_loan", rate="0.0499", minimum=25_000, paid=25_000, due="2025-07-10")
    if numbers.random() < 0.2:
        return checking
    limit = numbers.randrange(10, 200) * 10_000
    balance = round(limit * numbers.random() ** 2)
    minimum = max(2500, balance // 50)
    bank.account(customer, card, "credit", "credit_card", balance, limit, limit - balance)
    bank.liability(card, "credit_card", numbers.choice(("0.1999", "0.2499;0.2999", "0")), minimum, numbers.choice((minimum, minimum, balance)),
                   balance, "true" if numbers.random() < 0.05 else "false", due="2025-07-15")
    bank.transaction(customer, 12, -max(minimum, 1), "Card Payment", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", checking)
    bank.transaction(customer, 12, max(minimum, 1), "Card Payment", "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", card)
    return card


def payroll(numbers, bank, customer, income):
    gap, part = numbers.choice(((14, 2), (7, 4), (30, 1)))
    irregular = numbers.random() < 0.15
    day = numbers.randrange(gap)
    while day < HISTORY:
        amount = income // part if not irregular else numbers.randrange(20_000, income)
        bank.transaction(customer, day, amount, "Employer Payroll", "INCOME_WAGES", f"{customer}_checking")
        day += gap if not irregular else numbers.randrange(5, 50)


def monthly_days(numbers, day_of_month, delay):
    """Days ago of every month's charge, up to `delay` days late."""
    for months in range(HISTORY // 28):
        month = REFERENCE.year * 12 + REFERENCE.month - 1 - months
        due = datetime.date(month // 12, month % 12 + 1, day_of_month)
        days_ago = (REFERENCE - due).days - numbers.randint(0, delay)
        if 0 <= days_ago < HISTORY:
            yield days_ago


def household(numbers, bank, customer, income):
    checking, rent = f"{customer}_checking", income * numbers.randrange(20, 35) // 100
    for day in monthly_days(numbers, 1, 1):
        bank.transaction(customer, day, -rent, "Oak Apartments", "RENT_AND_UTILITIES_RENT", checking)
    for name, low, high in (("City Power", 5000, 16_000), ("Metro Water", 2500, 6000), ("Comcast", 6999, 7000)):
        for day in monthly_days(numbers, numbers.randrange(1, 26), 2):
            bank.transaction(customer, day, -numbers.randrange(low, high), name, "RENT_AND_UTILITIES_OTHER_UTILITIES", checking)


def savings(numbers, bank, customer, income):
    """Both legs of a monthly transfer; some customers save nothing."""
    amount = income * numbers.choice((0, 0, 2, 5, 10)) // 100
    for day in monthly_days(numbers, 3, 1) if amount else ():
        bank.transaction(customer, day, -amount, "Savings Transfer", "TRANSFER_OUT_SAVINGS", f"{customer}_checking")
        bank.transaction(customer, day, amount, "Savings Transfer", "TRANSFER_IN_SAVINGS", f"{customer}_savings")


def shopping(numbers, bank, customer, account, merchants, category, between, cents):
    for merchant in merchants:
        day = numbers.randrange(between[1])
        while day < HISTORY:
            pending = "true" if day == 0 and numbers.randrange(2) else "false"
            bank.transaction(customer, day, -numbers.randrange(*cents), merchant, category, account, pending)
            day += numbers.randint(*between)


def subscriptions(numbers, bank, customer, account):
    """The merchants that are to be found. Prices rise now and then, some services are cancelled or quite new."""
    for name, category, price in numbers.sample(SERVICES, numbers.randrange(6)):
        days = list(monthly_days(numbers, numbers.randrange(1, 27), 2))
        newest = numbers.choice((0, 0, 0, 0, 1, 2))
        oldest = numbers.choice((9, 9, 9, 2, 5))
        risen_since = numbers.choice((300, 60))
        days = days[newest:oldest]
        for day in days:
            bank.transaction(customer, day, -(price + (200 if day < risen_since < 300 else 0)), name, category, account)
        if sum(day < 180 for day in days) >= 3:
            yield name
    if numbers.random() < 0.2:
        name, category, price = CLASS
        for day in range(numbers.randrange(7), HISTORY, 7):
            bank.transaction(customer, day, -price, name, category, account)
        yield name
