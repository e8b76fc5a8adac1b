"""Places at even steps along great circles, and which of them lie near features."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.network.geometry import distance, unit_vectors
from lodeway.network.hazards._nearness import Index, nearness

__all__ = ["OFF_LINE", "STEP", "STRAIGHT", "GreatCircles", "Samples", "sample"]

STEP = 1.0
"""Longest part of a stretch that one place stands for [km]."""
STRAIGHT = 10.0
"""A stretch drawn straight for longer than this [km] is uncertain."""
OFF_LINE = 10.0
"""The true line of an uncertain stretch is taken to lie within this distance [km] of the one drawn: the atlas' railways are
chords between junctions, which leave the line by up to some ten kilometres (assumption)."""
_CHUNK = 100_000
"""Places searched at once, which bounds the memory."""


@dataclass(frozen=True, slots=True, eq=False)
class GreatCircles:
    """Great circles between two places each."""

    start: NDArray[np.float64]
    """Unit vectors, one row per stretch."""
    end: NDArray[np.float64]
    km: NDArray[np.float64]
    uncertain: NDArray[np.bool_]

    @staticmethod
    def of(
        longitude: ArrayLike,
        latitude: ArrayLike,
        other_longitude: ArrayLike,
        other_latitude: ArrayLike,
        *,
        uncertain: ArrayLike = False,
    ) -> GreatCircles:
        """Return the stretches between places; those that are long are uncertain beside those given."""
        km = distance(longitude, latitude, other_longitude, other_latitude)
        return GreatCircles(
            unit_vectors(longitude, latitude),
            unit_vectors(other_longitude, other_latitude),
            km,
            np.asarray(uncertain, dtype=np.bool_) | (km > STRAIGHT),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Places at the middles of equal parts of stretches, in order."""

    stretch: NDArray[np.int64]
    """Number of the stretch of each place."""
    part: NDArray[np.float64]
    """Share of its stretch that the place stands for."""
    apart: NDArray[np.float64]
    """Distance to the nearest feature [km], minus inside an area; infinite when too far to matter."""
    feature: NDArray[np.int32]
    near: NDArray[np.bool_]
    """Within the distance asked for on the line as drawn."""
    low: NDArray[np.bool_]
    """Within it wherever the true line runs."""
    high: NDArray[np.bool_]
    """Within it if the true line runs at its nearest."""

    def share(self, flag: NDArray[np.bool_], count: int) -> NDArray[np.float64]:
        """Return the share of each of `count` stretches whose places have the flag."""
        return np.bincount(self.stretch, weights=self.part * flag, minlength=count).astype(np.float64)


def sample(stretches: GreatCircles, index: Index, within: float) -> Samples:
    """Return places at most `STEP` apart along the stretches and which are within a distance [km] of features."""
    parts = np.maximum(np.ceil(stretches.km / STEP), 1).astype(np.int64)
    stretch = np.repeat(np.arange(parts.size), parts)
    place = np.arange(stretch.size) - np.repeat(np.cumsum(parts) - parts, parts)
    share = (place + 0.5) / parts[stretch]
    apart, feature = np.empty(stretch.size), np.empty(stretch.size, dtype=np.int32)
    for first in range(0, stretch.size, _CHUNK):
        own = slice(first, first + _CHUNK)
        places = _between(stretches.start[stretch[own]], stretches.end[stretch[own]], share[own])
        apart[own], feature[own] = nearness(index, places, within + OFF_LINE)
    doubt = np.where(stretches.uncertain[stretch], OFF_LINE, 0.0)
    near, low, high = apart <= within, apart <= within - doubt, apart <= within + doubt
    return Samples(stretch, 1.0 / parts[stretch], apart, feature, near, low, high)


def _between(start: NDArray[np.float64], end: NDArray[np.float64], share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the places at a share of the way from start to end on the great circle."""
    angle = 2 * np.arcsin(np.minimum(np.linalg.norm(end - start, axis=1) / 2, 1.0))
    scale = np.sin(angle)
    flat = scale < 1e-9
    safe = np.where(flat, 1.0, scale)
    first = np.where(flat, 1.0 - share, np.sin((1.0 - share) * angle) / safe)
    second = np.where(flat, share, np.sin(share * angle) / safe)
    places = first[:, None] * start + second[:, None] * end
    return np.asarray(places / np.linalg.norm(places, axis=1, keepdims=True), dtype=np.float64)
