"""The real network: railways, roads, sea lanes, gates and dated links in one graph, and the best ways through it."""

from lodeway.network.builder import build
from lodeway.network.drawing import segments
from lodeway.network.geometry import distance
from lodeway.network.model import Legs, Network, Path, Segment, Tree
from lodeway.network.routes import route
from lodeway.network.search.routing import grow, path, tree
from lodeway.network.search.terms import Terms, weights

__all__ = [
    "Legs",
    "Network",
    "Path",
    "Segment",
    "Terms",
    "Tree",
    "build",
    "distance",
    "grow",
    "path",
    "route",
    "segments",
    "tree",
    "weights",
]
