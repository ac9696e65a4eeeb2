"""Cards: DEFINITIONS-SIGNALS 7.9."""

from dataclasses import dataclass
from fractions import Fraction

from flows import total

REVOLVING_DAYS = 60
HIGH, VERY_HIGH = 50, 80
TIERS = ((30, "low"), (HIGH, "moderate"), (VERY_HIGH, "high"))
SNAPSHOT_NAMES = ("num_credit_cards", "cards_without_limit", "credit_aggregate_utilization_pct", "credit_max_utilization_pct",
                  "high_utilization_count", "very_high_utilization_count", "overdue_count", "credit_total_limits",
                  "revolving_utilization_pct", "minimum_payment_only_count")
INTEREST_NAMES = ("interest_paid", "has_interest_charges")


@dataclass(frozen=True)
class Card:
    """A card: its balance, its limit (None where it is not above 0), its liability (or None), and whether it bore interest of late."""

    balance: int
    limit: int | None
    liability: object
    bears_interest: bool

    @property
    def is_judged(self):
        """7.9: where statement or payment is absent it is neither in full nor revolving."""
        return self.liability is not None and self.liability.statement is not None and self.liability.last_payment is not None

    @property
    def in_full(self):
        """7.9: last_payment >= last_statement_balance > 0, or a statement of 0 (or below)."""
        return self.is_judged and (self.liability.statement <= 0 or self.liability.last_payment >= self.liability.statement)

    @property
    def revolves(self):
        """7.9: not in full, or a row of interest_charged on that account in the 60 days up to ref."""
        return self.is_judged and (not self.in_full or self.bears_interest)

    @property
    def pays_minimum_only(self):
        """7.9: not in full and 100·last_payment <= 105·minimum, both above 0."""
        if not self.is_judged or self.in_full or not self.liability.minimum:
            return False
        return self.liability.last_payment > 0 and 100 * self.liability.last_payment <= 105 * self.liability.minimum

    @property
    def utilization(self):
        return Fraction(100 * self.balance, self.limit)

    @property
    def tier(self):
        """7.9: low < 30 <= moderate < 50 <= high < 80 <= very_high; null without a limit."""
        if self.limit is None:
            return None
        return next((name for bound, name in TIERS if self.utilization < bound), "very_high")


def cards_of(flows):
    """7.9: liabilities of type credit_card joined to their account, and credit_card accounts without one."""
    charged = {row.account for row in flows.rows
               if row.row_class == "interest_charged" and row.amount < 0 and row.day > flows.ref - REVOLVING_DAYS}
    cards = []
    for account in flows.customer.accounts.values():
        liability = flows.customer.liabilities.get(account.account_id)
        if liability is not None and liability.type != "creditcard":
            liability = None
        if liability is None and account.subtype != "creditcard":
            continue
        known = liability is not None and liability.statement is not None
        cards.append(Card(liability.statement if known else account.balance, account.limit if account.limit and account.limit > 0 else None,
                          liability, account.account_id in charged))
    return cards


def revolving_utilization(cards):
    """7.9: the highest of revolving cards, 0 with cards of which none revolves, null where that cannot be known."""
    revolving = [card for card in cards if card.revolves]
    if any(card.limit for card in revolving):
        return max(card.utilization for card in revolving if card.limit)
    return None if revolving or any(not card.is_judged for card in cards) else Fraction(0)


def snapshot_signals(flows):
    """7.9: what accounts and liabilities tell; accounts not given: null; without a card counts 0, utilizations 0."""
    if not flows.customer.accounts:
        return dict.fromkeys(SNAPSHOT_NAMES)
    cards = cards_of(flows)
    limited = [card for card in cards if card.limit]
    none = None if cards else Fraction(0)
    return {
        "num_credit_cards": len(cards),
        "cards_without_limit": len(cards) - len(limited),
        "credit_aggregate_utilization_pct":
            Fraction(100 * sum(card.balance for card in limited), sum(card.limit for card in limited)) if limited else none,
        "credit_max_utilization_pct": max((card.utilization for card in limited), default=none),
        "high_utilization_count": sum(card.utilization >= HIGH for card in limited),
        "very_high_utilization_count": sum(card.utilization >= VERY_HIGH for card in limited),
        "overdue_count": sum(card.liability is not None and card.liability.overdue for card in cards),
        "credit_total_limits": Fraction(sum(card.limit for card in limited), 100) if limited else None,
        "revolving_utilization_pct": revolving_utilization(cards),
        "minimum_payment_only_count": sum(card.pays_minimum_only for card in cards),
    }


def interest_signals(flows, ledger, window):
    """7.9: interest_paid less what was given back, at least 0; has_interest_charges: an outflow of the class in W."""
    if not flows.customer.accounts or not ledger.has_categories or not flows.rows:
        return dict.fromkeys(INTEREST_NAMES)
    rows = [row for row in flows.recent if row.row_class == "interest_charged"]
    paid, returned = [row for row in rows if row.amount < 0], [row for row in rows if row.amount > 0]
    return {"interest_paid": Fraction(max(0, total(paid, window) - total(returned, window)), 100),
            "has_interest_charges": any(window.has(row.day) for row in paid)}
