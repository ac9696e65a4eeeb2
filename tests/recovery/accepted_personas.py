"""The personas that a person who knows the truth would accept: the shipped rules on true values, both sides where a value lies about a threshold."""

YES, MAYBE, NO = "yes", "maybe", "no"
ABOUT = 0.1  # of a threshold either way
ABOUT_OUTGOINGS = 0.25  # personas look at half a year's outgoings, the truth at a whole one's


def above(value, threshold, about=ABOUT):
    """Whether value >= threshold."""
    if value is None:
        return NO
    if abs(value - threshold) <= about * threshold:
        return MAYBE
    return YES if value >= threshold else NO


def below(value, threshold, about=ABOUT):
    if value is None:
        return NO
    return {YES: NO, NO: YES, MAYBE: MAYBE}[above(value, threshold, about)]


def either(*verdicts):
    return YES if YES in verdicts else MAYBE if MAYBE in verdicts else NO


def both(*verdicts):
    return NO if NO in verdicts else MAYBE if MAYBE in verdicts else YES


def whole(holds):
    return YES if holds else NO


def share(part, of):
    return 100 * part / of if part is not None and of else None


def verdicts(customer):
    """Persona and verdict, by priority."""
    months = customer.liquid / customer.outgoings if customer.liquid is not None and customer.outgoings > 0 else None
    committed = customer.monthly_of("subscription", "bill", "loan", "bnpl", "standing_order")
    live = [schedule for schedule in customer.subscriptions if schedule.state in ("active", "paused") and schedule.can_be_seen]
    paid_in_full = customer.revolving is None or customer.revolving == 0
    yield "cash_shortfall", either(whole(customer.shortfalls >= 4 or customer.overdue > 0), above(customer.advances, 3, 0.34))
    yield "revolving_debt", either(above(customer.revolving, 50, 0.02), whole(customer.minimum_only > 0))
    yield "variable_income", below(share(customer.regular_income, customer.income), 50, 0.2)
    yield "thin_buffer", below(months, 1.5, ABOUT_OUTGOINGS)
    yield "building_buffer", below(months, 3, ABOUT_OUTGOINGS)
    yield "committed", above(share(committed, customer.income), 60)
    yield "subscription_heavy", both(above(len(live), 5, 0.2), above(share(customer.monthly_of("subscription"), customer.outgoings), 8, ABOUT_OUTGOINGS))
    yield "cash_rich", both(above(months, 6, ABOUT_OUTGOINGS), whole(paid_in_full))
    yield "credit_starter", both(whole(0 < customer.credit_limit < 3000), whole(customer.history_days <= 730))


def accepted(customer):
    """Names, `unclassified` among them where no rule surely holds."""
    if customer.activity in ("none", "dormant"):
        return {"not_assessed"}
    if customer.activity == "new":
        return {"too_new"}
    names = set()
    for name, verdict in verdicts(customer):
        if verdict != NO:
            names.add(name)
        if verdict == YES:
            return names
    return names | {"unclassified"}
