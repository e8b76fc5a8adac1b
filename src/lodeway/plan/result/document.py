"""A plan as plain values with the keys of ``plan.json``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from lodeway.errors import UsageError
from lodeway.plan import result
from lodeway.plan.result.values import Plan
from lodeway.scenario.places import hint

if TYPE_CHECKING:
    import polars as pl

__all__ = ["TABLES", "document", "frame"]

DIGITS = 12
"""Significant digits of every number: below them lies the solver's rounding."""
RENAMED = {"origin": "from", "destination": "to"}
"""Fields of a route to their keys."""
TABLES: Mapping[str, type] = {
    "builds": result.Build,
    "supply": result.Supply,
    "unmet": result.Unmet,
    "routes": result.RouteFlow,
    "activities": result.Activity,
    "surplus": result.Surplus,
    "stocks": result.StockLevel,
    "shortfalls": result.Shortfall,
    "limits": result.LimitUse,
    "rejected": result.Rejected,
}
"""Tables of a plan that have a row per value of a class."""
_KEYED = {"prices": ("site", "commodity", "year", "price"), "demand": ("market", "commodity", "year", "tonnes")}


def document(plan: Plan, *, files: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return a plan as the JSON document that ``lodeway plan --json`` prints and ``plan.json`` holds.

    Parameters
    ----------
    plan
        What `lodeway.plan.plan` returned.
    files
        What was written beside it: name to path relative to the output folder.

    Returns
    -------
    dict
        ``status``, ``case``, ``digest``, ``years``, ``objective`` (``value``, ``unit``), ``bound``, ``gap``, ``builds``,
        ``supply``, ``unmet``, ``routes``, ``limits``, ``files``; beyond these ``scenario``, ``own`` and ``parts`` of the
        objective [USD, present value], ``activities``, ``surplus`` and ``stocks`` (which close every balance), ``shortfalls``, ``rejected``, ``prices``, ``demand``, ``rounds``,
        ``columns`` and ``note``. Tonnes are contained, money is USD of the scenario's price year, figures of routes are per gross
        tonne. Numbers have 12 significant digits; a figure that is not known is null.

    Examples
    --------
    >>> from lodeway.plan import document, plan
    >>> from lodeway.plan.sample import sample
    >>> answer = document(plan(sample()))
    >>> answer["status"], answer["objective"]["unit"], answer["supply"][0]["tonnes"]
    ('optimal', 'USD', 800.0)
    """
    return {
        "status": plan.status,
        "scenario": plan.scenario,
        "case": plan.case,
        "digest": plan.digest,
        "years": list(plan.years),
        "objective": {"value": _plain(plan.objective), "unit": "USD"},
        "bound": _plain(plan.bound),
        "gap": _plain(plan.gap),
        "own": _plain(plan.own),
        "parts": {part: _plain(plan.parts[part]) for part in sorted(plan.parts)},
        **{name: _rows(plan, name) for name in (*TABLES, *_KEYED)},
        "rounds": plan.rounds,
        "columns": plan.columns,
        "note": plan.note,
        "files": dict(sorted((files or {}).items())),
    }


def frame(plan: Plan, name: str) -> pl.DataFrame:
    """Return one table of a plan with the columns that ``plan.json`` has; what is missing is null.

    Parameters
    ----------
    plan
        What `lodeway.plan.plan` returned.
    name
        One of `TABLES`, prices or demand.

    Raises
    ------
    UsageError
        When there is no such table.

    Examples
    --------
    >>> from lodeway.plan import plan
    >>> from lodeway.plan.sample import sample
    >>> frame(plan(sample()), "builds").select("what", "year", "size").rows()
    [('pit-2', 2026, 200.0)]
    """
    import polars as pl

    tables = (*TABLES, *_KEYED)
    if name not in tables:
        raise UsageError(f"a plan has no table {name!r}; {hint(name, tables, name='tables')}")
    if name in _KEYED:
        kinds = dict(zip(_KEYED[name], ("str", "str", "int", "float"), strict=True))
    else:
        kinds = {_key(name, field.name): str(field.type) for field in fields(TABLES[name]) if field.name != "legs"}
    known: dict[str, Any] = {
        "str": pl.String,
        "int": pl.Int64,
        "float": pl.Float64,
        "bool": pl.Boolean,
        "tuple[str, ...]": pl.List(pl.String),
    }
    schema = {key: known.get(kind, pl.String if kind.startswith("Literal") else None) for key, kind in kinds.items()}
    return pl.DataFrame(_rows(plan, name), schema=schema, infer_schema_length=None)


def _rows(plan: Plan, name: str) -> list[dict[str, Any]]:
    """Return the rows of a table with a key per field; legs stay out, they are numbers within one run's network."""
    if name in _KEYED:
        keys = _KEYED[name]
        return [
            dict(zip(keys, (*key, _plain(value)), strict=True)) for key, value in sorted(getattr(plan, name).items())
        ]
    return [
        {_key(name, f.name): _plain(getattr(row, f.name)) for f in fields(row) if f.name != "legs"}
        for row in getattr(plan, name)
    ]


def _key(table: str, field: str) -> str:
    return RENAMED.get(field, field) if table == "routes" else field


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") + 0.0 if math.isfinite(value) else None
    return value
