"""Places are found by what people call them."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lodeway import atlas
from lodeway.errors import UsageError
from lodeway.network import build, route
from lodeway.network.geometry import distance
from lodeway.network.places import find_gate, find_place
from lodeway.network.sample import sample
from lodeway.scenario import Scenario, read

LAND = frozenset({"rail", "road"})
"""Modes without ships."""


@pytest.fixture(scope="module")
def world() -> Scenario:
    """The example."""
    return read("central-asia")


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("konchoch", "Konchoch (Talco Gold)", "TJK"),
        ("AKTAU", "Aktau", "KAZ"),
        ("Horgos", "Khorgos / Altynkol", "KAZ"),
        ("Altynkol", "Khorgos / Altynkol", "KAZ"),
        ("Małaszewicze", "Malaszewicze", "POL"),
        ("Almaty", "Almaty", "KAZ"),
        ("ташкент", "Tashkent", "UZB"),
        ("Tripoli, LBN", "Tripoli", "LBN"),
        ("tripoli (LBY)", "Tripoli", "LBY"),
        ("Tripoli, Lebanon", "Tripoli", "LBN"),
        ("Almaty, Kazakhstan", "Almaty", "KAZ"),
        ("Qostanay", "Kostanay", "KAZ"),
        ("Urgench", "Urganch", "UZB"),
        ("Leninabad", "Khujand", "TJK"),
        ("Peking", "Beijing", "CHN"),
    ],
)
def test_places_are_found_by_any_name(world: Scenario, text: str, name: str, country: str) -> None:
    """Ids, names, aliases in any script, and names with a country name a place, whatever the letter case or accents."""
    found = find_place(world, text)
    assert (found.name, found.country) == (name, country)


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [("Odessa", "Odessa", "UKR"), ("Canton", "Guangzhou", "CHN"), ("Calcutta", "Calcutta", "IND")],
)
def test_the_far_larger_city_of_a_name_is_meant(world: Scenario, text: str, name: str, country: str) -> None:
    """A great city is meant by one of its other names too, though smaller ones are called so."""
    found = find_place(world, text)
    assert (found.name, found.country) == (name, country)


@pytest.mark.parametrize("name", ["Shenyang", "Kunming", "Vienna", "Duisburg"])
def test_a_city_comes_before_a_harbour_that_no_ship_reaches(world: Scenario, name: str) -> None:
    """Lists of ports hold quays of rivers and dry land; the city of that name is meant."""
    assert find_place(world, name).kind == "town"


@pytest.mark.parametrize(("name", "kind"), [("Novorossiysk", "gate"), ("Long Beach", "harbour")])
def test_ports_mean_their_towns_where_no_ship_may_call(world: Scenario, name: str, kind: str) -> None:
    """Distances on land are counted from the town; where ships may call, the port is meant."""
    assert find_place(world, name).kind == kind
    assert find_place(world, name, modes=LAND).kind == "town"


@pytest.mark.parametrize(
    ("text", "name", "country"),
    [
        ("Golmud", "Golmud", "CHN"),
        ("Hetian", "Hotan", "CHN"),
        ("Chita", "Chita", "RUS"),
        ("Changsha", "Changsha", "CHN"),
        ("Termez", "Tirmiz", "UZB"),
        ("Guryev", "Atyrau", "KAZ"),
        ("Shevchenko", "Aktau", "KAZ"),
        ("Petropavlovsk", "Petropavl", "KAZ"),
        ("Rudny", "Rudnyy", "KAZ"),
        ("Aktogay", "Aqtoghay", "KAZ"),
        ("Kashi", "Kashgar", "CHN"),
        ("Yining", "Ghulja", "CHN"),
        ("Kurgan-Tyube", "Bokhtar", "TJK"),
        ("Islamabad", "Islamabad", "PAK"),
        ("Sari", "Sari", "IRN"),
        ("Tumen", "Tumen", "CHN"),
        ("Zarafshan", "Zarafshan", "UZB"),
        ("Zabaykalsk", "Zabaykalsk", "RUS"),
        ("Oyu Tolgoi", "Oyu Tolgoi", "MNG"),
        ("Jinghe", "Jinghe", "CHN"),
        ("Kuitun", "Kuitun", "CHN"),
    ],
)
def test_the_best_known_places_of_the_corridor_are_found(world: Scenario, text: str, name: str, country: str) -> None:
    """Russian, English and Chinese forms of towns by the railway mean these, not a namesake elsewhere."""
    found = find_place(world, text)
    assert (found.name, found.country) == (name, country)


@pytest.mark.parametrize("name", ["Karaganda", "Pavlodar", "Balkhash", "Navoi"])
def test_a_town_comes_before_the_plant_in_it_unless_its_id_is_written(world: Scenario, name: str) -> None:
    """The works of Karaganda have the id karaganda; the town is meant by its name."""
    assert find_place(world, name).kind == "town"
    assert find_place(world, name.casefold()).kind == "site"


def test_a_market_is_its_port_where_ships_may_call_else_its_town(world: Scenario) -> None:
    """Shanghai is where ships leave from, and by land the city."""
    assert find_place(world, "Shanghai").kind == "site"
    assert find_place(world, "Shanghai", modes=LAND).kind == "town"


def test_of_two_crossings_of_one_name_the_usable_one_is_meant(world: Scenario) -> None:
    """The railway over the Torugart opens in 2031; lorries pass the Khorgos of roads."""
    assert find_place(world, "Torugart").id == "torugart-road"
    assert find_place(world, "Torugart", year=2031).id == "torugart"
    assert find_place(world, "Torugart", modes={"road"}, year=2031).id == "torugart-road"
    assert find_place(world, "Khorgos").id == "khorgos"
    assert find_place(world, "Khorgos", modes={"road"}).id == "khorgos-road"


def test_letters_without_accent_marks_are_found_in_plain_writing(world: Scenario) -> None:
    """Kırıkkale is written with an i without a dot, or with one."""
    assert find_place(world, "Kırıkkale").id == find_place(world, "Kirikkale").id


@pytest.mark.parametrize(("name", "country"), [("Jalal-Abad", "KGZ"), ("Sukhbaatar", "MNG")])
def test_a_city_by_another_name_comes_before_a_crossing_called_after_it(
    world: Scenario, name: str, country: str
) -> None:
    """Jalal-Abad, which is Manas since 2025, is not the crossing Khanabad / Jalal-Abad in Uzbekistan."""
    found = find_place(world, name)
    assert (found.kind, found.country) == ("town", country)


def test_the_town_beside_a_port_is_meant_not_a_larger_one_once_called_so(world: Scenario) -> None:
    """Teresina in Brazil was Poti once, and is twenty times as large."""
    assert find_place(world, "Poti").country == "GEO"
    found = find_place(world, "Poti", modes=LAND)
    assert (found.kind, found.country) == ("town", "GEO")


@pytest.mark.parametrize(("name", "country"), [("Manzhouli", "CHN"), ("Zabaikalsk", "RUS"), ("Alashankou", "CHN")])
def test_a_name_of_the_other_side_means_the_other_side(world: Scenario, name: str, country: str) -> None:
    """A crossing is called after both its ends; the town or station of a name lies on its own side."""
    assert find_place(world, name).country == country


def test_coordinates_are_latitude_then_longitude(world: Scenario) -> None:
    """A point is given as latitude,longitude and lies in the country of the nearest line."""
    found = find_place(world, "42.15,41.65")
    assert (found.latitude, found.longitude, found.country) == (42.15, 41.65, "GEO")
    with pytest.raises(UsageError, match="km from the nearest railway or road"):
        find_place(world, "0,-30")
    with pytest.raises(UsageError, match="latitude -90 to 90"):
        find_place(world, "139.6,35.4")


def test_a_name_of_several_cities_is_answered_with_all_of_them(world: Scenario) -> None:
    """A name that does not tell which of several large cities is meant is an error that lists them."""
    with pytest.raises(UsageError, match='"Tripoli, LBN" '):
        find_place(world, "Tripoli")


@pytest.mark.parametrize(("text", "meant"), [("Yokohma", "Yokohama"), ("Tashkant", "Tashkent"), ("Almty", "Almaty")])
def test_unknown_place_is_answered_with_the_nearest(world: Scenario, text: str, meant: str) -> None:
    """A misspelt place is an error that names what was meant."""
    with pytest.raises(UsageError, match=f"(?i){meant}"):
        find_place(world, text)


@pytest.mark.parametrize(("text", "meant"), [("76.9,43.2", "43.2,76.9"), ("121.5, 31.2", "31.2,121.5")])
def test_turned_coordinates_are_answered_with_the_right_ones(world: Scenario, text: str, meant: str) -> None:
    """Longitude before latitude, in the Arctic Ocean or off the globe, is an error that turns them."""
    with pytest.raises(UsageError, match=f"did you mean {meant}"):
        find_place(world, text)


def test_a_place_that_is_nowhere_either_way_gets_no_hint(world: Scenario) -> None:
    """In the middle of the Pacific there is nothing to mean."""
    with pytest.raises(UsageError, match="km from the nearest") as caught:
        find_place(world, "-50,-120")
    assert "did you mean" not in str(caught.value)


def test_of_several_words_the_names_among_them_are_offered(world: Scenario) -> None:
    """A text that holds the names of two places is answered with both, not with what is spelt like the whole."""
    with pytest.raises(UsageError, match=r"(?i)did you mean 'aktau', 'baku'"):
        find_place(world, "Aktau Baku sea")


def test_gates_are_found_by_alias_in_any_case(world: Scenario) -> None:
    """A gate to avoid is named by id, name, part of its name or alias."""
    gates = build(world, places=[]).gates
    for text in ("khorgos", "ALTYNKOL", "Khorgos / Altynkol", "horgos"):
        assert find_gate(gates, text).id == "khorgos"
    with pytest.raises(UsageError, match="dostyk"):
        find_gate(gates, "Dostik")


def test_stations_that_the_atlas_lists_are_places(world: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the hand table of stations in the atlas its railway stations are places by name; those of roads are not."""
    hand = Path(__file__).parents[3] / "tools" / "atlas" / "hand" / "stations.csv"
    stations = pl.read_csv(hand)
    read_table, tables = atlas.read, atlas.tables()
    monkeypatch.setattr(atlas, "tables", lambda: [*tables, replace(tables[0], name="stations")])
    monkeypatch.setattr(atlas, "read", lambda name: stations if name == "stations" else read_table(name))
    found = find_place(world, "borzhakty")
    assert (found.name, found.country, found.longitude, found.latitude) == ("Borzhakty", "KAZ", 51.78, 43.25)
    with pytest.raises(UsageError, match="did you mean 'Borzhakty'"):
        find_place(world, "Borzhakti")
    with pytest.raises(UsageError, match="unknown place"):
        find_place(world, "Road Shymkent-Zhibek Zholy")
    network = build(world, places=(found, find_place(world, "Aktau")))
    way = route(network, found.id, "aktau", year=2026)
    assert way.modes[0] == "rail"


