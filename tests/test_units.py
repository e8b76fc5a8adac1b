"""Units: a closed registry with exact factors."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway.errors import UsageError
from lodeway.units import conversion, convert, nearest_unit

FACTORS = [
    ("kt/a", "t/a", Fraction(1000)),
    ("t/d", "t/a", Fraction("365.25")),
    ("Mlb/a", "t/a", Fraction("453.59237")),  # NIST SP 811: 1 lb = 0.45359237 kg
    ("USD/lb", "USD/t", Fraction(1000000) / Fraction("453.59237")),
    ("USD/ozt", "USD/t", Fraction(1000000) / Fraction("31.1034768")),
    ("%", "t/t", Fraction(1, 100)),
    ("g/t", "%", Fraction(1, 10000)),
    ("kg/t", "%", Fraction(1, 10)),
    ("1000 t/a", "t/a", Fraction(1000)),
    ("MUSD/(kt/a)", "USD/(t/a)", Fraction(1000)),
    ("kWh/t", "MWh/t", Fraction(1, 1000)),
    ("GJ/t", "MWh/t", Fraction(10, 36)),
    ("week", "d", Fraction(7)),
    ("1/(t/a)", "1/(kt/a)", Fraction(1000)),
    ("USD/(t·km)", "USD/(t*km)", Fraction(1)),
    ("m", "km", Fraction(1, 1000)),
]


@pytest.mark.parametrize(("found", "wanted", "factor"), FACTORS)
def test_factors_are_exact(found: str, wanted: str, factor: Fraction) -> None:
    """A factor is the exact fraction that the definitions give."""
    assert conversion(found, wanted).factor == factor


def test_a_currency_is_named_not_converted() -> None:
    """Exchange rates are the atlas' business; the unit only says which currency it holds."""
    assert conversion("EUR/t", "USD/t").currency == "EUR"
    assert conversion("kJPY/kg", "USD/t") == conversion("1000000 JPY/t", "USD/t")
    with pytest.raises(UsageError, match="exchange rate"):
        convert(1, "EUR/t", "USD/t")


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ("t", "t/a"),
        ("kt", "t/a"),
        ("mt/a", "t/a"),  # a metric tonne or a thousandth of one
        ("ton/a", "t/a"),  # long, short or metric
        ("USD/t", "t/a"),
        ("t/a", "USD/t"),
        ("EUR*USD/t", "USD/t"),
        ("0 t/a", "t/a"),
        ("-1 t/a", "t/a"),
        ("t/0", "t"),
        ("9**9**9", "t"),
        ("__import__('os')", "t"),
        ("t/", "t"),
        ("", "t"),
        ("t" * 50, "t"),
    ],
)
def test_what_does_not_fit_is_refused(found: str, wanted: str) -> None:
    """Another dimension, an unclear name or no unit at all is an error, never a guess."""
    with pytest.raises(UsageError):
        conversion(found, wanted)


def test_the_nearest_unit_is_named() -> None:
    """A misspelt word is mended within its unit, towards what is wanted."""
    assert nearest_unit("USX/t", wanted="USD/t") == "USD/t"
    assert nearest_unit("kT/a") == "kt/a"
    assert nearest_unit("qqqq") == ""


@given(st.floats(0, 1e9), st.sampled_from([line[:2] for line in FACTORS if "USD" not in line[0]]))
def test_there_and_back_is_the_same(value: float, units: tuple[str, str]) -> None:
    """Converting back gives the value again to rounding."""
    assert convert(convert(value, *units), *units[::-1]) == pytest.approx(value, rel=1e-12)
