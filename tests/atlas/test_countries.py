"""Countries and their outlines."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest

from lodeway import atlas


def inside(longitude: float, latitude: float, ring: tuple[list[float], list[float]]) -> bool:
    """Return whether a point lies in a closed ring (even-odd rule)."""
    corners = list(zip(*ring, strict=True))
    crossings = 0
    for (x1, y1), (x2, y2) in pairwise(corners):
        if (y1 > latitude) != (y2 > latitude):
            crossings += longitude < x1 + (latitude - y1) * (x2 - x1) / (y2 - y1)
    return crossings % 2 == 1


def country_at(longitude: float, latitude: float, detail: str = "50m") -> set[str]:
    """Return the countries whose polygons hold a point."""
    rings = atlas.read("outlines").filter(detail=detail)
    return {
        country
        for country, part in rings.select("iso3", "part").unique().iter_rows()
        if sum(
            inside(longitude, latitude, shape)
            for shape in rings.filter(iso3=country, part=part).select("longitude", "latitude").iter_rows()
        )
        == 1
    }


def test_the_union_has_27_members() -> None:
    """Twenty-seven countries are flagged as members of the European Union."""
    assert atlas.read("countries")["eu27"].sum() == 27


@pytest.mark.parametrize(("iso3", "numeric"), [("JPN", 392), ("USA", 840), ("IND", 356), ("TWN", 158), ("KAZ", 398)])
def test_numeric_codes_are_those_of_iso(iso3: str, numeric: int) -> None:
    """Numeric codes are ISO's, not those of trade statistics (842 and 699)."""
    assert atlas.read("countries").filter(iso3=iso3)["iso_numeric"].item() == numeric


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "country"),
    [
        ("Baikonur", 63.31, 45.96, "KAZ"),
        ("Dushanbe", 68.77, 38.56, "TJK"),
        ("Tashkent", 69.24, 41.30, "UZB"),
        ("Urumqi", 87.6, 43.8, "CHN"),
        ("Nagoya", 137.0, 35.2, "JPN"),
        ("Berlin", 13.4, 52.5, "DEU"),
    ],
)
def test_places_lie_in_their_country(place: str, longitude: float, latitude: float, country: str) -> None:
    """A city lies in the polygons of its own country and of no other."""
    assert country_at(longitude, latitude) == {country}, place


def test_rings_are_closed_and_on_earth() -> None:
    """Every ring ends where it begins, has at least four points, and stays within the map."""
    rings = atlas.read("outlines").with_columns(
        closed=(pl.col("longitude").list.first() == pl.col("longitude").list.last())
        & (pl.col("latitude").list.first() == pl.col("latitude").list.last()),
        points=pl.col("longitude").list.len(),
    )
    assert rings["closed"].all()
    assert (rings["points"] >= 4).all()
    assert (rings["longitude"].list.len() == rings["latitude"].list.len()).all()
    assert (rings["longitude"].list.min() >= -180.001).all()
    assert (rings["latitude"].list.max() <= 90.001).all()


def test_outlines_belong_to_countries() -> None:
    """Every outline's country is in the table of countries, in both degrees of detail for the big ones."""
    outlines = atlas.read("outlines")
    assert set(outlines["iso3"]) <= set(atlas.read("countries")["iso3"])
    for detail in ("110m", "50m"):
        assert {"JPN", "KAZ", "KGZ", "TJK", "TKM", "UZB", "USA", "CHN", "RUS", "XKX"} <= set(
            outlines.filter(detail=detail)["iso3"]
        )