@pytest.mark.parametrize(("name", "country", "latitude", "longitude"), [
    ("Kostanay", "KAZ", 53.21, 63.62), ("Kurgan", "RUS", 55.45, 65.34), ("Tobol", "KAZ", 52.69, 62.59), ("Orsk", "RUS", 51.23, 58.49),
])  # fmt: skip
def test_a_town_comes_before_a_gate_of_its_name_elsewhere(
    name: str, country: str, latitude: float, longitude: float
) -> None:
    """Crossings are called after towns a hundred kilometres away: the town is meant."""
    found = find_place(read("central-asia"), name)
    assert (found.country, round(found.latitude, 2), round(found.longitude, 2)) == (country, latitude, longitude)


def test_the_country_of_a_point_is_that_of_the_nearest_of_all_lines() -> None:
    """Looked for near it first or everywhere, the nearest railway or road is the same; what is too far from any is told with the distance."""
    from lodeway.network.overlay.attaching import REMOTE
    from lodeway.network.overlay.lines import read_lines

    drawn = np.random.default_rng(7)
    far = 0
    for longitude, latitude in zip(drawn.uniform(-180, 180, 40), drawn.uniform(-60, 75, 40), strict=True):
        found = []
        for lines in (read_lines("rail"), read_lines("road")):
            apart = distance(longitude, latitude, lines.longitude, lines.latitude)
            found.append((float(apart.min()), lines.codes[int(lines.country[int(apart.argmin())])]))
        km, country = min(found)
        if km > REMOTE:
            far += 1
            with pytest.raises(UsageError, match=f"{km:,.0f} km from the nearest"):
                find_place(sample(), f"{latitude},{longitude}")
        else:
            assert find_place(sample(), f"{latitude},{longitude}").country == country
    assert 5 < far < 35


