"""Every column of every table is declared so that it can be explained, templated and checked."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lodeway.errors import UsageError
from lodeway.scenario.cells import read_cell
from lodeway.schema import TABLES, Column, columns, default, key_columns
from lodeway.units import conversion

ALL = [(table, name, column) for table in TABLES for name, column in columns(table).items()]


@pytest.mark.parametrize(("table", "name", "column"), ALL, ids=[f"{table}.{name}" for table, name, _ in ALL])
def test_a_column_explains_itself(table: str, name: str, column: Column) -> None:
    """A column has a meaning that is a sentence and an example that reads as a value of its kind."""
    assert column.meaning.endswith(".")
    assert read_cell(column.example, column) not in (None, "", ())
    if column.unit:
        assert conversion(column.unit, column.unit).factor == 1


@pytest.mark.parametrize(("table", "name", "column"), ALL, ids=[f"{table}.{name}" for table, name, _ in ALL])
def test_references_name_what_exists(table: str, name: str, column: Column) -> None:
    """A reference is a country, a table with a single key, or a column of a table."""
    for reference in column.reference.split("|") if column.reference else ():
        target, _, inner = reference.partition(".")
        assert reference == "country" or inner in columns(target) or (not inner and len(key_columns(target)) == 1)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_a_key_and_says_where_rows_come_from(table: str) -> None:
    """Every table has key columns that are required, and ends with source, confidence, range and note."""
    assert key_columns(table)
    assert all(columns(table)[name].required for name in key_columns(table))
    assert list(columns(table))[-4:] == ["source", "confidence", "range", "note"]


def test_an_unknown_table_names_the_nearest() -> None:
    """A misspelt table is answered with the one that was meant."""
    with pytest.raises(UsageError, match="did you mean 'sites'"):
        columns("site")


def test_a_default_is_what_an_empty_cell_means() -> None:
    """An empty life is 20 years."""
    assert default("processes", "life") == 20
    assert Fraction(default("relations", "multiple")) == Fraction(3, 2)
