"""Accounts and liabilities of customers, as signals take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from . import _arrow, _columns, _core
from ._arrow import ArrowColumn
from .errors import InputError, UsageError

NO_ACCOUNT = 0xFFFF
_NO_MONEY = 2**63 - 1
_NO_FLAG = 255
_INVESTMENT, _OTHER_TYPE, _OTHER_SUBTYPE = 3, 4, 9


@dataclass(frozen=True)
class Snapshot:
    """Accounts by customer, ascending by id within one, of the customers `ids`: those with rows first."""

    ids: "_core.Texts"
    columns: dict[str, np.ndarray]
    place_of: dict[str, tuple[int, int]]  # of each account's id: customer, place among its accounts


def _money(frame: _columns.Frame, name: str, rounding: str) -> np.ndarray | None:
    """Minor units, the largest number for null; None where there is no such column."""
    if name not in frame:
        return None
    values, valid = _columns.without_nulls(name, frame.raw(name))
    if valid is not None and not valid.any():
        return np.full(len(valid), _NO_MONEY, np.int64)
    money = _columns.money(name, values, rounding)
    return money if valid is None else np.where(valid, money, _NO_MONEY)


def _codes(name: str, frame: _columns.Frame, code: Any, what: str) -> np.ndarray:
    texts, valid = _columns.nullable_texts(name, frame.raw(name))
    codes = code(texts)
    bad = codes == _NO_FLAG if valid is None else (codes == _NO_FLAG) | ~valid
    if bad.any():
        row = int(np.argmax(bad))
        raise InputError(f"column '{name}', row {row}: {texts.to_objects()[row]!r} is no {what}")
    return codes


def _types_of(frame: _columns.Frame) -> tuple[np.ndarray, np.ndarray]:
    types = _codes("type", frame, _core.account_types_of, "type of an account")
    texts, _ = _columns.nullable_texts("subtype", frame.raw("subtype"))
    subtypes = _core.account_subtypes_of(texts)
    # As an import has it: any other text is "other", and what is invested is no savings.
    subtypes = np.where((subtypes == _NO_FLAG) | (types == _INVESTMENT) | (types == _OTHER_TYPE), _OTHER_SUBTYPE, subtypes).astype(np.uint8)
    fitting = np.array([0, 0, 0, 0, 0, 1, 2, 2, 2, 255])[subtypes]
    wrong = (fitting != 255) & (fitting != types)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InputError(f"accounts, row {row}: the subtype {texts.to_objects()[row]!r} is of another type")
    return types, subtypes


def _is_of_numbers(raw: Any) -> bool:
    if isinstance(raw, ArrowColumn):
        return bool(raw.chunks) and raw.chunks[0]["dictionary"] is None and _arrow.numbers(raw.chunks[0]) is not None
    return isinstance(raw, np.ndarray) and raw.dtype.kind in "fiub"


def _has_interest(frame: _columns.Frame, rows: int) -> np.ndarray:
    if "aprs" not in frame:
        return np.zeros(rows, np.uint8)
    raw = frame.raw("aprs")
    if _is_of_numbers(raw):
        return (np.nan_to_num(_columns.floats("aprs", raw)) > 0).astype(np.uint8)
    texts, valid = _columns.nullable_texts("aprs", raw)
    found = np.zeros(rows, np.uint8)
    for row, text in enumerate(texts.to_objects()):
        if text and (valid is None or valid[row]):
            try:
                found[row] = any(float(word) > 0 for word in text.split(";"))
            except ValueError:
                raise InputError(f"column 'aprs', row {row}: {text!r} is no rate") from None
    return found


def _flags(frame: _columns.Frame, name: str, rows: int) -> np.ndarray:
    if name not in frame:
        return np.full(rows, _NO_FLAG, np.uint8)
    values, valid = _columns.without_nulls(name, frame.raw(name))
    if isinstance(values, ArrowColumn):
        values = _columns.integers(name, values, np.uint8) if _is_of_numbers(values) else _columns.texts(name, values).to_objects()
    flags = np.array([_flag(name, row, value) for row, value in enumerate(np.asarray(values).tolist())], np.uint8)
    return flags if valid is None else np.where(valid, flags, _NO_FLAG).astype(np.uint8)


def _flag(name: str, row: int, value: Any) -> int:
    word = str(value).strip().lower()
    if word in ("", "none"):
        return _NO_FLAG
    if word in ("1", "1.0", "true", "yes", "0", "0.0", "false", "no"):
        return int(word in ("1", "1.0", "true", "yes"))
    raise InputError(f"column '{name}', row {row}: {value!r} is neither true nor false")


def read_snapshot(accounts: Any, liabilities: Any, ids: "_core.Texts", rounding: str) -> Snapshot:
    frame = _columns.Frame(accounts)
    holders = _columns.texts("customer_id", frame.raw("customer_id"))
    names = _columns.texts("account_id", frame.raw("account_id")).to_objects()
    if len(ids) and len(holders) and ids.are_integers != holders.are_integers:
        raise UsageError("ids of customers are numbers in one table and texts in the other")
    all_ids, codes = _core.Texts.joined([ids, holders]).codes() if len(ids) else holders.codes()
    customer = codes[len(ids) :].astype(np.int64)
    types, subtypes = _types_of(frame)
    balance = _money(frame, "balance_current", rounding)
    if balance is None or (balance == _NO_MONEY).any():
        raise InputError("accounts: every account needs a balance_current")
    limit = _money(frame, "balance_limit", rounding)
    if limit is None:
        limit = np.full(len(names), _NO_MONEY, np.int64)
    if (limit < 0).any():
        raise InputError(f"column 'balance_limit', row {int(np.argmax(limit < 0))}: a limit is not below 0")
    owner: dict[str, int] = {}
    seen: set[tuple[int, str]] = set()
    own, joint = [], np.zeros(len(all_ids), np.int64)
    for row, (name, holder) in enumerate(zip(names, customer.tolist())):
        if (holder, name) in seen:
            raise InputError(f"accounts, row {row}: the account {name!r} stands there twice for its customer")
        seen.add((holder, name))
        if owner.setdefault(name, holder) == holder:
            own.append((holder, name.encode(), row))
        else:
            joint[holder] += 1
    own.sort()
    rows = np.array([row for _, _, row in own], np.int64)
    counts = np.bincount(customer[rows], minlength=len(all_ids)) if len(rows) else np.zeros(len(all_ids), np.int64)
    begin = np.concatenate([[0], np.cumsum(counts)])
    place_of = {names[row]: (holder, at - int(begin[holder])) for at, (holder, _, row) in enumerate(own)}
    columns = {
        "offset": begin.astype(np.uint64),
        "type": types[rows],
        "subtype": subtypes[rows],
        "balance": balance[rows],
        "limit": limit[rows],
        "joint_offset": np.concatenate([[0], np.cumsum(joint)]).astype(np.uint64) if joint.any() else np.empty(0, np.uint64),
        **_liabilities(liabilities, place_of, len(all_ids), rounding),
    }
    return Snapshot(all_ids, columns, place_of)


def _liabilities(given: Any, place_of: dict[str, tuple[int, int]], customers: int, rounding: str) -> dict[str, np.ndarray]:
    frame = _columns.Frame({"account_id": np.empty(0, object), "liability_type": np.empty(0, object)} if given is None else given)
    names = _columns.texts("account_id", frame.raw("account_id")).to_objects()
    types = _codes("liability_type", frame, _core.liability_types_of, "type of a liability")
    places = []
    for row, name in enumerate(names):
        if name not in place_of:
            raise InputError(f"liabilities, row {row}: there is no account {name!r}")
        places.append((*place_of[name], row))
    places.sort()
    for one, two in zip(places, places[1:]):
        if one[:2] == two[:2]:
            raise InputError(f"liabilities, row {two[2]}: the account {names[two[2]]!r} has two")
    rows = np.array([row for *_, row in places], np.int64)
    counts = np.bincount([holder for holder, *_ in places], minlength=customers) if places else np.zeros(customers, np.int64)
    nothing = np.full(len(names), _NO_MONEY, np.int64)
    money = {name: _money(frame, name, rounding) for name in ("minimum_payment_amount", "last_payment_amount", "last_statement_balance")}
    minimum, last_payment, statement = (nothing if values is None else values for values in money.values())
    return {
        "liability_offset": np.concatenate([[0], np.cumsum(counts)]).astype(np.uint64),
        "liability_account": np.array([place for _, place, _ in places], np.uint16),
        "liability_type": types[rows],
        "has_interest": _has_interest(frame, len(names))[rows],
        "minimum": minimum[rows],
        "last_payment": last_payment[rows],
        "statement": statement[rows],
        "is_overdue": _flags(frame, "is_overdue", len(names))[rows],
    }
