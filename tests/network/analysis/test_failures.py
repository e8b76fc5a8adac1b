"""What single failures cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.network import Network, build, path, tree
from lodeway.network.analysis import repair
from lodeway.network.analysis.failures import Element, _cover, elements, failures
from lodeway.network.analysis.reach import matrix
from tests.network.overlays import Case, cases
from tests.plan.studies.worlds import two_sources


def recomputed(network: Network, weight: NDArray[np.float64], element: Element) -> NDArray[np.float64]:
    """Return the extra weight of every pair by searching everything again."""
    lost = weight.copy()
    lost[list(element.legs)] = np.inf
    starts, arrivals = network.site_terminal.tolist(), network.site_arrival.tolist()
    before, after = (matrix(network, own, starts, arrivals).weight for own in (weight, lost))
    known = np.isfinite(before)
    extra = np.where(known, after - np.where(known, before, 0.0), np.nan)
    np.fill_diagonal(extra, 0.0)
    return extra


@given(cases(), st.sampled_from([0.0, 1.0, 4.0, 100.0]))
def test_losses_are_those_of_searching_everything_again(case: Case, small: float) -> None:
    """Whether parts of trees or whole networks are searched, the loss of each element is what recomputing gives."""
    which = elements(case.network, rail=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repair, "SMALL", small)
        found = failures(case.network, case.weight, case.network.sites, which)
    used = {(element.kind, element.id): number for number, element in enumerate(found.elements)}
    for element in which:
        expected = recomputed(case.network, case.weight, element)
        if (element.kind, element.id) in used:
            extra = found.extra(used[element.kind, element.id])
            assert np.array_equal(extra, expected, equal_nan=True)
        else:
            assert np.isin(expected[~np.isnan(expected)], [0.0]).all()


def test_an_operator_fails_with_all_that_it_runs() -> None:
    """Two gates that one operator runs fail together: that costs what losing all their legs at once costs, and no less than either."""
    base = two_sources()
    network = build(replace(base, gates=tuple(replace(row, operator="One") for row in base.gates)))
    assert [element.id for element in elements(build(base)) if element.kind == "operator"] == []
    (one,) = (element for element in elements(network) if element.kind == "operator")
    gates = [element for element in elements(network) if element.kind == "gate"]
    assert one.legs == tuple(sorted(leg for element in gates for leg in element.legs))
    found = failures(network, network.legs.cost, network.sites)
    number = next(n for n, element in enumerate(found.elements) if element.kind == "operator")
    assert np.array_equal(found.extra(number), recomputed(network, network.legs.cost, one), equal_nan=True)


@given(cases())
def test_a_failure_never_helps(case: Case) -> None:
    """No pair gains by a failure, and fewer searches are made than by recomputing."""
    found = failures(case.network, case.weight, case.network.sites)
    assert (found.loss >= 0).all()
    assert found.searches <= found.naive


@given(cases())
def test_only_pairs_whose_best_way_uses_the_element_are_listed(case: Case) -> None:
    """Every listed pair had a way, and elements come in the order in which they were given."""
    found = failures(case.network, case.weight, case.network.sites)
    assert np.isfinite(found.weight[found.pairs[:, 1], found.pairs[:, 2]]).all()
    assert (np.diff(found.pairs[:, 0]) >= 0).all()
    order = [element.id for element in elements(case.network)]
    assert [order.index(element.id) for element in found.elements] == sorted(
        order.index(element.id) for element in found.elements
    )


@given(cases())
def test_every_leg_belongs_to_the_elements_that_it_uses(case: Case) -> None:
    """Gates and links own the legs that name them, and other railway legs are elements of their own."""
    found, legs = elements(case.network, rail=True), case.network.legs
    gates = {leg for element in found if element.kind == "gate" for leg in element.legs}
    links = {leg for element in found if element.kind == "link" for leg in element.legs}
    assert gates == set(np.flatnonzero(legs.gate >= 0).tolist())
    assert links == set(np.flatnonzero(case.network.legs.link >= 0).tolist())
    assert not {leg for element in found if element.kind == "leg" for leg in element.legs} & (gates | links)


@given(st.integers(0, 2**32 - 1))
def test_rows_and_columns_cover_the_table(seed: int) -> None:
    """Every True of a table lies in one of the rows or columns."""
    dice = np.random.default_rng(seed)
    table = dice.random((7, 7)) < dice.random()
    rows, columns = _cover(table, dice.random(7) + 0.1, dice.random(7) + 0.1)
    table[rows] = False
    table[:, columns] = False
    assert not table.any()


def test_a_place_that_is_not_there_is_an_error(network: Network) -> None:
    """An unknown site is an error that names it."""
    with pytest.raises(UsageError, match="no site nowhere"):
        failures(network, network.legs.cost, ["almaty", "nowhere"])


def test_the_loss_of_khorgos_is_that_of_routes_without_it(network: Network) -> None:
    """Closing Khorgos makes no pair cheaper, some dearer, and each as dear as its route without it."""
    legs = network.legs
    weight = legs.cost + 0.02 * legs.hours
    weight[(legs.opens > 2026) | ((legs.closes > 0) & (legs.closes <= 2026))] = np.inf
    found = failures(network, weight, network.sites)
    number = next(number for number, element in enumerate(found.elements) if element.id == "khorgos")
    closed = np.asarray([gate.id == "khorgos" for gate in network.gates])
    extra = found.extra(number)
    assert (extra >= 0).all()
    assert (extra > 1).any()
    for row, origin in enumerate(network.sites):
        grown = tree(network, origin, year=2026, time_value=0.02, gate_closed=closed)
        for column, destination in enumerate(network.sites):
            if origin == destination:
                continue
            way = path(grown, destination)
            after = np.inf if way is None else way.weight
            assert found.weight[row, column] + extra[row, column] == pytest.approx(after)


def test_railway_legs_of_the_world_fail_as_recomputed(network: Network) -> None:
    """Losses of railways between the places of these tests are what recomputing gives, sampled."""
    legs = network.legs
    weight = legs.cost + 0.02 * legs.hours
    weight[(legs.opens > 2026) | ((legs.closes > 0) & (legs.closes <= 2026))] = np.inf
    found = failures(network, weight, network.sites, elements(network, rail=True))
    assert {element.kind for element in found.elements} >= {"gate", "leg"}
    for number in range(0, len(found.elements), 9):
        expected = recomputed(network, weight, found.elements[number])
        extra = found.extra(number)
        assert np.array_equal(np.isinf(extra), np.isinf(expected))
        known = np.isfinite(expected)
        assert extra[known] == pytest.approx(expected[known], abs=1e-9)
