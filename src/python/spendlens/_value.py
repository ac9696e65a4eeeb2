"""What customers will be worth: models of purchases and spend, and scores."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import _core
from ._table import Column, Table, floats
from ._value_inputs import read_inputs
from .errors import UsageError

MODELS = ("nbd", "bg-nbd", "mbg-nbd", "pareto-nbd")
_NO_MONEY = 2**63 - 1


@dataclass(frozen=True)
class Fit:
    """A model that was fitted. `parameters` and `standard_errors` are by name; time is in weeks, money in major units. `status`
    is converged, no_dropout (the data show no departures: the parameters are nbd's), at_bound, given, or why there is no fit:
    no_customers, too_few_repeat_customers, not_converged. A standard error at a bound is None."""

    model: str
    status: str
    parameters: dict[str, float]
    standard_errors: dict[str, float | None] = field(default_factory=dict)
    log_likelihood: float | None = None
    steps: int = 0
    evaluations: int = 0

    @property
    def is_fitted(self) -> bool:
        """Whether customers can be scored with it."""
        return bool(self.parameters)

    def _rows(self) -> list[tuple[str, str, str]]:
        errors = {name: "" if error is None else f"{error:.6g}" for name, error in self.standard_errors.items()}
        return [(name, f"{value:.6g}", errors.get(name, "")) for name, value in self.parameters.items()]

    def __repr__(self) -> str:
        rows = "".join(f"\n  {name:<6}{value:>12}{error and '  +- ' + error}" for name, value, error in self._rows())
        told = "" if self.log_likelihood is None or not self.is_fitted else f", log-likelihood {self.log_likelihood:.4f}"
        return f"{type(self).__name__} {self.model}: {self.status}{told}{rows}"

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><td>{html.escape(name)}</td><td>{value}</td><td>{error}</td></tr>" for name, value, error in self._rows())
        head = f"{type(self).__name__} {html.escape(self.model)}: {html.escape(self.status)}"
        return f"<table><caption>{head}</caption><thead><tr><th>parameter</th><th>value</th><th>standard error</th></tr></thead><tbody>{rows}</tbody></table>"


@dataclass(frozen=True, repr=False)
class PurchaseFit(Fit):
    """A model of purchases. Up to 5.991 of `twice_gain_over_nbd` there are no departures to be seen."""

    twice_gain_over_nbd: float | None = None

    @property
    def scores_as(self) -> str:
        """The model whose parameters these are: nbd where no departures show."""
        return "nbd" if self.status == "no_dropout" else self.model


@dataclass(frozen=True, repr=False)
class SpendFit(Fit):
    """Gamma-Gamma: what a purchase day is worth."""

    customers: int = 0
    left_out_without_spend: int = 0


def _common(core: Mapping[str, Any]) -> dict[str, Any]:
    names = core["names"]
    return {
        "model": core["model"],
        "status": core["status"],
        "parameters": dict(zip(names, core["parameters"])),
        "standard_errors": dict(zip(names, core["standard_errors"])),
        "log_likelihood": core["log_likelihood"] if names else None,
        "steps": core["steps"],
        "evaluations": core["evaluations"],
    }


def given_purchases(model: str, **parameters: float) -> PurchaseFit:
    """Parameters that are known, in the place of a fit: `given_purchases("pareto-nbd", r=0.55, alpha=10.6, s=0.61, beta=11.7)`."""
    if model not in MODELS:
        raise UsageError(f"a model of purchases is {', '.join(MODELS)}, not {model}")
    names = {"nbd": (), "pareto-nbd": ("s", "beta")}.get(model, ("a", "b"))
    return PurchaseFit(model, "given", _ordered(model, ("r", "alpha", *names), parameters))


def given_spend(**parameters: float) -> SpendFit:
    """Parameters p, q and v that are known, in the place of a fit of spend."""
    return SpendFit("gamma-gamma", "given", _ordered("gamma-gamma", ("p", "q", "v"), parameters))


def _ordered(model: str, names: Sequence[str], parameters: Mapping[str, float]) -> dict[str, float]:
    if set(names) != set(parameters):
        raise UsageError(f"{model} has the parameters {', '.join(names)}, not {', '.join(parameters)}")
    return {name: float(parameters[name]) for name in names}


def fit_purchases(
    inputs: Any,
    model: str = "pareto-nbd",
    *,
    min_repeat_customers: int = 50,
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
) -> PurchaseFit:
    """A model of purchases fitted to customers: "pareto-nbd", "bg-nbd", "mbg-nbd" or "nbd". The same to the last bit on any
    number of threads.

    `inputs` are those of purchase_inputs(), or a table with the columns x, t_x_days and T_days in whole days, null for customers
    without a purchase. Rows whose column `earlier` is true are left out.
    """
    read = read_inputs(inputs, None, False, "half_up").fitted()
    core = _core.fit_purchases(model, read.x, read.t_x, read.T, min_repeat_customers, parallel, parallel_threshold, n_workers)
    return PurchaseFit(**_common(core), twice_gain_over_nbd=core["twice_gain_over_nbd"] if core["is_fitted"] else None)


def fit_spend(
    inputs: Any,
    *,
    min_repeat_customers: int = 50,
    rounding: str = "half_up",
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
) -> SpendFit:
    """Gamma-Gamma fitted to customers with repeat spend. `inputs` as fit_purchases() takes them, with the column repeat_spend
    (integers in minor units; floats and decimals in major units, rounded as `rounding` says)."""
    read = read_inputs(inputs, None, True, rounding).fitted()
    core = _core.fit_spend(read.x, read.t_x, read.T, read.repeat_spend, min_repeat_customers, parallel, parallel_threshold, n_workers)
    return SpendFit(**_common(core), customers=core["customers"], left_out_without_spend=core["left_out_without_spend"])


def score_customers(
    inputs: Any,
    purchases: PurchaseFit,
    spend: SpendFit | None = None,
    *,
    horizons: Sequence[int] = (90, 365),
    months: int = 12,
    discount_rate: float = 0.10,
    margin: float = 1.0,
    customer_id: str | None = "customer_id",
    rounding: str = "half_up",
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
) -> Table:
    """How likely each customer is one still (p_alive), how many purchase days are expected in each horizon of days
    (expected_purchases_90d, ...), and what it will be worth: clv = p_alive x discounted purchase days of the next `months` x
    expected_spend x margin. What is not known is null: customers without a purchase, money without a model of spend.

    The columns are those of the table `clv` that `spendlens audit --clv` writes; `discounted_purchases` is p_alive times the
    discounted purchase days.
    """
    if not purchases.is_fitted:
        raise UsageError(f"{purchases.model} was not fitted ({purchases.status}): it scores nobody")
    read = read_inputs(inputs, customer_id, spend is not None, rounding)
    money = np.zeros(len(read.x), np.int64) if read.repeat_spend is None else read.repeat_spend
    core = _core.score_customers(
        read.x, read.t_x, read.T, money, purchases.scores_as, list(purchases.parameters.values()),
        list(spend.parameters.values()) if spend is not None and spend.is_fitted else None,
        list(horizons), months, discount_rate, margin, parallel, parallel_threshold, n_workers,
    )  # fmt: skip
    columns = {} if read.ids is None else {"customer_id": read.ids}
    columns["p_alive"] = floats(core["p_alive"])
    for days, values in zip(horizons, core["expected_purchases"]):
        columns[f"expected_purchases_{days}d"] = floats(values, "purchase days")
    columns["discounted_purchases"] = floats(core["discounted_purchases"], "purchase days")
    for name in ("expected_spend", "clv"):
        known = core[name] != _NO_MONEY
        columns[name] = Column(core[name], "money", "minor units", None if known.all() else known)
    return Table(columns)
