"""What all models have in common, and what each is for."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from lodeway.explore.cells import Cells
from lodeway.explore.evidence import Layer
from lodeway.explore.models import FITS, fit
from lodeway.explore.models.fuzzy import Overlay, gamma, membership
from lodeway.explore.models.linear import LogLinear
from lodeway.explore.models.shapley import shapley
from lodeway.explore.settings import ModelSetting

LAYERS = [Layer("a"), Layer("b", shape="small", midpoint=0.0)]
KINDS = sorted({*FITS, "ensemble"})


@pytest.fixture(scope="module")
def world() -> tuple[np.ndarray, np.ndarray]:
    """Return two smooth layers and the true intensity, which sums to 200."""
    rng = np.random.default_rng(5)
    layers = np.stack([gaussian_filter(rng.normal(size=(80, 80)), 5, mode="wrap") for _ in range(2)])
    layers /= layers.std(axis=(1, 2), keepdims=True)
    truth = np.exp(1.2 * layers[0] - 0.8 * layers[1])
    return layers, truth * (200 / truth.sum())


@pytest.fixture
def own(world: tuple[np.ndarray, np.ndarray], cells: Callable[..., Cells]) -> Cells:
    """Return all cells of the world, with deposits drawn from its intensity."""
    return cells(*world)


@pytest.mark.parametrize("kind", KINDS)
def test_intensity_adds_up_and_follows_the_truth(kind: str, own: Cells, world: tuple[np.ndarray, np.ndarray]) -> None:
    """Every model gives deposits per km² that add up to those known, ranked as the truth ranks the ground."""
    model = fit(own, LAYERS, ModelSetting(kind=kind))
    found = model.intensity(own.values)
    assert found.shape == (len(own),)
    assert (found > 0).all()
    assert (found * own.area).sum() == pytest.approx(own.count.sum(), rel=0.15)
    assert np.corrcoef(np.log(found), np.log(world[1].ravel()))[0, 1] > 0.7


@pytest.mark.parametrize("kind", KINDS)
def test_intensity_does_not_hang_on_how_many_cells_are_sampled(kind: str, own: Cells) -> None:
    """With one cell in ten, each standing for ten, the number of deposits stays: the sampling has its offset."""
    kept = (own.count > 0) | (np.random.default_rng(1).random(len(own)) < 0.1)
    some = own.take(kept)
    empty = some.count == 0
    area = np.where(empty, (own.area.sum() - (~empty).sum()) / empty.sum(), 1.0)
    model = fit(dataclasses.replace(some, area=area), LAYERS, ModelSetting(kind=kind))
    assert (model.intensity(own.values) * own.area).sum() == pytest.approx(own.count.sum(), rel=0.25)


@pytest.mark.parametrize("kind", KINDS)
def test_missing_values_have_an_answer(kind: str, own: Cells) -> None:
    """Where a layer is missing the intensity is a number, whether it was missing when the model learned or not."""
    model = fit(own, LAYERS, ModelSetting(kind=kind))
    gone = np.array([[np.nan, 0.0], [1.0, np.nan]], np.float32)
    assert np.isfinite(model.intensity(gone)).all()
    assert np.isfinite(model.explain(gone)).all()
    holes = own.values.copy()
    holes[::3, 0] = np.nan
    again = fit(dataclasses.replace(own, values=holes), LAYERS, ModelSetting(kind=kind))
    assert np.isfinite(again.intensity(gone)).all()


@pytest.mark.parametrize("kind", ["poisson", "logistic", "boosting", "bagging", "ensemble", "weights"])
def test_explanation_points_where_the_truth_does(kind: str, own: Cells) -> None:
    """What a layer adds goes up with one that brings deposits and down with one that keeps them off."""
    rows = own.values[::53]
    told = fit(own, LAYERS, ModelSetting(kind=kind)).explain(rows)
    assert np.corrcoef(rows[:, 0], told[:, 0])[0, 1] > 0.6
    assert np.corrcoef(rows[:, 1], told[:, 1])[0, 1] < -0.5


def test_logistic_and_poisson_agree(own: Cells) -> None:
    """Logistic regression with its offset estimates the same intensity as the Poisson process."""
    one, other = (fit(own, LAYERS, ModelSetting(kind=kind)) for kind in ("poisson", "logistic"))
    assert isinstance(one, LogLinear)
    assert isinstance(other, LogLinear)
    assert other.coefficients == pytest.approx(one.coefficients, abs=0.1)
    assert other.intercept == pytest.approx(one.intercept, abs=0.1)


def test_contributions_of_a_log_linear_model_are_exact(own: Cells) -> None:
    """Contributions add up to the logarithm of the intensity, less that of mean ground; Shapley's values are the same."""
    model = fit(own, LAYERS, ModelSetting(kind="poisson"))
    rows = own.values[:20]
    told = model.explain(rows)
    mean = own.values.mean(axis=0, keepdims=True)
    assert told.sum(axis=1) == pytest.approx(np.log(model.intensity(rows)) - np.log(model.intensity(mean)), abs=1e-5)
    assert shapley(lambda x: np.log(model.intensity(x)), rows, mean) == pytest.approx(told, abs=1e-4)


def test_shapley_values_add_up() -> None:
    """Of any function they add up to its difference from the ground."""
    rng = np.random.default_rng(1)
    rows, ground = rng.normal(size=(7, 3)).astype(np.float32), np.zeros((1, 3), np.float32)

    def function(x: np.ndarray) -> np.ndarray:
        return np.asarray(x[:, 0] * x[:, 1] + np.sin(x[:, 2]), float)

    assert shapley(function, rows, ground).sum(axis=1) == pytest.approx(function(rows), abs=1e-6)


def test_fuzzy_memberships() -> None:
    """Small is large turned around; near is 1 at the midpoint; a missing layer leaves the overlay to the others."""
    values = np.array([1.0, 5.0, 9.0])
    large, small = (membership(values, shape, 5.0, 3.0) for shape in ("large", "small"))
    assert large + small == pytest.approx(np.ones(3))
    assert membership(values, "near", 5.0, 3.0)[1] == 1
    assert gamma(np.array([[0.3, np.nan]]), 0.0) == pytest.approx([0.3])


@pytest.mark.parametrize(("factor", "shift"), [(1.0, 0.0), (1e-3, 6.0), (1e5, -3e5)])
def test_fuzzy_defaults_do_not_hang_on_units(own: Cells, factor: float, shift: float) -> None:
    """Left to its defaults fuzzy overlay follows layers centred on 0, of one sign or of any size, and ranks the ground in the same way."""
    layers = [Layer("a"), Layer("b")]
    plain = fit(own, layers, ModelSetting(kind="fuzzy"))
    moved = dataclasses.replace(own, values=(own.values.astype(float) * factor + shift).astype(np.float32))
    other = fit(moved, layers, ModelSetting(kind="fuzzy"))
    assert isinstance(other, Overlay)
    assert [layer.shape for layer in other.layers] == ["large", "small"]
    assert other.intensity(moved.values) == pytest.approx(plain.intensity(own.values), rel=0.05)


def test_fuzzy_membership_does_not_hang_on_the_window(own: Cells) -> None:
    """A cell has the same intensity by itself, beside cells below 0 or not."""
    model = fit(own, [Layer("a", midpoint=0.2), Layer("b", shape="small", midpoint=0.2)], ModelSetting(kind="fuzzy"))
    whole = model.intensity(own.values)
    for row in (int(own.values[:, 0].argmax()), int(own.values[:, 1].argmax())):
        assert model.intensity(own.values[[row]]) == pytest.approx(whole[row])
