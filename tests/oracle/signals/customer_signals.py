"""Every signal and stream of a customer: DEFINITIONS-SIGNALS 7, put together."""

from fractions import Fraction

import cards
import civil_days
import commitments
import income
import reserves
from flows import Flows

WINDOWS = ("1m", "6m", "12m")


def window_signals(flows, ledger, window):
    """7.6 to 7.11 of one customer in one window, by the names of the definitions."""
    outgoings = reserves.monthly_outgoings(flows, window)
    earned = income.income_signals(flows, ledger, window)
    signals = {"activity": flows.activity, "transaction_history_days": flows.history, "joint_accounts": flows.customer.joint_accounts,
               "monthly_outgoings": outgoings}
    signals.update(commitments.commitment_signals(flows, ledger, window, outgoings, earned["income_monthly"]))
    signals.update(earned)
    signals.update(reserves.reserve_signals(flows, window, outgoings))
    signals.update(cards.snapshot_signals(flows))
    signals.update(cards.interest_signals(flows, ledger, window))
    signals.update(reserves.shortfall_signals(flows, ledger, window))
    return signals


def stream_record(stream):
    """7.6: a row of the result: payee, kind, cadence, state and so on; money in major units, days as dates."""
    step = stream.price_step
    return {
        "payee": stream.payee, "kind": stream.kind, "cadence": stream.cadence.name, "state": stream.state,
        "amount": Fraction(stream.amount, 100), "median": Fraction(stream.median, 100), "charges": len(stream.charges), "skipped": stream.skipped,
        "first": civil_days.text_of(stream.first), "last": civil_days.text_of(stream.last), "next": civil_days.text_of(stream.next),
        "price_step": None if step is None else {"date": civil_days.text_of(step[0]), "from": Fraction(step[1], 100), "to": Fraction(step[2], 100)},
        "confidence": stream.confidence,
    }


def stream_order(stream):
    """Streams of a customer in a total order: payee, outgoing first, then by first charge and amount."""
    return stream.payee, stream.is_income, stream.first, stream.amount, stream.cadence.name


def judge_customer(customer, ledger, ref, windows=WINDOWS):
    """All of section 7 for one customer: signals by window, and every stream but habits."""
    flows = Flows(customer, ref)
    return {
        "customer_id": customer.customer_id,
        "activity": flows.activity,
        "signals": {name: window_signals(flows, ledger, civil_days.window_of(name, ref)) for name in windows},
        "streams": [stream_record(stream) for stream in sorted(flows.found.streams, key=stream_order) if stream.kind != "habit"],
    }
