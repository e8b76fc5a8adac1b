"""Gates, links and the marks on railways: capacities, sailings, gauges, lines for passengers."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from lodeway import atlas
from lodeway.network.geometry import distance


@pytest.fixture(scope="module")
def gates() -> pl.DataFrame:
    """All gates."""
    return atlas.read("gates")


def test_a_capacity_names_its_source(gates: pl.DataFrame) -> None:
    """A gate has a capacity exactly when it says where the figure comes from."""
    given = gates["capacity"].is_not_null()
    assert given.sum() >= 15
    assert (given == (gates["capacity_source"].fill_null("") != "")).all()
    assert gates.filter(id="saryagash")["capacity"].item() == 27_000_000


def test_ferries_and_no_others_have_sailings(gates: pl.DataFrame) -> None:
    """Every ferry has a number of sailings a week, and nothing else has one."""
    assert set(gates.filter(pl.col("frequency").is_not_null())["kind"]) == {"ferry"}
    assert gates.filter(kind="ferry")["frequency"].is_between(0.3, 20).all()


def test_delay_of_a_ferry_is_no_waiting_for_the_next_one(gates: pl.DataFrame) -> None:
    """Delay and half the interval together come to one to six days, as published times of the corridor have it."""
    ferries = gates.filter(kind="ferry")
    total = ferries["delay"] + 168.0 / ferries["frequency"] / 2.0
    assert total.is_between(24, 144).all()
    assert ferries["note"].str.contains("waiting for the next sailing follows from frequency").all()


def test_turkmenbashi_sails_as_often_as_counted(gates: pl.DataFrame) -> None:
    """From January to May 2023 214 ships left Turkmenbashi for Baku (Neutral Turkmenistan): 9.9 a week."""
    assert gates.filter(id="turkmenbashi-alat")["frequency"].item() == pytest.approx(214 / 151 * 7, abs=0.05)


def test_every_railway_crossing_has_both_gauges(gates: pl.DataFrame) -> None:
    """The gauge of both sides is known wherever a railway crosses a border; roads have none."""
    rail = gates.filter(kind="crossing", mode="rail")
    assert set(rail["from_gauge"]) | set(rail["to_gauge"]) <= {1000, 1050, 1067, 1435, 1520, 1524, 1600, 1668, 1676}
    assert gates.filter(mode="road")["from_gauge"].null_count() == gates.filter(mode="road").height


@pytest.mark.parametrize(
    ("place", "pair", "gauges"),
    [
        ((23.93, 50.78), {"POL", "UKR"}, (1520, 1520)),  # LHS, Hrubieszow-Slawkow
        ((22.94, 49.8), {"POL", "UKR"}, (1435, 1520)),  # Przemysl
        ((2.86, 42.44), {"ESP", "FRA"}, (1435, 1435)),  # Perthus
        ((-1.8, 43.34), {"ESP", "FRA"}, (1668, 1435)),  # Irun
        ((23.25, 54.28), {"LTU", "POL"}, (1435, 1435)),  # Rail Baltica
        ((130.64, 42.43), {"RUS", "PRK"}, (1520, 1520)),  # Khasan-Rajin
        ((60.4, 34.43), {"IRN", "AFG"}, (1435, 1435)),  # Khaf-Herat
        ((82.57, 45.17), {"KAZ", "CHN"}, (1520, 1435)),  # Dostyk
        ((75.39, 40.56), {"CHN", "KGZ"}, (1435, 1435)),  # Torugart
    ],
)
def test_gauge_at_a_place(
    gates: pl.DataFrame, place: tuple[float, float], pair: set[str], gauges: tuple[int, int]
) -> None:
    """The crossing nearest to a place has the gauges known of it."""
    rows = gates.filter(
        pl.col("kind") == "crossing",
        pl.col("mode") == "rail",
        pl.col("from_country").is_in(pair),
        pl.col("to_country").is_in(pair),
    )
    apart = distance(*place, rows["from_longitude"].to_numpy(), rows["from_latitude"].to_numpy())
    row = rows.row(int(np.argmin(apart)), named=True)
    assert (row["from_gauge"], row["to_gauge"]) == gauges


@pytest.mark.parametrize(
    ("link", "status"),
    [
        ("borzhakty-ersai", "open"),
        ("astara-rasht", "planned"),
        ("sukhumi", "closed"),
        ("cku-china", "construction"),
        ("cku-kyrgyzstan", "construction"),
        ("trans-afghan", "planned"),
        ("zhetygen-altynkol", "open"),
        ("beyneu-kungrad", "open"),
        ("lake-van-ferry", "open"),
        ("kotri-karachi", "open"),
    ],
)
def test_links_have_their_state(link: str, status: str) -> None:
    """Lines that are closed, planned or being built are listed as such, those the graph lacks as open."""
    row = atlas.read("links").filter(id=link).row(0, named=True)
    assert row["status"] == status
    assert row["opens"] is not None or status != "construction"
    assert row["opens"] is None or status in ("construction", "planned")


def test_kars_gyumri_is_closed(gates: pl.DataFrame) -> None:
    """The railway from Kars to Gyumri crosses a closed border."""
    assert gates.filter(id="akyaka")["status"].item() == "closed"


def freight(country: str, one: tuple[float, float], other: tuple[float, float], *, without: str) -> float:
    """Return the length of the shortest railway between two places of a country, lines of one service left out."""
    nodes, edges = atlas.read("rail_nodes"), atlas.read("rail_edges")
    own_nodes = nodes["country"].to_numpy() == country
    u, v = edges["u"].to_numpy(), edges["v"].to_numpy()
    used = own_nodes[u] & own_nodes[v] & (edges["service"].to_numpy() != without)
    size = nodes.height
    matrix = csr_array((edges["km"].to_numpy()[used].astype(np.float64), (u[used], v[used])), shape=(size, size))
    own = np.zeros(size, dtype=np.bool_)
    own[u[used]] = True
    ends = [
        int(
            np.argmin(
                np.where(own, distance(*place, nodes["longitude"].to_numpy(), nodes["latitude"].to_numpy()), np.inf)
            )
        )
        for place in (one, other)
    ]
    return float(dijkstra(matrix, directed=False, indices=[ends[0]])[0, ends[1]])


def test_freight_goes_to_urumqi_by_wuwei() -> None:
    """Without the line by Menyuan Lanzhou-Urumqi comes within 5 % of the freight railway's 1,903 km, with it it is shorter."""
    lanzhou, urumqi = (103.85, 36.04), (87.55, 43.78)
    assert freight("CHN", lanzhou, urumqi, without="passenger") == pytest.approx(1_903, rel=0.05)
    assert freight("CHN", lanzhou, urumqi, without="none") < freight("CHN", lanzhou, urumqi, without="passenger")


