"""The gazetteer."""

from __future__ import annotations

import polars as pl
import pytest

from lodeway import atlas


def names_of(name: str, country: str) -> set[str]:
    """Return all names of the largest city of this main name."""
    city = atlas.read("cities").filter(name=name, country=country).sort("population", descending=True)[0]
    return {name, *(city["ascii"].item() or "").split(";"), *(city["aliases"].item() or "").split(";")}


@pytest.mark.parametrize(
    ("name", "country", "others"),
    [
        ("Tashkent", "UZB", {"Ташкент", "Toshkent", "Taschkent", "塔什干"}),
        ("Almaty", "KAZ", {"Алматы", "Alma-Ata", "アルマトイ"}),
        ("Beijing", "CHN", {"Пекин", "北京", "Pekin"}),
        ("Ürümqi", "CHN", {"Urumqi", "Урумчи", "乌鲁木齐", "Urumchi"}),
        ("Moscow", "RUS", {"Москва", "Moskva", "莫斯科"}),
        ("Aktau", "KAZ", {"Актау", "Aqtau", "Shevchenko"}),
    ],
)
def test_cities_bear_the_names_of_several_languages(name: str, country: str, others: set[str]) -> None:
    """A city is known by its own, its Russian, its Chinese and its foreign names."""
    assert others <= names_of(name, country)


def test_cities_are_places_of_countries() -> None:
    """Every city has a place on earth and a country of the table of countries; no population is 0."""
    cities = atlas.read("cities")
    assert set(cities["country"]) <= set(atlas.read("countries")["iso3"])
    assert cities["longitude"].is_between(-180, 180).all()
    assert cities["latitude"].is_between(-90, 90).all()
    assert (cities["population"].drop_nulls() > 0).all()


def test_the_region_is_denser_than_the_world() -> None:
    """Central Asia is listed down to towns of 1,000 people, the world down to cities of 15,000."""
    cities = atlas.read("cities")
    small = cities.filter(pl.col("population") < 15_000)
    assert all(len(small.filter(country=country)) >= 40 for country in ("KAZ", "KGZ", "TJK", "AZE", "GEO"))
    assert len(cities) > 33_000


def test_the_gazetteer_is_small() -> None:
    """The file has at most 3 MB."""
    assert atlas.describe("cities").bytes <= 3_000_000
