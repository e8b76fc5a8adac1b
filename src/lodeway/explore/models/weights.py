"""Weights of evidence: of each class of each layer, from counts of deposits and areas; and how independent layers are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.explore.cells import Cells
from lodeway.explore.evidence.stack import Layer
from lodeway.explore.models.shape import Values
from lodeway.explore.settings import ModelSetting

__all__ = ["Independence", "Weights", "WeightsOfEvidence", "cut", "fit_weights", "independence", "weigh"]

Order = Literal["", "ascending", "descending"]
_BYTE = 255
"""Greatest number of a byte, which stands for what is missing."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Weights of the K classes of one layer."""

    deposits: NDArray[np.float64]
    units: NDArray[np.float64]
    """Unit cells of each class."""
    plus: NDArray[np.float64]
    """W+: within the class, or within it and all before it in a cumulative order."""
    minus: NDArray[np.float64]
    """W-: outside."""
    sd_plus: NDArray[np.float64]
    sd_minus: NDArray[np.float64]

    @property
    def contrast(self) -> NDArray[np.float64]:
        """W+ less W-."""
        return self.plus - self.minus

    @property
    def studentised(self) -> NDArray[np.float64]:
        """Contrast over its standard deviation."""
        return self.contrast / np.sqrt(self.sd_plus**2 + self.sd_minus**2)


def weigh(
    codes: ArrayLike,
    deposits: ArrayLike,
    units: ArrayLike,
    *,
    classes: int = 0,
    order: Order = "",
    smooth: float = 0.0,
) -> Weights:
    """Return the weights of a layer's classes, in one pass over the cells however many classes there are.

    Parameters
    ----------
    codes
        Class of each cell, 0 to K - 1; -1 where the layer is missing.
    deposits
        In each cell.
    units
        Unit cells that each cell stands for; one number if it is the same for all.
    classes
        K; by default one more than the largest code.
    order
        ``ascending`` adds each class to all below it, ``descending`` to all above it; empty takes each alone.
    smooth
        Deposits that are added, spread as the ground is, so that an empty class has a weight: 0 adds none.

    Returns
    -------
    Weights
        Infinite or NaN where a class holds no deposit, all of them or all of the ground, and nothing is added.

    Notes
    -----
    W+ = ln(P(B|D) / P(B|no D)), W- = ln(P(no B|D) / P(no B|no D)), with variances 1/n(BD) + 1/n(B, no D) and those of the
    complement: Bonham-Carter, G. F., Agterberg, F. P., Wright, D. F. (1989): Weights of evidence modelling. Geological
    Survey of Canada Paper 89-9, 171-183.

    Examples
    --------
    >>> found = weigh([0, 0, 0, 0, 1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 1, 0, 0, 0, 0, 0], 1.0)
    >>> found.plus.round(4).tolist(), found.minus.round(4).tolist()
    ([1.5041, -1.204], [-1.204, 1.5041])
    """
    code = np.asarray(codes).ravel()
    number = classes or int(code.max()) + 1
    held = np.asarray(deposits).ravel()
    which = np.flatnonzero(held != 0)
    # One bin more takes what is missing.
    there = code[which].astype(np.intp)
    found: NDArray[np.float64] = np.bincount(np.where(there < 0, number, there), held[which], number + 1)[:number].astype(float)  # fmt: skip
    size = np.asarray(units, float)
    if size.ndim == 0:
        ground = _tally(code, number) * float(size)
    else:
        shifted = code.astype(np.intp, copy=False)
        if shifted.min(initial=0) < 0:
            shifted = np.where(shifted < 0, number, shifted)
        ground = np.bincount(shifted, size.ravel(), number + 1)[:number].astype(float)
    total, whole = found.sum(), ground.sum()
    if order:
        step = 1 if order == "ascending" else -1
        found, ground = (np.cumsum(part[::step], dtype=np.float64)[::step] for part in (found, ground))
    d = found + smooth * ground / whole
    all_d = total + smooth
    empty = np.maximum(ground - found, 0.0)
    all_empty = whole - total
    with np.errstate(divide="ignore", invalid="ignore"):
        plus = np.log(d / all_d) - np.log(empty / all_empty)
        minus = np.log((all_d - d) / all_d) - np.log((all_empty - empty) / all_empty)
        sd_plus = np.sqrt(1 / d + 1 / empty)
        sd_minus = np.sqrt(1 / (all_d - d) + 1 / (all_empty - empty))
    return Weights(found, ground, plus, minus, sd_plus, sd_minus)


