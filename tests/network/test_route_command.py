"""The command ``lodeway route``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.cli.route import command
from lodeway.errors import NoRouteError, UsageError

ROUTE = ("km", "km_by_mode", "hours", "cost", "co2", "countries", "gates", "gauge_changes", "hand_links", "legs")
LEG = ("mode", "from", "to", "km", "hours", "cost")


def run(*arguments: str) -> str:
    """Run the command and return what it prints."""
    result = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def routes(*arguments: str) -> list[dict[str, Any]]:
    """Run the command with --json and return its routes."""
    found: list[dict[str, Any]] = json.loads(run(*arguments, "--json"))["routes"]
    return found


def test_json_has_the_documented_keys() -> None:
    """With --json a way between a site and a port avoids what it is told to and has every documented key."""
    document = json.loads(run("konchoch", "Yokohama", "--avoid", "RUS,chn", "--year", "2027", "--json", "--geometry"))
    assert list(document) == ["from", "to", "via", "year", "by", "time_value", "flags", "otherwise", "routes"]
    assert document["year"] == 2027
    (way,) = document["routes"]
    assert set(ROUTE) <= set(way)
    assert all(set(LEG) <= set(leg) for leg in way["legs"])
    assert not {"RUS", "CHN"} & set(way["countries"])
    assert (way["countries"][0], way["countries"][-1]) == ("TJK", "JPN")
    assert way["geometry"]["coordinates"][0][0] == pytest.approx([68.3, 39.28], abs=0.01)


def test_the_reference_has_every_key_and_no_other(tmp_path: Path) -> None:
    """The page on the JSON names the keys of the document and of each part of it, with every option that adds some."""
    page = (Path(__file__).parents[2] / "docs" / "reference" / "route-json.md").read_text(encoding="utf-8")
    told = {
        title: {key for row in re.findall(r"^\| (`.*?`) \|", text, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}
        for title, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    }
    hazard = tmp_path / "flood.geojson"
    hazard.write_text('{"type": "Point", "coordinates": [76.9, 43.3]}', encoding="utf-8")
    options = ("--avoid", "CHN", "--pareto", "--geometry", "--hazards", str(hazard), "--json")
    document = json.loads(run("Almaty", "Yokohama", *options))
    route = document["routes"][0]
    assert told == {
        "The document": set(document),
        "from, to": set(document["from"]),
        "pareto": set(document["pareto"]),
        "otherwise": set(document["otherwise"][0]),
        "routes": set(route),
        "legs": set(route["legs"][0]),
    }


def test_table_ends_with_countries_and_gates() -> None:
    """Without --json it prints the stretches, their total, countries, gates and links."""
    printed = run("Almaty", "41.30,69.28", "--modes", "rail")
    assert "Saryagash / Keles" in printed
    assert "countries: KAZ, UZB" in printed
    assert "changes of gauge: 0" in printed


def test_almaty_tashkent_costs_the_same_without_kyrgyzstan() -> None:
    """The railway from Almaty to Tashkent does not touch Kyrgyzstan."""
    (free,), (without,) = routes("Almaty", "Tashkent"), routes("Almaty", "Tashkent", "--avoid", "KGZ")
    assert free == without


@pytest.mark.parametrize(
    ("avoid", "published"),
    [("", 6_280), ("CHN", 8_620), ("RUS,CHN", 15_434), ("RUS,CHN,IRN", 20_628)],
)
def test_bans_lengthen_the_way_to_yokohama(avoid: str, published: float) -> None:
    """Almaty-Yokohama by rail and sea is 6,280 km, 8,620 without China, 15,434 without Russia too, 20,628 without Iran.

    Without China a graph whose railway is broken at Ayagoz says 9,230; the main line Almaty-Semey is there.
    """
    (way,) = routes("Almaty", "Yokohama", "--by", "distance", "--modes", "rail,sea", "--avoid", avoid)
    assert way["km"] == pytest.approx(published, rel=0.03)


def test_the_port_of_a_town_without_one_is_named() -> None:
    """Baku's ferries sail from Alat, which the reason says where only ships may be used."""
    with pytest.raises(NoRouteError, match=r"the port of Baku is Alat"):
        run("Aktau", "Baku", "--modes", "sea")
    assert routes("Aktau", "Alat", "--modes", "sea")[0]["gates"] == ["aktau", "aktau-alat", "alat"]


