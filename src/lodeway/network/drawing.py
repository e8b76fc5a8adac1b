"""Routes as lines on a map."""

from __future__ import annotations

from collections.abc import Sequence

from lodeway.network.model import Network, Segment
from lodeway.schema.tables import MODES

__all__ = ["segments"]

Point = tuple[float, float]


def segments(network: Network, legs: Sequence[int]) -> tuple[Segment, ...]:
    """Return the polylines of these legs in order, through every original node.

    A segment ends where the mode or the dashes change and at the 180th meridian. A leg without a mode
    (a transfer, a crossing without length) is drawn with the mode before it.

    Examples
    --------
    >>> from lodeway.network import build, route, segments
    >>> from lodeway.network.sample import sample
    >>> network = build(sample())
    >>> [segment.mode for segment in segments(network, route(network, "mine", "market", year=2026).legs)]
    ['rail', 'sea']
    """
    pieces: list[tuple[str, bool, list[Point]]] = []
    mode = next((MODES[number] for number in network.legs.mode[list(legs)] if number >= 0), "") if legs else ""
    for leg in legs:
        number = int(network.legs.mode[leg])
        mode = MODES[number] if number >= 0 else mode
        points, dashes = _points(network, leg)
        for start, end, dashed in zip(points, points[1:], dashes, strict=False):
            if start == end:
                continue
            if not pieces or pieces[-1][:2] != (mode, dashed):
                pieces.append((mode, dashed, [start]))
            _extend(pieces, start, end)
    return tuple(Segment(mode=name, dashed=dashed, coordinates=tuple(line)) for name, dashed, line in pieces)


def _points(network: Network, leg: int) -> tuple[list[Point], list[bool]]:
    own = slice(int(network.leg_start[leg]), int(network.leg_start[leg + 1]))
    nodes = network.leg_nodes[own]
    longitude = network.node_longitude[nodes].astype(float).round(5).tolist()
    latitude = network.node_latitude[nodes].astype(float).round(5).tolist()
    return list(zip(longitude, latitude, strict=True)), network.leg_dashed[own].tolist()


def _extend(pieces: list[tuple[str, bool, list[Point]]], start: Point, end: Point) -> None:
    """Draw on to `end`, in two pieces when the short way passes the 180th meridian."""
    mode, dashed, line = pieces[-1]
    if abs(end[0] - start[0]) <= 180:
        line.append(end)
        return
    side = 180.0 if start[0] > 0 else -180.0
    east = (side - start[0]) * (1 if side > 0 else -1)
    west = 180.0 - abs(end[0])
    share = east / (east + west) if east + west else 0.0
    latitude = round(start[1] + share * (end[1] - start[1]), 5)
    line.append((side, latitude))
    pieces.append((mode, dashed, [(-side, latitude), end]))
