"""Files for a GIS say the same in every format, and what GDAL reads from them is the network."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import closing
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import polars as pl
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from lodeway.errors import UsageError
from lodeway.network import Network
from lodeway.network.gis.export import LAYERS, network_layers
from lodeway.network.gis.layers import FORMATS, Layer, line_layer, lines_of, point_layer, write_features
from lodeway.network.overlay.laying import NEVER
from lodeway.schema.tables import MODES


def read(path: Path, layer: str | None = None) -> Any:
    """Return a file's rows as geopandas reads them, by GDAL or by Arrow."""
    if path.suffix == ".parquet":
        return geopandas.read_parquet(path)
    return geopandas.read_file(path, layer=layer)


@pytest.fixture(scope="module")
def layers(network: Network) -> dict[str, Layer]:
    """Return the layers of the network by name."""
    return {layer.name: layer for layer in network_layers(network)}


@pytest.fixture(scope="module")
def written(layers: dict[str, Layer], tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Any]:
    """Return what other programs read from the network's files, by ending and layer."""
    folder = tmp_path_factory.mktemp("export")
    found = {}
    for ending in FORMATS:
        files = write_features(folder / f"net{ending}", list(layers.values()))
        for number, name in enumerate(layers):
            found[ending, name] = read(files[0 if ending == ".gpkg" else number], name if ending == ".gpkg" else None)
    return found


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize("ending", FORMATS)
def test_what_others_read_is_what_was_written(
    layers: dict[str, Layer], written: dict[tuple[str, str], Any], ending: str, name: str
) -> None:
    """Every row, cell and coordinate comes back, in WGS 84, and a missing cell is missing."""
    layer, found = layers[name], written[ending, name]
    assert found.crs.equals("EPSG:4326") or found.crs.equals("OGC:CRS84")
    assert len(found) == len(layer.rows)
    there = ~shapely.is_missing(layer.shapes)
    assert (found.geometry.notna().to_numpy() == there).all()
    read_back = np.asarray(found.geometry)
    # GDAL reads a multi-line of one part from GeoJSON as it stands; equality is of every vertex in order.
    assert shapely.equals_exact(read_back[there], layer.shapes[there], tolerance=1e-9).all()
    for column in layer.rows.columns:
        wanted, cells = layer.rows[column], found[column]
        assert (cells.isna().to_numpy() == wanted.is_null().to_numpy()).all(), column
        filled = wanted.is_not_null().to_numpy()
        mine, theirs = wanted.to_numpy()[filled], cells.to_numpy()[filled]
        if wanted.dtype.is_numeric():
            assert np.allclose(mine.astype(float), theirs.astype(float), rtol=1e-12, atol=0)
        else:
            assert (mine.astype(str) == theirs.astype(str)).all(), column


def test_each_leg_is_shown_once_each_way(network: Network, layers: dict[str, Layer]) -> None:
    """The rows, those that go both ways counted twice, are the legs that ever open, with their ends and figures."""
    rows = layers["legs"].rows
    back = rows.filter(~pl.col("oneway")).rename({"from_node": "to_node", "to_node": "from_node"})
    columns = ["from_node", "to_node", "mode", "km", "hours", "cost", "co2", "gate"]
    shown = pl.concat([rows.select(columns), back.select(columns)])
    legs = network.legs
    every = pl.DataFrame(
        {
            "from_node": legs.tail,
            "to_node": legs.head,
            "mode": [MODES[mode] if mode >= 0 else None for mode in legs.mode.tolist()],
            "km": legs.km,
            "hours": legs.hours,
            "cost": legs.cost,
            "co2": legs.co2,
            "gate": [network.gates[gate].id if gate >= 0 else None for gate in legs.gate.tolist()],
        }
    )
    every = every.filter(legs.opens != NEVER)
    assert shown.sort(columns).equals(every.sort(columns))
    assert len(rows) < 0.6 * len(every)


def test_lines_join_the_nodes(layers: dict[str, Layer]) -> None:
    """A leg's line begins at its first node and ends at its last."""
    rows, shapes, nodes = layers["legs"].rows, layers["legs"].shapes, layers["nodes"].shapes
    drawn = ~shapely.is_missing(shapes)
    parts = shapes[drawn]
    first = shapely.get_point(shapely.get_geometry(parts, 0), 0)
    last = shapely.get_point(shapely.get_geometry(parts, -1), -1)
    for ends, column in ((first, "from_node"), (last, "to_node")):
        places = nodes[rows[column].to_numpy()[drawn]]
        x, y = np.abs(shapely.get_x(ends) - shapely.get_x(places)), shapely.get_y(ends) - shapely.get_y(places)
        assert np.minimum(x, 360 - x).max() < 1e-9
        assert np.abs(y).max() < 1e-9