def test_no_way_by_sea_from_the_caspian() -> None:
    """Aktau-Constanta by sea alone has no way: exit code 3, and the reason is that only the sea may be used."""
    with pytest.raises(NoRouteError, match="only sea may be used"):
        run("Aktau", "Constanta", "--modes", "sea")
    result = CliRunner().invoke(main, ["route", "Aktau", "Constanta", "--modes", "sea", "--json"])
    assert result.exit_code == 3
    error = json.loads(result.stdout)["error"]
    assert (error["kind"], error["cuts"]) == ("no-route", ["only sea may be used"])
    assert "Aktau lies on the Caspian Sea, from which no sea lane leads to the ocean" in error["message"]


@pytest.mark.parametrize(
    ("origin", "destination", "caspian"),
    [("Poti", "Baku", True), ("Baku", "Yokohama", True), ("Almaty", "Poti", False), ("Poti", "Denver", False)],
)
def test_the_caspian_is_told_of_its_ports_alone(origin: str, destination: str, caspian: bool) -> None:
    """Baku lies on the Caspian, as the sea lanes near it tell; Almaty and Poti do not. No ship sails to any of them there."""
    with pytest.raises(NoRouteError, match="only sea may be used") as caught:
        run(origin, destination, "--modes", "sea")
    assert ("lies on the Caspian Sea" in str(caught.value)) == caspian


def test_a_closed_gate_is_not_passed_whatever_it_is_called() -> None:
    """Closing Khorgos by an alias in capitals leads the way to Shanghai through another crossing, which costs no less."""
    (free,), (closed,) = routes("Almaty", "Shanghai"), routes("Almaty", "Shanghai", "--avoid-gate", "ALTYNKOL")
    assert "khorgos" in free["gates"]
    assert "khorgos" not in closed["gates"]
    assert closed["cost"] >= free["cost"]


def test_a_link_is_avoided_by_id_or_name_and_the_nearest_are_named() -> None:
    """A hand-made link is known by its id or name; unknown ones, gates too, are each answered with the nearest."""
    used = routes("Osh", "Kashgar", "--modes", "rail", "--year", "2031")
    assert "cku-kyrgyzstan" in used[0]["hand_links"]
    name = "China-Kyrgyzstan-Uzbekistan railway Torugart-Makmal"
    (around,) = routes("Osh", "Kashgar", "--modes", "rail", "--year", "2031", "--avoid-link", name)
    assert "cku-kyrgyzstan" not in around["hand_links"]
    with pytest.raises(UsageError, match=r"'cku'; did you mean cku-china, cku-jalal-abad, cku-kyrgyzstan\?") as caught:
        run("Osh", "Kashgar", "--avoid-link", "cku,darkan-sukhbatar")
    assert "darkhan-sukhbaatar" in str(caught.value)


def test_years_are_those_that_the_network_knows() -> None:
    """1900 is a fault that names the years allowed; of a year before the data know anything a note says so, and which dates are kept."""
    with pytest.raises(UsageError, match="year 1900: allowed are 1990 to 2150"):
        run("Almaty", "Tashkent", "--year", "1900")
    old, now = (json.loads(run("Almaty", "Tashkent", "--year", year, "--json")) for year in ("1995", "2026"))
    assert old["routes"] == now["routes"]
    (note,) = set(old["flags"]) - set(now["flags"])
    assert note.startswith("1995: railways, roads, crossings and rates are known as of 2026 only")
    assert note.endswith("so the answer is that of 2022")
    assert "2031" in note


