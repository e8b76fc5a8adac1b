"""``lodeway assess``: what it prints and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.cli.assess import command
from lodeway.explore.assess.models import SHAPES
from lodeway.explore.assess.tracts import METHODS

COUNT = ["--count", "N90=1,N50=2,N10=8"]


def run(*arguments: str) -> tuple[int, str]:
    """Return exit code and output of the command."""
    result = CliRunner().invoke(main, ["assess", *arguments])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((*COUNT,), "--model"),
        (("--model", "vms"), "--tract FILE, --count NUMBERS or --from FOLDER"),
        ((*COUNT, "--model", "porphyri"), "did you mean 'porphyry-copper'"),
        ((*COUNT, "--model", "no.csv"), "no file no.csv"),
        (("--tract", "no.toml", "--model", "vms"), "no file no.toml"),
        (("--count", "N90=1,N50=2", "--model", "vms"), "N10 is missing"),
        (("--count", "N90=5,N50=2", "--model", "vms"), "N10 is missing in 'N90=5,N50=2'; N50 is 2, less than N90"),
        (("--count", "N90=5,N50=4,N10=3", "--model", "vms"), "less than N90, which is 5, and N10 is 3, less than N50"),
        (("--count", "N90=5,N50=2", "--from", "."), "one of them"),
        (("--from", ".", "--model", "vms"), "no explore.json in"),
        ((*COUNT, "--despite-verdict", "--model", "vms"), "--despite-verdict belongs to --from FOLDER"),
        (("--count", "N90=1,N50=2,N11=8", "--model", "vms"), "did you mean 'N10'"),
        (("--count", "N90=3,N50=2,N10=8", "--model", "vms"), "less than N90"),
        (("--count", "N90=-1,N50=2,N10=8", "--model", "vms"), "0 or more"),
        (("--count", "N90=1,mean=2", "--model", "vms"), "mixes kinds"),
        (("--count", "N90=0.5,N50=2,N10=8", "--model", "vms"), "whole numbers"),
        ((*COUNT, "--method", "density", "--model", "vms"), "density needs area"),
        (("--count", "mean=3,variance=4", "--method", "mark3", "--model", "vms"), "mark3 needs N90"),
        (("--count", "mean=3,variance=1", "--model", "vms"), "at least the mean"),
        ((*COUNT, "--model", "revett", "--shape", "kernel"), "use empirical"),
    ],
)
def test_a_wrong_call_is_told(arguments: tuple[str, ...], told: str) -> None:
    """A call that is wrong ends with 2 and says what is allowed or near."""
    code, output = run(*arguments)
    assert code == 2
    assert told in " ".join(output.split())


def test_a_faulty_file_is_a_fault_of_input(tmp_path: Path) -> None:
    """A table of estimates with faults in three rows ends with 1 and tells all three."""
    path = tmp_path / "experts.csv"
    path.write_text("Name,Weight,N90,N50,N10\na,1,3,2,8\nb,x,1,2,3\nc,1,1,,3\n", encoding="utf-8")
    code, output = run("--tract", str(path), "--model", "vms", "--json")
    assert code == 1
    assert {fault["row"] for fault in json.loads(output.partition("\nlodeway:")[0])["error"]["faults"]} >= {2, 3, 4}


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("name,ore,Cu", "no unit in the header, ore taken as t; Cu taken as %; write it as ore [Mt]"),
        ("name,ore [Mt],Cu,Au [g/t]", "no unit in the header, Cu taken as %;"),
        ("name,Cu", "no unit in the header, Cu taken as t;"),
        ("name,ore [Mt],Cu [%]", ""),
    ],
)
def test_units_that_a_header_does_not_state_are_told(tmp_path: Path, head: str, told: str) -> None:
    """Of columns without a unit a note says what was assumed and how to write it; with units there is none."""
    path = tmp_path / "mine.csv"
    path.write_text(
        f"{head}\n" + "".join(f"d{n},{n + 1}{',0.5' * (head.count(',') - 1)}\n" for n in range(6)), encoding="utf-8"
    )
    code, output = run(*COUNT, "--model", str(path), "--json", "--draws", "200")
    assert code == 0
    notes = [flag for flag in json.loads(output)["flags"] if "no unit" in flag]
    assert [told in flag for flag in notes] == ([True] if told else [])


def test_a_tract_of_toml_names_its_model(tmp_path: Path) -> None:
    """A tract file may name place, numbers and model; the option comes before it."""
    path = tmp_path / "tract.toml"
    path.write_text('name = "Arcs"\ncount = "N90=1,N50=2,N10=8"\nmodel = "vms"\nsource = "test"\n', encoding="utf-8")
    told = json.loads(run("--tract", str(path), "--draws", "200", "--json")[1])
    assert (told["tract"], told["model"]["name"]) == ("Arcs", "vms")
    told = json.loads(run("--tract", str(path), "--model", "redbed", "--draws", "200", "--json")[1])
    assert told["model"]["name"] == "sediment-copper-redbed"


def outline(folder: Path, shape: str, **properties: str) -> Path:
    """Return a GeoJSON file of a square of one degree at the equator."""
    ring = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    geometry = {"type": shape, "coordinates": [ring] if shape == "Polygon" else [[ring]]}
    path = folder / "tract.geojson"
    path.write_text(json.dumps({"type": "Feature", "geometry": geometry, "properties": properties}), encoding="utf-8")
    return path


@pytest.mark.parametrize("shape", ["Polygon", "MultiPolygon"])
def test_an_outline_gives_the_area_of_densities(tmp_path: Path, shape: str) -> None:
    """12,300 km² at 0.001 deposits per km² hold 12.3: the ellipsoid has 12,308 km² there (GeographicLib)."""
    path = outline(tmp_path, shape, name="Square", count="D90=0.001,D50=0.001,D10=0.001", model="vms", other="x")
    told = json.loads(run("--tract", str(path), "--draws", "200", "--json")[1])
    assert told["method"] == "density"
    assert told["deposits"]["mean"] == pytest.approx(12.308, rel=0.005)


def test_what_is_no_outline_is_told(tmp_path: Path) -> None:
    """A point is no tract."""
    code, output = run("--tract", str(outline(tmp_path, "Point")), "--model", "vms")
    assert code == 1
    assert "Polygon, MultiPolygon" in output


@pytest.mark.parametrize(
    "text",
    [
        "[1]",
        "{",
        '{"features": 3}',
        '{"features": [1]}',
        '{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": []}}',
        '{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [0, 0]]]}}',
        '{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [999, 0], [1, 1], [0, 0]]]}}',
        '{"type": "Feature", "geometry": {"type": "MultiPolygon", "coordinates": 5}}',
    ],
)
def test_a_broken_outline_is_a_fault(tmp_path: Path, text: str) -> None:
    """Whatever a file holds in place of an outline, the fault names the file."""
    path = tmp_path / "tract.geojson"
    path.write_text(text, encoding="utf-8")
    code, output = run("--tract", str(path), "--model", "vms")
    assert code == 1
    assert "tract.geojson" in output


def test_nothing_expected_is_nothing_found() -> None:
    """Where every number is 0 every amount is 0, in every shape."""
    for shape in SHAPES:
        told = json.loads(run("--count", "N90=0,N50=0,N10=0", "--model", "vms", "--shape", shape, "--json")[1])
        assert told["deposits"]["p0"] == told["metal"]["Cu"]["p0"] == 1
        assert told["ore"]["mean"] == told["metal"]["Cu"]["q05"] == 0


def test_more_than_can_be_held_is_refused() -> None:
    """A million draws of a thousand deposits are refused, with how many would fit."""
    code, output = run("--count", "N90=1000,N50=1000,N10=1000", "--model", "vms", "--draws", "1000000")
    assert code == 2
    assert "draws fit" in output


def test_the_document_keeps_its_promises() -> None:
    """Chances sum to 1, amounts fall with their chance, and the convention stands beside them."""
    told = json.loads(run(*COUNT, "--model", "porphyry-copper-moly", "--json")[1])
    assert sum(told["deposits"]["pmf"]) == pytest.approx(1)
    for row in (told["ore"], *told["metal"].values()):
        amounts = [row[f"q{level:02d}"] for level in (95, 90, 50, 10, 5)]
        assert amounts == sorted(amounts)
        assert row["median"] == row["q50"]
    assert "reached or exceeded" in told["convention"]
    assert told["economic"] is None
    assert any("--economics" in flag for flag in told["flags"])


def test_models_are_listed() -> None:
    """Every built-in model is listed, with its source and what it reports."""
    code, output = run("--models", "--json")
    rows = json.loads(output)["models"]
    assert code == 0
    assert all((row["source"] and row["n"] == max(row["reported"].values())) or row["n"] > 0 for row in rows)
    assert {"porphyry-copper", "vms"} <= {row["name"] for row in rows}
    assert run("--models")[1].count("deposits") >= len(rows)


def test_a_table_of_experts_with_decimal_commas(tmp_path: Path) -> None:
    """A table with semicolons has decimal commas, as spreadsheets of half the world write it."""
    path = tmp_path / "experts.csv"
    path.write_text("Name;Weight;N90;N50;N10\na;0,5;1;2;8\nb;1,5;2;3;9\n", encoding="utf-8")
    code, output = run("--tract", str(path), "--model", "vms", "--json")
    assert code == 0
    assert [row["weight"] for row in json.loads(output)["deposits"]["stated"]] == [0.5, 1.5]


@pytest.mark.parametrize(("option", "known"), [("method", METHODS), ("shape", SHAPES)])
def test_choices_are_what_the_models_know(option: str, known: tuple[str, ...]) -> None:
    """The command names its choices without loading the models; they are the same."""
    (found,) = [row.type for row in command.params if row.name == option]
    assert isinstance(found, click.Choice)
    assert tuple(found.choices) == known
