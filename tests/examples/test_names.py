"""Names of central-asia as a reader meets them."""

from __future__ import annotations

import pytest

from lodeway.scenario import Scenario

TABLES = ("commodities", "sites", "markets", "processes")


@pytest.mark.parametrize("table", TABLES)
def test_names_are_names(central_asia: Scenario, table: str) -> None:
    """Each row has a name of its own that starts with a capital and is not its id."""
    rows = getattr(central_asia, table)
    names = [row.name for row in rows]
    assert len(set(names)) == len(names)
    assert [name for name in names if not name[:1].isupper()] == []
    assert [row.id for row in rows if row.name.lower() == row.id and "-" in row.id] == []


def test_names_of_processes_write_places_as_their_sites_do(central_asia: Scenario) -> None:
    """Where a process is named after its site and its product, the site is written as in the table of sites."""
    site = {row.id: row.name for row in central_asia.sites}
    kind = {row.id: row.kind for row in central_asia.sites}
    named = [row for row in central_asia.processes if kind[row.site] == "country" and ": " in row.name]
    assert len(named) > 80
    for row in named:
        assert row.name.startswith(f"{site[row.site]}: "), row.id
