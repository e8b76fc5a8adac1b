"""Leaves out nodes of a line that the eye does not miss."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["simplify"]


def simplify(nodes: Sequence[tuple[int, int]], tolerance: float, *, scale: int = 10_000) -> list[tuple[int, int]]:
    """Return a line with the fewest nodes that stays within a tolerance of all of them, its ends among them.

    Parameters
    ----------
    nodes
        Longitude and latitude in parts of a degree.
    tolerance
        Greatest distance of a node left out from the line [degrees of latitude].
    scale
        Parts of a degree.

    Notes
    -----
    Douglas and Peucker (1973), doi:10.3138/FM57-6770-U75U-7727; degrees of longitude are shortened by the cosine of the latitude.

    Examples
    --------
    >>> simplify([(0, 0), (10000, 3), (20000, 0), (20000, 10000)], 0.01)
    [(0, 0), (20000, 0), (20000, 10000)]
    """
    if len(nodes) < 3:
        return list(nodes)
    shrink = math.cos(math.radians(sum(north for _, north in nodes) / len(nodes) / scale))
    flat = [(east * shrink / scale, north / scale) for east, north in nodes]
    kept = {0, len(nodes) - 1}
    waiting = [(0, len(nodes) - 1)]
    while waiting:
        first, last = waiting.pop()
        far, place = _farthest(flat, first, last)
        if far > tolerance:
            kept.add(place)
            waiting += [(first, place), (place, last)]
    return [nodes[place] for place in sorted(kept)]


def _farthest(flat: Sequence[tuple[float, float]], first: int, last: int) -> tuple[float, int]:
    """Return the greatest distance of a node between two from the straight line between them, and which it is."""
    (x, y), (end_x, end_y) = flat[first], flat[last]
    dx, dy = end_x - x, end_y - y
    square = dx * dx + dy * dy
    far, place = 0.0, first
    for index in range(first + 1, last):
        px, py = flat[index][0] - x, flat[index][1] - y
        share = min(1.0, max(0.0, (px * dx + py * dy) / square)) if square else 0.0
        away = math.hypot(px - share * dx, py - share * dy)
        if away > far:
            far, place = away, index
    return far, place
