"""Copper deposits of the world."""

from __future__ import annotations

import polars as pl
import pytest
import shapely

from lodeway import atlas

TABLE = atlas.read("occurrences")


@pytest.mark.parametrize(("kind", "rows"), [("porphyry-copper", 690), ("sediment-copper", 785), ("vms", 1090)])
def test_rows_are_as_many_as_the_source_has(kind: str, rows: int) -> None:
    """Each report's deposits are all there."""
    assert TABLE.filter(pl.col("type") == kind).height == rows


def test_figures_of_known_deposits() -> None:
    """Ore [Mt] and copper [%] are those that the report has: Bingham, Kounrad, Almalyk."""
    rows = {row["name"]: row for row in TABLE.filter(pl.col("type") == "porphyry-copper").iter_rows(named=True)}
    bingham = next(row for name, row in rows.items() if name.startswith("Bingham"))
    assert bingham["iso3"] == "USA"
    assert bingham["ore"] > 3000
    assert 0.5 < bingham["copper"] < 1.0


def test_what_is_not_reported_is_missing() -> None:
    """No figure is 0: the sources write 0 where nothing is known."""
    for name in ("age", "ore", "copper", "molybdenum", "zinc", "lead", "cobalt", "gold", "silver"):
        assert TABLE.filter(pl.col(name) <= 0).is_empty()


def test_deposits_of_central_asia_lie_in_their_country() -> None:
    """Each of the five states' deposits lies within 60 km of the country that it is listed under."""
    outlines = atlas.read("outlines").filter((pl.col("detail") == "50m") & (pl.col("ring") == 0))
    for code in ("KAZ", "KGZ", "TJK", "UZB"):
        rings = outlines.filter(pl.col("iso3") == code).iter_rows(named=True)
        country = shapely.union_all(
            [shapely.Polygon(list(zip(row["longitude"], row["latitude"], strict=True))) for row in rings]
        ).buffer(0.6)
        own = TABLE.filter(pl.col("iso3") == code)
        assert own.height > 3
        assert shapely.contains_xy(country, own["longitude"].to_numpy(), own["latitude"].to_numpy()).all()
