"""Distances against figures published elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lodeway.network import Network, route
from lodeway.network.overlay.lines import Lines


@pytest.mark.parametrize(
    ("origin", "destination", "published", "tolerance"),
    [
        ("zhetygen", "altynkol", 293, 0.03),  # oceansky-logistics.com, news 82
        ("baku", "kars", 840, 0.04),  # raillynews.com, 2016-08: "up to 840" km
    ],
)
def test_railway_is_as_long_as_published(
    network: Network, origin: str, destination: str, published: float, tolerance: float
) -> None:
    """Rail distances agree with the published ones within the tolerance of simplified lines."""
    assert route(network, origin, destination, year=2026).km == pytest.approx(published, rel=tolerance)


def test_shanghai_rotterdam_goes_through_suez_and_is_as_long_as_published(network: Network) -> None:
    """Shanghai-Rotterdam is 10,600 nautical miles through Suez (porteconomicsmanagement.org)."""
    way = route(network, "shanghai-quay", "rotterdam-quay", year=2026)
    assert "suez" in [network.gates[gate].id for gate in way.gates]
    assert way.km == pytest.approx(19_631, rel=0.01)


def test_middle_corridor_is_as_long_as_published(network: Network) -> None:
    """Khorgos-Aktau and Baku-Poti by rail are 4,256 km (silkroute.news, 2025-11; ends not stated)."""
    rail = (
        route(network, "khorgos-station", "aktau-station", year=2026).km
        + route(network, "baku", "poti-quay", year=2026, avoid=frozenset({"RUS"})).km
    )
    assert rail == pytest.approx(4_256, rel=0.08)


def test_trans_siberian_railway_is_as_long_as_published(
    railway: Lines, rail_km: Callable[[str, int, int], float]
) -> None:
    """Moscow-Vladivostok within Russia is 9,289 km; simplified lines come out some 5 % shorter."""
    moscow, _ = railway.nearest("RUS", 37.65, 55.75)
    vladivostok, _ = railway.nearest("RUS", 131.88, 43.115)
    assert rail_km("RUS", moscow, vladivostok) == pytest.approx(9_289, rel=0.06)


def test_new_line_saves_what_its_financiers_say(network: Network) -> None:
    """The line Mointy-Kyzylzhar makes the way from China to Aktau 149 km shorter once it is open (Astana Times, 2026-02)."""
    before = route(network, "dostyk-station", "aktau-station", year=2026)
    after = route(network, "dostyk-station", "aktau-station", year=2030)
    assert before.km - after.km == pytest.approx(149, rel=0.1)
    assert "mointy-kyzylzhar" in {network.links[link].id for link in network.legs.link[list(after.legs)] if link >= 0}
