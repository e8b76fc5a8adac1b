"""Splits the legs of a network into strands: stretches of line that are used as a whole or not at all.

Legs share railways and sea lanes. Drawn leg by leg, a line that ten legs use would lie ten times over itself and its width
would say nothing; held leg by leg, its nodes would stand ten times in the file. A strand is a longest run of edges that
always the same legs use and where nothing joins or leaves, so that tonnes can be summed on it and every leg is a
sequence of whole strands. No node is lost: strands keep every original node.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypedDict

from lodeway.report.context.shape import SegmentView

__all__ = ["Strand", "pack", "split", "unpack"]

Node = tuple[int, int]
"""Longitude and latitude in ten thousandths of a degree."""
Edge = tuple[str, bool, Node, Node]

SCALE = 10_000


class Strand(TypedDict):
    """A stretch of line; `line` is packed, see `pack`."""

    mode: str
    dashed: bool
    line: list[int]


def pack(nodes: Sequence[Node]) -> list[int]:
    """Return the first node and then the step to each next, flat.

    Examples
    --------
    >>> pack([(684000, 390000), (684010, 389980)])
    [684000, 390000, 10, -20]
    """
    flat: list[int] = []
    last = (0, 0)
    for node in nodes:
        flat += (node[0] - last[0], node[1] - last[1])
        last = node
    return flat


def unpack(packed: Sequence[int]) -> list[Node]:
    """Return the nodes that `pack` packed.

    Examples
    --------
    >>> unpack([684000, 390000, 10, -20])
    [(684000, 390000), (684010, 389980)]
    """
    nodes: list[Node] = []
    east = north = 0
    for index in range(0, len(packed), 2):
        east += packed[index]
        north += packed[index + 1]
        nodes.append((east, north))
    return nodes


def split(legs: Mapping[str, Sequence[SegmentView]]) -> tuple[list[Strand], dict[str, list[int]]]:
    """Return strands and, for each leg, its strands in order of travel.

    Parameters
    ----------
    legs
        Leg id to its segments in order of travel, coordinates in degrees.

    Returns
    -------
    strands
        Each stretch once.
    members
        Leg id to strand numbers counted from 1, negative where the leg runs it backwards.

    Examples
    --------
    >>> rail = {"mode": "rail", "dashed": False}
    >>> strands, members = split({
    ...     "a": [{**rail, "coordinates": [[0, 0], [1, 0], [2, 0], [3, 0]]}],
    ...     "b": [{**rail, "coordinates": [[3, 0], [2, 0], [1, 0], [1, 1]]}],
    ... })
    >>> len(strands), members
    (3, {'a': [1, 2], 'b': [-2, 3]})
    """
    runs = {leg: list(_runs(segments)) for leg, segments in legs.items()}
    breaks = _breaks(runs)
    strands: list[Strand] = []
    numbers: dict[tuple[Edge, Edge], int] = {}
    members: dict[str, list[int]] = {}
    for leg, parts in runs.items():
        members[leg] = []
        for mode, dashed, nodes in parts:
            for piece in _cut(nodes, breaks):
                first, last = _edge(mode, dashed, piece[0], piece[1]), _edge(mode, dashed, piece[-2], piece[-1])
                if (found := numbers.get((first, last))) and strands[found - 1]["line"] == pack(piece):
                    members[leg].append(found)
                elif (found := numbers.get((last, first))) and strands[found - 1]["line"] == pack(piece[::-1]):
                    members[leg].append(-found)
                else:
                    strands.append({"mode": mode, "dashed": dashed, "line": pack(piece)})
                    numbers[first, last] = len(strands)
                    members[leg].append(len(strands))
    return strands, members


def _runs(segments: Sequence[SegmentView]) -> Iterator[tuple[str, bool, list[Node]]]:
    """Yield the nodes of each segment that has a length, neighbours that coincide taken once."""
    for segment in segments:
        nodes: list[Node] = []
        for longitude, latitude in segment["coordinates"]:
            node = (round(longitude * SCALE), round(latitude * SCALE))
            if not nodes or nodes[-1] != node:
                nodes.append(node)
        if len(nodes) > 1:
            yield segment["mode"], segment["dashed"], nodes


def _edge(mode: str, dashed: bool, one: Node, two: Node) -> Edge:
    return (mode, dashed, one, two) if one <= two else (mode, dashed, two, one)


def _breaks(runs: Mapping[str, list[tuple[str, bool, list[Node]]]]) -> set[Node]:
    """Return the nodes where strands end: ends of legs, joints, and where the set of users or the look changes."""
    users: dict[Edge, int] = {}
    groups: dict[tuple[int, str], int] = {}
    touching: dict[Node, set[Edge]] = defaultdict(set)
    breaks: set[Node] = set()
    for leg, parts in runs.items():
        seen: set[Edge] = set()
        for mode, dashed, nodes in parts:
            breaks |= {nodes[0], nodes[-1]}
            for one, two in pairwise(nodes):
                edge = _edge(mode, dashed, one, two)
                if edge in seen:
                    breaks |= {one, two}
                    continue
                seen.add(edge)
                touching[one].add(edge)
                touching[two].add(edge)
                users[edge] = groups.setdefault((users.get(edge, 0), leg), len(groups) + 1)
    for node, edges in touching.items():
        if len(edges) != 2 or len({(edge[0], edge[1], users[edge]) for edge in edges}) != 1:
            breaks.add(node)
    return breaks


def _cut(nodes: list[Node], breaks: set[Node]) -> Iterator[list[Node]]:
    start = 0
    for index in range(1, len(nodes)):
        if nodes[index] in breaks or index == len(nodes) - 1:
            yield nodes[start : index + 1]
            start = index
