"""``lodeway design`` reads, searches, prints and writes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from tests.plan.design.test_files import DOW


def run(*arguments: str) -> tuple[int, str, str]:
    """Return exit code, standard output and standard error of a command."""
    result = CliRunner().invoke(main, ["design", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with two goods on five arcs."""
    path = tmp_path / "two.dow"
    path.write_text(DOW, encoding="utf-8")
    return path


def test_summary_tells_cost_bound_and_links(file: Path) -> None:
    """The summary names the cost, what is proved, and every link that is built."""
    code, text, _ = run(str(file))
    assert code == 0
    assert "cost 55 = 27.5 to build + 27.5 to carry" in text
    assert "no design costs less than 55: gap 0, proved" in text
    assert "1>2 " in text
    assert "2>4 " in text
    assert "1>4" not in text


def test_json_and_files_hold_the_same(file: Path, tmp_path: Path) -> None:
    """--json prints what --out writes; flows add up to what the arcs carry."""
    folder = tmp_path / "out"
    code, text, _ = run(str(file), "--json", "--out", str(folder))
    document = json.loads(text)
    assert code == 0
    assert document == json.loads((folder / "design.json").read_text(encoding="utf-8"))
    assert (document["status"], document["objective"], document["bound"]) == ("optimal", 55.0, 55.0)
    with (folder / "flows.csv").open(encoding="utf-8", newline="") as stream:
        flows = list(csv.DictReader(stream))
    assert {row["arc"] for row in flows} == {row["arc"] for row in document["arcs"]}
    assert sum(float(row["flow"]) for row in flows) == pytest.approx(sum(row["flow"] for row in document["arcs"]))


def test_files_of_others_are_not_overwritten(file: Path, tmp_path: Path) -> None:
    """A folder with other files is refused; that of an earlier design is written anew."""
    (tmp_path / "flows.csv").write_text("mine", encoding="utf-8")
    code, _, error = run(str(file), "--out", str(tmp_path))
    assert code == 2
    assert "holds no design.json" in error
    assert (tmp_path / "flows.csv").read_text(encoding="utf-8") == "mine"
    assert [run(str(file), "--out", str(tmp_path / "out"))[0] for _ in range(2)] == [0, 0]


def test_infeasible_is_exit_code_3(file: Path) -> None:
    """Demand that cannot be met ends in exit code 3 with the explanation, as text and as JSON."""
    file.write_text(DOW.replace(" 1 4 2.5", " 1 4 9"), encoding="utf-8")
    code, text, error = run(str(file), "--json")
    assert code == 3
    assert "short by 1 of 14" in error
    assert json.loads(text)["error"]["kind"] == "infeasible"


def test_faults_are_exit_code_1(file: Path) -> None:
    """A fault in the file ends in exit code 1 and names its line."""
    file.write_text(DOW.replace(" 1 3 5", " 1 x 5"), encoding="utf-8")
    code, _, error = run(str(file))
    assert code == 1
    assert "two.dow, row 8, column to: not understood; found 'x'" in error


@pytest.mark.parametrize("option", [("--gap", "-1"), ("--seconds", "-1"), ("--nodes", "-2")])
def test_wrong_limits_are_exit_code_2(file: Path, option: tuple[str, str]) -> None:
    """A limit below 0 is a wrong call."""
    code, _, error = run(str(file), *option)
    assert code == 2
    assert option[0] in error
