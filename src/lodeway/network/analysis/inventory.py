"""What the network is made of: lengths by country, welds, stretched lines, crossings, gauges, hand-made links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lodeway.network.model import Network

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Statistics", "borders", "gauge_breaks", "gauges", "hand_links", "statistics", "stretches", "welds"]

GRAPHS = ("rail", "road", "sea")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Statistics:
    """Sizes of the atlas' graphs and of the overlay on which routes are searched."""

    graphs: pl.DataFrame
    """Per mode: ``mode``, ``nodes``, ``edges``, ``km``, ``components`` (separate pieces), ``largest`` (share of nodes in the largest)."""
    countries: pl.DataFrame
    """``country``, ``mode``, ``km``; an edge over a border counts half to each side."""
    gates: pl.DataFrame
    """``kind``, ``status``, ``count``."""
    terminals: int
    legs: int
    points: int
    """Places along all legs, each leg's counted by itself."""


def statistics(network: Network) -> Statistics:
    """Return what the atlas holds of each mode and how large the overlay of a network is.

    Parameters
    ----------
    network
        What `lodeway.network.build` returned.

    Examples
    --------
    >>> from lodeway.network import build
    >>> from lodeway.network.sample import sample
    >>> found = statistics(build(sample()))
    >>> found.graphs["mode"].to_list(), found.terminals
    (['rail', 'road', 'sea'], 8)
    """
    import polars as pl

    kinds = pl.DataFrame({"kind": [g.kind for g in network.gates], "status": [g.status for g in network.gates]})
    return Statistics(
        graphs=pl.DataFrame([_graph(mode) for mode in GRAPHS]),
        countries=pl.concat([_by_country(mode) for mode in ("rail", "road")]).sort(
            "mode", "km", descending=[False, True]
        ),
        gates=kinds.group_by("kind", "status").agg(count=pl.len()).sort("kind", "status"),
        terminals=len(network.terminal_country),
        legs=int(network.legs.tail.size),
        points=int(network.leg_nodes.size),
    )


def _graph(mode: str) -> dict[str, Any]:
    import numpy as np

    from lodeway import atlas
    from lodeway.network.overlay.ways import components

    nodes, edges = atlas.describe(f"{mode}_nodes").rows, atlas.read(f"{mode}_edges")
    pieces = np.bincount(components(nodes, edges["u"].to_numpy(), edges["v"].to_numpy()))
    return {
        "mode": mode,
        "nodes": nodes,
        "edges": edges.height,
        "km": float(edges["km"].to_numpy().sum(dtype=np.float64)),
        "components": pieces.size,
        "largest": float(pieces.max() / nodes),
    }


def _by_country(mode: str) -> pl.DataFrame:
    import polars as pl

    from lodeway import atlas

    edges = atlas.read(f"{mode}_edges").lazy()
    country = atlas.read(f"{mode}_nodes").lazy().select(node="id", country="country")
    sides = [
        edges.select(pl.col(side).alias("node"), km=pl.col("km").cast(pl.Float64) / 2).join(country, on="node")
        for side in ("u", "v")
    ]
    sums = pl.concat(sides).group_by("country").agg(pl.col("km").sum())
    return sums.with_columns(mode=pl.lit(mode)).select("country", "mode", "km").collect()


def welds(country: str | None = None, longer: float = 0.0) -> pl.DataFrame:
    """Return the gaps in the atlas' lines that were closed, longest first.

    Parameters
    ----------
    country
        ISO 3166 alpha-3 code of a country in which one end lies; all when left out.
    longer
        Only gaps longer than this [km].

    Returns
    -------
    polars.DataFrame
        ``mode``, ``km``, both ends with longitude, latitude and country, ``reason``, and the nodes ``u`` and ``v`` of the atlas.

    Raises
    ------
    UsageError
        When no weld lies in the country; names the nearest code.

    Examples
    --------
    >>> welds("KAZ", longer=1)["km"].min() > 1
    True
    """
    import polars as pl

    from lodeway import atlas

    rows = atlas.read("welds")
    if "mode" not in rows.columns:
        rows = rows.with_columns(mode=pl.lit("rail"))
    rows = (
        _of_country(rows, country).filter(pl.col("km") > longer).sort("km", "u", "v", descending=[True, False, False])
    )
    ends = [f"{side}_{part}" for side in ("from", "to") for part in ("longitude", "latitude", "country")]
    others = [name for name in rows.columns if name not in ("mode", "km", *ends, "reason")]
    return _decimal(rows.select("mode", "km", *ends, "reason", *others))


