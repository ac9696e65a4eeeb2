#!/usr/bin/env python3
"""Every signal, stream and persona of the customers of three CSV files, by the words of DEFINITIONS-SIGNALS 7 and 8.

Prints a table a customer, or with --json one object: {"as_of", "windows", "rejected", "untestable", "customers"}.
Money in major units, null where a signal cannot be computed."""

import argparse
import json
import sys
from fractions import Fraction

import civil_days
from customer_files import read_ledger
from customer_signals import WINDOWS, judge_customer
from personas import PERSONAS, assign, known_signals, untestable
from spendsense import spendsense_signals


def as_number(value):
    """A rational as the nearest double, a whole one as it is; everything else unchanged."""
    if isinstance(value, dict):
        return {key: as_number(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_number(part) for part in value]
    return float(value) if isinstance(value, Fraction) else value


def judge(ledger, ref, windows=WINDOWS, registry=PERSONAS):
    """7 and 8 for a ledger. A registry of which no entry can be judged is not used: customers have no persona then."""
    customers, known = [], set()
    for name in sorted(ledger.customers):
        customer = judge_customer(ledger.customers[name], ledger, ref, windows)
        known |= known_signals(customer["signals"])
        customer["personas"] = {window: dict(zip(("assigned", "qualifying"), assign(registry, customer["activity"], customer["signals"], window)))
                                for window in windows}
        customers.append(as_number(customer))
    cannot = {window: untestable(registry, known, window) for window in windows}
    for customer in customers:
        customer["personas"] = {window: persona for window, persona in customer["personas"].items() if len(cannot[window]) < len(registry)}
    return {"as_of": civil_days.text_of(ref), "windows": list(windows), "rejected": dict(ledger.rejected), "untestable": cannot,
            "customers": customers}


def judge_as_spendsense(ledger, ref, windows):
    """Appendix A for a ledger: windows are of days; no streams, no personas."""
    customers = [as_number({"customer_id": name, "signals": {window: spendsense_signals(ledger.customers[name], ref, int(window[:-1])) for window in windows}})
                 for name in sorted(ledger.customers)]
    return {"as_of": civil_days.text_of(ref), "windows": list(windows), "rejected": dict(ledger.rejected), "untestable": {}, "customers": customers}


def shown(value):
    """A value in a table of text."""
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.2f}"
    return str(value)


def print_customer(customer, windows, out):
    """One customer as text: signals by window, streams, personas."""
    print(f"{customer['customer_id']}: {customer.get('activity', '')}", file=out)
    print(f"  {'':36}" + "".join(f"{window:>14}" for window in windows), file=out)
    for name in customer["signals"][windows[0]]:
        print(f"  {name:36}" + "".join(f"{shown(customer['signals'][window][name]):>14}" for window in windows), file=out)
    for stream in customer.get("streams", ()):
        step = stream["price_step"]
        print(f"  {stream['kind']:15} {stream['cadence']:12} {stream['state']:7} {shown(stream['amount']):>10}  {stream['charges']:3} charges "
              f"{stream['first']} to {stream['last']}, next {stream['next']}, skipped {stream['skipped']}, confidence {stream['confidence']:3}  "
              f"{stream['payee']}" + ("" if step is None else f" ({shown(step['from'])} to {shown(step['to'])} on {step['date']})"), file=out)
    for window, persona in customer.get("personas", {}).items():
        print(f"  {window}: {persona['assigned']} (qualifies for {', '.join(persona['qualifying']) or 'none'})", file=out)


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description="Signals, streams and personas by the words of the definitions.")
    parser.add_argument("--transactions", required=True)
    parser.add_argument("--accounts")
    parser.add_argument("--liabilities")
    parser.add_argument("--as-of", required=True, help="YYYY-MM-DD")
    parser.add_argument("--timezone", default="UTC")
    parser.add_argument("--aliases", help="CSV: pattern, name, kind")
    parser.add_argument("--categories", help="CSV: code, category")
    parser.add_argument("--merchants", choices=("clean", "raw"), default="clean")
    parser.add_argument("--profile", choices=("default", "spendsense"), default="default")
    parser.add_argument("--windows", help="1m,6m,12m or days (30d,180d)")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse_arguments(arguments)
    ledger = read_ledger(options.transactions, options.accounts, options.liabilities, options.timezone, aliases=options.aliases,
                         categories=options.categories, raw=options.merchants == "raw")
    is_default = options.profile == "default"
    windows = tuple(options.windows.split(",")) if options.windows else WINDOWS if is_default else ("30d", "180d")
    result = (judge if is_default else judge_as_spendsense)(ledger, civil_days.day_of(options.as_of), windows)
    if options.json:
        json.dump(result, sys.stdout, indent=1)
        print()
        return
    for reason, count in sorted(result["rejected"].items()):
        print(f"rejected: {count} ({reason})")
    for window in windows:
        if result["untestable"].get(window):
            print(f"{window}: cannot be judged here: {', '.join(result['untestable'][window])}")
    for customer in result["customers"]:
        print_customer(customer, windows, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
