"""Share of every line, and of every leg of a network, that lies near features."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.network.hazards._leg_lines import belonging, between_nodes, checked, pairs
from lodeway.network.hazards._nearness import Index
from lodeway.network.hazards._sampling import GreatCircles, Samples, sample
from lodeway.network.hazards.features import Features
from lodeway.network.model import Network

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Shares", "leg_exposure", "line_exposure"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shares:
    """Share of each line within a distance of features, as arrays of one entry per line."""

    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    uncertain: NDArray[np.bool_]


def line_exposure(
    longitude: ArrayLike,
    latitude: ArrayLike,
    other_longitude: ArrayLike,
    other_latitude: ArrayLike,
    features: Features,
    *,
    within: float,
    uncertain: ArrayLike = False,
) -> Shares:
    """Return which share of each great circle between two places lies within a distance of features.

    Parameters
    ----------
    longitude, latitude, other_longitude, other_latitude
        Degrees, shape (n,): both ends.
    features, within
        As `lodeway.network.hazards.exposure.exposure` takes them.
    uncertain
        Lines whose course is not known; those longer than 10 km always are.

    Returns
    -------
    Shares
        A line is looked at in equal parts of at most 1 km, so that each end of an exposed stretch is right to 0.5 km. `low` and
        `high` move uncertain lines 10 km away from features and towards them.

    Raises
    ------
    UsageError
        When the distance is negative or not a number.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from lodeway.network.hazards.features import read_features
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "fault.geojson"
    ...     _ = file.write_text('{"type": "LineString", "coordinates": [[70, 39], [70, 41]]}')
    ...     fault = read_features(file)
    >>> shares = line_exposure([69.95, 70.0], [40.0, 40.0], [70.05, 70.1], [40.0, 40.0], fault, within=5)
    >>> shares.share.round(2).tolist()
    [1.0, 0.56]
    """
    stretches = GreatCircles.of(longitude, latitude, other_longitude, other_latitude, uncertain=uncertain)
    found = sample(stretches, Index.of(features), checked(within))
    return _shares(found, stretches)


def _shares(found: Samples, stretches: GreatCircles) -> Shares:
    count = stretches.km.size
    share, low, high = (found.share(flag, count) for flag in (found.near, found.low, found.high))
    return Shares(share=share, low=low, high=high, uncertain=stretches.uncertain)


def leg_exposure(network: Network, features: Features, *, within: float) -> pl.DataFrame:
    """Return for every leg of a network the share of it that lies within a distance of features.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.
    features, within
        As `lodeway.network.hazards.exposure.exposure` takes them.

    Returns
    -------
    polars.DataFrame
        One row per leg, in their order: ``leg`` (index), ``from_country``, ``to_country``, ``mode``, ``gate`` (id), ``link`` (id of the hand-made
        link that it is), ``km`` (its length), ``share``, ``share_low``, ``share_high`` (uncertain stretches 10 km farther
        or nearer) and ``uncertain`` (share drawn straight). A leg drawn as a point, such as a port, has share 1 or 0 by its place.

    Raises
    ------
    UsageError
        When the distance is negative or not a number.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from lodeway.network import build
    >>> from lodeway.network.hazards.features import read_features
    >>> from lodeway.network.sample import sample
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "flood.geojson"
    ...     _ = file.write_text('{"type": "Point", "coordinates": [1.0, 0.0]}')
    ...     zone = read_features(file)
    >>> leg_exposure(build(sample()), zone, within=1).filter(gate="harbour")["share"].to_list()
    [1.0, 1.0]
    """
    import polars as pl

    every = np.arange(network.legs.tail.size)
    leg, tail, head, dashed = pairs(network, every)
    known, stretch = _unique(len(network.node_longitude), tail, head, dashed)
    stretches = between_nodes(network, *known)
    found = _shares(sample(stretches, Index.of(features), checked(within)), stretches)
    weight = stretches.km[stretch]
    whole = np.bincount(leg, weights=weight, minlength=every.size)
    weight = np.where(whole[leg] > 0, weight, 1.0)
    total = np.bincount(leg, weights=weight, minlength=every.size)
    modes, _ = belonging(network, every)
    country = network.terminal_country

    def mean(share: NDArray[np.float64] | NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.bincount(leg, weights=weight * share[stretch], minlength=every.size) / total

    return pl.DataFrame(
        {
            "leg": every,
            "from_country": [country[place] for place in network.legs.tail.tolist()],
            "to_country": [country[place] for place in network.legs.head.tolist()],
            "mode": modes,
            "gate": [network.gates[gate].id if gate >= 0 else "" for gate in network.legs.gate.tolist()],
            "link": network.link_ids(),
            "km": network.legs.km,
            "share": mean(found.share),
            "share_low": mean(found.low),
            "share_high": mean(found.high),
            "uncertain": mean(found.uncertain),
        }
    )


def _unique(
    size: int, tail: NDArray[np.int32], head: NDArray[np.int32], dashed: NDArray[np.bool_]
) -> tuple[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]], NDArray[np.int64]]:
    """Return the different stretches, either way round, and the number of each pair's: legs share most of theirs."""
    low, high = np.minimum(tail, head).astype(np.int64), np.maximum(tail, head)
    key, stretch = np.unique((low * size + high) * 2 + dashed, return_inverse=True)
    pair = key // 2
    return ((pair // size).astype(np.int32), (pair % size).astype(np.int32), key % 2 == 1), stretch
