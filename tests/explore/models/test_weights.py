"""Weights of evidence: by hand, by brute force, and the test of independence."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lodeway.explore.cells import Cells
from lodeway.explore.evidence import Layer
from lodeway.explore.models.weights import Order, cut, fit_weights, independence, posterior, weigh
from lodeway.explore.settings import ModelSetting


def table(inside: int, found: int, whole: int, deposits: int) -> tuple[np.ndarray, np.ndarray]:
    """Return codes and deposits of a binary pattern of so many cells and deposits."""
    codes = np.r_[np.zeros(whole - inside, int), np.ones(inside, int)]
    count = np.zeros(whole)
    count[: deposits - found] = 1
    count[whole - found :] = 1
    return codes, count


def test_weights_are_those_worked_by_hand() -> None:
    """A pattern over 1,000 of 10,000 cells with 20 of 40 deposits: W+ 1.6193, W- -0.5895, from the odds of the four counts."""
    found = weigh(*table(1000, 20, 10_000, 40), 1.0)
    plus = np.log((20 / 40) / (980 / 9960))
    minus = np.log((20 / 40) / (8980 / 9960))
    assert (found.plus[1], found.minus[1]) == pytest.approx((plus, minus))
    assert found.contrast[1] == pytest.approx(np.log(20 * 8980 / (20 * 980)))
    spread = 1 / 20 + 1 / 980 + 1 / 20 + 1 / 8980
    assert found.studentised[1] == pytest.approx(found.contrast[1] / np.sqrt(spread))


@given(st.integers(2, 12), st.sampled_from(get_args(Order)), st.integers(0, 2**32 - 1))
def test_one_pass_equals_a_loop_over_classes(classes: int, order: Order, seed: int) -> None:
    """Counts of every class, alone or cumulative, are those of a mask for each class; missing cells count nowhere."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(-1, classes, 500)
    deposits = (rng.random(500) < 0.2).astype(float)
    found = weigh(codes, deposits, 2.0, classes=classes, order=order, smooth=0.5)
    for number in range(classes):
        inside = {"": codes == number, "ascending": (codes >= 0) & (codes <= number), "descending": codes >= number}[
            order
        ]
        assert found.deposits[number] == deposits[inside].sum()
        assert found.units[number] == 2 * inside.sum()
    assert np.isfinite(found.plus[found.units > found.deposits]).all()


def test_classes_have_equal_ground() -> None:
    """Limits cut an amount into classes of nearly the same area, weighed."""
    rng = np.random.default_rng(1)
    values, area = rng.normal(size=4000), rng.uniform(1, 3, 4000)
    ground = np.bincount(np.searchsorted(cut(values, area, 8), values), area)
    assert ground / area.sum() == pytest.approx(np.full(8, 1 / 8), abs=0.002)


def independent(twice: bool) -> Cells:
    """Return a map of two binary layers that have nothing to do with each other, or of the same one twice."""
    rng = np.random.default_rng(7)
    a = (rng.random(40_000) < 0.2).astype(np.float32)
    b = a if twice else (rng.random(40_000) < 0.3).astype(np.float32)
    rate = 0.002 * np.exp(1.5 * a + (0 if twice else 1.0) * b)
    count = (rng.random(40_000) < rate).astype(float)
    return Cells(np.column_stack([a, b]), np.ones(40_000), count, np.zeros((40_000, 2)), np.arange(40_000))


def test_posterior_of_independent_layers_adds_up_to_the_deposits() -> None:
    """Where layers are independent the posterior's sum is the number of deposits, and the test finds nothing."""
    cells = independent(False)
    layers = [Layer("a", "class"), Layer("b", "class")]
    model = fit_weights(cells, layers, ModelSetting(kind="weights", ridge=0.5))
    assert (model.intensity(cells.values) * cells.area).sum() == pytest.approx(cells.count.sum(), rel=0.05)
    assert independence(model, cells).probability > 0.05


def test_the_same_layer_twice_is_found_out() -> None:
    """One layer given twice makes the posterior too large, and the omnibus test rejects independence."""
    cells = independent(True)
    layers = [Layer("a", "class"), Layer("again", "class")]
    test = independence(fit_weights(cells, layers, ModelSetting(kind="weights", ridge=0.5)), cells)
    assert test.expected > 1.2 * test.found
    assert test.probability < 0.05


def test_errors_of_a_combination_add_up() -> None:
    """s(T) is the root of the sum of (N s)² over combinations of classes, far above that of s² over cells."""
    cells = independent(False)
    layers = [Layer("a", "class"), Layer("b", "class")]
    model = fit_weights(cells, layers, ModelSetting(kind="weights", ridge=0.5))
    sd = model.posterior(cells.values)[1]
    parts = [sd[(cells.values == pair).all(axis=1)].sum() for pair in ([0, 0], [0, 1], [1, 0], [1, 1])]
    assert independence(model, cells).sd == pytest.approx(np.sqrt(np.square(parts).sum()))
    assert independence(model, cells).sd > 10 * np.sqrt((sd**2).sum())


def test_posterior_is_the_formula_cell_by_cell() -> None:
    """Odds are the prior's times exp(W+) of each layer, variances add up, and a cell that is missing in a layer has neither of it."""
    rng = np.random.default_rng(4)
    deposits = rng.random(70_000) < 0.01
    codes = [rng.integers(-1, 3, 70_000, np.int8), rng.integers(-1, 600, 70_000, np.int16)]
    weights = [weigh(code, deposits, 1.0, smooth=0.5) for code in codes]
    chance, sd = posterior(zip(codes, weights, strict=True), 0.01, 700)
    odds, variance = np.full(70_000, 0.01 / 0.99), np.full(70_000, 1 / 700)
    for code, own in zip(codes, weights, strict=True):
        there = code >= 0
        odds[there] *= np.exp(own.plus[code[there]])
        variance[there] += own.sd_plus[code[there]] ** 2
    assert chance == pytest.approx(odds / (1 + odds), rel=1e-5)
    assert sd == pytest.approx(odds / (1 + odds) * np.sqrt(variance), rel=1e-5)


def test_missing_adds_nothing() -> None:
    """A cell without any value has the prior's chance; a class never seen adds nothing either."""
    cells = independent(False)
    model = fit_weights(cells, [Layer("a", "class"), Layer("b", "class")], ModelSetting(kind="weights"))
    values = np.array([[np.nan, np.nan], [7, np.nan]], np.float32)
    assert model.explain(values).tolist() == [[0, 0], [0, 0]]
    assert model.posterior(values)[0] == pytest.approx(np.full(2, model.prior))


@given(
    codes=arrays(np.int16, st.integers(1, 60), elements=st.integers(-1, 254)),
    kind=st.sampled_from(["int16", "int32", "int64"]),
)
def test_cells_counted_two_at_once_are_those_counted_one_by_one(codes: np.ndarray, kind: str) -> None:
    """Classes have the cells that a plain count gives, missing ones left out, for an odd number of cells too and 254 classes or 300."""
    assume((codes >= 0).any())
    for number in (255, 300):
        found = weigh(codes.astype(kind), np.zeros(codes.size), 1.0, classes=number, smooth=0.5)
        assert found.units.tolist() == [float((codes == one).sum()) for one in range(number)]
