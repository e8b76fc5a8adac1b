"""The plan against the same scenario written arc by arc in linopy."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from lodeway.network import build
from lodeway.plan import plan, residuals
from lodeway.plan.routing import ways
from lodeway.plan.solving import pricing
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Ban, Commodity, Demand, Measure, Training
from tests.plan.arcs import Arcs
from tests.plan.worlds import candidate, full_scenario, limit, link, process, random_scenario, scenario

SMALL = scenario()


def _with_gate(name: str, **changes: Any) -> dict[str, Any]:
    return {"gates": tuple(replace(row, **changes) if row.id == name else row for row in SMALL.gates)}


def _measures(*rows: dict[str, Any]) -> dict[str, Any]:
    fixed: dict[str, Any] = {"targets": ("*",), "elements": ("antimony",), "direction": "export"}
    return {"measures": tuple(Measure(id=f"m{n}", **(fixed | row)) for n, row in enumerate(rows))}


VARIANTS: dict[str, dict[str, Any]] = {
    "nothing else": {},
    "transit ban": {"bans": (Ban(id="b", country="KAZ", kind="transit"),)},
    "transit ban of one buyer": {"bans": (Ban(id="b", country="KAZ", kind="transit", buyers=("EU",)),)},
    "full ban from 2028": {"bans": (Ban(id="b", country="CHN", kind="all", opens=2028),)},
    "budgets": {
        "limits": (
            limit("budget", 4e6, "USD"),
            limit("budget", 6e6, "USD", id="tajik", scope="TJK", whole=True),
        )
    },
    "emissions and jobs": {
        "limits": (
            limit("emissions", 14000.0, "t"),
            limit("emissions", 20000.0, "t", id="china", scope="CHN", whole=True),
            limit("workforce", 60.0, "1", opens=2028),
        )
    },
    "shares": {"limits": (limit("origin_share", 65.0, "%", opens=2027),), "relations": ()},
    "transit shares": {
        "limits": (
            limit("transit_share", 5.0, "%", id="kaz", country="KAZ"),
            limit("transit_share", 10.0, "%", id="kaz-eu", country="KAZ", scope="EU", opens=2027, whole=True),
            limit("transit_share", 20.0, "%", id="chn", country="CHN"),
        ),
        **_with_gate("west", capacity=3000.0, fee=0.0),
        "links": (
            *(replace(row, length=60000.0) if row.id == "suez" else row for row in SMALL.links),
            link("hill", "yokohama", 9000.0, id="far"),
        ),
    },
    "export measures": _measures(
        {"imposing": "CHN", "kind": "quota", "quota": 1500.0, "stages": ("refined",)},
        {"imposing": "TJK", "kind": "tax", "rate": 10.0, "targets": ("CHN",), "in_force": date(2027, 7, 1)},
        {"imposing": "CHN", "kind": "licence", "delay": 60.0, "ends": date(2027, 12, 31)},
    ),
    "import measures": _measures(
        {"imposing": "EU", "kind": "ban", "direction": "import", "targets": ("CHN",), "in_force": date(2028, 5, 1)},
        {"imposing": "JPN", "kind": "tax", "rate": 3.0, "direction": "import"},
    ),
    "candidate gate, dated link": _with_gate("west", status="candidate", capacity=float("nan"), lead_time=0)
    | {"links": (*SMALL.links, link("quarry", "yokohama", 4000.0, id="new", opens=2028, mode="rail"))},
    "links of bounded capacity, one of them to be built, one of them one-way": {
        "links": (
            *(
                replace(row, capacity=1000.0, background=100.0, background_growth=5.0, capex=40.0, max_size=500.0)
                if row.id == "quarry-foundry"
                else row
                for row in SMALL.links
            ),
            link("hill", "foundry", 2500.0, status="candidate", capex=60.0, max_size=2000.0, lead_time=1, life=2),
            link("quarry", "mill", 300.0, direction="forward", capacity=600.0, closes=2029),
        )
    },
    "demand that must be met": {
        "demands": tuple(replace(row, must_meet=True) for row in SMALL.demands if row.market == "EU"),
    },
    "idle plants lose a margin": {
        "processes": tuple(
            replace(p, margin=margin, growth=growth, closes=closes)
            for p, margin, growth, closes in zip(
                SMALL.processes, (60, 45, 100, 0, 0), (2, -4, 3, 0, 0), (0, 0, 2029, 0, 0), strict=True
            )
        ),
    },
    "by-product": {
        "commodities": (*SMALL.commodities, Commodity(id="gold", element="gold", stage="refined", price=9e4)),
        "processes": (
            *SMALL.processes,
            process("both", "mill", "1 concentrate -> 0.8 metal + 0.01 gold", capacity=500.0),
            candidate("gold-new", "quarry", "-> 1 gold", opex=50000.0, capex=90000.0, max_size=4.0),
        ),
        "demands": (*SMALL.demands, Demand(market="JPN", commodity="gold", year=2026, quantity=3.0)),
    },
}


@pytest.mark.parametrize("name", VARIANTS)
def test_the_plan_costs_what_the_arc_by_arc_program_costs(name: str) -> None:
    """Column generation reaches the arc-by-arc optimum to 1e-9 and closes every balance to 1e-6."""
    case = scenario(**VARIANTS[name])
    network = build(case)
    found = plan(case, network=network)
    assert found.objective == pytest.approx(Arcs(case, network).objective(), rel=1e-9)
    assert found.status == "optimal"
    assert residuals(found, case)[0].share < 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_random_worlds_cost_what_the_arc_by_arc_program_costs(seed: int) -> None:
    """The same holds for random places, capacities, gates and candidates."""
    case = random_scenario(seed)
    network = build(case)
    found = plan(case, network=network)
    assert found.objective == pytest.approx(Arcs(case, network).objective(), rel=1e-9)
    assert residuals(found, case)[0].share < 1e-6


RICH = range(int(os.environ.get("LODEWAY_TEST_WORLDS", "4")))
"""Seeds of random scenarios with some of everything; the environment may ask for more."""


@pytest.mark.parametrize("seed", RICH)
def test_rich_worlds_cost_what_the_arc_by_arc_program_costs(seed: int) -> None:
    """The same holds to 1e-8 with every family of constraints: stocks, recycling, steps, training, agreements, measures, bans, dated links, shares, transit."""
    case = full_scenario(seed)
    network = build(case)
    found = plan(case, network=network)
    assert found.objective == pytest.approx(Arcs(case, network).objective(), rel=1e-8)
    assert residuals(found, case)[0].share < 1e-6
    assert all(row.used <= row.bound * (1 + 1e-7) + 1e-6 for row in found.limits if row.sense == "most")
    assert all(
        row.used >= row.bound * (1 - 1e-7) - 1e-6 for row in found.limits if row.kind in ("stock", "requirement")
    )


def test_a_link_is_built_whole_or_not_and_workers_come_in_classes() -> None:
    """A railway of one unit, and classes of 20 that its new mines need, cost what the arc-by-arc integer program says."""
    case = scenario(
        processes=tuple(replace(p, workers=80.0) if p.status == "candidate" else p for p in SMALL.processes),
        links=(
            *SMALL.links,
            link("mill", "yokohama", 5000.0, status="candidate", capex=150.0, unit_size=2000.0, max_size=2000.0),
        ),
        training=(Training(id="school", country="KAZ", cost=30_000.0, places=40.0, unit_size=20.0, lead_time=1),),
        limits=(limit("workforce", 30.0, "1"),),
    )
    network = build(case)
    found = plan(case, network=network)
    best = Arcs(case, network).objective()
    assert found.bound <= best * (1 + 1e-9)
    assert best <= found.objective * (1 + 1e-9)
    assert found.objective == pytest.approx(best, rel=1e-4)
    sizes = {(row.kind, row.size) for row in found.builds if row.kind != "process"}
    assert ("link", 2000.0) in sizes
    assert {size for kind, size in sizes if kind == "training"} <= {20.0, 40.0}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("condense", [False, True])
def test_limits_on_transit_cost_what_the_arc_by_arc_program_says(
    seed: int, condense: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With two countries of limited transit, on the network and on its condensed form, the optimum is the same."""
    monkeypatch.setattr(ways, "FINE", 0 if condense else 10_000)
    case = random_scenario(seed, places=10, commodities=2)
    busy = _passed(case)
    assert len(busy) == 2
    found = plan(_limited(seed, *busy))
    assert found.objective == pytest.approx(_least(seed, *busy), rel=1e-9)
    assert all(row.used <= row.bound * (1 + 1e-6) for row in found.limits if row.kind == "transit_share")


