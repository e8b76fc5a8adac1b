"""The commands that take a list of places."""

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner

from lodeway.cli.failures import command as failures
from lodeway.cli.matrix import command as matrix
from lodeway.errors import UsageError


def run(command: click.Command, *arguments: str) -> str:
    """Run a command and return what it prints."""
    result = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.mark.parametrize("command", [matrix, failures])
def test_places_stand_one_by_one_or_with_commas_between(command: click.Command) -> None:
    """A list with commas means the places in it; a name that holds a comma, or coordinates, stay one place."""
    assert "33.89,35.5" in run(command, "Tripoli, LBN", "33.89,35.5", "--json")
    assert run(command, "Almaty,Tashkent", "--json") == run(command, "Almaty", "Tashkent", "--json")


def test_destinations_are_a_list_too() -> None:
    """--to takes commas; an unknown place in a list is told of alone."""
    rows = json.loads(run(matrix, "Almaty", "--to", "Tashkent, Bishkek", "--json"))["rows"]
    assert [row["to"].partition("-")[0] for row in rows] == ["tashkent", "bishkek"]
    with pytest.raises(UsageError, match=r"^unknown place 'Tashkant'; did you mean 'Tashkent") as caught:
        run(matrix, "Almaty,Tashkant")
    assert "Almaty,Tashkant" not in str(caught.value)
