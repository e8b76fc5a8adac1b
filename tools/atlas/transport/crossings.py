"""Edges of one mode that cross a border, and the setting of crossings on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tools.atlas.transport import hand
from tools.atlas.transport.lines import Lines
from tools.atlas.transport.mend import great_circle
from tools.atlas.transport.tags import components

__all__ = ["NAMED", "PLACE", "Crossings", "Row", "find_crossings", "set_crossing", "unnamed"]

REACH = 30.0
"""A named crossing is set on the crossing edge nearest to it, not farther than this [km]."""
AWAY: dict[str, Callable[[Iterable[float]], float]] = {"rail": min, "road": sum}
"""How far an edge is from a crossing: the nearer of its two sides; on roads, where many edges share a side, both."""
NAMED = {"rail": (15.0, 1), "road": (3.0, 2)}
"""Edges across one border with so many sides this near to those of a named crossing [km] are that crossing."""
PLACE = {"rail": 15.0, "road": 40.0}
"""Edges across one border this near to each other [km] are one derived crossing."""

Row = dict[str, Any]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Crossings:
    """Edges whose ends lie in different countries, by pair of countries; those already named struck out."""

    lines: Lines
    ends: dict[int, tuple[int, int]]
    weight: dict[int, float]
    """Length of the shorter of the two pieces that an edge joins [km]."""
    by_pair: dict[Pair, list[int]]
    old: Mapping[int, tuple[int, int]]
    """Ends of the edges that were cut at the border, before they were: by them the hand tables name a crossing."""
    used: set[int] = field(default_factory=set)

    def between(self, one: str, other: str) -> list[int]:
        """Return the edges across a border that are not struck out."""
        return [edge for edge in self.by_pair.get(_pair(one, other), []) if edge not in self.used]

    def ordered(self, edge: int, first: str) -> tuple[int, int]:
        """Return the edge's ends, the one in country `first` first."""
        u, v = self.ends[edge]
        return (u, v) if self.lines.country[u] == first else (v, u)

    def strike(self, edge: int, radius: float, *, sides: int = 1) -> None:
        """Strike out an edge and all across the same border with as many `sides` (1 or 2) within `radius` [km] of its own."""
        one, other = _pair(*self.lines.country[list(self.ends[edge])].tolist())
        left = self.between(one, other)
        if left:
            ends = np.asarray([self.ordered(each, one) for each in left])
            own = np.broadcast_to(np.asarray(self.ordered(edge, one)), ends.shape)
            apart = np.sort(great_circle(self.lines.graph, own, ends), axis=1)[:, sides - 1]
            self.used.update(each for each, km in zip(left, apart.tolist(), strict=True) if km <= radius)
        self.used.add(edge)


def find_crossings(lines: Lines, old: Mapping[int, tuple[int, int]] | None = None) -> Crossings:
    """Return the edges of the lines that cross a border."""
    graph, country = lines.graph, lines.country
    cross = country[graph.u] != country[graph.v]
    label = components(graph.longitude.size, graph.u[~cross], graph.v[~cross])
    length = np.bincount(label[graph.u[~cross]], weights=graph.km[~cross], minlength=int(label.max()) + 1)
    ends = {int(edge): (int(graph.u[edge]), int(graph.v[edge])) for edge in np.flatnonzero(cross)}
    weight = {edge: float(length[label[list(pair)]].min()) for edge, pair in ends.items()}
    by_pair: dict[Pair, list[int]] = defaultdict(list)
    for edge, (u, v) in ends.items():
        by_pair[_pair(str(country[u]), str(country[v]))].append(edge)
    return Crossings(lines, ends, weight, dict(by_pair), old or {})


def set_crossing(crossings: Crossings, row: Row) -> int | None:
    """Set a named crossing on the best edge across its border and return that edge.

    Without one its sides stay where they were put, and None comes back; then the row must give a length.
    """
    graph = crossings.lines.graph
    places = [(row[f"{side}_longitude"], row[f"{side}_latitude"]) for side in ("from", "to")]
    found = []
    for edge in crossings.between(row["from_country"], row["to_country"]):
        ends = crossings.ordered(edge, row["from_country"])
        if edge in crossings.old:
            u, v = crossings.old[edge]
            ends = (u, v) if crossings.lines.country[u] == row["from_country"] else (v, u)
        away = AWAY[crossings.lines.mode](
            _apart(graph.longitude, graph.latitude, end, place) for end, place in zip(ends, places, strict=True)
        )
        if away <= REACH:
            found.append((round(away), -crossings.weight[edge], float(graph.km[edge]), edge))
    if not found:
        if row["length"] is None:
            mode = crossings.lines.mode
            raise ValueError(f"gate {row['id']}: no {mode} edge crosses the border there and no length is given")
        return None
    edge = min(found)[3]
    row |= _placed(crossings, edge, row["from_country"])
    radius, sides = NAMED[crossings.lines.mode]
    crossings.strike(edge, radius, sides=sides)
    return edge


def unnamed(crossings: Crossings) -> Iterator[tuple[str, str, int, Row]]:
    """Give country, other country, number from the north and places of every crossing that no named one stands for."""
    graph, radius = crossings.lines.graph, PLACE[crossings.lines.mode]
    for one, other in sorted(crossings.by_pair):
        chosen = []
        while left := crossings.between(one, other):
            best = min(left, key=lambda edge: (-crossings.weight[edge], graph.km[edge], edge))
            crossings.strike(best, radius)
            chosen.append(best)
        chosen.sort(
            key=lambda edge: (-graph.latitude[crossings.ends[edge][0]], graph.longitude[crossings.ends[edge][0]])
        )
        for count, edge in enumerate(chosen, start=1):
            yield one, other, count, _placed(crossings, edge, one)


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _placed(crossings: Crossings, edge: int, first: str) -> Row:
    graph = crossings.lines.graph
    a, b = crossings.ordered(edge, first)
    return {
        "from_longitude": float(graph.longitude[a]),
        "from_latitude": float(graph.latitude[a]),
        "to_longitude": float(graph.longitude[b]),
        "to_latitude": float(graph.latitude[b]),
        "length": float(graph.km[edge]),
    }


def _apart(
    longitude: NDArray[np.float64], latitude: NDArray[np.float64], node: int, place: tuple[float, float]
) -> float:
    return float(hand.near(longitude[[node]], latitude[[node]], place)[0])
