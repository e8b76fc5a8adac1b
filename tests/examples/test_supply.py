"""What central-asia says of supply."""

from __future__ import annotations

import math
from collections import defaultdict

import pytest

from lodeway import atlas
from lodeway.scenario import Scenario, capacity, parse_recipe
from tests.examples.balance import shortage

STATES = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
PRODUCTION = {
    # (country, form): (USGS commodity, detail, year, contained in stated tonne)
    ("TJK", "antimony-concentrate"): ("antimony", "Mine production", 2024, 1.0),
    ("KGZ", "antimony-concentrate"): ("antimony", "Mine production", 2024, 1.0),
    ("KAZ", "antimony-concentrate"): ("antimony", "Mine production", 2024, 1.0),
    ("KAZ", "tungsten-concentrate"): ("tungsten", "Mine production", 2025, 1.0),
    ("KAZ", "titanium-sponge"): ("titanium sponge metal", "Titanium sponge metal production", 2024, 1.0),
    ("KAZ", "chromite"): ("chromium", "Mine production", 2024, 0.328),
    ("KAZ", "copper-concentrate"): ("copper", "Mine production", 2024, 1.0),
    ("KAZ", "copper"): ("copper", "Refinery production", 2024, 1.0),
}


def made(scenario: Scenario, country: str, commodity: str, *, status: str = "operating") -> float:
    """Return what a country's works of a status make, t/a."""
    where = {row.id: row.country for row in scenario.sites}
    return sum(
        row.capacity
        for row in scenario.processes
        if row.status == status and where[row.site] == country and parse_recipe(row.recipe).outputs[0][0] == commodity
    )


@pytest.mark.parametrize(("country", "commodity"), PRODUCTION)
def test_national_total(central_asia: Scenario, country: str, commodity: str) -> None:
    """Operating works of a Central Asian state add up to what USGS says it made, never more and never less."""
    name, detail, year, content = PRODUCTION[country, commodity]
    table = atlas.query(
        "select tonnes from production where statistic = 'production' "
        f"and commodity = '{name}' and detail = '{detail}' and year = {year} and iso3 = '{country}'"
    )
    assert made(central_asia, country, commodity) == pytest.approx(table["tonnes"].item() * content, rel=0.005)


def test_uranium_follows_the_world_nuclear_association(central_asia: Scenario) -> None:
    """Kazakh and Uzbek uranium add up to the World Nuclear Association's figures of 2024, in tonnes of uranium."""
    assert made(central_asia, "KAZ", "uranium") == pytest.approx(23270, rel=0.005)
    assert made(central_asia, "UZB", "uranium") == pytest.approx(4000, rel=0.005)


def test_no_figure_of_world_mining_data(central_asia: Scenario) -> None:
    """No row names World Mining Data, whose licence forbids passing it on."""
    tables = (central_asia.processes, central_asia.demands, central_asia.relations, central_asia.commodities)
    texts = [f"{row.source} {row.note}".lower() for table in tables for row in table]
    assert not [text for text in texts if "world mining data" in text or "world-mining-data" in text]


def test_conversions_reproduce(central_asia: Scenario) -> None:
    """Where a row states ore, grade, recovery and utilisation, its capacity is their product."""
    rows = [row for row in central_asia.processes if not math.isnan(row.ore) and not math.isnan(row.grade)]
    assert len(rows) >= 6
    for row in rows:
        won = row.ore * row.grade / 100 * row.recovery / 100 * row.utilisation / 100
        assert row.capacity == pytest.approx(won, rel=0.001), row.id


def test_recipes_lose_matter(central_asia: Scenario) -> None:
    """No process gives more contained tonnes than it takes, and smelting always loses some."""
    for row in central_asia.processes:
        recipe = parse_recipe(row.recipe)
        if recipe.inputs:
            assert sum(amount for _, amount in recipe.outputs) < sum(amount for _, amount in recipe.inputs), row.id


def test_each_chain_reaches_a_demanded_form(central_asia: Scenario) -> None:
    """Every commodity is needed by a market or taken by a process, and every needed one is made."""
    recipes = [parse_recipe(row.recipe) for row in central_asia.processes]
    taken = {name for recipe in recipes for name, _ in recipe.inputs}
    given = {name for recipe in recipes for name, _ in recipe.outputs}
    needed = {row.commodity for row in central_asia.demands}
    assert {row.id for row in central_asia.commodities} <= taken | needed
    assert taken | needed <= given


def test_candidates_are_complete(central_asia: Scenario) -> None:
    """Every candidate states what the plan and its judges need: costs, size, time, jobs, emissions, pillar."""
    candidates = [row for row in central_asia.processes if row.status == "candidate"]
    assert len(candidates) >= 25
    for row in candidates:
        stated = (row.opex, row.capex, row.max_size, row.workers, row.emissions, row.energy)
        assert not any(math.isnan(value) for value in stated), row.id
        assert row.lead_time >= 1, row.id
        assert row.capacity == 0, row.id
        assert row.pillar == "green", row.id


def test_candidates_stand_in_central_asia(central_asia: Scenario) -> None:
    """The plan may build in the five states and nowhere else."""
    where = {row.id: row.country for row in central_asia.sites}
    assert {where[row.site] for row in central_asia.processes if row.status == "candidate"} <= set(STATES)


def test_existing_supply_covers_the_base_case(central_asia: Scenario) -> None:
    """Without any build, what exists could meet every demand in every year, within relations and measures."""
    commodities = {row.commodity for row in central_asia.demands}
    for commodity in sorted(commodities):
        for year in central_asia.years:
            assert sum(shortage(central_asia, commodity, year).values()) < 1e-6, (commodity, year)


def test_supply_outside_is_not_generous(central_asia: Scenario) -> None:
    """What exists exceeds demand by less than a quarter in the first year: dependence is not bought off with idle mines."""
    needs: dict[str, float] = defaultdict(float)
    for row in central_asia.demands:
        needs[row.commodity] += row.quantity * (1 + row.growth / 100) ** (central_asia.years[0] - row.year)
    supply: dict[str, float] = defaultdict(float)
    for process in central_asia.processes:
        supply[parse_recipe(process.recipe).outputs[0][0]] += capacity(process, central_asia, central_asia.years[0])
    assert {name for name, tonnes in needs.items() if not tonnes < supply[name] < 1.25 * tonnes} == set()


def test_committed_projects_have_a_cost_or_say_why_not(central_asia: Scenario) -> None:
    """Each committed project states what it costs and when it was decided, or its note says why no cost is known."""
    committed = [row for row in central_asia.processes if row.status == "committed"]
    assert len(committed) >= 8
    for row in committed:
        assert "Capex" in row.note, row.id
        assert (row.capex > 0 and row.lead_time >= 1) or "left empty" in row.note, row.id
    assert sum(math.isnan(row.capex) for row in committed) <= 1


@pytest.mark.parametrize(
    ("process", "published"),
    [("aktogay-smelter", 1.5e9), ("yoshlik-mine", 4.6e9), ("pavlodar-gallium", 2.0e7)],
)
def test_value_of_a_committed_project_is_the_published_one(
    central_asia: Scenario, process: str, published: float
) -> None:
    """Capacity times capex gives the published sum of the project."""
    row = next(row for row in central_asia.processes if row.id == process)
    assert row.capacity * row.capex == pytest.approx(published, rel=0.01)
