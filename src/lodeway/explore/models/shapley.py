"""What each layer adds to a model's answer, for any model."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["shapley"]


def shapley(
    function: Callable[[NDArray[np.float32]], NDArray[np.float64]],
    values: NDArray[np.float32],
    ground: NDArray[np.float32],
    *,
    orders: int = 8,
    seed: int = 0,
) -> NDArray[np.float64]:
    """Return Shapley values, shape of `values`: by how much each column moves the function from its mean on the ground.

    Columns are put in one after another, in random orders and their reverses, in place of those of rows of the ground; the
    changes add up to the difference from the mean of the rows that were drawn.

    Parameters
    ----------
    function
        Takes rows, shape (n, columns).
    values
        Rows to explain.
    ground
        Rows to compare with.
    orders
        Random orders; each is taken forward and backward.
    seed
        Of the orders.

    Notes
    -----
    Štrumbelj, E., Kononenko, I. (2014): Explaining prediction models and individual predictions with feature
    contributions. Knowledge and Information Systems 41, 647-665; antithetic orders after Mitchell et al. (2022), Journal
    of Machine Learning Research 23, 43.

    Examples
    --------
    >>> rows, ground = np.array([[2, 3]], np.float32), np.zeros((1, 2), np.float32)
    >>> shapley(lambda x: x[:, 0] + 10.0 * x[:, 1], rows, ground).tolist()
    [[2.0, 30.0]]
    """
    generator = np.random.default_rng(seed)
    count, columns = values.shape
    total = np.zeros((count, columns))
    for _ in range(orders):
        order = generator.permutation(columns)
        other = ground[generator.integers(len(ground), size=count)]
        for sequence in (order, order[::-1]):
            rows = other.copy()
            before = function(rows)
            for column in sequence:
                rows[:, column] = values[:, column]
                after = function(rows)
                total[:, column] += after - before
                before = after
    return total / (2 * orders)
