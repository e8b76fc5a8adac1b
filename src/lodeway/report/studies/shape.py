"""What every study hands to its readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from lodeway.report.figures import Cell, Column, Table
from lodeway.report.page.numerals import number

__all__ = ["Drawing", "Shown", "any_size", "million", "money", "numbers", "texts"]

NAMED = 6
"""Names that a sentence lists before it counts the rest."""
CENT = 0.01
"""Sums of a plan below a cent are the solver's rounding [USD]."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG with a name for its file and a caption that says the same in words."""

    name: str
    svg: Markup
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A study as people and programs see it."""

    study: str
    scenario: str
    case: str
    digest: str
    title: str
    sentences: tuple[str, ...]
    """What it finds, most telling first."""
    figures: dict[str, Cell | None]
    """The few numbers that sum it up, for programs."""
    drawings: tuple[Drawing, ...]
    tables: tuple[Table, ...]
    """The first is what the command prints."""
    brief: tuple[str, ...]
    """Columns of the first table that fit a terminal."""


def numbers(key: str, title: str, unit: str, meaning: str, digits: int = 0) -> Column:
    """Return a column of numbers."""
    return Column(key, title, unit, "number", digits, meaning)


def any_size(names: Sequence[str], then: str) -> tuple[str, ...]:
    """Return the sentence that says which whole units a study lets be of any size, none where there are none.

    Examples
    --------
    >>> any_size(["mill"], "A plan in whole units costs no less.")
    ('Relaxed: mill may be built in any size here, though the case wants whole units. A plan in whole units costs no less.',)
    >>> any_size([], "")
    ()
    """
    if not names:
        return ()
    few = ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")
    return (f"Relaxed: {few} may be built in any size here, though the case wants whole units. {then}",)


def texts(key: str, title: str, meaning: str) -> Column:
    """Return a column of text."""
    return Column(key, title, "", "text", 0, meaning)


def million(value: float) -> str:
    """Return money as people say it.

    Examples
    --------
    >>> million(2.5e6), million(-1.234e9), million(7.5e12), million(1200.0), million(-6e-8)
    ('2.5 million USD', '−1.23 billion USD', '7.5 trillion USD', '1,200 USD', '0 USD')
    """
    if abs(value) < CENT:
        return "0 USD"
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if abs(value) >= size:
            return f"{number(round(value / size, 2), 2).removesuffix('0').removesuffix('.')} {word} USD"
    return f"{number(value)} USD"


def money(value: float) -> str:
    """Return a difference of money with its sign.

    Examples
    --------
    >>> money(2.5e6), money(0.0)
    ('+2.5 million USD', '0 USD')
    """
    return ("+" if value >= CENT else "") + million(value)
