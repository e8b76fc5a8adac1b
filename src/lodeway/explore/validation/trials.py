"""Fits that each leave something out, and what they say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.cells import Cells
from lodeway.explore.evidence.stack import Layer
from lodeway.explore.models import Fitted, fit
from lodeway.explore.settings import ModelSetting
from lodeway.explore.validation.blocks import deal, laid
from lodeway.explore.validation.placing import auc, placements

__all__ = ["Trial", "block_trial", "group_trial", "importance", "moved", "random_trial"]


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One division of the cells, with the intensity that the models give to what they have not seen."""

    group: NDArray[np.int64]
    """Block, or whatever was kept together, of each cell."""
    fold: NDArray[np.int64]
    intensity: NDArray[np.float64]
    placed: NDArray[np.float64]
    """Placement of each cell that holds deposits."""
    models: tuple[Fitted, ...] = ()
    """Of each fold, where they were asked for."""


def block_trial(
    cells: Cells,
    layers: Sequence[Layer],
    setting: ModelSetting,
    sides: tuple[float, float],
    folds: int,
    seed: int,
    *,
    keep: bool = False,
) -> Trial:
    """Return a trial on blocks that are laid and dealt at random."""
    generator = np.random.default_rng([seed, 1])
    block = laid(cells.place, sides, generator)
    return group_trial(cells, layers, setting, block, deal(block, cells.count, cells.area, folds, generator), keep=keep)


def random_trial(cells: Cells, layers: Sequence[Layer], setting: ModelSetting, folds: int, seed: int) -> Trial:
    """Return a trial whose cells are dealt one by one: what most studies report, and what flatters."""
    generator = np.random.default_rng([seed, 2])
    own = np.arange(len(cells))
    return group_trial(cells, layers, setting, own, deal(own, cells.count, cells.area, folds, generator))


def group_trial(
    cells: Cells,
    layers: Sequence[Layer],
    setting: ModelSetting,
    group: NDArray[np.int64],
    fold: NDArray[np.int64],
    *,
    keep: bool = False,
) -> Trial:
    """Return a trial of given folds: each is told by a model that has learned from the others."""
    intensity = np.empty(len(cells))
    models = []
    for one in np.unique(fold):
        unseen = fold == one
        model = fit(cells.take(~unseen), layers, setting)
        intensity[unseen] = model.intensity(cells.values[unseen])
        models.append(model)
    placed = placements(intensity, cells.area, fold, cells.count)
    return Trial(group, fold, intensity, placed, tuple(models) if keep else ())


def moved(cells: Cells, seed: int) -> NDArray[np.float64]:
    """Return the deposits' counts when their pattern is shifted over the ground, as chance might have laid it.

    The whole pattern moves by a random step, around the edges of the map, and may be mirrored, so that deposits stay
    as clustered as they are. Each goes to the nearest cell of those learned from that stands for ground.

    Notes
    -----
    Harms, K. E., Condit, R., Hubbell, S. P., Foster, R. B. (2001): torus translation. Journal of Ecology 89, 947-959.
    """
    from scipy.spatial import cKDTree

    generator = np.random.default_rng([seed, 3])
    low, high = cells.place.min(axis=0), cells.place.max(axis=0)
    span = high - low
    holds = np.flatnonzero(cells.count > 0)
    points = cells.place[holds] - low
    mirrored = generator.random(2) < 0.5
    points = np.where(mirrored, span - points, points)
    points = (points + generator.random(2) * span) % np.where(span > 0, span, 1.0) + low
    free = np.flatnonzero(cells.count == 0)
    tree = cKDTree(cells.place[free])
    count = np.zeros(len(cells))
    np.add.at(count, free[tree.query(points)[1]], cells.count[holds])
    return count


def importance(cells: Cells, trial: Trial, layers: int, seed: int) -> NDArray[np.float64]:
    """Return by how much the AUC in unseen blocks falls when a layer's values are mixed among them, shape (layers,).

    Parameters
    ----------
    cells
        What was learned from.
    trial
        Made with its models kept.
    layers
        How many there are.
    seed
        Of the mixing.

    Notes
    -----
    Breiman, L. (2001): Random Forests. Machine Learning 45, 5-32, on held-out blocks.
    """
    generator = np.random.default_rng([seed, 4])
    times = cells.count[cells.count > 0]
    whole = auc(trial.placed, times)
    found = np.zeros(layers)
    folds = np.unique(trial.fold)
    for layer in range(layers):
        intensity = np.empty(len(cells))
        for one, model in zip(folds, trial.models, strict=True):
            unseen = np.flatnonzero(trial.fold == one)
            values = cells.values[unseen].copy()
            chance = cells.area[unseen] / cells.area[unseen].sum()
            # Values are drawn as the ground has them: deposits' own cells stand for next to none of it.
            values[:, layer] = values[generator.choice(unseen.size, size=unseen.size, p=chance), layer]
            intensity[unseen] = model.intensity(values)
        found[layer] = whole - auc(placements(intensity, cells.area, trial.fold, cells.count), times)
    return found
