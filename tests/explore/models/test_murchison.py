"""Gold of Murchison, Western Australia: coefficients and scores that are published for spatstat's fits.

Baddeley, A., Rubak, E., Turner, R. (2015): Spatial Point Patterns: Methodology and Applications with R, CRC Press, chapters 6 and
9; data of Watkins and Hickman (1990).
"""

from __future__ import annotations

import gzip
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

from lodeway.explore.cells import Cells
from lodeway.explore.evidence import Layer
from lodeway.explore.grid import Grid
from lodeway.explore.models import fit, glm
from lodeway.explore.models.linear import LogLinear
from lodeway.explore.models.quadrature import quadrature
from lodeway.explore.settings import ModelSetting
from lodeway.explore.validation.placing import auc, placements

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Murchison:
    """Deposits and layers, in km."""

    x: Floats
    y: Floats
    faults: Any
    greenstone: Any
    bounds: tuple[float, float, float, float]

    def fault(self, x: Floats, y: Floats) -> Floats:
        """Return the distance to the nearest fault."""
        points = shapely.points(x, y)
        tree = shapely.STRtree(shapely.get_parts(self.faults))
        return np.asarray(tree.query_nearest(points, return_distance=True, all_matches=False)[1])

    def green(self, x: Floats, y: Floats) -> Floats:
        """Return 1 on greenstone, 0 beside it."""
        return np.asarray(shapely.contains_xy(self.greenstone, x, y), float)


def _read(folder: Path) -> dict[str, Any]:
    """Return the data set from R's lazy-load database: an index of places, and compressed objects."""
    import rdata

    def value(content: bytes) -> Any:
        return rdata.conversion.convert(rdata.parser.parse_data(content))

    base = folder / "data" / "Rdata"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # classes of spatstat are read as plain lists
        index = value(gzip.decompress(base.with_suffix(".rdx").read_bytes()))
        start, size = map(int, index["variables"]["murchison"])
        packed = base.with_suffix(".rdb").read_bytes()[start : start + size]
        found: dict[str, Any] = value(zlib.decompress(packed[4:]))
    return found


@pytest.fixture(scope="module")
def murchison(spatstat: Path) -> Murchison:
    """Return the data in km."""
    found = _read(spatstat)
    gold, window = found["gold"], found["gold"]["window"]
    ends = np.asarray(found["faults"]["ends"], float).reshape(-1, 2, 2) / 1000
    rings = [
        np.column_stack([np.asarray(part[axis], float) for axis in "xy"]) / 1000 for part in found["greenstone"]["bdry"]
    ]
    solid = [shapely.Polygon(ring) for ring in rings if shapely.LinearRing(ring).is_ccw]
    holes = [shapely.Polygon(ring) for ring in rings if not shapely.LinearRing(ring).is_ccw]
    (west, east), (south, north) = (np.asarray(window[side], float) / 1000 for side in ("xrange", "yrange"))
    return Murchison(
        x=np.asarray(gold["x"], float) / 1000,
        y=np.asarray(gold["y"], float) / 1000,
        faults=shapely.union_all(shapely.linestrings(ends)),
        greenstone=shapely.difference(shapely.union_all(solid), shapely.union_all(holes)),
        bounds=(float(west), float(south), float(east), float(north)),
    )


@pytest.mark.parametrize(
    ("layers", "published", "own"),
    [
        (("fault",), (-4.3413, -0.26077), (-4.3412775, -0.2607664)),
        (("green",), (-8.1032, 3.9804), (-8.103178, 3.980409)),
        (("green", "fault"), (-6.6171, 2.7540, -0.1038), (-6.6171116, 2.7539637, -0.1037835)),
    ],
)
def test_coefficients_are_published(
    murchison: Murchison, layers: tuple[str, ...], published: tuple[float, ...], own: tuple[float, ...]
) -> None:
    """On spatstat's default quadrature the Poisson process has the published coefficients, and those of R to 6 digits."""
    scheme = quadrature(murchison.x, murchison.y, murchison.bounds)
    columns = [np.ones(scheme.x.size), *(getattr(murchison, name)(scheme.x, scheme.y) for name in layers)]
    beta = glm.poisson(np.column_stack(columns), scheme.count, scheme.weight)
    assert beta == pytest.approx(published, abs=1e-4)
    assert beta == pytest.approx(own, abs=2e-6)


@pytest.fixture(scope="module")
def cells(murchison: Murchison) -> Cells:
    """Return the map as cells of some 0.7 km."""
    west, south, east, north = murchison.bounds
    side = 512
    grid = Grid(
        CRS.from_epsg(28350),
        Affine((east - west) / side * 1000, 0, west * 1000, 0, -(north - south) / side * 1000, north * 1000),
        side,
        side,
    )
    number = np.arange(side * side)
    x, y = (one / 1000 for one in grid.centres(*np.divmod(number, side)))
    # The outermost deposits lie on the edge of the window.
    inner = np.clip(murchison.x, west + 1e-6, east - 1e-6), np.clip(murchison.y, south + 1e-6, north - 1e-6)
    count = np.bincount(grid.locate(inner[0] * 1000, inner[1] * 1000), minlength=number.size).astype(float)
    values = np.column_stack([murchison.green(x, y), murchison.fault(x, y)]).astype(np.float32)
    return Cells(values, np.full(number.size, grid.areas()[0]), count, np.column_stack([x, y]), number)


def test_score_of_distance_to_faults_is_published(cells: Cells) -> None:
    """Nearness to faults alone ranks a deposit above random ground with chance 0.887."""
    placed = placements(-cells.values[:, 1], cells.area, np.zeros(len(cells)), cells.count)
    assert auc(placed, cells.count[cells.count > 0]) == pytest.approx(0.887, abs=0.01)


def test_score_and_coefficients_of_the_model_on_cells(cells: Cells) -> None:
    """On cells coefficients come within 12 % of the published ones (a deposit may lie on greenstone, its cell beside it), and the AUC is the published 0.926."""
    model = fit(cells, [Layer("greenstone", "class"), Layer("fault")], ModelSetting(kind="poisson", ridge=0.0))
    assert isinstance(model, LogLinear)
    intercept, slopes = model.slopes()
    assert (intercept, *slopes) == pytest.approx((-6.6171, 2.7540, -0.1038), rel=0.12)
    intensity = model.intensity(cells.values)
    assert (intensity * cells.area).sum() == pytest.approx(255, rel=1e-6)
    placed = placements(intensity, cells.area, np.zeros(len(cells)), cells.count)
    assert auc(placed, cells.count[cells.count > 0]) == pytest.approx(0.926, abs=0.01)


def test_dependence_shows_in_weights_of_evidence(cells: Cells) -> None:
    """Greenstone and faults lie together: weights of evidence count them twice, and the omnibus test says so."""
    from lodeway.explore.models.weights import WeightsOfEvidence, independence

    layers = [Layer("greenstone", "class"), Layer("fault")]
    model = fit(cells, layers, ModelSetting(kind="weights"))
    assert isinstance(model, WeightsOfEvidence)
    test = independence(model, cells)
    assert test.expected > 1.2 * test.found
    alone = fit(
        Cells(cells.values[:, 1:], cells.area, cells.count, cells.place, cells.cell),
        layers[1:],
        ModelSetting(kind="weights"),
    )
    assert isinstance(alone, WeightsOfEvidence)
    single = independence(alone, Cells(cells.values[:, 1:], cells.area, cells.count, cells.place, cells.cell))
    assert abs(single.expected - single.found) < 0.05 * single.found
    assert single.z < test.z
