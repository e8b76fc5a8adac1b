"""Log-linear models: the Poisson process on cells, and logistic regression with the offset of its sampling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.cells import Cells
from lodeway.explore.evidence.stack import Layer
from lodeway.explore.models import glm
from lodeway.explore.models.design import Design, design
from lodeway.explore.models.shape import Values, from_logarithm
from lodeway.explore.settings import ModelSetting

__all__ = ["LogLinear", "fit_logistic", "fit_poisson"]


@dataclass(frozen=True, slots=True, eq=False)
class LogLinear:
    """Intensity exp(intercept + columns @ coefficients)."""

    design: Design
    intercept: float
    coefficients: NDArray[np.float64]
    """One for each column of the design, in standard deviations of the layer."""
    middle: NDArray[np.float64]
    """Mean of each column, from which contributions are counted."""

    def intensity(self, values: Values) -> NDArray[np.float64]:
        """Return deposits per km²."""
        return from_logarithm(self.intercept + self.design.columns(values) @ self.coefficients)

    def explain(self, values: Values) -> NDArray[np.float64]:
        """Return what each layer adds to the logarithm of the intensity, beside the mean of the ground learned from."""
        own = (self.design.columns(values) - self.middle) * self.coefficients
        found = np.zeros((len(values), len(self.design.codes)))
        for column, layer in enumerate(self.design.owner):
            found[:, layer] += own[:, column]
        return found

    def slopes(self) -> tuple[float, NDArray[np.float64]]:
        """Return intercept and coefficients in the layers' own units; of layers that are amounts and nowhere missing."""
        slope = self.coefficients / self.design.spread[self.design.owner]
        amounts = np.array([not codes for codes in self.design.codes])[self.design.owner]
        slope = np.where(amounts, slope, self.coefficients)
        shift = np.where(amounts, slope * self.design.middle[self.design.owner], 0.0).sum()
        return self.intercept - float(shift), slope


def fit_poisson(cells: Cells, layers: Sequence[Layer], setting: ModelSetting) -> LogLinear:
    """Return the log-linear Poisson process: log intensity is linear in the layers.

    Parameters
    ----------
    cells
        What is learned from.
    layers
        Their kinds.
    setting
        `ridge` draws standardised coefficients towards 0; the intercept is left free.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> layer = rng.normal(size=(4000, 1)).astype(np.float32)
    >>> count = rng.poisson(0.05 * np.exp(1.0 * layer[:, 0])).astype(float)
    >>> cells = Cells(layer, np.ones(4000), count, np.zeros((4000, 2)), np.arange(4000))
    >>> float(fit_poisson(cells, [Layer("a")], ModelSetting()).slopes()[1][0].round(1))
    1.0
    """
    made = design(cells.values, cells.area, layers)
    columns = made.columns(cells.values)
    ridge = np.r_[0.0, np.full(columns.shape[1], setting.ridge)]
    beta = glm.poisson(np.column_stack([np.ones(len(columns)), columns]), cells.count, cells.area, ridge=ridge)
    return LogLinear(made, float(beta[0]), beta[1:], np.average(columns, axis=0, weights=cells.area))


def fit_logistic(cells: Cells, layers: Sequence[Layer], setting: ModelSetting) -> LogLinear:
    """Return the intensity that a logistic regression of deposits against sampled cells gives.

    Each sampled cell is a dummy point that stands for its area; the odds of deposit against dummy are intensity times
    area, so that the logarithm of the area is an offset and no base rate has to be put right afterwards.

    Notes
    -----
    Baddeley, A., Coeurjolly, J.-F., Rubak, E., Waagepetersen, R. (2014): Logistic regression for spatial Gibbs point
    processes. Biometrika 101, 377-392.
    """
    made = design(cells.values, cells.area, layers)
    columns = np.column_stack([np.ones(len(cells)), made.columns(cells.values)])
    holds = cells.count > 0
    rows = np.concatenate([np.flatnonzero(holds), np.arange(len(cells))])
    presence = np.r_[np.ones(int(holds.sum())), np.zeros(len(cells))]
    weight = np.r_[cells.count[holds], np.ones(len(cells))]
    # A dummy in a deposit's cell stands for a sliver of ground beside those that were sampled: all have the mean area.
    dummy = cells.area.sum() / len(cells)
    weight[int(holds.sum()) :] = cells.area / dummy
    ridge = np.r_[0.0, np.full(columns.shape[1] - 1, setting.ridge)]
    beta = glm.logistic(columns[rows], presence, np.full(rows.size, np.log(dummy)), weight=weight, ridge=ridge)
    return LogLinear(made, float(beta[0]), beta[1:], np.average(columns[:, 1:], axis=0, weights=cells.area))
