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
