"""Families worked by hand on a mine and a market: the program as text, its optimum, and what the plan says of it.

A tonne of ore sells at 1000 USD at the mine in AAA and travels for 26 USD (2 gross tonnes of 50 % ore, each 100 km of
rail at 0.05, a port at 5 and 1000 km of sea at 0.003) to the market in BBB, which needs 1000 t a year. A tonne of
unmet demand costs 10,000 USD. Nothing is discounted and capital bears no interest, so that capacity of life L costs capex / L
in each year in which it runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lodeway.errors import InfeasibleError
from lodeway.plan import Plan, plan, residuals
from lodeway.plan.sample import sample
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Agreement, Capital, Commodity, Measure, Process, Step, Stock, Training
from tests.plan.programs import least_cost, program_text
from tests.plan.worlds import limit

GOLDEN = Path(__file__).parent / "golden"


def pit(**options: Any) -> Process:
    """Return the mine in AAA."""
    fields: dict[str, Any] = {
        "id": "pit",
        "site": "mine",
        "recipe": "-> 1 ore",
        "status": "operating",
        "capacity": 1000.0,
    }
    return Process(**(fields | options))


def new(name: str, site: str, **options: Any) -> Process:
    """Return a candidate that makes ore at 700 USD/t and costs 3000 USD/(t/a) over ten years."""
    fields: dict[str, Any] = {"recipe": "-> 1 ore", "opex": 700.0, "capex": 3000.0, "life": 10, "max_size": 1000.0}
    return Process(id=name, site=site, status="candidate", **(fields | options))


def two_sites(*processes: Process, years: tuple[int, ...] = (2026, 2027), **options: Any) -> Scenario:
    """Return the mine and the market with these processes."""
    fields: dict[str, Any] = {
        "years": years,
        "discount_rate": 0.0,
        "processes": processes,
        "capital": (Capital(country="*", rate=0.0),),
    }
    return replace(sample(), **(fields | options))


def links() -> Scenario:
    """A railway of 1200 gross t/a that may grow."""
    rail, sea = sample().links
    return two_sites(
        pit(), links=(replace(rail, capacity=1500.0, background=300.0, capex=30.0, max_size=5000.0, life=2), sea)
    )


def stocks() -> Scenario:
    """A market stock of 50 t that must hold 36.5 days, and a mine that shrinks by a fifth."""
    stock = Stock(place="buyer", commodity="ore", initial=50.0, minimum=36.5, capacity=300.0, holding=2.0)
    return two_sites(pit(capacity=1150.0, growth=-20.0), stocks=(stock,))


def build_rate() -> Scenario:
    """No more than 150 t/a may be decided in a year where 300 are missing."""
    return two_sites(pit(capacity=700.0), new("deep", "mine"), limits=(limit("build_rate", 150.0, "t/a", id="pace"),))


def training() -> Scenario:
    """15 jobs are needed, 5 workers are there, a school trains 8 a year, a quarter of whom leave after each year."""
    school = Training(id="school", country="AAA", cost=1000.0, places=8.0, lead_time=1, life=2, attrition=25.0)
    return two_sites(
        pit(capacity=700.0),
        new("deep", "mine", workers=50.0),
        years=(2026, 2027, 2028),
        training=(school,),
        limits=(limit("workforce", 5.0, "1", id="hands", scope="AAA"),),
    )


def stage_share() -> Scenario:
    """A fifth of what the market needs must be made at home, where a mine costs 1500 + 1000 / 10 USD/t."""
    return two_sites(
        pit(),
        new("home", "market", opex=1500.0, capex=1000.0),
        years=(2026,),
        limits=(limit("stage_share", 20.0, "%", id="own", stage="ore", country="home", sense="least"),),
    )


def mine_label() -> Scenario:
    """Metal made at home, at most 60 % of it from ore mined in AAA."""
    return two_sites(
        pit(),
        new("home", "market", opex=1500.0, capex=1000.0),
        Process(id="smelter", site="market", recipe="1 ore -> 1 metal", status="operating", capacity=1000.0),
        years=(2026,),
        commodities=(
            *sample().commodities,
            Commodity(id="metal", element="copper", stage="refined", price=2000.0, content=1.0),
        ),
        demands=(replace(sample().demands[0], commodity="metal"),),
        limits=(limit("origin_share", 60.0, "%", id="mines", origin="mine"),),
    )


def two_points() -> Scenario:
    """The same metal, at most 60 % mined and at most 30 % concentrated in AAA; concentrate travels for half of what ore does."""
    return replace(
        mine_label(),
        processes=(
            *mine_label().processes[:2],
            Process(id="there", site="mine", recipe="1 ore -> 1 fines", status="operating", capacity=1000.0),
            Process(id="here", site="market", recipe="1 ore -> 1 fines", status="operating", capacity=1000.0),
            Process(id="smelter", site="market", recipe="1 fines -> 1 metal", status="operating", capacity=1000.0),
        ),
        commodities=(
            *sample().commodities,
            Commodity(id="fines", element="copper", stage="concentrate", price=1500.0),
            Commodity(id="metal", element="copper", stage="refined", price=2000.0),
        ),
        limits=(
            limit("origin_share", 60.0, "%", id="mines", origin="mine"),
            limit("stage_share", 30.0, "%", id="mills", stage="concentrate"),
        ),
    )


def offtake() -> Scenario:
    """Half of 700 t must be taken from AAA at 100 USD above its price or paid for with 300; AAA bans exports in 2027."""
    ban = Measure(
        id="ban",
        imposing="AAA",
        targets=("*",),
        elements=("copper",),
        direction="export",
        kind="ban",
        in_force=date(2027, 1, 1),
    )
    taken = Agreement(
        id="take",
        market="buyer",
        commodity="ore",
        origin="AAA",
        quantity=700.0,
        firmness=50.0,
        floor_price=1100.0,
        penalty=300.0,
    )
    return two_sites(pit(), new("home", "market", opex=900.0, capex=10.0), agreements=(taken,), measures=(ban,))


def agreement() -> Scenario:
    """From 2027 an agreement enables, requires and pays 100 t/a of a mine that no budget has money for."""
    deal = Agreement(
        id="deal",
        enables=("deep",),
        requires=("deep",),
        required_size=100.0,
        funds=("deep",),
        amount=300_000.0,
        opens=2027,
    )
    return two_sites(
        pit(), new("deep", "mine", opex=900.0), agreements=(deal,), limits=(limit("budget", 0.0, "USD", id="purse"),)
    )


def recycling() -> Scenario:
    """Half of what was used a year before is collected and 80 % of that won; demand was 800 t in 2025 and grows by a quarter."""
    again = new("again", "market", kind="recycling", collection=50.0, recovery=80.0, delay=1, opex=200.0, capex=100.0)
    return two_sites(pit(capacity=600.0), again, demands=(replace(sample().demands[0], growth=25.0),))


def nothing_collected() -> Scenario:
    """The same recyclers, of whom nothing is collected: only the mine delivers."""
    world = recycling()
    rows = (replace(row, collection=0.0) if row.kind == "recycling" else row for row in world.processes)
    return replace(world, processes=tuple(rows))


def steps() -> Scenario:
    """Buyers would pay 5000 USD/t for 60 % of what they need, and 500 for the rest."""
    parts = ((1, 60.0, 5000.0), (2, 40.0, 500.0))
    return two_sites(
        pit(),
        years=(2026,),
        steps=tuple(Step(market="buyer", commodity="ore", step=n, share=s, worth=w) for n, s, w in parts),
    )


def retirement() -> Scenario:
    """A mine begun in 2007 for 20 years ends in 2027; the next one sets aside 1000 USD/(t/a) for its own end."""
    return two_sites(pit(started=2007, life=20), new("deep", "mine", decommissioning=1000.0))


BY_HAND: dict[Callable[[], Scenario], float] = {
    # 1000 t in both years; 2000 gross t need 800 more than 1500 - 300, for 30 USD over 2 years
    links: 2 * 1000 * (1000 + 26) + 800 * 30,
    # 2027: 920 t made + s26 - s27 = 1000 t and s27 = 100 t, so s26 = 180 t and 1130 t are made in 2026
    stocks: (1130 + 920) * (1000 + 26) + 2 * (180 + 100),
    # 150 t/a decided in each year: 150 t in 2026 and 300 t in 2027 at 700 + 3000 / 10; 150 t unmet in 2026
    build_rate: 2 * 700 * 1026 + (150 + 300) * (700 + 26 + 300) + 150 * 10_000,
    # jobs 0.05 a tonne: 5 workers 100 t, 5 + 8 260 t, 5 + 8 x 0.75 + 4 300 t; a worker costs 1000 / 2 a year
    training: 3 * 700 * 1026 + (100 + 260 + 300) * (726 + 300) + (8 * 2 + 4) * 500 + (200 + 40) * 10_000,
    # 800 t from AAA, 200 t from home
    stage_share: 800 * 1026 + 200 * (1500 + 100),
    # 600 t of ore from AAA, 400 t from home, all smelted for 2000 - 1000
    mine_label: 600 * 1026 + 400 * 1600 + 1000 * 1000,
    # 600 t of ore from AAA, 300 t of it concentrated there; all concentrated for 500, all smelted for 500
    two_points: 600 * 1000 + 400 * 1600 + 1000 * (500 + 500) + 300 * 13 + 300 * 26,
    # 2026: 350 t at 1026 + 100, 650 t at home for 900 + 1; 2027: 350 t missing, all from home
    offtake: 350 * 1126 + 650 * 901 + 350 * 300 + 1000 * 901,
    # 2027: 100 t at 900 + 300 instead of 1000
    agreement: 1000 * 1026 + 900 * 1026 + 100 * (900 + 26 + 300),
    # won: 0.4 x 800 in 2026, 0.4 x (1000 - 80) in 2027, at 200 + 10; unmet 1000 - 600 - 320 and 1250 - 600 - 368
    recycling: 2 * 600 * 1026 + (320 + 368) * 210 + (80 + 282) * 10_000,
    # unmet 1000 - 600 and 1250 - 600
    nothing_collected: 2 * 600 * 1026 + (400 + 650) * 10_000,
    # the 400 t that are worth less than 1026 go without
    steps: 600 * 1026 + 400 * 500,
    # 2027: 700 + 300 + 100 set aside
    retirement: 1000 * 1026 + 1000 * (700 + 26 + 300 + 100),
}


@pytest.mark.parametrize("case", BY_HAND, ids=lambda case: case.__name__)
def test_the_program_reads_as_it_was_worked_by_hand(case: Callable[[], Scenario]) -> None:
    """The program's text is that of the golden file, and HiGHS finds the hand-worked optimum from that text alone."""
    path = GOLDEN / f"{case.__name__}.lp"
    assert program_text(case()) == path.read_text(encoding="utf-8")
    assert least_cost(path) == pytest.approx(BY_HAND[case], rel=1e-12)


