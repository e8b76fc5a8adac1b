"""The layers of a study on one grid, read window by window."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lodeway.errors import Fault, InputError
from lodeway.explore.evidence.making import Source, classes_of, density, distance, inside
from lodeway.explore.evidence.rasters import Raster, difference, grid_of, open_raster, surveyed, system
from lodeway.explore.evidence.vectors import read_vectors
from lodeway.explore.grid import Grid, Window
from lodeway.explore.settings import FILE, Evidence, GridSetting, LayerSetting
from lodeway.scenario.places import nearest

if TYPE_CHECKING:
    from rasterio.io import DatasetReader

__all__ = ["Layer", "Stack", "open_stack", "unmarked"]


@dataclass(frozen=True, slots=True)
class Layer:
    """What a model is told of a layer."""

    name: str
    kind: str = "continuous"
    """``continuous`` or ``class``."""
    labels: tuple[str, ...] = ()
    """Names of the classes 0, 1, ...; empty where values are codes of the user's own."""
    shape: str = ""
    """Of the fuzzy membership, with the next two; "" for large or small, as the deposits lie."""
    midpoint: float = float("nan")
    spread: float = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Aligned layers."""

    grid: Grid
    layers: tuple[Layer, ...]
    sources: tuple[Source, ...]
    ground: tuple[Any, ...] = ()
    """Areas outside of which nothing is asked; without one, the whole grid."""

    def read(self, window: Window) -> NDArray[np.float32]:
        """Return all layers in a window, shape (layers, height, width).

        Where a layer is missing its value is NaN; outside the ground all are, as where no layer has a value.
        """
        values = np.stack([source.read(window) for source in self.sources])
        if self.ground:
            values[:, ~inside(self.grid, self.ground, window)] = np.nan
        return values


@contextmanager
def open_stack(folder: Path, evidence: Evidence) -> Iterator[Stack]:
    """Open the layers of a study; closes their files at the end.

    Parameters
    ----------
    folder
        Where the files lie.
    evidence
        What ``evidence.toml`` says.

    Raises
    ------
    InputError
        With every fault: files that are not there or are no rasters, other coordinate systems, grids that do not
        coincide, layers without a property or feature.
    """
    with ExitStack() as opened:
        faults: list[Fault] = []
        rasters: dict[int, DatasetReader] = {}
        grids: dict[int, Grid] = {}
        for number, row in enumerate(evidence.layers, start=1):
            path = folder / row.file
            if not path.exists():
                near = _nearest(path)
                faults.append(_fault(number, "file", "there is no such file", found=row.file, suggestion=near))
            elif not row.make:
                try:
                    rasters[number] = opened.enter_context(open_raster(path, row))
                    grids[number] = grid_of(rasters[number], system(rasters[number], path))
                except ValueError as error:
                    faults.append(_fault(number, "file", str(error), found=row.file))
        grid = _grid(evidence.grid, grids, faults)
        if grid is None:
            raise InputError(faults)
        for number, own in grids.items():
            words, found, wanted = difference(grid, own)
            if words:
                told = f"{evidence.layers[number - 1].name}: {words}; bring it onto the grid with gdalwarp"
                faults.append(_fault(number, "file", told, found=found, allowed=wanted))
        layers, sources = _sources(folder, evidence, grid, rasters, faults)
        ground = _ground(folder, evidence, grid, faults)
        if faults:
            raise InputError(faults)
        yield Stack(grid, layers, sources, ground)


def _sources(
    folder: Path, evidence: Evidence, grid: Grid, rasters: dict[int, DatasetReader], faults: list[Fault]
) -> tuple[tuple[Layer, ...], tuple[Source, ...]]:
    layers: list[Layer] = []
    sources: list[Source] = []
    for number, row in enumerate(evidence.layers, start=1):
        labels: tuple[str, ...] = ()
        if number in rasters:
            sources.append(Raster(rasters[number], row.band, _stated(row)))
        elif row.make and (folder / row.file).exists():
            try:
                made = _made(grid, folder / row.file, row)
            except ValueError as error:
                faults.append(_fault(number, "file", str(error), found=row.file))
                continue
            labels = getattr(made, "names", ())
            sources.append(made)
        fuzzy = row.fuzzy
        layers.append(Layer(row.name, row.kind, labels, fuzzy.shape, fuzzy.midpoint, fuzzy.spread))
    return tuple(layers), tuple(sources)


def _stated(row: LayerSetting) -> tuple[float, ...]:
    if isinstance(row.nodata, tuple):
        return row.nodata
    return () if isinstance(row.nodata, str) else (row.nodata,)


def unmarked(stack: Stack, evidence: Evidence) -> tuple[Stack, Evidence, tuple[str, ...]]:
    """Return stack and settings in which values such as -9999 that no file and no user names mean missing, and notes on them and on infinite ones.

    A layer whose ``nodata`` is stated, be it ``"none"``, is left as it is.

    Parameters
    ----------
    stack
        Open layers, whose rasters are read once.
    evidence
        What it was opened with.
    """
    sources, rows, notes = list(stack.sources), list(evidence.layers), []
    for number, (source, row) in enumerate(zip(stack.sources, evidence.layers, strict=True)):
        if isinstance(source, Raster) and source.dataset.count > 1 and row.band == 1:
            notes.append(
                f"{row.name}: {row.file} has {source.dataset.count} bands, of which the first is taken; band names another"
            )
        if not isinstance(source, Raster):
            continue
        if source.dataset.crs is None:
            notes.append(
                f"{row.name}: {row.file} names no coordinate system; EPSG:4326 is taken, as its coordinates are in degrees north and east"
            )
        found, infinite = surveyed(source, stack.grid)
        if infinite:
            cells = f"{infinite:,} cells are" if infinite > 1 else "1 cell is"
            notes.append(f"{row.name}: {cells} infinite: taken as missing")
        if not found or row.nodata != ():
            continue
        values = tuple(value for value, _ in found)
        sources[number] = dataclasses.replace(source, nodata=values)
        rows[number] = dataclasses.replace(row, nodata=values)
        for value, many in found:
            share = many / (stack.grid.width * stack.grid.height)
            notes.append(
                f"{row.name}: {value:.6g} stands in {share:.1%} of its cells, far from all others, and the file names no value "
                f'for missing: taken as missing; nodata = "none" in its [[layer]] keeps it as a value'
            )
    return (
        dataclasses.replace(stack, sources=tuple(sources)),
        dataclasses.replace(evidence, layers=tuple(rows)),
        tuple(notes),
    )


def _made(grid: Grid, path: Path, row: LayerSetting) -> Source:
    vectors = read_vectors(path, grid.crs, row.layer)
    if row.make == "distance":
        return distance(grid, vectors)
    if row.make == "density":
        return density(grid, vectors, row.radius)
    return classes_of(grid, vectors, row.column)


def _grid(setting: GridSetting, grids: dict[int, Grid], faults: list[Fault]) -> Grid | None:
    """Return the stated grid, or that of the first raster; None when there is neither."""
    from affine import Affine
    from rasterio.crs import CRS
    from rasterio.errors import CRSError

    if not setting.crs:
        return next(iter(grids.values()), None)
    try:
        crs = CRS.from_user_input(setting.crs)
    except CRSError as error:
        faults.append(
            Fault(file=FILE, column="grid.crs", found=setting.crs, message=f"unknown coordinate system: {error}")
        )
        return None
    west, south, east, north = setting.bounds
    width, height = (east - west) / setting.resolution, (north - south) / setting.resolution
    if max(abs(width - round(width)), abs(height - round(height))) > 1e-6:
        faults.append(Fault(file=FILE, column="grid.bounds", message="the bounds are no whole number of cells apart"))
        return None
    return Grid(crs, Affine(setting.resolution, 0, west, 0, -setting.resolution, north), round(width), round(height))


def _ground(folder: Path, evidence: Evidence, grid: Grid, faults: list[Fault]) -> tuple[Any, ...]:
    if not evidence.grid.ground:
        return ()
    path = folder / evidence.grid.ground
    if not path.exists():
        message = "there is no such file"
        faults.append(
            Fault(file=FILE, column="grid.ground", found=path.name, message=message, suggestion=_nearest(path))
        )
        return ()
    try:
        return tuple(read_vectors(path, grid.crs).shapes)
    except ValueError as error:
        faults.append(Fault(file=FILE, column="grid.ground", found=path.name, message=str(error)))
        return ()


def _nearest(path: Path) -> str:
    return nearest(path.name, [entry.name for entry in path.parent.iterdir()]) if path.parent.is_dir() else ""


def _fault(
    number: int, column: str, message: str, *, found: str = "", allowed: str = "", suggestion: str = ""
) -> Fault:
    place = f"layer {number}.{column}"
    return Fault(file=FILE, column=place, found=found, allowed=allowed, suggestion=suggestion, message=message)
