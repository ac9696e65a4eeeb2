"""spendlens audits a customer base from its purchases: RFM, lenses, cohorts, signals, personas and what customers
will be worth, on columns in memory.

    import spendlens
    now = spendlens.calculate_rfm(orders, period="2025-Q3")
    before = spendlens.calculate_rfm(orders, period="2025-Q2")
    spendlens.analyze_single_period(now)
    spendlens.analyze_period_comparison(before, now)

Tables come from numpy, pandas, polars, pyarrow, DuckDB, or anything with __arrow_c_stream__, and go there again.
"""

from . import _core
from ._cohorts import CohortAnalysis, analyze_cohorts
from ._holdout import Holdout, check_holdout
from ._lenses import (
    PeriodComparison,
    SinglePeriod,
    analyze_period_comparison,
    analyze_single_period,
    calculate_revenue_concentration,
)
from ._ledger import Ledger, open_ledger
from ._personas import PersonaMatches, match_personas
from ._results import Result
from ._results import open_result as open
from ._rfm import RfmMetrics, RfmScores, aggregate_periods, calculate_rfm, calculate_rfm_scores
from ._run import Run, find_executable, run
from ._signals import Summaries, generate_summaries
from ._table import Column, Table
from ._value import (
    PurchaseFit,
    SpendFit,
    fit_purchases,
    fit_spend,
    given_purchases,
    given_spend,
    score_customers,
)
from ._value_inputs import PurchaseInputs, purchase_inputs
from .errors import InputError, InternalError, RunError, SpendlensError, UsageError

__version__ = _core.version

__all__ = [
    "CohortAnalysis",
    "Column",
    "Holdout",
    "InputError",
    "InternalError",
    "Ledger",
    "PeriodComparison",
    "PersonaMatches",
    "PurchaseFit",
    "PurchaseInputs",
    "Result",
    "RfmMetrics",
    "RfmScores",
    "Run",
    "RunError",
    "SinglePeriod",
    "SpendFit",
    "SpendlensError",
    "Summaries",
    "Table",
    "UsageError",
    "aggregate_periods",
    "analyze_cohorts",
    "analyze_period_comparison",
    "analyze_single_period",
    "calculate_revenue_concentration",
    "calculate_rfm",
    "calculate_rfm_scores",
    "check_holdout",
    "find_executable",
    "fit_purchases",
    "fit_spend",
    "generate_summaries",
    "given_purchases",
    "given_spend",
    "match_personas",
    "open",
    "open_ledger",
    "purchase_inputs",
    "run",
    "score_customers",
]
