"""Makes the overlay of the atlas with a scenario's gates and links, and keeps it for the next time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.atlas import store
from lodeway.network.overlay.assembly import Draft
from lodeway.network.overlay.attaching import Ends, Place, attach
from lodeway.network.overlay.drafting import Drafting
from lodeway.network.overlay.hubs import hubs
from lodeway.network.overlay.laying import merge
from lodeway.network.overlay.lines import Lines, read_lines
from lodeway.network.overlay.rows import atlas_gates, atlas_links
from lodeway.network.overlay.sea import read_sea
from lodeway.network.overlay.setting import set_gates, set_hubs, set_links
from lodeway.network.overlay.structure import Structure
from lodeway.network.overlay.ways import shortest_ways
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Gate, Link

__all__ = ["base", "overlay"]

MAKE = 7
"""Counted up when the overlay is made in another way, so that no older one is taken from the store."""

Progress = Callable[[str], None]


def overlay(
    scenario: Scenario, places: Sequence[Place], *, progress: Progress
) -> tuple[Structure, tuple[Ends, ...], tuple[Gate, ...], tuple[Link, ...]]:
    """Return the atlas' overlay with the scenario's gates, links and some places, their terminals, all gates and links."""
    gates = merge(atlas_gates(scenario.price_year), scenario.gates)
    links = merge(atlas_links(), scenario.links)
    rail, road = read_lines("rail"), read_lines("road")
    structure = base(gates, links, rail, road, progress=progress)
    offset = {mode: structure.marks[f"first node:{mode}"] for mode in ("rail", "road", "sea")}
    attached, terminals = attach(structure, places, rail=rail, road=road, sea=partial(read_lines, "sea"), offset=offset)
    return attached, terminals, gates, links


def base(
    gates: tuple[Gate, ...], links: tuple[Link, ...], rail: Lines, road: Lines, *, progress: Progress
) -> Structure:
    """Return the overlay of gates, links and hubs without any site: from the store if it was made before."""
    key = _key(gates, links)
    kept = store.load(key)
    if kept is not None and set(kept[0]) == set(_ARRAYS):
        return _from_store(*kept)
    progress("laying gates and links on railways, roads and sea")
    drafting = Drafting(rail=rail, road=road, sea=read_sea(), gates=gates, links=links)
    drafting.add_nodes()
    set_links(drafting)
    set_gates(drafting)
    set_hubs(drafting, hubs())
    for mode in ("rail", "road"):
        progress(f"finding the ways by {mode}")
        _add_land(drafting, mode)
    progress("finding the ways by sea")
    _add_sea(drafting)
    drafting.assembly.marks |= {f"first node:{mode}": first for mode, first in drafting.start.items()}
    structure = drafting.assembly.finish()
    _to_store(key, structure)
    return structure


def _add_land(drafting: Drafting, mode: str) -> None:
    lines, known = drafting.known(mode)
    start = drafting.start[lines.mode]
    terminals = np.asarray(sorted(known), dtype=np.int32)
    for way in shortest_ways(lines.longitude.size, lines.u, lines.v, lines.km, terminals):
        draft = Draft(mode=mode, km=way.km, between=start + way.between)
        drafting.assembly.both(known[way.tail], known[way.head], draft)


def _add_sea(drafting: Drafting) -> None:
    """Add the ways at sea; a passage is cut for all but the users of its gate, closed for all when the gate is."""
    sea, lanes = drafting.sea, drafting.lanes
    free = sea.passage == ""
    terminals = np.asarray(sorted(lanes), dtype=np.int32)
    for way in shortest_ways(sea.longitude.size, sea.u[free], sea.v[free], sea.km[free], terminals):
        draft = Draft(mode="sea", km=way.km, between=drafting.start["sea"] + way.between)
        drafting.assembly.both(lanes[way.tail], lanes[way.head], draft)


def _key(gates: tuple[Gate, ...], links: tuple[Link, ...]) -> str:
    """Return the name under which an overlay is stored: what it is made of, fees and delays left out."""
    rows = [
        *(repr([getattr(row, name) for name in _SHAPE_OF_GATE]) for row in gates),
        *(repr([getattr(row, name) for name in _SHAPE_OF_LINK]) for row in links),
    ]
    return store.key_of("overlay", MAKE, _TABLES, *rows)


_TABLES = (*(f"{mode}_{what}" for mode in ("rail", "road", "sea") for what in ("nodes", "edges")), "cities")
_ENDS = tuple(f"{side}_{what}" for side in ("from", "to") for what in ("longitude", "latitude", "country"))
_SHAPE_OF_GATE = ("id", "name", "kind", "mode", *_ENDS, "length", "opens", "closes", "status")
_SHAPE_OF_LINK = ("id", "mode", *_ENDS, "length", "opens", "closes", "status", "gate", "direction")
_VALUES = ("countries", "changes", "terminal_name", "flags")
_ARRAYS = tuple(name for name in Structure.__slots__ if name not in (*_VALUES, "marks"))


def _to_store(key: str, structure: Structure) -> None:
    arrays = {name: getattr(structure, name) for name in _ARRAYS}
    values = {name: getattr(structure, name) for name in _VALUES} | {"marks": dict(structure.marks)}
    store.save(key, arrays, values)


def _from_store(arrays: dict[str, NDArray[Any]], values: dict[str, Any]) -> Structure:
    given: dict[str, Any] = {name: tuple(values[name]) for name in _VALUES}
    return Structure(**arrays, **given, marks=dict(values["marks"]))  # type: ignore[arg-type]
