"""Secure plans: by hand, and after forcing each loss in a program written anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeway.errors import InfeasibleError, UsageError
from lodeway.network import build
from lodeway.plan import Plan, residuals
from lodeway.plan.blocks.program import assemble
from lodeway.plan.instance.world import world
from lodeway.plan.routing.ways import finder
from lodeway.plan.solving.conflict import is_short
from lodeway.plan.solving.master import master
from lodeway.plan.solving.pricing import converge, seed
from lodeway.plan.studies import Element, Secure, secure
from lodeway.plan.studies.waivers import Waiver, sentences
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Demand, Measure, Stock
from tests.plan.studies.worlds import mine, two_sources, yearly
from tests.plan.worlds import limit, random_scenario, scenario

Needs = Mapping[tuple[str, str, int], float]


def test_security_by_hand() -> None:
    """Against the loss of AAA 80 t a year of the new mine are built, and nothing else changes."""
    found = secure(two_sources())
    assert found.extra == pytest.approx(80 * 3 * yearly(), rel=1e-7)
    assert [(row.what, row.year, row.size) for row in found.plan.builds] == [("new-mine", 2026, pytest.approx(80.0))]
    assert found.plan.objective - found.bound <= 1e-9 * found.plan.objective
    assert found.waivers == ()
    assert {(row.kind, row.id) for row in found.tried if row.binds} == {("country", "AAA"), ("gate", "post")}


def test_whole_units_are_bought_whole() -> None:
    """Where the mine comes in units of 50 t, two are needed for 80 t; the bound is proved in whole units."""
    base = two_sources()
    case = replace(base, processes=(base.processes[0], mine("new-mine", unit_size=50.0)))
    found = secure(case)
    assert sum(row.size for row in found.plan.builds) == pytest.approx(100.0)
    assert found.extra == pytest.approx(100 * 3 * yearly(), rel=1e-7)


def test_a_gate_is_widened_for_the_loss_of_another() -> None:
    """When the post is lost the old mine's goods take a longer way, whose gate has room for 30 t until it grows by 50 t."""
    base = two_sources()
    gate = replace(base.gates[1], capacity=30.0, capex=100.0, max_size=500.0, lead_time=0, life=3, from_country="AAA")
    detour = replace(base.links[1], from_latitude=0.0, from_country="AAA", length=400.0)
    case = replace(base, links=(base.links[0], detour), gates=(base.gates[0], gate), processes=base.processes[:1])
    found = secure(case, kinds=["gate"])
    assert [(row.what, row.size) for row in found.plan.builds] == [("pass", pytest.approx(50.0))]
    assert found.extra == pytest.approx(50 * 3 * yearly(100.0), rel=1e-7)


def test_what_no_builds_can_keep_is_named() -> None:
    """With a year of lead time nothing replaces AAA in the first year: the error says so, an option lowers the promise."""
    base = two_sources()
    case = replace(base, processes=(base.processes[0], mine("new-mine", lead_time=1, life=2)))
    with pytest.raises(InfeasibleError) as told:
        secure(case, kinds=["country"])
    assert told.value.conflicts[0].startswith(
        "after the loss of country AAA, BBB can get 0 % of its ore in 2026, not 80 %"
    )
    found = secure(case, kinds=["country"], where_possible=True)
    assert [(row.loss, row.year, round(row.reached, 4)) for row in found.waivers] == [("AAA", 2026, 0.0)]
    assert sum(row.size for row in found.plan.builds) == pytest.approx(80.0)


def test_what_is_nearly_kept_is_told_apart_from_the_promise() -> None:
    """79.96 % is told with as many digits as it takes not to read like the 80 % that were promised."""
    rows = [
        Waiver(
            kind="country",
            loss="AAA",
            name="AAA",
            market="buyer",
            commodity="ore",
            year=year,
            reached=reached,
            reason="",
        )
        for year, reached in ((2026, 0.7204), (2027, 0.7996))
    ]
    assert "can get 72 % to 79.96 % of its ore in 2026-2027, not 80 %" in sentences(rows, 0.8)[0]


def test_a_budget_may_forbid_what_each_loss_allows() -> None:
    """A budget for half of what is needed leaves the promise unkept and is named among the limits in the way."""
    case = replace(two_sources(), limits=(limit("budget", 120_000.0, "USD", whole=True),))
    with pytest.raises(InfeasibleError, match="budgets"):
        secure(case, kinds=["country"])


def test_a_group_is_lost_at_once() -> None:
    """Both gates lost together cut the market off, though it survives either."""
    groups = [Element(group="operator", kind="gate", id="post"), Element(group="operator", kind="gate", id="pass")]
    assert secure(two_sources(), kinds=["gate"]).waivers == ()
    with pytest.raises(InfeasibleError, match="after the loss of group operator, BBB can get 0 %"):
        secure(two_sources(), kinds=[], groups=groups)


def test_a_stockpile_is_drawn_on_after_a_loss() -> None:
    """Of 240 t promised in three years without AAA, 90 t come from the stockpile, below its minimum of 60 days: builds bring 150 t."""
    pile = Stock(place="BBB", commodity="ore", initial=90.0, minimum=60.0)
    found = secure(replace(two_sources(), stocks=(pile,)), kinds=["country"])
    assert found.extra == pytest.approx(50 * 3 * yearly(), rel=1e-7)
    assert sum(row.size * (2029 - row.year) for row in found.plan.builds) == pytest.approx(150.0)
    assert all(row.tonnes >= 60.0 * 100.0 / 365.0 - 1e-6 for row in found.plan.stocks)


