"""Files: whole at every moment, the same bytes every time, the same numbers in every form."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from lodeway.errors import UsageError
from lodeway.network import Network, build
from lodeway.plan import Plan, plan
from lodeway.plan.sample import sample
from lodeway.report import write
from lodeway.report.context import context
from lodeway.report.context.charts import gate_points
from lodeway.report.figures import Column, table
from lodeway.report.files import write_whole
from lodeway.report.workbook import workbook
from lodeway.scenario import Scenario

UNITLESS = {"number", "integer"}


@pytest.fixture(scope="module")
def planned() -> tuple[Scenario, Network, Plan]:
    """Return a small scenario, its network and its plan."""
    scenario = sample()
    network = build(scenario)
    return scenario, network, plan(scenario, network=network)


@pytest.fixture(scope="module")
def written(planned: tuple[Scenario, Network, Plan], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the report of the small plan, compared with itself."""
    scenario, network, result = planned
    folder = tmp_path_factory.mktemp("report")
    write(result, base=result, scenario=scenario, base_scenario=scenario, network=network, folder=folder)
    return folder


def cells(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def test_plan_json_names_the_files_that_are_there(written: Path) -> None:
    """The keys of the contract are there, and every file that is named exists beside it."""
    document = json.loads((written / "plan.json").read_text(encoding="utf-8"))
    keys = "status case digest years objective bound gap builds supply unmet routes limits files"
    assert set(keys.split()) <= set(document)
    assert {path.name for path in written.iterdir()} == set(document["files"].values())


def test_two_runs_write_the_same_bytes(planned: tuple[Scenario, Network, Plan], written: Path, tmp_path: Path) -> None:
    """Planning and writing again gives byte-identical files, workbook and page included."""
    scenario, network, _ = planned
    result = plan(scenario, network=network)
    write(result, base=result, scenario=scenario, base_scenario=scenario, network=network, folder=tmp_path)
    for path in sorted(written.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_workbook_and_csv_hold_the_same_numbers(written: Path) -> None:
    """Each sheet has the header and the rows of its CSV file; numbers are numbers, missing ones empty."""
    book = openpyxl.load_workbook(written / "report.xlsx")
    assert book.sheetnames[0] == "README"
    for name in book.sheetnames[1:]:
        header, rows = cells(written / f"{name}.csv")
        found = [list(row) for row in book[name].iter_rows(values_only=True)]
        assert [str(cell) for cell in found[0]] == header
        assert len(found) == len(rows) + 1
        for sheet_row, csv_row in zip(found[1:], rows, strict=True):
            for value, text in zip(sheet_row, csv_row, strict=True):
                if isinstance(value, int | float):
                    assert float(text) == pytest.approx(value, rel=1e-11)
                else:
                    assert (value or "") == text
        assert book[name].freeze_panes == "A2"


def test_every_quantity_has_its_unit_in_the_header(planned: tuple[Scenario, Network, Plan], written: Path) -> None:
    """A column of numbers names its unit, unless it counts, is an index, or its row names the unit."""
    scenario, network, result = planned
    shown = context(result, result, scenario, scenario, network)
    own = {"hhi", "years", "projects", "unvalued", "jobs", "workers", "way", "rows", "value"}
    by_row = {("builds", "size"), ("binding", "used"), ("binding", "bound"), ("limits", "used"), ("limits", "bound")}
    for name, view in shown["view"]["tables"].items():
        header, _ = cells(written / f"{name}.csv")
        for column in view["columns"]:
            if column["kind"] not in UNITLESS or column["key"] in own or (name, column["key"]) in by_row:
                continue
            assert f"{column['key']} [{column['unit']}]" in header
            assert column["unit"], (name, column["key"])


def test_lines_pass_through_every_original_node(planned: tuple[Scenario, Network, Plan], written: Path) -> None:
    """Each route's line holds every node of its legs, in the order of travel."""
    _, network, result = planned
    features = json.loads((written / "routes.geojson").read_text(encoding="utf-8"))["features"]
    by_way = {feature["properties"]["way"]: feature for feature in features}
    _, rows = cells(written / "routes.csv")
    assert {int(row[-1]) for row in rows} == set(by_way)
    for number, legs in enumerate(sorted({route.legs for route in result.routes})):
        nodes = [
            node for leg in legs for node in network.leg_nodes[network.leg_start[leg] : network.leg_start[leg + 1]]
        ]
        line = [tuple(point) for part in by_way[number]["geometry"]["coordinates"] for point in part]
        places = [
            (round(float(network.node_longitude[node]), 5), round(float(network.node_latitude[node]), 5))
            for node in nodes
        ]
        remaining = iter(line)
        assert all(place in remaining for place in dict.fromkeys(places))


def test_the_context_is_plain_json(planned: tuple[Scenario, Network, Plan]) -> None:
    """Everything the page is drawn from survives JSON without loss; no number is NaN."""
    scenario, network, result = planned
    shown = context(result, result, scenario, scenario, network)
    assert json.loads(json.dumps(shown, allow_nan=False)) == shown
    used = {leg for way in shown["view"]["ways"] for leg in way["legs"]}
    assert {str(leg) for leg in used} <= set(shown["map"]["legs"])


def test_another_network_of_the_base_keeps_its_own_legs(planned: tuple[Scenario, Network, Plan]) -> None:
    """When the base travels on another network, its legs are numbered after those of the case."""
    scenario, network, result = planned
    other = build(scenario)
    shown = context(result, result, scenario, scenario, network, other)
    base = shown["base"]
    assert base is not None
    first = {leg for way in shown["view"]["ways"] for leg in way["legs"]}
    second = {leg for way in base["ways"] for leg in way["legs"]}
    assert first.isdisjoint(second)
    assert {str(leg) for leg in first | second} == set(shown["map"]["legs"])


def test_a_gate_without_coordinates_is_drawn_where_its_way_begins(planned: tuple[Scenario, Network, Plan]) -> None:
    """A gate on a link of its own has no coordinates in its row; the map takes those of its leg."""
    _, network, result = planned
    nowhere = dataclasses.replace(
        network.gates[0], from_longitude=math.nan, from_latitude=math.nan, to_longitude=math.nan, to_latitude=math.nan
    )
    (point,) = gate_points([result], [dataclasses.replace(network, gates=(nowhere,))])
    assert (point["longitude"], point["latitude"]) == (1.0, 0.0)


def test_stopping_before_the_renaming_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted write leaves the file that was there, and nothing beside it."""
    path = tmp_path / "plan.json"
    write_whole(path, "old\n")

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new\n")
    assert [child.name for child in tmp_path.iterdir()] == ["plan.json"]
    assert path.read_text(encoding="utf-8") == "old\n"


def test_killing_before_the_renaming_leaves_the_old_file(tmp_path: Path) -> None:
    """A process that dies between writing and renaming leaves the old file whole; the next run replaces it."""
    path = tmp_path / "plan.json"
    write_whole(path, "old\n")
    code = (
        "import os, pathlib, sys\n"
        "from lodeway.report.files import write_whole\n"
        "pathlib.Path.replace = lambda *_: os._exit(9)\n"
        "write_whole(pathlib.Path(sys.argv[1]), 'new\\n' * 100000)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False, timeout=60)
    assert done.returncode == 9
    assert path.read_text(encoding="utf-8") == "old\n"
    write_whole(path, "new\n")
    assert path.read_text(encoding="utf-8") == "new\n"


def test_missing_numbers_stay_missing(written: Path) -> None:
    """No CSV file says nan or inf: what is not known is an empty cell."""
    for path in sorted(written.glob("*.csv")):
        _, rows = cells(path)
        assert {cell.lower() for row in rows for cell in row}.isdisjoint({"nan", "inf", "-inf", "none"}), path.name
    header, rows = cells(written / "builds.csv")
    assert rows[0][header.index("workers")] == ""
    assert math.isnan(sample().processes[1].workers)


def test_an_interrupted_run_leaves_the_earlier_plan(
    planned: tuple[Scenario, Network, Plan], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a second run stops before its end, plan.json and the page are those of the first."""
    scenario, network, result = planned
    write(result, scenario=scenario, network=network, folder=tmp_path)
    old = {name: (tmp_path / name).read_bytes() for name in ("plan.json", "report.html")}

    def stop(_: Any) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr("lodeway.report.page.render", stop)
    with pytest.raises(KeyboardInterrupt):
        write(dataclasses.replace(result, builds=()), scenario=scenario, network=network, folder=tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in old} == old
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_tables_of_an_earlier_case_do_not_stay(planned: tuple[Scenario, Network, Plan], tmp_path: Path) -> None:
    """A run without a base removes the tables of difference that the run before wrote, and nothing else."""
    scenario, network, result = planned
    write(result, base=result, scenario=scenario, base_scenario=scenario, network=network, folder=tmp_path)
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    assert (tmp_path / "difference_cost.csv").exists()
    files = write(result, scenario=scenario, network=network, folder=tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*files.values(), "notes.txt"}


@pytest.mark.parametrize(("name", "remedy"), [("scenario.toml", "which is input"), ("gates.csv", "no plan.json")])
def test_a_report_overwrites_only_a_report(
    planned: tuple[Scenario, Network, Plan], name: str, remedy: str, tmp_path: Path
) -> None:
    """A folder that holds a scenario, or files and no report, stays as it is."""
    scenario, network, result = planned
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=f"{remedy}.*choose another folder with --out"):
        write(result, scenario=scenario, network=network, folder=tmp_path)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == {name: "mine"}


def test_text_is_never_a_formula() -> None:
    """A note that begins with an equals sign stays text, and control characters do not stop the run."""
    words = Column("note", "Note", "", "text", 0, "A note.")
    made = workbook([table("notes", "Notes", "", [words], [("=1+1",), ("a\x07b",)])], [])
    sheet = openpyxl.load_workbook(io.BytesIO(made))["notes"]
    assert [(cell.value, cell.data_type) for (cell,) in sheet.iter_rows(min_row=2)] == [("=1+1", "s"), ("ab", "s")]
