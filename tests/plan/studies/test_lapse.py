"""Agreements that never come to hold, asked of one kept program, against plans made anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lodeway.errors import InfeasibleError
from lodeway.network import build
from lodeway.plan import plan
from lodeway.plan.studies.lapse import Ask, coming, lapse, lapses
from lodeway.scenario.model import Scenario
from lodeway.schema.tables import Agreement
from tests.plan.worlds import candidate, limit, link, process, rich_scenario, scenario


def anew(case: Scenario, ask: Ask) -> float:
    """Return what the plan of the lapsed scenario costs, network and all made anew."""
    return plan(lapse(case, ask, comes=coming(build(case))).scenario).objective


@pytest.mark.parametrize("seed", range(6))
def test_a_lapse_costs_what_a_plan_made_anew_costs(seed: int) -> None:
    """Offtakes, money, permissions and requirements of a random scenario: each alone and all together, in one go."""
    case = rich_scenario(seed)
    asks = [*(Ask((row,)) for row in case.agreements), Ask(case.agreements)]
    whole, found = lapses(case, asks)
    assert whole.objective == pytest.approx(plan(case).objective, rel=1e-9)
    for ask, without in zip(asks, found, strict=True):
        assert without is not None
        assert without.objective == pytest.approx(anew(case, ask), rel=1e-9)
        assert without.digest != whole.digest
        if all(not row.requires and not row.quantity > 0 for row in ask.rows):
            assert without.objective >= whole.objective * (1 - 1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_an_answer_depends_on_its_question_alone(seed: int) -> None:
    """Asked in another order, and twice, the same lapses cost the same to the last digit."""
    case = rich_scenario(seed)
    asks = [Ask((row,)) for row in case.agreements]
    once, back = lapses(case, asks)[1], lapses(case, asks[::-1] + asks)[1]
    costs = [row.objective if row else None for row in once]
    assert [row.objective if row else None for row in back[: len(asks)]][::-1] == costs
    assert [row.objective if row else None for row in back[len(asks) :]] == costs


def test_whole_units_stay_closed() -> None:
    """A project in whole units that only an agreement enables is not built without it, and with it is built in whole units."""
    base = scenario()
    deep = next(row for row in base.processes if row.id == "hill-deep")
    rows = tuple(replace(row, unit_size=500.0) if row.id == deep.id else row for row in base.processes)
    case = replace(base, processes=rows, agreements=(Agreement(id="deal", enables=("hill-deep", "mill-new")),))
    whole, (without,) = lapses(case, [Ask(case.agreements)])
    assert without is not None
    assert {row.what for row in whole.builds} >= {"hill-deep"}
    assert all(row.size % 500.0 == 0 for row in whole.builds if row.what == "hill-deep")
    assert {row.what for row in without.builds}.isdisjoint({"hill-deep", "mill-new"})
    assert without.objective > whole.objective
    assert without.objective == pytest.approx(anew(case, Ask(case.agreements)), rel=1e-9)


def test_money_that_a_full_budget_needs_is_missed() -> None:
    """Under a purse that is full, what an agreement pays lets more be built; without a purse it changes nothing."""
    deal = Agreement(id="deal", funds=("hill-deep", "mill-new"), amount=2e6)
    free = scenario(agreements=(deal,))
    tight = replace(free, limits=(limit("budget", 3e6, "USD", whole=True),))
    for case, missed in ((free, False), (tight, True)):
        whole, (without,) = lapses(case, [Ask((deal,))])
        assert without is not None
        assert (without.objective > whole.objective * (1 + 1e-9)) is missed
        assert without.objective == pytest.approx(anew(case, Ask((deal,))), rel=1e-9)


def test_what_is_under_way_does_not_come_without_the_agreement_that_enables_it() -> None:
    """A committed plant and a railway under construction are gone without the agreement, as if the scenario had them closed."""
    base = scenario()
    mill = process("mill-coming", "mill", "1 concentrate -> 0.92 metal", status="committed", opens=2027, margin=20.0)
    short = link("hill", "mill", 100.0, id="short-cut", status="construction", opens=2027)
    case = replace(
        base,
        processes=(*base.processes, mill),
        links=(*base.links, short),
        agreements=(
            Agreement(id="plant", enables=("mill-coming",)),
            Agreement(id="line", enables=("short-cut",)),
        ),
    )
    asks = [Ask((row,)) for row in case.agreements]
    whole, found = lapses(case, asks)
    assert any("short-cut" in row.links for row in whole.routes)
    for ask, without in zip(asks, found, strict=True):
        assert without is not None
        assert without.objective == pytest.approx(anew(case, ask), rel=1e-9)
    assert found[0] is not None
    assert not any(row.process == "mill-coming" for row in found[0].activities)
    assert found[1] is not None
    assert not any("short-cut" in row.links for row in found[1].routes)


def test_a_line_that_never_opens_stays_shut_where_the_plan_changes() -> None:
    """A railway that the plan does not need with the agreement is not taken without it either, though the plan then looks for other ways."""
    base = scenario()
    short = link("quarry", "mill", 4000.0, id="detour", status="construction", opens=2026)
    deal = Agreement(id="deal", enables=("detour", "hill-deep"), funds=("mill-new",), amount=1e6)
    need = Agreement(id="need", requires=("mill-new",), required_size=900.0)
    case = replace(base, links=(*base.links, short), agreements=(deal, need))
    for ask in (Ask((deal,)), Ask((deal, need))):
        _, (without,) = lapses(case, [ask])
        assert without is not None
        assert without.objective == pytest.approx(anew(case, ask), rel=1e-9)
        assert not any("detour" in row.links for row in without.routes)


def test_another_agreement_saves_what_it_enables_too_unless_all_hangs_on_the_first() -> None:
    """Two agreements that enable one project: one alone is not missed, both are; and the first alone is, if all hangs on it."""
    one, two = (Agreement(id=name, enables=("hill-deep",)) for name in ("one", "two"))
    case = scenario(agreements=(one, two))
    whole, (first, both, alone) = lapses(case, [Ask((one,)), Ask((one, two)), Ask((one,), alone=True)])
    assert first is not None
    assert both is not None
    assert alone is not None
    assert first.objective == whole.objective
    assert alone.objective == both.objective > whole.objective


def test_what_is_required_is_let_go_where_all_hangs_on_what_lapses() -> None:
    """A build that another agreement requires cannot be required of nobody."""
    need = Agreement(id="need", requires=("hill-deep",), required_size=100.0)
    deal = Agreement(id="deal", enables=("hill-deep",))
    case = scenario(agreements=(need, deal))
    _, (bound, loose) = lapses(case, [Ask((deal,)), Ask((deal,), alone=True)])
    assert bound is None
    assert loose is not None


def test_an_offtake_that_may_not_be_missed_leaves_no_plan() -> None:
    """Without the only plant that could make it, goods that must be taken have no plan; the scenario itself has one."""
    taken = Agreement(id="taken", market="EU", commodity="metal", site="mill", quantity=50.0, opens=2028)
    deal = Agreement(id="deal", enables=("mill-new",))
    case = scenario(agreements=(taken, deal))
    whole, (without, free) = lapses(case, [Ask((deal,)), Ask((deal, taken))])
    assert without is None
    assert free is not None
    assert free.objective < whole.objective or whole.shortfalls
    with pytest.raises(InfeasibleError):
        lapses(replace(case, agreements=(taken, replace(deal, opens=2030))), [])


def test_a_proposal_is_a_row_that_the_scenario_does_not_have() -> None:
    """The lapse of a proposed agreement closes what it enables and leaves the scenario's own rows as they are."""
    own = Agreement(id="own", enables=("mill-new",))
    case = replace(scenario(), agreements=(own,))
    found = lapse(case, Ask((Agreement(id="new", enables=("hill-deep",)),)))
    assert [row.id for row in found.scenario.agreements] == ["own", "new"]
    assert found.scenario.agreements[0] == own
    assert (found.shut, found.gone) == ((), ())
    _, (without,) = lapses(case, [Ask((Agreement(id="new", enables=("hill-deep",)),))])
    assert without is not None
    assert without.objective == pytest.approx(
        plan(replace(case, processes=tuple(row for row in case.processes if row.id != "hill-deep"))).objective, rel=1e-9
    )


def test_candidates_that_nobody_enables_are_free() -> None:
    """An agreement on nothing that the scenario can build changes nothing, and every plan is told of."""
    extra = candidate("far-mine", "quarry", "-> 1 concentrate", opex=9e5)
    case = scenario(processes=(*scenario().processes, extra), agreements=(Agreement(id="deal", enables=("far-mine",)),))
    told: list[tuple[int, int]] = []
    whole, (without,) = lapses(case, [Ask(case.agreements)], done=lambda done, of: told.append((done, of)))
    assert without is not None
    assert without.objective == whole.objective
    assert told == [(1, 2), (2, 2)]
