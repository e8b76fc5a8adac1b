"""The page of a study of evidence: what is drawn, and what is said where there is no signal."""

from __future__ import annotations

import base64
import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS
from rasterio.io import MemoryFile
from rasterio.warp import transform

from lodeway.explore.examples.synthetic import write_synthetic
from lodeway.explore.grid import Grid
from lodeway.explore.study import explore
from lodeway.explore.tiles import profile
from lodeway.report.explore_page import write_outputs
from lodeway.report.explore_page.drawing import BEST, Sheet, dots, map_of
from lodeway.report.explore_page.page import write_page
from lodeway.report.explore_page.surroundings import Name, cities, graticule
from lodeway.report.explore_page.targets import divided

GRID = Grid(CRS.from_epsg(4326), Affine(1.0, 0, 60, 0, -1.0, 50), 20, 10)


def sheet() -> Sheet:
    """Return a map whose intensity grows to the east, with no ground in its first column."""
    values = np.tile(np.arange(20, dtype=np.float32), (10, 1))
    values[:, 0] = np.nan
    return Sheet(GRID, values[None])


def test_shares_are_those_of_the_area() -> None:
    """Cells are ranked by area, not by number: those of a share up to x hold x of the ground; off the ground there is none."""
    share = sheet().shares()
    area = np.broadcast_to(GRID.areas()[:, None], share.shape)
    ground = ~np.isnan(share)
    assert not ground[:, 0].any()
    for part in (0.1, 0.35, 0.8):
        assert area[ground & (share <= part)].sum() / area[ground].sum() == pytest.approx(part, abs=0.01)
    assert np.nanmin(share[:, -1]) < np.nanmin(share[:, -2])


@pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")
def test_map_has_the_colours_of_its_classes() -> None:
    """The picture in the map has for each cell the colour of its class, and is clear off the ground; deposits are dots in place."""
    text = str(map_of(sheet(), sheet().shares(), BEST, title="a <map>", points=np.array([[70.0, 45.0]])))
    found = re.search(r"base64,([\w+/=]+)", text)
    assert found is not None
    with MemoryFile(base64.b64decode(found.group(1))) as memory, memory.open() as picture:
        pixels = picture.read()
    assert (pixels[3, :, 0] == 0).all()
    assert (pixels[3, :, 1:] == 255).all()
    colours = {"#{:02x}{:02x}{:02x}".format(*pixels[:3, row, column]) for row in range(10) for column in range(1, 20)}
    assert colours <= {colour for _, colour in BEST}
    assert len(colours) >= 5
    assert "a &lt;map&gt;" in text
    middle = re.search(r'<circle cx="([\d.]+)"', text)
    assert middle is not None
    assert float(middle.group(1)) == pytest.approx(430)


def test_map_has_degrees_and_names() -> None:
    """The map has meridians and parallels with their degrees, the largest cities and named deposits; none covers another, and small ones go on narrow screens."""
    crowd = [Name(70.0, 45.0, f"Deposit {number}", deposit=True) for number in range(5)]
    names = [Name(62.0, 48.0, "Astana"), *crowd, Name(75.0, 42.0, "Kounrad <1>", deposit=True)]
    text = str(
        map_of(sheet(), sheet().shares(), BEST, title="a", degrees=graticule(GRID), names=names),
    )
    assert set(re.findall(r">(\d+° [EN])<", text)) == {"65° E", "70° E", "75° E", "45° N"}
    assert text.count('class="degree"') == len(graticule(GRID)) == 8
    assert [name for name in re.findall(r">([A-Z]\w+(?: \d)?)</text>", text) if "°" not in name] == [
        "Astana",
        "Deposit 0",
    ]
    assert "Kounrad &lt;1&gt;" in text
    assert re.search(r'<text [^>]*class="minor"[^>]*>Astana', text) is None
    assert re.search(r'<text [^>]*class="minor"[^>]*>Deposit 0', text) is not None


def test_degrees_lie_where_they_are_on_any_grid() -> None:
    """On a grid in metres the parallel of 41° N is the line on which all places have that latitude; cities of the map are those of its degrees."""
    grid = Grid(CRS.from_epsg(32642), Affine(2000.0, 0, 400_000, 0, -2000.0, 4_700_000), 150, 150)
    (line,) = (one.line for one in graticule(grid) if one.label == "41° N")
    latitude = transform(grid.crs, CRS.from_epsg(4326), line[:, 0], line[:, 1])[1]
    assert latitude == pytest.approx(np.full(len(line), 41.0), abs=1e-6)
    found = cities(grid)
    assert found[0].text == "Tashkent"
    x, y = transform(CRS.from_epsg(4326), grid.crs, [69.24], [41.30])
    assert (found[0].x, found[0].y) == pytest.approx((x[0], y[0]), abs=10_000)


def test_legend_is_in_deposits() -> None:
    """The intensity that bounds a share of the ground leaves that share at or above it."""
    (limit,) = sheet().limits([0.35])
    values = sheet().bands[0]
    area = np.broadcast_to(GRID.areas()[:, None], values.shape)
    ground = ~np.isnan(values)
    assert area[ground & (values >= limit)].sum() / area[ground].sum() == pytest.approx(0.35, abs=0.06)


