"""Where goods of all kinds share room: the gates of the network, then its hand-made links, under one numbering."""

from __future__ import annotations

from lodeway.network import Path
from lodeway.network.model import Network
from lodeway.schema.tables import Gate, Link

__all__ = ["passages", "passed"]


def passages(network: Network) -> tuple[Gate | Link, ...]:
    """Return the rows of all gates, then of all hand-made links.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.sample import sample
    >>> [row.id for row in passages(build(sample()))][0]
    'harbour'
    """
    return (*network.gates, *network.links)


def passed(network: Network, way: Path) -> tuple[int, ...]:
    """Return the numbers of the gates, then of the hand-made links, that a route passes, once for every time."""
    links = network.legs.link[list(way.legs)] if way.legs else ()
    return way.gates + tuple(len(network.gates) + int(link) for link in links if link >= 0)