def _limited(seed: int, *busy: str) -> Scenario:
    """Return a random scenario in which little may pass these countries."""
    limits = tuple(
        limit("transit_share", 3.0, "%", id=country, country=country, whole=seed % 2 == 1) for country in busy
    )
    return replace(random_scenario(seed, places=10, commodities=2), limits=limits)


@cache
def _least(seed: int, *busy: str) -> float:
    """Return what that scenario costs arc by arc, which knows nothing of a condensed network."""
    case = _limited(seed, *busy)
    return Arcs(case, build(case)).objective()


def _passed(case: Scenario) -> list[str]:
    """Return the two countries that most tonnes pass, neither from nor to them, where transit is not limited."""
    tonnes: dict[str, float] = {}
    for row in plan(case).routes:
        for country in set(row.countries[1:-1]) - {row.countries[0], row.countries[-1]} if row.countries else ():
            tonnes[country] = tonnes.get(country, 0.0) + row.gross_tonnes
    return sorted(tonnes, key=lambda country: (-tonnes[country], country))[:2]


@pytest.mark.parametrize("margin", [0.0, 45.0])
def test_whole_units_are_proved_against_the_arc_by_arc_integer_program(margin: float) -> None:
    """The arc-by-arc optimum in whole units lies between the plan's bound and its cost, and every build is whole."""
    case = scenario(
        processes=tuple(
            replace(p, unit_size=300.0) if p.status == "candidate" else replace(p, margin=margin)
            for p in SMALL.processes
        ),
        gates=tuple(replace(g, unit_size=400.0) if g.id in ("pass", "west") else g for g in SMALL.gates),
    )
    network = build(case)
    found = plan(case, network=network)
    best = Arcs(case, network).objective()
    assert found.bound <= best * (1 + 1e-9)
    assert best <= found.objective * (1 + 1e-9)
    assert found.objective == pytest.approx(best, rel=1e-3)
    assert all(row.size % (300.0 if row.kind == "process" else 400.0) == pytest.approx(0.0) for row in found.builds)


@pytest.mark.parametrize(("seed", "transit"), [(24, False), (26, False), (26, True)])
def test_lanes_that_only_whole_units_need_count_in_their_bound(
    seed: int, transit: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Begun with one way to each market and plant, a plan proves no more than the arc-by-arc optimum in whole units."""
    monkeypatch.setattr(pricing, "LARGE", 0)
    monkeypatch.setattr(pricing, "FEW", 1)
    case = random_scenario(seed, places=9, years=2, spread=4)
    if transit:
        case = replace(case, limits=tuple(limit("transit_share", 3.0, "%", id=c, country=c) for c in _passed(case)))
    case = replace(
        case,
        processes=tuple(
            replace(row, unit_size=row.max_size / (1 + seed % 3)) if row.status == "candidate" else row
            for row in case.processes
        ),
    )
    network = build(case)
    found = plan(case, network=network)
    best = Arcs(case, network).objective()
    assert found.bound <= best * (1 + 1e-9)
    assert best <= found.objective * (1 + 1e-9)