@pytest.mark.parametrize(
    "call",
    [
        ("route", "Almaty", "Tashkent", "--hazards", "{}/none.geojson"),
        ("network", "hazards", "{}/none.geojson", "--within", "5"),
        ("route", "Almaty", "Tashkent", "--out", "{}/none/way.html"),
        ("route", "--explore", "{}/none/explorer.html"),
        ("matrix", "Almaty", "Tashkent", "--out", "{}/none/rows.csv"),
        ("reach", "Almaty", "--out", "{}/none/page.html"),
        ("failures", "Almaty", "Tashkent", "--out", "{}/none/rows.csv"),
        ("route", "Almaty", "Tashkent", "--scenario", "{}/none"),
        ("plan", "{}/none"),
    ],
)
def test_what_is_named_and_not_there_is_a_wrong_call(call: tuple[str, ...], tmp_path: Path) -> None:
    """Whatever the command, a file or folder that is named and not there ends in exit code 2."""
    result = CliRunner().invoke(main, [part.format(tmp_path) for part in call])
    assert result.exit_code == 2
    assert "none" in result.stderr


def test_a_file_that_is_there_and_at_fault_is_a_fault_of_the_input(tmp_path: Path) -> None:
    """A malformed file of hazards ends in exit code 1, as a faulty scenario does."""
    (tmp_path / "faults.geojson").write_text('{"type": "LineString", "coordinates": [[71]]}')
    result = CliRunner().invoke(main, ["route", "Almaty", "Tashkent", "--hazards", str(tmp_path / "faults.geojson")])
    assert result.exit_code == 1


def test_the_way_to_a_far_station_is_told_of_ways_that_take_it() -> None:
    """Konchoch's kilometres to the railway are noted of a way there or back by rail, and not of one that leaves by road."""
    for ends in (("konchoch", "Poti"), ("Poti", "konchoch")):
        by_road, by_rail = (
            json.loads(run(*ends, "--json", "--modes", modes)) for modes in ("road,sea,ferry", "rail,sea")
        )
        (access,) = (leg["km"] for leg in by_rail["routes"][0]["legs"] if leg["mode"] == "road")
        assert by_rail["flags"] == [f"konchoch: {access:.0f} km by road to the nearest railway of TJK"]
        assert by_road["flags"] == []


def test_a_short_way_to_a_station_is_told_where_road_is_no_mode() -> None:
    """By rail alone the note names the road from a mine to its station and its kilometres, as the leg of the JSON does."""
    document = json.loads(run("aktogay", "Poti", "--modes", "rail,ferry", "--json"))
    (leg,) = (leg for leg in document["routes"][0]["legs"] if leg["access"])
    assert leg["mode"] == "road"
    assert f"{leg['from']} - {leg['to']}: {leg['km']:,.0f} km by road" in document["flags"][0]
    assert not any("by road" in flag for flag in json.loads(run("aktogay", "Poti", "--json"))["flags"])


def test_a_closed_gate_that_would_shorten_the_way_is_named() -> None:
    """From Kabul to Karachi the closed crossings to Pakistan would save what the note and the JSON say; with them barred none is named."""
    document = json.loads(run("Kabul", "Karachi", "--json"))
    (other,) = document["otherwise"]
    (way,) = document["routes"]
    assert other["kind"] == "closed"
    assert set(other["gates"]) <= {"torkham", "chaman"}
    assert other["by"] == ["AFG", "PAK"]
    assert other["km"] < way["km"]
    assert other["cost"] < way["cost"]
    assert any(
        "closed, but would better this way" in flag and f"{other['km']:,.0f} km" in flag for flag in document["flags"]
    )
    assert not set(other["gates"]) & set(way["gates"])
    assert json.loads(run("Almaty", "Astana", "--json"))["otherwise"] == []


