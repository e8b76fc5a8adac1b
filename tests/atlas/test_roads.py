"""Roads, their gaps and the places where they cross borders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from lodeway import atlas
from lodeway.network.geometry import distance
from tools.atlas.transport import hand
from tools.atlas.transport.parse import Graph
from tools.atlas.transport.road import without_closed

REGION = ("KAZ", "UZB", "TJK", "TKM", "GEO", "ARM", "MNG", "AFG", "IRN", "CHN", "TUR", "PAK")


@dataclass(frozen=True)
class Roads:
    """Nodes and edges, and the edges within one country as a matrix."""

    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    country: NDArray[np.str_]
    u: NDArray[np.int32]
    v: NDArray[np.int32]
    km: NDArray[np.float64]

    @property
    def inside(self) -> NDArray[np.bool_]:
        """Which edges lie in one country."""
        return np.equal(self.country[self.u], self.country[self.v])

    def matrix(self, used: NDArray[np.bool_]) -> csr_array:
        """Return the edges used as a sparse matrix."""
        size = self.longitude.size
        return csr_array((np.maximum(self.km[used], 0.001), (self.u[used], self.v[used])), shape=(size, size))


@pytest.fixture(scope="module")
def roads() -> Roads:
    """The roads of the atlas."""
    nodes, edges = atlas.read("road_nodes"), atlas.read("road_edges")
    return Roads(
        longitude=nodes["longitude"].to_numpy().astype(np.float64),
        latitude=nodes["latitude"].to_numpy().astype(np.float64),
        country=nodes["country"].to_numpy().astype("U3"),
        u=edges["u"].to_numpy(),
        v=edges["v"].to_numpy(),
        km=edges["km"].to_numpy().astype(np.float64),
    )


@pytest.fixture(scope="module")
def gates() -> pl.DataFrame:
    """The road crossings."""
    return atlas.read("gates").filter(mode="road", kind="crossing")


def near(roads: Roads, longitude: float, latitude: float, country: str) -> int:
    """Return the country's node nearest to a place."""
    apart = distance(longitude, latitude, roads.longitude, roads.latitude)
    return int(np.argmin(np.where(roads.country == country, apart, np.inf)))


@pytest.mark.parametrize("country", REGION)
def test_a_country_is_one_network_of_roads(roads: Roads, country: str) -> None:
    """At least 95 % of a country's road kilometres hang together without leaving it."""
    own = roads.inside & (roads.country[roads.u] == country)
    _, label = connected_components(roads.matrix(own), directed=False)
    length = np.bincount(label[roads.u[own]], weights=roads.km[own])
    assert length.max() / length.sum() > 0.95


@pytest.mark.parametrize(
    ("one", "other", "country", "great_circle_times"),
    [
        ((76.93, 43.25), (71.43, 51.15), "KAZ", 1.4),
        ((74.6, 42.87), (72.94, 40.91), "KGZ", 2.2),
        ((68.78, 38.56), (69.62, 40.28), "TJK", 1.6),
        ((69.24, 41.3), (66.96, 39.65), "UZB", 1.3),
        ((44.8, 41.7), (41.64, 41.64), "GEO", 1.4),
        ((51.4, 35.7), (59.6, 36.3), "IRN", 1.4),
    ],
)
def test_cities_are_joined_by_a_sensible_way(
    roads: Roads, one: tuple[float, float], other: tuple[float, float], country: str, great_circle_times: float
) -> None:
    """Two big cities are joined within their country by a road not much longer than the great circle."""
    start, end = (near(roads, *place, country) for place in (one, other))
    km = dijkstra(roads.matrix(roads.inside), directed=False, indices=[start])[0, end]
    assert 1.0 <= km / distance(*one, *other) <= great_circle_times