def _tally(code: NDArray[Any], number: int) -> NDArray[np.float64]:
    """Return how many cells each class has; negative codes are none.

    Where a code fits into a byte two cells are counted at once, as one number of 16 bits: half the cells to walk over.
    """
    if code.dtype.kind in "iu" and number <= _BYTE and code.max(initial=0) < _BYTE and code.min(initial=0) >= -1:
        even = code.size // 2 * 2
        pairs = code[:even].astype(np.uint8).view(np.uint16)
        both = np.bincount(pairs, minlength=(_BYTE + 1) ** 2).reshape(_BYTE + 1, _BYTE + 1)
        cells = (both.sum(axis=0) + both.sum(axis=1))[:number].astype(float)
        if code.size > even and code[-1] >= 0:
            cells[code[-1]] += 1
        return np.asarray(cells)
    shifted = code.astype(np.intp, copy=False)
    if shifted.min(initial=0) < 0:
        shifted = np.where(shifted < 0, number, shifted)
    return np.bincount(shifted, minlength=number + 1)[:number].astype(float)


def cut(values: NDArray[np.float64], area: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
    """Return the inner limits of classes of nearly equal area.

    Examples
    --------
    >>> cut(np.array([1.0, 2, 3, 4]), np.ones(4), 2).tolist()
    [2.0]
    """
    there = ~np.isnan(values)
    order = np.argsort(values[there], kind="stable")
    share = np.cumsum(area[there][order])
    if not share.size:
        return np.empty(0)
    targets = share[-1] * np.arange(1, classes) / classes
    place = np.searchsorted(share, targets * (1 - 1e-12))
    limits = np.unique(values[there][order][place])
    return np.asarray(limits[limits < values[there].max()])


@dataclass(frozen=True, slots=True, eq=False)
class WeightsOfEvidence:
    """Prior and weights; a layer that is missing in a cell adds nothing there."""

    limits: tuple[NDArray[np.float64], ...]
    """Inner limits of the classes of an amount, or the codes of a class layer."""
    amounts: tuple[bool, ...]
    weights: tuple[Weights, ...]
    prior: float
    """Deposits per unit cell."""
    unit: float
    """km²."""
    deposits: float

    def codes(self, values: Values) -> NDArray[np.int64]:
        """Return the class of each cell in each layer, shape (n, layers); -1 where it is missing or was never seen."""
        found = np.full(values.shape, -1, np.int64)
        for number, limits in enumerate(self.limits):
            own = values[:, number].astype(np.float64)
            there = ~np.isnan(own)
            place = np.searchsorted(limits, own[there], side="left")
            if not self.amounts[number]:
                place = np.minimum(place, limits.size - 1)
                place = np.where(limits[place] == own[there], place, -1)
            found[there, number] = place
        return found

    def explain(self, values: Values) -> NDArray[np.float64]:
        """Return the weight of each cell's class in each layer, shape (n, layers)."""
        codes = self.codes(values)
        parts = [
            np.where(codes[:, number] < 0, 0.0, own.plus[codes[:, number]]) for number, own in enumerate(self.weights)
        ]
        return np.column_stack(parts)

    def posterior(self, values: Values) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the chance that a unit cell holds a deposit, and its standard deviation."""
        from scipy.special import expit, logit

        codes = self.codes(values)
        chance = expit(logit(self.prior) + self.explain(values).sum(axis=1))
        variance = np.full(len(values), 1 / self.deposits)
        for number, own in enumerate(self.weights):
            variance += np.where(codes[:, number] < 0, 0.0, own.sd_plus[codes[:, number]] ** 2)
        return chance, chance * np.sqrt(variance)

    def intensity(self, values: Values) -> NDArray[np.float64]:
        """Return deposits per km²: the chance of a unit cell over its area."""
        return self.posterior(values)[0] / self.unit


def fit_weights(cells: Cells, layers: Sequence[Layer], setting: ModelSetting) -> WeightsOfEvidence:
    """Return weights of evidence of all layers; amounts are cut into classes of equal area.

    Parameters
    ----------
    cells
        What is learned from.
    layers
        Their kinds.
    setting
        `classes` of an amount; `ridge` deposits are added to each layer, spread as the ground is.
    """
    unit = float(np.median(cells.area[cells.count > 0])) if (cells.count > 0).any() else float(cells.area.mean())
    units = cells.area / unit
    # A sampled cell with a deposit stands for itself, so that a class never holds more deposits than unit cells.
    units = np.maximum(units, cells.count)
    limits, amounts, weights = [], [], []
    for number, layer in enumerate(layers):
        own = cells.values[:, number].astype(np.float64)
        amount = layer.kind != "class"
        edges = cut(own, cells.area, setting.classes) if amount else np.unique(own[~np.isnan(own)])
        many = edges.size + 1 if amount else max(edges.size, 1)
        codes = np.where(np.isnan(own), -1, np.searchsorted(edges, np.nan_to_num(own), side="left"))
        limits.append(edges if edges.size or amount else np.zeros(1))
        amounts.append(amount)
        weights.append(weigh(codes, cells.count, units, classes=many, smooth=max(setting.ridge, 0.5)))
    total = float(cells.count.sum())
    prior = min(total / units.sum(), 1 - 1e-9)
    cleaned = tuple(_finite(own) for own in weights)
    return WeightsOfEvidence(tuple(limits), tuple(amounts), cleaned, prior, unit, max(total, 1.0))


def _finite(own: Weights) -> Weights:
    """Return weights of which none is infinite: a class with no ground but deposits, or with no ground at all, adds nothing."""
    sound = np.isfinite(own.plus)
    return Weights(
        own.deposits,
        own.units,
        np.where(sound, own.plus, 0.0),
        np.where(sound, own.minus, 0.0),
        np.where(sound, own.sd_plus, 0.0),
        np.where(sound, own.sd_minus, 0.0),
    )


@dataclass(frozen=True, slots=True)
class Independence:
    """Agterberg and Cheng's omnibus test that layers are independent of each other where there are deposits."""

    expected: float
    """T: deposits that the posterior adds up to."""
    found: float
    sd: float
    z: float
    """(T - n) / s(T); large when layers repeat each other."""
    probability: float
    """Of so large a z if they were independent."""


def independence(model: WeightsOfEvidence, cells: Cells) -> Independence:
    """Return the test of conditional independence on the cells that the weights come from.

    Cells of the same classes share one posterior and its error: their errors add up, and only those of different
    combinations average out. s(T)² is therefore the sum of (N s)² over combinations, not of s² over cells.

    Notes
    -----
    Agterberg, F. P., Cheng, Q. (2002): Conditional independence test for weights-of-evidence modeling. Natural Resources
    Research 11, 249-255.
    """
    from scipy.stats import norm

    units = np.maximum(cells.area / model.unit, cells.count)
    chance, sd = model.posterior(cells.values)
    combination = np.unique(model.codes(cells.values), axis=0, return_inverse=True)[1].ravel()
    expected = float((chance * units).sum())
    spread = float(np.sqrt((np.bincount(combination, sd * units) ** 2).sum()))
    found = float(cells.count.sum())
    z = (expected - found) / spread if spread else 0.0
    return Independence(expected, found, spread, z, float(norm.sf(z)))
