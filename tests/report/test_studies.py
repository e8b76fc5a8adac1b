"""What studies show: sentences, tables, drawings and a page; and the command that asks for them."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.plan.sample import sample
from lodeway.plan.studies import Measure, doubts, near, pareto, partners, secure, tornado
from lodeway.report.studies import (
    Shown,
    document,
    show_front,
    show_near,
    show_partners,
    show_secure,
    show_tornado,
    summary,
    write,
)
from lodeway.report.studies.drawing import Spread, bars, ticks
from tests.plan.worlds import scenario
from tests.report.test_plan_command import put

CASE = scenario()


def shown(study: str) -> Shown:
    """Return one of the studies of the small scenario, as shown."""
    if study == "near":
        return show_near(near(CASE, alternatives=2))
    if study == "pareto":
        return show_front(pareto(CASE, Measure(against="emissions"), points=4))
    if study == "tornado":
        return show_tornado(tornado(CASE, doubts(CASE, 10.0)[:5]))
    if study == "secure":
        return show_secure(secure(CASE, share=0.5, where_possible=True))
    return show_partners(partners(CASE, ["JPN", "EU"]))


@pytest.fixture(scope="module", params=["near", "pareto", "tornado", "secure", "partners"])
def example(request: pytest.FixtureRequest) -> Shown:
    """Each study in turn."""
    return shown(request.param)


def test_files_say_what_the_document_says(example: Shown, tmp_path: Path) -> None:
    """Every table of study.json is a CSV file with the same rows, every drawing an SVG, and the page holds them all."""
    files = {path.name for path in write(example, tmp_path)}
    data = json.loads((tmp_path / "study.json").read_text(encoding="utf-8"))
    assert data == json.loads(json.dumps(document(example)))
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    for table in example.tables:
        with (tmp_path / f"{table.name}.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(data[table.name])
        assert set(data[table.name][0] if rows else ()) <= {column.key for column in table.columns}
        assert not rows or table.title in page
    for drawing in example.drawings:
        root = ET.parse(tmp_path / f"{drawing.name}.svg").getroot()
        assert root.tag.endswith("svg")
        assert str(drawing.svg) in page
    assert files == {path.name for path in tmp_path.iterdir()}


def test_the_secure_plan_can_be_carried_out_from_its_table() -> None:
    """Every build of both plans stands in the table with its year, start, size, unit and capital, and nothing else does."""
    found = secure(CASE, share=0.5, where_possible=True)
    rows = document(show_secure(found))["builds"]
    same = ("what", "name", "kind", "site", "country", "commodity", "pillar", "year", "first_year", "unit")
    for plan, size in ((found.plan, "secure"), (found.plain, "plain")):
        told = {tuple(row[key] for key in same): row[size] for row in rows if row[size]}
        built = {tuple(getattr(row, key) for key in same): row.size for row in plan.builds}
        assert built
        assert told == pytest.approx(built)
    assert sum(row["capital"] for row in rows) == pytest.approx(sum(row.capex for row in found.plan.builds))
    more = sum(row.capex for row in found.plan.builds) - sum(row.capex for row in found.plain.builds)
    assert sum(row["capex"] for row in rows) == pytest.approx(more)
    assert all(row["more"] == pytest.approx(row["secure"] - row["plain"]) for row in rows)


def test_the_page_fetches_nothing(example: Shown, tmp_path: Path) -> None:
    """The page names no address that a browser would fetch, and every number in its drawings is finite."""
    write(example, tmp_path)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"""(src|href)=["'](?!data:|#)""", page)
    assert "nan" not in " ".join(str(drawing.svg) for drawing in example.drawings)


def test_the_summary_fits_a_terminal(example: Shown) -> None:
    """Rows of the table that the command prints fit a hundred columns; the sentences stand above it."""
    lines = summary(example)
    assert lines[0] == example.title
    start = 3 + len(example.sentences)
    assert all(len(line) <= 100 for line in lines[start:])


def test_a_long_bar_is_broken_and_says_its_value() -> None:
    """A bar many times longer than the others is drawn broken so that they can be read."""
    rows = [Spread("huge", -5.0, 5000.0, "huge"), Spread("small", -3.0, 4.0, "small")]
    drawn = str(bars(rows, "t", "USD"))
    assert "+5 k" in drawn
    assert "no plan" in str(bars([Spread("none", float("nan"), 1.0, "none")], "t", "USD"))


