"""``lodeway explore`` as a user calls it."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import polars as pl
import pytest
import rasterio
import shapely
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.cli.explore import EXAMPLES
from lodeway.explore.settings import (
    Fuzzy,
    GridSetting,
    LayerSetting,
    ModelSetting,
    OccurrenceSetting,
    ValidationSetting,
)

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "explore-json.md"


def paths(value: Any, place: str = "") -> Iterator[str]:
    """Yield the name of each key, with those that it lies in."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{place}{key}"
            yield from paths(inner, f"{place}{key}.")
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        yield from paths(value[0], place)


def _section(title: str) -> str:
    """Return a section of the page."""
    return PAGE.read_text(encoding="utf-8").partition(f"## {title}\n")[2].partition("\n## ")[0]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """Return folder, document and what was told of the synthetic example, run once."""
    folder = tmp_path_factory.mktemp("explored") / "study"
    result = CliRunner().invoke(main, ["explore", str(folder), "--example", "synthetic", "--json"])
    assert result.exit_code == 0, result.output
    return folder, json.loads(result.stdout), result.stderr


def test_contract(ran: tuple[Path, dict[str, Any], str]) -> None:
    """The document has the score of blocks beside the random one, capture, count, target area, layers and files."""
    folder, told, words = ran
    assert {"random", "block", "gap", "se"} <= set(told["auc"])
    assert all(0 < float(share) < 1 and 0 <= value <= 1 for share, value in told["capture"].items())
    assert set(told["count"]) >= {"expected", "found", "interval"}
    assert set(told["target_area"]) >= {"level", "area_share", "coverage"}
    assert {"name", "importance", "direction"} == set(told["layers"][0])
    assert all(Path(path).is_file() for path in told["files"].values())
    assert json.loads((folder / "out" / "explore.json").read_text(encoding="utf-8")) == told
    assert "113 deposits were drawn" in words


def test_every_key_is_documented(ran: tuple[Path, dict[str, Any], str]) -> None:
    """docs/reference/explore-json.md explains every key of the document, and no others but those of weights of evidence."""
    shown = {
        one
        for row in re.findall(r"^\| (`.*?`) \|", _section("The document"), re.MULTILINE)
        for one in re.findall(r"`([\w.]+)`", row)
    }
    there = {one for one in paths(ran[1]) if not one.startswith("capture.")}
    assert there - shown == set()
    assert {one for one in shown - there if not one.startswith("model.independence")} == set()


@pytest.mark.parametrize(
    "table", [GridSetting, OccurrenceSetting, LayerSetting, Fuzzy, ModelSetting, ValidationSetting]
)
def test_every_setting_is_documented(table: type) -> None:
    """The page has each key of evidence.toml with what is allowed and what it means."""
    text = _section("evidence.toml")
    for field in dataclasses.fields(table):
        if "table" not in field.metadata:
            assert re.search(
                rf"^\| `{field.name}` \| .*\| {re.escape(field.metadata['allowed'])} \| {re.escape(field.metadata['meaning'])} \|$",
                text,
                re.MULTILINE,
            )


def test_gis_programs_open_everything(ran: tuple[Path, dict[str, Any], str]) -> None:
    """GDAL reads both rasters in their place; geopandas both layers, whose target areas cover the promised share of the map."""
    files = ran[1]["files"]
    with rasterio.open(files["intensity"]) as intensity, rasterio.open(files["target"]) as target:
        assert intensity.crs == target.crs == rasterio.crs.CRS.from_epsg(32642)
        assert intensity.bounds == target.bounds
        assert intensity.read(1).min() > 0
        share = (target.read(1) == 1).mean()
        for file in (intensity, target):
            tags = file.tags()
            assert tags["verdict"] == ran[1]["verdict"]
            assert tags["model"] == "poisson"
            assert tags["auc"].startswith(f"{ran[1]['auc']['block']:.3f} ± ")
            assert "deposits per km2" in tags["meaning"]
            assert tags["TIFFTAG_IMAGEDESCRIPTION"].startswith("signal: ")
        assert set(intensity.units) == {"deposits per km2"}
    assert share == pytest.approx(ran[1]["target_area"]["area_share"], abs=0.01)
    targets = geopandas.read_file(files["targets"], layer="targets")
    assert targets.is_valid.all()
    assert set(targets["verdict"]) == {ran[1]["verdict"]}
    with closing(sqlite3.connect(files["targets"])) as database:
        (words,) = database.execute("SELECT description FROM gpkg_contents WHERE table_name = 'targets'").fetchone()
    assert ran[1]["verdict"] in words
    assert targets["area_km2"].sum() == pytest.approx(share * 160 * 160, rel=1e-3)
    assert targets.to_crs(32642).area.sum() / 1e6 == pytest.approx(targets["area_km2"].sum(), rel=0.01)
    assert (targets["expected"].diff().dropna() <= 0).all()
    known = geopandas.read_file(files["targets"], layer="occurrences")
    assert len(known) == 113
    stated = pl.read_csv(ran[0] / "occurrences.csv")
    places = dict(zip(stated["id"].cast(pl.String), zip(stated["x"], stated["y"], strict=True), strict=True))
    lie = known.to_crs(32642).set_index("id").geometry
    apart = [np.hypot(lie[name].x - x, lie[name].y - y) for name, (x, y) in places.items() if name in lie.index]
    assert len(apart) == 113
    assert max(apart) < 1  # m; the middle of their cells is up to 700 m away
    inside = known.sjoin(targets).shape[0]
    assert inside == pytest.approx(targets["known"].sum(), abs=2)


