"""Exact and fast answers on large undirected graphs that do not change: distances, ways, other ways, what a loss costs.

The package knows nodes, edges and lengths, nothing of countries or goods.
"""

from __future__ import annotations

from lodeway.network.graph.reducing import Reduced, expand, reduce
from lodeway.network.graph.structure import Graph, Path, graph_of, matrix

__all__ = ["Graph", "Path", "Reduced", "expand", "graph_of", "matrix", "reduce"]
