"""Models of one shape: ``fit(cells, layers, setting)`` returns what has ``intensity(values)`` and ``explain(values)``.

All give deposits per km², so that their sum over the ground is a number of deposits.
"""

from collections.abc import Mapping, Sequence

from lodeway.explore.cells import Cells
from lodeway.explore.evidence.stack import Layer
from lodeway.explore.models.boosting import fit_bagging, fit_boosting
from lodeway.explore.models.ensemble import Ensemble
from lodeway.explore.models.fuzzy import fit_fuzzy
from lodeway.explore.models.linear import fit_logistic, fit_poisson
from lodeway.explore.models.shape import Fit, Fitted
from lodeway.explore.models.weights import fit_weights
from lodeway.explore.settings import ModelSetting

__all__ = ["FITS", "Fitted", "fit"]

FITS: Mapping[str, Fit] = {
    "bagging": fit_bagging,
    "boosting": fit_boosting,
    "fuzzy": fit_fuzzy,
    "logistic": fit_logistic,
    "poisson": fit_poisson,
    "weights": fit_weights,
}
"""Every model but the ensemble, which is made of them."""


def fit(cells: Cells, layers: Sequence[Layer], setting: ModelSetting) -> Fitted:
    """Return the model that a setting names, fitted to cells.

    Parameters
    ----------
    cells
        What is learned from.
    layers
        One for each column of the cells' values.
    setting
        Kind of the model, and what its kind asks for.

    Examples
    --------
    >>> import numpy as np
    >>> values = np.linspace(-1, 1, 400, dtype=np.float32)[:, None]
    >>> cells = Cells(values, np.ones(400), (values[:, 0] > 0.9).astype(float), np.zeros((400, 2)), np.arange(400))
    >>> low, high = fit(cells, [Layer("a")], ModelSetting(kind="poisson")).intensity(np.array([[-1], [1]], np.float32))
    >>> bool(low < 0.01 < 0.3 < high)
    True
    """
    if setting.kind == "ensemble":
        return Ensemble(tuple(FITS[name](cells, layers, setting) for name in setting.members))
    return FITS[setting.kind](cells, layers, setting)
