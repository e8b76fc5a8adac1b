"""Rasters: what is missing is missing, whoever says so."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS
from rasterio.errors import NotGeoreferencedWarning
from scipy.io import netcdf_file

from lodeway.errors import InputError
from lodeway.explore.evidence import open_stack, unmarked
from lodeway.explore.grid import Grid, Window
from lodeway.explore.settings import read
from tests.explore.conftest import utm, write_raster

ROWS = np.array([[1, 2], [-9999, 4]], np.float32)


def layer(folder: Path, more: str = "", file: str = "a.tif") -> NDArray[np.float32]:
    """Return the one layer of a study of two by two cells."""
    (folder / "evidence.toml").write_text(f'[[layer]]\nname = "a"\nfile = "{file}"\n{more}', encoding="utf-8")
    with open_stack(folder, read(folder)) as stack:
        return np.asarray(stack.read(Window(0, 0, 2, 2))[0])


def test_nan_without_a_tag_is_missing(tmp_path: Path) -> None:
    """A file that says nothing of nodata may hold NaN and infinity: both are missing."""
    write_raster(tmp_path / "a.tif", np.array([[np.nan, np.inf], [3, 4]], np.float32))
    assert np.isnan(layer(tmp_path)).tolist() == [[True, True], [False, False]]


def test_tag_of_the_file_counts(tmp_path: Path) -> None:
    """A nodata tag makes its value missing."""
    write_raster(tmp_path / "a.tif", ROWS, nodata=-9999)
    assert np.isnan(layer(tmp_path)).tolist() == [[False, False], [True, False]]


def test_stated_nodata_counts_where_the_file_has_no_tag(tmp_path: Path) -> None:
    """The user may state for each layer what means missing."""
    write_raster(tmp_path / "a.tif", ROWS)
    assert layer(tmp_path)[1, 0] == -9999
    assert np.isnan(layer(tmp_path, "nodata = -9999")[1, 0])


def marked(
    folder: Path, values: NDArray[Any], more: str = "", **tags: Any
) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    """Return a layer as a study takes it after a look for values that nobody names, and the notes on them."""
    write_raster(folder / "a.tif", values, **tags)
    (folder / "evidence.toml").write_text(f'[[layer]]\nname = "dips"\nfile = "a.tif"\n{more}', encoding="utf-8")
    evidence = read(folder)
    with open_stack(folder, evidence) as stack:
        own, settings, notes = unmarked(stack, evidence)
        found = own.read(Window(0, 0, *values.shape))[0]
    with open_stack(folder, settings) as again:  # as tiles are mapped
        assert np.array_equal(again.read(Window(0, 0, *values.shape))[0], found, equal_nan=True)
    return np.asarray(found), notes


@pytest.mark.parametrize("value", [-9999.0, -99999.0, -32768.0, 1e20, -3.4e38, -3.4028235e38])
def test_untagged_sentinels_are_missing(tmp_path: Path, value: float) -> None:
    """A value that programs write for missing, far from all others, is missing: the note has layer, value and share."""
    values = np.linspace(10, 20, 144, dtype=np.float32).reshape(12, 12)
    values[:4] = value
    found, notes = marked(tmp_path, values)
    assert np.isnan(found[:4]).all()
    assert not np.isnan(found[4:]).any()
    assert notes[0].startswith(f"dips: {value:.6g} stands in 33.3% of its cells")
    kept, none = marked(tmp_path, values, 'nodata = "none"')
    assert (kept == values).all()
    assert none == ()


@pytest.mark.parametrize(
    ("low", "high", "cells"),
    [(-11_000, 8_800, 48), (-9_990, 0, 48), (10, 20, 4)],
    ids=["within the range", "beside the range", "a few cells"],
)
def test_values_that_may_be_true_stay(tmp_path: Path, low: float, high: float, cells: int) -> None:
    """A depth of -9,999 m among depths, or in a few cells alone, is a value."""
    values = np.linspace(low, high, 144, dtype=np.float32)
    values[40 : 40 + cells] = -9999
    found, notes = marked(tmp_path, values.reshape(12, 12))
    assert (found.ravel() == values).all()
    assert notes == ()


def test_a_file_with_a_tag_is_believed(tmp_path: Path) -> None:
    """What a file names as missing is missing, and nothing else is."""
    values = np.linspace(10, 20, 144, dtype=np.float32).reshape(12, 12)
    values[:4], values[4] = -9999, -1
    found, notes = marked(tmp_path, values, nodata=-1)
    assert (found[:4] == -9999).all()
    assert np.isnan(found[4]).all()
    assert notes == ()


def test_several_values_may_be_stated(tmp_path: Path) -> None:
    """A list of values means missing, each of them; a word other than none is a fault."""
    write_raster(tmp_path / "a.tif", ROWS)
    assert np.isnan(layer(tmp_path, "nodata = [-9999, 4]")).tolist() == [[False, False], [True, True]]
    with pytest.raises(InputError, match='or "none"'):
        layer(tmp_path, 'nodata = "nix"')


def test_scale_and_offset_are_applied(tmp_path: Path) -> None:
    """Packed integers come out as the amounts that they stand for."""
    write_raster(tmp_path / "a.tif", np.array([[1, 2], [0, 4]], np.int16), nodata=0)
    with rasterio.open(tmp_path / "a.tif", "r+") as file:
        file.scales, file.offsets = (0.5,), (10.0,)
    found = layer(tmp_path)
    assert found[0].tolist() == [10.5, 11.0]
    assert np.isnan(found[1, 0])


def test_variable_of_a_netcdf_file(tmp_path: Path) -> None:
    """A variable of a NetCDF file is a layer like any other; without its name the names are told."""
    with netcdf_file(tmp_path / "a.nc", "w") as file:
        for name, size, values in (("lat", 2, [41.5, 40.5]), ("lon", 2, [70.5, 71.5])):
            file.createDimension(name, size)
            axis: Any = file.createVariable(name, "f8", (name,))
            axis[:] = values
            axis.units = b"degrees_north" if name == "lat" else b"degrees_east"
            axis.standard_name = b"latitude" if name == "lat" else b"longitude"
        for name in ("z", "w"):
            file.createVariable(name, "f4", ("lat", "lon"))[:] = [[1, 2], [3, 4]]
    stated = '[grid]\ncrs = "EPSG:4326"\nresolution = 1\nbounds = [70, 40, 72, 42]\n'
    with pytest.raises(InputError, match="name one as variable"):
        layer(tmp_path, stated, "a.nc")
    with pytest.raises(InputError, match="it has: z, w"):
        layer(tmp_path, f'variable = "zz"\n{stated}', "a.nc")
    assert layer(tmp_path, f'variable = "z"\n{stated}', "a.nc").tolist() == [[1, 2], [3, 4]]


ATTRIBUTES = {"y": {"standard_name": "projection_y_coordinate"}, "x": {"standard_name": "projection_x_coordinate"}}
DEGREES = {"lat": {"units": "degrees_north"}, "lon": {"units": "degrees_east"}}


def netcdf(
    path: Path, y: list[float], x: list[float], attributes: dict[str, dict[str, str]], geo: str = "", crs: int = 0
) -> None:
    """Write two by two cells 1 to 4 in the order of the file, with coordinates of these names and attributes."""
    names = list(attributes)
    with netcdf_file(path, "w") as file:
        for name, values in zip(names, (y, x), strict=True):
            file.createDimension(name, len(values))
            axis: Any = file.createVariable(name, "f8", (name,))
            axis[:] = values
            for key, words in attributes[name].items():
                setattr(axis, key, words.encode())
        cells: Any = file.createVariable("z", "f4", tuple(names))
        cells[:] = 1 + np.arange(len(y) * len(x)).reshape(len(y), len(x))
        if crs:
            cells.grid_mapping = b"spatial_ref"
            told: Any = file.createVariable("spatial_ref", "i4", ())
            told.data[...] = 0
            told.crs_wkt = told.spatial_ref = CRS.from_epsg(crs).to_wkt().encode()
            if geo:
                told.GeoTransform = geo.encode()


def zarr(path: Path, y: list[float], x: list[float], attributes: dict[str, dict[str, str]], crs: int = 0) -> None:
    """Write the same as Zarr format 2."""
    names = list(attributes)
    reference = {"_CRS": {"wkt": CRS.from_epsg(crs).to_wkt()}} if crs else {}
    arrays: list[tuple[str, NDArray[Any], list[str], dict[str, Any]]] = [
        (names[0], np.array(y), [names[0]], attributes[names[0]]),
        (names[1], np.array(x), [names[1]], attributes[names[1]]),
        ("z", np.array([[1, 2], [3, 4]], np.float32), names, reference),
    ]
    path.mkdir()
    (path / ".zgroup").write_text('{"zarr_format": 2}', encoding="utf-8")
    for name, values, dimensions, more in arrays:
        (path / name).mkdir()
        shape = {"shape": values.shape, "chunks": values.shape, "dtype": values.dtype.str, "order": "C"}
        head = {"zarr_format": 2, "compressor": None, "fill_value": None, "filters": None, **shape}
        (path / name / ".zarray").write_text(json.dumps(head), encoding="utf-8")
        (path / name / ".zattrs").write_text(json.dumps({"_ARRAY_DIMENSIONS": dimensions, **more}), encoding="utf-8")
        (path / name / ".".join("0" * values.ndim)).write_bytes(values.tobytes())


@pytest.mark.parametrize("ending", ["nc", "zarr"])
@pytest.mark.parametrize("upward", [False, True])
def test_degrees_north_and_east_are_a_coordinate_system(tmp_path: Path, ending: str, upward: bool) -> None:
    """A file whose coordinates are latitude and longitude by their units lies on EPSG:4326, in whichever order its rows stand, and a note says so."""
    latitude, longitude = [40.5, 41.5] if upward else [41.5, 40.5], [70.5, 71.5]
    write = netcdf if ending == "nc" else zarr
    write(tmp_path / f"a.{ending}", latitude, longitude, DEGREES)
    wanted = [[3, 4], [1, 2]] if upward else [[1, 2], [3, 4]]
    assert layer(tmp_path, file=f"a.{ending}").tolist() == wanted
    evidence = read(tmp_path)
    with open_stack(tmp_path, evidence) as stack:
        assert stack.grid.crs == CRS.from_epsg(4326)
        assert stack.grid.transform == Affine(1.0, 0, 70, 0, -1.0, 42)
        notes = unmarked(stack, evidence)[2]
    assert notes == (
        f"a: a.{ending} names no coordinate system; EPSG:4326 is taken, as its coordinates are in degrees north and east",
    )


def test_rows_from_south_to_north_are_turned(tmp_path: Path) -> None:
    """Zarr and GeoTIFF whose first row is the southernmost come out from north to south, window by window."""
    zarr(tmp_path / "a.zarr", [4_598_500.0, 4_599_500.0], [300_500.0, 301_500.0], ATTRIBUTES, crs=32642)
    assert layer(tmp_path, file="a.zarr").tolist() == [[3, 4], [1, 2]]
    upward = Grid(utm().crs, Affine(1000.0, 0, 300_000, 0, 1000.0, 4_598_000), 2, 2)
    write_raster(tmp_path / "a.tif", np.array([[1, 2], [3, 4]], np.float32), upward)
    assert layer(tmp_path).tolist() == [[3, 4], [1, 2]]
    with open_stack(tmp_path, read(tmp_path)) as stack:
        assert stack.grid.transform == utm(2).transform
        assert stack.read(Window(0, 1, 1, 1)).tolist() == [[[4]]]


def test_a_geotransform_of_before_is_a_fault(tmp_path: Path) -> None:
    """A file that was turned over and kept its GeoTransform is refused with both; with coordinates that GDAL knows it is read as they say."""
    y, x, geo = [4_598_500.0, 4_599_500.0], [300_500.0, 301_500.0], "300000 1000 0 4600000 0 -1000"
    netcdf(tmp_path / "a.nc", y, x, {"y": {}, "x": {}}, geo, 32642)
    with pytest.raises(InputError, match="y runs from 4598500 to 4599500, its GeoTransform from 4599500 to 4598500"):
        layer(tmp_path, file="a.nc")
    netcdf(tmp_path / "a.nc", y, x, ATTRIBUTES, geo, 32642)
    assert layer(tmp_path, file="a.nc").tolist() == [[3, 4], [1, 2]]
    netcdf(tmp_path / "a.nc", y[::-1], x, {"y": {}, "x": {}}, geo, 32642)
    assert layer(tmp_path, file="a.nc").tolist() == [[1, 2], [3, 4]]


def test_a_geotransform_beside_its_columns_is_a_fault(tmp_path: Path) -> None:
    """A file whose GeoTransform lies 10 km east of its coordinate x would be read there: it is refused with both."""
    y, x, geo = [4_599_500.0, 4_598_500.0], [300_500.0, 301_500.0], "310000 1000 0 4600000 0 -1000"
    netcdf(tmp_path / "a.nc", y, x, {"y": {}, "x": {}}, geo, 32642)
    with pytest.raises(InputError, match="x runs from 300500 to 301500, its GeoTransform from 310500 to 311500"):
        layer(tmp_path, file="a.nc")


def test_uneven_coordinates_are_a_fault(tmp_path: Path) -> None:
    """Columns that do not stand at even steps make no grid, whatever names their coordinate has."""
    netcdf(tmp_path / "a.nc", [4_599_500.0, 4_598_500.0], [300_500.0, 301_500.0, 303_200.0], ATTRIBUTES, "", 32642)
    with pytest.raises(InputError, match="x runs in steps of 1000 to 1700; bring it onto even steps"):
        layer(tmp_path, file="a.nc")


@pytest.mark.parametrize("tags", [{}, {"nodata": -1}])
def test_infinite_cells_are_counted(tmp_path: Path, tags: dict[str, Any]) -> None:
    """A note says how many cells are infinite, whether the file names a value for missing or not."""
    values = np.ones((3, 3), np.float32)
    values[0] = [np.inf, -np.inf, np.nan]
    found, notes = marked(tmp_path, values, **tags)
    assert np.isnan(found[0]).all()
    assert notes == ("dips: 2 cells are infinite: taken as missing",)
    values[0, 1] = 1
    assert marked(tmp_path, values, **tags)[1] == ("dips: 1 cell is infinite: taken as missing",)


def test_a_file_without_a_place_is_told(tmp_path: Path) -> None:
    """A raster that names its coordinate system but not where its cells lie is a fault with these words, not one of turned rows."""
    profile = {"driver": "GTiff", "height": 2, "width": 2, "count": 1, "dtype": "float32", "crs": "EPSG:32642"}
    with pytest.warns(NotGeoreferencedWarning), rasterio.open(tmp_path / "a.tif", "w", **profile) as file:
        file.write(ROWS, 1)
    with pytest.raises(InputError, match="nothing of where its cells lie"):
        layer(tmp_path)


def test_zarr_that_gdal_does_not_read_is_told(tmp_path: Path) -> None:
    """Of an array in Zarr format 3 with a codec that GDAL does not know, the fault says which format it reads."""
    place = tmp_path / "a.zarr"
    place.mkdir()
    grid = {"name": "regular", "configuration": {"chunk_shape": [2, 2]}}
    array = {"zarr_format": 3, "node_type": "array", "shape": [2, 2], "data_type": "float32", "chunk_grid": grid}
    keys = {"name": "default", "configuration": {"separator": "/"}}
    more = {"chunk_key_encoding": keys, "fill_value": 0, "codecs": [{"name": "of-nobody"}], "attributes": {}}
    (place / "zarr.json").write_text(json.dumps(array | more), encoding="utf-8")
    with pytest.raises(InputError, match="write it as Zarr format 2"):
        layer(tmp_path, file="a.zarr")
    group = tmp_path / "group.zarr"
    group.mkdir()
    (group / "zarr.json").write_text('{"zarr_format": 3, "node_type": "group", "attributes": {}}', encoding="utf-8")
    for name in ("z", "w"):
        shutil.copytree(place, group / name)
    with pytest.raises(InputError, match=r"variable: [wz], [wz]; write it as Zarr format 2"):
        layer(tmp_path, file="group.zarr")


def test_a_file_of_several_bands_is_told(tmp_path: Path) -> None:
    """Of a file with bands of which none is named the first is taken, and a note says so."""
    grid = utm()
    options: dict[str, Any] = {
        "height": 2,
        "width": 2,
        "count": 2,
        "dtype": "float32",
        "crs": grid.crs,
        "transform": grid.transform,
    }
    with rasterio.open(tmp_path / "a.tif", "w", driver="GTiff", **options) as file:
        file.write(np.arange(8, dtype=np.float32).reshape(2, 2, 2))
    (tmp_path / "evidence.toml").write_text('[[layer]]\nname = "a"\nfile = "a.tif"\n', encoding="utf-8")
    evidence = read(tmp_path)
    with open_stack(tmp_path, evidence) as stack:
        _, _, notes = unmarked(stack, evidence)
    assert notes == ("a: a.tif has 2 bands, of which the first is taken; band names another",)


@pytest.mark.parametrize(
    ("grid", "words"),
    [
        (Grid(utm().crs, Affine(1000.0, 0, 300_500, 0, -1000.0, 4_600_000), 2, 2), "begins elsewhere"),
        (Grid(utm().crs, Affine(500.0, 0, 300_000, 0, -500.0, 4_600_000), 2, 2), "another size"),
        (Grid(CRS.from_epsg(32643), utm().transform, 2, 2), "coordinate system"),
    ],
)  # fmt: skip
def test_grids_that_do_not_coincide(study: Callable[..., Path], grid: Grid, words: str) -> None:
    """A layer on another grid is a fault that says in what it differs and how it is mended."""
    folder = study({"a": np.ones((2, 2), np.float32), "b": np.ones((2, 2), np.float32)})
    write_raster(folder / "b.tif", np.ones((2, 2), np.float32), grid)
    with pytest.raises(InputError, match=words) as caught, open_stack(folder, read(folder)):
        pass
    assert "gdalwarp" in str(caught.value)
    assert caught.value.faults[0].column == "layer 2.file"


def test_another_number_of_rows(study: Callable[..., Path]) -> None:
    """A layer that covers less is a fault."""
    folder = study({"a": np.ones((4, 4), np.float32), "b": np.ones((3, 4), np.float32)})
    with pytest.raises(InputError, match="columns and rows"), open_stack(folder, read(folder)):
        pass


def test_files_that_are_no_rasters_are_all_told(study: Callable[..., Path]) -> None:
    """Text in a raster's place, a file that is not there and a band too many are told together."""
    folder = study()
    (folder / "a.tif").write_text("depth to basement, see mail", encoding="utf-8")
    text = (folder / "evidence.toml").read_text(encoding="utf-8")
    text += '[[layer]]\nname = "c"\nfile = "c.tif"\n[[layer]]\nname = "d"\nfile = "b.tif"\nband = 7\n'
    (folder / "evidence.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught, open_stack(folder, read(folder)):
        pass
    told = {fault.column: str(fault) for fault in caught.value.faults}
    assert "no raster that GDAL can read" in told["layer 1.file"]
    assert "no such file" in told["layer 3.file"]
    assert "no band 7" in told["layer 4.file"]
