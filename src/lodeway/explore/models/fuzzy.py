"""Fuzzy overlay: what an expert thinks each layer's values are worth, joined, and made an intensity by the known deposits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.cells import Cells
from lodeway.explore.evidence.stack import Layer
from lodeway.explore.models import glm
from lodeway.explore.models.shape import Values, from_logarithm
from lodeway.explore.settings import ModelSetting

__all__ = ["Overlay", "fit_fuzzy", "gamma", "membership"]


def membership(
    values: NDArray[np.float64], shape: str, midpoint: float, spread: float, scale: float = float("nan")
) -> NDArray[np.float64]:
    """Return how well values suit, from 0 to 1: half at the midpoint for large and small ones, 1 there for near ones.

    Parameters
    ----------
    values
        Of a layer.
    shape
        ``large``: 1 / (1 + exp(-s (x - m) / w)); ``small``: 1 / (1 + exp(s (x - m) / w)); ``near``: 1 / (1 + s ((x - m) / w)²).
    midpoint, spread
        m and s.
    scale
        w, the width of the layer. Left out, of amounts and a midpoint above 0: (x / m)^-s and (x / m)^s in place of the exponentials, and
        w = m for ``near``.

    Notes
    -----
    Tsoukalas, L. H., Uhrig, R. E. (1997): Fuzzy and Neural Approaches in Engineering; as geographic information systems
    name these functions.

    Examples
    --------
    >>> membership(np.array([5.0, 10.0, 20.0]), "large", 10.0, 1.0).round(3).tolist()
    [0.333, 0.5, 0.667]
    >>> membership(np.array([-1.0, 0.0, 1.0]), "large", 0.0, 5.0, 2.0).round(3).tolist()
    [0.076, 0.5, 0.924]
    """
    from scipy.special import expit

    if shape == "near":
        return np.asarray(1 / (1 + spread * ((values - midpoint) / (midpoint if np.isnan(scale) else scale)) ** 2))
    sign = 1.0 if shape == "large" else -1.0
    if np.isnan(scale):
        with np.errstate(divide="ignore"):
            power = spread * (np.log(np.maximum(values, 0.0)) - np.log(midpoint))
    else:
        power = spread * (values - midpoint) / scale
    return np.asarray(expit(sign * power))


def gamma(memberships: NDArray[np.float64], power: float) -> NDArray[np.float64]:
    """Return the fuzzy gamma of memberships, shape (n, layers); a missing one is left out.

    Notes
    -----
    (1 - prod(1 - m))^g * prod(m)^(1 - g): Zimmermann, H.-J., Zysno, P. (1980), Fuzzy Sets and Systems 4, 37-51.

    Examples
    --------
    >>> gamma(np.array([[0.5, 0.5]]), 0.0).tolist(), gamma(np.array([[0.5, 0.5]]), 1.0).tolist()
    ([0.25], [0.75])
    """
    held = np.clip(memberships, 1e-9, 1 - 1e-9)
    product = np.exp(np.nansum(np.log(held), axis=1))
    total = 1 - np.exp(np.nansum(np.log1p(-held), axis=1))
    return np.asarray(total**power * product ** (1 - power))


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """Intensity exp(intercept + slope * log odds of the overlay)."""

    layers: tuple[Layer, ...]
    """Each with its shape and its midpoint."""
    scales: tuple[float, ...]
    """Width of each layer; NaN where its membership goes by the ratio to the midpoint."""
    power: float
    intercept: float
    slope: float

    def favourability(self, values: Values) -> NDArray[np.float64]:
        """Return the overlay, 0 to 1."""
        return gamma(self._memberships(values), self.power)

    def _memberships(self, values: Values) -> NDArray[np.float64]:
        return np.column_stack(
            [
                membership(values[:, number].astype(np.float64), layer.shape, layer.midpoint, layer.spread, scale)
                for number, (layer, scale) in enumerate(zip(self.layers, self.scales, strict=True))
            ]
        )

    def intensity(self, values: Values) -> NDArray[np.float64]:
        """Return deposits per km²."""
        return from_logarithm(self.intercept + self.slope * _odds(self.favourability(values)))

    def explain(self, values: Values) -> NDArray[np.float64]:
        """Return by how much the logarithm of the intensity falls when a layer is left out, shape (n, layers)."""
        members = self._memberships(values)
        whole = _odds(gamma(members, self.power))
        found = np.zeros(members.shape)
        for number in range(members.shape[1]):
            without = members.copy()
            without[:, number] = np.nan
            found[:, number] = np.where(np.isnan(members[:, number]), 0.0, whole - _odds(gamma(without, self.power)))
        return self.slope * found


def fit_fuzzy(cells: Cells, layers: Sequence[Layer], setting: ModelSetting) -> Overlay:
    """Return fuzzy overlay; a midpoint that is not stated is the layer's median over the ground.

    The known deposits give level and slope, and whether large or small values of a layer suit whose shape is not stated: where the mean
    membership of the deposits is above that of the ground, large ones. Which values suit is otherwise the expert's word.
    """
    told, scales = [], []
    for number, layer in enumerate(layers):
        own = cells.values[:, number].astype(np.float64)
        there = ~np.isnan(own)
        known = own[there]
        stated = not np.isnan(layer.midpoint)
        middle = layer.midpoint if stated else float(np.median(known)) if known.size else 0.0
        by_ratio = stated and middle > 0 and known.size > 0 and known.min() >= 0
        scale = float("nan") if by_ratio else _width(known)
        shape = layer.shape
        if not shape:
            suits = membership(known, "large", middle, layer.spread, scale)
            shape = "large" if _mean(suits, cells.count[there]) >= _mean(suits, cells.area[there]) else "small"
        told.append(replace(layer, midpoint=middle, shape=shape))
        scales.append(scale)
    plain = Overlay(tuple(told), tuple(scales), setting.gamma, 0.0, 1.0)
    columns = np.column_stack([np.ones(len(cells)), _odds(plain.favourability(cells.values))])
    beta = glm.poisson(columns, cells.count, cells.area, ridge=np.array([0.0, min(setting.ridge, 1.0) * 1e-3]))
    return replace(plain, intercept=float(beta[0]), slope=max(float(beta[1]), 0.0))


def _width(known: NDArray[np.float64]) -> float:
    """Return from where to where the middle four fifths of the values go; their range where most are the same, 1 where all are."""
    if not known.size:
        return 1.0
    low, high = np.quantile(known, [0.1, 0.9])
    return float(high - low) or float(np.ptp(known)) or 1.0


def _mean(values: NDArray[np.float64], weight: NDArray[np.float64]) -> float:
    return float(values @ weight / weight.sum()) if weight.sum() > 0 else 0.0


def _odds(favourability: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.special import logit

    return np.asarray(logit(np.clip(favourability, 1e-6, 1 - 1e-6)))