def test_a_line_that_opens_later_is_named_with_the_year_to_ask_for() -> None:
    """The railway from Astara to Rasht, that opens in 2030, would shorten the way from Baku to Tehran."""
    call = ("Baku", "Tehran", "--modes", "rail", "--by", "distance")
    document = json.loads(run(*call, "--year", "2026", "--json"))
    (planned,) = (one for one in document["otherwise"] if one["kind"] == "planned" and "astara-rasht" in one["links"])
    assert planned["year"] == 2030
    (way,) = routes(*call, "--year", "2030")
    assert (way["km"], way["countries"]) == (planned["km"], planned["by"])
    assert way["km"] < document["routes"][0]["km"]
    (note,) = (flag for flag in document["flags"] if "Astara-Rasht" in flag)
    assert note.startswith("opens by 2030 and would better this way: ")
    assert note.endswith("ask with --year 2030")
    assert not [one for one in json.loads(run(*call, "--year", "2030", "--json"))["otherwise"] if one["year"] == 2030]


def test_a_corridor_is_asked_for_by_its_places() -> None:
    """By Aktau, Alat and Poti the way to Constanta is the Trans-Caspian corridor; it is no better than the best way."""
    document = json.loads(run("Altynkol", "Constanta", "--via", "Aktau,Alat", "--via", "Poti", "--json"))
    (way,) = document["routes"]
    assert document["via"] == ["aktau", "alat", "poti"]
    assert way["countries"] == ["KAZ", "AZE", "GEO", "ROU"]
    assert [gate for gate in way["gates"] if gate in document["via"]] == document["via"]
    (best,) = routes("Altynkol", "Constanta")
    assert best["cost"] <= way["cost"]
    assert any(flag.startswith("without --via the best way by cost has") for flag in document["flags"])
    assert sum(leg["km"] for leg in way["legs"]) == pytest.approx(way["km"], abs=1)
    with pytest.raises(UsageError, match="the way begins or ends there"):
        run("Altynkol", "Constanta", "--via", "Constanta")


def test_what_the_bans_of_a_search_cost_is_told() -> None:
    """Barring Russia, the best way through it is told beside the way that is left, and it is the way found without the ban."""
    document = json.loads(run("Almaty", "Rotterdam", "--avoid", "RUS", "--json"))
    (other,) = (one for one in document["otherwise"] if one["kind"] == "barred")
    (free,) = routes("Almaty", "Rotterdam")
    assert other["countries"] == ["RUS"]
    assert (other["km"], other["cost"], other["by"]) == (free["km"], free["cost"], free["countries"])


def test_no_way_for_a_closed_gate_names_it() -> None:
    """With all its neighbours but Pakistan barred, Afghanistan is cut off by the closed gates, which the reason names."""
    neighbours = "IRN,TKM,UZB,TJK,CHN"
    with pytest.raises(NoRouteError, match=r"gate (chaman|torkham) is closed") as caught:
        run("Kabul", "Karachi", "--avoid", neighbours)
    assert caught.value.cuts


def test_alternatives_lead_by_other_countries() -> None:
    """Without Russia one of three ways from Almaty to Rotterdam leads across the Caspian, and each keeps out of a country of each other."""
    found = routes("Almaty", "Rotterdam", "--avoid", "RUS", "--alternatives", "3")
    assert any({"AZE", "GEO"} <= set(way["countries"]) for way in found)
    between = [set(way["countries"]) - {"KAZ", "NLD"} for way in found]
    assert all(one - other for one in between for other in between if one is not other)


@pytest.mark.parametrize(("avoid", "meant"), [("Russia", "RUS"), ("Kazakhstan,CHN", "KAZ"), ("CHI", "CHN|CHL|CHE")])
def test_a_country_by_its_name_is_answered_with_its_code(avoid: str, meant: str) -> None:
    """A ban takes codes; a name, or a code that is none, is answered with the one that may be meant."""
    with pytest.raises(UsageError, match=rf"did you mean .*({meant}).*use ISO 3166"):
        run("Almaty", "Rotterdam", "--avoid", avoid)


def test_two_questions_at_once_are_a_wrong_call() -> None:
    """Alternatives and the Pareto set are asked for one at a time; latitude and longitude are one word."""
    result = CliRunner().invoke(main, ["route", "Almaty", "Rotterdam", "--pareto", "--alternatives", "3"])
    assert result.exit_code == 2
    with pytest.raises(UsageError, match="latitude and longitude are one word"):
        run("43.2", "76.9")


