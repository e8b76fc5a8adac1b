"""One study, one map: on a cluster, after a run that was killed, and from every format of raster, byte for byte."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from affine import Affine
from click.testing import CliRunner
from rasterio.shutil import copy
from scipy.ndimage import zoom

from lodeway.cli import main
from lodeway.explore.study import explore

HEIGHT, WIDTH = 520, 2060
"""Three tiles."""
MAPS = ("intensity.tif", "target.tif")
SETTING = """[occurrences]
crs = "EPSG:32642"
[validation]
repeats = 1
folds = 3
null = 19
[model]
draws = 2
background = 4000
"""


def written(folder: Path, height: int, width: int) -> Path:
    """Write a study of two smooth layers, one of them with a gap, the other one with a signal, and return its folder."""
    folder.mkdir()
    generator = np.random.default_rng(1)
    profile: dict[str, Any] = {
        "driver": "GTiff",
        "height": height,
        "width": width,
        "count": 1,
        "dtype": "float32",
        "nodata": np.nan,
        "crs": "EPSG:32642",
        "transform": Affine(100.0, 0, 300_000, 0, -100.0, 4_600_000),
    }
    for name in ("a", "b"):
        values = zoom(generator.normal(size=(5, 12)), (height / 5, width / 12)).astype(np.float32)
        if name == "a":
            values[: height // 9, : width // 9] = np.nan
        with rasterio.open(folder / f"{name}.tif", "w", **profile) as file:
            file.write(values, 1)
    # Where the second layer is high; never in the gap of the first, nor in the same place twice.
    chance = np.exp(3 * values.astype(float)).ravel()
    y, x = np.divmod(generator.choice(values.size, 60, replace=False, p=chance / chance.sum()), width)
    rows = [f"d{n},{300_050 + 100 * x[n]},{4_599_950 - 100 * y[n]}" for n in range(60)]
    (folder / "occurrences.csv").write_text("id,x,y\n" + "\n".join(rows) + "\n", encoding="utf-8")
    state(folder, ".tif")
    return folder


def state(folder: Path, ending: str, more: str = "") -> None:
    """Write ``evidence.toml`` with layers in files of this ending."""
    layers = "".join(f'[[layer]]\nname = "{name}"\nfile = "{name}{ending}"\n{more.format(name=name)}' for name in "ab")
    (folder / "evidence.toml").write_text(SETTING + layers, encoding="utf-8")


def mapped(study: Path, out: Path, *more: str) -> dict[str, bytes]:
    """Return the maps that ``lodeway explore`` writes, and its document without the names of files."""
    result = CliRunner().invoke(main, ["explore", str(study), "--out", str(out), *more])
    assert result.exit_code == 0, result.output
    return made(out)


def made(out: Path) -> dict[str, bytes]:
    """Return the bytes of the maps in a folder, and of its document without the names of files."""
    told = json.loads((out / "explore.json").read_text(encoding="utf-8"))
    del told["files"]
    return {name: (out / name).read_bytes() for name in MAPS} | {"explore.json": json.dumps(told).encode()}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study of several tiles."""
    return written(tmp_path_factory.mktemp("same") / "study", HEIGHT, WIDTH)


@pytest.fixture(scope="module")
def wanted(study: Path) -> dict[str, bytes]:
    """Return what one undisturbed process makes of it."""
    return mapped(study, study / "wanted")


def test_two_workers_of_a_scheduler_write_the_same_bytes(study: Path, wanted: dict[str, bytes], tmp_path: Path) -> None:
    """``--scheduler`` shares the tiles among two processes, and maps and document come out as from one."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as cluster:
        assert mapped(study, tmp_path / "out", "--scheduler", cluster.scheduler_address) == wanted


def killed(study: Path, out: Path) -> Path:
    """Run a study until some of its tiles are done, kill it with SIGKILL, and return the folder of its tiles."""
    command = [sys.executable, "-c", "from lodeway.cli import main; main()", "explore", str(study), "--out", str(out)]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not list(out.glob(".tiles-*/*.npy")):
        assert run.poll() is None, "the run ended before a tile was done"
        time.sleep(0.002)
    os.kill(run.pid, signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    assert not (out / "intensity.tif").exists()
    return next(out.glob(".tiles-*"))


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_killed_run_goes_on_to_the_same_bytes(study: Path, wanted: dict[str, bytes], tmp_path: Path) -> None:
    """What had been done before SIGKILL is taken as it is, the rest made; the map is that of an undisturbed run."""
    tiles = killed(study, tmp_path / "out")
    done = sorted(tiles.glob("*.npy"))
    assert 0 < len(done) < 3
    shutil.copytree(tmp_path / "out", tmp_path / "marked")
    mark = tmp_path / "marked" / tiles.name / done[0].name
    np.save(mark, np.full_like(np.load(mark), 7))
    assert mapped(study, tmp_path / "out") == wanted
    explore(study, tmp_path / "marked")
    with rasterio.open(tmp_path / "marked" / "intensity.tif") as file:
        found = file.read(1)
    row, column, height, width = map(int, done[0].stem.split("-"))
    assert (found == 7).sum() == height * width
    assert (found[row : row + height, column : column + width] == 7).all()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """Return a study of one tile as GeoTIFF, and its maps."""
    folder = written(tmp_path_factory.mktemp("formats") / "study", 150, 170)
    return folder, mapped(folder, folder / "wanted")


@pytest.mark.parametrize(
    ("driver", "ending", "more"),
    [("COG", ".cog.tif", ""), ("netCDF", ".nc", ""), ("Zarr", ".zarr", ""), ("Zarr", ".zarr", 'variable = "{name}"\n')],
)
def test_every_format_gives_the_same_bytes(
    small: tuple[Path, dict[str, bytes]], tmp_path: Path, driver: str, ending: str, more: str
) -> None:
    """The same arrays as cloud-optimised GeoTIFF, NetCDF and Zarr give the map that GeoTIFF gives."""
    plain, wanted = small
    folder = tmp_path / "study"
    folder.mkdir()
    shutil.copy(plain / "occurrences.csv", folder)
    for name in "ab":
        copy(plain / f"{name}.tif", folder / f"{name}{ending}", driver=driver)
    state(folder, ending, more)
    found = mapped(folder, folder / "out")
    assert {name: found[name] for name in MAPS} == {name: wanted[name] for name in MAPS}
