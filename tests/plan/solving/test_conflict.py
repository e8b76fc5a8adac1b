"""What the plan says when demand that must be met cannot be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lodeway.errors import InfeasibleError
from lodeway.plan import plan
from lodeway.plan.solving import conflict
from lodeway.schema.tables import Ban, Measure
from tests.plan.worlds import limit, scenario

BASE = scenario()
MUST = tuple(replace(row, must_meet=True) for row in BASE.demands)


def conflicts(**options: Any) -> str:
    """Return the sentences of the error that planning raises."""
    with pytest.raises(InfeasibleError) as caught:
        plan(scenario(demands=MUST, **options))
    return "\n".join(caught.value.conflicts)


def test_a_relation_that_is_too_tight_is_named_with_the_tonnes_short() -> None:
    """Japan needs 1200 t in 2026, China may sell it 1050 t and nobody else can: 150 t are short."""
    text = conflicts()
    assert "JPN must get all the metal it needs, but is short by 150 t in 2026" in text
    assert "relation CHN/JPN/metal allows 1,050 t in 2026" in text
    assert "gate" not in text


def test_closed_gates_are_named() -> None:
    """With every gate closed each market, its shortage in each year and the gates in its way are named, no others."""
    text = conflicts(gates=tuple(replace(row, status="closed") for row in BASE.gates))
    assert "JPN must get all the metal it needs, but is short by 1,200 t in 2026, 1,236 t in 2027" in text
    assert "EU must get all the metal it needs, but is short by 900 t in 2026" in text
    assert "because gate harbour is closed" in text
    assert "because gate harbour is closed and gate west is closed" in text
    assert "tunnel" not in text


def test_a_ban_is_named() -> None:
    """A ban of everything from, to and through China is named."""
    text = conflicts(relations=(), bans=(Ban(id="no-china", country="CHN", kind="all"),))
    assert "because ban no-china bars everything from, to and through CHN" in text


def test_a_ban_that_is_not_in_force_is_not_named() -> None:
    """A ban that has ended before the year of the shortage stands in nobody's way."""
    ended = Ban(id="no-kazakhstan", country="KAZ", kind="transit", closes=2026)
    text = conflicts(relations=(), bans=(Ban(id="no-china", country="CHN", kind="all"), ended))
    assert "ban no-china bars everything from, to and through CHN" in text
    assert "no-kazakhstan" not in text


def test_a_measure_is_named() -> None:
    """An export ban is named by its id."""
    ban = Measure(
        id="CHN-SB",
        imposing="CHN",
        targets=("*",),
        elements=("antimony",),
        stages=("refined",),
        direction="export",
        kind="ban",
    )
    assert "because measure CHN-SB of CHN forbids the export" in conflicts(relations=(), measures=(ban,))


def test_a_share_is_named() -> None:
    """A share of one origin that leaves demand open is named with its market, origin and tonnes."""
    text = conflicts(relations=(), limits=(limit("origin_share", 65.0, "%", id="share"),))
    assert "share limit share lets JPN get at most 780 t of metal from CHN in 2026" in text


def test_shares_of_two_origins_are_told_as_each_of_them() -> None:
    """Two origins that one limit bounds, each by itself, do not read as bounded together."""
    both = conflict._by_origin({("origin_share", f"share/{one}/JPN/metal"): [(2026, 240.0)] for one in ("CHN", "KAZ")})
    ((kind, scope),) = both
    told = conflict._sentence(kind, scope, both[kind, scope])
    assert told == "share limit share lets JPN get at most 240 t of metal from each of CHN and KAZ in 2026"


def test_capacity_is_named() -> None:
    """A plant that is too small is named with its capacity."""
    assert "capacity of process foundry-old: 2,000 t in 2026" in conflicts(relations=())


def test_whole_units_that_cannot_be_paid_are_told() -> None:
    """100 t/a more would do and the purse pays 1000 t/a, but a unit has 2000 t/a: that is told."""
    changes: dict[str, dict[str, Any]] = {
        "mill-new": {"unit_size": 2000.0, "lead_time": 0},
        "foundry-old": {"capacity": 800.0},
    }
    case = scenario(
        demands=tuple(row for row in MUST if row.market == "EU"),
        processes=tuple(replace(row, **changes.get(row.id, {})) for row in BASE.processes),
        limits=(limit("budget", 9e6, "USD", whole=True),),
    )
    with pytest.raises(InfeasibleError, match="whole units"):
        plan(case)
