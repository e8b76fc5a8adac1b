"""Files of features are read as they are, or refused with every fault."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely

from lodeway.errors import InputError, UsageError
from lodeway.network.hazards.features import Features, read_features

SHAPES = {
    "point": shapely.Point(70, 40),
    "points": shapely.MultiPoint([(71, 40), (72, 40)]),
    "line": shapely.LineString([(70, 41), (71, 41), (72, 42)]),
    "lines": shapely.MultiLineString([[(70, 42), (71, 42)], [(72, 42), (73, 42)]]),
    "area": shapely.Polygon([(60, 40), (62, 40), (62, 42), (60, 42)], [[(60.5, 40.5), (61.5, 40.5), (61, 41.5)]]),
    "areas": shapely.MultiPolygon([shapely.box(63, 40, 64, 41), shapely.box(65, 40, 66, 41)]),
}


def frame() -> Any:
    """Return one feature of each kind, and one without a place."""
    return geopandas.GeoDataFrame({"Name": [*SHAPES, "nowhere"]}, geometry=[*SHAPES.values(), None], crs="EPSG:4326")


def pieces(features: Features) -> list[tuple[str, bool, list[tuple[float, float]]]]:
    """Return name, whether it is a ring, and vertices of every piece."""
    bounds = zip(features.piece_start[:-1], features.piece_start[1:], strict=True)
    points = list(zip(features.longitude.tolist(), features.latitude.tolist(), strict=True))
    owners = zip(features.piece_feature, features.piece_polygon, bounds, strict=True)
    return sorted((features.names[owner], bool(ring >= 0), points[a:b]) for owner, ring, (a, b) in owners)


@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_every_kind_of_geometry_is_read(tmp_path: Path, ending: str) -> None:
    """Points, lines, areas with holes and their multi forms, as GDAL wrote them, come in with every vertex and by name."""
    file = tmp_path / f"features.{ending}"
    frame().to_file(file, layer="features")
    found = read_features(file)
    expected = []
    for name, shape in SHAPES.items():
        for part in shapely.get_parts(shape):
            lines = shapely.get_rings(part) if part.geom_type == "Polygon" else [part]
            expected += [(name, part.geom_type == "Polygon", [tuple(at) for at in line.coords]) for line in lines]
    assert found.unlocated == 1
    assert found.names == tuple(SHAPES)
    assert pieces(found) == sorted(expected)


def test_geopackage_of_several_layers_needs_a_name(tmp_path: Path) -> None:
    """A layer is chosen by its name; without one, or with a wrong one, the error lists what there is."""
    file = tmp_path / "hazards.gpkg"
    frame().to_file(file, layer="faults")
    frame().iloc[:1].to_file(file, layer="floods")
    assert read_features(file, "floods").names == ("point",)
    with pytest.raises(UsageError, match="faults, floods"):
        read_features(file)
    with pytest.raises(UsageError, match="did you mean 'floods'"):
        read_features(file, "flods")


def test_geopackage_in_another_system_is_refused(tmp_path: Path) -> None:
    """Metres of a projection are no degrees: the error names the system."""
    file = tmp_path / "utm.gpkg"
    frame().to_crs("EPSG:32642").to_file(file, layer="faults")
    with pytest.raises(InputError, match="EPSG:32642"):
        read_features(file)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"])
def test_geojson_may_name_wgs84(tmp_path: Path, name: str) -> None:
    """A member ``crs`` that says WGS 84 changes nothing."""
    file = tmp_path / "old.geojson"
    document = {"type": "Point", "coordinates": [70, 40], "crs": {"type": "name", "properties": {"name": name}}}
    file.write_text(json.dumps(document), encoding="utf-8")
    assert read_features(file).longitude.tolist() == [70.0]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("[1, 2", "no JSON"),
        ("[1, 2]", "not an object"),
        ('{"type": "Topology"}', "no GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "no feature with a geometry"),
        ('{"type": "Feature", "geometry": null}', "no feature with a geometry"),
        ('{"type": "Point", "coordinates": [1, 2], "crs": {"properties": {"name": "EPSG:3857"}}}', "EPSG:3857"),
        ('{"type": "Point", "coordinates": [1, 2], "crs": {"properties": {"name": "EPSG:14326"}}}', "EPSG:14326"),
        ('{"type": "Point", "coordinates": [500000, 4649776]}', "500000, 4.64978e"),
    ],
)
def test_what_is_no_geojson_of_degrees_is_refused(tmp_path: Path, document: str, message: str) -> None:
    """A file that is damaged, empty, or in another coordinate system is an error that says so."""
    file = tmp_path / "faults.geojson"
    file.write_text(document, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_features(file)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    """Every damaged feature is named by its number."""
    features = [
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[1, 2]]}},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}},
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": "here"}},
        {"type": "Feature", "geometry": {"type": "Circle", "coordinates": [1, 2]}},
        "no feature",
    ]
    file = tmp_path / "faults.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_features(file)
    assert [fault.row for fault in caught.value.faults] == [1, 3, 4, 5]


def test_what_is_no_geopackage_is_refused(tmp_path: Path) -> None:
    """A file of another kind, a database without the tables and a damaged geometry are errors, not crashes."""
    file = tmp_path / "faults.gpkg"
    file.write_bytes(b"this is text" * 100)
    with pytest.raises(InputError, match="no GeoPackage"):
        read_features(file)
    file.unlink()
    sqlite3.connect(file).close()
    with pytest.raises(InputError, match="no GeoPackage"):
        read_features(file)
    frame().to_file(file, layer="faults")
    with sqlite3.connect(file) as changed:
        for trigger in changed.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            changed.execute(f'DROP TRIGGER "{trigger[0]}"')
        changed.execute("UPDATE faults SET geom = x'00' WHERE Name = 'line'")
    changed.close()
    with pytest.raises(InputError, match="row 3, column geom"):
        read_features(file)


@pytest.mark.parametrize("name", ["faults.shp", "faults.geojson", "faults.gpkg"])
def test_a_missing_file_or_unknown_format_is_a_usage_error(tmp_path: Path, name: str) -> None:
    """The ending and the path are checked first."""
    with pytest.raises(UsageError, match=r"faults\."):
        read_features(tmp_path / name)


def test_nothing_is_written_into_the_users_file(tmp_path: Path) -> None:
    """Reading a GeoPackage leaves its bytes as they were."""
    file = tmp_path / "faults.gpkg"
    frame().to_file(file, layer="faults")
    before = file.read_bytes()
    read_features(file)
    assert np.array_equal(np.frombuffer(before, np.uint8), np.frombuffer(file.read_bytes(), np.uint8))
    assert [path.name for path in tmp_path.iterdir()] == ["faults.gpkg"]
