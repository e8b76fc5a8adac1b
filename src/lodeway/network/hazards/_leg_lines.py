"""The lines along which legs are drawn, stretch by stretch, and what they belong to."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import UsageError
from lodeway.network.hazards._sampling import GreatCircles
from lodeway.network.model import Network
from lodeway.schema.tables import MODES

__all__ = ["belonging", "between_nodes", "checked", "pairs"]


def checked(within: float) -> float:
    """Return the distance [km] if it is one, else raise UsageError."""
    if not (math.isfinite(within) and within >= 0):
        raise UsageError(f"the distance must be a number of kilometres from 0 up, not {within}")
    return within


def pairs(
    network: Network, legs: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    """Return place in `legs`, both nodes and dashes of every stretch between two nodes."""
    first, last = network.leg_start[legs], network.leg_start[legs + 1] - 1
    counts = last - first
    leg = np.repeat(np.arange(legs.size), counts)
    entry = np.arange(leg.size) - np.repeat(np.cumsum(counts) - counts, counts) + first[leg]
    return leg, network.leg_nodes[entry], network.leg_nodes[entry + 1], network.leg_dashed[entry]


def between_nodes(
    network: Network, tail: NDArray[np.int32], head: NDArray[np.int32], dashed: NDArray[np.bool_]
) -> GreatCircles:
    """Return the stretches between original nodes."""
    longitude, latitude = network.node_longitude, network.node_latitude
    return GreatCircles.of(longitude[tail], latitude[tail], longitude[head], latitude[head], uncertain=dashed)


def belonging(network: Network, legs: NDArray[np.int64]) -> tuple[list[str], list[str]]:
    """Return mode and country of each leg; the country at sea is empty."""
    modes = [MODES[number] if number >= 0 else "" for number in network.legs.mode[legs].tolist()]
    ends = zip(network.legs.tail[legs].tolist(), network.legs.head[legs].tolist(), strict=True)
    countries = [network.terminal_country[head] or network.terminal_country[tail] for tail, head in ends]
    water = [mode in ("sea", "ferry") for mode in modes]
    return modes, ["" if wet else country for wet, country in zip(water, countries, strict=True)]
