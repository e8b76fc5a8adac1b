"""How far a place lies from the sea, by the atlas' outlines of countries."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lodeway.network.geometry import EARTH_RADIUS

__all__ = ["from_coast"]

Floats = NDArray[np.float64]
DETAIL = "50m"
"""Outlines at 1:50 million: coasts within some kilometres, broad mouths of rivers open."""


@lru_cache(maxsize=1)
def _outlines() -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return where each stretch of an outline begins and ends [degree], and which stretches are coast."""
    import polars as pl

    from lodeway import atlas

    rows = atlas.read("outlines").filter(pl.col("detail") == DETAIL)
    rings = [
        np.column_stack([np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64)])
        for longitude, latitude in rows.select("longitude", "latitude").iter_rows()
    ]
    start, end = (np.concatenate([ring[part] for ring in rings]) for part in (slice(None, -1), slice(1, None)))
    # A border between countries is a stretch of two outlines, a coast of one.
    points = np.unique(np.concatenate([start, end]), axis=0, return_inverse=True)[1].ravel()
    ends = np.sort(points.reshape(2, -1), axis=0)
    _, stretch, count = np.unique(ends[0] * (ends.max() + 1) + ends[1], return_inverse=True, return_counts=True)
    return start, end, count[stretch] == 1


def from_coast(longitude: float, latitude: float) -> float:
    """Return how far a place lies from the nearest coast [km]; 0 for one at sea or on an island too small for a map.

    Coasts of the Caspian count; those of lakes do not.

    Examples
    --------
    >>> round(from_coast(13.4, 52.5)), from_coast(-30.0, 40.0), from_coast(10.0, 53.5) < 100
    (147, 0.0, True)
    """
    start, end, coast = _outlines()
    step = end - start
    crosses = (start[:, 1] > latitude) != (end[:, 1] > latitude)
    rise = np.where(step[:, 1] == 0, 1.0, step[:, 1])
    east = start[:, 0] + step[:, 0] * (latitude - start[:, 1]) / rise
    if np.count_nonzero(crosses & (east > longitude)) % 2 == 0:
        return 0.0
    # Near a place the globe is flat enough: degrees of longitude shrink with its latitude.
    scale = np.radians([np.cos(np.radians(latitude)), 1.0]) * EARTH_RADIUS
    turn = (start[coast, 0] - longitude + 180.0) % 360.0 - 180.0
    here = np.column_stack([turn, start[coast, 1] - latitude]) * scale
    along = step[coast] * scale
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip(-(here * along).sum(axis=1) / length, 0.0, 1.0)
    return float(np.sqrt(((here + share[:, None] * along) ** 2).sum(axis=1)).min())
