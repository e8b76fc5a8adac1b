"""The report of welds is complete: every edge that joins a gap is in it with length and reason."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from lodeway import atlas
from lodeway.network.geometry import distance


@pytest.mark.parametrize("mode", ["rail", "road"])
def test_every_weld_is_an_edge_with_length_and_reason(mode: str) -> None:
    """Each weld is an edge of the railways or roads, as long as the gap it closes, and says why."""
    welds, edges = atlas.read("welds").filter(mode=mode), atlas.read(f"{mode}_edges")
    joined = welds.join(edges, on=["u", "v"], how="left", suffix="_edge")
    assert joined["km_edge"].null_count() == 0
    assert (joined["km_edge"] <= joined["km"] + 1e-3).all()
    assert (welds["reason"].str.len_chars() > 10).all()


@pytest.mark.parametrize(("mode", "limits"), [("rail", (1.0, 1.5, 4.0)), ("road", (0.5, 1.0, 2.0))])
def test_welds_keep_to_their_rules(mode: str, limits: tuple[float, ...]) -> None:
    """No weld is longer than its rule allows, and its length is the great circle between its ends."""
    welds = atlas.read("welds").filter(mode=mode)
    longest = dict(welds.group_by("reason").agg(pl.col("km").max()).iter_rows())
    assert len(longest) == 3
    assert all(km <= limit for km, limit in zip(sorted(longest.values()), limits, strict=True))
    ends = [welds[f"{side}_{axis}"].to_numpy() for side in ("from", "to") for axis in ("longitude", "latitude")]
    assert np.abs(distance(*ends) - welds["km"].to_numpy()).max() < 0.01


@pytest.mark.parametrize("mode", ["rail", "road"])
def test_edges_are_clean(mode: str) -> None:
    """Edges join two different nodes, are listed once, have a length, and none of them is left without a node."""
    nodes, edges = atlas.read(f"{mode}_nodes"), atlas.read(f"{mode}_edges")
    assert (edges["u"] < edges["v"]).all()
    assert not edges.select("u", "v").is_duplicated().any()
    assert (edges["km"] > 0).all()
    assert edges["v"].to_numpy().max() < nodes.height
    assert nodes["country"].str.len_chars().eq(3).all()


def test_railway_lengths_are_those_of_the_country() -> None:
    """Railways of Kazakhstan come to its published 14,800-16,000 km within 10 %, and so on for others."""
    nodes, edges = atlas.read("rail_nodes"), atlas.read("rail_edges")
    country = nodes["country"].to_numpy()
    own = country[edges["u"].to_numpy()] == country[edges["v"].to_numpy()]
    total = pl.DataFrame({"country": country[edges["u"].to_numpy()][own], "km": edges["km"].to_numpy()[own]})
    km = dict(total.group_by("country").agg(pl.col("km").sum()).iter_rows())
    published = {"KAZ": 15_400, "IND": 69_734, "CHN": 159_000, "AZE": 2_120}
    for code, length in published.items():
        assert abs(km[code] / length - 1) < 0.15, code


def test_ports_of_the_example_are_gates() -> None:
    """Ports that trade from Central Asia needs are gates, on the water of their own country."""
    gates = atlas.read("gates").filter(pl.col("kind") == "port")
    needed = [
        "aktau",
        "kuryk",
        "alat",
        "turkmenbashi",
        "poti",
        "batumi",
        "constanta",
        "bandar-abbas",
        "mersin",
        "yokohama",
    ]
    assert set(needed) <= set(gates["id"])
    assert gates.height >= 120
    assert (gates["from_country"] == gates["to_country"]).all()


def test_gates_say_where_their_figures_come_from() -> None:
    """Every gate and link has a source; those that rest on an assumption say why."""
    for name in ("gates", "links"):
        rows = atlas.read(name)
        assert (rows["source"].str.len_chars() > 5).all()
        assumed = rows.filter(pl.col("source") == "assumption")
        assert assumed["note"].fill_null("").str.len_chars().gt(10).all()