def test_an_operator_is_lost_with_all_that_it_runs() -> None:
    """What one operator runs is lost at once: its mine, so that another is built; both gates, so that nothing can be had."""
    base = two_sources()
    sites = tuple(replace(row, operator="One" if row.id == "old" else "Two") for row in base.sites)
    found = secure(replace(base, sites=sites), kinds=["operator"])
    assert {(row.kind, row.id, row.binds) for row in found.tried} == {
        ("operator", "One", True),
        ("operator", "Two", False),
    }
    assert found.extra == pytest.approx(80 * 3 * yearly(), rel=1e-7)
    both = replace(base, gates=tuple(replace(row, operator="Both") for row in base.gates))
    with pytest.raises(InfeasibleError, match="after the loss of operator Both, BBB can get 0 %"):
        secure(both, kinds=["operator"])
    apart = replace(base, gates=tuple(replace(row, operator=f"run-{row.id}") for row in base.gates))
    by_gate, by_operator = secure(base, kinds=["gate"]), secure(apart, kinds=["operator"])
    assert by_operator.extra == pytest.approx(by_gate.extra, rel=1e-9)


def test_unknown_names_are_told() -> None:
    """Kinds, members and markets that are not there are a wrong call."""
    with pytest.raises(UsageError, match="countries"):
        secure(two_sources(), kinds=["countries"])
    with pytest.raises(UsageError, match="post"):
        secure(two_sources(), groups=[Element(group="g", kind="gate", id="posts")])
    with pytest.raises(UsageError, match="BBB"):
        secure(two_sources(), markets=["BBC"])
    with pytest.raises(UsageError, match="up to 1"):
        secure(two_sources(), share=80.0)


@settings(max_examples=5)
@given(st.integers(0, 10_000))
def test_after_each_loss_the_promise_holds(seed: int) -> None:
    """In random worlds a secure plan costs no less than the cheapest, and forcing any loss leaves the promise kept."""
    case = random_scenario(seed)
    found = secure(case, share=0.6, where_possible=True)
    check(case, found)


def test_after_each_loss_the_promise_holds_with_links_and_processes() -> None:
    """The same with losses of links and processes."""
    case = scenario()
    check(case, secure(case, share=0.5, kinds=["country", "gate", "link", "process"], where_possible=True))


def check(case: Scenario, found: Secure) -> None:
    """Force every loss in a program written anew, with no more than the plan's builds."""
    assert found.extra >= -1e-7 * found.plain.own
    assert found.bound <= found.plan.objective
    assert found.plan.gap <= 1e-6
    assert residuals(found.plan, case)[0].share < 1e-6
    assert found.tried
    waived = {(row.kind, row.loss, row.market, row.commodity, row.year): row.reached for row in found.waivers}
    for row in found.tried:
        needs = {
            need: tonnes * waived.get((row.kind, row.id, *need), found.promise.share)
            for need, tonnes in found.plan.demand.items()
        }
        assert kept(forced(case, row.kind, row.id), found.plan, needs), f"{row.kind} {row.id}"


def forced(case: Scenario, kind: str, name: str) -> Scenario:
    """Return the scenario in which something is lost."""
    if kind == "gate":
        return replace(case, gates=tuple(replace(g, status="closed") if g.id == name else g for g in case.gates))
    if kind == "link":
        links = tuple(row for row in case.links if row.id != name)
        passed = {row.gate for row in links}
        return replace(case, links=links, gates=tuple(row for row in case.gates if row.id in passed))
    if kind == "process":
        return replace(case, processes=tuple(row for row in case.processes if row.id != name))
    ban = Measure(
        id="loss",
        imposing=name,
        targets=("*",),
        elements=tuple({row.element for row in case.commodities}),
        direction="export",
        kind="ban",
    )
    return replace(case, measures=(*case.measures, ban))


def kept(case: Scenario, plan: Plan, needs: Needs) -> bool:
    """Return whether these needs can be met with no more than the plan's builds."""
    first = {(row.market, row.commodity): plan.demand[row.market, row.commodity, case.years[0]] for row in case.demands}
    relations = tuple(
        replace(
            row,
            level=max(row.multiple * row.level, row.floor / 100.0 * first[row.market, row.commodity]),
            multiple=1.0,
            floor=0.0,
        )
        for row in case.relations
    )
    demands = tuple(
        Demand(market=market, commodity=commodity, year=year, quantity=max(0.0, tonnes * (1 - 1e-5)), must_meet=True)
        for (market, commodity, year), tonnes in needs.items()
    )
    case = replace(case, demands=demands, relations=relations)
    about = world(case, build(case))
    if not about.demand:
        return True
    assembly = assemble(about)
    units: dict[tuple[str, str, int], float] = {}
    steps = {(project.kind, project.id): project.step for project in about.projects}
    for row in plan.builds:
        if (row.kind, row.what) in steps:
            units[row.kind, row.what, row.year] = row.size / steps[row.kind, row.what]
    for key, column in assembly.columns.items():
        if key[0] == "build":
            assembly.bound[column] = units.get((str(key[1]), str(key[2]), int(key[3])), 0.0) * (1 + 1e-9)
    program, ways = master(about, assembly), finder(about)
    done = converge(program, ways, seed(program, ways), progress=lambda text: None)
    return done is not None and not is_short(program, done.answer)
