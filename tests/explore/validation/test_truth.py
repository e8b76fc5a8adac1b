"""Where the truth is known: counts, target areas and scores are what they claim to be, and noise is called noise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from lodeway.explore.cells import Cells
from lodeway.explore.evidence import Layer
from lodeway.explore.examples.synthetic import layers_of
from lodeway.explore.models import fit
from lodeway.explore.settings import ModelSetting, ValidationSetting
from lodeway.explore.study import resampled
from lodeway.explore.validation import judge
from lodeway.explore.validation.counting import Recalibrated, counted, level_of, recalibrated
from tests.explore.conftest import utm

SIDE = 100
LAYERS = [Layer("distance"), Layer("magnetics"), Layer("noise")]
MODEL = ModelSetting(kind="poisson")


def known(make: Callable[..., Cells], seed: int, scale: float = 1.0) -> tuple[Cells, np.ndarray]:
    """Return the cells of a synthetic map and its true intensity."""
    layers, truth = layers_of(seed, SIDE)
    stack = np.stack([layers[layer.name] for layer in LAYERS])
    return make(stack, truth * scale, seed), truth.ravel() * scale


def test_expected_over_found_in_unseen_blocks(cells: Callable[..., Cells]) -> None:
    """Over 20 repeats of the blocks of one map each ratio of expected to found deposits lies between 0.85 and 1.15."""
    own, _ = known(cells, 1)
    found = judge(utm(SIDE), own, LAYERS, MODEL, ValidationSetting(repeats=20, null=0))
    assert len(found.count.ratios) == 20
    assert min(found.count.ratios) > 0.85
    assert max(found.count.ratios) < 1.15
    assert found.count.low <= found.count.found <= found.count.high


def test_too_many_deposits_are_put_right(cells: Callable[..., Cells]) -> None:
    """An intensity 18 times too high and too steep, as from a sample without its offset, is brought back by its own misses."""
    own, truth = known(cells, 2)
    wrong = 18 * (truth / truth.mean()) ** 1.6 * truth.mean()
    right = level_of(wrong, own.count, own.area).apply(wrong)
    assert (right * own.area).sum() == pytest.approx(own.count.sum(), rel=0.01)
    assert np.corrcoef(np.log(right), np.log(truth))[0, 1] > 0.95
    assert (np.diff(right[np.argsort(wrong)]) >= 0).all()


def saturated(make: Callable[..., Cells], seed: int) -> tuple[Cells, np.ndarray]:
    """Return cells whose best ground holds no more than good ground, and the intensity of a model that does not know it."""
    rng = np.random.default_rng([seed, 12])
    layer = gaussian_filter(rng.normal(size=(1, SIDE, SIDE)), (0, 5, 5), mode="wrap")
    layer /= layer.std()
    truth = np.exp(2 * np.minimum(layer[0], 0.6))
    own = make(layer, truth * (80 / truth.sum()), seed)
    return own, 0.002 * np.exp(2 * layer.ravel())


@pytest.mark.parametrize("seed", range(3))
def test_the_best_ground_is_told_apart(cells: Callable[..., Cells], seed: int) -> None:
    """Where the best fifth of the ground holds no more than good ground the corrected intensity rises little over it, but rises: no plateau."""
    own, wrong = saturated(cells, seed)
    right = level_of(wrong, own.count, own.area).apply(wrong)
    assert (right * own.area).sum() == pytest.approx(own.count.sum(), rel=0.01)
    rising = right[np.argsort(wrong)]
    assert (np.diff(rising) > 0).all()
    good, best = np.quantile(right, [0.8, 0.99])
    assert 1.1 < best / good < 0.7 * np.divide(*np.quantile(wrong, [0.99, 0.8]))


def test_the_range_is_widest_where_deposits_are_few(cells: Callable[..., Cells]) -> None:
    """Over the best hundredth of a map that levels off, with a deposit or two in it, the range over resampled blocks is wider than over good ground."""
    own, _ = saturated(cells, 1)
    found = judge(utm(SIDE), own, LAYERS[:1], MODEL, ValidationSetting(repeats=5, null=0))
    draws = resampled(own, LAYERS[:1], MODEL, found)
    model = fit(own, LAYERS[:1], MODEL).intensity(own.values)
    low, high = np.quantile([one.intensity(own.values) for one in draws], [0.05, 0.95], axis=0)
    share = np.argsort(np.argsort(model)) / len(own)
    best, good = share > 0.99, (share > 0.7) & (share < 0.9)
    assert np.median((high / low)[best]) > 1.3 * np.median((high / low)[good])
    # Corrections differ from draw to draw: their error is in the range.
    assert len({one.level.slope for one in draws}) > 10


def test_a_model_that_is_wrong_does_not_run_away(cells: Callable[..., Cells]) -> None:
    """An intensity that ranks unseen deposits the wrong way round is flattened, and still adds up to what is there, block by unseen block."""
    own, truth = known(cells, 3)
    wrong = 1 / truth
    level = level_of(wrong, own.count, own.area)
    assert level.slope == pytest.approx(0.1)
    assert level.rise == 0
    assert (level.apply(wrong) * own.area).sum() == pytest.approx(own.count.sum(), rel=0.01)
    fold = (own.place[:, 0] > np.median(own.place[:, 0])).astype(np.int64)
    assert 0.7 < (recalibrated(wrong, own.count, own.area, fold) * own.area).sum() / own.count.sum() < 1.4
    # Far beyond what it was learned from, too.
    assert level_of(truth, own.count, own.area).apply(np.array([1e6 * truth.max()]))[0] < 1000 * truth.max()


def test_target_area_covers_what_it_promises(cells: Callable[..., Cells]) -> None:
    """On 20 maps the 80 % target area holds 75 to 85 % of deposits drawn anew from the truth, and of those in unseen blocks."""
    fresh, unseen = [], []
    for seed in range(20):
        own, truth = known(cells, seed)
        found = judge(utm(SIDE), own, LAYERS, MODEL, ValidationSetting(repeats=3, null=0))
        model = Recalibrated(fit(own, LAYERS, MODEL), found.level)
        rank = np.argsort(np.argsort(-model.intensity(own.values))) / len(own)
        fresh.append(truth[rank < found.target.area_share].sum() / truth.sum())
        unseen.append(found.target.coverage)
    assert 0.75 < np.mean(fresh) < 0.85
    assert 0.75 < np.mean(unseen) < 0.85


def test_score_is_that_of_the_truth(cells: Callable[..., Cells]) -> None:
    """The block score comes within two standard errors of what the true intensity itself scores on new deposits."""
    own, truth = known(cells, 4)
    found = judge(utm(SIDE), own, LAYERS, MODEL, ValidationSetting(repeats=5, null=19))
    order = np.argsort(truth)
    below = np.empty(truth.size)
    below[order] = (np.arange(truth.size) + 0.5) / truth.size
    assert found.block == pytest.approx(np.average(below, weights=truth), abs=2 * found.se)
    assert found.signal
    assert found.probability == pytest.approx(1 / 20)
    influences = {row.name: row for row in found.influences}
    assert (influences["magnetics"].direction, influences["distance"].direction) == ("rising", "falling")
    assert influences["noise"].importance < 0.02 < influences["distance"].importance


@pytest.mark.parametrize(("kind", "maps"), [("poisson", 12), ("weights", 12), ("boosting", 2)])
def test_noise_scores_a_half(cells: Callable[..., Cells], kind: str, maps: int) -> None:
    """Layers that have nothing to do with deposits score 0.5 by blocks, within 0.05, and hardly ever do better than chance; without moved maps none is a signal."""
    scores, better = [], 0
    for seed in range(maps):
        rng = np.random.default_rng([seed, 11])
        layers = gaussian_filter(rng.normal(size=(3, 60, 60)), (0, 5, 5), mode="wrap")
        own = cells(layers, np.full((60, 60), 100 / 3600), seed)
        found = judge(utm(60), own, LAYERS, ModelSetting(kind=kind), ValidationSetting(repeats=2, null=0))
        scores.append(found.block)
        better += found.untested
        assert not found.signal
    assert np.mean(scores) == pytest.approx(0.5, abs=0.05)
    assert better <= maps // 4


def test_clusters_flatter_a_random_division(cells: Callable[..., Cells]) -> None:
    """Where deposits cluster for reasons no layer tells, a random division credits boosting with what blocks do not."""
    rng = np.random.default_rng(5)
    layers = gaussian_filter(rng.normal(size=(3, 80, 80)), (0, 9, 9), mode="wrap")
    hidden = gaussian_filter(rng.normal(size=(80, 80)), 5, mode="wrap")
    truth = np.exp(2.5 * hidden / hidden.std())
    own = cells(layers, truth * (150 / truth.sum()))
    found = judge(utm(80), own, LAYERS, ModelSetting(kind="boosting"), ValidationSetting(repeats=2, null=0))
    assert found.gap > 0.1
    assert found.random > 0.7


def test_interval_widens_with_clusters() -> None:
    """Blocks whose deposits vary more than chance allows make the interval wider than Poisson's."""
    expected = [np.full(20, 5.0)]
    even = counted(expected, [np.random.default_rng(1).poisson(5.0, 20).astype(float)])
    odd = counted(expected, [np.repeat([0.0, 10.0], 10)])
    assert even.dispersion < 2 < odd.dispersion == pytest.approx(5.0)
    assert odd.high - odd.low > 1.8 * (even.high - even.low)
