"""Charts of a result, by matplotlib. Each gives the Axes that it drew on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .errors import UsageError

if TYPE_CHECKING:
    from ._results import Result


class ResultFigures:
    """`result.figures`; each chart takes `ax`, the Axes to draw on, or makes some."""

    def __init__(self, result: "Result") -> None:
        self._result = result

    @staticmethod
    def _axes(ax: Any, title: str, x: str, y: str) -> Any:
        if ax is None:
            try:
                from matplotlib import pyplot
            except ImportError:
                raise UsageError("figures need matplotlib: pip install 'spendlens[figures]'") from None
            ax = pyplot.subplots(figsize=(7, 4), layout="constrained")[1]
        ax.set(title=title, xlabel=x, ylabel=y)
        return ax

    def lorenz(self, ax: Any = None) -> Any:
        """The share of revenue of the smallest customers, and the line on which all were equal."""
        lens1 = self._result.summary["lens1"]
        ax = self._axes(ax, f"Concentration of revenue (Gini {lens1['gini']})", "customers, %", "revenue, %")
        shares = [100 * float(share) for share in lens1["lorenz"]]
        ax.plot(np.linspace(0, 100, len(shares)), shares)
        ax.plot([0, 100], [0, 100], color="grey", linewidth=1, linestyle="--")
        return ax

    def bridge(self, ax: Any = None) -> Any:
        """The way from the revenue of one period to that of the other."""
        lens2 = self._result.summary.get("lens2")
        if not lens2:
            raise UsageError("the audit compared no periods (--compare)")
        steps = {name: float(value) for name, value in lens2["revenue_bridge"].items()}
        ax = self._axes(ax, f"Revenue, {lens2['period1']} to {lens2['period2']}", "", "revenue, major units")
        total = 0.0
        for place, (name, value) in enumerate(steps.items()):
            whole = name.endswith("_revenue")
            ax.bar(place, value, bottom=0 if whole else total, color="tab:blue" if whole else "tab:green" if value >= 0 else "tab:red")
            total = value if whole else total + value
        ax.set_xticks(range(len(steps)), [name.replace("_", "\n") for name in steps])
        return ax

    def retention(self, granularity: str = "month", ax: Any = None) -> Any:
        """The triangle of cohorts: who bought again, by age."""
        cells = self._result.table(f"cohort_cells/{granularity}", ["cohort", "age", "retention"])
        names, rows = np.unique(cells["cohort"], return_inverse=True)
        age, known = cells["age"].astype(np.int64), cells.valid("age") & cells.valid("retention")
        matrix = np.full((len(names), int(age[known].max(initial=0)) + 1), np.nan)
        matrix[rows[known], age[known]] = cells["retention"][known]
        ax = self._axes(ax, "Retention by cohort, %", f"age, {granularity}s", "cohort")
        drawn = ax.imshow(matrix, aspect="auto", vmin=0, vmax=100, cmap="viridis")
        ax.set_yticks(range(len(names)), names)
        ax.figure.colorbar(drawn, ax=ax)
        return ax

    def personas(self, window: str | None = None, ax: Any = None) -> Any:
        """How many customers have each persona."""
        of = self._result.summary.get("personas")
        if not of:
            raise UsageError("the audit assigned no personas")
        windows = [name for name, value in of.items() if isinstance(value, dict) and "assigned" in value]
        window = window or ("6m" if "6m" in windows else windows[0])
        if window not in windows:
            raise UsageError(f"there is no window '{window}'; there are {', '.join(windows)}")
        assigned = of[window]["assigned"]
        ax = self._axes(ax, f"Personas, {window}", "customers", "")
        ax.barh(list(assigned)[::-1], list(assigned.values())[::-1])
        return ax

    def scores(self, ax: Any = None) -> Any:
        """Customers by score of recency and frequency."""
        rfm = self._result.table("rfm", ["r_score", "f_score"])
        bought = rfm["r_score"] > 0
        most = int(max(rfm["r_score"].max(initial=1), rfm["f_score"].max(initial=1)))
        grid = np.zeros((most, most), dtype=np.int64)
        np.add.at(grid, (rfm["f_score"][bought].astype(int) - 1, rfm["r_score"][bought].astype(int) - 1), 1)
        ax = self._axes(ax, "Customers by score", "recency score", "frequency score")
        drawn = ax.imshow(grid, origin="lower", cmap="Blues", extent=(0.5, most + 0.5, 0.5, most + 0.5))
        ax.figure.colorbar(drawn, ax=ax)
        return ax
