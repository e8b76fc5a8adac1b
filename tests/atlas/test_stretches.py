"""Roads that were given their published lengths."""

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
from tools.atlas.transport.stretch import LEAST, MOST, PLAIN, lengthen, stretch, stretch_table

ROADS = hand.rows("road_lengths")
PUBLISHED = Path(__file__).parents[1] / "network" / "published.csv"


@pytest.fixture(scope="module")
def stretches() -> pl.DataFrame:
    """The report of stretched roads."""
    return atlas.read("stretches")


def test_every_length_has_a_source_in_its_own_words() -> None:
    """A row of the hand table names publisher, address and words; one that was derived from several figures says how."""
    assert len({row["id"] for row in ROADS}) == len(ROADS)
    for row in ROADS:
        assert row["source"], row["id"]
        assert row["address"].startswith("http"), row["id"]
        assert row["confidence"] in {"H", "M", "L"}, row["id"]
        digits = f"{float(row['length']):g}"
        assert digits in row["quote"] or row["note"], (
            f"{row['id']}: {digits} km is not in the words quoted, nor derived"
        )


def test_no_length_is_the_figure_of_a_test() -> None:
    """What the network is compared with is not what it was made from: no stretch has both the address and the length of a published row."""
    published = pl.read_csv(PUBLISHED, infer_schema=False)
    tested = set(published.select("address", "published [km]").iter_rows())
    assert not tested & {(row["address"], row["length"]) for row in ROADS}


def test_stretched_roads_are_as_long_as_published(stretches: pl.DataFrame) -> None:
    """The edges of each road add up to its published length, edges across a border and welds left out; each is an edge of the atlas."""
    total = stretches.group_by("road").agg(pl.col("km").cast(pl.Float64).sum(), pl.col("length").first())
    assert set(total["road"]) == {row["id"] for row in ROADS}
    assert ((total["km"] / total["length"] - 1).abs() < 1e-3).all()
    joined = stretches.join(atlas.read("road_edges"), on=["u", "v"], how="left", suffix="_edge")
    assert joined["km_edge"].null_count() == 0
    assert ((joined["km_edge"] - joined["km"]).abs() < 2e-3).all()
    assert not stretches.select("u", "v").is_duplicated().any()


def test_factors_are_within_reason(stretches: pl.DataFrame) -> None:
    """A road is never made shorter, and no factor is one that would mean another road than the one published."""
    assert stretches["factor"].is_between(LEAST, MOST).all()
    assert (stretches.group_by("road").agg(pl.col("factor").n_unique())["factor"] == 1).all()
    assert (stretches["from_country"] == stretches["to_country"]).all()


def line(*km: float) -> Lines:
    """Return a road eastward along the equator with a junction at every degree, whose edges have these lengths."""
    size = len(km) + 1
    graph = Graph(
        longitude=np.arange(size, dtype=np.float64),
        latitude=np.zeros(size),
        u=np.arange(size - 1, dtype=np.int32),
        v=np.arange(1, size, dtype=np.int32),
        km=np.asarray(km),
    )
    return Lines("road", graph, np.full(size, "AAA", dtype="U3"), ())


def road(name: str, start: float, end: float, length: float, **more: str) -> dict[str, str]:
    """Return a row of the hand table: a road between two places on the equator."""
    place = {"from_longitude": f"{start}", "from_latitude": "0", "to_longitude": f"{end}", "to_latitude": "0"}
    told = dict.fromkeys(("source", "address", "quote", "confidence", "note"), "")
    return (
        {"id": name, "from": "A", "to": "B", **place, "via": "", "countries": "AAA", "length": f"{length}"}
        | told
        | more
    )


def test_edges_of_a_road_are_scaled_by_one_factor() -> None:
    """The edges between two places get the published length in the proportions they had; the others keep theirs."""
    lines, found = stretch(line(100, 200, 100, 100), [road("one", 1, 3, 450)])
    assert lines.graph.km.tolist() == [100, 300, 150, 100]
    assert [one.factor for one in found] == [1.5, 1.5]
    table = stretch_table(lines, found)
    assert table.select("u", "v", "drawn", "km").rows() == [(1, 2, 200, 300), (2, 3, 100, 150)]


def test_an_edge_over_a_border_is_not_stretched() -> None:
    """A border post is as long as it was."""
    lines = line(100, 1, 100)
    lines = replace(lines, country=np.asarray(["AAA", "AAA", "BBB", "BBB"]))
    scaled, found = stretch(lines, [road("one", 0, 3, 300, countries="AAA;BBB")])
    assert scaled.graph.km.tolist() == [150, 1, 150]
    assert len(found) == 2


