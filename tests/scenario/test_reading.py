"""Reading: the same scenario from any dialect, unit, order and kind of file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from lodeway import atlas
from lodeway.errors import InputError, UsageError
from lodeway.scenario import check, read
from lodeway.scenario.money import on_day

Make = Callable[..., Path]


def semicolons(text: str) -> str:
    """Return a CSV text with semicolons, decimal commas and grouped thousands."""
    rows = list(csv.reader(io.StringIO(text)))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(rows[0])
    for row in rows[1:]:
        writer.writerow([comma(cell) for cell in row])
    return "\ufeff" + stream.getvalue()


def comma(cell: str) -> str:
    """Return a number with a decimal comma and a thin space between thousands."""
    try:
        value = float(cell)
    except ValueError:
        return cell.replace("0.9", "0,9") if "->" in cell else cell
    if value.is_integer() and value >= 10_000:
        return f"{int(value):,}".replace(",", "\u202f")
    return cell.replace(".", ",")


def test_the_dialect_does_not_matter(make: Make) -> None:
    """Semicolons, decimal commas, thin spaces between thousands, a BOM and Windows line ends change nothing."""
    plain = make("plain")
    other = make("other")
    for path in other.glob("*.csv"):
        path.write_text(semicolons(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    assert check(other) == ()
    assert repr(read(other)) == repr(read(plain))


def test_what_is_remembered_of_a_scenario_holds_while_its_files_say_the_same(make: Make) -> None:
    """A changed cell, a new case and a file at fault are seen at once, and what stood there before comes back with its files."""
    folder = make("changing")
    before = read(folder)
    assert read(folder) == before
    processes = folder / "processes.csv"
    text = processes.read_text(encoding="utf-8")
    processes.write_text(text.replace("[t/a]", "[kt/a]"), encoding="utf-8")
    capacities = [row.capacity for row in before.processes if row.capacity > 0]
    assert [row.capacity for row in read(folder).processes if row.capacity > 0] == [1000 * one for one in capacities]
    processes.write_text(f"{text}no row of this table\n", encoding="utf-8")
    with pytest.raises(InputError):
        read(folder)
    processes.write_text(text, encoding="utf-8")
    (folder / "cases").mkdir(exist_ok=True)
    with pytest.raises(UsageError):
        read(folder, case="dear")
    (folder / "cases" / "dear.toml").write_text('title = "Dear"\n[scenario]\ntime_value = 100.0\n', encoding="utf-8")
    assert read(folder, case="dear").time_value == 100.0
    (folder / "cases" / "dear.toml").unlink()
    assert read(folder) == before


def test_the_unit_does_not_matter(make: Make) -> None:
    """Any unit that converts to the schema's gives exactly the same scenario."""
    edits = {
        "processes.csv": ("capacity [t/a]", "capacity [kt/a]"),
        "commodities.csv": ("content [t/t]", "content [%]"),
    }
    other = make("units", edits=edits)
    processes = other / "processes.csv"
    processes.write_text(processes.read_text().replace(",2300,", ",2.3,").replace(",1800,", ",1.8,"))
    commodities = other / "commodities.csv"
    commodities.write_text(commodities.read_text().replace(",0.5,", ",50,").replace(",1,", ",100,"))
    assert read(other).digest == read(make("plain")).digest


def test_the_order_of_rows_and_columns_does_not_matter(make: Make) -> None:
    """Rows from last to first and columns from right to left are the same scenario."""
    other = make("other")
    for path in other.glob("*.csv"):
        header, *rows = csv.reader(io.StringIO(path.read_text()))
        with path.open("w", newline="") as stream:
            csv.writer(stream).writerows([row[::-1] for row in (header, *rows[::-1])])
    assert repr(read(other)) == repr(read(make("plain")))


def test_any_change_of_a_number_changes_the_digest(make: Make) -> None:
    """The digest covers what can change a result."""
    digests = {
        read(make(name, edits=edits)).digest
        for name, edits in {
            "as it is": {},
            "price": {"commodities.csv": ("22575", "22576")},
            "year": {"scenario.toml": ("2030", "2031")},
            "country": {"sites.csv": ("isfara,TJK", "isfara,UZB")},
            "source": {"costs.csv": ("UIC", "UIC 2024")},
        }.items()
    }
    assert len(digests) == 5


def test_wording_does_not_change_the_digest(make: Make) -> None:
    """A title names the problem; it is not part of it."""
    other = make("other", edits={"scenario.toml": ('title = "Small"', 'title = "Other"')})
    assert read(other).digest == read(make("plain")).digest


def workbook(folder: Path, target: Path) -> Path:
    """Return a workbook with the tables of a folder, numbers as numbers."""
    book = Workbook()
    settings = book.worksheets[0]
    settings.title = "scenario"
    pairs = [("setting", "value"), ("name", "small"), ("title", "Small"), ("years", "2026;2030"), ("network", "links")]
    for pair in pairs:
        settings.append(pair)
    for path in folder.glob("*.csv"):
        sheet = book.create_sheet(path.stem)
        for row in csv.reader(io.StringIO(path.read_text())):
            sheet.append([typed(cell) for cell in row])
    book.save(target)
    return target


