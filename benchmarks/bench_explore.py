"""Weights of evidence and a whole study: CPU seconds and memory, beside EIS Toolkit where its Python is given.

``bench_explore.py [--eis PYTHON]``. Each part runs in a process of its own, so that its peak memory is its own. Weights and posterior are made of
20, 100 and 500 classes a layer; at 500 the toolkit is ended when it has spent `ENOUGH` times what the claim asks for.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explore_case import LAYERS, SIDE, case
from measure import claim, one_thread, peak

HERE = Path(__file__)
CLASSES = (20, 100, 500)
FASTER, SHARE, FLAT, WHOLE = 30.0, 0.25, 1.5, 5.0
"""Times that weights of evidence are at least faster, in this share of the memory; times that they take at most with more classes than with the
fewest; times that a whole study is at least faster."""
CLOSE = 1e-3
"""Most that the sums of posterior and standard deviation differ: the toolkit rounds weights to four decimals, we add half a deposit to each layer."""
ENOUGH = 10.0
"""Times `FASTER` that the toolkit is slower when it is ended."""
RUNS = 7
"""Of weights with the fewest classes, in turn with the toolkit's; the fastest of each counts, for a busy machine slows short runs most."""


def weights(folder: Path) -> dict[str, float]:
    """Weights of all layers' classes, the posterior of every cell and its standard deviation."""
    import rasterio

    from lodeway.explore.models.weights import Weights, posterior, weigh

    def weighed() -> Iterator[tuple[NDArray[np.int16], Weights]]:
        raw = np.empty((SIDE, SIDE), np.int16)
        for number in range(LAYERS):
            with rasterio.open(folder / f"class-{number}.tif") as file:
                file.read(1, out=raw)
            yield raw.ravel(), weigh(raw, deposits, 1.0, smooth=0.5)

    rasterio.open(folder / "deposits.tif").close()  # GDAL's drivers are loaded with the first file
    start = time.process_time()
    # Each plain file is read once: past GDAL's cache of blocks, without a look for files beside it.
    with rasterio.Env(GTIFF_VIRTUAL_MEM_IO=True, GDAL_DISABLE_READDIR_ON_OPEN="EMPTY_DIR"):
        with rasterio.open(folder / "deposits.tif") as file:
            deposits = file.read(1) > 0
        total = int(deposits.sum())
        chance, sd = posterior(weighed(), total / deposits.size, total)
    spent = time.process_time() - start
    return {"cpu": spent, "sum": float(chance.sum()), "sum_of_sd": float(sd.sum())}


def pipeline(folder: Path) -> dict[str, float]:
    """Return the sum of the map of a study: twenty fits on unseen blocks, as many divisions at random, a fit, a map."""
    from lodeway.explore.study import explore

    start = time.process_time()
    with tempfile.TemporaryDirectory() as out:
        mapped = explore(folder, out)
        return {"cpu": time.process_time() - start, "sum": mapped.total, "block_auc": mapped.study.judgement.block}


def part(what: str, folder: Path) -> dict[str, float]:
    """Return what a part told that ran in a process of its own."""
    return told([sys.executable, str(HERE), "--part", what, str(folder)])


def peer(python: str, folder: Path, what: str, most: float = np.inf) -> dict[str, float]:
    """Return what EIS Toolkit told of the same part in its own environment; `cut` is 1 where it was ended after `most` seconds of the processor."""
    command = [python, str(HERE.with_name("peer_eis.py")), str(folder), what]
    if np.isinf(most):
        return told(command)
    try:
        return told([*command, str(most)])
    except subprocess.CalledProcessError as ended:
        if ended.returncode != -signal.SIGXCPU:
            raise
        return {"cpu": most, "peak_mib": np.nan, "cut": 1}


def told(command: list[str]) -> dict[str, float]:
    """Return the figures of the last line that a program prints."""
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    return found


def tell(name: str, row: dict[str, float]) -> None:
    """Print a line of JSON; what is not known is null."""
    print(
        json.dumps({"name": name} | {key: None if value != value else value for key, value in row.items()}), flush=True
    )


def compared(eis: str, folder: Path, classes: int) -> dict[str, float]:
    """Return our row of weights of evidence with so many classes, after telling it and the toolkit's."""
    ours, theirs = part("weights", folder), {"cpu": np.inf, "peak_mib": np.nan}
    for number in range(RUNS):
        ours = min(ours, part("weights", folder), key=lambda row: row["cpu"])
        if eis and classes < CLASSES[-1] and (number == 0 or classes == CLASSES[0]):
            theirs = min(theirs, peer(eis, folder, "weights"), key=lambda row: row["cpu"])
    if eis and classes == CLASSES[-1]:
        theirs = peer(eis, folder, "weights", ENOUGH * FASTER * ours["cpu"])
    tell(f"lodeway weights, {classes} classes", ours)
    if eis:
        tell(f"eis_toolkit weights, {classes} classes", theirs)
        words = "times faster at least" if theirs.get("cut") else "times faster"
        claim(
            f"weights of evidence of {classes} classes, {words}, than EIS Toolkit",
            theirs["cpu"] / ours["cpu"],
            least=FASTER,
        )
        if not theirs.get("cut"):
            claim("share of its memory", ours["peak_mib"] / theirs["peak_mib"], most=SHARE)
        if classes == CLASSES[0]:  # with more, the toolkit gives classes without deposits no weight
            for name in ("sum", "sum_of_sd"):
                claim(f"{name} over the map, relative difference", abs(ours[name] / theirs[name] - 1), most=CLOSE)
    return ours


def main() -> None:
    """Run all parts."""
    eis = sys.argv[sys.argv.index("--eis") + 1] if "--eis" in sys.argv else ""
    one_thread()
    with tempfile.TemporaryDirectory() as place:
        rows = []
        for classes in CLASSES:
            folder = Path(place) / str(classes)
            folder.mkdir()
            case(folder, classes)
            rows.append(compared(eis, folder, classes))
        for classes, row in zip(CLASSES[1:], rows[1:], strict=True):
            claim(f"time of {classes} classes, times that of {CLASSES[0]}", row["cpu"] / rows[0]["cpu"], most=FLAT)
        folder = Path(place) / str(CLASSES[0])
        ours = part("pipeline", folder)
        tell("lodeway pipeline", ours)
        if eis:
            theirs = peer(eis, folder, "pipeline")
            tell("eis_toolkit pipeline", theirs)
            claim("a whole study, times faster than EIS Toolkit's", theirs["cpu"] / ours["cpu"], least=WHOLE)


if __name__ == "__main__":
    if "--part" in sys.argv:
        at = sys.argv.index("--part")
        found = {"weights": weights, "pipeline": pipeline}[sys.argv[at + 1]](Path(sys.argv[at + 2]))
        print(json.dumps({"peak_mib": round(peak()), **found}))
    else:
        main()
