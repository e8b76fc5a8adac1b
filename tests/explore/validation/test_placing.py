"""Placements: scores and curves that follow from them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from lodeway.explore.validation.placing import auc, capture, deviation, placements, precision, target_share


@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_score_is_the_area_under_the_roc_curve(seed: int, levels: int) -> None:
    """1 less the mean placement is scikit-learn's AUC of deposits against all ground, ties included, weighed by area."""
    rng = np.random.default_rng(seed)
    score = rng.integers(0, 10**levels, 60).astype(float)
    area, count = rng.uniform(0.5, 4, 60), (rng.random(60) < 0.2) * rng.integers(1, 3, 60).astype(float)
    count[0] = 1
    label = np.r_[np.ones(60), np.zeros(60)]
    wanted = roc_auc_score(label, np.r_[score, score], sample_weight=np.r_[count, area])
    assert auc(placements(score, area, np.zeros(60), count), count[count > 0]) == pytest.approx(wanted)


def test_levels_of_folds_do_not_mix() -> None:
    """Doubling all intensities of one fold changes nothing: each fold is ranked by itself."""
    rng = np.random.default_rng(1)
    score, fold = rng.random(200), np.repeat([0, 1], 100)
    count = (rng.random(200) < 0.1).astype(float)
    once = placements(score, np.ones(200), fold, count)
    assert placements(np.where(fold == 0, 100 * score, score), np.ones(200), fold, count) == pytest.approx(once)


def test_standard_error_counts_a_cluster_once() -> None:
    """Ten deposits that say the same are one: the error is that of the groups, not of the deposits."""
    rng = np.random.default_rng(2)
    single = rng.random(40)
    alone = deviation(single, np.ones(40), np.arange(40))
    assert alone == pytest.approx(single.std(ddof=1) / np.sqrt(40))
    assert deviation(np.repeat(single, 10), np.ones(400), np.repeat(np.arange(40), 10)) == pytest.approx(alone)
    assert np.isnan(deviation(single, np.ones(40), np.zeros(40, int)))


def test_capture_of_chance_is_the_diagonal() -> None:
    """Deposits anywhere are captured as the ground is taken; everything holds all of them."""
    placed = [np.random.default_rng(n).random(2000) for n in range(4)]
    curve = capture(placed, np.ones(2000))
    assert curve.middle == pytest.approx(curve.area, abs=0.02)
    assert curve.middle[-1] == pytest.approx(1)
    assert (curve.low <= curve.middle + 1e-9).all()
    assert (curve.middle <= curve.high + 1e-9).all()
    assert precision(curve, 50, 1000)[-1] == pytest.approx(0.05)


@given(st.integers(5, 200), st.floats(0.1, 0.9), st.integers(0, 2**32 - 1))
def test_target_holds_a_new_deposit_as_often_as_promised(many: int, level: float, seed: int) -> None:
    """The conformal rank is at least the level of n + 1: a deposit like the others is held with no smaller chance."""
    placed = np.random.default_rng(seed).random(many)
    share = target_share(placed, np.ones(many), level)
    held = (placed <= share).sum()
    assert share == 1 or held + 1e-9 >= level * (many + 1)
    assert (np.sort(placed)[: max(held - 1, 0)] <= share).all()
    assert share == 1 or held - 1 < level * (many + 1)
