"""The gazetteer."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodeway import atlas
from tools.atlas.cities import MOST, aliases


@pytest.fixture(scope="module")
def cities() -> pl.DataFrame:
    """All cities."""
    return atlas.read("cities")


@pytest.mark.parametrize(
    ("name", "country", "others"),
    [
        ("Tashkent", "UZB", {"Ташкент", "Toshkent", "塔什干"}),
        ("Almaty", "KAZ", {"Алматы", "Alma-Ata", "Алма-Ата"}),
        ("Türkmenbaşy", "TKM", {"Krasnovodsk", "Красноводск"}),
        ("Shanghai", "CHN", {"Шанхай", "上海"}),
    ],
)
def test_a_city_is_found_by_its_names(cities: pl.DataFrame, name: str, country: str, others: set[str]) -> None:
    """A big city has its names in other scripts and its former ones."""
    row = (
        cities.filter(name=name, country=country)
        .sort("population", descending=True, nulls_last=True)
        .row(0, named=True)
    )
    assert others <= set(row["aliases"].split(";"))


def test_region_has_towns_and_the_world_cities(cities: pl.DataFrame) -> None:
    """Kazakhstan and Uzbekistan have towns by the hundred, and nearly every country of the atlas has a city."""
    assert cities.filter(country="KAZ").height > 300
    assert cities.filter(country="UZB").height > 150
    assert cities["country"].n_unique() > 200
    assert set(cities["country"]) - {"XKX"} <= set(atlas.read("countries")["iso3"])


def test_places_are_on_earth_and_people_are_counted(cities: pl.DataFrame) -> None:
    """Coordinates are degrees; a missing population is null, not 0; the file has less than 3 MB."""
    assert cities["longitude"].is_between(-180, 180).all()
    assert cities["latitude"].is_between(-90, 90).all()
    assert (cities["population"].drop_nulls() > 0).all()
    assert cities["population"].null_count() / cities.height < 0.05
    assert atlas.path("cities").stat().st_size < 3_000_000


def test_codes_and_letterwise_transcriptions_are_left_out() -> None:
    """Codes, transcriptions in small letters, other scripts and names that differ only in marks are left out."""
    found = aliases(
        "Tashkent", ["TAS", "tshqnd", "ta shen gan", "Taşkent", "Taškent", "TASKENT", "Ташкент", "تاشكند", "Toshkent"]
    )
    assert found == ["Taşkent", "Toshkent", "Ташкент"]


@given(st.lists(st.text(min_size=1, max_size=12), max_size=80))
def test_other_names_are_few_sorted_and_unique(names: list[str]) -> None:
    """However many names a place has, few are kept, in order, none twice, none with a semicolon."""
    found = aliases("Osh", names)
    assert len(found) <= MOST
    assert found == sorted(set(found))
    assert not any(";" in name for name in found)
