"""How time and memory of a plan of the world grow with years, commodities and sites, and of its network with edges.

Writes `growth.json`, from which the documentation draws its plots: ``python benchmarks/growth.py``, or with the names of some axes for these alone.
"""

from __future__ import annotations

import json
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from bench_world import run
from measure import command

__all__ = ["EDGES", "FILE", "PLANS"]

FILE = Path(__file__).with_name("growth.json")
BASE = {"years": 3, "elements": 10, "mines": 60, "plants": 40, "markets": 65}
"""Three years, twenty commodities, all sites: from here each is changed alone."""
PLANS = {
    "years": [{"years": years} for years in (2, 5, 10, 20)],
    "commodities": [{"elements": elements} for elements in (2, 5, 10, 13)],
    "sites": [{"mines": 6 * part, "plants": 4 * part, "markets": part * 13 // 2} for part in (3, 5, 7, 10)],
}
"""What is changed, by axis; as `world.world` takes it."""
EDGES = (0.125, 0.25, 0.5, 1.0)
"""Shares of the road network, the largest of the three: all west of a meridian."""


def main(axes: list[str]) -> None:
    """Measure every point of some axes in a process of its own and write each to the file, in place of older ones."""
    for axis in axes:
        points = []
        for point in _edges() if axis == "edges" else _plans(axis):
            points.append(point)
            print(json.dumps(point), flush=True)
            known = json.loads(FILE.read_text(encoding="utf-8"))["points"] if FILE.exists() else []
            kept = [row for row in known if row["axis"] != axis]
            about = {"machine": _machine(), "date": datetime.now(UTC).date().isoformat(), "points": kept + points}
            FILE.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")


def _plans(axis: str) -> Iterator[dict[str, Any]]:
    for change in PLANS[axis]:
        figures = run(BASE | change)
        yield {"axis": axis, "x": figures[axis]} | {name: figures[name] for name in ("cpu", "mib", "gap")}


def _edges() -> Iterator[dict[str, Any]]:
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        for share in EDGES:
            measured = command([sys.executable, __file__, "part", str(share), file.name])
            figures = json.loads(Path(file.name).read_text(encoding="utf-8"))
            yield {"axis": "edges", "x": figures["edges"], "cpu": figures["cpu"], "mib": measured.peak_mib}


def edges(share: float, file: str) -> None:
    """Find the ways between all terminals on a part of the roads, and write how long that took."""
    from lodeway.network.overlay.lines import read_lines
    from lodeway.network.overlay.ways import shortest_ways

    road = read_lines("road")
    west = np.quantile(road.longitude, share)
    inside = (road.longitude[road.u] <= west) & (road.longitude[road.v] <= west)
    u, v, km = road.u[inside], road.v[inside], road.km[inside]
    terminals = np.unique(u)[:: max(1, np.unique(u).size // int(2000 * share))].astype(np.int32)
    start = time.process_time()
    shortest_ways(road.longitude.size, u, v, km, terminals)
    figures = {"edges": int(u.size), "cpu": time.process_time() - start}
    Path(file).write_text(json.dumps(figures), encoding="utf-8")


def _machine() -> str:
    """Return what the numbers were measured on, in words."""
    info = Path("/proc/cpuinfo")
    names = (
        [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.exists()
        else []
    )
    return f"{names[0] if names else platform.processor() or platform.machine()}, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    if sys.argv[1:2] == ["part"]:
        edges(float(sys.argv[2]), sys.argv[3])
    else:
        main(sys.argv[1:] or [*PLANS, "edges"])
