"""``lodeway risk route`` on the real network and on a plan's own flows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.risk.assessment import assess


def run(*arguments: str) -> Any:
    """Return the document that the command prints."""
    done = CliRunner().invoke(main, ["risk", "route", *arguments, "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def tungsten() -> Any:
    """Japan's tungsten on the ways of its three largest partners."""
    return run(
        "tungsten",
        "--importer",
        "JPN",
        "--suppliers",
        "3",
        "--year",
        "2024",
        "--production",
        "usgs",
        "--passage",
        "suez=0.1",
    )


def test_ways_begin_and_end_where_they_should(tungsten: Any) -> None:
    """Each way that was found begins in its partner and ends in the importer; its tonnes are those of trade."""
    found = assess("tungsten", "JPN", year=2024, production="usgs")
    routed = [way for way in tungsten["ways"] if way["countries"]]
    assert len(routed) == 3
    assert all(way["countries"][0] == way["origin"] and way["countries"][-1] == "JPN" for way in routed)
    assert {way["origin"]: way["tonnes"] for way in tungsten["ways"]} == {
        row.country: row.tonnes for row in found.mix if row.tonnes > 0
    }


def test_gates_are_ids(tungsten: Any) -> None:
    """Passages are ids of the atlas' gates, with the share of tonnage through each."""
    from lodeway import atlas

    gates = set(atlas.read("gates")["id"])
    assert tungsten["passages"]
    assert {row["gate"] for row in tungsten["passages"]} <= gates
    assert all(0 < row["share"] <= 1 for row in tungsten["passages"])


def test_losses_stand_beside_the_score(tungsten: Any) -> None:
    """For every country crossed stands its share and what closing it costs, or what finds no way."""
    crossed = {row["country"] for row in tungsten["transit"]}
    assert {row["country"] for row in tungsten["losses"]} == crossed
    assert all(row["detour_cost"] is not None or row["stranded"] > 0 for row in tungsten["losses"])
    names = [row["name"] for row in tungsten["indicators"]]
    assert names == ["route_aware_score", "geopolrisk_score"]
    assert tungsten["indicators"][0]["value"] >= tungsten["indicators"][1]["value"]


def test_the_loss_of_a_gate_stands_beside_the_score(tungsten: Any) -> None:
    """Each gate that is passed has its share and what its closing costs: Europe's goods go around the Cape when Suez is lost, at more cost and days later."""
    shares = {row["gate"]: row["share"] for row in tungsten["passages"]}
    rows = {row["gate"]: row for row in tungsten["gate_losses"]}
    assert {gate: row["share"] for gate, row in rows.items()} == pytest.approx(shares)
    suez = rows["suez"]
    assert (suez["kind"], suez["stranded"]) == ("passage", 0)
    assert suez["detour_cost"] > 0
    assert suez["detour_hours"] > 72
    assert all(row["detour_cost"] is not None or row["stranded"] > 0 for row in rows.values())


def test_passages_count_nothing_unless_stated(tungsten: Any) -> None:
    """The note names the passages that count 0; the one whose risk is stated is not among them, and the others have none."""
    risks = {row["gate"]: row["risk"] for row in tungsten["passages"]}
    assert risks.pop("suez") == 0.1
    assert set(risks.values()) == {None}
    (note,) = (note for note in tungsten["notes"] if "--passage" in note)
    assert "count 0" in note
    assert "suez" not in note
    assert "bab-el-mandeb" in note


def test_suppliers_without_production_are_named(tungsten: Any) -> None:
    """A way says whether its origin produces the good, and notes name those that do not and those that no source names."""
    mix = {row.country: row for row in assess("tungsten", "JPN", year=2024, production="usgs").mix}
    ways = tungsten["ways"]
    assert all(
        (way["produces"], way["unnamed"]) == (mix[way["origin"]].produces, mix[way["origin"]].unnamed) for way in ways
    )
    (note,) = (note for note in tungsten["notes"] if note.startswith("Not named among the producers by USGS"))
    listed = note.split(": ")[1].split(". ")[0].split(", ")
    assert listed == sorted({way["origin"] for way in ways if way["unnamed"]})
    assert not any(note.startswith("Not producers") for note in tungsten["notes"])


def test_doubts_of_trade_stand_beside_the_score() -> None:
    """Japan's nine tonnes of antimony, by a country without a mine, are flagged on the way too, in words as well."""
    document = run("antimony", "--importer", "JPN", "--year", "2024", "--production", "usgs")
    for value in document["indicators"]:
        assert any(flag.startswith("hardly any trade") for flag in value["flags"])
        assert any("does not name among the producers (AUT)" in flag for flag in value["flags"])
    told = CliRunner().invoke(main, ["risk", "route", "antimony", "--importer", "JPN", "--year", "2024"])
    assert "flag: hardly any trade" in told.stdout
    assert "AUT is not named among the producers" in told.stdout
    assert "without Suez Canal, passage (100% pass it; counts 0 in the score)" in told.stdout


