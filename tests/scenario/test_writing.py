"""Writing, copying, templates and descriptions."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from lodeway.cli import main
from lodeway.errors import UsageError
from lodeway.scenario import Scenario, check, describe, new, read, template, write, write_package
from lodeway.scenario.examples import locate
from lodeway.schema import TABLES, columns, heading
from lodeway.schema.tables import Ban, Commodity, Cost, Demand, Limit, Market, Measure, Process, Site

Make = Callable[..., Path]

words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12).filter(
    lambda text: text[0] != "#"
)
names = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
amounts = st.floats(0, 1e12, allow_subnormal=False)
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(str.strip)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Give sound scenarios of one market whose texts and numbers are wild."""
    note, source = draw(texts), draw(words)
    process = Process(
        id="mine", site="site", recipe="-> 1 metal", status="operating", capacity=draw(amounts), opex=draw(amounts),
        growth=draw(st.floats(-50, 50)), emissions=draw(amounts), life=draw(st.integers(1, 99)), name=draw(texts), source=source, note=note,
    )  # fmt: skip
    measure = Measure(
        id=draw(names), imposing="CHN", targets=("*",), elements=("antimony",), stages=draw(st.sampled_from([(), ("ore", "refined")])),
        direction="export", kind="ban", in_force=draw(st.none() | st.dates(date(1990, 1, 1), date(2020, 1, 1))), source=source,
    )  # fmt: skip
    return Scenario(
        name=draw(words), title=draw(words), question=draw(texts), case="base", case_title="", network="links",
        years=(2026, 2027), discount_rate=draw(st.floats(0, 1)), carbon_price=draw(amounts),
        commodities=(Commodity(id="metal", element="antimony", stage="refined", price=draw(amounts), source=source),),
        sites=(Site(id="site", country="JPN", longitude=draw(st.floats(-180, 180)), latitude=0.1, kind="mine", source=source),),
        markets=(Market(id="JPN", countries=("JPN",), sites=("site",), source=source),),
        processes=(process,),
        measures=(measure,),
        demands=(Demand(market="JPN", commodity="metal", year=2025, quantity=draw(amounts), must_meet=draw(st.booleans()), source=source),),
        limits=(Limit(id="l", kind="emissions", value=draw(amounts), unit="t", whole=draw(st.booleans()), source=source),),
        bans=(Ban(id="b", country="RUS", kind="all", source=source),),
        costs=(Cost(mode="rail", country="*", cost=draw(amounts), speed=40.0, emissions=1.5, source=source),),
    )  # fmt: skip


@given(scenario=scenarios())
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_what_is_written_reads_back_exactly(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every table and setting survives writing and reading to the last bit."""
    folder = write(scenario, tmp_path_factory.mktemp("written") / "copy")
    again = read(folder)
    for table in TABLES:
        assert [row_values(row) for row in getattr(again, table)] == [
            row_values(row) for row in getattr(scenario, table)
        ]
    assert (again.name, again.title, again.question) == (scenario.name, scenario.title, scenario.question)
    assert (again.years[-1], again.discount_rate) == (scenario.years[-1], scenario.discount_rate)


def row_values(row: Any) -> dict[str, Any]:
    """Return a row's values with NaN as None, so that they compare."""
    values = dataclasses.asdict(row)
    return {name: None if value != value else value for name, value in values.items()}


def test_a_written_case_is_the_base_of_its_folder(make: Make, tmp_path: Path) -> None:
    """The case is applied; the copy has the same digest."""
    folder = make(files={"cases/other.toml": "[capital.TJK]\nrate = 20\n"})
    other = read(folder, case="other")
    assert read(write(other, tmp_path / "copy")).digest == other.digest


def test_writing_refuses_to_overwrite(make: Make) -> None:
    """A folder that holds something is left as it is."""
    folder = make()
    scenario = read(folder)
    with pytest.raises(UsageError, match="exists already"):
        write(scenario, folder)


def test_a_new_scenario_is_the_example(tmp_path: Path) -> None:
    """``new`` copies an example whole and refuses to overwrite."""
    folder = new(tmp_path / "mine", "central-asia")
    assert (folder / "scenario.toml").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]
    with pytest.raises(UsageError, match="exists already"):
        new(folder, "central-asia")
    with pytest.raises(UsageError, match="did you mean 'central-asia'"):
        new(tmp_path / "other", "central-asa")


def test_a_filled_template_reads_as_the_scenario(make: Make, tmp_path: Path) -> None:
    """A workbook template, filled below its remarks, is the scenario that was filled in."""
    folder = make()
    scenario = read(folder)
    path = template(tmp_path / "empty.xlsx")
    book = load_workbook(path)
    for name, value in {"name": "small", "title": "Small", "years": "2026;2030", "network": "links"}.items():
        place = next(row for row in range(1, 40) if book["scenario"].cell(row, 1).value == name)
        book["scenario"].cell(place, 2).value = value
    for table in TABLES:
        for row in getattr(scenario, table):
            cells = [getattr(row, name) for name in columns(table)]
            book[table].append([None if cell in ("", 0, ()) or cell != cell else plain(cell) for cell in cells])
    book.save(path)
    assert check(path) == ()
    assert read(path).digest == scenario.digest


