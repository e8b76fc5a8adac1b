"""Imports followed back to where they were mined."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.risk.assessment import assess
from lodeway.risk.formulas.origin import supply_mix, trace


def worlds(size: int = 5) -> st.SearchStrategy[tuple[list[float], list[list[float]]]]:
    """Production and trade of a small world; nobody trades with itself."""
    figures = st.lists(st.floats(0, 100), min_size=size, max_size=size)
    return st.tuples(figures, st.lists(figures, min_size=size, max_size=size))


@given(worlds())
def test_shares_of_supply_sum_to_one(world: tuple[list[float], list[list[float]]]) -> None:
    """Known origins and what is not known make up the whole supply of each country that has one."""
    production, trade = np.array(world[0]), np.array(world[1])
    np.fill_diagonal(trade, 0.0)
    mix, unknown = supply_mix(production, trade)
    has = production + trade.sum(axis=0) + trade.sum(axis=1) > 0
    assert (mix.sum(axis=1) + unknown)[has] == pytest.approx(np.ones(int(has.sum())), abs=1e-6)
    assert (mix >= 0).all()
    assert (unknown >= 0).all()


@given(st.lists(st.floats(0.1, 100), min_size=2, max_size=8))
def test_without_re_exports_origins_are_partners(amounts: list[float]) -> None:
    """Where every seller mines and imports nothing, the origin mix is the direct mix."""
    size = len(amounts) + 1
    trade = np.zeros((size, size))
    trade[:-1, -1] = amounts
    found = trace([amount * 2 for amount in amounts] + [0.0], trade, [False] * len(amounts) + [True])
    assert found.origins[:-1] == pytest.approx(amounts)
    assert found.unknown == pytest.approx(0.0, abs=1e-9)


@given(worlds())
def test_imports_are_all_accounted_for(world: tuple[list[float], list[list[float]]]) -> None:
    """Origins and the unknown part sum to what the importers buy from outside."""
    trade = np.array(world[1])
    np.fill_diagonal(trade, 0.0)
    inside = np.array([False, False, False, True, True])
    found = trace(world[0], trade, inside)
    assert found.origins.sum() + found.unknown == pytest.approx(trade[~inside][:, inside].sum(), abs=1e-5)


@given(worlds(), st.floats(0, 100))
def test_what_may_be_mined_takes_from_the_unknown_alone(
    world: tuple[list[float], list[list[float]]], possible: float
) -> None:
    """Ore that a country may have mined lessens what is not known, never adds to it, and all shares still sum to 1."""
    production, trade = np.array(world[0]), np.array(world[1])
    np.fill_diagonal(trade, 0.0)
    (_, before), (mix, unknown) = supply_mix(production, trade), supply_mix(production, trade, possible)
    assert (unknown <= before + 1e-6).all()
    has = production + trade.sum(axis=0) + trade.sum(axis=1) > 0
    assert (mix.sum(axis=1) + unknown)[has] == pytest.approx(np.ones(int(has.sum())), abs=1e-6)


def test_a_seller_that_may_mine_is_the_origin() -> None:
    """Of 10 t that a country sells and does not buy, 4 may be mined there: 6 are of unknown origin."""
    trade = [[0.0, 10.0], [0.0, 0.0]]
    mix, unknown = supply_mix([0.0, 0.0], trade, [4.0, 0.0])
    assert mix[1].tolist() == pytest.approx([0.4, 0.0])
    assert unknown.tolist() == pytest.approx([0.6, 0.6])


def test_a_chain_leads_back_to_the_mine() -> None:
    """Through two traders without a mine all comes from the one that has it."""
    trade = np.zeros((4, 4))
    trade[0, 1] = trade[1, 2] = trade[2, 3] = 10.0
    found = trace([10.0, 0.0, 0.0, 0.0], trade, [False, False, False, True])
    assert found.origins.tolist() == pytest.approx([10.0, 0.0, 0.0, 0.0], abs=1e-9)


def test_goods_that_only_circle_are_of_unknown_origin() -> None:
    """Two countries that sell each other the same goods, which nobody mined, leave the origin unknown."""
    trade = [[0.0, 5.0, 3.0], [5.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    found = trace([0.0, 0.0, 0.0], trade, [False, False, True])
    assert found.unknown == pytest.approx(3.0, abs=1e-6)


def test_who_sells_more_than_it_has_sells_the_unknown() -> None:
    """A country without a mine that exports what it never imported has goods of unknown origin; one with a mine has mined it."""
    trade = [[0.0, 0.0, 8.0], [0.0, 0.0, 8.0], [0.0, 0.0, 0.0]]
    found = trace([0.0, 4.0, 0.0], trade, [False, False, True])
    assert found.unknown == pytest.approx(8.0)
    assert found.origins.tolist() == pytest.approx([0.0, 8.0, 0.0])


def test_japanese_lithium_is_mined_elsewhere(wmd: object) -> None:
    """China sells Japan 68 % of its lithium and mines 22 % of it; Chile mines 53 %."""
    found = assess("lithium", "JPN", year=2024, production="wmd")
    direct = {row.country: row.share for row in found.mix}
    origin = {row.country: row.share for row in found.origin_mix}
    assert direct["CHN"] == pytest.approx(0.68, abs=0.01)
    assert origin["CHN"] == pytest.approx(0.22, abs=0.01)
    assert origin["CHL"] == pytest.approx(0.54, abs=0.01)
    assert found.value("imports_hhi").value == pytest.approx(0.498, abs=0.001)
    assert found.value("origin_hhi").value == pytest.approx(0.377, abs=0.003)
