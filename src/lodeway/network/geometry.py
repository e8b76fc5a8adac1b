"""Distances on the sphere."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["EARTH_RADIUS", "distance", "unit_vectors"]

EARTH_RADIUS = 6371.0088
"""Mean radius [km], IUGG (Moritz 2000, Geodetic Reference System 1980)."""


def unit_vectors(longitude: ArrayLike, latitude: ArrayLike) -> NDArray[np.float64]:
    """Return points on the unit sphere, one row per place; their chord orders places by distance.

    Parameters
    ----------
    longitude, latitude
        Degrees, shape (n,).

    Returns
    -------
    NDArray
        Shape (n, 3).

    Examples
    --------
    >>> unit_vectors([0.0], [90.0]).round(6).tolist()
    [[0.0, 0.0, 1.0]]
    """
    lon = np.radians(np.asarray(longitude, dtype=np.float64))
    lat = np.radians(np.asarray(latitude, dtype=np.float64))
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def distance(
    longitude: ArrayLike, latitude: ArrayLike, other_longitude: ArrayLike, other_latitude: ArrayLike
) -> NDArray[np.float64]:
    """Return great-circle distances [km] by the haversine formula; arguments in degrees are broadcast.

    Examples
    --------
    >>> round(float(distance(51.22, 43.61, 49.41, 39.95)))
    434
    """
    lon1, lat1, lon2, lat2 = (
        np.radians(np.asarray(value, dtype=np.float64))
        for value in (longitude, latitude, other_longitude, other_latitude)
    )
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    result: NDArray[np.float64] = 2 * EARTH_RADIUS * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return result