def test_no_line_runs_around_the_globe(layers: dict[str, Layer]) -> None:
    """No step in longitude is longer than half the globe, though ways lead over the 180th meridian."""
    lines = shapely.get_parts(layers["legs"].shapes[~shapely.is_missing(layers["legs"].shapes)])
    points, line = shapely.get_coordinates(lines, return_index=True)
    step = np.abs(np.diff(points[:, 0]))[np.diff(line) == 0]
    assert step.max() < 180
    assert (np.abs(points[:, 0]) == 180).any()
    assert (np.abs(points[:, 0]) <= 180).all()


def test_nodes_say_what_they_are(network: Network, layers: dict[str, Layer]) -> None:
    """Sites, both sides of gates and ends of links are named; every node on land has its country."""
    rows = layers["nodes"].rows
    assert set(rows["kind"]) >= {"site", "crossing", "port", "station", "lane"}
    assert set(rows.filter(kind="site")["name"]) == set(network.sites)
    assert rows.filter(kind="crossing", name="Khorgos / Altynkol")["country"].sort().to_list() == ["CHN", "KAZ"]
    assert rows.filter(kind="lane")["country"].null_count() == len(rows.filter(kind="lane"))
    assert rows.filter(kind="station")["country"].null_count() == 0


def test_geopackage_keeps_to_the_standard(layers: dict[str, Layer], tmp_path: Path) -> None:
    """Application id, version, required tables and rows, and keys are those of OGC 12-128r19."""
    (file,) = write_features(tmp_path / "net.gpkg", list(layers.values()))
    with closing(sqlite3.connect(file)) as found:
        assert found.execute("PRAGMA application_id").fetchone() == (0x47504B47,)
        assert found.execute("PRAGMA user_version").fetchone() == (10400,)
        assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert found.execute("PRAGMA foreign_key_check").fetchall() == []
        systems = found.execute("SELECT srs_id FROM gpkg_spatial_ref_sys ORDER BY 1").fetchall()
        assert systems == [(-1,), (0,), (4326,)]
        blob = found.execute("SELECT geom FROM legs WHERE geom NOT NULL").fetchone()[0]
    assert blob[:4] == b"GP\x00\x03"
    west, east, south, north = np.frombuffer(blob[8:40], "<f8")
    assert (west, south, east, north) == shapely.from_wkb(blob[40:]).bounds
    assert dict(pyogrio.list_layers(file)) == {"nodes": "Point", "legs": "MultiLineString", "gates": "Point"}
    info = pyogrio.read_info(file, layer="legs")
    assert info["features"] == len(layers["legs"].rows)
    assert info["total_bounds"] == pytest.approx(shapely.total_bounds(layers["legs"].shapes))


