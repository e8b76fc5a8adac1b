"""Every case of the bundled example, planned on the real network."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from lodeway.network import Network, build
from lodeway.plan import Plan, plan, residuals
from lodeway.scenario import Scenario, home, parse_recipe, read
from lodeway.scenario.examples import locate

EXAMPLE = "central-asia"
CASES = ("base", *sorted(read(EXAMPLE).cases.keys() - {"base"}))


@cache
def network_of(case: str) -> Network:
    """Return the network of a case; cases that change no gate, link or rate share that of the base."""
    base, own = read(EXAMPLE), read(EXAMPLE, case=case)
    if case == "base" or any(
        getattr(base, table) != getattr(own, table) for table in ("sites", "gates", "links", "costs", "transfers")
    ):
        return build(own)
    return network_of("base")


@cache
def planned(case: str) -> tuple[Scenario, Plan]:
    """Return a case and its plan."""
    own = read(EXAMPLE, case=case)
    return own, plan(own, network=network_of(case))


@pytest.mark.parametrize("case", CASES)
def test_balances_close_and_limits_hold(case: str) -> None:
    """In every case each balance closes to 1e-6, no limit is exceeded, and the gap is proved below 1e-4."""
    own, found = planned(case)
    assert residuals(found, own)[0].share < 1e-6
    assert all(row.used <= row.bound * (1 + 1e-7) + 1e-6 for row in found.limits if row.sense == "most")
    assert all(row.used >= row.bound * (1 - 1e-7) - 1e-6 for row in found.limits if row.sense == "least")
    assert found.bound <= found.objective
    assert found.gap < 1e-4


@pytest.mark.parametrize("case", CASES)
def test_no_recipe_makes_matter(case: str) -> None:
    """Per element, what markets get of refined goods is at most what was mined for it or lay in stocks."""
    own, found = planned(case)
    element = {row.id: row.element for row in own.commodities}
    recipes = {row.id: parse_recipe(row.recipe) for row in own.processes}
    mined: dict[str, float] = defaultdict(float)
    delivered: dict[str, float] = defaultdict(float)
    for stock in own.stocks:
        mined[element[stock.commodity]] += stock.initial
    for activity in found.activities:
        recipe = recipes[activity.process]
        for commodity, amount in recipe.outputs:
            if not recipe.inputs:
                mined[element[commodity]] += activity.tonnes * amount / recipe.outputs[0][1]
    for row in found.supply:
        delivered[element[row.commodity]] += row.tonnes
    assert all(delivered[name] <= mined[name] * (1 + 1e-9) for name in delivered)


@pytest.mark.parametrize("case", [name for name in CASES if name.startswith("no-russia")])
def test_plans_without_russia_touch_it_nowhere(case: str) -> None:
    """No route enters Russia, nothing comes from it, and the cost is not below the bound proved for the base."""
    _, found = planned(case)
    assert not any("RUS" in row.countries for row in found.routes)
    assert not any(row.origin == "RUS" for row in found.supply)
    assert found.objective >= planned("base")[1].bound


def test_transit_through_china_only_where_china_buys_or_sells() -> None:
    """Without transit through China only routes from or to China touch it."""
    own, found = planned("no-russia-no-china-transit")
    country = {row.id: row.country for row in own.sites}
    for row in found.routes:
        if "CHN" in row.countries:
            assert "CHN" in (country[row.origin], country[row.destination])


def test_the_diversified_plan_keeps_to_its_shares() -> None:
    """From 2030 no importer with a limit gets more than 65 % of its demand from one foreign country."""
    own, found = planned("diversify")
    scopes = {row.scope for row in own.limits if row.kind == "origin_share"}
    got: dict[tuple[str, str, int, str], float] = defaultdict(float)
    for row in found.supply:
        if row.year >= 2030 and row.market in scopes and row.origin not in home(own, row.market):
            got[row.market, row.commodity, row.year, row.origin] += row.tonnes
    assert got
    assert all(tonnes <= 0.65 * found.demand[key[:3]] * (1 + 1e-7) for key, tonnes in got.items())


def test_no_mine_country_holds_more_than_its_share_of_the_union() -> None:
    """From 2030 no more than 65 % of what the EU needs was mined in one foreign country, wherever it was refined."""
    own, found = planned("crma")
    got: dict[tuple[str, int, str], float] = defaultdict(float)
    for row in found.supply:
        if row.market == "EU" and row.year >= 2030 and row.label not in {"other", *home(own, "EU")}:
            assert row.label
            got[row.commodity, row.year, row.label] += row.tonnes
    assert {label for _, _, label in got} > {"CHN", "KAZ"}
    assert all(tonnes <= 0.65 * found.demand["EU", key[0], key[1]] * (1 + 1e-7) for key, tonnes in got.items())


def test_the_stockpile_holds_sixty_days_until_it_may_be_drawn() -> None:
    """Until 2027 Japan holds 60 days of four minerals; from 2028 it draws on them and less is unmet than without."""
    _, found = planned("stockpile")
    held = {(row.commodity, row.year): row for row in found.stocks}
    for commodity in ("antimony", "gallium", "rare-earths", "tungsten"):
        for year in (2026, 2027):
            assert held[commodity, year].tonnes >= 60 / 365 * found.demand["JPN", commodity, year] * (1 - 1e-9)
    assert any(row.tonnes < row.before for row in found.stocks if row.year >= 2028)
    without = planned("china-embargo")[1]
    assert found.parts["unmet"] < without.parts["unmet"]
    assert found.objective < without.objective


def test_what_was_agreed_is_kept() -> None:
    """From 2027 Japan takes 15 t of gallium a year from Pavlodar, and South Djengeldi runs at 500 t/a or more."""
    _, found = planned("agreements")
    assert {row.year for row in found.shortfalls} == set(range(2027, 2036))
    assert all(row.tonnes == 0 for row in found.shortfalls)
    taken = [row.used for row in found.limits if (row.kind, row.scope) == ("offtake", "A021")]
    assert min(taken) >= 15 * (1 - 1e-7)
    assert sum(row.size for row in found.builds if row.what == "south-djengeldi-mine") >= 500


def test_trained_workers_carry_builds_beyond_those_who_are_there() -> None:
    """All 3,000 places are taken, and in no year do builds need more workers than 3,000 and those who were trained."""
    _, found = planned("training")
    assert sum(row.size for row in found.builds if row.kind == "training") == pytest.approx(3000.0)
    uses = [row for row in found.limits if row.kind == "workforce"]
    assert max(row.bound for row in uses) > 3000.0
    assert all(row.used <= row.bound * (1 + 1e-9) for row in uses)


def test_the_embargo_costs_more_and_leaves_more_unmet() -> None:
    """Stopping four minerals from China changes unmet demand, cost and builds against the base."""
    base, stopped = planned("base")[1], planned("china-embargo")[1]
    assert stopped.objective > base.objective
    assert sum(row.tonnes for row in stopped.unmet) > sum(row.tonnes for row in base.unmet)
    assert {row.what for row in stopped.builds} != {row.what for row in base.builds}
    china = [row for row in stopped.supply if row.origin == "CHN" and row.year >= 2028 and row.market != "CHN"]
    assert not any(row.commodity in ("antimony", "gallium", "rare-earths", "tungsten") for row in china)


def test_the_example_is_the_folder_in_the_wheel() -> None:
    """The cases planned here are the files that ship."""
    assert {path.stem for path in (locate(EXAMPLE) / "cases").glob("*.toml")} == set(CASES) - {"base"}
