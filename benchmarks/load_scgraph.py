"""Imports scgraph_data's railways in a fresh process and prints the seconds of processor time that this took.

Its modules ask for ``scgraph.core``, which scgraph has no longer; a module of that name stands in, so that what is timed
is Python's reading of the data alone.
"""

from __future__ import annotations

import sys
import time
import types


class GeoGraph:
    """Keeps what a module hands over."""

    def __init__(self, **parts: object) -> None:
        self.parts = parts


core = types.ModuleType("scgraph.core")
core.GeoGraph = GeoGraph  # type: ignore[attr-defined]
sys.modules["scgraph.core"] = core
start = time.process_time()
from scgraph_data import world_railways  # noqa: E402, F401

print(time.process_time() - start)
