"""Cells and headings for people: thousands apart, sensible digits, units in headings, what is missing named."""

from __future__ import annotations

import math

from lodeway.report.context.shape import Cell, ColumnView

__all__ = ["NOT_KNOWN", "heading", "number", "text"]

NOT_KNOWN = "not known"
_WHOLE = 1000.0
_MINUS = "\N{MINUS SIGN}"


def number(value: float, digits: int = 0) -> str:
    """Return a number with thousands apart; from a thousand on whole, below one with at least two significant digits.

    Examples
    --------
    >>> number(1234567.8, 1), number(0.00123, 1), number(-12.5, 1), number(0.0, 2)
    ('1,234,568', '0.0012', '−12.5', '0')
    """
    if value == 0:
        return "0"
    size = abs(value)
    decimals = 0 if size >= _WHOLE else digits
    if size < 1:
        decimals = min(8, max(digits, 1 - math.floor(math.log10(size))))
    written = f"{size:,.{decimals}f}"
    if decimals > digits:
        written = written.rstrip("0").rstrip(".")
    return (_MINUS if value < 0 else "") + written


def text(value: Cell, column: ColumnView) -> str:
    """Return a cell's text; what is missing reads "not known".

    Examples
    --------
    >>> capex = {"key": "capex", "title": "Capital", "unit": "USD", "kind": "number", "digits": 0, "meaning": ""}
    >>> text(2.5e6, capex), text(None, capex)
    ('2,500,000', 'not known')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return NOT_KNOWN
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, str):
        return value
    if column["kind"] == "year":
        return str(int(value)) if value else ""
    return number(value, column["digits"] if column["kind"] == "number" else 0)


def heading(column: ColumnView) -> str:
    """Return a column's heading with its unit.

    Examples
    --------
    >>> heading({"key": "km", "title": "Length", "unit": "km", "kind": "number", "digits": 0, "meaning": ""})
    'Length (km)'
    """
    return f"{column['title']} ({column['unit']})" if column["unit"] else column["title"]
