"""The command ``lodeway network``."""

from __future__ import annotations

import csv
import json
from itertools import takewhile
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner

from lodeway import atlas
from lodeway.cli._rows import WIDTH, table
from lodeway.cli.network import command
from lodeway.errors import UsageError
from lodeway.network.analysis import inventory


def run(*arguments: str) -> str:
    """Run the command and return what it prints."""
    result = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def found(*arguments: str) -> dict[str, Any]:
    """Run the command with --json and return its document."""
    document: dict[str, Any] = json.loads(run(*arguments, "--json"))
    return document


def test_statistics_are_those_of_the_atlas() -> None:
    """Nodes, edges and kilometres are those of the tables; those by country leave out only places of no country."""
    document = found()
    assert list(document) == ["scenario", "case", "overlay", "graphs", "countries", "gates", "flags"]
    for graph in document["graphs"]:
        edges = atlas.read(f"{graph['mode']}_edges")
        assert (graph["nodes"], graph["edges"]) == (atlas.describe(f"{graph['mode']}_nodes").rows, edges.height)
        assert graph["km"] == pytest.approx(edges["km"].cast(pl.Float64).sum())
        assert 0 < graph["largest"] <= 1
        own = [row["km"] for row in document["countries"] if row["mode"] == graph["mode"]]
        assert sum(own) == pytest.approx(graph["km"] if own else 0)
    assert document["overlay"]["legs"] > document["overlay"]["terminals"] > 1000


def test_welds_are_all_there() -> None:
    """The report has every weld of the atlas, longest first, and those of a country that are longer than asked."""
    every = found("welds")
    assert every["total"] == len(every["welds"]) == atlas.describe("welds").rows
    assert every["km"] == pytest.approx(atlas.read("welds")["km"].cast(pl.Float64).sum(), abs=0.1)
    lengths = [row["km"] for row in every["welds"]]
    assert lengths == sorted(lengths, reverse=True)
    own = found("welds", "--country", "kaz", "--longer", "1")["welds"]
    wanted = [row for row in every["welds"] if "KAZ" in (row["from_country"], row["to_country"]) and row["km"] > 1]
    assert own == wanted
    assert own


def test_stretched_lines_are_all_there() -> None:
    """Every edge that was stretched is told of, with its length before and after and the source; a country's are its own."""
    every = found("stretches")
    tables = {"rail": "rail_stretches", "road": "stretches"}
    modes = [row["mode"] for row in every["stretches"]]
    assert {mode: modes.count(mode) for mode in set(modes)} == {m: atlas.describe(t).rows for m, t in tables.items()}
    assert every["total"] == len(modes)
    km = sum(atlas.read(table)["km"].cast(pl.Float64).sum() for table in tables.values())
    assert every["km"] == pytest.approx(km, abs=0.1)
    for row in every["stretches"]:
        assert row["km"] == pytest.approx(row["drawn"] * row["factor"], rel=1e-4)
        assert row["address"].startswith("http")
    own = found("stretches", "--country", "tjk")["stretches"]
    assert own == [row for row in every["stretches"] if "TJK" in (row["from_country"], row["to_country"])]
    assert {"khorog-kulma", "dushanbe-chanak"} <= {row["line"] for row in own}
    assert "tashguzar-kumkurgan" in {row["line"] for row in found("stretches", "--country", "UZB")["stretches"]}


def test_borders_have_both_sides() -> None:
    """A crossing has both countries, gauges, dwell, fee, years and source; a country's crossings are those it shares."""
    rows = found("borders", "--country", "KAZ")["borders"]
    khorgos = next(row for row in rows if row["id"] == "khorgos")
    assert (khorgos["from_country"], khorgos["to_country"]) == ("KAZ", "CHN")
    assert (khorgos["from_gauge"], khorgos["to_gauge"]) == (1520, 1435)
    assert all("KAZ" in (row["from_country"], row["to_country"]) for row in rows)
    assert all(row["source"] for row in rows)
    assert {"delay", "fee", "opens", "closes", "status"} <= set(khorgos)
    named = atlas.read("gates").filter(
        pl.col("kind") == "crossing", pl.any_horizontal(pl.col("from_country", "to_country") == "KAZ")
    )
    assert set(named["id"]) <= {row["id"] for row in rows}


def test_gauges_name_breaks_and_exceptions() -> None:
    """Countries have the gauge of most of their railways; every break joins two gauges, and every exception is a crossing of its country."""
    document = found("gauges")
    gauge = {row["country"]: row["gauge"] for row in document["gauges"]}
    assert (gauge["KAZ"], gauge["CHN"], gauge["ESP"], gauge["IND"]) == (1520, 1435, 1668, 1676)
    # CIA World Factbook, field Railways: what most kilometres have, whatever crosses the border.
    published = {"VNM": 1000, "BRA": 1000, "TUN": 1000, "ARG": 1676, "FIN": 1524, "JPN": 1067, "IRL": 1600, "MYS": 1000}
    assert {country: gauge[country] for country in published} == published
    assert {row["country"]: row["exceptions"] for row in document["gauges"]}["VNM"] == ["friendship-pass"]
    assert all(row["from_gauge"] != row["to_gauge"] for row in document["breaks"])
    crossings = {row["id"]: row for row in found("borders")["borders"]}
    for row in document["gauges"]:
        for place in row["exceptions"]:
            crossing = crossings[place]
            side = "from" if crossing["from_country"] == row["country"] else "to"
            assert crossing[f"{side}_gauge"] not in (None, row["gauge"])
    printed = run("gauges", "--country", "KAZ")
    assert printed.startswith("1520 mm: KAZ\n")
    assert "Dostyk / Alashankou" in printed


