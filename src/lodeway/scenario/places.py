"""Countries and gates that the atlas knows."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from functools import cache

from lodeway import atlas

__all__ = ["atlas_ids", "countries", "hint", "nearest", "nearest_country"]


@cache
def countries() -> Mapping[str, str]:
    """Return ISO 3166 alpha-3 code to name of every country of the atlas.

    Examples
    --------
    >>> countries()["TJK"]
    'Tajikistan'
    """
    table = atlas.read("countries")
    return dict(zip(table["iso3"].to_list(), table["name"].to_list(), strict=True))


@cache
def atlas_ids(table: str) -> frozenset[str]:
    """Return the ids of an atlas table, e.g. ``gates`` or ``links``.

    Examples
    --------
    >>> "khorgos" in atlas_ids("gates")
    True
    """
    return frozenset(atlas.read(table)["id"].to_list())


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the word that looks most like `word`, "" if none does.

    Examples
    --------
    >>> nearest("capacty", ["capacity", "capex"])
    'capacity'
    """
    choices = sorted(words)
    same = [choice for choice in choices if choice.lower() == word.lower()]
    close = same or difflib.get_close_matches(word, choices, n=1, cutoff=0.6)
    return close[0] if close else ""


def hint(word: str, words: Iterable[str], *, name: str) -> str:
    """Return what helps a person who typed a word that does not exist: the nearest one, or all.

    Examples
    --------
    >>> hint("diversfy", ["base", "diversify"], name="cases")
    "did you mean 'diversify'?"
    >>> hint("x", ["base", "diversify"], name="cases")
    'cases: base, diversify'
    """
    choices = list(words)
    near = nearest(word, choices)
    return f"did you mean {near!r}?" if near else f"{name}: {', '.join(choices)}"


def nearest_country(word: str) -> str:
    """Return the ISO 3166 alpha-3 code that is meant by a misspelt code or a country's name, "" if none is.

    Examples
    --------
    >>> nearest_country("Tajikstan"), nearest_country("kaz")
    ('TJK', 'KAZ')
    """
    codes = countries()
    if word.upper() in codes:
        return word.upper()
    if len(word) <= 3:
        return nearest(word.upper(), codes)
    by_name = {name.lower(): code for code, name in codes.items()}
    return by_name.get(nearest(word.lower(), by_name), "")
