"""Really different ways."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.errors import UsageError
from lodeway.network import Network
from lodeway.network.analysis.reach import reach
from lodeway.network.routes.alternatives import alternatives
from tests.network.overlays import Case, cases, ends, places
from tests.network.overlays import network as overlay


def stretches(network: Network, way: tuple[int, ...]) -> dict[tuple[object, ...], float]:
    """Return the kilometres of each stretch of a way, a leg and its mirror image being one and the same."""
    found: dict[tuple[object, ...], float] = {}
    for leg in way:
        nodes = network.leg_nodes[network.leg_start[leg] : network.leg_start[leg + 1]].tolist()
        steps = list(pairwise(nodes))
        ends = np.stack([network.node_longitude[nodes], network.node_latitude[nodes]]).astype(float)
        chord = np.hypot(np.diff(ends[0]) * np.cos(np.radians(ends[1, :-1])), np.diff(ends[1]))
        chord = chord if chord.sum() else np.ones(len(steps))
        for step, km in zip(steps, chord / chord.sum() * network.legs.km[leg], strict=True):
            key = (*sorted(step), int(network.legs.mode[leg]), int(network.legs.link[leg]), int(network.legs.gate[leg]))
            found[key] = found.get(key, 0.0) + float(km)
    return found


def overlap(network: Network, one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the kilometres that two ways have in common over those of the shorter one."""
    here, there = stretches(network, one), stretches(network, other)
    return sum(min(here[key], there[key]) for key in here.keys() & there.keys()) / min(
        sum(here.values()), sum(there.values())
    )


@given(cases(), st.sampled_from([0.0, 0.5, 0.8]))
def test_ways_differ_and_the_first_is_the_best(case: Case, limit: float) -> None:
    """Ways lead from start to end, pass no place twice, are sorted, within three times the best, and share little."""
    start, end = case.ends
    found = alternatives(case.network, case.weight, start, end, count=4, overlap=limit)
    best = reach(case.network, case.weight, start).weight[end]
    weights = [case.weight[list(way)].sum() for way in found]
    assert len(found) <= 4
    assert weights[:1] == ([best] if np.isfinite(best) else [])
    assert weights == sorted(weights)
    legs = case.network.legs
    for way, weight in zip(found, weights, strict=True):
        passed = [start, *(int(legs.head[leg]) for leg in way)]
        assert passed == [*(int(legs.tail[leg]) for leg in way), end]
        assert len(set(passed)) == len(passed)
        assert weight <= 3 * best * (1 + 1e-9)
    for one, other in combinations(found, 2):
        assert overlap(case.network, one, other) <= limit + 1e-9


def test_separate_ways_are_all_found() -> None:
    """Of three ways that share nothing all are found, and no fourth."""
    built = overlay([(0, 5, 300, -1), (0, 1, 200, -1), (1, 5, 200, 0), (0, 2, 250, 1), (2, 5, 250, -1)])
    start, end = places(built)[0], places(built)[-1]
    found = alternatives(built, built.legs.km, start, end, count=4)
    assert [built.legs.km[list(way)].sum() for way in found] == [300, 400, 500]


def test_parallel_links_are_different_ways() -> None:
    """Two links between the same places are two ways, though both lead past the same places."""
    built = overlay([(0, 5, 300, -1), (0, 5, 350, -1)])
    start, end = places(built)[0], places(built)[-1]
    found = alternatives(built, built.legs.km, start, end, count=2)
    assert [built.legs.km[list(way)].sum() for way in found] == [300, 350]


def test_too_heavy_ways_are_left_out() -> None:
    """A way of more than `stretch` times the best does not count."""
    built = overlay([(0, 5, 100, -1), (0, 5, 150, -1), (0, 5, 301, -1)])
    start, end = places(built)[0], places(built)[-1]
    assert len(alternatives(built, built.legs.km, start, end, count=3)) == 2
    assert len(alternatives(built, built.legs.km, start, end, count=3, stretch=1.4)) == 1
    assert len(alternatives(built, built.legs.km, start, end, count=3, stretch=3.1)) == 3


