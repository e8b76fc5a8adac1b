"""Ways between places, asked for from Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

import lodeway
from lodeway.cli import main
from lodeway.network.sample import sample
from lodeway.report.ways import Ways


def told(*arguments: str) -> str:
    """Run a command and return what it prints."""
    result = CliRunner().invoke(main, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def far() -> Ways:
    """Return two ways by land and sea around two countries."""
    return lodeway.find_route(
        "Almaty", "Yokohama", by="distance", modes=["rail", "sea"], avoid=["RUS", "chn"], alternatives=2
    )


def test_python_answers_as_the_command_does(far: Ways) -> None:
    """The same question in a list of names and in options has the same document and the same text."""
    options = ["--by", "distance", "--modes", "rail,sea", "--avoid", "RUS,CHN", "--alternatives", "2"]
    assert json.loads(told("route", "Almaty", "Yokohama", *options, "--json")) == far.to_dict()
    assert told("route", "Almaty", "Yokohama", *options) == f"{far!r}\n"
    assert not {"RUS", "CHN"} & {code for way in far.paths for code in way.countries}


def test_legs_as_a_table_add_up_to_their_ways(far: Ways) -> None:
    """A row per leg with the number of its way: lengths add up to those of the ways, to the rounding of each leg."""
    sums = far.to_frame().group_by("way", maintain_order=True).agg(pl.sum("distance [km]"))
    assert sums["way"].to_list() == [1, 2]
    assert sums["distance [km]"].to_list() == pytest.approx([way.km for way in far.paths], abs=5)


def test_the_page_is_what_the_command_writes(far: Ways, tmp_path: Path) -> None:
    """The map page of an answer is written from Python too."""
    assert "Yokohama" in far.write(tmp_path / "way.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"origin": "Tashkant"}, "unknown place 'Tashkant'; did you mean 'Tashkent, UZB'"),
        ({"by": "speed"}, "by 'speed': allowed are cost, time, distance, co2"),
        ({"ban": "some"}, "ban 'some': allowed are all, transit"),
        ({"year": 1}, "year 1: allowed are 1990 to 2150"),
        ({"alternatives": 0}, "alternatives 0: allowed are 1 to 50"),
        ({"alternatives": 2, "pareto": True}, "two questions"),
        ({"via": ["Aktau"], "alternatives": 2}, "--via names one way"),
        ({"case": "bas"}, "did you mean 'base'"),
    ],
)
def test_what_is_not_allowed_is_refused(question: dict[str, Any], message: str) -> None:
    """What the command refuses, Python refuses with the same words, before a network is built."""
    with pytest.raises(lodeway.UsageError, match=message):
        lodeway.find_route(**{"origin": "Almaty", "destination": "Yokohama"} | question)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"avoid": "Beland"}, "no railway, road, port or gate lies in BELAND"),
        ({"avoid_gates": ["no-port"]}, "no-port"),
        ({"modes": ["raill"]}, "no mode is called raill"),
        ({"time_value": -1.0}, "time_value -1: allowed is any number of 0 or more"),
        ({"commodity": "gold"}, "no commodity is called 'gold'"),
    ],
)
def test_what_the_network_lacks_is_refused(question: dict[str, Any], message: str) -> None:
    """A country, gate, mode, price or commodity that there is none of is refused."""
    with pytest.raises(lodeway.UsageError, match=message):
        lodeway.find_route("mine", "market", scenario=sample(), **question)


def test_no_way_can_be_caught_alone() -> None:
    """Where bans cut every way the error is of its own kind and names them."""
    with pytest.raises(lodeway.NoRouteError, match="no way leads from mine") as error:
        lodeway.find_route("mine", "market", scenario=sample(), modes="rail")
    assert error.value.cuts == ("only rail may be used",)


def test_a_matrix_is_the_table_that_the_command_writes(tmp_path: Path) -> None:
    """The table of pairs is the one of the command's file, and what is printed the command's text."""
    found = lodeway.find_matrix(["Almaty", "Tashkent"], "Bishkek,Almaty", by="time")
    arguments = ["matrix", "Almaty", "Tashkent", "--to", "Bishkek,Almaty", "--by", "time"]
    told(*arguments, "--out", str(tmp_path / "pairs.parquet"))
    assert pl.read_parquet(tmp_path / "pairs.parquet").equals(found.to_frame())
    assert told(*arguments) == f"{found!r}\n"
    assert found.to_frame().height == 3


def test_a_pair_without_a_way_is_missing_in_the_table() -> None:
    """A pair that no way joins has a row without figures, not 0 and not an error."""
    frame = lodeway.find_matrix(["mine"], ["market"], scenario=sample(), modes=["rail"]).to_frame()
    assert frame.select("from", "to", "distance [km]").rows() == [("mine", "market", None)]
