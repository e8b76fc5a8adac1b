"""What a search is judged by and what it may not use."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lodeway.errors import NoRouteError, UsageError
from lodeway.network import Network, Path, Terms, build, grow, path, weights
from lodeway.network.routes.reasons import no_route
from lodeway.network.sample import sample
from lodeway.network.search.terms import OBJECTIVES

FREE = Terms(year=2026, time_value=0.1)
PAIRS = [("almaty", "rotterdam-quay"), ("konchoch", "yokohama-quay"), ("tashkent", "houston-quay")]


def find(network: Network, start: str, end: str, terms: Terms, **ends: str) -> Path | None:
    """Return the best way under terms."""
    return path(grow(network, start, weights(network, terms, **ends)), end)


def figures_of(way: Path) -> tuple[float, float, float, float]:
    """Return what each objective counts."""
    return way.cost + FREE.time_value * way.hours, way.hours, way.km, way.co2


@pytest.mark.parametrize("pair", PAIRS)
def test_each_objective_is_least_where_it_is_asked_for(network: Network, pair: tuple[str, str]) -> None:
    """The way by cost costs least, by time takes least, by distance is shortest, by CO2 emits least."""
    ways = {by: find(network, *pair, replace(FREE, by=by)) for by in OBJECTIVES}
    for number, by in enumerate(OBJECTIVES):
        figures = [figures_of(way)[number] for way in ways.values() if way]
        best = ways[by]
        assert best is not None
        assert min(figures) >= figures_of(best)[number] * (1 - 1e-5)


@pytest.mark.parametrize("by", OBJECTIVES)
def test_a_ban_never_helps(network: Network, by: str) -> None:
    """Under every objective, barring a country or closing a gate never makes the best way better."""
    for pair in PAIRS:
        free = find(network, *pair, replace(FREE, by=by))  # type: ignore[arg-type]
        assert free is not None
        closures = [{"avoid": frozenset({code})} for code in free.countries[1:-1]]
        closures += [{"gates": frozenset({network.gates[gate].id})} for gate in free.gates]
        for closure in closures:
            way = find(network, *pair, replace(FREE, by=by, **closure))  # type: ignore[arg-type]
            assert way is None or way.weight >= free.weight * (1 - 1e-12)
            assert way is None or not closure.get("avoid", frozenset()) & set(way.countries)


def test_transit_ban_lets_goods_begin_and_end(network: Network) -> None:
    """Under a transit ban goods leave their own country but do not come back into it; under a full ban there is no way."""
    ends = {"origin": "KAZ", "destination": "NLD"}
    banned = replace(FREE, avoid=frozenset({"KAZ"}))
    assert find(network, "almaty", "rotterdam-quay", banned, **ends) is None
    way = find(network, "almaty", "rotterdam-quay", replace(banned, ban="transit"), **ends)
    assert way is not None
    assert way.countries.count("KAZ") == 1


def test_modes_bar_all_but_the_access(network: Network) -> None:
    """By rail and sea alone only the access of a mine is by road; by sea alone nothing leaves the Caspian."""
    way = find(network, "konchoch", "yokohama-quay", replace(FREE, modes=frozenset({"rail", "sea"})))
    assert way is not None
    road = [leg for leg in way.legs if network.legs.mode[leg] == 1]
    assert road == [way.legs[0]]
    sea = replace(FREE, modes=frozenset({"sea"}))
    assert find(network, "aktau-station", "rotterdam-quay", sea) is None


def test_the_reason_names_what_cuts_the_way(network: Network) -> None:
    """With every neighbour barred the reason names bans each of which alone would open a way."""
    barred = frozenset({"RUS", "CHN", "UZB", "KGZ", "TKM", "AZE", "IRN", "JPN"})
    error = no_route(network, "almaty", "rotterdam-quay", replace(FREE, avoid=barred), ends=("KAZ", "NLD"))
    assert isinstance(error, NoRouteError)
    assert error.exit_code == 3
    assert "JPN is barred" not in error.cuts
    for cut in error.cuts:
        opened = replace(FREE, avoid=barred - {cut.split()[0]})
        kept = frozenset(name.split()[0] for name in error.cuts)
        assert find(network, "almaty", "rotterdam-quay", replace(FREE, avoid=kept)) is None
        assert find(network, "almaty", "rotterdam-quay", replace(FREE, avoid=kept - {cut.split()[0]})) is not None
        assert opened.avoid < barred


def test_unknown_names_are_answered_with_the_nearest(network: Network) -> None:
    """A country, gate or mode that does not exist is an error, the nearest gate is named."""
    with pytest.raises(UsageError, match="XXX"):
        weights(network, replace(FREE, avoid=frozenset({"XXX"})))
    with pytest.raises(UsageError, match="khorgos"):
        weights(network, replace(FREE, gates=frozenset({"khorgs"})))
    with pytest.raises(UsageError, match="rail, road, sea, ferry"):
        weights(network, replace(FREE, modes=frozenset({"air"})))


def test_closed_legs_are_infinite_and_others_are_not(network: Network) -> None:
    """Closing a gate shuts its legs alone."""
    free, closed = weights(network, FREE), weights(network, replace(FREE, gates=frozenset({"khorgos"})))
    number = next(number for number, gate in enumerate(network.gates) if gate.id == "khorgos")
    changed = np.flatnonzero(free != closed)
    assert changed.size
    assert (network.legs.gate[changed] == number).all()


def test_a_candidate_without_an_opening_year_is_no_way() -> None:
    """A railway that may be built, nobody says when, is not there for those who ask for a way."""
    plain = sample()
    rail, lane = plain.links
    network = build(replace(plain, links=(replace(rail, status="candidate"), lane)))
    counted = weights(network, Terms(year=2026))
    assert np.isinf(counted[network.legs.link == [link.id for link in network.links].index("line")]).all()
    assert np.isfinite(counted[network.legs.link == [link.id for link in network.links].index("lane")]).all()


@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf")])
def test_a_cost_of_time_is_a_number_of_0_or_more(network: Network, value: float) -> None:
    """Anything else would give ways without end, or none."""
    with pytest.raises(UsageError, match="allowed is any number of 0 or more"):
        weights(network, replace(FREE, time_value=value))
    with pytest.raises(UsageError, match="co2_price"):
        weights(network, replace(FREE, co2_price=value))
