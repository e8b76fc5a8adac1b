"""A page of what is reached from a place: points and lines coloured by cost or time, and tables of the same."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from lodeway.report.map_page._page import write
from lodeway.report.page.strands import SCALE, pack
from lodeway.scenario import places

__all__ = ["classes", "write_reach"]

_MEASURES = {"cost": ("Cost", "USD/t"), "hours": ("Time", "h")}
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_CLASSES = 7


def write_reach(path: Path, document: Mapping[str, Any]) -> None:
    """Write what is reached from a place as one page with map and tables, which opens from disk.

    Parameters
    ----------
    path
        The HTML file, which is overwritten.
    document
        ``title``; ``origin`` (``name``, ``longitude``, ``latitude``); ``points`` (``longitude``, ``latitude``, ``hours``, ``cost`` [USD/t],
        ``country``, and ``name`` where there is one), ``lines`` (``coordinates``, ``hours``, ``cost``), or both; ``note``, ``flags``
        and ``credits`` may be given. A point that is not reached has None or NaN for its figures: it is counted, and drawn hollow.

    Raises
    ------
    OSError
        When the file cannot be written.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> point = {"longitude": 69.3, "latitude": 41.3, "hours": 30.0, "cost": 41.0, "country": "UZB"}
    >>> origin = {"name": "Almaty", "longitude": 76.9, "latitude": 43.3}
    >>> with TemporaryDirectory() as folder:
    ...     write_reach(Path(folder) / "page.html", {"title": "Reach", "origin": origin, "points": [point]})
    ...     "Uzbekistan" in (Path(folder) / "page.html").read_text(encoding="utf-8")
    True
    """
    points = [_figures(point) | _spot(point) for point in document.get("points", [])]
    lines = [
        _figures(line) | {"line": pack([(round(x * SCALE), round(y * SCALE)) for x, y in line["coordinates"]])}
        for line in document.get("lines", [])
    ]
    bounds = {measure: classes(_known(points, measure) or _known(lines, measure)) for measure in _MEASURES}
    measures = [(measure, f"{name} [{unit}]") for measure, (name, unit) in _MEASURES.items() if bounds[measure]]
    data = {"origin": document.get("origin"), "points": points, "lines": lines, "bounds": bounds}
    write(path, "reach.html", "reach.js", document, data, measures=measures, rows=_by_country(points))


def _figures(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _finite(row.get(key)) for key in _MEASURES}


def _finite(value: float | None) -> float | None:
    return round(float(value), 2) if value is not None and math.isfinite(value) else None


def _spot(point: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "longitude": round(float(point["longitude"]), 3),
        "latitude": round(float(point["latitude"]), 3),
        "country": point.get("country", ""),
        "name": point.get("name", ""),
    }


def _known(rows: Sequence[Mapping[str, Any]], measure: str) -> list[float]:
    return [row[measure] for row in rows if row[measure] is not None]


def classes(values: Sequence[float], count: int = _CLASSES) -> list[float]:
    """Return round upper bounds of classes of equal width that hold all values; none without values.

    Examples
    --------
    >>> classes([12.0, 310.0])
    [50.0, 100.0, 150.0, 200.0, 250.0, 300.0, 350.0]
    """
    top = max(values, default=0.0)
    if top <= 0:
        return [1.0] if values else []
    size = 10.0 ** math.floor(math.log10(top / count))
    step = next(size * part for part in _STEPS if size * part * count >= top * (1 - 1e-12))
    return [round(step * place, 10) for place in range(1, math.ceil(top / step - 1e-9) + 1)]


def _by_country(points: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return for each country how many places are reached, and the least, median and greatest cost and time."""
    names = places.countries()
    groups: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for point in points:
        groups[point["country"]].append(point)
    rows = []
    for country, group in groups.items():
        row: dict[str, Any] = {"country": names.get(country, country) or "at sea", "places": len(group)}
        row["reached"] = sum(point["cost"] is not None or point["hours"] is not None for point in group)
        for measure in _MEASURES:
            values = _known(group, measure)
            row[measure] = (min(values), median(values), max(values)) if values else (None, None, None)
        rows.append(row)
    return sorted(rows, key=lambda row: (row["cost"][1] is None, row["cost"][1] or 0.0, row["country"]))
