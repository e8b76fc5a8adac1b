"""``lodeway options``: what its commands print, and that the reference tells it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lodeway.cli import main
from tests.options.test_tracts import GOOD

PAGE = (Path(__file__).parents[2] / "docs/reference/assess-json.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (lodeway [\w ]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
FREE = {
    "metal",
    "metal_range",
    "grades",
    "grade_range",
    "prices",
    "recoveries",
    "sources",
    "share_by_way",
    "reported",
    "recoverable",
}
"""Keys below which stand names of metals, places and ways."""


def keys(value: Any) -> Iterator[str]:
    """Yield every key of a document but names of metals and the like."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            if key in FREE and isinstance(inner, dict):
                yield from (name for one in inner.values() if isinstance(one, dict) for name in keys(one))
            else:
                yield from keys(inner)
    elif isinstance(value, list):
        for one in value:
            yield from keys(one)


def printed(*arguments: str) -> dict[str, Any]:
    """Return the document that a command prints."""
    run = CliRunner().invoke(main, [*arguments, "--json"])
    assert run.exit_code == 0, run.output
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def undocumented(section: str, document: dict[str, Any]) -> set[str]:
    """Return the keys of a document that its section of the reference does not name."""
    return set(keys(document)) - set(re.findall(r"`(\w+)`", SECTIONS[section]))


@pytest.fixture(scope="module")
def tracts(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the name of a file of one tract."""
    path = tmp_path_factory.mktemp("tracts") / "tracts.toml"
    path.write_text(GOOD, encoding="utf-8")
    return str(path)


def test_every_key_of_an_assessment_is_documented() -> None:
    """The reference names each key that ``lodeway assess`` prints."""
    found = printed("assess", "--count", "N90=1,N50=2,N10=8", "--model", "vms", "--draws", "200")
    found["deposits"]["stated"] = []  # what was given, as it was given
    assert undocumented("lodeway assess", found) == set()


def test_known_deposits_are_told_and_documented() -> None:
    """Each key of the ranked projects and deposits stands in the reference; the text names the first project."""
    found = printed("options", "known", "--country", "KGZ")
    for row in found["deposits"]:  # by metal and by way of mining, as the reference says
        by_name = ("metal", "metal_range", "grades", "grade_range", "methods", "credit")
        row |= {name: list(row[name].values()) for name in by_name}
    assert undocumented("lodeway options known", found) == set()
    assert found["projects"]
    assert found["deposits"]
    text = CliRunner().invoke(main, ["options", "known", "--country", "kgz", "--projects-only"]).stdout
    assert found["projects"][0]["name"][:20] in text


def test_the_value_of_exploring_is_told_and_documented(tracts: str) -> None:
    """Each key stands in the reference, and the parts add up: expected gain of the branches less the charge."""
    found = printed("options", "value", tracts, "--draws", "2000")
    assert undocumented("lodeway options value", found) == set()
    row = found["tracts"][0]
    gain = sum(branch["chance"] * branch["gain"] for branch in row["branches"])
    assert row["value"] == pytest.approx(gain - row["charge"])
    assert row["chance"] == pytest.approx(sum(branch["chance"] for branch in row["branches"]))
    assert row["buy"] == (row["value"] > 0)


def test_without_planning_anew_the_estimate_stands_in(tracts: str) -> None:
    """With no tract planned anew the gain is null, and the value is that of the estimate."""
    row = printed("options", "value", tracts, "--draws", "2000", "--best", "0")["tracts"][0]
    assert (row["gain"], row["planned"]) == (None, False)
    assert row["value"] == pytest.approx(row["estimate"] - row["charge"])
    assert {branch["gain"] for branch in row["branches"]} == {None}


def test_an_unknown_country_or_file_is_told(tracts: str) -> None:
    """A file that is not there ends with 2; so does a country that no code names."""
    assert CliRunner().invoke(main, ["options", "value", "none.toml"]).exit_code == 2
    run = CliRunner().invoke(main, ["options", "known", "--country", "KAS"])
    assert run.exit_code == 2
    assert "did you mean" in run.output