_NAMES = list(csv.DictReader((Path(__file__).parent / "places.csv").read_text(encoding="utf-8").splitlines()))
"""Stations, junctions, border posts, ports and mining towns as people write them, with where they lie."""


def _apart(row: dict[str, str], latitude: float, longitude: float) -> float:
    return float(distance(longitude, latitude, float(row["longitude"]), float(row["latitude"])))


def _said(world: Scenario, message: str) -> list[tuple[float, float]]:
    """Return where the places lie that a message tells how to say."""
    ways = re.findall(r'"([^"]+)" \(', message)
    points = [re.fullmatch(r"(-?[\d.]+),(-?[\d.]+)", way) for way in ways]
    found = [find_place(world, way) for way, point in zip(ways, points, strict=True) if not point]
    return [(place.latitude, place.longitude) for place in found] + [
        (float(point[1]), float(point[2])) for point in points if point
    ]


@pytest.mark.parametrize("country", sorted({row["country"] for row in _NAMES}))
def test_no_name_means_a_wrong_place_unsaid(world: Scenario, country: str) -> None:
    """A name of the corridors is found where the place lies, or answered with places of which it is one, each by a text that means it."""
    wrong = []
    for row in (row for row in _NAMES if row["country"] == country):
        try:
            place = find_place(world, row["name"])
        except UsageError as error:
            told = _said(world, str(error))
            if row["answer"] != "asks" or not any(_apart(row, *where) <= float(row["km"]) for where in told):
                wrong.append((row["name"], str(error)))
        else:
            far = _apart(row, place.latitude, place.longitude)
            if row["answer"] != "found" or far > float(row["km"]):
                wrong.append((row["name"], f"{place.name}, {place.country}, {far:.0f} km away"))
    assert wrong == []


