"""Several models as one: the geometric mean of their intensities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.models.shape import Fitted, Values

__all__ = ["Ensemble"]


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """Members that count alike."""

    members: tuple[Fitted, ...]

    def intensity(self, values: Values) -> NDArray[np.float64]:
        """Return deposits per km²: exp of the mean of the members' logarithms."""
        return np.asarray(np.exp(np.mean([np.log(one.intensity(values)) for one in self.members], axis=0)))

    def explain(self, values: Values) -> NDArray[np.float64]:
        """Return the mean of what the members say, shape (n, layers)."""
        return np.asarray(np.mean([one.explain(values) for one in self.members], axis=0))
