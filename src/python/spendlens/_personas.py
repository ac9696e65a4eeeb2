"""Personas: customers held against rules."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from . import _columns, _core
from ._arrow import ArrowColumn
from ._table import Column, Table
from .errors import UsageError

_NULLS = {"count": 0xFFFF_FFFF, "money": 2**63 - 1, "flag": 255, "choice": 255}


class PersonaMatches(Table):
    """`persona` of each customer, as a category, and `qualifying`, the number of personas it qualifies for."""

    def __init__(self, ids: Column | None, core: "_core.Matched") -> None:
        self._core = core
        names = tuple(core.names)
        masks = core.qualifying
        columns = {} if ids is None else {"customer_id": ids}
        columns["persona"] = Column(core.assigned, "category", categories=names)
        columns["qualifying"] = Column(np.array([mask.bit_count() for mask in masks.tolist()], dtype=np.int32), unit="personas")
        super().__init__(columns)

    def qualifies_for(self, persona: str) -> np.ndarray:
        """True for each customer that qualifies for the persona, whether it is the one assigned or not."""
        return (self._core.qualifying >> np.uint64(self._core.names.index(persona))) & np.uint64(1) == 1

    def explain(self, row: int) -> dict[str, Any]:
        """Why the customer of a row is what it is: the reason, and each condition with what it saw and whether it held."""
        reason, evidence = self._core.explain(row)
        return {"reason": reason, "evidence": {persona: list(conditions) for persona, conditions in evidence}}


_SHIPPED = {"default": "personas.yaml", "segments": "segments.yaml"}


def _read_file(name_or_path: str | os.PathLike[str]) -> Any:
    try:
        import yaml
    except ImportError:
        raise UsageError("reading a registry from a file needs PyYAML (pip install 'spendlens[registries]'); or give a list of dictionaries") from None
    shipped = _SHIPPED.get(name_or_path) if isinstance(name_or_path, str) else None
    path = pathlib.Path(__file__).with_name("share") / shipped if shipped else pathlib.Path(name_or_path)
    try:
        with open(path, encoding="utf-8") as file:
            return yaml.safe_load(file)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no YAML: {' '.join(str(error).split())}") from None


def _read_registry(personas: Any) -> tuple[str, list[dict[str, Any]]]:
    """(subject, entries) of a registry."""
    if isinstance(personas, (str, os.PathLike)):
        personas = _read_file(personas)
    if not isinstance(personas, Mapping):
        if not isinstance(personas, Sequence) or isinstance(personas, (str, bytes)):
            raise UsageError("a registry is a mapping with personas or segments, or a list of them")
        return "persona", list(personas)
    subject = personas.get("subject", "persona")
    entries = personas.get(f"{subject}s")
    if subject not in ("persona", "segment") or not entries:
        raise UsageError("a registry has a list of personas, or, where its subject is segment, of segments")
    return subject, list(entries)


class _Fields:
    """The fields that conditions read, each once, and their columns in each window."""

    def __init__(self, windows: Mapping[str, _columns.Frame], tables: Mapping[str, Any]) -> None:
        self.windows = windows
        self.tables = tables
        self.units = {name: table.units if isinstance(table, Table) else {} for name, table in tables.items()}
        self.fields: dict[str, tuple[int, str, tuple[str, ...]]] = {}
        self.columns: dict[str, list[np.ndarray]] = {name: [] for name in windows}

    def index(self, name: str) -> tuple[int, str, tuple[str, ...]]:
        """(place, kind, names of a choice)"""
        if name not in self.fields:
            kinds = set()
            for window, frame in self.windows.items():
                table = self.tables[window]
                if isinstance(table, Table) and name in table and table.column(name).kind != "text":
                    kind, values, choices = self._of_table(table.column(name))
                else:
                    kind, values, choices = self._read(name, frame, self.units[window].get(name, ""))
                self.columns[window].append(values)
                kinds.add((kind, choices))
            if len(kinds) != 1:
                raise UsageError(f"column '{name}' is of another kind in another window")
            self.fields[name] = (len(self.fields), *kinds.pop())
        return self.fields[name]

    @staticmethod
    def _of_table(column: Column) -> tuple[str, np.ndarray, tuple[str, ...]]:
        """A column of a result, with its nulls."""
        valid = np.ones(len(column), bool) if column.valid is None else column.valid
        values = np.asarray(column.values)
        if column.kind == "category":
            return "choice", np.where(valid, values, _NULLS["choice"]).astype(np.uint8), column.categories
        if values.dtype.kind == "f":
            return "number", np.where(valid, values, np.nan).astype(np.float64), ()
        kind, dtype = ("flag", np.uint8) if values.dtype.kind == "b" else ("money", np.int64) if column.kind == "money" else ("count", np.uint32)
        known = _columns.integers("", np.where(valid, values, 0), dtype)
        return kind, np.where(valid, known, np.array(_NULLS[kind], dtype)), ()

    @staticmethod
    def _read(name: str, frame: _columns.Frame, unit: str) -> tuple[str, np.ndarray, tuple[str, ...]]:
        raw = frame.raw(name)
        mask = None
        if isinstance(raw, ArrowColumn):
            valid = [_columns._arrow.valid_rows(chunk) for chunk in raw.chunks]
            if any(one is not None for one in valid):
                mask = np.concatenate([np.ones(chunk["length"], bool) if one is None else one for one, chunk in zip(valid, raw.chunks)])
        if _is_choice(raw):
            texts = Table({"text": Column(_columns.texts(name, raw), "text")})["text"]
            choices = tuple(sorted(set(texts.tolist())))
            return "choice", np.searchsorted(np.array(choices, dtype=object), texts).astype(np.uint8), choices
        if isinstance(raw, ArrowColumn):
            parts = [_columns._arrow.numbers(chunk) for chunk in raw.chunks]
            values = parts[0] if len(parts) == 1 else np.concatenate(parts) if parts else np.empty(0)
        else:
            values = np.asarray(raw)
            if values.dtype.kind == "O":
                values = values.astype(np.float64)
        if values.dtype.kind == "f":
            values = values.astype(np.float64, copy=False)
            return "number", values if mask is None else np.where(mask, values, np.nan), ()
        kind, dtype = ("flag", np.uint8) if values.dtype.kind == "b" else ("money", np.int64) if unit == "minor units" else ("count", np.uint32)
        values = _columns.integers(name, values, dtype)
        return kind, values if mask is None else np.where(mask, values, np.array(_NULLS[kind], dtype)), ()


def _is_choice(raw: Any) -> bool:
    if isinstance(raw, ArrowColumn):
        return bool(raw.chunks) and (raw.chunks[0]["dictionary"] is not None or raw.format in ("u", "U", "vu"))
    if not isinstance(raw, np.ndarray):
        return True
    return raw.dtype.kind == "U" or (raw.dtype.kind == "O" and any(isinstance(value, str) for value in raw.tolist()[:100]))


def _threshold(value: Any, kind: str, choices: tuple[str, ...], name: str) -> tuple[float, int]:
    if kind == "choice":
        return (float(choices.index(value)) if value in choices else 254.0), 0
    if not isinstance(value, (int, float)):
        raise UsageError(f"a condition on '{name}' has the value {value!r}; a number is needed")
    if kind == "money":
        return 0.0, int(_columns.money("value", np.array([float(value)]))[0])
    return float(value), 0


def _condition(given: Mapping[str, Any], fields: _Fields) -> dict[str, Any]:
    name = given["signal"]
    place, kind, choices = fields.index(name)
    values = given["value"] if isinstance(given["value"], (list, tuple)) else [given["value"]]
    return {
        "field": place,
        "operator": given["operator"],
        "thresholds": [_threshold(value, kind, choices, name) for value in values],
        "window": given.get("window"),
    }


def match_personas(
    data: Any,
    personas: Any,
    *,
    window: str = "all",
    windows: Mapping[str, Any] | None = None,
    customer_id: str | None = "customer_id",
    assessed: Any = None,
    parallel: bool = True,
    parallel_threshold: int = 10_000_000,
    n_workers: int | None = None,
) -> PersonaMatches:
    """The persona of each customer: of those that it qualifies for the one of the lowest priority number.

    `data` has a row a customer and a column for each signal that conditions read: booleans are flags, integers counts (or
    money in minor units, where a Table says so), floats numbers, texts and categories choices. `personas` is a registry as
    docs/personas.md describes it: the path of a YAML file, "default" or "segments" for those that spendlens brings along (files
    need PyYAML), what was read from one, or a list of dictionaries with id, name, priority and criteria. A null fails every
    comparison. `windows` has tables of other windows, same rows,
    for conditions that name one. `assessed` is False for customers that are not to be judged.
    """
    frames = {window: _columns.Frame(data), **{name: _columns.Frame(table) for name, table in (windows or {}).items()}}
    tables = {window: data, **(windows or {})}
    fields = _Fields(frames, tables)
    registry = []
    subject, entries = _read_registry(personas)
    for persona in entries:
        criteria = persona["criteria"]
        registry.append(
            {
                "id": persona["id"],
                "name": persona.get("name", persona["id"]),
                "description": persona.get("description", ""),
                "priority": persona["priority"],
                "all": str(criteria.get("operator", "AND")).upper() == "AND",
                "conditions": [_condition(condition, fields) for condition in criteria["conditions"]],
            }
        )
    listed = [(name, kind, fields.units[window].get(name, ""), list(choices)) for name, (_, kind, choices) in fields.fields.items()]
    rows = len(fields.columns[window][0]) if listed else 0
    codes = np.zeros(rows, np.uint8) if assessed is None else np.where(np.asarray(assessed, dtype=bool), 0, 1).astype(np.uint8)
    core = _core.match(list(fields.columns.items()), listed, registry, window, codes, subject == "segment", parallel, parallel_threshold, n_workers)
    has_ids = customer_id is not None and customer_id in frames[window]
    ids = Column(_columns.texts(customer_id, frames[window].raw(customer_id)), "text") if has_ids else None
    return PersonaMatches(ids, core)
