"""The assessment of a tract, asked for from Python."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

import lodeway
from lodeway.cli import main
from lodeway.explore.assess.tracts import Tract, parse_count

COUNT = "N90=1,N50=2,N10=8"


def told(*arguments: str) -> str:
    """Run ``lodeway assess`` and return what it prints."""
    result = CliRunner().invoke(main, ["assess", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_python_answers_as_the_command_does() -> None:
    """The same count and model have the same document and the same text."""
    found = lodeway.assess(count=COUNT, model="porphyry-copper", draws=500, seed=3)
    arguments = ["--count", COUNT, "--model", "porphyry-copper", "--draws", "500", "--seed", "3"]
    assert json.loads(told(*arguments, "--json")) == json.loads(json.dumps(found.to_dict()))
    assert told(*arguments) == f"{found!r}\n"


def test_amounts_as_a_table() -> None:
    """The table has a row for the ore and each metal, with the figures of the document."""
    found = lodeway.assess(count=COUNT, model="porphyry-copper", draws=500)
    record = found.to_dict()
    rows = {row.pop("what"): row for row in found.to_frame().to_dicts()}
    assert rows == {"ore": record["ore"], **record["metal"]}


def test_a_model_and_a_tract_may_be_values() -> None:
    """A model that was read and a tract that was made are taken as their names and files are."""
    model = lodeway.read_model("porphyry-copper")
    assert model.to_frame().height == model.size == 422
    assert repr(model) in told("--models")
    by_value = lodeway.assess(Tract(stated=parse_count(COUNT)), model=model, draws=500)
    assert by_value.to_dict() == lodeway.assess(count=COUNT, model="porphyry-copper", draws=500).to_dict()


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({}, "give --tract FILE, --count NUMBERS or --from FOLDER, one of them"),
        ({"count": COUNT, "folder": "mapped"}, "give --from FOLDER or --count NUMBERS, one of them"),
        ({"count": COUNT}, "give --model NAME or FILE.csv"),
        ({"count": COUNT, "model": "porphry-copper"}, "did you mean 'porphyry-copper'"),
        ({"count": COUNT, "model": "porphyry-copper", "draws": 1}, "draws"),
        (
            {"count": COUNT, "model": "porphyry-copper", "shape": "round"},
            "shape 'round': allowed are smoothed, empirical, lognormal, kernel",
        ),
        (
            {"count": COUNT, "model": "porphyry-copper", "method": "guess"},
            "method 'guess': allowed are mark3, negbin, density, intensity",
        ),
    ],
)
def test_what_is_not_allowed_is_refused(question: dict[str, Any], message: str) -> None:
    """What the command refuses, Python refuses too."""
    with pytest.raises(lodeway.UsageError, match=message):
        lodeway.assess(**question)