def test_welds_close_gaps_and_make_no_short_cuts(roads: Roads) -> None:
    """Without it the way round a weld of a dead end is over ten times as long, or there is none (a sample of 60)."""
    welds = atlas.read("welds").filter(pl.col("mode") == "road", pl.col("reason").str.contains("dead end"))
    joined = {tuple(pair) for pair in atlas.read("welds").filter(mode="road").select("u", "v").iter_rows()}
    kept = np.asarray([pair not in joined for pair in zip(roads.u.tolist(), roads.v.tolist(), strict=True)])
    matrix = roads.matrix(kept)
    for u, v, km in welds.sample(60, seed=1).select("u", "v", "km").iter_rows():
        way = dijkstra(matrix, directed=False, indices=[u], limit=10.0 * km + 0.1)[0, v]
        assert way > 10.0 * km - 0.1


def test_named_crossings_are_there(gates: pl.DataFrame) -> None:
    """The main road crossings of Central Asia and the Caucasus have names, and fewer than 900 others are derived."""
    wanted = """korday karasu yallama kaplanbek dostuk torugart-road irkeshtam khorgos-road bakhty-road dostyk-road
        maikapshagay kolzhat kulma oybek jartepa sariosiyo panji-poyon hairatan-road farap-road temirbaba howdan artyk
        sarakhs-road tsiteli-khidi sarpi lagodekhi sadakhlo-road upper-lars samur-road bilasuvar astara-road
        agarak-road bazargan kapikule-road torkham chaman zamyn-uud-road takeshiken tashanta zhana-zhol mashtakovo
        zabaikalsk-road"""
    assert set(wanted.split()) <= set(gates["id"])
    derived = gates.filter(pl.col("id").str.starts_with("r-"))
    assert derived.height < 900
    assert derived["source"].str.starts_with("derived: road edge").all()


def crossing_edges(roads: Roads) -> Iterator[tuple[str, str, int, int]]:
    """Give every edge between two countries, the country first in the alphabet first."""
    for edge in np.flatnonzero(~roads.inside).tolist():
        u, v = int(roads.u[edge]), int(roads.v[edge])
        one, other = str(roads.country[u]), str(roads.country[v])
        yield (one, other, u, v) if one < other else (other, one, v, u)


def test_every_road_over_a_border_has_a_gate_near_by(roads: Roads, gates: pl.DataFrame) -> None:
    """An edge between two countries has a gate of the same border with a side within 40 km of its own."""
    sides: dict[tuple[str, str], list[list[float]]] = {}
    for row in gates.iter_rows(named=True):
        ends = [(row[f"{side}_country"], row[f"{side}_longitude"], row[f"{side}_latitude"]) for side in ("from", "to")]
        (one, *first), (other, *second) = sorted(ends)
        sides.setdefault((one, other), []).append([*first, *second])
    for one, other, u, v in crossing_edges(roads):
        at = np.asarray(sides[one, other])
        apart = [
            distance(roads.longitude[node], roads.latitude[node], at[:, 2 * side], at[:, 2 * side + 1]).min()
            for side, node in enumerate((u, v))
        ]
        assert min(apart) <= 40.1, (one, other)


def test_derived_crossings_are_set_on_roads(roads: Roads, gates: pl.DataFrame) -> None:
    """Each side of a derived crossing is a node of the roads in the side's country."""
    places = set(zip(roads.longitude.round(3), roads.latitude.round(3), roads.country, strict=True))
    for row in gates.filter(pl.col("id").str.starts_with("r-")).iter_rows(named=True):
        for side in ("from", "to"):
            place = round(row[f"{side}_longitude"], 3), round(row[f"{side}_latitude"], 3), row[f"{side}_country"]
            assert place in places, row["id"]


def test_crossings_are_as_long_as_a_border_post(roads: Roads, gates: pl.DataFrame) -> None:
    """No road crosses a border in an edge of more than 2 km, and all but three crossings are no longer than that."""
    assert roads.km[~roads.inside].max() <= 2.0 + 1e-6
    assert gates.filter(pl.col("length") > 2.0)["id"].to_list() == ["artyk", "astara-road", "julfa-road"]


