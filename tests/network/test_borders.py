"""Countries, borders, bans and dates on the real network."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from lodeway.errors import NoRouteError
from lodeway.network import Network, Path, path, route, tree
from lodeway.network.overlay.laying import NEVER
from tests.network.overlays import by_rail

PAIRS = [
    ("almaty", "rotterdam-quay"),
    ("konchoch", "yokohama-quay"),
    ("tashkent", "houston-quay"),
    ("ulaanbaatar", "yokohama-quay"),
    ("almaty", "kashgar"),
]


def gates(network: Network, way: Path) -> list[str]:
    """Return the ids of the gates a way passes."""
    return [network.gates[gate].id for gate in way.gates]


def test_almaty_tashkent_stays_out_of_kyrgyzstan(network: Network) -> None:
    """The railway from Almaty to Tashkent runs through Kazakhstan and Uzbekistan alone."""
    way = by_rail(network, "almaty", "tashkent")
    assert way.countries == ("KAZ", "UZB")
    assert gates(network, way) == ["saryagash"]
    assert "KGZ" not in route(network, "almaty", "tashkent", year=2026).countries


def test_caspian_has_no_way_to_the_ocean(network: Network) -> None:
    """Without rail on its western shore nothing sails from Aktau to Rotterdam: the Volga-Don canal is no sea."""
    shore = frozenset({"RUS", "AZE", "IRN", "TKM", "CHN", "UZB", "KGZ"})
    with pytest.raises(NoRouteError, match="no way leads"):
        route(network, "aktau-station", "rotterdam-quay", year=2026, avoid=shore)


def test_no_way_touches_a_country_to_avoid(network: Network) -> None:
    """Ways that avoid countries have none of them among theirs and are never cheaper."""
    for origin, destination in PAIRS:
        free = route(network, origin, destination, year=2026)
        for avoid in ({"RUS"}, {"RUS", "CHN"}, {"RUS", "IRN"}):
            found = path(tree(network, origin, year=2026, avoid=frozenset(avoid)), destination)
            if found is not None:
                assert not avoid & set(found.countries)
                assert found.weight >= free.weight - 1e-9


def test_closing_a_gate_is_never_cheaper(network: Network) -> None:
    """Closing any gate of the best way gives a way around it that costs at least as much, or none."""
    for origin, destination in PAIRS:
        best = route(network, origin, destination, year=2026)
        for gate in dict.fromkeys(best.gates):
            closed = np.arange(len(network.gates)) == gate
            around = path(tree(network, origin, year=2026, gate_closed=closed), destination)
            assert around is None or (gate not in around.gates and around.weight >= best.weight - 1e-9)


def test_ways_are_as_cheap_there_as_back(network: Network) -> None:
    """Figures of a way and of the way back agree where handling costs the same in both directions."""
    for origin, destination in PAIRS:
        there = route(network, origin, destination, year=2026, time_value=0.1)
        back = route(network, destination, origin, year=2026, time_value=0.1)
        assert back.weight == pytest.approx(there.weight, rel=1e-9)


def test_tajik_antimony_leaves_by_a_railway_and_a_named_crossing(network: Network) -> None:
    """From Konchoch goods go by road to a Tajik station and cross into Uzbekistan at a place with a name."""
    way = by_rail(network, "konchoch", "yokohama-quay")
    crossing = next(network.gates[gate] for gate in way.gates)
    assert {crossing.from_country, crossing.to_country} == {"TJK", "UZB"}
    assert not crossing.id.startswith("x-")
    assert "rail" in way.modes
    assert any(
        flag.startswith("konchoch:") and "km by road to the nearest railway of TJK" in flag for flag in network.flags
    )


def test_each_border_is_crossed_through_a_gate(network: Network) -> None:
    """No leg joins two countries on land unless it is a gate or a link made by hand."""
    legs, country = network.legs, np.asarray(network.terminal_country)
    joins = (country[legs.tail] != country[legs.head]) & (country[legs.tail] != "") & (country[legs.head] != "")
    free = joins & (legs.gate < 0)
    assert (legs.link[free] >= 0).all()


def test_construction_opens_in_its_year(network: Network) -> None:
    """The railway from Kashgar to Osh is used from 2031 on, as it opens, and not before."""
    before, after = (by_rail(network, "osh", "kashgar", year=year) for year in (2030, 2031))
    assert "torugart" not in gates(network, before)
    assert "torugart" in gates(network, after)
    assert after.weight < before.weight


def test_closed_gate_stays_closed(network: Network) -> None:
    """No leg of the closed crossing between Kars and Gyumri is open in any year; the way there leads through Georgia."""
    number = next(number for number, gate in enumerate(network.gates) if gate.id == "akyaka")
    assert (network.legs.opens[network.legs.gate == number] == NEVER).all()
    assert "GEO" in route(network, "kars", "gyumri", year=2026, avoid=frozenset({"IRN"})).countries


def test_users_of_kuryk_pass_its_branch(network: Network) -> None:
    """Freight from Almaty through Kuryk passes the gate of the branch Borzhakty-Ersai."""
    aktau = np.asarray([gate.id == "aktau" for gate in network.gates])
    way = path(
        tree(network, "almaty", year=2026, avoid=frozenset({"RUS", "TKM", "IRN"}), gate_closed=aktau), "alat-quay"
    )
    assert way is not None
    assert gates(network, way)[:3] == ["ersai", "kuryk", "kuryk-alat"]


def test_countries_follow_from_terminals(network: Network) -> None:
    """The countries of a way are those of its terminals, and consecutive legs meet."""
    way = route(network, "konchoch", "rotterdam-quay", year=2026)
    legs = network.legs
    assert all(legs.head[one] == legs.tail[other] for one, other in pairwise(way.legs))
    touched = {network.terminal_country[terminal] for leg in way.legs for terminal in (legs.tail[leg], legs.head[leg])}
    assert set(way.countries) == touched - {""}
