"""Reads the tables of the railways in a fresh process and prints the seconds of processor time that this took, without imports."""

from __future__ import annotations

import time

import numpy  # noqa: F401, ICN001 # what reading needs; importing it is no part of reading
import polars  # noqa: F401, ICN001

from lodeway import atlas

start = time.process_time()
nodes, edges = atlas.read("rail_nodes"), atlas.read("rail_edges")
arrays = [nodes[name].to_numpy() for name in ("longitude", "latitude")]
arrays += [edges[name].to_numpy() for name in ("u", "v", "km")]
print(time.process_time() - start)