def test_few_of_the_best_known_names_ask() -> None:
    """Of more than a thousand names at most one in fifteen fits several places."""
    assert len(_NAMES) > 1000
    assert sum(row["answer"] == "asks" for row in _NAMES) <= len(_NAMES) / 15


def test_with_ships_alone_a_port_is_meant(world: Scenario) -> None:
    """Balboa is a town in Colombia too; no ship calls there, and by land either may be meant."""
    assert find_place(world, "Balboa", modes={"sea"}).country == "PAN"
    assert find_place(world, "Cartagena, ESP", modes={"sea"}).country == "ESP"
    with pytest.raises(UsageError, match='"Balboa, COL"'):
        find_place(world, "Balboa", modes=LAND)


@pytest.mark.parametrize("name", ["Kogon", "Onsan", "Sagiz", "Slavyanka", "Delaram", "Rozanak", "Milak"])
def test_another_name_of_a_town_elsewhere_or_of_a_crossing_swallows_none(world: Scenario, name: str) -> None:
    """Hongwon in Korea is Kogon in Japanese, Jizan has the airport code of Sagiz: what lies by the railway is found or asked about."""
    expected = {"Kogon": "UZB", "Onsan": "KOR", "Sagiz": "KAZ", "Slavyanka": "RUS", "Delaram": "AFG", "Rozanak": "AFG"}
    if name == "Milak":
        with pytest.raises(UsageError, match='"milak"'):
            find_place(world, name)
    else:
        assert find_place(world, name).country == expected[name]


def test_towns_of_one_name_in_one_country_are_told_apart_by_a_city_near(world: Scenario) -> None:
    """The text that a message gives is a place: with the nearest large city, or by coordinates."""
    with pytest.raises(UsageError) as caught:
        find_place(world, "Aksu, KAZ")
    assert '"Aksu, Pavlodar"' in str(caught.value)
    assert find_place(world, "Aksu, Pavlodar").longitude == pytest.approx(76.93, abs=0.01)
    # Without a space these are two places.
    with pytest.raises(UsageError):
        find_place(world, "Aksu,Pavlodar")


def test_a_small_town_by_another_name_is_asked_about(world: Scenario) -> None:
    """One town of a few thousand people that also goes by a name is told, not taken."""
    with pytest.raises(UsageError, match="but another one of"):
        find_place(world, "Borovoe")


def test_landmarks_lie_in_their_country_by_a_line() -> None:
    """Every landmark but a port has a railway or road of its country within 100 km."""
    from lodeway.network.overlay.lines import read_lines

    lost = []
    for row in atlas.read("landmarks").iter_rows(named=True):
        here, near = (row["longitude"], row["latitude"]), []
        for lines in (read_lines("rail"), read_lines("road")):
            own = lines.country == lines.codes.index(row["country"])
            near.append(float(distance(*here, lines.longitude[own], lines.latitude[own]).min(initial=np.inf)))
        if min(near) > 100 and row["kind"] != "port":
            lost.append((row["name"], *near))
    assert lost == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Kazakhstan", '"Kazakhstan, KAZ" is the town'),
        ("Georgia", "name a place in it"),
        ("Turkmenistan", "name a place"),
    ],
)
def test_a_country_is_no_place(world: Scenario, name: str, told: str) -> None:
    """A country's name does not mean a village of that name."""
    with pytest.raises(UsageError, match="is a country") as caught:
        find_place(world, name)
    assert told in str(caught.value)