def test_an_empty_list_of_countries_bars_none() -> None:
    """A script may hand over an empty list: --avoid "" is no ban."""
    assert routes("Almaty", "Tashkent", "--avoid", "") == routes("Almaty", "Tashkent")


@pytest.mark.parametrize(
    "call",
    [
        ("reach", "Almaty", "--within", "nan"),
        ("reach", "Almaty", "--within", "inf"),
        ("reach", "Almaty", "--within", "-1"),
        ("route", "Almaty", "Tashkent", "--time-value", "nan"),
        ("route", "Almaty", "Tashkent", "--within", "nan"),
        ("network", "welds", "--longer", "nan"),
    ],
)
def test_an_amount_is_a_number(call: tuple[str, ...]) -> None:
    """What is no number, has no end or lies below 0 is no amount: a wrong call."""
    result = CliRunner().invoke(main, list(call))
    assert result.exit_code == 2
    assert call[-2] in result.stderr


def test_own_country_barred_is_told_apart_from_transit() -> None:
    """Barring the country of origin leaves no way; barring its transit does."""
    with pytest.raises(NoRouteError, match="KAZ"):
        run("Almaty", "Rotterdam", "--avoid", "KAZ")
    (way,) = routes("Almaty", "Rotterdam", "--avoid", "KAZ", "--ban", "transit")
    assert way["countries"][0] == "KAZ"


def test_the_bans_of_the_scenario_are_told_or_kept_to() -> None:
    """The example bans transit of Iran: told as a note, and kept to when asked for."""
    ways = ("konchoch", "Yokohama", "--avoid", "RUS,CHN,AFG")
    document = json.loads(run(*ways, "--json"))
    assert any("bans transit of IRN: not kept to" in flag for flag in document["flags"])
    (kept,) = routes(*ways, "--keep-bans")
    assert "IRN" in document["routes"][0]["countries"]
    assert "IRN" not in kept["countries"]


def test_a_dear_commodity_travels_faster() -> None:
    """The value of a commodity sets the cost of its time: uranium takes no longer than ferrochrome."""
    (cheap,) = routes("Almaty", "Rotterdam", "--time-value", "0")
    (dear,) = routes("Almaty", "Rotterdam", "--commodity", "uranium")
    assert dear["hours"] <= cheap["hours"]
    assert cheap["cost"] == cheap["freight"]


def test_alternatives_are_really_different() -> None:
    """Asked for four ways, the command gives ways of which no two are the same, the best first."""
    found = routes("Almaty", "Rotterdam", "--alternatives", "4")
    assert len(found) >= 3
    assert [way["cost"] for way in found] == sorted(way["cost"] for way in found)
    assert len({(way["km"], way["hours"]) for way in found}) == len(found)


def test_no_way_of_the_pareto_set_beats_another() -> None:
    """Of the ways of --pareto none is better than another in cost, hours, CO2e and countries at once."""
    found = routes("Tashkent", "Rotterdam", "--pareto")
    assert len(found) >= 2
    figures = [(way["cost"], way["hours"], way["co2"], len(way["countries"])) for way in found]
    for one in figures:
        for other in figures:
            better = all(a <= b for a, b in zip(one, other, strict=True)) and one != other
            assert not better


def test_pareto_leaves_near_copies_out_and_counts_them() -> None:
    """From Inkai to Houston no way told is within 2 % of another in all respects, save the best in one; the rest are counted."""
    document = json.loads(run("Inkai", "Houston", "--pareto", "--json"))
    told = document["pareto"]
    assert (told["near"], told["complete"]) == (0.02, True)
    assert told["left_out"] > 0
    assert any(str(told["left_out"]) in flag and "2%" in flag for flag in document["flags"])
    rows = [(way["cost"], way["hours"], way["co2"], len(way["countries"]) - 1) for way in document["routes"]]
    least = [min(column) for column in zip(*rows, strict=True)]
    for one in rows:
        for other in rows:
            near = one != other and all(a <= 1.0199 * b for a, b in zip(one, other, strict=True))
            assert not near or any(a == b for a, b in zip(other, least, strict=True))
