"""A map of 1,000 x 1,000 cells and ten layers for comparing programs of prospectivity, written as each of them reads it."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

__all__ = ["LAYERS", "SIDE", "case"]

SIDE, LAYERS, DEPOSITS = 1000, 10, 1424


def case(folder: Path, classes: int = 20) -> None:
    """Write ``layer-N.tif`` (amounts), ``class-N.tif`` (their classes), ``deposits.tif``, ``deposits.csv`` and ``evidence.toml``."""
    import rasterio
    from rasterio.transform import from_origin
    from scipy.ndimage import gaussian_filter

    rng = np.random.default_rng(1)
    where = {
        "driver": "GTiff",
        "height": SIDE,
        "width": SIDE,
        "count": 1,
        "crs": "EPSG:32642",
        "transform": from_origin(300_000, 5_000_000, 1000, 1000),
    }
    eta = np.zeros((SIDE, SIDE))
    for number in range(LAYERS):
        values = gaussian_filter(rng.normal(size=(SIDE, SIDE)), 12)
        values /= values.std()
        eta += [1.0, -0.8, 0.6, 0.4, -0.3, 0, 0, 0, 0, 0][number] * values
        with rasterio.open(folder / f"layer-{number}.tif", "w", dtype="float32", nodata=np.nan, **where) as file:
            file.write(values.astype("float32"), 1)
        limits = np.quantile(values, np.arange(1, classes) / classes)
        with rasterio.open(folder / f"class-{number}.tif", "w", dtype="int16", nodata=-1, **where) as file:
            file.write(np.searchsorted(limits, values).astype("int16"), 1)
    rate = np.exp(eta)
    chosen = rng.choice(SIDE * SIDE, DEPOSITS, replace=False, p=(rate / rate.sum()).ravel())
    count = np.zeros(SIDE * SIDE, "uint8")
    count[chosen] = 1
    with rasterio.open(folder / "deposits.tif", "w", dtype="uint8", **where) as file:
        file.write(count.reshape(SIDE, SIDE), 1)
    row, column = np.divmod(chosen, SIDE)
    lines = [
        f"d{n},{300_500 + 1000 * c},{4_999_500 - 1000 * r}" for n, (r, c) in enumerate(zip(row, column, strict=True))
    ]
    (folder / "occurrences.csv").write_text("id,x,y\n" + "\n".join(lines) + "\n", encoding="utf-8")
    layers = "\n".join(f'[[layer]]\nname = "l{n}"\nfile = "layer-{n}.tif"' for n in range(LAYERS))
    setting = "[validation]\nrepeats = 4\nfolds = 5\nnull = 0\nblock = 100\n[model]\nbackground = 28480\ndraws = 0\n"
    (folder / "evidence.toml").write_text(f'[occurrences]\ncrs = "EPSG:32642"\n{setting}{layers}\n', encoding="utf-8")


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    case(target, int(sys.argv[2]) if len(sys.argv) > 2 else 20)
    print(json.dumps({"case": str(target.name)}))
