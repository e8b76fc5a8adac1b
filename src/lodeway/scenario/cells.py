"""From one cell to one value of the kind that its column declares."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NoReturn

from lodeway.errors import UsageError
from lodeway.scenario.numbers import AmbiguousNumberError, parse_number
from lodeway.scenario.places import countries, nearest, nearest_country
from lodeway.scenario.recipes import parse_recipe
from lodeway.schema.columns import Column
from lodeway.units import CURRENCIES

__all__ = ["CellError", "Raw", "Value", "as_text", "read_cell"]

Raw = str | int | float | bool | date | list[str]
"""What a file holds: text from CSV, also typed values from xlsx and TOML."""
Value = str | int | float | bool | date | None | tuple[str, ...]
"""What a row holds."""

_FLAGS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_LARGEST = Fraction(sys.float_info.max)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


class CellError(Exception):
    """A cell that cannot be read; the caller adds file, row and column."""

    def __init__(self, message: str, *, allowed: str = "", suggestion: str = "") -> None:
        super().__init__(message)
        self.message, self.allowed, self.suggestion = message, allowed, suggestion


def read_cell(raw: Raw, column: Column, *, factor: Fraction = Fraction(1), decimal: Literal[".", ","] = ".") -> Value:
    """Return the value of a cell that is not empty, in the unit of the schema.

    Parameters
    ----------
    raw
        Text, or a typed value from a spreadsheet or TOML.
    column
        Declaration of the column.
    factor
        Multiplies a number from the unit of the header to the unit of the schema.
    decimal
        Decimal mark of the file.

    Raises
    ------
    CellError
        When the cell does not hold what the column asks for.

    Examples
    --------
    >>> from lodeway.schema import columns
    >>> read_cell("2,3", columns("processes")["capacity"], factor=Fraction(1000), decimal=",")
    2300.0
    """
    if column.kind in ("number", "integer"):
        return _quantity(raw, column, factor, decimal)
    if column.kind == "recipe":
        return _recipe(raw, column, decimal)
    return _READERS[column.kind](raw, column)


def as_text(raw: Raw) -> str:
    """Return what a person sees in the cell."""
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
    if isinstance(raw, list):
        return ";".join(as_text(item) for item in raw)
    return str(raw).strip()


def _quantity(raw: Raw, column: Column, factor: Fraction, decimal: Literal[".", ","]) -> float | int:
    unit = f" in {column.unit}" if column.unit else ""
    value = _exact(raw, decimal) * factor
    low, high = column.minimum, column.maximum
    if (low is not None and value < _bound(low)) or (high is not None and value > _bound(high)):
        message = "negative number" if value < 0 <= (low or 0) else "number out of range"
        raise CellError(message, allowed=_bounds(low, high) + unit)
    if column.kind == "integer":
        if value.denominator != 1:
            raise CellError("not a whole number", allowed=f"a whole number{unit}", suggestion=str(round(value)))
        return int(value)
    if abs(value) > _LARGEST:
        raise CellError("number out of range", allowed=f"a finite number{unit}")
    return float(value)


@lru_cache(maxsize=64)
def _bound(value: float) -> Fraction:
    return Fraction(repr(value))


def _exact(raw: Raw, decimal: Literal[".", ","]) -> Fraction:
    if isinstance(raw, float) and math.isfinite(raw):
        return Fraction(repr(raw))
    if isinstance(raw, int) and not isinstance(raw, bool):
        return Fraction(raw)
    text = as_text(raw)
    try:
        return parse_number(text, decimal=decimal)
    except AmbiguousNumberError as error:
        raise CellError(f"ambiguous number: {error}", allowed="a number without separators of thousands") from None
    except ValueError:
        raise CellError("not a number", allowed="a number", suggestion=_digits(text, decimal)) from None


def _digits(text: str, decimal: Literal[".", ","]) -> str:
    """Return the number in a text such as ``12 kt`` or ``~65%``, "" if there is not exactly one."""
    kept = "".join(sign if sign.isdigit() or sign in ".,+-eE" else " " for sign in text).split()
    for word in kept if len(kept) == 1 else ():
        try:
            parse_number(word, decimal=decimal)
        except ValueError:
            return ""
        return word
    return ""


def _bounds(low: float | None, high: float | None) -> str:
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    return f"at least {low:g}" if low is not None else f"at most {high:g}"


def _text(raw: Raw, column: Column) -> str:
    text = as_text(raw)
    if column.key and ("/" in text or text.startswith("#")):
        mended = text.lstrip("#").strip().replace("/", "-")
        raise CellError("a key holds no / and does not begin with #", allowed="a short name", suggestion=mended)
    return text


def _choice(raw: Raw, column: Column) -> str:
    text = as_text(raw)
    if text not in column.choices:
        raise CellError("unknown choice", allowed=", ".join(column.choices), suggestion=nearest(text, column.choices))
    return text


def _country(raw: Raw, column: Column) -> str:
    text = as_text(raw)
    if text in countries() or (column.wildcard and text == "*"):
        return text
    allowed = "ISO 3166 alpha-3 code" + (" or *" if column.wildcard else "")
    raise CellError("unknown country", allowed=allowed, suggestion=nearest_country(text))


def _currency(raw: Raw, column: Column) -> str:
    text = as_text(raw)
    if text not in CURRENCIES:
        raise CellError("unknown currency", allowed="ISO 4217 code", suggestion=nearest(text.upper(), CURRENCIES))
    return text


def _year(raw: Raw, column: Column) -> int:
    text = as_text(raw)
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise CellError("not a year", allowed="a year of four digits")
    return int(text)


def _flag(raw: Raw, column: Column) -> bool:
    text = as_text(raw).lower()
    if text not in _FLAGS:
        raise CellError("neither yes nor no", allowed="yes, no", suggestion=nearest(text, ("yes", "no")))
    return _FLAGS[text]


def _date(raw: Raw, column: Column) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    match = _DATE.fullmatch(as_text(raw))
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else _refuse_date()
    except ValueError:
        return _refuse_date()


def _refuse_date() -> NoReturn:
    raise CellError("not a date", allowed="YYYY-MM-DD") from None


def _list(raw: Raw, column: Column) -> tuple[str, ...]:
    items = [as_text(item) for item in raw] if isinstance(raw, list) else as_text(raw).split(";")
    words = tuple(item.strip() for item in items if item.strip())
    for word in words if column.choices else ():
        if word not in column.choices:
            raise CellError(
                f"unknown choice {word!r}", allowed=", ".join(column.choices), suggestion=nearest(word, column.choices)
            )
    if len(set(words)) < len(words):
        raise CellError("an item stands twice", allowed="each item once, joined by ;")
    return words


def _recipe(raw: Raw, column: Column, decimal: Literal[".", ","]) -> str:
    try:
        return str(parse_recipe(as_text(raw), decimal=decimal))
    except UsageError as error:
        raise CellError(str(error), allowed="inputs -> outputs, e.g. " + column.example) from None


_READERS: Mapping[str, Callable[[Raw, Column], Value]] = {
    "text": _text,
    "choice": _choice,
    "country": _country,
    "currency": _currency,
    "year": _year,
    "flag": _flag,
    "date": _date,
    "list": _list,
}
