"""The analyst's own tables."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.errors import InputError
from lodeway.risk.tables import read_country_table


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
