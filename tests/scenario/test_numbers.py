"""Numbers are read as people write them, and never guessed."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.scenario.numbers import AmbiguousNumberError, parse_number

READ = [
    ("1234.5", ".", "1234.5"),
    ("1,234.5", ".", "1234.5"),
    ("1,234,567", ".", "1234567"),
    ("1\u00a0234\u202f567.5", ".", "1234567.5"),
    ("1’234’567", ".", "1234567"),
    ("0,125", ".", "0.125"),
    ("1,5", ".", "1.5"),
    ("1234,5", ",", "1234.5"),
    ("1.234,5", ",", "1234.5"),
    ("1.234.567", ",", "1234567"),
    ("1,234", ",", "1.234"),
    ("0.125", ",", "0.125"),
    ("1.5", ",", "1.5"),
    ("\u22122.5", ".", "-2.5"),
    ("+1e-3", ".", "0.001"),
    ("1.5E3", ".", "1500"),
    (".5", ".", "0.5"),
    ("5.", ".", "5"),
]


@pytest.mark.parametrize(("text", "decimal", "value"), READ)
def test_a_number_with_one_reading_is_read(text: str, decimal: Literal[".", ","], value: str) -> None:
    """Spaces, apostrophes and the other mark separate thousands where nothing else can be meant."""
    assert parse_number(text, decimal=decimal) == Fraction(value)


@pytest.mark.parametrize(("text", "decimal"), [("1,234", "."), ("999,999", "."), ("1.234", ","), ("12.000", ",")])
def test_a_number_with_two_readings_is_refused(text: str, decimal: Literal[".", ","]) -> None:
    """The other mark once before three digits may separate thousands or decimals."""
    with pytest.raises(AmbiguousNumberError):
        parse_number(text, decimal=decimal)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        ".",
        "nan",
        "inf",
        "12 kt",
        "1 23",
        "12 34 567",
        "1,23,456",
        "1.2.3",
        "0x10",
        "1_000",
        "--1",
        "1e",
        "٣",
        "1,2.3,4",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    """Text, groups of the wrong length and signs of other scripts are no numbers."""
    with pytest.raises(ValueError, match="no number"):
        parse_number(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_python_writes_is_read_exactly(value: float) -> None:
    """The shortest text of a float reads back as that float."""
    assert float(parse_number(repr(value))) == value


@given(st.integers(0, 10**12), st.sampled_from(" \u00a0\u2009\u202f'"))
def test_grouped_thousands_are_read(value: int, mark: str) -> None:
    """Groups of three between spaces or apostrophes are one number."""
    assert parse_number(f"{value:,}".replace(",", mark)) == value
