"""Blocks: laid at random, dealt evenly, as large as the layers ask."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from lodeway.explore.cells import Cells
from lodeway.explore.evidence import Layer
from lodeway.explore.validation.blocks import block_sides, deal, laid, reach
from tests.explore.conftest import utm


@given(st.floats(1, 50), st.floats(1, 50), st.integers(0, 2**32 - 1))
def test_cells_of_a_block_are_near_and_none_is_in_two(across: float, up: float, seed: int) -> None:
    """A block is no wider and no higher than its sides."""
    rng = np.random.default_rng(seed)
    place = rng.uniform(-100, 100, (300, 2))
    block = laid(place, (across, up), rng)
    for one in np.unique(block):
        own = place[block == one]
        assert (np.ptp(own, axis=0) <= [across + 1e-9, up + 1e-9]).all()


@given(st.integers(2, 6), st.integers(0, 2**32 - 1))
def test_blocks_stay_whole_and_deposits_are_even(folds: int, seed: int) -> None:
    """No block is split between folds, and of single deposits no fold holds two more than another."""
    rng = np.random.default_rng(seed)
    block = rng.integers(0, 30, 400)
    block = np.unique(block, return_inverse=True)[1]
    count = np.zeros(400)
    for one in range(block.max() + 1):
        if rng.random() < 0.5:
            count[np.flatnonzero(block == one)[0]] = 1
    fold = deal(block, count, np.ones(400), folds, rng)
    assert all(np.unique(fold[block == one]).size == 1 for one in range(block.max() + 1))
    assert np.ptp(np.bincount(fold, count, folds)) <= 1


def test_reach_grows_with_the_layers_smoothness(cells: Callable[..., Cells]) -> None:
    """A layer smoothed three times as far resembles itself further; white noise does so not at all."""
    rng = np.random.default_rng(1)
    flat = np.full((100, 100), 0.01)
    found = [
        reach(cells(gaussian_filter(rng.normal(size=(1, 100, 100)), (0, s, s)), flat), [Layer("a")]) for s in (0, 3, 9)
    ]
    assert found[0] < 4
    assert 5 < found[1] < found[2] < 60


def test_size_is_told_with_its_reason(cells: Callable[..., Cells]) -> None:
    """A stated size stands; one from the data leaves four blocks for each fold."""
    rng = np.random.default_rng(1)
    own = cells(gaussian_filter(rng.normal(size=(1, 100, 100)), (0, 40, 40)), np.full((100, 100), 0.01))
    stated = block_sides(utm(100), own, [Layer("a")], size=7, folds=5)
    assert (stated.sides, stated.unit, stated.why) == ((7, 7), "km", "as stated")
    found = block_sides(utm(100), own, [Layer("a")], size=0, folds=5)
    assert found.size == pytest.approx(np.sqrt(10_000 / 20))
    assert "leaves 4 blocks for each of 5 folds" in found.why
