"""The tables that ship are the tables that the script makes."""

from __future__ import annotations

import pytest

from lodeway.scenario import locate
from tools.example.build import Tables, build
from tools.example.writing import text


@pytest.fixture(scope="module")
def tables() -> Tables:
    """The tables as the script makes them today."""
    return build()


@pytest.mark.parametrize("name", ["commodities", "sites", "markets", "processes", "demands", "relations"])
def test_shipped_tables_are_reproduced(tables: Tables, name: str) -> None:
    """Running ``python -m tools.example`` again changes no byte."""
    assert text(tables.by_name()[name]) == (locate("central-asia") / f"{name}.csv").read_text(encoding="utf-8")


def test_shipped_case_without_russia_is_reproduced(tables: Tables) -> None:
    """Running ``python -m tools.example`` again changes no byte of the case that follows from the base tables."""
    shipped = (locate("central-asia") / "cases" / "no-russia.toml").read_text(encoding="utf-8")
    assert tables.no_russia == shipped
