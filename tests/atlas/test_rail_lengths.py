"""Railways that were given their published lengths, and those that hand-made links reach."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lodeway import atlas
from tools.atlas.transport import hand
from tools.atlas.transport.lines import Lines
from tools.atlas.transport.mend import Weld
from tools.atlas.transport.parse import Graph
from tools.atlas.transport.rail import TRACK, set_stations
from tools.atlas.transport.rail_lengths import PLAIN, rail_stretch_table, stretch_railways

RAILWAYS = hand.rows("rail_lengths")
PUBLISHED = Path(__file__).parents[1] / "network" / "published.csv"


def line(*km: float) -> Lines:
    """Return a railway eastward along the equator with a junction at every degree, whose edges have these lengths."""
    size = len(km) + 1
    graph = Graph(
        longitude=np.arange(size, dtype=np.float64),
        latitude=np.zeros(size),
        u=np.arange(size - 1, dtype=np.int32),
        v=np.arange(1, size, dtype=np.int32),
        km=np.asarray(km, dtype=np.float64),
    )
    return Lines("rail", graph, np.full(size, "AAA", dtype="U3"), ())


def row(start: float, end: float, length: float) -> dict[str, str]:
    """Return a row of the hand table: a railway between two places on the equator."""
    place = {"from_longitude": f"{start}", "from_latitude": "0", "to_longitude": f"{end}", "to_latitude": "0"}
    told = dict.fromkeys(("via", "source", "address", "quote", "confidence", "note"), "")
    return {"id": "one", "from": "A", "to": "B", "countries": "AAA", "length": f"{length}"} | place | told


def test_every_length_has_a_source_and_is_no_figure_of_a_test() -> None:
    """A row names publisher, address and words; no published distance that the network is compared with made it."""
    tested = set(pl.read_csv(PUBLISHED, infer_schema=False).select("address", "published [km]").iter_rows())
    for each in RAILWAYS:
        assert each["source"], each["id"]
        assert each["address"].startswith("http"), each["id"]
        assert f"{float(each['length']):g}" in each["quote"] or each["note"], each["id"]
        assert (each["address"], each["length"]) not in tested, each["id"]


def test_stretched_railways_are_as_long_as_published() -> None:
    """The edges of each railway add up to its published length, but for welds; each is an edge of the atlas."""
    stretches = atlas.read("rail_stretches")
    total = stretches.group_by("line").agg(pl.col("km").cast(pl.Float64).sum(), pl.col("length").first())
    assert set(total["line"]) == {each["id"] for each in RAILWAYS}
    assert ((total["km"] / total["length"] - 1).abs() < 1e-3).all()
    joined = stretches.join(atlas.read("rail_edges"), on=["u", "v"], how="left", suffix="_edge")
    assert ((joined["km_edge"] - joined["km"]).abs() < 2e-3).all()
    assert (joined["service"] == "").all()


def test_other_railways_are_a_little_longer_than_drawn() -> None:
    """Edges of no published line get the plain factor; passenger lines, welds and border posts keep their length."""
    lines = replace(line(100, 100, 1, 1, 100, 100), welds=(Weld(2, 3, 1.0, "two dead ends"),))
    lines = replace(lines, country=np.asarray(["AAA", "AAA", "AAA", "AAA", "BBB", "BBB", "BBB"]))
    fast = np.asarray([False, False, False, False, False, True])
    scaled, found = stretch_railways(lines, fast, [row(0, 1, 150)])
    assert scaled.graph.km.tolist() == pytest.approx([150, 100 * PLAIN, 1, 1, 100 * PLAIN, 100])
    assert rail_stretch_table(scaled, found).select("line", "u", "v", "km").rows() == [("one", 0, 1, 150)]


def test_a_published_line_is_not_looked_for_on_passenger_lines() -> None:
    """Of two railways between two places the one that is not for passengers alone is stretched."""
    graph = Graph(
        longitude=np.asarray([0.0, 1.0, 1.0, 2.0]),
        latitude=np.asarray([0.0, 0.1, -0.1, 0.0]),
        u=np.asarray([0, 0, 1, 2], dtype=np.int32),
        v=np.asarray([1, 2, 3, 3], dtype=np.int32),
        km=np.asarray([110.0, 120.0, 110.0, 120.0]),
    )
    lines = Lines("rail", graph, np.full(4, "AAA", dtype="U3"), ())
    scaled, _ = stretch_railways(lines, np.asarray([True, False, True, False]), [row(0, 2, 300)])
    assert scaled.graph.km.tolist() == [110, 150, 110, 150]


def test_a_fault_names_the_table_of_railways() -> None:
    """A railway that would shrink is told with the hand table that it comes from."""
    with pytest.raises(ValueError, match=r"rail_lengths\.csv\none: 50 km are published"):
        stretch_railways(line(100, 100), np.zeros(2, dtype=np.bool_), [row(0, 2, 50)])


def test_a_station_that_no_line_reaches_gets_a_track() -> None:
    """The track begins at the station, is short, lies in its country and is joined to nothing else."""
    lines = line(100)
    station = {"longitude": "5", "latitude": "1", "country": "BBB", "action": "end", "radius": ""}
    graph, country = set_stations(lines.graph, lines.country, [station])
    assert (graph.u[-1], graph.v[-1], graph.km[-1]) == (2, 3, TRACK)
    assert graph.longitude[2:].tolist() == [5, 5]
    assert graph.latitude[3] - graph.latitude[2] == pytest.approx(TRACK / 111.195)
    assert country[2:].tolist() == ["BBB", "BBB"]


@pytest.mark.parametrize(("length", "parts"), [("", [100, 300]), ("60", [60, 340])])
def test_a_station_parts_the_line_at_its_published_length(length: str, parts: list[float]) -> None:
    """Without a length the parts are as the straight lines to both ends; with one the nearer part has it."""
    lines = line(400)
    station = {
        "longitude": "0.75",
        "latitude": "0",
        "country": "AAA",
        "action": "split",
        "radius": "",
        "length": length,
    }
    ends = np.asarray([0.0, 3.0])
    graph, _ = set_stations(replace(lines.graph, longitude=ends, latitude=ends * 0), lines.country, [station])
    assert graph.km.tolist() == pytest.approx(parts, abs=0.01)


@pytest.mark.parametrize(
    "station", [each for each in hand.rows("stations") if each["action"] == "end"], ids=lambda each: each["id"]
)
def test_a_link_ends_at_every_station_that_no_line_reaches(station: dict[str, str]) -> None:
    """A track of its own is there for a hand-made link, which ends within 1.5 km of it."""
    links = atlas.read("links").filter(mode="rail")
    place = float(station["longitude"]), float(station["latitude"])
    ends = [
        hand.near(links[f"{side}_longitude"].to_numpy(), links[f"{side}_latitude"].to_numpy(), place).min()
        for side in ("from", "to")
    ]
    assert min(ends) < 1.5
