"""Shares of lines near features: against other programs, by properties of the sphere, and on the real network."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from lodeway.errors import UsageError
from lodeway.network import Network
from lodeway.network.geometry import distance, unit_vectors
from lodeway.network.hazards._nearness import Index, nearness
from lodeway.network.hazards.exposure import exposure
from lodeway.network.hazards.features import Features, read_features
from lodeway.network.hazards.shares import leg_exposure, line_exposure
from tests.network.overlays import by_rail

FAULTS = {
    "north of the Fergana valley": [[70.2, 41.0], [71.4, 41.5], [72.9, 41.3]],
    "south of it": [[69.5, 39.9], [70.9, 40.0], [72.6, 40.3]],
    "Chui": [[73.2, 42.6], [74.6, 42.75], [75.8, 42.6]],
    "Zarafshan": [[66.9, 39.5], [68.1, 40.2], [69.0, 40.3], [69.2, 41.2]],
    "Boysun": [[68.4, 38.6], [67.2, 38.1], [66.2, 38.5]],
    "Kura": [[44.5, 41.9], [46.2, 41.0], [48.1, 40.4]],
}
"""Lines made up for these tests; they are no geology."""

degrees = st.floats(-179.9, 179.9)
latitudes = st.floats(-70, 70)


def features(*geometries: Mapping[str, object]) -> Features:
    """Return geometries of GeoJSON as features."""
    rows = [{"type": "Feature", "id": number, "geometry": shape} for number, shape in enumerate(geometries)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "features.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), encoding="utf-8")
        return read_features(file)


def line(*points: tuple[float, float]) -> dict[str, object]:
    """Return a line of GeoJSON."""
    return {"type": "LineString", "coordinates": points}


@pytest.fixture(scope="module")
def faults() -> Features:
    """Return the made-up lines."""
    return features(*(line(*((x, y) for x, y in points)) for points in FAULTS.values()))


def test_shares_agree_with_a_buffer_in_a_plane() -> None:
    """Within 100 km of the middle of an equidistant projection its buffers give the same shares to a step of 1 km."""
    random = np.random.default_rng(3)
    ends = 70.0 + random.uniform(-0.6, 0.6, (60, 2)), 40.0 + random.uniform(-0.5, 0.5, (60, 2))
    fault = shapely.LineString(np.column_stack([70 + random.uniform(-0.5, 0.5, 6), 40 + random.uniform(-0.4, 0.4, 6)]))
    area = shapely.box(69.6, 40.1, 69.9, 40.3)
    plane = "+proj=aeqd +lat_0=40 +lon_0=70 +R=6371008.8 +units=m"
    zones = geopandas.GeoSeries([fault.segmentize(0.01), area.segmentize(0.01)], crs=4326).to_crs(plane)
    zone = zones.buffer(7_000, quad_segs=64).union_all()
    lines = shapely.linestrings(np.stack(ends, axis=-1))
    drawn = geopandas.GeoSeries(lines, crs=4326).segmentize(0.01).to_crs(plane)
    expected = drawn.intersection(zone).length / 1000
    found = line_exposure(
        ends[0][:, 0],
        ends[1][:, 0],
        ends[0][:, 1],
        ends[1][:, 1],
        features(json.loads(shapely.to_geojson(fault)), json.loads(shapely.to_geojson(area))),
        within=7,
    )
    km = distance(ends[0][:, 0], ends[1][:, 0], ends[0][:, 1], ends[1][:, 1])
    assert expected.sum() > 500
    assert np.abs(found.share * km - expected.to_numpy()).max() < 2.5
    assert abs((found.share * km).sum() / expected.sum() - 1) < 0.01


@given(st.lists(st.tuples(degrees, latitudes), min_size=2, max_size=12), degrees, latitudes, st.floats(1, 20_000))
def test_distance_to_points_is_the_least_great_circle(
    places: list[tuple[float, float]], longitude: float, latitude: float, limit: float
) -> None:
    """The nearest of any points is found wherever they lie, and nothing beyond the limit."""
    found = features({"type": "MultiPoint", "coordinates": places})
    apart, owner = nearness(Index.of(found), unit_vectors([longitude], [latitude]), limit)
    expected = float(distance(longitude, latitude, *np.asarray(places).T).min())
    if expected > limit + 1e-6:
        assert math.isinf(apart[0])
        assert owner[0] == -1
    elif expected < limit - 1e-6:
        assert apart[0] == pytest.approx(expected, abs=1e-6)
        assert owner[0] == 0


@given(degrees, latitudes, st.floats(-3, 3), st.floats(-3, 3), st.floats(-3, 3), st.floats(-3, 3))
def test_distance_to_a_line_is_that_to_its_nearest_point(
    longitude: float, latitude: float, east: float, north: float, aside: float, above: float
) -> None:
    """A line straight in degrees lies as far off as the nearest of 20,001 places on it."""
    share = np.linspace(0, 1, 20_001)
    end = longitude + east, latitude + north
    place = longitude + aside, latitude + above
    found, _ = nearness(
        Index.of(features(line((longitude, latitude), end))), unit_vectors([place[0]], [place[1]]), 2_000
    )
    expected = distance(*place, longitude + share * east, latitude + share * north).min()
    assert found[0] == pytest.approx(float(expected), abs=0.06)


@given(st.floats(0, 360), st.integers(0, 10_000))
def test_turning_the_globe_changes_nothing(turn: float, seed: int) -> None:
    """Shares are the same with every longitude moved on, over the 180th meridian too; areas with holes are cut there or not."""
    random = np.random.default_rng(seed)
    corner = random.uniform(-2, 0, 2)
    outer = np.array([(0, 0), (4, 0), (4, 3), (0, 3), (0, 0)]) + corner
    inner = np.array([(1, 1), (3, 1), (2, 2), (1, 1)]) + corner
    trace = random.uniform(-3, 3, (5, 2))
    ends = random.uniform(-4, 4, (4, 20))

    def shares(moved: float) -> np.ndarray:
        def at(points: np.ndarray) -> list[list[float]]:
            return [[(x + moved + 180) % 360 - 180, y] for x, y in points.tolist()]

        area = {"type": "Polygon", "coordinates": [at(outer), at(inner)]}
        found = features(area, {"type": "LineString", "coordinates": at(trace)})
        x, other = ((side + moved + 180) % 360 - 180 for side in (ends[0], ends[2]))
        return line_exposure(x, ends[1], other, ends[3], found, within=20).share

    assert np.abs(shares(turn) - shares(0)).max() < 0.02


def test_inside_an_area_counts_at_distance_nought() -> None:
    """With distance 0 a line counts inside an area but not in its hole."""
    ring = [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]
    hole = [[3, 3], [6, 3], [6, 6], [3, 6], [3, 3]]
    found = features({"type": "Polygon", "coordinates": [ring, hole]})
    shares = line_exposure([-3, 4, 7], [4.5, 4.5, 4.5], [12, 5, 8], [4.5, 4.5, 4.5], found, within=0)
    assert shares.share.tolist() == pytest.approx([6 / 15, 0, 1], abs=0.002)


def test_an_area_split_at_the_meridian_is_one_area() -> None:
    """Two halves on both sides of the 180th meridian, as RFC 7946 wants them, expose a line through both throughout."""
    halves = [[[[x, -1], [x + 5, -1], [x + 5, 1], [x, 1], [x, -1]]] for x in (175, -180)]
    found = features({"type": "MultiPolygon", "coordinates": halves})
    assert line_exposure([176], [0], [-176], [0], found, within=0).share.tolist() == pytest.approx([1.0])


@given(st.integers(0, 10_000), st.floats(0, 40), st.floats(0, 40))
def test_a_wider_distance_never_lowers_a_share(seed: int, one: float, other: float) -> None:
    """Shares grow with the distance and lie between low and high; a short line that is known has no range."""
    random = np.random.default_rng(seed)
    x, y = random.uniform(69, 73, 30), random.uniform(39, 42, 30)
    ends = x, y, x + random.uniform(-0.3, 0.3, 30), y + random.uniform(-0.3, 0.3, 30)
    found = features(line((69.5, 39.9), (70.9, 40.0), (72.6, 40.3)))
    near, far = (line_exposure(*ends, found, within=within) for within in sorted((one, other)))
    for shares in (near, far):
        assert (shares.low <= shares.share).all()
        assert (shares.share <= shares.high).all()
        assert (shares.low == shares.high)[~shares.uncertain].all()
    assert (near.share <= far.share).all()


def test_a_lines_direction_does_not_matter(faults: Features) -> None:
    """A line there and back has the same share."""
    random = np.random.default_rng(5)
    x, y, other, above = random.uniform(69, 73, (2, 50)).tolist() + random.uniform(39, 42, (2, 50)).tolist()
    there = line_exposure(x, other, y, above, faults, within=10).share
    back = line_exposure(y, above, x, other, faults, within=10).share
    assert 0 < there.mean() < 1
    assert there == pytest.approx(back, abs=1e-9)


@pytest.mark.parametrize("within", [-1.0, math.nan, math.inf])
def test_a_distance_is_a_number_from_nought(faults: Features, within: float) -> None:
    """A negative or infinite distance is a usage error."""
    with pytest.raises(UsageError, match="kilometres"):
        line_exposure([70], [40], [71], [41], faults, within=within)


def test_a_route_is_the_sum_of_its_parts(network: Network, faults: Features) -> None:
    """Kilometres of a route come to those of its legs, modes, countries and stretches, which lie in order without overlap."""
    way = by_rail(network, "konchoch", "poti-quay")
    found = exposure(network, way.legs, faults, within=15)
    legs = leg_exposure(network, faults, within=15)[list(way.legs)]
    assert found.km > 100
    assert found.length == pytest.approx(way.km)
    assert found.km == pytest.approx((legs["km"] * legs["share"]).sum(), rel=1e-6)
    assert found.share_low * found.length == pytest.approx((legs["km"] * legs["share_low"]).sum(), rel=1e-6)
    assert found.share_low < found.share < found.share_high
    for parts in (found.by_mode, found.by_country):
        assert sum(part.km for part in parts) == pytest.approx(found.km)
        assert sum(part.length for part in parts) == pytest.approx(found.length)
    assert sum(stretch.km for stretch in found.stretches) == pytest.approx(found.km)
    ends = [(stretch.start, stretch.start + stretch.km) for stretch in found.stretches]
    assert all(before[1] <= after[0] + 1e-6 for before, after in pairwise(ends))
    assert all(stretch.nearest <= 15 and stretch.leg in way.legs for stretch in found.stretches)


def test_legs_of_a_network_follow_their_lines(network: Network) -> None:
    """Every leg inside an area that covers a country has share 1, a port there too, and one elsewhere has 0."""
    ring = [[40.5, 41.0], [46.8, 41.0], [46.8, 43.7], [40.5, 43.7], [40.5, 41.0]]
    found = leg_exposure(network, features({"type": "Polygon", "coordinates": [ring]}), within=0)
    inside = found.filter(from_country="GEO", to_country="GEO")["share"]
    assert len(inside) > 10
    # Roads of the border run along the edges of the area.
    assert float((inside.to_numpy() > 0.95).mean()) > 0.9
    assert (found.filter(from_country="JPN")["share"] == 0).all()
    assert set(found.filter(gate="poti")["share"]) == {1.0}


def test_what_is_drawn_straight_is_uncertain(network: Network, faults: Features) -> None:
    """A dashed stretch counts as uncertain; a way known in short steps does not."""
    long = exposure(network, by_rail(network, "dostyk-station", "aktau-station").legs, faults, within=5)
    assert long.uncertain > 0.5
    short = line_exposure([70.0], [40.0], [70.1], [40.0], faults, within=5)
    assert not short.uncertain.any()
