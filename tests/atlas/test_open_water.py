"""Straight lanes over enclosed seas."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from lodeway import atlas
from tools.atlas.transport.open_water import BASINS, with_harbours, with_straight_lanes
from tools.atlas.transport.sea import Sea

CORNER = ((30.0, 43.0), (34.0, 45.5), (38.0, 43.0))
"""Three places of the Black Sea; the lanes lead from the first to the last by the second."""
ISLAND = ("AAA", [np.asarray([(33.0, 42.0), (35.0, 42.0), (35.0, 44.5), (33.0, 44.5), (33.0, 42.0)])])


def lanes(passage: str = "") -> Sea:
    """Return two lanes with a corner between them."""
    longitude, latitude = (np.asarray(axis) for axis in zip(*CORNER, strict=True))
    km = np.asarray([425.0, 425.0])
    return Sea(longitude, latitude, np.asarray([0, 1]), np.asarray([1, 2]), km, [passage, ""])


def test_a_corner_over_open_water_is_cut() -> None:
    """A great circle joins two places whose lanes turn a corner; it is as long as the globe says."""
    cut = with_straight_lanes(lanes(), [])
    assert (cut.u[2:].tolist(), cut.v[2:].tolist()) == ([0], [2])
    assert cut.km[2] == pytest.approx(651.0, abs=1.0)  # 8 degrees at 43 N: 650.6 km
    assert cut.passage == ["", "", ""]


def test_land_is_gone_round() -> None:
    """No lane leads over an island; the way turns at its capes and is shorter than by the far corner."""
    cut = with_straight_lanes(lanes(), [ISLAND])
    capes = np.column_stack([cut.longitude, cut.latitude])[3:]
    assert capes.size
    assert np.hypot(*(capes[:, None] - ISLAND[1][0]).T).min(axis=0).max() < 0.1
    inner = shapely.Polygon(ISLAND[1][0]).buffer(-0.05)
    ends = np.stack([cut.u[2:], cut.v[2:]], axis=1)
    lines = shapely.linestrings(np.stack([cut.longitude[ends], cut.latitude[ends]], axis=-1))
    assert not shapely.intersects(inner, lines).any()
    matrix = csr_array((cut.km, (cut.u, cut.v)), shape=(cut.longitude.size, cut.longitude.size))
    assert 651.0 < dijkstra(matrix, directed=False, indices=[0])[0, 2] < 720.0


def test_a_passage_is_not_gone_round() -> None:
    """Places that only a passage joins get no lane beside it."""
    assert with_straight_lanes(lanes("bosphorus"), []).u.size == 2


def test_a_harbour_is_a_place_of_the_lanes() -> None:
    """One near a lane is joined to its nearest place and then straight to the others; one of a river and one at a place are not."""
    longitude, latitude = np.asarray([30.3, 34.0, 31.0]), np.asarray([43.2, 45.51, 46.5])
    joined = with_harbours(lanes(), longitude, latitude)
    assert (joined.longitude[3:].tolist(), joined.latitude[3:].tolist()) == ([30.3], [43.2])
    assert (joined.u[2:].tolist(), joined.v[2:].tolist(), joined.passage[2:]) == ([0], [3], [""])
    assert joined.km[2] == pytest.approx(33.0, abs=0.5)
    cut = with_straight_lanes(joined, [])
    assert {(2, 3), (1, 3)} <= set(zip(cut.u.tolist(), cut.v.tolist(), strict=True))


def test_lanes_of_the_atlas_cross_the_black_sea() -> None:
    """Lanes lead from one side of the Black Sea to the other without a port of call."""
    west, south, east, north = BASINS["Black Sea"]
    nodes, edges = atlas.read("sea_nodes"), atlas.read("sea_edges")
    inside = pl.col("longitude").is_between(west, east) & pl.col("latitude").is_between(south, north)
    own = set(nodes.filter(inside)["id"].to_list())
    lengths = [km for u, v, km in edges.select("u", "v", "km").iter_rows() if u in own and v in own]
    assert max(lengths) > 500
