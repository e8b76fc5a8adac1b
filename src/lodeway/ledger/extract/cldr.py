"""What the Unicode Common Locale Data Repository says of a language, by way of Babel: months, weekdays, countries, currencies, units, cities."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["CASED", "country_name", "words"]

CASED = frozenset(
    {
        "country",
        "place",
        "office",
        "person",
        "pillar",
        "agreement-word",
        "organisation-word",
        "related",
        "organisation",
        "agreement",
        "month",
        "weekday",
        "nothing",
        "adjective",
        "currency-code",
    }
)
"""Classes in which capitals tell a name from a word: May and may, US and us."""
_UNSAFE = frozenset({"ALL", "TOP", "ANG", "MOP", "CUP", "SOS", "GIP", "LAK", "BAM", "TMM"})
"""Codes of currencies that are English words in capitals."""

_AND = {"en": "and", "id": "dan", "ru": "и"}
"""The word for the sign in Trinidad & Tobago."""

Row = tuple[str, str, str, str]


@cache
def alpha3() -> dict[str, str]:
    """Return ISO 3166 alpha-3 codes by alpha-2 codes."""
    from babel.core import get_global

    found: dict[str, str] = {}
    for code, targets in get_global("territory_aliases").items():
        if re.fullmatch(r"[A-Z]{3}", code) and len(targets) == 1:
            found.setdefault(targets[0], code)
    return found | {
        "CD": "COD",
        "TL": "TLS",
        "MM": "MMR",
        "RO": "ROU",
        "FR": "FRA",
        "DE": "DEU",
        "RU": "RUS",
        "YE": "YEM",
        "XK": "XKX",
    }


@cache
def country_name(code: str) -> str:
    """Return the English name of a country by its ISO 3166 alpha-3 code, the code itself where there is none.

    Examples
    --------
    >>> country_name("JPN"), country_name("EU")
    ('Japan', 'EU')
    """
    from babel import Locale

    short = {long: two for two, long in alpha3().items()}.get(code, "")
    return str(Locale.parse("en").territories.get(short, code))


def words(code: str) -> Iterator[Row]:
    """Yield class, word, meaning and how of everything that the CLDR knows in a language.

    Examples
    --------
    >>> [row for row in words("id") if row[0] == "month"][0]
    ('month', 'Januari', '1', '')
    """
    from babel import Locale

    locale = Locale(code)
    yield from _calendar(locale)
    codes = alpha3()
    for short, name in locale.territories.items():
        if short in codes and len(short) == 2:
            plain = re.sub(r"\s*\(.*?\)", "", name)
            yield "country", plain, codes[short], ""
            if "&" in plain:
                yield "country", plain.replace("&", _AND.get(code, "and")), codes[short], ""
    yield from _currencies(locale)
    yield from _units(locale)
    countries = {str(name).casefold() for name in locale.territories.values()}
    for key, zone in locale.time_zones.items():
        area, _, city = key.rpartition("/")
        if area in {"Asia", "Europe", "Africa"} and zone.get("city") and zone["city"].casefold() not in countries:
            yield "place", zone["city"], city.replace("_", " "), ""


def _calendar(locale: Any) -> Iterator[Row]:
    wide = {name for context in ("format", "stand-alone") for name in locale.months[context]["wide"].values()}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                if not name[0].isdecimal():
                    yield "month", name.rstrip("."), str(number), "" if name in wide else "short"
        for number, name in locale.days[context]["wide"].items():
            yield "weekday", name, str(number), ""
    if locale.language != "id":  # Sen, Min and Sel are words
        for number, name in locale.days["format"]["abbreviated"].items():
            yield "weekday", name.rstrip("."), str(number), "short"


def _currencies(locale: Any) -> Iterator[Row]:
    from babel.numbers import list_currencies

    current = _current()
    for code in sorted(list_currencies()):
        if code not in current:
            continue
        if code not in _UNSAFE:
            yield "currency-code", code, code, ""
        names = {locale.currencies.get(code, ""), *dict(locale._data["currency_names_plural"].get(code, {})).values()}
        for name in sorted(names - {"", code}):
            yield "currency", name, code, ""
        symbol = locale.currency_symbols.get(code, "")
        if symbol and not symbol.isalpha():
            yield "currency-sign", symbol, code, ""


@cache
def _current() -> frozenset[str]:
    """Return the currencies that are tender somewhere today."""
    from babel.core import get_global

    return frozenset(
        row[0] for rows in get_global("territory_currencies").values() for row in rows if row[2] is None and row[3]
    )


def _units(locale: Any) -> Iterator[Row]:
    place = resources.files("lodeway.ledger.extract") / "languages" / "units.csv"
    table = {row["cldr"]: row for row in csv.DictReader(place.read_text(encoding="utf-8").splitlines())}
    for key, row in table.items():
        patterns = locale._data["unit_patterns"].get(key, {})
        for width in ("long", "short"):
            for plural, pattern in dict(patterns.get(width, {})).items():
                name = re.sub(r"\{0\}", "", str(pattern)).strip().rstrip(".")
                if plural != "per" and "{0}" in str(pattern) and name and (width == "long" or row["short"]):
                    yield row["class"], name, row["unit"], row["factor"]
