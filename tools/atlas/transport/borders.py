"""Cuts roads at the borders they cross, so that a crossing is as long as a border post and each country has its part."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tools.atlas.transport import hand
from tools.atlas.transport.lines import Lines
from tools.atlas.transport.parse import Graph
from tools.atlas.transport.tags import Polygons, country_of

__all__ = ["at_borders"]

SHORT = 2.0
"""An edge across a border no longer than this [km] is left as it is."""
HALF = 0.3
"""The sides of a crossing lie this far from the border [km]."""
WAY_ROUND, MORE = 1.06, 1.0
"""A post lies on an edge when the way by the post is at most this part of the edge's length and so many km more."""
SAMPLES = 65
"""Places along an edge whose country tells where its chord crosses the border."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Cuts:
    """Edges that are cut: where along each the border lies, and where its two sides are."""

    edge: NDArray[np.int64]
    share: Numbers
    longitude: Numbers
    """Of the side towards u and of the side towards v."""
    latitude: Numbers
    half: Numbers


def at_borders(lines: Lines, polygons: Polygons) -> tuple[Lines, dict[int, tuple[int, int]]]:
    """Return the lines with each edge across a border cut there, and the old ends of each edge that crosses one now.

    An edge that passes the place of a border post in the hand table `posts` (the way by it is no longer than the edge) is
    cut there, any other where its chord crosses the outline of the countries.
    """
    graph, country = lines.graph, lines.country
    edge = np.flatnonzero((country[graph.u] != country[graph.v]) & (graph.km > SHORT))
    found = _chord(graph, edge, _shares(graph, country, edge, polygons))
    pairs = {row["id"]: {row["from_country"], row["to_country"]} for row in hand.rows("gates")}
    for row in hand.rows("posts"):
        _set_post(lines, found, pairs[row["id"]], (float(row["longitude"]), float(row["latitude"])))
    across = range(graph.u.size, graph.u.size + edge.size)
    old = {new: (int(graph.u[here]), int(graph.v[here])) for new, here in zip(across, edge, strict=True)}
    return _with_cuts(lines, found), old


def _shares(graph: Graph, country: NDArray[np.str_], edge: NDArray[np.int64], polygons: Polygons) -> Numbers:
    """Return where along each edge the country changes: as many places before as can be are u's, after it v's."""
    share = np.linspace(0.0, 1.0, SAMPLES)
    longitude, latitude = _along(graph, edge, share[None, :])
    tags = country_of(longitude.ravel(), latitude.ravel(), polygons).reshape(longitude.shape)
    before = np.cumsum(tags == country[graph.u[edge]][:, None], axis=1)
    after = np.cumsum((tags == country[graph.v[edge]][:, None])[:, ::-1], axis=1)[:, ::-1]
    border = np.argmax(before[:, :-1] + after[:, 1:], axis=1)
    result: Numbers = (share[border] + share[border + 1]) / 2
    return result


def _along(graph: Graph, edge: NDArray[np.int64], share: Numbers) -> tuple[Numbers, Numbers]:
    """Return longitude and latitude at shares of the chords."""
    u, v = graph.u[edge][:, None], graph.v[edge][:, None]
    step = (graph.longitude[v] - graph.longitude[u] + 180.0) % 360.0 - 180.0
    longitude = (graph.longitude[u] + share * step + 180.0) % 360.0 - 180.0
    return longitude, graph.latitude[u] + share * (graph.latitude[v] - graph.latitude[u])


def _chord(graph: Graph, edge: NDArray[np.int64], share: Numbers) -> _Cuts:
    """Return cuts at shares of the chords, both sides within the edge."""
    km = graph.km[edge]
    half = np.minimum(HALF, km / 8)
    share = np.clip(share, 2 * half / km, 1 - 2 * half / km)
    sides = np.stack([share - half / km, share + half / km], axis=1)
    return _Cuts(edge, share, *_along(graph, edge, sides), half)


def _set_post(lines: Lines, found: _Cuts, pair: set[str], post: tuple[float, float]) -> None:
    """Set the cut of the edge that passes a border post at the post, its sides towards the ends of the edge."""
    graph, u, v = lines.graph, lines.graph.u[found.edge], lines.graph.v[found.edge]
    right = np.isin(lines.country[u], list(pair)) & np.isin(lines.country[v], list(pair))
    apart = np.stack([hand.near(graph.longitude[side], graph.latitude[side], post) for side in (u, v)], axis=1)
    excess = np.where(right, apart.sum(axis=1) / (WAY_ROUND * graph.km[found.edge] + MORE), np.inf)
    row = int(np.argmin(excess))
    if excess[row] > 1.0:
        return
    ends = np.asarray([u[row], v[row]])
    km, half = float(graph.km[found.edge[row]]), float(found.half[row])
    found.share[row] = np.clip(apart[row, 0] / apart[row].sum(), 2 * half / km, 1 - 2 * half / km)
    part = np.minimum(half, 0.5 * apart[row]) / np.maximum(apart[row], 1e-9)
    found.longitude[row] = post[0] + part * (graph.longitude[ends] - post[0])
    found.latitude[row] = post[1] + part * (graph.latitude[ends] - post[1])


def _with_cuts(lines: Lines, found: _Cuts) -> Lines:
    """Return the lines with each cut edge in three: to the border (in its old place), then all across, then all beyond."""
    graph, edge = lines.graph, found.edge
    count = graph.longitude.size
    near = np.arange(count, count + 2 * edge.size, 2)
    u, v, km = graph.u[edge], graph.v[edge], graph.km[edge]
    heads, lengths = graph.v.copy(), graph.km.copy()
    heads[edge], lengths[edge] = near, found.share * km - found.half
    cut = replace(
        graph,
        longitude=np.append(graph.longitude, found.longitude.ravel().round(3)),
        latitude=np.append(graph.latitude, found.latitude.ravel().round(3)),
        u=np.concatenate([graph.u, near, near + 1]).astype(np.int32),
        v=np.concatenate([heads, near + 1, v]).astype(np.int32),
        km=np.concatenate([lengths, 2 * found.half, (1 - found.share) * km - found.half]),
    )
    sides = np.stack([lines.country[u], lines.country[v]], axis=1).ravel()
    return replace(lines, graph=cut, country=np.append(lines.country, sides))
