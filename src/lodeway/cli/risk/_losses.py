"""What the loss of one country or one gate costs the goods whose ways use it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lodeway.errors import NoRouteError
from lodeway.network.routes import find_routes

if TYPE_CHECKING:
    from lodeway.network import Network, Terms
    from lodeway.risk.route_aware import Way
    from lodeway.risk.statistics.areas import Area

__all__ = ["Line", "Losses", "lost"]


@dataclass(frozen=True, slots=True)
class Line:
    """A way as it is: ends, their countries, freight [USD/t] and hours."""

    start: str
    end: str
    countries: tuple[str, str]
    cost: float
    hours: float


@dataclass(frozen=True, slots=True)
class Losses:
    """What single losses cost: rows of ``losses`` and ``gate_losses`` as ``lodeway risk route --json`` prints them."""

    countries: list[dict[str, Any]]
    gates: list[dict[str, Any]]


def lost(
    network: Network,
    terms: Terms,
    area: Area,
    ways: list[Way],
    lines: Mapping[int, Line],
    progress: Callable[[str], None],
) -> Losses:
    """Return for each country crossed, and for each gate passed, what its closing costs the goods that use it, and what then finds no way.

    Parameters
    ----------
    network, terms
        Where and on what terms other ways are sought. A country that is lost closes to transit, a gate to everything.
    area
        Importer, whose own countries are not lost.
    ways
        All that it gets.
    lines
        Of those that have a way, by place in `ways`.
    progress
        Is told what is being lost.
    """
    crossed: dict[str, list[int]] = {}
    passed: dict[str, list[int]] = {}
    gates = {gate.id: gate for gate in network.gates}
    for number in lines:
        for code in dict.fromkeys(ways[number].countries[1:-1]):
            if code not in area.members and code != ways[number].origin:
                crossed.setdefault(code, []).append(number)
        for gate in dict.fromkeys(ways[number].gates):
            if gate in gates:
                passed.setdefault(gate, []).append(number)
    countries, narrow = [], []
    for code, numbers in crossed.items():
        progress(f"without {code}")
        closed = replace(terms, avoid=frozenset({code}), ban="transit")
        countries.append({"country": code} | _cost(network, closed, ways, lines, numbers))
    for gate, numbers in passed.items():
        progress(f"without {gates[gate].name}")
        closed = replace(terms, gates=terms.gates | {gate})
        narrow.append(
            {"gate": gate, "name": gates[gate].name, "kind": gates[gate].kind}
            | _cost(network, closed, ways, lines, numbers)
        )
    return Losses(
        sorted(countries, key=lambda row: (-row["share"], row["country"])),
        sorted(narrow, key=lambda row: (-row["share"], row["kind"] != "passage", row["gate"])),
    )


def _cost(
    network: Network, closed: Terms, ways: list[Way], lines: Mapping[int, Line], numbers: Iterable[int]
) -> dict[str, Any]:
    """Return the share of tonnage that is touched, what of all finds no way, and the mean detour of the rest."""
    total = math.fsum(way.tonnes for way in ways)
    touched = stranded = cost = hours = moved = 0.0
    for number in numbers:
        line, tonnes = lines[number], ways[number].tonnes
        touched += tonnes
        try:
            (other,) = find_routes(network, line.start, line.end, closed, ends=line.countries)[:1]
        except NoRouteError:
            stranded += tonnes
            continue
        moved += tonnes
        cost += tonnes * (other.cost - line.cost)
        hours += tonnes * (other.hours - line.hours)
    return {
        "share": touched / total, "stranded": stranded / total, "detour_cost": round(cost / moved, 2) if moved else None,
        "detour_hours": round(hours / moved, 1) if moved else None,
    }  # fmt: skip
