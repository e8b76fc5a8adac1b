"""Newton's fits beside scikit-learn's."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, PoissonRegressor

from lodeway.explore.models import glm
from lodeway.explore.models.quadrature import quadrature


def test_poisson_equals_scikit_learn() -> None:
    """Coefficients are those of scikit-learn's Poisson regression of rates with exposures as weights."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(3000, 3))
    area = rng.uniform(0.5, 20, 3000)
    count = rng.poisson(area * np.exp(-3 + x @ [0.8, -0.5, 0.0])).astype(float)
    ours = glm.poisson(np.column_stack([np.ones(3000), x]), count, area)
    peer = PoissonRegressor(alpha=0, tol=1e-10, max_iter=1000).fit(x, count / area, sample_weight=area)
    assert ours == pytest.approx([peer.intercept_, *peer.coef_], abs=1e-5)


def test_logistic_equals_scikit_learn() -> None:
    """Without an offset and with the same ridge coefficients are those of scikit-learn."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=(800, 2))
    y = (rng.random(800) < 1 / (1 + np.exp(-x[:, 0]))).astype(float)
    ours = glm.logistic(np.column_stack([np.ones(800), x]), y, np.zeros(800), ridge=np.array([0.0, 1, 1]))
    peer = LogisticRegression(C=1.0, tol=1e-10).fit(x, y)
    assert ours == pytest.approx([peer.intercept_[0], *peer.coef_[0]], abs=1e-5)


def test_columns_that_say_the_same_are_no_trouble() -> None:
    """Twice the same column gives finite coefficients whose sum is that of the column alone."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=500)
    count = rng.poisson(np.exp(x)).astype(float)
    one = np.ones(500)
    alone = glm.poisson(np.column_stack([one, x]), count, one)
    twice = glm.poisson(np.column_stack([one, x, x]), count, one)
    assert twice[1] + twice[2] == pytest.approx(alone[1], abs=1e-4)


def test_no_deposits_give_a_low_level() -> None:
    """Without any deposit the fit stays finite."""
    assert np.isfinite(glm.poisson(np.ones((5, 1)), np.zeros(5), np.ones(5), ridge=1.0)).all()


def test_quadrature_has_the_rectangles_area() -> None:
    """Weights are positive and add up to the rectangle, wherever deposits lie."""
    rng = np.random.default_rng(4)
    made = quadrature(rng.uniform(2, 7, 300), rng.uniform(1, 3, 300), (2, 1, 7, 3))
    assert made.weight.sum() == pytest.approx(10)
    assert (made.weight > 0).all()
    assert made.count.sum() == 300
    assert made.x.size == 300 + 40 * 40 + 4
