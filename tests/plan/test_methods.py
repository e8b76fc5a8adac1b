"""The plan by routes against the plan by arcs, its file read back by HiGHS, its certificate and its interruption."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pytest

from lodeway.errors import InfeasibleError, UsageError
from lodeway.network import build
from lodeway.plan import document, plan, residuals, write_lp
from lodeway.plan.instance.world import world
from lodeway.plan.routing.ways import Prices, finder
from lodeway.plan.solving.master import Answer, Master
from lodeway.scenario import read
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Ban
from tests.plan.worlds import full_scenario, limit, random_scenario, scenario

MANY = range(int(os.environ.get("LODEWAY_TEST_WORLDS", "4")))


@pytest.mark.parametrize("seed", MANY)
def test_both_methods_cost_the_same(seed: int) -> None:
    """In random worlds with some of everything the plan by arcs costs what the plan by routes does, and balances close."""
    case = full_scenario(seed)
    network = build(case)
    routes, arcs = plan(case, network=network), plan(case, network=network, method="arcs")
    assert arcs.objective == pytest.approx(routes.objective, rel=1e-8)
    assert arcs.status == "optimal"
    assert residuals(arcs, case)[0].share < 1e-6
    assert all(row.used <= row.bound * (1 + 1e-6) + 1e-6 for row in arcs.limits if row.sense == "most")


@pytest.mark.parametrize("seed", range(2))
def test_both_methods_cost_the_same_where_transit_and_bans_act(seed: int) -> None:
    """The same holds under a ban and limits on transit through two countries."""
    case = random_scenario(seed, places=9, commodities=2)
    lands = sorted({site.country for site in case.sites})
    limits = tuple(limit("transit_share", 4.0, "%", id=land, country=land) for land in lands[:2])
    case = replace(case, limits=limits, bans=(Ban(id="b", country=lands[-1], kind="transit", opens=2027),))
    network = build(case)
    routes, arcs = plan(case, network=network), plan(case, network=network, method="arcs")
    assert arcs.objective == pytest.approx(routes.objective, rel=1e-8)


def _cut(element: str, markets: tuple[str, ...], years: slice) -> Scenario:
    """Return one mineral of the example's case diversify, for some markets, with all that bears on it."""
    whole = read("central-asia", case="diversify")
    goods = {row.id for row in whole.commodities if row.element == element}
    return replace(
        whole,
        years=whole.years[years],
        commodities=tuple(row for row in whole.commodities if row.id in goods),
        processes=tuple(row for row in whole.processes if element in row.recipe),
        markets=tuple(row for row in whole.markets if row.id in markets),
        demands=tuple(row for row in whole.demands if row.commodity in goods and row.market in markets),
        relations=tuple(row for row in whole.relations if row.commodity in goods and row.market in markets),
        measures=tuple(row for row in whole.measures if element in row.elements),
        limits=tuple(row for row in whole.limits if row.scope in ("*", *markets)),
        cases={},
    )


def test_both_methods_cost_the_same_on_real_lines() -> None:
    """So do they on railways, roads, seas and gates of the example, for antimony from 2029 to 2031; in whole units of 2,000 t too."""
    case = _cut("antimony", ("JPN", "EU"), slice(3, 6))
    network = build(case)
    units = tuple(replace(row, unit_size=2000.0) if row.status == "candidate" else row for row in case.processes)
    for asked in (case, replace(case, processes=units)):
        routes, arcs = plan(asked, network=network), plan(asked, network=network, method="arcs")
        assert routes.builds
        assert routes.status == "optimal"
        assert arcs.objective == pytest.approx(routes.objective, rel=1e-8)
        assert residuals(arcs, asked)[0].share < 1e-6


def test_whole_units_by_arcs_are_no_dearer_than_by_routes() -> None:
    """Branch and bound over all arcs lies between the bound and the cost of the plan by routes, its builds whole."""
    case = scenario()
    rows = tuple(replace(p, unit_size=300.0) if p.status == "candidate" else p for p in case.processes)
    case = replace(case, processes=rows)
    routes, arcs = plan(case), plan(case, method="arcs")
    assert routes.bound <= arcs.objective * (1 + 1e-9)
    assert arcs.objective <= routes.objective * (1 + 1e-9)
    assert all(row.size % 300.0 == pytest.approx(0.0) for row in arcs.builds if row.kind == "process")


