"""What rests on assumption, and how many tonnes rest on it; and every source that is named."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lodeway.plan.result import Plan
from lodeway.report.figures import figure
from lodeway.report.lookup import Lookup
from lodeway.scenario import capacity, stated_demand
from lodeway.scenario.model import Scenario
from lodeway.schema import TABLES, Row, key
from lodeway.schema.tables import Demand, Process, Relation

__all__ = [
    "NOTE",
    "SHARES_NOTE",
    "SOURCES_NOTE",
    "Assumption",
    "AssumptionShare",
    "Source",
    "assumptions",
    "shares",
    "sources",
]

NOTE = "Rows and settings of the scenario that rest on assumption, wholly or in part, with the reasoning and range that they state."
SHARES_NOTE = (
    "Tonnes that rest on rows whose source is an assumption, summed over the plan's years: demand by its row, capacity by its process' row, "
    "supply (what processes make in the plan) by their rows. A row whose source is published for some figures and an assumption for others counts as partly assumed."
)

SOURCES_NOTE = (
    "Every source that a row of the scenario names, with the number of rows and the lowest confidence that they state."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A row that rests on assumption."""

    table: str = figure("Table of the scenario.")
    subject: str = figure("What it is about: element, country or market.")
    id: str = figure("The row's key.")
    extent: str = figure("whole: every figure of the row; part: those that the source names.")
    what: str = figure("The figures that the row states.")
    value: float = figure("Its decisive figure, where there is one.", kind="number", digits=3)
    source: str = figure("Source as stated.")
    range: str = figure("Low and high of the decisive figure.")
    note: str = figure("Reasoning.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionShare:
    """Tonnes of a commodity that rest on assumption."""

    commodity: str = figure("Commodity.")
    measure: str = figure("demand, capacity or supply.")
    year: int = figure("Year.", kind="year")
    total: float = figure("Contained tonnes in all.", unit="t", kind="number", digits=1)
    assumed: float = figure("Of them, on rows that are wholly assumed.", unit="t", kind="number", digits=1)
    share: float = figure("Their share.", unit="%", kind="number", digits=1)
    partly: float = figure(
        "Of them, on rows with a source for some figures.", title="Partly", unit="t", kind="number", digits=1
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source and what rests on it."""

    source: str = figure("Publisher and address.")
    tables: tuple[str, ...] = figure("Tables that name it.", kind="list")
    rows: int = figure("Rows that name it.", kind="integer")
    confidence: str = figure("Lowest confidence of those rows: H, M or L.")


_DECISIVE = {
    "commodities": ("price", "USD/t"),
    "processes": ("capacity", "t/a"),
    "relations": ("level", "t/a"),
    "demands": ("quantity", "t/a"),
    "gates": ("capacity", "gross t/a"),
    "links": ("length", "km"),
    "limits": ("value", ""),
    "costs": ("cost", "USD/(t*km)"),
    "transfers": ("cost", "USD/t"),
    "capital": ("rate", "%/a"),
}


def extent(row: Row) -> str:
    """Return how far a row rests on assumption: ``whole``, ``part`` or not at all.

    Examples
    --------
    >>> from lodeway.schema.tables import Capital
    >>> extent(Capital(country="TJK", rate=13, source="assumption"))
    'whole'
    >>> extent(Capital(country="TJK", rate=13, source="OECD, https://www.oecd.org; margin: assumption"))
    'part'
    """
    source = row.source.strip().lower()
    if source.startswith("assumption"):
        return "whole"
    return "part" if "assumption" in source else ""


def _rows(scenario: Scenario) -> Iterator[tuple[str, Row]]:
    for table in TABLES:
        for row in getattr(scenario, table):
            yield table, row


def _subject(row: Row, lookup: Lookup) -> str:
    """Return what a row is about: element and place, as far as its table has them."""
    if isinstance(row, Process):
        element = lookup.commodities[lookup.yields[row.id].commodity].element
        return f"{element}, {lookup.sites[row.site].country}"
    if isinstance(row, Demand | Relation):
        return f"{lookup.commodities[row.commodity].element}, {row.market}"
    for name in ("element", "country", "imposing", "scope", "mode", "from_mode", "name"):
        if hasattr(row, name):
            return str(getattr(row, name))
    return ""


def assumptions(lookup: Lookup) -> tuple[Assumption, ...]:
    """Return every row of the scenario that rests on assumption, in the order of the tables.

    Parameters
    ----------
    lookup
        Rows of a scenario.
    """
    settings = [
        Assumption(
            table="scenario",
            subject="",
            id=entry.setting,
            extent="whole",
            what=entry.setting,
            value=float(getattr(lookup.scenario, entry.setting, math.nan)),
            source=entry.source,
            range=entry.range,
            note=entry.note,
        )
        for entry in lookup.scenario.sources
        if entry.source.lower().startswith("assumption")
    ]
    return (*settings, *(_assumption(table, row, lookup) for table, row in _rows(lookup.scenario) if extent(row)))


def _assumption(table: str, row: Row, lookup: Lookup) -> Assumption:
    name, unit = _DECISIVE.get(table, ("", ""))
    return Assumption(
        table=table,
        subject=_subject(row, lookup),
        id=key(table, row),
        extent=extent(row),
        what=f"{name} [{unit}]" if unit else name,
        value=float(getattr(row, name)) if name else math.nan,
        source=row.source,
        range=row.range,
        note=row.note,
    )


def shares(plan: Plan, lookup: Lookup) -> tuple[AssumptionShare, ...]:
    """Return by commodity and year how much of demand, capacity and supply rests on assumption.

    Parameters
    ----------
    plan
        A plan.
    lookup
        Rows of the scenario that the plan was made from.
    """
    sums: dict[tuple[str, str, int], dict[str, float]] = defaultdict(lambda: {"": 0.0, "part": 0.0, "whole": 0.0})
    demands = stated_demand(lookup.scenario)
    for (market, commodity, year), tonnes in plan.demand.items():
        sums[commodity, "demand", year][extent(demands[market, commodity, year])] += tonnes
    for activity in plan.activities:
        process = lookup.processes[activity.process]
        for commodity, amount in lookup.yields[activity.process].outputs.items():
            sums[commodity, "supply", activity.year][extent(process)] += amount * activity.tonnes
    for process in lookup.scenario.processes:
        for year in plan.years:
            size = capacity(process, lookup.scenario, year)
            for commodity, amount in lookup.yields[process.id].outputs.items():
                sums[commodity, "capacity", year][extent(process)] += amount * size
    return tuple(_share(key, parts) for key, parts in sorted(sums.items()) if math.fsum(parts.values()) > 0)


def _share(key: tuple[str, str, int], parts: dict[str, float]) -> AssumptionShare:
    total = math.fsum(parts.values())
    return AssumptionShare(
        commodity=key[0],
        measure=key[1],
        year=key[2],
        total=total,
        assumed=parts["whole"],
        share=100 * parts["whole"] / total,
        partly=parts["part"],
    )


def sources(lookup: Lookup) -> tuple[Source, ...]:
    """Return every source that a row of the scenario names, with the tables and rows that rest on it.

    Parameters
    ----------
    lookup
        Rows of a scenario.
    """
    tables: dict[str, dict[str, None]] = defaultdict(dict)
    counts: dict[str, int] = defaultdict(int)
    lowest: dict[str, str] = {}
    for table, row in _rows(lookup.scenario):
        for source in filter(None, (part.strip() for part in row.source.split(";"))):
            if "assumption" in source.lower():
                continue
            tables[source][table] = None
            counts[source] += 1
            lowest[source] = max(lowest.get(source, ""), row.confidence, key=("", "H", "M", "L").index)
    return tuple(
        Source(source=source, tables=tuple(tables[source]), rows=counts[source], confidence=lowest[source])
        for source in sorted(tables)
    )
