"""Files that the atlas writes for other programs."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from lodeway.atlas.export import plain, write
from lodeway.errors import UsageError

FRAME = pl.DataFrame(
    {"name": ["=1+1", "Antimony", None], "tonnes": [1.5, float("nan"), None], "year": [2024, 2025, None]},
    schema={"name": pl.String(), "tonnes": pl.Float64(), "year": pl.Int16()},
)


def test_sheet_keeps_numbers_and_text(tmp_path: Path) -> None:
    """In a workbook numbers are numbers, missing is empty, and text like a formula is text."""
    sheet = load_workbook(write(FRAME, tmp_path / "a.xlsx"))["atlas"]
    rows = [[(cell.value, cell.data_type) for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == [("name", "s"), ("tonnes", "s"), ("year", "s")]
    assert rows[1] == [("=1+1", "s"), (1.5, "n"), (2024, "n")]
    assert rows[2][1][0] is None
    assert [value for value, _ in rows[2]][2] == 2025


def test_parquet_and_csv_read_back(tmp_path: Path) -> None:
    """What was written to Parquet or CSV reads back as it was."""
    assert pl.read_parquet(write(FRAME, tmp_path / "a.parquet")).equals(FRAME)
    assert pl.read_csv(write(FRAME, tmp_path / "a.csv"))["name"].to_list() == FRAME["name"].to_list()


def test_lists_become_text(tmp_path: Path) -> None:
    """Lists are written as JSON text where a cell holds one value."""
    frame = pl.DataFrame({"points": [[1.5, 2.0], None]})
    assert write(frame, tmp_path / "a.csv").read_text(encoding="utf-8") == 'points\n"[1.5, 2.0]"\n""\n'.replace(
        '""\n', "\n"
    )
    sheet = load_workbook(write(frame, tmp_path / "a.xlsx"))["atlas"]
    assert sheet["A2"].value == "[1.5, 2.0]"


@pytest.mark.parametrize(
    ("file", "message"),
    [("a.txt", "unknown format '.txt'; allowed: .csv, .parquet, .xlsx"), ("no/a.csv", "does not exist")],
)
def test_wrong_place_is_said(tmp_path: Path, file: str, message: str) -> None:
    """An unknown suffix or a missing folder is an error, and nothing is written."""
    with pytest.raises(UsageError, match=message):
        write(FRAME, tmp_path / file)
    assert list(tmp_path.iterdir()) == []


def test_failure_keeps_the_earlier_file(tmp_path: Path) -> None:
    """When rows do not fit a sheet, the file of that name stays as it was."""
    place = tmp_path / "a.xlsx"
    place.write_text("before", encoding="utf-8")
    with pytest.raises(UsageError, match="do not fit a sheet"):
        write(pl.DataFrame({"a": pl.zeros(1_048_576, eager=True)}), place)
    assert place.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_json_has_no_nan() -> None:
    """NaN and infinity are null in JSON, at any depth."""
    assert plain({"a": [float("nan"), float("inf"), 1], "b": float("nan")}) == {"a": [None, None, 1], "b": None}
