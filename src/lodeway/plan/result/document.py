"""A plan as plain values with the keys of ``plan.json``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from lodeway.plan.result.values import Plan

__all__ = ["document"]

DIGITS = 12
"""Significant digits of every number: below them lies the solver's rounding."""
RENAMED = {"origin": "from", "destination": "to"}
"""Fields of a route to their keys."""


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
        "builds": _rows(plan.builds),
        "supply": _rows(plan.supply),
        "unmet": _rows(plan.unmet),
        "routes": [{RENAMED.get(key, key): row[key] for key in row} for row in _rows(plan.routes)],
        "activities": _rows(plan.activities),
        "surplus": _rows(plan.surplus),
        "stocks": _rows(plan.stocks),
        "shortfalls": _rows(plan.shortfalls),
        "limits": _rows(plan.limits),
        "rejected": _rows(plan.rejected),
        "prices": [
            {"site": site, "commodity": commodity, "year": year, "price": _plain(price)}
            for (site, commodity, year), price in sorted(plan.prices.items())
        ],
        "demand": [
            {"market": market, "commodity": commodity, "year": year, "tonnes": _plain(tonnes)}
            for (market, commodity, year), tonnes in sorted(plan.demand.items())
        ],
        "rounds": plan.rounds,
        "columns": plan.columns,
        "note": plan.note,
        "files": dict(sorted((files or {}).items())),
    }


def _rows(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Return rows with a key per field; legs stay out, they are numbers within one run's network."""
    return [{f.name: _plain(getattr(row, f.name)) for f in fields(row) if f.name != "legs"} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") + 0.0 if math.isfinite(value) else None
    return value
