"""Numbers told in words: the same rounding and the same units in every sentence of the report."""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["amount", "join", "money", "percent", "plural", "price", "shortened", "span", "tonnes"]


def amount(value: float) -> str:
    """Return a number with three significant digits and thousands parted.

    Examples
    --------
    >>> amount(12345.6), amount(3.14159), amount(0.01234), amount(0)
    ('12,300', '3.14', '0.0123', '0')
    """
    if math.isnan(value):
        return "an unknown number"
    if value == 0:
        return "0"
    digits = 2 - math.floor(math.log10(abs(value)))
    rounded = round(value, digits)
    text = f"{rounded:,.{max(digits, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def tonnes(value: float) -> str:
    """Return contained tonnes with their unit.

    Examples
    --------
    >>> tonnes(1234567.0), tonnes(120.4)
    ('1.23 million t', '120 t')
    """
    return f"{amount(value / 1e6)} million t" if abs(value) >= 999_500 else f"{amount(value)} t"


def money(value: float) -> str:
    """Return an amount of money in USD, thousand, million or billion.

    Examples
    --------
    >>> money(1.2345e9), money(-4.5e6), money(900.0)
    ('1.23 billion USD', '-4.5 million USD', '900 USD')
    """
    for size, word in ((1e9, "billion "), (1e6, "million "), (1e3, "thousand ")):
        if abs(value) >= size * 0.9995:
            return f"{amount(value / size)} {word}USD"
    return f"{amount(value)} USD"


def price(value: float) -> str:
    """Return a price per tonne.

    Examples
    --------
    >>> price(28413.2)
    '28,400 USD/t'
    """
    return f"{amount(value)} USD/t"


def percent(value: float) -> str:
    """Return a percentage, with a decimal below ten.

    Examples
    --------
    >>> percent(64.7), percent(4.21), percent(0.004)
    ('65 %', '4.2 %', 'under 0.1 %')
    """
    if math.isnan(value):
        return "an unknown share"
    if 0 < abs(value) < 0.05:
        return "under 0.1 %"
    return f"{value:.0f} %" if abs(value) >= 9.95 else f"{value:.1f}".rstrip("0").rstrip(".") + " %"


def shortened(text: str, room: int) -> str:
    """Return a label that fits: cut at its end, and seen to be cut.

    Examples
    --------
    >>> shortened("Democratic Republic of the Congo", 18), shortened("Japan", 18)
    ('Democratic Republ…', 'Japan')
    """
    return text if len(text) <= room else text[: room - 1].rstrip() + "…"


def plural(count: int, word: str) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> plural(1, "mine"), plural(3, "mine"), plural(2, "country")
    ('1 mine', '3 mines', '2 countries')
    """
    if count == 1:
        return f"1 {word}"
    many = word[:-1] + "ies" if word.endswith("y") and word[-2] not in "aeiou" else word + "s"
    return f"{count:,} {many}"


def join(parts: Sequence[str]) -> str:
    """Return items as a list in a sentence.

    Examples
    --------
    >>> join(["a", "b", "c"]), join(["a"]), join([])
    ('a, b and c', 'a', '')
    """
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def span(years: Sequence[int]) -> str:
    """Return years as a span where they follow one another, else as a list.

    Examples
    --------
    >>> span([2028, 2029, 2030]), span([2028]), span([2026, 2030])
    ('2028-2030', '2028', '2026 and 2030')
    """
    found = sorted(set(years))
    if len(found) > 1 and found[-1] - found[0] == len(found) - 1:
        return f"{found[0]}-{found[-1]}"
    return join([str(year) for year in found])
