"""Layers made of features, beside brute force and geopandas."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

from lodeway.explore.evidence.making import classes_of, density, distance
from lodeway.explore.evidence.vectors import Vectors, read_vectors
from lodeway.explore.grid import EARTH_RADIUS, Grid, Window
from tests.explore.conftest import utm

WHOLE = Window(0, 0, 24, 24)


def middles(grid: Grid) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the middles of all cells."""
    return grid.centres(*np.divmod(np.arange(grid.width * grid.height), grid.width))


def test_distance_to_lines_and_areas_is_that_of_shapely() -> None:
    """Distances to lines and areas are right to an eighth of a cell, and 0 within an area."""
    grid = utm()
    line = shapely.LineString([(301_000, 4_599_000), (315_000, 4_590_000), (316_000, 4_577_000)])
    area = shapely.box(310_000, 4_594_000, 318_000, 4_598_000)
    found = distance(grid, Vectors(np.array([line, area]), ({}, {}))).read(WHOLE).ravel()
    points = shapely.points(*middles(grid))
    wanted = np.minimum(shapely.distance(points, line), shapely.distance(points, area)) / 1000
    assert np.abs(found - wanted).max() < 1 / 8
    assert (found[shapely.distance(points, area) == 0] == 0).all()


def test_distance_on_degrees_is_along_great_circles() -> None:
    """On a grid in degrees distances are those of the haversine formula, over the date line as well."""
    grid = Grid(CRS.from_epsg(4326), Affine(1.0, 0, 170, 0, -1.0, 70), 10, 10)
    found = distance(grid, Vectors(np.array([shapely.Point(-179, 65)]), ({},))).read(Window(0, 0, 10, 10)).ravel()
    x, y = (np.radians(one) for one in middles(grid))
    half = (
        np.sin((y - np.radians(65)) / 2) ** 2
        + np.cos(y) * np.cos(np.radians(65)) * np.sin((x - np.radians(-179)) / 2) ** 2
    )
    assert found == pytest.approx(2 * EARTH_RADIUS * np.arcsin(np.sqrt(half)), rel=1e-5)


def test_density_counts_points_in_a_circle() -> None:
    """Density of points is their number over the circle's area; of a line, its length in the circle."""
    grid = utm()
    points = shapely.points([302_300.0, 303_100.0, 320_000.0], [4_598_200.0, 4_597_700.0, 4_580_000.0])
    found = density(grid, Vectors(points, ({},) * 3), 3.0).read(WHOLE).ravel()
    x, y = middles(grid)
    near = np.hypot(x[:, None] - shapely.get_x(points), y[:, None] - shapely.get_y(points)) <= 3000
    assert found == pytest.approx(near.sum(axis=1) / (np.pi * 9))
    line = shapely.LineString([(300_000, 4_588_500), (324_000, 4_588_500)])
    along = density(grid, Vectors(np.array([line]), ({},)), 5.0).read(Window(11, 12, 1, 1))[0, 0]
    assert along == pytest.approx(10 / (np.pi * 25), rel=0.05)


def test_classes_are_those_of_the_area_below_the_middle() -> None:
    """A cell has the class of the area that its middle lies in, and none outside all areas."""
    grid = utm()
    vectors = Vectors(
        np.array(
            [shapely.box(300_000, 4_588_000, 312_000, 4_600_000), shapely.box(312_000, 4_588_000, 324_000, 4_600_000)]
        ),
        ({"rock": "granite"}, {"rock": "basalt"}),
    )
    made = classes_of(grid, vectors, "rock")
    found = made.read(WHOLE)
    assert made.names == ("basalt", "granite")
    assert (found[:12, :12] == 1).all()
    assert (found[:12, 12:] == 0).all()
    assert np.isnan(found[12:]).all()
    with pytest.raises(ValueError, match="property 'stone'"):
        classes_of(grid, vectors, "stone")


@pytest.mark.parametrize("ending", [".geojson", ".gpkg"])
def test_features_that_geopandas_writes_are_read(tmp_path: Path, ending: str) -> None:
    """GeoJSON and GeoPackage of another program come out in the grid's system."""
    frame = geopandas.GeoDataFrame(
        {"rock": ["a", "b"]}, geometry=geopandas.points_from_xy([69.0, 70], [41.0, 42]), crs=4326
    )
    path = tmp_path / f"rocks{ending}"
    frame.to_file(path)
    found = read_vectors(path, CRS.from_epsg(32642))
    wanted = frame.to_crs(32642).geometry
    assert shapely.get_coordinates(found.shapes) == pytest.approx(shapely.get_coordinates(wanted.to_numpy()), abs=0.01)
    assert [row["rock"] for row in found.properties] == ["a", "b"]


def test_geopackage_in_another_system(tmp_path: Path) -> None:
    """A GeoPackage in a projected system is carried over; a layer that is not there is answered with those that are."""
    path = tmp_path / "a.gpkg"
    geopandas.GeoDataFrame(geometry=[shapely.Point(500_000, 4_600_000)], crs=32642).to_file(path, layer="mines")
    found = read_vectors(path, CRS.from_epsg(4326), "mines").shapes[0]
    assert found.x == pytest.approx(69.0)
    with pytest.raises(ValueError, match="there are mines"):
        read_vectors(path, CRS.from_epsg(4326), "minds")


def test_files_without_features(tmp_path: Path, study: Callable[..., Path]) -> None:
    """What cannot be read says why."""
    path = tmp_path / "x.geojson"
    for text, words in (
        ("{", "cannot be read"),
        ("[]", "no GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "no feature"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=words):
            read_vectors(path, CRS.from_epsg(4326))