@pytest.mark.parametrize(
    ("count", "bearable", "lengths"),
    [(2, 1.5, [1000, 1300]), (2, 1.2, [1000, 1100]), (3, 1.5, [1000, 1100, 1300]), (2, 1.0, [1000, 1100])],
)
def test_ways_by_other_countries_go_first_while_they_are_bearable(
    count: int, bearable: float, lengths: list[float]
) -> None:
    """A heavier way that keeps out of the best way's country is taken before a lighter one that does not, up to `bearable` times the best."""
    roads = [(0, 1, 500, -1), (1, 5, 500, -1), (0, 2, 550, -1), (2, 5, 550, -1), (0, 3, 650, -1), (3, 5, 650, -1)]
    built = overlay(roads, ("AAA", "BBB", "BBB", "CCC", "AAA", "AAA"))
    found = alternatives(built, built.legs.km, *ends(built, "p0", "p5"), count=count, bearable=bearable)
    assert [built.legs.km[list(way)].sum() for way in found] == lengths


def test_needless_local_detours_are_mended() -> None:
    """A way does not leave a line and come back to it for no more than to differ."""
    # The loop 2-3 beside the line is 40 km longer than the line itself and a small part of the way.
    main = [(0, 1, 400, -1), (1, 2, 400, -1), (2, 3, 60, -1), (2, 3, 100, -1), (3, 4, 400, -1), (4, 5, 400, -1)]
    built = overlay(main)
    start, end = places(built)[0], places(built)[-1]
    found = alternatives(built, built.legs.km, start, end, count=3, overlap=0.99)
    assert [built.legs.km[list(way)].sum() for way in found] == [1660]


def test_no_way_and_the_way_to_oneself() -> None:
    """Where no way leads there are none, and to the place itself the one without legs."""
    built = overlay([(0, 1, 100, -1), (4, 5, 100, -1), (1, 2, 10, -1), (3, 4, 10, -1)])
    start, end = places(built)[0], places(built)[-1]
    assert alternatives(built, built.legs.km, start, end, count=2) == ()
    assert alternatives(built, built.legs.km, start, start, count=2) == ((),)


@pytest.mark.parametrize(
    "wrong", [{"count": 0}, {"count": 1, "overlap": 1.5}, {"count": 1, "stretch": 0.5}, {"count": 1, "bearable": 0.9}]
)
def test_options_out_of_range_are_errors(wrong: dict[str, float]) -> None:
    """No ways, more than all shared, or less than the best is not to be asked for."""
    built = overlay([(0, 5, 300, -1), (0, 5, 350, -1)])
    with pytest.raises(UsageError, match=r"count \S+ must be 1 or more"):
        alternatives(built, built.legs.km, *places(built)[:2], **wrong)  # type: ignore[arg-type]


def test_dostyk_to_rotterdam_has_different_ways(network: Network) -> None:
    """From Dostyk to Rotterdam lead five ways, no two of which share more than four fifths, by different gates."""
    legs = network.legs
    weight = legs.cost + 0.02 * legs.hours
    weight[(legs.opens > 2026) | ((legs.closes > 0) & (legs.closes <= 2026))] = np.inf
    start, end = ends(network, "dostyk-station", "rotterdam-quay")
    found = alternatives(network, weight, start, end, count=5)
    assert len(found) == 5
    assert max(overlap(network, *pair) for pair in combinations(found, 2)) <= 0.81
    assert len({tuple(legs.gate[list(way)][legs.gate[list(way)] >= 0]) for way in found}) == 5


def test_the_caspian_is_the_other_way_from_konchoch_to_houston(network: Network) -> None:
    """Without Russia, China and Afghanistan concentrate from Konchoch goes through Iran, and otherwise over the Caspian."""
    legs = network.legs
    weight = legs.cost + 0.02 * legs.hours
    weight[(legs.opens > 2026) | ((legs.closes > 0) & (legs.closes <= 2026))] = np.inf
    banned = np.isin(np.asarray(network.terminal_country), ["RUS", "CHN", "AFG"])
    weight[banned[legs.tail] | banned[legs.head]] = np.inf
    start, end = ends(network, "konchoch", "houston-quay")
    found = alternatives(network, weight, start, end, count=2)
    gates = [{network.gates[gate].id for gate in legs.gate[list(way)] if gate >= 0} for way in found]
    assert "bandar-abbas" in gates[0]
    assert "aktau-alat" in gates[1]
