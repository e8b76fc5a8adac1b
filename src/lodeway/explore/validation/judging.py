"""The whole judgement of a model: scores on blocks and at random, curves, count, target area, and what chance gives."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.cells import Cells
from lodeway.explore.evidence.stack import Layer
from lodeway.explore.grid import Grid
from lodeway.explore.settings import ModelSetting, ValidationSetting
from lodeway.explore.validation.blocks import Blocks, block_sides
from lodeway.explore.validation.counting import (
    Count,
    Level,
    Reliability,
    counted,
    level_of,
    recalibrated,
    reliability,
)
from lodeway.explore.validation.placing import Curve, auc, capture, deviation, target_share
from lodeway.explore.validation.trials import Trial, block_trial, group_trial, importance, moved, random_trial

__all__ = ["CAPTURED", "Influence", "Judgement", "Target", "judge"]

CAPTURED = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
"""Shares of the ground whose capture is told in figures."""
_RANDOM = 5
"""Repeats of the random division, at most: it varies little."""
_MIXED = 3
"""Repeats on whose blocks the layers' importance is measured."""
_LOCATED = 5
"""Repeats with deposits anywhere within their errors, at most."""
_SURE = 1.645
"""Standard errors above 0.5 at which a score is more than chance (one-sided 5 %)."""
_LUCKY = 0.05
"""Probability of so good a score for moved deposits above which it is put down to luck."""


@dataclass(frozen=True, slots=True)
class Target:
    """Ground that is to hold a share of the deposits that nobody knows yet."""

    level: float
    area_share: float
    coverage: float
    """Share of unseen deposits that it held, when its size came from other folds."""


@dataclass(frozen=True, slots=True)
class Influence:
    """What a layer does."""

    name: str
    importance: float
    """Fall of the AUC in unseen blocks when the layer is mixed."""
    direction: str
    """``rising``, ``falling``, ``mixed`` or ``class``: how intensity goes with the layer."""


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """How good a model is where it has not looked."""

    blocks: Blocks
    random: float
    block: float
    se: float
    """Standard error of the block score: deposits of one block count as one, and deposits may lie elsewhere within their errors."""
    repeats: tuple[float, ...]
    """Block score of each repeat."""
    located: tuple[float, ...]
    """Block scores of repeats whose deposits lie anywhere within their stated errors; empty where no error is larger than a cell."""
    tracts: float
    """Score when each tract is once left out; NaN without tracts."""
    curve: Curve
    random_curve: Curve
    count: Count
    reliability: tuple[Reliability, ...]
    level: Level
    trials: tuple[Trial, ...]
    """One for each repeat: what the correction was learned from."""
    target: Target
    null: tuple[float, ...]
    """Block scores of moved deposits."""
    probability: float
    """Of so good a score by chance; NaN without moved deposits."""
    influences: tuple[Influence, ...]

    @property
    def gap(self) -> float:
        """By how much the random division flatters."""
        return self.random - self.block

    @property
    def signal(self) -> bool:
        """Tell whether the layers say anything of where deposits are."""
        return not self.doubts

    @property
    def untested(self) -> bool:
        """Tell whether all that is held against the layers is that too few maps of moved deposits were made to tell."""
        return self._beats_chance and self._few

    @property
    def _beats_chance(self) -> bool:
        return self.block - _SURE * self.se > 0.5  # a missing error doubts as well

    @property
    def _few(self) -> bool:
        return self._may_be_luck and all(one < self.block for one in self.null)

    @property
    def _may_be_luck(self) -> bool:
        return not self.probability <= _LUCKY  # without moved maps it is missing, and nothing speaks against luck

    @property
    def verdict(self) -> str:
        """Say in a sentence whether the layers say where deposits are: ``signal``, ``no signal``, or ``not tested enough``."""
        score = f"AUC {self.block:.2f} ± {self.se:.2f} in unseen blocks"
        if self.signal:
            return f"signal: the layers tell where deposits are ({score})"
        told = ", and ".join(self.doubts)
        if self.untested:
            return f"not tested enough: {told} ({score}); do not use the map yet"
        return f"no signal: {told} ({score}); do not use the map"

    @property
    def doubts(self) -> tuple[str, ...]:
        """Return why the layers are not believed, in words; empty where they say where deposits are."""
        found = []
        if not self._beats_chance:
            found.append("in unseen blocks the layers do no better than chance")
        if self._may_be_luck:
            above = sum(one >= self.block for one in self.null)
            least = math.ceil(1 / _LUCKY) - 1
            found.append(
                f"patterns of deposits moved over the map score as well in {above} of {len(self.null)} cases "
                f"(probability {self.probability:.2f}, at most {_LUCKY} would do)"
                if not self._few
                else f"{len(self.null)} maps of moved deposits are too few to tell it from luck (validation.null: at least {least})"
            )
        return tuple(found)