@pytest.mark.parametrize("case", BY_HAND, ids=lambda case: case.__name__)
def test_the_plan_costs_what_was_worked_by_hand(case: Callable[[], Scenario]) -> None:
    """The plan's objective is the hand-worked one, its parts add up to it and its balances close."""
    found = plan(case())
    assert found.objective == pytest.approx(BY_HAND[case], rel=1e-12)
    assert found.bound == pytest.approx(found.objective, rel=1e-9)
    assert residuals(found, case())[0].share < 1e-9


def _built(found: Plan) -> dict[tuple[str, int], float]:
    return {(row.what, row.year): round(row.size, 6) for row in found.builds}


def test_a_link_grows_and_its_room_has_a_price() -> None:
    """800 gross t/a are laid at once; another gross tonne of room a year would save 15 USD in each year."""
    found = plan(links())
    assert _built(found) == {("line", 2026): 800.0}
    assert found.builds[0].kind == "link"
    assert found.routes[0].links == ("line", "lane")
    uses = [row for row in found.limits if row.kind == "link"]
    assert [(row.used, row.bound) for row in uses] == [(2000.0, 2000.0)] * 2
    assert sum(row.price for row in uses) == pytest.approx(30.0)


def test_a_stock_is_filled_before_the_mine_shrinks() -> None:
    """180 t lie there at the end of 2026 and the 100 t of its minimum in 2027, whose price is that of a tonne more."""
    found = plan(stocks())
    assert [(row.before, row.tonnes) for row in found.stocks] == [(50.0, 180.0), (180.0, 100.0)]
    assert found.parts["stock"] == pytest.approx(560.0)
    least = next(row for row in found.limits if (row.kind, row.year) == ("stock", 2027))
    assert (least.used, least.bound, least.sense) == (100.0, 100.0, "least")
    assert least.price == pytest.approx(1000 + 26 + 2 + 2)


