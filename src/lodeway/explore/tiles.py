"""Prediction tile by tile: memory does not grow with the map, a run that was stopped goes on, and a cluster may share the work."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lodeway.explore.evidence import Stack, open_stack
from lodeway.explore.grid import Grid, Window
from lodeway.explore.models import Fitted
from lodeway.explore.settings import Evidence

__all__ = ["BANDS", "SIDE", "Job", "predict", "predict_window", "profile", "threshold", "write_target"]

SIDE = 1024
"""Cells of a tile's side."""
BANDS = ("deposits per km2", "5 % quantile over resampled blocks", "95 % quantile over resampled blocks")
_BINS = np.linspace(-30.0, 5.0, 14_001)
"""Limits of the logarithm of the intensity between which ground is counted: steps of a quarter of a percent."""


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What a tile needs; travels to the workers of a cluster."""

    folder: Path
    evidence: Evidence
    model: Fitted
    draws: tuple[Fitted, ...]
    parts: Path
    """Folder of finished tiles, named after the digest of the study: tiles of another study are never taken."""


def predict(
    job: Job,
    path: Path,
    *,
    side: int = SIDE,
    tags: Mapping[str, str] | None = None,
    client: Any = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Path:
    """Write the intensity of the whole map as a GeoTIFF and return its path.

    Each tile is a file of its own until all are there; those that an earlier run has finished are not made anew.

    Parameters
    ----------
    job
        Layers and models.
    path
        GeoTIFF to write: bands as `BANDS` names them, the last two where models of resampled blocks are given.
    side
        Cells of a tile's side.
    tags
        Metadata of the file.
    client
        A ``distributed.Client`` whose workers see the same folders; without it this process does the work.
    progress
        Called with what is being done.
    """
    job.parts.mkdir(parents=True, exist_ok=True)
    with open_stack(job.folder, job.evidence) as stack:
        grid = stack.grid
        windows = list(grid.windows(side))
        missing = [window for window in windows if not _part(job.parts, window).exists()]
        done = len(windows) - len(missing)
        for _ in _made(job, stack, missing, client):
            done += 1
            progress(f"tiles: {done:,} of {len(windows):,}")
    _joined(grid, job.parts, windows, path, 3 if job.draws else 1, tags or {})
    shutil.rmtree(job.parts)
    return path


def _made(job: Job, stack: Stack, windows: Sequence[Window], client: Any) -> Iterable[object]:
    if client is None:
        for window in windows:
            _write_part(stack, job, window)
            yield window
        return
    from distributed import as_completed

    shared = client.scatter(job, broadcast=True)
    futures = client.map(lambda window, own: _on_worker(own, window), [tuple(one) for one in windows], own=shared)
    for future in as_completed(futures):
        yield future.result()


def _on_worker(job: Job, window: tuple[int, int, int, int]) -> None:
    with open_stack(job.folder, job.evidence) as stack:
        _write_part(stack, job, Window(*window))


def _part(folder: Path, window: Window) -> Path:
    return folder / f"{window.row}-{window.column}-{window.height}-{window.width}.npy"


def _write_part(stack: Stack, job: Job, window: Window) -> None:
    """Write a tile beside its place and rename it: what has its name is whole."""
    place = _part(job.parts, window)
    scratch = place.with_suffix(f".{os.getpid()}")
    with scratch.open("wb") as file:
        np.save(file, predict_window(stack, job.model, job.draws, window))
    scratch.replace(place)


def predict_window(stack: Stack, model: Fitted, draws: Sequence[Fitted], window: Window) -> NDArray[np.float32]:
    """Return intensity, and its range where there are draws, in a window: shape (1 or 3, height, width); NaN off the ground."""
    values = stack.read(window).reshape(len(stack.layers), -1).T
    there = ~np.isnan(values).all(axis=1)
    found = np.full((3 if draws else 1, there.size), np.nan, np.float32)
    if there.any():
        own = np.ascontiguousarray(values[there])
        found[0, there] = model.intensity(own)
        if draws:
            all_draws = np.stack([one.intensity(own).astype(np.float32) for one in draws])
            found[1:, there] = np.quantile(all_draws, [0.05, 0.95], axis=0)
    return found.reshape(-1, window.height, window.width)


def profile(grid: Grid, bands: int, kind: str = "float32") -> dict[str, Any]:
    """Return what rasterio needs to write a GeoTIFF on this grid that every GIS opens."""
    tiled = {"tiled": True, "blockxsize": 256, "blockysize": 256} if min(grid.width, grid.height) >= 256 else {}
    return {
        "driver": "GTiff",
        "crs": grid.crs,
        "transform": grid.transform,
        "width": grid.width,
        "height": grid.height,
        "count": bands,
        "dtype": kind,
        "nodata": np.nan if kind.startswith("float") else 255,
        "compress": "deflate",
        "bigtiff": "if_safer",
        **tiled,
    }


def _joined(
    grid: Grid, parts: Path, windows: Sequence[Window], path: Path, bands: int, tags: Mapping[str, str]
) -> None:
    import rasterio

    scratch = path.with_name(f".{path.name}")
    with rasterio.open(scratch, "w", **profile(grid, bands)) as file:
        for number, words in enumerate(BANDS[:bands], start=1):
            file.set_band_description(number, words)
        file.units = ("deposits per km2",) * bands
        file.update_tags(units="deposits per km2", **tags)
        for window in windows:
            file.write(np.load(_part(parts, window)), window=window.of_raster())
    scratch.replace(path)


def threshold(path: Path, share: float) -> tuple[float, float]:
    """Return the intensity above which this share of a map's ground lies, and the sum of the intensity over the ground.

    Parameters
    ----------
    path
        GeoTIFF that `predict` wrote.
    share
        Of the ground, 0 to 1.
    """
    import rasterio

    from lodeway.explore.evidence.rasters import grid_of

    ground, total = np.zeros(_BINS.size + 1), 0.0
    with rasterio.open(path) as file:
        grid = grid_of(file)
        areas = grid.areas()
        for window in grid.windows(SIDE):
            values, area = _read(file, window, areas)
            ground += np.bincount(np.searchsorted(_BINS, np.log(values)), area, ground.size)
            total += float((values * area).sum())
    above = np.cumsum(ground[::-1])[::-1]
    within = np.flatnonzero(above <= share * above[0] + 1e-9)
    first = int(within[0]) if within.size else ground.size
    if share >= 1:
        return 0.0, total
    return float(np.exp(_BINS[min(first, _BINS.size) - 1])) if first else 0.0, total


def _read(file: Any, window: Window, areas: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the intensities of a window's ground and their areas."""
    values = file.read(1, window=window.of_raster()).astype(float)
    area = np.broadcast_to(areas[window.row : window.row + window.height, None], values.shape)
    there = ~np.isnan(values)
    return np.maximum(values[there], 1e-13), area[there]


def write_target(intensity: Path, limit: float, path: Path, *, tags: Mapping[str, str] | None = None) -> Path:
    """Write where the intensity is above a limit as a GeoTIFF: 1 target, 0 other ground, 255 no ground; return its path."""
    import rasterio

    from lodeway.explore.evidence.rasters import grid_of

    with rasterio.open(intensity) as source:
        grid = grid_of(source)
        scratch = path.with_name(f".{path.name}")
        with rasterio.open(scratch, "w", **profile(grid, 1, "uint8")) as file:
            file.set_band_description(1, "1: target area, 0: other ground")
            file.update_tags(**(tags or {}))
            for window in grid.windows(SIDE):
                part = window.of_raster()
                values = source.read(1, window=part)
                file.write(np.where(np.isnan(values), 255, values > limit).astype(np.uint8), 1, window=part)
        scratch.replace(path)
    return path
