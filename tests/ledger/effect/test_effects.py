"""What promises change in a plan, on a world small enough to see why."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from lodeway.ledger.effect import effects
from lodeway.ledger.register import Commitment, Party
from lodeway.plan import plan
from lodeway.scenario import Scenario
from lodeway.schema.tables import Agreement
from tests.plan.worlds import limit, scenario

PARTIES = (Party(name="TJK"), Party(name="JPN"))


def named(name: str, title: str = "Promise", **fields: Any) -> Commitment:
    """Return a commitment between Tajikistan and Japan."""
    return Commitment(id=name, title=title, parties=PARTIES, **fields)


def case(*rows: Agreement, **options: object) -> Scenario:
    """Return the small world with agreements."""
    return scenario(agreements=rows, **options)


def test_the_effect_is_the_difference_of_two_plans() -> None:
    """With the licence of a deep mine and without: the difference is that of planning both scenarios from nothing."""
    about = case(Agreement(id="deal", ledger="L1", enables=("hill-deep",)))
    (found,) = effects([named("L1")], about)
    shut = replace(about, processes=tuple(row for row in about.processes if row.id != "hill-deep"), agreements=())
    assert found.verdict == "effect"
    assert found.change == pytest.approx(plan(shut).objective - plan(about).objective, rel=1e-6)
    assert found.most == found.change > found.proved
    assert found.reason == ""


def test_money_without_a_budget_has_no_effect_but_what_it_pays_for_may_have() -> None:
    """The plan builds the mine without the money too; if it hung on it, the plan would be dearer."""
    about = case(Agreement(id="deal", ledger="L1", funds=("hill-deep",), amount=1e6))
    (found,) = effects([named("L1")], about)
    assert (found.verdict, found.change) == ("no measurable effect", 0.0)
    assert "no budget limits it" in found.reason
    assert found.most > found.proved


def test_money_under_a_full_budget_has_one() -> None:
    """Where the purse is full the same money changes the plan."""
    about = case(
        Agreement(id="deal", ledger="L1", funds=("hill-deep", "mill-new"), amount=2e6),
        limits=(limit("budget", 3e6, "USD", whole=True),),
    )
    (found,) = effects([named("L1")], about)
    assert found.verdict == "effect"
    assert 0 < found.change <= found.most


def test_an_offtake_costs_what_keeping_it_costs() -> None:
    """Japan must take metal of the mill, which it would not: without the promise the plan is cheaper."""
    taken = Agreement(id="deal", ledger="L1", market="JPN", commodity="metal", site="mill", quantity=300.0, opens=2028)
    about = case(taken)
    (found,) = effects([named("L1")], about)
    assert found.verdict == "effect"
    assert found.change < 0
    assert found.change == pytest.approx(
        plan(replace(about, agreements=())).objective - plan(about).objective, rel=1e-6
    )


def test_no_plan_without_it_is_endless() -> None:
    """What must be taken can be made only by the mill that the promise enables."""
    taken = Agreement(id="taken", market="EU", commodity="metal", site="mill", quantity=50.0, opens=2028)
    about = case(taken, Agreement(id="deal", ledger="L1", enables=("mill-new",)))
    (found,) = effects([named("L1")], about)
    assert found.without is None
    assert math.isinf(found.change)
    assert "taken binds to be taken" in found.reason


def test_what_is_unused_is_told_as_such() -> None:
    """A promise of what the plan does not build with it either."""
    idle = replace(next(row for row in scenario().processes if row.id == "mill-new"), id="mill-dear", opex=9e5)
    about = case(Agreement(id="deal", ledger="L1", enables=("mill-dear",)), processes=(*scenario().processes, idle))
    (found,) = effects([named("L1")], about)
    assert (found.verdict, found.change, found.most) == ("no measurable effect", 0.0, 0.0)
    assert "builds nothing of it" in found.reason


def test_what_it_pays_for_in_vain_has_its_lack() -> None:
    """A mill too dear to be built lacks what a plan says that is made to build it; one that is built lacks nothing."""
    dear = replace(next(row for row in scenario().processes if row.id == "mill-new"), id="mill-dear", opex=9e3)
    about = case(
        Agreement(id="a", ledger="L1", funds=("mill-dear",), amount=1e6),
        Agreement(id="b", ledger="L2", funds=("hill-deep",), amount=1e6),
        processes=(*scenario().processes, dear),
    )
    found = {row.commitment.id: row for row in effects([named("L1"), named("L2")], about)}
    told = {row.what: row.gap for row in plan(about, explained=True).rejected}
    assert [(row.what, row.gap) for row in found["L1"].lacks] == [("mill-dear", pytest.approx(told["mill-dear"]))]
    assert told["mill-dear"] > 0
    assert found["L1"].promised == 1e6
    assert found["L2"].lacks == ()


def test_proposals_are_ranked_with_the_others_and_the_unknown_come_last() -> None:
    """By what the plan costs more without them; a promise about nothing has no plans at all."""
    about = case(Agreement(id="deal", ledger="L1", enables=("mill-new",)))
    promises = [
        named("L0", "Friendship"),
        named("L2", "Antimony mine on the hill", place="Hill", kind="loan"),
        named("L1"),
    ]
    found = effects(promises, about)
    assert [row.commitment.id for row in found][-1] == "L0"
    assert {row.commitment.id: row.touched.basis for row in found} == {"L0": "", "L1": "agreement", "L2": "names"}
    known = [abs(row.change) for row in found if row.verdict == "effect"]
    assert known == sorted(known, reverse=True)
    assert (found[-1].verdict, found[-1].whole) == ("unknown", None)
    assert math.isnan(found[-1].change)


def test_nothing_is_planned_for_the_unknown() -> None:
    """A register that touches nothing needs no plan: not even that of a scenario that has none."""
    impossible = case(limits=(limit("origin_share", 1.0, "%", country="CHN"),))
    (found,) = effects([named("L0", "Friendship")], impossible)
    assert found.verdict == "unknown"
