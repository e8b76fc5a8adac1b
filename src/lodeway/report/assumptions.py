"""What rests on assumption, and how many tonnes rest on it; and every source that is named."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lodeway.plan.result import Plan
from lodeway.report.figures import figure
from lodeway.report.lookup import Lookup
from lodeway.scenario import assumptions as stated
from lodeway.scenario import capacity
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

NOTE = "Rows of the scenario whose source is the word assumption, with the reasoning and range that they state."
SHARES_NOTE = (
    "Tonnes that rest on rows whose source is an assumption, summed over the plan's years: demand by its row, capacity by its process' row, "
    "supply (what processes make in the plan) by their rows. A row counts wholly when its source is an assumption, though parts of it may be published."
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
    assumed: float = figure("Of them, on assumption.", unit="t", kind="number", digits=1)
    share: float = figure("Share on assumption.", unit="%", kind="number", digits=1)


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


def is_assumption(row: Row) -> bool:
    """Return whether a row rests on assumption.

    Examples
    --------
    >>> from lodeway.schema.tables import Capital
    >>> is_assumption(Capital(country="TJK", rate=13, source="assumption: OECD class 7"))
    True
    """
    return row.source.strip().lower().startswith("assumption")


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
    rows = {(table, key(table, row)): row for table, row in _rows(lookup.scenario)}
    found = []
    for item in stated(lookup.scenario):
        row = rows.get((item.table, item.key))
        name, unit = _DECISIVE.get(item.table, ("", ""))
        found.append(
            Assumption(
                table=item.table,
                subject=_subject(row, lookup) if row is not None else "",
                id=item.key,
                what=f"{name} [{unit}]" if unit else name,
                value=float(getattr(row, name)) if row is not None and name else math.nan,
                source=row.source if row is not None else "assumption",
                range=item.range,
                note=item.note,
            )
        )
    return tuple(found)


def shares(plan: Plan, lookup: Lookup) -> tuple[AssumptionShare, ...]:
    """Return by commodity and year how much of demand, capacity and supply rests on assumption.

    Parameters
    ----------
    plan
        A plan.
    lookup
        Rows of the scenario that the plan was made from.
    """
    sums: dict[tuple[str, str, int], list[float]] = defaultdict(lambda: [0.0, 0.0])

    def add(commodity: str, measure: str, year: int, tonnes: float, assumed: bool) -> None:
        entry = sums[commodity, measure, year]
        entry[0] += tonnes
        entry[1] += tonnes if assumed else 0.0

    guessed = {(row.market, row.commodity) for row in lookup.scenario.demands if is_assumption(row)}
    for (market, commodity, year), tonnes in plan.demand.items():
        add(commodity, "demand", year, tonnes, (market, commodity) in guessed)
    for activity in plan.activities:
        process = lookup.processes[activity.process]
        for commodity, amount in lookup.yields[activity.process].outputs.items():
            add(commodity, "supply", activity.year, amount * activity.tonnes, is_assumption(process))
    for process in lookup.scenario.processes:
        for year in plan.years:
            size = capacity(process, lookup.scenario, year)
            for commodity, amount in lookup.yields[process.id].outputs.items():
                add(commodity, "capacity", year, amount * size, is_assumption(process))
    return tuple(
        AssumptionShare(
            commodity=key[0],
            measure=key[1],
            year=key[2],
            total=total,
            assumed=assumed,
            share=100 * assumed / total if total > 0 else math.nan,
        )
        for key, (total, assumed) in sorted(sums.items())
        if total > 0
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
            if source.lower().startswith("assumption"):
                continue
            tables[source][table] = None
            counts[source] += 1
            lowest[source] = max(lowest.get(source, ""), row.confidence, key="HML".find)
    return tuple(
        Source(source=source, tables=tuple(tables[source]), rows=counts[source], confidence=lowest[source])
        for source in sorted(tables)
    )
