"""Small random graphs, and the distances that every engine has to find."""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.sparse.csgraph import dijkstra, floyd_warshall

from lodeway import atlas
from lodeway.network.graph import Graph, Path, graph_of, matrix


@st.composite
def graphs(draw: st.DrawFn, most: int = 14) -> Graph:
    """Return a sparse graph with loops, edges side by side, ties and parts that do not hang together."""
    nodes = draw(st.integers(2, most))
    end = st.integers(0, nodes - 1)
    length = st.integers(1, 9) | st.floats(0.01, 50.0)
    edges = draw(st.lists(st.tuples(end, end, length), max_size=2 * nodes))
    u, v, weight = zip(*edges, strict=True) if edges else ((), (), ())
    return graph_of(nodes, u, v, weight)


def distances_by_floyd(graph: Graph) -> NDArray[np.float64]:
    """Return all distances by SciPy's Floyd and Warshall."""
    found: NDArray[np.float64] = floyd_warshall(matrix(graph), directed=False)
    return found


def is_way(graph: Graph, path: Path) -> bool:
    """Return whether a path's edges join its nodes one after the other and add up to its length."""
    there = (graph.u[path.edges] == path.nodes[:-1]) & (graph.v[path.edges] == path.nodes[1:])
    back = (graph.v[path.edges] == path.nodes[:-1]) & (graph.u[path.edges] == path.nodes[1:])
    return bool((there | back).all()) and bool(np.isclose(graph.weight[path.edges].sum(), path.length, rtol=1e-12))


@cache
def rail() -> Graph:
    """Return the world's railways, mended, border crossings included."""
    edges = atlas.read("rail_edges")
    return graph_of(
        atlas.read("rail_nodes").height, edges["u"].to_numpy(), edges["v"].to_numpy(), edges["km"].to_numpy()
    )


@cache
def rail_sample() -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return 100 origins and 100 destinations of one connected part, with the distances between them by SciPy."""
    graph = rail()
    reach = dijkstra(matrix(graph), indices=np.argmax(np.bincount(graph.u), keepdims=True))[0]
    part = np.flatnonzero(np.isfinite(reach))
    chosen = np.random.default_rng(7).choice(part, 190, replace=False)
    chosen = np.concatenate([chosen, np.flatnonzero(~np.isfinite(reach))[:10]])
    sources, targets = chosen[:100], chosen[100:]
    found: NDArray[np.float64] = dijkstra(matrix(graph), indices=sources)[:, targets]
    return sources, targets, found