def test_what_cannot_be_met_is_told_by_both_methods() -> None:
    """A demand that no limit leaves room for is infeasible by arcs too, with the conflict in words."""
    base = scenario()
    case = replace(base, demands=tuple(replace(row, must_meet=True, quantity=1e7) for row in base.demands))
    with pytest.raises(InfeasibleError, match="must get all the metal"):
        plan(case, method="arcs")


@pytest.mark.parametrize("ending", [".lp", ".mps"])
def test_the_file_has_the_same_optimum(ending: str, tmp_path: Path) -> None:
    """HiGHS reads the file back, by the names of what they stand for, and finds the cost of the plan."""
    case = random_scenario(1)
    file = write_lp(case, tmp_path / f"plan{ending}")
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    assert solver.readModel(str(file)) == highspy.HighsStatus.kOk
    solver.run()
    found = plan(case)
    assert solver.getInfo().objective_function_value == pytest.approx(found.objective, rel=1e-8)
    names = {solver.getColName(number)[1] for number in range(solver.getNumCol())}
    assert len(names) == solver.getNumCol()
    assert any(name.startswith("build.process.") for name in names)
    assert any(name.startswith("flow.metal-0".replace("-", "_")) for name in names)


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    """An unknown ending names those that are allowed."""
    with pytest.raises(UsageError, match=r"\.lp, \.mps"):
        write_lp(scenario(), tmp_path / "plan.txt")


@pytest.mark.parametrize("seed", range(3))
def test_the_condensed_network_has_the_same_best_ways(seed: int) -> None:
    """Under any prices of gates every lane's best way weighs the same on the network and on its condensed form."""
    case = random_scenario(seed, places=14, commodities=2)
    about = world(case, build(case))
    dice = np.random.default_rng(seed)
    lanes = np.arange(len(about.lanes))
    fine, coarse = finder(about, condense=False), finder(about, condense=True)
    for place in range(len(about.years)):
        prices = Prices(gates=dice.uniform(0, 300, len(about.gate_free)) * fine.scarce, co2=case.carbon_price)
        one, other = (each.search(lanes, place, prices) for each in (fine, coarse))
        assert one.lane.tolist() == other.lane.tolist()
        assert one.weight == pytest.approx(other.weight, rel=1e-12)
    assert coarse.meshes[0].nodes.size < fine.meshes[0].nodes.size


def test_an_interrupted_search_returns_the_best_plan_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the second round returns the plan of the first with its true bound and a note."""
    case = random_scenario(2, places=12, commodities=2)
    best = plan(case)
    assert best.rounds > 2
    solve, rounds = Master.solve, [0]

    def interrupted(self: Master) -> Answer | None:
        rounds[0] += 1
        if rounds[0] == 2:
            raise KeyboardInterrupt
        return solve(self)

    monkeypatch.setattr(Master, "solve", interrupted)
    found = plan(case)
    assert (found.note, found.status) == ("interrupted", "gap")
    assert found.bound <= best.objective <= found.objective
    assert residuals(found, case)[0].share < 1e-6
    assert document(found)["note"] == "interrupted"


def test_a_search_that_stops_at_a_gap_proves_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a gap asked for, a program that counts as large stops once it is proved, and the bound is true."""
    case: Any = random_scenario(2, places=12, commodities=2)
    best = plan(case)
    monkeypatch.setattr("lodeway.plan.solving.pricing.LARGE", 0)
    found = plan(case, gap=0.5)
    assert found.gap <= 0.5
    assert found.rounds <= best.rounds
    assert found.bound <= best.objective * (1 + 1e-12)


def test_the_order_of_rows_does_not_matter_by_arcs() -> None:
    """Two runs by arcs give the same document."""
    case = random_scenario(3)
    one, other = (json.dumps(document(plan(case, method="arcs")), sort_keys=True) for _ in range(2))
    assert one == other


def test_a_program_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scenario of more columns than allowed is refused with their number."""
    monkeypatch.setattr("lodeway.plan.arcs.model.MOST", 10)
    with pytest.raises(UsageError, match="columns arc by arc"):
        plan(scenario(), method="arcs")
