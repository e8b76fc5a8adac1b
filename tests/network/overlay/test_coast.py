"""Distance from the coast, and which listed ports ships call at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lodeway.network import Terms, build, grow, path, weights
from lodeway.network.overlay.coast import from_coast
from lodeway.network.places import find_place
from lodeway.scenario import Scenario


@pytest.mark.parametrize(
    ("name", "longitude", "latitude", "least", "most"),
    [
        ("in the Atlantic", -30.0, 40.0, 0, 0),
        ("Majuro, an atoll too small for the map", 171.38, 7.09, 0, 0),
        ("Rotterdam", 4.47, 51.92, 0, 30),
        ("Ushuaia", -68.30, -54.80, 0, 30),
        ("Coventry, some 100 km from the Wash and the Severn", -1.51, 52.41, 80, 110),
        ("Berlin, some 150 km from Stettin Bay", 13.40, 52.52, 120, 170),
        ("Moscow, some 630 km from the Gulf of Finland", 37.62, 55.75, 590, 670),
        ("Suva, beyond the date line", 178.44, -18.14, 0, 20),
    ],
)
def test_distance_from_the_coast(name: str, longitude: float, latitude: float, least: float, most: float) -> None:
    """Places whose distance from the sea is known lie so far from the coast of the outlines."""
    assert least <= from_coast(longitude, latitude) <= most, name


@pytest.mark.parametrize(
    ("port", "called"), [("Ushuaia", True), ("Hamburg, DEU", True), ("Duisburg", False), ("Coventry, GBR", False)]
)
def test_ships_of_the_sea_call_at_ports_by_the_sea(world: Scenario, port: str, called: bool) -> None:
    """A ship leaves a listed port on the coast or by a lane up a river, and none from an inland port, which a flag says."""
    place = find_place(world, port)
    place = place if place.kind == "harbour" else replace(place, kind="harbour")
    network = build(world, places=(place, find_place(world, "Rotterdam")))
    search = weights(network, Terms(year=2026, modes=frozenset({"sea"})))
    assert (path(grow(network, place.id, search), "rotterdam") is not None) is called
    assert any("no seagoing ship calls there" in flag for flag in network.flags) is not called