def test_trained_workers_extend_the_workforce() -> None:
    """8 begin in 2026 and 4 in 2027; of 15 jobs in 2028, 5 + 6 + 4 workers fill all."""
    found = plan(training())
    assert _built(found) == {
        ("school", 2026): 8.0, ("school", 2027): 4.0, ("deep", 2026): 100.0, ("deep", 2027): 160.0, ("deep", 2028): 40.0
    }  # fmt: skip
    school = next(row for row in found.builds if row.what == "school")
    assert (school.kind, school.pillar, school.unit, school.capex) == ("training", "people", "workers", 8000.0)
    uses = [row for row in found.limits if row.kind == "workforce"]
    assert [(round(row.used, 9), round(row.bound, 9)) for row in uses] == [(5.0, 5.0), (13.0, 13.0), (15.0, 15.0)]


def test_goods_keep_the_name_of_their_mine_through_the_smelter() -> None:
    """All metal comes from BBB, 600 t of it mined in AAA and 400 t at home."""
    found = plan(mine_label())
    assert {(row.origin, row.label): round(row.tonnes, 6) for row in found.supply} == {
        ("BBB", "AAA"): 600.0,
        ("BBB", "other"): 400.0,
    }


def test_goods_keep_both_the_name_of_their_mine_and_of_their_mill() -> None:
    """300 t were concentrated and mined in AAA, 300 t only mined there, 400 t neither: labels of both points go together."""
    found = plan(two_points())
    assert {row.label: round(row.tonnes, 6) for row in found.supply} == {
        "AAA+AAA": 300.0,
        "other+AAA": 300.0,
        "other+other": 400.0,
    }


