"""Layers of a map: rows with a point or with lines each, written to the files that a GIS reads."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lodeway.errors import UsageError

if TYPE_CHECKING:
    import polars as pl

__all__ = ["FORMATS", "RESERVED", "Layer", "check_target", "line_layer", "lines_of", "point_layer", "write_features"]

DECIMALS = 5
"""Of degrees: a metre on the ground, less than any place is known to."""
FORMATS = (".gpkg", ".parquet", ".geojson")
RESERVED = frozenset({"fid", "geom", "geometry", "bbox"})
"""Columns that the files need for themselves."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """Rows with a geometry each, in WGS 84 longitude and latitude."""

    name: str
    """Letters, digits and underscores."""
    rows: pl.DataFrame
    shapes: NDArray[Any]
    """Shapely points or multi-lines, one per row; None where a row has no place."""
    kind: str
    """``Point`` or ``MultiLineString``."""
    description: str = ""
    """Units, licence and whom to credit: travels with the file."""


def point_layer(
    name: str, rows: pl.DataFrame, longitude: ArrayLike, latitude: ArrayLike, *, description: str = ""
) -> Layer:
    """Return a layer of points, one per row.

    Parameters
    ----------
    name
        Letters, digits and underscores.
    rows
        Attributes; a list is written as text with semicolons.
    longitude, latitude
        Degrees, one per row; NaN where a row has no place.
    description
        What the file says of the layer.

    Raises
    ------
    UsageError
        When the name cannot be one, or a column is called ``fid``, ``geom``, ``geometry`` or ``bbox``.

    Examples
    --------
    >>> import polars as pl
    >>> point_layer("mines", pl.DataFrame({"id": ["a"]}), [68.3], [39.28]).shapes.tolist()
    [<POINT (68.3 39.28)>]
    """
    import shapely

    places = np.column_stack([longitude, latitude]).astype(np.float64).round(DECIMALS)
    shapes = np.full(len(places), None, dtype=object)
    there = np.isfinite(places).all(axis=1)
    shapes[there] = shapely.points(places[there])
    return _layer(name, rows, shapes, "Point", description)


def line_layer(
    name: str,
    rows: pl.DataFrame,
    longitude: ArrayLike,
    latitude: ArrayLike,
    line_start: ArrayLike,
    line_row: ArrayLike,
    *,
    description: str = "",
) -> Layer:
    """Return a layer of lines, any number per row.

    Parameters
    ----------
    name, rows, description
        As `point_layer` takes them; so are the errors.
    longitude, latitude
        Degrees of all vertices, -180 to 180.
    line_start
        Line k owns vertices ``line_start[k]:line_start[k + 1]``; one entry more than there are lines.
    line_row
        Row of each line, in ascending order.

    Returns
    -------
    Layer
        Lines are cut where the short way between two vertices passes the 180th meridian (RFC 7946, 3.1.9); a row
        whose lines have no length has no geometry.

    Examples
    --------
    >>> import polars as pl
    >>> line_layer("ways", pl.DataFrame({"id": ["a"]}), [179, -179], [0, 2], [0, 2], [0]).shapes.tolist()
    [<MULTILINESTRING ((179 0, 180 1), (-180 1, -179 2))>]
    """
    import shapely

    start, owner = np.asarray(line_start, dtype=np.int64), np.asarray(line_row, dtype=np.int64)
    line = np.repeat(np.arange(owner.size), np.diff(start))
    points, line, piece = _cut(np.column_stack([longitude, latitude]).astype(np.float64).round(DECIMALS), line)
    shapes = np.full(len(rows), None, dtype=object)
    if piece.size:
        parts = shapely.linestrings(points, indices=piece)
        first = np.flatnonzero(np.diff(piece, prepend=-1))
        row = owner[line[first]]
        own, number = np.unique(row, return_inverse=True)
        shapes[own] = shapely.multilinestrings(parts, indices=number)
    return _layer(name, rows, shapes, "MultiLineString", description)


def lines_of(
    name: str, rows: pl.DataFrame, lines: Sequence[Sequence[Sequence[tuple[float, float]]]], *, description: str = ""
) -> Layer:
    """Return a layer of lines from lists: for each row its lines, each of (longitude, latitude) in degrees.

    All else is as for `line_layer`.

    Examples
    --------
    >>> import polars as pl
    >>> lines_of("ways", pl.DataFrame({"id": ["a"]}), [[[(1.0, 2.0), (3.0, 4.0)]]]).shapes.tolist()
    [<MULTILINESTRING ((1 2, 3 4))>]
    """
    sizes = [len(line) for own in lines for line in own]
    vertices = chain.from_iterable(line for own in lines for line in own)
    places = np.asarray(list(vertices), dtype=np.float64).reshape(-1, 2)
    row = np.repeat(np.arange(len(lines)), [len(own) for own in lines])
    start = np.cumsum([0, *sizes])
    return line_layer(name, rows, places[:, 0], places[:, 1], start, row, description=description)


def _layer(name: str, rows: pl.DataFrame, shapes: NDArray[Any], kind: str, description: str) -> Layer:
    import polars as pl
    import polars.selectors as cs

    if not name.isidentifier():
        raise UsageError(f"a layer cannot be called {name!r}; use letters, digits and underscores")
    if taken := sorted(RESERVED.intersection(column.lower() for column in rows.columns)):
        raise UsageError(f"layer {name}: columns cannot be called {', '.join(taken)}; the file needs these names")
    if len(rows) != len(shapes):
        raise UsageError(f"layer {name}: {len(rows)} rows and {len(shapes)} geometries")
    lists = cs.by_dtype([kind for kind in rows.schema.values() if isinstance(kind, pl.List)])
    joined = rows.with_columns(cs.float().fill_nan(None), lists.cast(pl.List(pl.String)).list.join(";"))
    return Layer(name=name, rows=joined, shapes=shapes, kind=kind, description=description)


def _cut(
    points: NDArray[np.float64], line: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Return vertices cut at the 180th meridian, the line and the piece of each; what has no length is left out."""
    step = np.diff(points[:, 0], prepend=points[:1, 0])
    same = np.diff(line, prepend=-1) == 0
    over = np.flatnonzero(same & (np.abs(step) > 180))
    before, after = points[over - 1], points[over]
    side = np.where(before[:, 0] > 0, 180.0, -180.0)
    one, other = np.abs(side - before[:, 0]), 180.0 - np.abs(after[:, 0])
    whole = one + other
    share = np.divide(one, whole, out=np.zeros_like(one), where=whole > 0)
    latitude = (before[:, 1] + share * (after[:, 1] - before[:, 1])).round(DECIMALS)
    edge = np.stack([np.column_stack([side, latitude]), np.column_stack([-side, latitude])], axis=1).reshape(-1, 2)
    at = np.repeat(over, 2)
    points, line = np.insert(points, at, edge, axis=0), np.insert(line, at, line[at])
    fresh = np.insert(~same, at, np.tile([False, True], over.size))
    keep = fresh | (np.diff(points, axis=0, prepend=points[:1]) != 0).any(axis=1)
    points, line, piece = points[keep], line[keep], np.cumsum(fresh)[keep]
    long = np.bincount(piece)[piece] > 1
    return points[long], line[long], np.unique(piece[long], return_inverse=True)[1]