@pytest.mark.parametrize(
    ("gate", "longitude", "latitude"),
    [("irkeshtam", 73.95, 39.7), ("torugart-road", 75.38, 40.55), ("korday", 74.71, 43.04), ("tashanta", 89.2, 49.7)],
)
def test_crossings_stand_at_their_posts(gates: pl.DataFrame, gate: str, longitude: float, latitude: float) -> None:
    """A named crossing on a long road stands within 3 km of its post, not at the road's ends."""
    row = gates.filter(id=gate).row(0, named=True)
    for side in ("from", "to"):
        assert distance(row[f"{side}_longitude"], row[f"{side}_latitude"], longitude, latitude) < 3.0


@pytest.mark.parametrize("pair", [{"ARM", "AZE"}, {"ARM", "TUR"}, {"RUS", "UKR"}, {"IND", "PAK"}, {"KOR", "PRK"}])
def test_closed_borders_are_closed(gates: pl.DataFrame, pair: set[str]) -> None:
    """No road crosses a border that is closed to trade."""
    rows = gates.filter(pl.col("from_country").is_in(pair), pl.col("to_country").is_in(pair))
    assert rows.height
    assert set(rows["status"]) == {"closed"}


def test_every_crossing_has_a_time_and_a_cost(gates: pl.DataFrame) -> None:
    """Each crossing has hours and a fee within reason, its source, and says when it is an average."""
    assert gates["delay"].is_between(0.5, 72).all()
    assert gates["fee"].is_between(0.1, 30).all()
    average = gates.filter(pl.col("source").str.contains("road average"), ~pl.col("id").str.starts_with("r-"))
    assert average.height > 20
    assert (average["note"].str.len_chars() > 20).all()


def test_no_two_crossings_share_a_name(gates: pl.DataFrame) -> None:
    """No name or other spelling of a named road crossing is that of another crossing."""
    rows = atlas.read("gates").filter(kind="crossing")
    of: dict[str, set[str]] = {}
    for gate, name, aliases in rows.select("id", "name", "aliases").iter_rows():
        for text in {name, *name.split(" / "), *filter(None, aliases.split(";"))}:
            of.setdefault(text.casefold(), set()).add(gate)
    named = set(gates.filter(~pl.col("id").str.starts_with("r-"))["id"])
    assert {text: ids for text, ids in of.items() if len(ids) > 1 and ids & named} == {}


def test_roads_left_out_are_not_there(roads: Roads) -> None:
    """No edge joins the two ends of a road that lorries do not take."""
    edges = {frozenset(pair) for pair in zip(roads.u.tolist(), roads.v.tolist(), strict=True)}
    for row in hand.rows("closed_roads"):
        ends = [
            int(
                np.argmin(
                    distance(
                        float(row[f"{side}_longitude"]), float(row[f"{side}_latitude"]), roads.longitude, roads.latitude
                    )
                )
            )
            for side in ("from", "to")
        ]
        assert frozenset(ends) not in edges, row["id"]


def test_a_road_to_leave_out_that_is_not_there_is_a_fault() -> None:
    """Rows whose places are no ends of one edge are told all at once; the others lose their edge."""
    graph = Graph(
        longitude=np.asarray([0.0, 1.0, 2.0]),
        latitude=np.zeros(3),
        u=np.asarray([0, 1], dtype=np.int32),
        v=np.asarray([1, 2], dtype=np.int32),
        km=np.asarray([112.0, 113.0]),
    )

    def row(name: str, start: float, end: float) -> dict[str, str]:
        """Return a row for a road between two places on the equator."""
        return {
            "id": name,
            "from_longitude": f"{start}",
            "from_latitude": "0",
            "to_longitude": f"{end}",
            "to_latitude": "0",
        }

    assert without_closed(graph, [row("one", 1, 2)]).km.tolist() == [112.0]
    with pytest.raises(ValueError, match=r"(?s)two: no road joins.*three: no road joins"):
        without_closed(graph, [row("one", 1, 2), row("two", 0, 2), row("three", 0, 1.5)])