def test_links_have_status_and_years() -> None:
    """Every hand-made link of the atlas is listed with its status."""
    document = found("links")
    assert {row["id"] for row in document["links"]} == set(atlas.read("links")["id"])
    assert {"planned", "closed", "construction", "open"} >= {row["status"] for row in document["links"]}


@pytest.mark.parametrize("name", ["welds", "stretches", "borders", "gauges", "links"])
def test_tables_fit_a_terminal_and_a_file(name: str, tmp_path: Path) -> None:
    """As text a table is at most 100 columns wide; as CSV it has every row and column that JSON has."""
    key = {"gauges": "breaks"}.get(name, name)
    text = run(name).partition("the gauge changes at\n")
    lines = (text[2] or text[0]).splitlines()
    assert max(map(len, lines)) <= WIDTH
    file = tmp_path / "rows.csv"
    run(name, "--out", str(file))
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    document = found(name)
    assert len(rows) == document["total"]
    assert list(rows[0]) == list(document[key][0])


@pytest.mark.parametrize(
    ("name", "key", "told"), [("borders", "id", "name"), ("gauges", "id", "name"), ("links", "id", "name")]
)
def test_every_row_shows_its_id_and_its_whole_name(name: str, key: str, told: str) -> None:
    """As text each row begins with its id, and its name stands there whole, if on several lines."""
    listed = {"gauges": "breaks"}.get(name, name)
    text = run(name, "--limit", "100000")
    lines = text.rpartition("the gauge changes at\n")[2].splitlines()
    assert "…" not in text
    at = lines[0].index(told)
    wide = lines[0].index("between") - at
    for row in found(name)[listed]:
        first = next(number for number, line in enumerate(lines) if line.split(" ")[0] == row[key])
        cells = [lines[first]]
        cells += takewhile(lambda line: line.startswith(" "), lines[first + 1 :])
        assert "".join(cell[at : at + wide] for cell in cells).replace(" ", "") == row[told].replace(" ", "")


def test_welds_show_the_nodes_that_they_join() -> None:
    """As text each weld begins with its nodes of the atlas, and its reason stands there whole."""
    lines = run("welds", "--country", "KAZ", "--longer", "1", "--limit", "100000").splitlines()
    rows = found("welds", "--country", "KAZ", "--longer", "1")["welds"]
    assert [line.split(" ")[0] for line in lines[1:] if line[0] != " "] == [f"{row['u']}-{row['v']}" for row in rows]
    at = lines[0].index("reason")
    reasons = " ".join(line[at:].strip() for line in lines[1:])
    assert " ".join(row["reason"] for row in rows) == reasons


def test_unknown_country_is_answered_with_the_nearest() -> None:
    """A misspelt country is an error that lists those there are."""
    with pytest.raises(UsageError, match="KAZ"):
        inventory.borders("KAS")


def test_table_says_how_many_it_leaves_out() -> None:
    """A table cut by --limit says so; what is missing is blank, not 0 or null."""
    printed = run("borders", "--country", "KAZ", "--limit", "2").splitlines()
    assert len(printed) == 4
    assert printed[-1].startswith("2 of ")
    assert table(pl.DataFrame({"a": [None, 1.0], "b": ["x", None]}))[1:] == ["   x", "1"]


@pytest.mark.parametrize("ending", ["gpkg", "parquet", "geojson"])
def test_export_writes_what_others_read(tmp_path: Path, ending: str) -> None:
    """One chosen layer goes to the very file that was named."""
    file = tmp_path / f"net.{ending}"
    document = found("export", str(file), "--layer", "gates")
    assert document["files"] == [str(file)]
    rows = geopandas.read_parquet(file) if ending == "parquet" else geopandas.read_file(file)
    assert len(rows) == document["layers"]["gates"]
    assert rows.set_index("id").loc["khorgos", "geometry"].x == pytest.approx(80.34, abs=0.05)


def test_export_to_an_unknown_format_fails_at_once() -> None:
    """A wrong ending is told before the network is built."""
    with pytest.raises(UsageError, match=r"\.gpkg"):
        CliRunner().invoke(command, ["export", "net.shp"], catch_exceptions=False)


@pytest.fixture
def zone(tmp_path: Path) -> str:
    """Return a file with a line along the foot of the mountains between Almaty and Tashkent, made up for these tests."""
    file = tmp_path / "fault.geojson"
    line = [[77.5, 43.2], [75.0, 43.1], [72.5, 42.8], [70.5, 42.5], [69.6, 41.8]]
    file.write_text(json.dumps({"type": "LineString", "coordinates": line}), encoding="utf-8")
    return str(file)


def test_hazards_by_country_route_and_leg(zone: str, tmp_path: Path) -> None:
    """Shares of countries, of a route and of every leg come from the same file."""
    countries = {row["country"]: row for row in found("hazards", zone, "--within", "10")["countries"]}
    assert countries["KAZ"]["km"] > 50
    assert countries["JPN"]["km"] == 0
    way = found("hazards", zone, "--within", "10", "--route", "43.34,76.95", "41.29,69.29")
    assert 0 < way["share_low"] < way["share"] < way["share_high"] < 1
    assert way["stretches"][0]["nearest"] <= 10
    printed = run("hazards", zone, "--within", "10", "--route", "43.34,76.95", "41.29,69.29")
    assert f"{way['km']:,.0f} of {way['length']:,.0f} km" in printed
    file = tmp_path / "legs.csv"
    run("hazards", zone, "--within", "10", "--legs", "--out", str(file))
    legs = pl.read_csv(file)
    assert legs["leg"].to_list() == list(range(len(legs)))
    assert np.isfinite(legs["share"].to_numpy()).all()
    assert 0 < legs["share"].to_numpy().mean() < 1