def test_page_stands_alone(ran: tuple[Path, dict[str, Any], str]) -> None:
    """The page asks nothing of the network, has no script, and says score, count and target area in words."""
    text = Path(ran[1]["files"]["report"]).read_text(encoding="utf-8")
    assert re.findall(r'(?:src|href)="(?!#|data:|https?://)[^"]*"', text) == []
    assert "<script" not in text
    assert "default-src 'none'" in text
    assert "Signal." in text
    for words in ("unseen blocks", "Success rate", "What drives the score", "Target areas", "The evidence"):
        assert words in text
    assert text.count("data:image/png;base64,") == 2


def test_text_for_people(ran: tuple[Path, dict[str, Any], str], tmp_path: Path) -> None:
    """Without --json the same is told in lines; an output folder of one's own is used."""
    result = CliRunner().invoke(main, ["explore", str(ran[0]), "--out", str(tmp_path / "mine")])
    assert result.exit_code == 0
    assert "AUC, random division (flatters)" in result.stdout
    assert (tmp_path / "mine" / "report.html").is_file()
    assert (tmp_path / "mine" / "intensity.tif").read_bytes() == (ran[0] / "out" / "intensity.tif").read_bytes()


def test_evidence_is_not_overwritten(ran: tuple[Path, dict[str, Any], str], tmp_path: Path) -> None:
    """A map goes neither into the folder of its evidence nor among files of others."""
    (tmp_path / "report.html").write_text("mine", encoding="utf-8")
    for out, words in ((ran[0], "holds evidence.toml"), (tmp_path, "holds no explore.json")):
        result = CliRunner().invoke(main, ["explore", str(ran[0]), "--out", str(out)])
        assert result.exit_code == 2
        assert words in result.stderr
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "mine"


def test_wrong_calls_and_wrong_input(tmp_path: Path) -> None:
    """A folder that is not there is usage (2), a fault in it input (1) with every fault in the record."""
    gone = CliRunner().invoke(main, ["explore", str(tmp_path / "nowhere"), "--json"])
    assert gone.exit_code == 2
    assert json.loads(gone.stdout)["error"]["kind"] == "usage"
    (tmp_path / "evidence.toml").write_text('[[layer]]\nname = "a"\nfile = "a.tif"\n', encoding="utf-8")
    bad = CliRunner().invoke(main, ["explore", str(tmp_path), "--json"])
    assert bad.exit_code == 1
    assert {fault["file"] for fault in json.loads(bad.stdout)["error"]["faults"]} == {
        "evidence.toml",
        "occurrences.csv",
    }
    alone = CliRunner().invoke(main, ["explore", str(tmp_path), "--litho", "x.whl"])
    assert alone.exit_code == 2
    assert "--example central-asia" in alone.stderr
    unanswered = CliRunner().invoke(main, ["explore", str(tmp_path), "--scheduler", "tcp://127.0.0.1:1"])
    assert unanswered.exit_code == 2


def test_examples_are_those_there_are() -> None:
    """The command offers the examples that the program has."""
    from lodeway.explore.examples import EXAMPLES as THERE

    assert sorted(THERE) == sorted(EXAMPLES)


def test_same_study_same_figures(ran: tuple[Path, dict[str, Any], str], tmp_path: Path) -> None:
    """Run again from a fresh copy of the example, every figure is the same."""
    again = CliRunner().invoke(main, ["explore", str(tmp_path / "again"), "--example", "synthetic", "--json"])
    first, second = (
        {key: value for key, value in told.items() if key not in ("files", "digest")}
        for told in (ran[1], json.loads(again.stdout))
    )
    assert second == first
    assert np.isfinite(first["auc"]["block"])


