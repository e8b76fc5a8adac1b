"""Words of all languages that say what a text is about: commodities, roles, natures, themes and topics, each a table beside this file."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

__all__ = ["commodities", "role", "table"]


@cache
def table(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return each first column with a pattern of the words of all languages; words of Latin and Cyrillic letters end where they end, or in Indonesian with -nya."""
    rows = []
    with (files("lodeway.ledger.checks") / name).open(encoding="utf-8") as file:
        for row in csv.reader(file):
            first, english, indonesian, japanese, russian = row
            rows.append(
                (
                    first,
                    re.compile(rf"\b(?:{english}|(?:{indonesian})(?:nya)?|{russian})\b|(?:{japanese})", re.IGNORECASE),
                )
            )
    return tuple(rows[1:])


def commodities(text: str) -> list[tuple[str, int]]:
    """Return the commodities that a text names, each with its first place.

    Examples
    --------
    >>> commodities("Kazakhstan adalah produsen uranium terbesar di dunia"), commodities("запасы сурьмы")
    ([('uranium', 27)], [('antimony', 7)])
    """
    found = []
    for name, pattern in table("commodities.csv"):
        match = pattern.search(text)
        if match:
            found.append((name, match.start()))
    return sorted(found, key=lambda pair: pair[1])


def role(text: str) -> str:
    """Return whether a text speaks of producing, exporting, reserves, refining, importing or supplying; producing if it does not say.

    Examples
    --------
    >>> role("memiliki cadangan emas terbesar"), role("крупнейший экспортёр"), role("the second largest")
    ('reserves', 'exporter', 'producer')
    """
    found = [(match.start(), name) for name, pattern in table("roles.csv") if (match := pattern.search(text))]
    return min(found)[1] if found else "producer"
