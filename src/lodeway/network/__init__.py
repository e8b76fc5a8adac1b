"""The real network: railways, sea lanes, gates and dated links in one graph, and the best ways through it."""

from lodeway.network.builder import build
from lodeway.network.drawing import segments
from lodeway.network.model import Legs, Network, Path, Segment, Tree
from lodeway.network.routing import path, route, tree

__all__ = ["Legs", "Network", "Path", "Segment", "Tree", "build", "path", "route", "segments", "tree"]
