"""Isometric log-ratios: shares that sum to 1, as coordinates without bounds."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["from_ratios", "to_ratios"]

Values = NDArray[np.float64]


@cache
def _basis(parts: int) -> Values:
    """Return an orthonormal basis of the log-ratios of so many parts (Helmert), by part and coordinate."""
    basis = np.zeros((parts, parts - 1))
    for axis in range(parts - 1):
        basis[: axis + 1, axis] = 1 / (axis + 1)
        basis[axis + 1, axis] = -1.0
        basis[:, axis] *= np.sqrt((axis + 1) / (axis + 2))
    return basis


def to_ratios(grades: Values) -> Values:
    """Return the isometric log-ratios of grades and gangue.

    Parameters
    ----------
    grades
        Shares of the ore [t/t], by deposit and metal, above 0; what is left of 1 is gangue.

    Returns
    -------
    numpy.ndarray
        As many coordinates as there are metals, by deposit.

    Notes
    -----
    Egozcue, J.J. and others (2003): Isometric logratio transformations for compositional data analysis. Mathematical Geology 35, 279-300.

    Examples
    --------
    >>> bool(np.allclose(from_ratios(to_ratios(np.array([[0.01, 0.2]]))), [[0.01, 0.2]]))
    True
    """
    parts = np.column_stack([grades, 1 - grades.sum(axis=1)])
    logarithms = np.log(parts)
    return np.asarray((logarithms - logarithms.mean(axis=1, keepdims=True)) @ _basis(parts.shape[1]))


def from_ratios(ratios: Values) -> Values:
    """Return the grades whose isometric log-ratios these are; the gangue is left out.

    Examples
    --------
    >>> from_ratios(np.zeros((1, 2))).round(3).tolist()
    [[0.333, 0.333]]
    """
    parts = np.exp(ratios @ _basis(ratios.shape[1] + 1).T)
    return np.asarray(parts[:, :-1] / parts.sum(axis=1, keepdims=True))
