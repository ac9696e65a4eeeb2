"""What a person concludes of the cases, beside what the definitions' words give: a list of the points where they part."""

import pathlib

import civil_days
import payees
from customer_files import read_ledger
from judge import judge

ZONE = "America/New_York"
WINDOW_OF_AMOUNTS, WINDOW_OF_PERSONAS = "12m", "6m"
COMMITTED_KINDS = frozenset(("bill", "loan", "bnpl", "instalments"))
# People say a name that no rule can make of the descriptor.
SAID_OTHERWISE = {("c10_raw_descriptors", "Amazon Prime"): "AMZN PRIME"}


def judge_case(folder, as_of, aliases=None):
    """The result of a case, in a ledger of its own."""
    paths = {name: str(folder / f"{name}.csv") if (folder / f"{name}.csv").exists() else None for name in ("transactions", "accounts", "liabilities")}
    ledger = read_ledger(**paths, timezone=ZONE, aliases=aliases)
    return judge(ledger, civil_days.day_of(as_of))


def key_of(case, name):
    return SAID_OTHERWISE.get((case, name)) or payees.payee_of(name).key


def is_near(found, wanted, share):
    """Equal within a share of what is wanted; unknown only where the person knows nothing either."""
    return (found is None) == (wanted is None) and (wanted is None or abs(float(found) - wanted) <= share * abs(wanted))


def compare_subscriptions(case, expected, streams):
    """The same merchants, cadences, amounts and states, none false, none missed."""
    wanted = {(key_of(case, one["merchant"]), one["cadence"], round(100 * one["amount"]), one["state"]) for one in expected["subscriptions"]}
    found = {(stream["payee"], stream["cadence"], round(100 * stream["amount"]), stream["state"]) for stream in streams
             if stream["kind"] == "subscription"}
    return [f"subscription missed: {one}" for one in sorted(wanted - found)] + [f"subscription false: {one}" for one in sorted(found - wanted)]


def compare_bills(case, expected, streams):
    """The same commitments among streams that are not lapsed, or have just ended."""
    wanted = {key_of(case, name) for name in expected["bills"]}
    found = {stream["payee"] for stream in streams if stream["kind"] in COMMITTED_KINDS and stream["state"] in ("active", "late")}
    return [f"bill missed: {one}" for one in sorted(wanted - found)] + [f"bill false: {one}" for one in sorted(found - wanted)]


def compare_incomes(case, expected, streams):
    """The same payers with cadence, amount and state."""
    wanted = {(key_of(case, one["payer"]), one["cadence"], round(100 * one["amount"]), one["state"]) for one in expected["income_streams"]}
    found = {(stream["payee"], stream["cadence"], round(100 * stream["amount"]), stream["state"]) for stream in streams
             if stream["kind"] in ("payroll", "benefit", "variable_income", "income")}
    return [f"income missed: {one}" for one in sorted(wanted - found)] + [f"income false: {one}" for one in sorted(found - wanted)]


def compare_figures(expected, signals):
    """Rhythm; income and outgoings within 5 %, months of reserves within 10 %, utilization to the cent, cards paid in full, running plans."""
    figures = (("income_monthly", "monthly_income", 0.05), ("monthly_outgoings", "monthly_outgoings", 0.05),
               ("emergency_fund_months", "savings_months", 0.10), ("liquid_months", "liquid_months", 0.10))
    parted = [f"{name}: {None if signals[name] is None else round(float(signals[name]), 2)}, not {expected[wanted]}"
              for name, wanted, share in figures if not is_near(signals[name], expected[wanted], share)]
    if signals["income_frequency"] != expected["income_frequency"]:
        parted.append(f"income_frequency: {signals['income_frequency']}, not {expected['income_frequency']}")
    if not is_near(signals["credit_aggregate_utilization_pct"], expected["utilization_pct"], 0.001):
        parted.append(f"credit_aggregate_utilization_pct: {float(signals['credit_aggregate_utilization_pct'])}, not {expected['utilization_pct']}")
    if expected.get("pays_in_full") and signals["revolving_utilization_pct"] != 0:
        parted.append(f"revolving_utilization_pct: {signals['revolving_utilization_pct']} of a card that is paid in full")
    if signals["bnpl_count"] != expected.get("bnpl_plans_running", signals["bnpl_count"]):
        parted.append(f"bnpl_count: {signals['bnpl_count']}, not {expected['bnpl_plans_running']}")
    return parted


def compare_case(cases, case, expected, aliases=None):
    """All points of a case on which the words part from the person, each as one line. A joint account's other owner has no row."""
    result = judge_case(pathlib.Path(cases) / case, expected["as_of"], aliases)
    customer = max(result["customers"], key=lambda one: one["activity"] != "none")
    persona = customer["personas"][WINDOW_OF_PERSONAS]["assigned"]
    parted = compare_subscriptions(case, expected, customer["streams"]) + compare_bills(case, expected, customer["streams"])
    parted += compare_incomes(case, expected, customer["streams"]) + compare_figures(expected, customer["signals"][WINDOW_OF_AMOUNTS])
    if persona not in expected["personas_a_human_accepts"]:
        parted.append(f"persona: {persona}, none of {', '.join(expected['personas_a_human_accepts'])}")
    return parted
