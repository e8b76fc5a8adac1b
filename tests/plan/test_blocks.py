"""Every constraint family as text, on a mine, a gate and a market that can be worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lodeway.network import build
from lodeway.plan.blocks.assembly import Assembly, Key
from lodeway.plan.blocks.program import assemble
from lodeway.plan.instance.world import World, world
from lodeway.plan.sample import sample
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Measure, Relation
from tests.plan.worlds import limit


def two_sites() -> Scenario:
    """Return a mine of 800 t/a that may grow in steps of 100 t/a and a market of 1000 t/a, a harbour between them."""
    base = sample()
    pit, deep = base.processes
    return replace(
        base,
        years=(2026, 2027),
        gates=(
            replace(
                base.gates[0], capacity=5000.0, background=3000.0, background_growth=10.0, capex=50.0, max_size=1000.0
            ),
        ),
        processes=(
            replace(pit, growth=5.0, emissions=2.0, resource=1500.0),
            replace(deep, unit_size=100.0, workers=30.0, emissions=1.0),
        ),
        relations=(Relation(origin="AAA", market="buyer", commodity="ore", level=400.0, multiple=1.5, growth=20.0),),
        measures=(
            Measure(
                id="quota",
                imposing="AAA",
                targets=("*",),
                elements=("copper",),
                direction="export",
                kind="quota",
                quota=900.0,
                in_force=date(2027, 1, 1),
            ),
        ),
        limits=(
            limit("budget", 2e6, "USD", id="purse"),
            limit("emissions", 3000.0, "t", id="air", whole=True),
            limit("workforce", 12.0, "1", id="hands", scope="AAA"),
            limit("origin_share", 65.0, "%", id="share", opens=2027),
        ),
    )


def assembled() -> tuple[World, Assembly]:
    """Return the two sites and their equations."""
    case = two_sites()
    about = world(case, build(case))
    return about, assemble(about)


def name(key: Key) -> str:
    """Return a key as one word."""
    return "/".join(str(part) for part in key)


def equations(about: World, assembly: Assembly) -> dict[str, str]:
    """Return every row as text; tonnes on a lane stand as ``f[origin>end,commodity,year]``."""
    terms: dict[int, list[str]] = {row: [] for row in range(len(assembly.row_keys))}
    for row, column, value in assembly.entries:
        terms[row].append(f"{value:+g} {name(assembly.column_keys[column])}")
    for slot, row, value in assembly.attached:
        lane, year = about.lanes[slot // len(about.years)], about.years[slot % len(about.years)]
        terms[row].append(f"{value:+g} f[{lane.origin}>{lane.market or lane.destinations[0]},{lane.commodity},{year}]")
    found = {}
    for row, key in enumerate(assembly.row_keys):
        lower, upper = assembly.row_lower[row], assembly.row_upper[row]
        sense = f"= {upper:g}" if lower == upper else f"<= {upper:g}"
        found[name(key)] = " ".join([*terms[row], sense])
    return found


GOLDEN = {
    "balance": {
        "supply/mine/ore/2026": "+1 activity/pit/2026 +1 activity/pit-2/2026 -1 f[mine>buyer,ore,2026] = 0",
        "supply/mine/ore/2027": "+1 activity/pit/2027 +1 activity/pit-2/2027 -1 f[mine>buyer,ore,2027] = 0",
    },
    "process_capacity": {
        "capacity/pit/2027": "+1 activity/pit/2027 <= 840",
        "capacity/pit-2/2026": "+1 activity/pit-2/2026 <= 0",
        "capacity/pit-2/2027": "+1 activity/pit-2/2027 -100 build/process/pit-2/2026 <= 0",
    },
    "resource": {"resource/pit": "+1 activity/pit/2026 +1 activity/pit/2027 <= 1500"},
    "gate_capacity": {
        "gate/harbour/2026": "-1 build/gate/harbour/2026 <= 2000",
        "gate/harbour/2027": "-1 build/gate/harbour/2026 -1 build/gate/harbour/2027 <= 1700",
    },
    "build_bounds": {
        "size/gate/harbour": "+1 build/gate/harbour/2026 +1 build/gate/harbour/2027 <= 1000",
        "size/process/pit-2": "+1 build/process/pit-2/2026 <= 5",
    },
    "demand": {"demand/buyer/ore/2026": "+1 unmet/buyer/ore/2026 +1 f[mine>buyer,ore,2026] = 1000"},
    "relation": {
        "relation/AAA/buyer/ore/2026": "+1 f[mine>buyer,ore,2026] <= 600",
        "relation/AAA/buyer/ore/2027": "+1 f[mine>buyer,ore,2027] <= 720",
    },
    "origin_share": {"origin_share/share/AAA/buyer/ore/2027": "+1 f[mine>buyer,ore,2027] <= 650"},
    "quota": {"measure/quota/2027": "+1 f[mine>buyer,ore,2027] <= 900"},
    "budget": {
        "budget/purse/2026": "+50 build/gate/harbour/2026 +300000 build/process/pit-2/2026 <= 2e+06",
        "budget/purse/2027": "+50 build/gate/harbour/2027 <= 2e+06",
    },
    "emissions": {
        "emissions/air/0": "+2 activity/pit/2026 +2 activity/pit/2027 +1 activity/pit-2/2026 +1 activity/pit-2/2027 <= 3000"
    },
    "workforce": {"workforce/hands/2026": "<= 12", "workforce/hands/2027": "+3 build/process/pit-2/2026 <= 12"},
}


@pytest.mark.parametrize("family", GOLDEN)
def test_the_family_writes_the_equations_worked_by_hand(family: str) -> None:
    """Each family's rows read as they were written down by hand for the two sites."""
    found = equations(*assembled())
    assert {row: found[row] for row in GOLDEN[family]} == GOLDEN[family]


def test_no_row_is_without_a_hand_worked_family() -> None:
    """Every kind of row of the program occurs among the hand-worked equations."""
    kinds = {row.split("/")[0] for rows in GOLDEN.values() for row in rows}
    assert {row.split("/")[0] for row in equations(*assembled())} == kinds


def test_a_build_costs_its_annuities_inside_the_plan() -> None:
    """100 t/a decided in 2026 cost 300,000 USD x 1.08^0.5 x annuity(8 %, 20 a), paid in 2027 and discounted once."""
    _, assembly = assembled()
    annuity = 0.08 / (1 - 1.08**-20)
    expected = 300_000 * 1.08**0.5 * annuity / 1.05
    assert assembly.cost[assembly.columns["build", "process", "pit-2", 2026]] == pytest.approx(expected, rel=1e-12)
