"""EU-style figures in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.risk.formulas.eu import economic_importance, import_reliance, scaled_governance, supply_risk, weighted_hhi

TEN = st.floats(0, 10)
ONE = st.floats(0, 1)


def test_monopoly_at_the_worst_governance_is_ten() -> None:
    """One supplier with the worst governance gives 10, whatever the reliance."""
    worst = float(scaled_governance(-2.5))
    alone = float(weighted_hhi([7.0], [worst]))
    assert alone == 10.0
    assert [float(supply_risk(alone, alone, part)) for part in (0.0, 0.4, 1.0)] == pytest.approx([10.0] * 3)


@given(TEN, TEN)
def test_without_imports_only_own_sourcing_counts(world: float, own: float) -> None:
    """Import reliance 0 gives the term of the importer's own sourcing alone."""
    assert float(supply_risk(world, own, 0.0)) == pytest.approx(own)


@given(TEN, TEN)
def test_with_imports_alone_it_is_the_mean(world: float, own: float) -> None:
    """Import reliance 1 gives the mean of world and own sourcing."""
    assert float(supply_risk(world, own, 1.0)) == pytest.approx((world + own) / 2)


@given(TEN, TEN, ONE, ONE, ONE)
def test_recycling_and_substitution_lower_it(
    world: float, own: float, reliance: float, recycling: float, index: float
) -> None:
    """Recycling and substitutes never raise the risk; full recycling ends it."""
    plain = float(supply_risk(world, own, reliance))
    assert float(supply_risk(world, own, reliance, recycling=recycling, substitution=index)) <= plain + 1e-12
    assert float(supply_risk(world, own, reliance, recycling=1.0)) == 0.0


def test_a_missing_concentration_is_stood_for_by_the_other() -> None:
    """Where one of the two is not known the other counts for both."""
    assert float(supply_risk(math.nan, 3.0, 0.7)) == pytest.approx(3.0)
    assert float(supply_risk(3.0, math.nan, 0.7)) == pytest.approx(3.0)
    assert math.isnan(float(supply_risk(math.nan, math.nan, 0.7)))


def test_a_supplier_without_governance_makes_it_missing() -> None:
    """A figure that one supplier lacks is not 0; a supplier of nothing does not matter."""
    assert math.isnan(float(weighted_hhi([1.0, 1.0], [3.0, math.nan])))
    assert float(weighted_hhi([1.0, 0.0], [3.0, math.nan])) == 3.0


def test_reliance() -> None:
    """It is net imports in consumption, between 0 and 1, and missing where there is no consumption."""
    assert float(import_reliance(80, 20, 40)) == pytest.approx(0.6)
    assert import_reliance([10, 5], [20, 0], [40, 0]).tolist() == [0.0, 1.0]
    assert math.isnan(float(import_reliance(0, 10, 5)))


def test_importance() -> None:
    """All use in the largest sector gives 10 times the substitution index."""
    assert economic_importance([1.0], [80.0], largest=80.0, substitution=0.9) == pytest.approx(9.0)
    assert economic_importance(np.array([0.5, 0.5]), np.array([80.0, 40.0]), largest=80.0) == pytest.approx(7.5)
