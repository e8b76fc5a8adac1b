"""What must hold of plans of rich worlds, in which every family of constraints is there in some seed."""

from __future__ import annotations

import math
import random
import re
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeway.errors import InfeasibleError
from lodeway.plan import plan
from lodeway.scenario.model import Scenario
from lodeway.schema import TABLES, columns
from lodeway.schema.tables import Agreement, Ban, Measure
from tests.plan.worlds import full_scenario, limit

SEEDS = st.integers(0, 100_000)
CLOSE = 1e-8
"""Part of the cost that the solver's tolerance explains."""


def cost(case: Scenario) -> float:
    """Return the cost of the cheapest plan, infinite where there is none."""
    try:
        return plan(case).objective
    except InfeasibleError:
        return math.inf


def tighter(case: Scenario, kind: str, dice: random.Random) -> Scenario:
    """Return the scenario under one more limit of a kind, at most as wide as it could bind."""
    lands = sorted({row.country for row in case.sites})
    need = sum(row.quantity for row in case.demands)
    land, market = dice.choice(lands), dice.choice(case.markets).id
    metal = dice.choice([row for row in case.commodities if row.stage == "refined"])
    values = {
        "budget": ({"value": 10 ** dice.uniform(4, 7), "unit": "USD", "whole": True}),
        "build_rate": {"value": dice.uniform(10, 500), "unit": "t/a"},
        "emissions": {"value": need * dice.uniform(1, 10), "unit": "t"},
        "workforce": {"value": dice.uniform(0, 40), "unit": "1", "scope": land},
        "origin_share": {"value": dice.uniform(20, 90), "unit": "%", "scope": market},
        "stage_share": {"value": dice.uniform(20, 90), "unit": "%", "country": land, "stage": "refined"},
        "transit_share": {"value": dice.uniform(0, 20), "unit": "%", "country": land},
    }
    if kind in values:
        options: dict[str, Any] = values[kind]
        more = limit(kind, options.pop("value"), options.pop("unit"), id="one-more", **options)
        return replace(case, limits=(*case.limits, more))
    if kind == "ban":
        return replace(case, bans=(*case.bans, Ban(id="one-more", country=land, kind="transit", opens=2027)))
    if kind == "offtake":
        size: dict[str, Any] = {"quantity": need * dice.uniform(0.05, 0.3), "penalty": dice.uniform(1e3, 1e5)}
        more_taken = Agreement(id="one-more", market=market, commodity=metal.id, origin=land, **size)
        return replace(case, agreements=(*case.agreements, more_taken))
    if kind == "measure":
        tax: dict[str, Any] = {
            "targets": ("*",),
            "elements": (metal.element,),
            "direction": "export",
            "kind": "tax",
            "rate": 20.0,
        }
        return replace(case, measures=(*case.measures, Measure(id="one-more", imposing=land, **tax)))
    if kind == "gate":
        name = dice.choice(case.gates).id
        return replace(
            case, gates=tuple(replace(row, status="closed") if row.id == name else row for row in case.gates)
        )
    name = dice.choice(case.links).id
    return replace(case, links=tuple(replace(row, status="closed") if row.id == name else row for row in case.links))


KINDS = (
    "budget", "build_rate", "emissions", "workforce", "origin_share", "stage_share", "transit_share", "ban", "offtake",
    "measure", "gate", "link",
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=3)
@given(seed=SEEDS)
def test_one_more_limit_never_lowers_cost(kind: str, seed: int) -> None:
    """Whatever else holds, a plan under one more limit, ban, offtake, tax or closure costs at least as much."""
    case = full_scenario(seed)
    before = cost(case)
    assert cost(tighter(case, kind, random.Random(seed))) >= before * (1 - CLOSE)


WIDER: dict[str, tuple[str, ...]] = {
    "processes": ("capacity", "resource", "max_size"),
    "gates": ("capacity", "max_size"),
    "links": ("capacity", "max_size"),
    "stocks": ("capacity",),
    "training": ("places",),
    "agreements": ("amount",),
}


@pytest.mark.parametrize("table", WIDER)
@settings(max_examples=3)
@given(seed=SEEDS, factor=st.floats(1.05, 4.0))
def test_more_room_never_raises_cost(table: str, seed: int, factor: float) -> None:
    """Whatever else holds, a plan with more of a table's capacities, sizes, places or money costs at most as much.

    Plants with a margin are left as they are: to stand idle costs them.
    """
    case = full_scenario(seed)
    rows = []
    for row in getattr(case, table):
        wide = {name: factor * getattr(row, name) for name in WIDER[table] if not math.isnan(getattr(row, name))}
        rows.append(row if getattr(row, "margin", 0.0) > 0 else replace(row, **wide))
    changed: dict[str, Any] = {table: tuple(rows)}
    assert cost(replace(case, **changed)) <= cost(case) * (1 + CLOSE)


