"""Lines of stretches for the map: shared strands, without the nodes that the eye does not miss."""

from __future__ import annotations

from collections.abc import Sequence

from lodeway.network import segments
from lodeway.network.model import Network
from lodeway.report.context.shape import SegmentView
from lodeway.report.explorer.simplify import simplify
from lodeway.report.explorer.stretches import Stretch
from lodeway.report.page.strands import Strand, pack, split, unpack

__all__ = ["TOLERANCE", "drawing"]

TOLERANCE = 0.02
"""A line may lie this far from the network's [degrees of latitude], some 2 km: a pixel where a map is 2,000 km wide."""


def drawing(
    network: Network, stretches: Sequence[Stretch], tolerance: float = TOLERANCE
) -> tuple[list[Strand], list[list[int]]]:
    """Return strands and, for each stretch, its strands in order of travel.

    Strands are counted from 1, negative where a stretch runs one backwards; `lodeway.report.page.strands` says how
    they are packed.

    Examples
    --------
    >>> from lodeway.network import build, route
    >>> from lodeway.network.sample import sample
    >>> from lodeway.report.explorer.stretches import cut
    >>> network = build(sample())
    >>> strands, members = drawing(network, cut(network, route(network, "mine", "market", year=2026).legs))
    >>> [strand["mode"] for strand in strands], [number for part in members for number in part]
    (['rail', 'sea'], [1, 2])
    """
    views: dict[str, list[SegmentView]] = {
        str(number): [
            {
                "mode": segment.mode,
                "dashed": segment.dashed,
                "coordinates": [list(point) for point in segment.coordinates],
            }
            for segment in segments(network, stretch.legs)
        ]
        for number, stretch in enumerate(stretches)
    }
    strands, members = split(views)
    thin: list[Strand] = [{**strand, "line": pack(simplify(unpack(strand["line"]), tolerance))} for strand in strands]
    return thin, [members[str(number)] for number in range(len(stretches))]
