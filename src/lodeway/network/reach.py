"""What can be reached from a place, and at what cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lodeway.network._structure import accumulated, forward
from lodeway.network.model import Network

__all__ = ["Reach", "reach"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reach:
    """The places within a budget, nearest first; arrays of one entry per place."""

    terminal: NDArray[np.intp]
    longitude: Array
    latitude: Array
    weight: Array
    """What was minimised."""
    km: Array
    hours: Array
    cost: Array
    """Freight, fees and handling [USD/t]."""
    co2: Array
    """[kg CO2e/t]."""
    leg: NDArray[np.int32]
    """The leg by which each is reached, -1 for the origin: together they are the tree of best ways."""


def reach(network: Network, weight: Array, start: int, *, within: float = np.inf) -> Reach:
    """Return every terminal whose best way from `start` weighs at most `within`.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    weight
        Of each leg, infinite where it may not be used, as `lodeway.network.weights` returns it.
    start
        Terminal where the ways begin.
    within
        Most that a way may weigh, in the unit of the weights.

    Examples
    --------
    >>> from lodeway.network import Terms, build, weights
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> mine = int(network.site_terminal[network.sites.index("mine")])
    >>> found = reach(network, weights(network, Terms(year=2026, by="distance")), mine, within=500.0)
    >>> found.km.round().tolist()
    [0.0, 0.0, 100.0, 100.0]
    """
    found = forward(network, weight, start)
    legs = network.legs
    sums = accumulated(network, found.leg[0], np.stack([legs.km, legs.hours, legs.cost, legs.co2]))
    sums[:, start] = 0.0
    reached = found.weight[0]
    chosen = np.flatnonzero(np.isfinite(reached) & (reached <= within))
    chosen = chosen[np.lexsort((chosen, reached[chosen]))]
    ends = _nodes(network)[chosen]
    km, hours, cost, co2 = sums[:, chosen]
    return Reach(
        terminal=chosen,
        longitude=network.node_longitude[ends].astype(np.float64),
        latitude=network.node_latitude[ends].astype(np.float64),
        weight=reached[chosen],
        km=km,
        hours=hours,
        cost=cost,
        co2=co2,
        leg=found.leg[0][chosen],
    )


def _nodes(network: Network) -> NDArray[np.int64]:
    """Return the original node of each terminal, -1 for one without any leg."""
    node = np.full(len(network.terminal_country), -1, dtype=np.int64)
    node[network.legs.tail] = network.leg_nodes[network.leg_start[:-1]]
    node[network.legs.head] = network.leg_nodes[network.leg_start[1:] - 1]
    return node