def write_features(path: str | Path, layers: Sequence[Layer]) -> tuple[Path, ...]:
    """Write layers to the format that the file's ending names and return the paths.

    A GeoPackage (``.gpkg``) holds all layers. GeoParquet (``.parquet``) and GeoJSON (``.geojson``) hold one layer a file: of several, each
    goes to a file of its own, ``network-legs.parquet`` for the layer ``legs`` of ``network.parquet``. Each file is written
    beside its place and renamed, so that an earlier file stays whole until then.

    Parameters
    ----------
    path
        File to write; its folder must exist.
    layers
        What `point_layer`, `line_layer` or `lines_of` returned.

    Raises
    ------
    UsageError
        When the ending is another, the folder does not exist, or two layers have one name.

    Examples
    --------
    >>> import polars as pl
    >>> mines = point_layer("mines", pl.DataFrame({"id": ["a"]}), [68.3], [39.28])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [file.name for file in write_features(Path(folder) / "map.gpkg", [mines])]
    ['map.gpkg']
    """
    place = Path(path)
    names = [layer.name.lower() for layer in layers]
    if len(set(names)) < len(names) or not names:
        raise UsageError("every layer needs a name of its own, and there must be one")
    check_target(place)
    from lodeway.network.gis import _geojson_writing, _geopackage_writing, _geoparquet_writing

    single = {".parquet": _geoparquet_writing.write, ".geojson": _geojson_writing.write}
    ending = place.suffix.lower()
    if ending == ".gpkg":
        return (_whole(place, lambda scratch: _geopackage_writing.write(scratch, layers)),)
    write = single[ending]
    return tuple(
        _whole(
            place if len(layers) == 1 else place.with_name(f"{place.stem}-{layer.name}{place.suffix}"),
            lambda scratch, layer=layer: write(scratch, layer),  # type: ignore[misc]
        )
        for layer in layers
    )


def check_target(path: str | Path) -> None:
    """Return when layers can be written to the file, before the work of making them.

    Raises
    ------
    UsageError
        When its ending is none of ``.gpkg``, ``.parquet`` and ``.geojson``, or its folder does not exist.

    Examples
    --------
    >>> check_target("network.gpkg")
    """
    place = Path(path)
    if place.suffix.lower() not in FORMATS:
        raise UsageError(f"{place}: unknown format {place.suffix!r}; allowed: {', '.join(FORMATS)}")
    if not place.parent.is_dir():
        raise UsageError(f"{place}: folder {place.parent} does not exist")


def _whole(place: Path, write: Callable[[Path], None]) -> Path:
    """Write a file beside its place and rename it; what was there stays whole until then."""
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".", suffix=place.suffix)
    os.close(handle)
    scratch = Path(name)
    try:
        write(scratch)
        scratch.chmod(0o644)
        scratch.replace(place)
    finally:
        scratch.unlink(missing_ok=True)
    return place
