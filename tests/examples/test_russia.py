"""What central-asia says of Russia's own consumption, which crosses no border."""

from __future__ import annotations

import pytest

from lodeway import atlas
from lodeway.scenario import Scenario, read

SOLD = {
    # commodity: (USGS commodity, detail): Russia makes more of it than it uses
    "copper": ("copper", "Refinery production"),
    "titanium-sponge": ("titanium sponge metal", "Titanium sponge metal production"),
    "vanadium": ("vanadium", "Mine production"),
    "tungsten": ("tungsten", "Mine production"),
}
BOUGHT = ("uranium", "rare-earths", "graphite")


@pytest.fixture(scope="module")
def no_russia() -> Scenario:
    """The case without Russia."""
    return read("central-asia", case="no-russia")


@pytest.mark.parametrize("commodity", SOLD)
def test_russia_sells_less_than_it_makes(central_asia: Scenario, commodity: str) -> None:
    """Russia's capacity leaves out what it uses itself: less than 90 % of its output of 2024, and not nothing."""
    name, detail = SOLD[commodity]
    made = atlas.query(
        "select tonnes from production where statistic = 'production' and year = 2024 and iso3 = 'RUS' "
        f"and commodity = '{name}' and detail = '{detail}'"
    )["tonnes"].item()
    row = next(row for row in central_asia.processes if row.id == f"russia-{commodity}")
    assert 0 < row.capacity < 0.9 * made
    assert "uses itself" in row.note


def test_own_use_stands_in_no_demand(central_asia: Scenario) -> None:
    """The rest of the world's demand of each form that Russia sells says that Russia's own use is left out."""
    notes = {row.commodity: row.note for row in central_asia.demands if row.market == "ROW"}
    sold = notes.keys() - set(BOUGHT)
    assert all("Without what Russia makes for itself" in notes[commodity] for commodity in sold)
    assert not any("Without what Russia makes for itself" in notes[commodity] for commodity in BOUGHT)


def test_without_russia_nobody_buys_for_it(central_asia: Scenario, no_russia: Scenario) -> None:
    """In the case without Russia, what Russia must buy is gone from the rest of the world; no other demand differs."""
    base = {(row.market, row.commodity): row for row in central_asia.demands}
    case = {(row.market, row.commodity): row for row in no_russia.demands}
    assert base.keys() == case.keys()
    changed = {key for key in base if base[key].quantity != case[key].quantity}
    assert changed == {("ROW", commodity) for commodity in BOUGHT}
    for key in changed:
        assert 0.5 * base[key].quantity < case[key].quantity < base[key].quantity
        assert base[key].growth == case[key].growth


def test_both_cases_without_russia_need_the_same(no_russia: Scenario) -> None:
    """Closing the way through China changes no demand."""
    assert read("central-asia", case="no-russia-no-china-transit").demands == no_russia.demands
