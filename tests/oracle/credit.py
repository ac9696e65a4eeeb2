"""Credit (DEFINITIONS sections 7 and 9): a snapshot, the same in every window."""

import dataclasses
from fractions import Fraction

from bank import Liability

HIGH, VERY_HIGH = 50, 80
LOOP_LIMIT = 100_000  # cents, of a card whose balance is not above 0
NOTHING_OWED = Liability("credit_card", [])


@dataclasses.dataclass
class Card:
    balance: int
    limit: int | None   # cents above 0, or none
    liability: Liability

    @property
    def utilization_pct(self):
        return Fraction(100 * self.balance, self.limit)

    @property
    def pays_minimum_only(self):
        least, paid = self.liability.minimum_payment or 0, self.liability.last_payment or 0
        return least > 0 and paid > 0 and 100 * paid <= 105 * least


def card_of(account):
    """The card that an account is, or None."""
    owed = account.liability
    if owed is None:
        if account.subtype != "credit_card":
            return None
        owed = NOTHING_OWED
    if owed.liability_type != "credit_card":
        return None
    balance = account.balance if owed.statement_balance is None else owed.statement_balance
    return Card(balance, account.limit if account.limit else None, owed)


def loop_card_of(account):
    owed = account.liability
    if owed is None or owed.liability_type != "credit_card":
        return None
    balance = owed.statement_balance or 0
    return Card(balance, 2 * balance if balance > 0 else LOOP_LIMIT, owed)


def credit_signals(profile, customer):
    found = (loop_card_of(account) if profile.is_loop else card_of(account) for account in customer.accounts)
    cards = [card for card in found if card]
    limited = [card for card in cards if card.limit]
    limits = sum(card.limit for card in limited)
    aggregate = Fraction(100 * sum(card.balance for card in limited), limits) if limits else None if cards else 0
    signals = {
        "num_credit_cards": len(cards),
        "cards_without_limit": len(cards) - len(limited),
        "credit_aggregate_utilization_pct": aggregate,
        "credit_max_utilization_pct": max((card.utilization_pct for card in limited), default=aggregate),
        "high_utilization_count": sum(card.utilization_pct >= HIGH for card in limited),
        "very_high_utilization_count": sum(card.utilization_pct >= VERY_HIGH for card in limited),
        "minimum_payment_only_count": sum(card.pays_minimum_only for card in cards),
        "overdue_count": sum(card.liability.is_overdue for card in cards),
        "has_interest_charges": any(apr > 0 for card in cards for apr in card.liability.aprs),
        "credit_total_limits": limits or None,
    }
    if profile.is_loop:
        signals["credit_max_utilization_pct"] = aggregate
        signals["credit_total_limits"] = sum(account.limit or 0 for account in customer.accounts if account.type == "credit") or None
    elif not customer.accounts:
        signals = dict.fromkeys(signals)
    return signals
