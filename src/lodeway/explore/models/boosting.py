"""Trees: boosted with Poisson loss, and bagged against samples of unlabelled ground."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.cells import Cells
from lodeway.explore.evidence.stack import Layer
from lodeway.explore.models import glm
from lodeway.explore.models.shape import FLOOR, Uniform, Values, from_logarithm
from lodeway.explore.models.shapley import shapley
from lodeway.explore.settings import ModelSetting

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

__all__ = ["Bagged", "Boosted", "fit_bagging", "fit_boosting"]

_ROUNDS, _RATE, _LEAVES, _DEPOSITS = 120, 0.06, 6, 2.0
"""Rounds, learning rate and leaves of boosting, and deposits that a leaf's value is drawn by towards the mean."""
_BAGS, _DEPTH, _AGAINST = 60, 5, 3
"""Trees of a bag, their depth, and unlabelled cells for each deposit in it."""
_PAGES = 60
"""Rows of ground learned from against which contributions are counted."""


@dataclass(frozen=True, slots=True, eq=False)
class Boosted:
    """Gradient boosting of the logarithm of the intensity."""

    trees: Any
    unit: float
    ground: Values
    """Cells against which contributions are counted."""

    def intensity(self, values: Values) -> NDArray[np.float64]:
        """Return deposits per km²."""
        with _threads().limit(limits=1):
            found = np.asarray(self.trees.predict(values), float)
        return np.maximum(found / self.unit, FLOOR)

    def explain(self, values: Values) -> NDArray[np.float64]:
        """Return Shapley values of the logarithm of the intensity."""
        return shapley(lambda rows: np.log(self.intensity(rows)), values, self.ground)


def fit_boosting(cells: Cells, layers: Sequence[Layer], setting: ModelSetting) -> Boosted | Uniform:
    """Return gradient boosting with Poisson loss, each cell weighed by the area that it stands for.

    Missing values need no filling: each split learns to which side they go. Classes beyond the 255 that the trees can
    tell apart are treated as amounts.

    Notes
    -----
    Trees are scikit-learn's ``HistGradientBoostingRegressor``, grown on one thread: a study grows hundreds on few cells,
    and threads that wait for each other on a shared machine cost more than they save.
    """
    from sklearn.ensemble import HistGradientBoostingRegressor

    if cells.count.sum() == 0:
        return Uniform(0.5 / float(cells.area.sum()), len(layers))
    unit = float(cells.area.mean())
    trees = HistGradientBoostingRegressor(
        loss="poisson",
        learning_rate=_RATE,
        max_iter=_ROUNDS,
        max_leaf_nodes=_LEAVES,
        min_samples_leaf=20,
        l2_regularization=_DEPOSITS,
        early_stopping=False,
        random_state=setting.seed,
    )
    weight = cells.area / unit
    with _threads().limit(limits=1):
        trees.fit(cells.values, cells.count / weight, sample_weight=weight)
    return Boosted(trees, unit, _ground(cells, setting.seed))


@cache
def _threads() -> ThreadpoolController:
    """Return the thread pools of this process; they are found once, as looking takes longer than a small prediction."""
    import sklearn.ensemble  # noqa: F401  # loads the pool that is to be found
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


@dataclass(frozen=True, slots=True, eq=False)
class Bagged:
    """Trees, each of deposits against another sample of ground of which nobody knows; log intensity is linear in their mean."""

    trees: tuple[Any, ...]
    intercept: float
    slope: float
    ground: Values

    def score(self, values: Values) -> NDArray[np.float64]:
        """Return the logarithm of the odds of a deposit, the mean over all trees."""
        return _log_odds(np.mean([tree.predict_proba(values)[:, 1] for tree in self.trees], axis=0))

    def intensity(self, values: Values) -> NDArray[np.float64]:
        """Return deposits per km²."""
        return from_logarithm(self.intercept + self.slope * self.score(values))

    def explain(self, values: Values) -> NDArray[np.float64]:
        """Return Shapley values of the logarithm of the intensity."""
        return shapley(lambda rows: np.log(self.intensity(rows)), values, self.ground)


def fit_bagging(cells: Cells, layers: Sequence[Layer], setting: ModelSetting) -> Bagged | Uniform:
    """Return positive-unlabelled bagging: ground without a known deposit is not taken for barren.

    Each tree sees the deposits, drawn with replacement, and a few cells of the ground. How the mean of the trees that have
    not seen a cell goes with the deposits in it gives the intensity.

    Notes
    -----
    Mordelet, F., Vert, J.-P. (2014): A bagging SVM to learn from positive and unlabeled examples. Pattern Recognition
    Letters 37, 201-209; with trees.
    """
    from sklearn.tree import DecisionTreeClassifier

    holds = np.flatnonzero(cells.count > 0)
    if not holds.size:
        return Uniform(0.5 / float(cells.area.sum()), len(layers))
    generator = np.random.default_rng(setting.seed)
    chance = cells.area / cells.area.sum()
    free = np.flatnonzero(cells.count == 0)
    odds = chance[free] / chance[free].sum()
    total, seen = np.zeros(len(cells)), np.zeros(len(cells))
    trees = []
    times = cells.count[holds] / cells.count.sum()
    for number in range(_BAGS):
        positive = generator.choice(holds, size=holds.size, p=times)
        other = generator.choice(free, size=max(_AGAINST * holds.size, 20), p=odds)
        rows = np.concatenate([positive, other])
        label = np.r_[np.ones(positive.size), np.zeros(other.size)]
        weight = np.r_[np.full(positive.size, other.size / positive.size), np.ones(other.size)]
        tree = DecisionTreeClassifier(max_depth=_DEPTH, min_samples_leaf=3, max_features="sqrt", random_state=number)
        tree.fit(cells.values[rows], label, sample_weight=weight)
        trees.append(tree)
        out = np.ones(len(cells), bool)
        out[rows] = False
        total[out] += tree.predict_proba(cells.values[out])[:, 1]
        seen[out] += 1
    known = seen > 0
    score = _log_odds(total[known] / seen[known])
    columns = np.column_stack([np.ones(score.size), score])
    beta = glm.poisson(columns, cells.count[known], cells.area[known], ridge=np.array([0.0, setting.ridge]))
    return Bagged(tuple(trees), float(beta[0]), float(beta[1]), _ground(cells, setting.seed))


def _log_odds(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.special import logit

    return np.asarray(logit(np.clip(chance, 0.005, 0.995)))


def _ground(cells: Cells, seed: int) -> Values:
    generator = np.random.default_rng(seed)
    return cells.values[generator.choice(len(cells), size=_PAGES, p=cells.area / cells.area.sum())]
