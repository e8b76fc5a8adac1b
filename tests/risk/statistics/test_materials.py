"""Commodities by name, symbol and code."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.errors import UsageError
from lodeway.risk.statistics.materials import MATERIALS, SYMBOLS, Material, asked_as, find_material


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Sb", "Antimony"),
        ("ga", "Gallium"),
        ("In", "Indium"),
        ("W", "Tungsten"),
        ("wolfram", "Tungsten"),
        ("REE", "Rare earth"),
        ("Nd", "Rare earth"),
        ("coltan", "Tantalum"),
        ("yellowcake", "Uranium"),
        ("811010", "Antimony"),
        ("8110.10", "Antimony"),
        ("HS 284410", "Uranium"),
        ("261100", "Tungsten"),
        ("8110", "Antimony"),
    ],
)
def test_names_symbols_and_codes(text: str, name: str) -> None:
    """Each way to write a commodity finds it."""
    assert find_material(text).name == name


def test_every_symbol_is_a_material() -> None:
    """No symbol speaks of what is not there."""
    assert set(SYMBOLS.values()) <= {material.name for material in MATERIALS}


@pytest.mark.parametrize("material", MATERIALS, ids=lambda one: one.name)
def test_its_own_codes_find_it(material: Material) -> None:
    """A code that one material alone is read from, or lacks, finds it; one of several names them."""
    for code in (*material.codes, *material.absent):
        holders = [one.name for one in MATERIALS if code in one.codes] or [
            one.name for one in MATERIALS if code in one.absent
        ]
        if len(holders) == 1:
            assert find_material(code).name == holders[0]
        else:
            with pytest.raises(UsageError, match=holders[0]):
                find_material(code)


def test_a_code_that_is_lacking_is_told() -> None:
    """Who asks for antimony metal is shown ore and told so."""
    done = CliRunner().invoke(main, ["risk", "811010", "--importer", "JPN", "--year", "2024", "--json"])
    document = json.loads(done.stdout)
    assert document["commodity"] == "Antimony"
    assert "asked for 811010, which the trade table does not hold" in document["notes"][0]
    assert asked_as("neodymium", find_material("neodymium")).endswith("not each")
    assert asked_as("261710", find_material("261710")) == ""


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("antimoni", "Antimony"),
        ("tungstn", "Tungsten"),
        ("261711", "261710"),
        ("diamonds", "gem"),
        ("rare eart", "Rare earth"),
    ],
)
def test_the_nearest_is_offered(text: str, near: str) -> None:
    """A name or code that is unknown is answered with the nearest."""
    with pytest.raises(UsageError, match=near):
        find_material(text)


def test_the_list_has_all() -> None:
    """`lodeway risk commodities` lists every one, with what the trade table lacks."""
    told = json.loads(CliRunner().invoke(main, ["risk", "commodities", "--json"]).stdout)["commodities"]
    assert [row["name"] for row in told] == [material.name for material in MATERIALS]
    text = CliRunner().invoke(main, ["risk", "commodities"]).stdout
    assert "811291" in text