def test_without_weight_it_is_geopolrisk() -> None:
    """Transit weight 0 gives the score that `lodeway risk` prints."""
    document = run(
        "tungsten",
        "--importer",
        "JPN",
        "--suppliers",
        "1",
        "--transit-weight",
        "0",
        "--year",
        "2024",
        "--production",
        "usgs",
    )
    expected = assess("tungsten", "JPN", year=2024, production="usgs").value("geopolrisk_score").value
    assert [row["value"] for row in document["indicators"]] == pytest.approx([expected, expected], rel=1e-12)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan of two deliveries of tungsten to Japan and one of antimony to Europe."""
    flow = {
        "year": 2030,
        "gross_tonnes": 1.0,
        "km": 1.0,
        "hours": 400.0,
        "cost": 200.0,
        "co2": 1.0,
        "gates": ["khorgos"],
        "modes": ["rail"],
    }
    rows = [
        {
            "commodity": "tungsten",
            "from": "chirchik",
            "to": "yokohama",
            "market": "JPN",
            "tonnes": 30.0,
            "countries": ["UZB", "KAZ", "CHN", "JPN"],
        },
        {
            "commodity": "tungsten",
            "from": "china",
            "to": "yokohama",
            "market": "JPN",
            "tonnes": 70.0,
            "countries": ["CHN", "JPN"],
        },
        {
            "commodity": "antimony",
            "from": "china",
            "to": "rotterdam",
            "market": "EU",
            "tonnes": 5.0,
            "countries": ["CHN", "NLD"],
        },
        {
            "commodity": "tungsten",
            "from": "china",
            "to": "chirchik",
            "market": "",
            "tonnes": 5.0,
            "countries": ["CHN", "UZB"],
        },
    ]
    place = tmp_path / "plan.json"
    place.write_text(
        json.dumps({"case": "base", "scenario": "central-asia", "routes": [flow | row for row in rows]}),
        encoding="utf-8",
    )
    return place


def test_a_plans_own_flows(plan: Path) -> None:
    """Only deliveries to the market count, with the plan's tonnes; the loss of a country is priced on the network."""
    document = run("tungsten", "--importer", "JPN", "--plan", str(plan), "--production", "usgs")
    assert [way["tonnes"] for way in document["ways"]] == [30.0, 70.0]
    assert {row["country"]: row["share"] for row in document["transit"]} == {"CHN": 0.3, "KAZ": 0.3}
    assert {row["country"] for row in document["losses"]} == {"CHN", "KAZ"}
    assert "2030" in document["flows_of"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["tungsten", "--importer", "KOR"], "no market 'KOR'; allowed: EU, JPN"),
        (["graphite", "--importer", "JPN"], "--product takes one of tungsten"),
        (["tungsten", "--importer", "JPN", "--year", "2040"], "allowed: 2030"),
    ],
)
def test_faults_of_the_call(arguments: list[str], message: str, plan: Path) -> None:
    """What the plan does not deliver is refused with what it does."""
    done = CliRunner().invoke(main, ["risk", "route", *arguments, "--plan", str(plan)])
    assert done.exit_code == 2
    assert message in done.stderr


def test_what_is_no_plan(tmp_path: Path) -> None:
    """A file that is no plan is a fault of the input."""
    other = tmp_path / "other.json"
    other.write_text("[]", encoding="utf-8")
    done = CliRunner().invoke(main, ["risk", "route", "tungsten", "--importer", "JPN", "--plan", str(other)])
    assert done.exit_code == 1
    assert "not a plan.json" in done.stderr


def test_unknown_trade_has_no_ways() -> None:
    """Uranium's trade is not in the data: there are no tonnes to send."""
    done = CliRunner().invoke(main, ["risk", "route", "uranium", "--importer", "JPN"])
    assert done.exit_code == 2
    assert "284410" in done.stderr


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (["--passage", "suez"], "GATE=RISK"),
        (["--passage", "suez=high"], "0 to 1"),
        (["--passage", "suez=nan"], "0 to 1"),
        (["--passage", "suec=0.1"], "did you mean suez"),
        (["--from", "KAZ"], "A3=PLACE"),
        (["--from", "CHN=Atlantis"], "lies in ZAF"),
        (["--from", "CHN=Tokyo"], "lies in JPN"),
        (["--from", "TJK=Dushanbe"], "sells none"),
        (["--from", "XYZ=Tokyo"], "unknown country 'XYZ'"),
        (["--to", "Seoul"], "lies in KOR"),
    ],
)
def test_statements_are_checked(option: list[str], told: str) -> None:
    """A gate, country or place that does not exist, or is not where it is said to be, is refused with what is allowed."""
    done = CliRunner().invoke(
        main, ["risk", "route", "tungsten", "--importer", "JPN", "--year", "2024", "--suppliers", "1", *option]
    )
    assert done.exit_code == 2
    assert told in done.stderr


def test_all_statements_are_checked_at_once() -> None:
    """Every fault of the statements is told before any way is sought."""
    wrong = ["--passage", "suec=0.1", "--from", "CHN=Tokyo", "--to", "Seoul"]
    done = CliRunner().invoke(main, ["risk", "route", "tungsten", "--importer", "JPN", "--year", "2024", *wrong])
    assert done.exit_code == 2
    assert all(word in done.stderr for word in ("suec", "CHN=Tokyo", "Seoul"))


def test_unknown_names_are_told_together() -> None:
    """So are a commodity and an importer that do not exist."""
    done = CliRunner().invoke(main, ["risk", "route", "unobtainium", "--importer", "Atlantis"])
    assert done.exit_code == 2
    assert "unobtainium" in done.stderr
    assert "Atlantis" in done.stderr
