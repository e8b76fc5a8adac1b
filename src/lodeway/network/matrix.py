"""Figures of the best way between every pair of places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.network._structure import accumulated, forward
from lodeway.network.model import Network

__all__ = ["Matrix", "matrix"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matrix:
    """Figures per gross tonne by origin (row) and destination (column); NaN where there is no way."""

    weight: Array
    """What was minimised, infinite where there is no way."""
    km: Array
    hours: Array
    cost: Array
    """Freight, fees and handling [USD/t]."""
    co2: Array
    """[kg CO2e/t]."""


def matrix(network: Network, weight: Array, origins: Sequence[int], destinations: Sequence[int]) -> Matrix:
    """Return the figures of the best way from each origin to each destination.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    weight
        Of each leg, infinite where it may not be used, as `lodeway.network.weights` returns it.
    origins, destinations
        Terminals, such as ``network.site_terminal`` holds.

    Examples
    --------
    >>> from lodeway.network import Terms, build, weights
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> ends = network.site_terminal
    >>> matrix(network, weights(network, Terms(year=2026)), ends, ends).km.round().tolist()
    [[0.0, 1100.0], [1100.0, 0.0]]
    """
    ends = np.asarray(destinations, dtype=np.intp)
    found = forward(network, weight, np.asarray(origins, dtype=np.intp))
    legs = network.legs
    columns = np.stack([legs.km, legs.hours, legs.cost, legs.co2])
    figures = np.full((4, len(origins), ends.size), np.nan)
    for row, origin in enumerate(origins):
        sums = accumulated(network, found.leg[row], columns)
        sums[:, origin] = 0.0
        figures[:, row] = sums[:, ends]
    km, hours, cost, co2 = figures
    return Matrix(weight=found.weight[:, ends], km=km, hours=hours, cost=cost, co2=co2)
