"""Weights of evidence: of each class of each layer, from counts of deposits and areas; and how independent layers are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.explore.cells import Cells
from lodeway.explore.evidence.stack import Layer
from lodeway.explore.models.shape import Values
from lodeway.explore.settings import ModelSetting

__all__ = ["Independence", "Weights", "WeightsOfEvidence", "cut", "fit_weights", "independence", "posterior", "weigh"]

Order = Literal["", "ascending", "descending"]
_BYTE = 255
"""Greatest number of a byte, which stands for what is missing."""
_BLOCK = 1 << 15
"""Cells that are added up at once: they stay in the processor's cache."""


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
    low, high = (int(code.min()), int(code.max())) if code.size else (0, -1)
    number = classes or high + 1
    held = np.asarray(deposits).ravel()
    which = np.flatnonzero(held if held.dtype == bool else held != 0)
    # One bin more takes what is missing.
    there = code[which].astype(np.intp)
    found: NDArray[np.float64] = np.bincount(np.where(there < 0, number, there), held[which], number + 1)[:number].astype(float)  # fmt: skip
    size = np.asarray(units, float)
    if size.ndim == 0:
        ground = _tally(code, number, low, high) * float(size)
    else:
        shifted = code.astype(np.intp, copy=False)
        if low < 0:
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


def _tally(code: NDArray[Any], number: int, low: int, high: int) -> NDArray[np.float64]:
    """Return how many cells each class has; negative codes are none. The least and the greatest code are known.

    Where a code fits into a byte two cells are counted at once, as one number of 16 bits: half the cells to walk over.
    """
    if code.dtype.kind in "iu" and number <= _BYTE and low >= -1 and high < _BYTE:
        even = code.size // 2 * 2
        pairs = code[:even].astype(np.uint8).view(np.uint16)
        both = np.bincount(pairs, minlength=(_BYTE + 1) ** 2).reshape(_BYTE + 1, _BYTE + 1)
        cells = (both.sum(axis=0) + both.sum(axis=1))[:number].astype(float)
        if code.size > even and code[-1] >= 0:
            cells[code[-1]] += 1
        return np.asarray(cells)
    shifted = code.astype(np.intp, copy=False)
    if low < 0:
        shifted = np.where(shifted < 0, number, shifted)
    return np.bincount(shifted, minlength=number + 1)[:number].astype(float)


def posterior(
    layers: Iterable[tuple[NDArray[np.integer[Any]], Weights]], prior: float, deposits: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the chance that each unit cell holds a deposit, and its standard deviation, both of shape (n,).

    Parameters
    ----------
    layers
        Class of each cell, shape (n,), -1 where the layer adds nothing, and the weights of the classes. One layer is asked for
        after the other: none but the last need be kept.
    prior
        Deposits per unit cell, above 0 and below 1.
    deposits
        How many the prior rests on.

    Notes
    -----
    logit p = logit(prior) + sum of W+; s(p)² = p² (1/deposits + sum of s(W+)²): Bonham-Carter, Agterberg and Wright (1989). In
    single precision, as maps are written.

    Examples
    --------
    >>> layer = weigh([0, 0, 0, 0, 1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 1, 0, 0, 0, 0, 0], 1.0)
    >>> chance, sd = posterior([(np.array([0, 1, -1]), layer)], 0.4, 4)
    >>> chance.astype(float).round(4).tolist(), sd.astype(float).round(4).tolist()
    ([0.75, 0.1667, 0.4], [0.9437, 0.2007, 0.2])
    """
    # Weight and variance are one complex number, so that a cell is looked up once.
    total = np.empty(0, np.complex64)
    for code, own in layers:
        table = np.zeros(own.plus.size + 1, np.complex64)  # the last is that of missing cells, -1
        table.real[:-1], table.imag[:-1] = own.plus, own.sd_plus**2
        if not total.size:
            total = np.full(code.size, complex(np.log(prior) - np.log1p(-prior), 1 / deposits), np.complex64)
        for at in range(0, code.size, _BLOCK):
            total[at : at + _BLOCK] += np.take(table, code[at : at + _BLOCK], mode="wrap")
    chance, sd = np.empty((2, total.size), np.float32)
    for at in range(0, total.size, _BLOCK):
        part = slice(at, at + _BLOCK)
        with np.errstate(over="ignore"):  # infinite odds against are a chance of 0
            chance[part] = 1 / (1 + np.exp(-total.real[part].copy()))
        sd[part] = chance[part] * np.sqrt(total.imag[part].copy())
    return chance, sd


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
        found = np.empty(values.shape[::-1], np.int64)
        for place, own, limits, amount in zip(found, values.T, self.limits, self.amounts, strict=True):
            place[:] = np.searchsorted(limits, own.astype(np.float64), side="left")
            if amount:
                place[np.isnan(own)] = -1
            else:
                np.minimum(place, limits.size - 1, out=place)
                place[limits[place] != own] = -1
        return found.T

    def explain(self, values: Values) -> NDArray[np.float64]:
        """Return the weight of each cell's class in each layer, shape (n, layers)."""
        codes = self.codes(values)
        return np.column_stack(
            [np.append(own.plus, 0.0)[code] for own, code in zip(self.weights, codes.T, strict=True)]
        )

    def posterior(self, values: Values) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the chance that a unit cell holds a deposit, and its standard deviation."""
        return posterior(zip(self.codes(values).T, self.weights, strict=True), self.prior, self.deposits)

    def intensity(self, values: Values) -> NDArray[np.float64]:
        """Return deposits per km²: the chance of a unit cell over its area."""
        return self.posterior(values)[0].astype(np.float64) / self.unit


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
