"""What is told of a way adds up."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from lodeway.network import Network, Terms, grow, path, weights
from lodeway.network.routes.answer import answer, flags_of

TERMS = Terms(year=2026, time_value=0.1)


@pytest.mark.parametrize(
    ("origin", "destination"),
    [("konchoch", "yokohama-quay"), ("almaty", "rotterdam-quay"), ("aktau-station", "poti-quay"), ("osh", "kashgar")],
)
def test_legs_and_modes_add_up(network: Network, origin: str, destination: str) -> None:
    """Kilometres, hours, costs and CO2 of the legs are those of the way; so are the kilometres by mode."""
    way = path(grow(network, origin, weights(network, TERMS)), destination)
    assert way is not None
    told = answer(network, way, TERMS)
    for key, digits in (("km", 1), ("hours", 1), ("cost", 2), ("freight", 2), ("co2", 2)):
        total = sum(leg[key] for leg in told["legs"])
        assert total == pytest.approx(told[key], abs=10**-digits * len(told["legs"]))
    assert sum(told["km_by_mode"].values()) == pytest.approx(told["km"], abs=0.5)
    assert told["cost"] == pytest.approx(told["freight"] + 0.1 * told["hours"], abs=0.02)
    gates = [leg["gate"] for leg in told["legs"] if leg["gate"]]
    assert list(dict.fromkeys(gates)) == told["gates"]


def test_legs_follow_each_other(network: Network) -> None:
    """Each leg begins where the one before it ended."""
    way = path(grow(network, "konchoch", weights(network, TERMS)), "yokohama-quay")
    assert way is not None
    legs = answer(network, way, TERMS)["legs"]
    assert legs[0]["from"] == "konchoch"
    assert legs[-1]["to"] == "yokohama-quay"
    assert all(one["to"] == other["from"] for one, other in pairwise(legs))


def test_gauge_changes_are_counted(network: Network) -> None:
    """From Almaty to Kars by the Caspian the gauge changes once, between Georgia and Turkey."""
    terms = Terms(year=2026, by="distance", avoid=frozenset({"RUS", "IRN", "TKM"}), modes=frozenset({"rail", "sea"}))
    way = path(grow(network, "almaty", weights(network, terms)), "kars")
    assert way is not None
    told = answer(network, way, terms)
    assert told["gauge_changes"] == 1
    assert "akhalkalaki" in told["gates"]


def test_geometry_is_a_geojson_line(network: Network) -> None:
    """The geometry begins at the origin, ends at the destination and names the mode of each of its lines."""
    way = path(grow(network, "almaty", weights(network, TERMS)), "tashkent")
    assert way is not None
    shape = answer(network, way, TERMS, geometry=True)["geometry"]
    assert shape["type"] == "MultiLineString"
    assert shape["coordinates"][0][0] == pytest.approx([76.95, 43.34], abs=0.01)
    assert shape["coordinates"][-1][-1] == pytest.approx([69.29, 41.29], abs=0.01)
    assert len(shape["modes"]) == len(shape["coordinates"]) == len(shape["dashed"])


def test_a_flag_says_of_which_ways_it_is_true(network: Network) -> None:
    """The kilometres from Konchoch to the railway are told of the way that takes them, and of no other."""
    ends = "konchoch", "poti-quay"
    road, rail = (
        path(grow(network, ends[0], weights(network, replace(TERMS, modes=frozenset(modes)))), ends[1])
        for modes in (("road", "sea"), ("rail", "sea"))
    )
    assert road is not None
    assert rail is not None
    (told,) = flags_of(network, [rail], ends=ends)
    access = answer(network, rail, TERMS)["legs"][0]
    assert access["mode"] == "road"
    assert told == f"konchoch: {access['km']:.0f} km by road to the nearest railway of TJK"
    assert flags_of(network, [road], ends=ends) == []
    assert flags_of(network, [rail, rail], ends=ends) == [told]
    assert flags_of(network, [road, rail, rail], ends=ends) == [f"{told} (way 2, 3)"]