def plain(cell: Any) -> Any:
    """Return a list as a cell states it."""
    return ";".join(cell) if isinstance(cell, tuple) else cell


def test_a_template_has_every_column_with_unit_meaning_and_example(tmp_path: Path) -> None:
    """Each table's sheet heads its columns with their unit; choices drop down."""
    book = load_workbook(template(tmp_path / "empty.xlsx"))
    for table in TABLES:
        sheet = book[table]
        header = [cell.value for cell in sheet[1]]
        assert header == [heading(name, column) for name, column in columns(table).items()]
        for place, column in enumerate(columns(table).values(), 1):
            assert column.meaning in str(sheet.cell(2, place).value)
            assert column.example in str(sheet.cell(3, place).value)
    lists = [validation.formula1 for validation in book["processes"].data_validations.dataValidation]
    assert '"operating,committed,candidate,closed"' in lists


def test_an_unfilled_template_lacks_only_what_must_be_stated(tmp_path: Path) -> None:
    """The remarks are not read as data; name and years are missing."""
    for target in (tmp_path / "tables", tmp_path / "tables.xlsx"):
        faults = check(template(target))
        assert [(fault.column, fault.message) for fault in faults] == [
            ("name", "required setting is missing"),
            ("years", "required setting is missing"),
        ]


def test_the_description_has_every_column(make: Make) -> None:
    """Each column of each file is a field named as in the file, with type, unit, meaning, keys and references."""
    folder = make()
    package = describe(folder)
    resources = {resource["name"]: resource for resource in package["resources"]}
    for path in folder.glob("*.csv"):
        header = path.read_text().splitlines()[0].split(",")
        fields = resources[path.stem]["schema"]["fields"]
        assert [field["name"] for field in fields] == header
        assert all(field["description"] and field["type"] for field in fields)
    price = next(field for field in resources["commodities"]["schema"]["fields"] if field["title"] == "price")
    assert (price["type"], price["unit"], price["constraints"]) == ("number", "USD/t", {"required": True, "minimum": 0})
    assert resources["demands"]["schema"]["primaryKey"] == ["market", "commodity", "year"]
    assert {"fields": "site", "reference": {"resource": "sites", "fields": "id"}} in resources["processes"]["schema"][
        "foreignKeys"
    ]


def test_the_description_is_written_whole(make: Make) -> None:
    """The file is what the function returns, beside the tables, and does not disturb reading."""
    folder = make()
    path = write_package(folder)
    assert path == folder / "datapackage.json"
    assert json.loads(path.read_text(encoding="utf-8")) == describe(folder)
    assert check(folder) == ()


def test_what_ships_is_not_written_into(tmp_path: Path) -> None:
    """An example, by name or path, is described beside it or elsewhere only on demand: what was installed stays as it was."""
    shipped = locate("central-asia")
    for place in ("central-asia", str(shipped)):
        with pytest.raises(UsageError, match="copy it first, `lodeway new FOLDER --from central-asia`"):
            write_package(place)
    assert not (shipped / "datapackage.json").exists()
    done = CliRunner().invoke(main, ["describe", "central-asia", "--out", str(tmp_path / "about.json")])
    assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "about.json").read_text(encoding="utf-8")) == describe("central-asia")


def test_commands_speak_json(make: Make, tmp_path: Path) -> None:
    """new, template and describe print JSON on demand."""
    run = CliRunner().invoke
    made = json.loads(run(main, ["new", str(tmp_path / "a"), "--from", "central-asia", "--json"]).stdout)
    assert made["folder"] == str(tmp_path / "a")
    assert "scenario.toml" in made["files"]
    written = json.loads(run(main, ["template", "--csv", str(tmp_path / "b"), "--json"]).stdout)
    assert Path(written["written"]).is_dir()
    assert json.loads(run(main, ["describe", str(make()), "--json"]).stdout)["name"] == "small"
    assert run(main, ["template"]).exit_code == 2


def test_a_description_can_be_read_by_whoever_can_read_the_folder(tmp_path: Path) -> None:
    """The description has the permissions of any new file, not those of a temporary one, and nothing is left beside it."""
    folder = new(tmp_path / "mine", "central-asia")
    (folder / "plain").write_text("", encoding="utf-8")
    written = write_package(folder)
    assert written.stat().st_mode == (folder / "plain").stat().st_mode
    assert not list(folder.glob(".*"))
