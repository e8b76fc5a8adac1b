"""Reading a number as people write it, without ever guessing."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

__all__ = ["AmbiguousNumberError", "parse_number"]

_SPACES = " \u00a0\u2007\u2009\u202f'’"
"""Signs that separate thousands and cannot be a decimal mark."""
_GROUPED = re.compile(rf"\d{{1,3}}(?:[{_SPACES}]\d{{3}})+")
_PLAIN = re.compile(r"(\d*)(?:\.(\d*))?")
_SCIENTIFIC = re.compile(r"(.*\d\.?)[eE]([+-]?\d{1,3})")


class AmbiguousNumberError(ValueError):
    """The text has two readings, e.g. 1.234 where the comma is the decimal mark."""


def parse_number(text: str, *, decimal: Literal[".", ","] = ".") -> Fraction:
    """Return the number that `text` states, exactly.

    Thousands may be separated by spaces of any width, apostrophes or the mark that is not `decimal`. Where that
    other mark stands once before three digits the text has two readings, and is refused.

    Parameters
    ----------
    text
        Cell of a table, without unit.
    decimal
        Decimal mark of the file.

    Raises
    ------
    AmbiguousNumberError
        When the text has two readings.
    ValueError
        When it is no number.

    Examples
    --------
    >>> parse_number("1 234.5"), parse_number("1.234.567,5", decimal=","), parse_number("-2e3")
    (Fraction(2469, 2), Fraction(2469135, 2), Fraction(-2000, 1))
    >>> parse_number("1,234")
    Traceback (most recent call last):
    lodeway.scenario.numbers.AmbiguousNumberError: 1,234 may mean 1234 or 1.234
    """
    stripped = text.strip().replace("\u2212", "-")
    sign = -1 if stripped.startswith("-") else 1
    body = stripped[1:] if stripped[:1] in ("-", "+") else stripped
    scientific = _SCIENTIFIC.fullmatch(body)
    mantissa, exponent = (scientific[1], int(scientific[2])) if scientific else (body, 0)
    plain = _without_groups(mantissa, decimal)
    match = _PLAIN.fullmatch(plain)
    if not match or not plain.isascii() or not (match[1] or match[2]):
        raise ValueError(f"{text!r} is no number")
    return sign * Fraction(f"{match[1] or 0}.{match[2] or 0}") * Fraction(10) ** exponent


def _without_groups(text: str, decimal: str) -> str:
    """Return the digits with ``.`` as decimal mark and no separator of thousands."""
    other = "," if decimal == "." else "."
    whole, mark, rest = text.partition(decimal)
    if _GROUPED.fullmatch(whole):
        return re.sub(rf"[{_SPACES}]", "", whole) + (mark and "." + rest)
    if other not in text:
        return whole + (mark and "." + rest)
    if other in rest:
        raise ValueError(f"{text!r} is no number")
    groups = re.fullmatch(rf"\d{{1,3}}(?:\{other}\d{{3}})+", whole)
    once = whole.count(other) == 1 and not mark
    if groups and once and not whole.startswith("0"):
        head, _, tail = whole.partition(other)
        raise AmbiguousNumberError(f"{text} may mean {head}{tail} or {head}{decimal}{tail}")
    if groups and not whole.startswith("0"):
        return whole.replace(other, "") + (mark and "." + rest)
    if once:  # 1,5 or 0,125: no separator of thousands stands there, so only a decimal mark can be meant
        return whole.replace(other, ".")
    raise ValueError(f"{text!r} is no number")
