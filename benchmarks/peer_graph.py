"""The same matrix, reduction and load of the world's railways by scgraph, igraph, rustworkx and networkx, in one run.

Needs all of them, which are no dependencies: ``just peers`` installs them beside the project for the run.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import numpy as np
import rustworkx
from numpy.typing import NDArray
from scgraph import Graph as ScGraph

from bench_graph import LOADING, difference, timed
from bench_network import fastest
from graphs import rail, sample
from lodeway.network.graph import Graph, contract, distances, matrix, reduce
from lodeway.network.graph.structure import lightest
from measure import Measurement, claim, command, peak, report

Distances = NDArray[np.float64]
FEW = 10
"""Origins that networkx searches; its time is scaled to all."""


def scgraph_of(graph: Graph) -> ScGraph:
    """Return scgraph's graph of the same edges."""
    whole = matrix(graph)
    rows = zip(whole.indptr[:-1].tolist(), whole.indptr[1:].tolist(), strict=True)
    columns, weights = whole.indices.tolist(), whole.data.tolist()
    return ScGraph([dict(zip(columns[a:b], weights[a:b], strict=True)) for a, b in rows])


def by_igraph(graph: Graph, sources: NDArray[np.int64], targets: NDArray[np.int64]) -> Callable[[], Distances]:
    """Return igraph's search for the matrix."""
    kept = lightest(graph)
    peer = igraph.Graph(n=graph.nodes, edges=np.stack([graph.u[kept], graph.v[kept]], axis=1).tolist())
    weight = graph.weight[kept].tolist()
    return lambda: np.array(peer.distances(sources.tolist(), targets.tolist(), weights=weight))


def by_rustworkx(graph: Graph, sources: NDArray[np.int64], targets: NDArray[np.int64]) -> Callable[[], Distances]:
    """Return rustworkx's search for the matrix, one origin after the other."""
    kept = lightest(graph)
    peer = rustworkx.PyGraph(multigraph=False)
    peer.add_nodes_from(range(graph.nodes))
    peer.add_edges_from(
        list(zip(graph.u[kept].tolist(), graph.v[kept].tolist(), graph.weight[kept].tolist(), strict=True))
    )

    def search() -> Distances:
        rows = [rustworkx.dijkstra_shortest_path_lengths(peer, source, float) for source in sources.tolist()]
        ends = zip(rows, sources.tolist(), strict=True)
        return np.array([[0.0 if end == at else _get(row, end) for end in targets.tolist()] for row, at in ends])

    return search


def _get(row: Any, end: int) -> float:
    try:
        return float(row[end])
    except (IndexError, KeyError):
        return np.inf


def by_networkx(graph: Graph, sources: NDArray[np.int64], targets: NDArray[np.int64]) -> Callable[[], Distances]:
    """Return networkx' search for the first rows of the matrix."""
    kept = lightest(graph)
    peer = nx.Graph()
    peer.add_nodes_from(range(graph.nodes))
    peer.add_weighted_edges_from(
        zip(graph.u[kept].tolist(), graph.v[kept].tolist(), graph.weight[kept].tolist(), strict=True)
    )

    def search() -> Distances:
        rows = [nx.single_source_dijkstra_path_length(peer, source) for source in sources[:FEW].tolist()]
        return np.array([[row.get(end, np.inf) for end in targets.tolist()] for row in rows])

    return search


def loading() -> None:
    """Report reading the railways of the atlas and importing those of scgraph_data, each in a fresh process."""
    peer = [sys.executable, str(Path(__file__).with_name("load_scgraph.py"))]
    theirs, ours = command(peer), command(LOADING, runs=3)
    import_alone = float(subprocess.run(peer, check=True, capture_output=True).stdout)
    reading = min(float(subprocess.run(LOADING, check=True, capture_output=True).stdout) for _ in range(5))
    report("scgraph_data, importing the railways", theirs, seconds_without_start=import_alone)
    report(
        "lodeway, reading the railways",
        ours,
        seconds_without_start=reading,
        times_faster=import_alone / reading,
        times_faster_with_start=theirs.seconds / ours.seconds,
        part_of_memory=ours.peak_mib / theirs.peak_mib,
    )
    claim("rail: loading, times faster than importing scgraph_data", import_alone / reading, least=100)
    claim("rail: loading, part of scgraph_data's memory", ours.peak_mib / theirs.peak_mib, most=0.1)


def main() -> None:
    """Print a line of JSON for each program and task, with the ratio of times and the largest difference of answers."""
    loading()
    graph = rail()
    sources, targets = sample(graph)
    h, made = timed(lambda: contract(graph))
    mine = distances(h, sources, targets)
    ours = fastest(lambda: distances(h, sources, targets))
    report("lodeway, 100 x 100", Measurement(ours, peak()), preparation=made)
    peer = scgraph_of(graph)

    def by_scgraph() -> Distances:
        rows = [peer.get_shortest_path_tree(source)["distance_matrix"] for source in sources.tolist()]
        return np.array(rows)[:, targets]

    searches = {
        "scgraph": (by_scgraph, 1.0),
        "igraph": (by_igraph(graph, sources, targets), 1.0),
        "rustworkx": (by_rustworkx(graph, sources, targets), 1.0),
        "networkx": (by_networkx(graph, sources, targets), sources.size / FEW),
    }
    for name, (search, scale) in searches.items():
        theirs, seconds = timed(search)
        report(
            f"{name}, 100 x 100",
            Measurement(seconds * scale, peak()),
            times_slower_than_lodeway=seconds * scale / ours,
            times_slower_with_preparation=seconds * scale / (ours + made),
            largest_difference=difference(theirs, mine[: len(theirs)]),
            scaled_from=len(theirs),
        )
        if name == "scgraph":
            claim("rail: matrix with preparation, times faster than scgraph", seconds * scale / (ours + made), least=5)
    cut = fastest(lambda: reduce(graph, keep=np.concatenate([sources, targets])))
    _, seconds = timed(lambda: peer.reduce(-1))
    report("scgraph, reduce", Measurement(seconds, peak()))
    report("lodeway, reduce", Measurement(cut, peak()), times_faster_than_scgraph=seconds / cut)
    claim("rail: reduction, times faster than scgraph's", seconds / cut, least=10)


if __name__ == "__main__":
    main()
