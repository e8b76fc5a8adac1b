"""Where a place meets the lines: on a chord, on a long edge whose course nobody knows, or in a street near by."""

from __future__ import annotations

import numpy as np
import pytest

from lodeway.network.geometry import distance
from lodeway.network.overlay.lines import Lines

Point = tuple[float, float]


def lines(nodes: list[Point], edges: dict[tuple[int, int], float]) -> Lines:
    """Return the roads of one country: nodes by longitude and latitude, and how many times its chord each edge is long."""
    longitude, latitude = (np.asarray(axis) for axis in zip(*nodes, strict=True))
    u, v = (np.asarray(side, dtype=np.int32) for side in zip(*edges, strict=True))
    chord = distance(longitude[u], latitude[u], longitude[v], latitude[v])
    count = np.arange(len(nodes), dtype=np.int32)
    return Lines(
        mode="road",
        longitude=longitude,
        latitude=latitude,
        country=np.zeros(len(nodes), dtype=np.int16),
        codes=("KAZ",),
        u=u,
        v=v,
        km=np.asarray(chord) * np.asarray(list(edges.values())),
        edge_start=np.asarray([0, len(edges)]),
        nodes=count,
        node_start=np.asarray([0, len(nodes)]),
        component=np.zeros(len(nodes), dtype=np.int32),
        length=np.asarray([1000.0]),
    )


def test_a_place_where_a_long_edge_bulges_is_on_it() -> None:
    """A town 40 km off the chord of a road that is as long as the way by the town splits it where it lies."""
    town = (62.0, 45.36)
    halves = [float(distance(*town, *end)) for end in ((60.0, 45.0), (64.0, 45.0))]
    roads = lines([(60.0, 45.0), (64.0, 45.0)], {(0, 1): sum(halves) / float(distance(60.0, 45.0, 64.0, 45.0))})
    spot = roads.meet("KAZ", *town)
    assert spot is not None
    assert spot.apart == 0.0
    assert spot.share == pytest.approx(halves[0] / sum(halves))


def test_a_place_behind_the_end_of_a_long_edge_is_not_on_it() -> None:
    """A town 20 km behind the end of a road of 315 km is not on it, though the way by the town is hardly longer."""
    spot = lines([(60.0, 45.0), (64.0, 45.0)], {(0, 1): 1.05}).meet("KAZ", 59.75, 45.0)
    assert spot is not None
    assert spot.share == 0.0
    assert spot.apart == pytest.approx(19.7, abs=0.2)


def test_a_street_near_by_goes_before_a_long_edge() -> None:
    """A town with a street 3 km away meets that, not a road across the desert whose chord passes in 6 km."""
    roads = lines([(60.0, 45.0), (64.0, 45.0), (61.9, 45.08), (62.1, 45.08)], {(0, 1): 1.05, (2, 3): 1.0})
    spot = roads.meet("KAZ", 62.0, 45.107)
    assert spot is not None
    assert spot.edge == 1
    assert spot.apart == pytest.approx(3.0, abs=0.2)


def test_of_two_long_edges_the_nearer_is_taken() -> None:
    """A town that may lie on two long roads is on the one whose chord is nearer."""
    roads = lines([(60.0, 45.0), (64.0, 45.0), (60.0, 45.5), (64.0, 45.5)], {(0, 1): 1.05, (2, 3): 1.05})
    spot = roads.meet("KAZ", 62.0, 45.38)
    assert spot is not None
    assert spot.edge == 1
