"""Exact and fast answers on large undirected graphs that do not change: distances, ways, other ways, what a loss costs.

The package knows nodes, edges and lengths, nothing of countries or goods.
"""

from __future__ import annotations

from lodeway.network.graph.alternative import alternatives, shared
from lodeway.network.graph.contracting import Hierarchy, contract
from lodeway.network.graph.failing import Failures, failures
from lodeway.network.graph.reducing import Reduced, expand, reduce
from lodeway.network.graph.searching import distances, tree
from lodeway.network.graph.storing import load, save
from lodeway.network.graph.structure import Graph, Path, graph_of, matrix
from lodeway.network.graph.tracing import path

__all__ = [
    "Failures",
    "Graph",
    "Hierarchy",
    "Path",
    "Reduced",
    "alternatives",
    "contract",
    "distances",
    "expand",
    "failures",
    "graph_of",
    "load",
    "matrix",
    "path",
    "reduce",
    "save",
    "shared",
    "tree",
]