def test_ticks_are_round() -> None:
    """Ticks of an axis are multiples of 1, 2 or 5 times a power of ten."""
    assert ticks(-3.2e9, 4.1e9) == [-2e9, 0.0, 2e9, 4e9]
    assert ticks(1.0, 1.0) == [1.0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the sample scenario."""
    place = tmp_path / "sample"
    put(sample(), place)
    return place


COMMANDS = {
    "near": ["--percent", "10", "--alternatives", "1"],
    "pareto": ["--against", "share", "--importer", "buyer", "--points", "3"],
    "tornado": ["--only", "costs.cost@rail", "--measure", "objective"],
    "secure": ["--lose", "country", "--where-possible"],
    "partners": ["--importer", "buyer"],
}


@pytest.mark.parametrize("study", COMMANDS)
def test_the_command_prints_and_writes(study: str, folder: Path, tmp_path: Path) -> None:
    """Each study prints a summary or the document of its file, and nothing else on standard output."""
    out = tmp_path / "out"
    arguments = ["study", study, str(folder), *COMMANDS[study]]
    text = CliRunner().invoke(main, arguments)
    assert text.exit_code == 0, text.output
    data = CliRunner().invoke(main, [*arguments, "--json", "--out", str(out)])
    assert data.exit_code == 0, data.output
    assert data.stdout == (out / "study.json").read_text(encoding="utf-8")
    assert json.loads(data.stdout)["study"] == study
    assert text.stdout.splitlines()[0] in unescape((out / "index.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("study", COMMANDS)
def test_a_scenario_is_not_overwritten_by_a_study(study: str, folder: Path) -> None:
    """No study is written into a folder with a scenario; it is refused before the work."""
    before = {path: path.read_bytes() for path in folder.iterdir()}
    done = CliRunner().invoke(main, ["study", study, str(folder), *COMMANDS[study], "--out", str(folder)])
    assert done.exit_code == 2
    assert "holds scenario.toml" in done.stderr
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_the_loss_that_nothing_replaces_ends_in_exit_code_three(folder: Path) -> None:
    """A promise that no builds can keep is infeasible, named in JSON, and lowered where the option says so."""
    arguments = [
        "study",
        "secure",
        str(folder),
        "--lose",
        "link",
        "--groups",
        str(folder.parent / "groups.csv"),
        "--json",
    ]
    (folder.parent / "groups.csv").write_text("group,kind,id\nowner,gate,harbour\nowner,link,line\n", encoding="utf-8")
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 3
    assert "group owner" in json.loads(done.stdout)["error"]["conflicts"][0]
    assert CliRunner().invoke(main, [*arguments, "--where-possible"]).exit_code == 0


def test_faults_of_tables_are_told_at_once(folder: Path, tmp_path: Path) -> None:
    """A table without a column, or with empty cells, is a fault in the input: all faults at once."""
    table = tmp_path / "doubts.csv"
    table.write_text("parameter,low\nprocesses.capex,\n,-10%\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["study", "tornado", str(folder), "--table", str(table), "--json"])
    assert done.exit_code == 1
    assert len(json.loads(done.stdout)["error"]["faults"]) == 3
    table.write_text("parameter,low,high\nprocesses.capex,-10%,40%\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["study", "tornado", str(folder), "--table", str(table), "--json"])
    assert done.exit_code == 0, done.output
    assert [row["high"] for row in json.loads(done.stdout)["bars"]] == ["+40 %"]


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (["near", "FOLDER", "--case", "bse"], "base"),
        (["partners", "FOLDER", "--importer", "buyr"], "buyer"),
        (["pareto", "FOLDER", "--against", "emission"], "emissions"),
        (["secure", "FOLDER", "--lose", "gat"], "gate"),
        (["tornado", "FOLDER", "--only", "process.capex"], "processes"),
    ],
)
def test_wrong_calls_name_the_nearest(arguments: list[str], nearest: str, folder: Path) -> None:
    """A call with a name that is not there ends in exit code 2 and names what is near."""
    done = CliRunner().invoke(main, ["study", *(str(folder) if word == "FOLDER" else word for word in arguments)])
    assert done.exit_code == 2
    assert nearest in done.output
