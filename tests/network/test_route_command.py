"""The command ``lodeway route``."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lodeway.cli.route import command
from lodeway.errors import UsageError
from lodeway.network.places import find_place
from lodeway.scenario import Scenario

KEYS = [
    *("from", "to", "year", "km", "hours", "cost", "co2", "countries", "gates", "modes"),
    *("hand_links", "flags", "coordinates"),
]


def run(*arguments: str) -> str:
    """Run the command and return what it prints."""
    result = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_json_has_the_documented_keys() -> None:
    """With --json a way between a site and a port avoids what it is told to and has every documented key."""
    found = json.loads(run("konchoch", "Yokohama", "--avoid", "RUS,CHN", "--year", "2027", "--json"))
    assert list(found) == KEYS
    assert found["year"] == 2027
    assert not {"RUS", "CHN"} & set(found["countries"])
    assert found["countries"][0] == "TJK"
    assert found["countries"][-1] == "JPN"
    assert found["coordinates"][0]["line"][0] == pytest.approx([68.3, 39.28], abs=0.01)


def test_table_ends_with_countries_and_gates() -> None:
    """Without --json it prints the stretches, their total, countries, gates and links."""
    printed = run("76.95,43.34", "69.29,41.29")
    assert "crossing" in printed
    assert "Saryagash / Keles" in printed
    assert "countries: KAZ, UZB" in printed


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("konchoch", "konchoch"),
        ("AKTAU", "aktau"),
        ("Horgos", "khorgos"),
        ("Małaszewicze", "terespol"),
        ("41.65,42.15", "41.65,42.15"),
    ],
)
def test_places_are_found_by_any_name(world: Scenario, text: str, name: str) -> None:
    """Ids, names, aliases and coordinates name a place, whatever the letter case or accents."""
    assert find_place(world, text).id == name


def test_unknown_place_is_answered_with_the_nearest(world: Scenario) -> None:
    """A misspelt place is an error that names what was meant."""
    with pytest.raises(UsageError, match=r"(?i)yokohama"):
        find_place(world, "Yokohma")
