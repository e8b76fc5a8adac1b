"""A scenario as one JSON document, as it was planned: what a plan's folder keeps so that the plan can be explained later."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from lodeway.scenario.model import Scenario, Source, Target
from lodeway.schema import TABLES, columns

__all__ = ["archive", "unarchive"]


def archive(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain values: settings, and for each table its rows without empty cells.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> archive(sample())["processes"][0]["capacity"]
    800.0
    """
    return {field.name: _packed(getattr(scenario, field.name)) for field in dataclasses.fields(Scenario)}


def unarchive(document: Mapping[str, Any]) -> Scenario:
    """Return the scenario of a document; keys that this version does not know are passed over.

    Parameters
    ----------
    document
        What `archive` returned, or what was read from its JSON.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> unarchive(archive(sample())) == sample()
    True
    """
    known: dict[str, Any] = {}
    for field in dataclasses.fields(Scenario):
        if field.name not in document:
            continue
        value = document[field.name]
        if field.name in TABLES:
            known[field.name] = tuple(_row(field.name, row) for row in value)
        elif field.name == "target":
            known["target"] = None if value is None else Target(**(value | {"countries": tuple(value["countries"])}))
        elif field.name == "sources":
            known["sources"] = tuple(Source(**row) for row in value)
        else:
            known[field.name] = tuple(value) if isinstance(value, list) else value
    return Scenario(**known)


def _packed(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: field.default for field in dataclasses.fields(value)}
        cells = {name: getattr(value, name) for name in fields}
        return {name: _packed(cell) for name, cell in cells.items() if not _empty(cell, fields[name])}
    if isinstance(value, Mapping):
        return {str(key): _packed(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_packed(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and math.isnan(value) else value


def _empty(cell: Any, default: Any) -> bool:
    both = isinstance(cell, float) and isinstance(default, float)
    return bool(cell == default) or (both and math.isnan(cell) and math.isnan(default))


def _row(table: str, cells: Mapping[str, Any]) -> Any:
    declared = columns(table)
    return TABLES[table](
        **{name: _cell(value, declared[name].kind) for name, value in cells.items() if name in declared}
    )


def _cell(value: Any, kind: str) -> Any:
    if kind == "list":
        return tuple(value)
    if kind == "date" and value is not None:
        return date.fromisoformat(value)
    return math.nan if value is None and kind == "number" else value
