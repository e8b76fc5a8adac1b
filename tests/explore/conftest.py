"""Small studies, made as they are needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

from lodeway.explore.cells import Cells
from lodeway.explore.grid import Grid

SIDE = 24
"""Cells of a side of the small studies, one km each."""


def utm(side: int = SIDE) -> Grid:
    """Return a grid of square kilometres in UTM zone 42 north."""
    return Grid(CRS.from_epsg(32642), Affine(1000.0, 0, 300_000, 0, -1000.0, 4_600_000), side, side)


def write_raster(path: Path, values: NDArray[Any], grid: Grid | None = None, **more: Any) -> None:
    """Write a GeoTIFF; `more` goes to rasterio."""
    own = grid or utm(values.shape[0])
    stated = {
        "driver": "GTiff",
        "width": values.shape[1],
        "height": values.shape[0],
        "count": 1,
        "dtype": values.dtype.name,
        "crs": own.crs,
        "transform": own.transform,
    }
    with rasterio.open(path, "w", **(stated | more)) as file:
        file.write(values, 1)


@pytest.fixture
def study(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a study: layers by name, rows of occurrences (x, y in cells), more lines of TOML."""

    def make(
        layers: Mapping[str, NDArray[Any]] | None = None,
        occurrences: Sequence[tuple[float, float]] | None = None,
        toml: str = "",
    ) -> Path:
        generator = np.random.default_rng(3)
        own = layers or {name: generator.normal(size=(SIDE, SIDE)).astype(np.float32) for name in ("a", "b")}
        for name, values in own.items():
            write_raster(tmp_path / f"{name}.tif", values)
        places = occurrences if occurrences is not None else [(n % 5 * 5 + 0.5, n // 5 * 7 + 0.5) for n in range(15)]
        lines = ["id,x,y,error [km]"]
        lines += [f"d{n},{300_000 + 1000 * x},{4_600_000 - 1000 * y}," for n, (x, y) in enumerate(places)]
        (tmp_path / "occurrences.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        stated = "\n".join(f'[[layer]]\nname = "{name}"\nfile = "{name}.tif"' for name in own)
        text = f'{toml}\n[occurrences]\ncrs = "EPSG:32642"\n{stated}\n'
        (tmp_path / "evidence.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return make


@pytest.fixture
def cells() -> Callable[..., Cells]:
    """Return a function that makes all cells of a map of layers, shape (layers, side, side), with deposits drawn from an intensity."""

    def make(layers: NDArray[np.float64], intensity: NDArray[np.float64], seed: int = 0) -> Cells:
        side = layers.shape[1]
        grid = utm(side)
        number = np.arange(side * side)
        count = np.random.default_rng([seed, 9]).poisson(intensity).ravel().astype(float)
        values = layers.reshape(len(layers), -1).T.astype(np.float32)
        place = grid.plane(*grid.centres(*np.divmod(number, side)))
        return Cells(values, np.ones(number.size), count, place, number)

    return make
