"""EIS Toolkit on the map of ``explore_case.py``; runs in an environment of its own, with Python 3.9 to 3.11.

``peer_eis.py FOLDER weights|pipeline [MOST]`` prints CPU seconds without those of imports, and peak memory, as JSON; the system ends it after MOST seconds. Reading the rasters is part of it for both programs.
The pipeline is what the toolkit offers: a random forest with five random folds, fitted, and the map predicted.
"""

from __future__ import annotations

import importlib
import json
import math
import resource
import sys
import time
import types
import warnings
from pathlib import Path
from typing import Any


def weights(folder: Path) -> dict[str, float]:
    """Weights of all layers' classes, the posterior of every cell and its standard deviation."""
    import rasterio
    from eis_toolkit.prediction import weights_of_evidence as wofe

    rasterio.open(folder / "deposits.tif").close()  # GDAL's drivers are loaded with the first file
    start = time.process_time()
    arrays, table = [], None
    with rasterio.open(folder / "deposits.tif") as deposits:
        for number in range(10):
            with rasterio.open(folder / f"class-{number}.tif") as raster:
                table, found, *_ = wofe.weights_of_evidence_calculate_weights(raster, deposits, weights_type="unique")
                arrays.append(found)
    posterior, sd, _ = wofe.weights_of_evidence_calculate_responses(arrays, table)
    spent = time.process_time() - start
    return {"cpu": spent, "sum": float(posterior.sum()), "sum_of_sd": float(sd.sum())}


def bounded(most: float) -> None:
    """Let the system end this process after so many seconds of the processor from now."""
    end = math.ceil(time.process_time() + most)
    resource.setrlimit(resource.RLIMIT_CPU, (end, resource.RLIM_INFINITY))


def pipeline(folder: Path) -> dict[str, float]:
    """Random forest: five random folds, a fit, a map."""
    import numpy as np
    import rasterio
    from eis_toolkit.prediction.machine_learning_predict import predict_classifier
    from eis_toolkit.prediction.random_forests import random_forest_classifier_train

    start = time.process_time()
    layers = np.stack([rasterio.open(folder / f"layer-{n}.tif").read(1).ravel() for n in range(10)], axis=1)
    held = rasterio.open(folder / "deposits.tif").read(1).ravel() > 0
    rng = np.random.default_rng(1)
    rows = np.r_[np.flatnonzero(held), rng.choice(np.flatnonzero(~held), 28_480, replace=False)]
    model, _ = random_forest_classifier_train(
        layers[rows],
        held[rows].astype(int),
        validation_method="skfold_cv",
        cv_folds=5,
        metrics=["accuracy"],
        random_state=1,
    )
    _, probability = predict_classifier(layers, model, include_probabilities=True)
    return {"cpu": time.process_time() - start, "sum": float(probability.sum())}


def without_tensorflow() -> None:
    """Let the toolkit import its random forest without TensorFlow, whose names it needs for annotations alone."""
    stub: Any = types.ModuleType("tensorflow")
    names = {name: type(name, (), {}) for name in ("Model", "Sequential")}
    stub.keras = types.SimpleNamespace(**names, optimizers=types.SimpleNamespace(Optimizer=type("Optimizer", (), {})))
    sys.modules.setdefault("tensorflow", stub)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    without_tensorflow()
    place, what = Path(sys.argv[1]), sys.argv[2]
    if len(sys.argv) > 3:
        importlib.import_module("eis_toolkit.prediction.weights_of_evidence")  # loading it is not counted
        bounded(float(sys.argv[3]))
    found = {"weights": weights, "pipeline": pipeline}[what](place)
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines())
    peak = int(told["VmHWM"].split()[0]) / 1024
    print(json.dumps({"program": "eis_toolkit", "what": what, "peak_mib": round(peak)} | found))
