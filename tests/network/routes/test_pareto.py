"""Ways that no other beats in every respect."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.network import Network
from lodeway.network.analysis.reach import reach
from lodeway.network.routes.pareto import distinct, pareto
from tests.network.overlays import Case, cases, ends, places, ways
from tests.network.overlays import network as overlay


@st.composite
def questions(draw: st.DrawFn) -> tuple[Case, NDArray[np.float64]]:
    """Draw a network and one to four criteria, small whole numbers with many ties and zeros or any numbers."""
    case = draw(cases())
    dice = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    form = draw(st.integers(1, 4)), case.weight.size
    return case, dice.integers(0, 6, form).astype(float) if draw(st.booleans()) else dice.random(form)


def values(case: Case, criteria: NDArray[np.float64]) -> list[tuple[float, ...]]:
    """Return the values of every way between the ends."""
    every = ways(case.network, np.isfinite(case.weight), *case.ends)
    return [tuple(criteria[:, list(way)].sum(axis=1).tolist()) for way in every]


def front(rows: list[tuple[float, ...]]) -> list[tuple[float, ...]]:
    """Return the distinct rows that no other beats, up to rounding."""
    kept: list[tuple[float, ...]] = []
    for row in sorted(rows):
        if not any(all(a <= b * (1 + 1e-12) for a, b in zip(other, row, strict=True)) for other in kept):
            kept.append(row)
    return kept


@given(questions())
def test_without_tolerance_it_is_the_front_of_all_ways(question: tuple[Case, NDArray[np.float64]]) -> None:
    """The values are those of the Pareto front of all ways, and each way has the values it is listed with."""
    case, criteria = question
    found = pareto(case.network, criteria, np.isfinite(case.weight), *case.ends, tolerance=0.0)
    assert found.complete
    assert found.values.tolist() == [pytest.approx(row) for row in front(values(case, criteria))]
    for way, row in zip(found.ways, found.values, strict=True):
        assert criteria[:, list(way)].sum(axis=1) == pytest.approx(row)
        passed = [case.ends[0], *(int(case.network.legs.head[leg]) for leg in way)]
        assert passed == [*(int(case.network.legs.tail[leg]) for leg in way), case.ends[1]]
        assert np.isfinite(case.weight[list(way)]).all()


@given(questions(), st.sampled_from([0.01, 0.2, 1.0]))
def test_with_tolerance_every_way_is_covered(question: tuple[Case, NDArray[np.float64]], tolerance: float) -> None:
    """For each way there is one in the set that is at most the tolerance worse in each criterion; none beats another."""
    case, criteria = question
    found = pareto(case.network, criteria, np.isfinite(case.weight), *case.ends, tolerance=tolerance)
    for row in values(case, criteria):
        assert (found.values <= np.asarray(row) * (1 + tolerance) + 1e-9).all(axis=1).any()
    for one, other in permutations(found.values, 2):
        assert (one > other).any()


@given(questions(), st.sampled_from([0.0, 0.2, 1.0]))
def test_the_best_in_each_criterion_is_in_it(question: tuple[Case, NDArray[np.float64]], tolerance: float) -> None:
    """Whatever the tolerance, the best in a criterion, of equal ones the best in the others in order, is there."""
    case, criteria = question
    found = pareto(case.network, criteria, np.isfinite(case.weight), *case.ends, tolerance=tolerance)
    rows = values(case, criteria)
    for first in range(len(criteria) if rows else 0):
        order = [first, *(number for number in range(len(criteria)) if number != first)]
        best = min(rows, key=lambda row: [round(row[number], 9) for number in order])
        assert min(np.abs(found.values - best).max(axis=1)) <= 1e-9


@given(questions(), st.sampled_from([0.0, 0.02, 0.5]))
def test_of_near_ways_one_is_told(question: tuple[Case, NDArray[np.float64]], near: float) -> None:
    """Each way left out is nearly equalled by one that stays; one that stays, by the best or an earlier one only if it is best itself."""
    case, criteria = question
    whole = pareto(case.network, criteria, np.isfinite(case.weight), *case.ends, tolerance=0.0)
    slim = distinct(whole, near)
    assert len(slim.ways) + slim.left_out == len(whole.ways)
    assert set(slim.ways) <= set(whole.ways)
    for row in whole.values:
        assert (slim.values <= row * (1 + near) + 1e-9).all(axis=1).any()
    if not slim.ways:
        return
    assert slim.values.min(axis=0).tolist() == whole.values.min(axis=0).tolist()
    rows = slim.values
    best = {min(range(len(rows)), key=lambda way: (rows[way, column], *rows[way])) for column in range(rows.shape[1])}
    for one, other in permutations(range(len(rows)), 2):
        if (one in best or one < other) and (rows[one] <= rows[other] * (1 + near)).all():
            assert other in best


@given(st.integers(0, 2**32 - 1), st.integers(2, 3))
def test_ways_that_no_mixture_favours_are_found(seed: int, count: int) -> None:
    """Of the 243 ways over five stages of three links each, all of the front are found, also in its hollows."""
    built = overlay([(one, one + 1, 100 * part, -1) for one in range(5) for part in (1, 2, 3)])
    criteria = np.random.default_rng(seed).integers(1, 60, (count, built.legs.km.size)).astype(float)
    case = Case(built, places(built), np.ones(built.legs.km.size))
    found = pareto(built, criteria, np.ones(built.legs.km.size, dtype=bool), *case.ends, tolerance=0.0)
    assert found.values.tolist() == [list(row) for row in front(values(case, criteria))]


def test_a_search_that_stops_says_so() -> None:
    """With a limit the set may be incomplete, and tells."""
    roads = [(one, one + 1, 100 * part, -1) for one in range(5) for part in (1, 2)]
    built = overlay(roads)
    dice = np.random.default_rng(1)
    criteria, allowed = dice.random((3, built.legs.km.size)), np.ones(built.legs.km.size, dtype=bool)
    start, end = places(built)[0], places(built)[-1]
    whole = pareto(built, criteria, allowed, start, end, tolerance=0.0)
    part = pareto(built, criteria, allowed, start, end, tolerance=0.0, limit=1)
    assert whole.complete
    assert not part.complete
    assert 0 < len(part.ways) < len(whole.ways)


def test_the_way_to_oneself_has_no_legs() -> None:
    """From a place to itself leads the way without legs, of value 0."""
    built = overlay([(0, 5, 300, -1), (0, 5, 350, -1)])
    start = places(built)[0]
    found = pareto(built, built.legs.km[None, :], np.ones(built.legs.km.size, dtype=bool), start, start)
    assert (found.ways, found.values.tolist()) == (((),), [[0.0]])


def test_bad_criteria_are_errors() -> None:
    """Criteria must be a table of figures that are not negative, and a tolerance too."""
    built = overlay([(0, 5, 300, -1), (0, 5, 350, -1)])
    allowed, ends = np.ones(built.legs.km.size, dtype=bool), places(built)[:2]
    with pytest.raises(UsageError, match="criteria are a table"):
        pareto(built, built.legs.km, allowed, *ends)
    with pytest.raises(UsageError, match="0 or more"):
        pareto(built, -built.legs.km[None, :], allowed, *ends)
    with pytest.raises(UsageError, match="tolerance"):
        pareto(built, built.legs.km[None, :], allowed, *ends, tolerance=-0.1)
    with pytest.raises(UsageError, match="near"):
        distinct(pareto(built, built.legs.km[None, :], allowed, *ends), -0.1)


def test_the_set_of_the_world_has_the_cheapest_and_the_fastest(network: Network) -> None:
    """From Dostyk to Rotterdam the cheapest way, the fastest and that of least CO2 are there, and others between."""
    legs = network.legs
    allowed = (legs.opens <= 2026) & ((legs.closes == 0) | (legs.closes > 2026))
    country = np.asarray(network.terminal_country)
    border = (country[legs.tail] != country[legs.head]) & (country[legs.head] != "")
    criteria = np.stack([legs.cost, legs.hours, legs.co2, border.astype(float)])
    start, end = ends(network, "dostyk-station", "rotterdam-quay")
    found = pareto(network, criteria, allowed, start, end)
    assert found.complete
    assert len(found.ways) > 4
    for number, row in enumerate(criteria):
        best = reach(network, np.where(allowed, row, np.inf), start).weight[end]
        assert found.values[:, number].min() == pytest.approx(best)
    for one, other in permutations(found.values, 2):
        assert (one > other).any()