def stretches(country: str | None = None) -> pl.DataFrame:
    """Return the railways and roads whose windings the simplified lines have lost, and which were scaled to a published length.

    Parameters
    ----------
    country
        ISO 3166 alpha-3 code of a country in which one end of an edge lies; all when left out.

    Returns
    -------
    polars.DataFrame
        A row per edge, railways first, by line: ``mode``, ``line`` and ``name``, ``drawn`` and ``km``, the lengths before and after [km],
        ``factor`` between them, ``length``, the published length of the whole line [km], both ends with longitude, latitude and country,
        ``source``, ``address``, ``quote``, ``confidence``, ``note``, and the nodes ``u`` and ``v`` of the atlas.

    Raises
    ------
    UsageError
        When no stretched line lies in the country; names the nearest code.

    Examples
    --------
    >>> rows = stretches("UZB")
    >>> bool((rows["factor"] >= 1).all()), {"tashguzar-kumkurgan", "tashkent-termez"} <= set(rows["line"])
    (True, True)
    """
    import polars as pl

    from lodeway import atlas

    tables = {"rail": atlas.read("rail_stretches"), "road": atlas.read("stretches").rename({"road": "line"})}
    rows = pl.concat([table.with_columns(mode=pl.lit(mode)) for mode, table in tables.items()], how="diagonal")
    rows = _of_country(rows, country).sort("mode", "line", "u", "v")
    ends = [f"{side}_{part}" for side in ("from", "to") for part in ("longitude", "latitude", "country")]
    told = ("source", "address", "quote", "confidence", "note")
    return _decimal(rows.select("mode", "line", "name", "drawn", "km", "factor", "length", *ends, *told, "u", "v"))


def borders(country: str | None = None) -> pl.DataFrame:
    """Return the border crossings of the atlas, both sides of each.

    Parameters
    ----------
    country
        ISO 3166 alpha-3 code of a country on either side; all when left out.

    Returns
    -------
    polars.DataFrame
        A row per crossing with every column that the atlas' table ``gates`` has: countries, places and track gauge [mm] of both sides, ``delay`` [h],
        ``fee`` [USD/t], years, status, source and doubts.

    Raises
    ------
    UsageError
        When there is no crossing of the country; names the nearest code.

    Examples
    --------
    >>> borders("MNG")["id"].len() > 1
    True
    """
    import polars as pl

    return _on_land(country).filter(pl.col("from_country") != pl.col("to_country"))


def _on_land(country: str | None) -> pl.DataFrame:
    """Return the crossings and transfers on land, those inside a country too."""
    import polars as pl

    from lodeway import atlas

    rows = atlas.read("gates").filter(pl.col("kind").is_in(["crossing", "transfer"]))
    return _of_country(rows, country).sort("from_country", "to_country", "id")


def gauges() -> pl.DataFrame:
    """Return the track gauge of most railways of each country, and the crossings where its side has another one.

    Returns
    -------
    polars.DataFrame
        ``country``, ``gauge`` [mm] of most of its railways, ``crossings`` where a gauge is known, ``exceptions``: the ids of crossings where its
        side has another gauge, ``note``: its other gauges.

    Examples
    --------
    >>> gauges().filter(country="KAZ")["gauge"].item()
    1520
    """
    import polars as pl

    from lodeway import atlas

    rows = borders()
    sides = pl.concat(
        [rows.select("id", country=f"{side}_country", there=f"{side}_gauge") for side in ("from", "to")]
    ).filter(pl.col("there").is_not_null())
    most = atlas.read("gauges").select("country", "gauge", "note")
    at = (
        sides.join(most.select("country", "gauge"), on="country")
        .group_by("country")
        .agg(crossings=pl.len(), exceptions=pl.col("id").filter(pl.col("there") != pl.col("gauge")).sort())
    )
    found = most.join(at, on="country", how="left").sort("country").with_columns(pl.col("note").fill_null(""))
    found = found.with_columns(pl.col("crossings").fill_null(0), pl.col("exceptions").fill_null([]))
    return found.select("country", "gauge", "crossings", "exceptions", "note")


def gauge_breaks(country: str | None = None) -> pl.DataFrame:
    """Return where the track gauge changes, at a border or inside a country; arguments and columns are those of `borders`.

    Examples
    --------
    >>> "khorgos" in gauge_breaks("CHN")["id"]
    True
    """
    import polars as pl

    return _on_land(country).filter(pl.col("from_gauge") != pl.col("to_gauge"))


def hand_links() -> pl.DataFrame:
    """Return the links that were added by hand, with status, years, source and doubts.

    Examples
    --------
    >>> set(hand_links()["status"]) <= {"open", "closed", "construction", "planned"}
    True
    """
    from lodeway import atlas

    return atlas.read("links").sort("id")


def _of_country(rows: pl.DataFrame, country: str | None) -> pl.DataFrame:
    """Return the rows of which one side lies in the country."""
    import polars as pl

    from lodeway.atlas.tables import unknown

    if country is None:
        return rows
    code = country.strip().upper()
    codes = set(rows["from_country"]) | set(rows["to_country"])
    if code not in codes:
        raise unknown("country", country, codes - {None})
    return rows.filter((pl.col("from_country") == code) | (pl.col("to_country") == code))


def _decimal(rows: pl.DataFrame) -> pl.DataFrame:
    """Return single-precision numbers as they are written in decimal."""
    import polars as pl
    import polars.selectors as cs

    return rows.with_columns(cs.float().cast(pl.Float64).round(5))
