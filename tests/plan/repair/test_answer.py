"""Scenarios that cannot be planned: the right limits are named, none too many, and the repair repairs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeway.errors import InfeasibleError
from lodeway.plan import plan
from lodeway.plan.repair.obstacles import lifted
from lodeway.scenario import read, write
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Agreement, Ban, Process, Stock
from tests.plan.sourced import sourced
from tests.plan.worlds import limit, random_scenario, scenario

BASE = scenario()
MUST = tuple(replace(row, must_meet=True) for row in BASE.demands)
EU = tuple(row for row in MUST if row.market == "EU")
JPN = tuple(row for row in MUST if row.market == "JPN")


def processes(**changes: Mapping[str, Any]) -> tuple[Process, ...]:
    """Return the processes with some columns changed."""
    return tuple(replace(row, **changes.get(row.id.replace("-", "_"), {})) for row in BASE.processes)


SMALL = processes(mill_new={"lead_time": 0}, foundry_old={"capacity": 800.0})
"""The old foundry makes 100 t less than Europe needs, so that a mill has to be built."""

PLANTED: dict[str, tuple[dict[str, Any], tuple[str, ...], tuple[str, str]]] = {
    "budget too small": (
        {"demands": EU, "processes": SMALL, "limits": (limit("budget", 1e5, "USD", whole=True, id="purse"),)},
        ("budget limit purse allows 100,000 USD over all years", "capacity of process foundry-old: 800 t in 2026-2029"),
        ("limits", "purse"),
    ),
    "gate closed": (
        {
            "demands": JPN,
            "relations": (),
            "gates": tuple(replace(row, status="closed") if row.id == "harbour" else row for row in BASE.gates),
        },
        ("gate harbour is closed",),
        ("gates", "harbour"),
    ),
    "workforce short": (
        {"demands": EU, "processes": SMALL, "limits": (limit("workforce", 2.0, "1", id="crew"),)},
        ("workforce limit crew allows 2 jobs in 2026-2029", "capacity of process foundry-old: 800 t in 2026-2029"),
        ("limits", "crew"),
    ),
    "share limit against geology": (
        {
            "demands": EU,
            "processes": processes(
                mill_new={"lead_time": 0},
                hill_mine={"resource": 1000.0},
                hill_deep={"resource": 300.0},
                quarry_mine={"status": "closed"},
                foundry_old={"recipe": "-> 1 metal"},
            ),
            "limits": (limit("origin_share", 50.0, "%", id="half", scope="EU"),),
        },
        (
            "share limit half lets EU get at most",
            "resource of process hill-mine: 1,000 t over all years",
        ),
        ("limits", "half"),
    ),
    "offtake against ban": (
        {
            "relations": (),
            "bans": (Ban(id="no-china", country="CHN", kind="all", buyers=("JPN",), source="test"),),
            "agreements": (
                Agreement(id="pact", market="JPN", commodity="metal", origin="CHN", quantity=300.0, source="test"),
            ),
        },
        ("ban no-china bars everything from, to and through CHN",),
        ("bans", "no-china"),
    ),
    "stock minimum": (
        {
            "demands": tuple(row for row in BASE.demands if row.market == "JPN"),
            "stocks": (Stock(place="JPN", commodity="metal", minimum=350.0, opens=2026, closes=2028, final=0.0),),
        },
        ("relation CHN/JPN/metal allows 1,050 t in 2026",),
        ("stocks", "JPN/metal"),
    ),
    "share of transit": (
        {
            "demands": EU,
            "processes": processes(foundry_old={"capacity": 5000.0}, mill_new={"status": "closed", "max_size": 0.0}),
            "links": tuple(row for row in BASE.links if row.id != "suez"),
            "limits": (limit("transit_share", 20.0, "%", id="no-steppe", country="KAZ", scope="EU"),),
        },
        ("transit limit no-steppe bounds what may pass through its country",),
        ("limits", "no-steppe"),
    ),
    "whole units": (
        {
            "demands": EU,
            "processes": processes(mill_new={"lead_time": 0, "unit_size": 2000.0}, foundry_old={"capacity": 800.0}),
            "limits": (limit("budget", 9e6, "USD", whole=True, id="purse"),),
        },
        ("budget limit purse allows 9,000,000 USD over all years",),
        ("limits", "purse"),
    ),
    "ban": (
        {"demands": JPN, "relations": (), "bans": (Ban(id="no-china", country="CHN", kind="all", source="test"),)},
        ("ban no-china bars everything from, to and through CHN",),
        ("bans", "no-china"),
    ),
}


def refused(case: Scenario) -> InfeasibleError:
    """Return the error that planning raises."""
    with pytest.raises(InfeasibleError) as caught:
        plan(case)
    return caught.value


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_infeasibility_is_named_and_repaired(name: str, tmp_path: Path) -> None:
    """The causes are those planted, the first repair moves the planted limit, and its case can be planned."""
    options, causes, (table, row) = PLANTED[name]
    case = scenario(**options)
    error = refused(case)
    because = [cause for short in error.short for cause in short.because]
    assert all(any(cause in told for told in because) for cause in causes)
    repair = error.repairs[0]
    assert {(change.table, change.row) for change in repair.changes} == {(table, row)}
    assert math.isfinite(repair.cost)
    folder = write(sourced(case), tmp_path / "scenario")
    (folder / "cases").mkdir()
    (folder / "cases" / "mended.toml").write_text(repair.case("mended", inherits="base"), encoding="utf-8")
    plan(read(folder, case="mended"))
    with pytest.raises(InfeasibleError):
        plan(read(folder))


@pytest.mark.parametrize("unit", [150.0, 1000.0])
@pytest.mark.parametrize("name", [name for name in PLANTED if name != "whole units"])
def test_with_whole_units_the_same_limits_are_named_and_moved(name: str, unit: float) -> None:
    """Where all is built in whole units the planted limit is still among the causes and the repairs, and each repair tried holds."""
    options, causes, (table, row) = PLANTED[name]
    case = in_units(scenario(**options), unit)
    error = refused(case)
    because = [cause for short in error.short for cause in short.because]
    assert all(any(cause in told for told in because) for cause in causes)
    moved = [{(change.table, change.row) for change in repair.changes} for repair in error.repairs]
    assert {(table, row)} in moved
    assert refusal(lifted(case, error.repairs[0].changes)) is None
    assert refusal(lifted(case, error.repairs[moved.index({(table, row)})].changes)) is None


def in_units(case: Scenario, unit: float) -> Scenario:
    """Return a scenario in which whatever may be built comes in units of one size."""
    processes = tuple(replace(row, unit_size=unit) if row.status == "candidate" else row for row in case.processes)
    gates = tuple(row if math.isnan(row.capex) else replace(row, unit_size=unit) for row in case.gates)
    return replace(case, processes=processes, gates=gates)


@pytest.mark.parametrize("name", ["budget too small", "workforce short", "share limit against geology"])
def test_a_repair_moves_a_limit_no_further_than_it_must(name: str) -> None:
    """Four fifths of the way from the old value to the proposed one, the scenario is infeasible still."""
    options, _, (_, row) = PLANTED[name]
    case = scenario(**options)
    change = refused(case).repairs[0].changes[0]
    before, after = float(change.before), float(change.after)
    value = before + 0.8 * (after - before)
    limits = tuple(replace(old, value=value) if old.id == row else old for old in case.limits)
    with pytest.raises(InfeasibleError):
        plan(replace(case, limits=limits))


@pytest.mark.parametrize(("purse", "units"), [(20e6, 1), (149e6, 1), (20e6, 2)])
def test_a_budget_short_of_whole_units_is_told_what_these_cost(purse: float, units: int) -> None:
    """Up to 127 t/a are missing; units cost 150 million USD: the budget grows to what one of 150 t/a or two of 75 t/a cost."""
    mill = {"lead_time": 0, "unit_size": 150.0 / units, "capex": units * 1e6}
    case = scenario(
        demands=EU,
        processes=processes(mill_new=mill, foundry_old={"capacity": 800.0}),
        limits=(limit("budget", purse, "USD", whole=True, id="purse"),),
    )
    change = refused(case).repairs[0].changes[0]
    assert (change.table, change.row) == ("limits", "purse")
    assert 0.0 <= float(change.after) - 150e6 * units <= 0.01 * (150e6 * units - purse)


def test_an_offtake_may_be_lowered_in_place_of_a_ban() -> None:
    """The second repair lowers the agreement by all that the ban forbids, and the scenario can be planned."""
    case = scenario(**PLANTED["offtake against ban"][0])
    change = refused(case).repairs[1].changes[0]
    assert (change.table, change.row, change.column, change.after) == ("agreements", "pact", "quantity", 0.0)
    plan(lifted(case, [change]))


def test_every_cause_can_be_spared_by_none() -> None:
    """Of budget and foundry, named together, leaving out either makes the scenario feasible."""
    case = scenario(**PLANTED["budget too small"][0])
    assert len(refused(case).short[0].because) == 2
    plan(replace(case, limits=()))
    plan(replace(case, processes=processes(mill_new={"lead_time": 0})))


def test_a_limit_that_stands_in_nobodys_way_is_not_named() -> None:
    """A purse that would pay for ten mills, a ban that has ended and a gate that is wide are no causes."""
    options = PLANTED["workforce short"][0]
    purse = limit("budget", 1e9, "USD", whole=True, id="purse")
    ended = Ban(id="ended", country="KAZ", kind="transit", closes=2026)
    error = refused(scenario(**(options | {"limits": (*options["limits"], purse), "bans": (ended,)})))
    assert not any(word in str(error) for word in ("purse", "ended", "gate"))


def test_the_last_repair_is_to_let_demand_go_unmet() -> None:
    """150 t short in 2026 at ten times 10,000 USD cost 15 million, and then the scenario can be planned."""
    error = refused(scenario(demands=JPN))
    last = error.repairs[-1]
    assert [(row.row, row.column, row.after) for row in last.changes] == [("JPN/metal/2026", "must_meet", "no")]
    assert round(last.cost) == 15_000_000


def test_what_cannot_be_ready_in_time_is_told() -> None:
    """A mill decided in 2026 with a year to build cannot serve 2026, and no other plant is there."""
    error = refused(scenario(demands=EU, processes=processes(foundry_old={"status": "closed"})))
    assert error.short[0].because == ("process mill-new cannot run before 2027",)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_repairs_of_random_scenarios_repair(seed: int) -> None:
    """Whatever is short in a random scenario whose demand must be met, the first repair makes it feasible."""
    drawn = random_scenario(seed, places=6, years=2)
    case = replace(drawn, demands=tuple(replace(row, must_meet=True) for row in drawn.demands))
    error = refusal(case)
    assert error is None or all(row.because for row in error.short)
    assert error is None or refusal(lifted(case, error.repairs[0].changes)) is None


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10_000), unit=st.floats(200.0, 2000.0))
def test_repairs_of_random_scenarios_in_whole_units_move_a_limit(seed: int, unit: float) -> None:
    """In whole units too the first repair makes the scenario feasible; where builds of any size have a lever, so have they."""
    drawn = random_scenario(seed, places=6, years=2)
    purse = limit("budget", 1e6, "USD", whole=True)
    case = replace(drawn, demands=tuple(replace(row, must_meet=True) for row in drawn.demands), limits=(purse,))
    error, plain = refusal(in_units(case, unit)), refusal(case)
    assert error is not None or plain is None
    if error is not None:
        assert refusal(lifted(in_units(case, unit), error.repairs[0].changes)) is None
    if error is not None and plain is not None and plain.repairs[0].changes[0].column != "must_meet":
        assert error.repairs[0].changes[0].column != "must_meet"


def refusal(case: Scenario) -> InfeasibleError | None:
    """Return the error that planning raises, if it does."""
    try:
        plan(case)
    except InfeasibleError as error:
        return error
    return None