def test_an_offtake_that_a_ban_stops_is_missing_at_its_penalty() -> None:
    """In 2026 the firm 350 t come, at a premium of 100 USD; in 2027 all are missing."""
    found = plan(offtake())
    assert [(row.year, row.tonnes, row.cost, row.premium) for row in found.shortfalls] == [
        (2026, 0.0, 0.0, 35_000.0),
        (2027, 350.0, 105_000.0, 0.0),
    ]
    assert found.parts["shortfall"] == 105_000.0
    assert found.parts["premium"] == 35_000.0


def test_an_offtake_without_penalty_that_a_ban_stops_is_named() -> None:
    """Without a penalty nothing may be missing: the plan is infeasible, and the agreement and its tonnes are told."""
    case = offtake()
    case = replace(case, agreements=(replace(case.agreements[0], penalty=float("nan")),))
    with pytest.raises(InfeasibleError) as caught:
        plan(case)
    assert (
        "agreement take must deliver 350 t, but is short by 350 t in 2027, because measure ban of AAA forbids"
        in "\n".join(caught.value.conflicts)
    )


def test_a_stock_that_cannot_be_filled_is_named() -> None:
    """With a mine of 900 t that feeds demand first, a stock must hold 2000 t and cannot."""
    case = stocks()
    big = replace(case.stocks[0], minimum=0.0, least=2000.0, capacity=2500.0, final=0.0)
    with pytest.raises(InfeasibleError) as caught:
        plan(replace(case, stocks=(big,)))
    assert "stock buyer/ore must hold at least 2,000 t, but is short by 800 t in 2026, because" in "\n".join(
        caught.value.conflicts
    )


def test_a_share_against_geology_is_named() -> None:
    """Where nothing can be mined at home a least share of it cannot be reached."""
    case = stage_share()
    with pytest.raises(InfeasibleError) as caught:
        plan(replace(case, processes=case.processes[:1]))
    assert (
        "share limit own wants buyer to get at least 200 t of ore from home, but is short by 200 t in 2026"
        in "\n".join(caught.value.conflicts)
    )


def test_an_agreement_spares_the_budget() -> None:
    """100 t/a are decided in 2027, not before; the budget of nothing is used by the 300,000 USD that the agreement pays."""
    found = plan(agreement())
    assert _built(found) == {("deep", 2027): 100.0}
    purse = next(row for row in found.limits if (row.kind, row.year) == ("budget", 2027))
    assert (purse.used, purse.bound) == (300_000.0, 300_000.0)


def test_the_least_worth_goes_without_first() -> None:
    """400 t go without, at 500 USD each."""
    found = plan(steps())
    assert [(row.tonnes, row.cost) for row in found.unmet] == [(400.0, 200_000.0)]


@pytest.mark.parametrize("share", ["collection", "recovery"])
def test_the_less_comes_back_the_less_is_made(share: str) -> None:
    """Down to nothing: 0 % is the end of the row, not the end of the limit."""
    world = recycling()
    made = []
    for percent in (50.0, 1.0, 0.0):
        change: dict[str, Any] = {share: percent}
        rows = (replace(row, **change) if row.kind == "recycling" else row for row in world.processes)
        found = plan(replace(world, processes=tuple(rows)))
        made.append(sum(row.tonnes for row in found.activities if row.process == "again"))
    assert made[0] > made[1] > made[2] == 0