def test_large_maps_are_drawn_small(tmp_path: Path) -> None:
    """A raster of 2,000 columns is read at no more than 860 and still covers the same ground."""
    grid = Grid(CRS.from_epsg(4326), Affine(0.01, 0, 60, 0, -0.01, 50), 2000, 400)
    path = tmp_path / "a.tif"
    with rasterio.open(path, "w", **profile(grid, 1)) as file:
        file.write(np.ones((1, 400, 2000), np.float32))
    small = Sheet.read(path)
    assert small.grid.width <= 860
    assert small.grid.areas().sum() * small.grid.width == pytest.approx(grid.areas().sum() * 2000, rel=1e-3)


def test_large_targets_are_cut_round_their_summits() -> None:
    """A piece larger than allowed becomes parts about its summits, none wider than the side allowed; small pieces stay; nothing is lost."""
    row, column = np.mgrid[0:40, 0:80]
    values = (
        np.exp(-((row - 20) ** 2 + (column - 15) ** 2) / 60)
        + np.exp(-((row - 20) ** 2 + (column - 60) ** 2) / 60)
        + 0.1
    )
    pieces = np.ones((40, 80), np.int32)
    pieces[:, 78] = 0
    pieces[:, 79] = 2
    grid = Grid(CRS.from_epsg(32642), Affine(1000.0, 0, 300_000, 0, -1000.0, 4_600_000), 80, 40)
    found = divided(values.astype(np.float32), pieces, grid, 400.0)
    assert ((found > 0) == (pieces > 0)).all()
    assert (found[:, 79] == 2).all()
    assert found[20, 15] == 1
    assert found[20, 60] != 1
    assert sorted(np.unique(found[found > 0])) == list(range(1, found.max() + 1))
    for part in set(np.unique(found)) - {0, 2}:
        own = np.argwhere(found == part)
        # Some cell of it, its centre, is no farther than the side from all others.
        assert np.hypot(*(own[:, None] - own).transpose(2, 0, 1)).max(axis=1).min() <= 20.5
        assert len(own) <= np.pi * 400
    assert (divided(values.astype(np.float32), pieces, grid, 5000.0) == pieces).all()


def test_scores_beyond_the_scale_stay_on_it() -> None:
    """A score below 0.3 is drawn at the edge, not outside the drawing."""
    places = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', str(dots([0.1, 0.5], 0.99, 0.02, title="x")))]
    assert min(places) >= 14
    assert max(places) <= 640


def test_page_of_noise_says_so(tmp_path: Path) -> None:
    """Where the layers say nothing the page begins with it, and warns at the map."""
    write_synthetic(tmp_path, seed=3)
    generator = np.random.default_rng(1)
    for name in ("magnetics", "distance"):
        with rasterio.open(tmp_path / f"{name}.tif", "r+") as file:
            file.write(generator.normal(size=(1, file.height, file.width)).astype(np.float32))
    stated = (tmp_path / "evidence.toml").read_text(encoding="utf-8")
    short = stated.replace("[model]", "[validation]\nrepeats = 2\nnull = 0\n[model]\ndraws = 0")
    (tmp_path / "evidence.toml").write_text(short, encoding="utf-8")
    mapped = explore(tmp_path, tmp_path / "out")
    for name in ("target.tif", "targets.gpkg"):
        assert not (tmp_path / "out" / name).exists()
        (tmp_path / "out" / name).write_text("of an earlier run", encoding="utf-8")
    mapped = explore(tmp_path, tmp_path / "out")
    files = write_outputs(mapped, tmp_path / "out")
    page = files["report"].read_text(encoding="utf-8")
    assert not (tmp_path / "out" / "target.tif").exists()
    assert not (tmp_path / "out" / "targets.gpkg").exists()
    assert "target" not in files
    assert "neither target.tif nor targets.gpkg is written: no signal" in page
    assert '<th scope="col">What raises it' not in page
    assert "of the ground to hold" not in page
    with rasterio.open(mapped.intensity) as file:
        assert file.tags()["verdict"].startswith("no signal")
        assert "do not use the map" in file.tags()["TIFFTAG_IMAGEDESCRIPTION"]
    assert "<strong>No signal.</strong>" in page
    assert "No signal: in unseen blocks the layers do no better than chance" in page
    assert "sized to hold" not in page
    for held, words in ((0.11, "held 11% of the deposits not seen, 2.2 times as many"), (0.06, "hardly more than any")):
        curve = dataclasses.replace(
            mapped.study.judgement.curve, middle=np.full_like(mapped.study.judgement.curve.middle, held)
        )
        judgement = dataclasses.replace(mapped.study.judgement, curve=curve)
        weak = dataclasses.replace(mapped, study=dataclasses.replace(mapped.study, judgement=judgement))
        first = write_page(tmp_path / "weak.html", weak, ()).read_text(encoding="utf-8").partition("<figure")[0]
        assert f"Its best 5% of ground held {held:.0%} of the deposits not seen" in first
        assert words in first