@settings(max_examples=4)
@given(seed=SEEDS)
def test_wider_limits_never_raise_cost(seed: int) -> None:
    """With every limit of the most kind half as wide again, a plan costs at most as much."""
    case = full_scenario(seed)
    wider = tuple(replace(row, value=1.5 * row.value) if row.sense == "most" else row for row in case.limits)
    assert cost(replace(case, limits=wider)) <= cost(case) * (1 + CLOSE)


def powers(unit: str) -> tuple[int, int]:
    """Return the powers of goods' tonnes and of money in a unit: USD/(t*km) has -1 and 1, t/t has 0 and 0."""
    over, _, under = unit.partition("/")
    count = [len(re.findall(r"(?<![a-zA-Z])k?t(?![a-zA-Z])", part)) for part in (over, under)]
    return count[0] - count[1], int("USD" in over)


def rescaled(case: Scenario, goods: float, money: float) -> Scenario:
    """Return the scenario with goods counted in tonnes of another size, and money in another currency."""
    tables: dict[str, Any] = {}
    for name in TABLES:
        rows = []
        for row in getattr(case, name):
            changes: dict[str, Any] = {}
            for field, about in columns(name).items():
                value = getattr(row, field)
                if isinstance(value, float) and not math.isnan(value):
                    tonnes, dollars = powers(about.unit)
                    # Tonnes of emissions are no goods: those of a tonne made are fewer where a tonne is smaller.
                    tonnes -= field == "emissions" and about.unit == "t/t"
                    changes[field] = value * goods**tonnes * money**dollars
            if name == "limits":
                power = {"build_rate": (1, 0), "budget": (0, 1)}.get(row.kind, (0, 0))
                changes = {"value": row.value * goods ** power[0] * money ** power[1]}
            if name == "agreements" and row.requires:
                changes["required_size"] = row.required_size * goods
            rows.append(replace(row, **changes) if changes else row)
        tables[name] = tuple(rows)
    settings_of: dict[str, Any] = {
        "carbon_price": case.carbon_price * money,
        "time_value": case.time_value * money / goods,
    }
    return replace(case, **tables, **settings_of)


@settings(max_examples=10)
@given(seed=SEEDS, goods=st.floats(0.2, 5.0), money=st.floats(0.2, 5.0))
def test_other_units_change_nothing(seed: int, goods: float, money: float) -> None:
    """With tonnes of another size and another currency, cost is the same but for the currency, part by part."""
    case = full_scenario(seed)
    one, other = plan(case), plan(rescaled(case, goods, money))
    assert other.objective == pytest.approx(one.objective * money, rel=10 * CLOSE)
    for name, value in one.parts.items():
        assert other.parts[name] == pytest.approx(value * money, rel=1e-6, abs=1e-5 * one.own * money), name


def shuffled(case: Scenario, seed: int) -> Scenario:
    """Return the scenario with the rows of every table in another order."""
    dice = random.Random(seed)
    mixed = {name: tuple(dice.sample(rows := getattr(case, name), len(rows))) for name in TABLES}
    return replace(case, **mixed)  # type: ignore[arg-type]


@settings(max_examples=8)
@given(seed=SEEDS)
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    """With every table shuffled the cost and its bound are the same to the last digit, and so are the builds."""
    case = full_scenario(seed)
    one, other = plan(case), plan(shuffled(case, seed))
    assert (one.objective, one.bound, one.builds) == (other.objective, other.bound, other.builds)


def test_every_family_is_there_in_some_seed() -> None:
    """The worlds drawn have every table that a plan reads and every kind of limit and measure."""
    drawn = [full_scenario(seed) for seed in range(30)]
    filled = {
        field.name for case in drawn for field in fields(case) if field.name in TABLES and getattr(case, field.name)
    }
    assert set(TABLES) - filled <= {"transfers", "threats"}
    assert {row.kind for case in drawn for row in case.limits} == {
        "budget", "build_rate", "emissions", "origin_share", "stage_share", "transit_share", "workforce",
    }  # fmt: skip
    assert {row.kind for case in drawn for row in case.measures} == {"ban", "quota", "tax", "licence"}