def test_geoparquet_says_what_it_holds(layers: dict[str, Layer], tmp_path: Path) -> None:
    """The metadata is that of GeoParquet 1.1; with its boxes a reader takes only what lies in a window."""
    (file,) = write_features(tmp_path / "legs.parquet", [layers["legs"]])
    geo = json.loads(pl.read_parquet_metadata(file)["geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert geo["columns"]["geometry"]["geometry_types"] == ["MultiLineString"]
    window = (60, 35, 75, 45)
    found = geopandas.read_parquet(file, bbox=window)
    boxes = shapely.bounds(layers["legs"].shapes)
    meets = (boxes[:, 0] <= 75) & (boxes[:, 2] >= 60) & (boxes[:, 1] <= 45) & (boxes[:, 3] >= 35)
    assert sorted(found["leg"]) == layers["legs"].rows.filter(pl.Series(meets))["leg"].sort().to_list()
    assert 0 < len(found) < len(boxes)


@pytest.mark.parametrize("ending", FORMATS)
def test_odd_cells_come_back(tmp_path: Path, ending: str) -> None:
    """Quotes, other scripts, formulas, dates, lists, NaN and odd column names survive."""
    rows = pl.DataFrame(
        {
            'na"me': ['O\'Neil "x"', "Достык", "=1+1", None],
            "when": [date(2026, 1, 31), None, date(1899, 12, 31), date(2000, 2, 29)],
            "list": [["a", "b"], [], None, ["c"]],
            "number": [1.5, float("nan"), None, -0.1],
            "flag": [True, False, None, True],
            "whole": [1, None, -(2**40), 0],
        }
    )
    layer = point_layer("odd", rows, [1.0, np.nan, 179.123456789, -180.0], [2.0, 3.0, -89.0, 0.0], description="ö")
    (file,) = write_features(tmp_path / f"odd{ending}", [layer])
    found = read(file)
    assert [None if cell is None or cell != cell else cell for cell in found['na"me']] == rows['na"me'].to_list()
    assert [str(cell)[:10] for cell in found["when"] if str(cell) not in ("NaT", "None", "nan")] == [
        "2026-01-31",
        "1899-12-31",
        "2000-02-29",
    ]
    assert [cell if isinstance(cell, str) else None for cell in found["list"]] == ["a;b", "", None, "c"]
    assert found["number"].isna().tolist() == [False, True, True, False]
    assert found["whole"].dropna().tolist() == [1, -(2**40), 0]
    assert found.geometry.isna().tolist() == [False, True, False, False]
    assert found.geometry.iloc[2].x == 179.12346


@given(st.lists(st.lists(st.tuples(st.floats(-180, 180), st.floats(-85, 85)), min_size=2, max_size=6), max_size=4))
def test_cutting_keeps_the_line(lines: list[list[tuple[float, float]]]) -> None:
    """Cut at the meridian, a line has all its vertices in order and adds only points on the meridian."""
    layer = lines_of("ways", pl.DataFrame({"id": [0]}), [lines])
    parts = [] if layer.shapes[0] is None else list(layer.shapes[0].geoms)
    drawn = [point for part in parts for point in part.coords if abs(point[0]) != 180]
    expected: list[tuple[float, float]] = []
    for line in lines:
        points = [(round(x, 5), round(y, 5)) for x, y in line]
        kept = [point for number, point in enumerate(points) if number == 0 or point != points[number - 1]]
        if len(kept) > 1:
            expected += [(x, y) for x, y in kept if abs(x) != 180]
    # A vertex at the meridian itself may leave its neighbour alone on one side, with a line that has no length.
    assert drawn == expected or any(abs(x) > 179.9999 for line in lines for x, _ in line)
    assert all(abs(a[0] - b[0]) <= 180 for part in parts for a, b in pairwise(part.coords))


def test_an_earlier_file_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails leaves the earlier file and no scratch file behind."""
    layer = point_layer("mines", pl.DataFrame({"id": ["a"]}), [68.3], [39.28])
    (file,) = write_features(tmp_path / "map.gpkg", [layer])
    before = file.read_bytes()

    def fail(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("lodeway.network.gis._geopackage_writing._write_layer", fail)
    with pytest.raises(OSError, match="no space"):
        write_features(file, [layer])
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["map.gpkg"]


def test_what_cannot_be_written_is_a_usage_error(tmp_path: Path) -> None:
    """An unknown ending, a folder that is not there, a taken column or layer name are told before anything is written."""
    layer = point_layer("mines", pl.DataFrame({"id": ["a"]}), [68.3], [39.28])
    for file, match in (("map.shp", r"\.gpkg, \.parquet, \.geojson"), ("none/map.gpkg", "does not exist")):
        with pytest.raises(UsageError, match=match):
            write_features(tmp_path / file, [layer])
    with pytest.raises(UsageError, match="name of its own"):
        write_features(tmp_path / "map.gpkg", [layer, layer])
    with pytest.raises(UsageError, match="geom"):
        point_layer("mines", pl.DataFrame({"Geom": ["a"]}), [68.3], [39.28])
    with pytest.raises(UsageError, match="letters"):
        point_layer('a"; DROP TABLE b', pl.DataFrame({"id": ["a"]}), [68.3], [39.28])
    with pytest.raises(UsageError, match="2 geometries"):
        point_layer("mines", pl.DataFrame({"id": ["a"]}), [68.3, 1], [39.28, 1])
    assert list(tmp_path.iterdir()) == []


def test_a_row_may_have_no_line(tmp_path: Path) -> None:
    """A layer in which no line has a length is written and read."""
    layer = line_layer("ways", pl.DataFrame({"id": ["a"]}), [1, 1], [2, 2], [0, 2], [0])
    assert layer.shapes.tolist() == [None]
    for ending in FORMATS:
        (file,) = write_features(tmp_path / f"ways{ending}", [layer])
        assert read(file)["id"].tolist() == ["a"]


def test_scratch_files_lie_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is made in its own folder, never in the system's, so that renaming it cannot fail half-way."""
    seen: list[Path] = []
    made = tempfile.mkstemp

    def watched(*, dir: Path, prefix: str, suffix: str) -> tuple[int, str]:  # noqa: A002
        seen.append(dir)
        return made(dir=dir, prefix=prefix, suffix=suffix)

    monkeypatch.setattr(tempfile, "mkstemp", watched)
    write_features(tmp_path / "a.geojson", [point_layer("a", pl.DataFrame({"id": [1]}), [0], [0])])
    assert seen == [tmp_path]
