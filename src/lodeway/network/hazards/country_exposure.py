"""Share of each country's railways and roads that lies near features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lodeway.network.hazards._leg_lines import checked
from lodeway.network.hazards.features import Features
from lodeway.network.hazards.shares import line_exposure

if TYPE_CHECKING:
    import polars as pl

__all__ = ["country_exposure"]


def country_exposure(features: Features, *, within: float, mode: str = "rail") -> pl.DataFrame:
    """Return which share of each country's railways or roads lies within a distance of features.

    Parameters
    ----------
    features, within
        As `lodeway.network.hazards.exposure.exposure` takes them.
    mode
        rail or road.

    Returns
    -------
    polars.DataFrame
        ``country``, ``mode``, ``length`` (kilometres in the atlas inside the country), ``km`` (within the distance), ``share``, ``share_low``, ``share_high``
        (uncertain lines 10 km farther or nearer), ``uncertain`` (share drawn straight over more than 10 km); most exposed first.

    Raises
    ------
    UsageError
        When the distance is negative or not a number, or the atlas has no such graph.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from lodeway.network.hazards.features import read_features
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "fault.geojson"
    ...     _ = file.write_text('{"type": "LineString", "coordinates": [[74, 42.7], [75, 43]]}')
    ...     fault = read_features(file)
    >>> found = country_exposure(fault, within=5)
    >>> 0 < found.filter(country="KGZ")["share"].item() < 1
    True
    """
    import polars as pl

    from lodeway import atlas
    from lodeway.atlas.tables import unknown

    checked(within)
    if mode not in ("rail", "road"):
        raise unknown("mode", mode, ("rail", "road"))
    nodes = atlas.read(f"{mode}_nodes")
    edges = atlas.read(f"{mode}_edges").with_columns(country=nodes["country"].gather(atlas.read(f"{mode}_edges")["u"]))
    other = nodes["country"].gather(edges["v"])
    edges = edges.filter(edges["country"] == other)
    longitude, latitude = nodes["longitude"].to_numpy(), nodes["latitude"].to_numpy()
    u, v = edges["u"].to_numpy(), edges["v"].to_numpy()
    shares = line_exposure(longitude[u], latitude[u], longitude[v], latitude[v], features, within=within)
    parts = {"share": shares.share, "share_low": shares.low, "share_high": shares.high, "uncertain": shares.uncertain}
    length = pl.col("km").cast(pl.Float64)
    sums = (
        edges.select("country", length.alias("length"), **{name: pl.Series(part) for name, part in parts.items()})
        .group_by("country")
        .agg(pl.col("length").sum(), **{name: (pl.col(name) * pl.col("length")).sum() for name in parts})
        .with_columns(km=pl.col("share"), mode=pl.lit(mode))
        .with_columns(pl.col(name) / pl.col("length") for name in parts)
    )
    return sums.select("country", "mode", "length", "km", *parts).sort("share", "country", descending=[True, False])
