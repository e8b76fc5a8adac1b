"""Points, lines and areas that a user brings: fault lines, flood zones, permafrost."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import Fault, InputError, UsageError

__all__ = ["Features", "read_features"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """Features in WGS 84, longitude before latitude, as pieces: points, lines and rings of areas.

    A line between two vertices is straight in longitude and latitude (RFC 7946, 3.1.1). A step of more than 180 degrees
    of longitude, but not of exactly 360, goes the short way, over the 180th meridian.
    """

    source: str
    """File, and layer where the file has several."""
    names: tuple[str, ...]
    """What each feature calls itself: its property ``name``, else its id, else its number in the file."""
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    piece_start: NDArray[np.int64]
    """Piece k owns vertices ``piece_start[k]:piece_start[k + 1]``; a point is a piece of one vertex."""
    piece_feature: NDArray[np.int32]
    piece_polygon: NDArray[np.int32]
    """Number of the area whose ring a piece is, its outer ring first; -1 for points and lines."""
    unlocated: int
    """Features of the file that have no geometry; they expose nothing."""


def read_features(path: str | Path, layer: str | None = None) -> Features:
    """Return the features of a GeoJSON or GeoPackage file.

    Parameters
    ----------
    path
        A file that ends in ``.geojson``, ``.json`` or ``.gpkg``. Its coordinates are WGS 84 longitude and latitude in degrees
        (EPSG:4326, or CRS84 of the OGC).
    layer
        Name of a layer of a GeoPackage; may be left out when the file has only one.

    Raises
    ------
    UsageError
        When the file is not there, its ending is another, or it has no such layer; names the layers there are.
    InputError
        When the file is damaged, empty or in another coordinate system; holds every faulty feature.

    Notes
    -----
    GeoJSON is RFC 7946, with the ``crs`` member of the format's 2008 edition understood; GeoPackage is OGC 12-128r19.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "faults.geojson"
    ...     _ = file.write_text('{"type": "LineString", "coordinates": [[71, 41], [72, 41], [73, 42]]}')
    ...     read_features(file).longitude.tolist()
    [71.0, 72.0, 73.0]
    """
    place = Path(path)
    kind = place.suffix.lower()
    if kind not in (".geojson", ".json", ".gpkg"):
        raise UsageError(f"{place}: unknown format {kind!r}; allowed: .geojson, .json, .gpkg")
    if not place.is_file():
        raise UsageError(f"{place}: there is no such file")
    if kind == ".gpkg":
        from lodeway.network.gis._geopackage_reading import read_geopackage

        source, rows = read_geopackage(place, layer)
    else:
        from lodeway.network.gis._geojson_reading import read_geojson

        if layer is not None:
            raise UsageError(f"{place}: GeoJSON has no layers; leave the layer out")
        source, rows = place.name, read_geojson(place)
    return _assemble(source, rows)


def _assemble(source: str, rows: list[tuple[str, Any]]) -> Features:
    """Return named shapely geometries as pieces."""
    import shapely

    located = [(name, shape) for name, shape in rows if shape is not None and not shapely.is_empty(shape)]
    if not located:
        raise InputError([Fault(file=source, message="there is no feature with a geometry")])
    shapes = np.asarray([shape for _, shape in located], dtype=object)
    owner = np.arange(shapes.size)
    while (shapely.get_type_id(shapes) >= 4).any():  # a multi-geometry or collection, which may hold others
        shapes, inner = shapely.get_parts(shapes, return_index=True)
        owner = owner[inner]
    area = shapely.get_type_id(shapes) == 3
    rings, polygon = shapely.get_rings(shapes[area], return_index=True)
    pieces = np.concatenate([shapes[~area], rings])
    coordinates, piece = shapely.get_coordinates(pieces, return_index=True)
    features = Features(
        source=source,
        names=tuple(name for name, _ in located),
        longitude=coordinates[:, 0].copy(),
        latitude=coordinates[:, 1].copy(),
        piece_start=np.searchsorted(piece, np.arange(pieces.size + 1)).astype(np.int64),
        piece_feature=np.concatenate([owner[~area], owner[area][polygon]]).astype(np.int32),
        piece_polygon=np.concatenate([np.full((~area).sum(), -1), polygon]).astype(np.int32),
        unlocated=len(rows) - len(located),
    )
    _check_degrees(features)
    return features


def _check_degrees(features: Features) -> None:
    """Raise when coordinates cannot be degrees: most often they are metres of a projection."""
    vertex = np.repeat(np.arange(features.piece_feature.size), np.diff(features.piece_start))
    inside = (np.abs(features.longitude) <= 360) & (np.abs(features.latitude) <= 90)  # NaN is outside
    wrong, first = np.unique(features.piece_feature[vertex[~inside]], return_index=True)
    where = np.flatnonzero(~inside)[first]
    if wrong.size:
        raise InputError(
            [
                Fault(
                    file=features.source,
                    column=features.names[number],
                    found=f"{features.longitude[at]:g}, {features.latitude[at]:g}",
                    allowed="longitude -360 to 360, latitude -90 to 90",
                    message="these are no degrees of longitude and latitude; convert the file to EPSG:4326",
                )
                for number, at in zip(wrong, where, strict=True)
            ]
        )
