"""Concentration against closed forms and properties that any index of it must have."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.risk.formulas.concentration import effective_suppliers, hhi, hhi_from_sums, over_ceiling, shares, top_share

AMOUNTS = st.lists(st.floats(0.001, 1e9), min_size=1, max_size=40)


@pytest.mark.parametrize("count", [1, 2, 7, 100])
def test_equal_suppliers(count: int) -> None:
    """Of n equal suppliers the index is 1/n and their effective number n."""
    assert float(hhi(np.full(count, 3.7))) == pytest.approx(1 / count)
    assert float(effective_suppliers(np.full(count, 3.7))) == pytest.approx(count)


def test_a_published_example() -> None:
    """Four firms with 30, 30, 20 and 20 percent have an index of 2,600 points (US Department of Justice, HHI)."""
    assert float(hhi([30, 30, 20, 20])) == pytest.approx(0.2600)


@given(AMOUNTS)
def test_bounds(amounts: list[float]) -> None:
    """The index lies between 1/n and 1."""
    assert 1 / len(amounts) - 1e-12 <= float(hhi(amounts)) <= 1 + 1e-12


@given(AMOUNTS)
def test_shares_sum_to_one(amounts: list[float]) -> None:
    """Shares sum to 1."""
    assert float(shares(amounts).sum()) == pytest.approx(1.0)


@given(st.lists(st.floats(0.001, 1e9), min_size=2, max_size=40))
def test_merging_suppliers_never_lowers_it(amounts: list[float]) -> None:
    """Two suppliers that become one raise the index, never lower it."""
    merged = [amounts[0] + amounts[1], *amounts[2:]]
    assert float(hhi(merged)) >= float(hhi(amounts)) - 1e-12


@given(AMOUNTS, st.floats(1e-6, 1e6))
def test_the_unit_does_not_matter(amounts: list[float], factor: float) -> None:
    """Kilograms give what tonnes give."""
    scaled = [amount * factor for amount in amounts]
    assert float(hhi(scaled)) == pytest.approx(float(hhi(amounts)), rel=1e-9)
    assert float(top_share(scaled)) == pytest.approx(float(top_share(amounts)), rel=1e-9)


@given(AMOUNTS)
def test_sums_give_the_same_index(amounts: list[float]) -> None:
    """The index from the sum and the sum of squares is the index."""
    values = np.array(amounts)
    assert float(hhi_from_sums(values.sum(), (values**2).sum())) == pytest.approx(float(hhi(values)))


def test_nothing_is_missing_not_zero() -> None:
    """Where nothing is supplied, or nothing is known, each figure is NaN."""
    for nothing in ([], [0.0, 0.0], [math.nan]):
        assert math.isnan(float(hhi(nothing)))
        assert math.isnan(float(top_share(nothing)))
        assert math.isnan(float(effective_suppliers(nothing)))
        assert not over_ceiling(nothing)


def test_a_missing_amount_is_left_out() -> None:
    """A supplier whose amount is not known changes nothing of the others."""
    assert float(hhi([50, 30, 20, math.nan])) == pytest.approx(0.38)


def test_suppliers_lie_along_the_last_axis() -> None:
    """A row is a case of its own."""
    assert hhi([[1.0, 1.0], [1.0, 0.0]]).tolist() == [0.5, 1.0]


def test_the_ceiling_is_above_65_percent() -> None:
    """Exactly 65 % is allowed."""
    assert [bool(over_ceiling([part, 100 - part])) for part in (64, 65, 66)] == [False, False, True]
