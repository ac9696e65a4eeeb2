"""Models of purchases held against what came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _columns, _core
from ._orders import Progress, read_orders
from ._table import Column, Table, floats
from ._value import MODELS, PurchaseFit, SpendFit, fit_purchases, fit_spend
from ._value_inputs import NO_PURCHASE, read_rules
from .errors import UsageError

_CLASSES_OF_X = ("0", "1", "2", "3", "4", "5", "6", "7+")


@dataclass(frozen=True)
class Holdout:
    """Models fitted to the customers before `calibration_end`, as they were on its eve, and what came in the `days` from then on.

    `models`: a row a model, and "naive", by which all go on as before. `by_x` and `by_p_alive`: classes of customers. `tracking`:
    repeat purchase days of each whole week since the first customer came. `fits` and `spend` are the fits.
    """

    calibration_end: np.datetime64
    days: int
    customers: int
    actual_purchase_days: int
    actual_spend: int
    fits: dict[str, PurchaseFit]
    spend: SpendFit
    models: Table
    by_x: Table
    by_p_alive: Table
    tracking: Table

    def __repr__(self) -> str:
        head = f"Holdout of {self.days} days from {self.calibration_end}: {self.customers:,} customers, {self.actual_purchase_days:,} purchase days"
        return f"{head}\n{self.models!r}"

    def _repr_html_(self) -> str:
        return self.models._repr_html_()


def _model_column(names: list[str]) -> Column:
    all_names = (*MODELS, "naive")
    return Column(np.array([all_names.index(name) for name in names], np.uint8), "category", categories=all_names)


def _numbers(rows: list[dict[str, Any]], name: str, unit: str = "") -> Column:
    return floats(np.array([np.nan if row[name] is None else row[name] for row in rows], float), unit)


def _models_table(found: dict[str, dict[str, Any]], has_spend: bool) -> Table:
    rows = [{**row, "predicted_spend": row["predicted_spend"] if has_spend and name != "naive" else None} for name, row in found.items()]
    return Table(
        {
            "model": _model_column(list(found)),
            "predicted": _numbers(rows, "predicted", "purchase days"),
            "bias_pct": _numbers(rows, "bias_pct", "percent"),
            "mae": _numbers(rows, "mae", "purchase days"),
            "rmse": _numbers(rows, "rmse", "purchase days"),
            "predicted_spend": _numbers(rows, "predicted_spend", "major units"),
        }
    )


def _classes_table(found: dict[str, dict[str, Any]], key: str) -> Table:
    rows = [(name, *row) for name, of in found.items() for row in of[key]]
    customers = np.array([row[2] for row in rows], np.int64)
    columns = {"model": _model_column([row[0] for row in rows])}
    if key == "by_x":
        columns["x"] = Column(np.array([row[1] for row in rows], np.uint8), "category", categories=_CLASSES_OF_X)
    else:
        columns["from_p_alive"] = Column(np.array([row[1] / 10 for row in rows], float))
        columns["mean_p_alive"] = Column(np.array([row[6] for row in rows], float) / np.maximum(customers, 1))
    columns["customers"] = Column(customers, unit="customers")
    columns["bought"] = Column(np.array([row[3] for row in rows], np.int64), unit="customers")
    columns["actual_mean"] = Column(np.array([row[4] for row in rows], float) / np.maximum(customers, 1), unit="purchase days")
    columns["predicted_mean"] = Column(np.array([row[5] for row in rows], float) / np.maximum(customers, 1), unit="purchase days")
    return Table(columns)


def _tracking_table(found: dict[str, dict[str, Any]]) -> Table:
    tracked = {name: row for name, row in found.items() if name != "naive"}
    weeks = [np.arange(1, len(row["actual_by_week"]) + 1) for row in tracked.values()]
    return Table(
        {
            "model": _model_column([name for name, row in tracked.items() for _ in row["actual_by_week"]]),
            "week": Column(np.concatenate(weeks) if weeks else np.empty(0, np.int64), unit="weeks"),
            "actual": Column(np.concatenate([row["actual_by_week"] for row in tracked.values()] or [np.empty(0, np.int64)]), unit="purchase days"),
            "expected": Column(np.concatenate([row["expected_by_week"] for row in tracked.values()] or [np.empty(0)]), unit="purchase days"),
        }
    )


def check_holdout(
    data: Any,
    calibration_end: Any = None,
    *,
    reference: Any = None,
    first_day: Any = None,
    acquired_from: Any = None,
    min_repeat_customers: int = 50,
    customer_id: str = "customer_id",
    timestamp: str = "timestamp",
    amount: str = "amount",
    row_class: str | None = None,
    amounts: str = "signed",
    timezone: str | None = None,
    rounding: str = "half_up",
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
    progress: Progress | None = None,
) -> Holdout:
    """All four models fitted to what was known before `calibration_end`, beside what came from that day to `reference`. By itself the
    last third of the days is held out, in whole weeks, at most 52. Transactions are those of calculate_rfm()."""
    orders = read_orders(data, customer_id, timestamp, amount, row_class, timezone, rounding, amounts)
    first, last = read_rules(orders, first_day, reference)
    begin = _core.default_calibration_end(first, last) if calibration_end is None else _columns.day(calibration_end)
    if begin is None:
        raise UsageError("the orders are of too few weeks for a holdout: name its first day by calibration_end")
    threads = {"parallel": parallel, "parallel_threshold": parallel_threshold, "n_workers": n_workers}
    acquired_day = None if acquired_from is None else _columns.day(acquired_from)
    core = _core.inputs_of_orders(
        orders.offset, orders.timestamp, orders.amount, orders.row_class, first, last, begin, acquired_day, **threads, progress=progress
    )
    keep = (core["calibration_T_days"] != NO_PURCHASE) & (core["earlier"] == 0)
    x, t_x, T, spent, came = (core[name][keep] for name in ("calibration_x", "calibration_t_x_days", "calibration_T_days", "calibration_spend", "holdout_days"))
    inputs = {"x": x, "t_x_days": t_x, "T_days": T, "repeat_spend": spent}
    fits = {model: fit_purchases(inputs, model, min_repeat_customers=min_repeat_customers, **threads) for model in MODELS}
    spend = fit_spend(inputs, min_repeat_customers=min_repeat_customers, **threads)
    acquired = np.bincount(last - core["T_days"][keep].astype(np.int64) - first, minlength=last - first + 1).astype(np.uint64)

    def compare(model: str | None, parameters: list[float]) -> dict[str, Any]:
        money = list(spend.parameters.values()) if model is not None and spend.is_fitted else None
        return _core.compare_holdout(x, t_x, T, spent, came, last + 1 - begin, model, parameters, money, acquired, core["repeat_days"])

    found = {name: compare(fit.scores_as, list(fit.parameters.values())) for name, fit in fits.items() if fit.is_fitted}
    found["naive"] = compare(None, [])
    return Holdout(
        np.datetime64(begin, "D"),
        last + 1 - begin,
        int(keep.sum()),
        int(came.sum()),
        int(core["holdout_spend"][keep].sum()),
        fits,
        spend,
        _models_table(found, spend.is_fitted),
        _classes_table({name: row for name, row in found.items() if name != "naive"} | {"naive": {**found["naive"], "by_p_alive": []}}, "by_x"),
        _classes_table({name: row for name, row in found.items() if name != "naive"}, "by_p_alive"),
        _tracking_table(found),
    )