def judge(
    grid: Grid,
    cells: Cells,
    layers: Sequence[Layer],
    model: ModelSetting,
    setting: ValidationSetting,
    *,
    tracts: NDArray[np.int64] | None = None,
    within: Callable[[int], Cells] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Judgement:
    """Return the judgement of a model on blocks that it has not seen.

    Parameters
    ----------
    grid
        Of the cells.
    cells
        What is learned from.
    layers
        Their kinds.
    model
        The model.
    setting
        Blocks, repeats, folds, level of the target area, moved maps.
    tracts
        Tract of each cell, -1 outside all.
    within
        Cells with the deposits anywhere within their stated errors, by number of the move, for as many moves as the model has draws:
        `lodeway.explore.cells.Gathered.moved`. Without it their places are taken as exact.
    progress
        Called with what is being done.
    """
    blocks = block_sides(grid, cells, layers, size=setting.block, folds=setting.folds, seed=model.seed)
    times = cells.count[cells.count > 0]
    trials: list[Trial] = []
    drops: list[NDArray[np.float64]] = []
    for number in range(setting.repeats):
        keep = number < _MIXED
        trial = block_trial(cells, layers, model, blocks.sides, setting.folds, model.seed + number, keep=keep)
        if keep:
            drops.append(importance(cells, trial, len(layers), model.seed + number))
        trials.append(dataclasses.replace(trial, models=()))
        progress(f"unseen blocks: {number + 1} of {setting.repeats}")
    flattering = []
    for number in range(min(setting.repeats, _RANDOM)):
        flattering.append(random_trial(cells, layers, model, setting.folds, model.seed + number))
        progress(f"random division: {number + 1} of {min(setting.repeats, _RANDOM)}")
    scores = tuple(auc(trial.placed, times) for trial in trials)
    score = float(np.mean(scores))
    located = _located(within, layers, model, setting, blocks, progress)
    null = _null(cells, layers, model, setting, blocks, progress)
    # One more for the score itself: a probability of 0 is never found (Phipson and Smyth 2010).
    above = sum(one >= score for one in null)
    level = level_of(*_pooled(cells, trials))
    right = [recalibrated(trial.intensity, cells.count, cells.area, trial.fold) for trial in trials]
    return Judgement(
        blocks=blocks,
        random=float(np.mean([auc(trial.placed, times) for trial in flattering])),
        block=score,
        se=_error(cells, trials, times, [one - two for one, two in zip(located, scores, strict=False)]),
        repeats=scores,
        located=located,
        tracts=_by_tract(cells, layers, model, tracts),
        curve=capture([trial.placed for trial in trials], times, seed=model.seed),
        random_curve=capture([trial.placed for trial in flattering], times, seed=model.seed),
        count=_count(cells, trials, right),
        reliability=reliability(right, cells.count, cells.area),
        level=level,
        trials=tuple(trials),
        target=_target(cells, trials, times, setting.level),
        null=null,
        probability=(above + 1) / (len(null) + 1) if null else math.nan,
        influences=_influences(cells, layers, model, drops),
    )


def _located(
    within: Callable[[int], Cells] | None,
    layers: Sequence[Layer],
    model: ModelSetting,
    setting: ValidationSetting,
    blocks: Blocks,
    progress: Callable[[str], None],
) -> tuple[float, ...]:
    """Return the block scores with deposits anywhere within their errors, each on the blocks of the repeat of its number."""
    found = []
    many = min(_LOCATED, setting.repeats, model.draws) if within is not None else 0
    for number in range(many):
        assert within is not None
        other = within(number)
        trial = block_trial(other, layers, model, blocks.sides, setting.folds, model.seed + number)
        found.append(auc(trial.placed, other.count[other.count > 0]))
        progress(f"deposits within their errors: {number + 1} of {many}")
    return tuple(found)


def _null(
    cells: Cells,
    layers: Sequence[Layer],
    model: ModelSetting,
    setting: ValidationSetting,
    blocks: Blocks,
    progress: Callable[[str], None],
) -> tuple[float, ...]:
    found = []
    for number in range(setting.null):
        other = dataclasses.replace(cells, count=moved(cells, model.seed + number))
        trial = block_trial(other, layers, model, blocks.sides, setting.folds, model.seed + number)
        found.append(auc(trial.placed, other.count[other.count > 0]))
        progress(f"deposits moved by chance: {number + 1} of {setting.null}")
    return tuple(found)


def _error(cells: Cells, trials: Sequence[Trial], times: NDArray[np.float64], elsewhere: Sequence[float]) -> float:
    """Return the root of the mean of the repeats' variances: repeats see the same deposits and do not make them more.

    The variance of what the score changes by with deposits elsewhere within their errors comes on top.
    """
    holds = cells.count > 0
    errors = [deviation(trial.placed, times, trial.group[holds]) for trial in trials]
    known = [one**2 for one in errors if not math.isnan(one)]
    places = float(np.var(elsewhere, ddof=1)) if len(elsewhere) > 1 else 0.0
    return math.sqrt(float(np.mean(known)) + places) if known else math.nan


def _pooled(
    cells: Cells, trials: Sequence[Trial]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return intensity out of fold, deposits and area over all repeats, which together count once."""
    share = 1 / len(trials)
    return (
        np.concatenate([trial.intensity for trial in trials]),
        np.tile(cells.count * share, len(trials)),
        np.tile(cells.area * share, len(trials)),
    )


def _count(cells: Cells, trials: Sequence[Trial], right: Sequence[NDArray[np.float64]]) -> Count:
    expected: list[NDArray[np.float64]] = []
    found: list[NDArray[np.float64]] = []
    for trial, intensity in zip(trials, right, strict=True):
        many = int(trial.group.max()) + 1
        expected.append(np.bincount(trial.group, intensity * cells.area, many).astype(float))
        found.append(np.bincount(trial.group, cells.count, many).astype(float))
    return counted(expected, found)


def _target(cells: Cells, trials: Sequence[Trial], times: NDArray[np.float64], level: float) -> Target:
    holds = cells.count > 0
    shares, covered = [], 0.0
    for trial in trials:
        shares.append(target_share(trial.placed, times, level))
        fold = trial.fold[holds]
        for one in np.unique(fold):
            own = fold == one
            if own.all():
                continue
            limit = target_share(trial.placed[~own], times[~own], level)
            covered += float((times[own] * (trial.placed[own] <= limit)).sum())
    return Target(level, float(np.mean(shares)), covered / (times.sum() * len(trials)))


def _by_tract(cells: Cells, layers: Sequence[Layer], model: ModelSetting, tracts: NDArray[np.int64] | None) -> float:
    if tracts is None:
        return math.nan
    inside = tracts >= 0
    known = cells.take(inside)
    own = tracts[inside]
    if len(np.unique(own)) < 2 or len(np.unique(own[known.count > 0])) < 2:
        return math.nan
    trial = group_trial(known, layers, model, own, own)
    return auc(trial.placed, known.count[known.count > 0])


def _influences(
    cells: Cells, layers: Sequence[Layer], model: ModelSetting, drops: Sequence[NDArray[np.float64]]
) -> tuple[Influence, ...]:
    """Return importance and direction of each layer, the most important first."""
    from lodeway.explore.models import fit

    generator = np.random.default_rng([model.seed, 5])
    chosen = generator.choice(len(cells), size=min(len(cells), 400), p=cells.area / cells.area.sum())
    told = fit(cells, layers, model).explain(cells.values[chosen])
    mean = np.mean(drops, axis=0)
    rows = [
        Influence(layer.name, float(mean[number]), _direction(layer, cells.values[chosen, number], told[:, number]))
        for number, layer in enumerate(layers)
    ]
    return tuple(sorted(rows, key=lambda row: -row.importance))


def _direction(layer: Layer, values: NDArray[np.float32], added: NDArray[np.float64]) -> str:
    from scipy.stats import spearmanr

    if layer.kind == "class":
        return "class"
    there = ~np.isnan(values)
    if there.sum() < 10 or np.ptp(values[there]) == 0 or np.ptp(added[there]) == 0:
        return "mixed"
    rank = float(spearmanr(values[there], added[there]).statistic)
    return "rising" if rank > 0.5 else "falling" if rank < -0.5 else "mixed"
