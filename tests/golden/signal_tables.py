"""What spendlens exports of the signals of Appendix A, their subscriptions and personas, beside what the oracle says: every value compared."""

import csv
import math
import pathlib
import re
import sys
from fractions import Fraction

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "oracle"))

import days
from loop_signals import loop_signals
from personas import personas_table
from profiles import WINDOWS
from signals import KINDS, signals_table, subscriptions_table, text_of

SUBSCRIPTION_KINDS = {"cadence": "name", "charge_count": "count", "last_charge": "date", "state": "name"}
# What a stream of payments calls it.
STREAM_COLUMNS = {"merchant": "payee", "charge_count": "charges", "last_charge": "last"}
PERSONA = "persona"
QUALIFYING = "qualifying"  # ids joined by something that is no letter of an id
RELATIVE_ERROR = 1e-9


def oracle_tables(profile, bank, ref):
    """Name of the table -> key -> row"""
    ref = (ref - days.EPOCH).days
    signals = {window: signals_table(profile, bank, ref, window) for window in WINDOWS}
    tables = {"streams": subscriptions_table(profile, bank, ref)}
    for window in WINDOWS:
        tables[f"signals-{window}d"] = signals[window]
        tables[f"personas-{window}d"] = personas_table(signals, window)
    return tables


def differences(table, exported, wanted):
    """(values compared, [difference])"""
    rows = list(csv.DictReader(exported.splitlines(keepends=True)))
    subscriptions = table == "streams"
    found = {(row["customer_id"], row["payee"]) if subscriptions else row["customer_id"]: row for row in rows}
    if len(found) != len(rows) or found.keys() != wanted.keys():
        missing, extra = wanted.keys() - found.keys(), found.keys() - wanted.keys()
        return 0, [f"{table}: {len(rows)} rows instead of {len(wanted)}; missing {sorted(missing)[:5]}, not expected {sorted(extra)[:5]}"]
    if table.startswith("personas"):
        return differing_personas(table, found, wanted)
    return differing_values(table, found, wanted, SUBSCRIPTION_KINDS if subscriptions else KINDS)


def differing_values(table, found, wanted, kinds):
    wrong = []
    for key, row in wanted.items():
        for name, kind in kinds.items():
            text = found[key].get(STREAM_COLUMNS.get(name, name))
            if not same(kind, text, row[name]):
                wrong.append(f"{table} {key} {name}: {text!r}, the oracle says {shown(kind, row[name])!r}")
    return len(wanted) * len(kinds), wrong


def differing_personas(table, found, wanted):
    wrong = []
    for customer, (persona, qualifying) in wanted.items():
        if found[customer].get(PERSONA) != persona:
            wrong.append(f"{table} {customer}: {found[customer].get(PERSONA)!r}, the oracle says {persona!r}")
        listed = found[customer].get(QUALIFYING)
        if listed is None or set(re.findall(r"[a-z_0-9]+", listed)) != set(qualifying):
            wrong.append(f"{table} {customer} {QUALIFYING}: {listed!r}, the oracle says {qualifying}")
    return 2 * len(wanted), wrong


def shown(kind, value):
    return str(days.date_of(value)) if kind == "date" else text_of(kind, value)


def same(kind, text, value):
    if text is None:
        return False
    if kind != "real" or value is None or text == "":
        return text == shown(kind, value)
    try:
        return math.isclose(float(text), value, rel_tol=RELATIVE_ERROR)
    except ValueError:
        return False


def loop_differences(bank, ref, tables):
    """Where the oracle's profile spendsense is not what the loop-based system does."""
    wrong = []
    for window in WINDOWS:
        for customer, row in tables[f"signals-{window}d"].items():
            looped = loop_signals(bank.customers[customer], (ref - days.EPOCH).days, window)
            for name, value in looped.items():
                mine = Fraction(row[name], 100) if KINDS[name] == "money" and row[name] is not None else row[name]
                if mine != value and not (isinstance(value, float) and math.isclose(mine, value, rel_tol=RELATIVE_ERROR)):
                    wrong.append(f"{customer} {window} {name}: the oracle says {mine}, the loop {value}")
    return wrong