def test_marked_railways_are_in_countries_with_high_speed_lines() -> None:
    """Services are empty or passenger; the marked lines have 22,000 to 26,000 km, two thirds of them in China."""
    edges, nodes = atlas.read("rail_edges"), atlas.read("rail_nodes")
    assert set(edges["service"]) == {"", "passenger"}
    marked = edges.filter(service="passenger")
    marked = marked.with_columns(country=nodes["country"].gather(marked["u"]))
    total = float(marked["km"].sum())
    assert 22_000 < total < 26_000
    assert set(marked["country"]) == {"CHN", "DEU", "ESP", "FRA", "ITA", "JPN", "KOR", "MAR", "TUR", "TWN"}
    chinese = float(marked.filter(country="CHN")["km"].sum())
    assert chinese > 0.6 * total


@pytest.mark.parametrize(
    ("country", "one", "other", "km"),
    [
        ("CHN", (117.205, 34.265), (118.795, 32.09), 347.2),  # Xuzhou-Nanjing: Wikipedia, Beijing-Shanghai railway
        ("KOR", (126.97, 37.555), (129.04, 35.115), 441.7),  # Seoul-Busan: Wikipedia, Gyeongbu Line
        ("JPN", (139.767, 35.681), (140.882, 38.26), 351.8),  # Tokyo-Sendai: Wikipedia, Tohoku Main Line
    ],
)
def test_freight_does_not_go_by_high_speed_lines(
    country: str, one: tuple[float, float], other: tuple[float, float], km: float
) -> None:
    """Without the marked lines the way is as long as the freight railway, within 4 %; with them it is shorter."""
    assert freight(country, one, other, without="passenger") == pytest.approx(km, rel=0.04)
    assert freight(country, one, other, without="none") < freight(country, one, other, without="passenger")
