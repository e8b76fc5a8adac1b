"""A map whose truth is known: where deposits are likely follows from two of its layers and from nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.examples.writing import write_occurrences, write_raster
from lodeway.explore.grid import Grid

__all__ = ["TRUTH", "layers_of", "write_synthetic"]

TRUTH = {"magnetics": 1.0, "distance": -0.8}
"""By how much the logarithm of the intensity grows for one standard deviation of each layer; ``noise`` adds nothing."""
SIDE = 160
"""Cells of a side, one km each."""
DEPOSITS = 120
_SMOOTH = {"magnetics": 7.0, "distance": 10.0, "noise": 8.0}
"""Standard deviation of the Gaussian that each layer's white noise is smoothed with [cells]."""

_TOML = """\
title = "A synthetic map: the truth is known"
note = "Made, not measured: log intensity = level + 1.0 magnetics - 0.8 distance (in standard deviations); noise tells nothing. truth.tif holds it."

[occurrences]
crs = "EPSG:32642"

[model]
kind = "poisson"

{layers}"""


def layers_of(seed: int, side: int = SIDE) -> tuple[dict[str, NDArray[np.float64]], NDArray[np.float64]]:
    """Return the layers, each in standard deviations, and the true intensity [deposits per km²], which sums to 120.

    Examples
    --------
    >>> layers, truth = layers_of(1, side=40)
    >>> sorted(layers), round(float(truth.sum()))
    (['distance', 'magnetics', 'noise'], 120)
    """
    from scipy.ndimage import gaussian_filter

    generator = np.random.default_rng([seed, 7])
    layers = {}
    for name, smooth in _SMOOTH.items():
        rough = gaussian_filter(generator.normal(size=(side, side)), smooth, mode="wrap")
        layers[name] = (rough - rough.mean()) / rough.std()
    intensity = np.exp(sum(weight * layers[name] for name, weight in TRUTH.items()))
    return layers, intensity * (DEPOSITS / intensity.sum())


def write_synthetic(folder: Path, _litho: Path | None = None, *, seed: int = 1) -> tuple[str, ...]:
    """Write layers, the deposits of one draw, and ``truth.tif``; return what to know."""
    from affine import Affine
    from rasterio.crs import CRS

    grid = Grid(CRS.from_epsg(32642), Affine(1000.0, 0, 300_000, 0, -1000.0, 4_600_000), SIDE, SIDE)
    layers, truth = layers_of(seed)
    for name, values in layers.items():
        write_raster(folder / f"{name}.tif", grid, values, "standard deviations")
    write_raster(folder / "truth.tif", grid, truth, "deposits per km2")
    generator = np.random.default_rng([seed, 8])
    row, column = np.divmod(np.repeat(np.arange(SIDE * SIDE), generator.poisson(truth).ravel()), SIDE)
    x, y = grid.centres(row, column)
    x, y = x + generator.uniform(-500, 500, x.size), y + generator.uniform(-500, 500, y.size)
    rows = [
        {"id": f"d{number}", "x": round(float(east), 1), "y": round(float(north), 1), "source": "drawn at random"}
        for number, (east, north) in enumerate(zip(x, y, strict=True), start=1)
    ]
    write_occurrences(folder / "occurrences.csv", rows, ("id", "x", "y", "source"))
    stated = "\n".join(
        f'[[layer]]\nname = "{name}"\nfile = "{name}.tif"\nsource = "made by lodeway.explore.examples.synthetic"\n'
        for name in layers
    )
    (folder / "evidence.toml").write_text(_TOML.format(layers=stated), encoding="utf-8")
    return (f"{x.size} deposits were drawn where {DEPOSITS} were expected",)
