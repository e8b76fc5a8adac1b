"""Gold of Murchison: Lodeway's Poisson process beside spatstat's in R, at spatstat's own points and weights.

``peer_spatstat.py`` needs Rscript with spatstat.model and spatstat.data (Debian: r-cran-spatstat.model, r-cran-spatstat.data; GPL, run beside
and not copied). R fits three models by ``ppm`` and by ``glm`` and writes the points they are fitted at; Lodeway fits the same points, once with the
layers as doubles, once as `lodeway explore` fits a study. Places are in km.
"""

from __future__ import annotations

import csv
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from lodeway.explore.cells import Cells
from lodeway.explore.evidence import Layer
from lodeway.explore.models import fit, glm
from lodeway.explore.models.linear import LogLinear
from lodeway.explore.models.quadrature import quadrature
from lodeway.explore.settings import ModelSetting
from lodeway.explore.validation.placing import auc, placements
from measure import claim

MODELS = {"fault": ("fault",), "green": ("green",), "both": ("green", "fault")}
PUBLISHED = {"fault": (-4.3413, -0.26077), "green": (-8.1032, 3.9804), "both": (-6.6171, 2.7540, -0.1038)}
"""Baddeley, A., Rubak, E., Turner, R. (2015): Spatial Point Patterns, CRC Press, chapter 9: intercept, then slopes in the order of `MODELS`."""
SCORES = {"fault": 0.887, "both": 0.926}
"""AUC of nearness to faults and of the model of both layers, as published there, chapter 6."""

R = """
suppressMessages(library(spatstat.model))
data(murchison, package = "spatstat.data")
all <- lapply(murchison, rescale, s = 1000, unitname = "km")
gold <- all$gold
layers <- list(fault = distfun(all$faults), green = function(x, y) as.numeric(inside.owin(x, y, all$greenstone)))
models <- list(fault = gold ~ fault, green = gold ~ green, both = gold ~ green + fault)
for (name in names(models)) {
  model <- ppm(models[[name]], data = layers)
  used <- model$internal$glmdata
  names(used)[1:2] <- c("weight", "y")
  right <- paste(all.vars(models[[name]])[-1], collapse = " + ")
  plain <- suppressWarnings(glm(as.formula(paste("y ~", right)), family = poisson, weights = weight, data = used, epsilon = 1e-12))
  cat("coefficients", name, "ppm", sprintf("%.12g", coef(model)), "\\n")
  cat("coefficients", name, "glm", sprintf("%.12g", coef(plain)), "\\n")
}
both <- model
points <- union.quad(quad.ppm(both))
write.csv(data.frame(x = points$x, y = points$y, count = as.numeric(is.data(quad.ppm(both))), weight = w.quad(quad.ppm(both)),
                     fault = layers$fault(points$x, points$y), green = layers$green(points$x, points$y)),
          "{place}", row.names = FALSE)
window <- as.rectangle(Window(gold))
cat("bounds", sprintf("%.12g", c(window$xrange[1], window$yrange[1], window$xrange[2], window$yrange[2])), "\\n")
cat("auc fault", auc(gold, layers$fault, high = FALSE), "\\n")
cat("auc both", auc(both)[["obs"]], "\\n")
"""


def fitted() -> tuple[dict[str, np.ndarray], dict[tuple[str, ...], list[float]]]:
    """Return columns of R's points by name, and what R told by its first words."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "points.csv"
        run = subprocess.run(
            ["Rscript", "-e", R.replace("{place}", str(place))], check=True, capture_output=True, text=True
        )
        rows = list(csv.DictReader(place.read_text(encoding="utf-8").splitlines()))
    told: dict[tuple[str, ...], list[float]] = {}
    for line in run.stdout.splitlines():
        words = line.split()
        many = {"coefficients": 3, "bounds": 1, "auc": 2}.get(words[0] if words else "", 0)
        if many:
            told[tuple(words[:many])] = [float(word) for word in words[many:]]
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}, told


def main() -> None:
    """Print a line of JSON for each model, and a claim for each comparison."""
    points, told = fitted()
    x, y, count, weight = (points[name] for name in ("x", "y", "count", "weight"))
    west, south, east, north = told["bounds",]
    own = quadrature(x[count > 0], y[count > 0], (west, south, east, north))
    claim("points of the quadrature more or fewer than spatstat's", abs(own.x.size - x.size), most=0)
    claim(
        "weights of the deposits, largest difference in km²",
        np.abs(own.weight[own.count > 0] - weight[count > 0]).max(),
        most=1e-6,
    )
    number = np.arange(x.size)
    for name, layers in MODELS.items():
        columns = np.column_stack([points[layer] for layer in layers])
        beta = glm.poisson(np.column_stack([np.ones(x.size), columns]), count, weight)
        kinds = [Layer(layer, "class" if layer == "green" else "continuous") for layer in layers]
        cells = Cells(columns.astype(np.float32), weight, count, np.column_stack([x, y]), number)
        model = fit(cells, kinds, ModelSetting(kind="poisson", ridge=0.0))
        assert isinstance(model, LogLinear)
        intercept, slopes = model.slopes()
        study = np.array([intercept, *slopes])
        ppm, plain = (np.array(told["coefficients", name, how]) for how in ("ppm", "glm"))
        print(
            json.dumps(
                {
                    "name": f"gold of Murchison, {name}",
                    "lodeway": beta.tolist(),
                    "as a study": study.tolist(),
                    "ppm": ppm.tolist(),
                    "glm": plain.tolist(),
                }
            ),
            flush=True,
        )
        claim(f"{name}: largest difference from ppm", np.abs(beta - ppm).max(), most=1e-6)
        claim(f"{name}: largest difference from glm", np.abs(beta - plain).max(), most=1e-6)
        claim(f"{name}: largest difference of a study's model from ppm", np.abs(study - ppm).max(), most=1e-5)
        claim(f"{name}: largest difference from the book", np.abs(beta - PUBLISHED[name]).max(), most=1e-4)
        if name in SCORES:
            placed = placements(model.intensity(cells.values), weight, np.zeros(x.size), count)
            score = auc(placed, count[count > 0])
            claim(f"{name}: AUC, difference from R", abs(score - told["auc", name][0]), most=0.01)
            claim(f"{name}: AUC, difference from the book", abs(score - SCORES[name]), most=0.01)


if __name__ == "__main__":
    main()
