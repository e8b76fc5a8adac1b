"""All places from one, and matrices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.errors import UsageError
from lodeway.network import Network, build, path, tree
from lodeway.network.analysis.reach import matrix, reach, within
from lodeway.network.sample import sample
from tests.network.overlays import Case, cases, ways

FIGURES = ("cost", "hours", "km", "co2")


@given(cases())
def test_weights_are_those_of_the_best_of_all_ways(case: Case) -> None:
    """No way through the network is lighter than the one that is found, and one is as light."""
    start = case.ends[0]
    found = reach(case.network, case.weight, start)
    for place in case.places:
        every = ways(case.network, np.isfinite(case.weight), start, place)
        assert found.weight[place] == min((case.weight[list(way)].sum() for way in every), default=np.inf)


@given(cases())
def test_figures_are_sums_over_the_legs_of_the_way(case: Case) -> None:
    """Following the legs back from a terminal gives its weight and figures; without a way they are missing."""
    found, legs = reach(case.network, case.weight, case.ends[0]), case.network.legs
    for terminal in range(len(case.network.terminal_country)):
        own, here = [], terminal
        while found.leg[here] >= 0:
            own.append(int(found.leg[here]))
            here = int(legs.tail[own[-1]])
        if here == found.start:
            assert found.weight[terminal] == case.weight[own].sum()
            for name in FIGURES:
                assert getattr(found, name)[terminal] == pytest.approx(getattr(legs, name)[own].sum())
        else:
            assert found.weight[terminal] == np.inf
            assert all(np.isnan(getattr(found, name)[terminal]) for name in FIGURES)


@given(cases())
def test_matrix_has_the_figures_of_each_origin(case: Case) -> None:
    """A row of a matrix is what its origin reaches, at the destinations."""
    starts = case.network.site_terminal.tolist()
    table = matrix(case.network, case.weight, starts, case.places[1:])
    for row, origin in enumerate(starts):
        found = reach(case.network, case.weight, origin)
        for name in ("weight", *FIGURES):
            expected = getattr(found, name)[list(case.places[1:])]
            assert np.array_equal(getattr(table, name)[row], expected, equal_nan=True)


@given(cases(), st.integers(0, 2**32 - 1))
def test_a_ban_never_shortens(case: Case, seed: int) -> None:
    """Barring more legs makes no place lighter to reach."""
    barred = case.weight.copy()
    barred[np.random.default_rng(seed).random(barred.size) < 0.3] = np.inf
    start = case.ends[0]
    assert (reach(case.network, barred, start).weight >= reach(case.network, case.weight, start).weight).all()


@given(cases(), st.integers(0, 40))
def test_area_is_what_the_budget_pays_for(case: Case, budget: int) -> None:
    """Terminals within a budget are those that weigh no more, and a leg is travelled as far as the rest of it pays."""
    found, legs = reach(case.network, case.weight, case.ends[0]), case.network.legs
    area = within(found, case.weight, float(budget))
    assert np.array_equal(area.terminals, found.weight <= budget)
    for leg in range(legs.tail.size):
        left = budget - found.weight[legs.tail[leg]]
        if left < 0 or np.isinf(case.weight[leg]):
            assert area.share[leg] == 0
        else:
            assert area.share[leg] * case.weight[leg] == pytest.approx(min(case.weight[leg], left))


@pytest.mark.parametrize(
    ("weight", "start", "words"),
    [
        ([1.0], 0, "as many weights"),
        ([-1.0], 0, "0 or more"),
        ([np.nan], 0, "0 or more"),
        ([1.0], 99, "no terminal 99"),
    ],
)
def test_bad_weights_and_terminals_are_errors(weight: list[float], start: int, words: str) -> None:
    """Too few weights, a negative or missing one, or a terminal that is not there, is answered with what is wrong."""
    network = build(sample())
    full = np.full(network.legs.tail.size - (words == "as many weights"), weight[0])
    with pytest.raises(UsageError, match=words):
        reach(network, full, start)


def test_a_negative_budget_is_an_error() -> None:
    """A budget below 0, or none at all, is no budget."""
    network = build(sample())
    found = reach(network, network.legs.km, 0)
    for budget in (-1.0, float("nan")):
        with pytest.raises(UsageError, match="a budget is 0 or more"):
            within(found, network.legs.km, budget)


def test_matrix_of_the_world_equals_repeated_routes(network: Network) -> None:
    """Costs and figures between all places of these tests are those of single routes."""
    legs = network.legs
    weight = legs.cost + 0.02 * legs.hours
    weight[(legs.opens > 2026) | ((legs.closes > 0) & (legs.closes <= 2026))] = np.inf
    table = matrix(network, weight, network.site_terminal.tolist(), network.site_arrival.tolist())
    for row, origin in enumerate(network.sites):
        grown = tree(network, origin, year=2026, time_value=0.02)
        for column, destination in enumerate(network.sites):
            way = path(grown, destination)
            assert way is not None
            assert table.weight[row, column] == pytest.approx(way.weight)
            for name in FIGURES:
                assert getattr(table, name)[row, column] == pytest.approx(getattr(way, name))
