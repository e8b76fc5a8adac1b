"""Weights of evidence, a whole study and a large map: CPU seconds and memory, beside EIS Toolkit where its Python is given.

``bench_explore.py [--eis PYTHON] [--side 20000]``. Each part runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from explore_case import SIDE, case
from measure import one_thread, peak

HERE = Path(__file__)


def weights(folder: Path) -> dict[str, float]:
    """Return the posterior of all layers' classes: one pass over each."""
    import rasterio

    from lodeway.explore.models.weights import weigh

    rasterio.open(folder / "deposits.tif").close()  # GDAL's drivers are loaded with the first file
    start = time.process_time()
    # Each plain file is read once: past GDAL's cache of blocks, without a look for files beside it.
    with rasterio.Env(GTIFF_DIRECT_IO=True, GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"):
        with rasterio.open(folder / "deposits.tif") as file:
            deposits = file.read(1).ravel()
        raw, codes = np.empty((SIDE, SIDE), np.int16), np.empty((10, SIDE * SIDE), np.uint8)
        plus = np.zeros((10, 256), np.float32)  # the last is that of missing cells, whose -1 is 255 as a byte
        for number in range(10):
            with rasterio.open(folder / f"class-{number}.tif") as file:
                file.read(1, out=raw)
            codes[number] = raw.ravel()
            found = weigh(raw, deposits, 1.0, smooth=0.5)
            plus[number, : found.plus.size] = found.plus
    prior = deposits.sum() / deposits.size
    total, some = 0.0, 1 << 15  # cells that stay in the processor's cache
    for at in range(0, codes.shape[1], some):
        odds = np.exp(sum(np.take(own, code[at : at + some]) for own, code in zip(plus, codes, strict=True)))
        odds *= prior / (1 - prior)
        total += float((odds / (odds + 1)).sum(dtype=float))
    return {"sum": total, "cpu": time.process_time() - start}


def pipeline(folder: Path) -> dict[str, float]:
    """Return the sum of the map of a study: twenty fits on unseen blocks, as many divisions at random, a fit, a map."""
    from lodeway.explore.study import explore

    start = time.process_time()
    with tempfile.TemporaryDirectory() as out:
        mapped = explore(folder, out)
        return {"cpu": time.process_time() - start, "sum": mapped.total, "block_auc": mapped.study.judgement.block}


def large(folder: Path, side: int) -> dict[str, float]:
    """Return the sum of a large map of five layers, predicted tile by tile."""
    from lodeway.explore import tiles
    from lodeway.explore.cells import gather
    from lodeway.explore.evidence import open_stack
    from lodeway.explore.models import fit
    from lodeway.explore.occurrences import place, read_occurrences
    from lodeway.explore.settings import read

    start = time.process_time()
    evidence = read(folder)
    with open_stack(folder, evidence) as stack:
        placed = place(read_occurrences(folder, evidence.occurrences), evidence.occurrences, stack.grid)
        cells = gather(stack, placed, background=10_000, seed=1).cells
        model = fit(cells, stack.layers, evidence.model)
    job = tiles.Job(folder, evidence, model, (), folder / "parts")
    path = tiles.predict(job, folder / "map.tif")
    return {"cpu": time.process_time() - start, "cells": side * side, "sum": tiles.threshold(path, 0.1)[1]}


def write_large(folder: Path, side: int) -> None:
    """Write five layers of `side` x `side` cells, each a block that repeats, and deposits."""
    import rasterio
    from rasterio.transform import from_origin
    from rasterio.windows import Window
    from scipy.ndimage import gaussian_filter

    rng = np.random.default_rng(1)
    where = {"driver": "GTiff", "height": side, "width": side, "count": 1, "crs": "EPSG:32642", "dtype": "float32", "tiled": True, "compress": "lzw", "transform": from_origin(0, 5_000_000, 100, 100)}  # fmt: skip
    for number in range(5):
        part = gaussian_filter(rng.normal(size=(1000, 1000)), 8, mode="wrap").astype("float32")
        part = (part / part.std()).round(2)
        with rasterio.open(folder / f"layer-{number}.tif", "w", **where) as file:
            for row in range(0, side, 1000):
                for column in range(0, side, 1000):
                    size = min(1000, side - row), min(1000, side - column)
                    file.write(part[: size[0], : size[1]], 1, window=Window(column, row, size[1], size[0]))
    at = rng.integers(0, side, (300, 2)) * 100 + 50
    lines = [f"d{n},{x},{5_000_000 - y}" for n, (x, y) in enumerate(at)]
    (folder / "occurrences.csv").write_text("id,x,y\n" + "\n".join(lines) + "\n", encoding="utf-8")
    layers = "\n".join(f'[[layer]]\nname = "l{n}"\nfile = "layer-{n}.tif"' for n in range(5))
    (folder / "evidence.toml").write_text(f'[occurrences]\ncrs = "EPSG:32642"\n{layers}\n', encoding="utf-8")


def part(what: str, *arguments: str) -> dict[str, float]:
    """Return what a part told that ran in a process of its own."""
    run = subprocess.run(
        [sys.executable, str(HERE), "--part", what, *arguments], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(run.stdout)
    return found


def peer(python: str, folder: Path, what: str) -> dict[str, float]:
    """Return what EIS Toolkit told of the same part, in its own environment."""
    run = subprocess.run(
        [python, str(HERE.with_name("peer_eis.py")), str(folder), what],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ,
    )
    found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Run all parts."""
    eis = sys.argv[sys.argv.index("--eis") + 1] if "--eis" in sys.argv else ""
    side = int(sys.argv[sys.argv.index("--side") + 1]) if "--side" in sys.argv else 20_000
    one_thread()
    with tempfile.TemporaryDirectory() as place:
        for classes in (20, 100):
            folder = Path(place) / str(classes)
            folder.mkdir()
            case(folder, classes)
            for what in ("weights", "pipeline") if classes == 20 else ("weights",):
                runs = (
                    5 if what == "weights" else 1
                )  # in turn, the fastest of each: a busy machine slows short runs most
                ours, theirs = {"cpu": np.inf, "peak_mib": np.inf}, {"cpu": np.inf, "peak_mib": np.inf}
                for _ in range(runs):
                    ours = min(ours, part(what, str(folder)), key=lambda row: row["cpu"])
                    theirs = min(theirs, peer(eis, folder, what), key=lambda row: row["cpu"]) if eis else theirs
                print(json.dumps({"name": f"lodeway {what}, {classes} classes", **ours}), flush=True)
                if eis:
                    ratios = {
                        "times_faster": round(theirs["cpu"] / ours["cpu"], 1),
                        "share_of_memory": round(ours["peak_mib"] / theirs["peak_mib"], 2),
                    }
                    print(
                        json.dumps({"name": f"eis_toolkit {what}, {classes} classes", **theirs, **ratios}), flush=True
                    )
        folder = Path(place) / "large"
        folder.mkdir()
        write_large(folder, side)
        print(
            json.dumps(
                {"name": f"lodeway map of {side:,} x {side:,} x 5 by tiles", **part("large", str(folder), str(side))}
            ),
            flush=True,
        )


if __name__ == "__main__":
    if "--part" in sys.argv:
        at = sys.argv.index("--part")
        name, where = sys.argv[at + 1], Path(sys.argv[at + 2])
        told = (
            large(where, int(sys.argv[at + 3]))
            if name == "large"
            else {"weights": weights, "pipeline": pipeline}[name](where)
        )
        print(json.dumps({"peak_mib": round(peak()), **told}))
    else:
        main()