def test_a_weld_is_not_stretched() -> None:
    """A gap that was closed stays as long as its report says."""
    lines = replace(line(100, 1, 100), welds=(Weld(1, 2, 1.0, "two dead ends"),))
    scaled, found = stretch(lines, [road("one", 0, 3, 300)])
    assert scaled.graph.km.tolist() == [150, 1, 150]
    assert len(found) == 2


def test_other_roads_are_a_little_longer_than_drawn() -> None:
    """Edges that were not stretched get the factor of plain roads; welds, border posts and stretched roads keep their length."""
    lines = replace(line(100, 100, 1, 1, 100), welds=(Weld(2, 3, 1.0, "two dead ends"),))
    lines = replace(lines, country=np.asarray(["AAA", "AAA", "AAA", "AAA", "BBB", "BBB"]))
    scaled, found = stretch(lines, [road("one", 0, 1, 150)])
    assert lengthen(scaled, found).graph.km.tolist() == [150, 100 * PLAIN, 1, 1, 100 * PLAIN]


def test_the_factor_of_plain_roads_is_that_of_plain_roads(stretches: pl.DataFrame) -> None:
    """It is no more than three roads of the plains lose together, and no less than the one that loses least, to one in a hundred."""
    plains = stretches.filter(pl.col("road").is_in(["aktobe-taraz", "baku-red-bridge", "tashkent-termez"]))
    least, pooled = plains.select(pl.col("factor").min(), pooled=pl.col("km").sum() / pl.col("drawn").sum()).row(0)
    assert least - 0.01 <= PLAIN <= pooled


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [road("one", 0, 2, 150)],
            r"one: 150 km are published, 200\.0 km drawn: 0\.75 times as long; 1 to 2\.2 is allowed",
        ),
        ([road("one", 0, 2, 450)], r"one: 450 km are published, 200\.0 km drawn: 2\.25 times as long"),
        ([road("one", 0, 2, 250), road("two", 1, 3, 250)], "two: shares edges with one"),
        ([road("one", 0.5, 2, 250)], r"one: no junction within 1\.5 km of A: the nearest is 55\.6 km away"),
        ([road("one", 0, 2, 250, countries="BBB")], r"one: no junction within 1\.5 km of A"),
        ([road("one", 0, 0, 250)], "one: 250 km are published, 0.0 km drawn"),
        ([road("one", 0, 2, 150), road("two", 2, 4, 900)], "(?s)one: .*two: "),
    ],
)
def test_faults_are_told_all_at_once(rows: list[dict[str, str]], words: str) -> None:
    """A road that would shrink, or grow too much, that shares edges, or has no junction at its ends, is a fault of the build."""
    with pytest.raises(ValueError, match=words):
        stretch(line(100, 100, 100, 100), rows)


def test_a_road_without_a_way_is_a_fault() -> None:
    """Two places in pieces of one country that no road joins."""
    lines = line(100, 100, 100)
    lines = replace(lines, country=np.asarray(["AAA", "AAA", "BBB", "AAA"]))
    graph = lines.graph
    more = replace(graph, u=np.append(graph.u, 3).astype(np.int32), v=np.append(graph.v, 4).astype(np.int32))
    more = replace(more, longitude=np.append(graph.longitude, 4.0), latitude=np.zeros(5), km=np.append(graph.km, 100.0))
    lines = replace(lines, graph=more, country=np.append(lines.country, "AAA"))
    with pytest.raises(ValueError, match="one: no way leads from one end to the other"):
        stretch(lines, [road("one", 0, 4, 450)])


def test_a_place_on_the_way_chooses_the_road() -> None:
    """Of two ways between the same places the one by the place given is the road."""
    graph = Graph(
        longitude=np.asarray([0.0, 1.0, 1.0, 2.0]),
        latitude=np.asarray([0.0, 0.5, -0.5, 0.0]),
        u=np.asarray([0, 0, 1, 2], dtype=np.int32),
        v=np.asarray([1, 2, 3, 3], dtype=np.int32),
        km=np.asarray([120.0, 130.0, 120.0, 130.0]),
    )
    lines = Lines("road", graph, np.full(4, "AAA", dtype="U3"), ())
    plain, _ = stretch(lines, [road("one", 0, 2, 312)])
    assert plain.graph.km.tolist() == [156, 130, 156, 130]
    by, _ = stretch(lines, [road("one", 0, 2, 312, via="1 -0.5")])
    assert by.graph.km.tolist() == pytest.approx([120, 156, 120, 156])
