"""Outcomes of exploring a tract."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.explore.assess.tracts import parse_count
from lodeway.options import branches, expected_mine, explored, mine
from tests.explore.assess.test_economics import terms
from tests.options.tracts import short, small, tract

LIKE = next(row for row in short().processes if row.id == "pit-2")


@given(st.lists(st.floats(10, 1e6), min_size=1, max_size=12), st.floats(0.05, 1), st.floats(0.1, 1))
def test_branches_keep_the_expected_find(tonnes: list[float], detection: float, recovery: float) -> None:
    """Chances sum to those of a find, sizes rise, and the expected metal is that of the best deposits, times detection."""
    prospect = tract("one", LIKE, model=small(*tonnes), detection=detection, recovery=recovery)
    outcome = explored(prospect, draws=600)
    found = branches(prospect, outcome)
    best = np.zeros(outcome.numbers.size)
    np.maximum.at(best, outcome.owner, outcome.deposits.metal[:, 0])
    assert sum(branch.chance for branch in found) == pytest.approx(detection * np.mean(best > 0))
    assert sum(branch.chance * branch.metal for branch in found) == pytest.approx(detection * best.mean())
    assert all(one.metal <= other.metal * (1 + 1e-9) for one, other in pairwise(found))
    for branch in found:
        assert branch.least <= branch.output * (1 + 1e-9)
        assert branch.output <= branch.most * (1 + 1e-9)
        assert branch.output == pytest.approx(branch.metal * recovery / LIKE.life)


def test_what_is_too_small_is_no_find() -> None:
    """Deposits below the least are not mined: the chance of a find falls, and is nothing where all are."""
    chances = [
        sum(branch.chance for branch in branches(prospect, explored(prospect)))
        for prospect in (tract("one", LIKE, least=least) for least in (0.0, 1e4, 5e4, 1e6))
    ]
    assert chances[0] > chances[1] > chances[2] > chances[3] == 0


def test_no_deposit_is_no_option() -> None:
    """A tract in which nobody expects anything has no branch and no mine."""
    prospect = tract("none", LIKE, stated=parse_count("N90=0,N50=0,N10=0"))
    assert branches(prospect, explored(prospect)) == ()
    assert expected_mine(prospect, ()) is None


def test_a_mine_waits_for_what_is_found() -> None:
    """The mine of an outcome can be decided once exploration is over, and has the costs of the project it is like."""
    prospect = tract("one", LIKE, exploration_time=3)
    found = branches(prospect, explored(prospect))
    row = mine(prospect, found[-1], 2026)
    assert (row.opens, row.lead_time, row.opex, row.capex) == (2029, LIKE.lead_time, LIKE.opex, LIKE.capex)
    assert row.max_size == found[-1].output
    whole = expected_mine(prospect, found)
    assert whole is not None
    assert whole.lead_time == 3 + LIKE.lead_time
    assert whole.unit_size == pytest.approx(sum(branch.chance * branch.output for branch in found))
    assert (whole.capex - LIKE.capex) * whole.max_size == pytest.approx(prospect.exploration_cost)


def test_with_terms_only_what_pays_is_a_find() -> None:
    """Under prices and costs finds are fewer as prices fall, each costs what its size says, and nothing is found where nothing pays."""
    chances = []
    for price in (9000.0, 1180.0, 100.0):
        prospect = tract("one", LIKE, terms=terms(prices={"Cu": price}), model=small(2e4, 1e5, 1e6))
        found = branches(prospect, explored(prospect))
        chances.append(sum(branch.chance for branch in found))
        for branch in found:
            # 10 USD per tonne of ore of 1 % copper, of which nine tenths are won.
            assert branch.opex == pytest.approx(10 / 0.009)
            assert branch.output * branch.life == pytest.approx(branch.metal * 0.9, rel=0.5)
    assert chances[0] > chances[1] > chances[2] == 0
