"""Figures in words: four digits, no exponents."""

from __future__ import annotations

__all__ = ["span", "tidy", "words"]


def tidy(value: float) -> float:
    """Return the value to four digits: no figure here is better.

    Examples
    --------
    >>> tidy(123456.0)
    123500.0
    """
    return float(f"{value:.4g}")


def words(value: float) -> str:
    """Return the value to four digits, with thousands apart.

    Examples
    --------
    >>> words(123456.0), words(18.7)
    ('123,500', '18.7')
    """
    return f"{tidy(value):,.10g}"


def span(low: float, high: float) -> str:
    """Return a range as a cell states it.

    Examples
    --------
    >>> span(0.5, 123456.0)
    '0.5-123500'
    """
    return f"{tidy(low):.10g}-{tidy(high):.10g}"
