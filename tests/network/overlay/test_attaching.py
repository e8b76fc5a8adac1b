"""Places on the real network: sidings, stations, towns."""

from __future__ import annotations

import numpy as np
import pytest

from lodeway.network import Network, Terms, build, grow, path, weights
from lodeway.network.overlay.lines import Lines
from lodeway.network.places import Place
from lodeway.scenario import Scenario
from lodeway.schema.tables import MODES


def town(name: str, country: str, longitude: float, latitude: float) -> Place:
    """Return a town."""
    return Place(id=name, name=name, country=country, longitude=longitude, latitude=latitude, kind="town")


def shortest(network: Network, origin: str, destination: str, *modes: str) -> float:
    """Return the least kilometres between two places by some modes."""
    weight = weights(network, Terms(year=2026, by="distance", modes=frozenset(modes or MODES)))
    found = path(grow(network, origin, weight), destination)
    return found.km if found else float("inf")


def test_a_place_on_a_long_edge_splits_it(world: Scenario, railway: Lines) -> None:
    """A place in the middle of one railway edge is half the edge from either end."""
    own = railway.edges_of("KAZ")
    edge = own.start + int(np.argmax(np.where(railway.km[own] < 40, railway.km[own], 0.0)))
    ends = [
        (float(railway.longitude[node]), float(railway.latitude[node])) for node in (railway.u[edge], railway.v[edge])
    ]
    middle = tuple(float(np.mean(axis)) for axis in zip(*ends, strict=True))
    places = [
        town(name, "KAZ", *place) for name, place in zip(("one", "other", "middle"), (*ends, middle), strict=True)
    ]
    network = build(world, places=places)
    whole = shortest(network, "one", "other", "rail")
    assert whole == pytest.approx(railway.km[edge], abs=0.01)
    assert shortest(network, "one", "middle", "rail") == pytest.approx(whole / 2, rel=0.02)
    assert shortest(network, "middle", "other", "rail") == pytest.approx(whole / 2, rel=0.02)


def test_a_place_between_others_changes_no_way(world: Scenario) -> None:
    """Goods do not change mode in a place that is neither origin nor destination: its presence saves nothing."""
    ends = [town("almaty", "KAZ", 76.95, 43.25), town("aktau", "KAZ", 51.2, 43.65)]
    between = [town("zhetygen", "KAZ", 77.1, 43.7), town("kandyagash", "KAZ", 57.42, 49.47)]
    alone, among = build(world, places=ends), build(world, places=[*ends, *between])
    for by in ("cost", "distance"):
        one, other = (grow(network, "almaty", weights(network, Terms(year=2026, by=by))) for network in (alone, among))
        ways = [path(tree, "aktau") for tree in (one, other)]
        assert ways[0] is not None
        assert ways[1] is not None
        assert ways[0].weight == pytest.approx(ways[1].weight, rel=1e-9)


def test_a_mine_away_from_the_railway_loads_at_a_station(world: Scenario) -> None:
    """A mine far from any railway reaches one by road and pays for the change of mode once."""
    mine = Place(id="mine", name="Mine", country="KAZ", longitude=74.0, latitude=48.9)
    network = build(world, places=[mine, town("astana", "KAZ", 71.43, 51.13)])
    way = path(grow(network, "mine", weights(network, Terms(year=2026, modes=frozenset({"rail"})))), "astana")
    assert way is not None
    assert way.modes == ("road", "rail")
    change = next(row for row in world.transfers if (row.from_mode, row.to_mode) == ("road", "rail"))
    roads = [leg for leg in way.legs if network.legs.mode[leg] == MODES.index("road")]
    assert len(roads) == 1
    assert network.legs.hours[roads[0]] > change.delay


def test_places_are_attached_alike_in_any_order(world: Scenario) -> None:
    """Distances between places do not depend on the order in which they are given."""
    places = [
        town("tashkent", "UZB", 69.28, 41.3),
        town("samarkand", "UZB", 66.97, 39.65),
        town("bukhara", "UZB", 64.43, 39.77),
    ]
    one, other = build(world, places=places), build(world, places=places[::-1])
    assert shortest(one, "tashkent", "bukhara") == shortest(other, "tashkent", "bukhara")
