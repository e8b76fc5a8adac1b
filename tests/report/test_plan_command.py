"""The command plan: summary, JSON, files, exit codes."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.plan.sample import sample
from lodeway.scenario import Scenario, write
from lodeway.schema import TABLES


def put(scenario: Scenario, place: Path) -> None:
    """Write a scenario of the sample's tables, with a source in every row and countries that exist."""
    for name in TABLES:
        rows = tuple(dataclasses.replace(row, source="A sample") for row in getattr(scenario, name))
        change: dict[str, Any] = {name: rows}
        scenario = dataclasses.replace(scenario, **change)
    write(scenario, place)
    for path in place.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace("AAA", "TJK").replace("BBB", "JPN"), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the sample scenario and a case in which the mine is lost."""
    place = tmp_path / "sample"
    put(sample(), place)
    (place / "cases").mkdir(exist_ok=True)
    (place / "cases" / "lost.toml").write_text(
        'title = "The mine is lost"\n\n[processes.pit]\ncapacity = 400\n', encoding="utf-8"
    )
    return place


def test_summary_is_short_and_names_the_report(folder: Path, tmp_path: Path) -> None:
    """Thirty lines at most tell what to build, and where the report is."""
    out = tmp_path / "report"
    done = CliRunner().invoke(main, ["plan", str(folder), "--out", str(out)])
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert len(lines) <= 30
    assert any(line.startswith("Build 1 mine or plant") for line in lines)
    assert str(out / "report.html") in done.stdout
    assert (out / "report.html").exists()


def test_json_is_the_file_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    """With --json standard output is the document of plan.json."""
    out = tmp_path / "report"
    done = CliRunner().invoke(main, ["plan", str(folder), "--json", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert done.stdout == (out / "plan.json").read_text(encoding="utf-8")
    assert json.loads(done.stdout)["case"] == "base"


def test_a_case_is_told_against_its_base(folder: Path, tmp_path: Path) -> None:
    """The case's difference stands in the summary and in tables of its own."""
    out = tmp_path / "report"
    done = CliRunner().invoke(main, ["plan", str(folder), "--case", "lost", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "Under lost, " in done.stdout
    assert (out / "difference_unmet.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "near"), [(["central-asai"], "central-asia"), (["FOLDER", "--case", "lots"], "lost")]
)
def test_an_unknown_name_is_answered_with_the_nearest(folder: Path, arguments: list[str], near: str) -> None:
    """A misspelt scenario or case is a wrong call, answered with what was probably meant."""
    named = [str(folder) if argument == "FOLDER" else argument for argument in arguments]
    done = CliRunner().invoke(main, ["plan", *named])
    assert done.exit_code == 2
    assert near in done.stderr


def test_faulty_input_writes_nothing(folder: Path, tmp_path: Path) -> None:
    """A fault in a table ends the run before anything is planned or written."""
    (folder / "commodities.csv").unlink()
    done = CliRunner().invoke(main, ["plan", str(folder), "--out", str(tmp_path / "report"), "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["error"]["faults"][0]["file"] == "commodities.csv"
    assert not (tmp_path / "report").exists()


def test_a_scenario_is_not_overwritten_by_its_report(folder: Path) -> None:
    """A report has tables of the scenario's names: to write it there is refused before anything is planned."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = CliRunner().invoke(main, ["plan", str(folder), "--out", str(folder)])
    assert done.exit_code == 2
    assert "holds scenario.toml, which is input: choose another folder with --out" in done.stderr
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_limits_in_conflict_are_named(tmp_path: Path) -> None:
    """Demand that must be met beyond all that can be mined ends with exit code 3 and the conflict in words; nothing is written."""
    scenario = sample()
    demands = tuple(dataclasses.replace(row, quantity=5000.0, must_meet=True) for row in scenario.demands)
    put(dataclasses.replace(scenario, demands=demands), tmp_path / "sample")
    done = CliRunner().invoke(main, ["plan", str(tmp_path / "sample"), "--out", str(tmp_path / "report"), "--json"])
    assert done.exit_code == 3
    error = json.loads(done.stdout)["error"]
    assert error["kind"] == "infeasible"
    assert error["conflicts"]
    assert not (tmp_path / "report").exists()
