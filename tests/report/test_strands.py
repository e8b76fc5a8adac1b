"""Strands: the drawing of legs without drawing anything twice or losing a node."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lodeway.report.context.shape import SegmentView
from lodeway.report.page.strands import SCALE, split, unpack

NODES = [(x, y) for x in range(4) for y in range(3)]


@st.composite
def segments(draw: st.DrawFn) -> list[SegmentView]:
    """Return one or two segments, each a way over a small grid, so that legs share much and part often."""
    found: list[SegmentView] = []
    for mode in draw(st.lists(st.sampled_from(["rail", "sea"]), min_size=1, max_size=2)):
        nodes = draw(st.lists(st.sampled_from(NODES), min_size=1, max_size=9))
        coordinates = [[float(x), float(y)] for x, y in nodes]
        found.append({"mode": mode, "dashed": False, "coordinates": coordinates})
    return found


def walk(parts: list[SegmentView]) -> list[tuple[str, tuple[int, ...]]]:
    """Return the mode and end nodes of every edge of a leg with a length, in order of travel."""
    found: list[tuple[str, tuple[int, ...]]] = []
    for part in parts:
        nodes = [(round(x * SCALE), round(y * SCALE)) for x, y in part["coordinates"]]
        found += [(part["mode"], one + other) for one, other in pairwise(nodes) if one != other]
    return found


@given(st.lists(segments(), min_size=1, max_size=6))
def test_legs_can_be_put_together_again(parts: list[list[SegmentView]]) -> None:
    """A leg's strands, one after the other, pass through every original node of the leg in order."""
    legs = {str(place): leg for place, leg in enumerate(parts)}
    strands, members = split(legs)
    for name, leg in legs.items():
        found = []
        for signed in members[name]:
            strand = strands[abs(signed) - 1]
            nodes = unpack(strand["line"])
            if signed < 0:
                nodes.reverse()
            found += [(strand["mode"], one + other) for one, other in pairwise(nodes)]
        assert found == walk(leg)


@given(st.lists(segments(), min_size=1, max_size=6))
def test_no_edge_is_drawn_twice(parts: list[list[SegmentView]]) -> None:
    """Every edge that any leg uses lies in exactly one strand, whichever way legs run it."""
    strands, _ = split({str(place): leg for place, leg in enumerate(parts)})
    edges: Counter[tuple[str, frozenset[tuple[int, int]]]] = Counter()
    for strand in strands:
        edges.update((strand["mode"], frozenset(pair)) for pair in pairwise(unpack(strand["line"])))
    assert set(edges.values()) <= {1}
    used = {(mode, frozenset({ends[:2], ends[2:]})) for leg in parts for mode, ends in walk(leg)}
    assert set(edges) == used
