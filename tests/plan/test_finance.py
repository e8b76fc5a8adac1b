"""Annuities and interest during construction against calculations by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.plan.finance import annuity, discount_factors, interest_during_construction


def test_the_annuity_of_ten_percent_over_twenty_years() -> None:
    """The capital recovery factor of 10 % and 20 years is 0.1175 in every textbook table."""
    assert annuity(0.10, 20) == pytest.approx(0.1175, abs=5e-5)


@given(st.floats(0.001, 0.5), st.integers(1, 60))
def test_annuities_pay_back_the_outlay(rate: float, life: int) -> None:
    """The present value of all payments is the outlay."""
    paid = sum(annuity(rate, life) / (1 + rate) ** year for year in range(1, life + 1))
    assert paid == pytest.approx(1.0)


def test_interest_during_construction_of_three_years() -> None:
    """A third spent in the middle of each of three years at 10 % bears interest for 0.5, 1.5 and 2.5 years."""
    expected = (1.1**0.5 + 1.1**1.5 + 1.1**2.5) / 3
    assert interest_during_construction(0.10, 3) == pytest.approx(expected, rel=1e-14)


def test_the_first_year_is_not_discounted() -> None:
    """Factors start at one and fall by the rate."""
    assert list(discount_factors((2026, 2027, 2030), 0.05)) == pytest.approx([1.0, 1 / 1.05, 1.05**-4])