def assessed(*arguments: str) -> dict[str, Any]:
    """Return what ``lodeway assess`` tells of these."""
    result = CliRunner().invoke(main, ["assess", *arguments, "--model", "porphyry-copper", "--draws", "2000", "--json"])
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_a_map_is_assessed_without_copying(ran: tuple[Path, dict[str, Any], str]) -> None:
    """All ground has the deposits that the map adds up to, with the scatter of unseen blocks and the doubt of its range."""
    folder, told, _ = ran
    found = assessed("--from", str(folder))
    assert found["method"] == "intensity"
    assert found["deposits"]["mean"] == pytest.approx(told["ground"]["expected"], rel=1e-4)
    with rasterio.open(told["files"]["intensity"]) as file:
        low, high = (float(file.read(band).astype(float).sum()) for band in (2, 3))  # cells of 1 km2
    doubt = (high - low) / (2 * 1.644854)
    variance = told["ground"]["expected"] * told["count"]["dispersion"] + doubt**2
    assert found["deposits"]["variance"] == pytest.approx(variance, rel=1e-3)
    assert found["deposits"]["variance"] > found["deposits"]["mean"]
    assert any("known ones included" in flag for flag in found["flags"])
    assert found["deposits"]["known_included"]
    said = CliRunner().invoke(main, ["assess", "--from", str(folder), "--model", "porphyry-copper"]).output
    assert "deposits, known ones included" in said.splitlines()[0]
    assert "undiscovered" not in said
    assert assessed("--from", str(folder / "out"))["deposits"] == found["deposits"]


def test_an_outline_on_a_map_counts_its_cells(ran: tuple[Path, dict[str, Any], str], tmp_path: Path) -> None:
    """The west and the east half of the map, each as an outline in degrees, together have the deposits of the whole."""
    folder, told, _ = ran
    with rasterio.open(told["files"]["intensity"]) as file:
        west, south, east, north = file.bounds
        middle = (west + east) / 2
        values = file.read(1).astype(float)
    halves = []
    for name, left, right in (("west", west - 500, middle), ("east", middle, east + 500)):
        shape = geopandas.GeoSeries([shapely.box(left, south - 500, right, north + 500).segmentize(5000)], crs=32642)
        shape.to_crs(4326).to_file(tmp_path / f"{name}.geojson", driver="GeoJSON")
        halves.append(assessed("--from", str(folder), "--tract", str(tmp_path / f"{name}.geojson"))["deposits"]["mean"])
    columns = values.shape[1] // 2
    assert halves == pytest.approx([values[:, :columns].sum(), values[:, columns:].sum()], rel=0.01)
    assert sum(halves) == pytest.approx(told["ground"]["expected"], rel=1e-3)


@pytest.mark.parametrize(
    "told", ["no signal: in unseen blocks the layers do no better than chance", "not tested enough: 2 maps"]
)
def test_a_map_that_is_not_to_be_used_gives_no_number(
    ran: tuple[Path, dict[str, Any], str], tmp_path: Path, told: str
) -> None:
    """Without a signal the number is refused with verdict and file; --despite-verdict takes it and says so first, in JSON and in flags."""
    own = ran[1] | {"verdict": told, "signal": False}
    (tmp_path / "explore.json").write_text(json.dumps(own), encoding="utf-8")
    shutil.copy(ran[1]["files"]["intensity"], tmp_path)
    call = ["assess", "--from", str(tmp_path), "--model", "porphyry-copper", "--draws", "200"]
    refused = CliRunner().invoke(main, call)
    assert refused.exit_code == 1
    said = " ".join(refused.output.split())
    assert told in said
    assert "explore.json" in said
    assert "--despite-verdict" in said
    assert "Cu" not in said
    taken = CliRunner().invoke(main, [*call, "--despite-verdict"])
    assert taken.exit_code == 0
    assert taken.output.splitlines()[0] == f"Not to be used, the map says {told}"
    record = json.loads(CliRunner().invoke(main, [*call, "--despite-verdict", "--json"]).stdout)
    assert record["despite_verdict"] == told
    assert told in record["flags"][0]
    assert assessed("--from", str(ran[0]), "--despite-verdict")["despite_verdict"] is None


def test_what_is_no_mapped_study_is_told(ran: tuple[Path, dict[str, Any], str], tmp_path: Path) -> None:
    """An outline off the map and a document of something else are faults of input, all of them told."""
    folder, _, _ = ran
    away = tmp_path / "away.geojson"
    shape = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
    away.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": shape}), encoding="utf-8")
    off = CliRunner().invoke(main, ["assess", "--from", str(folder), "--tract", str(away), "--model", "vms"])
    (tmp_path / "explore.json").write_text('{"count": {"dispersion": 0.5}, "title": "x"}', encoding="utf-8")
    other = CliRunner().invoke(main, ["assess", "--from", str(tmp_path), "--model", "vms"])
    assert (off.exit_code, other.exit_code) == (1, 1)
    assert "no cell of the map has its middle within the outline" in " ".join(off.output.split())
    for key in ("digest", "verdict", "signal", "count.dispersion"):
        assert key in other.output
