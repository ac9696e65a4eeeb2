"""What a random customer does: pay, subscriptions, bills, transfers, fees and the rest, for random_customers.py."""

import random_schedules as schedules

REFERENCES = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
SUBSCRIPTIONS = (("Netflix", "NETFLIX.COM {phone} CA"), ("Spotify", "SPOTIFY P{ref} NEW YORK NY"), ("Hulu", "PAYPAL *HULU {number} CA"),
                 ("Audible", "AUDIBLE*{ref} AMZN.COM/BILL NJ"), ("Planet Gym", "PLANET GYM #{short} {date} AUSTIN TX"),
                 ("Adobe", "WWW.ADOBE.COM {phone}"),
                 ("Uber One", "UBER *ONE HELP.UBER.COM {short}"), ("Box of Joy", "SQ *BOX OF JOY {short}"), ("Dropbox", "DROPBOX*{ref} DB.TT/CCHELP"),
                 ("NYT Digital", "NYT DIGITAL {number}"), ("Shave Club", "SP SHAVE CLUB {short}"), ("iCloud", "APPLE.COM/BILL {phone} CA"))
SERVICE_CATEGORIES = ("ENTERTAINMENT_TV_AND_MOVIES", "ENTERTAINMENT_MUSIC_AND_AUDIO", "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS",
                      "GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", "GENERAL_SERVICES_EDUCATION", "GENERAL_SERVICES_OTHER_GENERAL_SERVICES")
# Payee, category, rhythm, whether amounts vary.
BILLS = (("Oakwood Apartments", "RENT_AND_UTILITIES_RENT", "monthly", False),
         ("City Power", "RENT_AND_UTILITIES_GAS_AND_ELECTRICITY", "monthly", True),
         ("T-Mobile", "RENT_AND_UTILITIES_TELEPHONE", "monthly", False),
         ("City Water", "RENT_AND_UTILITIES_WATER", "two_monthly", True),
         ("State Farm", "GENERAL_SERVICES_INSURANCE", "half_yearly", False),
         ("County Tax", "GOVERNMENT_AND_NON_PROFIT_TAX_PAYMENT", "quarterly", False),
         ("Little Sprouts", "GENERAL_SERVICES_CHILDCARE", "weekly", False),
         ("Home Insurance", "GENERAL_SERVICES_INSURANCE", "yearly", False),
         ("Red Cross", "GOVERNMENT_AND_NON_PROFIT_DONATIONS", "four_weekly", False),
         ("Club Dues", "GENERAL_SERVICES_OTHER_GENERAL_SERVICES", "monthly", False))
PAYERS = (("ACME CORP PAYROLL", "INCOME_SALARY"), ("GLOBEX PAYROLL", "INCOME_WAGES"), ("STATE UI BENEFIT", "INCOME_UNEMPLOYMENT"),
          ("SSA TREAS 310 XXSOC SEC", "INCOME_RETIREMENT_PENSION"), ("RIDES INC", "INCOME_GIG_ECONOMY"), ("TENANT", "INCOME_RENTAL"),
          ("CONTRACT LLC", "INCOME_CONTRACTOR"), ("FAMILY OFFICE", "INCOME_OTHER_INCOME"), ("DIRECT DEP EMPLOYER", ""),
          ("CHILD SUPPORT", "INCOME_CHILD_SUPPORT"))
HABITS = (("Kroger", "FOOD_AND_DRINK_GROCERIES"), ("Shell", "TRANSPORTATION_GAS"), ("Panera", "FOOD_AND_DRINK_RESTAURANT"),
          ("Walmart", "GENERAL_MERCHANDISE_SUPERSTORES"), ("Best Buy", "GENERAL_MERCHANDISE_ELECTRONICS"), ("Delta", "TRAVEL_FLIGHTS"),
          ("Corner Coffee", "FOOD_AND_DRINK_COFFEE"), ("State Lottery", "ENTERTAINMENT_CASINOS_AND_GAMBLING"),
          ("Tony's Barber", "PERSONAL_CARE_HAIR_AND_BEAUTY"))
PERSON_TO_PERSON = ("TRANSFER_OUT_ACCOUNT_TRANSFER", "TRANSFER_IN_ACCOUNT_TRANSFER", "TRANSFER_IN_DEPOSIT", "TRANSFER_OUT_WITHDRAWAL", "")
LENT = ("LOAN_DISBURSEMENTS_PERSONAL", "TRANSFER_IN_CASH_ADVANCES_AND_LOANS")


def descriptor(rng, template):
    """A raw text as a bank prints it, with references that change."""
    phone = f"{rng.randrange(200, 999)}-{rng.randrange(100, 999)}-{rng.randrange(1000, 9999)}"
    return template.format(ref="".join(rng.choices(REFERENCES, k=5)) + str(rng.randrange(100, 999)), number=rng.randrange(10**9, 10**10),
                           short=f"{rng.randrange(10000):04}", phone=phone, date=f"{rng.randrange(1, 13):02}/{rng.randrange(20, 30)}")


