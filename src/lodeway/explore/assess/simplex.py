"""The method of Nelder and Mead with the steps and the end that R's ``optim`` has, so that stepped functions end where MapMark4 ends."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["least"]

Point = NDArray[np.float64]
_NEVER = 1e35
"""Value of a point at which the function has none."""


def least(function: Callable[[Point], float], start: Point, *, tolerance: float = 1e-8, most: int = 500) -> Point:
    """Return where a function of a few variables is least, near a start.

    Parameters
    ----------
    function
        What is to be small; infinite or NaN where it has no value.
    start
        First corner; the others lie a tenth of its greatest coordinate from it, along each axis.
    tolerance
        The search ends when the corners' values differ by no more than this share of the first one.
    most
        Evaluations after which it ends in any case.

    Notes
    -----
    Nash, J.C. (1990): Compact numerical methods for computers, 2nd edition, algorithm 19: a corner that is reflected without becoming the best is
    drawn in at once. Where the function has steps, other orders of the same moves end elsewhere.

    Examples
    --------
    >>> least(lambda at: float((at[0] - 1) ** 2 + (at[1] + 2) ** 2), np.array([3.0, 3.0])).round(3).tolist()
    [1.0, -2.0]
    """

    def at(point: Point) -> float:
        value = function(point)
        return value if np.isfinite(value) else _NEVER

    step = 0.1 * float(np.abs(start).max()) or 0.1
    corners = np.vstack([start, start + step * np.eye(start.size)])
    values = np.array([at(corner) for corner in corners])
    close = tolerance * (abs(values[0]) + tolerance)
    spread, count = step * start.size, values.size
    while count <= most:
        low, high = int(np.argmin(values)), int(np.argmax(values))
        if values[high] <= values[low] + close:
            break
        centre = (corners.sum(axis=0) - corners[high]) / start.size
        mirrored = 2 * centre - corners[high]
        reflected = at(mirrored)
        count += 1
        if reflected < values[low]:
            further = 2 * mirrored - centre
            expanded = at(further)
            count += 1
            better = expanded < reflected
            corners[high], values[high] = (further, expanded) if better else (mirrored, reflected)
            continue
        worst = values[high]
        if reflected < worst:
            corners[high], values[high] = mirrored, reflected
        inner = (corners[high] + centre) / 2
        contracted = at(inner)
        count += 1
        if contracted < values[high]:
            corners[high], values[high] = inner, contracted
        elif reflected >= worst:
            corners = (corners + corners[low]) / 2
            now = float(np.abs(corners - corners[low]).sum())
            if now >= spread:
                break
            spread = now
            others = [place for place in range(values.size) if place != low]
            values[others] = [at(corners[place]) for place in others]
            count += len(others)
    return np.asarray(corners[int(np.argmin(values))])
