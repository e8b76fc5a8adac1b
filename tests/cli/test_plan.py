"""What `lodeway plan` does with a scenario that cannot be planned."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.plan import plan
from lodeway.scenario import read, write
from tests.plan.repair.test_answer import PLANTED
from tests.plan.sourced import sourced
from tests.plan.worlds import limit, scenario


@pytest.fixture
def broke(tmp_path: Path) -> Path:
    """Return the folder of a scenario whose foundry makes 800 t where Europe needs 900 t, and whose purse buys 11 t."""
    base = scenario()
    changes: dict[str, dict[str, Any]] = {"mill-new": {"lead_time": 0}, "foundry-old": {"capacity": 800.0}}
    case = replace(
        base,
        demands=tuple(replace(row, must_meet=True) for row in base.demands if row.market == "EU"),
        processes=tuple(replace(row, **changes.get(row.id, {})) for row in base.processes),
        limits=(limit("budget", 1e5, "USD", whole=True, id="purse"),),
    )
    return write(sourced(case), tmp_path / "mine")


def test_infeasible_json_lists_what_is_short_and_what_repairs_it(broke: Path) -> None:
    """100 t and more are missing, 11 t of which the purse buys; 127 t/a at 9000 USD need 1.15 million USD."""
    result = CliRunner().invoke(main, ["plan", str(broke), "--json"])
    assert result.exit_code == 3
    error = json.loads(result.stdout)["error"]
    assert [(row["year"], round(row["tonnes"], 1)) for row in error["short"]][:2] == [(2026, 88.9), (2027, 97.9)]
    assert "budget limit purse allows 100,000 USD over all years" in error["short"][0]["because"]
    change = error["repairs"][0]["changes"][0]
    assert (change["table"], change["row"], change["column"], change["from"]) == ("limits", "purse", "value", 1e5)
    assert 127.27 * 9000 <= change["to"] <= 1.16e6


def test_the_repair_is_written_as_a_case_that_can_be_planned(broke: Path) -> None:
    """The file holds a case of the scenario, and that case has a plan."""
    file = broke / "cases" / "mended.toml"
    file.parent.mkdir()
    result = CliRunner().invoke(main, ["plan", str(broke), "--repair", str(file)])
    assert result.exit_code == 3
    assert "it is enough to raise budget limit purse from 100,000 to 1,150,000 USD" in result.stderr
    assert "mill-new" in {build.what for build in plan(read(broke, case="mended")).builds}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_infeasibility_is_told_and_repaired_by_commands(name: str, tmp_path: Path) -> None:
    """Exit code 3 with the planted names on standard error; the case that is written moves the planted row and can be planned."""
    options, causes, (_, row) = PLANTED[name]
    folder = write(sourced(scenario(**options)), tmp_path / "mine")
    file = folder / "cases" / "mended.toml"
    file.parent.mkdir()
    result = CliRunner().invoke(main, ["plan", str(folder), "--repair", str(file)])
    assert result.exit_code == 3
    assert all(cause in result.stderr for cause in causes)
    assert row in file.read_text(encoding="utf-8")
    mended = CliRunner().invoke(
        main, ["plan", str(folder), "--case", "mended", "--json", "--out", str(tmp_path / "out")]
    )
    assert mended.exit_code == 0, mended.stderr
    assert "case base cannot be planned; mended is compared with nothing" in mended.stderr
    assert json.loads(mended.stdout)["case"] == "mended"


def test_a_file_that_is_no_case_is_not_overwritten(broke: Path) -> None:
    """A repair replaces an earlier case, never the scenario's settings or another file: that is a wrong call before any work."""
    before = {path: path.read_bytes() for path in broke.rglob("*") if path.is_file()}
    for name, told in (("scenario.toml", "is there and is no case"), ("gates.csv", "ends in .toml")):
        result = CliRunner().invoke(main, ["plan", str(broke), "--repair", str(broke / name)])
        assert result.exit_code == 2
        assert told in result.stderr
    assert {path: path.read_bytes() for path in broke.rglob("*") if path.is_file()} == before


def test_without_a_need_of_repair_that_is_told(tmp_path: Path) -> None:
    """A plan that satisfies all limits writes no case, and says so."""
    folder = write(sourced(scenario()), tmp_path / "mine")
    file = tmp_path / "mended.toml"
    result = CliRunner().invoke(main, ["plan", str(folder), "--repair", str(file), "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.stderr
    assert "no repair is needed" in result.stderr
    assert not file.exists()


def test_a_case_of_other_years_is_compared_with_nothing(tmp_path: Path) -> None:
    """Its cost is not of the same years as the base's: no difference is told, and a warning says why."""
    folder = write(sourced(scenario()), tmp_path / "mine")
    (folder / "cases").mkdir()
    (folder / "cases" / "short.toml").write_text(
        'title = "Short"\n[scenario]\nyears = [2026, 2027]\n', encoding="utf-8"
    )
    result = CliRunner().invoke(main, ["plan", str(folder), "--case", "short", "--out", str(tmp_path / "out")])
    assert result.exit_code == 0, result.stderr
    assert "case short plans other years than base; it is compared with nothing" in result.stderr
    assert not (tmp_path / "out" / "difference_cost.csv").exists()


@pytest.mark.parametrize("wrong", ["nan", "inf", "-1"])
@pytest.mark.parametrize(
    "call",
    [
        ("plan", "central-asia", "--gap"),
        ("study", "near", "central-asia", "--percent"),
        ("study", "pareto", "central-asia", "--highest-price"),
        ("study", "tornado", "central-asia", "--percent"),
        ("study", "secure", "central-asia", "--share"),
        ("design", "FILE", "--gap"),
        ("design", "FILE", "--seconds"),
    ],
)
def test_an_amount_is_a_number(call: tuple[str, ...], wrong: str, tmp_path: Path) -> None:
    """What is no number, has no end or lies below 0 is a wrong call, told before any work."""
    (tmp_path / "a.dow").write_text("", encoding="utf-8")
    words = [str(tmp_path / "a.dow") if word == "FILE" else word for word in call]
    result = CliRunner().invoke(main, [*words, wrong])
    assert result.exit_code == 2
    assert call[-1] in result.stderr