def stepped_amounts(rng, count, base):
    """An amount with a price step, a trial, an odd charge, or small wobbles: as life has it."""
    amounts = [base] * count
    manner = rng.random()
    if manner < 0.2 and count > 1:
        place = rng.randrange(1, count)
        amounts[place:] = [base * rng.choice((102, 105, 106, 112, 120, 80)) // 100] * (count - place)
    elif manner < 0.3:
        amounts[0] = rng.choice((1, 100, base // 2 + 1))
    elif manner < 0.4:
        amounts[rng.randrange(count)] = base * rng.choice((2, 3)) + rng.randrange(99)
    elif manner < 0.5:
        amounts = [base + rng.randint(0, base // 50) for _ in amounts]
    return amounts


def payments(customer, rng, first, last):
    """One payer: regular pay of any rhythm, irregular gigs, a raise, a bonus on a date of its own or together with pay."""
    name, category = rng.choice(PAYERS)
    base, account = rng.randrange(20000, 500000), customer.main_account
    wobble = rng.choice((0, 0, 0, base // 100, base // 5, base // 2, base))
    if rng.random() < 0.25:
        days = schedules.at_random(rng, first, last, rng.choice((4, 9, 20)))
    else:
        rhythm = rng.choice(schedules.RHYTHMS[:5] * 4 + schedules.RHYTHMS)
        days = schedules.as_life_has_it(rng, schedules.schedule(rng, rhythm, first, last), rng.choice((0, 0, 0.05)))
    raise_day = rng.randint(first, last) if rng.random() < 0.3 else last
    for day in days:
        customer.add(day, (base if day < raise_day else base * 108 // 100) + rng.randint(0, wobble), name, category, account)
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 4)) if days else 0):
        day = rng.choice(days) if rng.random() < 0.5 else rng.randint(first, last)
        customer.add(day, base * rng.randint(1, 5) // rng.choice((1, 2, 7)) + 1, name, category, account)


def incomes(customer, rng, first, last):
    """None, one or two payers; or one that ends and another that follows."""
    manner = rng.random()
    if manner < 0.15 and last - first > 60:
        change = rng.randint(first + 30, last - 20)
        payments(customer, rng, first, change)
        payments(customer, rng, change, last)
    elif manner < 0.92:
        for _ in range(1 + (rng.random() < 0.25)):
            payments(customer, rng, first, last)


def subscription(customer, rng, first, last):
    """One subscription: any rhythm, cancelled, paused, just begun, missed and shifted charges, price steps."""
    name, template = rng.choice(SUBSCRIPTIONS)
    rhythm = rng.choice(schedules.RHYTHMS + ("monthly",) * 8)
    begin = rng.randint(first, last) if rng.random() < 0.4 else first
    end = rng.randint(begin, last) if rng.random() < 0.3 else last
    days = schedules.as_life_has_it(rng, schedules.schedule(rng, rhythm, begin, end), rng.choice((0, 0, 0.1)), rng.choice((0, 0, 1, 2, 4)))
    if rng.random() < 0.15:
        days = schedules.with_pause(rng, days)
    if rng.random() < 0.1:
        days = days[-2:]
    category, account = rng.choice(SERVICE_CATEGORIES), customer.any_spending_account(rng)
    base = rng.choice((rng.randrange(99, 6000), rng.randrange(6000, 40000), 25000, 25001))
    for day, amount in zip(days, stepped_amounts(rng, len(days), base) if days else ()):
        customer.add(day, -amount, descriptor(rng, template) if customer.is_raw else name, category, account)


def bills(customer, rng, first, last):
    """Rent, utilities, insurance, taxes; loans that are paid off; with a second contract at the same payee now and then."""
    for name, category, rhythm, varies in BILLS:
        for _ in range(rng.choice((1, 1, 1, 1, 2)) if rng.random() < 0.35 else 0):
            base, account = rng.randrange(2000, rng.choice((9000, 30000, 120000))), customer.any_spending_account(rng)
            for day in schedules.as_life_has_it(rng, schedules.schedule(rng, rhythm, first, last), 0.02, rng.choice((0, 0, 2))):
                customer.add(day, -(base + (rng.randrange(-base // 3, base // 3) if varies else 0)), name, category, account)
    if rng.random() < 0.3:
        lend(customer, rng, first, last)


def lend(customer, rng, first, last):
    """A loan, paid out and paid back: with its account's legs, whole (a pair) or less the interest (none)."""
    end = rng.choice((last, rng.randint(first, last)))
    amount, less = rng.randrange(8000, 90000), rng.choice((0, 0, 1234))
    if rng.random() < 0.4:
        customer.add(first, amount * 20, "Ally Auto", rng.choice(LENT), customer.main_account)
    for day in schedules.schedule(rng, "monthly", first, end):
        customer.add(day, -amount, "Ally Auto", "LOAN_PAYMENTS_CAR_PAYMENT", customer.main_account)
        if customer.loan_account:
            customer.add(day + rng.randint(0, 2), amount - less, "Payment received", "LOAN_PAYMENTS_CAR_PAYMENT", customer.loan_account)


def own_transfers(customer, rng, first, last):
    """Card payments and savings transfers with both legs, at most a week apart, in aggregators' categories or in none."""
    for account in customer.card_accounts + customer.savings_accounts:
        is_card = account in customer.card_accounts
        if is_card:
            out, into = "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", rng.choice(("LOAN_PAYMENTS_CREDIT_CARD_PAYMENT", "TRANSFER_IN_CARD_PAYMENT", ""))
        else:
            out, into = rng.choice(("TRANSFER_OUT_SAVINGS", "TRANSFER_OUT_ACCOUNT_TRANSFER")), rng.choice(("TRANSFER_IN_SAVINGS", ""))
        fixed = rng.choice((None, rng.randrange(5000, 60000)))
        for day in schedules.schedule(rng, rng.choice(("monthly", "monthly", "weekly")), first, last) if rng.random() < 0.7 else ():
            amount = fixed or rng.randrange(1000, 200000)
            if rng.random() < 0.95:
                sent = "CARD AUTOPAY" if is_card else rng.choice(("TRANSFER TO SAVINGS", "Savings Transfer"))
                customer.add(day, -amount, sent, out, customer.main_account)
            if rng.random() < 0.9:
                arrived = day + rng.choice((-1, 0, 0, 1, 2, 4, 5, 7))
                customer.add(arrived, amount, "PAYMENT THANK YOU" if is_card else "TRANSFER FROM CHECKING", into, account)


def other_transfers(customer, rng, first, last):
    """Standing orders, money sent to friends now and then, money received, cash."""
    if rng.random() < 0.3:
        end = rng.choice((last, last, rng.randint(first, last)))
        amount = rng.randrange(2000, 50000)
        for day in schedules.schedule(rng, rng.choice(("monthly", "weekly", "quarterly")), first, end):
            customer.add(day, -amount, "Zelle to Sam", "TRANSFER_OUT_ACCOUNT_TRANSFER", customer.main_account)
    for day in schedules.at_random(rng, first, last, 60):
        amount = rng.choice((-1, -1, 1)) * rng.randrange(1000, 40000)
        customer.add(day, amount, rng.choice(("Venmo", "Zelle to Sam", "Mum")), rng.choice(PERSON_TO_PERSON), customer.main_account)


def fees(customer, rng, first, last):
    """Overdrafts, unpaid items, other fees, interest: some given back; advances of pay and their repayment."""
    for category, price in (("BANK_FEES_OVERDRAFT_FEES", 3500), ("BANK_FEES_INSUFFICIENT_FUNDS", 3000), ("BANK_FEES_ATM_FEES", 300),
                            ("BANK_FEES_INTEREST_CHARGE", 2417)):
        if rng.random() < 0.2:
            for day in schedules.at_random(rng, first, last, rng.choice((60, 150, 300))):
                account = rng.choice(customer.card_accounts or [customer.main_account]) if "INTEREST" in category else customer.main_account
                customer.add(day, -price, "Bank Fee", category, account)
                if rng.random() < 0.25:
                    customer.add(day + rng.randrange(9), price, "Bank Fee", category, account)
    if rng.random() < 0.08:
        for day in schedules.at_random(rng, first, last, 70):
            customer.add(day, 10000, "Dave", rng.choice(("LOAN_DISBURSEMENTS_EWA", "LOAN_DISBURSEMENTS_CASH_ADVANCES")), customer.main_account)
            customer.add(day + 14, -10300, "Dave", "LOAN_PAYMENTS_OTHER", customer.main_account)
    if rng.random() < 0.3:
        for day in schedules.schedule(rng, rng.choice(("monthly", "quarterly")), first, last):
            category = rng.choice(("INCOME_INTEREST_EARNED", "INCOME_DIVIDENDS", "INCOME_TAX_REFUND"))
            customer.add(day, rng.randrange(1, 4000), "Interest", category, rng.choice([customer.main_account, *customer.savings_accounts]))


def purchases(customer, rng, first, last):
    """Habits at random or in a rhythm, at one price or many; refunds of some; plans in four payments."""
    for name, category in rng.sample(HABITS, rng.randint(1, 4)):
        if rng.random() < 0.3:
            days = schedules.schedule(rng, rng.choice(("weekly", "biweekly", "monthly")), first, last)
        else:
            days = schedules.at_random(rng, first, last, rng.choice((6, 15, 40)))
        price, account = rng.choice((None, None, rng.randrange(300, 9000))), customer.any_spending_account(rng)
        for day in days:
            amount = price or rng.randrange(100, 15000)
            customer.add(day, -amount, name, category, account)
            if rng.random() < 0.03:
                customer.add(day + rng.randrange(30), amount, name, category, account)
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        begin, part = rng.randint(first, last), rng.randrange(1500, 20000)
        for day in range(begin, min(begin + 43, last + 1), 14):
            category = rng.choice(("LOAN_PAYMENTS_BNPL", "GENERAL_MERCHANDISE_CLOTHING"))
            customer.add(day, -part, rng.choice(("Klarna", "Klarna", "Afterpay")), category, customer.main_account)
