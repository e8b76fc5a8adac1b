"""A page of routes: map, figures, and the legs of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lodeway.report.context.shape import SegmentView
from lodeway.report.explorer.simplify import simplify
from lodeway.report.map_page._page import write
from lodeway.report.page.strands import Strand, pack, split, unpack

__all__ = ["lines", "write_routes"]

_TOLERANCE = 0.005
"""A line may lie this far from the network's [degrees of latitude], some 500 m."""
_FIGURES = ("km", "hours", "cost", "co2")


def write_routes(path: Path, document: Mapping[str, Any]) -> None:
    """Write routes as one page with map and tables, which opens from disk and asks nothing of the network.

    Parameters
    ----------
    path
        The HTML file, which is overwritten.
    document
        ``title``, and ``routes``: a list with, for each, ``label``, ``km``, ``hours``, ``cost`` [USD/t], ``co2`` [kg/t], ``countries``,
        ``gates`` and ``legs`` (``mode``, ``from``, ``to``, ``km``, ``hours``, ``cost``) as ``lodeway route --json`` gives them, and
        ``geometry`` (see `lines`). A figure that is None or left out is shown as not known; a route without geometry
        stands in the tables alone. ``note``, ``flags``, ``credits`` and ``places`` (``name``, ``longitude``, ``latitude``) may be given.

    Raises
    ------
    OSError
        When the file cannot be written.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> route = {"label": "A to B", "km": 120.0, "geometry": {"rail": {"type": "LineString", "coordinates": [[0, 0], [1, 0]]}}}
    >>> with TemporaryDirectory() as folder:
    ...     write_routes(Path(folder) / "page.html", {"title": "One route", "routes": [route]})
    ...     "A to B" in (Path(folder) / "page.html").read_text(encoding="utf-8")
    True
    """
    routes = [_route(route) for route in document["routes"]]
    strands, members = _strands([route.get("geometry") for route in document["routes"]])
    data = {
        "strands": strands,
        "places": list(document.get("places", [])),
        "routes": [{**route, "strands": own} for route, own in zip(routes, members, strict=True)],
    }
    write(path, "routes.html", "routes.js", document, data, routes=routes)


def _route(route: Mapping[str, Any]) -> dict[str, Any]:
    """Return a route without its geometry, what is left out as None or empty."""
    return {
        "label": route["label"],
        **{key: route.get(key) for key in _FIGURES},
        **{key: list(route.get(key, ())) for key in ("countries", "gates", "hand_links")},
        "gauge_changes": route.get("gauge_changes"),
        "legs": [
            {**{key: leg.get(key, "") for key in ("mode", "from", "to")}, **{key: leg.get(key) for key in _FIGURES}}
            for leg in route.get("legs", ())
        ],
    }


def _strands(geometries: Sequence[Mapping[str, Any] | None]) -> tuple[list[Strand], list[list[int]]]:
    """Return lines once each, and for each geometry its lines in order, counted from 1."""
    strands, members = split({str(number): lines(one) for number, one in enumerate(geometries)})
    thin: list[Strand] = [{**one, "line": pack(simplify(unpack(one["line"]), _TOLERANCE))} for one in strands]
    return thin, [members[str(number)] for number in range(len(geometries))]


def lines(geometry: Mapping[str, Any] | None) -> list[SegmentView]:
    """Return the lines of a geometry with their mode.

    Parameters
    ----------
    geometry
        GeoJSON (RFC 7946): a FeatureCollection whose features have the properties ``mode`` and ``dashed``, a LineString or a
        MultiLineString; or a mapping of modes to LineString or MultiLineString; or None.

    Examples
    --------
    >>> lines({"rail": {"type": "MultiLineString", "coordinates": [[[0, 0], [1, 0]]]}})
    [{'mode': 'rail', 'dashed': False, 'coordinates': [[0, 0], [1, 0]]}]
    """
    if not geometry:
        return []
    if geometry.get("type") == "FeatureCollection":
        parts = [(feature["geometry"], feature.get("properties") or {}) for feature in geometry["features"]]
    elif isinstance(geometry.get("type"), str):
        parts = [(geometry, {})]
    else:
        parts = [(one, {"mode": mode}) for mode, one in geometry.items()]
    found: list[SegmentView] = []
    for shape, facts in parts:
        many = [shape["coordinates"]] if shape["type"] == "LineString" else shape["coordinates"]
        mode, dashed = str(facts.get("mode", "")), bool(facts.get("dashed", False))
        found += [{"mode": mode, "dashed": dashed, "coordinates": [list(node[:2]) for node in line]} for line in many]
    return found
