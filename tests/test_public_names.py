"""What ``import lodeway`` offers."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import lodeway

FUNCTIONS = [name for name in lodeway.__all__ if name.islower()]


def test_names_are_sorted_and_few() -> None:
    """The public names stand in order, without repeats, and there are no more than twenty-six."""
    assert sorted(set(lodeway.__all__)) == lodeway.__all__
    assert len(lodeway.__all__) <= 26


@pytest.mark.parametrize("name", lodeway.__all__)
def test_each_name_is_there(name: str) -> None:
    """Every name in __all__ can be loaded and has a docstring."""
    assert inspect.getdoc(getattr(lodeway, name))
    assert name in dir(lodeway)


def test_type_checkers_see_what_runs() -> None:
    """The imports that type checkers read name the same objects as those that are loaded on first use."""
    tree = ast.parse(Path(lodeway.__file__).read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    seen = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert seen == lodeway._PLACES
    assert sorted(seen) == lodeway.__all__


def test_unknown_name_is_an_attribute_error() -> None:
    """A name that Lodeway does not have raises AttributeError and names it."""
    with pytest.raises(AttributeError, match="no_such_name"):
        lodeway.no_such_name  # noqa: B018


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_is_explained(name: str) -> None:
    """Every public function documents each parameter and shows an example."""
    function = getattr(lodeway, name)
    sections = dict(
        re.findall(r"^(\w+)\n-+\n(.*?)(?=^\w+\n-+\n|\Z)", inspect.getdoc(function) or "", re.MULTILINE | re.DOTALL)
    )
    heads = re.findall(r"^\*{0,2}(\w[\w, *]*?)(?: *:.*)?$", sections.get("Parameters", ""), re.MULTILINE)
    documented = {name for head in heads for name in re.findall(r"\w+", head)}
    assert documented == set(inspect.signature(function).parameters)
    assert ">>>" in sections["Examples"]


def test_import_loads_nothing_heavy() -> None:
    """`import lodeway` loads no number cruncher; those come with the first call that needs them."""
    heavy = {"numpy", "scipy", "polars", "duckdb", "highspy", "openpyxl", "pint", "jinja2", "click"}
    code = "import sys, lodeway; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert heavy.isdisjoint(loaded)
