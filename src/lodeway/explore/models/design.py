"""Values of layers as columns that a linear model can take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.evidence.stack import Layer
from lodeway.explore.models.shape import Values

__all__ = ["Design", "design"]


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """How columns are made: amounts in standard deviations from their mean, classes as yes or no, and what is missing.

    A missing amount stands at the mean, and where the layer is missing in places a column of its own tells so.
    """

    middle: NDArray[np.float64]
    spread: NDArray[np.float64]
    codes: tuple[tuple[float, ...], ...]
    """Of each class layer, the classes that have a column: all but the largest; empty for amounts."""
    gaps: NDArray[np.bool_]
    """Layers that are missing somewhere."""
    owner: NDArray[np.int64]
    """Layer of each column."""

    def columns(self, values: Values) -> NDArray[np.float64]:
        """Return the columns, shape (n, columns), without one for the intercept."""
        parts: list[NDArray[np.float64]] = []
        for number, codes in enumerate(self.codes):
            own = values[:, number].astype(np.float64)
            gone = np.isnan(own)
            if codes:
                parts += [(own == code).astype(np.float64) for code in codes]
            else:
                parts.append(np.where(gone, 0.0, (own - self.middle[number]) / self.spread[number]))
            if self.gaps[number]:
                parts.append(gone.astype(np.float64))
        return np.column_stack(parts)


def design(values: Values, area: NDArray[np.float64], layers: Sequence[Layer]) -> Design:
    """Return how the columns of these layers are made.

    Parameters
    ----------
    values
        Shape (n, layers); NaN where missing.
    area
        Weight of each row.
    layers
        Their kinds.

    Examples
    --------
    >>> values = np.array([[1, 7], [3, 8], [np.nan, 8]], np.float32)
    >>> made = design(values, np.ones(3), [Layer("depth"), Layer("rock", "class")])
    >>> made.columns(values).tolist()
    [[-1.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    """
    middles, spreads = np.zeros(len(layers)), np.ones(len(layers))
    codes: list[tuple[float, ...]] = []
    gaps: NDArray[np.bool_] = np.asarray(np.isnan(values).any(axis=0), bool)
    owner: list[int] = []
    for number, layer in enumerate(layers):
        own = values[:, number].astype(np.float64)
        there = ~np.isnan(own)
        kept: tuple[float, ...] = ()
        if layer.kind == "class":
            found, place = np.unique(own[there], return_inverse=True)
            if found.size:
                largest = int(np.bincount(place, area[there]).argmax())
                kept = tuple(float(code) for code in np.delete(found, largest)) or (float(found[0]),)
            else:
                kept = (0.0,)
        elif there.any():
            middles[number] = np.average(own[there], weights=area[there])
            deviation = np.sqrt(np.average((own[there] - middles[number]) ** 2, weights=area[there]))
            spreads[number] = deviation if deviation > 0 else 1.0
        codes.append(kept)
        owner += [number] * (max(len(kept), 1) + bool(gaps[number]))
    return Design(middles, spreads, tuple(codes), gaps, np.array(owner, np.int64))
