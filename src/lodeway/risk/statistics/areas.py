"""Importers: countries by ISO 3166 code, by the numbers that trade statistics use, or by name; and the European Union."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache

from lodeway.errors import UsageError
from lodeway.risk.statistics._pack import pack

__all__ = ["EUROPEAN_UNION", "TRADE_NUMBERS", "WORLD", "Area", "find_area", "names"]

EUROPEAN_UNION = "EU27"
TRADE_NUMBERS = {
    "842": "USA",
    "699": "IND",
    "490": "TWN",
    "757": "CHE",
    "579": "NOR",
    "251": "FRA",
    "58": "BEL",
    "736": "SDN",
}
"""Numbers of BACI and UN Comtrade that are not those of ISO 3166 (BACI, country_codes_V202401b); 490 is 'Other Asia, nes'."""
_UNION_NAMES = frozenset({"EU", "EU27", "EUU", "EUR", "EUROPEAN UNION"})


@dataclass(frozen=True, slots=True)
class Area:
    """An importer: its code and name, and the countries that it consists of."""

    code: str
    name: str
    members: frozenset[str]

    @property
    def is_group(self) -> bool:
        """Whether it has more than one country."""
        return len(self.members) > 1


WORLD = Area("WLD", "World", frozenset())
"""Of which what all produce is said; no country is a member, and none imports as it."""


def find_area(text: str) -> Area:
    """Return the importer of an ISO 3166 alpha-3 code, a trade statistician's number, a name, or ``EU``.

    Raises
    ------
    UsageError
        When there is none; names the nearest.

    Examples
    --------
    >>> find_area("UAE").code, find_area("842").code, find_area("490").name, find_area("JPN").members
    ('ARE', 'USA', 'Taiwan', frozenset({'JPN'}))
    >>> len(find_area("EU").members)
    27
    """
    word = text.strip()
    known = names()
    if word.upper() in _UNION_NAMES:
        return Area(EUROPEAN_UNION, "European Union", _union())
    code = (
        word.upper()
        if word.upper() in known
        else TRADE_NUMBERS.get(word.lstrip("0")) or _numbers().get(word.lstrip("0"))
    )
    if code is None:
        from lodeway.risk.statistics.spellings import OTHER_NAMES

        by_name = {name.casefold(): iso3 for iso3, name in known.items()}
        code = by_name.get(word.casefold()) or OTHER_NAMES.get(word.casefold())
        if code is None:
            choices = {**by_name, **{iso3.casefold(): iso3 for iso3 in known}}
            near = dict.fromkeys(
                choices[key] for key in difflib.get_close_matches(word.casefold(), choices, cutoff=0.7)
            )
            hint = f"; did you mean {' or '.join(f'{code} ({known[code]})' for code in near)}?" if near else ";"
            raise UsageError(
                f"unknown country {text!r}{hint} allowed: ISO 3166 alpha-3 codes, names, trade numbers such as 842, and EU"
            )
    return Area(code, known[code], frozenset({code}))


@cache
def names() -> dict[str, str]:
    """Return ISO 3166 alpha-3 code to name of every area in trade statistics.

    Examples
    --------
    >>> names()["TJK"]
    'Tajikistan'
    """
    return {iso3: name for iso3, _, name, _ in pack().small["countries"]}


@cache
def _numbers() -> dict[str, str]:
    return {str(number): iso3 for iso3, number, _, _ in pack().small["countries"] if number is not None}


@cache
def _union() -> frozenset[str]:
    return frozenset(iso3 for iso3, _, _, member in pack().small["countries"] if member)
