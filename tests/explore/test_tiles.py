"""Tiles: the same map however it is cut, stopped or shared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio

from lodeway.explore import tiles
from lodeway.explore.cells import gather
from lodeway.explore.evidence import open_stack
from lodeway.explore.models import fit
from lodeway.explore.occurrences import place, read_occurrences
from lodeway.explore.settings import read
from tests.explore.conftest import SIDE


@pytest.fixture
def job(study: Callable[..., Path], tmp_path: Path) -> tiles.Job:
    """Return a study with a fitted model and two draws."""
    a = np.random.default_rng(1).normal(size=(SIDE, SIDE)).astype(np.float32)
    b = a[::-1].copy()
    a[:3], b[:3] = np.nan, np.nan
    folder = study({"a": a, "b": b}, [(n % 5 * 4 + 2.5, n // 5 * 6 + 4.5) for n in range(15)])
    evidence = read(folder)
    with open_stack(folder, evidence) as stack:
        placed = place(read_occurrences(folder, evidence.occurrences), evidence.occurrences, stack.grid)
        cells = gather(stack, placed, background=10_000, seed=0).cells
        draws = tuple(fit(cells.take(np.arange(n, len(cells))), stack.layers, evidence.model) for n in (0, 50))
        return tiles.Job(folder, evidence, fit(cells, stack.layers, evidence.model), draws, tmp_path / "parts")


def whole(path: Path) -> np.ndarray:
    """Return all bands of a raster."""
    with rasterio.open(path) as file:
        return np.asarray(file.read())


def test_the_map_is_the_same_however_it_is_cut(job: tiles.Job, tmp_path: Path) -> None:
    """Tiles of 5 and of 1,024 cells give the same three bands; where no layer has a value there is none."""
    small = whole(tiles.predict(job, tmp_path / "small.tif", side=5))
    large = whole(tiles.predict(job, tmp_path / "large.tif"))
    assert small.shape == (3, SIDE, SIDE)
    np.testing.assert_array_equal(small, large)
    assert np.isnan(large[:, :3]).all()
    assert (large[1, 3:] <= large[2, 3:]).all()
    assert not job.parts.exists()


def test_a_stopped_run_goes_on(job: tiles.Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tiles that were done before a run was stopped are not made again, and the map is that of an undisturbed run."""
    wanted = whole(tiles.predict(job, tmp_path / "wanted.tif", side=8))
    made: list[object] = []
    plain = tiles.predict_window

    def stopping(*arguments: Any) -> object:
        if len(made) == 4:
            raise KeyboardInterrupt
        made.append(arguments[-1])
        return plain(*arguments)

    monkeypatch.setattr(tiles, "predict_window", stopping)
    with pytest.raises(KeyboardInterrupt):
        tiles.predict(job, tmp_path / "map.tif", side=8)
    assert not (tmp_path / "map.tif").exists()

    def counting(*arguments: Any) -> object:
        made.append(arguments[-1])
        return plain(*arguments)

    monkeypatch.setattr(tiles, "predict_window", counting)
    found = whole(tiles.predict(job, tmp_path / "map.tif", side=8))
    np.testing.assert_array_equal(found, wanted)
    assert len(made) == len(set(made)) == 9


def test_two_workers_make_the_same_map(job: tiles.Job, tmp_path: Path) -> None:
    """On a cluster of two workers the map is that of one process."""
    from distributed import Client, LocalCluster

    wanted = whole(tiles.predict(job, tmp_path / "wanted.tif", side=8))
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster,
        Client(cluster) as client,
    ):
        found = whole(tiles.predict(job, tmp_path / "map.tif", side=8, client=client))
    np.testing.assert_array_equal(found, wanted)


def test_limit_leaves_the_wanted_share(job: tiles.Job, tmp_path: Path) -> None:
    """Above the limit lies the wanted share of the ground, in the raster of the target as well; off the ground is 255."""
    path = tiles.predict(job, tmp_path / "map.tif")
    limit, total = tiles.threshold(path, 0.2)
    target = whole(tiles.write_target(path, limit, tmp_path / "target.tif"))[0]
    ground = target != 255
    assert (target[ground] == 1).mean() == pytest.approx(0.2, abs=0.01)
    assert (target[:3] == 255).all()
    assert total == pytest.approx(np.nansum(whole(path)[0]), rel=1e-5)
    assert tiles.threshold(path, 1.0)[0] == 0
