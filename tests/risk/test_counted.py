"""What is counted of a material is said before any figure, and beside each."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from lodeway.risk import assess
from lodeway.risk.counted import counted, lacking, only, told
from lodeway.risk.statistics.materials import MATERIALS, Material, find_material


@pytest.mark.parametrize("material", MATERIALS, ids=lambda material: str(material.name))
def test_every_code_is_counted_or_lacking(material: Material) -> None:
    """No code is both, each has a form, and the words name all of them."""
    forms, lacks = counted(material, unusable=True), lacking(material)
    codes = [form.code for form in (*forms, *lacks)]
    assert sorted(codes) == sorted({*material.codes, *material.absent})
    assert all(form.form for form in (*forms, *lacks))
    words = told(material, unusable=True)
    assert all(code in words for code in codes)
    assert bool(only(material)) == bool(forms and lacks)


def test_ore_of_uranium_is_not_counted() -> None:
    """A code that must not be read as the material's trade counts only for who asks for the method that reads it."""
    uranium = find_material("uranium")
    assert counted(uranium) == ()
    assert told(uranium).startswith("nothing, for the trade table lacks natural uranium")
    assert [form.code for form in counted(uranium, unusable=True)] == ["261210"]


@pytest.mark.parametrize(("commodity", "importer"), [("antimony", "JPN"), ("copper", "DEU")])
def test_each_figure_of_trade_says_what_alone_it_counts(commodity: str, importer: str) -> None:
    """Ore only stands at every known figure that rests on trade and at none that does not."""
    found = assess(commodity, importer, year=2024, production="usgs")
    marked = {value.name for value in found.indicators if "trade counts ore and concentrate only" in value.flags}
    assert marked == {value.name for value in found.indicators if value.known and "baci" in value.sources}
    assert {"import_tonnes", "imports_hhi", "imports_top1", "trade_price", "geopolrisk_score"} <= marked
    assert not any(name.startswith(("production", "reserves")) for name in marked)


def test_nothing_is_marked_where_nothing_is_lacking() -> None:
    """Of manganese no form is known to be lacking."""
    found = assess("manganese", "DEU", year=2024, production="usgs")
    assert not any(flag.startswith("trade counts") for value in found.indicators for flag in value.flags)
    assert found.lacks == ()


def _run(*words: str) -> Any:
    result = CliRunner().invoke(main, ["risk", *words])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_first_line_says_what_is_counted() -> None:
    """Copper is copper ore: the line names form, code and what is lacking, and each row of trade is marked."""
    lines = _run("copper", "--importer", "DEU", "--year", "2024", "--production", "usgs").splitlines()
    assert "ore and concentrate only (HS 260300), without refined copper, cathodes (740311)" in lines[0]
    row = next(line for line in lines if line.startswith("Imports "))
    assert row.endswith("ore and concentrate only")
    assert not next(line for line in lines if line.startswith("Concentration of world production")).endswith("only")


def test_json_lists_forms_and_lacks() -> None:
    """Each with its code."""
    document = json.loads(_run("antimony", "--importer", "JPN", "--year", "2024", "--json"))
    assert document["forms"] == [{"code": "261710", "form": "ore and concentrate"}]
    assert [row["code"] for row in document["lacks"]] == ["811000", "282580"]
