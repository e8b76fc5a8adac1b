"""A large map: memory of a model fitted and predicted by tiles over 20,000 x 20,000 cells and five layers.

``bench_tiles.py [SIDE]``. The work runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from measure import claim, one_thread, peak

MOST = 2048
"""Peak memory that a map takes at most, however large it is [MiB]."""


def mapped(folder: Path) -> dict[str, float]:
    """Return the sum of a map of five layers, predicted tile by tile."""
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
    return {"cpu": time.process_time() - start, "sum": tiles.threshold(path, 0.1)[1]}


def written(folder: Path, side: int) -> None:
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


def main() -> None:
    """Write the layers, map them in a process of its own, and tell time and memory."""
    side = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    one_thread()
    with tempfile.TemporaryDirectory() as place:
        written(Path(place), side)
        command = [sys.executable, __file__, "--map", place]
        run = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(run.stdout)
    print(json.dumps({"name": f"map of {side:,} x {side:,} cells and five layers by tiles", **found}), flush=True)
    claim("its peak memory, MiB", found["peak_mib"], most=MOST)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--map"]:
        told = mapped(Path(sys.argv[2]))
        print(json.dumps({"peak_mib": round(peak()), **told}))
    else:
        main()
