"""A plan begun with its years apart, and searched near by first, against the same plan begun as a whole."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.sparse import csc_array

from lodeway.atlas import store
from lodeway.network import build
from lodeway.plan import plan, residuals
from lodeway.plan.blocks.program import assemble
from lodeway.plan.instance.world import world
from lodeway.plan.routing import mesh, ways
from lodeway.plan.routing.mesh import condensed, near, part
from lodeway.plan.routing.routes import joined
from lodeway.plan.solving import apart as apart_years
from lodeway.plan.solving import pricing, sifting
from lodeway.plan.solving.apart import Apart, together
from lodeway.plan.solving.master import Answer, Master, master
from lodeway.plan.solving.sifting import Sifted, lazy_rows
from lodeway.schema.tables import Agreement
from tests.plan.test_rich_properties import SEEDS, shuffled
from tests.plan.worlds import full_scenario, limit, random_scenario, rich_scenario, scenario


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Sifted]:
    """Let plans of any size begin with their years apart; return the programs so begun."""
    found: list[Sifted] = []

    def noted(apart: Apart) -> Sifted:
        found.append(together(apart))
        return found[-1]

    monkeypatch.setattr(pricing, "HUGE", 0)
    monkeypatch.setattr(pricing, "together", noted)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_years_apart_end_at_the_same_plan(seed: int, request: pytest.FixtureRequest) -> None:
    """With some of everything, stocks and whole units included, it costs the same however it was begun.

    Where a year by itself has no answer, as its stock is another year's, it begins as usual.
    """
    case = rich_scenario(seed)
    network = build(case)
    usual = plan(case, network=network)
    request.getfixturevalue("begun")
    apart = plan(case, network=network)
    assert apart.objective == pytest.approx(usual.objective, rel=1e-8)
    assert apart.bound <= usual.objective * (1 + 1e-9)
    assert residuals(apart, case)[0].share < 1e-6


@pytest.mark.parametrize("seed", range(2))
def test_broken_rows_on_the_way_are_mended_in_the_end(
    seed: int, begun: list[Sifted], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many rows answers on the way may break, the plan keeps all of them and costs the same."""
    case = full_scenario(seed)
    network = build(case)
    with monkeypatch.context() as patch:
        patch.setattr(pricing, "LOOSE", np.inf)
        strict = plan(case, network=network)
    with monkeypatch.context() as patch:
        patch.setattr(sifting, "FEW", 1.0)
        loose = plan(case, network=network)
    assert begun
    assert loose.objective == pytest.approx(strict.objective, rel=1e-8)
    assert loose.bound <= strict.objective * (1 + 1e-9)
    assert residuals(loose, case)[0].share < 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_tolls_of_two_countries_are_paid_where_they_are_passed_alone(seed: int) -> None:
    """The best way of each lane is the best of all that keep out of neither, one or both, each paying for what it passes."""
    case = full_scenario(seed)
    lands = sorted({site.country for site in case.sites})[:2]
    rows = [limit("transit_share", 5.0, "%", id=f"through-{land}", country=land) for land in lands]
    kept = [row for row in case.limits if row.kind != "transit_share"]
    about = world(replace(case, limits=(*kept, *rows)), build(case))
    program, ways_of = master(about, assemble(about)), ways.finder(about)
    pricing.seed(program, ways_of)
    draw = np.random.default_rng(seed)
    passing, years, tolls = 0, len(about.years), draw.uniform(0.0, 60.0, (program.per_tonne.most.size, 2))
    tolls[draw.random(tolls.shape) < 0.2] = 0.0
    gates = draw.uniform(0.0, 20.0, len(about.gate_free)) * (draw.random(len(about.gate_free)) < 0.5)
    prices = ways.Prices(gates=gates, co2=case.carbon_price)
    for place in range(years):
        slots = np.flatnonzero(program.per_tonne.most > 0)
        slots = slots[slots % years == place]
        worth = np.full(tolls.shape[0], np.inf)
        least = dict.fromkeys(slots.tolist(), np.inf)
        for shunned in ((), (0,), (1,), (0, 1)):
            away = frozenset(ways_of.limited[bit] for bit in shunned)
            found = ways_of.search(slots // years, place, prices, away)
            slot, seen = found.lane * years + place, found.visits(np.arange(found.lane.size))
            passing += int(np.count_nonzero(seen))
            paid = sum(tolls[slot, bit] * (seen >> bit & 1) for bit in range(2))
            cost = program.per_tonne.factor[slot] * found.weight + program.per_tonne.fixed[slot] + paid
            for each, total in zip(slot.tolist(), cost.tolist(), strict=True):
                least[each] = min(least[each], total)
        told: dict[int, float] = {}
        for found, total in pricing._best(program, ways_of, slots, place, prices, tolls, worth, hasty=False):
            told |= dict(zip((found.lane * years + place).tolist(), total.tolist(), strict=True))
        assert told == pytest.approx({each: cost for each, cost in least.items() if np.isfinite(cost)}, rel=1e-12)
    assert passing


def test_an_interrupted_huge_plan_is_proved_before_it_is_given(
    begun: list[Sifted], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped while only near ways have been searched, it says how far it is from the best, and that is true."""
    case, calls, sift = random_scenario(1), [0], pricing._sift

    def stopped(program: Master, sifted: Sifted, *, enough: float, loose: bool) -> Answer | None:
        calls[0] += 1
        if calls[0] == 2:
            raise KeyboardInterrupt
        return sift(program, sifted, enough=enough, loose=loose)

    with monkeypatch.context() as patch:
        patch.setattr(pricing, "DRY", -1.0)
        patch.setattr(pricing, "_sift", stopped)
        # What is on the way may break rows; what is given may not.
        patch.setattr(sifting, "FEW", 1.0)
        found = plan(case)
    assert begun
    assert found.note == "interrupted"
    assert np.isfinite(found.bound)
    assert residuals(found, case)[0].share < 1e-6
    best = plan(case).objective
    assert found.bound <= best * (1 + 1e-9)
    assert best <= found.objective * (1 + 1e-9)


@settings(max_examples=6)
@given(seed=SEEDS)
def test_the_order_of_rows_changes_nothing_of_a_huge_plan(seed: int) -> None:
    """Begun with its years apart on the condensed network, near ways first, a plan of shuffled tables is the same to the last digit.

    It costs what it costs when it is begun as a whole: nothing goes where a date or a ban of its own year forbids it.
    """
    case = full_scenario(seed)
    usual = plan(case)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pricing, "HUGE", 0)
        patch.setattr(ways, "FINE", 0)
        patch.setattr(mesh, "NEAR", (1, 2))
        one, other = plan(case), plan(shuffled(case, seed))
    assert (one.objective, one.bound, one.builds) == (other.objective, other.bound, other.builds)
    assert one.bound <= usual.objective * (1 + 1e-9)
    assert usual.bound <= one.objective * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(2))
def test_money_that_is_short_is_priced_while_years_are_apart(seed: int, request: pytest.FixtureRequest) -> None:
    """A purse for all years and shares of origins, which are left out at first, hold in the end at the same cost."""
    limits = (limit("budget", 1e6, "USD", whole=True), limit("origin_share", 60.0, "%"))
    case = replace(random_scenario(seed), limits=limits)
    usual = plan(case)
    begun = request.getfixturevalue("begun")
    apart = plan(case)
    assert begun
    assert apart.objective == pytest.approx(usual.objective, rel=1e-8)
    assert all(row.used <= row.bound * (1 + 1e-6) + 1e-6 for row in apart.limits if row.sense == "most")


def test_money_of_which_others_pay_a_part_is_priced_too() -> None:
    """An agreement that spares a purse makes it no other row: the years apart still know that money is short."""
    case = random_scenario(0)
    project = world(case, build(case)).projects[0].id
    payer = Agreement(id="payer", funds=(project,), amount=1e3)
    case = replace(case, limits=(limit("budget", 1e6, "USD", whole=True),), agreements=(payer,))
    about = world(case, build(case))
    program = master(about, assemble(about))
    assert any(key[0] == "fund" for key in program.assembly.column_keys)
    priced = [program.assembly.row_keys[row][0] for row in Apart(program).money]
    assert priced == ["budget"]


def test_rows_that_only_bound_routes_may_wait() -> None:
    """Shares of an origin bound nothing but routes; demand, capacity and gates have columns of their own."""
    case = scenario(limits=(limit("origin_share", 60.0, "%"),))
    about = world(case, build(case))
    program = master(about, assemble(about))
    kinds = {key[0] for key, lazy in zip(program.assembly.row_keys, lazy_rows(program), strict=True) if lazy}
    assert "origin_share" in kinds
    assert not kinds & {"demand", "supply", "feed", "capacity", "gate", "budget"}


@pytest.mark.parametrize("seed", range(4))
def test_rows_of_gates_may_wait_with_what_widens_them(
    seed: int, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gates and links that are not full, and what would widen them, are left out until they are: the plan stays the same."""
    case = replace(random_scenario(seed), limits=(limit("budget", 1e7, "USD", whole=True),))
    network = build(case)
    usual = plan(case, network=network)
    begun = request.getfixturevalue("begun")
    monkeypatch.setattr(apart_years, "lazy_rows", partial(lazy_rows, gates=True))
    apart = plan(case, network=network)
    assert begun[0].waits.any()
    assert apart.objective == pytest.approx(usual.objective, rel=1e-8)
    assert {build.what for build in apart.builds} == {build.what for build in usual.builds}
    assert residuals(apart, case)[0].share < 1e-6


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("size", "full", "rough"), [(0, 0.5, 0.0), (15_000, 0.95, 1e9)])
def test_rows_nearly_full_and_a_rough_first_answer_change_no_plan(
    size: int, full: float, rough: float, seed: int, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that hold come in with those that do not, routes that pay are left for later: it ends where it would have ended."""
    case = replace(random_scenario(seed), limits=(limit("budget", 1e7, "USD", whole=True),))
    network = build(case)
    usual = plan(case, network=network)
    begun = request.getfixturevalue("begun")
    monkeypatch.setattr(apart_years, "lazy_rows", partial(lazy_rows, gates=True))
    monkeypatch.setattr(apart_years, "NEARLY", 0.0)
    monkeypatch.setattr(apart_years, "ROUNDS", 1)
    monkeypatch.setattr(sifting, "LARGE", size)
    monkeypatch.setattr(sifting, "FULL", full)
    monkeypatch.setattr(pricing, "ROUGH", rough)
    apart = plan(case, network=network)
    assert begun
    assert apart.objective == pytest.approx(usual.objective, rel=1e-8)
    assert apart.bound == pytest.approx(usual.bound, rel=1e-8)
    assert residuals(apart, case)[0].share < 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_routes_that_pay_may_be_left_for_the_next_time(seed: int) -> None:
    """A program solved roughly costs no less than in the end, keeps all its rows, and goes on to the same cost."""
    case = random_scenario(seed)
    about = world(case, build(case))
    program, assembly = master(about, assemble(about)), assemble(about)
    pricing.seed(program, ways.finder(about))
    routes = joined(program.waiting)
    static, cost, bound = csc_array(assembly.matrix()), np.asarray(assembly.cost), np.asarray(assembly.bound)
    sifted = Sifted(program, np.arange(len(assembly.row_keys)), lazy_rows(program), static, cost, bound)
    sifted.offer(routes, program.matrix_of(routes), program.per_tonne.cost(routes))
    sifted.load(np.zeros(0, dtype=np.intp), np.flatnonzero(~sifted.lazy))
    assert sifted.solve(enough=1e9)
    without, none = sifted.objective, sifted.order.size
    assert sifted.solve()
    whole = program.solve()
    assert whole is not None
    assert none == 0 < sifted.order.size
    assert without > sifted.objective
    assert sifted.objective + assembly.constant == pytest.approx(whole.objective)


@pytest.mark.parametrize("seed", range(4))
def test_a_sifted_program_costs_what_the_whole_costs(seed: int) -> None:
    """With the same routes it has the cost of the whole, and what waits in it would not pay, nor is there any of it."""
    case = random_scenario(seed)
    about = world(case, build(case))
    program, assembly = master(about, assemble(about)), assemble(about)
    pricing.seed(program, ways.finder(about))
    routes = joined(program.waiting)
    static, cost, bound = csc_array(assembly.matrix()), np.asarray(assembly.cost), np.asarray(assembly.bound)
    sifted = Sifted(program, np.arange(len(assembly.row_keys)), lazy_rows(program, gates=True), static, cost, bound)
    sifted.offer(routes, program.matrix_of(routes), program.per_tonne.cost(routes))
    whole = program.solve()
    assert whole is not None
    assert sifted.solve()
    assert sifted.objective + assembly.constant == pytest.approx(whole.objective)
    out = np.setdiff1d(np.arange(sifted.first), sifted.columns)
    assert out.size
    assert sifted.rows.size < len(assembly.row_keys)
    assert (sifted.values[out] == 0).all()
    assert (sifted.reduced[out] >= 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_ways_near_by_are_proved_or_searched_further(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A condensed network of which at first only an arc a node is searched gives the same plan."""
    case = rich_scenario(seed)
    network = build(case)
    usual = plan(case, network=network)
    monkeypatch.setattr(ways, "FINE", 0)
    monkeypatch.setattr(mesh, "NEAR", (1, 2))
    assert plan(case, network=network).objective == pytest.approx(usual.objective, rel=1e-8)


def test_ways_between_the_ends_of_lanes_are_kept_for_the_next_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next plan of the same network finds them in the store and is the same; under another time value none are there."""
    monkeypatch.setenv(store.VARIABLE, str(tmp_path))
    monkeypatch.setattr(ways, "FINE", 0)
    monkeypatch.setattr(mesh, "WORTH", 0)
    made, between = [0], mesh._between

    def counted(*arguments: Any) -> Any:
        made[0] += 1
        return between(*arguments)

    monkeypatch.setattr(mesh, "_between", counted)
    case = scenario()
    network = build(case)
    first = plan(case, network=network)
    once = made[0]
    again = plan(case, network=network)
    assert once > 0
    assert made[0] == once
    assert (again.objective, again.bound, again.builds) == (first.objective, first.bound, first.builds)
    plan(replace(case, time_value=2 * case.time_value + 1), network=network)
    assert made[0] > once


def test_an_arc_unfolds_to_legs_of_its_weight() -> None:
    """The legs of each arc lead from its tail to its head and weigh what the folded arc does."""
    case = scenario()
    about = world(case, build(case))
    finder = ways.finder(about, condense=True)
    ends = about.network.site_terminal[finder.depart], about.network.site_arrival[finder.end_site]
    folded = condensed(about, frozenset(), (), finder.scarce, (np.unique(ends[0]), np.unique(ends[1])))
    assert folded.fold is not None
    whole = part(folded, np.arange(folded.tail.size))
    legs, weight = about.network.legs, whole.figures[:, 0] + case.time_value * whole.figures[:, 1]
    weight += case.carbon_price / 1000.0 * whole.figures[:, 3]
    assert weight == pytest.approx(folded.fold.weight)
    for arc in range(whole.tail.size):
        own = whole.legs[whole.start[arc] : whole.start[arc + 1]]
        assert legs.tail[own[0]] == whole.nodes[whole.tail[arc]]
        assert legs.head[own[-1]] == whole.nodes[whole.head[arc]]
        assert (legs.head[own[:-1]] == legs.tail[own[1:]]).all()
    starts = np.unique(folded.node(ends[0]))
    assert all(each.mesh.tail.size <= folded.tail.size for each in near(folded, folded.fold.weight, starts))
