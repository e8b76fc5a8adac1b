"""How sentences call countries and commodities."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from lodeway.risk.statistics.areas import EUROPEAN_UNION, names
from lodeway.risk.statistics.materials import MATERIALS, Material

__all__ = [
    "OTHER_NAMES",
    "PEOPLES",
    "ambiguous",
    "any_of",
    "country_names",
    "material_names",
    "materials",
    "plain",
    "spoken",
]

PEOPLES = {
    "chinese": "CHN", "japanese": "JPN", "russian": "RUS", "kazakh": "KAZ", "kazakhstani": "KAZ", "uzbek": "UZB", "tajik": "TJK", "turkmen": "TKM",
    "kyrgyz": "KGZ", "american": "USA", "korean": "KOR", "south korean": "KOR", "indian": "IND", "australian": "AUS", "european": EUROPEAN_UNION,
    "german": "DEU", "french": "FRA", "canadian": "CAN", "chilean": "CHL", "peruvian": "PER", "brazilian": "BRA", "turkish": "TUR", "congolese": "COD",
    "guinean": "GIN", "indonesian": "IDN", "vietnamese": "VNM", "mongolian": "MNG", "ukrainian": "UKR", "british": "GBR", "south african": "ZAF",
}  # fmt: skip
"""How people write of what a country has."""
OTHER_NAMES = {
    "u.s.": "USA", "us": "USA", "u.s": "USA", "usa": "USA", "uk": "GBR", "eu": EUROPEAN_UNION, "european union": EUROPEAN_UNION, "america": "USA",
    "britain": "GBR", "south korea": "KOR", "north korea": "PRK", "drc": "COD", "uae": "ARE", "u.a.e.": "ARE", "emirates": "ARE", "dr congo": "COD", "congo kinshasa": "COD", "congo brazzaville": "COG",
    "democratic republic of congo": "COD", "democratic republic of the congo": "COD", "republic of the congo": "COG", "republic of congo": "COG",
    "kyrgyz republic": "KGZ", "republic of korea": "KOR", "czech republic": "CZE", "burma": "MMR", "viet nam": "VNM", "vietnam": "VNM",
    "türkiye": "TUR", "turkey": "TUR", "russia": "RUS", "iran": "IRN", "laos": "LAO", "bolivia": "BOL", "united states": "USA", "tanzania": "TZA",
    "united states of america": "USA", "united kingdom": "GBR", "ivory coast": "CIV",
}  # fmt: skip
"""How people write of countries beside their names."""
_AMBIGUOUS = {
    "congo": ("Democratic Republic of the Congo (COD)", "Republic of the Congo (COG)"),
    "korea": ("South Korea (KOR)", "North Korea (PRK)"),
}


def plain(text: str) -> str:
    """Return a text in small letters with one kind of hyphen, apostrophe and space.

    Examples
    --------
    >>> plain("The world's two-thirds")
    "the world's two thirds"
    """
    words = text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("\N{NO-BREAK SPACE}", " ")
    words = re.sub(r"(?<=\d)\s*[-\N{EN DASH}\N{EM DASH}]\s*(?=\d)", " to ", words)
    words = re.sub(r"[-\N{EN DASH}\N{EM DASH}]", " ", words)
    return " ".join(words.split())


def ambiguous(words: str) -> dict[str, tuple[str, ...]]:
    """Return the names in a text that are said of more than one country, and those countries.

    Examples
    --------
    >>> list(ambiguous("congo and south korea")), list(ambiguous("the dr congo"))
    (['congo'], [])
    """
    rest = country_names().sub(" ", words)
    return {name: several for name, several in _AMBIGUOUS.items() if re.search(rf"\b{name}\b", rest)}


@cache
def spoken() -> tuple[tuple[str, str], ...]:
    """Return how countries are named in sentences, the longest first.

    Examples
    --------
    >>> dict(spoken())["kyrgyz republic"]
    'KGZ'
    """
    pairs = {plain(name): code for code, name in names().items() if len(name) > 3} | PEOPLES | OTHER_NAMES
    kept = {word: code for word, code in pairs.items() if word not in _AMBIGUOUS}
    return tuple(sorted(kept.items(), key=lambda pair: (-len(pair[0]), pair[0])))


@cache
def materials() -> dict[str, Material]:
    """Return every name of a commodity, the longest first.

    Examples
    --------
    >>> materials()["stibnite"].name
    'Antimony'
    """
    pairs = [(plain(word), one) for one in MATERIALS for word in (one.name, *one.names) if len(word) > 2]
    return dict(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


@cache
def material_names() -> re.Pattern[str]:
    """Return a pattern of every name of a commodity, its group the name without its plural.

    Examples
    --------
    >>> [match[1] for match in material_names().finditer("who leads in chromites and lead")]
    ['chromite', 'lead']
    """
    words = "|".join(f"{re.escape(word)}{'' if word == 'lead' else 's?'}" for word in materials())
    # The name without its plural, which "leads" has not.
    return re.compile(rf"\b(?=({'|'.join(re.escape(word) for word in materials())}))(?:{words})(?:'s)?(?!\w)")


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of words, the longest first, with or without a possessive.

    Examples
    --------
    >>> any_of(["congo", "dr congo"]).findall("dr congo's and congo")
    ['dr congo', 'congo']
    """
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, longest))})(?:'s|')?(?!\w)")


@cache
def country_names() -> re.Pattern[str]:
    """Return a pattern of every name of a country, see `spoken`.

    Examples
    --------
    >>> country_names().findall("kazakhstan's exports to the european union")
    ['kazakhstan', 'european union']
    """
    return any_of(word for word, _ in spoken())
