"""Cities whose stations handle freight: where trains and lorries exchange goods."""

from __future__ import annotations

__all__ = ["hubs"]

LARGE = 5_000_000
"""A city of this many people is a hub anywhere."""
MIDDLE = 200_000
"""A city of this many people is one in the box of the corridors ..."""
SMALL = 50_000
"""... and of this many in a country whose ways out the corridors are."""
BOX = (40.0, 33.0, 90.0, 56.0)
"""West, south, east, north [degree]: from the Black Sea to Xinjiang, from Iran to the Urals."""
INLAND = ("AFG", "ARM", "AZE", "GEO", "KAZ", "KGZ", "MNG", "TJK", "TKM", "UZB")


def hubs() -> list[tuple[str, str, float, float]]:
    """Return name, country, longitude and latitude of each hub, the largest first."""
    import polars as pl

    from lodeway import atlas

    west, south, east, north = BOX
    people = pl.col("population")
    boxed = pl.col("longitude").is_between(west, east) & pl.col("latitude").is_between(south, north)
    chosen = (people >= LARGE) | (boxed & (people >= MIDDLE)) | (pl.col("country").is_in(INLAND) & (people >= SMALL))
    rows = atlas.read("cities").filter(chosen).sort("population", "id", descending=[True, False])
    return list(rows.select("name", "country", "longitude", "latitude").iter_rows())
