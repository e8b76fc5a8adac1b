"""What bars goods from travelling at all: bans, measures that forbid, gates and links that are shut."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lodeway.errors import Change
from lodeway.network import build
from lodeway.network.builder import digest
from lodeway.network.model import Network
from lodeway.plan.instance.trade import in_force
from lodeway.plan.instance.world import World
from lodeway.plan.solving.conflict import Need
from lodeway.scenario.model import Scenario
from lodeway.schema import columns, key
from lodeway.schema.tables import Gate, Link

__all__ = ["BROAD", "Obstacle", "lifted", "network_of", "obstacles"]

BROAD = 1e12
"""Capacity that never binds [gross t/a]: what a gate without any is tried with, before what it needs is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """A row that forbids or shuts, with what changes when it no longer does."""

    kind: str
    """ban, measure, gate or link."""
    id: str
    words: str
    """What it does, for a list of causes."""
    cure: str
    """What lifting it is called."""
    changes: tuple[Change, ...]


def obstacles(world: World, needs: Iterable[Need]) -> tuple[Obstacle, ...]:
    """Return what the scenario itself says is forbidden or shut and could bear on these demands.

    Gates and links of the atlas that the scenario does not name are taken as they are.
    """
    wanted = set(needs)
    years = sorted({need.year for need in wanted})
    goods = {commodity for need in wanted for commodity in _commodities(world, need)}
    goods |= {name for commodity in goods for name in _ancestors(world, commodity)}
    elements = {world.commodities[name].element for name in goods}
    return (
        *_bans(world.scenario, years),
        *_measures(world.scenario, years, elements),
        *_shut(world, years),
    )


def _commodities(world: World, need: Need) -> tuple[str, ...]:
    """Return what something that must hold asks for."""
    parts = need.scope.split("/")
    agreements = {row.id: row.commodity for row in world.scenario.agreements}
    if need.kind == "offtake":
        return (agreements[parts[0]],)
    return () if need.kind == "requirement" else (parts[-1],)


def _ancestors(world: World, commodity: str) -> set[str]:
    """Return every commodity that goes into another, step by step."""
    found: set[str] = set()
    wanted = [commodity]
    while wanted:
        name = wanted.pop()
        for operation in world.operations:
            if any(name == made for made, _ in operation.outputs):
                fresh = {used for used, _ in operation.inputs} - found
                found |= fresh
                wanted += sorted(fresh)
    return found


def _bans(scenario: Scenario, years: list[int]) -> Iterator[Obstacle]:
    for ban in sorted(scenario.bans, key=lambda row: row.id):
        if any(ban.opens <= year and not (ban.closes and year >= ban.closes) for year in years):
            what = "bars transit through" if ban.kind == "transit" else "bars everything from, to and through"
            yield Obstacle(
                kind="ban",
                id=ban.id,
                words=f"ban {ban.id} {what} {ban.country}",
                cure=f"lift ban {ban.id} ({ban.country})",
                changes=(_removed("bans", ban.id),),
            )


def _measures(scenario: Scenario, years: list[int], elements: set[str]) -> Iterator[Obstacle]:
    for measure in sorted(scenario.measures, key=lambda row: row.id):
        if measure.kind == "ban" and elements & set(measure.elements) and any(in_force(measure, y) for y in years):
            yield Obstacle(
                kind="measure",
                id=measure.id,
                words=f"measure {measure.id} of {measure.imposing} forbids the {measure.direction}",
                cure=f"lift measure {measure.id} ({measure.imposing})",
                changes=(_removed("measures", measure.id),),
            )


def _removed(table: str, name: str) -> Change:
    return Change(table=table, row=name, column="", before="in force", after="removed")


def _shut(world: World, years: list[int]) -> Iterator[Obstacle]:
    """Yield the gates and links of the scenario that cannot be used in one of the years."""
    named = {gate.id for gate in world.scenario.gates}
    for number, gate in enumerate(world.network.gates):
        if gate.id in named and gate.status != "candidate":
            barred = any(world.gate_closed[number, world.years.index(year)] for year in years)
            changes = _opened("gates", gate, world, years)
            if barred:
                changes += (_cell("gates", gate.id, "capacity", gate.capacity, BROAD, "t/a"),)
            if changes:
                yield _closed("gate", gate, changes)
    for link in sorted(world.scenario.links, key=lambda row: row.id):
        changes = _opened("links", link, world, years)
        if changes:
            yield _closed("link", link, changes)


def _closed(kind: str, row: Gate | Link, changes: tuple[Change, ...]) -> Obstacle:
    name = f"{kind} {row.id}" + (f" ({row.name})" if row.name and row.name != row.id else "")
    return Obstacle(kind=kind, id=row.id, words=f"{name} is closed", cure=f"reopen {name}", changes=changes)


def _opened(table: str, row: Gate | Link, world: World, years: list[int]) -> tuple[Change, ...]:
    """Return the changes that open a gate or link in every one of the years; none where it is open."""
    changes = []
    if row.status in ("closed", "planned", "construction") and not 0 < row.opens <= years[0]:
        changes.append(_cell(table, row.id, "status", row.status, "open"))
    if row.opens > years[0]:
        changes.append(_cell(table, row.id, "opens", row.opens, world.years[0]))
    if 0 < row.closes <= years[-1]:
        changes.append(_cell(table, row.id, "closes", row.closes, world.years[-1] + 1))
    return tuple(changes)


def _cell(table: str, row: str, column: str, before: float | str, after: float | str, unit: str = "") -> Change:
    return Change(table=table, row=row, column=column, before=before, after=after, unit=unit)


def lifted(scenario: Scenario, changes: Iterable[Change]) -> Scenario:
    """Return a scenario with cells changed and rows taken out, in memory.

    Examples
    --------
    >>> from lodeway.plan.sample import sample
    >>> wider = Change(table="processes", row="pit", column="capacity", before=800.0, after=900.0, unit="t/a")
    >>> lifted(sample(), [wider]).processes[0].capacity
    900.0
    """
    for change in changes:
        rows: tuple[Any, ...] = getattr(scenario, change.table)
        if change.column:
            after = _value(change)
            fresh = tuple(_with(row, change, after) for row in rows)
            if change.table == "gates" and all(row.id != change.row for row in rows):
                fresh += (Gate(id=change.row, **{change.column: after}),)  # type: ignore[arg-type]
        else:
            fresh = tuple(row for row in rows if row.id != change.row)
        tables: dict[str, Any] = {change.table: fresh}
        scenario = dataclasses.replace(scenario, **tables)
    return scenario


def _value(change: Change) -> float | str | bool:
    kind = columns(change.table)[change.column].kind
    return change.after == "yes" if kind == "flag" else change.after


def _with(row: Any, change: Change, after: float | str | bool) -> Any:
    return dataclasses.replace(row, **{change.column: after}) if str(key(change.table, row)) == change.row else row


def network_of(
    scenario: Scenario, base: Scenario, network: Network, make: Callable[[Scenario], Network] = build
) -> Network:
    """Return the network of a changed scenario: that of its base unless something it follows from changed."""
    return network if digest(scenario) == digest(base) else make(scenario)
