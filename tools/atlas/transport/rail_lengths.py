"""Gives railways back the length that their simplified lines have lost: published lengths where known, else that of plain railways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tools.atlas.transport.lines import Lines
from tools.atlas.transport.stretch import Row, Stretched, stretch, stretch_table

__all__ = ["PLAIN", "rail_stretch_table", "stretch_railways"]

PLAIN = 1.015
"""What simplified lines lose of a railway whose length nobody published, an estimate: half of 200 published distances between
stations are at least 1.2 to 1.9 % longer than drawn; railways wind less than roads, and more in mountains."""


def stretch_railways(
    rail: Lines, passenger: NDArray[np.bool_], rows: Sequence[Row]
) -> tuple[Lines, tuple[Stretched, ...]]:
    """Return the railways with every line of the rows as long as published, the others `PLAIN` times as long as drawn.

    Lines for passengers alone are no part of a published line and keep their length, as do welds and edges over a border.
    """
    graph, kept = rail.graph, ~passenger
    freight = replace(rail, graph=replace(graph, u=graph.u[kept], v=graph.v[kept], km=graph.km[kept]))
    freight, found = stretch(freight, rows, "rail_lengths")
    told = {frozenset((one.u, one.v)) for one in found} | {frozenset((weld.u, weld.v)) for weld in rail.welds}
    pairs = zip(graph.u.tolist(), graph.v.tolist(), strict=True)
    drawn = np.fromiter((frozenset(pair) not in told for pair in pairs), dtype=np.bool_, count=graph.u.size)
    km = graph.km.copy()
    km[kept] = freight.graph.km
    plain = drawn & kept & (rail.country[graph.u] == rail.country[graph.v])
    km[plain] *= PLAIN
    return replace(rail, graph=replace(graph, km=km)), found


def rail_stretch_table(rail: Lines, every: Sequence[Stretched]) -> pl.DataFrame:
    """Return the report of every edge that was stretched to a published length."""
    return stretch_table(rail, every).rename({"road": "line"})
