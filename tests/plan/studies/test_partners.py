"""Importers alone and together."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodeway.errors import UsageError
from lodeway.plan import plan
from lodeway.plan.studies import partners
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Demand, Market
from tests.plan.studies.worlds import mine, two_sources, without_new, yearly
from tests.plan.worlds import random_scenario


def rivals() -> Scenario:
    """Return two markets at one harbour, 100 t each, that nothing serves but a mine of 120 t which may be built."""
    base = two_sources()
    return replace(
        base,
        markets=(
            Market(id="BBB", countries=("BBB",), sites=("harbour",)),
            Market(id="DDD", countries=("DDD",), sites=("harbour",)),
        ),
        demands=(
            Demand(market="BBB", commodity="ore", year=2026, quantity=100.0),
            Demand(market="DDD", commodity="ore", year=2026, quantity=100.0),
        ),
        processes=(mine("new-mine", max_size=120.0),),
    )


def test_rivals_by_hand() -> None:
    """Each alone takes 100 t; who comes last gets 20 t; together they share the worth of 120 t in halves."""
    found = partners(rivals(), ["BBB", "DDD"])
    worth = 3 * (10_000.0 - 2000.0 - 10.0 - yearly())
    for member in found.members:
        assert member.alone == pytest.approx(100 * worth, rel=1e-7)
        assert member.after == pytest.approx(20 * worth, rel=1e-7)
        assert member.together == pytest.approx(60 * worth, rel=1e-7)
        assert member.joining == pytest.approx(40 * worth, rel=1e-7)
    assert [(row.what, row.most) for row in found.contested] == [("new-mine", 120.0)]
    assert found.before[0].unmet == pytest.approx(300.0)
    alone = next(row for row in found.coalitions if row.members == ("BBB",))
    assert [row.unmet for row in alone.importers] == pytest.approx([0.0, 300.0])


@settings(max_examples=5)
@given(st.integers(0, 10_000))
def test_a_larger_coalition_saves_no_less(seed: int) -> None:
    """No coalition loses against the status quo or by a further member, nor against outsiders who come last; gains add up."""
    case = random_scenario(seed, markets=3)
    names = [row.id for row in case.markets]
    found = partners(case, names)
    saved = {row.members: row.saved for row in found.coalitions}
    slack = 1e-7 * found.status_quo
    for size in (1, 2):
        for group in combinations(sorted(names), size):
            assert saved[group] >= -slack
            for other in set(names) - set(group):
                assert saved[tuple(sorted((*group, other)))] >= saved[group] - slack
    whole = saved[tuple(sorted(names))]
    assert sum(member.together for member in found.members) == pytest.approx(whole, abs=slack)
    for member in found.members:
        others = tuple(sorted(set(names) - {member.market}))
        assert whole >= saved[others] + member.after - slack


def test_all_markets_together_are_the_plan() -> None:
    """When every market is a partner the status quo less the saving is the cost of the plan itself."""
    case = random_scenario(11)
    found = partners(case, [row.id for row in case.markets])
    assert found.status_quo == pytest.approx(plan(without_new(_grown_none(case))).objective, rel=1e-9)
    assert found.status_quo - found.coalitions[-1].saved == pytest.approx(plan(case).objective, rel=1e-9)


def _grown_none(case: Scenario) -> Scenario:
    """Return the scenario whose gates and links may not grow."""
    gates = tuple(replace(row, capex=float("nan")) for row in case.gates)
    return replace(case, gates=gates, links=tuple(replace(row, capex=float("nan")) for row in case.links))


def test_unknown_importers_are_told() -> None:
    """An importer that is no market is a wrong call that names the nearest."""
    with pytest.raises(UsageError, match="BBB"):
        partners(two_sources(), ["BBC"])
    with pytest.raises(UsageError, match="at least one"):
        partners(two_sources(), [])