def typed(cell: str) -> str | float | None:
    """Return a number as a number and an empty text as nothing."""
    try:
        return float(cell)
    except ValueError:
        return cell or None


def test_a_workbook_is_the_same_scenario(make: Make, tmp_path: Path) -> None:
    """One sheet per table, with numbers typed as numbers, reads as the folder does."""
    folder = make()
    assert repr(read(workbook(folder, tmp_path / "small.xlsx"))) == repr(read(folder))


def test_a_fault_in_a_workbook_names_file_sheet_and_row(make: Make, tmp_path: Path) -> None:
    """Rows count as the spreadsheet counts them."""
    folder = make(edits={"sites.csv": ("konchoch,TJK", "konchoch,TJX")})
    faults = check(workbook(folder, tmp_path / "small.xlsx"))
    assert [(fault.file, fault.row, fault.column, fault.suggestion) for fault in faults] == [
        ("small.xlsx:sites", 2, "country", "TJK")
    ]


def test_a_formula_without_a_stored_value_is_a_fault(make: Make, tmp_path: Path) -> None:
    """A formula that no spreadsheet has computed would read as an empty cell, and is refused."""
    folder = make(edits={"processes.csv": ("2300", "=2*1150")})
    faults = check(workbook(folder, tmp_path / "small.xlsx"))
    assert [(fault.row, fault.column) for fault in faults] == [(2, "capacity [t/a]")]


def test_blank_rows_and_remarks_are_passed_over(make: Make) -> None:
    """Empty lines and rows that begin with # are not data, and rows keep their spreadsheet number."""
    folder = make(edits={"sites.csv": ("isfara,TJK", ",,,,,\n# a remark,of,several,cells,,\n\nisfara,TJX")})
    assert [(fault.row, fault.found) for fault in check(folder)] == [(6, "TJX")]


def test_money_of_another_currency_and_year_becomes_usd_of_the_price_year(make: Make) -> None:
    """An amount follows its row's currency and price year, by the atlas' rates and consumer prices."""
    text = """\
id,element,stage,price [USD/t],currency,price_year,source
concentrate,antimony,concentrate,10000,EUR,2019,x
metal,antimony,refined,22575,,,x
"""
    first, second = read(make(files={"commodities.csv": text})).commodities
    assert first.price == pytest.approx(atlas.usd(10000, currency="EUR", year=2019, price_year=2024), rel=1e-12)
    assert first.price == pytest.approx(13737, rel=1e-3)  # 1.1195 USD per EUR in 2019, CPI-U 313.689 / 255.657
    assert second.price == 22575
    assert (first.currency, first.price_year) == ("", 0)


def test_a_currency_in_the_header_holds_for_its_column(make: Make) -> None:
    """A header such as price [JPY/kg] converts mass and money."""
    text = "id,element,stage,price [JPY/kg],source\nconcentrate,antimony,concentrate,1500,x\nmetal,antimony,refined,3000,x\n"
    rows = read(make(files={"commodities.csv": text})).commodities
    assert rows[1].price == pytest.approx(atlas.usd(3_000_000, currency="JPY", year=2024), rel=1e-12)


def test_currencies_of_header_and_row_may_not_disagree(make: Make) -> None:
    """A row in GBP below a header in EUR has two readings, and is refused."""
    text = "id,element,stage,price [EUR/t],currency,source\nconcentrate,antimony,concentrate,9,,x\nmetal,antimony,refined,9,GBP,x\n"
    faults = check(make(files={"commodities.csv": text}))
    assert [(fault.row, fault.column, fault.found, fault.suggestion) for fault in faults] == [
        (3, "currency", "GBP", "EUR")
    ]


def test_a_year_without_exchange_rates_is_a_fault(make: Make) -> None:
    """An amount that cannot be converted is reported at its row's price year."""
    text = "id,element,stage,price [EUR/t],price_year,source\nconcentrate,antimony,concentrate,9,1995,x\nmetal,antimony,refined,9,,x\n"
    faults = check(make(files={"commodities.csv": text}))
    assert [(fault.row, fault.column) for fault in faults] == [(2, "price_year")]


def test_the_target_is_worth_what_it_was_on_its_day() -> None:
    """3 trillion yen were 19.08 billion USD at the European Central Bank's rates of 2025-12-19: 184.15 JPY, 1.1712 USD."""
    value = on_day(3e12, currency="JPY", day="2025-12-19", price_year=2025)
    assert value == pytest.approx(3e12 / 184.15 * 1.1712, rel=1e-9)


def test_an_unknown_place_or_case_names_the_nearest(make: Make) -> None:
    """A misspelt example or case is a wrong call, not a fault of the input."""
    with pytest.raises(UsageError, match="did you mean 'central-asia'"):
        read("central-asai")
    with pytest.raises(UsageError, match="did you mean 'base'"):
        read(make(), case="bas")


def test_reading_a_broken_scenario_carries_all_faults_in_the_message(make: Make) -> None:
    """The error's text has a line per fault."""
    folder = make(edits={"sites.csv": ("39.28", "n/a"), "capital.csv": ("*,8", "*,-8")})
    with pytest.raises(InputError) as raised:
        read(folder)
    assert len(str(raised.value).splitlines()) == 2
