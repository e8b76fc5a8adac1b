"""The analyst's own tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.errors import InputError
from lodeway.risk.assessment import Settings, assess
from lodeway.risk.statistics.tables import read_country_table, read_sector_table


def test_a_table_is_read(tmp_path: Path) -> None:
    """Semicolons, a decimal comma, a byte order mark and empty cells are understood."""
    file = tmp_path / "eu.csv"
    file.write_text("\ufeffcountry;governance;trade\nCHN;6,5;1.3\nJPN;;1\n", encoding="utf-8")
    assert read_country_table(file) == ({"CHN": 6.5}, {"CHN": 1.3, "JPN": 1.0})


def test_a_column_that_is_not_there_is_none(tmp_path: Path) -> None:
    """A table of governance alone says nothing of trade."""
    file = tmp_path / "eu.csv"
    file.write_text("country,governance,source\nCHN,6.5,me\n", encoding="utf-8")
    assert read_country_table(file) == ({"CHN": 6.5}, None)


def test_all_faults_at_once(tmp_path: Path) -> None:
    """Every row's fault is told with its place, what was found and what is allowed."""
    file = tmp_path / "eu.csv"
    file.write_text("country,governance\nKAS,3\nCHN,x\nJPN,11\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_country_table(file)
    faults = [(fault.row, fault.column, fault.found) for fault in caught.value.faults]
    assert faults == [(2, "country", "KAS"), (3, "governance", "x"), (4, "governance", "11")]
    assert (
        caught.value.faults[0].suggestion in {"KAZ", "KNA", "KAZAKHSTAN", "LAO", "CYM"}
        or caught.value.faults[0].suggestion
    )


@pytest.mark.parametrize(
    "text", ["land,governance\nCHN,1\n", "country\nCHN\n", "country,governance,colour\nCHN,1,red\n"]
)
def test_unknown_columns_are_faults(text: str, tmp_path: Path) -> None:
    """A column that is missing or unknown is a fault, and the command ends with 1."""
    file = tmp_path / "eu.csv"
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(main, ["risk", "tungsten", "--importer", "JPN", "--eu-table", str(file)])
    assert done.exit_code == 1
    assert "eu.csv" in done.stderr


def test_no_file(tmp_path: Path) -> None:
    """A file that is not there is a fault of the input."""
    with pytest.raises(InputError, match="cannot be read"):
        read_country_table(tmp_path / "no.csv")


USES = "sector,share,value_added,substitution_importance,substitution_risk\nchemicals,0.5,120,0.9,0.8\nglass,0.5,60,0.7,\nmachinery,0,200,,\n"


def test_importance_is_the_formula(tmp_path: Path) -> None:
    """(0.5 * 120 + 0.5 * 60) * 10 / 200 * (0.5 * 0.9 + 0.5 * 0.7) = 3.6, labelled as the reader's own; without a table it is missing."""
    file = tmp_path / "uses.csv"
    file.write_text(USES, encoding="utf-8")
    found = assess("antimony", "EU", year=2024, settings=Settings(sectors=read_sector_table(file)))
    value = found.value("eu_style_economic_importance")
    assert value.value == pytest.approx(3.6)
    assert "not the Commission's figure" in value.flags[0]
    assert any("threshold" in note for note in found.notes)
    stated = assess(
        "antimony",
        "EU",
        year=2024,
        settings=Settings(sectors=read_sector_table(file), largest=400.0, importance_substitution=1.0),
    )
    assert stated.value("eu_style_economic_importance").value == pytest.approx(2.25)
    risks = [one.value("eu_style_supply_risk").value for one in (found, assess("antimony", "EU", year=2024))]
    assert risks[0] == pytest.approx(0.9 * risks[1])  # 0.5 * 0.8 + 0.5 * 1
    silent = assess("antimony", "EU", year=2024).value("eu_style_economic_importance")
    assert not silent.known
    assert "--shares" in silent.flags[0]


def test_faults_of_uses_at_once(tmp_path: Path) -> None:
    """Shares that do not sum to 1, a column that is misspelt and figures out of range are faults of the file."""
    file = tmp_path / "uses.csv"
    file.write_text("sector,share,value_added\na,0.5,-1\nb,1.5,x\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_sector_table(file)
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        (2, "value_added"),
        (3, "share"),
        (3, "value_added"),
    ]
    file.write_text("sector,share,value_added\na,0.5,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="sum to 1"):
        read_sector_table(file)
    file.write_text("sector,shares,value_added\na,1,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="did you mean 'share'"):
        read_sector_table(file)
