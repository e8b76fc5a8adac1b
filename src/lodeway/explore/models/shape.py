"""What every model is: a fit returns something that gives intensity and explains it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.cells import Cells
from lodeway.explore.evidence.stack import Layer
from lodeway.explore.settings import ModelSetting

__all__ = ["FLOOR", "MOST", "Fit", "Fitted", "Uniform", "Values", "from_logarithm"]

Values = NDArray[np.float32]
FLOOR = 1e-12
"""Deposits per km² below which an intensity is not told apart from nothing."""


MOST = 30.0
"""Largest logarithm of an intensity: exp(30) deposits per km² are none of this world."""


def from_logarithm(eta: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return intensities, held between what is nothing and what is none of this world.

    Examples
    --------
    >>> from_logarithm(np.array([0.0, -100.0])).round(6).tolist()
    [1.0, 0.0]
    """
    return np.maximum(np.exp(np.minimum(eta, MOST)), FLOOR)


class Fitted(Protocol):
    """A model that has learned."""

    def intensity(self, values: Values) -> NDArray[np.float64]:
        """Return deposits per km² of cells, shape (n,), from their values, shape (n, layers)."""

    def explain(self, values: Values) -> NDArray[np.float64]:
        """Return what each layer adds to the logarithm of the intensity, shape (n, layers)."""


Fit = Callable[[Cells, Sequence[Layer], ModelSetting], Fitted]


@dataclass(frozen=True, slots=True)
class Uniform:
    """The same intensity everywhere: what is known where no layer tells anything."""

    level: float
    layers: int

    def intensity(self, values: Values) -> NDArray[np.float64]:
        """Return the level."""
        return np.full(len(values), self.level)

    def explain(self, values: Values) -> NDArray[np.float64]:
        """Return zeros."""
        return np.zeros((len(values), self.layers))
