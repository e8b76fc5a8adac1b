"""Which rows and settings of a scenario rest on an assumption."""

from __future__ import annotations

from dataclasses import dataclass

from lodeway.scenario.model import Scenario
from lodeway.schema import TABLES, key

__all__ = ["Assumption", "assumptions"]


@dataclass(frozen=True, slots=True)
class Assumption:
    """One row or setting whose source is the word assumption."""

    table: str
    """Name of the table, ``scenario`` for a setting."""
    key: str
    range: str
    note: str


def assumptions(scenario: Scenario) -> tuple[Assumption, ...]:
    """Return all assumptions, settings first, then table by table.

    Examples
    --------
    >>> from lodeway.schema.tables import Capital
    >>> row = Capital(country="TKM", rate=14.0, source="assumption", range="13-20", note="As its neighbours.")
    >>> assumptions(Scenario(name="", title="", question="", case="base", case_title="", years=(), capital=(row,)))
    (Assumption(table='capital', key='TKM', range='13-20', note='As its neighbours.'),)
    """
    settings = [
        Assumption("scenario", entry.setting, entry.range, entry.note)
        for entry in scenario.sources
        if entry.source.lower().startswith("assumption")
    ]
    rows = [
        Assumption(table, key(table, row), row.range, row.note)
        for table in TABLES
        for row in getattr(scenario, table)
        if row.source.lower().startswith("assumption")
    ]
    return (*settings, *rows)
