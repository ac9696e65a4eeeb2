"""Orders and period aggregations as lists of dataclasses."""

from __future__ import annotations

import datetime
import decimal
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

_CENT = Decimal("0.01")


@dataclass(slots=True)
class OrderAggregation:
    """One order, its lines put together."""

    order_id: str
    customer_id: str
    order_ts: datetime.datetime
    first_item_ts: datetime.datetime
    last_item_ts: datetime.datetime
    total_spend: float
    total_margin: float
    total_quantity: int
    distinct_products: int


class PeriodGranularity(str, enum.Enum):
    """Calendar units."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(slots=True)
class PeriodAggregation:
    """One customer in one calendar unit [period_start, period_end)."""

    customer_id: str
    period_start: datetime.datetime
    period_end: datetime.datetime
    total_orders: int
    total_spend: float
    total_margin: float
    total_quantity: int
    last_transaction_ts: datetime.datetime | None = None


def _plain(record: Any, without: tuple[str, ...] = ()) -> dict[str, object]:
    values = {name: getattr(record, name) for name in record.__slots__ if name not in without}
    return {name: value.isoformat() if isinstance(value, datetime.datetime) else value for name, value in values.items()}


@dataclass
class CustomerDataMart:
    """Orders, and their aggregations by granularity."""

    orders: list[OrderAggregation]
    periods: dict[PeriodGranularity, list[PeriodAggregation]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, list[dict[str, object]]]:
        """The same as JSON could hold it; a last_transaction_ts that is None is left out."""
        result = {"orders": [_plain(order) for order in self.orders]}
        for granularity, aggregations in self.periods.items():
            result[f"periods_{granularity.value}"] = [
                _plain(one, () if one.last_transaction_ts is not None else ("last_transaction_ts",)) for one in aggregations
            ]
        return result


def _in_cents(value: Decimal) -> float:
    return float(value.quantize(_CENT, rounding=decimal.ROUND_HALF_UP))


def _amount(value: object, what: str, index: int, key: str) -> Decimal:
    amount = Decimal(str(value))
    if amount < 0:
        raise ValueError(f"{what} cannot be negative", {"index": index, key: amount})
    return amount


@dataclass(frozen=True)
class _Line:
    """One line of an order, checked."""

    order_id: str
    customer_id: str
    time: datetime.datetime
    total: Decimal
    margin: Decimal
    quantity: int
    product: str

    @classmethod
    def read(cls, line: Mapping[str, Any], index: int) -> "_Line":
        for key in ("order_id", "customer_id"):
            if key not in line:
                raise KeyError(f"Transaction at index {index} missing key {key}")
        time = line.get("event_ts") or line.get("order_ts")
        if not isinstance(time, datetime.datetime):
            raise TypeError("Transactions must provide an event_ts/order_ts datetime", {"index": index, "value": time})
        quantity = int(line.get("quantity", 1) or 0)
        if quantity < 0:
            raise ValueError("Transaction quantity cannot be negative", {"index": index, "quantity": quantity})
        price = _amount(line.get("unit_price", 0.0), "Unit price", index, "unit_price")
        total = _amount(line.get("line_total", price * quantity), "Line total", index, "line_total")
        order_id, customer_id = str(line["order_id"]), str(line["customer_id"])
        return cls(order_id, customer_id, time, total, _margin(line, index, price, quantity), quantity, str(line.get("product_id", "")))


def _margin(line: Mapping[str, Any], index: int, price: Decimal, quantity: int) -> Decimal:
    if "line_margin" in line:
        return Decimal(str(line["line_margin"]))
    cost = _amount(line.get("unit_cost", 0.0), "Unit cost", index, "unit_cost")
    return (Decimal(str(line["unit_margin"])) if "unit_margin" in line else price - cost) * quantity


def _order_of(order_id: str, lines: list[_Line]) -> OrderAggregation:
    first = min(line.time for line in lines)
    return OrderAggregation(
        order_id=order_id,
        customer_id=lines[0].customer_id,
        order_ts=first,
        first_item_ts=first,
        last_item_ts=max(line.time for line in lines),
        total_spend=_in_cents(sum((line.total for line in lines), Decimal(0))),
        total_margin=_in_cents(sum((line.margin for line in lines), Decimal(0))),
        total_quantity=sum(line.quantity for line in lines),
        distinct_products=len({line.product for line in lines if line.product}),
    )


def _normalise_period(time: datetime.datetime, granularity: PeriodGranularity) -> tuple[datetime.datetime, datetime.datetime]:
    """The calendar unit of a time, in the time's own zone."""
    months = {PeriodGranularity.MONTH: 1, PeriodGranularity.QUARTER: 3, PeriodGranularity.YEAR: 12}.get(granularity)
    if months is None:
        raise ValueError(f"Unsupported granularity: {granularity}")
    start = (time.month - 1) // months * months
    year, month = time.year + (start + months) // 12, (start + months) % 12 + 1
    midnight = time.replace(month=start + 1, day=1, hour=0, minute=0, second=0, microsecond=0)
    return midnight, midnight.replace(year=year, month=month)


def _aggregation_of(customer_id: str, period: tuple[datetime.datetime, datetime.datetime], orders: list[OrderAggregation]) -> PeriodAggregation:
    return PeriodAggregation(
        customer_id=customer_id,
        period_start=period[0],
        period_end=period[1],
        total_orders=len(orders),
        total_spend=_in_cents(sum((Decimal(str(order.total_spend)) for order in orders), Decimal(0))),
        total_margin=_in_cents(sum((Decimal(str(order.total_margin)) for order in orders), Decimal(0))),
        total_quantity=sum(order.total_quantity for order in orders),
        last_transaction_ts=max(order.order_ts for order in orders),
    )


class CustomerDataMartBuilder:
    """Builds the data mart from lines of orders."""

    def __init__(self, period_granularities: Sequence[PeriodGranularity] | None = None) -> None:
        given = (PeriodGranularity.QUARTER, PeriodGranularity.YEAR) if period_granularities is None else period_granularities
        self.period_granularities = tuple(dict.fromkeys(given))

    def build(self, transactions: Iterable[Mapping[str, object]]) -> CustomerDataMart:
        """Lines are mappings with order_id, customer_id, event_ts or order_ts, and quantity, unit_price, line_total, unit_cost,
        unit_margin, line_margin and product_id where there are such."""
        orders = self._aggregate_orders(transactions)
        return CustomerDataMart(orders, {unit: self._aggregate_periods(orders, unit) for unit in self.period_granularities})

    @staticmethod
    def _aggregate_orders(transactions: Iterable[Mapping[str, object]]) -> list[OrderAggregation]:
        lines: dict[str, list[_Line]] = {}
        for index, transaction in enumerate(transactions):
            line = _Line.read(transaction, index)
            lines.setdefault(line.order_id, []).append(line)
        orders = [_order_of(order_id, of_order) for order_id, of_order in lines.items()]
        return sorted(orders, key=lambda order: (order.customer_id, order.order_ts))

    def _aggregate_periods(self, orders: Iterable[OrderAggregation], granularity: PeriodGranularity) -> list[PeriodAggregation]:
        of_unit: dict[tuple[str, tuple[datetime.datetime, datetime.datetime]], list[OrderAggregation]] = {}
        for order in orders:
            of_unit.setdefault((order.customer_id, _normalise_period(order.order_ts, granularity)), []).append(order)
        aggregations = [_aggregation_of(customer_id, period, of) for (customer_id, period), of in of_unit.items()]
        return sorted(aggregations, key=lambda one: (one.customer_id, one.period_start))
